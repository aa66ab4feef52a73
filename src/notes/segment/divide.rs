//! Divides one note at its titles, which it finds at the level where the note really has its services.

use super::piece::{Piece, has_words};
use super::titles::{ServiceLevel, Titles};
use crate::catalog::{Catalog, Naming, Reading, ServiceId};
use crate::notes::{Decision, Heading, Placed, Read, Subject, outline};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// A note that is itself named after a service is cut only if at least this many services stand in it.
const OTHER_SERVICES: usize = 3;

/// Divides one note. `only` says that it is all there is.
pub(super) fn divide(note: &Read, catalog: &Catalog, only: bool) -> Vec<Piece> {
    let titles = Titles::new(note.outline, catalog);
    let subject = note.note.subject(catalog);
    Divider { note, catalog, titles, subject, only }.pieces()
}

struct Divider<'a> {
    note: &'a Read<'a>,
    catalog: &'a Catalog,
    titles: Titles<'a>,
    /// The service that the note's name or its folder's stands for, and which of these.
    subject: Option<(Naming, Decision)>,
    only: bool,
}

/// What a heading and all below it belong to.
#[derive(Clone)]
struct Owner {
    /// The level of the heading; 0 for the note itself.
    level: u8,
    /// The piece that this began with.
    piece: usize,
}

impl Divider<'_> {
    fn pieces(&self) -> Vec<Piece> {
        let owner = self.owner();
        let strong = |(naming, decided): &(Naming, Decision)| {
            matches!(decided, Decision::Title | Decision::FileName) && naming.also.is_empty()
        };
        match self.titles.service_level().filter(|_| !is_index(self.note)) {
            None => self.whole(owner),
            Some(level) if level.services < OTHER_SERVICES && owner.as_ref().is_some_and(strong) => {
                self.whole(owner)
            }
            Some(level) => self.split(level, owner),
        }
    }

    /// The service that the note as a whole is about, and what says so.
    fn owner(&self) -> Option<(Naming, Decision)> {
        let title = self.titles.over_all;
        if let Some(naming) = title.and_then(|title| self.titles.exactly(title)) {
            return Some((naming.clone(), Decision::Title));
        }
        let subject = self.subject.clone();
        let named = |decided| matches!(decided, Decision::FileName | Decision::FolderName);
        if subject.as_ref().is_some_and(|(_, decided)| named(*decided)) {
            return subject;
        }
        let titled = title.and_then(|title| match &self.titles.readings[title] {
            Reading::Named(naming) if naming.corrected => Some((naming.clone(), Decision::CorrectedTitle)),
            reading => Some((reading.subject()?.clone(), Decision::AboutTitle)),
        });
        titled.or(subject)
    }

    /// The whole note as one piece: of the service that it is about, or a topic of its own.
    fn whole(&self, owner: Option<(Naming, Decision)>) -> Vec<Piece> {
        let events = &self.note.outline.events;
        if !has_words(events) {
            return Vec::new();
        }
        let title = self.titles.over_all.filter(|&title| match &owner {
            Some((naming, _)) => {
                let named = self.titles.readings[title].naming();
                named.is_some_and(|named| named.named.service == naming.named.service)
            }
            None => true,
        });
        let decided = if is_index(self.note) { Decision::Index } else { Decision::WholeNote };
        let mut piece = self.rest(decided);
        if let Some((naming, decided)) = owner {
            piece = self.of_service(naming, decided);
        }
        let Some(title) = title else { return vec![piece] };
        let heading = &self.titles.headings[title].events;
        let above = Piece { events: 0..heading.start, ..piece.clone() };
        let below = Piece { titles: vec![title], events: heading.end..events.len(), ..piece };
        self.lead_in(vec![above, below])
    }

    /// The note cut at its titles: headings down to the level of its services that name one, or that end one.
    fn split(&self, level: ServiceLevel, owner: Option<(Naming, Decision)>) -> Vec<Piece> {
        let first = match owner {
            // What such a name says is too little to give it all that stands under no service's title.
            Some((naming, decided)) if decided != Decision::AboutFileName => self.of_service(naming, decided),
            None if self.only && self.titles.over_all.is_none() => self.untitled(),
            _ => self.rest(Decision::RestOfNote),
        };
        let mut cuts = Cuts {
            divider: self,
            level: level.level,
            pieces: vec![first],
            owners: vec![Owner { level: 0, piece: 0 }],
            owner_of_last: 0,
        };
        for (index, heading) in self.titles.headings.iter().enumerate().filter(|(_, heading)| heading.top) {
            if heading.level <= level.level || cuts.is_untitled() {
                cuts.see(index, heading);
            }
        }
        self.lead_in(cuts.pieces)
    }

    fn of_service(&self, naming: Naming, decided: Decision) -> Piece {
        let id = naming.named.service;
        Piece {
            subject: Subject::Service(id),
            title: self.catalog.service(id).title(),
            naming: Some(naming),
            decided,
            ..self.untitled()
        }
    }

    /// A piece of the note's own page.
    fn rest(&self, decided: Decision) -> Piece {
        let sole = || self.titles.over_all.map(|title| self.titles.headings[title].text.clone());
        let own = self.note.note.front.title.is_none().then(sole).flatten();
        let title = own.filter(|title| !title.is_empty()).unwrap_or_else(|| self.note.note.title());
        Piece { subject: Subject::Topic, title, decided, ..self.untitled() }
    }

    fn untitled(&self) -> Piece {
        Piece {
            subject: Subject::Unsorted,
            title: String::new(),
            titles: Vec::new(),
            events: 0..self.note.outline.events.len(),
            naming: None,
            hints: Vec::new(),
            decided: Decision::NoTitle,
        }
    }

    /// Titles of no service with no text of their own lead in the next piece; what is empty is left out.
    fn lead_in(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let mut kept = Vec::new();
        let mut leading: Vec<usize> = Vec::new();
        for mut piece in pieces {
            let events = &self.note.outline.events[piece.events.clone()];
            let empty = !has_words(events);
            if piece.decided == Decision::OwnTitle && is_contents(events) {
                let (titles, events) = (piece.titles, piece.events);
                piece = Piece { titles, events, ..self.rest(Decision::RestOfNote) };
            }
            if empty && (piece.titles.is_empty() || piece.subject == Subject::Topic) {
                leading.append(&mut piece.titles);
                continue;
            }
            piece.titles.splice(0..0, leading.drain(..));
            if piece.decided == Decision::NoTitle {
                piece.hints.extend(self.hint(piece.events.clone()));
            }
            kept.push(piece);
        }
        if let Some(&last) = leading.last() {
            let heading = &self.titles.headings[last];
            let end = self.note.outline.events.len();
            let piece = Piece {
                subject: Subject::Topic,
                title: own_title(&heading.text),
                titles: leading,
                events: end..end,
                decided: Decision::OwnTitle,
                ..self.untitled()
            };
            kept.push(piece);
        }
        kept
    }

    /// The first service that a stretch speaks of: by its name in one word, in any case.
    fn hint(&self, events: Range<usize>) -> Option<ServiceId> {
        let words = outline::text(&self.note.outline.events[events]);
        let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 2);
        words.find_map(|word| self.catalog.named(word)).map(|named| named.service)
    }
}

/// The pieces of a note so far, while its titles are gone through.
struct Cuts<'d> {
    divider: &'d Divider<'d>,
    /// The level of the note's services.
    level: u8,
    pieces: Vec<Piece>,
    /// What the headings above the present one belong to, the note itself first.
    owners: Vec<Owner>,
    /// What the last piece belongs to: the piece that this began with.
    owner_of_last: usize,
}

impl Cuts<'_> {
    /// Whether no title was seen so far.
    fn is_untitled(&self) -> bool {
        self.pieces.len() == 1 && self.pieces[0].subject == Subject::Unsorted
    }

    fn see(&mut self, index: usize, heading: &Heading) {
        while self.owners.len() > 1 && self.owners.last().is_some_and(|owner| owner.level >= heading.level) {
            self.owners.pop();
        }
        let above = self.owners.last().expect("the note itself is never taken out").piece;
        let titles = &self.divider.titles;
        let at_level = heading.level == self.level;
        let piece = match &titles.readings[index] {
            Reading::Named(naming) if !naming.plain_word || at_level || self.is_of_note(naming) => {
                let decided = if naming.corrected { Decision::CorrectedTitle } else { Decision::Title };
                self.divider.of_service(naming.clone(), decided)
            }
            Reading::Ambiguous(candidates) if at_level => Piece {
                title: heading.text.clone(),
                hints: candidates.clone(),
                decided: Decision::AmbiguousTitle,
                ..self.divider.untitled()
            },
            Reading::About(naming) | Reading::Mentions(naming)
                if !self.belongs_above(naming.named.service, above) =>
            {
                return self.go_on(heading, self.divider.of_service(naming.clone(), Decision::AboutTitle));
            }
            _ if self.stays(index, above, at_level) => return self.stay(heading, above),
            _ => Piece {
                subject: Subject::Topic,
                title: own_title(&heading.text),
                decided: Decision::OwnTitle,
                ..self.divider.untitled()
            },
        };
        let piece = Piece { titles: vec![index], ..piece };
        self.cut(heading.events.start, Piece { events: heading.events.end..self.end(), ..piece });
        self.owners.push(Owner { level: heading.level, piece: self.owner_of_last });
    }

    /// Whether the note's own name says that the plain word of a heading means the service.
    fn is_of_note(&self, naming: &Naming) -> bool {
        let note = self.divider.subject.as_ref();
        note.is_some_and(|(of_note, _)| of_note.named.service == naming.named.service)
    }

    /// Whether a heading about a service stands in another's text, and the note has no place of its own for that service.
    fn belongs_above(&self, service: ServiceId, above: usize) -> bool {
        let piece = &self.pieces[above];
        let Subject::Service(owner) = piece.subject else { return false };
        let named = piece.decided != Decision::AboutTitle;
        owner == service || (named && !self.divider.titles.has_title_of(service, self.level))
    }

    /// Whether a heading that names no service belongs to what it stands under, and is no topic of its own.
    fn stays(&self, index: usize, above: usize, at_level: bool) -> bool {
        match self.pieces[above].subject {
            Subject::Service(_) => true,
            Subject::Topic | Subject::Unsorted => at_level && !self.divider.titles.is_among_services(index),
        }
    }

    /// The heading and what follows belong to what the piece `above` began with.
    fn stay(&mut self, heading: &Heading, above: usize) {
        if self.owner_of_last != above {
            let decided = match self.pieces[above].decided {
                Decision::Title | Decision::CorrectedTitle | Decision::OwnTitle => Decision::UnderTitle,
                Decision::NoTitle => Decision::RestOfNote,
                other => other,
            };
            let mut piece = self.pieces[above].clone();
            if piece.subject == Subject::Unsorted {
                piece = self.divider.rest(decided);
            }
            let events = heading.events.start..self.end();
            self.cut(heading.events.start, Piece { titles: Vec::new(), events, decided, ..piece });
            self.owner_of_last = above;
        }
        self.owners.push(Owner { level: heading.level, piece: above });
    }

    /// The heading stays in the text of `piece`, which may go on with the last one.
    fn go_on(&mut self, heading: &Heading, piece: Piece) {
        let same = self.pieces.last().is_some_and(|last| {
            last.titles.is_empty() && last.subject == piece.subject && last.decided == piece.decided
        });
        if !same {
            let events = heading.events.start..self.end();
            self.cut(heading.events.start, Piece { events, ..piece });
        }
        self.owners.push(Owner { level: heading.level, piece: self.owner_of_last });
    }

    fn cut(&mut self, at: usize, piece: Piece) {
        self.pieces.last_mut().expect("there is a first piece").events.end = at;
        self.pieces.push(piece);
        self.owner_of_last = self.pieces.len() - 1;
    }

    fn end(&self) -> usize {
        self.divider.note.outline.events.len()
    }
}

/// A heading as the title of a page: without the numbers of an outline, "1.2.5." or "3)".
fn own_title(heading: &str) -> String {
    let rest = heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &heading[..heading.len() - rest.len()];
    let numbered = number.ends_with('.') || number.contains('.') && rest.starts_with(' ');
    let rest = rest.strip_prefix(')').filter(|_| !number.is_empty()).or(numbered.then_some(rest));
    let title = rest.map(str::trim).filter(|rest| rest.starts_with(char::is_alphabetic));
    title.unwrap_or(heading).to_owned()
}

/// A text with at least this many links may be there for them.
const LINKS_OF_A_LIST: usize = 5;

/// A note in which every so manyth word is a link to another note is there for these.
const WORDS_A_LINK: usize = 12;

/// Whether a note mostly leads to other notes.
fn is_index(note: &Read) -> bool {
    let other_note = |kind: &LinkType, to: &str| {
        matches!(kind, LinkType::WikiLink { .. }) || !(to.contains(':') || to.starts_with(['#', '/']))
    };
    let (links, _, words) = links(&note.outline.events, other_note);
    links >= LINKS_OF_A_LIST && links * WORDS_A_LINK >= words
}

/// Whether a text is a list of contents that somebody wrote by hand.
fn is_contents(events: &[Placed]) -> bool {
    let (links, linked, words) = links(events, |_, to| to.starts_with('#'));
    links >= LINKS_OF_A_LIST && linked * 2 >= words
}

/// How many links of a kind a text has, how many words these have, and how many it has in all, its headings apart.
fn links(events: &[Placed], of_kind: impl Fn(&LinkType, &str) -> bool) -> (usize, usize, usize) {
    let (mut links, mut linked, mut all) = (0, 0, 0);
    let (mut in_link, mut in_heading) = (false, false);
    for (event, _) in events {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                in_link = of_kind(link_type, dest_url);
                links += usize::from(in_link);
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) => {
                let words = text.split_whitespace().count();
                linked += if in_link { words } else { 0 };
                all += if in_link || !in_heading { words } else { 0 };
            }
            _ => {}
        }
    }
    (links, linked, all)
}

//! The lists of a term, as the engine reads them: sections with their scores, and positions.

use super::coding::{pull, push};

/// Of the sections of a term those that are most about it, `most` at most, with their positions.
pub fn most_about(docs: &str, places: &str, most: u32) -> (String, String) {
    let least = least(docs, most);
    let (mut few, mut their_places) = (String::new(), String::new());
    let (mut page, mut last_page, mut section, mut last_section) = (0, 0, 0, 0);
    let mut rest = places;
    for [pages, sections, score] in entries(docs) {
        section = sections + if pages == 0 { section } else { 0 };
        page += pages;
        let own = own_positions(rest);
        rest = &rest[own.len()..];
        if score < least {
            continue;
        }
        push(&mut few, page - last_page);
        push(&mut few, if page == last_page { section - last_section } else { section });
        push(&mut few, score);
        their_places.push_str(own);
        (last_page, last_section) = (page, section);
    }
    (few, their_places)
}

/// The least score that is reached by at most so many sections; or else the highest that there is.
fn least(docs: &str, most: u32) -> u32 {
    let mut counts = [0; 61];
    for [_, _, score] in entries(docs) {
        counts[(score as usize).min(60)] += 1;
    }
    let mut sum = 0;
    let too_low = counts.iter().rposition(|count| {
        sum += count;
        sum > most
    });
    let highest = counts.iter().rposition(|count| *count > 0).unwrap_or(0);
    too_low.map_or(0, |score| u32::try_from((score + 1).min(highest)).expect("scores are small"))
}

/// For each section: how many pages further it is, its number or how much further that is on the same page, and its score.
fn entries(mut docs: &str) -> impl Iterator<Item = [u32; 3]> {
    std::iter::from_fn(move || {
        let mut next = || {
            let (number, rest) = pull(docs);
            docs = rest;
            number
        };
        let entry = [next(), next(), next()];
        (entry != [0; 3]).then_some(entry)
    })
}

/// The positions in one section, as they are written.
fn own_positions(places: &str) -> &str {
    let (count, mut rest) = pull(places);
    for _ in 0..count {
        (_, rest) = pull(rest);
    }
    &places[..places.len() - rest.len()]
}

#[cfg(test)]
mod tests {
    use super::most_about;
    use crate::site::search::coding::push;

    fn written(numbers: &[u32]) -> String {
        let mut text = String::new();
        for number in numbers {
            push(&mut text, *number);
        }
        text
    }

    #[test]
    fn the_sections_that_score_most_are_kept_with_their_positions() {
        // Page 0: sections 1 and 4; page 2: section 3 and 5; each with a score and positions.
        let docs = written(&[1, 1, 9, 0, 3, 40, 2, 3, 40, 0, 2, 8]);
        let places = written(&[1, 7, 2, 100, 1, 1, 6, 0]);
        let (few, their_places) = most_about(&docs, &places, 3);
        assert_eq!(few, written(&[1, 1, 9, 0, 3, 40, 2, 3, 40]));
        assert_eq!(their_places, written(&[1, 7, 2, 100, 1, 1, 6]));
        let (few, their_places) = most_about(&docs, &places, 2);
        assert_eq!((few, their_places), (written(&[1, 4, 40, 2, 3, 40]), written(&[2, 100, 1, 1, 6])));
        assert_eq!(most_about(&docs, &places, 1).0, written(&[1, 4, 40, 2, 3, 40]));
    }
}

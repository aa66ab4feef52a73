//! The preview: builds, shows the site from memory, and builds again when something changed.

mod http;
mod watch;

use crate::diagnostic::Report;
use crate::disk::{Error, Place, Scanner, Seen};
use crate::pipeline::{self, Build};
use crate::site::Artifacts;
use crate::source::Snapshot;
use watch::{Bell, Watch};

pub use watch::How;

/// What the preview has to tell whoever started it.
#[derive(Debug)]
pub enum Notice<'a> {
    /// It can be seen at this address.
    Listening(&'a str),
    /// A build is shown.
    Built(&'a Report),
    /// The last good site stays, because something could not be read.
    Kept(&'a Error),
    /// The program itself failed on these notes; what it said stands on the terminal. The last good site stays.
    Failed,
    /// Changes are noticed from now on.
    Watching {
        /// In so many folders.
        folders: usize,
        /// In this way.
        how: &'a How,
    },
}

/// Stops a running preview.
#[derive(Clone, Debug)]
pub struct Stop(Bell);

impl Stop {
    /// Asks the preview to end; it does as soon as a build under way is done.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// The port tried first where none is named, and how many after it.
const PORTS: std::ops::Range<u16> = 4040..4060;

/// What can be chosen about a preview.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The port to listen on; `None` for the first free one.
    pub port: Option<u16>,
    /// Look for changes again and again, and do not ask the system to tell of them.
    pub poll: bool,
}

/// Shows the site of `place` on this machine until it is stopped. `started` receives what stops it; `notice` is told what
/// happens.
///
/// # Errors
/// Where the port is taken or the notes cannot be read at all.
pub fn serve(
    place: &Place,
    options: Options,
    started: impl FnOnce(Stop),
    mut notice: impl FnMut(&Notice),
) -> Result<(), Error> {
    let listener = http::bind(options.port.map_or(PORTS, |port| port..port.saturating_add(1)))?;
    let bell = Bell::default();
    let mut scanner = Scanner::new(place)?;
    // Watched before the first build, so that no change falls into the time that it takes.
    let mut watch = Watch::new(place, &scanner, options.poll, bell.clone());
    let shown = http::Shown::new();
    let mut site = build(scanner.snapshot(), &mut notice);
    let mut refused = None;
    tell(&show(&mut scanner, site.as_ref(), &shown), &mut refused, &mut notice);
    let server = http::start(listener, shown.clone())?;
    started(Stop(bell));
    notice(&Notice::Listening(&server.url));
    let mut seen = Seen::default();
    loop {
        if let Some(how) = watch.news() {
            notice(&Notice::Watching { folders: scanner.folders().len(), how: &how });
        }
        let Some(look) = watch.next(&scanner) else { break };
        let looked = watch.look(look, &mut scanner, &mut seen);
        if watch.is_unsettled() {
            continue;
        }
        let done = looked.and_then(|()| {
            let Seen { changed, pictures, .. } = std::mem::take(&mut seen);
            if changed {
                site = build(scanner.snapshot(), &mut notice);
            }
            let stale = changed || pictures || refused.is_some();
            if stale { show(&mut scanner, site.as_ref(), &shown) } else { Ok(()) }
        });
        tell(&done, &mut refused, &mut notice);
    }
    server.stop();
    Ok(())
}

fn build(snapshot: &Snapshot, notice: &mut impl FnMut(&Notice)) -> Option<Artifacts> {
    // A flaw of ours must not take the preview away: the last good site stays.
    let built = std::panic::catch_unwind(|| pipeline::build(snapshot));
    let Ok(Build { site, report, .. }) = built else {
        notice(&Notice::Failed);
        return None;
    };
    notice(&Notice::Built(&report));
    site
}

fn show(scanner: &mut Scanner, site: Option<&Artifacts>, shown: &http::Shown) -> Result<(), Error> {
    if let Some(site) = site {
        shown.show(scanner.load(site)?);
    }
    Ok(())
}

/// Tells of what was refused, once: it is tried again and again.
fn tell(done: &Result<(), Error>, refused: &mut Option<String>, notice: &mut impl FnMut(&Notice)) {
    let why = done.as_ref().err().map(ToString::to_string);
    if let Err(error) = done
        && *refused != why
    {
        notice(&Notice::Kept(error));
    }
    *refused = why;
}

//! The preview: builds, shows the site from memory, and builds again when something changed.

mod http;
mod watch;

use crate::diagnostic::Report;
use crate::disk::{Error, Place};
use crate::pipeline::{self, Build};
use crate::source::Snapshot;
use std::sync::mpsc::{self, Sender};

/// What the preview has to tell whoever started it.
#[derive(Debug)]
pub enum Notice<'a> {
    /// It can be seen at this address.
    Listening(&'a str),
    /// A build is shown.
    Built(&'a Report),
    /// The last good site stays, because something could not be read.
    Kept(&'a Error),
    /// Changes cannot be watched for, and why.
    Unwatched(&'a str),
}

/// What the loop waits for.
enum Event {
    /// Something may have changed.
    Changed,
    /// Time to go.
    Stop,
}

/// Stops a running preview.
#[derive(Clone, Debug)]
pub struct Stop(Sender<Event>);

impl Stop {
    /// Asks the preview to end; it does as soon as a build under way is done.
    pub fn stop(&self) {
        // A preview that has ended already cannot be told to.
        let _ = self.0.send(Event::Stop);
    }
}

/// The port tried first where none is named, and how many after it.
const PORTS: std::ops::Range<u16> = 4040..4060;

/// Shows the site of `place` on this machine until it is stopped. `port` is `None` for the first free one. `started`
/// receives what stops it; `notice` is told what happens.
///
/// # Errors
/// Where the port is taken or the notes cannot be read at all.
pub fn serve(
    place: &Place,
    port: Option<u16>,
    started: impl FnOnce(Stop),
    mut notice: impl FnMut(&Notice),
) -> Result<(), Error> {
    let listener = http::bind(port.map_or(PORTS, |port| port..port.saturating_add(1)))?;
    let mut snapshot = place.read()?;
    let shown = http::Shown::default();
    show(place, &snapshot, &shown, &mut notice);
    let server = http::start(listener, shown.clone())?;
    notice(&Notice::Listening(&server.url));
    let (sender, events) = mpsc::channel();
    let watcher = watch::watch(place, sender.clone());
    if let Err(why) = &watcher {
        notice(&Notice::Unwatched(why));
    }
    started(Stop(sender));
    while let Ok(Event::Changed) = watch::next(&events) {
        match place.read() {
            Ok(now) if now == snapshot => {}
            Ok(now) => {
                snapshot = now;
                show(place, &snapshot, &shown, &mut notice);
            }
            Err(error) => notice(&Notice::Kept(&error)),
        }
    }
    server.stop();
    Ok(())
}

fn show(place: &Place, snapshot: &Snapshot, shown: &http::Shown, notice: &mut impl FnMut(&Notice)) {
    let Build { site, report, .. } = pipeline::build(snapshot);
    match site.map(|site| place.load(&site)) {
        Some(Ok(files)) => shown.show(files),
        Some(Err(error)) => notice(&Notice::Kept(&error)),
        None => {}
    }
    notice(&Notice::Built(&report));
}

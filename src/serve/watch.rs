//! Turns a burst of file events into one call to look again.
#![allow(clippy::disallowed_methods, reason = "waiting for quiet needs the clock")]

use super::Event;
use crate::disk::Place;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::sync::mpsc::{Receiver, RecvError, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// A burst is over when nothing was heard for this long …
const QUIET: Duration = Duration::from_millis(100);
/// … or when it has lasted this long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Watches everything that a site is made from, for as long as what it returns is kept.
///
/// # Errors
/// What the system said, where it cannot watch.
pub(super) fn watch(place: &Place, sender: Sender<Event>) -> Result<RecommendedWatcher, String> {
    let concerned = place.clone();
    let heard = move |event: notify::Result<notify::Event>| {
        let matters = match event {
            // Reading a file is an event too, and a build reads them all.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => false,
            Ok(event) => event.need_rescan() || event.paths.iter().any(|path| concerned.concerns(path)),
            Err(_) => true,
        };
        if matters {
            // Nobody listens any more once the preview has ended.
            let _ = sender.send(Event::Changed);
        }
    };
    let mode = if place.note.is_some() { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
    let mut watcher = notify::recommended_watcher(heard).map_err(|error| error.to_string())?;
    watcher.watch(&place.root, mode).map_err(|error| error.to_string())?;
    Ok(watcher)
}

/// Waits for an event and for the end of the burst that it begins.
///
/// # Errors
/// Where nothing can come any more.
pub(super) fn next(events: &Receiver<Event>) -> Result<Event, RecvError> {
    let first = events.recv()?;
    let begun = Instant::now();
    let mut event = first;
    while let Event::Changed = event {
        if begun.elapsed() >= PATIENCE {
            break;
        }
        match events.recv_timeout(QUIET) {
            Ok(next) => event = next,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return Err(RecvError),
        }
    }
    Ok(event)
}

//! Pages that wait for news: each has a thread of its own, so that one that reads nothing keeps nobody waiting.
#![allow(clippy::disallowed_methods, reason = "who went away is noticed after a while")]

use super::answer::{Answer, KEPT_TO_ITSELF};
use super::workers::Turn;
use crate::serve::shown::Shown;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};
use tiny_http::{Method, Request};

/// So many pages may wait at once; further ones do without.
const MOST: usize = 32;
/// A waiting page hears from the server this often, so that one that went away is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long it takes to notice that, on this machine.
const NOTICED: Duration = Duration::from_millis(10);
/// Pages are not looked for more often.
const LOOKED_FOR: Duration = Duration::from_secs(1);

/// How many pages wait, and when it was last looked which are still there.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting(Arc<Mutex<(usize, Option<Instant>)>>);

/// One place among those that wait.
struct Place(Waiting);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).0 -= 1;
    }
}

impl Waiting {
    fn place(&self) -> Option<Place> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (held.0 < MOST).then(|| {
            held.0 += 1;
            Place(self.clone())
        })
    }

    /// A place, if need be that of a page that went away: a write to it fails at the second time.
    fn place_or_found(&self, shown: &Shown) -> Option<Place> {
        self.place().or_else(|| {
            if !self.may_look() {
                return None;
            }
            for _ in 0..2 {
                shown.rouse();
                std::thread::sleep(NOTICED);
            }
            self.place()
        })
    }

    fn may_look(&self) -> bool {
        let last = &mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1;
        let may = last.is_none_or(|last| last.elapsed() >= LOOKED_FOR);
        if may {
            *last = Some(Instant::now());
        }
        may
    }

    /// Tells a page of every build newer than `seen`, for as long as it listens.
    pub fn push(&self, request: Request, turn: Turn, shown: &Shown, seen: u64) {
        if *request.method() == Method::Head {
            return Answer::new(200, "text/event-stream", Vec::new().into()).send(request);
        }
        let Some(place) = self.place_or_found(shown) else {
            return Answer::bare(204).send(request);
        };
        let shown = shown.clone();
        let told = move || {
            // The page went away: nobody is left to tell.
            let _ = stream(request, &shown, seen);
            drop((turn, place));
        };
        // Where no thread can be had, the page comes back by itself.
        let _ = Builder::new().name("events".to_owned()).spawn(told);
    }
}

fn stream(request: Request, shown: &Shown, mut seen: u64) -> std::io::Result<()> {
    let mut writer = request.into_writer();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{KEPT_TO_ITSELF}Connection: close\r\n\r\nretry: 500\n\n"
    );
    writer.write_all(head.as_bytes())?;
    writer.flush()?;
    // A number that was not given yet is another preview's.
    seen = if seen > shown.now().build { 0 } else { seen };
    while let Some(build) = shown.newer(seen, HEARTBEAT) {
        let message = if build > seen { format!("data: {build}\n\n") } else { ":\n\n".to_owned() };
        seen = build;
        writer.write_all(message.as_bytes())?;
        writer.flush()?;
    }
    Ok(())
}

//! The preview: builds, shows the site from memory, and builds again when something changed.

mod changes;
mod editor;
mod http;
mod live;
mod shown;
mod watch;

use crate::diagnostic::Report;
use crate::disk::{Error, Place};
use crate::explain::PageOrigin;
use crate::pipeline::{self, Build};
use crate::report::rows::{self, Rows};
use crate::site::Artifacts;
use crate::source::{File, Snapshot};
pub use editor::Editor;
use shown::{Made, Shown};
use std::net::IpAddr;
use std::sync::mpsc::{self, Sender};

/// What the preview has to tell whoever started it.
#[derive(Debug)]
pub enum Notice<'a> {
    /// This port, which is tried first, is somebody else's; another was taken.
    Moved(u16),
    /// Other machines can see it, at these addresses and perhaps at others.
    Exposed(&'a [String]),
    /// It can be seen at this address.
    Listening(&'a str),
    /// A build is shown.
    Built(&'a Report),
    /// The last good site stays, because something could not be read.
    Kept(&'a Error),
    /// The program itself failed on these notes; what it said stands on the terminal. The last good site stays.
    Failed,
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

/// How the preview is to be shown.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port to listen on; `None` for the first free one.
    pub port: Option<u16>,
    /// The address to listen on; `None` for this machine's own, which others cannot reach.
    pub host: Option<IpAddr>,
    /// Further names that a request may call the preview by.
    pub allowed_hosts: Vec<String>,
    /// Whether pages go where something changed.
    pub follow: bool,
    /// How a place in a note is opened in an editor.
    pub editor: Option<Editor>,
}

/// Shows the site of `place` on this machine until it is stopped. `started` receives what stops it; `notice` is told what
/// happens.
///
/// # Errors
/// Where the port is taken or the notes cannot be read at all.
pub fn serve(
    place: &Place,
    options: &Options,
    started: impl FnOnce(Stop),
    mut notice: impl FnMut(&Notice),
) -> Result<(), Error> {
    let listening = http::listen(options.port, options.host)?;
    let (sender, events) = mpsc::channel();
    // Watched before anything is read, so that no change falls between the two.
    let watcher = watch::watch(place, sender.clone());
    // Asked once: git looks through all that was ever committed.
    let history = place.history();
    // What is passed over may come and go, as an editor's own files do: that is no reason to build.
    let seen = |read| Snapshot { changed: history.clone(), skipped: Vec::new(), ..read };
    let read = || place.read().map(seen);
    let mut snapshot = read()?;
    let shown = Shown::new();
    let rows = |report: &Report| {
        let open = |file: &str, line, column| options.editor.as_ref()?.link(&place.root, file, line, column);
        rows::rows(report, open)
    };
    let mut built = build(&snapshot, &rows, &mut notice);
    show(place, built.as_ref(), &snapshot.notes, &shown, &mut notice);
    let server = http::start(listening, shown.clone(), options)?;
    started(Stop(sender));
    announce(&server, &mut notice);
    if let Err(why) = &watcher {
        notice(&Notice::Unwatched(why));
    }
    while let Ok(Event::Changed) = watch::next(&events) {
        match read() {
            Ok(now) => {
                if now != snapshot {
                    snapshot = now;
                    built = build(&snapshot, &rows, &mut notice);
                }
                // A snapshot does not hold the pictures, so these may have changed all the same.
                show(place, built.as_ref(), &snapshot.notes, &shown, &mut notice);
            }
            Err(error) => keep(place, &error, &shown, &mut notice),
        }
    }
    server.stop();
    Ok(())
}

fn announce(server: &http::Running, notice: &mut impl FnMut(&Notice)) {
    if let Some(port) = server.moved {
        notice(&Notice::Moved(port));
    }
    if let Some(urls) = &server.exposed {
        notice(&Notice::Exposed(urls));
    }
    notice(&Notice::Listening(&server.url));
}

/// What is kept of a build: pictures may change without another one.
struct Built {
    site: Option<Artifacts>,
    base: String,
    pages: Vec<PageOrigin>,
    rows: Rows,
}

fn build(
    snapshot: &Snapshot,
    rows: &impl Fn(&Report) -> Rows,
    notice: &mut impl FnMut(&Notice),
) -> Option<Built> {
    // A flaw of ours must not take the preview away: the last good site stays.
    let built = std::panic::catch_unwind(|| pipeline::build(snapshot));
    let Ok(Build { site, base, report, explanation, .. }) = built else {
        notice(&Notice::Failed);
        return None;
    };
    notice(&Notice::Built(&report));
    Some(Built { site, base, pages: explanation.pages, rows: rows(&report) })
}

fn show(
    place: &Place,
    built: Option<&Built>,
    notes: &[File],
    shown: &Shown,
    notice: &mut impl FnMut(&Notice),
) {
    let Some(Built { site, base, pages, rows }) = built else {
        return shown
            .fail("Leafcutter failed on these notes, which is a flaw of its own. The terminal says more.");
    };
    match site.as_ref().map(|site| place.load(site)).transpose() {
        Ok(files) => shown.show(Made { files, base, rows, pages, notes }),
        Err(error) => keep(place, &error, shown, notice),
    }
}

/// Says that the last good site stays, and why.
fn keep(place: &Place, error: &Error, shown: &Shown, notice: &mut impl FnMut(&Notice)) {
    notice(&Notice::Kept(error));
    // Where the notes stand on this machine is nothing for a page to know.
    let root = place.root.display().to_string();
    shown.fail(&error.to_string().replace(&format!("{root}/"), "").replace(&root, "the notes"));
}

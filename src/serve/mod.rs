//! The preview: builds, shows the site from memory, and builds again when something changed.

mod builder;
mod changes;
mod editor;
mod http;
mod live;
mod shown;
mod watch;

use crate::diagnostic::Report;
use crate::disk::{Error, Place, Scanner, Seen};
use builder::Builder;
pub use editor::Editor;
use shown::Shown;
use std::net::IpAddr;
pub use watch::How;
use watch::{Bell, Watch};

/// What the preview has to tell whoever started it.
#[derive(Debug)]
pub enum Notice<'a> {
    /// This port, which is tried first, is somebody else's; another was taken.
    Moved(u16),
    /// Other machines can see it.
    Exposed {
        /// At these addresses, and perhaps at others that are not known here.
        urls: &'a [String],
        /// At this port of each.
        port: u16,
    },
    /// It can be seen at this address.
    Listening(&'a str),
    /// The site stands below this path from now on, as its address says.
    Below(&'a str),
    /// A build is shown.
    Built(&'a Report),
    /// The site is shown without a file that could not be read.
    Without(&'a Error),
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
    /// Asks the preview to end; it does as soon as the pages that it makes are made.
    pub fn stop(&self) {
        self.0.stop();
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
    options: &Options,
    started: impl FnOnce(Stop),
    mut notice: impl FnMut(&Notice),
) -> Result<(), Error> {
    let listening = http::listen(options.port, options.host)?;
    let bell = Bell::default();
    let mut scanner = Scanner::new(place)?;
    // Watched before the first build, so that no change falls into the time that it takes.
    let mut watch = Watch::new(place, &scanner, options.poll, bell.clone());
    let shown = Shown::new();
    let mut builder = Builder::new(place, options.editor.as_ref(), &shown, &bell);
    builder.build(&mut scanner, Seen::EVERYTHING, &mut notice);
    let server = http::start(listening, shown.clone(), options)?;
    started(Stop(bell.clone()));
    announce(&server, &mut notice);
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
        match looked {
            Ok(()) => builder.build(&mut scanner, std::mem::take(&mut seen), &mut notice),
            Err(error) => builder.keep(&error, &mut notice),
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
        notice(&Notice::Exposed { urls, port: server.port });
    }
    notice(&Notice::Listening(&server.url));
}

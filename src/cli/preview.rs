//! `leafcutter serve`: what it is given, and what it says while it runs.

use super::args::{Format, Input, Preview};
use super::{CLEAN, print, print_report};
use anstream::eprintln;
use leafcutter::diagnostic::{Report, Severity};
use leafcutter::disk::{self, Place};
use leafcutter::report::news::{Known, News};
use leafcutter::serve::{self, Editor, How, Notice, Options};
use std::net::IpAddr;

/// The program was told to end while it was ending.
const INTERRUPTED: i32 = 130;

/// Serves the site that was named until it is interrupted.
pub(super) fn serve(input: &Input, preview: Preview, open: bool) -> Result<u8, disk::Error> {
    let place = Place::find(&input.dir)?;
    let Preview { port, host, allow_host: allowed_hosts, follow, editor, poll } = preview;
    let editor = editor_for(editor, host, !allowed_hosts.is_empty());
    let options = Options { port, host, allowed_hosts, follow, editor, poll };
    let mut known = Known::default();
    serve::serve(&place, &options, end_by_interrupt, |notice| match notice {
        Notice::Moved(port) => eprintln!("port {port} is taken; the next free one is used"),
        Notice::Exposed { urls, port } => eprintln!("warning: {}", exposed(urls, *port)),
        Notice::Listening(url) => {
            // Nobody reads the output: the preview is in the browser.
            let _ = print(&format!("your notes are at {url} (Ctrl-C ends)"));
            if open {
                open_browser(url);
            }
        }
        Notice::Built(report) => drop(tell_build(input.format, &mut known, report)),
        Notice::Below(path) => drop(print(&format!("the site stands below {path} now, as its address says"))),
        Notice::Without(error) => eprintln!("error: {error}\nthe site is shown without it"),
        Notice::Kept(error) => eprintln!("error: {error}\nthe last good site stays"),
        Notice::Failed => {
            eprintln!(
                "error: leafcutter failed on these notes, which is a flaw of its own\nthe last good site stays"
            );
        }
        Notice::Watching { folders, how } => watching(*folders, how),
    })?;
    Ok(CLEAN)
}

/// Tells of a build what is new since the one before.
fn tell_build(format: Format, known: &mut Known, report: &Report) -> Result<(), disk::Error> {
    let first = known.is_empty();
    let News { new, gone } = known.news(report, Severity::Warning);
    if format == Format::Json || first || report.worst() < Some(Severity::Warning) {
        return print_report(format, report, None, Severity::Warning);
    }
    if !new.diagnostics.is_empty() {
        print_report(format, &new, None, Severity::Warning)?;
    }
    let counts = [("error", Severity::Error), ("warning", Severity::Warning)].map(|(noun, severity)| {
        let count = report.count(severity);
        format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
    });
    let gone = if gone > 0 { format!(", {gone} gone") } else { String::new() };
    print(&format!("{} new{gone}; in all {}", new.diagnostics.len(), counts.join(" and ")))
}

/// Says who can read the notes, and where.
fn exposed(urls: &[String], port: u16) -> String {
    let places = if urls.is_empty() {
        format!("port {port} of its addresses, once --allow-host names the one that they ask for")
    } else {
        urls.join(" and ")
    };
    format!("whoever reaches this machine can read these notes, at {places}")
}

/// Ends the preview by Ctrl-C, and at a second one at once, whatever it is doing.
#[allow(clippy::disallowed_methods, reason = "a second Ctrl-C does not wait for anything to be dropped")]
fn end_by_interrupt(stop: serve::Stop) {
    let mut asked = false;
    let interrupted = move || {
        if asked {
            std::process::exit(INTERRUPTED);
        }
        asked = true;
        stop.stop();
    };
    // Without the handler Ctrl-C still ends the program, only less gently.
    let _ = ctrlc::set_handler(interrupted);
}

/// The editor that findings lead to: none where others read them, who would be told where the notes stand, and only the one
/// that was `named` where there are `proxies`, behind which others may stand.
fn editor_for(named: Option<Editor>, host: Option<IpAddr>, proxies: bool) -> Option<Editor> {
    if host.is_none_or(|host| host.is_loopback()) {
        return named.or_else(|| if proxies { None } else { usual_editor() });
    }
    if named.is_some() {
        eprintln!("warning: nothing leads to the editor, because others would learn where the notes stand");
    }
    None
}

/// The editor that the environment names, if links can open it.
#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
fn usual_editor() -> Option<Editor> {
    let named: Vec<String> =
        ["VISUAL", "EDITOR", "TERM_PROGRAM"].iter().filter_map(|name| std::env::var(name).ok()).collect();
    Editor::of_commands(named.iter().map(String::as_str))
}

/// Says how changes are noticed.
fn watching(folders: usize, how: &How) {
    let folders = if folders == 1 { "1 folder".to_owned() } else { format!("{folders} folders") };
    let looking =
        format!("looking for changes in {folders} every second, or less often where looking takes long");
    // Nobody reads the output: the preview is in the browser.
    let _ = print(&match how {
        How::Told => format!("watching {folders} for changes"),
        How::Asked => looking,
        How::Remote(kind) => format!("{looking}, because {kind} does not tell of them"),
        How::Refused(why) => format!("{looking}, because {why}"),
    });
}

#[allow(clippy::disallowed_methods, reason = "the user's own browser is another program")]
fn open_browser(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let silent = std::process::Stdio::null;
    let started = std::process::Command::new(opener).arg(url).stdout(silent()).stderr(silent()).spawn();
    if started.is_err() {
        eprintln!("warning: the browser could not be opened; go to {url}");
    }
}

#[cfg(test)]
mod tests {
    use super::exposed;

    #[test]
    fn where_no_address_of_this_machine_is_known_it_is_said_how_to_name_one() {
        let said = exposed(&[], 4040);
        assert!(said.contains("at port 4040") && said.contains("--allow-host"), "{said}");
        let url = "http://192.0.2.7:4040/".to_owned();
        assert!(exposed(&[url], 4040).ends_with("at http://192.0.2.7:4040/"));
    }
}

//! What can be typed on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use leafcutter::serve::Editor;
use std::net::IpAddr;
use std::path::PathBuf;

/// Turns untidy study notes into a documentation website: one page a service.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done, nothing to report
  1  done, with findings: errors for build and explain, errors or warnings for check
     (with --fix only those that remain); or nothing was published, because the
     notes hold what looks like secrets
  2  could not run, or no site could be made, or a note could not be written";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Builds the site into a folder
    #[command(
        after_help = "Examples:\n  leafcutter build\n  leafcutter build ~/notes --out /tmp/site\n  leafcutter build aws.md --format json"
    )]
    Build {
        #[command(flatten)]
        input: Input,
        /// Where to publish the site: a new or empty folder, or one that leafcutter made [default: public, in the folder that was named]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        #[command(flatten)]
        told: Told,
    },
    /// Serves the site to a browser on this machine, and again whenever a note is saved
    #[command(
        after_help = "Examples:\n  leafcutter serve --open\n  leafcutter serve ~/notes --port 8080\n  leafcutter serve --follow --editor vscode"
    )]
    Serve {
        #[command(flatten)]
        input: Input,
        /// Open the site in the browser
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        preview: Preview,
    },
    /// Tells what in the notes is not as it should be, without building anything
    #[command(
        after_help = "Examples:\n  leafcutter check\n  leafcutter check ~/notes --format json\n  leafcutter check --fix --dry-run\n  leafcutter check --online --budget 120\n  leafcutter check --locked"
    )]
    Check {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        told: Told,
        /// Write back to the notes what was repaired to build from them; shows the changes first
        #[arg(long)]
        fix: bool,
        /// With --fix: only show the changes, and write nothing
        #[arg(long, requires = "fix")]
        dry_run: bool,
        /// Look at the outside addresses, write what is seen to links.lock, and check by that; nothing else ever asks another host
        #[arg(long, conflicts_with = "fix")]
        online: bool,
        /// With --online: begin no new request after so many seconds
        #[arg(long, value_name = "SECONDS", default_value_t = 600, requires = "online")]
        budget: u64,
        /// Find also the outside addresses that links.lock knows nothing of. With --online: leave links.lock as it is, and fail where it is not what is seen
        #[arg(long, conflicts_with = "fix")]
        locked: bool,
    },
    /// Tells for every page which lines it is made of, by which rule, and how sure that is
    #[command(after_help = "Examples:\n  leafcutter explain\n  leafcutter explain aws.md --format json")]
    Explain {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        told: Told,
    },
}

/// How the preview is shown, and to whom.
#[derive(Args, Debug)]
pub struct Preview {
    /// The port to listen on [default: the first free one from 4040]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on; 0.0.0.0 lets whoever reaches this machine read the notes [default: this machine's own, which nobody else reaches]
    #[arg(long, value_name = "ADDR")]
    pub host: Option<IpAddr>,
    /// A further name that browsers may call the preview by, as that of a proxy before it
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub allow_host: Vec<String>,
    /// Let the page in the browser go where something changed
    #[arg(long)]
    pub follow: bool,
    /// The editor that findings in the browser lead to: vscode, vscodium, cursor, zed, idea, sublime, textmate, emacs, or an address with {path}, {line} and {column} [default: the one that the environment names, where links can open it]; none where --host lets others in
    #[arg(long, value_name = "NAME|ADDRESS", value_parser = Editor::named)]
    pub editor: Option<Editor>,
    /// Where the system does not tell of changes: look for them every second, or less often where looking takes long
    #[arg(long)]
    pub poll: bool,
}

/// A name as it stands in the header `Host`.
fn host_name(name: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if name.is_empty() || !name.chars().all(plain) {
        return Err("a name such as notes.example or notes.example:8080".to_owned());
    }
    Ok(name.to_ascii_lowercase())
}

/// How much is told to people.
#[derive(Args, Clone, Copy, Debug)]
pub struct Told {
    /// Tell also which files and folders were left out, down to hidden ones
    #[arg(short, long)]
    pub verbose: bool,
}

/// What every command reads.
#[derive(Args, Debug)]
pub struct Input {
    /// A site's root, a folder of notes, or one note
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

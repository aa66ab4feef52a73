//! Links that open a place of a note in the author's editor.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;

/// What stands as it is in a path that is part of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The editors that are known by name, and the addresses that they listen to, by the manuals of VS Code, Zed, `IntelliJ` and
/// `TextMate`; the others follow one of these.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("emacs", "emacs://open?url=file://{path}&line={line}&column={column}"),
];

/// Programs that come with something that listens to these addresses.
const PROGRAMS: &[(&str, &str)] = &[
    ("code", "vscode"),
    ("vscode", "vscode"),
    ("codium", "vscodium"),
    ("vscodium", "vscodium"),
    ("cursor", "cursor"),
    ("zed", "zed"),
    ("zeditor", "zed"),
    ("idea", "idea"),
    ("mate", "textmate"),
];

/// How a place is opened: an address with `{path}`, `{line}` and `{column}` in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// The editor of this name, or one that opens addresses like this one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn named(name: &str) -> Result<Self, String> {
        if let Some((_, template)) = KNOWN.iter().find(|(known, _)| *known == name) {
            return Ok(Self((*template).to_owned()));
        }
        let scheme = name.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.chars().all(plain);
        if !is_scheme || !name.contains("{path}") || name.contains(|c: char| c.is_control() || c == ' ') {
            let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
            return Err(format!("neither one of {} nor an address with {{path}} in it", names.join(", ")));
        }
        if matches!(scheme.as_str(), "javascript" | "data" | "vbscript") {
            return Err("this would run in the page and open no editor".to_owned());
        }
        Ok(Self(name.to_owned()))
    }

    /// The editor that one of these commands starts, if links can open it: the first that can.
    pub fn of_commands<'a>(commands: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let program = |command: &str| {
            let program = command.split_whitespace().next()?;
            let name = program.rsplit(['/', '\\']).next()?.trim_end_matches(".exe").to_ascii_lowercase();
            PROGRAMS.iter().find(|(program, _)| *program == name)
        };
        let (_, name) = commands.into_iter().find_map(program)?;
        Self::named(name).ok()
    }

    /// A link to a place in `file`, which stands in `root`.
    pub fn link(&self, root: &Path, file: &str, line: usize, column: usize) -> Option<String> {
        let path = root.join(file);
        // Elsewhere than on Windows it is a part of a name as any other.
        let path = path.to_str()?.replace(if cfg!(windows) { "\\" } else { "/" }, "/");
        let path = format!("/{}", path.trim_start_matches('/'));
        let path = utf8_percent_encode(&path, PATH).to_string();
        let place = self.0.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        Some(place.replace("{path}", &path))
    }
}

#[cfg(test)]
mod tests {
    use super::Editor;
    use std::path::Path;

    #[test]
    fn a_link_names_the_place_and_no_name_of_a_file_can_add_to_it() {
        let link = |editor: &str, file: &str| {
            Editor::named(editor).ok()?.link(Path::new("/home/me/my notes"), file, 3, 1)
        };
        assert_eq!(
            link("vscode", "a&b?{line}#é.md").as_deref(),
            Some("vscode://file/home/me/my%20notes/a%26b%3F%7Bline%7D%23%C3%A9.md:3:1")
        );
        assert_eq!(link("x://{line}/{path}", "a.md").as_deref(), Some("x://3//home/me/my%20notes/a.md"));
    }

    #[test]
    #[cfg(not(windows))]
    fn a_name_with_a_backslash_in_it_leads_to_the_file_of_that_name() {
        let link =
            Editor::named("x:{path}").ok().and_then(|editor| editor.link(Path::new("/n"), "a\\b.md", 1, 1));
        assert_eq!(link.as_deref(), Some("x:/n/a%5Cb.md"));
    }

    #[test]
    fn an_editor_is_one_of_the_known_or_an_address_that_runs_nothing_in_the_page() {
        for wrong in [
            "vi",
            "",
            "{path}",
            "x://",
            "javascript:alert('{path}')",
            "JavaScript:{path}",
            "data:{path}",
            "x y:{path}",
            "1:{path}",
        ] {
            assert!(Editor::named(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_editor_is_guessed_by_the_command_that_starts_it() {
        let guess = |commands: &[&str]| Editor::of_commands(commands.iter().copied());
        assert_eq!(guess(&["/usr/bin/code --wait", "vi"]), Editor::named("vscode").ok());
        assert_eq!(guess(&["vi", "zed"]), Editor::named("zed").ok());
        assert_eq!(guess(&["vim", "", "codeine"]), None);
    }
}

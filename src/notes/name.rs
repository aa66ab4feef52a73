//! What a note is called, and which service its name and its folder stand for.

use super::{Decision, Note};
use crate::catalog::{Catalog, Naming, Reading};
use crate::slug::slugify;
use camino::{Utf8Path, Utf8PathBuf};

/// Names of files that are only their folder's page.
const FOLDER_PAGES: &[&str] = &["readme", "index", "_index"];

/// How many hexadecimal digits Notion puts behind the names of the files that it exports.
const NOTION_ID: usize = 32;

impl Note {
    /// Whether the note is only its folder's page, by its file's name.
    pub fn is_folder_page(&self) -> bool {
        let stem = self.path.file_stem().unwrap_or_default();
        FOLDER_PAGES.iter().any(|page| stem.eq_ignore_ascii_case(page))
    }

    /// What the note is called: its file's name, or its folder's where the file is only the folder's page.
    pub fn name(&self) -> &str {
        let stem = self.path.file_stem().unwrap_or_default();
        let folder = self.path.parent().and_then(Utf8Path::file_name);
        without_notion_id(folder.filter(|_| self.is_folder_page()).unwrap_or(stem))
    }

    /// The folder that it stands in, from that of the notes.
    pub fn folder(&self) -> Utf8PathBuf {
        self.path.parent().map(Utf8Path::to_owned).unwrap_or_default()
    }

    /// The address of what the note has under `title`: made of its folder and that.
    pub fn address(&self, title: &str) -> String {
        let folders = self.path.parent().into_iter().flat_map(Utf8Path::components);
        let names = folders.map(|folder| without_notion_id(folder.as_str())).chain([title]);
        slugify(&names.collect::<Vec<_>>().join(" "))
    }

    /// The title of a note of whose text nothing is a title: that of its front matter, or its name.
    pub fn title(&self) -> String {
        let given = self.front.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        given.map_or_else(|| words(self.name()), ToOwned::to_owned)
    }

    /// The service that the note is named after: by the title in its front matter, or else by its name.
    pub fn service(&self, catalog: &Catalog) -> Option<Naming> {
        self.names().find_map(|name| catalog.read_title(name).naming().cloned())
    }

    /// The service that the note as a whole is about, by its title, its name or its folder's, and which of these says so.
    pub fn subject(&self, catalog: &Catalog) -> Option<(Naming, Decision)> {
        if let Some(naming) = self.service(catalog) {
            return Some((naming, Decision::FileName));
        }
        let folder = self.folder_says(catalog);
        if let Some(Reading::Named(naming)) = folder {
            return Some((naming, Decision::FolderName));
        }
        let about = self.names().find_map(|name| catalog.read_title(name).subject().cloned());
        let about = about.map(|naming| (naming, Decision::AboutFileName));
        about.or_else(|| Some((folder?.subject()?.clone(), Decision::FolderName)))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.front.title.as_deref().into_iter().chain([self.name()])
    }

    /// What the nearest of its folders says that stands for one service.
    fn folder_says(&self, catalog: &Catalog) -> Option<Reading> {
        let folders = self.path.ancestors().skip(1).filter_map(Utf8Path::file_name);
        let mut readings = folders.map(|folder| catalog.read_title(without_notion_id(folder)));
        readings.find(|reading| {
            reading.subject().is_some_and(|naming| naming.also.is_empty() && !naming.corrected)
        })
    }
}

fn without_notion_id(name: &str) -> &str {
    let id =
        |(_, id): &(&str, &str)| id.len() == NOTION_ID && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once([' ', '-']).filter(id).map_or(name, |(name, _)| name.trim_end())
}

/// A file's name as words: `compute-health_checks` has none of its own.
fn words(name: &str) -> String {
    if name.contains(' ') { name.to_owned() } else { name.replace(['-', '_'], " ").trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::catalog::aws;
    use crate::notes::{FrontMatter, Note};
    use crate::source::Sources;

    fn note(path: &str) -> Note {
        let source = Sources::default().add(path.into(), String::new());
        Note {
            source,
            path: path.into(),
            front: FrontMatter::default(),
            body: 0,
            allowed_secrets: Vec::new(),
        }
    }

    #[test]
    fn a_note_is_about_the_service_of_its_name_or_of_its_folder() {
        for (path, said) in [
            ("notes/S3.md", "s3 by file-name"),
            ("services/S3/README.md", "s3 by file-name"),
            ("section-9-s3/cors.md", "s3 by folder-name"),
            ("4. ADVANCED EC2/11 [DEMO] Logs.md", "ec2 by folder-name"),
            ("compute/ec2-pricing.md", "ec2 by about-file-name"),
            ("S3/iam-policies.md", "s3 by folder-name"),
            ("Lambda/VPC.md", "vpc by file-name"),
            ("DynamoDB 15a3fa6ae48380209873f76872cef294.md", "dynamodb by file-name"),
            ("storage/backup plans.md", ""),
            ("config/notes.md", ""),
        ] {
            let subject = note(path).subject(aws());
            let told = subject.map_or(String::new(), |(naming, decision)| {
                format!("{} by {}", aws().service(naming.named.service).slug, decision.name())
            });
            assert_eq!(told, said, "{path}");
        }
    }

    #[test]
    fn a_note_without_a_title_is_called_by_its_name_in_words() {
        assert_eq!(note("compute/health-checks.md").title(), "health checks");
        assert_eq!(note("a/Exam tips 15a3fa6ae48380209873f76872cef294.md").title(), "Exam tips");
    }
}

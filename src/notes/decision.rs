//! The rules by which a stretch of a note is given to its subject.

/// The rule by which a stretch of a note was given to its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// A title that is the service's name.
    Title,
    /// A title that is a misspelt or wrong name of the service.
    CorrectedTitle,
    /// A title that says something about the service: "S3 Storage Classes".
    AboutTitle,
    /// It stands below a title that names the service.
    UnderTitle,
    /// The note's file is named after the service.
    FileName,
    /// The name of the note's file says something about the service: "ec2-pricing".
    AboutFileName,
    /// The note's folder is named after the service.
    FolderName,
    /// A title that names no service.
    OwnTitle,
    /// The note has no title that would split it: it is one page.
    WholeNote,
    /// The rest of a note, when its services are taken out.
    RestOfNote,
    /// The note leads to other notes, and has little besides.
    Index,
    /// No title above it.
    NoTitle,
    /// A title that may be a misspelling of several services.
    AmbiguousTitle,
}

impl Decision {
    /// Its name, as `explain` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::CorrectedTitle => "corrected-title",
            Self::AboutTitle => "about-title",
            Self::UnderTitle => "under-title",
            Self::FileName => "file-name",
            Self::AboutFileName => "about-file-name",
            Self::FolderName => "folder-name",
            Self::OwnTitle => "own-title",
            Self::WholeNote => "whole-note",
            Self::RestOfNote => "rest-of-note",
            Self::Index => "index",
            Self::NoTitle => "no-title",
            Self::AmbiguousTitle => "ambiguous-title",
        }
    }

    /// Whether a misspelt or wrong title was read as another.
    pub fn is_correction(self) -> bool {
        self == Self::CorrectedTitle
    }

    /// How sure it is, from 0 to 1: judgement put into an order, not a measured rate.
    pub fn confidence(self) -> f64 {
        match self {
            Self::Title => 0.99,
            Self::FileName | Self::OwnTitle | Self::UnderTitle => 0.9,
            Self::CorrectedTitle | Self::WholeNote | Self::RestOfNote | Self::Index => 0.8,
            Self::AboutTitle => 0.75,
            Self::AboutFileName | Self::FolderName => 0.7,
            Self::AmbiguousTitle => 0.3,
            Self::NoTitle => 0.2,
        }
    }
}

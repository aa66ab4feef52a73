//! What the templates of the study pages can see.

use super::{PlaceView, Tile};
use serde::Serialize;
use std::sync::Arc;

/// A stretch of a text of the notes that looks alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PieceView {
    /// Its words, markup apart.
    pub text: String,
    /// Whether it is what the row is about: it is highlighted.
    pub mark: bool,
    /// Whether it is code.
    pub code: bool,
}

/// What a page of notes has for a study page.
#[derive(Clone, Debug, Serialize)]
pub struct OfPage<T> {
    /// The id of its heading.
    pub id: String,
    /// The page.
    pub page: Arc<Tile>,
    /// The rows, in the order of the page.
    pub rows: Vec<T>,
}

/// The page of all that is marked in the notes.
#[derive(Clone, Debug, Serialize)]
pub struct KeyPointsView {
    /// How many there are.
    pub total: usize,
    /// By page, in the site's order.
    pub pages: Vec<OfPage<KeyPointView>>,
}

/// A sentence of which something is marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyPointView {
    /// The page, and the place on it.
    pub href: String,
    /// The headings above it, the nearest last.
    pub path: Vec<String>,
    /// The sentence.
    pub text: Vec<PieceView>,
}

/// The page of all numbers.
#[derive(Clone, Debug, Serialize)]
pub struct NumbersView {
    /// How many there are.
    pub total: usize,
    /// Terms with different numbers, on one page each.
    pub differing: Vec<TermView>,
    /// All by page, in the site's order; those about the same stand together.
    pub pages: Vec<OfPage<TermView>>,
}

/// What numbers are about.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// Its words; empty where the notes have none that are sure.
    pub term: String,
    /// Its numbers.
    pub rows: Vec<NumberView>,
}

/// A number and the sentence in which it stands.
#[derive(Clone, Debug, Serialize)]
pub struct NumberView {
    /// The title of its page.
    pub page: String,
    /// The page, and the place on it.
    pub href: String,
    /// The headings above it, the nearest last.
    pub path: Vec<String>,
    /// The number with its unit, as it was typed.
    pub quantity: String,
    /// The sentence.
    pub text: Vec<PieceView>,
}

/// The page of what the notes compare, and of two services side by side.
#[derive(Clone, Debug, Serialize)]
pub struct CompareView {
    /// How many comparisons the notes have.
    pub total: usize,
    /// The services that can be put side by side.
    pub services: Vec<ChoiceView>,
    /// The comparisons by page, in the site's order.
    pub pages: Vec<OfPage<ComparisonView>>,
}

/// A page that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
}

/// Things that the notes compare.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonView {
    /// The page, and the place on it.
    pub href: String,
    /// The headings above it, the nearest last.
    pub path: Vec<String>,
    /// What is compared.
    pub names: Vec<String>,
    /// The sentence; empty for a heading and a table, whose words are the names.
    pub text: Vec<PieceView>,
    /// The first words below a heading.
    pub below: Vec<PieceView>,
    /// The table that compares them.
    pub table: Option<TableView>,
}

/// A table, by rows of cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Its head.
    pub head: Vec<Vec<PieceView>>,
    /// Its rows.
    pub rows: Vec<Vec<Vec<PieceView>>>,
}

/// The page of what is open in the notes.
#[derive(Clone, Debug, Serialize)]
pub struct DoubtsView {
    /// How many there are.
    pub total: usize,
    /// By kind; kinds without any are left out.
    pub groups: Vec<DoubtGroupView>,
}

/// Doubts of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct DoubtGroupView {
    /// The id of its heading.
    pub id: &'static str,
    /// A heading for it.
    pub title: &'static str,
    /// What to do about it, in a sentence.
    pub advice: &'static str,
    /// The doubts, in the site's order.
    pub rows: Vec<DoubtView>,
}

/// Something that is open.
#[derive(Clone, Debug, Serialize)]
pub struct DoubtView {
    /// The page; none for a service that has no page.
    pub page: Option<Arc<Tile>>,
    /// The page, and the place on it; the documentation of a service that has no page.
    pub href: String,
    /// The headings above it, the nearest last.
    pub path: Vec<String>,
    /// The sentence, or the name of the service.
    pub text: Vec<PieceView>,
    /// A guess at the service that it belongs to.
    pub hint: Option<String>,
    /// For a service without notes: how often it is named.
    pub count: usize,
    /// For a service without notes: where it is named first.
    pub places: Vec<PlaceView>,
}

/// The page of cards to learn from.
#[derive(Clone, Debug, Serialize)]
pub struct FlashcardsView {
    /// How many there are.
    pub total: usize,
    /// The file of the same cards for Anki.
    pub anki: &'static str,
    /// By page, in the site's order.
    pub pages: Vec<OfPage<CardView>>,
}

/// A card: a question of the notes and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// A name that it keeps as long as its page and its front stay as they are.
    pub id: String,
    /// The page, and the place on it.
    pub href: String,
    /// The headings above it, the nearest last.
    pub path: Vec<String>,
    /// What is asked.
    pub front: Vec<PieceView>,
    /// The answer.
    pub back: Vec<PieceView>,
}

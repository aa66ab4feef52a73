//! The outside addresses of the notes as rows for programs: one an address, with every place where it stands.

use super::judge::Reference;
use super::vet::redacted;
use crate::report::json;
use crate::source::{Sources, Span};
use std::collections::HashMap;

/// One row an address, in the order in which the notes first have them.
pub fn rows(references: &[Reference], sources: &Sources) -> Vec<json::Reference> {
    let mut in_order: Vec<&Reference> = references.iter().collect();
    in_order.sort_by(|a, b| sources.order(a.span, b.span));
    let mut rows: Vec<json::Reference> = Vec::new();
    let mut known: HashMap<(&str, bool), usize> = HashMap::new();
    for reference in in_order {
        let index = *known.entry(reference.key()).or_insert_with(|| {
            rows.push(row(reference));
            rows.len() - 1
        });
        rows[index].places.push(point(reference.span, sources));
    }
    rows
}

fn row(reference: &Reference) -> json::Reference {
    let Reference { address, judgement, .. } = reference;
    let proposal = judgement.proposal.as_ref();
    json::Reference {
        url: redacted(&address.typed),
        canonical: redacted(&address.canonical),
        verdict: judgement.verdict.name(),
        reason: judgement.reason.clone(),
        day: judgement.day.map(|day| day.to_string()),
        last_good: judgement.good.map(|day| day.to_string()),
        proposal: proposal.map(|next| json::Proposal { url: redacted(&next.url), confirmed: next.confirmed }),
        leads_to: judgement.leads_to.as_deref().map(redacted),
        places: Vec::new(),
    }
}

fn point(span: Span, sources: &Sources) -> json::Point {
    json::Point {
        file: sources.get(span.source).path.to_string(),
        line: sources.line(span.source, span.start),
        column: sources.column(span.source, span.start),
    }
}

//! The words by which a number is a limit: `up to`, `at least`, `by default`.

/// The words of a limit before a number.
pub(super) struct Lead {
    pub start: usize,
    /// Whether they make a quantity of a number without a unit.
    pub firm: bool,
}

/// Words before a number that say how it limits, and make a quantity of any number.
const FIRM: &str = "up to, at most, at least, no more than, not more than, maximum of, max of, minimum of, min of, maximum \
    is, minimum is, limit of, limit is, limited to, default of, default is, defaults to, default value is, \
    default:, default =, max:, max., max, maximum:, maximum, min:, minimum:, minimum, limit:, \
    default";

/// Those that only go with a unit, or with what is counted.
const SOFT: &str = "more than, less than, fewer than, greater than, within, every, about, approximately, approx., around, \
    over, under, only, between, exactly, ~, <=, >=, ≤, ≥, ≈, <, >";

/// The words of a limit right before a number at `start`. What stands before `from` belongs to another number.
pub(super) fn lead(text: &str, from: usize, start: usize) -> Option<Lead> {
    let before = text[from..start].trim_end();
    let found = |list: &'static str| {
        list.split(", ").find_map(|words| {
            let at = before.len().checked_sub(words.len())?;
            let tail = before.get(at..)?;
            let head = &before[..at];
            let apart = if words.starts_with(char::is_alphabetic) {
                !head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
            } else {
                !head.ends_with(['-', '=', '<', '>'])
            };
            (tail.eq_ignore_ascii_case(words) && apart).then_some(from + at)
        })
    };
    let firm = found(FIRM);
    firm.or_else(|| found(SOFT)).map(|start| Lead { start, firm: firm.is_some() })
}

/// Where the words end that limit a quantity from behind: `or less`, `max`, `by default`.
pub(super) fn behind(text: &str, end: usize) -> usize {
    let words = [
        " or less",
        " or more",
        " or fewer",
        " max",
        " maximum",
        " minimum",
        " by default",
        " default",
        " (max)",
        " (default)",
        " (maximum)",
        " (minimum)",
        " at most",
        " each",
    ];
    let found = words.iter().find(|words| {
        let tail = text.get(end..end + words.len());
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(words))
            && !text[end + words.len()..].starts_with(|c: char| c.is_alphanumeric())
    });
    end + found.map_or(0, |words| words.len())
}

//! Words that many findings share.

use crate::support::hash::HashSet;

/// Puts the name of what is granted in back-ticks; a built-in role keeps its quotes.
pub(super) fn quoted(what: &str) -> String {
    if what.starts_with('"') {
        what.to_owned()
    } else {
        format!("`{what}`")
    }
}

/// Writes names in back-ticks, each once, the first three of them and how many more there are.
pub(super) fn listed(names: impl IntoIterator<Item = String>) -> String {
    let (mut seen, mut once) = (HashSet::default(), Vec::new());
    for name in names {
        if once.len() < 3 && !seen.contains(&name) {
            once.push(format!("`{name}`"));
        }
        seen.insert(name);
    }
    let more = seen.len() - once.len();
    match (once.pop(), more) {
        (Some(last), 0) if once.is_empty() => last,
        (Some(last), 0) => format!("{} and {last}", once.join(", ")),
        (Some(last), more) => format!("{}, {last} and {more} more", once.join(", ")),
        (None, _) => String::new(),
    }
}

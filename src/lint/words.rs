//! Words that many findings share.

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
    let mut once: Vec<String> = Vec::new();
    for name in names {
        let quoted = format!("`{name}`");
        if !once.contains(&quoted) {
            once.push(quoted);
        }
    }
    let more = once.len().saturating_sub(3);
    once.truncate(3);
    match (once.pop(), more) {
        (Some(last), 0) if once.is_empty() => last,
        (Some(last), 0) => format!("{} and {last}", once.join(", ")),
        (Some(last), more) => format!("{}, {last} and {more} more", once.join(", ")),
        (None, _) => String::new(),
    }
}

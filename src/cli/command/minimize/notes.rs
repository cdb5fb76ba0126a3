//! What no answer can know, said with each.

/// What a log cannot show.
pub(super) const ACTIVITY: &[&str] = &[
    "an activity log has neither reads nor calls of the data plane: a stage made from it grants those \
     only where a capability brings them, and none of them counts as never used",
    "it keeps 90 days unless it is exported; what happens once a year may be missing",
    "use counts wherever it happened: what is used in one place is not called unused in another",
];

/// What a list cannot show.
pub(super) const NEEDS: &[&str] = &[
    "lists that come from an activity log or from a deployment have neither reads nor calls of the \
     data plane, which are not in the activity log; add those that are needed",
];

/// Writes notes at the end of an answer.
pub(super) fn draw(text: &mut String, notes: &[&str]) {
    text.push('\n');
    for note in notes {
        text.push_str("note: ");
        text.push_str(note);
        text.push('\n');
    }
}

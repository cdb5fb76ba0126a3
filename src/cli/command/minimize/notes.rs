//! What no answer can know, said with each.

use crate::cli::command::table::facts;

/// What a log cannot show.
pub(super) const ACTIVITY: &[&str] = &[
    "an activity log has no reads and no calls of the data plane: nothing of that counts as never \
     used and a stage grants it only where its capabilities bring it",
    "a log goes back 90 days unless it was exported before: what happens once a year may be missing",
    "use counts wherever it happened: what is used in one place is not called unused in another",
    "what a list of `never used` holds was granted by the policy; Azure's own grants are left out",
];

/// What a list cannot show.
pub(super) const NEEDS: &[&str] = &[
    "what was read off an activity log has no reads and no calls of the data plane: add those that \
     are needed",
];

/// Writes notes at the end of an answer.
pub(super) fn draw(text: &mut String, notes: &[&str], width: usize) {
    text.push('\n');
    for note in notes {
        text.push_str(&facts(&[("note", (*note).to_owned())], "", width));
    }
}

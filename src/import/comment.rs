//! Which texts can stand in `///` lines, and what rolewright itself wrote into them.

/// Tells whether a text comes back from `///` lines as it was.
pub(super) fn fits(text: &str) -> bool {
    let harmless = |char: char| char == '\n' || (!char.is_control() && !is_hidden(char));
    let whole = |line: &str| line.trim_end() == line;
    let lines = || text.split('\n');
    let ends = [lines().next(), lines().next_back()];
    text.chars().all(harmless)
        && lines().all(whole)
        && ends.iter().flatten().all(|line| !line.is_empty())
}

/// Tells whether a character cannot be seen, or turns the text around it.
fn is_hidden(char: char) -> bool {
    matches!(
        u32::from(char),
        0xAD | 0x34F
            | 0x61C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x2028..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFFB
            | 0x1_D173..=0x1_D17A
            | 0xE_0000..=0xE_0FFF
    )
}

/// Leaves out the mark `[rw:policy:declaration]` by which a policy knows its own; a build of the
/// imported policy writes its own mark there.
pub(super) fn unmarked(description: &str) -> &str {
    let Some((before, mark)) = description.rsplit_once("[rw:") else {
        return description;
    };
    let inside = mark
        .strip_suffix(']')
        .filter(|inside| !inside.contains(['[', ']', ' ', '\n']));
    match inside.and_then(|inside| inside.split_once(':')) {
        Some((policy, declaration)) if !policy.is_empty() && !declaration.is_empty() => {
            before.trim_end()
        }
        _ => description,
    }
}

/// Returns the policy whose mark ends a description, as a plan reads it.
pub(super) fn owner(description: &str) -> Option<&str> {
    let inside = description.trim_end().strip_suffix(']')?;
    let (_, mark) = inside.rsplit_once("[rw:")?;
    mark.split_once(':').map(|(policy, _)| policy)
}

//! Names that are written wrong, and what was probably meant.

/// No name with more other letters is taken for a slip.
const SLIPS: usize = 3;

/// Finds the name that is most like another one.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let most = (name.len() / 4).clamp(1, SLIPS);
    let near = known.into_iter().filter_map(|known| {
        let slips = strsim::osa_distance(&name, &known.to_lowercase());
        (1..=most).contains(&slips).then_some((slips, known))
    });
    near.min().map(|(_, known)| known)
}

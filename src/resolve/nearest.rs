//! Which of many names was meant by an unknown one.

use super::room::Room;

/// Finds the name that was most probably meant.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest_within(&Room::default(), name, known)
}

/// Finds the name that was most probably meant, as long as there is room to look for it.
pub(super) fn nearest_within<'n>(
    room: &Room,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        if !room.take(name.len() + candidate.len()) {
            return None;
        }
        if !may_be_near(name, candidate) {
            continue;
        }
        if !room.take(name.len().saturating_mul(candidate.len())) {
            return None;
        }
        let Some(likeness) = likeness(name, candidate) else {
            continue;
        };
        // Of equally near names the first in the alphabet, so that the answer does not depend on
        // order.
        let is_nearer = best.is_none_or(|(other, known)| {
            let order = likeness.total_cmp(&other);
            order.then(known.cmp(candidate)).is_gt()
        });
        if is_nearer {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Returns how much a name is like another one, if it may have been meant.
fn likeness(name: &str, candidate: &str) -> Option<f64> {
    let likeness = strsim::jaro_winkler(name, candidate);
    let near = likeness > 0.85
        || strsim::osa_distance(name, candidate) <= slips(name)
        || is_last_part(name, candidate);
    near.then_some(likeness)
}

/// Tells quickly of most names that they are not near: by the letters that both have.
fn may_be_near(name: &str, candidate: &str) -> bool {
    /// Beyond this each letter would be compared with too many others.
    const LONGEST: usize = 1_000;
    let (short, long) = {
        let lengths = [name.len(), candidate.len()];
        (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]))
    };
    if long > LONGEST {
        return false;
    }
    let letters = |text: &str| text.bytes().fold(0_u64, |set, byte| set | 1 << (byte & 63));
    let shared = |text: &str, other: u64| {
        let shared = text.bytes().filter(|byte| other >> (byte & 63) & 1 == 1);
        shared.count()
    };
    let common = shared(name, letters(candidate)).min(shared(candidate, letters(name)));
    // The likeness is above 0.85 only where the two thirds of it that count shared letters, before
    // what an equal beginning adds, make it more than 0.75.
    let is_alike = 4 * common * (short + long) > 5 * short * long;
    is_alike
        || long - common <= slips(name)
        || is_last_part(name, candidate)
        || !(name.is_ascii() && candidate.is_ascii())
}

/// Returns how many letters may be wrong in a name.
fn slips(name: &str) -> usize {
    1.max(name.len() / 4)
}

fn is_last_part(name: &str, candidate: &str) -> bool {
    candidate.rsplit('.').next() == Some(name)
}

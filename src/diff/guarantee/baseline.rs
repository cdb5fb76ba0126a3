//! Baselines that are gone or changed. What they demand cannot be judged yet, so nothing that is
//! done to one counts as harmless.

use super::{Loosened, Sides, Where};

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let now = &sides.new.model.baselines;
    for was in &sides.old.model.baselines {
        let (verb, at) = match now.iter().find(|now| now.name == was.name) {
            Some(now) if now.text == was.text => continue,
            Some(now) => ("changed", Where::New(now.span)),
            None => ("is gone", Where::Old(was.span)),
        };
        found.push(Loosened {
            what: format!(
                "baseline `{}` {verb}; this cannot be judged yet, so it counts as loosened",
                was.name
            ),
            at: Some(at),
        });
    }
}

//! Stages that were to be kept apart and are not any more.

use super::{Loosened, Sides, Where};
use crate::model::{Model, StageId};
use crate::source::Span;

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let now = pairs(sides.new.model);
    for ([one, other], span) in pairs(sides.old.model) {
        let same = |now: StageId, was: StageId| sides.same_stage(now, was);
        let kept = now.iter().any(|([left, right], _)| {
            same(*left, one) && same(*right, other) || same(*left, other) && same(*right, one)
        });
        if !kept {
            let name = |id| sides.old.model.stage(id).map(|stage| stage.name.clone());
            let [one, other] = [one, other].map(|id| name(id).unwrap_or_default());
            found.push(Loosened {
                what: format!("the stages `{one}` and `{other}` are not kept apart any more"),
                at: Some(Where::Old(span)),
            });
        }
    }
}

fn pairs(model: &Model) -> Vec<([StageId; 2], Span)> {
    let stages = model.stages.iter().enumerate();
    let pairs = stages.flat_map(|(index, stage)| {
        let own = StageId::new(index);
        stage
            .separate_from
            .iter()
            .map(move |(other, span)| ([own, *other], *span))
    });
    pairs.collect()
}

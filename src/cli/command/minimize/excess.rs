//! More than is needed: how much, how grave, and for example what.

use serde::Serialize;

use crate::algebra::OperationSet;
use crate::catalog::{Catalog, Risk};
use crate::cli::command::table::facts;
use crate::report::counted;

/// How many operations stand for a risk class.
const WITNESSES: usize = 3;

/// A set of operations, weighed.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Excess {
    operations: usize,
    weight: u64,
    by_risk: Vec<Class>,
}

/// The operations of one risk class.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Class {
    risk: &'static str,
    weight: u8,
    operations: usize,
    such_as: Vec<&'static str>,
}

impl Excess {
    /// Weighs a set, the gravest classes first.
    pub(super) fn of(catalog: &Catalog, set: &OperationSet) -> Self {
        let classes = Risk::ALL.into_iter().rev().map(|risk| {
            let of_class = || {
                set.ids()
                    .filter(move |id| catalog.operation(*id).risk == risk)
            };
            Class {
                risk: risk.word(),
                weight: risk.weight(),
                operations: of_class().count(),
                such_as: of_class()
                    .take(WITNESSES)
                    .map(|id| catalog.name(id))
                    .collect(),
            }
        });
        Self {
            operations: set.len(),
            weight: set.weight(catalog),
            by_risk: classes.filter(|class| class.operations > 0).collect(),
        }
    }

    /// Says how much it is.
    pub(super) fn line(&self) -> String {
        if self.operations == 0 {
            return "nothing".to_owned();
        }
        let count = counted(self.operations, "operation");
        format!("{count} (weight {})", self.weight)
    }

    /// Says for each class how much it is and for example what.
    pub(super) fn draw(&self, width: usize) -> String {
        let classes = self.by_risk.iter().map(|class| {
            let named = class.such_as.join(", ");
            let count = class.operations;
            let all = count == class.such_as.len();
            (
                class.risk,
                if all {
                    named
                } else {
                    format!("{count}: {named}, …")
                },
            )
        });
        facts(&classes.collect::<Vec<_>>(), "    ", width)
    }
}

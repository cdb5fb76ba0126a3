//! Operations by risk class and resource type, the gravest first.

use crate::algebra::OperationSet;
use crate::catalog::{Catalog, OperationId, Risk};
use crate::diff::Change;

/// So many lines are read; of more there is one for each risk class.
const FEW: usize = 8;

/// Operations, sorted by risk class.
pub(super) struct Rows {
    catalog: &'static Catalog,
    classes: Vec<(Risk, Vec<OperationId>)>,
    /// The type of resource whose operations are the likeliest to be meant.
    kind: Option<String>,
}

/// A line about some operations.
pub(super) struct Row {
    pub(super) risk: &'static str,
    pub(super) count: usize,
    /// Their type of resource, or one of them.
    pub(super) what: String,
}

impl Rows {
    /// Sorts what is gained or lost by a change.
    pub(super) fn of(
        catalog: &'static Catalog,
        operations: &OperationSet,
        change: &Change,
    ) -> Self {
        let mut classes: Vec<(Risk, Vec<OperationId>)> = Vec::new();
        for id in operations.ids() {
            let risk = catalog.operation(id).risk;
            match classes.iter_mut().find(|(known, _)| *known == risk) {
                Some((_, list)) => list.push(id),
                None => classes.push((risk, vec![id])),
            }
        }
        classes.sort_by_key(|(risk, _)| std::cmp::Reverse((risk.weight(), *risk)));
        Self {
            catalog,
            classes,
            kind: change.azure_type(),
        }
    }

    /// Lists a few lines: for each type of resource, or else for each risk class.
    pub(super) fn few(&self) -> Vec<Row> {
        let rows = self.by_kind();
        if rows.len() <= FEW {
            return rows;
        }
        let classes = self.classes.iter().map(|(risk, list)| Row {
            risk: risk.word(),
            count: list.len(),
            what: format!("such as {}", self.likeliest(list)),
        });
        classes.collect()
    }

    /// Lists every operation under its risk class.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> + '_ {
        let catalog = self.catalog;
        self.classes.iter().map(move |(risk, list)| {
            (
                risk.word(),
                list.iter().map(|id| catalog.name(*id)).collect(),
            )
        })
    }

    fn by_kind(&self) -> Vec<Row> {
        let catalog = self.catalog;
        let mut rows = Vec::new();
        for (risk, list) in &self.classes {
            // Names are in order, so that those of one type mostly stand together.
            for alike in list
                .chunk_by(|one, other| kind_of(catalog.name(*one)) == kind_of(catalog.name(*other)))
            {
                let name = alike.first().map_or("", |id| catalog.name(*id));
                rows.push(Row {
                    risk: risk.word(),
                    count: alike.len(),
                    what: if alike.len() == 1 {
                        name
                    } else {
                        kind_of(name)
                    }
                    .to_owned(),
                });
            }
        }
        rows
    }

    fn likeliest(&self, list: &[OperationId]) -> &'static str {
        let catalog = self.catalog;
        let names = || list.iter().map(|id| catalog.name(*id));
        let is_meant = |name: &&str| {
            let kind = self.kind.as_deref()?;
            name.get(..kind.len())
                .map(|head| head.eq_ignore_ascii_case(kind))
        };
        let found = names().find(|name| is_meant(name) == Some(true));
        found.or_else(|| names().next()).unwrap_or_default()
    }
}

/// Returns the type of resource of an operation: all but what is done to it.
fn kind_of(name: &'static str) -> &'static str {
    let cut = |text: &'static str| text.rsplit_once('/').map_or(text, |(before, _)| before);
    let kind = cut(name);
    if name.to_ascii_lowercase().ends_with("/action") && kind.matches('/').count() > 1 {
        return cut(kind);
    }
    kind
}

//! `rolewright catalog expand PATTERN`

use std::fmt::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use super::Listed;
use super::nothing;
use crate::algebra::{Bound, OperationSet, covered};
use crate::catalog::Catalog;
use crate::cli::command::table::{Table, facts};
use crate::model::permission::{Pattern, Plane};
use crate::report;
use crate::report::counted;

/// List the operations that a pattern covers.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A pattern such as `Microsoft.Storage/*/read`, or several
    #[arg(value_name = "PATTERN", required = true)]
    patterns: Vec<String>,
    /// Only operations of this plane [default: both]
    #[arg(long, value_name = "PLANE")]
    plane: Option<PlaneWord>,
}

/// A plane on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlaneWord {
    /// Resource Manager operations: `actions`.
    Control,
    /// Operations of a resource's own service: `dataActions`.
    Data,
}

/// What the patterns cover.
#[derive(Debug, Serialize)]
pub(super) struct Expansion {
    patterns: Vec<String>,
    surely: usize,
    possibly: usize,
    access: Vec<Count>,
    risk: Vec<Count>,
    operations: Vec<Covered>,
}

#[derive(Debug, Serialize)]
struct Covered {
    covered: &'static str,
    #[serde(flatten)]
    operation: Listed,
}

/// How many operations share a word.
#[derive(Debug, Serialize)]
pub(super) struct Count {
    word: &'static str,
    operations: usize,
}

impl Count {
    /// Counts by access level, those with any.
    pub(super) fn by_access(catalog: &Catalog, set: &OperationSet) -> Vec<Self> {
        let counts = set.by_access(catalog).into_iter();
        let all = counts.map(|(access, operations)| Self {
            word: access.word(),
            operations,
        });
        all.filter(|count| count.operations > 0).collect()
    }

    /// Counts by risk class, those with any.
    pub(super) fn by_risk(catalog: &Catalog, set: &OperationSet) -> Vec<Self> {
        let counts = set.by_risk(catalog).into_iter();
        let all = counts.map(|(risk, operations)| Self {
            word: risk.word(),
            operations,
        });
        all.filter(|count| count.operations > 0).collect()
    }

    /// Says counts in one line.
    pub(super) fn line(counts: &[Self]) -> String {
        let said: Vec<_> = counts
            .iter()
            .map(|count| format!("{} {}", count.word, count.operations))
            .collect();
        if said.is_empty() {
            "none".to_owned()
        } else {
            said.join(", ")
        }
    }
}

/// Expands the patterns.
pub(super) fn expand(catalog: &Catalog, args: &Args) -> Expansion {
    let planes: &[Plane] = match args.plane {
        None => &Plane::BOTH,
        Some(PlaneWord::Control) => &[Plane::Control],
        Some(PlaneWord::Data) => &[Plane::Data],
    };
    let both = Bound::BOTH.map(|bound| {
        let mut set = OperationSet::empty();
        for pattern in &args.patterns {
            let pattern = Pattern::new(pattern);
            for plane in planes {
                set.union_with(&covered(catalog, *plane, &pattern, bound));
            }
        }
        set
    });
    let [lower, upper] = both;
    let operations = upper.ids().map(|id| Covered {
        covered: if lower.contains(id) { "yes" } else { "maybe" },
        operation: Listed::of(catalog, id),
    });
    Expansion {
        patterns: args.patterns.clone(),
        surely: lower.len(),
        possibly: upper.len() - lower.len(),
        access: Count::by_access(catalog, &upper),
        risk: Count::by_risk(catalog, &upper),
        operations: operations.collect(),
    }
}

/// Draws what the patterns cover.
pub(super) fn table(catalog: &Catalog, expansion: &Expansion, width: usize) -> String {
    let mut text = String::new();
    if expansion.operations.is_empty() {
        for pattern in &expansion.patterns {
            let _ = writeln!(
                text,
                "`{0}` covers no known operation\n  {1}",
                report::safe(pattern),
                nothing::why(catalog, pattern)
            );
        }
        return text;
    }
    let mut table = Table::new(["OPERATION", "PLANE", "ACCESS", "RISK", "COVERED"]);
    for covered in &expansion.operations {
        let [name, plane, access, risk] = covered.operation.cells();
        table.row([name, plane, access, risk, covered.covered.to_owned()]);
    }
    text.push_str(&table.draw(""));
    let count = counted(expansion.operations.len(), "operation");
    let sure = format!("{} surely, {} maybe", expansion.surely, expansion.possibly);
    let mut known = vec![
        (count.as_str(), sure),
        ("access", Count::line(&expansion.access)),
        ("risk", Count::line(&expansion.risk)),
    ];
    if expansion.possibly > 0 {
        let odd = expansion
            .patterns
            .iter()
            .any(|pattern| nothing::is_odd(pattern));
        let why = if odd {
            "how Azure reads a second `*`, or one that is only a part of a segment, is not documented"
        } else {
            "whether `A/*/verb` covers `A/verb` is not documented and very probably so"
        };
        known.push(("maybe", why.to_owned()));
    }
    text.push_str(&facts(&known, "", width));
    text
}

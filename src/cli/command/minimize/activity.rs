//! `rolewright minimize --activity LOG [PATH…]`

mod draw;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use smol_str::SmolStr;

use super::excess::Excess;
use super::stage::{Stage, Taken};
use super::{Args, notes, read};
use crate::access::{Access, Effective, Origin, World};
use crate::algebra::Reach;
use crate::catalog::Catalog;
use crate::cli::analysis::{Analysis, analyse, standard_model};
use crate::cli::command::deliver;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, Shown};
use crate::minimize::{Callers, Comparison, Library, Usage, Use, Who, compare, granted};
use crate::model::permission::Plane;
use crate::model::{Model, PrincipalId, PrincipalKind};
use crate::usage::{self, Tally};

/// What was used of what is granted.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    log: Log,
    identities: Vec<Identity>,
    not_in_the_log: Vec<Silent>,
    notes: &'static [&'static str],
}

/// What was read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    events: usize,
    from: Option<String>,
    to: Option<String>,
    passed_over: Vec<PassedOver>,
    goes_on_elsewhere: bool,
}

/// Entries that are no events.
#[derive(Debug, Serialize)]
struct PassedOver {
    entries: usize,
    why: &'static str,
}

/// Somebody in the log.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    name: String,
    kind: Option<&'static str>,
    used: Vec<Used>,
    refused: Vec<Used>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
    stage: Option<Stage>,
}

/// What an identity of the policy holds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    granted: usize,
    never_used: Excess,
    never_in_a_log: usize,
}

/// An operation that somebody asked for.
#[derive(Debug, Serialize)]
struct Used {
    operation: String,
    risk: Option<&'static str>,
    succeeded: usize,
    failed: usize,
    refused: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<&'static str>,
}

/// An identity of the policy that is not in the log.
#[derive(Debug, Serialize)]
struct Silent {
    name: String,
    kind: &'static str,
    #[serde(flatten)]
    held: Held,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if analysis.model.partial {
        let message =
            "the policy has errors, and what they hide would look as if it were not granted";
        return Err(Error::Usage {
            message: message.to_owned(),
            help: "run `rolewright lint` and mend what it finds".to_owned(),
        });
    }
    let (used, tally) = seen(&args.activity, &analysis.model, context)?;
    let answer = answer(&analysis, &used, &tally);
    deliver(context, &answer, |width| draw::table(&answer, width))
}

/// Reads logs: what everybody did, and how many entries were passed over.
pub(super) fn seen(
    logs: &[PathBuf],
    model: &Model,
    context: &mut Context<'_, '_>,
) -> Result<(Usage, Tally), Error> {
    let callers = Callers::of(model);
    let (mut used, mut tally) = (Usage::default(), Tally::default());
    for path in logs {
        let text = read(path, context)?;
        tally.add(&events(path, &text, |event| used.add(&callers, event))?);
    }
    Ok((used, tally))
}

fn events(path: &Path, text: &str, mut each: impl FnMut(usage::Event)) -> Result<Tally, Error> {
    usage::events(text, &mut each).map_err(|cause| Error::Log {
        path: Shown::from(path),
        cause,
    })
}

fn answer(analysis: &Analysis, used: &Usage, tally: &Tally) -> Answer {
    let catalog = analysis.compiled.catalog;
    let model = &analysis.model;
    let world = World::of(model, &analysis.compiled, catalog);
    let own = world.only(|origin| matches!(origin, Origin::Policy(_)));
    // Without a stage in the policy nothing has read the standard library.
    let standard = model
        .capabilities
        .is_empty()
        .then(|| standard_model(catalog));
    let asked = Asked {
        catalog,
        model,
        all: Access::new(&world, catalog).effective(),
        by_policy: Access::new(&own, catalog).effective(),
        library: Library::new(catalog, standard.as_ref().unwrap_or(model)),
    };
    let mut taken = Taken(names(model));
    let identities = used.by.iter();
    let identities = identities.map(|(who, uses)| asked.identity(who, uses, used, &mut taken));
    Answer {
        log: log(used, tally),
        identities: identities.collect(),
        not_in_the_log: asked.silent(used),
        notes: notes::ACTIVITY,
    }
}

fn names(model: &Model) -> BTreeSet<SmolStr> {
    let declared = model.declared.iter().map(|one| one.name.clone());
    declared.collect()
}

fn log(used: &Usage, tally: &Tally) -> Log {
    let skipped = tally.skipped.iter();
    Log {
        events: tally.events,
        from: used.period.map(|(first, _)| first.to_string()),
        to: used.period.map(|(_, last)| last.to_string()),
        passed_over: skipped
            .map(|(why, entries)| PassedOver {
                entries: *entries,
                why: why.words(),
            })
            .collect(),
        goes_on_elsewhere: tally.goes_on,
    }
}

/// What answers are worked out from.
struct Asked<'a> {
    catalog: &'static Catalog,
    model: &'a Model,
    /// What everybody holds.
    all: Effective,
    /// What the policy grants of it; only that can a policy take back.
    by_policy: Effective,
    library: Library<'a>,
}

impl Asked<'_> {
    fn identity(
        &self,
        who: &Who,
        uses: &BTreeMap<SmolStr, Use>,
        used: &Usage,
        taken: &mut Taken,
    ) -> Identity {
        let (id, name) = match who {
            Who::Known(id) => (Some(*id), self.model.principal_name(*id)),
            Who::Unknown(key) => (None, used.names.get(key).unwrap_or(key).to_string()),
        };
        let reach = id.map(|id| granted(&self.all, id));
        let own = id.map(|id| granted(&self.by_policy, id));
        let compared = compare(self.catalog, uses, own.unwrap_or_default());
        let listed = |chosen: fn(&Use) -> bool| {
            let chosen = uses.values().filter(move |one| chosen(one));
            let rows = chosen.map(|one| self.used(one, reach.as_ref()));
            rows.collect()
        };
        let stage = Stage::of(
            self.catalog,
            &self.library,
            &compared.used,
            taken.claim(&name),
        );
        Identity {
            name,
            kind: id.and_then(|id| Some(self.model.principal(id)?.kind.keyword())),
            used: listed(Use::is_used),
            refused: listed(|one| one.refused > 0),
            held: id.map(|_| self.held(&compared)),
            stage,
        }
    }

    fn used(&self, one: &Use, granted: Option<&Reach>) -> Used {
        let known = self.catalog.find(Plane::Control, &one.name);
        let answer = |reach: &Reach| match known {
            Some(id) if reach.lower.contains(id) => "yes",
            Some(id) if reach.upper.contains(id) => "maybe",
            Some(_) => "no",
            None => "unknown",
        };
        Used {
            operation: known
                .map_or(one.name.as_str(), |id| self.catalog.name(id))
                .to_owned(),
            risk: known.map(|id| self.catalog.operation(id).risk.word()),
            succeeded: one.succeeded,
            failed: one.failed,
            refused: one.refused,
            last: one.last.map(|time| time.to_string()),
            granted: granted.map(answer),
        }
    }

    fn held(&self, compared: &Comparison) -> Held {
        Held {
            granted: compared.granted.upper.len(),
            never_used: Excess::of(self.catalog, &compared.never_used),
            never_in_a_log: compared.unseen.len(),
        }
    }

    /// Lists who holds something and is not in the log. A group is never in one.
    fn silent(&self, used: &Usage) -> Vec<Silent> {
        let everyone = (0..self.model.principals.len()).map(PrincipalId::new);
        let silent = everyone.filter(|id| !used.by.contains_key(&Who::Known(*id)));
        let silent = silent.filter_map(|id| {
            let kind = self.model.principal(id)?.kind;
            let reach = granted(&self.by_policy, id);
            let compared = compare(self.catalog, &BTreeMap::new(), reach);
            let counts = kind != PrincipalKind::Group && !compared.granted.upper.is_empty();
            counts.then(|| Silent {
                name: self.model.principal_name(id),
                kind: kind.keyword(),
                held: self.held(&compared),
            })
        });
        silent.collect()
    }
}

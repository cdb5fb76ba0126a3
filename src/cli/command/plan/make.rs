//! Making a plan: from paths and what is there to changes, and to what they were made from.

use std::path::PathBuf;

use super::authority;
use super::reading::{Reading, Where};
use crate::apply::{Saved, Stamp, Way};
use crate::cli::analysis::{Analysis, analyse};
use crate::cli::command::{aside, build};
use crate::cli::history::{self, History};
use crate::cli::pins::{Accepted, Lock};
use crate::cli::session::Session;
use crate::cli::world::World;
use crate::cli::{Context, Error, Shown};
use crate::compile::names::is_guid;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::date::Moment;
use crate::model::{Guid, Model, PrincipalId};
use crate::observed;
use crate::plan::{self, Aim, Plan};
use crate::report::safe;
use crate::source::Origin;
use crate::support::digest;
use crate::support::hash::HashSet;

/// What a plan is wanted of.
pub(in crate::cli) struct Wanted<'w> {
    /// Where the policies are.
    pub(in crate::cli) paths: &'w [PathBuf],
    /// What they are compared with.
    pub(in crate::cli) from: Where<'w>,
    /// What the plan is for.
    pub(in crate::cli) aim: Aim,
    /// So many deletions are no mistake; none leaves it to the settings.
    pub(in crate::cli) max_deletes: Option<u32>,
    /// What nothing explains is deleted all the same; `false` leaves it to the settings.
    pub(in crate::cli) delete_unexplained: bool,
    /// The plan that whoever is signed in is about to carry out.
    pub(in crate::cli) applies: Option<&'w Saved>,
    /// What is not done for a policy that fails, in a word.
    pub(in crate::cli) undone: &'static str,
    /// Names that may lead to another id than before.
    pub(in crate::cli) accepted: &'w [Accepted],
}

/// A plan, and everything that it was made from.
pub(in crate::cli) struct Made {
    pub(in crate::cli) session: Session,
    pub(in crate::cli) analysis: Analysis,
    pub(in crate::cli) reading: Reading,
    pub(in crate::cli) lock: Lock,
    pub(in crate::cli) plan: Plan,
    allowed: Allowed,
    pub(in crate::cli) aim: Aim,
    paths: Vec<PathBuf>,
    way: Way,
    now: Moment,
}

/// What flags and settings allow.
struct Allowed {
    /// So many deletions are no mistake.
    max_deletes: u32,
    /// What nothing explains is deleted all the same.
    delete_unexplained: bool,
}

/// Makes a plan. None where the policy has findings that no plan is made from; they were told.
pub(in crate::cli) fn make(
    wanted: &Wanted<'_>,
    context: &mut Context<'_, '_>,
) -> Result<Option<Made>, Error> {
    let mut session = Session::open(context, wanted.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if let Some(wrong) = failing(&session, &analysis) {
        let so = format!(
            "nothing is {} for a policy with findings that fail it",
            wanted.undone
        );
        aside(wrong, &session, context, &so)?;
        return Ok(None);
    }
    if let Aim::Revoke(who) = &wanted.aim {
        somebody(&analysis.model, who)?;
    }
    let mut lock = Lock::open(context, &session, wanted.paths)?;
    lock.accept(wanted.accepted);
    let mut reading = wanted.from.read(context, &analysis.model)?;
    let allowed = Allowed {
        max_deletes: wanted.max_deletes.unwrap_or(session.config.max_deletes),
        delete_unexplained: wanted.delete_unexplained || session.config.delete_unexplained,
    };
    let parts = (&session, &analysis, &reading, &lock);
    let mut plan = planned(parts, (wanted, &allowed), &context.world)?;
    let places = analysis.model.policy.span.into_iter().collect();
    reading.rights((&mut plan, places), wanted.applies.is_some(), context)?;
    Ok(Some(Made {
        session,
        analysis,
        reading,
        lock,
        plan,
        allowed,
        aim: wanted.aim.clone(),
        paths: wanted.paths.to_vec(),
        way: wanted.from.way(),
        now: context.console.time().into(),
    }))
}

/// Compares.
fn planned(
    (session, analysis, reading, lock): (&Session, &Analysis, &Reading, &Lock),
    (wanted, allowed): (&Wanted<'_>, &Allowed),
    world: &World,
) -> Result<Plan, Error> {
    let paths = wanted.paths;
    let history = History { world, paths, lock };
    let known = authority::Known {
        model: &analysis.model,
        snapshot: &reading.snapshot,
        ids: &lock.pins,
        catalog: analysis.compiled.catalog,
    };
    Ok(plan::plan(&plan::Input {
        model: &analysis.model,
        compiled: &analysis.compiled,
        snapshot: &reading.snapshot,
        limits: build::limits(session, &analysis.model),
        max_deletes: allowed.max_deletes as usize,
        aim: &wanted.aim,
        pins: &lock.pins,
        authority: &authority::of(&session.config.authoritative, &known)?,
        history: match wanted.applies {
            Some(saved) => saved,
            None => &history,
        },
        caller: reading.signed_in().as_deref(),
        delete_unexplained: allowed.delete_unexplained,
    }))
}

/// Refuses to take from one whom nobody knows: that a name is misspelled must not look like that
/// nothing is held.
fn somebody(model: &Model, who: &str) -> Result<(), Error> {
    let mut names = (0..model.principals.len()).map(PrincipalId::new);
    if is_guid(who) || names.any(|id| model.principal_name(id) == who) {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!("the policy declares nobody called `{}`", safe(who)),
        help: "write a name as the policy does, an identity of an environment as NAME@ENVIRONMENT, or an \
               object id"
            .to_owned(),
    })
}

impl Made {
    /// Returns the plan as it is saved.
    pub(in crate::cli) fn saved(&self) -> Saved {
        let (policy, reading) = (&self.analysis.model.policy, &self.reading);
        let lock = self.lock.text();
        let stamp = Stamp {
            tool: env!("CARGO_PKG_VERSION").into(),
            made: self.now.to_string().into(),
            policy: policy.name.clone(),
            paths: shown(&self.paths),
            aim: self.aim.clone(),
            max_deletes: self.allowed.max_deletes,
            delete_unexplained: self.allowed.delete_unexplained,
            texts: texts(&self.session),
            lock: lock.map(|text| digest::of_texts([text.as_bytes()])),
            catalog: self.plan.catalog.digest(),
            tenant: reading.snapshot.tenant.clone(),
            cloud: policy.cloud.keyword().into(),
            endpoint: reading.endpoint(),
            source: reading.source(),
            planned_by: reading.signed_in(),
            observed: observed::digest(&reading.snapshot),
            way: self.way,
        };
        Saved::of(&self.plan, &reading.snapshot, stamp)
    }

    /// Writes down what names led to, and what was planned where nothing else remembers it. Says so in
    /// a line where something is new.
    pub(in crate::cli) fn remember(
        &mut self,
        context: &Context<'_, '_>,
    ) -> Result<Option<String>, Error> {
        let is_kept = history::is_kept(&context.world, &self.paths);
        if !is_kept {
            self.remember_planned();
        }
        let lock = self.lock.keep(context, &self.plan.pins)?.map(Shown::from);
        Ok(lock.map(|lock| {
            if is_kept {
                format!("the ids that names led to are in `{lock}`: commit it\n")
            } else {
                format!("what was planned and what names led to is in `{lock}`: keep it with the policies\n")
            }
        }))
    }

    /// Adds what is planned to what was; what Azure does not have any more is forgotten.
    fn remember_planned(&mut self) {
        let snapshot = &self.reading.snapshot;
        let assignments = snapshot.role_assignments.iter().map(|one| one.name);
        let roles = snapshot.role_definitions.iter();
        let roles = roles.filter_map(|one| Guid::read(&one.id));
        let there: HashSet<Guid> = assignments.chain(roles).collect();
        let made = &mut self.lock.made;
        made.retain(|guid| {
            let known = Guid::read(guid).is_some_and(|guid| there.contains(&guid));
            self.aim != Aim::Hold || known
        });
        made.extend(self.plan.ours().cloned());
    }

    /// Tells whether anything refuses the plan.
    pub(in crate::cli) fn is_refused(&self) -> bool {
        self.plan.refused().next().is_some()
    }
}

/// Digests the texts of the policies and their settings, in the order of their names.
fn texts(session: &Session) -> String {
    let own = session.sources.iter().map(|(_, one)| one);
    let own = own.filter(|one| one.origin() == Origin::Policy);
    digest::of_texts(own.map(|one| one.text().as_bytes()))
}

fn shown(paths: &[PathBuf]) -> Vec<String> {
    let paths = paths.iter();
    paths.map(|path| path.display().to_string()).collect()
}

/// Lists what is wrong with a policy that no plan may be made from.
pub(in crate::cli) fn failing(session: &Session, analysis: &Analysis) -> Option<Vec<Diagnostic>> {
    let fail_on = session.config.fail_on.min(Severity::Error);
    if analysis.findings.reach(fail_on) {
        return Some(analysis.findings.open().to_vec());
    }
    let refused = build::refused(session, &analysis.model, &analysis.compiled);
    (!refused.is_empty()).then_some(refused)
}

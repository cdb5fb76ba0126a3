//! Who the callers of a log are in a policy, and what each of them did.

use std::collections::BTreeMap;

use jiff::Timestamp;
use smol_str::{SmolStr, StrExt as _};

use crate::model::{Model, PrincipalId, PrincipalKind};
use crate::support::hash::HashMap;
use crate::usage::{Caller, Event, Outcome};

/// The identities of a policy set by everything that a log may call them.
#[derive(Debug)]
pub struct Callers {
    /// By object id, application id, user principal name and resource id, in lower case.
    by_name: HashMap<SmolStr, PrincipalId>,
}

/// Somebody in a log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// An identity of the policy set.
    Known(PrincipalId),
    /// Somebody of whom the policy set says nothing, by the surest of the ids.
    Unknown(SmolStr),
}

/// What everybody in a log did.
#[derive(Debug, Default)]
pub struct Usage {
    /// By caller, and by operation in lower case.
    pub by: BTreeMap<Who, BTreeMap<SmolStr, Use>>,
    /// What to call those whom the policy does not know: the user principal name where there is one.
    pub names: BTreeMap<SmolStr, SmolStr>,
    /// The first and the last moment of the events.
    pub period: Option<(Timestamp, Timestamp)>,
}

/// How often somebody asked for an operation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Use {
    /// The operation in the casing of the log.
    pub name: SmolStr,
    /// How often it was done.
    pub succeeded: usize,
    /// How often it was allowed and failed.
    pub failed: usize,
    /// How often it was refused for lack of access.
    pub refused: usize,
    /// The last time.
    pub last: Option<Timestamp>,
}

impl Use {
    /// Tells whether access to it was had, however it ended.
    pub fn is_used(&self) -> bool {
        self.succeeded + self.failed > 0
    }
}

impl Callers {
    /// Learns what the identities of a policy set are called. A group asks for nothing itself.
    pub fn of(model: &Model) -> Self {
        let mut by_name = HashMap::default();
        for (at, principal) in model.principals.iter().enumerate() {
            if principal.kind == PrincipalKind::Group {
                continue;
            }
            let home = principal.scope.or(principal.implicit_of);
            let home = home.and_then(|scope| model.scope(scope));
            let names = [
                principal.object_id.as_ref(),
                principal.app_id.as_ref(),
                principal.upn.as_ref(),
                home.map(|scope| &scope.id),
            ];
            for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
                let name = name.to_lowercase_smolstr();
                by_name.entry(name).or_insert(PrincipalId::new(at));
            }
        }
        Self { by_name }
    }

    /// Finds the identity that a caller is, by the surest of its names first.
    pub fn find(&self, caller: &Caller) -> Option<PrincipalId> {
        let mut names = names(caller);
        names.find_map(|name| self.by_name.get(name).copied())
    }
}

/// Lists what a caller is called, the surest first.
fn names(caller: &Caller) -> impl Iterator<Item = &SmolStr> {
    let Caller {
        object_id,
        upn,
        app_id,
        resource,
    } = caller;
    [object_id, app_id, resource, upn].into_iter().flatten()
}

impl Usage {
    /// Adds what an event tells.
    pub fn add(&mut self, callers: &Callers, event: Event) {
        let who = match (callers.find(&event.caller), names(&event.caller).next()) {
            (Some(id), _) => Who::Known(id),
            (None, Some(name)) => {
                let shown = event.caller.upn.as_ref().unwrap_or(name);
                self.names.insert(name.clone(), shown.clone());
                Who::Unknown(name.clone())
            }
            (None, None) => return,
        };
        let operations = self.by.entry(who).or_default();
        let found = operations.entry(event.operation.to_lowercase_smolstr());
        let found = found.or_insert_with(|| Use {
            name: event.operation,
            ..Use::default()
        });
        match event.outcome {
            Outcome::Succeeded => found.succeeded += 1,
            Outcome::Failed => found.failed += 1,
            Outcome::Refused => found.refused += 1,
        }
        if let Some(time) = event.time {
            found.last = found.last.max(Some(time));
            let (first, last) = self.period.unwrap_or((time, time));
            self.period = Some((first.min(time), last.max(time)));
        }
    }
}

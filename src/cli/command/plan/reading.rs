//! What is there: Azure as it is now, or a snapshot of it.

use std::collections::BTreeSet;
use std::path::Path;

use smol_str::SmolStr;

use crate::apply::{Endpoint, Source, Way};
use crate::cli::command::against;
use crate::cli::live::{self, Ask, Connection};
use crate::cli::{Context, Error};
use crate::compile::place::highest;
use crate::model::Model;
use crate::observed::{Age, Snapshot};
use crate::plan::{self, Caller, Plan};
use crate::source::Span;

/// Where a plan finds what is there.
#[derive(Clone, Copy)]
pub(in crate::cli) enum Where<'w> {
    /// In a snapshot, not older than that.
    Snapshot(&'w Path, Option<Age>),
    /// In Azure.
    Live(&'w Ask),
}

/// What is there.
pub(in crate::cli) struct Reading {
    pub(in crate::cli) snapshot: Snapshot,
    /// By which it was read; none where a snapshot was.
    pub(in crate::cli) connection: Option<Connection>,
}

impl Where<'_> {
    /// Returns the way that the plan is carried out; one that was made from a snapshot never is.
    pub(super) fn way(self) -> Way {
        match self {
            Self::Snapshot(..) => Way::Direct,
            Self::Live(ask) => ask.way(),
        }
    }

    /// Reads it.
    pub(super) fn read(
        self,
        context: &mut Context<'_, '_>,
        model: &Model,
    ) -> Result<Reading, Error> {
        let ask = match self {
            Self::Snapshot(path, max_age) => {
                return Ok(Reading {
                    snapshot: against::fitting(context, model, (path, max_age))?,
                    connection: None,
                });
            }
            Self::Live(ask) => ask,
        };
        let mut connection = live::connect(context, model, ask)?;
        Ok(Reading {
            snapshot: connection.read(model, context)?,
            connection: Some(connection),
        })
    }
}

impl Reading {
    /// Judges whether whoever is signed in may write what a plan writes, where Azure can be asked.
    pub(super) fn rights(
        &mut self,
        (plan, places): (&mut Plan, Vec<Span>),
        applies: bool,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Error> {
        let needs = plan::needs(plan, &self.snapshot);
        let id = self.signed_in();
        let Some(connection) = self.connection.as_mut().filter(|_| !needs.is_empty()) else {
            return Ok(());
        };
        let mut caller = Caller {
            id,
            applies,
            ..Caller::default()
        };
        // What is held high holds below as well; what is not is asked for where it is needed.
        let high = highest(needs.iter().map(|need| &need.scope));
        caller.holds = connection.own_rights(&high, context)?;
        let open = needs.iter().filter(|need| caller.has(need) != Some(true));
        let open: BTreeSet<_> = open.map(|need| need.scope.clone()).collect();
        let open = open.into_iter();
        let open = open.filter(|id| !caller.holds.contains_key(id.to_lowercase().as_str()));
        let open: Vec<_> = open.collect();
        caller.holds.extend(connection.own_rights(&open, context)?);
        plan::judge(plan, &needs, &caller, (&self.snapshot, places));
        Ok(())
    }

    /// Returns the object id of whoever is signed in, where it is known.
    pub(super) fn signed_in(&self) -> Option<SmolStr> {
        self.connection.as_ref()?.signed_in()
    }

    /// Names somebody by the object id, and as the directory does where it was asked.
    pub(in crate::cli) fn person(&self, id: &str) -> String {
        let mut principals = self.snapshot.principals.iter();
        let name = principals
            .find(|one| one.id == id)
            .and_then(|one| one.name.as_ref());
        name.map_or_else(|| format!("`{id}`"), |name| format!("`{name}` ({id})"))
    }

    /// Tells whether it was read for this plan.
    pub(super) fn source(&self) -> Source {
        match self.connection {
            Some(_) => Source::Live,
            None => Source::Snapshot,
        }
    }

    /// Says who answered.
    pub(in crate::cli) fn endpoint(&self) -> Endpoint {
        let connection = self.connection.as_ref();
        if connection.is_some_and(|one| one.endpoints.is_sandbox()) {
            Endpoint::Sandbox
        } else {
            Endpoint::Azure
        }
    }
}

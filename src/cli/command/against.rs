//! `--against SNAPSHOT`: what was read from Azure counts as well.

use std::path::{Path, PathBuf};

use crate::access::World;
use crate::cli::{Context, Error, side};
use crate::compile::Compiled;
use crate::model::Model;
use crate::observed::{self, Age, Demand, Snapshot};

/// The flags of commands that may ask a snapshot.
#[derive(Debug, clap::Args)]
pub(super) struct Against {
    /// Lay a snapshot of Azure underneath: what it holds counts as well, and what it lacks is unknown
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Refuse a snapshot older than AGE, such as 24h or 7d
    #[arg(long, value_name = "AGE", requires = "against")]
    max_age: Option<Age>,
}

impl Against {
    /// Builds the world of a policy set, with the snapshot underneath where there is one.
    pub(super) fn world(
        &self,
        context: &Context<'_, '_>,
        policy: (&Model, &Compiled),
    ) -> Result<World, Error> {
        let own = || World::of(policy.0, policy.1, policy.1.catalog);
        Ok(self.beneath(context, policy)?.unwrap_or_else(own))
    }

    /// Builds the world of a policy set with the snapshot underneath; none where there is no snapshot.
    pub(super) fn beneath(
        &self,
        context: &Context<'_, '_>,
        (model, compiled): (&Model, &Compiled),
    ) -> Result<Option<World>, Error> {
        let Some(path) = &self.against else {
            return Ok(None);
        };
        let world = World::of(model, compiled, compiled.catalog);
        let snapshot = fitting(context, model, (path, self.max_age))?;
        Ok(Some(world.under(model, &snapshot)))
    }
}

/// Reads a snapshot, and refuses one that does not fit the policy and the time of the run.
pub(super) fn fitting(
    context: &Context<'_, '_>,
    model: &Model,
    (path, max_age): (&Path, Option<Age>),
) -> Result<Snapshot, Error> {
    let snapshot = side::snapshot(&context.world, path)?;
    let demand = Demand {
        tenant: model.policy.tenant.as_deref(),
        cloud: model.policy.cloud,
        now: context.now,
        max_age,
    };
    observed::fits(&snapshot, &demand).map_err(|cause| Error::unusable(path, &cause))?;
    Ok(snapshot)
}

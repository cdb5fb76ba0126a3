//! Which story a journey is: the first that fits, the gravest first.

use super::scene::Scene;
use super::{Journey, Prize, Worth};
use crate::access::{Gained, World};
use crate::lint::view::View;
use crate::model::{PrincipalKind, Scope, Tier};
use crate::reach::{Edge, Gains, Given, Step};

/// A kind of journey; each has one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::lint) enum Story {
    // Into another tier.
    ProductionAccess,
    ProductionChanged,
    ProductionRead,
    MachineBecomesProduction,
    PersonBecomesProduction,
    TestReached,
    // Whoever it is.
    ExternalInProduction,
    EmergencyReached,
    AgentReachesMore,
    BecomeEachOther,
    HostBecomesAnother,
    // Whatever it is.
    EverythingReached,
    OwnRoleWidened,
    RoleWidenedByTwo,
    // By what means.
    AttachedByTwo,
    AttachedForData,
    TrustWritten,
    Relayed,
    KeysToIdentity,
    ScheduleOutlives,
    CodeToSecrets,
    CodeToDataElsewhere,
    DeployedToSecrets,
    DeployedToDataElsewhere,
    ImageReplaced,
    VaultOpened,
    WorkspaceKeysRead,
    RegistryPasswordRead,
    EndpointKeysRead,
}

impl Story {
    /// Tells whether it goes on where another story ends.
    pub(super) fn leads_on(self) -> bool {
        matches!(self, Story::EverythingReached | Story::KeysToIdentity)
    }

    /// Tells whether it is told as the beginning of such a story where there is one.
    pub(super) fn is_beginning(self) -> bool {
        matches!(
            self,
            Story::RegistryPasswordRead | Story::WorkspaceKeysRead | Story::DeployedToSecrets
        )
    }
}

impl Journey {
    /// Finds which story it is and puts the prize first that the story is about; no story where
    /// another rule tells it or nothing is gained.
    pub(super) fn find_story(&mut self, view: &View<'_>, world: &World) {
        let scene = Scene {
            journey: self,
            view,
            world,
        };
        let story = scene
            .upwards()
            .or_else(|| scene.who())
            .or_else(|| scene.everything())
            .or_else(|| scene.means());
        let shown = story.and_then(|story| scene.shown(story)).unwrap_or(0);
        if let Some(before) = self.prizes.get_mut(..=shown) {
            before.rotate_right(1);
        }
        self.story = story;
    }
}

impl Scene<'_, '_> {
    /// A journey that ends in a higher tier than it begins in.
    fn upwards(&self) -> Option<Story> {
        let production = self.gravest_in(Tier::Production);
        if production.is_some() && self.view.is_external(self.journey.who) {
            return Some(Story::ExternalInProduction);
        }
        let tiers = self.start_tiers();
        let highest = tiers.iter().max().copied().flatten();
        if tiers.contains(&None) || highest == Some(Tier::Production) {
            return None;
        }
        let becomes = self.party()?.tier == Some(Tier::Production);
        match production {
            Some(Worth::Access) => Some(Story::ProductionAccess),
            Some(Worth::Read) => Some(Story::ProductionRead),
            Some(_) => Some(Story::ProductionChanged),
            None if becomes && self.is_machine() => Some(Story::MachineBecomesProduction),
            None if becomes => Some(Story::PersonBecomesProduction),
            None => {
                let rises = highest == Some(Tier::Development);
                let reached = rises && self.gravest_in(Tier::Test).is_some();
                reached.then_some(Story::TestReached)
            }
        }
    }

    /// Returns the position of the prize that a story is about, where that is not the gravest.
    fn shown(&self, story: Story) -> Option<usize> {
        let gravest = self.gravest_in(Tier::Production);
        let is_in = |prize: &Prize, tier| self.is_in(prize.scope, tier);
        let fits = |prize: &Prize| match story {
            Story::ProductionAccess
            | Story::ProductionChanged
            | Story::ProductionRead
            | Story::ExternalInProduction => {
                is_in(prize, Tier::Production) && prize.gravest() == gravest
            }
            Story::TestReached => is_in(prize, Tier::Test),
            Story::EmergencyReached => self.is_kept(prize),
            Story::CodeToDataElsewhere | Story::DeployedToDataElsewhere => self.is_elsewhere(prize),
            _ => false,
        };
        self.journey.prizes.iter().position(fits)
    }

    /// A journey of somebody of whom less is expected.
    fn who(&self) -> Option<Story> {
        let principal = self.principal()?;
        if self.is_machine() && self.journey.prizes.iter().any(|one| self.is_kept(one)) {
            return Some(Story::EmergencyReached);
        }
        if self.journey.returns && self.is_machine() && self.is_declared() {
            return (self.journey.who < self.journey.to).then_some(Story::BecomeEachOther);
        }
        self.gravest()?;
        if principal.kind == PrincipalKind::Agent {
            return Some(Story::AgentReachesMore);
        }
        let is_host = |scope: &Scope| scope.identity == Some(self.journey.who);
        let by_code = self
            .only_edge()
            .is_some_and(|edge| edge.gains == Gains::CodeOfStorage);
        let host = by_code && self.view.model.scopes.iter().any(is_host);
        host.then_some(Story::HostBecomesAnother)
    }

    /// A journey to everything at a scope.
    fn everything(&self) -> Option<Story> {
        let Some(Gained::Everything(_)) = self.party()?.gained else {
            return None;
        };
        self.gravest()?;
        let steps = self.journey.steps.as_slice();
        match steps {
            [_] if self.apart() => Some(Story::RoleWidenedByTwo),
            // Where the role that is widened is the one that widens, a rule on roles tells it.
            [_] if self.journey.starts.len() > 1 => Some(Story::OwnRoleWidened),
            [_] => None,
            // Rules on what is run or attached directly tell who hands out access then.
            [first, _] if is_named(first, "CanRunCodeOnCompute") => None,
            [first, _] if is_named(first, "CanAttachIdentity") && !self.apart() => None,
            _ => Some(Story::EverythingReached),
        }
    }

    /// A journey by certain means; machines are meant to use theirs.
    fn means(&self) -> Option<Story> {
        let worth = self.gravest()?;
        if self.is_general() {
            return None;
        }
        let steps = self.journey.steps.as_slice();
        if let [step] = steps {
            let edge = step.edge?;
            return match edge.given {
                Given::Host if self.apart() => Some(Story::AttachedByTwo),
                Given::Host if worth >= Worth::Secrets => None,
                Given::Host => Some(Story::AttachedForData),
                _ => self.by_edge(edge, worth),
            };
        }
        let by_keys = |step: &Step| step.edge.is_some_and(|edge| opens(edge.gains));
        if by_keys(steps.first()?) && !steps.last().is_some_and(by_keys) {
            return Some(Story::KeysToIdentity);
        }
        let all_identities = !steps.iter().any(by_keys);
        (all_identities && !self.is_machine()).then_some(Story::Relayed)
    }

    fn by_edge(&self, edge: &Edge, worth: Worth) -> Option<Story> {
        match edge.name {
            "CanTrust" => return Some(Story::TrustWritten),
            "AZKeyVaultContributor" => return Some(Story::VaultOpened),
            "CanDeployImage" if worth != Worth::Change => return Some(Story::ImageReplaced),
            "CanReadRegistryPassword" => return Some(Story::RegistryPasswordRead),
            _ => {}
        }
        if self.is_machine() {
            return None;
        }
        let elsewhere = self
            .journey
            .prizes
            .iter()
            .any(|prize| self.is_elsewhere(prize));
        match edge.name {
            "CanRunCodeOnCompute" if self.outlives() => Some(Story::ScheduleOutlives),
            "CanRunCodeOnCompute" if worth == Worth::Secrets => Some(Story::CodeToSecrets),
            "CanRunCodeOnCompute" if worth < Worth::Secrets && elsewhere => {
                Some(Story::CodeToDataElsewhere)
            }
            "CanDeployToEndpoint" if worth >= Worth::Secrets => Some(Story::DeployedToSecrets),
            "CanDeployToEndpoint" if elsewhere => Some(Story::DeployedToDataElsewhere),
            "CanReadWorkspaceKeys" => Some(Story::WorkspaceKeysRead),
            "CanReadEndpointKeys" => Some(Story::EndpointKeysRead),
            _ => None,
        }
    }
}

fn is_named(step: &Step, name: &str) -> bool {
    step.edge.is_some_and(|edge| edge.name == name)
}

/// Tells whether keys are what a step gains.
fn opens(gains: Gains) -> bool {
    matches!(gains, Gains::Data | Gains::LinkedData)
}

//! Temporary and eligible assignments of Privileged Identity Management, those in force now.

use serde::Deserialize;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::Manager;
use super::role_assignments::Filter;
use super::versions::SCHEDULES;
use super::weigh::weigh;

/// Which schedules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleKind {
    /// What can be activated.
    Eligible,
    /// What is active.
    Active,
}

/// An assignment with a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleInstance {
    /// The GUID that ends its id, in lower case.
    pub name: SmolStr,
    /// The scope, as Azure writes it.
    pub scope: SmolStr,
    /// The object id of the principal, in lower case.
    pub principal_id: SmolStr,
    /// What Azure says that the principal is.
    pub principal_type: SmolStr,
    /// The id of the role definition, as Azure writes it.
    pub role_definition_id: SmolStr,
    /// The name of the role assignment that it stands behind, in lower case, of an active one.
    pub assignment: Option<SmolStr>,
    /// Somebody activated it, for a time.
    pub activated: bool,
    /// The principal has it through a group, which has an entry of its own.
    pub through_group: bool,
    /// When it begins, as Azure writes it.
    pub from: Option<SmolStr>,
    /// When it ends, as Azure writes it.
    pub until: Option<SmolStr>,
    /// The condition.
    pub condition: Option<Box<str>>,
    /// The version of the condition's language.
    pub condition_version: Option<Box<str>>,
}

weigh!(ScheduleInstance: name, scope, principal_id, principal_type, role_definition_id, assignment, from, until, condition, condition_version);

#[derive(Deserialize)]
struct Shape {
    name: SmolStr,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    scope: SmolStr,
    principal_id: SmolStr,
    #[serde(default)]
    principal_type: SmolStr,
    role_definition_id: SmolStr,
    origin_role_assignment_id: Option<SmolStr>,
    assignment_type: Option<SmolStr>,
    member_type: Option<SmolStr>,
    start_date_time: Option<SmolStr>,
    end_date_time: Option<SmolStr>,
    condition: Option<Box<str>>,
    condition_version: Option<Box<str>>,
}

impl<'de> Deserialize<'de> for ScheduleInstance {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Shape {
            name,
            properties: of,
        } = Shape::deserialize(deserializer)?;
        let says = |word: Option<SmolStr>, wanted| {
            word.is_some_and(|word| word.eq_ignore_ascii_case(wanted))
        };
        let assignment = of.origin_role_assignment_id;
        let assignment = assignment.as_deref().and_then(|id| id.rsplit('/').next());
        Ok(Self {
            name: SmolStr::new(name.to_ascii_lowercase()),
            scope: of.scope,
            principal_id: SmolStr::new(of.principal_id.to_ascii_lowercase()),
            principal_type: of.principal_type,
            role_definition_id: of.role_definition_id,
            assignment: assignment.map(|name| SmolStr::new(name.to_ascii_lowercase())),
            activated: says(of.assignment_type, "Activated"),
            through_group: says(of.member_type, "Group"),
            from: of.start_date_time,
            until: of.end_date_time,
            condition: of.condition.filter(|text| !text.is_empty()),
            condition_version: of.condition_version,
        })
    }
}

impl Manager {
    /// Lists what has a schedule that is in force.
    pub async fn schedule_instances(
        &self,
        kind: ScheduleKind,
        scope: &str,
        filter: Filter<'_>,
    ) -> Result<Vec<ScheduleInstance>, Error> {
        let place = match kind {
            ScheduleKind::Eligible => (
                "eligible assignments",
                "Microsoft.Authorization/roleEligibilityScheduleInstances",
            ),
            ScheduleKind::Active => (
                "assignments with a schedule",
                "Microsoft.Authorization/roleAssignmentScheduleInstances",
            ),
        };
        let filter = filter.text();
        self.listed(place, scope, SCHEDULES, filter.as_deref())
            .await
    }
}

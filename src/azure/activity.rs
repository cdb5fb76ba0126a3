//! What was done to access, as the activity log has it.

use serde::Deserialize;
use smol_str::SmolStr;

use super::entries::{List, entry};
use super::error::Error;
use super::manager::Manager;
use super::versions::ACTIVITY;
use super::weigh::weigh;

/// What is kept of each entry.
const SELECT: &str = "eventTimestamp,caller,operationName,resourceId,status";

/// One entry of the activity log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// When, as Azure writes it.
    pub time: SmolStr,
    /// Who: a user principal name, or the id of an application or a principal.
    pub caller: SmolStr,
    /// The operation.
    pub operation: SmolStr,
    /// What it was done to.
    pub resource: SmolStr,
    /// How it ended, such as `Succeeded`.
    pub status: SmolStr,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    event_timestamp: SmolStr,
    caller: Option<SmolStr>,
    operation_name: Option<Word>,
    resource_id: Option<SmolStr>,
    status: Option<Word>,
}

weigh!(Activity: time, caller, operation, resource, status);

#[derive(Deserialize)]
struct Word {
    value: Option<SmolStr>,
}

fn kept(shape: Shape) -> Activity {
    let word = |word: Option<Word>| word.and_then(|word| word.value).unwrap_or_default();
    Activity {
        time: shape.event_timestamp,
        caller: shape.caller.unwrap_or_default(),
        operation: word(shape.operation_name),
        resource: shape.resource_id.unwrap_or_default(),
        status: word(shape.status),
    }
}

impl Manager {
    /// Lists what was done to roles and assignments in a subscription between two times.
    pub async fn activity(
        &self,
        subscription: &str,
        (from, to): (&str, &str),
    ) -> Result<Vec<Activity>, Error> {
        let what = format!("read the activity log of {subscription}");
        let path =
            format!("{subscription}/providers/Microsoft.Insights/eventtypes/management/values");
        // Azure takes filters of this form alone.
        let filter = format!(
            "eventTimestamp ge '{from}' and eventTimestamp le '{to}' and resourceProvider eq 'Microsoft.Authorization'"
        );
        let query = [
            ("api-version", ACTIVITY),
            ("$filter", filter.as_str()),
            ("$select", SELECT),
        ];
        let mut list = List::new(|text| entry(text).map(kept));
        self.list(&what, &path, &query, &mut list).await?;
        Ok(list.into_found())
    }
}

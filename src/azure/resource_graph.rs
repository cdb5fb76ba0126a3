//! Resource Graph: one question over many subscriptions.
//!
//! Its answers are some seconds to minutes old, and hold what the caller may read.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::entries::{Each, Entries, List, entry};
use super::error::Error;
use super::manager::Manager;
use super::names::Names;
use super::page::{self, ENDLESS, Reading};
use super::role_assignments::{self, RoleAssignment};
use super::role_definitions::RoleDefinition;
use super::versions::RESOURCE_GRAPH;
use super::weigh::Weigh;
use crate::net::Method;

/// So many rows come at once; Azure gives no more.
const ROWS: u32 = 1000;

/// So many subscriptions are asked about at once; more are throttled.
const SUBSCRIPTIONS: usize = 250;

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Breadth<'b> {
    /// Subscriptions, by their GUIDs.
    Subscriptions(&'b [SmolStr]),
    /// Everything in a management group, by its name.
    ManagementGroup(&'b SmolStr),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'q> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    subscriptions: &'q [SmolStr],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    management_groups: &'q [SmolStr],
    query: &'q str,
    options: Options<'q>,
}

#[derive(Serialize)]
struct Options<'o> {
    #[serde(rename = "$top")]
    top: u32,
    #[serde(rename = "$skipToken", skip_serializing_if = "Option::is_none")]
    skip: Option<&'o str>,
    #[serde(rename = "resultFormat")]
    format: &'static str,
    #[serde(rename = "authorizationScopeFilter")]
    scopes: &'static str,
}

/// What is around the rows.
#[derive(Deserialize)]
struct Around {
    /// The rows were taken out.
    #[serde(rename = "data")]
    _data: [(); 0],
    #[serde(rename = "$skipToken")]
    skip: Option<String>,
    #[serde(rename = "resultTruncated")]
    truncated: Option<SmolStr>,
}

/// Makes a question about one type; the order must be by something unique, or pages overlap.
fn query(kind: &str, more: &str) -> String {
    format!(
        "authorizationresources | where type =~ 'microsoft.authorization/{kind}' {more}| order by id asc"
    )
}

impl Manager {
    /// Takes role assignments at, above and below, page by page, each as it is kept.
    pub async fn each_graph_role_assignment<T: Weigh + Send>(
        &self,
        breadth: Breadth<'_>,
        mut kept: impl FnMut(RoleAssignment) -> T + Send,
        take: impl FnMut(T) + Send,
    ) -> Result<(), Error> {
        let what = "list role assignments through Resource Graph";
        let mut names = Names::default();
        let query = query("roleassignments", "");
        let read = |row: &[u8]| {
            let shape = serde_json::from_slice(row)?;
            Ok(kept(role_assignments::of(shape, &mut names)))
        };
        self.rows(what, breadth, &query, &mut Each::new(read, take))
            .await
    }

    /// Lists custom roles at, above and below, each as it is kept.
    pub async fn graph_custom_roles<T: Weigh + Send>(
        &self,
        breadth: Breadth<'_>,
        mut kept: impl FnMut(RoleDefinition) -> T + Send,
    ) -> Result<Vec<T>, Error> {
        let what = "list custom roles through Resource Graph";
        let query = query(
            "roledefinitions",
            "| where properties.type =~ 'CustomRole' ",
        );
        let mut list = List::new(|row| entry(row).map(&mut kept));
        self.rows(what, breadth, &query, &mut list).await?;
        Ok(list.into_found())
    }

    /// Asks a question to its end, some subscriptions at a time.
    async fn rows(
        &self,
        what: &str,
        breadth: Breadth<'_>,
        query: &str,
        entries: &mut dyn Entries,
    ) -> Result<(), Error> {
        let (many, group) = match breadth {
            Breadth::Subscriptions(many) => (many, &[][..]),
            Breadth::ManagementGroup(one) => (&[][..], std::slice::from_ref(one)),
        };
        let all = many.chunks(SUBSCRIPTIONS).map(|part| (part, &[][..]));
        let group = (!group.is_empty()).then_some((&[][..], group));
        for (subscriptions, management_groups) in all.chain(group) {
            let (mut skip, mut reading) = (None::<String>, Reading::of(self.lists().1));
            loop {
                let options = Options {
                    top: ROWS,
                    skip: skip.as_deref(),
                    format: "objectArray",
                    scopes: "AtScopeAboveAndBelow",
                };
                let question = Question {
                    subscriptions,
                    management_groups,
                    query,
                    options,
                };
                let next = self.asked((what, &question), &mut reading, entries).await?;
                if next.is_none() {
                    break;
                }
                if next == skip {
                    return Err(Error::answer(what, ENDLESS));
                }
                skip = next;
            }
        }
        Ok(())
    }

    /// Asks for one page and returns how to ask for the next.
    async fn asked(
        &self,
        (what, question): (&str, &Question<'_>),
        reading: &mut Reading<'_>,
        entries: &mut dyn Entries,
    ) -> Result<Option<String>, Error> {
        let path = "/providers/Microsoft.ResourceGraph/resources";
        let version = [("api-version", RESOURCE_GRAPH)];
        let call = self.call(what, Method::Post, path, &version)?;
        // Shapes of this room have no map with a key that is no text: nothing can fail.
        let call = call.json(serde_json::to_vec(question).unwrap_or_default());
        let page = page::one(self.site(), (what, "data"), &call, reading, entries).await?;
        let Around {
            skip, truncated, ..
        } = page.parsed(what)?;
        let skip = skip.filter(|skip| !skip.is_empty());
        let lost =
            skip.is_none() && truncated.is_some_and(|word| word.eq_ignore_ascii_case("true"));
        if lost {
            return Err(Error::answer(
                what,
                "rows are missing and there is no way to ask for them",
            ));
        }
        if page.reply.header("x-ms-tenant-subscription-limit-hit") == Some("true") {
            return Err(Error::answer(
                what,
                "there are more subscriptions than it looks at",
            ));
        }
        Ok(skip)
    }
}

//! Azure Resource Graph: questions over the whole tenant, in the few shapes that clients of access use.
//!
//! A question is a table, then steps: `where` comparisons of columns with texts joined by `and` and `or`,
//! `order by`, `project`, `limit`. Anything else is refused, and the refusal names it.

mod query;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::rbac::{Caller, Facts};
use super::refusal::Refusal;
use super::scope::{MANAGEMENT_GROUPS, Scope, subscription_of};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};
use query::{Query, Table};

/// The most rows of a page.
const MOST: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query: String,
    #[serde(default)]
    subscriptions: Vec<String>,
    #[serde(default)]
    management_groups: Vec<String>,
    #[serde(default)]
    options: Options,
}

#[derive(Debug, Default, Deserialize)]
struct Options {
    #[serde(rename = "$top")]
    top: Option<usize>,
    #[serde(rename = "$skip")]
    skip: Option<usize>,
    #[serde(rename = "$skipToken")]
    skip_token: Option<String>,
    #[serde(rename = "authorizationScopeFilter")]
    scope_filter: Option<String>,
}

/// The scopes that a question is about.
struct Reach {
    /// Subscriptions and management groups, by lower-case id.
    within: Vec<String>,
    /// Those above them.
    above: Vec<String>,
    /// Whether what lies inside of them counts.
    inside: bool,
}

impl Options {
    /// Returns which row a page begins with.
    fn start(&self) -> Result<usize, Refusal> {
        let token = self.skip_token.as_deref().map(str::parse);
        let token = token.transpose();
        let token = token.map_err(|_| bad("the token of a page is wrong"))?;
        Ok(token.or(self.skip).unwrap_or_default())
    }

    /// Tells whether what lies inside of the scopes counts, and what lies above them.
    fn inside_and_above(&self) -> Result<(bool, bool), Refusal> {
        match self.scope_filter.as_deref().unwrap_or("AtScopeAndBelow") {
            "AtScopeAndBelow" => Ok((true, false)),
            "AtScopeAndAbove" => Ok((false, true)),
            "AtScopeAboveAndBelow" => Ok((true, true)),
            "AtScopeExact" => Ok((false, false)),
            other => {
                let why = format!("there is no authorizationScopeFilter '{other}'");
                Err(bad(&why))
            }
        }
    }
}

impl Tenant {
    /// Answers a question.
    pub(super) fn search(&self, request: &Request, caller: &Caller) -> Result<Response, Refusal> {
        if request.method != Method::Post {
            return Err(Refusal::method(request.method));
        }
        let body: Body = request.json()?;
        let query = Query::read(&body.query)?;
        let reach = self.reach(&body, caller)?;
        let mut rows: Vec<Value> = match query.table {
            Table::Authorization => self.access_rows(&reach),
            Table::Resources => self.resource_rows(&reach),
            Table::Containers => self.container_rows(&reach),
        };
        rows.retain(|row| query.takes(row));
        query.sort(&mut rows);
        let total = rows.len();
        let limited = query.limit.is_some();
        rows.truncate(query.limit.unwrap_or(total));
        let start = body.options.start()?;
        let most = MOST.min(self.orders.page_size.max(1));
        let size = body.options.top.unwrap_or(MOST).clamp(1, most);
        let page = rows.iter().skip(start).take(size);
        let page: Vec<_> = page.map(|row| query.project(row)).collect();
        let end = start + page.len();
        let more = end < rows.len();
        let mut shown = Map::new();
        shown.insert("totalRecords".to_owned(), json!(rows.len()));
        shown.insert("count".to_owned(), json!(page.len()));
        shown.insert("data".to_owned(), Value::Array(page));
        shown.insert("facets".to_owned(), json!([]));
        // A question with a limit has no further pages, which is how rows get lost.
        let cut = more && limited || total > rows.len() && !limited;
        shown.insert(
            "resultTruncated".to_owned(),
            json!(if cut { "true" } else { "false" }),
        );
        if more && !limited {
            shown.insert("$skipToken".to_owned(), json!(end.to_string()));
        }
        Ok(Response::json(200, &shown)
            .with("x-ms-user-quota-remaining", "14")
            .with("x-ms-user-quota-resets-after", "00:00:05"))
    }

    /// Finds the scopes that a question is about: those that it names, else all that the caller sees.
    fn reach(&self, body: &Body, caller: &Caller) -> Result<Reach, Refusal> {
        let named = body
            .subscriptions
            .iter()
            .map(|id| format!("/subscriptions/{}", id.to_lowercase()));
        let groups = body.management_groups.iter();
        let groups = groups.map(|name| format!("{MANAGEMENT_GROUPS}{}", name.to_lowercase()));
        let mut within: Vec<_> = named.chain(groups).collect();
        if within.is_empty() {
            within.push(format!("{MANAGEMENT_GROUPS}{}", self.identity.tenant));
        }
        let mut inner: Vec<_> = within
            .iter()
            .flat_map(|key| self.state.inside(key))
            .collect();
        let mut above: Vec<_> = within
            .iter()
            .flat_map(|key| self.state.chain(key).into_iter().skip(1))
            .collect();
        inner.append(&mut within);
        let action = "Microsoft.Authorization/roleAssignments/read";
        inner.retain(|key| self.may(caller, action, &Scope::new(key), &Facts::default()));
        let (inside, upward) = body.options.inside_and_above()?;
        if !upward || inner.is_empty() {
            above.clear();
        }
        for keys in [&mut inner, &mut above] {
            keys.sort();
            keys.dedup();
        }
        above.retain(|key| !inner.contains(key));
        Ok(Reach {
            within: inner,
            above,
            inside,
        })
    }

    /// Lists the rows of role assignments and role definitions.
    fn access_rows(&self, reach: &Reach) -> Vec<Value> {
        let all = &self.state.assignments;
        let at = reach
            .within
            .iter()
            .chain(&reach.above)
            .flat_map(|key| all.at(key));
        let below = reach
            .within
            .iter()
            .filter(|key| reach.inside && key.starts_with("/subscriptions/"));
        let held = at.chain(below.flat_map(|key| all.below(key)));
        let mut rows: Vec<_> = held.filter_map(|held| row(&held.shown())).collect();
        let chains: Vec<_> = reach
            .within
            .iter()
            .map(|key| self.state.chain(key))
            .collect();
        let roles = self.state.roles.values().filter(|role| {
            let below = role.assignable_scopes.iter().any(|scope| {
                let key = scope.to_lowercase();
                subscription_of(&key)
                    .is_some_and(|id| reach.within.contains(&format!("/subscriptions/{id}")))
            });
            below || chains.iter().any(|chain| role.covers(chain))
        });
        rows.extend(roles.filter_map(|role| row(&role.shown(""))));
        rows.extend(super::rbac::built_in_shown().iter().filter_map(row));
        rows
    }

    fn resource_rows(&self, reach: &Reach) -> Vec<Value> {
        self.rows(reach, |id| {
            id.contains("/providers/") && !id.contains("/providers/microsoft.authorization/")
        })
    }

    fn container_rows(&self, reach: &Reach) -> Vec<Value> {
        self.rows(reach, |id| !id.contains("/providers/"))
    }

    fn rows(&self, reach: &Reach, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
        let subscriptions = reach
            .within
            .iter()
            .filter(|key| key.starts_with("/subscriptions/"));
        let found = subscriptions.flat_map(|key| self.state.below(key));
        found
            .filter(|(id, _)| wanted(id))
            .filter_map(|(_, document)| row(&document.body))
            .collect()
    }
}

/// Makes a row: the type in lower case, as the service has it, and where the thing lies.
fn row(shown: &impl serde::Serialize) -> Option<Value> {
    let mut row = serde_json::to_value(shown).ok()?;
    let fields = row.as_object_mut()?;
    let id = fields
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_lowercase();
    let kind = fields
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("microsoft.resources/subscriptions");
    let kind = kind.to_lowercase();
    fields.insert("type".to_owned(), json!(kind));
    fields.insert("subscriptionId".to_owned(), json!(subscription_of(&id)));
    let group = Scope::new(&id).resource_group().map(super::scope::last);
    fields.insert("resourceGroup".to_owned(), json!(group.unwrap_or_default()));
    Some(row)
}

fn bad(why: &str) -> Refusal {
    Refusal::bad(
        "BadRequest",
        format!("The query cannot be answered: {why}."),
    )
}

//! Deployment stacks, and what they would do.

mod shape;

use serde::Serialize;
use serde_json::Value;

use super::body;
use super::error::{self, Error};
use super::manager::Manager;
use super::meaning::Meaning;
use super::page::answered;
use super::versions::STACKS;
use crate::net::Method;
use shape::{Action, Body, Properties, Shape, foreseen};

/// How long Azure may keep what a stack would do; it is removed when it was read.
const RETENTION: &str = "P1D";

/// A stack as it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'s> {
    /// The id of its scope: a subscription or a management group.
    pub scope: &'s str,
    /// Its name.
    pub name: &'s str,
    /// Where Azure keeps it.
    pub location: &'s str,
    /// Its template.
    pub template: &'s Value,
    /// What becomes of what leaves it: `delete` or `detach`.
    pub unmanaged: &'s str,
    /// What others may not do to what it holds.
    pub deny: DenySettings<'s>,
    /// What people read of it.
    pub description: &'s str,
}

/// What others may not do to what a stack holds.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DenySettings<'d> {
    /// `none`, `denyDelete` or `denyWriteAndDelete`.
    pub mode: &'d str,
    /// To whom that does not apply.
    pub excluded_principals: &'d [String],
    /// What may be done all the same.
    pub excluded_actions: &'d [String],
    /// It holds below those scopes as well.
    pub apply_to_child_scopes: bool,
}

/// A stack as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StackState {
    /// How far it is, as Azure says.
    pub state: String,
    /// The ids of what it holds.
    pub managed: Vec<String>,
    /// What went wrong.
    pub failures: Vec<StackFailure>,
    /// The id under which Azure's support finds the call.
    pub correlation: Option<String>,
}

/// Something in a stack that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackFailure {
    /// The id of what it is about; empty where Azure does not say.
    pub id: String,
    /// What it means.
    pub meaning: Meaning,
    /// Azure's code.
    pub code: String,
    /// What Azure says.
    pub message: String,
}

/// Something that a stack would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// The id of what it is about.
    pub id: String,
    /// Azure's word: create, modify, delete, detach, noChange or unsupported.
    pub change: String,
    /// It may or may not happen.
    pub potential: bool,
}

impl Stack<'_> {
    /// Returns its id.
    pub fn id(&self) -> String {
        self.path("deploymentStacks")
    }

    fn path(&self, kind: &str) -> String {
        format!(
            "{}/providers/Microsoft.Resources/{kind}/{}",
            self.scope, self.name
        )
    }

    fn body<'b>(&'b self, of: Option<&'b str>) -> Body<'b> {
        Body {
            location: self.location,
            properties: Properties {
                template: self.template,
                action_on_unmanage: Action {
                    resources: self.unmanaged,
                    resource_groups: "detach",
                    management_groups: "detach",
                },
                deny_settings: self.deny,
                description: self.description,
                deployment_stack_resource_id: of,
                retention_interval: of.map(|_| RETENTION),
            },
        }
    }
}

impl Manager {
    /// Reads a stack; none where there is none.
    pub async fn stack(&self, id: &str) -> Result<Option<StackState>, Error> {
        let what = format!("read the stack {id}");
        match self.found(&what, id, STACKS).await {
            // The scope has an error of its own where it is missing.
            Err(error) if error.code == "ResourceNotFound" => Ok(None),
            found => Ok(found?.map(|shape: Shape| shape.properties.state())),
        }
    }

    /// Writes a stack, follows it to its end and says how it is then.
    pub async fn put_stack(&self, stack: &Stack<'_>, request: &str) -> Result<StackState, Error> {
        let id = stack.id();
        let what = format!("write the stack {id}");
        let (said, correlation) = self
            .begun(&what, &id, &stack.body(None), Some(request))
            .await?;
        let state = self.stack(&id).await?;
        let state = state.ok_or_else(|| Error::answer(&what, "it is not there"))?;
        Ok(StackState {
            correlation,
            ..state.unless(said)
        })
    }

    /// Asks what a stack would do, and leaves nothing of the question behind.
    pub async fn foresee_stack(&self, stack: &Stack<'_>) -> Result<Vec<Foreseen>, Error> {
        let id = stack.id();
        let what = format!("ask what the stack {id} would do");
        let path = stack.path("deploymentStacksWhatIfResults");
        let body = stack.body(Some(&id));
        let (said, _) = self.begun(&what, &path, &body, None).await?;
        let found: Option<Shape> = self.found(&what, &path, STACKS).await?;
        // Azure removes it by itself at the end of its time.
        let _ = self.delete(&what, (&path, STACKS), None).await;
        let found = found.ok_or_else(|| Error::answer(&what, "the answer is not there"))?;
        let state = found.properties.state().unless(said);
        if let Some(first) = state.failures.into_iter().next() {
            let StackFailure { code, message, .. } = first;
            return Err(Error::ended(&what, body::Said { code, message }));
        }
        let changes = found.properties.changes.unwrap_or_default();
        Ok(changes.resource_changes.iter().map(foreseen).collect())
    }

    /// Writes something that goes on after its answer, and follows it.
    async fn begun(
        &self,
        what: &str,
        path: &str,
        body: &impl Serialize,
        request: Option<&str>,
    ) -> Result<(Option<body::Said>, Option<String>), Error> {
        let call = self.call(what, Method::Put, path, &[("api-version", STACKS)])?;
        // Shapes of this room have no map with a key that is no text: nothing can fail.
        let call = call.json(serde_json::to_vec(body).unwrap_or_default());
        let call = super::manager::named(call, request);
        let reply = answered(self.site(), what, &call).await?;
        let correlation = error::correlation(&reply);
        Ok((self.followed(what, &call, reply).await?, correlation))
    }
}

impl StackState {
    /// Tells whether all that it holds is in place.
    pub fn is_done(&self) -> bool {
        self.failures.is_empty() && self.state.eq_ignore_ascii_case("succeeded")
    }

    /// Takes up what the operation said of its end, where the stack itself says nothing.
    fn unless(mut self, said: Option<body::Said>) -> Self {
        if let (Some(body::Said { code, message }), true) = (said, self.failures.is_empty()) {
            self.failures.push(StackFailure {
                id: String::new(),
                meaning: Meaning::of_code(&code),
                code,
                message,
            });
        }
        self
    }
}

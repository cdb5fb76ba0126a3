//! The role assignments of a snapshot.

use super::{Snapshot, is_true, left, list, owner_of, text};
use crate::diagnostic::Code;
use crate::import::assignment::Assignment;
use crate::import::codes;
use crate::import::json::Json;
use crate::import::reading::{Placed, Reading};
use crate::import::scope::{Scope, is_guid};

/// Azure takes 2,048 characters of a description, and the marker of the policy needs some.
const LONGEST: usize = 1800;

/// An assignment that somebody reads.
struct Held<'h> {
    one: &'h Json,
    scope: &'h str,
    role: &'h str,
    /// Who holds what where, in words.
    words: String,
}

impl Snapshot<'_> {
    /// Reads the assignments; those that stay out are named.
    pub(super) fn assignments(&mut self, reading: &mut Reading) {
        let mut above = 0_usize;
        for one in list(self.root, "roleAssignments") {
            let Some(held) = self.held(one) else {
                let help = "take the snapshot again";
                let message = "this is not written as a snapshot has it";
                reading.error(codes::BAD_VALUE, one.span, message, help);
                continue;
            };
            if !self.known.above && !self.covers(held.scope) {
                above += 1;
            } else if let Some((code, why)) = self.unsaid(&held) {
                left(code, one.span, format!("{} {why}", held.words), reading);
            } else {
                self.take(&held, reading);
            }
        }
        if above > 0 {
            let message = format!(
                "what stands above the scopes that were asked for is not written, {above} in all"
            );
            left(codes::LEFT_OUT, self.root.span, message, reading);
        }
    }

    fn held<'h>(&self, one: &'h Json) -> Option<Held<'h>> {
        let who = text(one, "principalId")?;
        let (scope, role) = (text(one, "scope")?, text(one, "roleDefinition")?);
        if [who, scope, role].iter().any(|id| id.contains('\0')) {
            return None;
        }
        let name = self.directory.get(who).and_then(|one| text(one, "name"));
        let defined = || self.roles.get(role).and_then(|one| text(one, "name"));
        let role_name = (self.built_in)(role).or_else(defined).unwrap_or(role);
        let name = name.unwrap_or(who);
        let words = format!("`{role_name}` for `{name}` at `{scope}`");
        Some(Held {
            one,
            scope,
            role,
            words,
        })
    }

    /// Says why an assignment is not written.
    fn unsaid(&self, held: &Held<'_>) -> Option<(Code, String)> {
        let one = held.one;
        if let Some(policy) = owner_of(one) {
            return Some((codes::LEFT_OUT, format!("is that of the policy `{policy}`")));
        }
        let cannot = |why: &str| Some((codes::NOT_REPRESENTABLE, why.to_owned()));
        let schedule = one.get("schedule");
        let ends = schedule.is_some_and(|when| when.get("from").or(when.get("until")).is_some());
        if schedule.is_some_and(|when| is_true(when, "eligible")) {
            return cannot("can be activated: what is eligible is not compiled yet");
        }
        if ends {
            return cannot("is held for a time: that is not compiled yet");
        }
        if one.get("condition").is_some_and(|value| !value.is_blank()) {
            return cannot("has a condition: conditions are not compiled yet");
        }
        match self.kind(held) {
            "Unknown" => cannot("is left over: the directory does not know who that is"),
            "Device" | "SystemDefined" => cannot("is for no user, group or service principal"),
            _ if !is_sayable(held.scope) => cannot(place_of(held.scope)),
            _ => None,
        }
    }

    /// Says what the directory, else the assignment, says that somebody is.
    fn kind<'h>(&'h self, held: &Held<'h>) -> &'h str {
        let who = text(held.one, "principalId").unwrap_or_default();
        let said = self.directory.get(who).and_then(|one| text(one, "kind"));
        said.or(text(held.one, "principalType"))
            .unwrap_or("Unknown")
    }

    fn take(&mut self, held: &Held<'_>, reading: &mut Reading) {
        let placed = |object: &Json, key| {
            let value = object.get(key)?;
            Some(Placed::new(value.text()?, value.span))
        };
        let one = held.one;
        let (Some(principal), Some(scope)) = (placed(one, "principalId"), placed(one, "scope"))
        else {
            return;
        };
        let person = self.directory.get(principal.text.as_str()).copied();
        let kind = Placed::new(self.kind(held), principal.span);
        // A name that looks like a GUID would be taken for an application id.
        let name = person.and_then(|person| placed(person, "name"));
        let name = name.filter(|name| kind.text == "Group" || !is_guid(&name.text));
        let application = person.and_then(|person| placed(person, "appId"));
        let description = placed(one, "description").filter(|text| !text.text.is_empty());
        let long = |text: &&Placed| text.text.encode_utf16().count() > LONGEST;
        if let Some(long) = description.as_ref().filter(long) {
            let message = format!(
                "the description of {} is too long to stand beside a marker, and is not written",
                held.words
            );
            left(codes::LEFT_OUT, long.span, message, reading);
        }
        let places = self.needed.entry(held.role.to_owned()).or_default();
        places.push(scope.clone());
        reading.assignments.push(Assignment {
            span: one.span,
            principal,
            names: name.into_iter().chain(application).collect(),
            kind: Some(kind),
            role_id: placed(one, "roleDefinition"),
            role_name: None,
            built_in: false,
            scope,
            condition: None,
            description: description.filter(|text| !long(&text)),
        });
    }
}

/// Tells whether the language has a word for a scope.
fn is_sayable(scope: &str) -> bool {
    match Scope::parse(scope) {
        None | Some(Scope::Root) => false,
        Some(Scope::Resource(resource)) => resource.group.is_some(),
        Some(_) => true,
    }
}

fn place_of(scope: &str) -> &'static str {
    match Scope::parse(scope) {
        Some(Scope::Root) => "is at the root of the tenant, which cannot be said in policy text",
        _ => "is at a scope that cannot be said in policy text",
    }
}

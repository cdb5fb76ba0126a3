//! Lists of role assignments: which ones a scope and a filter select, page by page.

use super::assignment::{Assignment, Part};
use super::filter::{Clause, clauses, unsupported};
use super::permit::Caller;
use crate::sandbox::page::Cut;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope};
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};
use crate::support::sort;

/// What a list of assignments is asked for.
#[derive(Debug, Default)]
struct Wanted {
    /// Nothing below the scope.
    at_scope: bool,
    /// The principals, none for all.
    principals: Option<Vec<String>>,
}

impl Tenant {
    /// Lists the assignments at, above and below a scope.
    pub(super) fn list_assignments(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        self.allow(
            caller,
            "Microsoft.Authorization/roleAssignments/read",
            &path.scope,
        )?;
        self.scope_exists(&path.scope)?;
        let wanted = self.wanted(request.query.get("$filter"))?;
        let parts = self.parts(&path.scope, &wanted);
        let cut = Cut::of(request, self.orders.page_size);
        let (scope, name) = cut.after().rsplit_once('|').unwrap_or_default();
        let after = (scope.to_owned(), name.to_owned());
        let all = &self.state.assignments;
        let found = parts.iter().cloned();
        let found = found.flat_map(|part| all.part(part, &after));
        let found = found.filter(|held| wanted.takes(held));
        if self.late.is_empty() {
            return Ok(cut.page_in_order(request, found, |held| key(held), Assignment::shown));
        }
        let late = self.assignments_of_late().filter(|held| {
            let scope = held.scope_key();
            parts.iter().any(|part| part.holds(&scope)) && wanted.takes(held)
        });
        let found = self.as_seen(found.chain(late), &after);
        Ok(cut.page_in_order(
            request,
            found.into_iter(),
            |held| key(held),
            Assignment::shown,
        ))
    }

    /// Sorts assignments behind a scope and a name, without those that reads do not show now.
    fn as_seen<'held>(
        &self,
        found: impl Iterator<Item = &'held Assignment>,
        after: &(String, String),
    ) -> Vec<&'held Assignment> {
        let place = |held: &&Assignment| (held.scope_key(), held.name.clone());
        let found = found.filter(|held| self.assignment_now(&held.name) == Some(held));
        let mut found: Vec<_> = found.filter(|held| place(held) > *after).collect();
        sort::by_key(&mut found, place);
        found.dedup_by(|one, other| one.name == other.name);
        found
    }

    /// Lists the scopes that are asked for, in the order of their ids.
    fn parts(&self, scope: &Scope, wanted: &Wanted) -> Vec<Part> {
        let chain = self.state.chain(&scope.key).into_iter();
        let mut parts: Vec<_> = chain.map(Part::At).collect();
        if !wanted.at_scope {
            parts.push(Part::below(&scope.key));
            // All there is lies below the root by its spelling.
            let inside = (scope.key != "/").then(|| self.state.inside(&scope.key));
            for inner in inside.into_iter().flatten() {
                parts.push(Part::below(&inner));
                parts.push(Part::At(inner));
            }
        }
        parts.sort_unstable_by(|one, other| one.start().cmp(other.start()));
        parts.dedup();
        parts
    }

    fn wanted(&self, filter: Option<&str>) -> Result<Wanted, Refusal> {
        let mut wanted = Wanted::default();
        for clause in clauses(filter)? {
            match clause {
                Clause::Call(name, _) if name == "atscope" => wanted.at_scope = true,
                Clause::Call(name, id) if name == "assignedto" => {
                    wanted.principals = Some(self.caller(&id.to_lowercase()).identities);
                }
                Clause::Equal(name, id) if name == "principalid" => {
                    wanted.principals = Some(vec![id.to_lowercase()]);
                }
                _ => return Err(unsupported(filter.unwrap_or_default())),
            }
        }
        Ok(wanted)
    }
}

/// Returns what orders the list, and says where a page ended: what is added or removed meanwhile
/// makes nothing of another page be missed or told twice.
fn key(held: &Assignment) -> String {
    format!("{}|{}", held.scope_key(), held.name)
}

impl Wanted {
    fn takes(&self, held: &Assignment) -> bool {
        self.principals
            .as_ref()
            .is_none_or(|ids| ids.contains(&held.principal))
    }
}

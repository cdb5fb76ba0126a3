//! Lists of role assignments: which ones a scope and a filter select, page by page.

use super::assignment::Assignment;
use super::filter::{Clause, clauses, unsupported};
use super::permit::Caller;
use crate::sandbox::page::Cut;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope};
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};

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
        let chain = self.state.chain(&path.scope.key);
        let cut = Cut::of(request, self.orders.page_size);
        let mut found = self.selected(&path.scope, &chain, &wanted);
        found.extend(self.assignments_of_late().filter(|held| {
            let scope = held.scope_key();
            let lies =
                chain.contains(&scope) || !wanted.at_scope && self.lies_below(&scope, &path.scope);
            lies && wanted.takes(held)
        }));
        if !self.late.is_empty() {
            found.retain(|held| self.assignment_now(&held.name) == Some(held));
        }
        let items = found.into_iter().map(|held| (held.name.as_str(), held));
        Ok(cut.page(request, items, Assignment::shown))
    }

    fn selected(&self, scope: &Scope, chain: &[String], wanted: &Wanted) -> Vec<&Assignment> {
        let all = &self.state.assignments;
        let mut found: Vec<_> = chain.iter().flat_map(|above| all.at(above)).collect();
        if !wanted.at_scope {
            found.extend(all.below(&scope.key));
            for inner in self.state.inside(&scope.key) {
                found.extend(all.at(&inner).chain(all.below(&inner)));
            }
        }
        found.retain(|held| wanted.takes(held));
        found
    }

    fn lies_below(&self, key: &str, scope: &Scope) -> bool {
        self.state.chain(key).contains(&scope.key)
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

impl Wanted {
    fn takes(&self, held: &Assignment) -> bool {
        self.principals
            .as_ref()
            .is_none_or(|ids| ids.contains(&held.principal))
    }
}

//! Takes what changed in Azure into the tables of a catalogue.

use std::collections::BTreeSet;

use super::tables::{AliasRow, BlockRow, OperationRow, RetiredRow, RoleRow, Tables, checked_name};
use crate::catalog::access::Evidence;
use crate::catalog::classify::Rules;
use crate::catalog::roles::{BlockView, RolePattern};
use crate::catalog::store::{Catalog, Error};
use crate::model::permission::{Block, Pattern, Plane};

/// What changed in Azure, as far as it was read.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The day on which it was read, such as `2026-11-26`.
    pub day: String,
    /// The cloud that was read; nothing for the public one.
    pub cloud: String,
    /// Operations that are new.
    pub added: Vec<(String, Plane)>,
    /// Operations that are not listed any more.
    pub gone: Vec<(String, Plane)>,
    /// Built-in roles that are new, there again, or not what they were.
    pub roles: Vec<(String, String, Vec<Block>)>,
    /// The GUIDs of built-in roles that are not listed any more.
    pub gone_roles: Vec<String>,
}

impl Tables {
    /// Reads the tables back out of a catalogue.
    pub fn of(catalog: &Catalog) -> Self {
        let operations = catalog.operations().map(|(_, one)| OperationRow {
            name: one.name.to_owned(),
            plane: one.plane,
            evidence: one.evidence,
            registered_casing: one.registered_casing,
            access: one.access,
            risk: one.risk,
        });
        let retired = catalog.all_retired().map(|one| RetiredRow {
            name: one.name.to_owned(),
            plane: one.plane,
            last_seen: one.last_seen.unwrap_or_default().to_owned(),
        });
        let roles = catalog.builtin_roles().map(|one| RoleRow {
            id: one.id().to_owned(),
            name: one.name().to_owned(),
            permissions: one
                .block_views()
                .map(|block| BlockRow::of_view(&block))
                .collect(),
            last_seen: one.last_seen().unwrap_or_default().to_owned(),
        });
        let aliases = catalog.aliases().map(|one| AliasRow {
            former: one.former.to_owned(),
            since: one.since.to_owned(),
            role: one.role.id().to_owned(),
        });
        Self {
            state: catalog.state().to_owned(),
            cloud: catalog.cloud().unwrap_or_default().to_owned(),
            operations: operations.collect(),
            retired: retired.collect(),
            roles: roles.collect(),
            aliases: aliases.collect(),
        }
    }

    /// Takes what changed in. What is not listed any more is kept as retired, and every operation
    /// is judged anew by the rules that the build judges by.
    pub fn refresh(&mut self, changes: &Changes, rules: &Rules) -> Result<(), Error> {
        self.retire(&changes.gone);
        for row in &mut self.operations {
            let verdict = rules.judge(row.plane, &row.name);
            (row.access, row.risk) = (verdict.access, verdict.risk);
        }
        for (name, plane) in &changes.added {
            self.add(name, *plane, rules)?;
        }
        for role in self
            .roles
            .iter_mut()
            .filter(|role| changes.gone_roles.contains(&role.id))
        {
            role.last_seen.clone_from(&self.state);
        }
        for (id, name, blocks) in &changes.roles {
            self.put(id, name, blocks, &changes.day);
        }
        self.state.clone_from(&changes.day);
        self.cloud.clone_from(&changes.cloud);
        self.sort();
        Ok(())
    }

    fn retire(&mut self, gone: &[(String, Plane)]) {
        let gone: BTreeSet<_> = gone
            .iter()
            .map(|(name, plane)| (name.as_str(), *plane))
            .collect();
        let is_gone = |row: &OperationRow| gone.contains(&(row.name.as_str(), row.plane));
        let rows = self.operations.extract_if(.., |row| is_gone(row));
        let rows = rows.map(|row| RetiredRow {
            name: row.name,
            plane: row.plane,
            last_seen: self.state.clone(),
        });
        self.retired.extend(rows);
    }

    fn add(&mut self, name: &str, plane: Plane, rules: &Rules) -> Result<(), Error> {
        let name = checked_name(name).map_err(|problem| Error::Table {
            table: "operations.tsv",
            line: 0,
            problem,
        })?;
        self.retired
            .retain(|row| row.plane != plane || !row.name.eq_ignore_ascii_case(&name));
        let verdict = rules.judge(plane, &name);
        self.operations.push(OperationRow {
            name,
            plane,
            evidence: Evidence::Docs,
            registered_casing: true,
            access: verdict.access,
            risk: verdict.risk,
        });
        Ok(())
    }

    /// Puts a role in the place of the one with its id. A name that it had is kept as a former one.
    fn put(&mut self, id: &str, name: &str, blocks: &[Block], day: &str) {
        let at = self
            .roles
            .iter()
            .position(|role| role.id.eq_ignore_ascii_case(id));
        let was = at.map(|at| self.roles.swap_remove(at));
        if let Some(was) = was.as_ref().filter(|was| was.name != name) {
            self.aliases.push(AliasRow {
                former: was.name.clone(),
                since: day.get(..7).unwrap_or(day).to_owned(),
                role: id.to_owned(),
            });
        }
        // A name stands for the role that has it now.
        let is_other = |its: &str| !its.eq_ignore_ascii_case(name);
        self.roles
            .retain(|role| role.last_seen.is_empty() || is_other(&role.name));
        let roles = &self.roles;
        let is_there = |own: &str| own == id || roles.iter().any(|role| role.id == own);
        self.aliases
            .retain(|alias| is_other(&alias.former) && is_there(&alias.role));
        let known = was.map(|was| was.permissions).unwrap_or_default();
        let permissions = blocks.iter().map(|block| BlockRow::of_block(block, &known));
        self.roles.push(RoleRow {
            id: id.to_owned(),
            name: name.to_owned(),
            permissions: permissions.collect(),
            last_seen: String::new(),
        });
    }
}

impl BlockRow {
    fn of_view(view: &BlockView<'_>) -> Self {
        let texts = |list: RolePattern| list.text.to_owned();
        Self {
            actions: view.granted(Plane::Control).map(texts).collect(),
            not_actions: view.cut(Plane::Control).map(texts).collect(),
            data_actions: view.granted(Plane::Data).map(texts).collect(),
            not_data_actions: view.cut(Plane::Data).map(texts).collect(),
            condition: view.condition().map(str::to_owned),
            condition_version: view.condition_version().map(str::to_owned),
        }
    }

    /// Makes a row of a block as it was read. The version of its condition is that of the same
    /// condition as it was known, else the one that Azure writes today.
    fn of_block(block: &Block, known: &[Self]) -> Self {
        let texts = |list: &[Pattern]| list.iter().map(|one| one.as_str().to_owned()).collect();
        let condition = block.condition.as_ref().map(ToString::to_string);
        let known = known.iter().find(|one| one.condition == condition);
        let version = known.and_then(|one| one.condition_version.clone());
        Self {
            actions: texts(&block.actions),
            not_actions: texts(&block.not_actions),
            data_actions: texts(&block.data_actions),
            not_data_actions: texts(&block.not_data_actions),
            condition_version: condition
                .as_ref()
                .map(|_| version.unwrap_or("2.0".to_owned())),
            condition,
        }
    }
}

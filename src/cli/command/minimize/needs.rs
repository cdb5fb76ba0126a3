//! `rolewright minimize --needs FILE`

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use smol_str::SmolStr;

use super::excess::Excess;
use super::stage::Stage;
use super::{notes, read};
use crate::algebra::{Builtins, Measured, Wider};
use crate::catalog::Catalog;
use crate::cli::analysis::standard_model;
use crate::cli::command::catalog::plane_word;
use crate::cli::command::deliver;
use crate::cli::command::table::Table;
use crate::cli::{Context, Error, Exit, Shown};
use crate::minimize::{Library, Operations};
use crate::model::permission::{Block, Pattern, Plane};
use crate::report;
use crate::usage;

/// How many built-in roles are shown.
const MOST_ROLES: usize = 5;

/// What serves a list of operations.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    needs: Vec<Need>,
    stage: Option<Stage>,
    roles: Vec<Role>,
    notes: &'static [&'static str],
}

/// One operation that is needed.
#[derive(Debug, Serialize)]
struct Need {
    operation: String,
    plane: &'static str,
    risk: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<&'static str>,
}

/// A built-in role that grants all of it.
#[derive(Debug, Serialize)]
struct Role {
    name: &'static str,
    id: &'static str,
    excess: Excess,
}

/// Runs the command.
pub(super) fn run(file: &Path, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let text = read(file, context)?;
    let listed = usage::needs(&text).map_err(|cause| Error::Needs {
        path: Shown::from(file),
        cause,
    })?;
    let catalog = Catalog::embedded();
    let mut wanted = Operations::default();
    for (plane, name) in &listed.operations {
        wanted.add(catalog, *plane, name);
    }
    let answer = answer(catalog, &wanted);
    deliver(context, &answer, |width| table(&answer, width))
}

fn answer(catalog: &'static Catalog, wanted: &Operations) -> Answer {
    let model = standard_model(catalog);
    let library = Library::new(catalog, &model);
    let stage = Stage::of(catalog, &library, wanted, SmolStr::new_static("needed"));
    let nearest = if wanted.is_empty() {
        Vec::new()
    } else {
        let set = Measured::of(catalog, &[block(catalog, wanted)]);
        Builtins::embedded().nearest(&set, MOST_ROLES)
    };
    Answer {
        needs: wanted.list(catalog).map(|one| need(catalog, one)).collect(),
        stage,
        roles: nearest.iter().map(|wider| role(catalog, wider)).collect(),
        notes: notes::NEEDS,
    }
}

fn block(catalog: &Catalog, wanted: &Operations) -> Block {
    let mut block = Block::default();
    for (plane, name) in wanted.list(catalog) {
        match plane {
            Plane::Control => block.actions.push(Pattern::new(name)),
            Plane::Data => block.data_actions.push(Pattern::new(name)),
        }
    }
    block
}

fn need(catalog: &Catalog, (plane, operation): (Plane, SmolStr)) -> Need {
    let known = catalog.find(plane, &operation);
    let near = || catalog.nearest(&operation, 1).first().copied();
    Need {
        plane: plane_word(plane),
        risk: known.map(|id| catalog.operation(id).risk.word()),
        near: if known.is_none() { near() } else { None },
        operation: operation.into(),
    }
}

fn role(catalog: &Catalog, wider: &Wider<'static>) -> Role {
    Role {
        name: wider.role.name().trim_end(),
        id: wider.role.id(),
        excess: Excess::of(catalog, &wider.excess),
    }
}

fn table(answer: &Answer, width: usize) -> String {
    let mut text = String::new();
    let Some(stage) = &answer.stage else {
        return "nothing is needed\n".to_owned();
    };
    let mut needs = Table::new(["NEEDED", "PLANE", "RISK"]);
    for need in &answer.needs {
        let near = need
            .near
            .map_or(String::new(), |near| format!("; near it: {near}"));
        let unknown = || format!("unknown{near}");
        let risk = need.risk.map_or_else(unknown, str::to_owned);
        needs.row([need.operation.clone(), need.plane.to_owned(), risk]);
    }
    text.push_str(&needs.draw(""));
    stage.draw(&mut text, "");
    if answer.roles.is_empty() {
        text.push_str("\nno built-in role grants all of it\n");
    } else {
        text.push_str("\nthe built-in roles that grant it all, the lightest excess first:\n");
    }
    for (number, role) in answer.roles.iter().enumerate() {
        let name = report::safe(role.name);
        let _ = writeln!(
            text,
            "\n{}. {name}: {} too much",
            number + 1,
            role.excess.line()
        );
        text.push_str(&role.excess.draw(width));
    }
    notes::draw(&mut text, answer.notes, width);
    text
}

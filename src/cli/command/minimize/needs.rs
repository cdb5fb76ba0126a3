//! `rolewright minimize --needs FILE`

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use smol_str::SmolStr;

use super::excess::Excess;
use super::stage::Stage;
use super::{notes, read};
use crate::catalog::Catalog;
use crate::cli::analysis::standard_model;
use crate::cli::command::catalog::plane_word;
use crate::cli::command::deliver;
use crate::cli::command::table::{Table, facts};
use crate::cli::{Context, Error, Exit, Shown, catalogue};
use crate::minimize::{Library, NearRole, Operations, nearest};
use crate::model::permission::Plane;
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

/// A built-in role that grants all of it, or most.
#[derive(Debug, Serialize)]
struct Role {
    name: &'static str,
    id: &'static str,
    lacks: Vec<String>,
    excess: Excess,
}

/// Runs the command.
pub(super) fn run(file: &Path, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let text = read(file, context)?;
    let listed = usage::needs(&text).map_err(|cause| Error::Needs {
        path: Shown::from(file),
        cause,
    })?;
    let catalog = catalogue::at_hand(context)?;
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
    let nearest = nearest(catalog, wanted, MOST_ROLES);
    Answer {
        needs: wanted.list(catalog).map(|one| need(catalog, one)).collect(),
        stage,
        roles: nearest.iter().map(|near| role(catalog, near)).collect(),
        notes: notes::NEEDS,
    }
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

fn role(catalog: &Catalog, near: &NearRole) -> Role {
    Role {
        name: near.role.name().trim_end(),
        id: near.role.id(),
        lacks: near.lacks.iter().map(ToString::to_string).collect(),
        excess: Excess::of(catalog, &near.excess),
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
    text.push('\n');
    text.push_str(match answer.roles.first() {
        None => "no built-in role grants any of it\n",
        Some(role) if role.lacks.is_empty() => {
            "the built-in roles that grant all of it, the lightest excess first:\n"
        }
        Some(_) => "no built-in role grants all of it; these grant the most:\n",
    });
    for (number, role) in answer.roles.iter().enumerate() {
        let name = report::safe(role.name);
        let excess = role.excess.line();
        let _ = writeln!(text, "\n{}. {name}: {excess} too much", number + 1);
        if !role.lacks.is_empty() {
            text.push_str(&facts(&[("lacks", role.lacks.join(", "))], "    ", width));
        }
        text.push_str(&role.excess.draw(width));
    }
    notes::draw(&mut text, answer.notes, width);
    text
}

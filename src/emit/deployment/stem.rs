//! Names of files and modules.

use std::collections::BTreeMap;

use super::{Deployment, Module, Target};
use crate::compile::names::guid;
use crate::compile::place::{Place, is_at_or_below};
use crate::emit::input::Input;

/// Longest part of a file name that is taken from a name of somebody else.
const LONGEST: usize = 40;

/// Names every deployment after its environment, and its modules after their resource groups.
///
/// Where two would be called the same, all of them get a part of a digest, so that adding one more
/// renames none of the others again.
pub(super) fn name(input: &Input<'_>, deployments: &mut [Deployment]) {
    for deployment in &mut *deployments {
        deployment.stem = label(input, &deployment.target);
        for module in &mut deployment.modules {
            module.name = short(&module.group);
        }
        tell_apart(&mut deployment.modules, |module: &mut Module| {
            (module.group.to_lowercase(), &mut module.name)
        });
    }
    tell_apart(deployments, |deployment| {
        (deployment.target.id().to_lowercase(), &mut deployment.stem)
    });
}

fn tell_apart<Named>(all: &mut [Named], parts: impl Fn(&mut Named) -> (String, &mut String)) {
    let mut times = BTreeMap::new();
    for one in &mut *all {
        *times.entry(parts(one).1.clone()).or_insert(0_u32) += 1;
    }
    for one in all {
        let (key, name) = parts(one);
        if times.get(name.as_str()).is_some_and(|times| *times > 1) {
            *name = format!("{name}-{}", digest(&key));
        }
    }
}

fn label(input: &Input<'_>, target: &Target) -> String {
    let id = target.id();
    let environments = input.model.environments.iter();
    let mut near = environments.filter(|environment| {
        let scopes = environment.scopes.iter();
        let mut ids = scopes.filter_map(|scope| Some(&input.model.scope(*scope)?.id));
        ids.any(|scope| is_at_or_below(&id, scope))
    });
    let declared = || {
        let mut scopes = input.model.scopes.iter();
        scopes.find(|scope| scope.id.eq_ignore_ascii_case(&id))
    };
    let name = match near.next() {
        Some(environment) => environment.name.to_string(),
        None => declared().map_or_else(|| last(&id), |scope| scope.name.to_string()),
    };
    short(&name)
}

fn last(id: &str) -> String {
    let name = match Place::of(id) {
        Some(Place::ManagementGroup { name }) => name,
        Some(place) => place.group().or(place.subscription()).unwrap_or(id),
        None => id,
    };
    name.to_owned()
}

/// Makes a name that every file system and Azure take as the name of a file or a deployment.
pub(in crate::emit) fn short(name: &str) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .map(|char| match char {
            'a'..='z' | '0'..='9' | '-' | '_' => char,
            _ => '-',
        })
        .take(LONGEST)
        .collect();
    if kept == name.to_lowercase() && !is_device(&kept) {
        kept
    } else {
        format!("{kept}-{}", digest(&name.to_lowercase()))
    }
}

/// Tells whether Windows keeps a name for itself.
fn is_device(name: &str) -> bool {
    let numbered = name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt"));
    numbered || matches!(name, "" | "con" | "prn" | "aux" | "nul")
}

fn digest(text: &str) -> String {
    guid(&[text]).chars().take(8).collect()
}

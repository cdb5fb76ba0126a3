//! Keeps every template below what Resource Manager takes.

use std::collections::BTreeSet;

use super::{Deployment, Module};
use crate::compile::CompiledRole;
use crate::emit::input::Input;
use crate::emit::plain;
use crate::model::PrincipalId;
use crate::model::permission::{Block, Plane};

/// Resources of one template; Azure takes 800.
const RESOURCES: usize = 790;
/// Parameters of one template; Azure takes 256.
const PARAMETERS: usize = 250;
/// Characters of one template by a generous estimate; Azure takes 4 MB.
const SIZE: usize = 3_000_000;
/// Characters of what wraps the part for one resource group.
const MODULE: usize = 2_000;

/// How full a template is.
#[derive(Default)]
struct Filled {
    resources: usize,
    size: usize,
    parameters: BTreeSet<PrincipalId>,
}

impl Filled {
    fn takes(&self, size: usize, principal: Option<PrincipalId>) -> bool {
        let fresh = principal.is_some_and(|one| !self.parameters.contains(&one));
        self.resources < RESOURCES
            && (self.resources == 0 || self.size + size <= SIZE)
            && (!fresh || self.parameters.len() < PARAMETERS)
    }

    fn add(&mut self, size: usize, principal: Option<PrincipalId>) {
        self.resources += 1;
        self.size += size;
        self.parameters.extend(principal);
    }
}

/// The parts of one deployment, filled one after the other.
struct Parts {
    whole: Deployment,
    done: Vec<Deployment>,
    filled: Filled,
}

/// Cuts a deployment that is too large into several; they are called `dev`, `dev.2`, `dev.3`.
pub(super) fn split(input: &Input<'_>, whole: Deployment) -> Vec<Deployment> {
    let mut parts = Parts {
        done: vec![empty(&whole, 1)],
        filled: Filled::default(),
        whole,
    };
    for role in parts.whole.roles.clone() {
        let size = input.role(role).map_or(0, role_weight);
        parts.part(size, None, |part| part.roles.push(role));
    }
    for position in parts.whole.direct.clone() {
        let (size, principal) = weight(input, position);
        parts.part(size, principal, |part| part.direct.push(position));
    }
    for module in parts.whole.modules.clone() {
        parts.module(input, &module);
    }
    parts.done
}

impl Parts {
    /// Puts something into the current part, or into a new one if that is full.
    fn part(
        &mut self,
        size: usize,
        principal: Option<PrincipalId>,
        put: impl FnOnce(&mut Deployment),
    ) {
        if !self.filled.takes(size, principal) {
            self.open();
        }
        self.filled.add(size, principal);
        if let Some(part) = self.done.last_mut() {
            put(part);
        }
    }

    fn open(&mut self) {
        self.done.push(empty(&self.whole, self.done.len() + 1));
        self.filled = Filled::default();
    }

    /// A module's text counts in the template around it, its resources in its own.
    fn module(&mut self, input: &Input<'_>, module: &Module) {
        let mut inner = Filled::default();
        let mut number = 0;
        for position in &module.entries {
            let (size, principal) = weight(input, *position);
            let room = self.filled.takes(size + MODULE, principal);
            if !room {
                self.open();
            }
            if number == 0 || !room || !inner.takes(size, principal) {
                number += 1;
                inner = Filled::default();
                let (group, name) = (module.group.clone(), numbered(&module.name, number));
                self.part(MODULE, None, |part| {
                    part.modules.push(Module {
                        group,
                        name,
                        entries: Vec::new(),
                    });
                });
            }
            inner.add(size, principal);
            self.filled.size += size;
            self.filled.parameters.extend(principal);
            let part = self.done.last_mut();
            if let Some(last) = part.and_then(|part| part.modules.last_mut()) {
                last.entries.push(*position);
            }
        }
    }
}

fn empty(whole: &Deployment, number: usize) -> Deployment {
    Deployment {
        target: whole.target.clone(),
        stem: numbered(&whole.stem, number),
        roles: Vec::new(),
        direct: Vec::new(),
        modules: Vec::new(),
    }
}

fn numbered(name: &str, number: usize) -> String {
    if number == 1 {
        name.to_owned()
    } else {
        format!("{name}.{number}")
    }
}

fn weight(input: &Input<'_>, position: usize) -> (usize, Option<PrincipalId>) {
    let Some(entry) = input.entry(position) else {
        return (0, None);
    };
    let size = 2_500 + written(&entry.assignment.description) + 4 * written(&entry.scope.id);
    let unknown = entry.parameter.map(|_| entry.assignment.principal);
    (size, unknown)
}

fn role_weight(role: &CompiledRole) -> usize {
    let texts = written(&role.description) + written(&role.display_name);
    let scopes: usize = role.assignable_scopes.iter().map(|id| id.len() + 40).sum();
    3_000 + texts + scopes + role.blocks.iter().map(patterns).sum::<usize>()
}

fn patterns(block: &Block) -> usize {
    let planes = Plane::BOTH.into_iter();
    let all = planes.flat_map(|plane| block.granted(plane).iter().chain(block.cut(plane)));
    all.map(|pattern| pattern.as_str().len() + 40).sum()
}

/// Returns how long a text can become with every character escaped that needs it.
fn written(text: &str) -> usize {
    const DOUBLED: [u8; 4] = *b"\"'\\$";
    if plain::all(text, plain::VISIBLE, DOUBLED) {
        return text.len();
    }
    let escaped = |byte: u8| match byte {
        byte if DOUBLED.contains(&byte) => 2,
        b' '..=b'~' => 1,
        // It continues a character that counts already.
        0x80..0xc0 => 0,
        _ => 12,
    };
    text.bytes().map(escaped).sum()
}

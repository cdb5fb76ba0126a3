//! Compiled roles and assignments to text: ARM templates, Bicep, role JSON, the assignment plan.
//!
//! In: a model without errors and what it compiles to. Out: [`Artefact`]s, the same bytes for the
//! same policy. Absent on purpose: writing files (`cli`), refusing what Azure would refuse
//! (`compile`), times and tool versions, which would make equal policies differ.

mod arm;
mod bicep;
mod deployment;
mod input;
mod json;
mod names;
mod origin;
mod plain;
mod plan;
mod role;
mod stack;

use crate::compile::{Compiled, CompiledRoleId};
use crate::model::Model;
use crate::source::Sources;
use input::Input;
pub use input::{Parameter, parameters};
use origin::Lines;
pub use plan::{Earlier, digest};
pub use stack::stacked;

/// One file that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Its path below the output folder, with `/` on every system.
    pub path: String,
    /// Its text, ending with a line break.
    pub text: String,
    /// The SHA-256 of its text; empty for the plan, which lists those of all the others.
    pub sha256: String,
    /// The id of the scope that it is deployed at; none where it is not deployed by itself.
    pub deployed_at: Option<String>,
    /// The roles that it writes.
    pub roles: Vec<CompiledRoleId>,
    /// The assignments that it writes, as positions in [`Compiled::assignments`].
    pub assignments: Vec<usize>,
}

impl Artefact {
    /// Makes an artefact that is not deployed by itself and writes nothing.
    fn of(path: String, text: String) -> Self {
        // At once, while the text is near.
        let sha256 = digest(&text);
        Self {
            sha256,
            ..Self::undigested(path, text)
        }
    }

    fn undigested(path: String, text: String) -> Self {
        Self {
            path,
            text,
            sha256: String::new(),
            deployed_at: None,
            roles: Vec::new(),
            assignments: Vec::new(),
        }
    }
}

/// A kind of output; the assignment plan comes with each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// ARM JSON templates.
    Arm,
    /// Bicep files and modules.
    Bicep,
    /// Role definitions as the az CLI reads them.
    Roles,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Arm, Format::Bicep, Format::Roles];
}

/// Writes the artefacts of the asked formats, in the order of deployment; the plan, which lists
/// all the others, comes last and always.
pub fn artefacts(
    model: &Model,
    compiled: &Compiled,
    sources: &Sources,
    formats: &[Format],
) -> Vec<Artefact> {
    artefacts_as_made(model, compiled, sources, formats, &|_| ())
}

/// The same, with something done with each artefact as soon as it is made, while its text is near:
/// a text that is needed no longer may be taken out.
pub fn artefacts_as_made(
    model: &Model,
    compiled: &Compiled,
    sources: &Sources,
    formats: &[Format],
    made: &(dyn Fn(&mut Artefact) + Sync),
) -> Vec<Artefact> {
    let lines = Lines::of(sources);
    let input = Input::new(model, compiled, &lines, made);
    let asked = |format, write: fn(&Input<'_>) -> Vec<Artefact>| {
        let wanted = formats.contains(&format);
        if wanted { write(&input) } else { Vec::new() }
    };
    let ((plan, bicep), (arm, roles)) = rayon::join(
        || {
            rayon::join(
                || plan::begin(&input),
                || asked(Format::Bicep, bicep::write),
            )
        },
        || {
            rayon::join(
                || asked(Format::Arm, arm::write),
                || asked(Format::Roles, role::write),
            )
        },
    );
    let mut all: Vec<_> = [arm, bicep, roles].into_iter().flatten().collect();
    all.push(plan::end(plan, &input, &all));
    all
}

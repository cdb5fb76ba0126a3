//! Compiled roles and assignments to text: ARM templates, Bicep, role JSON, the assignment plan.
//!
//! In: a model without errors and what it compiles to. Out: [`Artefact`]s, the same bytes for the
//! same policy. Absent on purpose: writing files (`cli`), refusing what Azure would refuse
//! (`compile`), times and tool versions, which would make equal policies differ.

mod arm;
mod bicep;
mod deployment;
mod input;
mod names;
mod origin;
mod plan;
mod role;

use crate::compile::Compiled;
use crate::model::Model;
use crate::source::Sources;
use input::Input;

/// One file that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Its path below the output folder, with `/` on every system.
    pub path: String,
    /// Its text, ending with a line break.
    pub text: String,
}

/// A kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// ARM JSON templates.
    Arm,
    /// Bicep files and modules.
    Bicep,
    /// Role definitions as the az CLI reads them.
    Roles,
    /// The assignment plan.
    Plan,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [Format::Arm, Format::Bicep, Format::Roles, Format::Plan];

    /// Returns the word of the command line.
    pub fn keyword(self) -> &'static str {
        match self {
            Format::Arm => "arm",
            Format::Bicep => "bicep",
            Format::Roles => "roles",
            Format::Plan => "plan",
        }
    }
}

/// Writes the artefacts of the asked formats, in the order of deployment; the plan, which lists
/// all the others, comes last.
pub fn artefacts(
    model: &Model,
    compiled: &Compiled,
    sources: &Sources,
    formats: &[Format],
) -> Vec<Artefact> {
    let input = Input::new(model, compiled, sources);
    let mut made = Vec::new();
    if formats.contains(&Format::Arm) {
        made.extend(arm::write(&input));
    }
    if formats.contains(&Format::Bicep) {
        made.extend(bicep::write(&input));
    }
    if formats.contains(&Format::Roles) {
        made.extend(role::write(&input));
    }
    let plan = formats.contains(&Format::Plan);
    let plan = plan.then(|| plan::write(&input, &made));
    let artefacts = made.into_iter().map(|made| made.artefact);
    artefacts.chain(plan).collect()
}

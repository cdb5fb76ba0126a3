//! Taking a declaration away with all that grants it.

use crate::diagnostic::Edit;
use crate::model::{Declared, Granted, Model};

/// Takes a stage or a role away with every statement that grants it; empty where something else
/// names it as well.
pub fn without_declared(model: &Model, declared: &Declared, what: &Granted) -> Vec<Edit> {
    let granting = model.statements.iter().filter(|one| one.what == *what);
    let granting: Vec<_> = granting.collect();
    let made = granting.iter().any(|one| one.made_by.is_some()) || declared.made_by.is_some();
    if made || granting.len() != declared.references as usize {
        return Vec::new();
    }
    let spans = granting.iter().map(|one| one.span);
    spans.chain([declared.span]).map(Edit::delete).collect()
}

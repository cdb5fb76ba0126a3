//! Variables: each `let` after those that it names.

use std::collections::VecDeque;

use smol_str::SmolStr;

use super::values::as_text;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::EnvironmentId;
use crate::resolve::templates::Placed;
use crate::resolve::{Resolver, codes};
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::ast::{Declaration, Let, MemberKind, TextPart, TextParts, Thing, Value};

impl Resolver<'_> {
    /// Reads the global `let`s, each after those that it names, whatever the order of the text.
    pub(super) fn variables(&mut self, placed: &[Placed<'_>]) {
        let mut waiting: Vec<&Let> = Vec::new();
        let mut known: HashSet<&str> = HashSet::default();
        for one in placed {
            let Declaration::Let(declared) = &one.item.declaration else {
                continue;
            };
            let name = &declared.name;
            if known.insert(&name.text) {
                waiting.push(declared);
                continue;
            }
            let message = format!("variable `{}` is declared twice", name.text);
            let span = name.span;
            let found = Diagnostic::new(codes::DUPLICATE_NAME, Severity::Error, span, message);
            let edit = Edit::delete(one.item.span);
            self.report(found.suggest("remove one of the two", vec![edit]));
        }
        self.in_order(&waiting, None, |resolver, name, value| {
            resolver.names.variables.insert(name, value);
        });
    }

    /// Evaluates `let`s in the order in which they need each other; a circle is reported once.
    fn in_order(
        &mut self,
        written: &[&Let],
        environment: Option<EnvironmentId>,
        mut keep: impl FnMut(&mut Self, SmolStr, SmolStr),
    ) {
        let prefix = if environment.is_some() { "env." } else { "" };
        let (mut needs, needed_by) = needs(written, prefix);
        let is_free = |index: &usize| needs.get(*index) == Some(&0);
        let mut ready: VecDeque<usize> = (0..written.len()).filter(is_free).collect();
        while let Some(index) = ready.pop_front() {
            let Some(one) = written.get(index) else {
                continue;
            };
            let value = self.value_text(&one.value, environment);
            keep(self, one.name.text.clone(), value);
            for other in needed_by.get(index).into_iter().flatten() {
                if let Some(count) = needs.get_mut(*other) {
                    *count -= 1;
                    ready.extend((*count == 0).then_some(*other));
                }
            }
        }
        let circular = written.iter().zip(&needs).filter(|(_, count)| **count > 0);
        for (nth, (one, _)) in circular.enumerate() {
            if nth == 0 {
                let message = format!("the value of `{}` needs itself", one.name.text);
                let span = one.name.span;
                let found = Diagnostic::new(codes::CYCLE, Severity::Error, span, message);
                self.report(found.help("give one of the variables on the way a plain value"));
            }
            keep(self, one.name.text.clone(), SmolStr::default());
        }
    }

    pub(super) fn environment_variables(&mut self, thing: &Thing, environment: EnvironmentId) {
        let members = thing.body.iter().flat_map(|body| &body.members);
        let declared = members.filter_map(|member| match &member.kind {
            MemberKind::Let(declared) => Some(declared),
            _ => None,
        });
        let declared: Vec<_> = declared.collect();
        self.in_order(&declared, Some(environment), |resolver, name, value| {
            let key = (environment, name);
            resolver.names.environment_variables.insert(key, value);
        });
    }
}

/// Counts for each `let` how many others it names, and lists which others name it.
fn needs(written: &[&Let], prefix: &str) -> (Vec<usize>, Vec<Vec<usize>>) {
    let names = written.iter().map(|one| one.name.text.as_str());
    let positions: HashMap<_, _> = names.zip(0..).collect();
    let mut needs = vec![0; written.len()];
    let mut needed_by = vec![Vec::new(); written.len()];
    for ((index, one), count) in written.iter().enumerate().zip(&mut needs) {
        let named = holes(&one.value).filter_map(|hole| hole.strip_prefix(prefix));
        for other in named.filter_map(|name| positions.get(name).copied()) {
            if let Some(list) = needed_by.get_mut::<usize>(other) {
                list.push(index);
                *count += 1;
            }
        }
    }
    (needs, needed_by)
}

/// Lists what stands between `${` and `}` in a value.
fn holes(value: &Value) -> impl Iterator<Item = &str> {
    let values = match value {
        Value::List(values, _) => values.as_slice(),
        other => std::slice::from_ref(other),
    };
    let parts = values
        .iter()
        .filter_map(as_text)
        .flat_map(|text| match &text.parts {
            TextParts::Mixed(parts) => parts.as_slice(),
            TextParts::Plain(_) => &[],
        });
    parts.filter_map(|part| match part {
        TextPart::Hole(name) => Some(name.text.as_str()),
        TextPart::Literal(_) => None,
    })
}

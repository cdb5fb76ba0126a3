//! Filling declarations, part by part.

use super::Fill;
use super::arguments::Arguments;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{
    Annotation, Body, Capability, Declaration, Exception, Expectation, Grant, GrantTerm, Item,
    Member, MemberKind, Never, PermissionList, Property, Role, RoleMember, Stage, StageMember,
    Thing,
};

/// Fills fields one after another.
macro_rules! fill {
    ($arguments:ident, $troubles:ident: $($field:expr),* $(,)?) => {
        {
            $($field.fill($arguments, $troubles);)*
        }
    };
}

impl Fill for Item {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for annotation in &mut self.annotations {
            annotation.fill(arguments, troubles);
        }
        match &mut self.declaration {
            Declaration::Policy(thing)
            | Declaration::Resource(thing)
            | Declaration::Identity(thing) => thing.fill(arguments, troubles),
            Declaration::Let(declared) => {
                fill!(arguments, troubles: declared.name, declared.value);
            }
            Declaration::Capability(capability) => capability.fill(arguments, troubles),
            Declaration::Stage(stage) => stage.fill(arguments, troubles),
            Declaration::Role(role) => role.fill(arguments, troubles),
            Declaration::Grant(grant) => grant.fill(arguments, troubles),
            Declaration::Never(never) => never.fill(arguments, troubles),
            Declaration::Test(test) => {
                test.title.fill(arguments, troubles);
                for expectation in &mut test.expectations {
                    expectation.fill(arguments, troubles);
                }
            }
            Declaration::Baseline(baseline) => {
                fill!(arguments, troubles: baseline.name, baseline.on);
                for require in &mut baseline.requires {
                    require.value.fill(arguments, troubles);
                }
            }
            Declaration::Use(used) => {
                for argument in &mut used.arguments {
                    argument.value.fill(arguments, troubles);
                }
            }
            Declaration::Template(_) => {}
        }
    }
}

impl Fill for Annotation {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.rules, self.because);
    }
}

impl Fill for Thing {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.within, self.body);
    }
}

impl Fill for Body {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for member in &mut self.members {
            member.fill(arguments, troubles);
        }
    }
}

impl Fill for Member {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for annotation in &mut self.annotations {
            annotation.fill(arguments, troubles);
        }
        match &mut self.kind {
            MemberKind::Property(property) => property.fill(arguments, troubles),
            MemberKind::Let(declared) => {
                fill!(arguments, troubles: declared.name, declared.value);
            }
            MemberKind::Override(over) => fill!(arguments, troubles: over.environments, over.body),
            MemberKind::Child(thing) => thing.fill(arguments, troubles),
        }
    }
}

impl Fill for Property {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.values, self.body);
    }
}

impl Fill for PermissionList {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for pattern in &mut self.patterns {
            pattern.fill(arguments, troubles);
        }
    }
}

impl Fill for Capability {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        self.name.fill(arguments, troubles);
        for part in &mut self.parts {
            part.needs.fill(arguments, troubles);
            for list in &mut part.lists {
                list.fill(arguments, troubles);
            }
        }
    }
}

impl Fill for Stage {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.extends, self.separate_from, self.formerly);
        for member in &mut self.members {
            match member {
                StageMember::Clause(clause) => fill!(arguments, troubles: clause.slots, clause.can),
                StageMember::Except(what, _) => what.fill(arguments, troubles),
            }
        }
    }
}

impl Fill for Role {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.formerly);
        for member in &mut self.members {
            match member {
                RoleMember::Property(property) => property.fill(arguments, troubles),
                RoleMember::List(list) => list.fill(arguments, troubles),
                RoleMember::Block(block) => {
                    for list in &mut block.lists {
                        list.fill(arguments, troubles);
                    }
                    block.condition.fill(arguments, troubles);
                }
            }
        }
    }
}

impl Fill for Grant {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.what, self.to, self.on);
        for option in &mut self.options {
            match &mut option.term {
                GrantTerm::Because(text) | GrantTerm::Condition(text) => {
                    text.fill(arguments, troubles);
                }
                GrantTerm::Eligible { approved_by, .. } => approved_by.fill(arguments, troubles),
                GrantTerm::MayAssign { what, to } => fill!(arguments, troubles: what, to),
                GrantTerm::Binding { slot, target } => fill!(arguments, troubles: slot, target),
                GrantTerm::Where(comparisons) => {
                    for comparison in comparisons {
                        comparison.value.fill(arguments, troubles);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Fill for Never {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.what, self.to, self.on);
        for exception in &mut self.except {
            match exception {
                Exception::Who(selector) => selector.fill(arguments, troubles),
                Exception::Through(what) => what.fill(arguments, troubles),
            }
        }
    }
}

impl Fill for Expectation {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.who, self.what, self.on);
        if let Some(reason) = &mut self.because {
            reason.what.fill(arguments, troubles);
        }
    }
}

//! Capabilities, stages and roles.

use super::Lower;
use super::leaf::empty_name;
use crate::syntax::ast::{
    Block, Capability, CapabilityPart, Clause, ListKind, PermissionList, Role, RoleMember, Stage,
    StageMember,
};
use crate::syntax::parser::{Pair, Rule};

impl Lower<'_> {
    pub(super) fn capability(&mut self, pair: Pair<'_>) -> Capability {
        let span = self.span(&pair);
        let mut capability = Capability {
            name: empty_name(span),
            parts: Vec::with_capacity(1),
            short: true,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => capability.name = self.name(&part),
                Rule::open => capability.short = false,
                Rule::capability_part => capability.parts.push(self.capability_part(part)),
                _ => {}
            }
        }
        capability
    }

    fn capability_part(&mut self, pair: Pair<'_>) -> CapabilityPart {
        let span = self.span(&pair);
        let mut result = CapabilityPart {
            kind: empty_name(span),
            lists: Vec::new(),
            needs: Vec::new(),
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => result.kind = self.name(&part),
                Rule::permissions => result.lists.push(self.permissions(part)),
                Rule::needs => {
                    let names = part.into_inner();
                    let names = names.filter(|name| name.as_rule() == Rule::name);
                    result.needs.extend(names.map(|name| self.name(&name)));
                }
                _ => {}
            }
        }
        result
    }

    fn permissions(&mut self, pair: Pair<'_>) -> PermissionList {
        let span = self.span(&pair);
        let mut list = PermissionList {
            list: ListKind::Actions,
            patterns: Vec::new(),
            span,
        };
        for part in pair.into_inner() {
            match (part.as_rule(), part.as_str()) {
                (Rule::text, _) => list.patterns.push(self.operation(&part)),
                (Rule::permission_word, "except-actions") => list.list = ListKind::ExceptActions,
                (Rule::permission_word, "data-actions") => list.list = ListKind::DataActions,
                (Rule::permission_word, "except-data-actions") => {
                    list.list = ListKind::ExceptDataActions;
                }
                _ => {}
            }
        }
        list
    }

    pub(super) fn stage(&mut self, pair: Pair<'_>) -> Stage {
        let span = self.span(&pair);
        let mut stage = Stage {
            name: empty_name(span),
            extends: Vec::new(),
            separate_from: Vec::new(),
            formerly: Vec::new(),
            members: Vec::new(),
            span,
        };
        let mut section = Rule::kw_stage;
        for part in pair.into_inner() {
            let place = self.span(&part);
            match (part.as_rule(), section) {
                (Rule::name, Rule::kw_extends) => stage.extends.push(self.name(&part)),
                (Rule::name, Rule::kw_separate_from) => stage.separate_from.push(self.name(&part)),
                (Rule::name, Rule::kw_formerly) => stage.formerly.push(self.name(&part)),
                (Rule::name, _) => stage.name = self.name(&part),
                (Rule::clause, _) => {
                    let clause = self.clause(part);
                    stage.members.push(StageMember::Clause(clause));
                }
                (Rule::except, _) => {
                    let whats = part.into_inner();
                    let whats = whats.filter_map(|what| self.what(&what)).collect();
                    stage.members.push(StageMember::Except(whats, place));
                }
                (Rule::kw_extends | Rule::kw_separate_from | Rule::kw_formerly, _) => {
                    section = part.as_rule();
                }
                _ => {}
            }
        }
        stage
    }

    fn clause(&mut self, pair: Pair<'_>) -> Clause {
        let span = self.span(&pair);
        let mut clause = Clause {
            kind: empty_name(span),
            slots: Vec::new(),
            if_linked: false,
            can: Vec::new(),
            span,
        };
        let (mut has_kind, mut is_behind_can) = (false, false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name if is_behind_can => clause.can.push(self.name(&part)),
                Rule::name if has_kind => clause.slots.push(self.name(&part)),
                Rule::name => {
                    clause.kind = self.name(&part);
                    has_kind = true;
                }
                Rule::kw_if_linked => clause.if_linked = true,
                Rule::kw_can => is_behind_can = true,
                _ => {}
            }
        }
        clause
    }

    pub(super) fn role(&mut self, pair: Pair<'_>) -> Role {
        let span = self.span(&pair);
        let mut role = Role {
            name: empty_name(span),
            existing: false,
            kind: empty_name(span),
            formerly: Vec::new(),
            members: Vec::new(),
            span,
        };
        let mut section = Rule::kw_role;
        for part in pair.into_inner() {
            match (part.as_rule(), section) {
                (Rule::name, Rule::kw_role) => role.name = self.name(&part),
                (Rule::name, Rule::kw_on) => role.kind = self.name(&part),
                (Rule::name, _) => role.formerly.push(self.name(&part)),
                (Rule::kw_on | Rule::kw_formerly, _) => section = part.as_rule(),
                (Rule::kw_existing, _) => role.existing = true,
                (Rule::property, _) => {
                    let property = self.property(part);
                    role.members.push(RoleMember::Property(property));
                }
                (Rule::permissions, _) => {
                    let list = self.permissions(part);
                    role.members.push(RoleMember::List(list));
                }
                (Rule::block, _) => {
                    let block = self.block(part);
                    role.members.push(RoleMember::Block(block));
                }
                _ => {}
            }
        }
        role
    }

    fn block(&mut self, pair: Pair<'_>) -> Block {
        let span = self.span(&pair);
        let mut block = Block {
            lists: Vec::new(),
            condition: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::permissions => block.lists.push(self.permissions(part)),
                Rule::condition => {
                    let place = self.span(&part);
                    let text = self.only_text(part);
                    self.once(block.condition.is_some(), place, "condition");
                    block.condition = Some(text);
                }
                _ => {}
            }
        }
        block
    }
}

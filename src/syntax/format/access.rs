//! Capabilities, stages and roles.

use super::leaf;
use super::source::Source;
use super::unit::Unit;
use crate::syntax::ast::{
    Block, Capability, CapabilityPart, Clause, ListKind, Name, PermissionList, Role, RoleMember,
    Stage, StageMember, Text,
};

impl<'a> Unit<'a> {
    pub(super) fn capability(capability: &'a Capability, source: &Source<'_>) -> Self {
        let words = format!("capability {}", capability.name.text);
        let unit = Unit::at(capability.span).words(words);
        if let ([only], true) = (capability.parts.as_slice(), capability.short) {
            let unit = unit.words(format!("on {}", only.kind.text));
            return unit.block_behind(part_members(only), only.kind.span.end, source);
        }
        let parts = capability.parts.iter();
        let parts = parts.map(|part| {
            let unit = Unit::at(part.span).words(format!("on {}", part.kind.text));
            unit.block_behind(part_members(part), part.kind.span.end, source)
        });
        unit.block_behind(parts.collect(), capability.name.span.end, source)
    }

    fn permissions(list: &'a PermissionList) -> Self {
        let word = match list.list {
            ListKind::Actions => "actions",
            ListKind::ExceptActions => "except-actions",
            ListKind::DataActions => "data-actions",
            ListKind::ExceptDataActions => "except-data-actions",
        };
        Unit::at(list.span)
            .words(word)
            .list(leaf::texts(&list.patterns))
    }

    pub(super) fn stage(stage: &'a Stage, source: &Source<'_>) -> Self {
        let mut headers: Vec<(&str, &[Name])> = vec![
            ("extends", &stage.extends),
            ("separate-from", &stage.separate_from),
            ("formerly", &stage.formerly),
        ];
        headers.retain(|(_, names)| !names.is_empty());
        headers.sort_by_key(|(_, names)| names.first().map(|first| first.span.start));
        let mut unit = Unit::at(stage.span).words(format!("stage {}", stage.name.text));
        let mut end = stage.name.span.end;
        for (word, names) in headers {
            unit = unit.then(word).list(leaf::names(names));
            end = names.iter().map(|name| name.span.end).fold(end, u32::max);
        }
        let members = stage.members.iter().map(|member| match member {
            StageMember::Clause(clause) => Unit::clause(clause),
            StageMember::Except(what, span) => {
                Unit::at(*span).words("except").list(leaf::whats(what))
            }
        });
        unit.block_behind(members.collect(), end, source)
    }

    fn clause(clause: &'a Clause) -> Self {
        let mut unit = Unit::at(clause.span).words(format!("on {}", clause.kind.text));
        unit = unit.list(leaf::names(&clause.slots));
        let can = if clause.if_linked {
            "if-linked can"
        } else {
            "can"
        };
        unit.then(can).list(leaf::names(&clause.can))
    }

    pub(super) fn role(role: &'a Role, source: &Source<'_>) -> Self {
        let mut words = format!("role {}", role.name.text);
        if role.existing {
            words.push_str(" existing");
        }
        words.push_str(" on ");
        words.push_str(&role.kind.text);
        let mut unit = Unit::at(role.span).words(words);
        if !role.formerly.is_empty() {
            unit = unit.then("formerly").list(leaf::names(&role.formerly));
        }
        let names = role.formerly.iter().map(|name| name.span.end);
        let end = names.fold(role.kind.span.end, u32::max);
        let members = role.members.iter().map(|member| match member {
            RoleMember::Property(property) => Unit::property(property),
            RoleMember::List(list) => Unit::permissions(list),
            RoleMember::Block(block) => Unit::permission_block(block, source),
        });
        unit.block_behind(members.collect(), end, source)
    }

    fn permission_block(block: &'a Block, source: &Source<'_>) -> Self {
        let mut members: Vec<Unit<'a>> = block.lists.iter().map(Unit::permissions).collect();
        members.extend(block.condition.as_ref().map(Unit::condition));
        members.sort_by_key(|member| member.start);
        let start = block.span.start;
        Unit::at(block.span)
            .words("block")
            .block_behind(members, start, source)
    }

    pub(super) fn condition(text: &'a Text) -> Self {
        Unit::at(text.span).words(format!("condition {}", leaf::text(text)))
    }
}

/// Lays out lists and needs in the order in which they begin.
fn part_members(part: &CapabilityPart) -> Vec<Unit<'_>> {
    let mut members: Vec<Unit<'_>> = part.lists.iter().map(Unit::permissions).collect();
    if let (Some(first), Some(last)) = (part.needs.first(), part.needs.last()) {
        let span = first.span.to(last.span);
        let needs = Unit::at(span).words("needs");
        members.push(needs.list(leaf::names(&part.needs)));
    }
    members.sort_by_key(|member| member.start);
    members
}

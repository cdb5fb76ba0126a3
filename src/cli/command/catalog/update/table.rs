//! Draws what differs.

use super::news::{News, RoleNews};
use crate::report::{counted, safe};

/// Draws what differs, one line for each.
pub(super) fn table(news: &News) -> String {
    let mut lines = Vec::new();
    if news.starts_anew {
        lines.push("compared with the catalogue of this program, which is newer".to_owned());
    }
    news.roles.iter().for_each(|one| role(one, &mut lines));
    let operations = news.operations.iter();
    lines.extend(
        operations.map(|one| format!("{} operation {} ({})", one.kind, one.name, one.plane)),
    );
    let passed_over = news.passed_over.iter();
    lines.extend(
        passed_over.map(|one| format!("not for a catalogue, since it has unusual signs: {one}")),
    );
    lines.extend(news.unread.iter().map(|one| format!("not read: {one}")));
    lines.push(match (news.roles.len(), news.operations.len()) {
        (0, 0) => "the catalogue says what Azure publishes".to_owned(),
        (roles, operations) => format!(
            "{} and {} differ from the catalogue",
            counted(roles, "built-in role"),
            counted(operations, "operation")
        ),
    });
    let lines = lines.iter().map(|line| format!("{}\n", safe(line)));
    lines.collect()
}

fn role(one: &RoleNews, lines: &mut Vec<String>) {
    let used = if one.used {
        ", which the policy uses"
    } else {
        ""
    };
    let (kind, name, id) = (one.kind, &one.name, &one.id);
    lines.push(format!("{kind} built-in role `{name}` ({id}){used}"));
    for differs in &one.differences {
        let property = differs.property;
        let with = differs.new.iter();
        lines.extend(with.map(|one| format!("    {property}: with `{one}`")));
        let without = differs.old.iter();
        lines.extend(without.map(|one| format!("    {property}: without `{one}`")));
    }
}

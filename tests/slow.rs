//! The slow, obvious evaluator: Azure's documented algorithm, word by word.
//!
//! It shares nothing with the engine but plain data types; `layers` holds it to that. Nothing here
//! is clever: patterns are tried by walking over every split of the name, groups and scopes by
//! looking at each of them again and again.

use rolewright::model::permission::{Block, Pattern, Plane};

/// How a pattern covers a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cover {
    No,
    Maybe,
    Yes,
}

/// Matches a pattern against a name.
///
/// Strings compare ignoring case, white space around them does not count, `*` stands for any run
/// of characters. `A/*/verb` against `A/verb` is a maybe. What an entry with several `*`, or with
/// a `*` inside a segment, covers is not documented: at best a maybe.
pub(crate) fn matches(pattern: &str, name: &str) -> Cover {
    let (pattern, name) = (pattern.trim(), name.trim());
    if run(pattern.as_bytes(), name.as_bytes(), false) {
        return if is_documented(pattern) {
            Cover::Yes
        } else {
            Cover::Maybe
        };
    }
    if run(pattern.as_bytes(), name.as_bytes(), true) {
        Cover::Maybe
    } else {
        Cover::No
    }
}

/// Tells whether the documentation knows a form: one `*` at most, and that a whole segment.
fn is_documented(pattern: &str) -> bool {
    pattern.matches('*').count() <= 1
        && pattern
            .split('/')
            .all(|part| part == "*" || !part.contains('*'))
}

/// Tries every length of the run that each `*` stands for. With `shared`, the slash before a `*`
/// may also serve as the slash behind it.
fn run(pattern: &[u8], name: &[u8], shared: bool) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|length| run(rest, &name[length..], shared)),
        [b'/', b'*', rest @ ..] if name.first() == Some(&b'/') => {
            let behind = rest
                .iter()
                .position(|byte| *byte != b'*')
                .unwrap_or(rest.len());
            let one_slash = shared && rest.get(behind) == Some(&b'/');
            (one_slash && run(&rest[behind..], name, shared))
                || run(&pattern[1..], &name[1..], shared)
        }
        [byte, rest @ ..] => {
            name.first()
                .is_some_and(|first| first.eq_ignore_ascii_case(byte))
                && run(rest, &name[1..], shared)
        }
    }
}

fn widest(patterns: &[Pattern], name: &str) -> Cover {
    let covers = patterns
        .iter()
        .map(|pattern| matches(pattern.as_str(), name));
    covers.max().unwrap_or(Cover::No)
}

/// Tells whether one block (surely, possibly) grants an operation.
///
/// A block with a condition of its own grants nothing surely.
pub(crate) fn block_grants(block: &Block, plane: Plane, name: &str) -> (bool, bool) {
    let (granted, cut) = match plane {
        Plane::Control => (&block.actions, &block.not_actions),
        Plane::Data => (&block.data_actions, &block.not_data_actions),
    };
    let (granted, cut) = (widest(granted, name), widest(cut, name));
    decide(granted, cut, block.condition.is_some())
}

/// Decides by the widest cover in the granting and in the cutting list.
pub(crate) fn decide(granted: Cover, cut: Cover, conditional: bool) -> (bool, bool) {
    let surely = granted == Cover::Yes && cut == Cover::No && !conditional;
    let possibly = granted != Cover::No && cut != Cover::Yes;
    (surely, possibly)
}

/// Tells whether a role (surely, possibly) grants an operation: whether one of its blocks does.
pub(crate) fn role_grants(blocks: &[Block], plane: Plane, name: &str) -> (bool, bool) {
    let mut all = (false, false);
    for block in blocks {
        let (surely, possibly) = block_grants(block, plane, name);
        all = (all.0 || surely, all.1 || possibly);
    }
    all
}

/// A role assignment as it lies in Azure, its role definition spelled out.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) scope: String,
    pub(crate) principal: String,
    pub(crate) blocks: Vec<Block>,
    /// Whether a condition hangs on it; what it says is not looked at.
    pub(crate) conditional: bool,
}

/// A deny assignment: `principals` less `excluded`, groups among them.
#[derive(Debug, Clone)]
pub(crate) struct Denial {
    pub(crate) scope: String,
    pub(crate) principals: Vec<String>,
    pub(crate) excluded: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) not_below: bool,
    /// Whether a condition hangs on it; what it says is not looked at.
    pub(crate) conditional: bool,
}

/// All that effective access depends on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tenant {
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) denials: Vec<Denial>,
    /// (group, member), the member a principal or a group.
    pub(crate) members: Vec<(String, String)>,
    /// (child, parent) where the parent is not in the id: management groups and what is in them.
    pub(crate) parents: Vec<(String, String)>,
}

/// Everyone, as a deny assignment names them.
pub(crate) const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

/// Tells whether a principal (surely, possibly) may do an operation at a scope.
pub(crate) fn access(
    tenant: &Tenant,
    principal: &str,
    scope: &str,
    (plane, name): (Plane, &str),
) -> (bool, bool) {
    let identities = identities(tenant, principal);
    let is_named = |ids: &[String]| ids.iter().any(|id| has(&identities, id));
    let scopes = scopes_above(tenant, scope);
    let covers = |above: &str| scopes.contains(&segments(above));
    let mut denied = (false, false);
    for denial in &tenant.denials {
        let everyone = denial.principals.iter().any(|id| id == EVERYONE);
        let meant = (everyone || is_named(&denial.principals)) && !is_named(&denial.excluded);
        let at_hand = if denial.not_below {
            same_scope(&denial.scope, scope)
        } else {
            covers(&denial.scope)
        };
        if meant && at_hand {
            let (surely, possibly) = role_grants(&denial.blocks, plane, name);
            denied = (
                denied.0 || (surely && !denial.conditional),
                denied.1 || possibly,
            );
        }
    }
    let mut granted = (false, false);
    for assignment in &tenant.assignments {
        if has(&identities, &assignment.principal) && covers(&assignment.scope) {
            let (surely, possibly) = role_grants(&assignment.blocks, plane, name);
            granted = (
                granted.0 || (surely && !assignment.conditional),
                granted.1 || possibly,
            );
        }
    }
    (granted.0 && !denied.1, granted.1 && !denied.0)
}

fn has(identities: &[String], id: &str) -> bool {
    identities
        .iter()
        .any(|known| known.eq_ignore_ascii_case(id))
}

/// Lists a principal and every group that contains it, nested ones too.
fn identities(tenant: &Tenant, principal: &str) -> Vec<String> {
    let mut found = vec![principal.to_owned()];
    loop {
        let more = tenant
            .members
            .iter()
            .find(|(group, member)| has(&found, member) && !has(&found, group));
        match more {
            Some((group, _)) => found.push(group.clone()),
            None => return found,
        }
    }
}

fn segments(scope: &str) -> Vec<String> {
    let parts = scope.split('/').filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect()
}

fn same_scope(left: &str, right: &str) -> bool {
    segments(left) == segments(right)
}

/// Lists the segments of a scope and of every scope above it: those whose segments begin its own,
/// the root, and the parents that the tenant knows.
pub(crate) fn scopes_above(tenant: &Tenant, scope: &str) -> Vec<Vec<String>> {
    let parents = tenant.parents.iter();
    let parents = parents.map(|(child, parent)| (segments(child), segments(parent)));
    let parents: Vec<_> = parents.collect();
    let mut found: Vec<Vec<String>> = vec![segments(scope)];
    let mut at = 0;
    while at < found.len() {
        let own = found[at].clone();
        let mut above: Vec<Vec<String>> = Vec::new();
        above.extend(own.split_last().map(|(_, before)| before.to_vec()));
        for (child, parent) in &parents {
            above.extend((*child == own).then(|| parent.clone()));
        }
        for one in above {
            if !found.contains(&one) {
                found.push(one);
            }
        }
        at += 1;
    }
    found
}

fn block(actions: &[&str], not_actions: &[&str]) -> Block {
    let patterns = |texts: &[&str]| texts.iter().map(Pattern::new).collect();
    Block {
        actions: patterns(actions),
        not_actions: patterns(not_actions),
        ..Block::default()
    }
}

#[test]
fn a_wildcard_covers_any_run_of_characters() {
    assert_eq!(matches("*", "A/b"), Cover::Yes);
    assert_eq!(
        matches(
            "Microsoft.Compute/*",
            "microsoft.compute/virtualMachines/read"
        ),
        Cover::Yes
    );
    assert_eq!(
        matches("*/read", "Microsoft.Compute/virtualMachines/read"),
        Cover::Yes
    );
    assert_eq!(matches("A/*/read", "A/b/c/read"), Cover::Yes);
    assert_eq!(matches("A/*/read", "A/b/write"), Cover::No);
    assert_eq!(matches("A/b", "A/bc"), Cover::No);
    assert_eq!(matches("A/read ", "a/READ"), Cover::Yes);
}

#[test]
fn whether_two_slashes_may_be_one_is_a_maybe() {
    assert_eq!(matches("A/*/read", "A/read"), Cover::Maybe);
    assert_eq!(matches("*/read", "A/read"), Cover::Yes);
    assert_eq!(matches("A/*/read", "Aread"), Cover::No);
    assert_eq!(matches("A/b*/read", "A/bc/read"), Cover::Maybe);
    assert_eq!(matches("A/*/*/read", "A/x/y/read"), Cover::Maybe);
    assert_eq!(matches("A/*/*/read", "A/x/read"), Cover::Maybe);
    assert_eq!(matches("A/**/read", "A/read"), Cover::Maybe);
}

#[test]
fn a_not_action_cuts_its_own_block_only() {
    let blocks = [block(&["A/*"], &["A/x"]), block(&["A/x"], &["A/*"])];
    assert_eq!(role_grants(&blocks, Plane::Control, "A/x"), (false, false));
    let blocks = [block(&["A/*"], &["A/x"]), block(&["A/x"], &[])];
    assert_eq!(role_grants(&blocks, Plane::Control, "A/x"), (true, true));
    assert_eq!(role_grants(&blocks, Plane::Data, "A/x"), (false, false));
    let maybe_cut = [block(&["A/*"], &["A/*/read"])];
    assert_eq!(
        role_grants(&maybe_cut, Plane::Control, "A/read"),
        (false, true)
    );
}

#[test]
fn access_comes_down_from_every_scope_above_and_every_group_around() {
    let group_scope = "/subscriptions/S/resourceGroups/rg-a";
    let mut tenant = Tenant {
        assignments: vec![Assignment {
            scope: "/providers/Microsoft.Management/managementGroups/Root".into(),
            principal: "outer".into(),
            blocks: vec![block(&["A/*"], &[])],
            conditional: false,
        }],
        members: vec![
            ("outer".into(), "inner".into()),
            ("inner".into(), "ann".into()),
        ],
        parents: vec![(
            "/subscriptions/s".into(),
            "/providers/microsoft.management/managementgroups/root".into(),
        )],
        ..Tenant::default()
    };
    let asked = (Plane::Control, "A/b");
    assert_eq!(access(&tenant, "Ann", group_scope, asked), (true, true));
    assert_eq!(access(&tenant, "bob", group_scope, asked), (false, false));
    assert_eq!(
        access(&tenant, "ann", "/subscriptions/other", asked),
        (false, false)
    );
    tenant.denials.push(Denial {
        scope: "/subscriptions/s/RESOURCEGROUPS/rg-a/".into(),
        principals: vec![EVERYONE.into()],
        excluded: vec![],
        blocks: vec![block(&["*/b"], &[])],
        not_below: false,
        conditional: false,
    });
    assert_eq!(access(&tenant, "ann", group_scope, asked), (false, false));
    assert_eq!(
        access(
            &tenant,
            "ann",
            "/subscriptions/s/resourceGroups/rg-ab",
            asked
        ),
        (true, true)
    );
    tenant.denials[0].conditional = true;
    assert_eq!(access(&tenant, "ann", group_scope, asked), (false, true));
    tenant.denials[0].excluded.push("inner".into());
    assert_eq!(access(&tenant, "ann", group_scope, asked), (true, true));
}

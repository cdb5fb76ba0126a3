//! Random tenants as policy text: planned against the same tenant it adopts, changes nobody's access,
//! and after that there is nothing to do. What is not in it is named.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::catalog::Catalog;
use rolewright::cli::Exit;
use rolewright::model::Guid;
use rolewright::model::permission::{Block, Pattern};
use rolewright::observed::{
    Party, PartyKind, Principal, RoleAssignment, RoleDefinition, Schedule, Snapshot, write,
};
use rolewright::plan::{Kind, Subject};

use crate::access::Dice;
use crate::observed::time;
use crate::plan::azure::Azure;
use crate::plan::{ONE, Policy, TWO, assignment, person, tenant};
use crate::support::{Folder, hostile};

const ROUNDS: u64 = 120;
const GROUP: &str =
    "/providers/Microsoft.Management/managementGroups/99999999-9999-4999-8999-999999999999";

const OPERATIONS: [&str; 6] = [
    "Microsoft.MachineLearningServices/workspaces/read",
    "Microsoft.MachineLearningServices/workspaces/*/write",
    "Microsoft.Storage/storageAccounts/*",
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "*/read",
    "Microsoft.Gone/things/read",
];

const DATA: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

fn places() -> Vec<String> {
    let group = format!("{ONE}/resourceGroups/rg-Churn");
    let storage = format!("{group}/providers/Microsoft.Storage/storageAccounts/stchurn");
    let workspace =
        format!("{group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-churn");
    vec![
        "/".to_owned(),
        GROUP.to_owned(),
        ONE.to_owned(),
        TWO.to_owned(),
        format!("{storage}/blobServices/default/containers/raw"),
        format!("{workspace}/computes/gpu"),
        format!("{group}/providers/Microsoft.DocumentDB/databaseAccounts/to"),
        format!("{TWO}/providers/Microsoft.Something/things/x"),
        format!("{TWO}/resourceGroups/RG.1_(x)"),
        storage,
        workspace,
        group,
    ]
}

/// A tenant in which everything may be.
fn world(dice: &mut Dice) -> Snapshot {
    let mut there = tenant();
    let mut texts = hostile();
    // A Cyrillic letter that looks like a Latin one is told to whoever plans, and rightly.
    texts.retain(|text| !text.contains('\u{430}'));
    let kinds = [
        PartyKind::Group,
        PartyKind::Group,
        PartyKind::User,
        PartyKind::ServicePrincipal,
        PartyKind::ManagedIdentity,
        PartyKind::ForeignGroup,
        PartyKind::Unknown,
        PartyKind::Device,
    ];
    let names = ["Data Scientists", "data-scientists", "to", "Ann Other"];
    there.principals = (0..10)
        .map(|at| Principal {
            id: person(at).as_str().into(),
            kind: *dice.pick(&kinds),
            name: match dice.below(4) {
                0 => None,
                1 => Some(dice.pick(&texts).as_str().into()),
                _ => Some((*dice.pick(&names)).into()),
            },
            upn: None,
            app_id: dice.chance(20).then(|| person(at + 50).as_str().into()),
            members: None,
        })
        .collect();
    there.role_definitions = (0..dice.below(5)).map(|at| role(dice, at)).collect();
    let places = places();
    let mut seen = BTreeSet::new();
    for at in 0..dice.below(14) {
        let who = there.principals[dice.below(10)].clone();
        let mut role = dice.pick(&roles(&there)).clone();
        let scope = dice.pick(&places).clone();
        let custom = there.role_definitions.iter().find(|one| one.id == role);
        let covered = custom.is_none_or(|one| {
            let mut scopes = one.assignable_scopes.iter();
            scopes.any(|above| {
                scope.to_lowercase().starts_with(&above.to_lowercase()) || above == "/"
            })
        });
        if !covered {
            role = crate::plan::READER.to_owned();
        }
        if seen.insert((scope.clone(), who.id.clone(), role.clone())) {
            there
                .role_assignments
                .push(held(dice, at, &scope, &who, &role));
        }
    }
    there
}

/// Lists built-in roles, one that the catalogue does not know, and the tenant's own.
fn roles(there: &Snapshot) -> Vec<String> {
    let known = ["Reader", "Owner", "Storage Blob Data Reader"];
    let catalog = Catalog::embedded();
    let known = known.map(|name| catalog.builtin_by_name(name).unwrap().id().to_string());
    let own = there.role_definitions.iter().map(|one| one.id.to_string());
    known.into_iter().chain(own).collect()
}

fn role(dice: &mut Dice, at: usize) -> RoleDefinition {
    let list = |dice: &mut Dice, most: usize| -> Vec<Pattern> {
        let count = dice.below(most + 1);
        (0..count)
            .map(|_| Pattern::new(*dice.pick(&OPERATIONS)))
            .collect()
    };
    let custom = dice.chance(85);
    let mut texts = hostile();
    // A Cyrillic letter that looks like a Latin one is told to whoever plans, and rightly.
    texts.retain(|text| !text.contains('\u{430}'));
    let scopes = match dice.below(4) {
        0 => vec![ONE.into()],
        1 => vec![ONE.into(), TWO.into()],
        2 => vec![format!("{ONE}/resourceGroups/rg-churn").as_str().into()],
        _ => vec![GROUP.into()],
    };
    let data = dice.chance(30) && scopes != [GROUP];
    RoleDefinition {
        id: format!("cccccccc-0000-4000-8000-{at:012}").as_str().into(),
        name: format!(
            "Role {at}{}",
            dice.pick(&["", " to", "\u{1b}[31m", " (x) ${a}"])
        )
        .as_str()
        .into(),
        custom,
        description: match dice.below(5) {
            0 => Some(dice.pick(&texts).clone()),
            1 => Some("Reads things.\n\nSecond paragraph.".to_owned()),
            2 => Some("of others [rw:other:thing]".to_owned()),
            3 => Some("x".repeat(2040)),
            _ => None,
        },
        permissions: vec![Block {
            actions: list(dice, 3),
            not_actions: list(dice, 1),
            data_actions: data.then(|| Pattern::new(DATA)).into_iter().collect(),
            ..Block::default()
        }],
        assignable_scopes: if custom { scopes } else { vec!["/".into()] },
    }
}

fn held(dice: &mut Dice, at: usize, scope: &str, who: &Principal, role: &str) -> RoleAssignment {
    let name = format!("dddddddd-0000-4000-8000-{at:012}");
    let mut one = assignment(&name, scope, &who.id, role);
    let kind = PartyKind::of(who.kind.azure_type()).unwrap();
    one.principal = Party {
        id: Guid::read(&who.id).unwrap(),
        kind,
    };
    one.description = match dice.below(6) {
        0 => Some(dice.pick(&hostile()).clone())
            .filter(|text| !text.is_empty())
            .map(String::into_boxed_str),
        1 => Some("by the other [rw:other:x]".into()),
        2 => Some("y".repeat(2000).into()),
        3 => Some("CHG0041270".into()),
        _ => None,
    };
    if dice.chance(12) {
        one.condition = Some("@Resource[x] StringEquals 'a'".into());
    }
    let mut schedule = Schedule::default();
    match dice.below(14) {
        0 => schedule.eligible = true,
        1 => schedule.until = Some(time("2027-01-01T00:00:00Z")),
        _ => {}
    }
    one.schedule = schedule.kept();
    one
}

/// Who holds which permissions where, names and descriptions aside.
fn access(azure: &Azure) -> BTreeSet<String> {
    let all = azure.snapshot.role_assignments.iter();
    all.map(|one| {
        let blocks = azure.blocks(&one.role.text());
        format!(
            "{} {} {:?} {blocks:?}",
            one.scope.to_lowercase(),
            one.principal.id,
            one.schedule
        )
    })
    .collect()
}

#[test]
fn what_is_imported_is_adopted_and_nothing_else() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..ROUNDS {
        let there = world(&mut Dice::new(seed + 4242));
        let folder = Folder::with(&[("azure.json", &write(&there))]);
        let ran = folder.run(&[
            "import",
            "--from",
            "snapshot",
            "azure.json",
            "--out",
            "a.rw",
        ]);
        assert!(
            matches!(ran.exit, Exit::Clean | Exit::Findings),
            "{}",
            ran.seen()
        );
        let text = folder.read("a.rw");
        let round = format!("round {seed}\n{text}\n{there:#?}");
        let policy = Policy::of(&text);
        let plan = policy.plan(&there);
        assert!(plan.refused().next().is_none(), "{plan:#?}\n{round}");
        let mut adopted = 0;
        for change in &plan.changes {
            *counts.entry(change.kind.word()).or_default() += 1;
            let fits = matches!(
                change.kind,
                Kind::Adopt | Kind::Foreign | Kind::BuiltInChanged
            );
            assert!(fits, "{change:#?}\n{round}");
            if let Some(effect) = &change.effect {
                assert_eq!(
                    (effect.gained.operations, effect.lost.operations),
                    (0, 0),
                    "{round}"
                );
            }
            let assigned = matches!(change.subject, Subject::Assignment { .. });
            adopted += usize::from(assigned && change.kind == Kind::Adopt);
        }
        let named = text
            .lines()
            .filter(|line| line.starts_with("// - azure.json:"));
        let named = named.filter(|line| line.contains("` for `") && line.contains("` at `"));
        let named = named.filter(|line| !line.contains("the description of"));
        assert_eq!(
            adopted + named.count(),
            there.role_assignments.len(),
            "{round}"
        );
        let mut azure = Azure { snapshot: there };
        let before = access(&azure);
        for one in plan.writes() {
            azure
                .write(one)
                .unwrap_or_else(|code| panic!("{code}: {one:#?}\n{round}"));
        }
        assert_eq!(access(&azure), before, "{round}");
        let second = policy.plan(&azure.snapshot);
        assert!(!second.has_changes(), "{second:#?}\n{round}");
    }
    println!("{counts:?}");
    assert!(
        counts["adopt"] > 200 && counts["foreign"] > 50,
        "{counts:?}"
    );
}

/// What a policy owns is left to it, what stands above is left alone unless asked for, and nothing
/// that is named can leave the comment.
#[test]
fn what_is_left_out_is_named() {
    let mut there = tenant();
    there.scopes = vec![ONE.into()];
    let mut owned = assignment(&person(70), ONE, &person(0), crate::plan::READER);
    owned.description = Some("x [rw:churn:reader]".into());
    there.role_assignments = vec![
        owned,
        assignment(&person(71), GROUP, &person(1), crate::plan::READER),
        assignment(&person(72), ONE, &person(2), crate::plan::READER),
    ];
    there.principals[2].name = Some("a\ngrant evil".into());
    let folder = Folder::with(&[("azure.json", &write(&there))]);
    let import = ["import", "--from", "snapshot", "azure.json"];
    let ran = folder.run(&import);
    crate::support::snapshot("import", "world", &ran.seen());
    let above = folder.run(&[&import[..], &["--above", "--name", "all"]].concat());
    assert!(above.out.contains("management-group"), "{}", above.seen());
    assert!(above.out.contains("policy all {"), "{}", above.seen());
    folder.write("azure.json", write(&there).replace("x [rw", "y [rw"));
    assert_eq!(
        folder.run(&import).exit,
        Exit::Trouble,
        "it was changed by hand"
    );
    let ran = folder.run(&["import", "--from", "azure"]);
    assert_eq!(ran.exit, Exit::Trouble);
}

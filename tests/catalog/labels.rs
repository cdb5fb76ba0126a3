//! The hand labels and the rules against each other.

use std::collections::BTreeSet;
use std::io::Write as _;

use rolewright::catalog::classify::Rules;
use rolewright::catalog::{Access, Catalog, Risk};
use rolewright::model::permission::Plane;

use super::table;

#[test]
fn every_hand_label_is_what_the_classifier_says() {
    let catalog = Catalog::embedded();
    let text = table("labels.tsv");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for line in text.lines().skip(1) {
        let [name, plane, access, risk, source] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let plane = if plane == "data" {
            Plane::Data
        } else {
            Plane::Control
        };
        assert!(
            seen.insert((name.to_ascii_lowercase(), plane)),
            "twice: {name}"
        );
        assert!(!source.is_empty(), "{name} has no source");
        let found = catalog.operation(
            catalog
                .find(plane, name)
                .unwrap_or_else(|| panic!("{name}")),
        );
        if (found.access.word(), found.risk.word()) != (access, risk) {
            wrong.push(format!(
                "{name}: {access}, {risk}, not {}, {}",
                found.access.word(),
                found.risk.word()
            ));
        }
    }
    writeln!(
        std::io::stdout(),
        "{} operations labelled by hand, {} judged otherwise",
        seen.len(),
        wrong.len()
    )
    .unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() >= 300);
    let levels: BTreeSet<&str> = text
        .lines()
        .skip(1)
        .map(|line| line.split('\t').nth(2).unwrap())
        .collect();
    assert_eq!(levels.len(), Access::ALL.len());
}

#[test]
fn every_rule_decides_at_least_one_operation() {
    let judge = Rules::embedded();
    let mut decided = BTreeSet::new();
    for (_, operation) in Catalog::embedded().operations() {
        let verdict = judge.judge(operation.plane, operation.name);
        assert_eq!(
            (verdict.access, verdict.risk),
            (operation.access, operation.risk)
        );
        decided.extend([verdict.lines.0, verdict.lines.1]);
    }
    let last = judge.lines().last();
    let idle: Vec<usize> = judge
        .lines()
        .filter(|line| !decided.contains(line) && Some(*line) != last)
        .collect();
    assert!(
        idle.is_empty(),
        "lines {idle:?} of rules.tsv decide nothing"
    );
}

#[test]
fn rules_judge_names_that_are_in_no_table() {
    let judge = Rules::embedded();
    let access = |plane, name| judge.judge(plane, name).access;
    assert_eq!(
        access(Plane::Control, "Contoso.New/things/LISTKEYS/Action"),
        Access::Secrets
    );
    assert_eq!(
        access(Plane::Control, "Contoso.New/things/roleAssignments/write"),
        Access::Permissions
    );
    assert_eq!(
        access(Plane::Control, "Contoso.New/things/delete"),
        Access::Delete
    );
    assert_eq!(
        access(Plane::Data, "Contoso.New/things/secrets/read"),
        Access::Secrets
    );
    assert_eq!(
        access(Plane::Control, "Contoso.New/things/keyspaces/read"),
        Access::Read
    );
    assert_eq!(access(Plane::Control, ""), Access::Action);
    let empty = Rules::parse("").unwrap().judge(Plane::Data, "a/b");
    assert_eq!(
        (empty.access, empty.risk, empty.lines),
        (Access::Action, Risk::Operate, (0, 0))
    );
    assert!(Rules::parse("head\nany\ta/b\tread\tobserve\t").is_err());
    assert!(Rules::parse("head\nany\ta/b\tlook\tobserve\tx").is_err());
    assert!(Rules::parse("head\nany\ta/b").is_err());
}

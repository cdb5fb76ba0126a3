//! Which grants and identities tests speak about.

use rolewright::access::Access;
use rolewright::catalog::Catalog;
use rolewright::verdict::Coverage;

use super::{Set, WORLD};

const GRANTS: &str = "grant work to team on churn@dev\n\
    grant look to team on churn@dev\n\
    grant work to alice on churn@prod\n\
    grant look to others on lake.raw@prod\n";

/// Lists what lines leave unspoken: grants by position, and identities with their environment.
fn unspoken(lines: &str) -> (Vec<usize>, Vec<String>) {
    let set = Set::of(&format!("{WORLD}{GRANTS}test \"t\" {{ {lines} }}"));
    let access = Access::new(&set.world, Catalog::embedded());
    let found = Coverage::of(&set.model, &set.compiled, &access);
    assert_eq!(found.grants.all, 4);
    // Five declared identities, each in both environments.
    assert_eq!(found.pairs.all, 10);
    let pairs = found.pairs.missing.iter().map(|(who, environment)| {
        let environment = &set.model.environment(*environment).unwrap().name;
        format!("{} in {environment}", set.model.principal_name(*who))
    });
    (found.grants.missing, pairs.collect())
}

fn grants(lines: &str) -> Vec<usize> {
    unspoken(lines).0
}

#[test]
fn nothing_is_spoken_about_without_a_line() {
    let (grants, pairs) = unspoken("");
    assert_eq!(grants, [0, 1, 2, 3]);
    assert_eq!(pairs.len(), 10);
}

#[test]
fn can_speaks_about_the_grants_that_it_takes() {
    assert_eq!(grants("team can submit-jobs on churn@dev"), [1, 2, 3]);
    // By a group, and by what the task needs.
    assert_eq!(grants("alice can submit-jobs on churn@dev"), [1, 2, 3]);
    assert_eq!(grants("others can read-data on lake.raw@prod"), [0, 1, 2]);
    // The member's own grant is none of the group's.
    assert_eq!(grants("team can submit-jobs on churn@prod"), [0, 1, 2, 3]);
}

#[test]
fn cannot_and_only_speak_about_what_they_rule_out_and_leave() {
    // Of members too, and from above.
    assert_eq!(grants("team cannot submit-jobs on prod"), [0, 1, 3]);
    assert_eq!(grants("team cannot write-data on prod"), [0, 1, 2, 3]);
    // `only` is about everybody.
    assert_eq!(
        grants("only team can read-data on lake.raw@prod"),
        [0, 1, 2]
    );
}

#[test]
fn an_identity_is_mentioned_by_itself_by_its_groups_and_by_anyone() {
    let (_, pairs) = unspoken("team cannot read-data on lake@prod");
    assert!(!pairs.contains(&"team in prod".to_owned()));
    assert!(!pairs.contains(&"alice in prod".to_owned()));
    assert!(pairs.contains(&"alice in dev".to_owned()));
    assert_eq!(pairs.len(), 8);
    assert_eq!(unspoken("anyone cannot read-data on lake@prod").1.len(), 5);
    let (_, pairs) = unspoken("alice cannot read-data on lake@prod");
    assert!(pairs.contains(&"team in prod".to_owned()));
}

#[test]
fn shares_are_rounded_down_and_all_of_nothing_is_everything() {
    let set = Set::of(&format!(
        "{WORLD}{GRANTS}test \"t\" {{ team can submit-jobs on churn@dev }}"
    ));
    let access = Access::new(&set.world, Catalog::embedded());
    let found = Coverage::of(&set.model, &set.compiled, &access);
    assert_eq!((found.grants.count(), found.grants.percent()), (1, 25));
    let set = Set::of(WORLD);
    let access = Access::new(&set.world, Catalog::embedded());
    let found = Coverage::of(&set.model, &set.compiled, &access);
    assert_eq!((found.grants.count(), found.grants.percent()), (0, 100));
}

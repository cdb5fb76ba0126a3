//! What stands above a scope, and what a snapshot lacks.

use rolewright::observed::Aspect;

use super::{ALICE, CREW, STORAGE, SUBSCRIPTION, TEAM, TENANT, full};

#[test]
fn the_way_up_goes_through_ids_and_parents() {
    let snapshot = full();
    let above = snapshot
        .index()
        .above(&format!("{STORAGE}/blobServices/default/containers/raw"));
    assert!(above.whole);
    let sub = SUBSCRIPTION;
    let expected = [
        format!("{STORAGE}/blobServices/default/containers/raw"),
        format!("{STORAGE}/blobServices/default"),
        STORAGE.to_owned(),
        format!("{sub}/resourceGroups/rg"),
        sub.to_owned(),
        TEAM.to_owned(),
        format!("/providers/Microsoft.Management/managementGroups/{TENANT}"),
        "/".to_owned(),
    ];
    assert_eq!(above.scopes, expected.map(|id| id.to_lowercase()));
}

#[test]
fn where_no_parent_is_known_the_way_is_not_whole() {
    let mut snapshot = full();
    snapshot.tree[2].parent = None;
    let above = snapshot.index().above(STORAGE);
    assert!(!above.whole);
    assert_eq!(above.scopes.last().unwrap(), &SUBSCRIPTION.to_lowercase());
    assert!(snapshot.index().above("/").whole);
    assert!(!snapshot.index().above("").whole);
    assert!(!snapshot.index().above("nonsense").whole);
}

#[test]
fn ids_of_extensions_and_of_the_tenant_have_what_they_extend_above() {
    let snapshot = full();
    let next = |id: &str| snapshot.index().above(id).scopes[1].to_string();
    let lock = format!("{STORAGE}/Providers/Microsoft.Authorization/locks/keep");
    assert_eq!(next(&lock), STORAGE.to_lowercase());
    assert_eq!(
        next(&format!("{SUBSCRIPTION}/providers/a.b/c/d")),
        SUBSCRIPTION
    );
    assert_eq!(next("/providers/Microsoft.Billing/accounts/1"), "/");
}

/// A loop in a tree that was made by hand comes to an end all the same.
#[test]
fn a_circle_of_parents_ends() {
    let mut snapshot = full();
    snapshot.tree[0].parent = Some(TEAM.into());
    assert!(!snapshot.index().above(STORAGE).whole);
}

#[test]
fn what_was_read_is_known_and_nothing_else() {
    let snapshot = full();
    let index = snapshot.index();
    let unread = |what, scope: &str| index.unread(what, scope);
    assert_eq!(unread(Aspect::RoleAssignments, STORAGE), None);
    assert_eq!(
        unread(Aspect::RoleAssignments, &STORAGE.to_uppercase()),
        None
    );
    // A gap outweighs what is said of the scopes above it, and holds there alone.
    assert_eq!(
        unread(Aspect::DenyAssignments, STORAGE),
        Some("403 AuthorizationFailed")
    );
    let container = format!("{STORAGE}/blobServices/default");
    assert_eq!(unread(Aspect::DenyAssignments, &container), None);
    // The management group was read for itself, and for role assignments alone.
    assert_eq!(unread(Aspect::RoleAssignments, TEAM), None);
    let silent = Some("the snapshot does not say that it was read");
    assert_eq!(unread(Aspect::DenyAssignments, TEAM), silent);
    assert_eq!(
        unread(Aspect::RoleAssignments, "/subscriptions/other"),
        silent
    );
}

#[test]
fn a_gap_may_hold_for_everything_below() {
    let mut snapshot = full();
    let gap = &mut snapshot.completeness.missing[0];
    gap.part.what = Aspect::Everything;
    gap.part.below = true;
    let index = snapshot.index();
    let container = format!("{STORAGE}/blobServices/default");
    // These two are younger than the word for everything.
    let young = [Aspect::Locks, Aspect::FederatedCredentials];
    for what in Aspect::ALL.into_iter().filter(|what| !young.contains(what)) {
        assert_eq!(
            index.unread(what, &container),
            Some("403 AuthorizationFailed")
        );
        assert_eq!(index.unread(what, SUBSCRIPTION), None);
    }
}

#[test]
fn what_lies_below_is_known_where_all_of_it_was_read() {
    let snapshot = full();
    let index = snapshot.index();
    let below = |what, scope: &str| index.unread_below(what, scope);
    assert_eq!(below(Aspect::RoleAssignments, SUBSCRIPTION), None);
    // A gap far below is one, and not where it does not lie below.
    let denied = Some("403 AuthorizationFailed");
    assert_eq!(below(Aspect::DenyAssignments, SUBSCRIPTION), denied);
    let group = format!("{SUBSCRIPTION}/resourceGroups/other");
    assert_eq!(below(Aspect::DenyAssignments, &group), None);
    let silent = Some("the snapshot does not say that everything below was read");
    assert_eq!(below(Aspect::RoleAssignments, TEAM), silent);
}

#[test]
fn members_are_known_only_where_they_are_listed_to_the_end() {
    let mut snapshot = full();
    assert_eq!(
        snapshot.index().unread_members(CREW),
        Some("hidden membership")
    );
    assert_eq!(
        snapshot
            .index()
            .principal(CREW)
            .unwrap()
            .members
            .as_deref()
            .unwrap(),
        [ALICE]
    );
    snapshot.completeness.groups.clear();
    assert_eq!(snapshot.index().unread_members(CREW), None);
    let silent = Some("the snapshot does not list its members");
    assert_eq!(snapshot.index().unread_members("nobody"), silent);
    snapshot.principals[0].members = None;
    assert_eq!(snapshot.index().unread_members(CREW), silent);
}

/// What lies below something that is not there is not there either; what nobody asked about may be.
#[test]
fn the_highest_scope_that_is_not_there_is_named() {
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg-gone");
    let mut snapshot = full();
    let absent =
        |of: &rolewright::observed::Snapshot, id: &str| of.index().absent(id).map(str::to_owned);
    let lake = format!("{group}/providers/Microsoft.Storage/storageAccounts/lake");
    for id in [&group, &lake, &lake.to_uppercase()] {
        assert_eq!(absent(&snapshot, id), Some(group.clone()), "{id}");
    }
    assert_eq!(absent(&snapshot, &format!("{group}-2")), None);
    assert_eq!(absent(&snapshot, SUBSCRIPTION), None);
    snapshot.absent.push(SUBSCRIPTION.into());
    assert_eq!(absent(&snapshot, &lake), Some(SUBSCRIPTION.to_owned()));
    snapshot.absent.clear();
    assert_eq!(absent(&snapshot, &lake), None);
}

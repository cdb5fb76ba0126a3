//! What Azure grants by itself: each row where it holds and where it does not, and that nothing
//! takes it for a grant of the policy.

use rolewright::catalog::Catalog;
use rolewright::model::given::Means;
use rolewright::model::{Model, Origin};

use super::world::{Seen, read};

const PLACES: &str = r#"
policy small { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development subscription "11111111-1111-4111-8111-111111111111" resource-group "rg-dev" }
storage lake in dev
key-vault vault in dev
container-registry images in dev
managed-identity other in dev
"#;

fn lines(model: &Model) -> Vec<String> {
    let given = model.given.iter().map(|one| {
        assert_eq!(one.origin, Origin::Azure);
        let (who, place) = (
            model.principal_name(one.principal),
            model.scope_name(one.scope),
        );
        let how = match one.means {
            Means::Assignment => "",
            Means::OwnPartsOnly => " (own parts only)",
            Means::AccessPolicy => " (access policy)",
        };
        format!("{} to {who} on {place}{how}", one.role_name)
    });
    given.collect()
}

#[track_caller]
fn seen(text: &str) -> Seen {
    let seen = read(&format!("{PLACES}{text}"));
    assert!(seen.found.is_empty(), "{:?}", seen.found);
    seen
}

/// What is granted for a workspace, in one text that has this row and one that has not.
#[track_caller]
fn row(line: &str, with: &str, without: &str) {
    let (with, without) = (seen(with), seen(without));
    let (with, without) = (lines(&with.model), lines(&without.model));
    assert!(with.iter().any(|one| one == line), "{line} in {with:#?}");
    assert!(
        !without.iter().any(|one| one == line),
        "{line} in {without:#?}"
    );
}

const WORKSPACE: &str =
    "workspace w in dev { storage lake key-vault vault container-registry images }";
const OF_ANOTHER: &str =
    "workspace w in dev { runs-as other storage lake key-vault vault container-registry images }";

#[test]
fn a_workspace_manages_itself() {
    row(
        "Contributor to w.identity@dev on w@dev",
        "workspace w in dev",
        OF_ANOTHER,
    );
}

#[test]
fn a_workspace_writes_its_default_storage() {
    let line = "Storage Blob Data Contributor to w.identity@dev on lake@dev";
    row(
        line,
        "workspace w in dev { storage lake }",
        "workspace w in dev { key-vault vault }",
    );
    row(line, WORKSPACE, OF_ANOTHER);
}

#[test]
fn a_workspace_that_isolates_data_keeps_to_its_own_containers() {
    let whole = "Storage Blob Data Contributor to w.identity@dev on lake@dev";
    let own = "Storage Blob Data Contributor to w.identity@dev on lake@dev (own parts only)";
    for kind in ["hub", "project"] {
        let silent = format!("workspace w in dev {{ kind {kind} storage lake }}");
        let off = format!("workspace w in dev {{ kind {kind} data-isolation off storage lake }}");
        row(own, &silent, &off);
        row(whole, &off, &silent);
    }
    let on = "workspace w in dev { data-isolation on storage lake }";
    row(own, on, "workspace w in dev { storage lake }");
}

#[test]
fn a_workspace_has_every_right_on_its_vault() {
    let role = "Key Vault Administrator to w.identity@dev on vault@dev";
    let policy = "Key Vault Administrator to w.identity@dev on vault@dev (access policy)";
    let with = |access: &str| {
        format!("workspace w in dev {{ key-vault kv }} key-vault kv in dev {{ {access} }}")
            .replace("kv", "box")
    };
    row(role, WORKSPACE, OF_ANOTHER);
    let on_box = |line: &str| line.replace("vault@", "box@");
    row(
        &on_box(role),
        &with("access roles"),
        &with("access policies"),
    );
    row(
        &on_box(policy),
        &with("access policies"),
        &with("access roles"),
    );
    row(&on_box(role), &with(""), &with("access policies"));
}

#[test]
fn a_workspace_manages_its_registry() {
    let line = "Contributor to w.identity@dev on images@dev";
    row(line, WORKSPACE, "workspace w in dev { storage lake }");
}

#[test]
fn a_workspace_administers_its_resource_group_as_the_policy_says() {
    let administrator = "Azure AI Administrator to w.identity@dev on rg-dev@dev";
    let contributor = "Contributor to w.identity@dev on rg-dev@dev";
    let old = "workspace w in dev { group-role contributor }";
    let none = "workspace w in dev { group-role none }";
    row(administrator, "workspace w in dev", old);
    row(
        administrator,
        "workspace w in dev { group-role ai-administrator }",
        none,
    );
    row(contributor, old, "workspace w in dev");
    row(contributor, old, none);
}

#[test]
fn an_environment_that_is_a_resource_group_is_the_group() {
    let here = "environment box { tier test subscription \"22222222-2222-4222-8222-222222222222\" within resource-group \"rg-box\" }";
    let seen = seen(&format!("{here} workspace w in box"));
    let lines = lines(&seen.model);
    let expected = "Azure AI Administrator to w.identity@box on box".to_owned();
    assert!(lines.contains(&expected), "{lines:#?}");
}

#[test]
fn a_project_has_the_storage_of_its_hub() {
    let line = "Storage Blob Data Contributor to p.identity@dev on lake@dev (own parts only)";
    let hub = "workspace h in dev { kind hub storage lake } ";
    let with = format!("{hub} workspace p in dev {{ kind project hub h }}");
    let without =
        format!("{hub} storage own in dev workspace p in dev {{ kind project hub h storage own }}");
    row(line, &with, &without);
}

#[test]
fn an_online_endpoint_pulls_images_reads_storage_and_writes_metrics() {
    let with = format!("{WORKSPACE} endpoint e in w {{ kind online }}");
    let silent = format!("{WORKSPACE} endpoint e in w");
    let batch = format!("{WORKSPACE} endpoint e in w {{ kind batch }}");
    let of_another = format!("{WORKSPACE} endpoint e in w {{ runs-as other }}");
    for line in [
        "AcrPull to w.e.identity@dev on images@dev",
        "Storage Blob Data Reader to w.e.identity@dev on lake@dev",
        "AzureML Metrics Writer (preview) to w.e.identity@dev on w@dev",
    ] {
        row(line, &with, &batch);
        row(line, &silent, &of_another);
    }
}

#[test]
fn a_registry_that_gives_permissions_per_repository_ignores_the_pull_role() {
    let with = |permissions: &str| {
        format!(
            "container-registry shelf in dev {{ permissions {permissions} }} workspace w in dev {{ container-registry shelf }} endpoint e in w"
        )
    };
    let line = "AcrPull to w.e.identity@dev on shelf@dev";
    row(line, &with("registry"), &with("repositories"));
}

#[test]
fn an_endpoint_reads_the_secrets_of_connections_where_the_policy_says_so() {
    let line =
        "Azure Machine Learning Workspace Connection Secrets Reader to w.e.identity@dev on w@dev";
    let with = format!("{WORKSPACE} endpoint e in w {{ connection-secrets on }}");
    row(line, &with, &with.replace(" on }", " off }"));
    row(line, &with, &format!("{WORKSPACE} endpoint e in w"));
}

#[test]
fn a_compute_gets_nothing_by_itself() {
    let seen = seen(&format!("{WORKSPACE} compute c in w {{ kind cluster }}"));
    let lines = lines(&seen.model);
    assert!(
        !lines.iter().any(|one| one.contains("w.c.identity")),
        "{lines:#?}"
    );
}

#[test]
fn every_role_is_one_of_azure_under_its_own_name() {
    let all = "workspace a in dev { storage lake key-vault vault container-registry images } \
        workspace b in dev { group-role contributor key-vault box } key-vault box in dev { access policies } \
        endpoint e in a { connection-secrets on }";
    let seen = seen(all);
    assert_eq!(seen.model.given.len(), 12);
    for one in &seen.model.given {
        let role = Catalog::embedded().builtin_by_id(&one.role).unwrap();
        assert_eq!(role.name(), one.role_name);
        assert!(
            one.source.starts_with("learn.microsoft.com/"),
            "{}",
            one.source
        );
    }
}

#[test]
fn nothing_of_it_is_compiled() {
    let seen = seen(WORKSPACE);
    assert!(!seen.model.given.is_empty());
    assert!(seen.compiled.assignments.is_empty() && seen.compiled.roles.is_empty());
}

#[test]
fn a_property_about_an_own_identity_that_there_is_not_is_refused() {
    for (text, cause) in [
        (
            "workspace w in dev { runs-as other group-role none }",
            "`runs-as` names another identity",
        ),
        (
            "workspace w in dev endpoint e in w { kind batch connection-secrets on }",
            "a batch endpoint gets nothing by itself",
        ),
    ] {
        let seen = read(&format!("{PLACES}{text}"));
        let messages: Vec<_> = seen.found.iter().map(|one| one.message.as_str()).collect();
        assert!(
            matches!(messages.as_slice(), [one] if one.contains(cause)),
            "{messages:?}"
        );
    }
}

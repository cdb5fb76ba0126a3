//! Commands that ask Azure: what a person types and sees.

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use rolewright::cli::Exit;

use crate::net::server::{self, Answer, Server};
use crate::support::{Folder, Ran, snapshot};

const POLICY: &str = r#"policy ml { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development subscription "11111111-1111-4111-8111-111111111111" }
"#;

/// An Azure that is empty but for one group, which holds Reader, and Ann.
fn azure() -> Server {
    Server::start(|asked| {
        let path = asked.path.as_str();
        let body = if path.contains("/oauth2/") {
            r#"{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"t"}"#
        } else if path.starts_with("/subscriptions/11111111-1111-4111-8111-111111111111?") {
            r#"{"subscriptionId":"11111111-1111-4111-8111-111111111111","tenantId":"99999999-9999-4999-8999-999999999999"}"#
        } else if path.contains("/roleAssignments?") {
            r#"{"value":[{"name":"dddddddd-0000-4000-8000-000000000001","properties":{"scope":"/subscriptions/11111111-1111-4111-8111-111111111111","roleDefinitionId":"/x/acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"aaaaaaaa-0000-4000-8000-000000000001","principalType":"Group"}}]}"#
        } else if path.starts_with("/v1.0/users?") && path.to_lowercase().contains("ann") {
            r#"{"value":[{"id":"aaaaaaaa-0000-4000-8000-000000000002","displayName":"Ann","userPrincipalName":"Ann@contoso.com"}]}"#
        } else if path.contains("/locks?") {
            return Answer::json(
                403,
                r#"{"error":{"code":"AuthorizationFailed","message":"\u001b[31mno"}}"#,
            );
        } else {
            r#"{"value":[]}"#
        };
        Answer::json(200, body)
    })
}

fn folder() -> Folder {
    let folder = Folder::with(&[("a.rw", POLICY)]);
    folder.write("ca.pem", server::authority());
    folder
}

/// Runs a command with the variables of a sandbox.
fn run(folder: &Folder, server: &Server, arguments: &[&str], more: &[(&str, &str)]) -> Ran {
    let origin = server.origin();
    let mut variables = vec![
        ("ROLEWRIGHT_ENDPOINT", origin.as_str()),
        ("ROLEWRIGHT_GRAPH", &origin),
        ("AZURE_AUTHORITY_HOST", &origin),
        ("ROLEWRIGHT_CA_FILE", "ca.pem"),
        ("AZURE_TENANT_ID", "99999999-9999-4999-8999-999999999999"),
        ("AZURE_CLIENT_ID", "cccccccc-0000-4000-8000-000000000001"),
        ("AZURE_CLIENT_SECRET", "hush"),
    ];
    variables.extend(more);
    let mut ran = folder.run_with(arguments, "", &variables);
    for text in [&mut ran.out, &mut ran.err] {
        *text = text.replace(&server.port.to_string(), "[PORT]");
    }
    ran
}

#[test]
fn a_snapshot_is_read_written_for_its_owner_and_taken_by_other_commands() {
    let (folder, server) = (folder(), azure());
    let ran = run(
        &folder,
        &server,
        &["snapshot", ".", "--out", "azure.json"],
        &[],
    );
    snapshot("cli", "live-snapshot", &ran.seen());
    assert_eq!(ran.exit, Exit::Clean);
    let mode = std::fs::metadata(folder.path("azure.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(folder.files(), ["a.rw", "azure.json", "ca.pem"]);
    let count = server.asked().len();
    for line in [
        &["plan", ".", "--against", "azure.json"][..],
        &["lint", ".", "--against", "azure.json"],
    ] {
        let ran = run(&folder, &server, line, &[]);
        assert_ne!(ran.exit, Exit::Trouble, "{}", ran.seen());
    }
    assert_eq!(server.asked().len(), count, "a snapshot is enough");
}

#[test]
fn people_are_found_by_their_user_principal_names() {
    let (folder, server) = (folder(), azure());
    let people = r#"user ann { upn "ANN@contoso.com" }
user anne { upn "anne@contoso.com" }
grant "Reader" to ann, anne on dev
"#;
    folder.write("people.rw", people);
    let arguments = ["plan", ".", "--output", "json"];
    let ran = run(&folder, &server, &arguments, &[]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let all = plan["changes"].as_array().unwrap().iter();
    let found = all.clone().find(|one| one["kind"] == "create").unwrap();
    assert_eq!(found["principal"], "ann");
    let id = "aaaaaaaa-0000-4000-8000-000000000002";
    assert_eq!(found["principalId"], id);
    let lost: Vec<_> = all.filter(|one| one["kind"] == "unresolved").collect();
    assert_eq!(
        lost[0]["notes"][0],
        "what was read of the directory has no user with the user principal name \
         `anne@contoso.com` (`Ann@contoso.com` is there): correct it, or write `object-id`"
    );
}

#[test]
fn a_plan_asks_azure_where_no_snapshot_is_named() {
    let (folder, server) = (folder(), azure());
    let live = run(&folder, &server, &["plan", "."], &[]);
    run(
        &folder,
        &server,
        &["snapshot", ".", "--out", "azure.json", "-q"],
        &[],
    );
    let saved = run(
        &folder,
        &server,
        &["plan", ".", "--against", "azure.json"],
        &[],
    );
    // They say alike what changes, and otherwise what becomes of it.
    let fates = [
        "Azure is as the policy asks",
        "nothing was written to Azure",
    ];
    let plan = |ran: &Ran| {
        let lines = ran.out.lines().map(str::to_owned);
        lines.partition::<Vec<_>, _>(|line| !fates.iter().any(|fate| line.contains(fate)))
    };
    let (plans, fates) = [plan(&live), plan(&saved)]
        .into_iter()
        .unzip::<_, _, Vec<_>, Vec<_>>();
    assert_eq!(plans[0], plans[1]);
    assert!(
        fates[0].len() == 1 && fates[1].len() == 1 && fates[0] != fates[1],
        "{fates:?}"
    );
    assert_eq!(live.exit, saved.exit);
}

/// What is wrong, the arguments and the variables that make it so.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

#[test]
fn what_goes_wrong_is_told_with_what_to_do() {
    let (folder, server) = (folder(), azure());
    folder.write("other.pem", server::stranger());
    let line = ["snapshot", ".", "--out", "azure.json"];
    let mut told = String::new();
    let cases: [Case; 7] = [
        (
            "a certificate that is not trusted",
            &["--ca-file", "other.pem"],
            &[],
        ),
        ("no certificates", &["--ca-file", "a.rw"], &[]),
        ("a credential of Azure", &["--credential", "az"], &[]),
        (
            "a credential that lacks something",
            &["--credential", "secret"],
            &[("AZURE_CLIENT_SECRET", "")],
        ),
        (
            "an authority that is elsewhere",
            &[],
            &[("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com")],
        ),
        (
            "an authority that nobody runs",
            &[],
            &[("AZURE_AUTHORITY_HOST", "https://127.0.0.1:1")],
        ),
        (
            "plain HTTP",
            &[],
            &[("ROLEWRIGHT_ENDPOINT", "http://127.0.0.1")],
        ),
    ];
    for (title, arguments, variables) in cases {
        let begun = Instant::now();
        let ran = run(
            &folder,
            &server,
            &[&line[..], arguments].concat(),
            variables,
        );
        assert_eq!(ran.exit, Exit::Trouble, "{title}");
        // Nothing of this gets better by waiting.
        assert!(begun.elapsed() < Duration::from_secs(4), "{title}");
        told.push_str(&format!("=== {title}\n{}", ran.seen()));
    }
    snapshot("cli", "live-trouble", &told);
    assert!(server.asked().is_empty());
    assert!(!folder.files().contains(&"azure.json".to_owned()));
}

#[test]
fn what_azure_says_is_shown_without_its_control_characters() {
    let server = Server::start(|asked| {
        match asked.path.contains("/oauth2/") {
        true => Answer::json(200, r#"{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"t"}"#),
        false => Answer::json(401, r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"\u001b]8;;x\u0007 \u202e wrong"}}"#)
            .with("x-ms-request-id", "abc"),
    }
    });
    let ran = run(&folder(), &server, &["plan", "."], &[]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        !ran.err.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{:?}",
        ran.err
    );
    snapshot("cli", "live-refused", &ran.seen());
}

#[test]
fn commands_that_ask_nobody_need_no_variables() {
    let folder = folder();
    assert_eq!(folder.run(&["lint", "."]).exit, Exit::Clean);
}

/// The built-in roles and operations of Azure as it answers here: one role is wider, one is new.
#[test]
fn the_catalogue_is_compared_with_what_azure_publishes() {
    let server = Server::start(|asked| {
        let path = asked.path.as_str();
        let body = if path.contains("/oauth2/") {
            r#"{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"t"}"#
        } else if path.contains("/roleDefinitions?") {
            r#"{"value":[
                {"name":"acdd72a7-3385-48ef-bd42-f606fba81ae7","properties":{"roleName":"Reader","type":"BuiltInRole","permissions":[{"actions":["*/read","Microsoft.X/evil/\u001b[31maction"]}]}},
                {"name":"eeeeeeee-0000-4000-8000-000000000001","properties":{"roleName":"Brand New","type":"BuiltInRole","permissions":[{"actions":["*"]}]}}]}"#
        } else if path.contains("/providerOperations/Microsoft.KeyVault") {
            r#"{"name":"Microsoft.KeyVault","operations":[],"resourceTypes":[{"name":"vaults","operations":[
                {"name":"Microsoft.KeyVault/vaults/read","isDataAction":false},{"name":"Microsoft.KeyVault/vaults/shout/action"}]}]}"#
        } else {
            return Answer::json(
                403,
                r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#,
            );
        };
        Answer::json(200, body)
    });
    let folder = folder();
    let granted = "group readers { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }\ngrant \"Reader\" to readers on dev\n";
    folder.write("a.rw", format!("{POLICY}{granted}"));
    let line = ["catalog", "update", ".", "--provider", "Microsoft.KeyVault"];
    let ran = run(&folder, &server, &line, &[]);
    assert_eq!(ran.exit, Exit::Changes, "{}", ran.err);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "changed built-in role `Reader` (acdd72a7-3385-48ef-bd42-f606fba81ae7), which the policy uses"
    );
    assert!(
        lines[1].contains("actions: with `Microsoft.X/evil/"),
        "{}",
        lines[1]
    );
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
    for line in [
        "added built-in role `Brand New` (eeeeeeee-0000-4000-8000-000000000001)",
        "removed built-in role `Owner` (8e3af657-a8ff-443c-a75c-2fe8c4bcb635)",
        "added operation Microsoft.KeyVault/vaults/shout/action (control)",
        "gone operation Microsoft.KeyVault/vaults/write (control)",
    ] {
        assert!(lines.contains(&line), "{line} in {}", ran.out);
    }
    let json = run(
        &folder,
        &server,
        &[&line[..], &["--output", "json"]].concat(),
        &[],
    );
    assert!(json.out.contains("\"used\": true"), "{}", json.seen());
    let other = run(
        &folder,
        &server,
        &["catalog", "update", ".", "--provider", "Microsoft.No"],
        &[],
    );
    assert!(
        other
            .out
            .contains("not read: the operations of Microsoft.No"),
        "{}",
        other.seen()
    );
}

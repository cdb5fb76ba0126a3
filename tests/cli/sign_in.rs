//! A sign-in that fails, as people meet it on the command line.

use std::fmt::Write as _;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use rolewright::cli::Exit;

use crate::apply::cloud::Cloud;
use crate::net::server::{self, Answer, Server};
use crate::support::{Folder, snapshot};

const TENANT: &str = "99999999-9999-4999-8999-999999999999";

/// A policy that speaks of so many subscriptions.
fn policy(subscriptions: usize) -> String {
    let mut text = format!("policy p {{ tenant \"{TENANT}\" }}\n");
    for nth in 1..=subscriptions {
        let id = format!("11111111-1111-4111-8111-{nth:012}");
        let _ = writeln!(
            text,
            "environment e{nth} {{ tier development subscription \"{id}\" }}"
        );
    }
    text
}

#[test]
fn a_credential_that_is_refused_is_tried_once_for_each_service() {
    let cloud = Cloud::new(&policy(200));
    let refused = r#"{"error":"invalid_client","error_description":"AADSTS7000215: no"}"#;
    cloud.twist(move |_, _| Answer::json(401, refused));
    for line in [
        &["plan", "policies"][..],
        &["snapshot", "policies", "--out", "azure.json"],
    ] {
        let before = cloud.server.asked().len();
        let ran = cloud.run(line, None);
        assert_eq!(ran.exit, Exit::Trouble);
        assert!(ran.err.contains("AADSTS7000215"), "{}", ran.err);
        // Resource Manager is one service, and the directory another.
        let asked = cloud.server.asked().len() - before;
        assert!((1..=2).contains(&asked), "{line:?}: {asked}");
    }
}

/// Asks Azure with an authority that has no address, and with what a way to sign in needs.
fn nowhere(folder: &Folder, kind: &str, variables: &[(&str, &str)]) -> (Output, Duration) {
    let line = ["snapshot", ".", "--out", "azure.json", "--credential", kind];
    let mut command: Command = folder.process(&line);
    command
        .env("AZURE_AUTHORITY_HOST", "https://login.invalid")
        .env("ROLEWRIGHT_CA_FILE", "ca.pem")
        .env("AZURE_TENANT_ID", TENANT)
        .env("AZURE_CLIENT_ID", "cccccccc-0000-4000-8000-000000000001")
        .envs(variables.iter().copied());
    let begun = Instant::now();
    (command.output().unwrap(), begun.elapsed())
}

#[test]
fn a_name_that_leads_nowhere_fails_at_once() {
    let server = Server::start(|_| Answer::json(200, r#"{"value":"job","oidcToken":"job"}"#));
    let folder = Folder::with(&[("a.rw", &policy(1)), ("token", "pod")]);
    folder.write("ca.pem", server::authority());
    let here = format!("{}/token?x=1", server.origin());
    let there = "https://jobs.invalid/token?x=1";
    let github = |url| {
        vec![
            ("ACTIONS_ID_TOKEN_REQUEST_URL", url),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job"),
        ]
    };
    let pipelines = |url| {
        vec![
            ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "connection"),
            ("SYSTEM_ACCESSTOKEN", "job"),
            ("SYSTEM_OIDCREQUESTURI", url),
        ]
    };
    let cases = [
        (
            "secret",
            "login.invalid",
            vec![("AZURE_CLIENT_SECRET", "hush")],
        ),
        (
            "workload-identity",
            "login.invalid",
            vec![("AZURE_FEDERATED_TOKEN_FILE", "token")],
        ),
        ("github", "login.invalid", github(&*here)),
        ("github", "jobs.invalid", github(there)),
        ("azure-pipelines", "login.invalid", pipelines(&*here)),
        ("azure-pipelines", "jobs.invalid", pipelines(there)),
    ];
    let mut told = String::new();
    for (kind, host, variables) in cases {
        let (ran, took) = nowhere(&folder, kind, &variables);
        assert_eq!(ran.status.code(), Some(2), "{kind} {host}");
        assert!(
            took < Duration::from_millis(1500),
            "{kind} {host}: {took:?}"
        );
        // How the system says that it knows no such name differs from one to the next.
        let said = String::from_utf8(ran.stderr).unwrap();
        let why = said
            .split("cannot be reached: ")
            .nth(1)
            .and_then(|rest| rest.lines().next());
        let why = why.unwrap_or_else(|| panic!("{kind} {host}: {said}"));
        let _ = write!(told, "=== {kind}, {host}\n{}", said.replace(why, "[WHY]"));
    }
    snapshot("cli", "sign-in-nowhere", &told);
}

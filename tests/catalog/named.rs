//! A catalogue that settings name, and every command of that policy set asks.

use rolewright::catalog::Catalog;
use rolewright::catalog::build::Changes;
use rolewright::catalog::compare;
use rolewright::cli::Exit;

use super::refresh::{READER, SHOUT, block, changes, opened, refreshed};
use crate::cli::side::{commit, repository};
use crate::sandbox::over_https::{environment, start};
use crate::sandbox::{SUB, TEAM, TENANT};
use crate::support::Folder;

fn policy(more: &str) -> String {
    format!(
        "policy p {{ tenant \"{TENANT}\" }}
environment dev {{ tier development subscription \"{}\" within resource-group \"rg-ml\" }}
group team {{ object-id \"{TEAM}\" }}
{more}",
        SUB.trim_start_matches("/subscriptions/")
    )
}

const NAMED: &str = "[catalog]\nfile = \"azure.catalog\"\n";

#[test]
fn every_command_of_a_policy_set_asks_the_catalogue_of_its_settings() {
    let folder = Folder::new();
    folder.write("p/a.rw", policy("grant \"Brand New\" to team on dev\n"));
    assert_eq!(folder.run(&["lint", "p"]).exit, Exit::Findings);
    folder.write("p/rolewright.toml", NAMED);
    folder.write("p/azure.catalog", refreshed(&changes()));
    let ran = folder.run(&["lint", "p"]);
    assert!(!ran.out.contains("Brand New"), "{}", ran.seen());
    let can = folder.run(&["can", "team", SHOUT, "on", "dev", "p"]);
    assert!(can.out.starts_with("yes"), "{}", can.seen());
    folder.run(&["build", "p", "--out", "out"]);
    let plan = std::fs::read_to_string(folder.path("out/plan.json")).unwrap();
    let checksum = opened(refreshed(&changes())).checksum();
    assert!(plan.contains(&format!("{checksum:016x}")) && plan.contains("2026-11-26"));
    // Where no policy set is named, the settings of the folder count.
    folder.write("rolewright.toml", NAMED);
    folder.write("azure.catalog", refreshed(&changes()));
    assert_eq!(folder.run(&["catalog", "show", SHOUT]).exit, Exit::Clean);
    let gone = folder.run(&["catalog", "role", "AcrPull"]);
    assert!(gone.out.contains("last seen 2026-08-22"), "{}", gone.seen());
}

#[test]
fn a_catalogue_that_cannot_be_used_ends_the_run_and_fmt_does_not_look_at_it() {
    let folder = Folder::new();
    folder.write("a.rw", policy(""));
    folder.write("rolewright.toml", NAMED);
    let run = || folder.run(&["lint", "."]);
    let ran = run();
    assert!(ran.exit == Exit::Trouble && ran.err.contains("there is no catalogue `azure.catalog`"));
    let mut bytes = refreshed(&changes());
    bytes.pop();
    for (bytes, why) in [
        (bytes, "section"),
        (
            b"RWCATLG\x00\x03\x00\x00\x0012345678901234".to_vec(),
            "layout 3",
        ),
        (b"nonsense".to_vec(), "not a catalogue"),
    ] {
        folder.write("azure.catalog", bytes);
        let ran = run();
        assert_eq!(ran.exit, Exit::Trouble);
        assert!(ran.err.contains(why), "{why} in {}", ran.seen());
    }
    assert_ne!(folder.run(&["fmt", "--check", "."]).exit, Exit::Trouble);
    let china = Changes {
        cloud: "china".to_owned(),
        ..changes()
    };
    folder.write("azure.catalog", refreshed(&china));
    let ran = run();
    assert_eq!(ran.exit, Exit::Findings);
    assert!(
        ran.out.contains("this catalogue is of the cloud `china`"),
        "{}",
        ran.seen()
    );
    assert!(ran.out.contains("rolewright.toml:2"), "{}", ran.seen());
}

#[test]
fn a_changed_catalogue_judges_nothing_and_loosens_the_gate() {
    // The policy keeps `Reader`, and the catalogue of the change says that it gives nothing.
    let empty = Changes {
        roles: vec![(
            READER.to_owned(),
            "Reader".to_owned(),
            vec![block(&["A.B/c"])],
        )],
        ..Changes::default()
    };
    let grants = "group other { object-id \"aaaaaaaa-0000-4000-8000-00000000000f\" }\n";
    let folder = repository(&[("p/a.rw", policy("").as_str())]);
    folder.write("p/rolewright.toml", NAMED);
    folder.write("p/azure.catalog", refreshed(&empty));
    folder.write(
        "p/a.rw",
        policy(&format!("{grants}grant \"Reader\" to other on dev\n")),
    );
    commit(&folder);
    let ran = folder.run(&["diff", "HEAD~1..HEAD", "p", "--fail-on", "widened"]);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.contains("other"), "{}", ran.seen());
    assert!(
        ran.out.contains("*/read") || ran.out.contains("operations"),
        "{}",
        ran.seen()
    );
    assert!(
        ran.out.contains(
            "the catalogue that `catalog.file` names changed (`Reader` is not what it was"
        ),
        "{}",
        ran.seen()
    );
    // A revision is read with the catalogue that it has.
    std::fs::remove_file(folder.path("p/azure.catalog")).unwrap();
    let ran = folder.run(&["diff", "HEAD..HEAD", "p", "--fail-on", "widened"]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    commit(&folder);
    let ran = folder.run(&["diff", "HEAD~1..HEAD", "p"]);
    assert!(
        ran.exit == Exit::Trouble && ran.err.contains("HEAD:p/azure.catalog"),
        "{}",
        ran.seen()
    );
}

#[test]
fn an_update_writes_what_azure_publishes_and_a_second_one_nothing() {
    let folder = Folder::new();
    folder.write("seed.json", crate::sandbox::seed().to_string());
    let seed = folder.path("seed.json");
    let _running = start(&folder, &["--seed", seed.to_str().unwrap()]);
    let variables = environment(&folder);
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let run = |line: &[&str]| folder.run_with(line, "", &variables);
    let granted =
        "role keeper on environment { actions \"Microsoft.KeyVault/vaults/eventGridFilters/read\" }
grant keeper to team on dev
grant \"Reader\" to team on dev\n";
    folder.write("p/a.rw", policy(granted));
    folder.write("p/rolewright.toml", "");
    let line = ["catalog", "update", "p", "--out", "p/azure.catalog"];
    // It differs from Azure, for which the sandbox takes the embedded one, as if Azure had changed since.
    let mut other = changes();
    other.roles[1].1 = "Reader".to_owned();
    folder.write("p/rolewright.toml", NAMED);
    folder.write("p/azure.catalog", refreshed(&other));
    let ran = folder.run(&["lint", "p"]);
    assert!(
        ran.out.contains("RW216 retired-operation"),
        "{}",
        ran.seen()
    );
    let compared = run(&line[..3]);
    assert_eq!(compared.exit, Exit::Changes, "{}", compared.seen());
    let first = run(&line);
    assert_eq!(first.exit, Exit::Clean, "{}", first.seen());
    assert_eq!(first.out, compared.out);
    for said in [
        "changed built-in role `Reader` (acdd72a7-3385-48ef-bd42-f606fba81ae7), which the policy uses",
        &format!("    actions: without `{SHOUT}`"),
        "removed built-in role `Brand New`",
        "added built-in role `AcrPull`",
        "added operation Microsoft.KeyVault/vaults/eventGridFilters/read (control)",
        &format!("gone operation {SHOUT} (control)"),
        "3 built-in roles and 2 operations differ from the catalogue",
    ] {
        assert!(first.out.contains(said), "{said} in {}", first.seen());
    }
    let ran = folder.run(&["lint", "p"]);
    assert!(!ran.out.contains("RW216"), "{}", ran.seen());
    let written = std::fs::read(folder.path("p/azure.catalog")).unwrap();
    let now = opened(written.clone());
    let between = compare(Catalog::embedded(), now);
    assert_eq!(
        (between.roles, between.added, between.gone, between.judged),
        (vec!["Brand New"], 0, 0, 0)
    );
    assert!(now.retired(SHOUT).is_some());
    let second = run(&line);
    assert_eq!(second.out, "the catalogue says what Azure publishes\n");
    assert_eq!(second.exit, Exit::Clean);
    assert!(written == std::fs::read(folder.path("p/azure.catalog")).unwrap());
    // A plan holds the digest of what was asked.
    let plan = run(&["plan", "p", "--out", "plan.json"]);
    assert_eq!(plan.exit, Exit::Clean, "{}", plan.seen());
    let plan = std::fs::read_to_string(folder.path("plan.json")).unwrap();
    assert!(plan.contains(&now.digest()));
    folder.write("p/azure.catalog", "mine");
    folder.write("p/rolewright.toml", "");
    let foreign = run(&line);
    assert_eq!(foreign.exit, Exit::Trouble, "{}", foreign.seen());
    assert!(
        foreign.err.contains("`p/azure.catalog` is no catalogue"),
        "{}",
        foreign.err
    );
    assert_eq!(
        std::fs::read(folder.path("p/azure.catalog")).unwrap(),
        b"mine"
    );
    let unread = run(&[
        "catalog",
        "update",
        "p",
        "--provider",
        "Microsoft.No",
        "--out",
        "x",
    ]);
    assert_eq!(unread.exit, Exit::Trouble, "{}", unread.seen());
    assert!(!folder.files().contains(&"x".to_owned()));
}

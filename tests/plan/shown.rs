//! What people and machines see of a plan.

use rolewright::cli::Exit;
use rolewright::observed::{Aspect, Gap, Part, Snapshot, write};
use rolewright::plan::applied;

use super::{ONE, Policy, READER, assignment, person, tenant};
use crate::docs::fences;
use crate::observed::time;
use crate::support::{Folder, Ran, checkout, hostile, snapshot};

const BY_HAND: &str = "dddddddd-0000-4000-8000-000000000001";

/// Returns the text of a block of docs/plan.md by the word that its info ends with.
fn page(word: &str) -> String {
    let page = std::fs::read_to_string(checkout("docs/plan.md")).unwrap();
    let all = fences(&page).into_iter();
    let mut all = all.filter(|one| one.info.ends_with(word));
    all.next().unwrap_or_else(|| panic!("no block {word}")).text
}

/// What Azure has in the example: what the older policy asked for, and a grant by hand.
fn example() -> Snapshot {
    let mut there = tenant();
    there.taken = time("2026-11-21T20:00:00Z");
    let before = Policy::of(&page("before")).plan(&there);
    there = applied(&there, before.writes());
    let group = format!("{ONE}/resourceGroups/rg-churn");
    let by_hand = assignment(BY_HAND, &group, &person(2), READER);
    there.role_assignments.push(by_hand);
    there
}

/// A folder with a policy, and what earlier runs remember of what they planned.
fn folder(policy: &str, there: &Snapshot) -> Folder {
    let assignments = there
        .role_assignments
        .iter()
        .map(|one| one.name.to_string());
    let roles = there.role_definitions.iter().map(|one| one.id.to_string());
    let guids: Vec<_> = assignments.chain(roles).collect();
    Folder::with(&[
        ("policies/a.rw", policy),
        ("azure.json", &write(there)),
        (
            "policies/rolewright.lock",
            &format!("form = 1\n[made]\nguids = {guids:?}\n"),
        ),
    ])
}

fn planned(folder: &Folder, more: &[&str]) -> Ran {
    let base = ["plan", "policies", "--against", "azure.json"];
    folder.run(&[&base, more].concat())
}

/// What the page shows is what its policies give.
#[test]
fn the_page_shows_what_is_so() {
    let folder = folder(&page("after"), &example());
    let ran = planned(&folder, &[]);
    assert_eq!(ran.out, page("text"), "{}", ran.err);
    assert_eq!(ran.exit, Exit::Clean);
}

#[test]
fn a_plan_is_drawn() {
    let mut there = example();
    let folder = folder(&page("after"), &there);
    snapshot(
        "plan",
        "json",
        &planned(&folder, &["--output", "json"]).seen(),
    );
    let markdown = planned(&folder, &["--output", "markdown", "--detailed-exitcode"]);
    assert_eq!(markdown.exit, Exit::Changes);
    snapshot("plan", "markdown", &markdown.seen());
    let same = Policy::of(&page("after"));
    there = applied(&there, same.plan(&there).writes());
    folder.write("azure.json", write(&there));
    let ran = planned(&folder, &["--all", "--detailed-exitcode"]);
    assert_eq!(ran.exit, Exit::Clean);
    snapshot("plan", "nothing", &ran.seen());
}

/// Refusals, what is not known and what was not read.
#[test]
fn a_plan_that_is_refused_is_drawn() {
    let mut there = example();
    let mut all = there.role_assignments.iter_mut();
    let trainers = all.find(|one| one.principal.id == *person(0)).unwrap();
    trainers.description = Some("x [rw:other:y]".into());
    there.principals[3].kind = rolewright::observed::PartyKind::User;
    there.completeness.missing.push(Gap {
        part: Part {
            what: Aspect::RoleAssignments,
            of: super::TWO.into(),
            below: true,
        },
        reason: "403 AuthorizationFailed".to_owned(),
    });
    let more =
        "environment prod { tier production subscription \"22222222-2222-4222-8222-222222222222\" }
group wrong { object-id \"aaaaaaaa-0000-4000-8000-000000000003\" }
group lost { name \"nobody\" }
grant \"Reader\" to reviewers, lost on prod
grant \"Reader\" to wrong on dev
";
    let folder = folder(&format!("{}{more}", page("after")), &there);
    let ran = planned(&folder, &["--max-deletes", "0"]);
    assert_eq!(ran.exit, Exit::Trouble);
    snapshot("plan", "refused", &ran.seen());
    let ran = planned(&folder, &["--output", "markdown"]);
    snapshot("plan", "refused-markdown", &ran.seen());
}

/// A job that takes 0 for "in sync" is not told so where that is not known.
#[test]
fn a_plan_that_knows_too_little_is_not_in_sync() {
    let policy = page("after");
    let mut there = applied(&example(), Policy::of(&policy).plan(&example()).writes());
    let exits = |there: &Snapshot, policy: &str| {
        let folder = folder(policy, there);
        let plain = planned(&folder, &[]);
        let detailed = planned(&folder, &["--detailed-exitcode"]);
        assert_eq!(plain.out, detailed.out);
        (plain.exit, detailed.exit)
    };
    assert_eq!(exits(&there, &policy), (Exit::Clean, Exit::Clean));
    let nobody = "group lost { name \"nobody\" }\ngrant \"Reader\" to lost on dev\n";
    let lost = format!("{policy}{nobody}");
    assert_eq!(exits(&there, &lost), (Exit::Clean, Exit::Trouble));
    there.completeness.missing.push(Gap {
        part: Part {
            what: Aspect::RoleAssignments,
            of: ONE.into(),
            below: true,
        },
        reason: "403 AuthorizationFailed".to_owned(),
    });
    assert_eq!(exits(&there, &policy), (Exit::Clean, Exit::Trouble));
    // What is to be changed all the same comes first.
    let more = format!("{policy}grant storage-looker to reviewers on dev\n");
    there.completeness.missing.clear();
    let more = format!("{more}{nobody}");
    assert_eq!(exits(&there, &more), (Exit::Clean, Exit::Changes));
}

#[test]
fn the_setting_and_the_flag_say_how_much_may_be_deleted() {
    let folder = folder(
        "policy churn { tenant \"99999999-9999-4999-8999-999999999999\" }\nenvironment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" within resource-group \"rg-churn\" }\n",
        &example(),
    );
    assert_eq!(planned(&folder, &[]).exit, Exit::Clean);
    folder.write("policies/rolewright.toml", "[plan]\nmax-deletes = 1\n");
    assert_eq!(planned(&folder, &[]).exit, Exit::Trouble);
    assert_eq!(planned(&folder, &["--max-deletes", "9"]).exit, Exit::Clean);
    folder.write("policies/rolewright.toml", "[plan]\nmax-delete = 1\n");
    let ran = planned(&folder, &[]);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(
        ran.err.contains("there is no setting `plan.max-delete`"),
        "{}",
        ran.seen()
    );
}

/// A policy with errors, one that Azure would refuse, and an old snapshot give no plan.
#[test]
fn no_plan_is_made_from_what_is_broken() {
    let folder = folder(&page("after"), &example());
    let old = planned(&folder, &["--max-age", "1h"]);
    assert_eq!((old.exit, old.out.as_str()), (Exit::Trouble, ""));
    folder.write("policies/b.rw", "grant nothing to nobody on nowhere\n");
    let ran = planned(&folder, &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Findings, ""));
    assert!(ran.err.contains("nothing is planned"), "{}", ran.err);
    let ran = folder.run(&["drift", "policies", "--against", "azure.json"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Findings, ""));
    assert!(ran.err.contains("nothing is compared"), "{}", ran.err);
    folder.write(
        "policies/b.rw",
        "grant \"Reader\" to reviewers on dev { eligible }\n",
    );
    let ran = planned(&folder, &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Findings, ""));
}

/// Nothing of a snapshot reaches a terminal or a comment as anything but text.
#[test]
fn text_from_outside_does_no_harm() {
    for text in hostile() {
        let mut there = example();
        there.principals[2].name = Some(text.as_str().into());
        for one in &mut there.role_assignments {
            one.description = Some(format!("@octocat https://evil.example {text}").into());
        }
        for one in &mut there.role_definitions {
            one.name = text.as_str().into();
        }
        let folder = folder(&page("after"), &there);
        let human = planned(&folder, &["--all"]).out;
        let bad = |char: char| char.is_control() && char != '\n' || char == '\u{202e}';
        assert!(!human.contains(bad), "{human:?}");
        let shown = planned(&folder, &["--all", "--output", "markdown"]).out;
        for mark in [
            "@octocat", "https://", "<script", "](", "\u{1b}", "\u{202e}",
        ] {
            assert!(!shown.contains(mark), "{mark} in {shown}");
        }
    }
}

const LOCKED: &str = "policy churn { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { name \"team-0\" }
grant \"Reader\" to crew on dev
";

/// A plan that is saved, the names that it pins, and a name that leads elsewhere later.
#[test]
fn a_plan_is_saved_with_what_its_names_led_to() {
    let mut there = tenant();
    there.taken = time("2026-11-21T20:00:00Z");
    let folder = folder(LOCKED, &there);
    folder.write("policies/rolewright.toml", "");
    let ran = planned(&folder, &["--out", "plan.json"]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    let digest = ran.out.trim_end().rsplit(' ').next().unwrap().to_owned();
    snapshot("plan", "saved", &ran.seen().replace(&digest, "DIGEST"));
    snapshot("plan", "lock", &folder.read("policies/rolewright.lock"));
    assert!(folder.read("plan.json").contains(&digest));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path("plan.json")).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }
    there.principals[0].id = person(9).as_str().into();
    folder.write("azure.json", write(&there));
    let ran = planned(&folder, &["--out", "plan.json"]);
    assert_eq!(ran.exit, Exit::Trouble);
    snapshot("plan", "moved", &ran.seen());
    let accepted = format!("crew={}", person(9));
    let ran = planned(&folder, &["--accept-id", &accepted, "--out", "plan.json"]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert!(folder.read("policies/rolewright.lock").contains(&person(9)));
    folder.write(
        "policies/rolewright.lock",
        "form = 1\n[ids]\ncrew = \"x\"\n",
    );
    let ran = planned(&folder, &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Trouble, ""));
    assert!(
        ran.err.contains("`x` of `crew` is no object id"),
        "{}",
        ran.err
    );
}

#[test]
fn what_goes_is_drawn() {
    let folder = folder(&page("after"), &example());
    let base = ["destroy", "policies", "--against", "azure.json"];
    let ran = folder.run(&base);
    snapshot("plan", "destroy", &ran.seen());
    let ran = planned(&folder, &["--revoke", "trainers"]);
    snapshot("plan", "revoke", &ran.seen());
    let ran = planned(&folder, &["--revoke", "trainer"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("declares nobody called `trainer`"),
        "{}",
        ran.err
    );
}

/// What was made from a snapshot is for reading, what was changed is none, and nobody is asked who
/// is not there.
#[test]
fn a_plan_for_reading_is_not_carried_out() {
    let folder = folder(&page("after"), &example());
    planned(&folder, &["--out", "plan.json"]);
    let ran = folder.run(&["apply", "plan.json", "--yes"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Trouble, ""));
    assert!(
        ran.err.contains("such a plan is for reading"),
        "{}",
        ran.err
    );
    let text = folder.read("plan.json").replace("\"snapshot\"", "\"live\"");
    folder.write("plan.json", text);
    let ran = folder.run(&["apply", "plan.json", "--yes"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("it was changed after it was made"),
        "{}",
        ran.err
    );
    let ran = folder.run(&["apply", "plan.json", "--yes", "--expect-digest", "ab"]);
    assert_eq!(ran.exit, Exit::Trouble);
}

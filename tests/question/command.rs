//! The commands: names that mean nothing, exit status, outputs.

use rolewright::cli::Exit;

use super::{example, words};
use crate::support::{Folder, hostile, snapshot};

#[test]
fn names_that_mean_nothing_are_refused_with_what_helps() {
    let folder = example("churn");
    let questions = [
        "can dan submit-jobs on churn@dev",
        "can trainer submit-jobs on churn@dev",
        "can trainer@dve submit-jobs on churn@dev",
        "can churn submit-jobs on churn@dev",
        "can dana submit-job on churn@dev",
        "can dana raw on churn@dev",
        "can dana Microsoft.Storage//read on churn@dev",
        "can dana submit-jobs on chrun@dev",
        "can dana submit-jobs on churn",
        "can dana submit-jobs on dana",
        "can dana submit-jobs on /subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/x",
        "can dana read-data on churn@dev",
        "who-can read-data on churn@prod",
        "what-can dana on",
        "can dana submit-jobs at churn@dev",
    ];
    let mut text = String::new();
    for question in questions {
        let ran = folder.run(&words(question));
        assert_eq!(
            (ran.out.as_str(), ran.exit),
            ("", Exit::Trouble),
            "{question}"
        );
        text += &format!("$ rolewright {question}\n{}\n", ran.err);
    }
    snapshot("question", "refused", &text);
}

#[test]
fn a_name_without_its_environment_is_taken_where_there_is_one() {
    let folder = example("personas");
    let bare = folder.run(&words("can pipeline submit-jobs on research"));
    let full = folder.run(&words("can pipeline@lab submit-jobs on research@lab"));
    assert_eq!(bare.out, full.out);
    assert!(
        bare.out.starts_with("yes: `pipeline@lab` can"),
        "{}",
        bare.out
    );
}

#[test]
fn an_environment_of_several_subscriptions_is_asked_by_id() {
    let folder = Folder::with(&[(
        "a.rw",
        "environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\", \
         \"22222222-2222-4222-8222-222222222222\" }
         user alice { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
         grant \"Reader\" to alice on dev",
    )]);
    let ran = folder.run(&words(
        "can alice Microsoft.Storage/storageAccounts/read on dev",
    ));
    assert!(
        ran.err.contains("`dev` stands for several scopes")
            && ran
                .err
                .contains("`/subscriptions/22222222-2222-4222-8222-222222222222`"),
        "{}",
        ran.seen()
    );
    let one = "/subscriptions/22222222-2222-4222-8222-222222222222";
    let ran = folder.run(&[
        "can",
        "alice",
        "Microsoft.Storage/storageAccounts/read",
        "on",
        one,
    ]);
    assert!(ran.out.starts_with("yes: "), "{}", ran.seen());
}

#[test]
fn the_exit_status_tells_the_answer_where_it_is_asked_for() {
    let folder = example("churn");
    let cases = [
        ("can dana submit-jobs on churn@dev", Exit::Clean),
        ("can dana submit-jobs on churn@prod", Exit::Findings),
        ("can mia deploy on churn@prod", Exit::Findings),
        ("who-can read-data on churn-lake.raw@prod", Exit::Clean),
        (
            "who-can manage-labeling-projects on churn-lake@prod",
            Exit::Trouble,
        ),
        (
            "who-can Microsoft.Authorization/roleAssignments/write on prod",
            Exit::Findings,
        ),
        ("what-can dana", Exit::Clean),
        ("what-can dana on prod", Exit::Findings),
        ("path dana to read-data on churn-lake.raw@dev", Exit::Clean),
        (
            "path dana to read-data on churn-lake.raw@prod",
            Exit::Findings,
        ),
    ];
    for (question, exit) in cases {
        let plain = folder.run(&words(question)).exit;
        let strict = folder
            .run(&[words(question), vec!["--exit-code"]].concat())
            .exit;
        let told = if exit == Exit::Findings {
            Exit::Clean
        } else {
            exit
        };
        assert_eq!((plain, strict), (told, exit), "{question}");
    }
}

/// What a mistake hides may change any answer, so there is none.
#[test]
fn a_policy_with_errors_is_not_asked() {
    let folder = example("churn");
    folder.write("broken.rw", "grant nothing-such to dana on churn@dev\n");
    for question in ["can dana submit-jobs on churn@dev", "what-can dana"] {
        let ran = folder.run(&words(question));
        assert_eq!((ran.out.as_str(), ran.exit), ("", Exit::Findings));
        assert!(
            ran.err.contains("nothing-such") && ran.err.contains("the question is not answered"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn an_answer_goes_where_output_says() {
    let folder = example("churn");
    let question = words("can dana submit-jobs on churn@dev");
    let human = folder.run(&question).out;
    let outputs = ["--output", "table", "--output", "json:answer.json"];
    let ran = folder.run(&[question.as_slice(), &outputs].concat());
    assert_eq!((ran.out, ran.err.as_str()), (human, ""));
    let json: serde_json::Value = serde_json::from_str(&folder.read("answer.json")).unwrap();
    assert_eq!(
        (&json["schema"], &json["answer"]),
        (&1.into(), &"yes".into())
    );
    let ran = folder.run(&[question.as_slice(), &["--output", "sarif"]].concat());
    assert_eq!((ran.out.as_str(), ran.exit), ("", Exit::Trouble));
}

#[test]
fn words_of_others_stay_harmless() {
    let folder = example("churn");
    for text in hostile() {
        for question in [
            ["can", &text, "submit-jobs", "on", "churn@dev"],
            ["can", "dana", &text, "on", "churn@dev"],
            ["can", "dana", "submit-jobs", "on", &text],
        ] {
            let ran = folder.run(&question);
            for shown in [&ran.out, &ran.err] {
                let bad = |char: char| char != '\n' && char.is_control();
                assert!(!shown.contains(bad), "{question:?}: {shown:?}");
                assert!(!shown.contains('\u{202e}'), "{question:?}");
            }
        }
    }
}

/// A capability of the library has a meaning even where the policy names none.
#[test]
fn the_library_is_known_to_a_policy_of_built_in_roles() {
    let folder = Folder::with(&[(
        "a.rw",
        "environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" \
         resource-group \"rg\" }
         workspace churn in dev
         user alice { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
         grant \"Reader\" to alice on dev",
    )]);
    let ran = folder.run(&words("can alice read-workspace on churn@dev"));
    assert!(
        ran.out
            .starts_with("yes: `alice` can `read-workspace` on `churn@dev`\n")
            && ran.out.contains("`dev` stands above `churn@dev`"),
        "{}",
        ran.seen()
    );
}

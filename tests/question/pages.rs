//! The pages show what the commands print, and name every field of the JSON.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{example, words};
use crate::support::{Folder, checkout};

fn page(name: &str) -> String {
    std::fs::read_to_string(checkout(name)).unwrap()
}

/// Every command that a page shows prints what stands below it.
#[test]
fn pages_show_what_is_printed() {
    let folder = Folder::new();
    for file in example("churn").files() {
        let text = page(&format!("policies/examples/churn/{file}"));
        folder.write(&format!("policies/examples/churn/{file}"), text);
    }
    let mut count = 0;
    for name in ["README.md", "docs/questions.md"] {
        for block in page(name).split("```text\n").skip(1) {
            let block = block.split("```").next().unwrap();
            for shown in block.split("$ rolewright ").skip(1) {
                let (question, answer) = shown.split_once('\n').unwrap();
                let ran = folder.run(&words(question));
                assert_eq!(
                    (ran.out.trim_end(), ran.err.as_str()),
                    (answer.trim_end(), "")
                );
                count += 1;
            }
        }
    }
    assert!(count >= 8, "only {count} commands");
}

#[test]
fn the_page_names_every_field_of_the_json() {
    let page = page("docs/questions.md");
    let (_, shape) = page.split_once("## JSON").unwrap();
    let folder = example("churn");
    let mut names = BTreeSet::new();
    for question in [
        "can mia deploy on churn@prod --reach",
        "can dana read-data on churn-lake@dev",
        "can mia Microsoft.Storage/* on churn-lake.models@dev --reach",
        "can dana read-jobs on /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/x",
        "who-can read-data on churn-lake.raw@dev --reach",
        "what-can mia --reach",
        "path mia to read-secret on churn-kv.weather-key@dev",
    ] {
        let arguments = [words(question), vec!["--output", "json"]].concat();
        let ran = folder.run(&arguments);
        fields(&serde_json::from_str(&ran.out).unwrap(), &mut names);
    }
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(
            shape.contains(&format!("`{name}`")),
            "`{name}` is not on the page"
        );
    }
}

fn fields(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields_of) => {
            for (name, value) in fields_of {
                names.insert(name.clone());
                fields(value, names);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| fields(one, names)),
        _ => {}
    }
}

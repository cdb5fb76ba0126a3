//! What is said of text that cannot be read: one fixture for each code.

use std::collections::BTreeSet;

use rolewright::diagnostic::{Code, Diagnostic, Edit, MAX_MESSAGE};
use rolewright::report::{Findings, Report, Style, human};
use rolewright::source::{Origin, Sources};
use rolewright::syntax::{MAX_DEPTH, MAX_FILE, MAX_MISTAKES, MAX_NAME, codes, parse};

use super::parsed;
use crate::support::{checkout, snapshot};

fn fixtures() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(checkout("tests/fixtures/syntax/broken")).unwrap();
    let mut fixtures: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    fixtures.sort();
    fixtures
}

/// Draws everything that is said of a text.
fn drawn(name: &str, text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add(format!("{name}.rw"), text, Origin::Policy);
    let findings = Findings::new(parse(file, text).diagnostics, Vec::new(), &sources);
    let report = Report {
        findings: &findings,
        sources: &sources,
        rules: &[],
    };
    let style = Style {
        colour: false,
        width: 100,
    };
    let mut out = Vec::new();
    human(&report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

fn count(found: &[Diagnostic], code: Code) -> usize {
    found.iter().filter(|one| one.code == code).count()
}

#[test]
fn every_mistake_is_explained() {
    for (name, text) in fixtures() {
        snapshot("syntax", &name, &drawn(&name, &text));
    }
}

#[test]
fn every_code_has_a_fixture_of_its_name() {
    let fixtures = fixtures();
    let shown: BTreeSet<&str> = fixtures
        .iter()
        .flat_map(|(name, text)| {
            let found = parsed(text).diagnostics;
            let own = found.iter().any(|one| one.code.name == name);
            assert!(own, "{name} does not show its code");
            found.into_iter().map(|one| one.code.name)
        })
        .collect();
    // These need more text than a fixture should hold.
    let large = [
        codes::TOO_DEEP.name,
        codes::TOO_LARGE.name,
        codes::TOO_MANY.name,
    ];
    for code in codes::ALL {
        assert!(
            shown.contains(code.name) || large.contains(&code.name),
            "{}",
            code.name
        );
    }
}

#[test]
fn codes_rise_and_stay_in_their_hundred() {
    let ids: Vec<&str> = codes::ALL.iter().map(|code| code.id).collect();
    assert!(ids.is_sorted());
    assert!(ids.iter().all(|id| id.starts_with("RW0")));
    let names: BTreeSet<&str> = codes::ALL.iter().map(|code| code.name).collect();
    assert_eq!(names.len(), codes::ALL.len());
}

#[test]
fn a_mend_applied_to_the_letter_makes_the_finding_vanish() {
    let mut mended = 0;
    for (name, text) in fixtures() {
        let found = parsed(&text).diagnostics;
        for one in &found {
            for remedy in one
                .remedies
                .iter()
                .filter(|remedy| !remedy.edits.is_empty())
            {
                let after = applied(&text, &remedy.edits);
                let left = parsed(&after).diagnostics;
                assert!(
                    left.len() < found.len() && count(&left, one.code) < count(&found, one.code),
                    "{name}: {}: {}\n{after}\n{left:#?}",
                    one.message,
                    remedy.text
                );
                mended += 1;
            }
        }
    }
    assert!(mended > 50, "{mended}");
}

#[test]
fn a_broken_declaration_leaves_the_others_whole() {
    let whole = "grant train to alice on churn@dev\n";
    for (name, text) in fixtures() {
        // These reach to the end of the file by nature.
        if name.starts_with("unclosed") {
            continue;
        }
        let before = parsed(&text).file.items.len();
        let result = parsed(&format!("{whole}{text}{whole}"));
        assert_eq!(result.file.items.len(), before + 2, "{name}");
    }
}

#[test]
fn nesting_has_a_limit_and_what_is_below_it_is_read() {
    // A list of lists in a body: both kinds count.
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        format!("resource a {{ b {open}c{close} }}")
    };
    let bodies =
        |depth: usize| format!("resource a {}{}", "{ b c ".repeat(depth), "}".repeat(depth));
    let worker = std::thread::Builder::new().stack_size(2 << 20);
    let checked = worker.spawn(move || {
        for text in [nested(MAX_DEPTH), bodies(MAX_DEPTH)] {
            assert_eq!(parsed(&text).diagnostics, []);
            super::format::formatted(&text);
        }
        for text in [
            nested(MAX_DEPTH + 1),
            bodies(MAX_DEPTH + 1),
            "{".repeat(100_000),
            "[".repeat(100_000),
        ] {
            let found = parsed(&text).diagnostics;
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].code, codes::TOO_DEEP);
        }
    });
    checked.unwrap().join().unwrap();
}

#[test]
fn a_file_beyond_the_limit_is_refused_and_one_at_it_is_read() {
    let text = " ".repeat(MAX_FILE);
    assert_eq!(parsed(&text).diagnostics, []);
    let found = parsed(&format!("{text} ")).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, codes::TOO_LARGE);
}

#[test]
fn a_file_cut_off_anywhere_is_reported_and_never_panics() {
    let folder = checkout("tests/fixtures/syntax/language");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for (end, _) in text.char_indices().step_by(3) {
            parsed(&text[..end]);
            parsed(&text[end..]);
        }
    }
}

#[test]
fn huge_tokens_are_only_long() {
    let long = "x".repeat(1 << 20);
    assert_eq!(parsed(&format!("let a = \"{long}\"")).diagnostics, []);
    assert_eq!(parsed(&long).diagnostics.len(), 1);
    assert_eq!(
        parsed(&format!("let a = \"{}", "\\".repeat(1 << 20)))
            .diagnostics
            .len(),
        1
    );
    assert!(!parsed(&"${".repeat(1 << 18)).diagnostics.is_empty());
    assert!(
        !parsed(&format!("let a = \"{}\"", "${".repeat(1 << 18)))
            .diagnostics
            .is_empty()
    );
}

#[test]
fn further_mistakes_in_a_block_are_told_in_the_same_run() {
    let text = "environment dev {
    tier development
    subscription = \"11111111-1111-4111-8111-111111111111\"
    resource-group \"rg\";
    let suffix \"d1\"
    within resource-group \"rg\"
}
stage train {
    on workspace can submit-jobs,
    on container raw features can read-data
    on key-vault can read-secrets
    except \"x\" \"y\"
}
";
    let found = parsed(text).diagnostics;
    let lines: Vec<_> = found
        .iter()
        .map(|one| {
            let start = one.primary.span.start as usize;
            (one.code.id, 1 + text[..start].matches('\n').count())
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("RW028", 3),
            ("RW028", 4),
            ("RW001", 5),
            ("RW011", 9),
            ("RW010", 10),
            ("RW010", 12)
        ]
    );
}

#[test]
fn nothing_is_told_that_only_follows_from_another_mistake() {
    for text in [
        // What belongs to a block whose line is wrong is left out with it.
        "storage s in dev {\n    container raw = {\n        label x\n    }\n    name \"a\"\n}\n",
        // A list goes on below the line that is wrong.
        "role r on workspace {\n    actions \"a/b\" \"a/c\",\n        \"a/d\"\n    name \"x\"\n}\n",
        "grant a to b on c {\n    because \"x\";\n}\n",
        "stage s {\n    on workspace can\n}\n",
    ] {
        assert_eq!(
            parsed(text).diagnostics.len(),
            1,
            "{text}\n{:#?}",
            parsed(text).diagnostics
        );
    }
}

#[test]
fn values_of_the_wrong_shape_are_put_right() {
    for (wrong, right) in [
        ("group \"ops\"", "group ops"),
        ("test nightly { }", "test \"nightly\" { }"),
        ("use t(a: b)", "use t(a= b)"),
        (
            "grant a to b on c { until 2027-1-3 }",
            "grant a to b on c { until 2027-01-03 }",
        ),
        (
            "grant a to b on c { until \"2027-01-03\" }",
            "grant a to b on c { until 2027-01-03 }",
        ),
        ("# why\ngroup g", "// why\ngroup g"),
        (
            "let x = [a] grant a to b,, c on d",
            "let x = [a] grant a to b, c on d",
        ),
    ] {
        let found = parsed(wrong).diagnostics;
        assert_eq!(found.len(), 1, "{wrong}: {found:#?}");
        assert_eq!(applied(wrong, &found[0].remedies[0].edits), right);
    }
    // What lives in a storage says where it belongs.
    let found = parsed("container raw in lake").diagnostics;
    assert!(
        found[0].remedies[0].text.contains("`storage`"),
        "{found:#?}"
    );
}

#[test]
fn names_have_a_limit_and_what_is_below_it_is_read() {
    let found = |length| parsed(&format!("let {} = \"a\"", "x".repeat(length))).diagnostics;
    assert_eq!(found(MAX_NAME), []);
    let long = found(MAX_NAME + 1);
    assert_eq!(long.len(), 1);
    assert_eq!(long[0].code, codes::BAD_NAME);
    let reference = format!("grant a to b on {}", "x.".repeat(MAX_NAME));
    assert!(!parsed(&reference).diagnostics.is_empty());
}

/// What is said of a text of any length can be read by people.
#[test]
fn no_message_is_as_long_as_the_text_that_it_is_about() {
    let long = |text: &str| text.repeat(100_000);
    let texts = [
        "x", "X", "é", "о", "@", "${", "\"", "\\", "-", "x.", "\u{0}", "(", "1", "漢字 ",
    ];
    for text in texts.map(long) {
        for text in [
            text.clone(),
            format!("grant {text} to b on c"),
            format!("let a = \"{text}\""),
        ] {
            for found in parsed(&text).diagnostics {
                let said = found.remedies.iter().map(|remedy| &remedy.text);
                let said = said.chain(&found.notes).chain([&found.message]);
                let longest = said.map(|text| text.chars().count()).max();
                assert!(longest <= Some(MAX_MESSAGE), "{}", found.message);
            }
        }
    }
}

#[test]
fn a_file_of_mistakes_is_not_listed_to_its_end() {
    for text in ["}\n", "\"\n", "grant a b\n", "///\n"] {
        let found = parsed(&text.repeat(MAX_MISTAKES + 1)).diagnostics;
        assert_eq!(found.len(), MAX_MISTAKES + 1, "{text}");
        assert_eq!(found[MAX_MISTAKES].code, codes::TOO_MANY, "{text}");
        let found = parsed(&text.repeat(MAX_MISTAKES)).diagnostics;
        assert!(
            found.iter().all(|one| one.code != codes::TOO_MANY),
            "{text}"
        );
    }
}

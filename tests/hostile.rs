//! Input that nobody meant well with, through the whole program; `support::hostile` lists the texts
//! that every sink is tried with.

use std::collections::BTreeSet;
use std::fmt::Write;

use rolewright::cli::Exit;
use rolewright::graph;
use rolewright::report::safe;
use serde_json::Value;

use crate::emit::conformance::hostile as world;
use crate::support::{Folder, hostile};

const POLICY: &str = r#"policy p { tenant "99999999-9999-9999-9999-999999999999" }
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
workspace ws in dev
group team { object-id "aaaaaaaa-0000-4000-8000-00000000ffff" }
"#;

/// Lints a policy and lists the codes of what is found, each once.
fn codes(text: &str) -> BTreeSet<String> {
    let folder = Folder::with(&[("a.rw", &format!("{POLICY}{text}"))]);
    let ran = folder.run(&["lint", "--output", "short"]);
    assert_ne!(ran.exit, Exit::Trouble, "{}", ran.err);
    assert!(ran.out.len() < 1 << 20, "{} bytes", ran.out.len());
    let words = ran.out.split([' ', '[', ']', ':', '\n']);
    let codes = words.filter(|word| word.len() == 5 && word.starts_with("RW"));
    codes.map(str::to_owned).collect()
}

fn chain(count: usize, link: impl Fn(usize) -> String) -> String {
    (0..count).map(link).collect()
}

#[test]
fn nesting() {
    let nested = |depth: usize| format!("let a = {}x{}\n", "[".repeat(depth), "]".repeat(depth));
    assert!(!codes(&nested(256)).contains("RW018"));
    assert!(codes(&nested(257)).contains("RW018"));
    assert!(codes(&"{".repeat(1 << 20)).contains("RW018"));
}

#[test]
fn file_size() {
    use rolewright::syntax::{MAX_FILE, codes, parse};
    let found = parse(Default::default(), &" ".repeat(MAX_FILE + 1)).diagnostics;
    assert_eq!(found[0].code, codes::TOO_LARGE);
}

/// Each template uses the next one twice; names, strings and lists double on the way.
#[test]
fn templates_that_multiply() {
    let twice = |made: &str| {
        let uses = chain(30, |at| {
            format!("template t{at}() {{ use t{0}() use t{0}() }}\n", at + 1)
        });
        format!("{uses}template t30() {{ {made} }}\nuse t0()\n")
    };
    assert!(codes(&twice("")).contains("RW120"));
    assert!(codes(&twice("group g { name \"g\" }")).contains("RW120"));
    for (value, hole) in [
        ("\"${a}${a}\"", "name \"${a}\""),
        ("[${a}, ${a}]", "members ${a}"),
    ] {
        let uses = chain(30, |at| {
            format!("template t{at}(a) {{ use t{}(a = {value}) }}\n", at + 1)
        });
        let text = format!("{uses}template t30(a) {{ group g {{ {hole} }} }}\nuse t0(a = team)\n");
        assert!(codes(&text).contains("RW120"), "{value}");
    }
    let uses = chain(30, |at| {
        format!(
            "template t{at}(a) {{ use t{}(a = ${{a}}${{a}}) }}\n",
            at + 1
        )
    });
    let text = format!("{uses}template t30(a) {{ group ${{a}} {{ }} }}\nuse t0(a = x)\n");
    assert!(codes(&text).contains("RW119"), "a name of a gigabyte");
}

/// What people write by hand does not count as made by templates.
#[test]
fn a_large_policy_may_use_a_template() {
    let items = chain(200_001, |at| format!("let v{at} = \"x\"\n"));
    let text = format!("{items}template t(a) {{ let ${{a}} = \"x\" }}\nuse t(a = one)\n");
    assert!(!codes(&text).contains("RW120"));
}

#[test]
fn strings_that_double() {
    let doubled = chain(60, |at| {
        format!("let v{0} = \"${{v{at}}}${{v{at}}}\"\n", at + 1)
    });
    let found = codes(&format!("let v0 = \"twelve bytes\"\n{doubled}"));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["RW132"]);
}

/// Long ways and large circles take time in proportion, and are told in few words.
#[test]
fn long_ways_and_large_circles() {
    let lets = chain(20_000, |at| format!("let v{at} = \"${{v{}}}\"\n", at + 1));
    assert!(codes(&format!("{lets}let v20000 = \"x\"\n")).is_empty());
    let circle = codes(&format!("{lets}let v20000 = \"${{v0}}\"\n"));
    assert_eq!(circle.into_iter().collect::<Vec<_>>(), ["RW111"]);
    let group = |at: usize, members: String| {
        format!("group g{at} {{ object-id \"bbbbbbbb-0000-4000-8000-{at:012x}\" {members} }}\n")
    };
    let names: Vec<_> = (0..100).map(|at| format!("g{at}")).collect();
    let dense = chain(100, |at| group(at, format!("members {}", names.join(", "))));
    assert!(codes(&dense).contains("RW111"));
    let stages = |count: usize| {
        chain(count, |at| {
            format!(
                "stage s{at} extends s{} {{ on workspace can submit-jobs }}\n",
                at + 1
            )
        }) + &format!("stage s{count} {{ on workspace can submit-jobs }}\n")
    };
    assert!(!codes(&stages(50)).contains("RW128"));
    assert!(codes(&stages(2_000)).contains("RW128"));
}

/// Reads the labels of a drawing back: what stands in quotes, without what stands for line ends.
fn labels(drawing: &str, end: &str, plain: impl Fn(&str) -> String) -> BTreeSet<String> {
    let quoted = |line: &str| {
        let (_, rest) = line.split_once('"')?;
        let rest = rest.split_once("label=\"").map_or(rest, |(_, rest)| rest);
        let (label, _) = rest.split_once(end)?;
        Some(plain(label))
    };
    drawing.lines().filter_map(quoted).collect()
}

/// Undoes what `end` of each entity begins with `start` stands for.
fn without_entities(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('#') {
        let (code, behind) = after.split_once(';').unwrap();
        write!(
            plain,
            "{before}{}",
            char::from_u32(code.parse().unwrap()).unwrap()
        )
        .unwrap();
        rest = behind;
    }
    plain + rest
}

#[test]
fn drawings_read_back_every_hostile_name() {
    let texts = hostile();
    let world = world(&texts);
    let access = graph::build(&world.model, &world.compiled);
    let shown: Vec<_> = access
        .nodes()
        .map(|(_, node)| safe(&node.name).into_owned())
        .collect();
    assert!(shown.len() > 20);
    let unescaped = |text: &str| {
        let text = text.replace("&amp;", "&").replace("\\\"", "\"");
        text.replace("\\\\", "\\")
    };
    let dot = labels(&graph::dot(&access, safe), "\\n", unescaped);
    let mermaid = labels(&graph::mermaid(&access, safe), "<br/>", without_entities);
    for name in shown {
        // Graphviz ends a line at `\n`, which a name may hold as two characters.
        let first = name
            .split("\\n")
            .next()
            .unwrap_or_default()
            .trim_end_matches('\\');
        assert!(
            dot.iter().any(|label| label.starts_with(first)),
            "{name:?} in {dot:#?}"
        );
        assert!(mermaid.contains(&name), "{name:?} in {mermaid:#?}");
    }
}

/// Lists every string in a JSON value.
fn strings(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|one| strings(one, found)),
        Value::Object(fields) => fields.values().for_each(|one| strings(one, found)),
        _ => {}
    }
}

#[test]
fn the_plan_reads_back_every_hostile_name() {
    let texts = hostile();
    let made = world(&texts).artefacts(&[]);
    let [plan] = made.as_slice() else {
        panic!("the plan alone: {made:?}")
    };
    let mut found = BTreeSet::new();
    strings(&serde_json::from_str(&plan.text).unwrap(), &mut found);
    for text in &texts {
        assert!(found.contains(text), "{text:?}");
    }
}

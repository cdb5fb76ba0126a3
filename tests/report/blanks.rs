//! What a remedy leaves behind: one blank between words, and each member where members stand.

use rolewright::diagnostic::{Code, Diagnostic, Edit, Severity};
use rolewright::report::Findings;
use rolewright::source::{Origin, Sources, Span};

const CODE: Code = Code {
    id: "RW999",
    name: "mended",
};

/// Follows the remedy that `edits` makes of the whole text, and of the place of `part` in it.
fn mended(text: &str, part: &str, edits: impl Fn(Span, Span) -> Vec<Edit>) -> String {
    let mut sources = Sources::default();
    let file = sources.add("a.rw", text, Origin::Policy);
    let span = |range: std::ops::Range<usize>| {
        let [start, end] = [range.start, range.end].map(|at| u32::try_from(at).unwrap());
        Span::new(file, start, end)
    };
    let start = text.find(part).unwrap();
    let edits = edits(
        span(0..text.trim_end().len()),
        span(start..start + part.len()),
    );
    let finding = Diagnostic::new(CODE, Severity::Note, edits[0].span, "x").suggest("y", edits);
    let findings = Findings::new(vec![finding], Vec::new(), &sources);
    let mut edits = findings.open()[0].remedies[0].edits.clone();
    edits.sort();
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

#[test]
fn a_new_member_stands_where_the_others_do() {
    let add = |text: &str| mended(text, "a", |whole, _| vec![Edit::add_member(whole, "x off")]);
    assert_eq!(add("a { b }\n"), "a { b x off }\n");
    assert_eq!(add("a { b}"), "a { b x off }");
    assert_eq!(add("a {}"), "a { x off }");
    assert_eq!(add("a { }"), "a { x off }");
    assert_eq!(add("a {\n    b\n}\n"), "a {\n    b\n    x off\n}\n");
    assert_eq!(
        add("a {\n    b // c\n\n}"),
        "a {\n    b // c\n    x off\n\n}"
    );
    assert_eq!(add("a {\r\n    b\r\n}"), "a {\r\n    b\r\n    x off\r\n}");
    let nested = mended(
        "a {\n    b {\n        c\n    }\n}\n",
        "b {\n        c\n    }",
        |_, inner| vec![Edit::add_member(inner, "x")],
    );
    assert_eq!(nested, "a {\n    b {\n        c\n        x\n    }\n}\n");
}

#[test]
fn what_goes_leaves_one_blank_between_its_neighbours() {
    let delete = |text: &str, part: &str| mended(text, part, |_, part| vec![Edit::delete(part)]);
    assert_eq!(delete("a { b c d }", "c"), "a { b d }");
    assert_eq!(delete("a { b c }", "c"), "a { b }");
    assert_eq!(delete("a { b }", "b"), "a { }");
    assert_eq!(delete("a {\n    b c\n}", "b"), "a {\n    c\n}");
    assert_eq!(delete("a {\n    b c\n}", "c"), "a {\n    b\n}");
    assert_eq!(delete("a {\n    b\n}", "b"), "a {\n    \n}");
    assert_eq!(delete("a, b", ", b"), "a");
    // Blanks inside a string mean something.
    assert_eq!(delete("a \"b \u{200b} c\"", "\u{200b}"), "a \"b  c\"");
}

#[test]
fn neighbours_that_go_together_take_each_blank_once() {
    let text = "a { b c d }";
    let both = mended(text, "b", |_, b| {
        let c = Span::new(b.file, b.end + 1, b.end + 2);
        vec![Edit::delete(c), Edit::delete(b)]
    });
    assert_eq!(both, "a { d }");
}

//! Properties over texts that nobody wrote.

use proptest::prelude::*;
use rolewright::source::Span;
use rolewright::syntax::Parsed;

use super::format::formatted;
use super::parsed;

const WORDS: &[&str] = &[
    "grant",
    "to",
    "on",
    "workspace",
    "stage",
    "role",
    "test",
    "never",
    "template",
    "use",
    "let",
    "policy",
    "in",
    "can",
    "cannot",
    "every",
    "anyone",
    "tier",
    "except",
    "extends",
    "label",
    "because",
    "until",
    "eligible",
    "max",
    "where",
    "and",
    "keep",
    "block",
    "actions",
    "needs",
    "a",
    "b-c",
    "d@dev",
    "e.f@prod",
    "${p}",
    "${p}-x",
    "on-call",
    "\"text\"",
    "\"a${b}\\n\"",
    "\"\\$\\q\"",
    "\"",
    "'",
    "30m",
    "2027-01-31",
    "{",
    "{",
    "{",
    "}",
    "}",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ",",
    "=",
    "@",
    "@allow",
    ";",
    "\n",
    "\n",
    "// c\n",
    "/* c */",
    "/*",
    "*/",
    "/// doc\n",
    "////\n",
    "\\",
    "é",
    "\u{202e}",
    "\u{0}",
    "\r\n",
    "\t",
    "Ab_c",
    "--",
    "оn",
];

/// Declarations that can be read, with comments in places where people put them and elsewhere.
const ITEMS: &[&str] = &[
    "grant train to a, b on c@dev",
    "grant \"Reader\" to every group label x in dev on tier test { keep because \"y\" }",
    "grant s to t on d { eligible max 4h approved-by a, b until 2027-01-01 where a b-c \"x\" or d e 3 binding raw = f.raw may-assign a, \"b\" to anyone condition \"c\" }",
    "workspace w in dev, prod { name \"a-${env}\" storage s override prod { x off } container c { label pii } within resource-group \"g\" }",
    "service-principal p { app-id \"1\" secret expires 2027-01-01 federated github { repository \"a/b\" } }",
    "resource r { tags [\"a\", b, [1, 2], 2027-01-01,] let x = \"y\" }",
    "capability c on workspace { actions \"a/read\", \"b/read\" needs d, e data-actions \"f/read\" }",
    "capability c { on workspace { actions \"a\" } on resource-group { needs x } }",
    "stage s extends a, b separate-from c formerly d { on container raw, models if-linked can e, f except \"g\", h }",
    "role r existing on workspace formerly q { name \"n\" actions \"a\" block { data-actions \"b\" condition \"c\" except-data-actions \"d\" } }",
    "never reach x to every user tier test on a@dev, b except through \"Owner\", c",
    "test \"t\" { only a, b can reach c on d because k anyone cannot \"e\" on every workspace in f, g }",
    "baseline b on tier production { require a to c@d require e require f at-most 3d }",
    "template t(a, b = [c, \"d\"]) { workspace ${a}-x in ${b} { storage ${a}.y } use u(a = ${a}) grant s to ${a} on b }",
    "use t(a = b, c = [d, e], f = \"g\") from \"m\"",
    "@allow(a, RW101, because \"b\", until 2027-01-01)\nlet c = [a, b,]",
    "/// doc\n///\n/// more\nuser u { upn \"x\" }",
    "group g { }",
];

/// What may stand between two tokens.
fn trivia() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => Just(" ".to_owned()),
        3 => Just("\n".to_owned()),
        1 => Just("\n\n\n".to_owned()),
        1 => Just(" // line\n".to_owned()),
        1 => Just("\n    // own\n".to_owned()),
        1 => Just(" /* block */ ".to_owned()),
        1 => Just("/* two\n   lines */".to_owned()),
        1 => Just("  //// four\r\n".to_owned()),
    ]
}

/// Cuts a declaration into its tokens.
fn tokens(item: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for line in item.split_inclusive('\n') {
        if line.starts_with("///") {
            tokens.push(line.to_owned());
            continue;
        }
        let (mut token, mut in_text, mut in_hole) = (String::new(), false, false);
        for character in line.chars() {
            in_text ^= character == '"';
            in_hole |= character == '{' && token.ends_with('$');
            let is_sign = "{}[](),=".contains(character);
            if in_text || in_hole || !(is_sign || character.is_whitespace()) {
                token.push(character);
            } else {
                tokens.push(std::mem::take(&mut token));
                tokens.push(character.to_string());
            }
            in_hole &= character != '}';
        }
        tokens.push(token);
    }
    tokens.retain(|token| !token.trim().is_empty());
    tokens
}

prop_compose! {
    /// Declarations with anything allowed between their tokens.
    fn policy()(items in prop::collection::vec(prop::sample::select(ITEMS), 1..5))
        (between in prop::collection::vec(trivia(), items.iter().map(|item| tokens(item).len()).sum::<usize>() + 1), items in Just(items))
        -> String
    {
        let mut text = String::new();
        let mut between = between.into_iter();
        for token in items.iter().flat_map(|item| tokens(item)) {
            text.push_str(&token);
            text.push_str(&between.next().unwrap());
        }
        text
    }
}

/// Every place of a diagnostic lies in the text, and its edits do.
#[track_caller]
fn places_are_sound(result: &Parsed, text: &str) {
    let is_sound = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    for found in &result.diagnostics {
        assert!(is_sound(found.primary.span), "{found:?}");
        assert!(
            !found.message.is_empty() && !found.remedies.is_empty(),
            "{found:?}"
        );
        for related in &found.related {
            assert!(is_sound(related.span), "{found:?}");
        }
        for edit in found.remedies.iter().flat_map(|remedy| &remedy.edits) {
            assert!(is_sound(edit.span), "{found:?}");
        }
    }
}

/// What fuzzing once found, as small as it goes.
const FOUND: &[&str] = &["grant a to b on churn@"];

#[test]
fn nothing_that_was_found_is_found_again() {
    for text in FOUND {
        let result = parsed(text);
        places_are_sound(&result, text);
        if result.diagnostics.is_empty() {
            formatted(text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn comments_may_stand_anywhere(text in policy()) {
        prop_assert_eq!(&parsed(&text).diagnostics, &[], "{}", text);
        formatted(&text);
    }

    #[test]
    fn no_soup_of_tokens_is_too_hot(words in prop::collection::vec(prop::sample::select(WORDS), 0..60), blanks in any::<bool>()) {
        let text = words.join(if blanks { " " } else { "" });
        let result = parsed(&text);
        places_are_sound(&result, &text);
        if result.diagnostics.is_empty() {
            formatted(&text);
        }
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        places_are_sound(&parsed(&text), &text);
    }

    #[test]
    fn one_change_breaks_one_declaration(
        items in prop::collection::vec(prop::sample::select(ITEMS), 2..5),
        word in prop::sample::select(WORDS),
        place in any::<prop::sample::Index>(),
    ) {
        let first = tokens(items[0]);
        let place = place.index(first.len());
        let mut words = first.clone();
        words.insert(place, word.to_owned());
        let rest = items[1..].join("\n");
        let text = format!("{}\n{rest}", words.join(" "));
        let result = parsed(&text);
        places_are_sound(&result, &text);
        // A comment or string that is never closed swallows what follows.
        if !["/*", "{", "[", "template"].contains(&word) {
            prop_assert!(result.file.items.len() >= items.len() - 1, "{}\n{:#?}", text, result.diagnostics);
        }
    }
}

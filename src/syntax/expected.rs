//! What a user types for each rule of the grammar, so that messages speak of that.

use super::parser::Rule;

/// What was expected at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expected {
    /// Something of this kind.
    Kind(&'static str),
    /// Exactly this text.
    Token(&'static str),
}

use Expected::{Kind, Token};

/// Makes the match exhaustive: a new rule without a wording does not compile.
macro_rules! wordings {
    ($($rule:ident => $wording:expr;)+) => {
        impl Expected {
            /// Words a rule.
            pub(super) fn of(rule: Rule) -> Expected {
                match rule {
                    $(Rule::$rule => $wording,)+
                }
            }
        }
    };
}

wordings! {
    EOI => Kind("the end");
    part => Kind("a declaration");
    eight => Kind("a declaration");
    lone_item => Kind("a declaration");
    broken => Kind("a declaration");
    declaration_word => Kind("a declaration");
    thing => Kind("a declaration");
    thing_word => Kind("a declaration");
    annotation => Token("@");
    annotation_mark => Token("@");
    annotation_word => Kind("a name");
    rule_name => Kind("the name of a rule");
    let_value => Token("let");
    body => Token("{");
    property => Kind("a property");
    key => Kind("a property");
    qualified => Kind("a property");
    qualified_word => Kind("a property");
    qualifier => Kind("a value");
    child => Kind("a property");
    child_word => Kind("a property");
    override_in => Token("override");
    capability => Token("capability");
    capability_part => Token("on");
    needs => Token("needs");
    permissions => Token("actions");
    permission_word => Token("actions");
    stage => Token("stage");
    clause => Token("on");
    except => Token("except");
    role => Token("role");
    block => Token("block");
    grant => Token("grant");
    because => Token("because");
    until => Token("until");
    eligible => Token("eligible");
    attributes => Token("where");
    comparison => Kind("an attribute");
    attribute_word => Kind("an attribute");
    condition => Token("condition");
    may_assign => Token("may-assign");
    binding => Token("binding");
    keep => Token("keep");
    never => Token("never");
    through => Token("through");
    test => Token("test");
    expectation => Kind("an expectation");
    reason => Token("because");
    baseline => Token("baseline");
    require => Token("require");
    relation => Kind("a value");
    template => Token("template");
    parameter => Kind("a parameter");
    use_template => Token("use");
    argument => Kind("an argument");
    every => Token("every");
    tier => Token("tier");
    anyone => Token("anyone");
    on_word => Kind("a value");
    list => Kind("a value");
    name => Kind("a name");
    reference => Kind("a name");
    hole => Kind("a value");
    text => Kind("a string");
    date => Kind("a date");
    number => Kind("a number");
    open => Token("{");
    close => Token("}");
    open_bracket => Token("[");
    close_bracket => Token("]");
    open_paren => Token("(");
    close_paren => Token(")");
    comma => Token(",");
    equals => Token("=");
    kw_and => Token("and");
    kw_approved_by => Token("approved-by");
    kw_baseline => Token("baseline");
    kw_because => Token("because");
    kw_binding => Token("binding");
    kw_block => Token("block");
    kw_can => Token("can");
    kw_cannot => Token("cannot");
    kw_capability => Token("capability");
    kw_condition => Token("condition");
    kw_eligible => Token("eligible");
    kw_every => Token("every");
    kw_except => Token("except");
    kw_existing => Token("existing");
    kw_extends => Token("extends");
    kw_formerly => Token("formerly");
    kw_from => Token("from");
    kw_grant => Token("grant");
    kw_if_linked => Token("if-linked");
    kw_in => Token("in");
    kw_keep => Token("keep");
    kw_label => Token("label");
    kw_let => Token("let");
    kw_max => Token("max");
    kw_may_assign => Token("may-assign");
    kw_needs => Token("needs");
    kw_never => Token("never");
    kw_on => Token("on");
    kw_only => Token("only");
    kw_or => Token("or");
    kw_override => Token("override");
    kw_reach => Token("reach");
    kw_require => Token("require");
    kw_role => Token("role");
    kw_separate_from => Token("separate-from");
    kw_stage => Token("stage");
    kw_standing => Token("standing");
    kw_template => Token("template");
    kw_test => Token("test");
    kw_through => Token("through");
    kw_tier => Token("tier");
    kw_to => Token("to");
    kw_until => Token("until");
    kw_use => Token("use");
    kw_where => Token("where");
    // Silent rules are never asked for by name.
    item => Kind("a declaration");
    follow => Kind("a declaration");
    stretch => Kind("something else");
    piece => Kind("something else");
    braces => Kind("something else");
    annotation_part => Kind("the name of a rule");
    thing_words => Kind("a declaration");
    member_word => Kind("a property");
    stage_header => Kind("`{`");
    grant_term => Kind("a term of the grant");
    attribute_value => Kind("a value");
    exception => Kind("a name");
    names => Kind("a name");
    references => Kind("a name");
    texts => Kind("a string");
    whats => Kind("a name");
    selectors => Kind("a name");
    values => Kind("a value");
    what => Kind("a name");
    selector => Kind("a name");
    value => Kind("a value");
    name_char => Kind("something else");
    word => Kind("a name");
    WHITESPACE => Kind("a blank");
    hole_text => Kind("a name");
    reserved => Kind("a name");
    sp => Kind("something else");
}

/// Kinds that swallow what belongs to them: a list of five words says less than their common name.
const GROUPS: &[(&str, &[Expected], &[Expected])] = &[
    (
        "a declaration",
        &[Kind("a declaration")],
        &[
            Kind("a declaration"),
            Kind("the end"),
            Token("}"),
            Token("@"),
            Token("grant"),
            Token("role"),
            Token("stage"),
            Token("capability"),
            Token("never"),
            Token("test"),
            Token("baseline"),
            Token("template"),
            Token("use"),
            Token("let"),
        ],
    ),
    (
        "a property",
        &[Kind("a property")],
        &[
            Kind("a property"),
            Token("override"),
            Token("let"),
            Token("@"),
        ],
    ),
    (
        "a value",
        &[Kind("a string"), Kind("a number"), Kind("a name")],
        &[
            Kind("a string"),
            Kind("a number"),
            Kind("a name"),
            Kind("a date"),
            Kind("a value"),
            Token("["),
        ],
    ),
    (
        "a term of the grant",
        &[Token("because"), Token("until"), Token("eligible")],
        &[
            Token("because"),
            Token("until"),
            Token("eligible"),
            Token("where"),
            Token("condition"),
            Token("may-assign"),
            Token("binding"),
            Token("keep"),
        ],
    ),
];

/// The most expectations that one message lists.
const LISTED: usize = 5;

/// Puts expectations into words: "`to` or `,`".
pub(super) fn in_words(expected: &[Expected]) -> String {
    let mut left: Vec<Expected> = expected.to_vec();
    left.sort_unstable();
    left.dedup();
    for (name, marks, members) in GROUPS {
        if marks.iter().all(|mark| left.contains(mark)) {
            left.retain(|one| !members.contains(one));
            left.insert(0, Kind(name));
        }
    }
    let shown: Vec<String> = left
        .iter()
        .take(LISTED)
        .map(|one| match one {
            Kind(kind) => (*kind).to_owned(),
            Token(token) => format!("`{token}`"),
        })
        .collect();
    match shown.split_last() {
        None => "something else".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
    }
}

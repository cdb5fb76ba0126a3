//! What a stage has from its parents, and what is cut from it.

use super::world::{sound, with};

const KEY: &str = "leaf/workspace/-/development";

fn leaf(stages: &str) -> Vec<String> {
    let seen = sound(&format!("{stages} grant leaf to team on churn@dev"));
    seen.listed(KEY)
}

#[test]
fn a_stage_has_its_own_clauses_and_those_of_its_parents() {
    let stages =
        "stage base { on workspace can run } stage leaf extends base { on workspace can look }";
    assert_eq!(leaf(stages), ["jobs/read", "jobs/write"]);
}

#[test]
fn an_except_of_the_child_cuts_everything() {
    let stages = "stage base { on workspace can run, look } stage leaf extends base { on workspace can run except run }";
    assert_eq!(leaf(stages), ["jobs/read"]);
}

#[test]
fn an_except_of_a_parent_cuts_what_that_parent_gives() {
    let base = "stage base { on workspace can run, look except run }";
    assert_eq!(
        leaf(&format!("{base} stage leaf extends base {{}}")),
        ["jobs/read"]
    );
    let again = format!("{base} stage leaf extends base {{ on workspace can run }}");
    assert_eq!(leaf(&again), ["jobs/read", "jobs/write"]);
}

#[test]
fn the_sides_of_a_diamond_cut_only_their_own_way() {
    let top = "stage top { on workspace can run, look }";
    let sides = "stage left extends top { except run } stage right extends top {}";
    let stages = format!("{top} {sides} stage leaf extends left, right {{}}");
    assert_eq!(leaf(&stages), ["jobs/read", "jobs/write"]);
    let both = "stage left extends top { except run } stage right extends top { except run }";
    let stages = format!("{top} {both} stage leaf extends left, right {{}}");
    assert_eq!(leaf(&stages), ["jobs/read"]);
}

#[test]
fn an_except_may_name_an_operation() {
    let stages = "stage leaf { on workspace can run, look except \"Microsoft.MachineLearningServices/workspaces/jobs/write\" }";
    assert_eq!(leaf(stages), ["jobs/read"]);
}

#[test]
fn each_circle_is_told_once() {
    for text in [
        "stage a extends b {} stage b extends a {}",
        "stage a extends a {}",
        "group a { members b } group b { members a }",
        "group a { members a }",
        "capability a on workspace { needs b } capability b on workspace { needs a }",
        "management-group a { within b } management-group b { within a } management-group c { within a }",
        "let a = \"${b}\" let b = \"${a}\"",
        "template t() { use t() } use t()",
        "template t() { use u() } template u() { use t() } use t()",
    ] {
        let codes = with(text);
        let circles = codes.found.iter().filter(|one| one.code.id == "RW111");
        assert_eq!(circles.count(), 1, "{text}: {:#?}", codes.found);
    }
}

#[test]
fn a_long_chain_of_stages_is_no_trouble() {
    let mut text = "stage s0 { on workspace can run }".to_owned();
    for index in 1..500 {
        text += &format!(" stage s{index} extends s{} {{}}", index - 1);
    }
    text += " grant s499 to team on churn@dev";
    assert_eq!(sound(&text).assigned().len(), 1);
}

#[test]
fn a_circle_is_drawn_whole() {
    let seen = with("stage a extends b {} stage b extends c {} stage c extends a {}");
    assert_eq!(seen.only("RW111"), "a");
    assert_eq!(seen.found[0].notes, ["`a` -> `b` -> `c` -> `a`"]);
}

/// Makes stages that each double the ways to the one at the bottom.
fn doubling(bottom: &str, levels: usize) -> String {
    let mut text = format!("stage s0 {{ {bottom} }}");
    for level in 1..=levels {
        let below = level - 1;
        text += &format!(
            " stage l{level} extends s{below} {{}} stage r{level} extends s{below} {{}} stage s{level} extends l{level}, r{level} {{}}"
        );
    }
    text
}

#[test]
fn what_a_stage_inherits_has_a_limit_that_speaks_once() {
    // 4 · 2^11 ways are within it, twice as many are not.
    sound(&doubling("on workspace can run", 11));
    let seen = with(&doubling("on workspace can run", 12));
    assert_eq!(seen.only("RW128"), "s12");
    assert_eq!(with(&doubling("on workspace can run", 40)).codes().len(), 1);
    // Also where there is nothing to inherit.
    assert_eq!(with(&doubling("", 40)).codes(), ["RW128"]);
    let clauses = "on workspace can run ".repeat(10_001);
    assert_eq!(
        with(&format!("stage many {{ {clauses} }}")).only("RW128"),
        "many"
    );
}

#[test]
fn the_mend_of_a_circle_of_groups_leaves_a_list() {
    let seen = with("group a { members b } group b { members team, a }");
    assert_eq!(seen.only("RW111"), "a");
    let edit = &seen.found[0].remedies[0].edits[0];
    assert_eq!(seen.at(edit.span), ", a");
}

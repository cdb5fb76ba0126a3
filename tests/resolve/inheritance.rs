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
        "management-group a { within b } ",
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

//! The laws of the combination table.

use proptest::prelude::*;
use rolewright::algebra::{Answer, Reason};

fn answers() -> impl Strategy<Value = Answer> {
    let reasons = prop::sample::select(vec!["a/*/b", "c/*/d", "e/*/f"]);
    let conditions = prop::sample::select(vec!["x", "y", "z"]);
    let single = prop_oneof![
        Just(Answer::No),
        Just(Answer::Yes),
        reasons.prop_map(|text| Answer::unknown(Reason::SharedSlash(text.into()))),
        conditions.prop_map(Answer::only_if),
    ];
    (single.clone(), single.clone(), single).prop_map(|(one, two, three)| one.and(two).or(three))
}

proptest! {
    #[test]
    fn or_and_and_are_commutative_and_associative(one in answers(), two in answers(), three in answers()) {
        prop_assert_eq!(one.clone().or(two.clone()), two.clone().or(one.clone()));
        prop_assert_eq!(one.clone().and(two.clone()), two.clone().and(one.clone()));
        prop_assert_eq!(
            one.clone().or(two.clone()).or(three.clone()),
            one.clone().or(two.clone().or(three.clone()))
        );
        prop_assert_eq!(
            one.clone().and(two.clone()).and(three.clone()),
            one.and(two.and(three))
        );
    }

    #[test]
    fn combining_is_monotone(low in answers(), high in answers(), other in answers()) {
        prop_assume!(low.rank() <= high.rank());
        let rank = |answer: Answer| answer.rank();
        prop_assert!(rank(low.clone().or(other.clone())) <= rank(high.clone().or(other.clone())));
        prop_assert!(rank(low.clone().and(other.clone())) <= rank(high.clone().and(other.clone())));
        prop_assert!(rank(low.clone().deny(other.clone())) <= rank(high.clone().deny(other.clone())));
        prop_assert!(rank(other.clone().deny(high)) <= rank(other.deny(low)));
    }

    #[test]
    fn bounds_combine_as_sets_do(one in answers(), two in answers()) {
        let (or, and) = (one.clone().or(two.clone()), one.clone().and(two.clone()));
        let denied = one.clone().deny(two.clone());
        prop_assert_eq!(or.is_sure(), one.is_sure() || two.is_sure());
        prop_assert_eq!(or.is_possible(), one.is_possible() || two.is_possible());
        prop_assert_eq!(and.is_sure(), one.is_sure() && two.is_sure());
        prop_assert_eq!(and.is_possible(), one.is_possible() && two.is_possible());
        prop_assert_eq!(denied.is_sure(), one.is_sure() && !two.is_possible());
        prop_assert_eq!(denied.is_possible(), one.is_possible() && !two.is_sure());
    }
}

#[test]
fn the_table_is_the_documented_one() {
    let unknown = Answer::unknown(Reason::WorkLimit);
    let all = [Answer::No, unknown, Answer::only_if("x"), Answer::Yes];
    let table = |combine: fn(Answer, Answer) -> Answer| {
        let rows = all.iter().map(|left| {
            all.iter()
                .map(|right| combine(left.clone(), right.clone()).rank())
        });
        rows.map(Iterator::collect::<Vec<_>>).collect::<Vec<_>>()
    };
    assert_eq!(
        table(Answer::or),
        [[0, 1, 2, 3], [1, 1, 2, 3], [2, 2, 2, 3], [3, 3, 3, 3]]
    );
    assert_eq!(
        table(Answer::and),
        [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 2, 2], [0, 1, 2, 3]]
    );
    assert_eq!(
        table(Answer::deny),
        [[0, 0, 0, 0], [1, 1, 1, 0], [2, 1, 1, 0], [3, 1, 1, 0]]
    );
}

#[test]
fn alternatives_that_ask_for_more_are_dropped() {
    let both = Answer::only_if("x").and(Answer::only_if("y"));
    assert_eq!(both.to_string(), "if `x` and `y`");
    assert_eq!(both.or(Answer::only_if("x")), Answer::only_if("x"));
}

#[test]
fn a_doubt_keeps_every_reason() {
    let reasons = ["a/*/b", "c/*/d"].map(|text| Reason::SharedSlash(text.into()));
    let [one, two] = reasons.clone().map(Answer::unknown);
    let both = Answer::Unknown(reasons.into());
    assert_eq!(one.clone().or(two.clone()), both);
    assert_eq!(one.and(two), both);
}

#[test]
fn a_condition_lists_its_alternatives() {
    let [x, y, z] = ["x", "y", "z"].map(Answer::only_if);
    let Answer::If(condition) = x.and(y).or(z) else {
        panic!("it holds where a condition holds");
    };
    let listed: Vec<Vec<&str>> = condition
        .alternatives()
        .map(|texts| texts.iter().map(AsRef::as_ref).collect())
        .collect();
    assert_eq!(listed, [vec!["x", "y"], vec!["z"]]);
}

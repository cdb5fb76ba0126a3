//! `@allow`: which findings somebody accepted, and which of those acceptances are themselves wrong.

use super::holding::TOO_MANY_GROUPS;
use super::rule::Rule;
use super::rules;
use super::settings::Settings;
use super::steps::TOO_MANY_REACHED;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::model::{Allow, Model};

/// An `@allow` without a reason.
pub const UNREASONED: Code = Code {
    id: "RW901",
    name: "allow-without-reason",
};
/// An `@allow` whose day has passed.
pub const EXPIRED: Code = Code {
    id: "RW902",
    name: "allow-expired",
};
/// An `@allow` for longer than the settings let it be.
pub const TOO_LONG: Code = Code {
    id: "RW903",
    name: "allow-too-long",
};
/// An `@allow` that accepts nothing.
pub const UNUSED: Code = Code {
    id: "RW904",
    name: "allow-unused",
};
/// An `@allow` of a rule that does not exist.
pub const UNKNOWN_RULE: Code = Code {
    id: "RW905",
    name: "allow-unknown-rule",
};

/// Every code of this part.
pub const CODES: &[Code] = &[
    UNREASONED,
    EXPIRED,
    TOO_LONG,
    UNUSED,
    UNKNOWN_RULE,
    TOO_MANY_GROUPS,
    TOO_MANY_REACHED,
];

/// A finding that an `@allow` accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The finding.
    pub finding: Diagnostic,
    /// The position of the `@allow` in the model.
    pub allow: usize,
}

/// Splits findings into those that stand and those that are accepted. Of the rules in `cut` there
/// are more findings, so that nobody can say which acceptances of them are needed.
pub fn split(
    model: &Model,
    settings: &Settings,
    found: Vec<Diagnostic>,
    cut: &[Code],
) -> (Vec<Diagnostic>, Vec<Accepted>) {
    let mut open = Vec::new();
    let mut accepted = Vec::new();
    let mut used = vec![cut.to_vec(); model.allows.len()];
    let outer = outer(model);
    for finding in found {
        match covering(model, &outer, settings, &finding) {
            Some(allow) => {
                if let Some(used) = used.get_mut(allow) {
                    used.push(finding.code);
                }
                accepted.push(Accepted { finding, allow });
            }
            None => open.push(finding),
        }
    }
    for (allow, used) in model.allows.iter().zip(&used) {
        judge(allow, used, settings, &mut open);
    }
    (open, accepted)
}

/// Finds the `@allow` that accepts a finding; allows are sorted by place, the nearest counts.
fn covering(
    model: &Model,
    outer: &[Option<usize>],
    settings: &Settings,
    finding: &Diagnostic,
) -> Option<usize> {
    let place = finding.primary.span;
    // An annotation stands in front of what it covers, so no later one can cover the place; of
    // those before, each but the last covers it only if it covers the last as well.
    let end = model
        .allows
        .partition_point(|allow| allow.covers <= place || allow.covers.contains(place));
    let mut next = end.checked_sub(1);
    while let Some(index) = next {
        let allow = model.allows.get(index)?;
        let mut names = allow.rules.iter();
        let is_named = names.any(|(name, _)| is_called(name, finding.code));
        if is_named && allow.covers.contains(place) && holds(allow, settings) {
            return Some(index);
        }
        next = *outer.get(index)?;
    }
    None
}

/// Finds for each annotation the nearest one that covers all that it covers.
fn outer(model: &Model) -> Vec<Option<usize>> {
    let mut outer = Vec::with_capacity(model.allows.len());
    let mut open: Vec<usize> = Vec::new();
    for (index, allow) in model.allows.iter().enumerate() {
        let covers = |above: &usize| {
            let above = model.allows.get(*above);
            above.is_some_and(|above| above.covers.contains(allow.covers))
        };
        while open.last().is_some_and(|above| !covers(above)) {
            open.pop();
        }
        outer.push(open.last().copied());
        open.push(index);
    }
    outer
}

fn is_called(name: &str, code: Code) -> bool {
    name == code.name || name.eq_ignore_ascii_case(code.id)
}

fn holds(allow: &Allow, settings: &Settings) -> bool {
    let expired = allow
        .until
        .is_some_and(|until| settings.today.is_some_and(|today| until < today));
    allow.because.is_some() && !expired
}

fn judge(allow: &Allow, used: &[Code], settings: &Settings, open: &mut Vec<Diagnostic>) {
    let error = |code, message: String| Diagnostic::new(code, Severity::Error, allow.span, message);
    if allow.because.is_none() {
        let found = error(
            UNREASONED,
            "this finding is accepted without a reason".into(),
        );
        let last = allow.rules.last().map_or(allow.span, |(_, span)| *span);
        let edit = Edit::insert_after(last, ", because \"…\"");
        open.push(found.suggest("say why: `because \"…\"`", vec![edit]));
        return;
    }
    if let (Some(until), Some(today)) = (allow.until, settings.today) {
        if until < today {
            let message = format!("this acceptance ended on {until}");
            open.push(error(EXPIRED, message).suggest(
                "mend what it accepts, or remove it and decide again",
                vec![Edit::delete(allow.span)],
            ));
            return;
        }
        if today.days_until(until) > settings.max_allow_days {
            let most = today.plus_days(settings.max_allow_days);
            let message = format!(
                "this acceptance lasts longer than {} days",
                settings.max_allow_days
            );
            let latest = most.map(|day| day.to_string()).unwrap_or_default();
            open.push(error(TOO_LONG, message).help(format!("let it end on {latest} or earlier")));
        }
    }
    judge_names(allow, used, settings, open);
}

fn judge_names(allow: &Allow, used: &[Code], settings: &Settings, open: &mut Vec<Diagnostic>) {
    if allow.rules.is_empty() {
        let message = "this annotation names no rule, and accepts nothing";
        let found = Diagnostic::new(UNKNOWN_RULE, Severity::Error, allow.span, message);
        open.push(found.suggest(
            "name the rule that it accepts, or remove it",
            vec![Edit::delete(allow.span)],
        ));
    }
    for (name, span) in &allow.rules {
        let Some(rule) = find(name) else {
            let message = format!("there is no rule `{name}`");
            let found = Diagnostic::new(UNKNOWN_RULE, Severity::Error, *span, message);
            open.push(match nearest(name) {
                Some(near) => found.suggest(
                    format!("did you mean `{near}`?"),
                    vec![Edit::replace(*span, near)],
                ),
                None => found.help("`rolewright explain` lists the rules"),
            });
            continue;
        };
        let silent = settings.level(rule).is_none();
        if !silent && !used.iter().any(|code| is_called(name, *code)) {
            let message = format!("nothing here needs `{name}` to be accepted");
            let found = Diagnostic::new(UNUSED, Severity::Warning, *span, message);
            open.push(if allow.rules.len() == 1 {
                found.fix("remove it", vec![Edit::delete(allow.span)])
            } else {
                found.help("remove the name from the list")
            });
        }
    }
}

/// Finds a rule by name or code.
pub fn find(name: &str) -> Option<&'static Rule> {
    rules::ALL
        .iter()
        .copied()
        .find(|rule| is_called(name, rule.code))
}

/// Finds the rule whose name was most probably meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    let near = rules::ALL
        .iter()
        .map(|rule| (strsim::jaro_winkler(name, rule.code.name), rule));
    let best = near.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (best.0 > 0.8).then_some(best.1.code.name)
}

#![doc = include_str!("federated_subject_malformed.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::{Trust, written};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW425",
        name: "federated-subject-malformed",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Text,
    page: include_str!("federated_subject_malformed.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in written(view) {
        let Some((key, problem, better)) = problem(&trust) else {
            continue;
        };
        let finding = RULE.at(trust.span(key), problem).note(
            "Entra accepts any text; the mistake shows only when the pipeline cannot sign in",
        );
        found.push(match better {
            Some(better) => finding.suggest(
                format!("write `{key} \"{better}\"`"),
                vec![Edit::replace(
                    trust.span(key),
                    format!("{key} \"{better}\""),
                )],
            ),
            None => finding.suggest(
                "remove it, or write the subject that the token has",
                trust.removal(),
            ),
        });
    }
}

/// Says what is wrong with a subject: the property, the problem and the better value, if one is known.
fn problem(trust: &Trust<'_>) -> Option<(&'static str, String, Option<String>)> {
    if !trust.is_github() {
        let subject = trust.text("subject")?;
        if subject.trim().is_empty() {
            return Some(("subject", "the subject is empty".to_owned(), None));
        }
        let form = subject.starts_with("repo:") && subject.split(':').count() >= 3;
        let wrong = trust.is_from_github() && !form && !subject.contains('*');
        return wrong.then(|| ("subject", format!("`{subject}` is no subject of GitHub, such as `repo:OWNER/NAME:environment:prod`"), None));
    }
    let repository = trust.text("repository")?;
    let words: Vec<_> = repository.split('/').collect();
    if words.len() != 2 || words.iter().any(|word| word.trim().is_empty()) {
        let message = format!("`{repository}` is not `OWNER/NAME`");
        let tail = repository
            .trim_end_matches('/')
            .trim_end_matches(".git")
            .rsplit_once("github.com/");
        return Some(("repository", message, tail.map(|(_, name)| name.to_owned())));
    }
    let heads = [("branch", "refs/heads/"), ("tag", "refs/tags/")];
    heads.into_iter().find_map(|(key, head)| {
        let name = trust.text(key)?.strip_prefix(head)?;
        Some((
            key,
            format!("`{head}` is added by itself, so that this {key} would be written twice"),
            Some(name.to_owned()),
        ))
    })
}

//! What a session comes to, by the same way that [`crate::project`] goes again and again.

use super::catalogue;
use super::session::Session;
use crate::compile::Compiled;
use crate::lint::Settings;
use crate::model::Model;
use crate::model::date::Day;
pub use crate::project::{Analysis, Library, Understood, standard_model};

/// Reads, resolves and compiles the files of a session.
pub fn understand(session: &mut Session, today: Day, library: Library) -> Understood {
    understand_at(session, Some(today), library)
}

/// The same without a day: no grant has ended.
pub fn understand_at(session: &mut Session, today: Option<Day>, library: Library) -> Understood {
    let Session {
        sources,
        inputs,
        trees,
        found,
        ..
    } = session;
    trees.read(sources, inputs, &[], library);
    let mut understood = Understood::of(trees, std::mem::take(found), today);
    let cloud = understood.model.policy.cloud;
    understood.add(catalogue::of_another_cloud(session, cloud));
    understood
}

/// Reads, resolves, compiles and lints the files of a session.
pub fn analyse(session: &mut Session, today: Day) -> Analysis {
    let understood = understand(session, today, Library::IfNamed);
    understood.judged(None, &settings(session, today), &session.sources)
}

/// The same, while something is made of the policy set; nothing is made of one that is broken.
pub fn analyse_beside<T: Send + Default>(
    session: &mut Session,
    today: Day,
    make: impl FnOnce(&Session, &Model, &Compiled) -> T + Send,
) -> (Analysis, T) {
    let understood = understand(session, today, Library::IfNamed);
    let settings = settings(session, today);
    let sources = &session.sources;
    if understood.is_broken() {
        return (understood.judged(None, &settings, sources), T::default());
    }
    understood.judged_beside(None, &settings, sources, |model, compiled| {
        make(session, model, compiled)
    })
}

/// Reads, resolves and compiles the files of a session, for questions about them: every capability
/// of the standard library has a meaning, and no rule is asked.
pub fn analyse_for_questions(session: &mut Session, today: Day) -> Analysis {
    let understood = understand(session, today, Library::Always);
    understood.unjudged(&session.sources)
}

/// Returns what the settings say to rules.
pub fn settings(session: &Session, today: Day) -> Settings {
    let levels = session.config.levels.iter();
    Settings {
        levels: levels
            .map(|level| (level.rule.clone(), level.severity))
            .collect(),
        max_allow_days: i64::from(session.config.max_allow_days),
        today: Some(today),
    }
}

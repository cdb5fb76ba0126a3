//! Invariants, tests, baselines and accepted findings.

use smol_str::SmolStr;

use super::grants::value_text;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::guarantee::{Asked, Expectation, Modality, Never, Test};
use crate::model::{Allow, FROM_OTHERS, Later, PrincipalId, ScopeId};
use crate::source::Span;
use crate::syntax::ast::{
    self, Annotation, Body, Declaration, Exception, MemberKind, Selector, What,
};

impl Resolver<'_> {
    /// Reads what must hold, and notes what only a later version compiles.
    pub(super) fn guarantees(&mut self, placed: &[Placed<'_>]) {
        for one in placed {
            self.step(one, |this| this.guarantee(&one.item.declaration));
        }
        self.agents();
    }

    fn guarantee(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Never(never) => self.never(never),
            Declaration::Test(test) => self.test(test),
            Declaration::Baseline(baseline) => {
                self.baseline(baseline);
            }
            Declaration::Template(template) => {
                for parameter in &template.parameters {
                    if let Some(default) = &parameter.default {
                        self.later("defaults of template parameters", default.span());
                    }
                }
            }
            Declaration::Use(used) => {
                self.refer(&used.template.text);
                if let Some(from) = &used.from {
                    self.later(FROM_OTHERS, from.span);
                }
            }
            _ => {}
        }
    }

    pub(super) fn later(&mut self, feature: &'static str, span: Span) {
        self.model.later.push(Later { feature, span });
    }

    /// Agents get rules of their own in a later version; until then a grant to one is not compiled.
    fn agents(&mut self) {
        let grants = self.model.grants.iter();
        let spans: Vec<_> = grants
            .filter(|grant| {
                let principal = self.model.principal(grant.principal);
                principal.is_some_and(|one| one.kind == crate::model::PrincipalKind::Agent)
            })
            .map(|grant| grant.to_span)
            .collect();
        for span in spans {
            self.later("grants to agents (`agent`)", span);
        }
    }

    fn never(&mut self, never: &ast::Never) {
        let what = self.asked(&never.what);
        let to = self.who(&never.to);
        let on = (!never.on.is_empty()).then(|| self.places(&never.on));
        let mut except = Vec::new();
        let mut through = Vec::new();
        for exception in &never.except {
            match exception {
                Exception::Who(Selector::Anyone(span)) => {
                    let message = "an invariant that excepts `anyone` rules out nothing";
                    self.misplaced(*span, message, "name whom it excepts");
                }
                Exception::Who(selector) => {
                    except.extend(self.who(std::slice::from_ref(selector)).unwrap_or_default());
                }
                Exception::Through(what) => through.extend(self.granted(what)),
            }
        }
        let Some(what) = what else { return };
        let modality = match never.modality {
            ast::Modality::Any => Modality::Any,
            ast::Modality::Reach => Modality::Reach,
            ast::Modality::Standing => Modality::Standing,
        };
        self.model.nevers.push(Never {
            modality,
            what,
            to,
            on,
            except,
            through,
            span: never.span,
        });
    }

    fn test(&mut self, test: &ast::Test) {
        let title = self.text(&test.title, None);
        let mut expectations = Vec::new();
        for line in &test.expectations {
            expectations.extend(self.expectation(line));
        }
        self.model.tests.push(Test {
            title,
            expectations,
            span: test.span,
        });
    }

    fn expectation(&mut self, line: &ast::Expectation) -> Option<Expectation> {
        let what = self.asked(&line.what);
        let on = self.places(&line.on);
        let ambient = on.first().and_then(|id| self.model.scope(*id)?.environment);
        let who = self.principals(&line.who, ambient);
        let reason = line.because.as_ref();
        let because = reason.map(|reason| self.granted(&reason.what));
        if line.only && !line.can {
            self.only_cannot(line.span);
            return None;
        }
        if let Some(reason) = reason.filter(|_| !line.can || line.reach) {
            self.reason_of_none(line, reason.span);
            return None;
        }
        Some(Expectation {
            only: line.only,
            who: who.map(|all| all.into_iter().map(|(id, _)| id).collect()),
            can: line.can,
            reach: line.reach,
            what: what?,
            on,
            // A reason that nothing declares has been reported, and no line is judged without it.
            because: because.map_or(Some(None), |found| found.map(Some))?,
            span: line.span,
        })
    }

    /// Reports `cannot … because`, and `reach … because`.
    fn reason_of_none(&mut self, line: &ast::Expectation, span: Span) {
        let (message, note) = if line.can {
            (
                "`because` names a grant, and `reach` goes by more than grants",
                "a step from one identity to another is no stage or role",
            )
        } else {
            (
                "`because` goes with `can`",
                "what somebody cannot do has no grant that is its reason",
            )
        };
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message).note(note);
        self.report(found.suggest("leave it out", vec![Edit::delete(span)]));
    }

    /// Reports `only … cannot`: whoever else can is not what it says.
    fn only_cannot(&mut self, span: Span) {
        let only = Span::new(span.file, span.start, span.start + 4);
        let message = "`only` goes with `can`";
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, only, message)
            .note("`only W can` says that nobody else can; of `cannot` it says nothing");
        self.report(found.suggest("leave it out", vec![Edit::delete(only)]));
    }

    fn places(&mut self, selectors: &[Selector]) -> Vec<ScopeId> {
        self.scopes(selectors)
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    }

    /// Lists principals; none if nobody or `anyone` is named.
    fn who(&mut self, selectors: &[Selector]) -> Option<Vec<PrincipalId>> {
        if selectors.is_empty() {
            return None;
        }
        let found = self.principals(selectors, None)?;
        Some(found.into_iter().map(|(id, _)| id).collect())
    }

    fn asked(&mut self, what: &What) -> Option<Asked> {
        let name = match what {
            What::Quoted(text) => return self.pattern(text).map(Asked::Operation),
            What::Named(name) => name,
        };
        self.refer(&name.text);
        if let Some(capability) = self.names.capabilities.get(&name.text) {
            return Some(Asked::Capability(*capability));
        }
        if let Some(stage) = self.names.stages.get(&name.text) {
            return Some(Asked::Stage(*stage));
        }
        self.unknown(&name.text, name.span, "capability or stage");
        None
    }

    /// Collects every `@allow` with what it covers.
    pub(super) fn annotations(&mut self, placed: &[Placed<'_>]) {
        for one in placed {
            let item = &one.item;
            self.allows(&item.annotations, item.span, None);
            if let Declaration::Resource(thing)
            | Declaration::Identity(thing)
            | Declaration::Policy(thing) = &item.declaration
            {
                self.body_allows(thing.body.as_ref(), "");
            }
        }
        self.model.allows.sort_by_key(|allow| allow.span);
        self.model.allows.dedup_by_key(|allow| allow.span);
    }

    fn body_allows(&mut self, body: Option<&Body>, within: &str) {
        for member in body.into_iter().flat_map(|body| &body.members) {
            let name = format!("{within}{}", name_of(&member.kind));
            self.allows(&member.annotations, member.span, Some(name.as_str()));
            match &member.kind {
                MemberKind::Child(child) => self.body_allows(child.body.as_ref(), &name),
                MemberKind::Override(over) => self.body_allows(Some(&over.body), &name),
                _ => {}
            }
        }
    }

    fn allows(&mut self, annotations: &[Annotation], covers: Span, member: Option<&str>) {
        for annotation in annotations {
            // Another word has been reported by `syntax`.
            if annotation.word.text != "allow" {
                continue;
            }
            let because = annotation
                .because
                .as_ref()
                .map(|text| self.text(text, None));
            let until = annotation.until.as_ref().and_then(|date| self.day(date));
            let rules = annotation
                .rules
                .iter()
                .map(|name| (name.text.clone(), name.span))
                .collect();
            self.model.allows.push(Allow {
                rules,
                because,
                until,
                span: annotation.span,
                covers,
                member: member.map(SmolStr::new),
            });
        }
    }
}

/// Names a member of a body, and what it says, so that it is not taken for another.
fn name_of(member: &MemberKind) -> String {
    match member {
        MemberKind::Property(property) => {
            let values = property.values.iter().map(value_text);
            format!(
                "{} {}",
                property.key.text,
                values.collect::<Vec<_>>().join(", ")
            )
        }
        MemberKind::Let(value) => format!("let {}", value.name.text),
        MemberKind::Override(over) => {
            let names = over.environments.iter().map(|name| name.text.as_str());
            format!("override {}", names.collect::<Vec<_>>().join(", "))
        }
        MemberKind::Child(child) => format!("{} {}", child.kind.text, child.name.text),
    }
}

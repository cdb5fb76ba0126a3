//! Invariants, tests and baselines.

use super::Lower;
use super::leaf::empty_name;
use crate::syntax::ast::{
    Baseline, Exception, Expectation, Modality, Never, Reason, Require, Test, Text, What,
};
use crate::syntax::parser::{Pair, Rule};

impl Lower<'_> {
    pub(super) fn never(&mut self, pair: Pair<'_>) -> Never {
        let span = self.span(&pair);
        let mut never = Never {
            modality: Modality::Any,
            what: What::Quoted(Text::plain("", span)),
            to: Vec::new(),
            on: Vec::new(),
            except: Vec::new(),
            span,
        };
        let mut section = Rule::kw_never;
        for part in pair.into_inner() {
            match (part.as_rule(), section) {
                (Rule::kw_reach, _) => never.modality = Modality::Reach,
                (Rule::kw_standing, _) => never.modality = Modality::Standing,
                (rule @ (Rule::kw_to | Rule::kw_on | Rule::kw_except), _) => section = rule,
                (_, Rule::kw_never) => {
                    if let Some(what) = self.what(&part) {
                        never.what = what;
                    }
                }
                (_, Rule::kw_to) => never.to.extend(self.selector(part)),
                (_, Rule::kw_on) => never.on.extend(self.selector(part)),
                _ => never.except.extend(self.exception(part)),
            }
        }
        never
    }

    fn exception(&mut self, pair: Pair<'_>) -> Option<Exception> {
        if pair.as_rule() != Rule::through {
            return self.selector(pair).map(Exception::Who);
        }
        let mut parts = pair.into_inner();
        let what = parts.find_map(|part| self.granted(&part));
        what.map(Exception::Through)
    }

    pub(super) fn test(&mut self, pair: Pair<'_>) -> Test {
        let span = self.span(&pair);
        let mut test = Test {
            title: Text::plain("", span),
            expectations: Vec::new(),
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::text => test.title = self.text(&part),
                Rule::expectation => test.expectations.extend(self.expectation(part)),
                _ => {}
            }
        }
        test
    }

    fn expectation(&mut self, pair: Pair<'_>) -> Option<Expectation> {
        let span = self.span(&pair);
        let (mut only, mut can, mut reach) = (false, true, false);
        let (mut who, mut what, mut on) = (Vec::new(), None, Vec::new());
        let mut because = None;
        let mut section = Rule::kw_only;
        for part in pair.into_inner() {
            match (part.as_rule(), section) {
                (Rule::kw_only, _) => only = true,
                (Rule::kw_reach, _) => reach = true,
                (rule @ (Rule::kw_can | Rule::kw_cannot), _) => {
                    can = rule == Rule::kw_can;
                    section = Rule::kw_can;
                }
                (Rule::kw_on, _) => section = Rule::kw_on,
                (Rule::reason, _) => because = self.reason(part),
                (_, Rule::kw_only) => who.extend(self.selector(part)),
                (_, Rule::kw_can) => what = self.what(&part).or(what),
                _ => on.extend(self.selector(part)),
            }
        }
        Some(Expectation {
            only,
            who,
            can,
            reach,
            what: what?,
            on,
            because,
            span,
        })
    }

    fn reason(&mut self, pair: Pair<'_>) -> Option<Reason> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let what = parts.find_map(|part| self.granted(&part))?;
        Some(Reason { what, span })
    }

    pub(super) fn baseline(&mut self, pair: Pair<'_>) -> Baseline {
        let span = self.span(&pair);
        let mut baseline = Baseline {
            name: empty_name(span),
            on: Vec::new(),
            requires: Vec::new(),
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => baseline.name = self.name(&part),
                Rule::require => {
                    let require = self.require(part);
                    baseline.requires.push(require);
                }
                _ => baseline.on.extend(self.selector(part)),
            }
        }
        baseline
    }

    fn require(&mut self, pair: Pair<'_>) -> Require {
        let span = self.span(&pair);
        let mut require = Require {
            key: empty_name(span),
            relation: None,
            value: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key => require.key = self.name(&part),
                Rule::relation => require.relation = Some(self.name(&part)),
                _ => require.value = self.value(part).or(require.value),
            }
        }
        require
    }
}

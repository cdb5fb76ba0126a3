//! Grants and their terms.

use super::Lower;
use super::leaf::empty_name;
use super::place::no_value;
use crate::syntax::ast::{Comparison, Grant, GrantOption, GrantTerm, Joint, Reference, Text, What};
use crate::syntax::parser::{Pair, Rule};

impl Lower<'_> {
    pub(super) fn grant(&mut self, pair: Pair<'_>) -> Grant {
        let span = self.span(&pair);
        let mut grant = Grant {
            what: What::Quoted(Text::plain("", span)),
            to: Vec::with_capacity(1),
            on: Vec::with_capacity(1),
            options: Vec::new(),
            span,
        };
        let mut section = Rule::kw_grant;
        for part in pair.into_inner() {
            match (part.as_rule(), section) {
                (rule @ (Rule::kw_to | Rule::kw_on | Rule::open), _) => section = rule,
                (_, Rule::kw_grant) => {
                    if let Some(what) = self.granted(&part) {
                        grant.what = what;
                    }
                }
                (_, Rule::kw_to) => grant.to.extend(self.selector(part)),
                (_, Rule::kw_on) => grant.on.extend(self.selector(part)),
                _ => {
                    let span = self.span(&part);
                    let term = self.grant_term(part);
                    grant
                        .options
                        .extend(term.map(|term| GrantOption { term, span }));
                }
            }
        }
        grant
    }

    fn grant_term(&mut self, pair: Pair<'_>) -> Option<GrantTerm> {
        Some(match pair.as_rule() {
            Rule::because => GrantTerm::Because(self.only_text(pair)),
            Rule::until => GrantTerm::Until(self.only_date(pair)),
            Rule::condition => GrantTerm::Condition(self.only_text(pair)),
            Rule::keep => GrantTerm::Keep,
            Rule::eligible => self.eligible(pair),
            Rule::attributes => GrantTerm::Where(self.comparisons(pair)),
            Rule::may_assign => self.may_assign(pair),
            Rule::binding => self.binding(pair),
            _ => return None,
        })
    }

    fn eligible(&mut self, pair: Pair<'_>) -> GrantTerm {
        let mut max = None;
        let mut approved_by = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => max = Some(self.word(&part)),
                Rule::reference => approved_by.push(self.reference(&part)),
                _ => {}
            }
        }
        GrantTerm::Eligible { max, approved_by }
    }

    fn comparisons(&mut self, pair: Pair<'_>) -> Vec<Comparison> {
        let mut joint = None;
        let mut comparisons = Vec::with_capacity(1);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_and => joint = Some(Joint::And),
                Rule::kw_or => joint = Some(Joint::Or),
                Rule::comparison => {
                    let comparison = self.comparison(part, joint.take());
                    comparisons.push(comparison);
                }
                _ => {}
            }
        }
        comparisons
    }

    fn comparison(&mut self, pair: Pair<'_>, joint: Option<Joint>) -> Comparison {
        let span = self.span(&pair);
        let mut comparison = Comparison {
            joint,
            words: Vec::new(),
            value: no_value(span),
            span,
        };
        for part in pair.into_inner() {
            if part.as_rule() == Rule::attribute_word {
                comparison.words.push(self.name(&part));
            } else if let Some(value) = self.value(part) {
                comparison.value = value;
            }
        }
        comparison
    }

    fn may_assign(&mut self, pair: Pair<'_>) -> GrantTerm {
        let (mut what, mut to) = (Vec::new(), Vec::new());
        let mut is_behind_to = false;
        for part in pair.into_inner() {
            if part.as_rule() == Rule::kw_to {
                is_behind_to = true;
            } else if is_behind_to {
                to.extend(self.selector(part));
            } else {
                what.extend(self.granted(&part));
            }
        }
        GrantTerm::MayAssign { what, to }
    }

    fn binding(&mut self, pair: Pair<'_>) -> GrantTerm {
        let span = self.span(&pair);
        let mut slot = empty_name(span);
        let mut target = Reference {
            path: smol_str::SmolStr::default(),
            environment: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => slot = self.name(&part),
                Rule::reference => target = self.reference(&part),
                _ => {}
            }
        }
        GrantTerm::Binding { slot, target }
    }
}

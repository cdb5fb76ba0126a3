//! Parts of answers as they are told: plain values in the shape of the JSON.

use serde::Serialize;

use super::grant::GrantTold;
use super::ground::Ground;
use super::need::Need;
use super::verdict::Verdict;
use super::wanted::Wanted;
use super::way::{Way, needs};
use super::weigh::Weighed;
use crate::algebra::PermissionSet;
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};

/// A verdict with the condition or the reasons that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictTold {
    /// `yes`, `if`, `partly`, `unknown` or `no`.
    pub answer: &'static str,
    /// What must hold, of `if`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Why it is not known, of `unknown`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

impl From<&Verdict> for VerdictTold {
    fn from(verdict: &Verdict) -> Self {
        Self {
            answer: verdict.word(),
            condition: match verdict {
                Verdict::If(condition) => Some(condition.to_string()),
                _ => None,
            },
            why: match verdict {
                Verdict::Unknown(reasons) => reasons.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// One operation or pattern that is asked about, with its own answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedTold {
    /// The operation or pattern.
    pub name: String,
    /// `control` or `data`.
    pub plane: &'static str,
    /// Where.
    pub on: String,
    /// It defines what is asked; else that needs it.
    pub defines: bool,
    /// The capability that takes it, where a stage is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// Its answer.
    #[serde(flatten)]
    pub verdict: VerdictTold,
    /// Of a pattern, an operation that is granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<String>,
    /// Of a pattern, an operation that is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// One way by which somebody may do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayTold {
    /// The grant.
    #[serde(flatten)]
    pub grant: GrantTold,
    /// The operations or patterns that it gives any of.
    pub gives: Vec<String>,
    /// What it alone answers, where it is surest.
    #[serde(flatten)]
    pub verdict: VerdictTold,
}

/// A deny assignment that means the identity there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DenialTold {
    /// Its name.
    pub name: String,
    /// Where it is made.
    pub scope: String,
    /// It surely means the identity, and not only if that is in a group whose members were not read.
    pub surely: bool,
    /// What must hold for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// Returns the word for a plane.
pub(super) fn plane_word(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "control",
        Plane::Data => "data",
    }
}

impl Ground<'_> {
    pub(super) fn tell_need(&self, need: &Need, weighed: &Weighed) -> NeedTold {
        NeedTold {
            name: need.name.to_string(),
            plane: plane_word(need.plane),
            on: self.place_name(need.at.scope).to_owned(),
            defines: need.defines,
            capability: None,
            verdict: (&weighed.verdict).into(),
            granted: weighed.granted.as_ref().map(ToString::to_string),
            missing: weighed.missing.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn tell_way(&self, way: &Way, wanted: &Wanted, asked: ScopeId) -> Option<WayTold> {
        let gives = way.gives.iter();
        let gives = gives.filter_map(|(need, _)| Some(needs(wanted).nth(*need)?.name.to_string()));
        let mut gives: Vec<String> = gives.collect();
        gives.dedup();
        Some(WayTold {
            grant: self.tell_grant(&way.members, way.grant, asked)?,
            gives,
            verdict: way.best().into(),
        })
    }

    pub(super) fn tell_denials(&self, who: PrincipalId, wanted: &Wanted) -> Vec<DenialTold> {
        let mut told: Vec<DenialTold> = Vec::new();
        for need in needs(wanted) {
            for (index, meant) in self.access.denials(who, need.at) {
                let Some(denial) = self.access.world().denials.get(index) else {
                    continue;
                };
                let set = PermissionSet::of(&denial.blocks);
                if !need.shares(&set) {
                    continue;
                }
                let one = DenialTold {
                    name: denial.name.to_string(),
                    scope: self.place_name(denial.scope).to_owned(),
                    surely: meant.lower,
                    condition: denial.condition.as_ref().map(ToString::to_string),
                };
                if !told.contains(&one) {
                    told.push(one);
                }
            }
        }
        told
    }

    /// Lists what was not read and may change the answer.
    pub(super) fn tell_gaps(&self, who: PrincipalId, wanted: &Wanted) -> Vec<String> {
        let gaps = needs(wanted).flat_map(|need| self.access.gaps(who, need.at.scope));
        let mut told: Vec<String> = gaps.map(|gap| gap.what.to_string()).collect();
        told.sort();
        told.dedup();
        told
    }
}

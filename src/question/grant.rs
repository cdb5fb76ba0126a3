//! A grant as it is told: who holds which role where, and the lines that ask for it.

use serde::Serialize;

use super::ground::Ground;
use crate::access::{Grant, Origin};
use crate::model::{Granted, PrincipalId, ScopeId};
use crate::source::Span;

/// How somebody comes to a grant, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantTold {
    /// From the identity through groups to the one that holds the grant.
    pub members: Vec<String>,
    /// The role that is held.
    pub role: RoleTold,
    /// Where it is held.
    pub scope: String,
    /// That scope stands above the one that is asked about.
    pub above: bool,
    /// Who asks for the grant: `policy`, `azure`, `observed` or `gained`.
    pub origin: &'static str,
    /// The lines of the policy that ask for it.
    pub lines: Vec<PlaceTold>,
    /// Of what Azure gives by itself, who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleTold {
    /// Its display name.
    pub name: String,
    /// Its GUID.
    pub id: String,
    /// The stage that it is made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
}

/// A line of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceTold {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What is granted there: a stage, a role, or a built-in role in quotes.
    pub grants: String,
}

impl Ground<'_> {
    /// Tells a grant, by its position, that somebody comes to through groups.
    pub(super) fn tell_grant(
        &self,
        members: &[PrincipalId],
        position: usize,
        asked: ScopeId,
    ) -> Option<GrantTold> {
        let grant = self.access.world().grants.get(position)?;
        let role = self.access.world().roles.get(grant.role.index())?;
        let members = members.iter();
        Some(GrantTold {
            members: members.map(|id| self.party_name(*id).to_owned()).collect(),
            role: RoleTold {
                name: role.name.to_string(),
                id: role.guid.to_string(),
                stage: role.stage.as_ref().map(ToString::to_string),
            },
            scope: self.place_name(grant.scope).to_owned(),
            above: grant.scope != asked && self.access.covers(grant.scope, asked),
            origin: match grant.origin {
                Origin::Policy(_) => "policy",
                Origin::Azure(_) => "azure",
                Origin::Observed(_) => "observed",
                Origin::Gained => "gained",
            },
            lines: self.lines(grant),
            source: match grant.origin {
                Origin::Azure(index) => self.model.given.get(index).map(|given| given.source),
                _ => None,
            },
        })
    }

    /// Lists the lines of the policy that ask for a grant.
    fn lines(&self, grant: &Grant) -> Vec<PlaceTold> {
        let Origin::Policy(index) = grant.origin else {
            return Vec::new();
        };
        let assignment = self.compiled.assignments.get(index);
        let sources = assignment.into_iter().flat_map(|one| &one.sources);
        let statements = sources.filter_map(|at| {
            let source = self.compiled.sources.get(*at)?;
            let grant = self.model.grants.get(source.grant)?;
            self.model.statement(grant.statement)
        });
        // Of several lines only those count that make the grant what it is.
        let holds = |eligible: bool, conditional: bool| !eligible && !conditional;
        let counting = statements
            .filter(|one| holds(one.eligible, one.condition.is_some()) == grant.holds().is_sure());
        let mut lines: Vec<PlaceTold> = Vec::new();
        for statement in counting {
            let named = match &statement.what {
                Granted::BuiltIn(_) => format!("\"{}\"", statement.written),
                _ => statement.written.to_string(),
            };
            let line = self.line(statement.span, named);
            lines.extend(line.filter(|line| !lines.contains(line)));
        }
        lines
    }

    fn line(&self, span: Span, grants: String) -> Option<PlaceTold> {
        let file = self.sources.get(span.file)?;
        Some(PlaceTold {
            file: file.name().to_string_lossy().into_owned(),
            line: file.place(span.start).line,
            grants,
        })
    }
}

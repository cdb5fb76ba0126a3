//! WHAT: a capability, a stage, an operation or a pattern, as the operations that it takes.

use smol_str::SmolStr;

use super::ground::{Ground, Refused, Unknown, article};
use super::need::Need;
use super::place::Spot;
use crate::access::At;
use crate::algebra::{Bound, Match, covered, is_well_formed, matching};
use crate::model::guarantee::Asked;
use crate::model::meaning::Taken;
use crate::model::permission::{Pattern, Plane};
use crate::model::{CapabilityId, ScopeId, StageId};

/// What is asked, as what it takes.
#[derive(Debug)]
pub struct Wanted {
    /// What was named.
    pub asked: Asked,
    /// Its name.
    pub name: String,
    /// What it is made of: a stage of its capabilities, all else of one task in each plane.
    pub tasks: Vec<Task>,
    /// How the answers to the tasks make the answer to the whole.
    pub join: Join,
    /// What a person should know about the question itself.
    pub notes: Vec<String>,
}

/// How the answers to several tasks make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Any of them suffices.
    Any,
    /// Whoever may do some of them can in part.
    All,
}

/// Needs that are taken together.
#[derive(Debug)]
pub struct Task {
    /// The capability, operation or pattern.
    pub name: SmolStr,
    /// What it takes.
    pub needs: Vec<Need>,
}

impl Ground<'_> {
    /// Reads what is asked about a scope.
    pub fn wanted(&self, what: &str, spot: &Spot) -> Result<Wanted, Refused> {
        let asked = self.asked(what)?;
        let wanted = self.wanted_of(&asked, spot.at);
        if wanted.tasks.is_empty() {
            return Err(self.out_of_place(&wanted, spot));
        }
        Ok(wanted)
    }

    /// Reads what is asked, wherever.
    pub fn asked(&self, what: &str) -> Result<Asked, Refused> {
        let what = what.trim();
        let quoted = what.strip_prefix('"');
        let what = quoted
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(what);
        if what.contains(['/', '*']) {
            return operation(what);
        }
        let capabilities = self.model.capabilities.iter();
        if let Some(index) = capabilities.clone().position(|one| one.name == what) {
            return Ok(Asked::Capability(CapabilityId::new(index)));
        }
        let stages = self.model.stages.iter();
        if let Some(index) = stages.clone().position(|one| one.name == what) {
            return Ok(Asked::Stage(StageId::new(index)));
        }
        let unknown = Unknown {
            name: what,
            wanted: "capability or stage",
            otherwise: "name a capability, a stage, or an operation such as \
                `Microsoft.MachineLearningServices/workspaces/read`",
        };
        let known = capabilities.map(|one| one.name.as_str());
        let known = known.chain(stages.map(|one| one.name.as_str()));
        Err(self.unknown(&unknown, known))
    }

    /// Works out what is taken at a scope; without tasks where it is for no such place.
    pub fn wanted_of(&self, asked: &Asked, at: At) -> Wanted {
        let tasks = match asked {
            Asked::Operation(pattern) if pattern.is_wild() => self.pattern(pattern, at),
            Asked::Operation(name) => self.operation(name, at),
            Asked::Capability(id) => self.capability(*id, &[], at).into_iter().collect(),
            Asked::Stage(id) => {
                let capabilities = self.model.capabilities_of(*id).into_iter();
                let tasks = capabilities.filter_map(|(id, cuts)| self.capability(id, &cuts, at));
                tasks.collect()
            }
        };
        Wanted {
            asked: asked.clone(),
            name: self.asked_name(asked).to_string(),
            join: match asked {
                Asked::Operation(pattern) if !pattern.is_wild() => Join::Any,
                _ => Join::All,
            },
            notes: self.notes(asked),
            tasks,
        }
    }

    fn asked_name(&self, asked: &Asked) -> SmolStr {
        let named = match asked {
            Asked::Capability(id) => self.model.capability(*id).map(|one| &one.name),
            Asked::Stage(id) => self.model.stage(*id).map(|one| &one.name),
            Asked::Operation(pattern) => Some(&pattern.0),
        };
        named.cloned().unwrap_or_default()
    }

    fn notes(&self, asked: &Asked) -> Vec<String> {
        let Asked::Operation(name) = asked else {
            return Vec::new();
        };
        let catalog = self.access.catalog();
        if name.is_wild() || !catalog.named(name.as_str()).is_empty() {
            return Vec::new();
        }
        let said = match catalog.retired(name.as_str()) {
            Some(_) => "Azure has retired this operation".to_owned(),
            None => "the catalogue knows no such operation".to_owned(),
        };
        let near = catalog.nearest(name.as_str(), 1);
        vec![match near.first() {
            Some(near) => format!("{said}; did you mean `{near}`?"),
            None => said,
        }]
    }

    /// An operation that is in both planes is done by whoever may do either.
    fn operation(&self, name: &Pattern, at: At) -> Vec<Task> {
        let catalog = self.access.catalog();
        let planes = Plane::BOTH.into_iter();
        let known = |plane: &Plane| catalog.find(*plane, name.as_str()).is_some();
        let mut planes: Vec<_> = planes.filter(known).collect();
        if planes.is_empty() {
            planes = Plane::BOTH.to_vec();
        }
        let task = |plane| Task {
            name: name.0.clone(),
            needs: vec![self.name(plane, name, at, true)],
        };
        planes.into_iter().map(task).collect()
    }

    /// A pattern is all that it covers, in each plane where it covers anything known.
    fn pattern(&self, pattern: &Pattern, at: At) -> Vec<Task> {
        let catalog = self.access.catalog();
        let planes = Plane::BOTH.into_iter();
        let covers = |plane: &Plane| !covered(catalog, *plane, pattern, Bound::Upper).is_empty();
        let mut planes: Vec<_> = planes.filter(covers).collect();
        if planes.is_empty() {
            planes = Plane::BOTH.to_vec();
        }
        let task = |plane| Task {
            name: pattern.0.clone(),
            needs: vec![self.set(plane, pattern, &[], at, true)],
        };
        planes.into_iter().map(task).collect()
    }

    fn capability(&self, id: CapabilityId, cuts: &[Pattern], at: At) -> Option<Task> {
        // What a snapshot alone knows is asked about as the nearest scope above it that is declared.
        let mut above = self.access.upwards(at.scope);
        let base = above.find(|scope| self.model.scope(*scope).is_some())?;
        let taken = self.model.taken(id, base).into_iter();
        let mut needs: Vec<Need> = Vec::new();
        for need in taken.filter_map(|one| self.need(&one, cuts, (base, at))) {
            let same = |one: &&mut Need| {
                (&one.name, one.plane, one.at) == (&need.name, need.plane, need.at)
            };
            match needs.iter_mut().find(same) {
                Some(known) => known.defines |= need.defines,
                None => needs.push(need),
            }
        }
        let name = self.model.capability(id)?.name.clone();
        let defined = needs.iter().any(|need| need.defines);
        defined.then_some(Task { name, needs })
    }

    fn need(&self, taken: &Taken, cuts: &[Pattern], (base, asked): (ScopeId, At)) -> Option<Need> {
        let at = if taken.scope == base {
            asked
        } else {
            At::from(taken.scope)
        };
        let (plane, pattern) = (taken.plane, &taken.pattern);
        if pattern.is_wild() {
            return Some(self.set(plane, pattern, cuts, at, taken.defines));
        }
        let cut = |cut: &Pattern| matching(cut, pattern.as_str()) != Match::No;
        (!cuts.iter().any(cut)).then(|| self.name(plane, pattern, at, taken.defines))
    }

    /// Says that what is asked is for other places, and for which.
    fn out_of_place(&self, wanted: &Wanted, spot: &Spot) -> Refused {
        let places = 0..self.model.scopes.len();
        let all = places.map(ScopeId::new);
        let fitting = all.filter(|id| self.is_for(wanted, *id) && self.is_near(*id, spot));
        let names: Vec<_> = fitting
            .take(6)
            .map(|id| format!("`{}`", self.place_name(id)))
            .collect();
        let kind = self.model.scope(spot.at.scope);
        let kind = kind.map_or_else(|| "a place".to_owned(), |one| article(one.kind.keyword()));
        let (what, on) = (&wanted.name, &spot.name);
        let message = format!("`{what}` is not for {kind}, and `{on}` is one");
        let help = if names.is_empty() {
            "ask about a scope of the kind that it is for".to_owned()
        } else {
            format!("ask about one of {}", names.join(", "))
        };
        Refused::new(message, help)
    }

    /// Tells whether a scope is of the very kind that what is asked is defined for.
    fn is_for(&self, wanted: &Wanted, scope: ScopeId) -> bool {
        let capabilities = match &wanted.asked {
            Asked::Capability(id) => vec![*id],
            Asked::Stage(id) => {
                let all = self.model.capabilities_of(*id).into_iter();
                all.map(|(id, _)| id).collect()
            }
            Asked::Operation(_) => return true,
        };
        let capabilities = capabilities
            .iter()
            .filter_map(|id| self.model.capability(*id));
        let mut parts = capabilities.flat_map(|one| &one.parts);
        let kind = self.model.scope(scope).map(|one| one.kind);
        parts.any(|part| Some(part.kind) == kind)
    }

    /// Tells whether a scope is in the environment of another, or below it.
    fn is_near(&self, scope: ScopeId, spot: &Spot) -> bool {
        let environment = |id| self.model.scope(id).and_then(|one| one.environment);
        let here = environment(spot.at.scope);
        here.is_none() || environment(scope) == here
    }
}

fn operation(text: &str) -> Result<Asked, Refused> {
    let filled = text.replace('*', "any");
    if text == "*" || is_well_formed(&filled) {
        return Ok(Asked::Operation(Pattern::new(text)));
    }
    Err(Refused::new(
        format!("`{text}` is neither an operation nor a pattern of operations"),
        "write it as Azure does, such as `Microsoft.Storage/storageAccounts/read`",
    ))
}

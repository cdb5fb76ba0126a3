//! The one namespace of a policy set, and finding what a name means.

use smol_str::SmolStr;

use super::nearest::nearest_within;
use super::substitute::is_name_path;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{
    CapabilityId, Declared, DeclaredId, EnvironmentId, PrincipalId, RoleId, ScopeId, StageId,
};
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::ast::{Declaration, Item, MemberKind, Name, Thing};

/// Every name and what it stands for.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Every declared name.
    pub(super) declared: HashMap<SmolStr, DeclaredId>,
    pub(super) environments: HashMap<SmolStr, EnvironmentId>,
    /// The instances of a scope's name.
    pub(super) scopes: HashMap<SmolStr, Vec<(Option<EnvironmentId>, ScopeId)>>,
    /// The instances of an identity's name.
    pub(super) principals: HashMap<SmolStr, Vec<(Option<EnvironmentId>, PrincipalId)>>,
    pub(super) capabilities: HashMap<SmolStr, CapabilityId>,
    pub(super) stages: HashMap<SmolStr, StageId>,
    pub(super) roles: HashMap<SmolStr, RoleId>,
    /// What is declared by text that could not be read.
    pub(super) broken: HashSet<SmolStr>,
    /// The scopes directly below each scope.
    pub(super) children: HashMap<ScopeId, Vec<ScopeId>>,
    /// Resource groups that are not declared, by lower-case id.
    pub(super) groups: HashMap<SmolStr, ScopeId>,
    /// The resource group that an environment names for its resources.
    pub(super) default_groups: HashMap<EnvironmentId, (SmolStr, Span)>,
    /// Global `let`s.
    pub(super) variables: HashMap<SmolStr, SmolStr>,
    /// `let`s of each environment.
    pub(super) environment_variables: HashMap<(EnvironmentId, SmolStr), SmolStr>,
    /// What was probably meant by each unknown name, by what was wanted.
    meant: HashMap<(SmolStr, SmolStr), Option<String>>,
}

/// Returns the keyword, the full name and the name's place of what an item declares.
fn naming(item: &Item) -> Option<(&str, SmolStr, Span)> {
    let (keyword, name) = match &item.declaration {
        Declaration::Resource(thing) => {
            return Some((&thing.kind.text, path(thing), thing.name.span));
        }
        Declaration::Identity(thing) => (thing.kind.text.as_str(), &thing.name),
        Declaration::Capability(capability) => ("capability", &capability.name),
        Declaration::Stage(stage) => ("stage", &stage.name),
        Declaration::Role(role) => ("role", &role.name),
        Declaration::Baseline(baseline) => ("baseline", &baseline.name),
        Declaration::Template(template) => ("template", &template.name),
        _ => return None,
    };
    Some((keyword, name.text.clone(), name.span))
}

/// Returns the name under which a resource is known: `churn.gpu` for `compute gpu in churn`.
pub(super) fn path(thing: &Thing) -> SmolStr {
    match thing.within.first() {
        Some(parent) if matches!(thing.kind.text.as_str(), "compute" | "endpoint") => {
            smol_str::format_smolstr!("{}.{}", parent.path, thing.name.text)
        }
        _ => thing.name.text.clone(),
    }
}

impl Resolver<'_> {
    /// Enters every declared name.
    pub(super) fn declare(&mut self, placed: &mut [Placed<'_>], standard: bool) {
        for one in placed {
            let Some((keyword, name, name_span)) = naming(&one.item) else {
                continue;
            };
            let declared = Declared {
                keyword: keyword.into(),
                name,
                name_span,
                span: one.item.span,
                docs: one.item.docs.as_ref().map(|docs| docs.text.clone()),
                made_by: one.made_by,
                standard,
                replaces_standard: false,
                references: 0,
            };
            one.declared = self.enter(declared);
            if let (Some(id), Declaration::Resource(thing)) = (one.declared, &one.item.declaration)
            {
                self.declare_children(thing, id);
            }
        }
    }

    fn declare_children(&mut self, parent: &Thing, id: DeclaredId) {
        let (prefix, made_by) = match self.model.declaration(id) {
            Some(declared) => (declared.name.clone(), declared.made_by),
            None => return,
        };
        for member in parent.body.iter().flat_map(|body| &body.members) {
            let MemberKind::Child(child) = &member.kind else {
                continue;
            };
            self.enter(Declared {
                keyword: child.kind.text.clone(),
                name: smol_str::format_smolstr!("{prefix}.{}", child.name.text),
                name_span: child.name.span,
                span: member.span,
                docs: member.docs.as_ref().map(|docs| docs.text.clone()),
                made_by,
                standard: false,
                replaces_standard: false,
                references: 0,
            });
        }
    }

    /// Enters one name; the second of two equal ones is reported and left out.
    fn enter(&mut self, declared: Declared) -> Option<DeclaredId> {
        let first = self.names.declared.get(&declared.name).copied();
        if declared.standard
            && let Some(first) = first.and_then(|id| self.model.declared.get_mut(id.index()))
        {
            first.replaces_standard = true;
            return None;
        }
        if let Some(first) = first.and_then(|id| self.model.declaration(id)) {
            if !declared.standard {
                let found = duplicate(&declared, first);
                self.report(found);
            }
            return None;
        }
        let id = DeclaredId::new(self.model.declared.len());
        self.names.declared.insert(declared.name.clone(), id);
        self.model.declared.push(declared);
        Some(id)
    }

    /// Counts a reference to a declaration.
    pub(super) fn refer(&mut self, name: &str) {
        let id = self.names.declared.get(name);
        if let Some(declared) = id.and_then(|id| self.model.declared.get_mut(id.index())) {
            declared.references += 1;
        }
    }

    /// Finds a capability by name.
    pub(super) fn find_capability(&mut self, name: &Name) -> Option<CapabilityId> {
        self.refer(&name.text);
        let found = self.names.capabilities.get(&name.text).copied();
        if found.is_none() {
            self.unknown(&name.text, name.span, "capability");
        }
        found
    }

    /// Finds a stage by name.
    pub(super) fn find_stage(&mut self, name: &Name) -> Option<StageId> {
        self.refer(&name.text);
        let found = self.names.stages.get(&name.text).copied();
        if found.is_none() {
            self.unknown(&name.text, name.span, "stage");
        }
        found
    }

    /// Finds an environment by name.
    pub(super) fn find_environment(&mut self, name: &Name) -> Option<EnvironmentId> {
        self.refer(&name.text);
        let found = self.names.environments.get(&name.text).copied();
        if found.is_none() {
            self.unknown(&name.text, name.span, "environment");
        }
        found
    }

    /// Reports a name that does not mean what is needed here.
    pub(super) fn unknown(&mut self, name: &str, span: Span, wanted: &str) {
        let other = self
            .names
            .declared
            .get(name)
            .and_then(|id| self.model.declaration(*id));
        let first = name.split('.').next().unwrap_or(name);
        let found = match other {
            // A declaration that was broken itself has been reported already.
            None if self.names.broken.contains(first) => return,
            // So has a name of another shape, unless a role of Azure may be meant.
            None if wanted != "stage or role" && !is_name_path(name) => return,
            Some(other) if fits(&other.keyword, wanted) => return,
            Some(other) => wrong_kind(name, span, wanted, other),
            None => {
                let near = self.meant(name, wanted);
                let found = unknown_name(name, span, wanted, near);
                self.unsearched(found)
            }
        };
        self.report(found);
    }

    /// Finds the name that was probably meant by an unknown one.
    fn meant(&mut self, name: &str, wanted: &str) -> Option<String> {
        let key = (SmolStr::from(wanted), SmolStr::from(name));
        if let Some(known) = self.names.meant.get(&key) {
            return known.clone();
        }
        if self.search.is_empty() {
            return None;
        }
        // Those that do not fit have to be looked at as well.
        self.search
            .take(self.model.declared.len().saturating_mul(8));
        let near = nearest_within(&self.search, name, self.names_for(wanted));
        if !self.search.is_empty() {
            self.names.meant.insert(key, near.clone());
        }
        near
    }

    /// Says with a finding about an unknown name that none like it was looked for, where so many
    /// names are unknown.
    pub(super) fn unsearched(&self, found: Diagnostic) -> Diagnostic {
        let suggests = found.remedies.iter().any(|one| !one.edits.is_empty());
        if suggests || !self.search.is_empty() {
            return found;
        }
        found.note("so many names are unknown that none like this one was looked for")
    }

    /// Lists the names that could stand where a kind of thing is needed.
    fn names_for<'n>(&'n self, wanted: &'n str) -> impl Iterator<Item = &'n str> {
        let declared = self.model.declared.iter();
        let fitting = declared.filter(move |declared| fits(&declared.keyword, wanted));
        let own = self
            .names
            .principals
            .keys()
            .filter(move |_| wanted == "identity");
        let fitting = fitting.map(|declared| declared.name.as_str());
        fitting.chain(own.map(SmolStr::as_str))
    }
}

/// Tells whether a declaration with this keyword may stand where `wanted` is needed.
fn fits(keyword: &str, wanted: &str) -> bool {
    match wanted {
        "identity" => crate::model::PrincipalKind::of(keyword).is_some(),
        "scope" => crate::model::Kind::of(keyword).is_some(),
        "stage or role" => matches!(keyword, "stage" | "role"),
        "capability or stage" => matches!(keyword, "stage" | "capability"),
        _ => keyword == wanted,
    }
}

fn duplicate(declared: &Declared, first: &Declared) -> Diagnostic {
    let message = format!("`{}` is declared twice", declared.name);
    let found = Diagnostic::new(
        codes::DUPLICATE_NAME,
        Severity::Error,
        declared.name_span,
        message,
    )
    .label("declared again here")
    .related(
        first.name_span,
        format!("first declared here, as {}", a(&first.keyword)),
    );
    let Some(used) = declared.made_by else {
        let other = declared.name.rsplit('.').next().unwrap_or(&declared.name);
        let edit = Edit::replace(declared.name_span, format!("{other}-2"));
        return found.suggest("give one of them another name", vec![edit]);
    };
    let found = found.related(used, "a template makes it here");
    let found = match first.made_by {
        Some(first) if first != used => found.related(first, "a template made the first here"),
        _ => found,
    };
    found.help("give one of them another name, by a parameter for example")
}

/// Puts the right article before a keyword.
pub(super) fn a(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

fn wrong_kind(name: &str, span: Span, wanted: &str, other: &Declared) -> Diagnostic {
    let message = format!(
        "`{name}` is {}, and {} is needed here",
        a(&other.keyword),
        a(wanted)
    );
    Diagnostic::new(codes::WRONG_KIND, Severity::Error, span, message)
        .related(other.name_span, "declared here")
        .help(format!("name {} instead", a(wanted)))
}

fn unknown_name(name: &str, span: Span, wanted: &str, near: Option<String>) -> Diagnostic {
    let message = format!("nothing declares {} `{name}`", a(wanted));
    let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, span, message);
    match near {
        Some(near) => found.suggest(
            format!("did you mean `{near}`?"),
            vec![Edit::replace(span, near)],
        ),
        None => found.help(format!(
            "declare {} `{name}`, or correct the name",
            a(wanted)
        )),
    }
}

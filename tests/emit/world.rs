//! Compiled policies made by hand.

use rolewright::compile::{
    Assignment, Compiled, CompiledRole, CompiledRoleId, Provenance, Source, names,
};
use rolewright::emit::{Artefact, Format, artefacts};
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{
    DeclaredId, Environment, EnvironmentId, Grant, Granted, Kind, Level, Model, Principal,
    PrincipalId, PrincipalKind, RoleId, Scope, ScopeId, Statement, StatementId, Tier,
};
use rolewright::source::{FileId, Origin, Sources, Span};

/// A model with what it compiles to.
pub(crate) struct World {
    pub(crate) model: Model,
    pub(crate) compiled: Compiled,
    pub(crate) sources: Sources,
}

pub(crate) const DEV: &str = "/subscriptions/11111111-1111-1111-1111-111111111111";
pub(crate) const PROD: &str = "/subscriptions/33333333-3333-3333-3333-333333333333";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

impl World {
    pub(crate) fn new() -> Self {
        let mut model = Model::default();
        model.policy.name = "contoso-ml".into();
        model.policy.tenant = Some("99999999-9999-9999-9999-999999999999".into());
        let mut sources = Sources::default();
        sources.add("policies/team.rw", "line\n".repeat(400), Origin::Policy);
        Self {
            model,
            compiled: Compiled::default(),
            sources,
        }
    }

    /// A span on a line of the policy.
    pub(crate) fn line(number: u32) -> Span {
        Span::new(FileId::new(0), (number - 1) * 5, (number - 1) * 5 + 4)
    }

    pub(crate) fn environment(&mut self, name: &str, ids: &[&str]) -> EnvironmentId {
        let environment = EnvironmentId::new(self.model.environments.len());
        let scopes = ids.iter().map(|id| self.scope(id)).collect();
        self.model.environments.push(Environment {
            declared: DeclaredId::new(0),
            name: name.into(),
            tier: Some(Tier::Development),
            says_tier: true,
            scopes,
            labels: Vec::new(),
        });
        environment
    }

    pub(crate) fn scope(&mut self, id: &str) -> ScopeId {
        let known = self.model.scopes.iter().position(|scope| scope.id == id);
        if let Some(known) = known {
            return ScopeId::new(known);
        }
        let level = match id.split('/').count() {
            3 => Level::Subscription,
            5 if id.starts_with("/providers") => Level::ManagementGroup,
            5 => Level::ResourceGroup,
            _ => Level::Resource,
        };
        self.model.scopes.push(Scope {
            kind: Kind::Resource,
            declared: None,
            name: id.rsplit('/').next().unwrap().into(),
            environment: None,
            parent: None,
            level,
            id: id.into(),
            labels: Vec::new(),
            links: Vec::new(),
            properties: Vec::new(),
            identity: None,
            runs_as: None,
            span: Self::line(1),
        });
        ScopeId::new(self.model.scopes.len() - 1)
    }

    pub(crate) fn principal(
        &mut self,
        kind: PrincipalKind,
        name: &str,
        object_id: Option<&str>,
    ) -> PrincipalId {
        self.model.principals.push(Principal {
            kind,
            declared: DeclaredId::new(0),
            name: name.into(),
            environment: None,
            object_id: object_id.map(Into::into),
            object_id_span: None,
            app_id: None,
            upn: None,
            azure_name: None,
            scope: None,
            implicit_of: None,
            members: Vec::new(),
            member_of: Vec::new(),
            labels: Vec::new(),
            secret_expires: None,
            federated: Vec::new(),
            span: Self::line(2),
        });
        PrincipalId::new(self.model.principals.len() - 1)
    }

    /// Adds a custom role; the description gets the ownership marker as the compiler adds it.
    pub(crate) fn role(&mut self, key: &str, block: Block, scopes: &[&str]) -> CompiledRoleId {
        self.compiled.roles.push(CompiledRole {
            key: key.into(),
            provenance: Provenance::Written(RoleId::new(0)),
            guid: names::guid(&["99999999-9999-9999-9999-999999999999", "contoso-ml", key]),
            display_name: format!("rw contoso-ml {key}").into(),
            description: format!("What {key} needs. [rw:contoso-ml:{key}]").into(),
            tier: None,
            blocks: vec![block],
            assignable_scopes: scopes.iter().map(|scope| (*scope).into()).collect(),
            origins: vec![Self::line(3)],
        });
        CompiledRoleId::new(self.compiled.roles.len() - 1)
    }

    pub(crate) fn built_in(&mut self, guid: &str, name: &str) -> CompiledRoleId {
        let role = self.role(&format!("built-in/{guid}"), block(&["*/read"]), &[]);
        let built_in = &mut self.compiled.roles[role.index()];
        built_in.provenance = Provenance::BuiltIn;
        built_in.guid = guid.into();
        built_in.display_name = name.into();
        role
    }

    /// Assigns a role by a grant on a line of the policy.
    pub(crate) fn assign(
        &mut self,
        principal: PrincipalId,
        role: CompiledRoleId,
        scope: &str,
        line: u32,
    ) {
        let scope = self.scope(scope);
        let statement = StatementId::new(self.model.statements.len());
        self.model.statements.push(Statement {
            what: Granted::Role(RoleId::new(0)),
            written: smol_str::SmolStr::default(),
            what_span: Self::line(line),
            span: Self::line(line),
            made_by: None,
            because: None,
            until: None,
            keep: false,
            eligible: false,
            longest: None,
            approvers: Vec::new(),
            condition: None,
            terms: Vec::new(),
        });
        self.model.grants.push(Grant {
            statement,
            principal,
            to_span: Self::line(line),
            on: scope,
            on_span: Self::line(line),
            bindings: Vec::new(),
        });
        self.compiled.sources.push(Source {
            grant: self.model.grants.len() - 1,
            binding: 0,
        });
        self.compiled.assignments.push(Assignment {
            principal,
            role,
            scope,
            description: format!("[rw:contoso-ml:grant-{line}]").into(),
            sources: vec![self.compiled.sources.len() - 1],
        });
    }

    pub(crate) fn artefacts(&self, formats: &[Format]) -> Vec<Artefact> {
        artefacts(&self.model, &self.compiled, &self.sources, formats)
    }
}

pub(crate) fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(Pattern::new).collect()
}

pub(crate) fn block(actions: &[&str]) -> Block {
    Block {
        actions: patterns(actions),
        ..Block::default()
    }
}

/// One of everything that emitters tell apart: levels, known and unknown principals, built-in,
/// custom and existing roles, one role in two subscriptions, several resources of one group.
pub(crate) fn small() -> World {
    let mut world = World::new();
    world.environment("dev", &[DEV]);
    world.environment("prod", &[&format!("{PROD}/resourceGroups/rg-churn-prod")]);
    let management = "/providers/Microsoft.Management/managementGroups/mg-ml";
    let group = format!("{DEV}/resourceGroups/rg-churn-dev");
    let workspace = "providers/Microsoft.MachineLearningServices/workspaces";
    let container = "providers/Microsoft.Storage/storageAccounts/stchurndev01/blobServices/default/containers/raw";
    let there = format!("{PROD}/resourceGroups/rg-churn-prod/{workspace}/mlw-churn-prd01");
    let people = world.principal(
        PrincipalKind::Group,
        "data-scientists",
        Some("aaaaaaaa-0000-4000-8000-000000000001"),
    );
    let trainer = world.principal(PrincipalKind::ManagedIdentity, "trainer", None);
    world.model.principals[trainer.index()].environment = Some(EnvironmentId::new(0));
    world.model.principals[trainer.index()].azure_name = Some("id-churn-train-dev".into());
    let reader = world.built_in(READER, "Reader");
    let data = Block {
        actions: patterns(&["Microsoft.Storage/storageAccounts/blobServices/containers/read"]),
        data_actions: patterns(&[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        ]),
        ..Block::default()
    };
    let data = world.role(
        "train/container/raw/development",
        data,
        &[&format!("{group}/{container}")],
    );
    let jobs = Block {
        actions: patterns(&["Microsoft.MachineLearningServices/workspaces/*"]),
        not_actions: patterns(&["Microsoft.MachineLearningServices/workspaces/delete"]),
        ..Block::default()
    };
    let jobs = world.role("role/jobs", jobs, &[DEV, &there]);
    world.assign(people, reader, management, 10);
    world.assign(people, jobs, DEV, 11);
    world.assign(trainer, jobs, &group, 12);
    world.assign(people, data, &format!("{group}/{container}"), 13);
    world.assign(trainer, data, &format!("{group}/{container}"), 14);
    world.assign(trainer, jobs, &there, 15);
    world
}

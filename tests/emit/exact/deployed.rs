//! What the emitted templates give, read by readers that know nothing of the emitters.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::emit::{Format, artefacts};
use rolewright::model::Model;
use rolewright::model::permission::{Block, Pattern};
use rolewright::source::Sources;
use serde_json::Value;

/// Who has a role where: the principal by name, the scope in lower case, the role's id.
type Tuple = (String, String, String);

/// Everything that the ARM templates of a policy set write.
#[derive(Default)]
pub(super) struct Deployed {
    pub(super) roles: BTreeMap<String, Block>,
    pub(super) tuples: BTreeSet<Tuple>,
}

impl Deployed {
    /// Compiles a model and reads back what is emitted; ARM and Bicep must write the same roles.
    pub(super) fn of(model: &Model) -> Self {
        let compiled = compile(model, Catalog::embedded(), None);
        let formats = [Format::Arm, Format::Bicep];
        let written = artefacts(model, &compiled, &Sources::default(), &formats);
        let (mut deployed, mut bicep) = (Self::default(), BTreeMap::new());
        for artefact in &written {
            if artefact.path.starts_with("bicep/") {
                bicep_roles(&artefact.text, &mut bicep);
            } else if let Some(scope) = &artefact.deployed_at {
                let template: Value = serde_json::from_str(&artefact.text).unwrap();
                deployed.template(&template, scope);
            }
        }
        assert_eq!(deployed.roles, bicep, "Bicep and ARM differ");
        deployed
    }

    /// The blocks of a role, whether written here or Azure's own.
    pub(super) fn blocks(&self, role: &str) -> Vec<Block> {
        let known = self.roles.get(role).map(|block| vec![block.clone()]);
        known.unwrap_or_else(|| {
            let built_in = Catalog::embedded().builtin_by_id(role);
            built_in.expect("neither written nor built in").blocks()
        })
    }

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
                    self.assignment(resource, deployed_at);
                }
                other => panic!("unknown type {other}"),
            }
        }
    }

    fn assignment(&mut self, resource: &Value, deployed_at: &str) {
        let properties = &resource["properties"];
        let scope = resource.get("scope").and_then(Value::as_str);
        let scope = scope.map_or(String::new(), |text| below_group(&quoted(text)));
        let principal = properties["principalId"].as_str().unwrap();
        let named = quoted(principal).pop();
        let role = quoted(properties["roleDefinitionId"].as_str().unwrap());
        let fresh = self.tuples.insert((
            named.unwrap_or_else(|| principal.to_owned()),
            format!("{deployed_at}{scope}").to_lowercase(),
            role.last().unwrap().clone(),
        ));
        assert!(fresh, "assigned twice");
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

/// Reads the role definitions of a Bicep file line by line.
fn bicep_roles(text: &str, roles: &mut BTreeMap<String, Block>) {
    let whole = text.split("\nresource ").skip(1);
    for one in whole.filter(|one| one.contains("'Microsoft.Authorization/roleDefinitions@")) {
        let mut lines = one.lines().map(str::trim);
        let (mut guid, mut block) = (None, Block::default());
        while let Some(line) = lines.next() {
            let list = match line.split(':').next().unwrap() {
                "name" => {
                    guid = guid.or_else(|| quoted(line).pop());
                    continue;
                }
                "actions" => &mut block.actions,
                "notActions" => &mut block.not_actions,
                "dataActions" => &mut block.data_actions,
                "notDataActions" => &mut block.not_data_actions,
                _ => continue,
            };
            if line.ends_with('[') {
                let entries = lines.by_ref().take_while(|entry| *entry != "]");
                list.extend(entries.map(|entry| Pattern::new(quoted(entry).pop().unwrap())));
            }
        }
        assert!(
            roles.insert(guid.unwrap(), block).is_none(),
            "written twice"
        );
    }
}

//! Roles as large tenants have them: built-in ones, and custom ones of wildcards and exceptions.

use rolewright::access::Role;
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::generated::Dice;

const BUILT_IN: usize = 40;
const CUSTOM: usize = 160;
/// What most teams hold.
const EVERYWHERE: [&str; 3] = ["Reader", "Contributor", "AzureML Data Scientist"];
/// What the custom roles speak of.
const PROVIDERS: [&str; 6] = [
    "Microsoft.MachineLearningServices/",
    "Microsoft.Storage/",
    "Microsoft.KeyVault/",
    "Microsoft.ContainerRegistry/",
    "Microsoft.Insights/",
    "Microsoft.Network/",
];

/// Makes the roles: 40 built-in ones, and 160 of one to three blocks.
pub(crate) fn roles() -> Vec<Role> {
    let catalog = Catalog::embedded();
    let mut dice = Dice(5);
    let all: Vec<_> = catalog.builtin_roles().collect();
    let known = EVERYWHERE
        .iter()
        .filter_map(|name| catalog.builtin_by_name(name));
    let drawn = (EVERYWHERE.len()..BUILT_IN).map(|_| all[dice.below(all.len())]);
    let built_in: Vec<_> = known.chain(drawn).collect();
    let mut roles: Vec<Role> = Vec::new();
    for one in built_in {
        roles.push(role(one.name(), one.id(), false, one.blocks()));
    }
    for index in 0..CUSTOM {
        let count = [1, 1, 1, 2, 3][dice.below(5)];
        let blocks = (0..count).map(|_| block(catalog, &mut dice)).collect();
        let guid = format!("bbbbbbbb-0000-4000-8000-{index:012}");
        roles.push(role(&format!("Team role {index}"), &guid, true, blocks));
    }
    roles
}

pub(crate) fn role(name: &str, guid: &str, custom: bool, blocks: Vec<Block>) -> Role {
    Role {
        name: name.into(),
        guid: guid.into(),
        stage: None,
        custom,
        assignable: Vec::new(),
        blocks,
    }
}

/// Two to nine patterns of one provider, and sometimes an exception.
fn block(catalog: &Catalog, dice: &mut Dice) -> Block {
    let range = catalog.prefix(PROVIDERS[dice.below(PROVIDERS.len())]);
    let ids: Vec<_> = catalog.ids().collect();
    let mut draw = || {
        let id = ids[range.start as usize + dice.below(range.len())];
        let name = catalog.name(id);
        let verb = name.rsplit('/').next().unwrap_or(name);
        let kind = name.split('/').take(2).collect::<Vec<_>>().join("/");
        let text = match dice.below(4) {
            0 => format!("{kind}/*/{verb}"),
            1 if dice.below(3) == 0 => format!("{kind}/*"),
            _ => name.to_owned(),
        };
        (catalog.plane(id), Pattern::new(text), dice.below(8))
    };
    let mut block = Block::default();
    let count = 2 + draw().2;
    for _ in 0..count {
        match draw() {
            (Plane::Control, pattern, _) => block.actions.push(pattern),
            (Plane::Data, pattern, _) => block.data_actions.push(pattern),
        }
    }
    if let (Plane::Control, pattern, 0..3) = draw() {
        block.not_actions.push(pattern);
    }
    block
}

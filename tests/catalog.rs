//! Tests of `catalog`.
#![expect(
    clippy::disallowed_methods,
    reason = "the source tables are read from disk"
)]

mod command;
mod labels;
mod named;
mod refresh;

use std::collections::BTreeMap;
use std::path::Path;

use rolewright::catalog::build::{self, Sources, Tables};
use rolewright::catalog::{Access, Catalog, Error, Evidence, OperationId, Risk};
use rolewright::model::permission::{Pattern, Plane};

pub(crate) fn table(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/data");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn rebuilt() -> Vec<u8> {
    let [operations, retired, roles, aliases, judgements, state] = build::FILES.map(table);
    build::from_tables(&Sources {
        operations: &operations,
        retired: &retired,
        roles: &roles,
        aliases: &aliases,
        rules: &judgements,
        state: &state,
    })
    .unwrap()
}

/// Rows of `operations.tsv`: name, plane, evidence, casing.
fn rows(text: &str) -> Vec<(&str, Plane, &str, &str)> {
    let lines = text
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let plane = |word| {
        if word == "dataAction" {
            Plane::Data
        } else {
            Plane::Control
        }
    };
    lines
        .map(|row| (row[0], plane(row[1]), row[2], row[3]))
        .collect()
}

#[test]
fn the_embedded_bytes_equal_a_rebuild_from_the_committed_tables() {
    let rebuilt = rebuilt();
    assert!(
        rebuilt == Catalog::embedded().bytes(),
        "run `cargo run -- catalog build --from src/catalog/data --out src/catalog/data/catalog.bin`"
    );
    assert!(Catalog::open(Catalog::embedded().bytes()).is_ok());
}

#[test]
fn every_row_is_found_in_any_casing() {
    let catalog = Catalog::embedded();
    let text = table("operations.tsv");
    let rows = rows(&text);
    assert_eq!((rows.len(), catalog.len()), (22_644, 22_644));
    for (name, plane, evidence, casing) in rows {
        let id = catalog
            .find(plane, name)
            .unwrap_or_else(|| panic!("{name}"));
        assert_eq!(catalog.find(plane, &name.to_ascii_lowercase()), Some(id));
        assert_eq!(catalog.find(plane, &name.to_ascii_uppercase()), Some(id));
        let operation = catalog.operation(id);
        assert_eq!((operation.name, operation.plane), (name, plane));
        assert_eq!(operation.evidence.word(), evidence);
        assert_eq!(operation.registered_casing, casing == "provider");
    }
    assert_eq!(
        catalog.find(Plane::Control, "Microsoft.Storage/storageAccounts/nonsense"),
        None
    );
    assert_eq!(catalog.find(Plane::Control, ""), None);
    assert_eq!(catalog.find(Plane::Control, "zzzz/zzzz"), None);
    assert_eq!(catalog.operation(OperationId(u32::MAX)).name, "");
}

#[test]
fn a_name_on_both_planes_is_two_operations() {
    let catalog = Catalog::embedded();
    let names = [
        "Microsoft.ApiCenter/services/workspaces/apis/versions/definitions/exportSpecification/action",
        "Microsoft.Experimentation/experimentWorkspaces/read",
        "Microsoft.KeyVault/vaults/keys/read",
        "Microsoft.OnlineExperimentation/workspaces/delete",
        "Microsoft.OnlineExperimentation/workspaces/read",
    ];
    for name in names {
        let control = catalog.find(Plane::Control, name).unwrap();
        let data = catalog.find(Plane::Data, name).unwrap();
        assert_eq!(catalog.named(name), control.0..data.0 + 1);
        assert_eq!(
            catalog.known_in_other_plane(Plane::Control, name),
            Some(data)
        );
    }
    let pairs = catalog.ids().zip(catalog.ids().skip(1));
    let twice =
        pairs.filter(|(id, next)| catalog.name(*id).eq_ignore_ascii_case(catalog.name(*next)));
    assert_eq!(twice.count(), names.len());
    let blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    assert_eq!(catalog.find(Plane::Control, blobs), None);
    assert!(
        catalog
            .known_in_other_plane(Plane::Control, blobs)
            .is_some()
    );
}

#[test]
fn prefixes_last_segments_and_planes_agree_with_a_plain_scan() {
    let catalog = Catalog::embedded();
    let all: Vec<_> = catalog.operations().collect();
    let names: Vec<String> = all
        .iter()
        .map(|(_, found)| found.name.to_ascii_lowercase())
        .collect();
    assert!(names.is_sorted());
    let prefixes = [
        "",
        "a",
        "zz",
        "Microsoft.",
        "microsoft.web/",
        "MICROSOFT.WEB",
        "Microsoft.Compute/virtualMachine",
    ];
    for prefix in prefixes {
        let lower = prefix.to_ascii_lowercase();
        let scanned: Vec<usize> = (0..names.len())
            .filter(|at| names[*at].starts_with(&lower))
            .collect();
        let range = catalog.prefix(prefix);
        assert_eq!(
            range.clone().map(|id| id as usize).collect::<Vec<_>>(),
            scanned,
            "{prefix}"
        );
    }
    for last in ["read", "WRITE", "delete", "action", "networkApiAccess"] {
        let ending = format!("/{}", last.to_ascii_lowercase());
        let scanned: Vec<usize> = (0..names.len())
            .filter(|at| names[*at].ends_with(&ending))
            .collect();
        assert_eq!(
            catalog
                .last_segment_set(last)
                .unwrap()
                .ones()
                .collect::<Vec<_>>(),
            scanned
        );
    }
    assert!(catalog.last_segment_set("nonsense").is_none());
    for (id, operation) in all {
        assert!(catalog.plane_set(operation.plane).contains(id.index()));
    }
    let both = catalog.plane_set(Plane::Control).count_ones(..)
        + catalog.plane_set(Plane::Data).count_ones(..);
    assert_eq!(both, catalog.len());
}

#[test]
fn providers_are_known_by_their_whole_name() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.providers().count(), 317);
    assert!(
        catalog
            .providers()
            .all(|provider| catalog.has_provider(provider))
    );
    assert!(catalog.has_provider("microsoft.WEB"));
    assert!(!catalog.has_provider("Microsoft.We"));
    assert!(!catalog.has_provider("Microsoft."));
    assert_eq!(
        catalog.nearest_provider("Microsoft.Storge"),
        Some("Microsoft.Storage")
    );
}

#[test]
fn retired_names_are_remembered_and_are_not_known() {
    let catalog = Catalog::embedded();
    let text = table("operations_retired.tsv");
    assert_eq!(catalog.all_retired().count(), 1_382);
    for line in text.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let retired = catalog.retired(&row[0].to_ascii_uppercase()).unwrap();
        assert_eq!(retired.name, row[0]);
        assert_eq!(retired.last_seen.unwrap_or(""), row[2]);
        assert_eq!(catalog.find(retired.plane, row[0]), None);
    }
    assert!(
        catalog
            .retired("Microsoft.Storage/storageAccounts/read")
            .is_none()
    );
}

#[test]
fn built_in_roles_are_kept_exactly_as_published() {
    let catalog = Catalog::embedded();
    let published: serde_json::Value = serde_json::from_str(&table("builtin_roles.json")).unwrap();
    let published: BTreeMap<&str, &serde_json::Value> = published
        .as_array()
        .unwrap()
        .iter()
        .map(|role| (role["id"].as_str().unwrap(), role))
        .collect();
    assert_eq!((published.len(), catalog.builtin_roles().len()), (928, 928));
    for (id, role) in published {
        let found = catalog.builtin_by_id(&id.to_uppercase()).unwrap();
        let name = role["name"].as_str().unwrap();
        assert_eq!((found.id(), found.name()), (id, name));
        assert_eq!(
            catalog.builtin_by_name(&name.to_uppercase()).unwrap().id(),
            id
        );
        let blocks = role["permissions"].as_array().unwrap();
        assert_eq!(found.block_views().len(), blocks.len());
        for (block, view) in blocks.iter().zip(found.block_views()) {
            let texts = |field: &str| -> Vec<&str> {
                block[field]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|text| text.as_str().unwrap())
                    .collect()
            };
            let decoded = view.decode();
            let same = |list: &[Pattern], field: &str| {
                let list: Vec<&str> = list.iter().map(Pattern::as_str).collect();
                assert_eq!(list, texts(field), "{name}");
            };
            same(&decoded.actions, "actions");
            same(&decoded.not_actions, "notActions");
            same(&decoded.data_actions, "dataActions");
            same(&decoded.not_data_actions, "notDataActions");
            assert_eq!(decoded.condition.as_deref(), block["condition"].as_str());
            assert_eq!(view.condition_version(), block["conditionVersion"].as_str());
        }
    }
    assert!(catalog.builtin_by_name("Nobody").is_none());
    assert!(
        catalog
            .builtin_by_id("ffffffff-ffff-ffff-ffff-ffffffffffff")
            .is_none()
    );
}

#[test]
fn literal_patterns_of_built_in_roles_know_their_operation() {
    let catalog = Catalog::embedded();
    let mut literal = 0;
    for role in catalog.builtin_roles() {
        for block in role.block_views() {
            for plane in [Plane::Control, Plane::Data] {
                for pattern in block.granted(plane).chain(block.cut(plane)) {
                    assert_eq!(
                        pattern.operation,
                        catalog.find(plane, pattern.text.trim_end())
                    );
                    literal += usize::from(pattern.operation.is_some());
                }
            }
        }
    }
    assert!(literal > 8_000, "{literal}");
}

#[test]
fn an_empty_catalogue_answers_everything_with_nothing() {
    let bytes = build::encode(&Tables::default()).unwrap();
    let built = Catalog::open(Box::leak(bytes.into_boxed_slice())).unwrap();
    for catalog in [built, Catalog::empty()] {
        assert!(catalog.is_empty());
        assert_eq!(
            catalog.find(Plane::Control, "Microsoft.Storage/storageAccounts/read"),
            None
        );
        assert_eq!(catalog.prefix(""), 0..0);
        assert!(
            catalog
                .nearest("Microsoft.Storage/storageAccounts/read", 3)
                .is_empty()
        );
        assert!(catalog.retired("a/b").is_none());
        assert!(catalog.builtin_by_name("Owner").is_none());
        assert!(catalog.builtin_alias("Owner").is_none());
        assert_eq!(catalog.plane_set(Plane::Data).count_ones(..), 0);
    }
}

#[test]
fn damaged_bytes_are_an_error_and_never_a_panic() {
    let small = Tables {
        state: "2026-01-01".to_owned(),
        ..Tables::read(&Sources {
            operations: "head\nA.B/c/read\taction\trole\tprovider\nA.B/c/write\tdataAction\tarm\trole\n",
            roles: r#"[{"id":"1","name":"R","permissions":[{"actions":["A.B/*"],"notActions":["A.B/c/read"],"dataActions":[],"notDataActions":[]}]}]"#,
            ..Sources::default()
        })
        .unwrap()
    };
    let bytes = build::encode(&small).unwrap();
    let leak = |bytes: Vec<u8>| -> &'static [u8] { Box::leak(bytes.into_boxed_slice()) };
    assert!(Catalog::open(leak(bytes.clone())).is_ok());
    for length in 0..bytes.len() {
        assert!(
            Catalog::open(leak(bytes[..length].to_vec())).is_err(),
            "cut at {length}"
        );
    }
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Catalog::open(leak(flipped)).is_err(), "bit {bit}");
    }
    assert_eq!(Catalog::open(b"nonsense").unwrap_err(), Error::NotACatalog);
}

#[test]
fn words_and_levels_are_each_other_s_inverse() {
    assert!(
        Access::ALL
            .iter()
            .all(|access| Access::from_word(access.word()) == Some(*access))
    );
    assert!(
        Risk::ALL
            .iter()
            .all(|risk| Risk::from_word(risk.word()) == Some(*risk))
    );
    assert!(
        Evidence::ALL
            .iter()
            .all(|kind| Evidence::from_word(kind.word()) == Some(*kind))
    );
    assert!(Risk::ALL.is_sorted_by_key(|risk| risk.weight()));
    assert!(Evidence::Docs.is_sure() && !Evidence::Default.is_sure());
}

#[test]
fn the_nearest_names_are_the_ones_that_were_meant() {
    let catalog = Catalog::embedded();
    let first = |name: &str| catalog.nearest(name, 3).first().copied();
    let workspace = "Microsoft.MachineLearningServices/workspaces";
    assert_eq!(
        first(&format!("{workspace}/metadata/codes/read")).map(str::to_lowercase),
        Some(format!("{workspace}/codes/read").to_lowercase())
    );
    assert_eq!(
        first("Microsoft.Storge/storageAccounts/listKey/action"),
        Some("Microsoft.Storage/storageAccounts/listkeys/action")
    );
    assert!(catalog.nearest("nothing", 3).is_empty());
    assert!(catalog.nearest(&"a/".repeat(10_000), 3).is_empty());
}

/// Looks at every name of the provider, and counts every edit.
fn nearest_slowly(wanted: &str, catalog: &Catalog) -> Option<&'static str> {
    let wanted = wanted.to_lowercase();
    let provider = wanted.split_inclusive('/').next().unwrap();
    let names = catalog
        .operations()
        .map(|(_, one)| (one.name.to_lowercase(), one.name));
    let near = names
        .filter(|(lower, _)| lower.starts_with(provider))
        .filter_map(|(lower, name)| {
            let (short, long) = if wanted.len() < lower.len() {
                (&wanted, &lower)
            } else {
                (&lower, &wanted)
            };
            let start = short
                .bytes()
                .zip(long.bytes())
                .take_while(|(one, other)| one == other)
                .count();
            let surplus = long.len() - short.len();
            let is_run = short[start..] == long[start + surplus..] && {
                let run = &long[start..start + surplus];
                run.starts_with('/') || run.ends_with('/')
            };
            let edits = if is_run {
                2
            } else {
                strsim::osa_distance(&wanted, &lower)
            };
            (edits <= 8).then_some((edits, name))
        });
    near.min().map(|(_, name)| name)
}

#[test]
fn the_nearest_name_is_the_one_that_a_slow_search_finds() {
    let catalog = Catalog::embedded();
    let names: Vec<&str> = catalog.operations().map(|(_, one)| one.name).collect();
    for (at, name) in names.iter().enumerate().step_by(names.len() / 20) {
        let cut = name.len() - 1 - at % 9;
        let middle = name.find('/').unwrap() + 1;
        let swapped = format!(
            "{}{}{}",
            &name[..cut - 1],
            &name[cut..=cut],
            &name[cut - 1..cut]
        );
        let wrong = [
            format!("{}x{}", &name[..cut], &name[cut..]),
            format!("{}{}", &name[..cut], &name[cut + 1..]),
            format!("{}other/{}", &name[..middle], &name[middle..]),
            format!("{}thing{at}{}", &name[..cut], &name[cut..]),
            swapped + &name[cut + 1..],
        ];
        for wrong in wrong {
            let near = catalog.nearest(&wrong, 1).first().copied();
            assert_eq!(near, nearest_slowly(&wrong, catalog), "{wrong}");
        }
    }
}

#[test]
fn former_role_names_lead_to_the_role() {
    let catalog = Catalog::embedded();
    let alias = catalog.builtin_alias("azure ai user").unwrap();
    assert_eq!(
        (alias.role.name(), alias.since),
        ("Foundry User", "2026-05")
    );
    assert_eq!(
        alias.role.former_names().collect::<Vec<_>>(),
        ["Azure AI User"]
    );
    for alias in catalog.aliases() {
        assert!(
            catalog.builtin_by_name(alias.former).is_none(),
            "{}",
            alias.former
        );
    }
    assert!(catalog.builtin_alias("Foundry User").is_none());
}

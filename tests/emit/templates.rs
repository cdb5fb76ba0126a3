//! What is written for small policies, in full.

use rolewright::catalog::Catalog;
use rolewright::emit::Format;

use super::world::small;
use crate::support::snapshot;

#[test]
fn every_artefact_of_a_small_policy() {
    let artefacts = small().artefacts(&Format::ALL);
    let paths: Vec<_> = artefacts.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "arm/mg-ml.json",
            "arm/dev.json",
            "arm/prod.json",
            "bicep/mg-ml.bicep",
            "bicep/modules/dev.rg-churn-dev.bicep",
            "bicep/dev.bicep",
            "bicep/prod.bicep",
            "roles/train.container.raw.development.json",
            "roles/role.jobs.json",
            "plan.json",
        ]
    );
    // The catalogue has snapshots of its own: its checksum would only make this one stale.
    let checksum = format!("{:016x}", Catalog::embedded().checksum());
    for artefact in &artefacts {
        let text = artefact.text.replace(&checksum, "[CHECKSUM]");
        snapshot("emit", &artefact.path.replace('/', "."), &text);
    }
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    assert_eq!(
        small().artefacts(&Format::ALL),
        small().artefacts(&Format::ALL)
    );
}

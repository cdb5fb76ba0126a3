//! Steps by changing what others run: images, environments, components, models.

use super::{Edge, Gains, Given, Site};
use crate::model::Kind;
use crate::model::permission::Plane::{Control, Data};

const IMAGES: &str = "github.com/Cloud-Architekt/AzurePrivilegedIAM";
const ASSETS: &str = "learn.microsoft.com/azure/machine-learning/concept-vulnerability-management";
const REUSED: &str = "somebody has to run what was changed";

pub(super) static EDGES: &[Edge] = &[
    Edge {
        name: "CanDeployImage",
        rows: &[28],
        source: IMAGES,
        operations: &[
            (Control, "Microsoft.ContainerRegistry/registries/push/write"),
            (
                Control,
                "Microsoft.ContainerRegistry/registries/importImage/action",
            ),
            (Control, "Microsoft.ContainerRegistry/registries/runs/write"),
            (
                Data,
                "Microsoft.ContainerRegistry/registries/repositories/content/write",
            ),
        ],
        at: Site::Kind(Kind::ContainerRegistry),
        given: Given::Nothing,
        gains: Gains::PullersOfImages,
        says: "replace images that computes and endpoints run",
    },
    Edge {
        name: "CanChangeAssets",
        rows: &[26],
        source: ASSETS,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/environments/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/components/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/models/write",
            ),
        ],
        at: Site::Kind(Kind::Workspace),
        given: Given::Unsaid(REUSED),
        gains: Gains::Workspace,
        says: "change environments, components and models that others run",
    },
    Edge {
        name: "CanPublishAssets",
        rows: &[26],
        source: ASSETS,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/stage/write",
            ),
        ],
        at: Site::Kind(Kind::Registry),
        given: Given::Unsaid(REUSED),
        gains: Gains::UsersOfAssets,
        says: "publish environments, components and models that others run",
    },
    Edge {
        name: "CanRedirectData",
        rows: &[27],
        source: ASSETS,
        operations: &[(
            Control,
            "Microsoft.MachineLearningServices/workspaces/datastores/write",
        )],
        at: Site::Kind(Kind::Workspace),
        given: Given::Unsaid("a job has to read what the datastore points at, and trust it"),
        gains: Gains::Computes,
        says: "point its datastores elsewhere",
    },
];

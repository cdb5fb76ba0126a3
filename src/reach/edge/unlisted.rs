//! Rows of the list of escalation paths that are no step, and why not.

/// A row without a step.
#[derive(Debug)]
pub struct Unlisted {
    /// The row.
    pub row: u8,
    /// What it is about.
    pub what: &'static str,
    /// Why there is no step.
    pub why: &'static str,
}

/// Every row without a step.
pub static UNLISTED: &[Unlisted] = &[
    Unlisted {
        row: 5,
        what: "deleting deny assignments and locks",
        why: "takes away a guard rail and gives no access by itself; rules on roles that weaken guard rails tell it",
    },
    Unlisted {
        row: 11,
        what: "deployments",
        why: "needs the rights for everything that it deploys, which are counted by themselves",
    },
    Unlisted {
        row: 12,
        what: "deployment stacks",
        why: "needs the rights for everything that it deploys; deleting and deny settings give no access",
    },
    Unlisted {
        row: 17,
        what: "reading secrets of a vault",
        why: "is effective access to the secret; what a secret opens is written nowhere in a policy",
    },
    Unlisted {
        row: 34,
        what: "moving subscriptions between management groups",
        why: "changes the tree of scopes; which grants come from the new place is not known offline",
    },
    Unlisted {
        row: 35,
        what: "Azure Lighthouse",
        why: "gives access to principals of another tenant, which a policy set does not name",
    },
    Unlisted {
        row: 37,
        what: "diagnostic settings and purging logs",
        why: "hides traces and gives no access",
    },
    Unlisted {
        row: 38,
        what: "data collection rules",
        why: "which machines a rule reaches is written nowhere in a policy or a snapshot",
    },
    Unlisted {
        row: 39,
        what: "joining networks and approving private endpoints",
        why: "opens a network and gives no access",
    },
    Unlisted {
        row: 41,
        what: "owners of groups and applications in Entra",
        why: "lies outside Resource Manager: neither a policy set nor a snapshot says who owns a group",
    },
];

//! What deploying a policy set as a stack needs besides the rights of the writes themselves, which Azure
//! asks of whoever deploys.

use smol_str::{SmolStr, format_smolstr};

use super::{Held, Limit, Role};

/// The deployment stack of a policy set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stack<'s> {
    /// The scope that it stands at: a subscription or a management group.
    pub scope: &'s str,
    /// It keeps others off what it holds.
    pub denies: bool,
}

/// The roles of whoever plans and of whoever applies a stack, who holds both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacked {
    /// It reads what the stack holds.
    pub plan: Role,
    /// It deploys.
    pub apply: Role,
}

const READ: &str = "Microsoft.Resources/deploymentStacks/read";

/// What deploys. Azure documents that all operations of deployments are needed, and no fewer.
const DEPLOY: [&str; 5] = [
    "Microsoft.Resources/deploymentStacks/write",
    "Microsoft.Resources/deploymentStacksWhatIfResults/delete",
    "Microsoft.Resources/deploymentStacksWhatIfResults/read",
    "Microsoft.Resources/deploymentStacksWhatIfResults/write",
    "Microsoft.Resources/deployments/*",
];

const DENY: &str = "Microsoft.Resources/deploymentStacks/manageDenySetting/action";

/// Returns the roles for a stack.
pub(super) fn of(policy: &str, stack: Stack<'_>) -> Stacked {
    let role = |name: SmolStr, actions: Vec<&'static str>| Role {
        name,
        actions: actions.into_iter().map(SmolStr::new_static).collect(),
        assignable_scopes: vec![stack.scope.into()],
        held: vec![Held {
            scope: stack.scope.into(),
            condition: Limit::Free,
        }],
    };
    let denies = stack.denies.then_some(DENY);
    Stacked {
        plan: role(format_smolstr!("{policy}-stack-reader"), vec![READ]),
        apply: role(
            format_smolstr!("{policy}-stack-writer"),
            denies.into_iter().chain(DEPLOY).collect(),
        ),
    }
}

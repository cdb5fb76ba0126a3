//! The table of rules: one line each declares the module and lists the rule.

use super::rule::Rule;

/// Declares the modules and the table.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    // RW2xx: role definitions, stages and capabilities.
    owner_equal_role,

    // RW3xx: assignments and what is inherited by scope, group and stage.

    // RW4xx: identities and federation.

    // RW50x to RW54x: Azure Machine Learning.

    // RW55x to RW59x: storage, key vaults and registries.

    // RW7xx: environments and separation of duties.

    // RW9xx: the text of the policy.
    unused_declaration,
}

//! How a room declares its codes.

/// Declares the codes of a room, rising, and a list of them all.
macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident = $id:literal $name:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $constant: $crate::diagnostic::Code = $crate::diagnostic::Code { id: $id, name: $name };
        )*

        /// Every code of this room, rising.
        pub const ALL: &[$crate::diagnostic::Code] = &[$($constant),*];
    };
}

pub(crate) use codes;

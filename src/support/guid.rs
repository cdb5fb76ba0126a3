//! The GUIDs that Resource Manager's template function `guid()` makes.

use sha1::{Digest as _, Sha1};
use smol_str::{SmolStr, ToSmolStr};
use uuid::{Builder, Uuid};

/// The namespace that Resource Manager's `guid()` hashes in.
const NAMESPACE: Uuid = Uuid::from_u128(0x11fb_06fb_712d_4ddd_98c7_e71b_bd58_8830);

/// Computes what `guid()` makes of these arguments.
///
/// The arguments are joined by `-` without an escape, so `a-b` and `a`, `b` give the same.
pub fn guid(arguments: &[impl AsRef<str>]) -> SmolStr {
    uuid(arguments).to_smolstr()
}

/// Computes it as the number that it is.
pub(crate) fn uuid(arguments: &[impl AsRef<str>]) -> Uuid {
    let mut hash = Sha1::new_with_prefix(NAMESPACE);
    for (position, argument) in arguments.iter().enumerate() {
        if position > 0 {
            hash.update("-");
        }
        hash.update(argument.as_ref());
    }
    // UUID version 5 keeps the first 16 of 20 bytes.
    let [bytes @ .., _, _, _, _] = hash.finalize().0;
    Builder::from_sha1_bytes(bytes).into_uuid()
}

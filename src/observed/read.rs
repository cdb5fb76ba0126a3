//! Bytes to a snapshot.

use memchr::memmem;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::Error;
use super::snapshot::Snapshot;
use super::{FORM, LIMIT, check, convert, shape};
use crate::support::digest;

/// What is looked at before anything else: another form has other fields.
#[derive(Deserialize)]
struct Head {
    form: Option<u64>,
}

/// Reads a snapshot and checks all that can be checked without knowing who asks.
pub fn read(bytes: &[u8]) -> Result<Snapshot, Error> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LIMIT {
        return Err(Error::Size);
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|error| Error::json(&error))?;
    match head.form {
        None => return Err(Error::NoForm),
        Some(form) if !(1..=u64::from(FORM)).contains(&form) => return Err(Error::Form { form }),
        Some(_) => {}
    }
    let mut shape: shape::Snapshot =
        serde_json::from_slice(bytes).map_err(|error| Error::json(&error))?;
    let is_later = !(shape.absent.is_empty()
        && shape.locks.is_empty()
        && shape.federated_credentials.is_empty());
    if shape.form == 1 && is_later {
        return Err(Error::Early);
    }
    let (written, found) = (
        shape.digest.take().unwrap_or_default(),
        digest::of_json(&shape),
    );
    if written != found {
        return Err(Error::Digest { written, found });
    }
    let snapshot = convert::from_shape(shape);
    check::check(&snapshot)?;
    Ok(snapshot)
}

/// Tells whether bytes are meant as a snapshot: JSON of Azure has no `form`. Of broken JSON it tells
/// by a word that a snapshot has and Azure's JSON has not.
pub fn is_one(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Form {
        form: Option<IgnoredAny>,
    }
    // Serde would take a list for the fields in their order.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    match serde_json::from_slice::<Form>(bytes) {
        Ok(found) => found.form.is_some(),
        Err(error) if error.is_data() => false,
        Err(_) => memmem::find(bytes, b"\"completeness\"").is_some(),
    }
}

//! Secrets and ids that nobody can guess.

use rustls::crypto::ring;

use crate::cli::Error;

/// Draws random bytes.
fn draw<const COUNT: usize>() -> Result<[u8; COUNT], Error> {
    let mut bytes = [0; COUNT];
    let drawn = ring::default_provider().secure_random.fill(&mut bytes);
    drawn.map_err(|_| Error::Usage {
        message: "the system gives no random numbers".to_owned(),
        help: "a sandbox needs them for its secrets; check /dev/urandom".to_owned(),
    })?;
    Ok(bytes)
}

/// Makes a random GUID.
pub(super) fn guid() -> Result<String, Error> {
    let bytes = draw::<16>()?;
    Ok(uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string())
}

/// Makes a secret of 64 letters and digits.
pub(super) fn secret() -> Result<String, Error> {
    let [one, other] = [draw::<16>()?, draw::<16>()?].map(u128::from_be_bytes);
    Ok(format!("{one:032x}{other:032x}"))
}

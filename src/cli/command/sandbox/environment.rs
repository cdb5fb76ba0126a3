//! What clients need to reach a sandbox, as commands for a shell.

use std::fmt::Write as _;

use super::folder::Folder;
use crate::cli::Error;

/// Lists the variables that clients read, with their values.
pub(super) fn variables(folder: &Folder) -> Result<[(&'static str, String); 10], Error> {
    let port = folder
        .read("port")?
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let (Some(identity), Some(port)) = (folder.known_identity()?, port) else {
        return Err(Error::Usage {
            message: "this sandbox never ran".to_owned(),
            help: "start it with `rolewright sandbox run`, or name its folder with `--dir`"
                .to_owned(),
        });
    };
    let origin = format!("https://127.0.0.1:{}", port.trim());
    let authority = folder.file("ca.pem");
    let authority = std::path::absolute(&authority)
        .unwrap_or(authority)
        .display()
        .to_string();
    Ok([
        ("AZURE_AUTHORITY_HOST", origin.clone()),
        ("AZURE_TENANT_ID", identity.tenant),
        ("AZURE_CLIENT_ID", identity.client),
        ("AZURE_CLIENT_SECRET", identity.secret),
        ("ROLEWRIGHT_ENDPOINT", origin.clone()),
        ("ROLEWRIGHT_GRAPH", origin),
        ("ROLEWRIGHT_CA_FILE", authority.clone()),
        ("SSL_CERT_FILE", authority.clone()),
        ("REQUESTS_CA_BUNDLE", authority.clone()),
        ("NODE_EXTRA_CA_CERTS", authority),
    ])
}

/// Writes one `export` for each variable.
pub(super) fn exports(folder: &Folder) -> Result<String, Error> {
    let mut text = String::new();
    for (name, value) in variables(folder)? {
        let _ = writeln!(text, "export {name}={}", quoted(&value));
    }
    Ok(text)
}

/// Quotes a text so that a shell takes it as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

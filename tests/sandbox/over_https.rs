//! The whole of it over a real connection: the certificate, the address, the state on disk.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::{GROUP, READER, TEAM, TENANT, assignment, grant, seed};
use crate::support::Folder;

/// A running sandbox, ended the hard way when it goes.
pub(crate) struct Running {
    child: Child,
    pub(super) origin: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn start(folder: &Folder, more: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    command
        .args(["sandbox", "run", "--tenant", TENANT, "--dir"])
        .arg(folder.path("box"))
        .args(more);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let origin = line
        .trim()
        .strip_prefix("listening on ")
        .unwrap()
        .to_owned();
    Running { child, origin }
}

/// Reads what `sandbox env` prints.
pub(crate) fn environment(folder: &Folder) -> Vec<(String, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    let printed = command
        .args(["sandbox", "env", "--dir"])
        .arg(folder.path("box"))
        .output()
        .unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    let variables = text.lines().map(|line| {
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap()
            .split_once('=')
            .unwrap();
        (name.to_owned(), value.trim_matches('\'').to_owned())
    });
    variables.collect()
}

/// A client that trusts the sandbox's authority and no other.
pub(super) fn client(folder: &Folder) -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let pem = folder.read("box/ca.pem");
    let authority = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    reqwest::Client::builder()
        .https_only(true)
        .tls_certs_only([authority])
        .no_proxy()
        .build()
        .unwrap()
}

pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(super) async fn token(client: &reqwest::Client, folder: &Folder, origin: &str) -> String {
    let instance: Value = serde_json::from_str(&folder.read("box/instance.json")).unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope={origin}/.default",
        instance["client"].as_str().unwrap(),
        instance["secret"].as_str().unwrap()
    );
    let address = format!("{origin}/{TENANT}/oauth2/v2.0/token");
    let given = client.post(address).body(form).send().await.unwrap();
    given.json::<Value>().await.unwrap()["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn what_was_answered_is_there_after_a_hard_end() {
    let folder = Folder::with(&[("seed.json", &seed().to_string())]);
    let path = folder.path("seed.json").display().to_string();
    let first = start(&folder, &["--seed", &path]);
    let client = client(&folder);
    let place = |origin: &str| format!("{origin}{}?api-version=2022-04-01", assignment(GROUP, 1));
    wait(async {
        let token = token(&client, &folder, &first.origin).await;
        let put = client
            .put(place(&first.origin))
            .bearer_auth(&token)
            .json(&grant(READER, TEAM));
        let given = put.send().await.unwrap();
        assert_eq!(given.status(), 201);
        assert_eq!(
            given.headers()["x-ms-ratelimit-remaining-subscription-writes"],
            "11999"
        );
        assert_eq!(
            given.json::<Value>().await.unwrap()["properties"]["principalType"],
            "Group"
        );
    });
    let origin = first.origin.clone();
    drop(first);
    let second = start(&folder, &[]);
    // Clients find it where it was, and what they trusted still holds.
    assert_eq!(second.origin, origin);
    wait(async {
        let token = token(&client, &folder, &origin).await;
        let found = client
            .get(place(&origin))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(found.status(), 200);
    });
    let log = folder.read("box/requests.jsonl");
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["method"], &last["status"]),
        (&json!("GET"), &json!(200))
    );
    let instance: Value = serde_json::from_str(&folder.read("box/instance.json")).unwrap();
    assert!(!log.contains(instance["secret"].as_str().unwrap()) && !log.contains("eyJ"));
}

#[test]
fn nobody_else_reads_its_files_and_no_key_of_an_authority_is_left() {
    let folder = Folder::new();
    let running = start(&folder, &[]);
    let mut keys = 0;
    for entry in std::fs::read_dir(folder.path("box")).unwrap() {
        let path = entry.unwrap().path();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
        keys += usize::from(
            std::fs::read_to_string(&path)
                .unwrap()
                .contains("PRIVATE KEY"),
        );
    }
    assert_eq!(
        keys, 1,
        "the server has its own key, and the authority none"
    );
    assert!(running.origin.starts_with("https://127.0.0.1:"));
}

#[test]
fn a_second_sandbox_in_the_same_folder_is_refused() {
    let folder = Folder::new();
    let _running = start(&folder, &[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    let second = command
        .args(["sandbox", "run", "--dir"])
        .arg(folder.path("box"))
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("runs in this folder already"));
}

#[test]
fn an_ordered_end_comes_after_the_deed_is_safe() {
    let orders = json!({"faults": [{"method": "PUT", "what": "exit_after"}]});
    let files = [
        ("seed.json", &*seed().to_string()),
        ("orders.json", &*orders.to_string()),
    ];
    let folder = Folder::with(&files);
    let path = |name: &str| folder.path(name).display().to_string();
    let mut running = start(
        &folder,
        &[
            "--seed",
            &path("seed.json"),
            "--faults",
            &path("orders.json"),
        ],
    );
    let client = client(&folder);
    wait(async {
        let token = token(&client, &folder, &running.origin).await;
        let place = format!(
            "{}{}?api-version=2022-04-01",
            running.origin,
            assignment(GROUP, 1)
        );
        let put = client
            .put(place)
            .bearer_auth(&token)
            .json(&grant(READER, TEAM));
        assert!(put.send().await.is_err());
    });
    assert_eq!(running.child.wait().unwrap().code(), Some(2));
    assert!(folder.read("box/state.log").contains(&super::guid(1)));
}

#[test]
fn the_environment_is_printed_for_a_shell() {
    let folder = Folder::new();
    let running = start(&folder, &[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    let printed = command
        .args(["sandbox", "env", "--dir"])
        .arg(folder.path("box"))
        .output()
        .unwrap();
    let script = String::from_utf8(printed.stdout).unwrap()
        + "\nprintf '%s' \"$ROLEWRIGHT_ENDPOINT\"; test -f \"$SSL_CERT_FILE\"";
    let mut shell = Command::new("sh")
        .arg("-c")
        .arg(script)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    shell
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(shell.wait().unwrap().success());
    assert_eq!(said, running.origin);
    let never = Path::new("box-that-never-ran");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    let refused = command
        .args(["sandbox", "env", "--dir"])
        .arg(folder.path("").join(never))
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("never ran"));
}

//! `plan --out` and `apply` as people type them, against an Azure that keeps what is written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rolewright::cli::{self, Console, Exit, Terminal};
use serde_json::{Value, json};

use crate::net::server::{self, Answer, Asked, Server};
use crate::support::{Folder, Ran, snapshot};

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
group more { object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew, more on dev
grant \"Reader\" to crew on dev
";

const TOKEN: &str =
    r#"{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"t"}"#;
const SUBSCRIPTION: &str = r#"{"subscriptionId":"11111111-1111-4111-8111-111111111111","tenantId":"99999999-9999-4999-8999-999999999999"}"#;
const FORBIDDEN: &str = r#"{"error":{"code":"AuthorizationFailed","message":"you may not"}}"#;

/// What was written, by kind and GUID.
#[derive(Default)]
struct Kept {
    things: BTreeMap<(String, String), Value>,
    /// Nothing about this principal is taken.
    forbidden: Option<&'static str>,
}

/// An Azure that keeps what is written.
struct Azure {
    folder: Folder,
    server: Server,
    kept: Arc<Mutex<Kept>>,
}

/// Splits a path into the scope, the kind and the GUID of what it names.
fn named(path: &str) -> Option<(String, String, String)> {
    let path = path.split('?').next()?;
    let (scope, rest) = path.rsplit_once("/providers/Microsoft.Authorization/")?;
    let (kind, guid) = rest.split_once('/')?;
    Some((scope.to_owned(), kind.to_owned(), guid.to_owned()))
}

fn answer(kept: &Mutex<Kept>, asked: &Asked) -> Answer {
    let path = asked.path.as_str();
    let mut kept = kept.lock().unwrap();
    if path.contains("/oauth2/") {
        return Answer::json(200, TOKEN);
    }
    if path.starts_with("/subscriptions/11111111-1111-4111-8111-111111111111?") {
        return Answer::json(200, SUBSCRIPTION);
    }
    if let Some((scope, kind, guid)) = named(path) {
        let key = (kind, guid);
        return match asked.method.as_str() {
            "PUT" => put(&mut kept, &scope, key, &asked.body),
            "DELETE" => match kept.things.remove(&key) {
                Some(old) => Answer::json(200, old.to_string()),
                None => Answer::json(204, ""),
            },
            _ => match kept.things.get(&key) {
                Some(there) => Answer::json(200, there.to_string()),
                None => Answer::json(404, r#"{"error":{"code":"NotFound","message":"none"}}"#),
            },
        };
    }
    let kind = path.split('?').next().unwrap().rsplit('/').next().unwrap();
    if kind == "permissions" {
        return Answer::json(200, r#"{"value": [{"actions": ["*"]}]}"#);
    }
    let all = kept.things.iter().filter(|((of, _), _)| of == kind);
    let all: Vec<_> = all.map(|(_, one)| one.clone()).collect();
    Answer::json(200, json!({ "value": all }).to_string())
}

fn put(kept: &mut Kept, scope: &str, key: (String, String), body: &str) -> Answer {
    if kept.forbidden.is_some_and(|who| body.contains(who)) {
        return Answer::json(403, FORBIDDEN);
    }
    let mut thing: Value = serde_json::from_str(body).unwrap();
    thing["name"] = key.1.as_str().into();
    thing["properties"]["scope"] = scope.into();
    kept.things.insert(key, thing.clone());
    Answer::json(201, thing.to_string()).with("x-ms-correlation-request-id", "c0ffee")
}

impl Azure {
    fn new() -> Self {
        let kept = Arc::<Mutex<Kept>>::default();
        let of_server = Arc::clone(&kept);
        let folder = Folder::with(&[("policies/a.rw", POLICY)]);
        folder.write("ca.pem", server::authority());
        Self {
            folder,
            server: Server::start(move |asked| answer(&of_server, asked)),
            kept,
        }
    }

    /// Runs a command, with somebody at a terminal who gives an answer where there is one.
    fn run(&self, arguments: &[&str], says: Option<&str>) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let origin = self.server.origin();
        let terminal = Terminal {
            input: says.is_some(),
            ..Terminal::default()
        };
        let input = says.unwrap_or_default().as_bytes();
        let mut console = Console::new(self.folder.path(""), &mut out, &mut err)
            .with_terminal(terminal)
            .with_input(input)
            .with_clock(jiff::Timestamp::from_second(1_795_305_600).unwrap())
            .with_variable("ROLEWRIGHT_ENDPOINT", &origin)
            .with_variable("AZURE_AUTHORITY_HOST", &origin)
            .with_variable("ROLEWRIGHT_CA_FILE", "ca.pem")
            .with_variable("AZURE_TENANT_ID", "99999999-9999-4999-8999-999999999999")
            .with_variable("AZURE_CLIENT_ID", "cccccccc-0000-4000-8000-000000000001")
            .with_variable("AZURE_CLIENT_SECRET", "hush");
        let line = std::iter::once("rolewright").chain(arguments.iter().copied());
        let exit = cli::run(line, &mut console);
        drop(console);
        Ran {
            out: self.folder.marked(&out),
            err: self.folder.marked(&err),
            exit,
        }
    }

    #[track_caller]
    fn plan(&self) -> String {
        let ran = self.run(&["plan", "policies", "--out", "plan.json"], None);
        assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
        ran.out.trim_end().rsplit(' ').next().unwrap().to_owned()
    }

    fn writes(&self) -> usize {
        let asked = self.server.asked();
        let writes = asked.iter().filter(|one| one.method == "PUT");
        writes.filter(|one| named(&one.path).is_some()).count()
    }
}

/// What people see of a run, in an order that does not depend on which request was quicker.
fn seen(ran: &Ran) -> String {
    let mut lines: Vec<_> = ran.err.lines().collect();
    let counted = |line: &&str| line.starts_with('[');
    let first = lines.iter().position(counted).unwrap_or(0);
    let count = lines[first..]
        .iter()
        .take_while(|line| counted(line))
        .count();
    lines[first..first + count].sort_by_key(|line| line.split_once("] ").map(|pair| pair.1));
    let err = lines.join("\n");
    let ran = Ran {
        out: ran.out.clone(),
        err: err.replace(char::is_numeric, "N"),
        exit: ran.exit,
    };
    ran.seen()
}

#[test]
fn a_plan_is_saved_carried_out_and_read_back() {
    let azure = Azure::new();
    let digest = azure.plan();
    let ran = azure.run(
        &["apply", "plan.json", "--yes", "--expect-digest", &digest],
        None,
    );
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    snapshot("apply", "done", &seen(&ran));
    assert_eq!(
        (azure.writes(), azure.kept.lock().unwrap().things.len()),
        (4, 4)
    );
    let again = azure.run(&["plan", "policies", "--detailed-exitcode"], None);
    assert_eq!(again.exit, Exit::Clean, "{}", again.seen());
    let again = azure.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(again.exit, Exit::Trouble);
    assert!(
        again.err.contains("was carried out already"),
        "{}",
        again.err
    );
    // Whoever was killed at the very end goes on with nothing.
    let resumed = azure.run(&["apply", "plan.json", "--yes", "--resume"], None);
    assert_eq!(resumed.exit, Exit::Clean, "{}", resumed.seen());
    assert!(
        resumed.out.contains("nothing is left to do"),
        "{}",
        resumed.seen()
    );
    assert_eq!(azure.writes(), 4);
    // Each request carries the id that the journal has.
    let journal = azure.folder.files().into_iter();
    let mut journal = journal.filter(|path| path.ends_with(".jsonl"));
    let journal = azure.folder.read(&journal.next_back().unwrap());
    for one in azure
        .server
        .asked()
        .iter()
        .filter(|one| one.method == "PUT")
    {
        let id = one.header("x-ms-client-request-id").unwrap();
        assert!(journal.contains(id), "{id} in {journal}");
    }
    assert!(journal.contains("c0ffee"));
    // And everything goes again.
    let ran = azure.run(&["destroy", "policies", "--out", "gone.json"], None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    let ran = azure.run(&["apply", "gone.json", "--yes"], None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert!(azure.kept.lock().unwrap().things.is_empty());
}

#[test]
fn nothing_is_changed_unless_somebody_says_yes() {
    let azure = Azure::new();
    azure.plan();
    let ran = azure.run(&["apply", "plan.json"], None);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(ran.err.contains("nobody can be asked"), "{}", ran.err);
    for says in ["no\n", "y\n", "", "yes please\n"] {
        let ran = azure.run(&["apply", "plan.json"], Some(says));
        assert_eq!(ran.exit, Exit::Trouble, "{}", ran.seen());
        assert!(ran.err.contains("`yes` was not the answer"), "{}", ran.err);
    }
    assert_eq!(azure.writes(), 0);
    let ran = azure.run(&["apply", "plan.json"], Some("yes\n"));
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert_eq!(azure.writes(), 4);
}

/// The policy, Azure, and a run that is at work.
#[test]
fn what_is_not_so_any_more_is_not_carried_out() {
    let azure = Azure::new();
    azure.plan();
    let lock = std::fs::File::open(azure.folder.path(".rolewright/lock"));
    assert!(lock.is_err());
    let more = "grant \"Reader\" to more on dev\n";
    azure
        .folder
        .write("policies/a.rw", format!("{POLICY}{more}"));
    let ran = azure.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(ran.exit, Exit::Trouble);
    snapshot("apply", "stale", &ran.seen());
    azure.folder.write("policies/a.rw", POLICY);
    let lock = std::fs::File::open(azure.folder.path(".rolewright/lock")).unwrap();
    lock.lock().unwrap();
    let ran = azure.run(&["apply", "plan.json", "--yes"], None);
    assert!(ran.err.contains("another apply is at work"), "{}", ran.err);
    drop(lock);
    let ran = azure.run(&["apply", "plan.json", "--yes", "--resume"], None);
    assert!(
        ran.err.contains("nothing of this plan was begun"),
        "{}",
        ran.err
    );
    assert_eq!(azure.writes(), 0);
    let ran = azure.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
}

#[test]
fn a_run_that_stops_part_way_is_gone_on_with() {
    let azure = Azure::new();
    azure.plan();
    azure.kept.lock().unwrap().forbidden = Some("aaaaaaaa-0000-4000-8000-000000000002");
    let ran = azure.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(ran.exit, Exit::PartWay, "{}", ran.seen());
    assert!(ran.err.contains("you may not"), "{}", ran.err);
    assert!(
        ran.err.contains("rolewright apply plan.json --resume"),
        "{}",
        ran.err
    );
    let ran = azure.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("was begun at an earlier time"),
        "{}",
        ran.err
    );
    azure.kept.lock().unwrap().forbidden = None;
    let ran = azure.run(&["apply", "plan.json", "--yes", "--resume"], None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert_eq!(azure.kept.lock().unwrap().things.len(), 4);
}

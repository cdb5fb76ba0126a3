//! The sandbox's tenant behind a real connection, and commands that are run against it.

use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use rolewright::cli::{self, Console, Terminal};
use rolewright::sandbox::{Answer as Answered, Fate, LogLine, Method, Orders, Request, Tenant};
use serde_json::Value;

use crate::net::server::{self, Answer, Asked, Server};
use crate::sandbox::{TENANT, identity, read, seed};
use crate::support::{Folder, Ran};

/// What may change an answer on its way, such as a hostile server.
type Twist = Box<dyn Fn(&Asked, Answer) -> Answer + Send>;

/// What somebody else does before a request is answered.
type Meddle = Box<dyn FnMut(&Asked, &Back) + Send>;

/// A tenant that is served, and a folder with a policy.
pub(crate) struct Cloud {
    pub(crate) folder: Folder,
    pub(crate) server: Server,
    back: Arc<Back>,
}

/// The tenant behind the connection.
pub(crate) struct Back {
    tenant: Mutex<Tenant>,
    log: Mutex<Vec<LogLine>>,
    twist: Mutex<Option<Twist>>,
    meddle: Mutex<Option<Meddle>>,
}

impl std::ops::Deref for Cloud {
    type Target = Back;

    fn deref(&self) -> &Back {
        &self.back
    }
}

fn answer(back: &Back, asked: &Asked) -> Answer {
    if let Some(meddle) = &mut *back.meddle.lock().unwrap() {
        meddle(asked, back);
    }
    let mut request = Request::new(Method::read(&asked.method), &asked.path);
    request.host = asked.header("host").unwrap().to_owned();
    let token = asked.header("authorization");
    request.bearer = token.map(|token| token["Bearer ".len()..].to_owned());
    request.client_id = asked.header("x-ms-client-request-id").map(str::to_owned);
    let answered = {
        let mut tenant = back.tenant();
        let answered = tenant.answer(&request.with_body(asked.body.clone()), Timestamp::now());
        if let Some(held) = &answered.holds {
            tenant.release(held);
        }
        answered
    };
    back.log.lock().unwrap().push(answered.log.clone());
    let answer = sent(answered);
    match &*back.twist.lock().unwrap() {
        Some(twist) => twist(asked, answer),
        None => answer,
    }
}

fn sent(answered: Answered) -> Answer {
    let response = answered.response;
    let mut answer = Answer::json(response.status, "");
    answer.body = response.body;
    for (name, value) in response.headers {
        let name: &'static str = name.to_lowercase().leak();
        answer = answer.with(name, value);
    }
    answer.dropped = matches!(answered.fate, Fate::Drop | Fate::Exit);
    answer
}

impl Cloud {
    /// Serves the small world of the sandbox's tests to a policy.
    pub(crate) fn new(policy: &str) -> Self {
        Self::told(policy, Orders::default())
    }

    pub(crate) fn told(policy: &str, orders: Orders) -> Self {
        let mut tenant = Tenant::new(identity(), orders, &[], Timestamp::now());
        tenant
            .plant(serde_json::from_value(seed()).unwrap())
            .unwrap();
        let back = Arc::new(Back {
            tenant: Mutex::new(tenant),
            log: Mutex::default(),
            twist: Mutex::default(),
            meddle: Mutex::default(),
        });
        let served = Arc::clone(&back);
        let server = Server::start(move |asked| answer(&served, asked));
        let folder = Folder::with(&[("policies/a.rw", policy)]);
        folder.write("ca.pem", server::authority());
        Self {
            folder,
            server,
            back,
        }
    }

    /// Prepares the built program as a process that asks this cloud.
    pub(crate) fn process(&self, arguments: &[&str]) -> std::process::Command {
        let identity = identity();
        let mut command = self.folder.process(arguments);
        command.envs(self.variables(&identity.client, &identity.secret));
        command
    }

    fn variables(&self, client: &str, secret: &str) -> [(&'static str, String); 7] {
        let origin = self.server.origin();
        [
            ("ROLEWRIGHT_ENDPOINT", origin.clone()),
            ("ROLEWRIGHT_GRAPH", origin.clone()),
            ("AZURE_AUTHORITY_HOST", origin),
            ("ROLEWRIGHT_CA_FILE", "ca.pem".to_owned()),
            ("AZURE_TENANT_ID", TENANT.to_owned()),
            ("AZURE_CLIENT_ID", client.to_owned()),
            ("AZURE_CLIENT_SECRET", secret.to_owned()),
        ]
    }

    /// Runs a command, with somebody at a terminal who gives an answer where there is one.
    pub(crate) fn run(&self, arguments: &[&str], says: Option<&str>) -> Ran {
        let identity = identity();
        self.run_as((&identity.client, &identity.secret), arguments, says)
    }

    /// As [`Cloud::run`], as an application with its secret.
    pub(crate) fn run_as(
        &self,
        (client, secret): (&str, &str),
        arguments: &[&str],
        says: Option<&str>,
    ) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let terminal = Terminal {
            input: says.is_some(),
            ..Terminal::default()
        };
        let mut console = Console::new(self.folder.path(""), &mut out, &mut err)
            .with_terminal(terminal)
            .with_input(says.unwrap_or_default().as_bytes())
            .with_clock(Timestamp::from_second(1_795_305_600).unwrap());
        for (name, value) in self.variables(client, secret) {
            console = console.with_variable(name, &value);
        }
        let line = std::iter::once("rolewright").chain(arguments.iter().copied());
        let exit = cli::run(line, &mut console);
        drop(console);
        let port = self.server.port.to_string();
        Ran {
            out: self.folder.marked(&out),
            err: self.folder.marked(&err).replace(&port, "[PORT]"),
            exit,
        }
    }
}

impl Back {
    /// Changes answers on their way from now on.
    pub(crate) fn twist(&self, twist: impl Fn(&Asked, Answer) -> Answer + Send + 'static) {
        *self.twist.lock().unwrap() = Some(Box::new(twist));
    }

    /// Lets answers be.
    pub(crate) fn straighten(&self) {
        *self.twist.lock().unwrap() = None;
    }

    /// Lets somebody else do something before each request from now on.
    pub(crate) fn meddle(&self, meddle: impl FnMut(&Asked, &Self) + Send + 'static) {
        *self.meddle.lock().unwrap() = Some(Box::new(meddle));
    }

    /// Returns the sandbox's log of what came over the connection.
    pub(crate) fn log(&self) -> Vec<LogLine> {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn tenant(&self) -> MutexGuard<'_, Tenant> {
        self.tenant.lock().unwrap()
    }

    /// Makes a request as the first principal, past the connection.
    pub(crate) fn call(&self, method: Method, target: &str, body: Value) -> (u16, Value) {
        let sign = if target.contains('?') { '&' } else { '?' };
        let version = if target.contains("eploymentStack") {
            "2025-07-01"
        } else {
            "2022-04-01"
        };
        let target = format!("{target}{sign}api-version={version}").replace(' ', "%20");
        let mut request = Request::new(method, &target).with_token(&self.token());
        if !body.is_null() {
            request = request.with_body(body.to_string());
        }
        read(&self.tenant().answer(&request, Timestamp::now()))
    }

    /// Returns a token of the first principal.
    pub(crate) fn token(&self) -> String {
        let identity = identity();
        self.token_of(&identity.client, &identity.secret)
    }

    /// Returns a token of an application.
    pub(crate) fn token_of(&self, client: &str, secret: &str) -> String {
        let form = format!(
            "grant_type=client_credentials&client_id={client}&client_secret={}&scope={}",
            secret.replace(' ', "+"),
            "https%3A%2F%2F127.0.0.1%2F.default"
        );
        let ask = Request::new(Method::Post, &format!("/{TENANT}/oauth2/v2.0/token"));
        let given = self.tenant().answer(&ask.with_body(form), Timestamp::now());
        let (_, token) = read(&given);
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// Lists what the policy's marker is on: the names of roles and the GUIDs of assignments.
    pub(crate) fn ours(&self, scope: &str) -> Vec<String> {
        let mut ours = Vec::new();
        for kind in ["roleDefinitions", "roleAssignments"] {
            let path = format!("{scope}/providers/Microsoft.Authorization/{kind}");
            let (_, list) = self.call(Method::Get, &path, Value::Null);
            for one in list["value"].as_array().unwrap() {
                let said = one["properties"]["description"].as_str().unwrap_or("");
                if said.contains("[rw:") {
                    ours.push(format!("{kind}/{}", one["name"].as_str().unwrap()));
                }
            }
        }
        ours.sort();
        ours
    }
}

//! `rolewright sandbox demo`: from nothing to an applied policy, by the commands that a person would
//! type. Each is printed and then run as it stands, by this very program.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::environment;
use super::folder::Folder;
use crate::cli::{Context, Error, Exit};
use crate::report::safe_lines;

/// The tenant that the policy of the demo names.
const TENANT: &str = "99999999-9999-4999-8999-999999999999";

/// What is written into the folder of the demo.
const FILES: [(&str, &str); 2] = [
    ("policies/churn.rw", include_str!("demo/churn.rw")),
    ("world.json", include_str!("demo/world.json")),
];

/// What is run, one after the other.
const COMMANDS: [&[&str]; 4] = [
    &["test", "policies"],
    &["plan", "policies", "--out", "plan.json"],
    &["apply", "plan.json", "--yes"],
    &["plan", "policies", "--detailed-exitcode"],
];

/// What a command needs of the surroundings; nothing else is handed on, so that the demo meets the
/// sandbox and nobody else.
const KEPT: [&str; 6] = ["HOME", "NO_COLOR", "PATH", "SystemRoot", "TEMP", "TMPDIR"];

/// The arguments of `sandbox demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Put the policy, the world and the sandbox into DIR, which must not be there yet
    #[arg(long, value_name = "DIR", default_value = "rolewright-demo")]
    dir: PathBuf,
}

/// The sandbox of the demo, as a process of its own that ends with the demo.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It keeps everything it answered on disk, and loses nothing.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the demo; stops where a command does not do what it is to show.
pub(super) fn run(args: &Demo, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let place = context.world.place(&args.dir);
    if place.exists() {
        return Err(Error::Usage {
            message: format!("`{}` is there already", args.dir.display()),
            help: "remove it, or name another folder with `--dir`".to_owned(),
        });
    }
    let files = FILES.map(|(path, text)| (path, text.as_bytes()));
    context.world.write_all(&args.dir, &files)?;
    say(context, &format!("$ cd {}\n", args.dir.display()))?;
    let program = std::env::current_exe().map_err(|cause| failed(&cause))?;
    let server = start(&program, &place, context)?;
    say(
        context,
        "$ eval \"$(rolewright sandbox env --dir sandbox)\"\n",
    )?;
    let variables = environment::variables(&Folder::new(place.join("sandbox")))?;
    for command in COMMANDS {
        say(context, &format!("\n$ rolewright {}\n", command.join(" ")))?;
        let mut process = prepared(&program, &place, command);
        process.envs(variables.iter().map(|(name, value)| (*name, value)));
        let status = process.status().map_err(|cause| failed(&cause))?;
        if !status.success() {
            return Err(Error::Usage {
                message: format!("`rolewright {}` ended with {status}", command.join(" ")),
                help: "that is a mistake of ours: please report what is printed above".to_owned(),
            });
        }
    }
    drop(server);
    say(context, &farewell(&args.dir))?;
    Ok(Exit::Clean)
}

fn start(program: &Path, place: &Path, context: &mut Context<'_, '_>) -> Result<Server, Error> {
    let arguments = [
        "--dir",
        "sandbox",
        "--tenant",
        TENANT,
        "--seed",
        "world.json",
    ];
    let command = [&["sandbox", "run"][..], &arguments].concat();
    say(context, &format!("$ rolewright {} &\n", command.join(" ")))?;
    let mut process = prepared(program, place, &command);
    let started = process.stdout(Stdio::piped()).spawn();
    let mut server = Server(started.map_err(|cause| failed(&cause))?);
    let mut line = String::new();
    if let Some(out) = server.0.stdout.take() {
        let read = BufReader::new(out).read_line(&mut line);
        read.map_err(|cause| failed(&cause))?;
    }
    if line.is_empty() {
        return Err(Error::Usage {
            message: "the sandbox did not start".to_owned(),
            help: "what it says is printed above".to_owned(),
        });
    }
    say(context, &line)?;
    Ok(server)
}

/// Makes a command of this program in the folder of the demo.
fn prepared(program: &Path, place: &Path, arguments: &[&str]) -> Command {
    let kept = KEPT.into_iter();
    let kept = kept.filter_map(|name| Some((name, std::env::var_os(name)?)));
    let kept: Vec<(&str, OsString)> = kept.collect();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(place);
    command.env_clear().envs(kept).stdin(Stdio::null());
    command
}

/// Prints at once, before a command prints beside it.
fn say(context: &mut Context<'_, '_>, text: &str) -> Result<(), Error> {
    write!(context.console.out(), "{}", safe_lines(text))?;
    context.console.finish()
}

fn failed(cause: &std::io::Error) -> Error {
    Error::Usage {
        message: format!("the demo cannot run a command: {cause}"),
        help: "run the commands of docs/sandbox.md by hand".to_owned(),
    }
}

fn farewell(dir: &Path) -> String {
    format!(
        "\nThe policy is applied in the sandbox, and a second plan is empty. Everything is in `{}`:\n\
         change policies/churn.rw, start the sandbox again with the first command, and plan again.\n",
        dir.display()
    )
}

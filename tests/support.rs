//! What several test files share: folders to work in, runs of the command, snapshots.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rolewright::cli::{self, Console, Exit};
use tempfile::TempDir;

/// The day on which tests take place.
pub(crate) const TODAY: &str = "2026-11-22";

/// A scratch folder with files.
pub(crate) struct Folder {
    folder: TempDir,
}

/// What a run printed and how it ended; the folder is written `[ROOT]`.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) exit: Exit,
}

impl Folder {
    /// Makes an empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::with_prefix("rolewright-").unwrap(),
        }
    }

    /// Makes a folder with files, given as `(path, text)`.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// Writes a file; missing folders are made.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let place = self.path(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }

    /// Reads a file.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        let place = self.path(path);
        std::fs::read_to_string(&place)
            .unwrap_or_else(|error| panic!("{}: {error}", place.display()))
    }

    /// Returns where a file of the folder is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Lists every file of the folder, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = walkdir::WalkDir::new(self.folder.path()).sort_by_file_name();
        let files = entries
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().is_dir());
        files
            .map(|entry| {
                entry
                    .path()
                    .strip_prefix(self.folder.path())
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect()
    }

    /// Runs `rolewright` in this folder, without a process, on [`TODAY`].
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", &[])
    }

    /// As [`Folder::run`], with standard input and variables of the environment.
    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        input: &str,
        variables: &[(&str, &str)],
    ) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console::new(self.folder.path(), &mut out, &mut err)
            .with_input(input.as_bytes())
            .with_clock(jiff::Timestamp::from_second(1_795_305_600).unwrap());
        for (name, value) in variables {
            console = console.with_variable(name, value);
        }
        let line = std::iter::once("rolewright").chain(arguments.iter().copied());
        let exit = cli::run(line, &mut console);
        drop(console);
        Ran {
            out: self.marked(&out),
            err: self.marked(&err),
            exit,
        }
    }

    /// Prepares the built program as a process of its own, with an empty environment.
    pub(crate) fn process(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("SOURCE_DATE_EPOCH", "1795305600")
            .stdin(Stdio::null());
        command
    }

    /// Returns the text with the folder written `[ROOT]`.
    pub(crate) fn marked(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let real = std::fs::canonicalize(self.folder.path()).unwrap();
        text.replace(&real.display().to_string(), "[ROOT]")
            .replace(&self.folder.path().display().to_string(), "[ROOT]")
    }
}

impl Ran {
    /// Returns everything a person sees of the run, for a snapshot.
    pub(crate) fn seen(&self) -> String {
        let part = |title: &str, text: &str| match text {
            "" => String::new(),
            text => format!("--- {title}\n{}\n", text.trim_end_matches('\n')),
        };
        format!(
            "{}{}--- exit {}\n",
            part("out", &self.out),
            part("err", &self.err),
            self.exit as u8
        )
    }
}

/// Compares with `snapshots/<room>/<name>.snap`.
#[track_caller]
pub(crate) fn snapshot(room: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{room}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Returns a path of the checkout.
pub(crate) fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Lists texts that break what does not expect them; every sink must survive each.
pub(crate) fn hostile() -> Vec<String> {
    let plain = [
        "",
        " ",
        "plain",
        "two\nlines",
        "carriage\rreturn",
        "\r\n::error::injected",
        "::error file=x::y",
        "%0A%25 100 %",
        "a,b:c=d;e",
        "quote\"quote'back`tick",
        "back\\slash\\n\\u{41}",
        "tab\there",
        "nul\0nul",
        "\u{1b}[31mred\u{1b}[0m",
        "\u{1b}]8;;http://evil\u{7}link\u{1b}]8;;\u{7}",
        "\u{9b}31m",
        "bell\u{7}\u{8}\u{7f}",
        "\u{202e}drawkcab\u{202c}",
        "\u{2066}isolate\u{2069}",
        "zero\u{200b}width\u{feff}",
        "line\u{2028}and\u{2029}paragraph",
        "\u{85}next line",
        "tag\u{e0041}s",
        "漢字かな",
        "e\u{301}\u{323}",
        "👩\u{200d}👩\u{200d}👧",
        "аdmin",
        "[parameters('x')]",
        "[[escaped",
        "${interpolated}",
        "%{terraform}",
        "'''${x}'''",
        "<script>alert(1)</script>",
        "</td>|\n|---|",
        "](javascript:x)",
        "\"];digraph{x}",
        "-->\n  subgraph x",
        "../../etc/passwd",
        "/absolute",
        "*/ x /*",
        "// comment",
        "/// doc",
        "@allow(x)",
        "$${x}",
        "\\${x}",
        "\\u0041",
        "/* comment */",
        "*/",
        "}",
        "[concat('a','b')]",
        "[open",
        "[[open 'twice'",
        "closed]",
        "[]",
        "it's '' quoted \"twice\"",
        "${subscription().id} $${x} $ {y} $",
        "back\\slash \\' \\${z} \\u{41} \\",
        "// no comment /* none */",
        "\u{2028}separators\u{2029} \u{85}",
        "{{mustache}} %s <b> & `tick` | pipe",
        "&amp;&#35;#35;",
        "x}\n]\n}\nresource evil 'a/b@1' = {",
        " leading and trailing ",
        "\u{fffd}\u{ffff}",
    ];
    let mut texts: Vec<_> = plain.into_iter().map(str::to_owned).collect();
    texts.push("long".repeat(2000));
    texts.push("漢".repeat(500));
    texts
}

//! Everything around the process: streams, terminal, environment, working folder.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Error;

/// The variables that rolewright reads; no other part of the environment changes what it does, but
/// for where git is and the settings of its user, and, where Azure is asked, the system's proxy and
/// what `az` and `azd` read themselves.
const VARIABLES: [&str; 27] = [
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "AZURE_AUTHORITY_HOST",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_TENANT_ID",
    "CI",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "DEFAULT_IDENTITY_CLIENT_ID",
    "HOME",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "LOCALAPPDATA",
    "MSI_ENDPOINT",
    "MSI_SECRET",
    "NO_COLOR",
    "ROLEWRIGHT_CA_FILE",
    "ROLEWRIGHT_ENDPOINT",
    "ROLEWRIGHT_GRAPH",
    "SOURCE_DATE_EPOCH",
    "SYSTEM_ACCESSTOKEN",
    "SYSTEM_OIDCREQUESTURI",
    "TERM",
    "XDG_STATE_HOME",
];

/// What is known of the terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// Standard output is one.
    pub out: bool,
    /// Standard error is one.
    pub err: bool,
    /// Standard input is one, so that somebody can be asked.
    pub input: bool,
    /// Its width in columns.
    pub width: Option<u16>,
}

/// The streams and surroundings of one run.
pub struct Console<'io> {
    out: Box<dyn Write + 'io>,
    err: Box<dyn Write + 'io>,
    input: Box<dyn Read + 'io>,
    directory: PathBuf,
    variables: BTreeMap<String, String>,
    terminal: Terminal,
    /// What the clock is to show; the system's own where nothing is said.
    clock: Option<Timestamp>,
}

impl Console<'static> {
    /// Returns the console of this process.
    pub fn of_process() -> Self {
        let read = |name: &&str| {
            std::env::var(name)
                .ok()
                .map(|value| ((*name).to_owned(), value))
        };
        Self {
            out: Box::new(BufWriter::with_capacity(1 << 16, Quiet::new(io::stdout()))),
            err: Box::new(Quiet::new(io::stderr())),
            input: Box::new(io::stdin()),
            directory: PathBuf::new(),
            variables: VARIABLES.iter().filter_map(read).collect(),
            terminal: Terminal {
                out: io::stdout().is_terminal(),
                err: io::stderr().is_terminal(),
                input: io::stdin().is_terminal(),
                width: terminal_size::terminal_size().map(|(width, _)| width.0),
            },
            clock: None,
        }
    }
}

impl<'io> Console<'io> {
    /// Makes a console that stands in `directory` and writes to `out` and `err`.
    pub fn new(
        directory: impl Into<PathBuf>,
        out: impl Write + 'io,
        err: impl Write + 'io,
    ) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            input: Box::new(io::empty()),
            directory: directory.into(),
            variables: BTreeMap::new(),
            terminal: Terminal::default(),
            clock: None,
        }
    }

    /// Gives it something to read on standard input.
    pub fn with_input(mut self, input: impl Read + 'io) -> Self {
        self.input = Box::new(input);
        self
    }

    /// Sets a variable of the environment.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Says what is known of the terminal.
    pub fn with_terminal(mut self, terminal: Terminal) -> Self {
        self.terminal = terminal;
        self
    }

    /// Stops the clock.
    pub fn with_clock(mut self, time: Timestamp) -> Self {
        self.clock = Some(time);
        self
    }

    /// Returns what the clock shows, to the second, whatever day the policy is looked at for.
    pub fn time(&self) -> Timestamp {
        let now = self.clock.unwrap_or_else(Timestamp::now);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Returns standard output.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Returns standard error.
    pub fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    /// Returns standard input.
    pub fn input(&mut self) -> &mut dyn Read {
        &mut self.input
    }

    /// Returns the folder in which relative paths begin; empty means the process's own.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns a variable of the environment.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Returns what is known of the terminal.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// Returns the number of columns to draw in.
    pub fn width(&self) -> usize {
        let asked = self
            .variable("COLUMNS")
            .and_then(|text| text.parse::<u16>().ok());
        let width = asked.or(self.terminal.width);
        usize::from(width.unwrap_or(100)).clamp(60, 120)
    }

    /// Writes out what is still held back.
    pub fn finish(&mut self) -> Result<(), Error> {
        let flushed = self.out.flush().and_then(|()| self.err.flush());
        flushed.map_err(|cause| Error::Print { cause })
    }
}

/// A stream whose reader may go away: what comes after that is dropped without a word.
struct Quiet<W> {
    inner: W,
    gone: bool,
}

impl<W> Quiet<W> {
    fn new(inner: W) -> Self {
        Self { inner, gone: false }
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        match self.inner.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(bytes.len())
            }
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.inner.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            result => result,
        }
    }
}

//! The bytes of files of a commit, through one process.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{Entry, Failure, command};
use crate::cli::world::LIMIT;

/// All files of a side together may have so many bytes: a small pack can promise any number.
const TOTAL: u64 = 1 << 30;

/// Reads files in their order; each must be within the limit of a file.
pub(super) fn read(directory: &Path, files: &[Entry]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut batch = Batch::start(directory)?;
    let mut left = TOTAL;
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        let size = batch.ask(file)?;
        if size > LIMIT {
            let path = file.shown().into();
            return Err(Failure::Size { path, limit: LIMIT });
        }
        left = left
            .checked_sub(size)
            .ok_or(Failure::Total { limit: TOTAL })?;
        read.push(batch.take(size).map_err(|_| cut_short())?);
    }
    Ok(read)
}

fn cut_short() -> Failure {
    Failure::refused("cat-file", "it ended before everything was read")
}

/// A `git cat-file --batch`, asked for one object after the other, so that neither side ever waits
/// for the other to read. It ends with this value.
struct Batch {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Batch {
    fn start(directory: &Path) -> Result<Self, Failure> {
        let mut git = command::git(directory);
        git.args(["cat-file", "--batch"]);
        git.stdin(Stdio::piped()).stdout(Stdio::piped());
        git.stderr(Stdio::null());
        let mut process = git.spawn().map_err(|cause| Failure::NoGit { cause })?;
        let (input, output) = (process.stdin.take(), process.stdout.take());
        let (Some(input), Some(output)) = (input, output) else {
            return Err(cut_short());
        };
        let output = BufReader::new(output);
        Ok(Self {
            process,
            input,
            output,
        })
    }

    /// Asks for a file and returns its size.
    fn ask(&mut self, file: &Entry) -> Result<u64, Failure> {
        let head = self.head(&file.object).map_err(|_| cut_short())?;
        let size = head
            .strip_prefix(file.object.as_str())
            .and_then(|rest| rest.strip_prefix(" blob "))
            .and_then(|size| size.trim_end().parse().ok());
        // It says `missing` of what the clone lacks.
        size.ok_or_else(|| Failure::Lacking {
            path: file.shown().into(),
        })
    }

    fn head(&mut self, object: &str) -> io::Result<String> {
        writeln!(self.input, "{object}")?;
        self.input.flush()?;
        let mut head = Vec::new();
        self.output
            .by_ref()
            .take(256)
            .read_until(b'\n', &mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    /// Takes the bytes of the file that was asked for, and the line break after them.
    fn take(&mut self, size: u64) -> io::Result<Vec<u8>> {
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes)?;
        self.output.read_exact(&mut [0])?;
        Ok(bytes)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It may be in the middle of a file that nobody wants, or gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

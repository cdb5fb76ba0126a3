//! How a run is seen: a line that changes on a terminal, plain lines in a log.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::time::Duration;

use super::words::{self, Names};
use crate::apply::{Ended, Progress, SavedChange, Step, Wait};
use crate::plan::Phase;
use crate::report::safe;

/// Takes the line of a terminal back.
const CLEAR: &str = "\r\u{1b}[2K";

/// Draws how a run goes.
pub(super) struct Board<'w> {
    out: RefCell<&'w mut dyn Write>,
    /// There is a terminal of so many columns.
    terminal: Option<usize>,
    names: &'w Names<'w>,
    steps: usize,
    done: Cell<usize>,
    phase: Cell<&'static str>,
    /// What is waited for, and for how much longer.
    waits: RefCell<Option<(String, Duration)>>,
}

impl<'w> Board<'w> {
    pub(super) fn new(
        (out, terminal): (&'w mut dyn Write, Option<usize>),
        names: &'w Names<'w>,
        steps: usize,
    ) -> Self {
        Self {
            out: RefCell::new(out),
            terminal,
            names,
            steps,
            done: Cell::new(0),
            phase: Cell::new(""),
            waits: RefCell::default(),
        }
    }

    /// Writes a line that stays.
    pub(super) fn line(&self, line: &str) {
        let clear = if self.terminal.is_some() { CLEAR } else { "" };
        // Nothing is lost that the journal does not have.
        let _ = writeln!(self.out.borrow_mut(), "{clear}{}", safe(line));
    }

    /// Lets a second pass on a terminal.
    pub(super) fn tick(&self) {
        if let Some((_, left)) = self.waits.borrow_mut().as_mut() {
            *left = left.saturating_sub(Duration::from_secs(1));
        }
        self.draw();
    }

    /// Takes the line that changes away.
    pub(super) fn clear(&self) {
        if self.terminal.is_some() {
            let _ = write!(self.out.borrow_mut(), "{CLEAR}");
        }
    }

    fn draw(&self) {
        let Some(columns) = self.terminal else { return };
        let waits = self.waits.borrow();
        let waits = waits.as_ref().filter(|(_, left)| !left.is_zero());
        let waits = waits.map(|(why, left)| format!(", waiting {} s: {why}", left.as_secs()));
        let line = format!(
            "[{}/{}] {}{}",
            self.done.get(),
            self.steps,
            self.phase.get(),
            waits.unwrap_or_default()
        );
        let line: String = safe(&line)
            .chars()
            .take(columns.saturating_sub(1))
            .collect();
        let mut out = self.out.borrow_mut();
        let _ = write!(out, "{CLEAR}{line}");
        let _ = out.flush();
    }
}

impl Progress for Board<'_> {
    fn phase(&self, phase: Phase, steps: usize) {
        self.phase.set(words::phase(phase));
        self.line(&format!("{}: {steps}", words::phase(phase)));
    }

    fn waiting(&self, change: &SavedChange, wait: &Wait) {
        let why = format!("{} ({})", wait.words, words::subject(change, self.names));
        if self.terminal.is_none() {
            let (pause, left) = (wait.pause.as_secs_f32(), wait.left.as_secs());
            self.line(&format!(
                "waiting {pause:.1} s, for {left} s at most: {why}"
            ));
        }
        *self.waits.borrow_mut() = Some((why, wait.pause));
        self.draw();
    }

    fn ended(&self, change: &SavedChange, step: &Step, ended: &Ended) {
        if matches!(ended, Ended::Written | Ended::Found) {
            self.done.set(self.done.get() + 1);
        }
        let is_calm = matches!(ended, Ended::Written | Ended::Found);
        if self.terminal.is_none() || !is_calm {
            let line = words::ended((change, step), ended, self.names);
            self.line(&format!("[{}/{}] {line}", self.done.get(), self.steps));
        }
        self.draw();
    }
}

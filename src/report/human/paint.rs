//! Colours, as a terminal wants them.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::{GeneralWriteResult, WriteStyle};

const RESET: &str = "\x1b[0m";
const BOLD: &str = "\x1b[1m";
const BLUE: &str = "\x1b[34m";

/// Collects what is drawn, with or without colours.
pub(super) struct Painter {
    bytes: Vec<u8>,
    colour: bool,
}

impl Painter {
    pub(super) fn new(colour: bool) -> Self {
        Self {
            bytes: Vec::with_capacity(1024),
            colour,
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn paint(&mut self, code: &str) -> GeneralWriteResult {
        if self.colour {
            self.bytes.write_all(code.as_bytes())
        } else {
            Ok(())
        }
    }
}

impl Write for Painter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    // A drawing is written character by character.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Painter {
    fn set_header(&mut self, severity: Severity) -> GeneralWriteResult {
        self.paint(bright(severity))
    }

    fn set_header_message(&mut self) -> GeneralWriteResult {
        self.paint(BOLD)
    }

    fn set_line_number(&mut self) -> GeneralWriteResult {
        self.paint(BLUE)
    }

    fn set_note_bullet(&mut self) -> GeneralWriteResult {
        self.paint(BLUE)
    }

    fn set_source_border(&mut self) -> GeneralWriteResult {
        self.paint(BLUE)
    }

    fn set_label(&mut self, severity: Severity, style: LabelStyle) -> GeneralWriteResult {
        self.paint(match style {
            LabelStyle::Primary => plain(severity),
            LabelStyle::Secondary => BLUE,
        })
    }

    fn reset(&mut self) -> GeneralWriteResult {
        self.paint(RESET)
    }
}

fn bright(severity: Severity) -> &'static str {
    match severity {
        Severity::Bug | Severity::Error => "\x1b[1;91m",
        Severity::Warning => "\x1b[1;93m",
        Severity::Note => "\x1b[1;92m",
        Severity::Help => "\x1b[1;96m",
    }
}

fn plain(severity: Severity) -> &'static str {
    match severity {
        Severity::Bug | Severity::Error => "\x1b[31m",
        Severity::Warning => "\x1b[33m",
        Severity::Note => "\x1b[32m",
        Severity::Help => "\x1b[36m",
    }
}

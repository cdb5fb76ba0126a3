//! Plain tables: columns as wide as their widest cell, no lines drawn.

use std::fmt::Write as _;

use crate::report;

/// Rows under a head.
pub(super) struct Table<const COLUMNS: usize> {
    head: [&'static str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// Makes a table without rows.
    pub(super) fn new(head: [&'static str; COLUMNS]) -> Self {
        Self {
            head,
            rows: Vec::new(),
        }
    }

    /// Adds a row; texts from outside become safe for a terminal.
    pub(super) fn row(&mut self, cells: [String; COLUMNS]) {
        self.rows
            .push(cells.map(|cell| report::safe(&cell).into_owned()));
    }

    /// Draws the table, each line after an indent.
    pub(super) fn draw(&self, indent: &str) -> String {
        let mut widths = self.head.map(str::len);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::new();
        let lines = self
            .rows
            .iter()
            .map(|row| row.each_ref().map(String::as_str));
        for line in std::iter::once(self.head).chain(lines) {
            let mut drawn = String::from(indent);
            for (cell, width) in line.iter().zip(widths) {
                let _ = write!(drawn, "{cell:width$}  ");
            }
            text.push_str(drawn.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Draws `name  value` lines after an indent, the names equally wide; long values go on below
/// their beginning.
pub(super) fn facts(facts: &[(&str, String)], indent: &str, width: usize) -> String {
    let names = facts.iter().map(|(name, _)| name.chars().count());
    let name_width = names.max().unwrap_or(0);
    let room = width.saturating_sub(indent.len() + name_width + 2);
    let mut text = String::new();
    for (name, value) in facts {
        let mut name = *name;
        for line in broken(&report::safe(value), room) {
            let _ = writeln!(text, "{indent}{name:name_width$}  {line}");
            name = "";
        }
    }
    text
}

/// Breaks a value at blanks, or behind commas where there are any.
fn broken(value: &str, room: usize) -> Vec<String> {
    let gap = if value.contains(", ") { ", " } else { " " };
    let mut lines: Vec<String> = vec![String::new()];
    for (at, part) in value.split(gap).enumerate() {
        let part = part.to_owned();
        let Some(line) = lines.last_mut() else { break };
        let length = line.chars().count() + gap.len() + part.chars().count();
        if at == 0 {
            *line = part;
        } else if length < room {
            line.push_str(gap);
            line.push_str(&part);
        } else {
            line.push_str(gap.trim_end());
            lines.push(part);
        }
    }
    lines
}

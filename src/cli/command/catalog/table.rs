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

/// Draws `name  value` lines, the names equally wide.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in facts {
        let _ = writeln!(text, "  {name:width$}  {}", report::safe(value));
    }
    text
}

//! Takes the list out of an answer while it comes: its entries, one after the other, and what is around.
//!
//! Only brackets, commas and texts are told apart here. What is no JSON makes an entry, or what is
//! around the list, that nobody can read: nothing passes that a reader of the whole would refuse.

use memchr::memchr2;

/// Takes one answer apart.
pub(super) struct Splitter {
    /// The field whose list it is.
    field: &'static str,
    /// What is around the list, and the list without its entries.
    around: Vec<u8>,
    /// What came of an entry with earlier pieces.
    entry: Vec<u8>,
    place: Place,
    /// So many brackets are open: of the answer, or in the list.
    depth: usize,
    marks: Marks,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    List,
    /// In the list, behind a comma: an entry has to follow.
    Comma,
    After,
}

type Outcome = serde_json::Result<()>;

impl Splitter {
    pub(super) fn new(field: &'static str) -> Self {
        Self {
            field,
            around: Vec::new(),
            entry: Vec::new(),
            place: Place::Before,
            depth: 0,
            marks: Marks::default(),
        }
    }

    /// Takes the next piece, and gives each entry that ends in it to a reader.
    pub(super) fn feed(&mut self, piece: &[u8], mut read: impl FnMut(&[u8]) -> Outcome) -> Outcome {
        let (mut from, mut at) = (0, 0);
        let part = |from: usize, to: usize| piece.get(from..to).unwrap_or_default();
        while let Some((found, byte)) = self.marks.next(piece, at) {
            at = found + 1;
            match byte {
                b'[' if self.place == Place::Before && self.depth == 1 => {
                    self.around.extend_from_slice(part(from, at));
                    from = at;
                    self.begin();
                }
                b'[' | b'{' => self.depth += 1,
                b',' if self.between() => {
                    self.end(part(from, found), &mut read)?;
                    from = at;
                    self.place = Place::Comma;
                }
                b']' if self.between() => {
                    self.last(part(from, found), &mut read)?;
                    from = found;
                }
                b',' => {}
                _ => self.depth = self.depth.saturating_sub(1),
            }
        }
        let rest = part(from, piece.len());
        match self.place {
            Place::Before | Place::After => self.around.extend_from_slice(rest),
            Place::List | Place::Comma => self.entry.extend_from_slice(rest),
        }
        Ok(())
    }

    /// Returns how many bytes it holds.
    pub(super) fn held(&self) -> usize {
        self.entry.len() + self.around.len()
    }

    /// Returns what is around the list, in which the list is empty.
    pub(super) fn into_around(self) -> Vec<u8> {
        self.around
    }

    /// Enters a list of the outermost object, if it is the one that is looked for.
    fn begin(&mut self) {
        if is_value_of(self.field, &self.around) {
            (self.place, self.depth) = (Place::List, 0);
        } else {
            self.depth += 1;
        }
    }

    /// Tells whether it is in the list and in none of its entries.
    fn between(&self) -> bool {
        self.depth == 0 && matches!(self.place, Place::List | Place::Comma)
    }

    fn end(&mut self, tail: &[u8], read: &mut impl FnMut(&[u8]) -> Outcome) -> Outcome {
        if self.entry.is_empty() {
            return read(tail);
        }
        self.entry.extend_from_slice(tail);
        let outcome = read(&self.entry);
        self.entry.clear();
        outcome
    }

    /// Leaves the list. One without a comma may be empty.
    fn last(&mut self, tail: &[u8], read: &mut impl FnMut(&[u8]) -> Outcome) -> Outcome {
        let empty = [&self.entry, tail]
            .iter()
            .all(|part| part.trim_ascii().is_empty());
        let outcome = if empty && self.place == Place::List {
            Ok(())
        } else {
            self.end(tail, read)
        };
        (self.place, self.depth) = (Place::After, 1);
        outcome
    }
}

/// Tells whether a text ends with a field of an object and the bracket of its value. A quote in the
/// name of another field stands behind a backslash.
fn is_value_of(field: &str, text: &[u8]) -> bool {
    let name = || {
        let text = text.strip_suffix(b"[")?.trim_ascii_end();
        let text = text.strip_suffix(b":")?.trim_ascii_end();
        let text = text.strip_suffix(b"\"")?.strip_suffix(field.as_bytes())?;
        Some(text.strip_suffix(b"\"")?.trim_ascii_end())
    };
    name().is_some_and(|before| before.ends_with(b"{") || before.ends_with(b","))
}

/// Finds what stands outside of texts.
#[derive(Default)]
struct Marks {
    text: bool,
    /// The next byte belongs to an escape.
    escaped: bool,
}

impl Marks {
    /// Finds the next bracket or comma outside of texts.
    fn next(&mut self, bytes: &[u8], mut at: usize) -> Option<(usize, u8)> {
        loop {
            if self.escaped {
                bytes.get(at)?;
                self.escaped = false;
                at += 1;
            }
            let rest = bytes.get(at..)?;
            at += if self.text {
                memchr2(b'"', b'\\', rest)?
            } else {
                rest.iter().position(|byte| br#"",[]{}"#.contains(byte))?
            };
            let byte = *bytes.get(at)?;
            match byte {
                b'"' => self.text = !self.text,
                b'\\' if self.text => self.escaped = true,
                _ => return Some((at, byte)),
            }
            at += 1;
        }
    }
}

//! JSON, written straight into its text.

use super::plain;

/// A line break and the deepest indentation.
const BREAK: &str = "\n                                        ";

/// JSON that is being written, indented by two blanks; some of it may be dense.
pub(super) struct Json {
    text: String,
    /// How deep the next line stands; none where all is on one line.
    depth: Option<usize>,
    /// The innermost object or list is empty so far.
    empty: bool,
}

impl Json {
    /// Begins a text of about so many bytes.
    pub(super) fn indented(size: usize) -> Self {
        Self {
            text: String::with_capacity(size),
            depth: Some(0),
            empty: true,
        }
    }

    /// Writes the next value without blanks and line breaks.
    pub(super) fn dense(&mut self, write: impl FnOnce(&mut Self)) {
        let depth = self.depth.take();
        write(self);
        self.depth = depth;
    }

    /// Writes a value; returns what was written of it.
    pub(super) fn written(&mut self, write: impl FnOnce(&mut Self)) -> &str {
        let start = self.text.len();
        write(self);
        self.text.get(start..).unwrap_or_default()
    }

    /// Writes an object; `write` gives its keys and values.
    pub(super) fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.open('{');
        write(self);
        self.close('}');
    }

    /// Writes a list; `write` gives its items.
    pub(super) fn list(&mut self, write: impl FnOnce(&mut Self)) {
        self.open('[');
        write(self);
        self.close(']');
    }

    /// Begins an object or a list that is closed later.
    pub(super) fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth = self.depth.map(|depth| depth + 1);
        self.empty = true;
    }

    /// Closes what was opened.
    pub(super) fn close(&mut self, bracket: char) {
        self.depth = self.depth.map(|depth| depth.saturating_sub(1));
        if !self.empty {
            self.line();
        }
        self.empty = false;
        self.text.push(bracket);
    }

    /// Begins the next item of a list; its value follows.
    pub(super) fn item(&mut self) -> &mut Self {
        if !self.empty {
            self.text.push(',');
        }
        self.empty = false;
        self.line();
        self
    }

    /// Begins the next entry of an object; its value follows.
    ///
    /// Keys are names of properties and of parameters, where nothing has to be escaped.
    pub(super) fn key(&mut self, key: &str) -> &mut Self {
        self.item().text.push('"');
        self.text.push_str(key);
        let colon = if self.depth.is_some() { "\": " } else { "\":" };
        self.text.push_str(colon);
        self
    }

    /// Writes an entry that is a text.
    pub(super) fn text(&mut self, key: &str, text: impl AsRef<str>) {
        self.key(key).string(text.as_ref());
    }

    /// Writes an entry that is a text, or null.
    pub(super) fn text_or_null(&mut self, key: &str, text: Option<&str>) {
        self.key(key);
        match text {
            Some(text) => self.string(text),
            None => self.literal("null"),
        }
    }

    /// Writes an entry that is true or false.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        let value = if value { "true" } else { "false" };
        self.key(key).literal(value);
    }

    /// Writes an entry that is a list of texts.
    pub(super) fn texts(&mut self, key: &str, texts: impl IntoIterator<Item: AsRef<str>>) {
        self.key(key).list(|json| {
            for text in texts {
                json.item().string(text.as_ref());
            }
        });
    }

    /// Writes a value that is a text.
    pub(super) fn string(&mut self, text: &str) {
        if plain::all(text, b' '..=u8::MAX, *b"\"\\") {
            self.text.push('"');
            self.text.push_str(text);
            self.text.push('"');
        } else {
            // A text is always JSON.
            let escaped = serde_json::to_string(text).unwrap_or_default();
            self.text.push_str(&escaped);
        }
    }

    /// Writes a value as it stands, such as a number.
    pub(super) fn literal(&mut self, value: &str) {
        self.text.push_str(value);
    }

    fn line(&mut self) {
        if let Some(depth) = self.depth {
            let line = BREAK.get(..=2 * depth).unwrap_or(BREAK);
            self.text.push_str(line);
        }
    }

    /// Returns the whole text, ending with a line break.
    pub(super) fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }
}

//! The codes of everything that can be wrong with the text itself: RW001 to RW099.

use crate::diagnostic::codes;

codes! {
    /// Something else was expected here.
    EXPECTED = "RW001" "unexpected-text";
    /// Text where only declarations may stand.
    NO_DECLARATION = "RW002" "no-declaration";
    /// An opening brace or bracket without a partner.
    UNCLOSED = "RW003" "unclosed-brace";
    /// A closing brace or bracket without a partner.
    STRAY = "RW004" "stray-brace";
    /// A string without its closing quote.
    UNTERMINATED_TEXT = "RW005" "unterminated-string";
    /// A string that goes on in the next line.
    BROKEN_TEXT = "RW006" "line-break-in-string";
    /// A backslash with a character that has no meaning behind it.
    BAD_ESCAPE = "RW007" "bad-escape";
    /// A `${…}` that does not hold a name.
    BAD_HOLE = "RW008" "bad-interpolation";
    /// A `/*` without its `*/`.
    UNCLOSED_COMMENT = "RW009" "unclosed-comment";
    /// Two elements of a list without a comma between them.
    MISSING_COMMA = "RW010" "missing-comma";
    /// A comma with nothing to separate.
    EXTRA_COMMA = "RW011" "superfluous-comma";
    /// A reserved word where a name belongs.
    RESERVED = "RW012" "reserved-name";
    /// A word that is not shaped like a name.
    BAD_NAME = "RW013" "malformed-name";
    /// A letter that looks like an ASCII letter and is none.
    LOOK_ALIKE = "RW014" "look-alike-character";
    /// A control character or NUL.
    CONTROL = "RW015" "control-character";
    /// A character that turns the direction of the text around.
    BIDI = "RW016" "bidirectional-control";
    /// A character that nobody can see.
    INVISIBLE = "RW017" "invisible-character";
    /// Braces and brackets nested beyond the limit.
    TOO_DEEP = "RW018" "nesting-too-deep";
    /// A file beyond the size limit.
    TOO_LARGE = "RW019" "file-too-large";
    /// A `///` with nothing below it.
    DANGLING_DOC = "RW020" "dangling-documentation";
    /// A template inside a template.
    NESTED_TEMPLATE = "RW021" "nested-template";
    /// A `${…}` where no template gives it a value.
    HOLE_OUTSIDE = "RW022" "parameter-outside-template";
    /// A `${…}` in an operation.
    HOLE_IN_OPERATION = "RW023" "interpolated-operation";
    /// A string in other quotes than `"`.
    WRONG_QUOTES = "RW024" "wrong-quotes";
    /// An annotation that means nothing.
    UNKNOWN_ANNOTATION = "RW025" "unknown-annotation";
    /// A term that may stand once and stands twice.
    REPEATED = "RW026" "repeated-term";
    /// A reference with white space in it.
    SPLIT_REFERENCE = "RW027" "blank-in-reference";
    /// A separator that the language does not have.
    NO_SEPARATOR = "RW028" "foreign-separator";
    /// An annotation with nothing below it.
    DANGLING_ANNOTATION = "RW029" "dangling-annotation";
    /// More mistakes in one file than anybody reads.
    TOO_MANY = "RW030" "too-many-mistakes";
}

//! The codes of what can be wrong with a JSON text.

use crate::diagnostic::codes;

codes! {
    /// The text is no JSON.
    BAD_JSON = "RW050" "bad-json";
    /// A key stands twice in one object.
    DUPLICATE_KEY = "RW051" "duplicate-key";
    /// A value is neither a role, an assignment nor a template.
    UNKNOWN_SHAPE = "RW052" "unknown-shape";
    /// A role or assignment lacks what makes it one.
    MISSING_PROPERTY = "RW053" "missing-json-property";
    /// A value is not of the kind that Azure expects there.
    BAD_VALUE = "RW054" "bad-json-value";
    /// A property that the language has no word for.
    UNKNOWN_PROPERTY = "RW055" "unknown-json-property";
    /// Something that grants or limits access and that the language cannot say.
    NOT_REPRESENTABLE = "RW056" "not-representable";
    /// A template expression whose value is known only to Azure.
    UNKNOWN_EXPRESSION = "RW057" "unknown-expression";
    /// An assignment whose kind of principal is not said.
    UNKNOWN_PRINCIPAL = "RW058" "unknown-principal-type";
    /// Something that was left out and has no part in access.
    LEFT_OUT = "RW059" "left-out";
}

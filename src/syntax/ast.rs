//! The tree of one policy file: what is written, before any name is looked up.
//!
//! Inside a template a [`Name`] may hold `${parameter}`; everywhere else it is a plain name.

mod access;
mod grant;
mod guarantee;
mod place;
mod template;

use smol_str::SmolStr;

use crate::source::{FileId, Span};

pub use access::{
    Block, Capability, CapabilityPart, Clause, ListKind, PermissionList, Role, RoleMember, Stage,
    StageMember,
};
pub use grant::{Comparison, Grant, GrantOption, GrantTerm, Joint};
pub use guarantee::{Baseline, Exception, Expectation, Modality, Never, Reason, Require, Test};
pub use place::{Body, Let, Member, MemberKind, Override, Property, Thing};
pub use template::{Argument, Parameter, Template, Use};

/// One file: its items in the order in which they are written, and its comments.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The file.
    pub file: FileId,
    /// The items that could be read.
    pub items: Vec<Item>,
    /// Every `//` and `/* */` comment; documentation comments belong to what they document.
    pub comments: Vec<Span>,
    /// The names of declarations that could not be read.
    pub broken: Vec<Name>,
}

/// A declaration with what stands in front of it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The `///` lines above it.
    pub docs: Option<Box<Doc>>,
    /// The `@allow(…)` in front of it.
    pub annotations: Vec<Annotation>,
    /// The declaration.
    pub declaration: Declaration,
    /// From the first annotation or keyword to the closing brace; documentation not included.
    pub span: Span,
}

/// One declaration. Each stands in a box: a file may have millions, and most kinds are large.
#[derive(Debug, Clone)]
pub enum Declaration {
    /// `policy NAME { … }`
    Policy(Box<Thing>),
    /// `let NAME = VALUE`
    Let(Box<Let>),
    /// `environment`, every kind of resource and `management-group`.
    Resource(Box<Thing>),
    /// `group`, `user`, `service-principal`, `agent`, `managed-identity`.
    Identity(Box<Thing>),
    /// `capability …`
    Capability(Box<Capability>),
    /// `stage …`
    Stage(Box<Stage>),
    /// `role …`
    Role(Box<Role>),
    /// `grant …`
    Grant(Box<Grant>),
    /// `never …`
    Never(Box<Never>),
    /// `test "…" { … }`
    Test(Box<Test>),
    /// `baseline …`
    Baseline(Box<Baseline>),
    /// `template …`
    Template(Box<Template>),
    /// `use …`
    Use(Box<Use>),
}

/// Documentation of a declaration.
#[derive(Debug, Clone)]
pub struct Doc {
    /// The lines without `///` and one blank, joined by line feeds.
    pub text: SmolStr,
    /// All lines.
    pub span: Span,
}

/// `@allow(rule, …, because "…", until DATE)`
#[derive(Debug, Clone)]
pub struct Annotation {
    /// The word after `@`; only `allow` has a meaning.
    pub word: Name,
    /// The rules that are accepted, by name or code.
    pub rules: Vec<Name>,
    /// Why.
    pub because: Option<Text>,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// The whole annotation.
    pub span: Span,
}

/// A word that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written, `${…}` included.
    pub text: SmolStr,
    /// Where.
    pub span: Span,
}

/// `path.to.thing@environment`; one segment and no environment is the most common form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The part before `@`, dots included.
    pub path: SmolStr,
    /// The part after `@`.
    pub environment: Option<Name>,
    /// Where.
    pub span: Span,
}

/// A string: literal text and `${…}` in turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The parts with escapes resolved; one literal part is by far the most common form.
    pub parts: TextParts,
    /// Where, quotes included.
    pub span: Span,
}

/// The content of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextParts {
    /// No interpolation.
    Plain(SmolStr),
    /// With interpolation.
    Mixed(Vec<TextPart>),
}

/// A piece of an interpolated string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// Text as it is meant, escapes resolved.
    Literal(SmolStr),
    /// The inside of `${…}`, such as `env.suffix`.
    Hole(Name),
}

/// A date as written, year, month and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// `2027-01-31`; whether such a day exists is checked by `resolve`.
    pub text: SmolStr,
    /// Where.
    pub span: Span,
}

/// The value of a property, an argument or a `let`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `"text"`
    Text(Text),
    /// A word or a reference.
    Reference(Reference),
    /// A whole number, or one with a unit: `30m`, `4h`, `90d`.
    Number(Name),
    /// A date.
    Date(Date),
    /// `[a, b]`
    List(Vec<Value>, Span),
}

/// A stage, role or capability by name; a built-in role or an operation in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Declared in the policy set or the standard library.
    Named(Name),
    /// Lives in Azure.
    Quoted(Text),
}

/// Who, or where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// One declared thing.
    Reference(Reference),
    /// `every KIND [label L] [in ENV, … | tier T]`
    Every(Box<Every>),
    /// `tier T`, as a place.
    Tier(Name, Span),
    /// `anyone`
    Anyone(Span),
    /// A list parameter of a template, spliced: `${envs}`; also a single one.
    Hole(Name),
}

/// `every KIND [NAME, …] [label L] [in ENV, … | tier T]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Every {
    /// The kind of thing.
    pub kind: Name,
    /// Its label, if one is asked for.
    pub label: Option<Name>,
    /// Its environments, if any are asked for.
    pub environments: Vec<Name>,
    /// Its tier, if one is asked for.
    pub tier: Option<Name>,
    /// The whole selector.
    pub span: Span,
}

impl Name {
    /// Tells whether a template parameter stands in it.
    pub fn has_hole(&self) -> bool {
        self.text.contains("${")
    }
}

impl Text {
    /// Makes a string without interpolation.
    pub fn plain(text: impl Into<SmolStr>, span: Span) -> Self {
        Self {
            parts: TextParts::Plain(text.into()),
            span,
        }
    }

    /// Returns the text if nothing is interpolated.
    pub fn as_plain(&self) -> Option<&SmolStr> {
        match &self.parts {
            TextParts::Plain(text) => Some(text),
            TextParts::Mixed(_) => None,
        }
    }
}

impl What {
    /// Returns where it is written.
    pub fn span(&self) -> Span {
        match self {
            What::Named(name) => name.span,
            What::Quoted(text) => text.span,
        }
    }
}

impl Value {
    /// Returns where it is written.
    pub fn span(&self) -> Span {
        match self {
            Value::Text(text) => text.span,
            Value::Reference(reference) => reference.span,
            Value::Number(number) => number.span,
            Value::Date(date) => date.span,
            Value::List(_, span) => *span,
        }
    }
}

impl Selector {
    /// Returns where it is written.
    pub fn span(&self) -> Span {
        match self {
            Selector::Reference(reference) => reference.span,
            Selector::Every(every) => every.span,
            Selector::Tier(_, span) | Selector::Anyone(span) => *span,
            Selector::Hole(name) => name.span,
        }
    }
}

//! JSON read sparingly: of an object the properties that matter, of a text the beginning.
//!
//! What an entry takes of memory is bounded by the words below, however large it is.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The longest text that is kept whole; of longer ones the beginning is kept.
const LONGEST: usize = 4096;

/// How deep the properties that matter lie: `identity`, `authorization`, `action`, and one more.
pub(super) const DEPTH: usize = 4;

/// The properties that matter, in lower case.
const WANTED: &[&str] = &[
    "action",
    "appid",
    "authorization",
    "caller",
    "category",
    "claims",
    "code",
    "error",
    "eventcategory",
    "eventproperties",
    "eventtimestamp",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
    "http://schemas.microsoft.com/identity/claims/scope",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    "identity",
    "localizedvalue",
    "oid",
    "operationname",
    "properties",
    "resourceid",
    "resultsignature",
    "resulttype",
    "scope",
    "scp",
    "status",
    "statuscode",
    "statusmessage",
    "substatus",
    "time",
    "upn",
    "value",
    "xms_mirid",
];

/// What is kept of a value.
#[derive(Debug)]
pub(super) enum Node {
    /// A text or a number.
    Text(String),
    /// An object, as far as it matters.
    Fields(Vec<(&'static str, Node)>),
    /// Anything else.
    Other,
}

impl Node {
    /// Returns a property of an object by its name in lower case.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let Node::Fields(fields) = self else {
            return None;
        };
        fields
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, node)| node)
    }

    /// Returns what lies at the end of a path of properties.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns a text that is not blank, without white space around it.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Returns the text itself, or the `value` of an object that also has it in a language.
    pub(super) fn word(&self) -> Option<&str> {
        self.text().or_else(|| self.get("value")?.text())
    }

    /// Adds a property; the last of two equal ones counts.
    pub(super) fn set(fields: &mut Vec<(&'static str, Node)>, key: &'static str, node: Node) {
        match fields.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = node,
            None => fields.push((key, node)),
        }
    }
}

/// Keeps a text, or its beginning.
pub(super) fn text(text: &str) -> Node {
    Node::Text(
        text.get(..text.floor_char_boundary(LONGEST))
            .unwrap_or_default()
            .to_owned(),
    )
}

/// Finds the property that matters of a name; Azure's tools differ in casing.
fn wanted(key: &str) -> Option<&'static str> {
    let same = |name: &&&str| name.eq_ignore_ascii_case(key);
    WANTED.iter().find(same).copied()
}

/// The name of a property.
#[derive(Debug)]
pub(super) enum Key {
    /// It may hold entries.
    List(&'static str),
    /// It says where the rest is.
    Next,
    /// It is kept.
    Wanted(&'static str),
    /// It is passed over.
    Idle,
}

impl Key {
    fn of(key: &str) -> Self {
        if key.eq_ignore_ascii_case("nextLink") {
            return Self::Next;
        }
        match wanted(key) {
            Some(name @ "value") => Self::List(name),
            Some(name) => Self::Wanted(name),
            None if key.eq_ignore_ascii_case("records") => Self::List("records"),
            None => Self::Idle,
        }
    }
}

/// Reads the name of a property without keeping it.
pub(super) struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Key, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a property")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(Key::of(key))
    }
}

/// Makes a visitor take every scalar that there is.
macro_rules! scalars {
    ($into:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($into(self, Node::Other))
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($into(self, Node::Other))
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($into(self, Node::Other))
        }
        fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
            Ok($into(self, Node::Text(number.to_string())))
        }
        fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
            Ok($into(self, Node::Text(number.to_string())))
        }
        fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
            Ok($into(self, text(value)))
        }
    };
}

pub(super) use scalars;

/// Reads a value as deep as it matters.
pub(super) struct Sparing(pub(super) usize);

impl<'de> DeserializeSeed<'de> for Sparing {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Node, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sparing {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    scalars!(|_, node| node);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            match (key, self.0.checked_sub(1)) {
                (Key::Wanted(name) | Key::List(name), Some(left)) => {
                    let node = map.next_value_seed(Sparing(left))?;
                    Node::set(&mut fields, name, node);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Node::Fields(fields))
    }
}

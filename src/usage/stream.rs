//! Entries out of lists and envelopes, one after the other.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::node::{DEPTH, Key, KeySeed, Node, Sparing, scalars, text};

/// How deep entries lie in lists and envelopes: a list of `{"records": [entry]}`.
const ENVELOPES: usize = 4;

/// Reads lists and envelopes, and hands over each entry as soon as it is read.
pub(super) struct Entries<'a> {
    each: &'a mut dyn FnMut(Node),
    goes_on: &'a mut bool,
    left: usize,
}

impl<'a> Entries<'a> {
    /// Makes a reader that hands entries to `each` and notes whether there are more elsewhere.
    pub(super) fn new(each: &'a mut dyn FnMut(Node), goes_on: &'a mut bool) -> Self {
        let left = ENVELOPES;
        Self {
            each,
            goes_on,
            left,
        }
    }

    fn within(&mut self) -> Entries<'_> {
        Entries {
            each: &mut *self.each,
            goes_on: &mut *self.goes_on,
            left: self.left.saturating_sub(1),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("entries")
    }

    scalars!(|entries: Self, node| (entries.each)(node));

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        if self.left == 0 {
            return Sparing(0).visit_seq(list).map(|node| (self.each)(node));
        }
        while list.next_element_seed(self.within())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (mut fields, mut is_envelope) = (Vec::new(), false);
        while let Some(key) = map.next_key_seed(KeySeed)? {
            match key {
                Key::List(_) if self.left > 0 => {
                    is_envelope |= map.next_value_seed(Listed(self.within()))?;
                }
                Key::Next => {
                    let next = map.next_value_seed(Sparing(0))?;
                    *self.goes_on |= next.text().is_some();
                }
                Key::Wanted(name) => {
                    let node = map.next_value_seed(Sparing(DEPTH))?;
                    Node::set(&mut fields, name, node);
                }
                Key::List(_) | Key::Idle => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !is_envelope {
            (self.each)(Node::Fields(fields));
        }
        Ok(())
    }
}

/// Reads what may be a list of entries; tells whether it was a list.
struct Listed<'a>(Entries<'a>);

impl<'de> DeserializeSeed<'de> for Listed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Listed<'_> {
    type Value = bool;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of entries")
    }

    scalars!(|_, _| false);

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<bool, A::Error> {
        self.0.visit_seq(list).map(|()| true)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        Sparing(0).visit_map(map).map(|_| false)
    }
}

//! Single values of the form, each refused where it stands if it is not written as it must be.
//!
//! One value has one spelling, so that equal snapshots have equal digests.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use smol_str::{SmolStr, ToSmolStr as _};

use super::completeness::Aspect;
use super::shape::Value;
use super::snapshot::{LockLevel, PartyKind};
use crate::model::date::Moment;
use crate::model::{self, Cloud};

/// Reads and writes a type as text: how it is read, how it is written, and what it is called.
macro_rules! as_text {
    ($name:ty, $read:expr, $write:expr, $expected:literal) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = SmolStr::deserialize(deserializer)?;
                let read: fn(&SmolStr) -> Option<$name> = $read;
                read(&text)
                    .ok_or_else(|| D::Error::custom(format!("`{text}` is not {}", $expected)))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$name) -> SmolStr = $write;
                serializer.serialize_str(&write(self))
            }
        }
    };
}

/// A GUID in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guid(pub(super) SmolStr);

/// The id of a scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) SmolStr);

/// A time in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(pub(super) Moment);

/// A value that has a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word<T>(pub(super) T);

as_text!(
    Guid,
    |text| is_guid(text).then(|| Self(text.clone())),
    |guid| guid.0.clone(),
    "a GUID in lower case"
);
as_text!(
    model::Guid,
    |text| is_guid(text).then(|| model::Guid::read(text)).flatten(),
    |guid| (*guid).into(),
    "a GUID in lower case"
);
as_text!(
    Id,
    |text| is_id(text).then(|| Self(text.clone())),
    |id| id.0.clone(),
    "the id of a scope, such as `/subscriptions/…`"
);
as_text!(
    Time,
    |text| Moment::parse(text).map(Self),
    |time| time.0.to_smolstr(),
    "a time in UTC, such as `2027-01-31T08:00:00Z`"
);
as_text!(
    Word<Cloud>,
    |text| Cloud::of(text).map(Self),
    |cloud| SmolStr::new_static(cloud.0.keyword()),
    "one of the clouds `public`, `us-government` and `china`"
);
as_text!(
    Word<Aspect>,
    |text| Aspect::of(text).map(Self),
    |aspect| SmolStr::new_static(aspect.0.word()),
    "something that can be read of a scope, such as `roleAssignments`"
);
as_text!(
    Word<PartyKind>,
    |text| PartyKind::of(text).map(Self),
    |kind| SmolStr::new_static(kind.0.word()),
    "a kind of principal, such as `Group`"
);

as_text!(
    Word<LockLevel>,
    |text| LockLevel::of(text).map(Self),
    |level| SmolStr::new_static(level.0.word()),
    "one of the levels `CanNotDelete` and `ReadOnly`"
);

/// Tells whether a text is a GUID in lower case.
pub fn is_guid(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => digit(byte),
        })
}

/// Tells whether a text is the id of a scope.
pub fn is_id(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else {
        return false;
    };
    rest.is_empty()
        || rest
            .split('/')
            .all(|part| !part.is_empty() && !part.contains(char::is_control))
}

/// Reads settings; the same name twice is refused, since readers differ in which one counts.
pub(super) fn settings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Value>, D::Error> {
    deserializer.deserialize_map(Settings)
}

struct Settings;

impl<'de> Visitor<'de> for Settings {
    type Value = BTreeMap<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("settings by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut settings = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if settings.contains_key(&name) {
                return Err(A::Error::custom(format!(
                    "the setting `{name}` is there twice"
                )));
            }
            settings.insert(name, value);
        }
        Ok(settings)
    }
}

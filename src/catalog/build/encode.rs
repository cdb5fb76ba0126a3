//! Writes tables as bytes.

use std::collections::BTreeMap;

use super::tables::{BlockRow, OperationRow, RoleRow, Tables};
use crate::catalog::access::{Access, Evidence, Risk};
use crate::catalog::format::{self, ENTRY, HEADER, NONE, Tag};
use crate::catalog::operations::compare;
use crate::catalog::store::Error;
use crate::model::permission::Plane;

/// Writes the bytes of a catalogue; equal tables give equal bytes.
pub fn encode(tables: &Tables) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::default();
    let state = writer.reference(&tables.state)?;
    let last_segments = last_segments(&tables.operations);
    let operations = operations(&mut writer, &tables.operations, &last_segments)?;
    let mut words = Vec::new();
    for word in &last_segments {
        words.extend(writer.reference(word)?);
    }
    let retired = retired(&mut writer, tables)?;
    let mut roles = Roles::of(&tables.operations)?;
    for role in &tables.roles {
        roles.add(&mut writer, role)?;
    }
    let aliases = aliases(&mut writer, tables)?;
    let gone = gone(&mut writer, &tables.roles)?;
    let mut cloud = Vec::new();
    if !tables.cloud.is_empty() {
        cloud.extend(writer.reference(&tables.cloud)?);
    }
    let names = names(&tables.operations)?;
    let by_id = by_id(&tables.roles)?;
    let mut sections: Vec<(Tag, &[u8])> = vec![
        (format::STATE, &state),
        (format::OPERATIONS, &operations),
        (format::NAMES, &names),
        (format::LAST_SEGMENTS, &words),
        (format::RETIRED, &retired),
        (format::PATTERNS, &roles.patterns),
        (format::POOL, &roles.pool),
        (format::BLOCKS, &roles.blocks),
        (format::ROLES, &roles.records),
        (format::ROLES_BY_ID, &by_id),
        (format::ALIASES, &aliases),
    ];
    let later = [(format::GONE_ROLES, &gone), (format::CLOUD, &cloud)];
    let later = later.into_iter().filter(|(_, section)| !section.is_empty());
    sections.extend(later.map(|(tag, section)| (tag, section.as_slice())));
    sections.push((format::TEXT, writer.heap.as_bytes()));
    assemble(&sections)
}

/// The heap of texts; each text lies there once.
#[derive(Default)]
struct Writer {
    heap: String,
    known: BTreeMap<String, [u8; 6]>,
}

impl Writer {
    fn reference(&mut self, text: &str) -> Result<[u8; 6], Error> {
        if let Some(known) = self.known.get(text) {
            return Ok(*known);
        }
        let reference = run(self.heap.len(), text.len())?;
        self.heap.push_str(text);
        self.known.insert(text.to_owned(), reference);
        Ok(reference)
    }
}

/// Writes a start (4 bytes) and a length (2 bytes).
fn run(start: usize, length: usize) -> Result<[u8; 6], Error> {
    let length = u16::try_from(length).map_err(|_| Error::TooLarge)?;
    let mut bytes = [0; 6];
    let (before, after) = bytes.split_at_mut(4);
    before.copy_from_slice(&number(start)?.to_le_bytes());
    after.copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

fn number(value: usize) -> Result<u32, Error> {
    u32::try_from(value)
        .ok()
        .filter(|value| *value != NONE)
        .ok_or(Error::TooLarge)
}

fn position<T: PartialEq>(all: &[T], wanted: &T) -> Result<u8, Error> {
    let at = all
        .iter()
        .position(|item| item == wanted)
        .ok_or(Error::TooLarge)?;
    u8::try_from(at).map_err(|_| Error::TooLarge)
}

fn last_segment(name: &str) -> String {
    name.rsplit('/').next().unwrap_or("").to_ascii_lowercase()
}

fn last_segments(operations: &[OperationRow]) -> Vec<String> {
    let mut words: Vec<String> = operations
        .iter()
        .map(|row| last_segment(&row.name))
        .collect();
    words.sort();
    words.dedup();
    words
}

fn operations(
    writer: &mut Writer,
    rows: &[OperationRow],
    last_segments: &[String],
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for row in rows {
        let plane = u8::from(row.plane == Plane::Data);
        let casing = u8::from(!row.registered_casing);
        bytes.extend(writer.reference(&row.name)?);
        bytes.push(plane | position(&Evidence::ALL, &row.evidence)? << 1 | casing << 4);
        bytes.push(position(last_segments, &last_segment(&row.name))?);
        bytes.push(position(&Access::ALL, &row.access)?);
        bytes.push(position(&Risk::ALL, &row.risk)?);
    }
    Ok(bytes)
}

/// Writes the hash table of names; under half of its slots are taken.
fn names(rows: &[OperationRow]) -> Result<Vec<u8>, Error> {
    let slots = (2 * rows.len()).next_power_of_two();
    let mut table = vec![NONE; slots];
    let mut last = "";
    for (at, row) in rows.iter().enumerate() {
        if row.name.eq_ignore_ascii_case(last) {
            continue;
        }
        last = &row.name;
        let first = format::slot(&row.name, slots);
        let mut probes = (first..slots).chain(0..first);
        let free = probes.find(|slot| table.get(*slot) == Some(&NONE));
        if let Some(slot) = free.and_then(|slot| table.get_mut(slot)) {
            *slot = number(at)?;
        }
    }
    Ok(table.iter().flat_map(|slot| slot.to_le_bytes()).collect())
}

fn retired(writer: &mut Writer, tables: &Tables) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for row in &tables.retired {
        bytes.extend(writer.reference(&row.name)?);
        bytes.push(u8::from(row.plane == Plane::Data));
        bytes.extend(writer.reference(&row.last_seen)?);
    }
    Ok(bytes)
}

fn aliases(writer: &mut Writer, tables: &Tables) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for row in &tables.aliases {
        let mut roles = tables.roles.iter();
        let role = roles.position(|role| role.id.eq_ignore_ascii_case(&row.role));
        bytes.extend(writer.reference(&row.former)?);
        bytes.extend(writer.reference(&row.since)?);
        let unknown = || Error::Roles(format!("no built-in role has the id `{}`", row.role));
        bytes.extend(number(role.ok_or_else(unknown)?)?.to_le_bytes());
    }
    Ok(bytes)
}

fn gone(writer: &mut Writer, roles: &[RoleRow]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for (at, role) in roles
        .iter()
        .enumerate()
        .filter(|(_, role)| !role.last_seen.is_empty())
    {
        bytes.extend(number(at)?.to_le_bytes());
        bytes.extend(writer.reference(&role.last_seen)?);
    }
    Ok(bytes)
}

fn by_id(roles: &[RoleRow]) -> Result<Vec<u8>, Error> {
    let mut order: Vec<usize> = (0..roles.len()).collect();
    let id = |at: &usize| roles.get(*at).map_or("", |role| role.id.as_str());
    order.sort_by(|left, right| compare(id(left), id(right)));
    let mut bytes = Vec::new();
    for at in order {
        bytes.extend(number(at)?.to_le_bytes());
    }
    Ok(bytes)
}

/// The sections that hold built-in roles.
#[derive(Default)]
struct Roles {
    operations: BTreeMap<(String, Plane), u32>,
    known: BTreeMap<String, u32>,
    patterns: Vec<u8>,
    pool: Vec<u8>,
    blocks: Vec<u8>,
    records: Vec<u8>,
}

impl Roles {
    fn of(rows: &[OperationRow]) -> Result<Self, Error> {
        let mut operations = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            operations.insert((row.name.to_ascii_lowercase(), row.plane), number(at)?);
        }
        Ok(Self {
            operations,
            ..Self::default()
        })
    }

    fn add(&mut self, writer: &mut Writer, role: &RoleRow) -> Result<(), Error> {
        let first = self.blocks.len() / format::BLOCK_RECORD;
        for block in &role.permissions {
            self.add_block(writer, block)?;
        }
        self.records.extend(writer.reference(&role.id)?);
        self.records.extend(writer.reference(&role.name)?);
        self.records.extend(run(first, role.permissions.len())?);
        Ok(())
    }

    fn add_block(&mut self, writer: &mut Writer, block: &BlockRow) -> Result<(), Error> {
        let condition = block.condition.as_deref().unwrap_or("");
        let version = block.condition_version.as_deref().unwrap_or("");
        let mut record = Vec::from(writer.reference(condition)?);
        record.extend(writer.reference(version)?);
        let lists = [
            &block.actions,
            &block.not_actions,
            &block.data_actions,
            &block.not_data_actions,
        ];
        for list in lists {
            record.extend(run(self.pool.len() / format::INDEX, list.len())?);
            for text in list {
                let pattern = self.pattern(writer, text)?;
                self.pool.extend(pattern.to_le_bytes());
            }
        }
        self.blocks.extend(record);
        Ok(())
    }

    fn pattern(&mut self, writer: &mut Writer, text: &str) -> Result<u32, Error> {
        if let Some(known) = self.known.get(text) {
            return Ok(*known);
        }
        let at = number(self.patterns.len() / format::PATTERN_RECORD)?;
        self.patterns.extend(writer.reference(text)?);
        for plane in Plane::BOTH {
            // Azure ignores the blank at the end of two published entries.
            let key = (text.trim_end().to_ascii_lowercase(), plane);
            let operation = self.operations.get(&key).copied().unwrap_or(NONE);
            self.patterns.extend(operation.to_le_bytes());
        }
        self.known.insert(text.to_owned(), at);
        Ok(at)
    }
}

fn assemble(sections: &[(Tag, &[u8])]) -> Result<Vec<u8>, Error> {
    let mut table = Vec::from(number(sections.len())?.to_le_bytes());
    let mut content = Vec::new();
    let before = HEADER + sections.len() * ENTRY;
    for (tag, section) in sections {
        table.extend(tag);
        table.extend(number(before + content.len())?.to_le_bytes());
        table.extend(number(section.len())?.to_le_bytes());
        content.extend_from_slice(section);
    }
    table.append(&mut content);
    let mut bytes = Vec::from(format::MAGIC);
    bytes.extend(format::VERSION.to_le_bytes());
    bytes.extend(format::checksum(&table).to_le_bytes());
    bytes.append(&mut table);
    Ok(bytes)
}

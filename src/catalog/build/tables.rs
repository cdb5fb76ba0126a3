//! The source tables as rows, sorted and checked.

use std::cmp::Ordering;

use serde::Deserialize;

use super::{Sources, rows};
use crate::catalog::access::{Access, Evidence, Risk};
use crate::catalog::classify::Rules;
use crate::catalog::operations::compare;
use crate::catalog::store::Error;
use crate::model::permission::Plane;

/// All rows of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The day whose state the tables show.
    pub state: String,
    /// The cloud that they are of; nothing where that is the public one.
    pub cloud: String,
    /// Operations by lower-case name, then plane.
    pub operations: Vec<OperationRow>,
    /// Retired names by lower-case name, then plane.
    pub retired: Vec<RetiredRow>,
    /// Built-in roles by lower-case name.
    pub roles: Vec<RoleRow>,
    /// Former role names by lower-case name.
    pub aliases: Vec<AliasRow>,
}

/// One operation in one plane.
#[derive(Debug, Clone)]
pub struct OperationRow {
    /// The name in display casing.
    pub name: String,
    /// The plane.
    pub plane: Plane,
    /// How the plane is known.
    pub evidence: Evidence,
    /// Whether the casing is the provider's own.
    pub registered_casing: bool,
    /// The access level.
    pub access: Access,
    /// The risk class.
    pub risk: Risk,
}

/// One retired name.
#[derive(Debug, Clone)]
pub struct RetiredRow {
    /// The name in display casing.
    pub name: String,
    /// The plane.
    pub plane: Plane,
    /// The day last seen, or nothing.
    pub last_seen: String,
}

/// One built-in role as published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRow {
    /// The GUID.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The permission blocks.
    pub permissions: Vec<BlockRow>,
    /// The day on which Azure listed it last; nothing where it still does.
    #[serde(skip)]
    pub last_seen: String,
}

/// A name that a built-in role had before.
#[derive(Debug, Clone)]
pub struct AliasRow {
    /// The name.
    pub former: String,
    /// The month of the change.
    pub since: String,
    /// The GUID of the role.
    pub role: String,
}

/// One permission block as published; an unknown field is refused, so that nothing is lost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BlockRow {
    pub(super) actions: Vec<String>,
    pub(super) not_actions: Vec<String>,
    pub(super) data_actions: Vec<String>,
    pub(super) not_data_actions: Vec<String>,
    #[serde(default)]
    pub(super) condition: Option<String>,
    #[serde(default)]
    pub(super) condition_version: Option<String>,
}

impl Tables {
    /// Reads and checks the source tables, and judges every operation.
    pub fn read(sources: &Sources<'_>) -> Result<Self, Error> {
        let judge = Rules::parse(sources.rules)?;
        let operations = read_rows("operations.tsv", sources.operations, |columns| {
            operation(columns, &judge)
        })?;
        let retired = read_rows("operations_retired.tsv", sources.retired, retired_row)?;
        let roles: Vec<RoleRow> =
            serde_json::from_str(sources.roles).map_err(|error| Error::Roles(error.to_string()))?;
        let aliases = read_rows("role_aliases.tsv", sources.aliases, |columns| {
            alias(columns, &roles)
        })?;
        let state = rows(sources.state).next().map_or("", |(_, row)| row);
        let mut tables = Self {
            state: state.to_owned(),
            cloud: String::new(),
            operations,
            retired,
            roles,
            aliases,
        };
        tables.sort();
        tables.refuse_doubles()?;
        Ok(tables)
    }

    /// Brings every row to where a reader looks for it.
    pub(super) fn sort(&mut self) {
        self.operations
            .sort_by(|left, right| order((&left.name, left.plane), (&right.name, right.plane)));
        self.retired
            .sort_by(|left, right| order((&left.name, left.plane), (&right.name, right.plane)));
        self.roles.sort_by(|left, right| {
            compare(&left.name, &right.name).then_with(|| left.id.cmp(&right.id))
        });
        self.aliases
            .sort_by(|left, right| compare(&left.former, &right.former));
    }

    fn refuse_doubles(&self) -> Result<(), Error> {
        let double = self.operations.windows(2).find_map(|pair| match pair {
            [one, other] if one.plane == other.plane => one
                .name
                .eq_ignore_ascii_case(&other.name)
                .then_some(&one.name),
            _ => None,
        });
        double.map_or(Ok(()), |name| {
            let problem = format!("`{name}` stands there twice");
            Err(Error::Table {
                table: "operations.tsv",
                line: 0,
                problem,
            })
        })
    }
}

fn order(left: (&str, Plane), right: (&str, Plane)) -> Ordering {
    compare(left.0, right.0).then(left.1.cmp(&right.1))
}

fn read_rows<T>(
    table: &'static str,
    text: &str,
    read: impl Fn(&[&str]) -> Result<T, String>,
) -> Result<Vec<T>, Error> {
    rows(text)
        .map(|(line, row)| {
            let columns: Vec<&str> = row.split('\t').collect();
            read(&columns).map_err(|problem| Error::Table {
                table,
                line,
                problem,
            })
        })
        .collect()
}

fn operation(columns: &[&str], rules: &Rules) -> Result<OperationRow, String> {
    let &[name, plane, evidence, casing] = columns else {
        return Err(format!("{} columns where 4 are due", columns.len()));
    };
    let name = checked_name(name)?;
    let plane = plane_of(plane)?;
    let verdict = rules.judge(plane, &name);
    Ok(OperationRow {
        plane,
        evidence: Evidence::from_word(evidence)
            .ok_or_else(|| format!("`{evidence}` is no kind of evidence"))?,
        registered_casing: casing == "provider",
        access: verdict.access,
        risk: verdict.risk,
        name,
    })
}

fn retired_row(columns: &[&str]) -> Result<RetiredRow, String> {
    let &[name, plane, last_seen] = columns else {
        return Err(format!("{} columns where 3 are due", columns.len()));
    };
    Ok(RetiredRow {
        name: checked_name(name)?,
        plane: plane_of(plane)?,
        last_seen: last_seen.to_owned(),
    })
}

fn alias(columns: &[&str], roles: &[RoleRow]) -> Result<AliasRow, String> {
    let &[former, id, since, _source] = columns else {
        return Err(format!("{} columns where 4 are due", columns.len()));
    };
    let mut known = roles.iter();
    if !known.any(|role| role.id.eq_ignore_ascii_case(id)) {
        return Err(format!("no built-in role has the id `{id}`"));
    }
    Ok(AliasRow {
        former: former.to_owned(),
        since: since.to_owned(),
        role: id.to_owned(),
    })
}

fn plane_of(word: &str) -> Result<Plane, String> {
    match word {
        "action" => Ok(Plane::Control),
        "dataAction" => Ok(Plane::Data),
        other => Err(format!("`{other}` is no plane")),
    }
}

pub(super) fn checked_name(name: &str) -> Result<String, String> {
    let fine = name.contains('/') && name.bytes().all(|byte| byte.is_ascii_graphic());
    if fine {
        Ok(name.to_owned())
    } else {
        Err(format!("`{name}` is no operation name"))
    }
}

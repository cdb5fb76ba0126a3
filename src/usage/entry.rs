//! One entry to an event: the shape of the REST interface and of `az`, and that of diagnostic exports.

use jiff::Timestamp;
use smol_str::{SmolStr, StrExt as _};

use super::node::Node;
use super::{Caller, Event, Outcome, Skip};
use crate::algebra::is_well_formed;

/// No name of an operation is longer.
const LONGEST_NAME: usize = 512;

/// Categories of entries that tell of no operation that somebody asked for.
const OTHER_CATEGORIES: [&str; 7] = [
    "ServiceHealth",
    "ResourceHealth",
    "Alert",
    "Autoscale",
    "Recommendation",
    "Security",
    "Policy",
];

const DONE: [&str; 4] = ["Succeeded", "Success", "Accepted", "Accept"];
const FAILED: [&str; 4] = ["Failed", "Failure", "Canceled", "Cancelled"];
const UNFINISHED: [&str; 5] = ["Started", "Start", "In Progress", "InProgress", "Updated"];

const OBJECT_ID: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const UPN: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
const SCOPE: &str = "http://schemas.microsoft.com/identity/claims/scope";

/// Reads an entry, or says what it lacks.
pub(super) fn event(entry: &Node) -> Result<Event, Skip> {
    if entry.get("operationname").is_none() && entry.get("authorization").is_none() {
        return Err(Skip::Unknown);
    }
    let category = first(entry, &[&["properties", "eventcategory"], &["category"]]);
    if category.is_some_and(|word| is_one_of(word, &OTHER_CATEGORIES)) {
        return Err(Skip::Category);
    }
    let outcome = outcome(entry)?;
    let operation = operation(entry).ok_or(Skip::Operation)?;
    let caller = caller(entry).ok_or(Skip::Caller)?;
    let scopes: [&[&str]; 3] = [
        &["authorization", "scope"],
        &["identity", "authorization", "scope"],
        &["resourceid"],
    ];
    let time = first(entry, &[&["eventtimestamp"], &["time"]]);
    Ok(Event {
        caller,
        operation,
        scope: first(entry, &scopes).map(SmolStr::new),
        outcome,
        time: time.and_then(|text| text.parse::<Timestamp>().ok()),
    })
}

/// Returns the first word at one of several places.
fn first<'a>(entry: &'a Node, paths: &[&[&str]]) -> Option<&'a str> {
    paths.iter().find_map(|path| entry.at(path)?.word())
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// The action that was checked; it may differ from the name under which the entry was filed.
fn operation(entry: &Node) -> Option<SmolStr> {
    let paths: [&[&str]; 3] = [
        &["authorization", "action"],
        &["identity", "authorization", "action"],
        &["operationname"],
    ];
    let mut names = paths.iter().filter_map(|path| entry.at(path)?.word());
    let name = names.find(|name| name.len() <= LONGEST_NAME && is_well_formed(name));
    name.map(SmolStr::new)
}

fn outcome(entry: &Node) -> Result<Outcome, Skip> {
    let word = first(entry, &[&["status"], &["resulttype"]]).ok_or(Skip::Outcome)?;
    if is_one_of(word, &DONE) {
        Ok(Outcome::Succeeded)
    } else if is_one_of(word, &FAILED) && is_refused(entry) {
        Ok(Outcome::Refused)
    } else if is_one_of(word, &FAILED) {
        Ok(Outcome::Failed)
    } else if is_one_of(word, &UNFINISHED) {
        Err(Skip::Unfinished)
    } else {
        Err(Skip::Outcome)
    }
}

/// Tells whether something failed for lack of access: the error says so, or it is a 403 whose error
/// is not that of a policy.
fn is_refused(entry: &Node) -> bool {
    let details = [
        entry.get("properties"),
        entry.at(&["properties", "eventproperties"]),
    ];
    let details = details.into_iter().flatten();
    let errors = details.clone().filter_map(|one| one.get("statusmessage"));
    let mut errors = errors.filter_map(|one| one.text().or_else(|| error_code(one)));
    if let Some(error) = errors.next() {
        if error.contains("AuthorizationFailed") {
            return true;
        }
        if error.contains("RequestDisallowedByPolicy") {
            return false;
        }
    }
    let codes = details.filter_map(|one| one.get("statuscode")?.word());
    let places = [
        &["substatus"][..],
        &["substatus", "localizedvalue"],
        &["resultsignature"],
    ];
    let places = places.iter().filter_map(|path| entry.at(path)?.word());
    codes.chain(places).any(is_forbidden)
}

fn error_code(message: &Node) -> Option<&str> {
    let paths: [&[&str]; 2] = [&["error", "code"], &["code"]];
    first(message, &paths)
}

/// Knows `Forbidden`, `Failed.Forbidden`, `403` and `Forbidden (HTTP Status Code: 403)`.
fn is_forbidden(text: &str) -> bool {
    let mut words = text.split(|char: char| !char.is_ascii_alphanumeric());
    words.any(|word| word == "403" || word.eq_ignore_ascii_case("Forbidden"))
}

fn caller(entry: &Node) -> Option<Caller> {
    let claims = entry
        .get("claims")
        .or_else(|| entry.at(&["identity", "claims"]));
    let claim = |names: &[&str]| {
        let claims = claims?;
        let text = names.iter().find_map(|name| claims.get(name)?.text())?;
        Some(text.to_lowercase_smolstr())
    };
    let named = entry.get("caller").and_then(Node::text);
    let named = named.map(smol_str::StrExt::to_lowercase_smolstr);
    let (guid, mail) = match named {
        Some(name) if is_guid(&name) => (Some(name), None),
        Some(name) if name.contains('@') => (None, Some(name)),
        _ => (None, None),
    };
    let object_id = claim(&[OBJECT_ID, "oid"]).or(guid);
    let upn = claim(&[UPN, "upn"]).or(mail);
    let acts_for_somebody = upn.is_some() || claim(&[SCOPE, "scp"]).is_some();
    let caller = Caller {
        object_id,
        app_id: claim(&["appid"]).filter(|_| !acts_for_somebody),
        upn,
        resource: claim(&["xms_mirid"]),
    };
    (caller != Caller::default()).then_some(caller)
}

fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

//! What a template leaves open until it is deployed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use smol_str::SmolStr;

use crate::source::FileId;

/// The subscription that stands for an unknown one.
const NO_SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";

/// A value that only the deployment knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) enum Unknown {
    /// The id of the subscription that a file is deployed to.
    Subscription(FileId),
    /// The name of the resource group that a file is deployed to.
    ResourceGroup(FileId),
    /// The name of the management group that a file is deployed to.
    ManagementGroup(FileId),
    /// A parameter without a value.
    Parameter(FileId, SmolStr),
    /// What an expression gives at run time.
    Runtime(SmolStr),
}

/// Every unknown value that was met; texts hold a mark in its place.
///
/// A mark is the number of the value between two NULs, which no text of a template may hold.
#[derive(Debug, Default)]
pub(in crate::import) struct Unknowns {
    met: Vec<Unknown>,
    numbers: BTreeMap<Unknown, usize>,
    /// The values whose stand-ins were spoken of.
    told: BTreeSet<usize>,
}

impl Unknowns {
    /// Returns the mark of a value.
    pub(super) fn mark(&mut self, unknown: Unknown) -> String {
        let next = self.met.len();
        let number = *self.numbers.entry(unknown.clone()).or_insert(next);
        if number == next {
            self.met.push(unknown);
        }
        format!("\0{number}\0")
    }

    fn numbered(&self, number: &str) -> Option<(usize, &Unknown)> {
        let number = number.parse().ok()?;
        Some((number, self.met.get(number)?))
    }

    /// Lists the unknown values in a text.
    fn within<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a Unknown)> {
        text.split('\0')
            .skip(1)
            .step_by(2)
            .filter_map(|number| self.numbered(number))
    }

    /// Returns the unknown value that a whole text stands for.
    pub(in crate::import) fn only(&self, text: &str) -> Option<&Unknown> {
        let number = text.strip_prefix('\0')?.strip_suffix('\0')?;
        self.numbered(number).map(|(_, unknown)| unknown)
    }

    /// Says in words which value a text depends on.
    pub(in crate::import) fn describe(&self, text: &str) -> String {
        self.within(text)
            .next()
            .map_or_else(String::new, |(_, unknown)| unknown.words())
    }

    /// Returns the text with something definite in place of each unknown value.
    pub(in crate::import) fn stand_in(&self, text: &str) -> String {
        let mut definite = String::new();
        for (index, piece) in text.split('\0').enumerate() {
            match self.numbered(piece).filter(|_| index % 2 == 1) {
                Some((_, unknown)) => definite.push_str(&unknown.stand_in()),
                None => definite.push_str(piece),
            }
        }
        definite
    }

    /// Says which stand-ins a text needs that were not spoken of yet.
    pub(in crate::import) fn tell(&mut self, text: &str) -> Vec<String> {
        let numbers: Vec<_> = self.within(text).map(|(number, _)| number).collect();
        let mut news = Vec::new();
        for number in numbers {
            if self.told.insert(number)
                && let Some(unknown) = self.met.get(number)
            {
                let (words, stand_in) = (unknown.words(), unknown.stand_in());
                news.push(format!(
                    "{words} is not known here; `{stand_in}` stands for it"
                ));
            }
        }
        news
    }

    /// Shows a text to people, unknown values in braces.
    pub(super) fn show(&self, text: &str) -> String {
        let mut shown = String::new();
        for (index, piece) in text.split('\0').enumerate() {
            match self.numbered(piece).filter(|_| index % 2 == 1) {
                Some((_, unknown)) => {
                    let _ = write!(shown, "{{{}}}", unknown.stand_in());
                }
                None => shown.push_str(piece),
            }
        }
        shown
    }
}

impl Unknown {
    fn words(&self) -> String {
        match self {
            Unknown::Subscription(_) => "the subscription of the deployment".to_owned(),
            Unknown::ResourceGroup(_) => "the resource group of the deployment".to_owned(),
            Unknown::ManagementGroup(_) => "the management group of the deployment".to_owned(),
            Unknown::Parameter(_, name) => format!("the parameter `{name}`, which has no value,"),
            Unknown::Runtime(expression) => format!("the value of `{expression}`"),
        }
    }

    fn stand_in(&self) -> String {
        match self {
            Unknown::Subscription(_) => NO_SUBSCRIPTION.to_owned(),
            Unknown::ResourceGroup(_) | Unknown::ManagementGroup(_) => "deployment".to_owned(),
            Unknown::Parameter(_, name) => plain(name),
            Unknown::Runtime(expression) => plain(expression),
        }
    }
}

/// Leaves what may stand in the name of a resource.
fn plain(text: &str) -> String {
    let fits = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let short: String = text.chars().filter(fits).take(60).collect();
    if short.is_empty() {
        "unknown".to_owned()
    } else {
        short
    }
}

//! Pages of long lists, and the links that lead from one to the next.

use serde::Serialize;

use super::wire::{Request, Response, encode};

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    size: usize,
    /// The name after which the page begins.
    after: String,
    /// Whether the link is named as Microsoft Graph names it.
    graph: bool,
}

/// One page.
#[derive(Debug, Serialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "nextLink", skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next_of_graph: Option<String>,
}

impl Cut {
    /// Reads what a request to Resource Manager asks for.
    pub(super) fn of(request: &Request, size: usize) -> Self {
        let asked = request.query.number("$top").filter(|top| *top > 0);
        let after = request.query.get("$skipToken").unwrap_or_default();
        Self {
            size: asked.map_or(size, |top| top.min(size)),
            after: after.to_owned(),
            graph: false,
        }
    }

    /// Reads what a request to Microsoft Graph asks for.
    pub(super) fn of_graph(request: &Request, size: usize) -> Self {
        Self {
            graph: true,
            ..Self::of(request, size)
        }
    }

    /// Answers with one page of items, each under the name that orders it.
    ///
    /// The order is by name, so that what is added or removed meanwhile makes no item of another page
    /// be missed or told twice.
    pub(super) fn page<'name, Item, Shown: Serialize>(
        &self,
        request: &Request,
        items: impl Iterator<Item = (&'name str, Item)>,
        show: impl Fn(Item) -> Shown,
    ) -> Response {
        let mut rest: Vec<_> = items
            .filter(|(name, _)| *name > self.after.as_str())
            .collect();
        rest.sort_unstable_by(|one, other| one.0.cmp(other.0));
        let named = |(name, _): &(&str, Item)| (*name).to_owned();
        self.page_in_order(request, rest.into_iter(), named, |(_, item)| show(item))
    }

    /// Returns what the last page ended with; empty for the first page.
    pub(super) fn after(&self) -> &str {
        &self.after
    }

    /// Answers with one page of items that come in their order, from the first of the page on; `key`
    /// is what orders them.
    pub(super) fn page_in_order<Item, Shown: Serialize>(
        &self,
        request: &Request,
        items: impl Iterator<Item = Item>,
        key: impl Fn(&Item) -> String,
        show: impl Fn(Item) -> Shown,
    ) -> Response {
        let mut rest: Vec<_> = items.take(self.size.saturating_add(1)).collect();
        let more = rest.len() > self.size;
        rest.truncate(self.size);
        let last = rest.last().filter(|_| more);
        let link = last.map(|item| request.link("$skipToken", &encode(&key(item))));
        let (next, next_of_graph) = if self.graph {
            (None, link)
        } else {
            (link, None)
        };
        let page = Page {
            value: rest.into_iter().map(show).collect(),
            next,
            next_of_graph,
        };
        Response::json(200, &page)
    }
}

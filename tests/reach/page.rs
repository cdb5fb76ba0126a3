//! The page that lists every step, made of the table itself.

use std::fmt::Write as _;

use rolewright::model::permission::Plane;
use rolewright::reach::{Edge, Gains, Given, Site, UNLISTED, all};

use crate::support::checkout;

const PAGE: &str = "docs/reach.md";

const HEAD: &str = "# Steps of reach

What somebody may come to is more than what is granted: whoever may run code where an identity is attached
can act as that identity. Each step below is one entry of the table in `src/reach/edge`; `cargo test reach::`
keeps this page, and holds each step to each of its preconditions. Rows are those of the list of escalation
paths that the table answers to; names are those of BloodHound where the meaning is the same.

A step is sure where all that it needs is granted for sure and said by the policy. Where a setting is not
said, or the step needs something that no policy says, it is possible: `cannot reach` and `never reach` count
it, `can reach` does not.

`lint` tells of steps that are sure, and, as a note (RW663), of those that a setting closes that the policy
could say. It does not tell of a step that is marked as never sure. What such a step hangs on is whether a
machine runs, what a colleague runs next, or what a stored secret opens; no line of a policy says that, so
nothing but taking the right away would end the finding, and almost everybody who does machine learning has
one of these rights. Where the right is too much by itself, a rule on grants tells it. `can --reach` and
`what-can --reach` count these steps as possible and name what they hang on, and `diff` tells of each that is
new.

Of those to whom one principal can come, surely or possibly, `lint` looks at a thousand, and says so where
there are more (RW907).
";

fn at(site: Site) -> String {
    match site {
        Site::Kind(kind) => format!("a `{}`", kind.keyword()),
        Site::Type(name) => format!("a `{name}` with an identity"),
        Site::Anywhere => "any scope".to_owned(),
    }
}

fn given(edge: &Edge) -> String {
    match edge.given {
        Given::Nothing => String::new(),
        Given::Unless(key, value) => format!("unless `{key} {value}`"),
        Given::Only(key, value) => format!("`{key} {value}`"),
        Given::Unsaid(what) => format!("never sure: {what}"),
        Given::Label(label) => format!("`label {label}`; then no grant is needed"),
        Given::Host => "and may create something that runs code, anywhere".to_owned(),
        Given::OwnRole => "and holds a custom role that it may edit everywhere".to_owned(),
    }
}

fn gains(gains: Gains) -> &'static str {
    match gains {
        Gains::Identity => "the identity that it acts as",
        Gains::Computes => "the identities of its computes",
        Gains::Endpoints => "the identities of its endpoints",
        Gains::Workspace => "its identity, and those of its computes and endpoints",
        Gains::CodeOfStorage => {
            "the identities of the computes of workspaces that keep their code there"
        }
        Gains::PullersOfImages => {
            "the identities of computes and endpoints of workspaces that pull from it"
        }
        Gains::UsersOfAssets => {
            "the identities of computes and endpoints of workspaces that use it"
        }
        Gains::Itself => "that identity",
        Gains::Data => "all its data",
        Gains::LinkedData => "all data of the storage and the images that it uses",
        Gains::Everything => "everything at that scope and below",
        Gains::Tenant => "everything in the tenant",
        Gains::Host => "one half of `CanAttachIdentity`",
    }
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for edge in all() {
        let rows: Vec<_> = edge.rows.iter().map(u8::to_string).collect();
        write!(
            page,
            "\n## {}\n\nLets its holder {}.\n\n",
            edge.name, edge.says
        )
        .unwrap();
        writeln!(page, "- where: {}", at(edge.at)).unwrap();
        if edge.given != Given::Nothing {
            writeln!(page, "- given: {}", given(edge)).unwrap();
        }
        writeln!(page, "- gains: {}", gains(edge.gains)).unwrap();
        writeln!(page, "- rows: {}; source: {}", rows.join(", "), edge.source).unwrap();
        page.push_str("- any of:\n");
        for (plane, name) in edge.operations {
            let data = if *plane == Plane::Data { " (data)" } else { "" };
            writeln!(page, "  - `{name}`{data}").unwrap();
        }
    }
    page.push_str("\n## What is no step, and why\n\n| row | | why not |\n|---|---|---|\n");
    for one in UNLISTED {
        writeln!(page, "| {} | {} | {} |", one.row, one.what, one.why).unwrap();
    }
    page
}

/// The page is written by this test: a change of the table shows as a change of the page.
#[test]
fn the_page_of_steps_lists_every_step() {
    let wanted = page();
    let place = checkout(PAGE);
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    if written != wanted {
        std::fs::write(&place, wanted).unwrap();
        panic!("{PAGE} was not up to date; it is written anew: read it");
    }
}

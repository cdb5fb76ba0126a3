//! Reach: what a principal can come to by steps through which it becomes another or gains a grant.
//!
//! In: the [`Access`](crate::access::Access) of a world that
//! [`with_gains`](crate::access::World::with_gains) has extended by what steps may gain. Out: whom a principal can become, what it can do then, and the shortest path.
//! Absent on purpose: judging, and the words around an answer.
//!
//! A step is one entry of a table (`edge`): operations that enable it, where they have to be held,
//! what else has to be so, what is gained, and who says that it works. What is gained without being
//! a principal (the keys of a storage account, everything below a scope) stands in the world as a
//! principal of its own, so that one closure over one graph answers for all.
//!
//! Like a permission set, reach has two bounds: steps that surely work, and steps that possibly do.
//! The graph is petgraph's; circles are joined before anything is counted.

mod build;
mod closure;
mod columns;
mod edge;
mod gains;
mod join;
mod node;
mod path;
mod question;
mod walk;
mod ways;

pub use edge::{Edge, Gains, Given, Site, UNLISTED, Unlisted, all};
pub use path::{Path, Step};
pub use question::Reach;
pub use ways::Ways;

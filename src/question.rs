//! Questions about access, as people ask them: can WHO WHAT on WHERE, who can, what can.
//!
//! In: the words of a question, a world ([`access`](crate::access)), the policy set it was made of,
//! and the texts of that. Out: answers as plain values with the ways by which they come about, each
//! led back to the line that grants it. Absent on purpose: the command line, drawing, and judging.
//!
//! WHAT is a capability, a stage, an operation or a pattern, with the meaning of the language
//! reference: a capability takes all that defines it and all that it needs, and whoever may do any
//! of what defines it possibly can; a stage is any of its capabilities; a pattern is every name
//! that it covers, known to Azure or not.

mod can;
mod grant;
mod ground;
mod need;
mod place;
mod sets;
mod steps;
mod told;
mod verdict;
mod wanted;
mod way;
mod weigh;
mod what_can;
mod who;
mod who_can;

pub use can::{Below, Can, CapabilityTold};
pub use grant::{GrantTold, PlaceTold, RoleTold};
pub use ground::{Ground, Refused};
pub use need::Need;
pub use place::Spot;
pub use steps::{PathTold, Paths, StepTold};
pub use told::{DenialTold, NeedTold, VerdictTold, WayTold};
pub use verdict::Verdict;
pub use wanted::{Join, Task, Wanted};
pub use what_can::{Becomes, Held, HeldAt, WhatCan};
pub use who_can::{Candidate, WhoCan};

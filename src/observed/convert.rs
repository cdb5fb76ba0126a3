//! Between the plain value and its JSON form.

mod from;
mod to;

pub(super) use from::from_shape;
pub(super) use to::to_shape;

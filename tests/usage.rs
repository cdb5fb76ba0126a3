//! Tests of `usage` and `minimize`: logs and lists in, the smallest stage out.

mod command;
mod hostile;
mod needs;
mod shapes;
mod sized;

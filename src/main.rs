//! The `rolewright` command.

fn main() {}

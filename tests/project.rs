//! A policy set that is checked again after each edit comes to what a new one comes to.

mod edits;
mod texts;

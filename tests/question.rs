//! Tests of `question` and of the commands that ask.

mod agree;
mod answers;
mod command;
mod pages;
mod worlds;

use crate::support::{Folder, checkout};

/// Copies an example to where a run may write.
fn example(name: &str) -> Folder {
    let folder = Folder::new();
    for entry in std::fs::read_dir(checkout(&format!("policies/examples/{name}"))).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        folder.write(&entry.file_name().to_string_lossy(), text);
    }
    folder
}

/// Splits a question as a shell does.
fn words(question: &str) -> Vec<&str> {
    let words = question.split_whitespace();
    words.map(|word| word.trim_matches('\'')).collect()
}

//! One file of a policy set edited and the whole set checked again, in one process.

use std::path::Path;
use std::time::Instant;

use rolewright::lint::Settings;
use rolewright::model::date::Day;
use rolewright::project::Project;

use crate::corpus::Corpora;
use crate::generated::Dice;
use crate::process::median;

const EDITS: usize = 101;

/// Runs the measure if the first argument names it.
pub(crate) fn part(arguments: &[String], corpora: &Corpora) -> bool {
    if arguments.first().map(String::as_str) != Some("recheck") {
        return false;
    }
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let count = number(1).unwrap_or(1_000);
    let edits = number(2).unwrap_or(EDITS);
    measure("random roles", &corpora.random(count), edits);
    measure("roles alike", &corpora.alike(count), edits);
    true
}

/// Prints what a check of all texts takes, and one after an edit of each kind.
fn measure(kind: &str, folder: &str, rounds: usize) {
    let texts = texts(folder);
    let mut fulls: Vec<f64> = (0..rounds.min(15))
        .map(|_| timed(|| drop(loaded(&texts))))
        .collect();
    let full = median(&mut fulls);
    println!("check, {} files, {kind}: {full:.1} ms", texts.len());
    let edits: [(&str, fn(&str, usize) -> String); 4] = [
        ("a letter of a comment", comment),
        ("a line more at the top", line),
        ("an operation less", operation),
        ("a grant to another group", grant),
    ];
    for (title, edit) in edits {
        let mut project = loaded(&texts);
        let mut dice = Dice(11);
        let mut times = Vec::new();
        for round in 0..rounds {
            let (path, text) = &texts[1 + dice.below(texts.len() - 1)];
            let text = edit(text, round);
            times.push(timed(|| {
                project.set_text(path, text).expect("a policy");
                project.check();
            }));
        }
        let middle = median(&mut times);
        println!(
            "check again after {title}, {kind}: {middle:.1} ms (median of {rounds}, {:.1} to {:.1}), {:.2} of a check",
            times[0],
            times[rounds - 1],
            middle / full
        );
    }
}

/// Reads the policies of a folder; the first declares what the others grant on.
fn texts(folder: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut texts: Vec<_> = entries
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("a text");
            let path = Path::new("bench").join(entry.file_name());
            (path.display().to_string(), text)
        })
        .collect();
    texts.sort();
    texts
}

fn loaded(texts: &[(String, String)]) -> Project {
    let mut project = Project::new(Settings {
        max_allow_days: 180,
        today: Day::parse("2026-11-22"),
        ..Settings::default()
    });
    for (path, text) in texts {
        project.set_text(path, text).expect("a policy");
    }
    project.check();
    project
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

fn comment(text: &str, round: usize) -> String {
    text.replacen("// Grant 0", &format!("// grant {round}"), 1)
}

fn line(text: &str, round: usize) -> String {
    format!("// {round}\n{text}")
}

/// Leaves out one of the operations, another one in each round.
fn operation(text: &str, round: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    let gone = 5 + round % 8;
    let kept = lines.iter().enumerate().filter(|(at, _)| *at != gone);
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

fn grant(text: &str, round: usize) -> String {
    let more = format!(" to g{}, g", round % 10);
    let bytes = 100 + round % 7;
    text.replacen(" to g", &more, 1) + &"\n".repeat(bytes)
}

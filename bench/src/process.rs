//! Whole processes, timed in turn with another one.

use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// A command line.
pub(crate) struct Line {
    program: String,
    arguments: Vec<String>,
}

impl Line {
    pub(crate) fn new(program: &str, arguments: &[&str]) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
        }
    }

    /// Runs to the end; milliseconds and peak memory in MiB, none if it does not start. Below what
    /// this program holds itself (its child begins with it) the memory says nothing.
    fn run(&self) -> Option<(f64, f64)> {
        let start = Instant::now();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let used = child.wait4().ok()?;
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let memory = used.rusage.maxrss as f64 / 1024.0 / 1024.0;
        Some((milliseconds, memory))
    }
}

/// Runs two commands in turn and prints medians, the median of the paired ratios, and memory.
pub(crate) fn pair(title: &str, left: &Line, right: &Line, runs: usize) {
    let (mut lefts, mut rights, mut ratios, mut memory) = <[Vec<f64>; 4]>::default().into();
    for run in 0..=runs {
        let (Some(one), Some(other)) = (left.run(), right.run()) else {
            let (left, right) = (&left.program, &right.program);
            println!("{title}: NOT MEASURED, `{left}` or `{right}` does not start");
            return;
        };
        // The first pair warms the caches of the operating system.
        if run > 0 {
            lefts.push(one.0);
            rights.push(other.0);
            ratios.push(one.0 / other.0);
            memory.push(one.1);
        }
    }
    println!(
        "{title}: ratio {:.2} (median of {runs} pairs, {:.2} to {:.2}), {:.1} ms against {:.1} ms, {:.0} MiB",
        median(&mut ratios),
        ratios.first().copied().unwrap_or(0.0),
        ratios.last().copied().unwrap_or(0.0),
        median(&mut lefts),
        median(&mut rights),
        median(&mut memory),
    );
}

/// Sorts figures and returns the middle one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

//! Whole processes, timed in turn with another one or measured by themselves.

use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// A command line.
pub(crate) struct Line {
    program: String,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

impl Line {
    pub(crate) fn new(program: &str, arguments: &[&str]) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
            variables: Vec::new(),
        }
    }

    /// The same with more in its environment.
    pub(crate) fn with(self, variables: Vec<(String, String)>) -> Self {
        Self { variables, ..self }
    }

    /// Tells whether the command does what it is to do.
    fn works(&self) -> bool {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.output().is_ok_and(|ran| ran.status.success())
    }

    /// Runs to the end; milliseconds and peak memory in MiB, none if it does not start. Below what
    /// this program holds itself (its child begins with it) the memory says nothing.
    fn run(&self) -> Option<(f64, f64)> {
        let start = Instant::now();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
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

/// Runs a command again and again and prints the median time and the highest peak of memory.
pub(crate) fn single(title: &str, line: &Line, runs: usize) {
    if !line.works() {
        println!("{title}: NOT MEASURED, it fails");
        return;
    }
    let measured: Vec<_> = (0..runs).filter_map(|_| line.run()).collect();
    let mut times: Vec<f64> = measured.iter().map(|(time, _)| *time).collect();
    let memory = measured
        .iter()
        .fold(0.0, |most: f64, (_, one)| most.max(*one));
    println!(
        "{title}: {:.0} ms (median of {runs}), {memory:.0} MiB",
        median(&mut times)
    );
}

/// Sorts figures and returns the middle one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Runs one measure in a process of its own.
pub(crate) fn alone(arguments: &[&str]) {
    let own = std::env::current_exe();
    let ran = own.and_then(|own| Command::new(own).args(arguments).status());
    if !ran.is_ok_and(|status| status.success()) {
        println!("{}: NOT MEASURED", arguments.join(" "));
    }
}

/// Processor time of all threads of this process so far, in milliseconds: what the clock says is
/// worth little beside other work.
pub(crate) fn cpu() -> f64 {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = line.rsplit(')').next().unwrap_or_default();
    let mut fields = behind.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    // The system counts a hundred ticks a second.
    ticks()
        .zip(ticks())
        .map_or(f64::NAN, |(user, system)| (user + system) * 10.0)
}

/// Peak memory of this process in MiB, where the system says.
pub(crate) fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.map_or(f64::NAN, |kilobytes: f64| kilobytes / 1024.0)
}

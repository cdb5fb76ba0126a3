//! What every command has at hand.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::args::Colour;
use super::world::World;
use super::{Common, Console, Error, OutputKind, OutputTarget};
use crate::model::date::Moment;

/// What every command has at hand: the console, the world, the common flags and the date.
pub struct Context<'run, 'io> {
    /// The streams and surroundings.
    pub console: &'run mut Console<'io>,
    /// The files.
    pub world: World,
    /// The common flags.
    pub common: Common,
    /// The day of this run.
    pub today: Date,
    /// The time of this run, the last second of the day where only that is known; nothing else asks
    /// a clock.
    pub now: Moment,
    /// What the command may be asked to write.
    kinds: &'static [OutputKind],
}

impl<'run, 'io> Context<'run, 'io> {
    /// Checks the common flags, for a command that writes so many kinds, and reads the date, once.
    pub fn new(
        common: Common,
        kinds: &'static [OutputKind],
        console: &'run mut Console<'io>,
    ) -> Result<Self, Error> {
        check_kinds(&common.output, kinds)?;
        check_targets(&common.output)?;
        let (today, now) = match common.today {
            Some(date) => (date, end_of(date)?),
            None => now(console).map(|moment| (day_of(moment), moment.into()))?,
        };
        let world = World::at(console.directory());
        Ok(Self {
            console,
            world,
            common,
            today,
            now,
            kinds,
        })
    }

    /// Tells whether standard output is to be coloured.
    pub fn colour(&self) -> bool {
        let set = |name| {
            self.console
                .variable(name)
                .is_some_and(|value| !value.is_empty())
        };
        match self.common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if set("NO_COLOR") || self.console.variable("TERM") == Some("dumb") => {
                false
            }
            Colour::Auto => self.console.terminal().out || set("CLICOLOR_FORCE"),
        }
    }

    /// Returns the number of columns to draw in.
    pub fn width(&self) -> usize {
        self.console.width()
    }

    /// Lists where findings or an answer go: to standard output, in the first kind of the command,
    /// if nothing else does.
    pub fn targets(&self) -> Vec<OutputTarget> {
        let mut targets = self.common.output.clone();
        if targets.iter().all(|target| target.path.is_some()) {
            let first = self.kinds.first().map(|kind| OutputTarget {
                kind: *kind,
                path: None,
            });
            targets.splice(0..0, first);
        }
        targets
    }

    /// Writes an answer where it goes.
    pub(super) fn deliver(&mut self, target: &OutputTarget, text: &str) -> Result<(), Error> {
        match &target.path {
            None => write!(self.console.out(), "{text}")?,
            Some(path) => self.world.write(path, text.as_bytes())?,
        }
        Ok(())
    }

    /// Writes out what is still held back.
    pub(super) fn close(self) -> Result<(), Error> {
        self.console.finish()
    }
}

fn check_kinds(targets: &[OutputTarget], kinds: &[OutputKind]) -> Result<(), Error> {
    let Some(other) = targets.iter().find(|target| !kinds.contains(&target.kind)) else {
        return Ok(());
    };
    let known: Vec<_> = kinds
        .iter()
        .map(|kind| format!("`{}`", kind.word()))
        .collect();
    let help = if known.is_empty() {
        "leave `--output` out: it is for commands that find, answer or draw something".to_owned()
    } else {
        format!("write one of {}", known.join(", "))
    };
    Err(Error::Usage {
        message: format!("this command has no output of kind `{}`", other.kind.word()),
        help,
    })
}

fn check_targets(targets: &[OutputTarget]) -> Result<(), Error> {
    let usage = |message: &str, help: &str| {
        Err(Error::Usage {
            message: message.to_owned(),
            help: help.to_owned(),
        })
    };
    if targets
        .iter()
        .filter(|target| target.path.is_none())
        .count()
        > 1
    {
        return usage(
            "two outputs go to standard output",
            "give all but one of them a file, as in `--output sarif:rolewright.sarif`",
        );
    }
    let paths: Vec<_> = targets
        .iter()
        .filter_map(|target| target.path.as_ref())
        .collect();
    if paths.iter().collect::<BTreeSet<_>>().len() < paths.len() {
        return usage(
            "two outputs go to the same file",
            "give each output a file of its own",
        );
    }
    Ok(())
}

fn now(console: &Console<'_>) -> Result<Timestamp, Error> {
    let Some(epoch) = console.variable("SOURCE_DATE_EPOCH") else {
        return Ok(console.time());
    };
    let seconds = epoch.parse().ok();
    let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.ok_or_else(|| Error::Usage {
        message: format!(
            "SOURCE_DATE_EPOCH is `{}`, which is no time",
            crate::report::safe(epoch)
        ),
        help: "set it to seconds since 1970, or give `--today`".to_owned(),
    })
}

fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

fn end_of(day: Date) -> Result<Moment, Error> {
    Moment::end_of(day.into()).ok_or_else(|| Error::Usage {
        message: format!("`--today {day}` is no day of this era"),
        help: "give a day of a year between 0001 and 9999".to_owned(),
    })
}

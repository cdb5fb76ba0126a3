//! What is waited for, told while it is waited for.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::net::{Wait, Watch};
use crate::report;

/// Pauses that are shorter are nobody's concern.
const SHORT: Duration = Duration::from_secs(2);

/// Lines about pauses, on their way to standard error.
pub(in crate::cli) struct Waits {
    sender: UnboundedSender<String>,
    lines: UnboundedReceiver<String>,
}

/// Hears of pauses.
struct Watcher(UnboundedSender<String>);

impl Watch for Watcher {
    fn waiting(&self, wait: &Wait<'_>) {
        if wait.pause < SHORT {
            return;
        }
        let seconds = wait.pause.as_secs_f64().ceil();
        let why = match wait.status {
            Some(429) => "was asked too often".to_owned(),
            Some(status) => format!("has trouble (status {status})"),
            None => "did not answer".to_owned(),
        };
        let host = report::safe(wait.host).into_owned();
        if let Some(200..300) = wait.status {
            let line = format!("`{host}` is still at work; looking again in {seconds} s");
            let _ = self.0.send(line);
            return;
        }
        let line = format!(
            "waiting {seconds} s: `{host}` {why}; this will be try {}",
            wait.attempt
        );
        // Whoever listens may have gone; then nobody wants to hear it.
        let _ = self.0.send(line);
    }
}

impl Waits {
    pub(super) fn new() -> Self {
        let (sender, lines) = unbounded_channel();
        Self { sender, lines }
    }

    pub(super) fn watch(&self) -> Arc<dyn Watch> {
        Arc::new(Watcher(self.sender.clone()))
    }

    /// Waits for the next line.
    pub(in crate::cli) async fn next(&mut self) -> String {
        // A sender is here, so that there is always another one.
        self.lines.recv().await.unwrap_or_default()
    }

    /// Does some work and writes each line as it comes.
    pub(super) async fn told<T>(
        &mut self,
        work: impl Future<Output = T>,
        err: &mut dyn Write,
    ) -> io::Result<T> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                line = self.lines.recv() => {
                    writeln!(err, "{}", line.unwrap_or_default())?;
                    err.flush()?;
                }
                done = &mut work => return Ok(done),
            }
        }
    }
}

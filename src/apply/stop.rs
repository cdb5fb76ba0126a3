//! A wish that nothing new be begun.

use tokio::sync::watch;

/// A wish that nothing new be begun; what is in flight ends first.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Wishes it.
    pub fn wish(&self) {
        self.0.send_replace(true);
    }

    /// Tells whether somebody wished it.
    pub fn is_wished(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody wishes it.
    pub async fn wished(&self) {
        let mut wishes = self.0.subscribe();
        // The sender is here, so that it cannot be gone.
        let _ = wishes.wait_for(|wish| *wish).await;
    }
}

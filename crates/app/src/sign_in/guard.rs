//! How many passwords are checked at once (照合の順番待ち): each takes 19 MiB and some hundredths of a second.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::password::{DECOY, is_right};
use super::problems::SIGN_IN_BUSY;
use crate::error::{AppError, Refusal};

/// A place among those whose password is being checked (照合中の席); given up when dropped.
pub(crate) struct Guard {
    _place: SemaphorePermit<'static>,
}

static PLACES: Semaphore = Semaphore::const_new(2);

/// How long somebody waits for a place: three hundred people who sign in at once are through in less.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

impl Guard {
    /// Waits for a place.
    pub async fn enter() -> Result<Guard, AppError> {
        match tokio::time::timeout(LONGEST_WAIT, PLACES.acquire()).await {
            Ok(Ok(place)) => Ok(Guard { _place: place }),
            _ => Err(Refusal::too_many(&SIGN_IN_BUSY, "").into()),
        }
    }

    /// Checks a password against a stored hash. Without one the same work is done in vain.
    pub async fn verify(self, password: &str, hash: Option<String>) -> Result<(Guard, bool), AppError> {
        let password = password.to_owned();
        let run = move || {
            let known = hash.is_some();
            // Not `known && …`: the work is done in either case.
            is_right(&password, hash.as_deref().unwrap_or(DECOY)) & known
        };
        self.run(run).await
    }

    /// Does heavy work on a thread of its own. The place goes with it: whoever hangs up in the middle frees none early.
    pub async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<(Guard, T), AppError> {
        let done = tokio::task::spawn_blocking(move || (self, work())).await;
        done.map_err(|error| AppError::Task(error.to_string()))
    }
}

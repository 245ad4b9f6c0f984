//! Progress (進み具合): which gates are closed and which option is decided, worked out from the steps that were taken.

use super::{Stage, kinds};
use crate::ProblemKind;
use crate::labels::labels;
use crate::plan::CalendarDate;

/// What was done with a gate or a decision (手続の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// The gate of a stage was closed.
    Close,
    /// A stage was opened again, and with it every one after it.
    Reopen,
    /// An option was decided.
    Decide,
    /// The decision was withdrawn.
    Withdraw,
}

labels!(StepKind {
    Close = "close", "段階を閉じた", "Stage closed";
    Reopen = "reopen", "段階を開き直した", "Stage reopened";
    Decide = "decide", "改革案を決めた", "Option decided";
    Withdraw = "withdraw", "決定を取り消した", "Decision withdrawn";
});

/// One step (手続).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub kind: StepKind,
    /// With which stage.
    pub stage: Stage,
    /// Which option was decided.
    pub option: Option<i64>,
    /// The day of the decision.
    pub day: Option<CalendarDate>,
    /// Why, or on what ground: the meeting that decided.
    pub reason: String,
}

/// An option that was decided (決定した改革案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The number of the option.
    pub option: i64,
    /// The day.
    pub day: Option<CalendarDate>,
    /// The ground: the meeting that decided.
    pub ground: String,
}

/// How far an analysis has come (進み具合).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    closed: usize,
    /// The decision that stands.
    pub decided: Option<Decided>,
}

impl Progress {
    /// What the steps have led to, the oldest first.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Progress {
        let mut progress = Progress::default();
        for step in steps {
            match step.kind {
                StepKind::Close => progress.closed = progress.closed.max(step.stage.number()),
                StepKind::Reopen => progress.closed = progress.closed.min(step.stage.number() - 1),
                StepKind::Decide => {
                    progress.decided =
                        step.option.map(|option| Decided { option, day: step.day, ground: step.reason.clone() });
                }
                StepKind::Withdraw => progress.decided = None,
            }
        }
        progress
    }

    /// Whether a stage is closed.
    pub fn is_closed(&self, stage: Stage) -> bool {
        stage.number() <= self.closed
    }

    /// The first stage that is open; `None` when all five are closed.
    pub fn current(&self) -> Option<Stage> {
        Stage::from_number(self.closed + 1)
    }

    /// How many stages are closed.
    pub fn closed_count(&self) -> usize {
        self.closed
    }

    /// Whether records of a stage may be written: as long as it is open.
    ///
    /// # Errors
    /// When it is closed.
    pub fn may_write(&self, stage: Stage) -> Result<(), &'static ProblemKind> {
        if self.is_closed(stage) { Err(&kinds::STAGE_CLOSED) } else { Ok(()) }
    }

    /// Whether it is a stage's turn to be closed; what it must hold is [`super::find_unmet`].
    ///
    /// # Errors
    /// When it is closed, or one before it is open.
    pub fn may_close(&self, stage: Stage) -> Result<(), &'static ProblemKind> {
        if self.is_closed(stage) {
            Err(&kinds::STAGE_CLOSED)
        } else if self.current() == Some(stage) {
            Ok(())
        } else {
            Err(&kinds::EARLIER_STAGE_OPEN)
        }
    }

    /// Whether a stage may be opened again.
    ///
    /// # Errors
    /// When it is open, or it is the ground of a decision that stands.
    pub fn may_reopen(&self, stage: Stage) -> Result<(), &'static ProblemKind> {
        if !self.is_closed(stage) {
            Err(&kinds::STAGE_OPEN)
        } else if self.decided.is_some() && stage <= Stage::Options {
            Err(&kinds::DECISION_STANDS)
        } else {
            Ok(())
        }
    }

    /// Whether an option may be decided: once the options are verified and until the proposals are closed.
    ///
    /// # Errors
    /// Before or after that, or when one is decided.
    pub fn may_decide(&self) -> Result<(), &'static ProblemKind> {
        if !self.is_closed(Stage::Options) {
            Err(&kinds::DECISION_TOO_EARLY)
        } else if self.is_closed(Stage::Proposals) || self.decided.is_some() {
            Err(&kinds::DECISION_FIXED)
        } else {
            Ok(())
        }
    }

    /// Whether the decision may be withdrawn.
    ///
    /// # Errors
    /// When there is none, or the proposals for it are closed.
    pub fn may_withdraw(&self) -> Result<(), &'static ProblemKind> {
        if self.decided.is_none() {
            Err(&kinds::UNDECIDED)
        } else if self.is_closed(Stage::Proposals) {
            Err(&kinds::DECISION_FIXED)
        } else {
            Ok(())
        }
    }
}

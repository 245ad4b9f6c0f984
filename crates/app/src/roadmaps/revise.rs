//! Taking a revision on (改定の手続): proposed with its reason, withdrawn, returned, published by somebody else.

use reform::roadmap::{
    NOTHING_CHANGED, Phase, REVISION_NOT_PROPOSED, REVISION_UNDER_APPROVAL, check, check_reason, check_return, compare,
    may_approve,
};
use store::roadmap::{StepKind, WorkingRoadmap, WorkingStep};

use super::problems::REVISION_CHANGED_MEANWHILE;
use super::{Which, name_of};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// Something to be done with a revision (改定の操作).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionStep {
    /// Ask for approval, with the reason of the revision.
    Propose(String),
    /// Take the proposal back.
    Withdraw,
    /// Throw the version being worked on away.
    Discard,
    /// Send it back, with a comment.
    Return(String),
    /// Approve and publish it.
    Approve,
}

impl App {
    /// Takes the version being worked on a step on; `seen` is the revision that was looked at. Gives the number of the
    /// version that was published, or that it was made from.
    ///
    /// # Errors
    /// When the actor may not; there is nothing to do it with; its reason or comment is missing; bars break a rule; somebody
    /// would approve what they proposed; or somebody else was quicker.
    pub async fn step_revision(&self, actor: &Actor, step: RevisionStep, seen: i64) -> Result<i64, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        permit(
            actor,
            match step {
                RevisionStep::Propose(_) | RevisionStep::Withdraw | RevisionStep::Discard => Action::EditRoadmaps,
                RevisionStep::Return(_) | RevisionStep::Approve => Action::ApproveRoadmaps,
            },
        )?;
        let working = self.store.roadmap_working().await?;
        let working = working.ok_or_else(|| match step {
            RevisionStep::Propose(_) | RevisionStep::Discard => Refusal::conflict(&NOTHING_CHANGED, ""),
            _ => Refusal::conflict(&REVISION_NOT_PROPOSED, ""),
        })?;
        self.check_step(actor, &step, &working).await?;
        if working.revision != seen {
            return Err(Refusal::conflict(&REVISION_CHANGED_MEANWHILE, "").into());
        }
        let (kind, comment) = match step {
            RevisionStep::Propose(reason) => (StepKind::Proposed, reason.trim().to_owned()),
            RevisionStep::Withdraw => (StepKind::Withdrawn, String::new()),
            RevisionStep::Discard => (StepKind::Discarded, String::new()),
            RevisionStep::Return(comment) => (StepKind::Returned, comment.trim().to_owned()),
            RevisionStep::Approve => (StepKind::Published, working.reason.clone()),
        };
        let step = WorkingStep {
            seen,
            kind,
            comment,
            account: actor.account(),
            actor: actor.name.clone(),
            by: name_of(actor),
            at: self.now_text(),
            today: self.today().to_string(),
        };
        let done = self.store.step_roadmap(&step).await?;
        done.ok_or_else(|| Refusal::conflict(&REVISION_CHANGED_MEANWHILE, "").into())
    }

    /// Whether the revision that waits for approval was proposed by the one who asks.
    ///
    /// # Errors
    /// When the actor may not see the version being worked on.
    pub async fn is_own_proposal(&self, actor: &Actor) -> Result<bool, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let working = self.store.roadmap_working().await?;
        Ok(working.and_then(|working| working.proposed_account).is_some_and(|account| Some(account) == actor.account()))
    }

    async fn check_step(&self, actor: &Actor, step: &RevisionStep, working: &WorkingRoadmap) -> Result<(), AppError> {
        let in_phase = |phase: Phase| match (working.phase == phase, phase) {
            (true, _) => Ok(()),
            (false, Phase::Working) => Err(Refusal::conflict(&REVISION_UNDER_APPROVAL, "")),
            (false, _) => Err(Refusal::conflict(&REVISION_NOT_PROPOSED, "")),
        };
        match step {
            RevisionStep::Propose(reason) => {
                in_phase(Phase::Working)?;
                check_reason(reason).map_err(|kind| Refusal::invalid(kind, ""))?;
                self.check_content(actor, working).await?;
            }
            RevisionStep::Discard => in_phase(Phase::Working)?,
            RevisionStep::Withdraw => in_phase(Phase::Proposed)?,
            RevisionStep::Return(comment) => {
                in_phase(Phase::Proposed)?;
                check_return(comment).map_err(|kind| Refusal::invalid(kind, ""))?;
            }
            RevisionStep::Approve => {
                // An approver has an account: `permit` has asked for it.
                let approver = actor.account().unwrap_or_default();
                may_approve(working.phase, working.proposed_account, approver).map_err(|kind| {
                    match kind.code == REVISION_NOT_PROPOSED.code {
                        true => Refusal::conflict(kind, ""),
                        false => Refusal::forbidden(kind),
                    }
                })?;
                self.check_content(actor, working).await?;
            }
        }
        Ok(())
    }

    /// Whether it keeps the rules and differs from what is published.
    async fn check_content(&self, actor: &Actor, working: &WorkingRoadmap) -> Result<(), AppError> {
        if let Some(fault) = check(&working.roadmap).into_iter().next() {
            return Err(Refusal::invalid(fault.kind, format!("{} {}", fault.bar, fault.detail)).into());
        }
        let (_, published) = self.roadmap_version(actor, Which::Latest).await?;
        if compare(&published, &working.roadmap).is_empty() {
            return Err(Refusal::invalid(&NOTHING_CHANGED, "").into());
        }
        Ok(())
    }
}

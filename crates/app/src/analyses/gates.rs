//! Gates and decisions (関門と決定): closing and reopening stages, deciding an option and taking that back.

use reform::ProblemKind;
use reform::analysis::{ItemKind, OWN_WORK, Snapshot, Stage, Step, StepKind, find_unmet, wrote_last};
use store::analysis::AnalysisWork;

use super::{DECISION_DAY, GATE_UNMET, GROUND_MISSING, NO_SUCH_OPTION, REASON_MISSING, STALE_ANALYSIS};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The longest reason or ground, in characters.
const REASON_CHARS: usize = 1_000;

impl App {
    /// Closes the gate of a stage, which makes a snapshot of it; gives the snapshot's number. `seen` is the revision of the
    /// analysis the actor looked at.
    ///
    /// # Errors
    /// When the actor may not or wrote the last change of one of its records, it is not the stage's turn, something is missing,
    /// or the analysis has changed since.
    pub async fn close_gate(&self, actor: &Actor, cluster: &str, stage: Stage, seen: i64) -> Result<i64, AppError> {
        permit(actor, Action::CloseGates)?;
        let head = self.cluster_head(actor, cluster).await?;
        let mut work = self.open_as_seen(actor, cluster, seen).await?;
        let analysis = work.analysis();
        let progress = analysis.progress();
        progress.may_close(stage).map_err(|kind| refused(kind, stage))?;
        let items = analysis.plain_items();
        let unmet = find_unmet(stage, &items, progress.decided.as_ref());
        if !unmet.is_empty() {
            let mut codes: Vec<&str> = unmet.iter().map(|unmet| unmet.kind.code).collect();
            codes.sort_unstable();
            codes.dedup();
            return Err(Refusal::conflict(&GATE_UNMET, codes.join(" ")).into());
        }
        let writers: Vec<(ItemKind, Option<i64>)> =
            analysis.items.iter().map(|row| (row.item.kind, row.account)).collect();
        if actor.account().is_some_and(|account| wrote_last(stage, account, &writers)) {
            return Err(Refusal::forbidden(&OWN_WORK).into());
        }
        let body = Snapshot::of(cluster, stage, &items, progress.decided.as_ref()).text();
        let number = work.close(&step(StepKind::Close, stage), stage, &body).await?;
        work.commit().await?;
        if stage >= Stage::Analysis {
            // The model as it stood at the gate is kept beside the records, which name its boxes.
            let label = format!("関門{} {} {}", stage.number(), stage.label_ja(), self.today());
            self.save_version_at_gate(actor, &head.id, &label).await?;
        }
        Ok(number)
    }

    /// Opens a stage again, and with it every one after it; the snapshots stay.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, the stage is open, a decision rests on it, or the analysis has changed since.
    pub async fn reopen_stage(
        &self,
        actor: &Actor,
        cluster: &str,
        stage: Stage,
        reason: &str,
        seen: i64,
    ) -> Result<(), AppError> {
        permit(actor, Action::CloseGates)?;
        self.cluster_head(actor, cluster).await?;
        let reason = said(reason, &REASON_MISSING)?;
        let mut work = self.open_as_seen(actor, cluster, seen).await?;
        work.analysis().progress().may_reopen(stage).map_err(|kind| refused(kind, stage))?;
        work.take(&Step { reason, ..step(StepKind::Reopen, stage) }).await?;
        Ok(work.commit().await?)
    }

    /// Decides an option: the headquarters, on a day up to today, on a ground such as the meeting that decided.
    ///
    /// # Errors
    /// When the actor may not, the options are not verified, one is decided already, day or ground are wrong, there is no such
    /// option, or the analysis has changed since.
    pub async fn decide_option(
        &self,
        actor: &Actor,
        cluster: &str,
        option: i64,
        day: &str,
        ground: &str,
        seen: i64,
    ) -> Result<(), AppError> {
        permit(actor, Action::DecideOptions)?;
        self.cluster_head(actor, cluster).await?;
        let day = day.trim().parse().ok().filter(|day| *day <= self.today());
        let day = day.ok_or_else(|| Refusal::invalid(&DECISION_DAY, ""))?;
        let reason = said(ground, &GROUND_MISSING)?;
        let mut work = self.open_as_seen(actor, cluster, seen).await?;
        work.analysis().progress().may_decide().map_err(|kind| refused(kind, Stage::Options))?;
        let is_there =
            work.analysis().items.iter().any(|row| row.item.kind == ItemKind::Option && row.item.number == option);
        if !is_there {
            return Err(Refusal::invalid(&NO_SUCH_OPTION, option.to_string()).into());
        }
        let step = Step { option: Some(option), day: Some(day), reason, ..step(StepKind::Decide, Stage::Proposals) };
        work.take(&step).await?;
        Ok(work.commit().await?)
    }

    /// Takes the decision back; it stays in the history.
    ///
    /// # Errors
    /// When the actor may not, there is no reason or no decision, the proposals are closed, or the analysis has changed since.
    pub async fn withdraw_decision(
        &self,
        actor: &Actor,
        cluster: &str,
        reason: &str,
        seen: i64,
    ) -> Result<(), AppError> {
        permit(actor, Action::DecideOptions)?;
        self.cluster_head(actor, cluster).await?;
        let reason = said(reason, &REASON_MISSING)?;
        let mut work = self.open_as_seen(actor, cluster, seen).await?;
        let progress = work.analysis().progress();
        progress.may_withdraw().map_err(|kind| refused(kind, Stage::Proposals))?;
        let option = progress.decided.map(|decided| decided.option);
        work.take(&Step { option, reason, ..step(StepKind::Withdraw, Stage::Proposals) }).await?;
        Ok(work.commit().await?)
    }

    async fn open_as_seen(&self, actor: &Actor, cluster: &str, seen: i64) -> Result<AnalysisWork, AppError> {
        let work = self.store.open_analysis(cluster, self.by(actor), false).await?;
        if work.analysis().revision != seen {
            return Err(Refusal::conflict(&STALE_ANALYSIS, "").into());
        }
        Ok(work)
    }
}

fn step(kind: StepKind, stage: Stage) -> Step {
    Step { kind, stage, option: None, day: None, reason: String::new() }
}

/// A reason that says something.
fn said(text: &str, kind: &'static ProblemKind) -> Result<String, AppError> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let is_good = (1..=REASON_CHARS).contains(&text.chars().count());
    if is_good && !text.chars().any(|c| c.is_control() && c != '\n') {
        Ok(text)
    } else {
        Err(Refusal::invalid(kind, "").into())
    }
}

fn refused(kind: &'static ProblemKind, stage: Stage) -> AppError {
    Refusal::conflict(kind, stage.label_ja()).into()
}

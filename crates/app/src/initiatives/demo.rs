//! Progress of the demonstration (例示の進み): most milestones as they should be, two late ones, one value recorded later.

use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::roadmap::{Bar, ProgressStatus};
use store::initiative::{MilestoneEntry, ValueEntry};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Who enters the examples, by name.
const OFFICE: &str = "例示の担当";

/// Milestones that are told to be behind, and why.
const BEHIND: [(&str, &str); 2] = [
    ("workspace-2", "例示：設計の見直しで半年遅れている。次の四半期に案を出す。"),
    ("back-office-2", "例示：対象の業務の選び直しで遅れている。"),
];

/// An initiative nobody reports on.
const SILENT: &str = "recruit-experienced";

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_initiatives(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        let plan = self.plan_initiatives();
        let is_untouched =
            self.store.milestone_progress().await?.is_empty() && self.store.initiative_values().await?.is_empty();
        if !is_untouched {
            return Ok(());
        }
        let today = self.today();
        for bar in plan.milestones.bars.iter().filter(|bar| bar.cluster != SILENT) {
            let Some(entry) = entry_of(bar, today) else { continue };
            // Nothing was there before, so nobody can have been quicker.
            let _ = self.store.add_milestone_progress(&actor.name, &entry, 0).await?;
        }
        let (paper, year) = (plan.kpi("paper-sheets"), FiscalYear::new(2025).ok());
        if let (Some(paper), Some(year), Ok(value)) = (paper, year, "69".parse()) {
            let entry = ValueEntry {
                id: 0,
                kpi: paper.id.clone(),
                year,
                value,
                ground: "例示：コピー用紙の購入数の集計（確定値）".to_owned(),
                by: OFFICE.to_owned(),
                at: self.now_text(),
                is_demo: true,
            };
            let _ = self.store.add_initiative_value(&actor.name, &entry, 0).await?;
        }
        Ok(())
    }
}

/// What is said of a milestone by a day; nothing before it begins.
fn entry_of(bar: &Bar, today: CalendarDate) -> Option<MilestoneEntry> {
    let (first, last) = (bar.span.from().first_day(), bar.span.to().last_day());
    if first > today {
        return None;
    }
    let behind = BEHIND.iter().find(|(id, _)| *id == bar.id).map(|(_, why)| *why);
    let (status, day) = match behind {
        Some(_) => (ProgressStatus::Behind, first),
        None if last <= today => (ProgressStatus::Done, last),
        None => (ProgressStatus::OnTrack, first),
    };
    Some(MilestoneEntry {
        id: 0,
        milestone: bar.id.clone(),
        status,
        day,
        remark: behind.unwrap_or_default().to_owned(),
        by: OFFICE.to_owned(),
        at: format!("{day}T01:00:00.000Z"),
        is_demo: true,
    })
}

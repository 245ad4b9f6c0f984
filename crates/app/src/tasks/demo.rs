//! Tasks of the demonstration (例示の取組): the proposals of the worked example carried out, one of them late.

use fiscal::{FiscalYear, Yen};
use reform::plan::CalendarDate;
use reform::task::{Ground, Measured, TaskKind, TaskState, Value};

use super::edit::kind_of;
use super::{OutcomeRow, TaskRow};
use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The worked example.
const CLUSTER: &str = "public-investment-level";

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_tasks(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if self.plan.clusters.iter().all(|cluster| cluster.id != CLUSTER) || !self.store.tasks(None).await?.is_empty() {
            return Ok(());
        }
        let Some((option, proposals)) = self.decided_of(actor, CLUSTER).await? else { return Ok(()) };
        let departments = self.store.departments().await?;
        let owner = self.store.account_by_login("zaisei").await?.map(|account| account.id);
        let year = fiscal_year_of(self.today()).start();
        let day = |year: i32, month: u8, day: u8| CalendarDate::new(year, month, day);
        let made = |kind: TaskKind, title: &str, department: &str, due: Option<CalendarDate>| TaskRow {
            id: 0,
            cluster: CLUSTER.to_owned(),
            option: option.number,
            kind,
            title: title.to_owned(),
            owner,
            owner_name: String::new(),
            department_id: departments.find(&[department]).first().copied(),
            due,
            state: TaskState::Open,
            document: title.to_owned(),
            note: "例示の取組です。".to_owned(),
            is_demo: true,
            revision: 1,
        };
        for proposal in &proposals {
            let kind = kind_of(proposal);
            let (due, way): (_, &[(TaskState, &str)]) = match kind {
                TaskKind::Budget => (
                    day(year - 1, 2, 20),
                    &[(TaskState::UnderWay, ""), (TaskState::Done, "例示：当初予算に反映した。")],
                ),
                TaskKind::Execution => (day(year, 6, 30), &[(TaskState::UnderWay, "例示：点の付け方を局と調整中。")]),
                TaskKind::Ordinance => (day(year + 1, 2, 20), &[]),
            };
            let row = made(kind, proposal.title(), proposal.text("department"), due);
            self.add_example(actor, row, way).await?;
        }
        let more = [
            ("例示：橋と岸壁の修繕を先に選ぶための点検結果の一覧", "都市整備局", day(year + 1, 1, 29), &[][..]),
            (
                "例示：環境工場を枠に含める案の検討",
                "環境局",
                day(year, 9, 30),
                &[(TaskState::Dropped, "例示：環境工場は枠の外で扱うと決まったため。")][..],
            ),
        ];
        for (title, department, due, way) in more {
            self.add_example(actor, made(TaskKind::Execution, title, department, due), way).await?;
        }
        // One year has come, and it fell short of what was predicted.
        if let Ok(first) = FiscalYear::new(2025)
            && option.effects.iter().any(|effect| effect.first_year <= first)
        {
            let row = OutcomeRow {
                id: 0,
                cluster: CLUSTER.to_owned(),
                option: option.number,
                measured: Measured::Investment,
                year: first,
                realised: Value::Money(Yen(-5_200_000_000)),
                ground: Ground::Settlement,
                ground_words: "例示：令和7年度の決算見込み（実在の決算ではない）".to_owned(),
                is_demo: true,
                actor: actor.name.clone(),
                at: String::new(),
            };
            // Nothing was entered before, so nobody can have been quicker.
            let _ = self.store.add_outcome(&actor.name, &row, 0).await?;
        }
        Ok(())
    }

    /// A task with the states it went through.
    async fn add_example(&self, actor: &Actor, row: TaskRow, way: &[(TaskState, &str)]) -> Result<(), AppError> {
        let id = self.store.add_task(&actor.name, &row).await?;
        for (at, (state, reason)) in way.iter().enumerate() {
            let next = TaskRow { id, state: *state, revision: at as i64 + 1, ..row.clone() };
            let _ = self.store.change_task(&actor.name, &next, reason).await?;
        }
        Ok(())
    }
}

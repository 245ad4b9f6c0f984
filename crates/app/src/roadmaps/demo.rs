//! The demonstration's roadmap (例示の工程表): progress of some bars, one approved revision, one change being worked on.
//!
//! The plan's own bars stay as they are; everything here is made up and goes with the first real import.

use reform::plan::{Basis, CalendarDate, Text};
use reform::roadmap::{Bar, Edge, ProgressStatus, Quarter, Span};
use store::roadmap::{BarWrite, NewProgress, StepKind, WorkingStep};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Who the examples are by: not people, so that nobody is taken for one.
const OFFICE: &str = "例示の変革担当";
const HEADQUARTERS: &str = "例示の本部";

const REASON: &str = "例示の改定。改修費の再算定に資材の値上がりを入れ直すことになり、見直しの議論を一つ後の四半期に移した。指定管理者の次の選定は、他市の例を確かめる時間を加えた。";

/// Clusters of which nobody has reported anything yet.
const SILENT: [&str; 2] = ["personnel", "operational-reform"];

/// Bar, status, day and remark, one after the other.
const PROGRESS: [(&str, ProgressStatus, &str, &str); 24] = {
    use ProgressStatus::{Behind, Done, NotStarted, OnTrack, Stopped};
    [
        ("investment-1", Done, "2024-03-29", ""),
        ("investment-2", OnTrack, "2024-07-31", "推計の前提を財政担当と合わせた。"),
        ("investment-2", Done, "2024-12-20", "年620億円と560億円の二つの水準で比べた結果をまとめた。"),
        ("investment-3", Done, "2025-03-28", ""),
        ("investment-4", OnTrack, "2026-10-30", "当初予算を水準のなかに収めた。"),
        ("investment-5", Done, "2024-09-30", ""),
        ("investment-6", Done, "2024-09-13", ""),
        ("investment-7", Done, "2024-12-13", ""),
        ("investment-10", Behind, "2026-10-30", "事業ごとの配分の見直しが二つの局で終わっていない。年内にそろえる。"),
        ("facilities-1", Done, "2024-03-29", ""),
        ("facilities-2", Done, "2025-02-14", ""),
        ("facilities-3", Behind, "2026-01-30", "資材の値上がりを入れ直すため、見直しが長引いている。"),
        ("water-2", Done, "2025-03-31", ""),
        ("water-3", OnTrack, "2026-09-30", ""),
        ("bus-2", OnTrack, "2026-09-30", ""),
        ("bus-3", OnTrack, "2026-09-30", ""),
        ("subsidies-1", Done, "2024-03-29", ""),
        ("subsidies-3", Done, "2024-09-30", ""),
        ("subsidies-6", NotStarted, "2026-10-30", ""),
        ("contracts-3", Done, "2025-10-01", ""),
        ("contracts-4", OnTrack, "2024-12-20", ""),
        ("ward-offices-2", OnTrack, "2026-10-30", ""),
        ("ward-offices-9", Stopped, "2026-08-31", "利用が少なく、予約サービスに合わせることにした。"),
        ("dx-staff-3", OnTrack, "2026-09-30", ""),
    ]
};

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_roadmaps(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::EditRoadmaps)?;
        let is_untouched = self.store.roadmap_versions().await?.is_empty();
        if !is_untouched || !self.is_example_time().await? || self.plan.roadmap.is_none() {
            return Ok(());
        }
        self.begin_working(actor).await?;
        for (id, from, to) in [("facilities-3", "R7Q1", "R8Q1"), ("facilities-4", "R8Q2", "R8Q4")] {
            self.move_demo_bar(actor, id, from, to).await?;
        }
        self.move_demo_bar(actor, "facilities-5", "R6Q3", "R7Q3").await?;
        self.add_demo_bar(
            actor,
            "designated-manager-review",
            3,
            "他市の選定のしかたの調査",
            "Survey of how other cities select",
            ("R6Q4", "R7Q1"),
        )
        .await?;
        self.step_demo(actor, StepKind::Proposed, REASON, OFFICE, "2025-05-08").await?;
        self.step_demo(actor, StepKind::Published, "", HEADQUARTERS, "2025-05-20").await?;
        let today = self.today();
        for (bar, status, day, remark) in PROGRESS {
            self.report_demo(actor, bar, status, day, remark, today).await?;
        }
        self.report_the_rest(actor, today).await?;
        // What is being worked on now; nobody has proposed it yet.
        self.begin_working(actor).await?;
        self.add_demo_bar(
            actor,
            "public-investment-level",
            9,
            "事業別配分の見直しの続き",
            "The shares of programs, continued",
            ("R8Q4", "R8Q4"),
        )
        .await?;
        self.move_demo_bar(actor, "contracts-6", "R8Q2", "R8Q4").await?;
        Ok(())
    }

    /// Says of the bars nobody has told of that they went as they should, but for two clusters that report nothing.
    async fn report_the_rest(&self, actor: &Actor, today: CalendarDate) -> Result<(), AppError> {
        let Some(roadmap) = self.store.roadmap_version(2).await? else { return Ok(()) };
        for bar in roadmap.bars.iter().filter(|bar| !SILENT.contains(&bar.cluster.as_str())) {
            let is_told = PROGRESS.iter().any(|(id, ..)| *id == bar.id);
            let (first, last) = (bar.span.from().first_day(), bar.span.to().last_day());
            if is_told || first > today {
                continue;
            }
            let (status, day) = match last <= today {
                true => (ProgressStatus::Done, last),
                false => (ProgressStatus::OnTrack, first),
            };
            self.report_demo(actor, &bar.id, status, &day.to_string(), "", today).await?;
        }
        Ok(())
    }

    async fn move_demo_bar(&self, actor: &Actor, id: &str, from: &str, to: &str) -> Result<(), AppError> {
        let Some(working) = self.store.roadmap_working().await? else { return Ok(()) };
        let (Some(bar), Some(span)) = (working.roadmap.bar(id), span(from, to)) else { return Ok(()) };
        let bar = Bar { span, basis: Basis::Illustrative, ..bar.clone() };
        self.write_demo_bar(actor, working.revision, Some(id), bar).await
    }

    async fn add_demo_bar(
        &self,
        actor: &Actor,
        cluster: &str,
        lane: u8,
        ja: &str,
        en: &str,
        (from, to): (&str, &str),
    ) -> Result<(), AppError> {
        let Some(working) = self.store.roadmap_working().await? else { return Ok(()) };
        let Some(span) = span(from, to) else { return Ok(()) };
        let part = working.roadmap.bars_of(cluster).last().and_then(|bar| bar.part.clone());
        let text = Text { ja: format!("{ja}（例示）"), en: Some(format!("{en} (illustrative)")) };
        let (id, cluster) = (String::new(), cluster.to_owned());
        let bar = Bar { id, cluster, lane, part, text, span, basis: Basis::Illustrative, page: None };
        self.write_demo_bar(actor, working.revision, None, bar).await
    }

    async fn write_demo_bar(&self, actor: &Actor, seen: i64, id: Option<&str>, bar: Bar) -> Result<(), AppError> {
        let write = BarWrite {
            seen,
            id: id.map(str::to_owned),
            bar: Some(bar),
            actor: actor.name.clone(),
            by: OFFICE.to_owned(),
        };
        self.store.write_roadmap_bar(&write).await?;
        Ok(())
    }

    async fn step_demo(
        &self,
        actor: &Actor,
        kind: StepKind,
        comment: &str,
        by: &str,
        day: &str,
    ) -> Result<(), AppError> {
        let Some(working) = self.store.roadmap_working().await? else { return Ok(()) };
        let step = WorkingStep {
            seen: working.revision,
            kind,
            comment: comment.to_owned(),
            // The database wants an account for whoever approves; no account has this number.
            account: (kind == StepKind::Published).then_some(0),
            actor: actor.name.clone(),
            by: by.to_owned(),
            at: format!("{day}T01:00:00.000Z"),
            today: day.to_owned(),
        };
        self.store.step_roadmap(&step).await?;
        Ok(())
    }

    async fn report_demo(
        &self,
        actor: &Actor,
        bar: &str,
        status: ProgressStatus,
        day: &str,
        remark: &str,
        today: CalendarDate,
    ) -> Result<(), AppError> {
        // A demonstration of an earlier day knows nothing of what comes after it.
        let Some(day) = day.parse::<CalendarDate>().ok().filter(|day| *day <= today) else { return Ok(()) };
        let seen = self.store.roadmap_progress_of(bar).await?.first().map_or(0, |entry| entry.id);
        let new = NewProgress {
            bar: bar.to_owned(),
            seen,
            status,
            day,
            remark: remark.to_owned(),
            actor: actor.name.clone(),
            by: OFFICE.to_owned(),
            at: format!("{day}T01:00:00.000Z"),
            is_demo: true,
        };
        self.store.add_roadmap_progress(&new).await?;
        Ok(())
    }
}

fn span(from: &str, to: &str) -> Option<Span> {
    Span::new(Quarter::read(from, Edge::From)?, Quarter::read(to, Edge::To)?)
}

//! The illustrative ledger of the demonstration (例示の台帳): the first year as large as published, the second under way.

use fiscal::{FiscalYear, Yen};
use reform::frame::{Entry, Ground, Side, SourceKind};
use store::frame::FrameWrite;

use super::FrameView;
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

const OKU: i64 = 100_000_000;

/// Sources of the first year in 億円; with the uses they come to the 111億円 the plan states for R6. The split is made up.
const FIRST_SOURCES: [(SourceKind, &str, i64); 4] = [
    (SourceKind::Review, "棚卸しによる事業の見直し", 62),
    (SourceKind::Review, "内部事務の見直し", 9),
    (SourceKind::Revenue, "市有財産の売却と貸付け", 18),
    (SourceKind::Other, "契約差金などの活用", 22),
];

/// Uses of the first year: category, name, 億円.
const FIRST_USES: [(&str, &str, i64); 5] = [
    ("young-people", "子育て世帯への支援の充実", 28),
    ("young-people", "学校の学びの環境づくり", 15),
    ("industry", "企業の立地と新しい産業の後押し", 21),
    ("industry", "スタートアップと人材の育成", 9),
    ("sustainable-city", "公共施設の老朽化への備え", 38),
];

/// Uses of the second year; less than its sources, so that the year is still open.
const SECOND_USES: [(&str, &str, i64); 3] = [
    ("young-people", "子どもの居場所づくり", 12),
    ("industry", "港と物流の高度化", 9),
    ("sustainable-city", "橋の長寿命化", 14),
];

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_frame(&self, actor: &Actor) -> Result<(), AppError> {
        if self.plan.frame.targets.is_empty() || !self.store.frame_entries().await?.is_empty() {
            return Ok(());
        }
        let first = self.plan.period.0;
        let mut entries = Vec::new();
        for (kind, title, oku) in FIRST_SOURCES {
            entries.push(entry(first, Side::Source(kind), title, Yen(oku * OKU), budget(first)));
        }
        for (category, title, oku) in FIRST_USES {
            entries.push(entry(first, Side::Use(category.into()), title, Yen(oku * OKU), budget(first)));
        }
        self.enter_examples(actor, first, entries).await?;
        self.store.close_frame_year(&actor.name, first, true, "", self.revision_of(first).await?).await?;
        let Some(second) = first.next() else { return Ok(()) };
        let view = self.investment_frame(actor).await?;
        let mut entries = decided_sources(&view, second);
        entries.push(entry(
            second,
            Side::Source(SourceKind::Revenue),
            "市有財産の貸付けとネーミングライツ",
            Yen(16 * OKU),
            budget(second),
        ));
        for (category, title, oku) in SECOND_USES {
            entries.push(entry(second, Side::Use(category.into()), title, Yen(oku * OKU), budget(second)));
        }
        self.enter_examples(actor, second, entries).await
    }

    async fn enter_examples(&self, actor: &Actor, year: FiscalYear, entries: Vec<Entry>) -> Result<(), AppError> {
        for entry in entries {
            let revision = self.revision_of(year).await?;
            match self.store.add_frame_entry(&actor.name, &entry, revision, true).await? {
                FrameWrite::Done(_) => {}
                // Somebody else has begun to write; the examples are not needed then.
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    async fn revision_of(&self, year: FiscalYear) -> Result<i64, AppError> {
        let years = self.store.frame_years().await?;
        Ok(years.iter().find(|stand| stand.year == year).map_or(0, |stand| stand.revision))
    }
}

/// A few decided effects of the year, as sources that rest on their decisions.
fn decided_sources(view: &FrameView, year: FiscalYear) -> Vec<Entry> {
    let open = view.open_decisions(year);
    let largest = open.into_iter().take(6);
    let source = |(decision, left): (&reform::decision::Decision, Yen)| {
        let title: String = decision.title.chars().take(60).collect();
        entry(year, Side::Source(SourceKind::Review), &title, left, Ground::Decision(decision.id.clone()))
    };
    largest.map(source).collect()
}

fn entry(year: FiscalYear, side: Side, title: &str, amount: Yen, ground: Ground) -> Entry {
    let title = if title.trim().is_empty() { "見直し" } else { title };
    let part = String::new();
    Entry { number: 0, year, side, title: title.into(), program: None, part, amount, ground, is_cancelled: false }
}

fn budget(year: FiscalYear) -> Ground {
    Ground::Document(format!("{}当初予算（例示）", year.japanese()))
}

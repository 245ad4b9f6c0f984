//! The investment frame as it is published (公表する投資枠): target and progress as the plan states them, and closed years.
//!
//! A year that is not closed is work: its entries are in no sum, no list and no picture.

use std::collections::BTreeSet;

use fiscal::{FiscalYear, Yen};
use publish::edition::{FrameEntry, FramePublished, FrameYear, Picture, Words};
use reform::decision::DecisionId;
use reform::frame::{self, Entry, Ground, Side};
use store::frame::StoredEntry;

use super::pictures;
use super::programs::Names;
use super::words::{self, both};
use crate::App;
use crate::chart::Lang;
use crate::error::AppError;
use crate::investment_frame::tables::side_names;
use crate::investment_frame::{FrameView, percent_of};
use crate::study::outlook::overflow;

impl App {
    /// The frame with its pictures; empty where the plan has none.
    pub(super) async fn collect_frame(&self, names: &Names) -> Result<(FramePublished, Vec<Picture>), AppError> {
        let Some(view) = self.closed_frame().await? else { return Ok(Default::default()) };
        let source = self.frame_source();
        let published = FramePublished {
            years: (view.years.0.start(), view.years.1.start()),
            target_yen: view.progress.target.0,
            secured_yen: view.progress.secured.0,
            progress_percent: percent_of(&view.progress).to_string(),
            source: source.clone(),
            by_year: view
                .stands
                .iter()
                .map(|year| FrameYear { year: year.year.start(), sources_yen: year.sources.0, uses_yen: year.uses.0 })
                .collect(),
            entries: view.ledger.iter().map(|stored| entry(&view, stored, names)).collect(),
            is_illustrative: view.is_illustrative,
        };
        let progress = |lang| crate::investment_frame::pictures::progress_chart(&view, &source, lang);
        let mut drawn = vec![pictures::of("frame-progress", "frame", &progress(Lang::Ja), &progress(Lang::En))];
        if !view.ledger.is_empty() {
            let flow = |lang| crate::investment_frame::pictures::flow_chart(&view, None, &source, lang);
            drawn.push(pictures::of("frame-flow", "frame", &flow(Lang::Ja)?, &flow(Lang::En)?));
        }
        drawn.iter_mut().for_each(|picture| picture.reading = reading(&picture.id));
        Ok((published, drawn))
    }

    /// The frame with what counts of closed years only.
    async fn closed_frame(&self) -> Result<Option<FrameView>, AppError> {
        let plan = &self.plan.frame;
        let total = plan.targets.iter().find(|target| target.is_total());
        let Some((span, total)) = total.and_then(|target| Some((target, target.amount(&self.plan)?.1))) else {
            return Ok(None);
        };
        let years = (span.first_year, span.last_year);
        let single = plan.targets.iter().filter(|target| !target.is_total());
        let stated: Vec<(FiscalYear, Yen)> =
            single.filter_map(|target| Some((target.first_year, target.amount(&self.plan)?.1))).collect();
        let mut stands = self.store.frame_years().await?;
        stands.retain(|year| year.is_closed);
        // Why it was closed is a remark among colleagues.
        stands.iter_mut().for_each(|year| year.reason.clear());
        let closed: BTreeSet<FiscalYear> = stands.iter().map(|year| year.year).collect();
        let mut ledger = self.store.frame_entries().await?;
        ledger.retain(|stored| closed.contains(&stored.entry.year) && !stored.entry.is_cancelled);
        let entries: Vec<Entry> = ledger.iter().map(|stored| stored.entry.clone()).collect();
        let progress = frame::progress(total, years, &stated, &entries).map_err(overflow)?;
        let is_illustrative = ledger.iter().any(|stored| stored.is_demo);
        let (plan, decisions) = (plan.clone(), Vec::new());
        Ok(Some(FrameView { plan, years, progress, ledger, stands, decisions, is_illustrative }))
    }

    /// Where target and progress are written, each place once.
    fn frame_source(&self) -> String {
        let mut places: Vec<String> = Vec::new();
        for target in &self.plan.frame.targets {
            let place = target.amount(&self.plan).map(|(figure, _)| words::source(&self.plan, &figure.source));
            places.extend(place.filter(|place| !places.contains(place)));
        }
        places.join("、")
    }
}

fn entry(view: &FrameView, stored: &StoredEntry, names: &Names) -> FrameEntry {
    let entry = &stored.entry;
    let category = |lang| side_names(&entry.side, &view.plan, lang).1;
    FrameEntry {
        number: entry.number,
        year: entry.year.start(),
        side: match entry.side {
            Side::Source(_) => "source",
            Side::Use(_) => "use",
        }
        .to_owned(),
        category: both(&category(Lang::Ja), &category(Lang::En)),
        name: entry.title.clone(),
        amount_yen: entry.amount.0,
        ground: ground(&entry.ground, names),
        is_illustrative: stored.is_demo,
    }
}

/// What an entry rests on. Of a decision it says which kind it is and of which program: its own words may stand on a sheet
/// that is not published yet.
fn ground(ground: &Ground, names: &Names) -> String {
    match ground {
        Ground::Document(text) => text.clone(),
        Ground::Decision(DecisionId::Measure { year, program, .. }) => match names.id(*program) {
            Some(id) => format!("{}の点検の決定（事業{id}）", year.japanese()),
            None => format!("{}の点検の決定", year.japanese()),
        },
        Ground::Decision(DecisionId::Option(_)) => "事業クラスターの改革案の決定".to_owned(),
    }
}

/// How to read the pictures of the frame.
fn reading(id: &str) -> Words {
    match id {
        "frame-flow" => Words::both(
            "左から財源、年度、使いみちの順に、帯の太さが金額を表します。締めた年度だけを示します。",
            "From left to right: where money comes from, the year, what it goes to. A band is as wide as its amount. Closed years only.",
        ),
        _ => Words::both(
            "棒が年度ごとに確保した額、線が一年あたりの目標です。締めていない年度は、計画が公表した額だけを示します。",
            "A bar is what was secured in a year, the line the target of a year. Of a year not closed only what the plan published is shown.",
        ),
    }
}

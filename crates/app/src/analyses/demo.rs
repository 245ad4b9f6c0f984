//! The demonstration's analyses (例示の経営分析): one through all five stages, one half way, one just begun.
//!
//! Facts of the worked example are the plan's own figures with their page; everything the plan does not say (studies, issues,
//! hearings, who did what and what was decided) is made up and says 例示 where it stands.

mod facilities;
mod investment;

use std::collections::BTreeMap;

use jiff::ToSpan;
use reform::analysis::{Item, ItemKind, Snapshot, Stage, Step, StepKind, find_faults, find_unmet, tidy};
use reform::plan::CalendarDate;
use reform::review::Fields;
use store::analysis::{AnalysisWork, By};

use super::prefill::FactSource;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// A record of an example: its key for others to name it, what it is, where it is taken from, its texts.
///
/// A text `@key` stands for the number of the record of that key, `day-12` for the day twelve days ago.
pub(super) struct Example {
    pub(super) key: &'static str,
    pub(super) kind: ItemKind,
    /// The figure of the plan it begins from; empty for none.
    pub(super) figure: &'static str,
    pub(super) fields: &'static [(&'static str, &'static str)],
}

/// Something that happens to an example, in order.
pub(super) enum Event {
    /// Records written by somebody so many days ago.
    Write(&'static str, i64, &'static [Example]),
    /// A field of a record written anew.
    Rewrite(&'static str, i64, &'static str, &'static str, &'static str),
    /// A gate closed.
    Close(&'static str, i64, Stage),
    /// A stage opened again, and why.
    Reopen(&'static str, i64, Stage, &'static str),
    /// An option decided, and where.
    Decide(&'static str, i64, &'static str, &'static str),
}

/// The cluster whose analysis has just begun, with facts from its programs.
const BEGUN: &str = "subsidies-review";

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_analyses(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if !self.store.analysis_marks().await?.is_empty() {
            return Ok(());
        }
        self.play("public-investment-level", investment::EVENTS).await?;
        self.play("facility-management-plan", facilities::EVENTS).await?;
        self.begin_from_inventory(actor).await
    }

    /// Lets everything happen to an example. A cluster the plan does not have has none.
    async fn play(&self, cluster: &str, events: &[Event]) -> Result<(), AppError> {
        if self.plan.clusters.iter().all(|known| known.id != cluster) {
            return Ok(());
        }
        let mut work = self.store.open_analysis(cluster, self.example_by("見本 太郎", 0), true).await?;
        let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
        for event in events {
            match event {
                Event::Write(who, days, examples) => {
                    work.write_as(self.example_by(who, *days));
                    for example in *examples {
                        let fields = self.example_fields(example, &numbers);
                        numbers.insert(example.key, add(&mut work, example.kind, &fields).await?);
                    }
                }
                Event::Rewrite(who, days, key, field, text) => {
                    work.write_as(self.example_by(who, *days));
                    let number = numbers.get(key).copied().unwrap_or_default();
                    let mut fields =
                        work.analysis().item(number).map(|row| row.item.fields.clone()).unwrap_or_default();
                    fields.set(*field, text);
                    work.change(number, &fields).await?;
                }
                Event::Close(who, days, stage) => {
                    work.write_as(self.example_by(who, *days));
                    close(&mut work, cluster, *stage).await?;
                }
                Event::Reopen(who, days, stage, reason) => {
                    work.write_as(self.example_by(who, *days));
                    work.take(&Step { reason: (*reason).to_owned(), ..step(StepKind::Reopen, *stage) }).await?;
                }
                Event::Decide(who, days, key, ground) => {
                    work.write_as(self.example_by(who, *days));
                    let (option, day) = (numbers.get(key).copied(), Some(shifted(self.today(), -days)));
                    let reason = (*ground).to_owned();
                    work.take(&Step { option, day, reason, ..step(StepKind::Decide, Stage::Proposals) }).await?;
                }
            }
        }
        work.commit().await.map_err(AppError::from)
    }

    /// An analysis of which only facts and KPIs of its programs are there.
    async fn begin_from_inventory(&self, actor: &Actor) -> Result<(), AppError> {
        if self.plan.clusters.iter().all(|known| known.id != BEGUN) {
            return Ok(());
        }
        let choices = self.prefill_choices(actor, BEGUN).await?;
        let some = |kind: fn(&FactSource) -> bool| {
            choices.iter().map(|choice| &choice.source).filter(move |source| kind(source)).take(3)
        };
        let programs = some(|source| matches!(source, FactSource::Program(_)));
        let indicators = some(|source| matches!(source, FactSource::Indicator(..)));
        let mut filled = Vec::new();
        for source in programs.chain(indicators) {
            filled.push(self.prefill(actor, BEGUN, source).await?);
        }
        let mut work = self.store.open_analysis(BEGUN, self.example_by("見本 花子", 3), true).await?;
        for record in filled {
            add(&mut work, record.kind, &record.fields).await?;
        }
        Ok(work.commit().await?)
    }

    fn example_fields(&self, example: &Example, numbers: &BTreeMap<&str, i64>) -> Fields {
        let figure = self.plan.figure(example.figure);
        let mut fields = figure.and_then(|figure| self.fact_of_figure(figure)).unwrap_or_default();
        for (name, text) in example.fields {
            let word = |word: &str| match (word.strip_prefix('@'), word.strip_prefix("day-")) {
                (Some(key), _) => numbers.get(key).map(i64::to_string).unwrap_or_default(),
                (_, Some(days)) => shifted(self.today(), -days.parse().unwrap_or(0)).to_string(),
                _ => word.to_owned(),
            };
            let text = match text.starts_with('@') || text.starts_with("day-") {
                true => text.split(' ').map(word).collect::<Vec<_>>().join(" "),
                false => (*text).to_owned(),
            };
            fields.set(*name, &tidy(example.kind, name, &text));
        }
        fields
    }

    /// A made-up person, so many days ago.
    fn example_by(&self, who: &str, days: i64) -> By {
        let at = format!("{}T01:30:00.000Z", shifted(self.today(), -days));
        By { account: None, actor: format!("例示・{who}"), at }
    }
}

async fn add(work: &mut AnalysisWork, kind: ItemKind, fields: &Fields) -> Result<i64, AppError> {
    let others: Vec<(i64, ItemKind)> =
        work.analysis().items.iter().map(|row| (row.item.number, row.item.kind)).collect();
    let faults = find_faults(&Item { number: 0, kind, fields: fields.clone() }, &others);
    match faults.first() {
        None => Ok(work.add(kind, fields).await?),
        Some(fault) => Err(AppError::Task(format!("an example has a fault: {} {}", fault.kind.code, fault.field))),
    }
}

/// Closes a gate by the rule that holds for everybody.
async fn close(work: &mut AnalysisWork, cluster: &str, stage: Stage) -> Result<(), AppError> {
    let (items, progress) = (work.analysis().plain_items(), work.analysis().progress());
    let unmet = find_unmet(stage, &items, progress.decided.as_ref());
    if let Some(unmet) = unmet.first() {
        return Err(AppError::Task(format!("an example lacks {} {:?}", unmet.kind.code, unmet.field)));
    }
    let body = Snapshot::of(cluster, stage, &items, progress.decided.as_ref()).text();
    work.close(&step(StepKind::Close, stage), stage, &body).await?;
    Ok(())
}

fn step(kind: StepKind, stage: Stage) -> Step {
    Step { kind, stage, option: None, day: None, reason: String::new() }
}

/// A day so many days later, or earlier below zero.
fn shifted(day: CalendarDate, days: i64) -> CalendarDate {
    let (year, month, date) = day.parts();
    let of_calendar = || -> Option<CalendarDate> {
        let day = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, date.try_into().ok()?).ok()?;
        let day = day.checked_add(days.days()).ok()?;
        CalendarDate::new(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
    };
    of_calendar().unwrap_or(day)
}

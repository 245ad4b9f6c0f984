//! Published review sheets (公表済の点検): direction, answers, measures with their effect, and where KPIs stand.
//!
//! Only sheets that were published are read, and of them only what is named here: no evidence, no opinion of a level, no
//! comment, no file, nobody's name.

use std::collections::BTreeMap;

use publish::edition::{Indicator, IndicatorYear, Measure, Review, ReviewAnswer, Words};
use reform::effect::EffectStage;
use reform::kpi::{Kpi, Level, YearValue};
use reform::review::ReviewSheet;
use reform::search_text::fold;
use store::WholeSheet;
use store::review::ReviewCycle;

use super::words::{both, of};
use crate::App;
use crate::error::AppError;
use crate::outcomes::{AnsweredSheet, Department, MeasureEffect, YearSheets, measures_of};

/// What the reviews published of each program, the latest year of each (公表済の点検).
#[derive(Debug, Default)]
pub(super) struct Reviews {
    of_program: BTreeMap<i64, Published>,
}

/// The published sheet of a program.
#[derive(Debug)]
struct Published {
    review: Review,
    kpis: Vec<Kpi>,
}

impl App {
    /// The published sheets of every year, a handful of questions a year however many there are.
    pub(super) async fn collect_reviews(&self, whole: &[WholeSheet]) -> Result<Reviews, AppError> {
        let history: BTreeMap<i64, &WholeSheet> = whole.iter().map(|whole| (whole.program, whole)).collect();
        let mut cycles = self.store.review_cycles().await?;
        cycles.sort_by_key(|cycle| cycle.year);
        let mut reviews = Reviews::default();
        for cycle in &cycles {
            let sheets = self.published_of(cycle).await?;
            if sheets.sheets.is_empty() {
                continue;
            }
            let records = self.store.effect_records(cycle.year).await?;
            let mut effects: BTreeMap<i64, Vec<MeasureEffect>> = BTreeMap::new();
            for effect in measures_of(&sheets, &records) {
                effects.entry(effect.sheet_id).or_default().push(effect);
            }
            for answered in &sheets.sheets {
                let indicators = history.get(&answered.program_id).map_or(&[][..], |whole| &whole.sheet.indicators);
                let kpis = answered.sheet.kpis.iter().filter_map(|kpi| kpi.to_kpi(cycle.year, indicators));
                let published = Published {
                    kpis: kpis.collect(),
                    review: self.review(answered, effects.get(&answered.id).map_or(&[], Vec::as_slice)),
                };
                // Years ascend, so the latest published sheet of a program stays.
                reviews.of_program.insert(answered.program_id, published);
            }
        }
        Ok(reviews)
    }

    /// The published sheets of a year with what effects are worked out from.
    async fn published_of(&self, cycle: &ReviewCycle) -> Result<YearSheets, AppError> {
        let (year, source_year, is_demo) = (cycle.year, cycle.source_year, cycle.is_demo);
        let (costs, departments, hidden) = (BTreeMap::new(), BTreeMap::new(), 0);
        let mut made = YearSheets { year, source_year, is_demo, sheets: Vec::new(), hidden, costs, departments };
        let stored = self.store.published_sheets(year).await?;
        if stored.is_empty() {
            return Ok(made);
        }
        made.costs =
            self.store.year_costs(source_year).await?.into_iter().map(|cost| (cost.program_id, cost)).collect();
        for sheet in stored {
            let program = sheet.program_id.to_string();
            let Ok(answered) = ReviewSheet::from_fields(&program, year, &sheet.fields) else {
                // As everywhere a sheet is read: what cannot be read is not guessed at.
                tracing::warn!(sheet = sheet.id, "a published sheet cannot be read and is left out of the edition");
                continue;
            };
            made.sheets.push(AnsweredSheet {
                id: sheet.id,
                program_id: sheet.program_id,
                sheet: answered,
                state: sheet.state,
                department: Department::default(),
                cost: made.costs.get(&sheet.program_id).cloned(),
            });
        }
        Ok(made)
    }

    fn review(&self, answered: &AnsweredSheet, effects: &[MeasureEffect]) -> Review {
        let sheet = &answered.sheet;
        let direction = sheet.standing_direction();
        let answers = self.plan.viewpoints.iter().filter_map(|viewpoint| {
            let check = sheet.checks.iter().find(|check| check.viewpoint == viewpoint.id)?;
            Some(ReviewAnswer {
                question: of(&viewpoint.title),
                judgement: check.judgement.map(|one| both(one.label_ja(), one.label_en())).unwrap_or_default(),
                reason: check.reason.clone(),
            })
        });
        Review {
            year: sheet.fiscal_year.start(),
            direction: direction.map(|direction| direction.word().to_owned()).unwrap_or_default(),
            direction_name: direction.map(|one| both(one.label_ja(), one.label_en())).unwrap_or_default(),
            reason: reason(sheet),
            answers: answers.collect(),
            measures: sheet
                .measures
                .iter()
                .map(|measure| {
                    let effect = effects.iter().find(|effect| effect.measure == measure.id);
                    published_measure(&measure.text, measure.first_year.map(|year| year.start()), effect)
                })
                .collect(),
        }
    }
}

/// Why the direction stands: what the headquarters said where it decided one, else what the department said.
fn reason(sheet: &ReviewSheet) -> String {
    let decided = sheet.decision.as_ref().filter(|decision| decision.direction.is_some());
    match decided.map(|decision| decision.reason.trim()) {
        Some(said) if !said.is_empty() => said.to_owned(),
        _ => sheet.direction_reason.clone(),
    }
}

/// A measure with its effect as it is known now. What is no effect of the review (avoided cost, natural ends, what is new or
/// expanded) counts as nothing and says so, as on the pages of the results.
fn published_measure(text: &str, year: Option<i32>, effect: Option<&MeasureEffect>) -> Measure {
    let mut measure = Measure { text: text.to_owned(), year, ..Measure::default() };
    let Some(effect) = effect else { return measure };
    measure.year = Some(effect.effect.first_year.start());
    let stage: Option<EffectStage> = effect.effect.latest().map(|latest| latest.stage);
    match effect.review_size() {
        Some(size) => {
            (measure.gross_yen, measure.general_yen) = (size.gross.0, size.general.0);
            measure.stage = stage.map(|stage| both(stage.label_ja(), stage.label_en())).unwrap_or_default();
        }
        None => {
            let kind = effect.effect.kind;
            let (ja, en) = (kind.label_ja(), kind.label_en());
            measure.stage = Words::both(format!("{ja}（効果額に含めない）"), format!("{en} (not counted)"));
        }
    }
    measure
}

impl Reviews {
    /// What was published of a program: its review, and its indicators with where they stand.
    pub fn add_to(&self, app: &App, program: i64, review: &mut Option<Review>, indicators: &mut Vec<Indicator>) {
        let Some(published) = self.of_program.get(&program) else { return };
        *review = Some(published.review.clone());
        for kpi in &published.kpis {
            let made = app.published_kpi(kpi);
            let same =
                |one: &&mut Indicator| fold(&one.name) == fold(&made.name) && fold(&one.unit) == fold(&made.unit);
            match indicators.iter_mut().find(same) {
                Some(known) => (known.values, known.standing) = (made.values, made.standing),
                None => indicators.push(made),
            }
        }
    }
}

impl App {
    /// A KPI of a published sheet: its values, and where it stands in the latest year that was measured.
    fn published_kpi(&self, kpi: &Kpi) -> Indicator {
        let parameters = &self.parameters().kpi;
        let last = kpi.actuals.iter().map(|actual| actual.year).max();
        let standing = last.map(|year| kpi.standing(year, parameters.decrease, &parameters.status));
        let status = standing.and_then(|standing| standing.status);
        let mut years: BTreeMap<i32, IndicatorYear> = BTreeMap::new();
        let mut put = |values: &[YearValue], is_target: bool| {
            for value in values {
                let year = years.entry(value.year.start()).or_default();
                year.year = value.year.start();
                let text = if is_target { &mut year.target } else { &mut year.actual };
                *text = value.value.to_string();
            }
        };
        put(kpi.target.as_slice(), true);
        put(&kpi.yearly_targets, true);
        put(&kpi.actuals, false);
        Indicator {
            kind: match kpi.level {
                Level::Outcome(_) => "outcome",
                Level::Input | Level::Activity | Level::Output => "activity",
            }
            .to_owned(),
            name: kpi.name.clone(),
            unit: kpi.unit.clone(),
            values: years.into_values().collect(),
            standing: status.map(|status| both(status.label_ja(), status.label_en())).unwrap_or_default(),
        }
    }
}

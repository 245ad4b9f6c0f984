//! Effects of a review (見直し効果額): by kind, stage, year and department, each credited once; and what became of them.
//!
//! What the department plans and finance assesses stand in the sheet; what the budget, the settlement and a check by
//! somebody else say is recorded here, stage after stage, and never written over.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};
use publish::chart::{Basis, Chart, Head, Lang, MoneySeries, StackedBars, stacked};
use publish::table::{Cell, DataTable};
use reform::effect::{
    Claim, Effect, EffectBasis, EffectKind, EffectProblem, EffectSource, EffectStage, Estimate, View, effects_with,
    final_survivors, find_likely_doubles, total_by_stage, total_by_year,
};
use reform::program::Direction;
use reform::{Amounts, ProblemKind, Severity};
use store::EffectRecord;

use super::changes::number;
use super::report::{money_words, pick, year_name};
use super::{AnsweredSheet, Report, YearSheets};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// How many years the totals are shown for.
const YEARS_SHOWN: usize = 10;

/// How many pairs of effects that may be one are named.
const DOUBLES_LISTED: usize = 20;

/// The longest text on what an amount rests on, in characters.
const GROUND_CHARS_MAX: usize = 400;

/// The effect of one measure with whose it is (取組の効果).
#[derive(Clone, Debug)]
pub struct MeasureEffect {
    /// The sheet.
    pub sheet_id: i64,
    /// The program.
    pub program_id: i64,
    /// The measure of the sheet.
    pub measure: String,
    /// What is done.
    pub text: String,
    /// The effect with all its stages.
    pub effect: Effect,
    /// What the recorded stages rest on.
    pub grounds: BTreeMap<&'static str, String>,
}

/// The effects of a year's review (見直し効果額).
#[derive(Clone, Debug)]
pub struct Effects {
    /// The sheets they come from.
    pub sheets: YearSheets,
    /// One a measure, by program.
    pub measures: Vec<MeasureEffect>,
}

/// A stage to be recorded (効果額の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The program.
    pub program_id: i64,
    /// The measure of its sheet.
    pub measure: String,
    /// Budgeted, realised or verified.
    pub stage: EffectStage,
    /// The effect in a full year.
    pub size: Amounts,
    /// What it rests on.
    pub ground: String,
}

impl MeasureEffect {
    /// The size as it is known now, of an effect of the review; `None` for what is none or is not sized yet.
    pub fn review_size(&self) -> Option<Amounts> {
        let latest = self.effect.latest()?;
        self.effect.kind.counts_as_review().then(|| latest.size(self.effect.kind).ok()).flatten()
    }

    /// The size at a stage.
    pub fn size_at(&self, stage: EffectStage) -> Option<Amounts> {
        self.effect.at(stage).and_then(|estimate| estimate.size(self.effect.kind).ok())
    }

    /// The stage that can be recorded next, once the sheet is decided.
    pub fn next_stage(&self) -> Option<EffectStage> {
        match self.effect.latest()?.stage {
            EffectStage::Planned | EffectStage::Assessed => Some(EffectStage::Budgeted),
            EffectStage::Budgeted => Some(EffectStage::Realised),
            EffectStage::Realised => Some(EffectStage::Verified),
            EffectStage::Verified => None,
        }
    }
}

/// The effects of every measure that states an amount, with what was recorded of them.
pub(super) fn measures_of(sheets: &YearSheets, records: &[EffectRecord]) -> Vec<MeasureEffect> {
    let mut by_measure: BTreeMap<(i64, &str), Vec<&EffectRecord>> = BTreeMap::new();
    for record in records {
        by_measure.entry((record.sheet_id, record.measure.as_str())).or_default().push(record);
    }
    let mut measures = Vec::new();
    for answered in &sheets.sheets {
        let basis = EffectBasis {
            cost: answered.amounts(),
            planned_end: answered.cost.as_ref().and_then(|cost| cost.end_year),
        };
        for EffectSource { measure, effect } in effects_with(&answered.sheet, &basis).effects {
            let mut known: Vec<&EffectRecord> =
                by_measure.get(&(answered.id, measure.as_str())).cloned().unwrap_or_default();
            known.sort_by_key(|record| record.stage);
            let text = answered.sheet.measures.iter().find(|known| known.id == measure);
            let mut made = MeasureEffect {
                sheet_id: answered.id,
                program_id: answered.program_id,
                text: text.map(|measure| measure.text.clone()).unwrap_or_default(),
                measure,
                effect,
                grounds: BTreeMap::new(),
            };
            for record in known {
                made.effect.estimates.push(Estimate::of_size(record.stage, made.effect.kind, record.size));
                made.grounds.insert(record.stage.word(), record.ground.clone());
            }
            measures.push(made);
        }
    }
    measures
}

impl Effects {
    /// The report in a language.
    pub fn report(&self, lang: Lang) -> Report {
        let year = year_name(lang, self.sheets.year);
        let mut report = Report {
            title: match lang {
                Lang::Ja => format!("{year} 点検の見直し効果額"),
                Lang::En => format!("Effects of the {year} review"),
            },
            lead: pick(
                lang,
                "取組ごとの効果額を一度だけ数え、見込から検証までの段階と年度で示します。費用の回避と当然減は見直し効果に含めません。",
                "Each effect counts once and is shown by stage and year; costs avoided and natural ends are no effects of the review.",
            )
            .to_owned(),
            is_demo: self.sheets.is_demo,
            ..Report::default()
        };
        self.sheets.note_hidden(&mut report, lang);
        if self.measures.is_empty() {
            let text = pick(lang, "効果額を書いた取組はまだありません。", "No measure states an effect yet.");
            report.note(text.to_owned(), false);
            return report;
        }
        if let Err(problem) = self.fill(&mut report, lang) {
            let title = pick(lang, problem.kind.title_ja, problem.kind.title_en);
            report.note(format!("{title}（{}） {}", problem.effect, problem.kind.code), true);
        }
        self.note_left_out(&mut report, lang);
        self.note_doubles(&mut report, lang);
        report.add("measures", self.list(lang), false);
        let links = self
            .measures
            .iter()
            .map(|measure| Some(format!("/reviews/{}/sheets/{}", self.sheets.year.start(), measure.program_id)));
        if let Some(table) = report.tables.last_mut() {
            table.links = links.collect();
        }
        report
    }

    fn fill(&self, report: &mut Report, lang: Lang) -> Result<(), EffectProblem> {
        let effects: Vec<Effect> = self.measures.iter().map(|measure| measure.effect.clone()).collect();
        let first = effects.iter().map(|effect| effect.first_year).min().unwrap_or(self.sheets.year);
        let mut last = first;
        for _ in 1..YEARS_SHOWN {
            last = last.next().unwrap_or(last);
        }
        let years = total_by_year(&effects, View::Latest, first, last)?;
        let too_large = |_| EffectProblem { kind: &reform::kinds::AMOUNT_TOO_LARGE, effect: String::new() };
        let mut rows = Vec::new();
        let (mut fresh, mut going_on) = (Vec::new(), Vec::new());
        for totals in &years {
            let (new, alive) = (totals.fresh.review().map_err(too_large)?, totals.alive.review().map_err(too_large)?);
            let to_date = totals.alive_to_date.review().map_err(too_large)?;
            fresh.push(Some(new.gross));
            going_on.push(Some(alive.gross.checked_sub(new.gross).map_err(too_large)?));
            let net = totals.alive.net().map_err(too_large)?;
            let mut row = vec![Cell::Text(year_name(lang, totals.year))];
            row.extend(
                [new.gross, new.general, alive.gross, alive.general, to_date.gross, to_date.general, net.gross]
                    .map(Cell::Money),
            );
            rows.push(row);
        }
        let words = |ja: &'static str, en: &'static str| pick(lang, ja, en).to_owned();
        let this = years.iter().find(|totals| totals.alive != Default::default()).or(years.first());
        if let Some(totals) = this {
            let alive = totals.alive.review().map_err(too_large)?;
            let label = match lang {
                Lang::Ja => format!("{}の見直し効果額", year_name(lang, totals.year)),
                Lang::En => format!("Effect of the review in {}", year_name(lang, totals.year)),
            };
            report.figure(
                &label,
                money_words(lang, alive.gross),
                format!("{} {}", words("うち一般財源", "general funds"), money_words(lang, alive.general)),
            );
            for (ja, en, amounts) in [
                ("費用の回避（別掲）", "Costs avoided (apart)", totals.alive.avoidance),
                ("当然減（別掲）", "Natural ends (apart)", totals.alive.natural_end),
            ] {
                report.figure(pick(lang, ja, en), money_words(lang, amounts.gross), String::new());
            }
        }
        report.charts.push(self.chart(
            lang,
            &years.iter().map(|totals| totals.year).collect::<Vec<_>>(),
            fresh,
            going_on,
        ));
        report.add(
            "years",
            DataTable {
                title: words("年度ごとの見直し効果額", "Effects by year"),
                header: [
                    ("年度", "Year"),
                    ("単年度（事業費）", "New (cost)"),
                    ("単年度（一般財源）", "New (general funds)"),
                    ("継続を含む（事業費）", "With what lasts (cost)"),
                    ("継続を含む（一般財源）", "With what lasts (general funds)"),
                    ("累計（事業費）", "To date (cost)"),
                    ("累計（一般財源）", "To date (general funds)"),
                    ("新規・拡充を引いた純効果", "Net of new and expanded"),
                ]
                .map(|(ja, en)| pick(lang, ja, en).to_owned())
                .to_vec(),
                rows,
                unit: words("円", "yen"),
            },
            false,
        );
        let mut stages: BTreeMap<EffectStage, (usize, Vec<Amounts>)> = BTreeMap::new();
        let starts: std::collections::BTreeSet<FiscalYear> = effects.iter().map(|effect| effect.first_year).collect();
        for start in starts {
            for totals in total_by_stage(&effects, start)? {
                let entry = stages.entry(totals.stage).or_default();
                entry.0 += totals.count;
                entry.1.push(totals.sums.review().map_err(too_large)?);
            }
        }
        let mut rows = Vec::new();
        for (stage, (count, sizes)) in stages {
            let sum = Amounts::checked_sum(sizes).map_err(too_large)?;
            let name = pick(lang, stage.label_ja(), stage.label_en()).to_owned();
            rows.push(vec![Cell::Text(name), number(count), Cell::Money(sum.gross), Cell::Money(sum.general)]);
        }
        report.add(
            "stages",
            DataTable {
                title: words("段階ごとの見直し効果額（平年度）", "Effects by stage (a full year)"),
                header: [
                    ("段階", "Stage"),
                    ("取組", "Measures"),
                    ("事業費（円）", "Cost (yen)"),
                    ("一般財源（円）", "General funds (yen)"),
                ]
                .map(|(ja, en)| pick(lang, ja, en).to_owned())
                .to_vec(),
                rows,
                unit: String::new(),
            },
            false,
        );
        report.add("kinds", self.by_kind(lang).map_err(too_large)?, false);
        report.add("bureaus", self.by_bureau(lang).map_err(too_large)?, true);
        Ok(())
    }

    /// Says which measures state no effect that can be counted.
    fn note_left_out(&self, report: &mut Report, lang: Lang) {
        let left_out: usize = self
            .sheets
            .sheets
            .iter()
            .map(|answered| effects_with(&answered.sheet, &EffectBasis::default()).left_out.len())
            .sum();
        if left_out > 0 {
            let text = match lang {
                Lang::Ja => format!("年度や金額が足りない取組{left_out}件は数えていません。"),
                Lang::En => format!("{left_out} measures lack a year or an amount and are not counted."),
            };
            report.note(text, true);
        }
    }

    /// Says which effects two programs that become one may both have written down.
    fn note_doubles(&self, report: &mut Report, lang: Lang) {
        let numbers: BTreeMap<&str, String> = self
            .sheets
            .sheets
            .iter()
            .map(|answered| (answered.external_id(), answered.program_id.to_string()))
            .collect();
        let merged =
            self.sheets.sheets.iter().filter(|answered| answered.sheet.standing_direction() == Some(Direction::Merge));
        let merged: BTreeMap<String, String> = merged
            .filter_map(|answered| {
                let into = numbers.get(answered.sheet.merge_into.as_deref()?.trim())?;
                Some((answered.program_id.to_string(), into.clone()))
            })
            .collect();
        let survivors = final_survivors(&merged);
        let claims: Vec<Claim> = self
            .measures
            .iter()
            .map(|measure| {
                let holder = measure.program_id.to_string();
                let holder = survivors.get(&holder).cloned().unwrap_or(holder);
                Claim { holder, effect: measure.effect.clone() }
            })
            .collect();
        let name = |id: &str| {
            let measure = self.measures.iter().find(|measure| measure.effect.id == id);
            measure
                .map_or_else(|| id.to_owned(), |measure| format!("{}「{}」", self.program_name(measure), measure.text))
        };
        for (first, second) in find_likely_doubles(&claims).into_iter().take(DOUBLES_LISTED) {
            let text = match lang {
                Lang::Ja => format!(
                    "同じ効果を二度数えているかもしれません：{} と {}。一つにするときは、片方のシートから外してください。",
                    name(first),
                    name(second)
                ),
                Lang::En => format!("These may be one effect counted twice: {} and {}.", name(first), name(second)),
            };
            report.note(text, true);
        }
    }

    fn program_name(&self, measure: &MeasureEffect) -> String {
        let found = self.sheets.sheets.iter().find(|answered| answered.id == measure.sheet_id);
        found.map(AnsweredSheet::name).unwrap_or_default()
    }

    fn chart(&self, lang: Lang, years: &[FiscalYear], fresh: Vec<Option<Yen>>, going_on: Vec<Option<Yen>>) -> Chart {
        let head = Head {
            id: "effects".into(),
            title: pick(lang, "見直し効果額の見通し（事業費）", "Effects of the review by year (cost)").to_owned(),
            lang,
            source: pick(lang, "点検シートと効果額の記録から集計", "Review sheets and records of effects").to_owned(),
            basis: if self.sheets.is_demo { Basis::Illustrative } else { Basis::Published },
        };
        let bars = StackedBars {
            category_heading: pick(lang, "年度", "Year").to_owned(),
            categories: years.iter().map(|year| format!("{year}")).collect(),
            series: vec![
                MoneySeries {
                    name: pick(lang, "続いている効果", "Lasting").to_owned(), color: 1, values: going_on
                },
                MoneySeries {
                    name: pick(lang, "その年度に始まる効果", "New in the year").to_owned(),
                    color: 0,
                    values: fresh,
                },
            ],
            reference: None,
        };
        stacked(&head, &bars)
    }

    fn by_kind(&self, lang: Lang) -> Result<DataTable, fiscal::money::MoneyOverflow> {
        let mut rows = Vec::new();
        for kind in EffectKind::ALL {
            let of_kind: Vec<&MeasureEffect> =
                self.measures.iter().filter(|measure| measure.effect.kind == *kind).collect();
            let sizes = of_kind.iter().filter_map(|measure| measure.effect.latest()?.size(*kind).ok());
            let sum = Amounts::checked_sum(sizes)?;
            let counted = if kind.counts_as_review() { ("含む", "yes") } else { ("別掲", "apart") };
            rows.push(vec![
                Cell::Text(pick(lang, kind.label_ja(), kind.label_en()).to_owned()),
                Cell::Text(pick(lang, counted.0, counted.1).to_owned()),
                number(of_kind.len()),
                Cell::Money(sum.gross),
                Cell::Money(sum.general),
            ]);
        }
        Ok(DataTable {
            title: pick(lang, "種類ごとの効果額（平年度）", "Effects by kind (a full year)").to_owned(),
            header: [
                ("種類", "Kind"),
                ("見直し効果", "Counts as effect"),
                ("取組", "Measures"),
                ("事業費（円）", "Cost (yen)"),
                ("一般財源（円）", "General funds (yen)"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned())
            .to_vec(),
            rows,
            unit: String::new(),
        })
    }

    fn by_bureau(&self, lang: Lang) -> Result<DataTable, fiscal::money::MoneyOverflow> {
        let of_program: BTreeMap<i64, &AnsweredSheet> =
            self.sheets.sheets.iter().map(|answered| (answered.program_id, answered)).collect();
        let mut bureaus: BTreeMap<&str, (usize, Amounts)> = BTreeMap::new();
        let mut all = (0, Amounts::ZERO);
        for measure in &self.measures {
            let Some(size) = measure.review_size() else { continue };
            let bureau = of_program.get(&measure.program_id).map_or("", |answered| answered.department.bureau());
            let entry = bureaus.entry(bureau).or_default();
            *entry = (entry.0 + 1, entry.1.checked_add(size)?);
            all = (all.0 + 1, all.1.checked_add(size)?);
        }
        let row = |name: &str, (count, sum): (usize, Amounts)| {
            let name = if name.is_empty() { pick(lang, "所管なし", "no department") } else { name };
            vec![Cell::Text(name.to_owned()), number(count), Cell::Money(sum.gross), Cell::Money(sum.general)]
        };
        let mut rows: Vec<Vec<Cell>> = bureaus.into_iter().map(|(name, tally)| row(name, tally)).collect();
        rows.push(row(pick(lang, "合計", "Total"), all));
        Ok(DataTable {
            title: pick(lang, "局ごとの見直し効果額（平年度）", "Effects by bureau (a full year)").to_owned(),
            header: [
                ("局", "Bureau"),
                ("取組", "Measures"),
                ("事業費（円）", "Cost (yen)"),
                ("一般財源（円）", "General funds (yen)"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned())
            .to_vec(),
            rows,
            unit: String::new(),
        })
    }

    fn list(&self, lang: Lang) -> DataTable {
        let of_program: BTreeMap<i64, &AnsweredSheet> =
            self.sheets.sheets.iter().map(|answered| (answered.program_id, answered)).collect();
        let mut header: Vec<String> =
            [("事業", "Program"), ("取組", "Measure"), ("種類", "Kind"), ("初年度", "First year"), ("期間", "Lasts")]
                .map(|(ja, en)| pick(lang, ja, en).to_owned())
                .to_vec();
        for stage in EffectStage::ALL {
            let name = pick(lang, stage.label_ja(), stage.label_en());
            header.push(format!("{name}{}", pick(lang, "・事業費（円）", ", cost (yen)")));
            header.push(format!("{name}{}", pick(lang, "・一般財源（円）", ", general funds (yen)")));
        }
        let rows = self.measures.iter().map(|measure| {
            let effect = &measure.effect;
            let name = of_program.get(&measure.program_id).map_or_else(String::new, |answered| answered.name());
            let lasts = match effect.duration {
                reform::effect::Duration::OneOff => pick(lang, "一時", "once").to_owned(),
                reform::effect::Duration::Recurring { last_year: None } => pick(lang, "継続", "every year").to_owned(),
                reform::effect::Duration::Recurring { last_year: Some(last) } => match lang {
                    Lang::Ja => format!("{}まで", last.japanese()),
                    Lang::En => format!("to {last}"),
                },
            };
            let mut row = vec![
                Cell::Text(name),
                Cell::Text(measure.text.clone()),
                Cell::Text(pick(lang, effect.kind.label_ja(), effect.kind.label_en()).to_owned()),
                Cell::Text(year_name(lang, effect.first_year)),
                Cell::Text(lasts),
            ];
            for stage in EffectStage::ALL {
                let size = measure.size_at(*stage);
                row.extend(
                    [size.map(|size| size.gross), size.map(|size| size.general)]
                        .map(|amount| amount.map_or(Cell::Empty, Cell::Money)),
                );
            }
            row
        });
        let title = pick(lang, "取組ごとの効果額（平年度）", "Effects by measure (a full year)").to_owned();
        DataTable { title, header, rows: rows.collect(), unit: String::new() }
    }
}

impl App {
    /// The effects of a year's review, with what became of them.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of that year.
    pub async fn review_effects(&self, actor: &Actor, year: FiscalYear) -> Result<Effects, AppError> {
        let sheets = self.year_sheets(actor, year).await?;
        let records = self.store.effect_records(year).await?;
        let measures = measures_of(&sheets, &records);
        Ok(Effects { sheets, measures })
    }

    /// Records what stands in the budget or the settlement, or confirms what was realised.
    ///
    /// # Errors
    /// When the actor may not; when the sheet is not decided, the measure is unknown, the stage is not the next one or
    /// stands already, what it rests on is missing, or whoever realised it would verify it too.
    pub async fn record_effect(&self, actor: &Actor, year: FiscalYear, new: &NewRecord) -> Result<(), AppError> {
        let verifies = new.stage == EffectStage::Verified;
        permit(actor, if verifies { Action::VerifyEffects } else { Action::RecordEffects })?;
        let ground = new.ground.trim();
        if ground.is_empty() || ground.chars().count() > GROUND_CHARS_MAX || ground.chars().any(char::is_control) {
            return Err(Refusal::invalid(&GROUND_WRONG, "").into());
        }
        let effects = self.review_effects(actor, year).await?;
        let answered = effects.sheets.sheets.iter().find(|answered| answered.program_id == new.program_id);
        let known = effects
            .measures
            .iter()
            .find(|measure| measure.program_id == new.program_id && measure.measure == new.measure);
        let (Some(answered), Some(known)) = (answered, known) else {
            return Err(AppError::NotFound { what: "measure", name: format!("{}:{}", new.program_id, new.measure) });
        };
        if !answered.is_decided() {
            return Err(Refusal::conflict(&NOT_DECIDED, answered.name()).into());
        }
        if known.next_stage() != Some(new.stage) {
            return Err(Refusal::conflict(&reform::kinds::STAGE_SKIPPED, answered.name()).into());
        }
        let records = self.store.effect_records(year).await?;
        let realised = records.iter().find(|record| {
            record.sheet_id == known.sheet_id && record.measure == new.measure && record.stage == EffectStage::Realised
        });
        if verifies && realised.is_some_and(|record| record.actor == actor.name) {
            return Err(Refusal::forbidden(&VERIFIES_OWN).into());
        }
        let mut after = known.effect.clone();
        after
            .record(Estimate::of_size(new.stage, after.kind, new.size))
            .map_err(|problem| Refusal::invalid(problem.kind, answered.name()))?;
        let record = EffectRecord {
            sheet_id: known.sheet_id,
            measure: new.measure.clone(),
            stage: new.stage,
            size: new.size,
            ground: ground.to_owned(),
            actor: actor.name.clone(),
            at: String::new(),
        };
        if self.store.record_effect(&record).await? {
            Ok(())
        } else {
            Err(Refusal::conflict(&reform::kinds::STAGE_RECORDED, answered.name()).into())
        }
    }
}

/// What a recorded amount rests on is missing, too long, or holds control characters.
pub static GROUND_WRONG: ProblemKind = ProblemKind {
    code: "AP-124",
    severity: Severity::Error,
    title_ja: "金額の根拠がありません",
    title_en: "What the amount rests on is missing",
    hint_ja: "予算書や決算書の名前と場所、確かめた方法を、400文字までで書いてください",
    hint_en: "Name the budget or settlement document and place, or how it was checked, in at most 400 characters",
};

/// An effect of a sheet that is not decided.
pub static NOT_DECIDED: ProblemKind = ProblemKind {
    code: "AP-125",
    severity: Severity::Error,
    title_ja: "本部で決定されていない事業です",
    title_en: "The headquarters has not decided on this program yet",
    hint_ja: "決定のあとで、予算反映・実績・検証の順に記録してください",
    hint_en: "Record budget, settlement and check in order once it is decided",
};

/// Somebody would verify what they realised themselves.
pub static VERIFIES_OWN: ProblemKind = ProblemKind {
    code: "AP-126",
    severity: Severity::Error,
    title_ja: "自分が記録した実績は検証できません",
    title_en: "Nobody verifies what they recorded themselves",
    hint_ja: "ほかの人が確かめて記録してください",
    hint_en: "Have somebody else check and record it",
};

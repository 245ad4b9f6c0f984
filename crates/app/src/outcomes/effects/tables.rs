//! The report on effects (効果額の報告): by year, stage, kind, bureau and measure.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};
use publish::chart::{Basis, Chart, Head, Lang, MoneySeries, StackedBars, stacked};
use publish::table::{Cell, DataTable};
use reform::Amounts;
use reform::effect::{
    Claim, Duration, Effect, EffectBasis, EffectKind, EffectProblem, EffectStage, View, effects_with, final_survivors,
    find_likely_doubles, total_by_stage, total_by_year,
};
use reform::program::Direction;

use super::super::changes::number;
use super::super::report::{money_words, pick, short_year, year_name};
use super::super::{AnsweredSheet, Report};
use super::{Effects, MeasureEffect};

/// How many years the totals are shown for.
const YEARS_SHOWN: usize = 10;

/// How many pairs of effects that may be one are named.
const DOUBLES_LISTED: usize = 20;

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
        } else if let Err(problem) = self.fill(&mut report, lang) {
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
        let starts: BTreeSet<FiscalYear> = effects.iter().map(|effect| effect.first_year).collect();
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
            // What departments and finance expect is nobody's published figure.
            basis: if self.sheets.is_demo { Basis::Illustrative } else { Basis::Assumed },
        };
        let bars = StackedBars {
            category_heading: pick(lang, "年度", "Year").to_owned(),
            categories: years.iter().map(|year| short_year(lang, *year)).collect(),
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

    fn by_kind(&self, lang: Lang) -> Result<DataTable, MoneyOverflow> {
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

    fn by_bureau(&self, lang: Lang) -> Result<DataTable, MoneyOverflow> {
        let of_program: BTreeMap<i64, &AnsweredSheet> =
            self.sheets.sheets.iter().map(|answered| (answered.program_id, answered)).collect();
        let mut bureaus: BTreeMap<(i64, &str), (usize, Amounts)> = BTreeMap::new();
        let mut all = (0, Amounts::ZERO);
        for measure in &self.measures {
            let Some(size) = measure.review_size() else { continue };
            let answered = of_program.get(&measure.program_id);
            let bureau = answered.map_or((i64::MAX, ""), |answered| answered.department.bureau_in_order());
            let entry = bureaus.entry(bureau).or_default();
            *entry = (entry.0 + 1, entry.1.checked_add(size)?);
            all = (all.0 + 1, all.1.checked_add(size)?);
        }
        let row = |name: &str, (count, sum): (usize, Amounts)| {
            let name = if name.is_empty() { pick(lang, "所管なし", "no department") } else { name };
            vec![Cell::Text(name.to_owned()), number(count), Cell::Money(sum.gross), Cell::Money(sum.general)]
        };
        let mut rows: Vec<Vec<Cell>> = bureaus.into_iter().map(|((_, name), tally)| row(name, tally)).collect();
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
                Duration::OneOff => pick(lang, "一時", "once").to_owned(),
                Duration::Recurring { last_year: None } => pick(lang, "継続", "every year").to_owned(),
                Duration::Recurring { last_year: Some(last) } => match lang {
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

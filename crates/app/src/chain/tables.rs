//! The tables of the chain (連鎖の表): figures by year, decisions, coverage, what one decision moves, and a trace; whole yen.

use fiscal::soundness::print_figure;
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::chain::{Figure, Scene, Value};
use reform::decision::Lever;
use reform::plan::outlook::LineRule;

use super::CityChain;
use super::explain::{Explained, Target};
use super::words::{decision_name, figure_name, stage_name};
use crate::error::AppError;
use crate::study::outlook::year_label;
use crate::study::words::pick;

/// The figures of the year table, in the order of the chain (年度の表の数値).
const SHOWN: [Figure; 10] = [
    Figure::Improvement,
    Figure::Investment,
    Figure::Issued,
    Figure::Bonds,
    Figure::DebtService,
    Figure::Balance,
    Figure::Fund,
    Figure::ServiceRatio,
    Figure::BurdenRatio,
    Figure::ServiceNumerator,
];

/// A figure over the years (年度の表の行).
#[derive(Clone, Debug, PartialEq)]
pub struct YearRow {
    /// Which figure.
    pub figure: Figure,
    /// Its word in addresses.
    pub word: String,
    /// Its name.
    pub name: String,
    /// One cell a year.
    pub cells: Vec<YearCell>,
}

/// A figure in a year (年度の表のます).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearCell {
    /// The year.
    pub year: FiscalYear,
    /// With nothing decided.
    pub baseline: Value,
    /// In the scene looked at.
    pub value: Value,
    /// What the decisions of that scene move; nothing of a ratio.
    pub moved: Option<Yen>,
}

impl CityChain {
    /// The figures by year in a scene.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn year_rows(&self, scene: &Scene, lang: Lang) -> Result<Vec<YearRow>, AppError> {
        let nothing = self.nothing()?;
        let years = self.years(Figure::Balance);
        let row = |figure: Figure| {
            let cell = |year: &FiscalYear| {
                let value = scene.value(figure, *year)?;
                let moved = matches!(value, Value::Money(_)).then(|| scene.moved(figure, *year));
                Some(YearCell { year: *year, baseline: nothing.value(figure, *year)?, value, moved })
            };
            YearRow {
                figure,
                word: figure.word(&self.chain.baseline().input.outlook),
                name: figure_name(&self.chain, figure, lang),
                cells: years.iter().filter_map(cell).collect(),
            }
        };
        Ok(SHOWN.into_iter().map(row).filter(|row| !row.cells.is_empty()).collect())
    }

    /// Every figure of every year as one table: with nothing decided, as decided, as asked.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn years_table(&self, lang: Lang) -> Result<DataTable, AppError> {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let (nothing, decided, asked) = (self.nothing()?, self.decided()?, self.scene()?);
        let outlook = &self.chain.baseline().input.outlook;
        let is_moving = |figure: &Figure| match figure {
            Figure::Line(place) => outlook.lines.get(*place).is_some_and(|line| {
                matches!(
                    line.rule,
                    LineRule::Investment | LineRule::Bonds | LineRule::DebtService | LineRule::ShareOf { .. }
                )
            }),
            _ => true,
        };
        let mut rows = Vec::new();
        for figure in Figure::all(outlook).into_iter().filter(is_moving) {
            for year in self.years(figure) {
                let cell = |scene: &Scene| scene.value(figure, year).map_or(Cell::Empty, cell_of);
                let moved = |scene: &Scene| match figure.is_ratio() {
                    true => Cell::Empty,
                    false => Cell::Money(scene.moved(figure, year)),
                };
                let unit = if figure.is_ratio() { "%".to_owned() } else { t("円", "yen") };
                let mut row = vec![
                    Cell::Text(figure_name(&self.chain, figure, lang)),
                    Cell::Text(figure.word(outlook)),
                    Cell::Text(year_label(year, lang)),
                    cell(&nothing),
                    cell(&decided),
                    moved(&decided),
                ];
                if self.what_if.is_asked() {
                    row.extend([cell(&asked), moved(&asked)]);
                }
                row.push(Cell::Text(unit));
                rows.push(row);
            }
        }
        let mut header = vec![
            t("数値", "figure"),
            t("記号", "word"),
            t("年度", "fiscal year"),
            t("決定なし", "nothing decided"),
            t("決定済み", "decided"),
            t("決定が動かす額", "moved by decisions"),
        ];
        if self.what_if.is_asked() {
            header.extend([t("もしも", "what if"), t("もしもで動く額", "moved then")]);
        }
        header.push(t("単位", "unit"));
        Ok(DataTable { title: t("年度ごとの数値", "Figures by year"), header, rows, unit: String::new() })
    }

    /// Every decision with what it moves in the year looked at and of the bonds at the end.
    pub fn decisions_table(&self, lang: Lang) -> DataTable {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let (year, last) = (self.year, self.last_bond_year());
        let place = |year: FiscalYear| year.start() - self.chain.baseline().base_year().start();
        let rows = self.chain.entries().iter().zip(&self.known).map(|(entry, known)| {
            let decision = &entry.decision;
            let first = decision.moves.iter().map(|moved| moved.first_year).min();
            let last_year = decision.moves.iter().map(|moved| moved.last_year).max().flatten();
            let a_year = |lever: Lever| {
                let moves = decision.moves.iter().filter(|moved| moved.lever == lever).map(|moved| moved.yen_a_year);
                Yen::checked_sum(moves).map_or(Cell::Empty, Cell::Money)
            };
            let label = |year: Option<FiscalYear>| year.map_or(Cell::Empty, |year| Cell::Text(year_label(year, lang)));
            vec![
                Cell::Text(decision_name(entry, lang)),
                Cell::Text(known.sheet.as_ref().map(|place| place.program.clone()).unwrap_or_default()),
                Cell::Text(decision.id.to_string()),
                Cell::Text(if decision.is_decided { t("決定", "decided") } else { t("未決定", "not decided") }),
                Cell::Text(stage_name(decision.stage, lang).to_owned()),
                label(first),
                label(last_year),
                a_year(Lever::GeneralFunds),
                a_year(Lever::Investment),
                Cell::Money(entry.moved.at(Figure::Fund, place(year))),
                Cell::Money(entry.moved.at(Figure::Bonds, place(last))),
                Cell::Text(if decision.is_illustrative { t("例示", "illustrative") } else { String::new() }),
            ]
        });
        DataTable {
            title: t("決定とその影響", "Decisions and what they move"),
            header: vec![
                t("決定", "decision"),
                t("事業", "program"),
                t("番号", "id"),
                t("状態", "state"),
                t("段階", "stage"),
                t("最初の年度", "first year"),
                t("最後の年度", "last year"),
                t("一般財源（年）", "general funds a year"),
                t("投資的経費（年）", "investment a year"),
                t(
                    &format!("{}末の基金", year_label(year, lang)),
                    &format!("fund at the end of {}", year_label(year, lang)),
                ),
                t(
                    &format!("{}末の市債", year_label(last, lang)),
                    &format!("bonds at the end of {}", year_label(last, lang)),
                ),
                t("区分", "basis"),
            ],
            rows: rows.collect(),
            unit: t("円", "yen"),
        }
    }

    /// How much of the plan's improvement is covered by decisions, year by year.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn coverage_table(&self, lang: Lang) -> Result<DataTable, AppError> {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let scene = self.scene()?;
        let rows = self.years(Figure::Improvement).into_iter().map(|year| {
            let planned = self.chain.plan_improvement(year).unwrap_or_default();
            let covered = scene.money(Figure::Improvement, year).unwrap_or_default();
            let percent = self.coverage(&scene, year).map(|units| fiscal::Quantity { units, decimals: 1 });
            let open = planned.checked_sub(covered).unwrap_or_default().max(Yen::ZERO);
            vec![
                Cell::Text(year_label(year, lang)),
                Cell::Money(planned),
                Cell::Money(covered),
                percent.map_or(Cell::Empty, Cell::Number),
                Cell::Money(open),
            ]
        });
        Ok(DataTable {
            title: t("計画の改善効果額の裏付け", "How far decisions cover the plan's improvement"),
            header: vec![
                t("年度", "fiscal year"),
                t("計画の想定（円）", "the plan (yen)"),
                t("決定による額（円）", "by decisions (yen)"),
                t("裏付け（％）", "covered (%)"),
                t("決定のない額（円）", "not yet decided (yen)"),
            ],
            rows: rows.collect(),
            unit: String::new(),
        })
    }

    /// What one decision moves, figure by figure and year by year.
    pub fn moved_table(&self, entry: usize, lang: Lang) -> DataTable {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let base = self.chain.baseline().base_year().start();
        let entry = &self.chain.entries()[entry];
        let years = self.years(Figure::Bonds);
        let mut header = vec![t("数値", "figure")];
        header.extend(years.iter().map(|year| year_label(*year, lang)));
        let rows = entry.moved.figures().map(|(figure, amounts)| {
            let cell = |year: &FiscalYear| {
                let index = usize::try_from(year.start() - base - 1).ok();
                index.and_then(|index| amounts.get(index)).map_or(Cell::Empty, |amount| Cell::Money(*amount))
            };
            let name = Cell::Text(figure_name(&self.chain, figure, lang));
            std::iter::once(name).chain(years.iter().map(cell)).collect()
        });
        let title = t("この決定が動かす額", "What the decision moves");
        DataTable { title, header, rows: rows.collect(), unit: t("円", "yen") }
    }

    /// What each decision gives to a figure: they add up to what it moved from the baseline.
    pub fn contributions_table(&self, scene: &Scene, figure: Figure, year: FiscalYear, lang: Lang) -> DataTable {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let rows = scene.contributions(figure, year).into_iter().map(|(at, amount)| {
            let entry = &self.chain.entries()[at];
            vec![Cell::Text(decision_name(entry, lang)), Cell::Text(entry.decision.id.to_string()), Cell::Money(amount)]
        });
        DataTable {
            title: t("決定ごとの寄与", "By decision"),
            header: vec![t("決定", "decision"), t("番号", "id"), t("動かす額", "moves")],
            rows: rows.collect(),
            unit: t("円", "yen"),
        }
    }
}

/// A figure's arithmetic as a table: a row a part, the level it stands on first.
pub(super) fn trace_table(explained: &Explained, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut rows = Vec::new();
    add_rows(&mut rows, explained, 1, lang);
    DataTable {
        title: t(
            &format!("{} {}の計算", explained.name, explained.when),
            &format!("How {} {} comes about", explained.name, explained.when),
        ),
        header: vec![
            t("段", "level"),
            t("数値", "figure"),
            t("年度", "fiscal year"),
            t("もとになるもの", "made of"),
            t("額（円）", "gives (yen)"),
            t("うち決定による額（円）", "of it by decisions (yen)"),
            t("算定", "how"),
            t("区分", "basis"),
            t("根拠", "source"),
        ],
        rows,
        unit: String::new(),
    }
}

fn add_rows(rows: &mut Vec<Vec<Cell>>, explained: &Explained, level: i64, lang: Lang) {
    for term in &explained.terms {
        let (basis, source) = match (&term.ground, &term.target) {
            (Some((basis, source)), _) => (pick(lang, basis.japanese(), basis.english()), source.clone()),
            (None, Target::Decision(id)) => (pick(lang, "決定", "decision"), id.to_string()),
            (None, _) => (pick(lang, "計算", "worked out"), String::new()),
        };
        rows.push(vec![
            Cell::Number(fiscal::Quantity::whole(level)),
            Cell::Text(explained.name.clone()),
            Cell::Text(explained.when.clone()),
            Cell::Text(term.name.clone()),
            Cell::Money(term.amount),
            Cell::Money(term.moved),
            Cell::Text(term.how.clone()),
            Cell::Text(basis),
            Cell::Text(source),
        ]);
        if let Some(below) = &term.below {
            add_rows(rows, below, level + 1, lang);
        }
    }
}

fn cell_of(value: Value) -> Cell {
    match value {
        Value::Money(amount) => Cell::Money(amount),
        Value::Ratio(ratio) => ratio.figure.map_or_else(|| Cell::Text(print_figure(None)), Cell::Number),
    }
}

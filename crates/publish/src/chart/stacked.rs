//! Money by year and source as stacked bars (積み上げ棒グラフ).

use fiscal::Yen;
use kuva::render::render::Scene;

use super::frame::{self, Frame};
use super::lines_words::add;
use super::number::{MoneyUnit, money_en, money_ja};
use super::stack::{Stack, draw_stack};
use super::words::{Told, over_time};
use super::{Chart, Head, assemble};
use crate::table::{Cell, DataTable};

/// Amounts by category (usually a fiscal year) and series (usually a funding source).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackedBars {
    /// The heading of the category column, such as `年度`.
    pub category_heading: String,
    /// The categories in order, such as `R2`.
    pub categories: Vec<String>,
    /// The series, each with one amount a category; at most sixteen are told apart.
    pub series: Vec<MoneySeries>,
    /// A line across with its name, such as a ceiling or the yearly average.
    pub reference: Option<(String, Yen)>,
}

/// The amounts of one series (系列); a missing one is not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneySeries {
    /// Name, such as `国庫支出金`.
    pub name: String,
    /// Which of the sixteen colours and patterns, from 0: the same source keeps its colour from chart to chart. The
    /// ninth to sixteenth repeat the colours with other patterns.
    pub color: usize,
    /// One amount a category; shorter lists end in "not stated".
    pub values: Vec<Option<Yen>>,
}

/// Draws stacked bars with the total above each; amounts below zero hang under the line.
pub fn stacked(head: &Head, bars: &StackedBars) -> Chart {
    let totals: Vec<Option<i128>> = (0..bars.categories.len()).map(|index| total(bars, index)).collect();
    let largest = (0..bars.categories.len())
        .flat_map(|index| {
            let (up, down) = reach(bars, index);
            [up.unsigned_abs(), down.unsigned_abs()]
        })
        .chain(bars.reference.iter().map(|(_, yen)| i128::from(yen.0).unsigned_abs()))
        .max()
        .unwrap_or(0);
    let unit = MoneyUnit::for_largest(largest);
    let told: Vec<Option<Told>> = bars
        .categories
        .iter()
        .zip(&totals)
        .map(|(label, total)| {
            total.map(|total| Told {
                label: label.clone(),
                value: total as f64,
                ja: money_ja(total),
                en: money_en(total),
            })
        })
        .collect();
    let missing: Vec<String> = bars
        .categories
        .iter()
        .zip(&totals)
        .filter(|(_, total)| total.is_none())
        .map(|(label, _)| label.clone())
        .collect();
    let mut said = over_time(("合計額", "the total"), &told, &missing);
    add(&mut said, passing(bars, &totals));
    assemble(head, said, table(head, bars, &totals), |frame| draw(head, bars, &totals, unit, frame))
}

/// In how many categories the total passes the line across.
fn passing(bars: &StackedBars, totals: &[Option<i128>]) -> Option<(String, String)> {
    let (name, line) = bars.reference.as_ref()?;
    let line = i128::from(line.0);
    let (words_ja, words_en) = (money_ja(line), money_en(line));
    let above: Vec<&String> = bars
        .categories
        .iter()
        .zip(totals)
        .filter(|(_, total)| total.is_some_and(|t| t > line))
        .map(|(l, _)| l)
        .collect();
    Some(match (above.first(), above.last()) {
        (Some(first), Some(last)) => (
            format!("{name}は{words_ja}。合計額がこれを上回るのは{}回（最初は{first}、最後は{last}）。", above.len()),
            format!("{name}: {words_en}. The total is above it {} times, first {first}, last {last}.", above.len()),
        ),
        _ => (
            format!("{name}は{words_ja}。合計額がこれを上回ることはない。"),
            format!("{name}: {words_en}. The total is never above it."),
        ),
    })
}

fn total(bars: &StackedBars, index: usize) -> Option<i128> {
    let stated: Vec<i128> = amounts(bars, index).flatten().collect();
    if stated.is_empty() { None } else { Some(stated.iter().sum()) }
}

fn amounts(bars: &StackedBars, index: usize) -> impl Iterator<Item = Option<i128>> {
    bars.series.iter().map(move |series| series.values.get(index).copied().flatten().map(|yen| i128::from(yen.0)))
}

/// How far the bar reaches up and down.
fn reach(bars: &StackedBars, index: usize) -> (i128, i128) {
    amounts(bars, index).flatten().fold((0, 0), |(up, down), yen| (up + yen.max(0), down + yen.min(0)))
}

fn table(head: &Head, bars: &StackedBars, totals: &[Option<i128>]) -> DataTable {
    let money = |yen: Option<Yen>| yen.map_or(Cell::Empty, Cell::Money);
    let mut header = vec![bars.category_heading.clone()];
    header.extend(bars.series.iter().map(|series| series.name.clone()));
    header.push(head.lang.pick("合計", "Total").to_string());
    header.extend(bars.reference.iter().map(|(name, _)| name.clone()));
    let rows = bars.categories.iter().enumerate().map(|(index, category)| {
        let mut row = vec![Cell::Text(category.clone())];
        row.extend(bars.series.iter().map(|series| money(series.values.get(index).copied().flatten())));
        row.push(money(totals[index].and_then(|total| i64::try_from(total).ok()).map(Yen)));
        row.extend(bars.reference.iter().map(|(_, line)| Cell::Money(*line)));
        row
    });
    DataTable {
        title: head.title.clone(), header, rows: rows.collect(), unit: head.lang.pick("円", "yen").to_string()
    }
}

fn draw(head: &Head, bars: &StackedBars, totals: &[Option<i128>], unit: MoneyUnit, frame: &Frame) -> Scene {
    let stack = Stack {
        categories: &bars.categories,
        series: bars.series.iter().map(|series| (series.name.as_str(), frame::bar_color(series.color))).collect(),
        values: (0..bars.categories.len())
            .map(|index| amounts(bars, index).map(|yen| unit.geometry(yen.unwrap_or(0))).collect())
            .collect(),
        totals: totals.iter().map(|total| total.map(|total| (total as f64, unit.shown(total)))).collect(),
        unit: unit.label(head.lang),
        line: bars.reference.as_ref().map(|(name, yen)| {
            let amount = i128::from(yen.0);
            (format!("{name} {}", unit.shown(amount)), unit.geometry(amount))
        }),
    };
    draw_stack(head, &stack, frame)
}

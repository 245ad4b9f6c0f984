//! Money by year and source as stacked bars (積み上げ棒グラフ).

use fiscal::Yen;
use kuva::plot::BarPlot;
use kuva::render::plots::Plot;
use kuva::render::render::{Scene, TextAnchor, render_multiple};

use super::axis::{draw_categories, own_categories, slot};
use super::frame::{self, Frame, Margins, Scale, text};
use super::lines_words::add;
use super::number::{MoneyUnit, money_en, money_ja};
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
    let count = bars.categories.len();
    let names: Vec<&str> = bars.series.iter().map(|series| series.name.as_str()).collect();
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let reaches: Vec<(f64, f64)> =
        (0..count).map(|index| reach(bars, index)).map(|(up, down)| (unit.geometry(up), unit.geometry(down))).collect();
    let line = bars.reference.as_ref().map(|(name, yen)| (name.as_str(), unit.geometry(i128::from(yen.0))));
    let ends = reaches.iter().flat_map(|(up, down)| [*up, *down]).chain(line.map(|(_, value)| value));
    let scale = Scale::over(ends, true, 5.0);
    let font = f64::from(frame.font);
    let margins = Margins {
        top: legend + font * 2.9,
        right: 8.0,
        bottom: font + 16.0,
        left: scale.label_width(frame.font) + 14.0,
    };
    let height = margins.top + margins.bottom + if frame.narrow { 190.0 } else { 260.0 };
    let slot = slot(frame, margins, count);
    let x = (0.5, count.max(1) as f64 + 0.5);
    let layout = own_categories(frame::layout(frame, height, margins, x, (scale.min, scale.max)), count)
        .with_y_tick_step(scale.step)
        .with_y_tick_format(scale.format());
    let places = frame::places(&layout);
    // kuva stacks in one direction only, so what is above and below zero are two plots on the same axes.
    let above = plot(bars, unit, |yen| yen.max(0));
    let below = plot(bars, unit, |yen| yen.min(0));
    let mut scene = render_multiple(vec![Plot::Bar(above), Plot::Bar(below)], layout);
    draw_categories(&mut scene, &bars.categories, &places, frame, height - margins.bottom);

    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| {
        scene.add(frame::swatch(x, y, frame::bar_color(bars.series[index].color)));
    });
    let unit_line = format!("{}{}", head.lang.pick("単位：", "Unit: "), unit.label(head.lang));
    scene.add(text(4.0, legend + font + 1.0, &unit_line, frame.font, TextAnchor::Start, false));
    if scale.min < 0.0 {
        let zero = places.map_y(0.0);
        scene.add(frame::line((margins.left, zero), (frame.width - margins.right, zero), frame::AXIS, 1.0, false));
    }
    if let Some((name, value)) = line {
        // Before the totals, which stand over it; its name beside the unit, where no bar is.
        let y = places.map_y(value);
        let (left, right) = (margins.left, frame.width - margins.right);
        scene.add(frame::line((left, y), (right, y), frame::REFERENCE, 1.5, true));
        let amount = bars.reference.as_ref().map_or(0, |(_, yen)| i128::from(yen.0));
        let room = frame.width - frame::text_width(&unit_line, frame.font) - 60.0;
        let label = frame::fit(&format!("{name} {}", unit.shown(amount)), frame.font, room);
        let start = right - frame::text_width(&label, frame.font);
        let base = legend + font + 1.0;
        scene.add(frame::line((start - 28.0, base - 4.0), (start - 6.0, base - 4.0), frame::REFERENCE, 1.5, true));
        scene.add(text(right, base, &label, frame.font, TextAnchor::End, false));
    }
    let shown: Vec<String> =
        totals.iter().map(|total| total.map_or("―".to_string(), |total| unit.shown(total))).collect();
    let widest = shown.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let values: Vec<Option<f64>> = totals.iter().map(|total| total.map(|total| total as f64)).collect();
    let keep = frame::figures_to_write(widest, slot, &values);
    for (index, label) in shown.iter().enumerate().filter(|(index, _)| keep[*index]) {
        let y = places.map_y(reaches[index].0) - 5.0;
        // A label wider than its slot leans inwards at the edges instead of leaving the picture.
        let half = frame::text_width(label, frame.font) / 2.0;
        let x = places.map_x(index as f64 + 1.0).clamp(half, (frame.width - half - 2.0).max(half));
        scene.add(frame::figure(x, y, label, frame.font, TextAnchor::Middle, true));
    }
    scene
}

fn plot(bars: &StackedBars, unit: MoneyUnit, part: fn(i128) -> i128) -> BarPlot {
    let mut plot = BarPlot::new().with_width(0.7).with_stacked();
    for (index, category) in bars.categories.iter().enumerate() {
        let segments: Vec<(f64, &str)> = amounts(bars, index)
            .enumerate()
            .map(|(series, yen)| (unit.geometry(part(yen.unwrap_or(0))), frame::bar_color(bars.series[series].color)))
            .collect();
        plot = plot.with_group(category.as_str(), segments);
    }
    plot
}

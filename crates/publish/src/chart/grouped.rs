//! Two or three values a row as bars under each other (前後の比較): before and after.

use fiscal::Quantity;
use kuva::plot::BarPlot;
use kuva::render::color::Color;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::frame::{self, Frame, Margins, Scale, text};
use super::lines_words::add;
use super::series::{cell, difference, in_words, padded, size, unit_line, unit_of_difference};
use super::{Chart, Head, Said, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// Values of the same things at two or three times, such as area by use before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// The heading of the name column, such as `施設の用途`.
    pub category_heading: String,
    /// The rows in order, such as `学校`.
    pub categories: Vec<String>,
    /// The unit of every value, such as `㎡`.
    pub unit: String,
    /// The values with their names, such as `現在` and `40年後`; at most three are told apart.
    pub series: Vec<(String, Vec<Option<Quantity>>)>,
}

/// The first steps back in grey, the last is meant.
fn colors(count: usize) -> Vec<&'static str> {
    let order: &[usize] = if count < 3 { &[7, 0] } else { &[7, 1, 0] };
    (0..count).map(|index| frame::bar_color(order.get(index).copied().unwrap_or(index))).collect()
}

/// Draws for each row one bar a series, each with its value.
pub fn grouped(head: &Head, grouped: &Grouped) -> Chart {
    let count = grouped.categories.len();
    let series: Vec<(&str, Vec<Option<Quantity>>)> =
        grouped.series.iter().map(|(name, values)| (name.as_str(), padded(values, count))).collect();
    let mut header = vec![grouped.category_heading.clone()];
    header.extend(series.iter().map(|(name, _)| (*name).to_string()));
    let rows = grouped.categories.iter().enumerate().map(|(index, label)| {
        let mut row = vec![Cell::Text(label.clone())];
        row.extend(series.iter().map(|(_, values)| cell(values[index])));
        row
    });
    let table = DataTable { title: head.title.clone(), header, rows: rows.collect(), unit: grouped.unit.clone() };
    assemble(head, said(grouped, &series), table, |frame| draw(head, grouped, &series, frame))
}

/// Which row changed most from the first to the last series, and how many rose and fell.
fn said(grouped: &Grouped, series: &[(&str, Vec<Option<Quantity>>)]) -> Said {
    let mut said = Said { ja: String::new(), en: String::new() };
    if series.iter().all(|(_, values)| values.iter().all(Option::is_none)) {
        return Said { ja: "値はまだ記載がない。".to_string(), en: "No value is stated.".to_string() };
    }
    let (Some((before, first)), Some((after, last)), true) = (series.first(), series.last(), series.len() > 1) else {
        return Said {
            ja: format!("{}件の値を示す。", grouped.categories.len()),
            en: format!("Values of {} rows.", grouped.categories.len()),
        };
    };
    let changes: Vec<(&String, Quantity)> = grouped
        .categories
        .iter()
        .enumerate()
        .filter_map(|(index, label)| Some((label, difference(last[index]?, first[index]?)?)))
        .collect();
    let count = |sign: i64| changes.iter().filter(|(_, change)| change.units.signum() == sign).count();
    let (more, less, same) = (count(1), count(-1), count(0));
    add(
        &mut said,
        Some((
            format!("{before}から{after}へ、増えるのは{more}件、減るのは{less}件、同じは{same}件。"),
            format!("From {before} to {after}: {more} rise, {less} fall, {same} stay."),
        )),
    );
    let largest = changes.iter().fold(None, |best: Option<&(&String, Quantity)>, next| match best {
        Some(best) if best.1.to_f64().abs() >= next.1.to_f64().abs() => Some(best),
        _ => Some(next),
    });
    if let Some((label, change)) = largest.filter(|(_, change)| change.units != 0) {
        let (unit_ja, unit_en) = unit_of_difference(&grouped.unit);
        let (ja, en) = (in_words(size(*change), unit_ja).0, in_words(size(*change), unit_en).1);
        let (way_ja, way_en) = if change.units > 0 { ("増", "more") } else { ("減", "less") };
        add(
            &mut said,
            Some((
                format!("変化が最も大きいのは{label}の{ja}{way_ja}。"),
                format!("{label} changes most: {en} {way_en}."),
            )),
        );
    }
    said
}

fn draw(head: &Head, grouped: &Grouped, series: &[(&str, Vec<Option<Quantity>>)], frame: &Frame) -> Scene {
    let font = f64::from(frame.font);
    let count = grouped.categories.len();
    let names: Vec<&str> = series.iter().map(|(name, _)| *name).collect();
    let colors = colors(series.len());
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let room = frame.width * 0.4;
    let labels: Vec<String> = grouped.categories.iter().map(|label| frame::fit(label, frame.font, room)).collect();
    let left = labels.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max) + 14.0;
    let values: Vec<f64> = series.iter().flat_map(|(_, values)| values.iter().flatten()).map(|v| v.to_f64()).collect();
    let shown = |value: Option<Quantity>| value.map_or("―".to_string(), shown_quantity);
    let widest = series
        .iter()
        .flat_map(|(_, values)| values.iter())
        .map(|value| frame::text_width(&shown(*value), frame.font))
        .fold(0.0, f64::max)
        + 12.0;
    let scale = Scale::over(values.iter().copied(), true, 5.0);
    // Every bar carries its value, so the scale ends at the longest bar instead of a round number.
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    let high = if high > low { high } else { scale.max };
    let bar = font + 3.0;
    let pitch = bar * series.len().max(1) as f64 + 10.0;
    let top = legend + font * 1.8;
    let margins = Margins { top, right: widest, bottom: 6.0, left: left + if low < 0.0 { widest } else { 0.0 } };
    let height = top + 6.0 + pitch * count.max(1) as f64;
    let mut layout =
        frame::layout(frame, height, margins, (low, high), (0.0, count.max(1) as f64)).with_show_grid(false);
    layout.suppress_x_ticks = true;
    layout.suppress_y_ticks = true;
    let places = frame::places(&layout);
    let mut scene = render_multiple(vec![Plot::Bar(BarPlot::new().with_horizontal(true))], layout);
    let zero = places.map_x(0.0);
    for (row, label) in labels.iter().enumerate() {
        let start = top + pitch * row as f64 + 5.0;
        let middle = start + bar * series.len() as f64 / 2.0 + font * 0.36;
        scene.add(text(left - 8.0, middle, label, frame.font, TextAnchor::End, false));
        for (index, (_, values)) in series.iter().enumerate() {
            let y = start + bar * index as f64;
            let value = values[row].map_or(0.0, |value| value.to_f64());
            let end = places.map_x(value);
            scene.add(Primitive::Rect {
                x: zero.min(end),
                y,
                width: (end - zero).abs(),
                height: bar - 1.0,
                fill: Color::from(colors[index]),
                stroke: None,
                stroke_width: None,
                opacity: None,
            });
            let (x, anchor) = if value < 0.0 { (end - 5.0, TextAnchor::End) } else { (end + 5.0, TextAnchor::Start) };
            let is_meant = index + 1 == series.len();
            let label = shown(values[row]);
            scene.add(frame::figure(x, y + bar * 0.5 + font * 0.32, &label, frame.font, anchor, is_meant));
        }
    }
    if low < 0.0 {
        scene.add(frame::line((zero, top), (zero, height - 6.0), frame::AXIS, 1.0, false));
    }
    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| scene.add(frame::swatch(x, y, colors[index])));
    let note = unit_line(head, &grouped.unit, false);
    scene.add(text(4.0, legend + font + 1.0, &note, frame.font, TextAnchor::Start, false));
    scene
}

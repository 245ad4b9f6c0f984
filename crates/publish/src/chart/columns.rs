//! Columns by year, with a line over them (棒と折れ線): a yearly balance with what it leaves in the fund.

use fiscal::Quantity;
use kuva::plot::{BarPlot, LinePlot, ScatterPlot};
use kuva::render::color::Color;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::axis::{draw_categories, own_categories, slot};
use super::frame::{self, Frame, Margins, Scale, text};
use super::labels::Place;
use super::lines::{LineSeries, LineStyle};
use super::lines_words::{add, course};
use super::series::{cell, padded, runs, unit_line};
use super::{Chart, Head, Said, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// One amount a year as columns, below zero hanging down, and a second one as a line over them, on the same axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The heading of the year column, such as `年度`.
    pub category_heading: String,
    /// The years in order, such as `R6`.
    pub categories: Vec<String>,
    /// The unit of every value, such as `億円`.
    pub unit: String,
    /// What the columns are, such as `収支`.
    pub name: String,
    /// One value a year; a missing one is no column.
    pub values: Vec<Option<Quantity>>,
    /// A line over the columns with its name, such as `基金残高`.
    pub line: Option<(String, Vec<Option<Quantity>>)>,
}

/// Columns below zero have a colour and a pattern of their own.
const ABOVE: usize = 1;
const BELOW: usize = 2;

/// Draws the columns from the zero line and the line with its last value.
pub fn columns(head: &Head, columns: &Columns) -> Chart {
    let count = columns.categories.len();
    let values = padded(&columns.values, count);
    let line = columns.line.as_ref().map(|(name, values)| (name.as_str(), padded(values, count)));
    let mut header = vec![columns.category_heading.clone(), columns.name.clone()];
    header.extend(line.iter().map(|(name, _)| (*name).to_string()));
    let rows = columns.categories.iter().enumerate().map(|(index, label)| {
        let mut row = vec![Cell::Text(label.clone()), cell(values[index])];
        row.extend(line.iter().map(|(_, values)| cell(values[index])));
        row
    });
    let table = DataTable { title: head.title.clone(), header, rows: rows.collect(), unit: columns.unit.clone() };
    let said = said(columns, &values, line.as_ref());
    assemble(head, said, table, |frame| draw(head, columns, &values, line.as_ref(), frame))
}

fn said(columns: &Columns, values: &[Option<Quantity>], line: Option<&(&str, Vec<Option<Quantity>>)>) -> Said {
    let mut said = Said { ja: String::new(), en: String::new() };
    let series = |name: &str, values: &[Option<Quantity>]| LineSeries {
        name: name.to_string(),
        values: values.to_vec(),
        style: LineStyle::Main,
    };
    let all = std::iter::once((columns.name.as_str(), values)).chain(line.map(|(name, line)| (*name, line.as_slice())));
    for (name, values) in all {
        add(&mut said, course(&columns.categories, &columns.unit, &series(name, values)));
        let below: Vec<&String> = columns
            .categories
            .iter()
            .zip(values)
            .filter(|(_, value)| value.is_some_and(|value| value.units < 0))
            .map(|(label, _)| label)
            .collect();
        if let (Some(first), Some(last)) = (below.first(), below.last()) {
            let count = below.len();
            add(
                &mut said,
                Some((
                    format!("{name}が0を下回るのは{count}回（最初は{first}、最後は{last}）。"),
                    format!("{name} is below zero {count} times, first {first}, last {last}."),
                )),
            );
        }
    }
    said
}

fn draw(
    head: &Head,
    columns: &Columns,
    values: &[Option<Quantity>],
    line: Option<&(&str, Vec<Option<Quantity>>)>,
    frame: &Frame,
) -> Scene {
    let font = f64::from(frame.font);
    let count = columns.categories.len();
    let below = values.iter().flatten().any(|value| value.units < 0);
    let minus = format!("{}{}", columns.name, head.lang.pick("（0未満）", " (below 0)"));
    let mut keys: Vec<(Option<usize>, &str)> = vec![(Some(ABOVE), &columns.name)];
    if below {
        keys.push((Some(BELOW), &minus));
    }
    keys.extend(line.map(|(name, _)| (None, *name)));
    let names: Vec<&str> = keys.iter().map(|(_, name)| *name).collect();
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let on_line = line.map_or(&[][..], |(_, line)| line.as_slice());
    let all: Vec<f64> = values.iter().chain(on_line).flatten().map(|value| value.to_f64()).collect();
    let scale = Scale::over(all.iter().copied(), true, 5.0).with_room(all);
    let end = on_line.iter().flatten().next_back().map(|value| shown_quantity(*value));
    let right = end.as_ref().map_or(8.0, |end| frame::text_width(end, frame.font) + 12.0);
    let left = scale.label_width(frame.font) + 14.0;
    let margins = Margins { top: legend + font * 2.4, right, bottom: font + 16.0, left };
    let height = margins.top + margins.bottom + if frame.narrow { 190.0 } else { 250.0 };
    let x = (0.5, count.max(1) as f64 + 0.5);
    let layout = own_categories(frame::layout(frame, height, margins, x, (scale.min, scale.max)), count)
        .with_y_tick_step(scale.step)
        .with_y_tick_format(scale.format());
    let places = frame::places(&layout);
    let mut bars = BarPlot::new().with_width(0.6);
    for (label, value) in columns.categories.iter().zip(values) {
        let value = value.map_or(0.0, |value| value.to_f64());
        let color = frame::bar_color(if value < 0.0 { BELOW } else { ABOVE });
        bars = bars.with_group(label.as_str(), vec![(value, color)]);
    }
    let mut plots = vec![Plot::Bar(bars)];
    for run in runs(on_line) {
        let path = LinePlot::new().with_data(run.clone()).with_color(frame::series_color(0)).with_stroke_width(2.5);
        plots.push(Plot::Line(path));
        let size = if slot(frame, margins, count) > 14.0 { 3.5 } else { 0.0 };
        if size > 0.0 || run.len() == 1 {
            let dots =
                ScatterPlot::new().with_data(run).with_color(frame::series_color(0)).with_size(f64::max(size, 3.0));
            plots.push(Plot::Scatter(dots));
        }
    }
    let mut scene = render_multiple(plots, layout);
    let bottom = height - margins.bottom;
    if scale.min < 0.0 {
        let zero = places.map_y(0.0);
        scene.add(frame::line((left, zero), (frame.width - right, zero), frame::AXIS, 1.0, false));
    }
    draw_categories(&mut scene, &columns.categories, &places, frame, bottom);
    let mut taken = None;
    if let (Some(end), Some(index)) = (&end, on_line.iter().rposition(Option::is_some)) {
        let y = places.map_y(on_line[index].map_or(0.0, |value| value.to_f64())) + font * 0.36;
        // Beside the plot, where no column is; inside it for a line that ends before the last year.
        let x = if index + 1 == count { frame.width - right + 6.0 } else { places.map_x(index as f64 + 1.0) + 8.0 };
        taken = Some(box_of(end, x, y, frame));
        scene.add(frame::figure(x, y, end, frame.font, TextAnchor::Start, true));
    }
    let shown: Vec<String> = values.iter().map(|value| value.map_or(String::new(), shown_quantity)).collect();
    let widest = shown.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let heights: Vec<Option<f64>> = values.iter().map(|value| value.map(|value| value.to_f64())).collect();
    let keep = frame::figures_to_write(widest, slot(frame, margins, count), &heights);
    for (index, label) in shown.iter().enumerate().filter(|(index, _)| keep[*index]) {
        let Some(value) = heights[index] else { continue };
        let y = (places.map_y(value) + if value < 0.0 { font + 2.0 } else { -5.0 }).min(bottom - 2.0);
        let half = frame::text_width(label, frame.font) / 2.0;
        let x = places.map_x(index as f64 + 1.0).clamp(half, (frame.width - half - 2.0).max(half));
        // The last value of the line goes before a column's own, which the table has.
        if taken.is_none_or(|taken| !taken.overlaps(&box_of(label, x - half, y, frame))) {
            scene.add(frame::figure(x, y, label, frame.font, TextAnchor::Middle, false));
        }
    }
    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| match keys[index].0 {
        Some(series) => scene.add(frame::swatch(x, y, frame::bar_color(series))),
        None => {
            scene.add(frame::line((x - 2.0, y + 5.0), (x + 14.0, y + 5.0), frame::series_color(0), 2.5, false));
            scene.add(Primitive::Circle {
                cx: x + 6.0,
                cy: y + 5.0,
                r: 3.5,
                fill: Color::from(frame::series_color(0)),
                fill_opacity: None,
                stroke: None,
                stroke_width: None,
            });
        }
    });
    let note = unit_line(head, &columns.unit, false);
    scene.add(text(4.0, legend + font + 1.0, &note, frame.font, TextAnchor::Start, false));
    scene
}

fn box_of(label: &str, left: f64, base: f64, frame: &Frame) -> Place {
    let (width, font) = (frame::text_width(label, frame.font), f64::from(frame.font));
    Place { left, top: base - font, right: left + width, bottom: base + 2.0 }
}

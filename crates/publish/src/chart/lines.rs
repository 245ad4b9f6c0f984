//! Several lines over the years, with ranges and limits (折れ線図・扇形図).

use fiscal::Quantity;
use kuva::plot::line::LineStyle as Dash;
use kuva::plot::{BandPlot, LinePlot};
use kuva::render::color::Color;
use kuva::render::layout::ComputedLayout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::axis::{draw_categories, own_categories, slot};
use super::frame::{self, Frame, Margins, Scale, text};
use super::labels::{Place, freest, push_apart};
use super::series::{ReferenceLine, cell, is_off_zero, padded, runs, unit_line};
use super::{Chart, Head, assemble, lines_words};
use crate::table::{Cell, DataTable, shown_quantity};

/// Values by year in several lines, such as a baseline and scenarios (折れ線図). All share one unit and one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The heading of the year column, such as `年度`.
    pub category_heading: String,
    /// The years in order, such as `R6`; up to about a hundred.
    pub categories: Vec<String>,
    /// The unit of every value, such as `億円`.
    pub unit: String,
    /// The lines; at most eight are told apart.
    pub series: Vec<LineSeries>,
    /// Lines across the picture: limits, zero.
    pub references: Vec<ReferenceLine>,
    /// Ranges, such as the middle 50% and 90% of simulated futures; drawn over each other, so the inner is the darker.
    pub bands: Vec<Band>,
}

/// One line of [`Lines`] (系列).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineSeries {
    /// Its name, such as `シナリオ`.
    pub name: String,
    /// One value a year; a missing one is a gap in the line.
    pub values: Vec<Option<Quantity>>,
    /// How it is drawn.
    pub style: LineStyle,
}

/// How a line is drawn (線の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// The one that is meant: solid and strong.
    Main,
    /// What it is compared with: dashed, in grey.
    Baseline,
    /// One of the others, counted from 0; each has its own colour and its own dashes, up to six.
    Other(usize),
}

/// A range by year (幅), such as the middle 80% of simulated futures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Its name, such as `80%の範囲`.
    pub name: String,
    /// The lower end, one a year from the first year on.
    pub low: Vec<Quantity>,
    /// The upper end, as long as the lower.
    pub high: Vec<Quantity>,
}

/// How dark one band is; where bands lie over each other it adds up.
const BAND_OPACITY: f64 = 0.2;

/// Draws lines with their names and last values at their ends, ranges under them, and limits across.
pub fn lines(head: &Head, lines: &Lines) -> Chart {
    let count = lines.categories.len();
    let mut lines = lines.clone();
    for series in &mut lines.series {
        series.values = padded(&series.values, count);
    }
    for band in &mut lines.bands {
        let length = band.low.len().min(band.high.len()).min(count);
        band.low.truncate(length);
        band.high.truncate(length);
    }
    let scale = scale_of(&lines);
    let said = lines_words::said(&lines, is_off_zero(scale));
    assemble(head, said, table(head, &lines), |frame| draw(head, &lines, scale, frame))
}

fn table(head: &Head, lines: &Lines) -> DataTable {
    let mut header = vec![lines.category_heading.clone()];
    header.extend(lines.series.iter().map(|series| series.name.clone()));
    let (low, high) = (head.lang.pick("下限", "low"), head.lang.pick("上限", "high"));
    for band in &lines.bands {
        header.push(format!("{}（{low}）", band.name));
        header.push(format!("{}（{high}）", band.name));
    }
    header.extend(lines.references.iter().map(|reference| reference.name.clone()));
    let rows = lines.categories.iter().enumerate().map(|(index, label)| {
        let mut row = vec![Cell::Text(label.clone())];
        row.extend(lines.series.iter().map(|series| cell(series.values[index])));
        row.extend(
            lines
                .bands
                .iter()
                .flat_map(|band| [cell(band.low.get(index).copied()), cell(band.high.get(index).copied())]),
        );
        row.extend(lines.references.iter().map(|reference| Cell::Number(reference.value)));
        row
    });
    DataTable { title: head.title.clone(), header, rows: rows.collect(), unit: lines.unit.clone() }
}

/// From zero, unless the values fill less than half of the way to it: then lines from zero would say nothing.
fn scale_of(lines: &Lines) -> Scale {
    let series = lines.series.iter().flat_map(|series| series.values.iter().flatten());
    let bands = lines.bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
    let references = lines.references.iter().map(|reference| &reference.value);
    let values: Vec<f64> = series.chain(bands).chain(references).map(|value| value.to_f64()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let far_from_zero = high > low && (low > 0.0 && low > high * 0.5 || high < 0.0 && high < low * 0.5);
    Scale::over(values.iter().copied(), !far_from_zero, 5.0).with_room(values)
}

fn draw(head: &Head, lines: &Lines, scale: Scale, frame: &Frame) -> Scene {
    let font = f64::from(frame.font);
    let count = lines.categories.len();
    let ends: Vec<End> = lines.series.iter().enumerate().filter_map(|(index, series)| end_of(index, series)).collect();
    let at_edge: Vec<&End> = ends.iter().filter(|end| end.index + 1 == count).collect();
    // Names stand at the ends of their lines where they fit there, else in the legend, with the values at the ends.
    let named = |end: &End| format!("{} {}", lines.series[end.series].name, shown_quantity(end.value));
    let widest_name = ends.iter().map(|end| frame::text_width(&named(end), frame.font)).fold(0.0, f64::max);
    let is_named_at_end = !frame.narrow && widest_name <= 200.0;
    // Where only the legend names more than two lines, a number at each end says which is which without colour.
    let is_numbered = !is_named_at_end && lines.series.len() > 2;
    let label = |end: &End| match (is_named_at_end, is_numbered) {
        (true, _) => named(end),
        (_, true) => format!("{} {}", sign(end.series), shown_quantity(end.value)),
        _ => shown_quantity(end.value),
    };
    let right = at_edge.iter().map(|end| frame::text_width(&label(end), frame.font)).fold(0.0, f64::max) + 14.0;

    let keys: Vec<Key> = (0..lines.series.len())
        .filter(|_| !is_named_at_end)
        .map(Key::Series)
        .chain((0..lines.bands.len()).map(Key::Band))
        .collect();
    let names: Vec<String> = keys
        .iter()
        .map(|key| match key {
            Key::Series(index) if is_numbered => format!("{} {}", sign(*index), lines.series[*index].name),
            Key::Series(index) => lines.series[*index].name.clone(),
            Key::Band(index) => lines.bands[*index].name.clone(),
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let margins =
        Margins { top: legend + font * 2.4, right, bottom: font + 16.0, left: scale.label_width(frame.font) + 14.0 };
    // Every label at the right edge has its own line, so many lines make a higher picture.
    let gap = font + 3.0;
    let height_of_plot = (if frame.narrow { 190.0f64 } else { 250.0 }).max(gap * (at_edge.len() as f64 + 1.0));
    let height = margins.top + margins.bottom + height_of_plot;
    let pad = if count > 1 { (10.0 / slot(frame, margins, count - 1)).min(0.5) } else { 0.5 };
    let x = (1.0 - pad, count.max(1) as f64 + pad);
    let layout = own_categories(frame::layout(frame, height, margins, x, (scale.min, scale.max)), count)
        .with_y_tick_step(scale.step)
        .with_y_tick_format(scale.format());
    let places = frame::places(&layout);
    let mut scene = render_multiple(plots(lines), layout);
    let bottom = height - margins.bottom;
    if scale.min < 0.0 && scale.max > 0.0 {
        let zero = places.map_y(0.0);
        scene.add(frame::line((margins.left, zero), (frame.width - right, zero), frame::AXIS, 1.0, false));
    }
    draw_categories(&mut scene, &lines.categories, &places, frame, bottom);
    draw_dots(&mut scene, lines, &places);
    draw_ends(&mut scene, &ends, label, &places, frame, (margins.top, bottom), frame.width - right);
    draw_references(&mut scene, lines, &places, frame, margins, bottom);
    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| draw_key(scene, lines, &keys[index], x, y));
    let note = unit_line(head, &lines.unit, is_off_zero(scale));
    scene.add(text(4.0, legend + font + 1.0, &note, frame.font, TextAnchor::Start, false));
    scene
}

/// ①, ② … for as many lines as there are signs.
fn sign(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .filter(|index| *index < 20)
        .and_then(|index| char::from_u32('①' as u32 + index))
        .unwrap_or('※')
}

/// What a sign in the legend stands for.
enum Key {
    Series(usize),
    Band(usize),
}

/// The last value of a line.
struct End {
    series: usize,
    index: usize,
    value: Quantity,
}

fn end_of(series: usize, line: &LineSeries) -> Option<End> {
    let index = line.values.iter().rposition(Option::is_some)?;
    Some(End { series, index, value: line.values[index]? })
}

/// Bands widest first, then the other lines, the one that is meant over all.
fn plots(lines: &Lines) -> Vec<Plot> {
    let mut plots: Vec<Plot> = lines
        .bands
        .iter()
        .map(|band| {
            let values = |side: &[Quantity]| side.iter().map(|value| value.to_f64()).collect::<Vec<f64>>();
            let x: Vec<f64> = (0..band.low.len()).map(|index| index as f64 + 1.0).collect();
            let band = BandPlot::new(x, values(&band.low), values(&band.high));
            Plot::Band(band.with_color(frame::series_color(0)).with_opacity(BAND_OPACITY))
        })
        .collect();
    let mut order: Vec<&LineSeries> = lines.series.iter().collect();
    order.sort_by_key(|series| match series.style {
        LineStyle::Baseline => 0,
        LineStyle::Other(_) => 1,
        LineStyle::Main => 2,
    });
    for series in order {
        let (color, dash) = look(series.style);
        for run in runs(&series.values) {
            let line = LinePlot::new().with_data(run).with_color(color).with_stroke_width(2.5);
            let line = match dash {
                Some(dash) => line.with_line_style(Dash::Custom(dash.to_string())),
                None => line,
            };
            plots.push(Plot::Line(line));
        }
    }
    // Without any plot kuva would draw no axes.
    plots.push(Plot::Line(LinePlot::new()));
    plots
}

/// The colour and the dashes of a line. The stylesheet rounds the ends of dashes, so gaps are wide.
fn look(style: LineStyle) -> (&'static str, Option<&'static str>) {
    const DASHES: [&str; 6] = ["10,6", "1,6", "12,6,1,6", "18,7", "12,6,1,6,1,6", "5,6"];
    match style {
        LineStyle::Main => (frame::series_color(0), None),
        LineStyle::Baseline => (frame::series_color(7), Some("6,6")),
        LineStyle::Other(index) => (frame::series_color(1 + index % 6), Some(DASHES[index % 6])),
    }
}

/// A dot at the end of each line, and at every value that has no neighbour to be joined with.
fn draw_dots(scene: &mut Scene, lines: &Lines, places: &ComputedLayout) {
    for series in &lines.series {
        let runs = runs(&series.values);
        let last = runs.last().filter(|run| run.len() > 1).and_then(|run| run.last()).copied();
        let lone = runs.iter().filter(|run| run.len() == 1).map(|run| run[0]);
        let (color, _) = look(series.style);
        for (x, y) in lone.chain(last) {
            scene.add(Primitive::Circle {
                cx: places.map_x(x),
                cy: places.map_y(y),
                r: 3.5,
                fill: Color::from(color),
                fill_opacity: None,
                stroke: None,
                stroke_width: None,
            });
        }
    }
}

/// The last values: at the right edge pushed apart, with a thin line back where one had to move far. A line that ends
/// before the edge has its label at its end.
fn draw_ends(
    scene: &mut Scene,
    ends: &[End],
    label: impl Fn(&End) -> String,
    places: &ComputedLayout,
    frame: &Frame,
    (top, bottom): (f64, f64),
    edge: f64,
) {
    let font = f64::from(frame.font);
    let gap = font + 3.0;
    let mut indices: Vec<usize> = ends.iter().map(|end| end.index).collect();
    indices.sort_unstable();
    indices.dedup();
    let last = indices.last().copied();
    for index in indices {
        let group: Vec<&End> = ends.iter().filter(|end| end.index == index).collect();
        let wanted: Vec<f64> = group.iter().map(|end| places.map_y(end.value.to_f64())).collect();
        let heights = push_apart(&wanted, gap, top + font * 0.5, bottom - 2.0);
        let point = places.map_x(index as f64 + 1.0);
        for ((end, wanted), height) in group.iter().zip(&wanted).zip(&heights) {
            let label = label(end);
            let is_at_edge = point + 24.0 > edge && Some(index) == last;
            let start = if is_at_edge { edge + 8.0 } else { point + 7.0 };
            if (wanted - height).abs() > font * 0.6 {
                scene.add(frame::line((point + 4.0, *wanted), (start - 1.0, *height), frame::AXIS, 1.0, false));
            }
            // Inside the plot a label that would leave the picture leans back over its own line.
            let width = frame::text_width(&label, frame.font);
            let x = start.min(frame.width - width - 2.0).max(2.0);
            scene.add(frame::figure(x, height + font * 0.36, &label, frame.font, TextAnchor::Start, true));
        }
    }
}

/// Lines across with their names, each where the fewest lines run.
fn draw_references(
    scene: &mut Scene,
    lines: &Lines,
    places: &ComputedLayout,
    frame: &Frame,
    margins: Margins,
    bottom: f64,
) {
    let font = f64::from(frame.font);
    let (left, right) = (margins.left, frame.width - margins.right);
    let on_screen = |values: &mut dyn Iterator<Item = (f64, f64)>| -> Vec<(f64, f64)> {
        values.map(|(x, y)| (places.map_x(x), places.map_y(y))).collect()
    };
    let mut curves: Vec<Vec<(f64, f64)>> = lines
        .series
        .iter()
        .flat_map(|series| runs(&series.values))
        .map(|run| on_screen(&mut run.into_iter()))
        .collect();
    for reference in &lines.references {
        let y = places.map_y(reference.value.to_f64());
        curves.push(vec![(left, y), (right, y)]);
    }
    let mut taken: Vec<Place> = Vec::new();
    for reference in &lines.references {
        let y = places.map_y(reference.value.to_f64());
        scene.add(frame::line((left, y), (right, y), frame::REFERENCE, 1.5, true));
        let shown = shown_quantity(reference.value);
        // A name that says its own value is not followed by it again.
        let label = if reference.value.units == 0 || reference.name.contains(&shown) {
            reference.name.clone()
        } else {
            format!("{} {shown}", reference.name)
        };
        let label = frame::fit(&label, frame.font, right - left - 12.0);
        let width = frame::text_width(&label, frame.font);
        let starts = [left + 6.0, left + (right - left - width) / 2.0, right - width - 6.0];
        let tops = [y - font - 5.0, y + 4.0];
        let wanted: Vec<Place> = tops
            .iter()
            .flat_map(|top| {
                starts.map(|start| Place { left: start, top: *top, right: start + width, bottom: top + font + 1.0 })
            })
            .collect();
        let place = freest(&wanted, &taken, &curves, (margins.top - font, bottom)).unwrap_or(wanted[0]);
        taken.push(place);
        let base = place.bottom - font * 0.2;
        scene.add(frame::figure(place.left, base, &label, frame.font, TextAnchor::Start, false));
    }
}

fn draw_key(scene: &mut Scene, lines: &Lines, key: &Key, x: f64, y: f64) {
    match key {
        Key::Series(index) => {
            let (color, dash) = look(lines.series[*index].style);
            scene.add(Primitive::Line {
                x1: x - 3.0,
                y1: y + 5.0,
                x2: x + 15.0,
                y2: y + 5.0,
                stroke: Color::from(color),
                stroke_width: 2.5,
                stroke_dasharray: dash.map(str::to_string),
            });
        }
        // As dark as in the picture, where the ones before it lie under it.
        Key::Band(index) => {
            for _ in 0..=*index {
                scene.add(Primitive::Rect {
                    x,
                    y,
                    width: 14.0,
                    height: 11.0,
                    fill: Color::from(frame::series_color(0)),
                    stroke: None,
                    stroke_width: None,
                    opacity: Some(BAND_OPACITY),
                });
            }
        }
    }
}

//! One indicator over the years: what was measured beside the target (指標の推移).

use fiscal::Quantity;
use kuva::plot::{LinePlot, ScatterPlot};
use kuva::render::color::Color;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::frame::{self, Frame, Margins, Scale, text};
use super::series::runs;
use super::words::{Told, over_time};
use super::{Chart, Head, Said, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// The values of one indicator by year; a missing year is a gap in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The heading of the year column, such as `年度`.
    pub category_heading: String,
    /// The years in order, such as `R2`.
    pub categories: Vec<String>,
    /// The unit, such as `人`.
    pub unit: String,
    /// The name of the measured values, such as `実績`.
    pub actual_name: String,
    /// What was measured.
    pub actual: Vec<Option<Quantity>>,
    /// The name of the targets, such as `目標`.
    pub target_name: String,
    /// The targets; all `None` when there are none.
    pub target: Vec<Option<Quantity>>,
}

/// Draws measured values as a line with dots and targets as a dashed line with rings.
pub fn trend(head: &Head, trend: &Trend) -> Chart {
    let pad = |values: &[Option<Quantity>]| -> Vec<Option<Quantity>> {
        (0..trend.categories.len()).map(|index| values.get(index).copied().flatten()).collect()
    };
    let actual = pad(&trend.actual);
    let target = pad(&trend.target);
    let number = |value: Option<Quantity>| value.map_or(Cell::Empty, Cell::Number);
    let has_target = target.iter().any(Option::is_some);
    let mut header = vec![trend.category_heading.clone(), trend.actual_name.clone()];
    if has_target {
        header.push(trend.target_name.clone());
    }
    let rows = trend.categories.iter().enumerate().map(|(index, label)| {
        let mut row = vec![Cell::Text(label.clone()), number(actual[index])];
        if has_target {
            row.push(number(target[index]));
        }
        row
    });
    let table = DataTable { title: head.title.clone(), header, rows: rows.collect(), unit: trend.unit.clone() };
    assemble(head, said(trend, &actual, &target), table, |frame| draw(head, trend, &actual, &target, frame))
}

fn said(trend: &Trend, actual: &[Option<Quantity>], target: &[Option<Quantity>]) -> Said {
    let told: Vec<Option<Told>> = trend
        .categories
        .iter()
        .zip(actual)
        .map(|(label, value)| {
            value.map(|value| Told {
                label: label.clone(),
                value: value.to_f64(),
                ja: format!("{}{}", shown_quantity(value), trend.unit),
                en: format!("{} {}", shown_quantity(value), trend.unit).trim_end().to_string(),
            })
        })
        .collect();
    let missing: Vec<String> = trend
        .categories
        .iter()
        .zip(actual)
        .filter(|(_, value)| value.is_none())
        .map(|(label, _)| label.clone())
        .collect();
    let mut said = over_time((&trend.actual_name, "the measured value"), &told, &missing);
    // The target beside the latest measured value says most; without one, the last target set.
    let latest = actual.iter().rposition(Option::is_some).filter(|index| target[*index].is_some());
    if let Some(index) = latest.or_else(|| target.iter().rposition(Option::is_some))
        && let Some(value) = target[index]
    {
        let (label, value) = (&trend.categories[index], shown_quantity(value));
        said.ja.push_str(&format!("{label}の{}は{value}{}。", trend.target_name, trend.unit));
        said.en.push_str(&format!(" Target for {label}: {value} {}.", trend.unit));
    }
    let scale = scale_of(actual, target);
    if scale.min > 0.0 {
        said.ja.push_str("縦軸は0から始まらない。");
        said.en.push_str(" The vertical axis does not start at zero.");
    }
    said
}

/// From zero, unless the values fill less than half of the way up: then a line from zero would say nothing.
fn scale_of(actual: &[Option<Quantity>], target: &[Option<Quantity>]) -> Scale {
    let values: Vec<f64> = actual.iter().chain(target).flatten().map(|value| value.to_f64()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let far_from_zero = low > 0.0 && low > high * 0.5 && high > low;
    Scale::over(values.iter().copied(), !far_from_zero, 4.0).with_room(values)
}

fn draw(head: &Head, trend: &Trend, actual: &[Option<Quantity>], target: &[Option<Quantity>], frame: &Frame) -> Scene {
    let count = trend.categories.len();
    let has_target = target.iter().any(Option::is_some);
    let mut names = vec![trend.actual_name.as_str()];
    if has_target {
        names.push(trend.target_name.as_str());
    }
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let scale = scale_of(actual, target);
    let font = f64::from(frame.font);
    let margins = Margins {
        top: legend + font * 2.9,
        right: 14.0,
        bottom: font + 16.0,
        left: scale.label_width(frame.font) + 14.0,
    };
    let height = margins.top + margins.bottom + if frame.narrow { 130.0 } else { 170.0 };
    let slot = (frame.width - margins.left - margins.right) / count.max(1) as f64;
    let widest = trend.categories.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let keep = frame::thin(widest, slot, count.max(1));
    let labels =
        trend.categories.iter().enumerate().map(|(i, label)| if keep(i) { label.clone() } else { String::new() });
    let layout = frame::layout(frame, height, margins, (0.5, count.max(1) as f64 + 0.5), (scale.min, scale.max))
        .with_x_categories(labels.collect())
        .with_y_tick_step(scale.step)
        .with_y_tick_format(scale.format());
    let places = frame::places(&layout);

    let mut plots: Vec<Plot> = Vec::new();
    for run in runs(target) {
        plots.push(Plot::Line(LinePlot::new().with_data(run).with_color(frame::series_color(1)).with_dashed()));
    }
    for run in runs(actual) {
        let line = LinePlot::new().with_data(run.clone()).with_color(frame::series_color(0)).with_stroke_width(2.5);
        plots.push(Plot::Line(line));
        plots.push(Plot::Scatter(ScatterPlot::new().with_data(run).with_color(frame::series_color(0)).with_size(4.0)));
    }
    let mut scene = render_multiple(plots, layout);

    for (x, y) in runs(target).into_iter().flatten() {
        scene.add(ring(places.map_x(x), places.map_y(y)));
    }
    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| {
        let color = frame::series_color(index);
        scene.add(frame::line((x - 2.0, y + 5.0), (x + 14.0, y + 5.0), color, 2.5, index == 1));
        if index == 1 {
            scene.add(ring(x + 6.0, y + 5.0));
        } else {
            scene.add(dot(x + 6.0, y + 5.0));
        }
    });
    if !trend.unit.is_empty() {
        let unit_line = format!("{}{}", head.lang.pick("単位：", "Unit: "), trend.unit);
        scene.add(text(4.0, legend + font + 1.0, &unit_line, frame.font, TextAnchor::Start, false));
    }
    let shown: Vec<Option<String>> = actual.iter().map(|value| value.map(shown_quantity)).collect();
    let widest = shown.iter().flatten().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let values: Vec<Option<f64>> = actual.iter().map(|value| value.map(|value| value.to_f64())).collect();
    let keep = frame::figures_to_write(widest, slot, &values);
    for (index, label) in shown.iter().enumerate().filter(|(index, _)| keep[*index]) {
        let (Some(label), Some(value)) = (label, actual[index]) else { continue };
        let place = places.map_y(value.to_f64());
        let side = side_of(actual, target, index, place + font + 8.0 < height - margins.bottom);
        let y = if side.below { place + font + 5.0 } else { place - 9.0 };
        let half = frame::text_width(label, frame.font) / 2.0;
        let x = places.map_x(index as f64 + 1.0) + side.lean * half;
        let x = x.clamp(half, (frame.width - half - 2.0).max(half));
        scene.add(frame::figure(x, y, label, frame.font, TextAnchor::Middle, true));
    }
    scene
}

/// Where the figure of a point stands: above or below it, and to which side it leans (−1 left, 1 right).
struct Side {
    below: bool,
    lean: f64,
}

/// The side on which no line runs through the figure: away from the target first, then away from the line's own bends.
fn side_of(actual: &[Option<Quantity>], target: &[Option<Quantity>], index: usize, has_room_below: bool) -> Side {
    let at = |values: &[Option<Quantity>], index: usize| values.get(index).copied().flatten().map(|v| v.to_f64());
    let Some(value) = at(actual, index) else { return Side { below: false, lean: 0.0 } };
    let before = index.checked_sub(1).and_then(|before| at(actual, before));
    let after = at(actual, index + 1);
    let is_crossed = |below: bool| {
        let crosses = |other: Option<f64>| other.is_some_and(|other| if below { other < value } else { other > value });
        (crosses(before), crosses(after))
    };
    let away = has_room_below && at(target, index).is_some_and(|target| target > value);
    let below = match (is_crossed(away), is_crossed(!away)) {
        ((false, false), _) => away,
        (_, (false, false)) if away || has_room_below => !away,
        _ => away,
    };
    let lean = match is_crossed(below) {
        (true, false) => 0.9,
        (false, true) => -0.9,
        _ => 0.0,
    };
    Side { below, lean }
}

fn dot(cx: f64, cy: f64) -> Primitive {
    circle(cx, cy, Color::from(frame::series_color(0)), None)
}

fn ring(cx: f64, cy: f64) -> Primitive {
    circle(cx, cy, Color::None, Some(Color::from(frame::series_color(1))))
}

fn circle(cx: f64, cy: f64, fill: Color, stroke: Option<Color>) -> Primitive {
    Primitive::Circle { cx, cy, r: 4.0, fill, fill_opacity: None, stroke, stroke_width: Some(2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_runs_through_a_figure() {
        let values = |values: &[i64]| values.iter().map(|value| Some(Quantity::whole(*value))).collect::<Vec<_>>();
        let side = |actual: &[i64], index: usize| {
            let side = side_of(&values(actual), &[], index, true);
            (side.below, side.lean)
        };
        assert_eq!(side(&[1, 3, 1], 1), (false, 0.0), "above a peak");
        assert_eq!(side(&[3, 1, 3], 1), (true, 0.0), "below a hollow");
        assert_eq!(side(&[3, 2, 1], 1), (false, 0.9), "right of a fall");
        assert_eq!(side(&[1, 2, 3], 1), (false, -0.9), "left of a rise");
        assert_eq!(side(&[3, 1], 1), (true, 0.0), "below the end of a fall");
        let near_axis = side_of(&values(&[3, 1]), &[], 1, false);
        assert_eq!((near_axis.below, near_axis.lean), (false, 0.9), "no room below");
    }
}

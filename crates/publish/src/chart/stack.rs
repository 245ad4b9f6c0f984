//! Drawing stacked bars (積み上げ棒の描画), whatever they count.

use kuva::plot::BarPlot;
use kuva::render::plots::Plot;
use kuva::render::render::{Scene, TextAnchor, render_multiple};

use super::Head;
use super::axis::{draw_categories, own_categories, slot};
use super::frame::{self, Frame, Margins, Scale, text};

/// What is drawn, already in the unit of the axis.
pub(super) struct Stack<'a> {
    /// The categories in order.
    pub categories: &'a [String],
    /// Name and colour of each series.
    pub series: Vec<(&'a str, &'static str)>,
    /// Of each category, one value a series; below zero hangs down.
    pub values: Vec<Vec<f64>>,
    /// Of each category the total and how it is written; `None` is not stated.
    pub totals: Vec<Option<(f64, String)>>,
    /// The unit of the axis.
    pub unit: &'a str,
    /// A line across: its label and where it lies.
    pub line: Option<(String, f64)>,
}

/// Draws the bars with the total above each, and the line across.
pub(super) fn draw_stack(head: &Head, stack: &Stack<'_>, frame: &Frame) -> Scene {
    let count = stack.categories.len();
    let names: Vec<&str> = stack.series.iter().map(|(name, _)| *name).collect();
    let legend = frame::legend_height(frame::legend_rows(&names, frame).len(), frame);
    let reaches: Vec<(f64, f64)> = stack
        .values
        .iter()
        .map(|values| values.iter().fold((0.0, 0.0), |(up, down), value| (up + value.max(0.0), down + value.min(0.0))))
        .collect();
    let line = stack.line.as_ref();
    let ends = reaches.iter().flat_map(|(up, down)| [*up, *down]).chain(line.map(|(_, value)| *value));
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
    let above = plot(stack, |value| value.max(0.0));
    let below = plot(stack, |value| value.min(0.0));
    let mut scene = render_multiple(vec![Plot::Bar(above), Plot::Bar(below)], layout);
    draw_categories(&mut scene, stack.categories, &places, frame, height - margins.bottom);

    frame::draw_legend(&mut scene, &names, frame, |scene, index, x, y| {
        scene.add(frame::swatch(x, y, stack.series[index].1));
    });
    let unit_line = format!("{}{}", head.lang.pick("単位：", "Unit: "), stack.unit);
    scene.add(text(4.0, legend + font + 1.0, &unit_line, frame.font, TextAnchor::Start, false));
    if scale.min < 0.0 {
        let zero = places.map_y(0.0);
        scene.add(frame::line((margins.left, zero), (frame.width - margins.right, zero), frame::AXIS, 1.0, false));
    }
    if let Some((label, value)) = line {
        // Before the totals, which stand over it; its name beside the unit, where no bar is.
        let y = places.map_y(*value);
        let (left, right) = (margins.left, frame.width - margins.right);
        scene.add(frame::line((left, y), (right, y), frame::REFERENCE, 1.5, true));
        let room = frame.width - frame::text_width(&unit_line, frame.font) - 60.0;
        let label = frame::fit(label, frame.font, room);
        let start = right - frame::text_width(&label, frame.font);
        let base = legend + font + 1.0;
        scene.add(frame::line((start - 28.0, base - 4.0), (start - 6.0, base - 4.0), frame::REFERENCE, 1.5, true));
        scene.add(text(right, base, &label, frame.font, TextAnchor::End, false));
    }
    let shown: Vec<String> =
        stack.totals.iter().map(|total| total.as_ref().map_or("―".to_string(), |(_, shown)| shown.clone())).collect();
    let widest = shown.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let values: Vec<Option<f64>> = stack.totals.iter().map(|total| total.as_ref().map(|(value, _)| *value)).collect();
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

fn plot(stack: &Stack<'_>, part: fn(f64) -> f64) -> BarPlot {
    let mut plot = BarPlot::new().with_width(0.7).with_stacked();
    for (category, values) in stack.categories.iter().zip(&stack.values) {
        let segments: Vec<(f64, &str)> =
            values.iter().zip(&stack.series).map(|(value, (_, color))| (part(*value), *color)).collect();
        plot = plot.with_group(category.as_str(), segments);
    }
    plot
}

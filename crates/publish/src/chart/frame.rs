//! The frame of a picture (図の枠): widths, margins, scales, legend and text sizes.

use kuva::render::color::Color;
use kuva::render::layout::{ComputedLayout, Layout, TickFormat};
use kuva::render::render::{Primitive, Scene, TextAnchor};
use kuva::render::theme::Theme;

use super::number;

/// A width the picture is laid out for.
pub(super) struct Frame {
    pub width: f64,
    pub font: u32,
    pub narrow: bool,
}

/// For screens from about 480 px up, and print.
pub(super) const WIDE: Frame = Frame { width: 720.0, font: 13, narrow: false };
/// For phones: 360 px less the margins of the page.
pub(super) const NARROW: Frame = Frame { width: 328.0, font: 12, narrow: true };

// Colours by role. They are the fallback where no stylesheet is (a saved file, a PDF); in a page `svg.rs` also names
// the class of each, and the stylesheet of the page decides. Each is unique, for the class is found by it.
pub(super) const INK: &str = "#333333";
pub(super) const AXIS: &str = "#6b6f7a";
pub(super) const GRID: &str = "#e1e5ee";
/// The ink of figures that may lie on a line or a bar: they get a halo in the colour of the ground.
pub(super) const FIGURE: &str = "#333334";
/// The line of an average or a reference.
pub(super) const REFERENCE: &str = "#4a4d55";
/// The name and value of the row that is highlighted.
pub(super) const OWN: &str = "#0017c2";
pub(super) const SERIES: [&str; 8] =
    ["#0017c1", "#008bf2", "#e25100", "#1d8b56", "#8b008b", "#604b00", "#620000", "#949494"];
/// The same eight a second time, a shade off so that they are told apart here: they get patterns of their own.
const SECOND_SERIES: [&str; 8] =
    ["#0017bf", "#008bf1", "#e25101", "#1d8b57", "#8b008c", "#604b01", "#620001", "#949495"];
/// How many series of bars are told apart, by colour and pattern.
pub(super) const BAR_SERIES: usize = 2 * SERIES.len();

/// The bars beside the one that is meant: the last colour, the only one without hue.
pub(super) const BACKGROUND_SERIES: &str = SERIES[7];

/// The class of a colour by role: `c1`–`c8`, `label`, `axis`, `grid`, `ref`, `own`, `halo`.
pub(super) fn class_of(color: &str) -> Option<String> {
    match color {
        INK => Some("label".to_string()),
        AXIS => Some("axis".to_string()),
        GRID => Some("grid".to_string()),
        REFERENCE => Some("ref".to_string()),
        OWN => Some("own halo".to_string()),
        FIGURE => Some("label halo".to_string()),
        _ => series_of(color).map(|index| format!("c{}", index % SERIES.len() + 1)),
    }
}

/// Which of the sixteen series of bars has this colour.
pub(super) fn series_of(color: &str) -> Option<usize> {
    SERIES.iter().chain(&SECOND_SERIES).position(|series| *series == color)
}

/// The colour of a series of bars, of which sixteen differ by colour or pattern.
pub(super) fn bar_color(index: usize) -> &'static str {
    let index = index % BAR_SERIES;
    SERIES.get(index).copied().unwrap_or_else(|| SECOND_SERIES[index - SERIES.len()])
}

/// The colour of a series; after eight they repeat (and the pattern tells them apart no longer: use fewer).
pub(super) fn series_color(index: usize) -> &'static str {
    SERIES[index % SERIES.len()]
}

/// A scale with round steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub min: f64,
    pub max: f64,
    pub step: f64,
}

impl Scale {
    /// A scale over all values, with about `steps` steps; with `zero`, it holds zero.
    pub(super) fn over(values: impl IntoIterator<Item = f64>, zero: bool, steps: f64) -> Scale {
        let start = if zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (mut low, mut high) =
            values.into_iter().filter(|v| v.is_finite()).fold(start, |(low, high), v| (low.min(v), high.max(v)));
        if !low.is_finite() || !high.is_finite() {
            (low, high) = (0.0, 1.0);
        }
        if high <= low {
            // One value only: give it room on both sides, or from zero up.
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.5 };
            (low, high) = if zero { (low.min(0.0), high.max(0.0) + room) } else { (low - room, high + room) };
        }
        let step = round_step((high - low) / steps);
        Scale { min: (low / step).floor() * step, max: (high / step).ceil() * step, step }
    }

    /// The scale with a step more where a value lies on its edge or near it, so that no mark is cut in half.
    pub(super) fn with_room(self, values: impl IntoIterator<Item = f64>) -> Scale {
        values.into_iter().filter(|v| v.is_finite()).fold(self, |scale, value| {
            let near = scale.step * 0.2;
            let min = if value - scale.min < near && scale.min != 0.0 { scale.min - scale.step } else { scale.min };
            let max = if scale.max - value < near && scale.max != 0.0 { scale.max + scale.step } else { scale.max };
            Scale { min, max, step: scale.step }
        })
    }

    /// How many decimals a tick needs.
    pub(super) fn decimals(&self) -> usize {
        (0..9)
            .find(|decimals| {
                let scaled = self.step * 10f64.powi(*decimals);
                (scaled - scaled.round()).abs() < 1e-6
            })
            .unwrap_or(9) as usize
    }

    /// How wide its widest tick label is.
    pub(super) fn label_width(&self, font: u32) -> f64 {
        let decimals = self.decimals();
        [self.min, self.max].iter().map(|v| text_width(&number::decimal(*v, decimals), font)).fold(0.0, f64::max)
    }

    /// Its ticks for values drawn with the opposite sign, so that low ones stand at the upper or right end.
    pub(super) fn mirrored_format(&self) -> TickFormat {
        let decimals = self.decimals();
        TickFormat::Custom(std::sync::Arc::new(move |value| number::decimal(-value, decimals)))
    }

    pub(super) fn format(&self) -> TickFormat {
        let decimals = self.decimals();
        TickFormat::Custom(std::sync::Arc::new(move |value| number::decimal(value, decimals)))
    }
}

/// The next of 1, 2, 2.5, 5 × 10ⁿ.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.max(1e-9).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|step| *step >= rough * 0.999_999).unwrap_or(10.0 * power)
}

/// Margins around the plot area, in the order of CSS.
#[derive(Clone, Copy)]
pub(super) struct Margins {
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub left: f64,
}

/// A layout with exact margins and our colours.
pub(super) fn layout(frame: &Frame, height: f64, margins: Margins, x: (f64, f64), y: (f64, f64)) -> Layout {
    let mut layout = Layout::new(x, y)
        .with_width(frame.width)
        .with_height(height)
        .with_force_margins(margins.left, margins.right)
        .with_force_margins_y(margins.top, margins.bottom)
        .with_theme(theme())
        .with_tick_size(frame.font)
        .with_body_size(frame.font)
        .with_x_axis_min(x.0)
        .with_x_axis_max(x.1)
        .with_y_axis_min(y.0)
        .with_y_axis_max(y.1);
    layout.show_legend = false;
    layout
}

/// The same scales kuva draws with, to place our own labels.
pub(super) fn places(layout: &Layout) -> ComputedLayout {
    ComputedLayout::from_layout(layout)
}

fn theme() -> Theme {
    let mut theme = Theme::light();
    theme.axis_color = AXIS.to_string();
    theme.tick_color = AXIS.to_string();
    theme.grid_color = GRID.to_string();
    theme.text_color = INK.to_string();
    theme
}

/// A legend above the plot: swatches and names in rows. Returns the height it takes.
pub(super) fn legend_rows<'a>(names: &'a [&'a str], frame: &Frame) -> Vec<Vec<(usize, &'a str)>> {
    let room = frame.width - 8.0;
    let mut rows: Vec<Vec<(usize, &str)>> = Vec::new();
    let mut used = room;
    for (index, name) in names.iter().enumerate() {
        let width = legend_width(name, frame.font);
        if used + width > room || rows.is_empty() {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += width;
        if let Some(row) = rows.last_mut() {
            row.push((index, name));
        }
    }
    rows
}

fn legend_width(name: &str, font: u32) -> f64 {
    18.0 + text_width(name, font) + 14.0
}

/// The height of these legend rows.
pub(super) fn legend_height(rows: usize, frame: &Frame) -> f64 {
    rows as f64 * (f64::from(frame.font) + 9.0)
}

/// Draws the legend; `swatch` draws the sign of one series at a place 14 wide and 10 high.
pub(super) fn draw_legend(
    scene: &mut Scene,
    names: &[&str],
    frame: &Frame,
    swatch: impl Fn(&mut Scene, usize, f64, f64),
) {
    let line = f64::from(frame.font) + 9.0;
    for (row_index, row) in legend_rows(names, frame).iter().enumerate() {
        let mut x = 4.0;
        let y = row_index as f64 * line + 4.0;
        for (index, name) in row {
            swatch(scene, *index, x, y + (f64::from(frame.font) - 10.0) / 2.0);
            scene.add(text(x + 18.0, y + f64::from(frame.font) - 2.0, name, frame.font, TextAnchor::Start, false));
            x += legend_width(name, frame.font);
        }
    }
}

/// A text in the ink of labels; `y` is its base line.
pub(super) fn text(x: f64, y: f64, content: &str, size: u32, anchor: TextAnchor, bold: bool) -> Primitive {
    Primitive::Text {
        x,
        y,
        content: content.to_string(),
        size,
        anchor,
        rotate: None,
        bold,
        color: Some(Color::from(INK)),
    }
}

/// A figure with a halo, which stays legible on a line or beside a bar.
pub(super) fn figure(x: f64, y: f64, content: &str, size: u32, anchor: TextAnchor, bold: bool) -> Primitive {
    let color = Some(Color::from(FIGURE));
    Primitive::Text { x, y, content: content.to_string(), size, anchor, rotate: None, bold, color }
}

/// A text for the highlighted row.
pub(super) fn own_text(x: f64, y: f64, content: &str, size: u32, anchor: TextAnchor) -> Primitive {
    let color = Some(Color::from(OWN));
    Primitive::Text { x, y, content: content.to_string(), size, anchor, rotate: None, bold: true, color }
}

/// The sign of bars in a legend.
pub(super) fn swatch(x: f64, y: f64, color: &str) -> Primitive {
    let fill = Color::from(color);
    Primitive::Rect { x, y, width: 14.0, height: 11.0, fill, stroke: None, stroke_width: None, opacity: None }
}

/// A straight line in a colour by role.
pub(super) fn line(from: (f64, f64), to: (f64, f64), color: &str, width: f64, dashed: bool) -> Primitive {
    Primitive::Line {
        x1: from.0,
        y1: from.1,
        x2: to.0,
        y2: to.1,
        stroke: Color::from(color),
        stroke_width: width,
        stroke_dasharray: dashed.then(|| "5,4".to_string()),
    }
}

/// The labels to draw where not all fit: every n-th, counted from the last, for the latest year matters most.
pub(super) fn thin(widest: f64, slot: f64, count: usize) -> impl Fn(usize) -> bool {
    let every = ((widest + 10.0) / slot.max(1.0)).ceil().max(1.0) as usize;
    move |index| (count - 1 - index.min(count - 1)).is_multiple_of(every)
}

/// The figures to write beside marks: as many as [`thin`] lets stand, but where that is fewer than every second one,
/// only the latest and the highest, for a figure over its neighbour's bar is hard to read.
pub(super) fn figures_to_write(widest: f64, slot: f64, values: &[Option<f64>]) -> Vec<bool> {
    let count = values.len();
    let every = ((widest + 10.0) / slot.max(1.0)).ceil().max(1.0) as usize;
    if every <= 2 {
        let keep = thin(widest, slot, count.max(1));
        return (0..count).map(keep).collect();
    }
    let latest = values.iter().rposition(Option::is_some);
    let stated = values.iter().enumerate().filter_map(|(index, value)| value.map(|value| (index, value)));
    // Of equals the earlier, as the description in words says it.
    let highest = stated.rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index);
    let far = |index: usize| latest.is_none_or(|latest| latest.abs_diff(index) >= every);
    (0..count).map(|index| latest == Some(index) || (highest == Some(index) && far(index))).collect()
}

/// The text cut to a width, closed with `…` when cut.
pub(super) fn fit(content: &str, size: u32, room: f64) -> String {
    if text_width(content, size) <= room {
        return content.to_string();
    }
    let mut out = String::new();
    for character in content.chars() {
        if text_width(&out, size) + char_ems(character) * f64::from(size) + f64::from(size) > room {
            break;
        }
        out.push(character);
    }
    out.push('…');
    out
}

/// How wide a text is, slightly generous: a Japanese character is one em, a digit 0.68 (as wide as BIZ UDPGothic's).
pub(super) fn text_width(content: &str, size: u32) -> f64 {
    content.chars().map(char_ems).sum::<f64>() * f64::from(size)
}

fn char_ems(character: char) -> f64 {
    match character {
        ',' | '.' | ' ' | '\'' | 'i' | 'l' | ':' | '|' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.92,
        'A'..='Z' => 0.7,
        '0'..='9' => 0.68,
        '\u{20}'..='\u{7e}' => 0.63,
        '×' | '−' | '±' => 0.84,
        '\u{ff61}'..='\u{ff9f}' => 0.55,
        '\u{a0}'..='\u{24f}' => 0.65,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_round_steps_and_hold_every_value() {
        let scale = Scale::over([0.0, 6_279.0, 5_961.0], true, 5.0);
        assert_eq!((scale.min, scale.max, scale.step), (0.0, 8_000.0, 2_000.0));
        let scale = Scale::over([-30.0, 120.0], true, 5.0);
        assert!(scale.min <= -30.0 && scale.max >= 120.0);
        assert_eq!(Scale::over([], true, 5.0).max, 1.0);
        assert_eq!(Scale::over([0.12, 0.31], false, 4.0).decimals(), 2);
    }

    #[test]
    fn japanese_is_measured_by_the_em() {
        assert_eq!(text_width("北九州", 10), 30.0);
        assert!(text_width("1,234", 10) < 32.0);
        assert_eq!(fit("とても長い都市の名前", 10, 50.0), "とても長…");
    }

    #[test]
    fn thinned_labels_keep_the_latest() {
        let keep = thin(30.0, 20.0, 5);
        assert_eq!((0..5).map(keep).collect::<Vec<_>>(), [true, false, true, false, true]);
    }

    #[test]
    fn in_a_crowd_only_the_latest_and_the_highest_figure_are_written() {
        let values = [Some(1.0), Some(9.0), Some(2.0), None, Some(3.0), None];
        assert_eq!(figures_to_write(50.0, 20.0, &values), [false, true, false, false, true, false]);
        assert_eq!(figures_to_write(5.0, 20.0, &[Some(1.0), None]), [true, true]);
        assert!(figures_to_write(50.0, 20.0, &[]).is_empty());
    }
}

//! The picture of one figure with a line that can be moved (動かせる線の図): drawn here with the published values, redrawn by
//! `what-if.js`, which takes the scale from the picture's own attributes.

use std::fmt::Write;

use publish::edition::{Outlook, OutlookFigure};

use super::what_if::{OKU, bounds_oku, levers, moved};
use crate::embeds::number;
use crate::html::escape;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 216.0;
const LEFT: f64 = 54.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;
/// The most lines across, and the most years named below.
const TICKS_MAX: i64 = 5;
const YEARS_MAX: usize = 6;

/// What stands around the picture (図の言葉).
pub struct Words<'a> {
    /// Prefix of its ids.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it says.
    pub description: &'a str,
    /// The years, short.
    pub years: &'a [String],
}

/// The picture; it has room for whatever the levers can do to the figure.
pub fn draw(outlook: &Outlook, figure: &OutlookFigure, words: &Words<'_>) -> String {
    let (low, high, step) = range(outlook, figure);
    let steps = f64::from(i32::try_from((high - low) / step).unwrap_or(i32::MAX)).max(1.0);
    let tick = (HEIGHT - TOP - BOTTOM) / steps;
    // Oku to a unit of the picture: only places in the picture come of it, never an amount.
    let scale = step as f64 * OKU as f64 / tick;
    let zero = TOP + tick * (high / step) as f64;
    let count = figure.values.len().max(2);
    let gap = (WIDTH - LEFT - RIGHT) / (count - 1) as f64;
    let x = |at: usize| LEFT + gap * at as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         data-left=\"{}\" data-step=\"{}\" data-zero=\"{}\" data-scale=\"{}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        number(WIDTH),
        number(HEIGHT),
        number(LEFT),
        gap,
        zero,
        scale,
        escape(words.title),
        escape(words.description),
        id = words.id,
    );
    for line in 0..=(high - low) / step {
        let value = low + line * step;
        let y = number(zero - value as f64 * OKU as f64 / scale);
        let class = if value == 0 { "axis" } else { "grid" };
        let _ = write!(out, "<path class=\"{class}\" d=\"M{},{y}H{}\"/>", number(LEFT), number(WIDTH - RIGHT));
        let label = crate::shown::count(value);
        let _ = write!(
            out,
            "<text class=\"mid\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{label}</text>",
            number(LEFT - 6.0)
        );
    }
    let every = words.years.len().div_ceil(YEARS_MAX).max(1);
    for (at, year) in words.years.iter().enumerate().filter(|(at, _)| at % every == 0) {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            number(x(at)),
            number(HEIGHT - 8.0),
            escape(year)
        );
    }
    let mut path = String::new();
    let mut is_open = false;
    for (at, value) in figure.values.iter().enumerate() {
        let Some(value) = value else {
            is_open = false;
            continue;
        };
        let _ = write!(path, "{}{:.1},{:.1}", if is_open { "L" } else { "M" }, x(at), zero - *value as f64 / scale);
        is_open = true;
    }
    let _ = write!(
        out,
        "<path class=\"ref\" d=\"{path}\"/><path class=\"line c1\" data-line=\"{}\" d=\"{path}\"/></svg>",
        escape(&figure.id)
    );
    out
}

/// The lowest and highest line across and the step between them, in 億円, wide enough for every amount of every lever.
fn range(outlook: &Outlook, figure: &OutlookFigure) -> (i64, i64, i64) {
    let bounds: Vec<(i64, i64)> = levers(outlook).map(bounds_oku).collect();
    let mut values: Vec<i64> = figure.values.iter().flatten().copied().collect();
    // Linear, so that the extremes lie where every lever is at an end.
    for ends in 0..1_usize << bounds.len().min(6) {
        let amounts: Vec<i64> =
            bounds.iter().enumerate().map(|(at, (low, high))| if ends >> at & 1 == 1 { *high } else { *low }).collect();
        values.extend(moved(outlook, figure, &amounts).into_iter().flatten());
    }
    let low = values.iter().min().copied().unwrap_or(0).div_euclid(OKU);
    let high = values.iter().max().copied().unwrap_or(0).div_euclid(OKU) + 1;
    // A figure far from zero, such as bonds, is drawn from near its own values; else the line would lie flat.
    let (low, high) = if low > 0 && low < high - low { (0, high) } else { (low, high) };
    let step = step_of(high - low);
    (low.div_euclid(step) * step, (high + step - 1).div_euclid(step) * step, step)
}

/// A step of 1, 2 or 5 and noughts that cuts a span into at most [`TICKS_MAX`] parts.
fn step_of(span: i64) -> i64 {
    let mut ten: i64 = 1;
    loop {
        for step in [ten, ten.saturating_mul(2), ten.saturating_mul(5)] {
            if span / step < TICKS_MAX {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::example;

    #[test]
    fn steps_are_round() {
        assert_eq!([1, 4, 5, 9, 10, 30, 700, 7_300].map(step_of), [1, 1, 2, 2, 5, 10, 200, 2_000]);
        assert!(step_of(i64::MAX) > 0);
    }

    #[test]
    fn the_picture_has_room_for_every_amount() {
        let edition = example::edition(1);
        let fund = &edition.outlook.figures[0];
        let (low, high, step) = range(&edition.outlook, fund);
        // 260 falling by 12 a year, and up to 5 × 100 more.
        assert!(low <= 200 && high >= 700 && step == 200, "{low} {high} {step}");
        let words =
            Words { id: "x", title: "基金", description: "説明", years: &["R7".to_owned(), "R8".to_owned()] };
        let svg = draw(&edition.outlook, fund, &words);
        assert!(svg.contains("data-line=\"fund\"") && svg.contains("<title id=\"x-t\">基金</title>"), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn a_figure_far_from_nought_is_not_drawn_flat() {
        let edition = example::edition(1);
        let (low, high, _) = range(&edition.outlook, &edition.outlook.figures[1]);
        assert!(low > 6_000 && high < 7_500, "{low} {high}");
    }

    #[test]
    fn an_outlook_without_values_is_drawn_empty() {
        let figure = OutlookFigure::default();
        let svg = draw(&Outlook::default(), &figure, &Words { id: "x", title: "", description: "", years: &[] });
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

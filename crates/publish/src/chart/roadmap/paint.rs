//! How everything is drawn (描き方): classes by role, colours as attributes for places without a stylesheet.

use std::collections::BTreeSet;

use super::layout::{self, BAND, HEADING, Placed, PlacedBar, QUARTER};
use super::{BarState, RoadmapPicture};
use crate::chart::Lang;
use crate::chart::frame::text_width;
use crate::chart::svg::{escape, number};

/// The beginning of a picture, with its title and description.
pub(super) fn open(id: &str, lang: Lang, (width, height): (f64, f64), title: &str, said: &str) -> String {
    let lang = lang.pick("ja", "en");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg roadmap-svg\" viewBox=\"0 0 {} {}\" width=\"100%\" \
         role=\"img\" aria-labelledby=\"{id}-t {id}-d\" lang=\"{lang}\" font-family=\"sans-serif\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        number(width),
        number(height),
        escape(title),
        escape(said),
    )
}

/// Words at a place.
pub(super) fn text_at(out: &mut String, (x, y): (f64, f64), size: f64, class: &str, is_bold: bool, words: &str) {
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    out.push_str(&format!(
        "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{}\"{weight} fill=\"#333333\">{}</text>",
        number(x),
        number(y),
        number(size),
        escape(words),
    ));
}

/// The years, with a mark for today.
pub(super) fn heading(out: &mut String, picture: &RoadmapPicture) {
    let width = layout::width(picture.years.len());
    for (index, year) in picture.years.iter().enumerate() {
        let x = index as f64 * 4.0 * QUARTER;
        rule(out, x, 0.0, HEADING, "axis", "#6b6f7a");
        text_at(out, (x + 8.0, 16.0), 14.0, "label", true, year);
        for quarter in 0..4 {
            let label = [("4–6", "Apr–"), ("7–9", "Jul–"), ("10–12", "Oct–"), ("1–3", "Jan–")][quarter];
            let place = (x + quarter as f64 * QUARTER + 8.0, 34.0);
            text_at(out, place, 11.0, "rm-month", false, picture.lang.pick(label.0, label.1));
        }
    }
    rule(out, width, 0.0, HEADING, "axis", "#6b6f7a");
    if let Some((at, label)) = &picture.today {
        let x = (at * QUARTER).clamp(0.0, width);
        let room = text_width(label, 12) + 10.0;
        let left = (x - room / 2.0).clamp(0.0, width - room);
        out.push_str(&format!(
            "<rect class=\"rm-today-label\" x=\"{}\" y=\"3\" width=\"{}\" height=\"18\" rx=\"3\" fill=\"#a90000\"/>\
             <text class=\"rm-today-words\" x=\"{}\" y=\"16\" font-size=\"12\" font-weight=\"bold\" fill=\"#ffffff\">{}</text>",
            number(left),
            number(room),
            number(left + 5.0),
            escape(label),
        ));
        today(out, x, 21.0, HEADING);
    }
}

/// The grid and the bars of a strip.
pub(super) fn strip(out: &mut String, picture: &RoadmapPicture, placed: &Placed, id: &str) {
    let quarters = picture.years.len() * 4;
    for quarter in 0..=quarters {
        let is_year = quarter % 4 == 0;
        let (class, color) = if is_year { ("axis rm-year", "#b3b8c4") } else { ("grid", "#e1e5ee") };
        rule(out, quarter as f64 * QUARTER, 0.0, placed.height, class, color);
    }
    for (y, part) in &placed.parts {
        text_at(out, (4.0, *y), 12.0, "label rm-part halo", true, part);
    }
    for bar in &placed.bars {
        paint_bar(out, bar, id, f64::from(layout::font(picture.lang)));
    }
    // Above the bars, thin: a bar is read on both sides of it.
    if let Some((at, _)) = &picture.today {
        today(out, at * QUARTER, 0.0, placed.height);
    }
}

/// The patterns that the bars of these strips use, each once, as an id may stand only once on a page.
pub(super) fn patterns<'a>(out: &mut String, id: &str, strips: impl IntoIterator<Item = &'a Placed>) {
    let bars = strips.into_iter().flat_map(|placed| &placed.bars);
    let used: BTreeSet<&str> = bars.filter_map(|bar| pattern_of(bar.state)).map(|(word, _)| word).collect();
    define(out, id, &used);
}

/// A small bar with the sign of a state.
pub(super) fn sign(id: &str, state: BarState, is_read: bool) -> String {
    let mut out = String::from(
        "<svg class=\"chart-svg rm-key\" viewBox=\"0 0 34 20\" width=\"34\" height=\"20\" aria-hidden=\"true\">",
    );
    define(&mut out, id, &pattern_of(state).map(|(word, _)| word).into_iter().collect());
    let bar =
        PlacedBar { x: 1.0, y: 1.0, width: 32.0, height: 18.0, state, is_read, said: String::new(), lines: Vec::new() };
    out.push_str(&format!("<g class=\"rm-{}\">", state.word()));
    shape(&mut out, &bar, id);
    mark(&mut out, state, 17.0, 10.0);
    out + "</g></svg>"
}

fn paint_bar(out: &mut String, bar: &PlacedBar, id: &str, font: f64) {
    out.push_str(&format!("<g class=\"rm-bar rm-{}\"><title>{}</title>", bar.state.word(), escape(&bar.said)));
    shape(out, bar, id);
    // Beside the first line where that is inside, else in the middle of the bar.
    let first = bar.lines.first().filter(|(x, y, _)| *x > bar.x && *x < bar.x + bar.width && *y < bar.y + bar.height);
    let y = first.map_or(bar.y + bar.height / 2.0, |(_, y, _)| y - 4.5);
    mark(out, bar.state, bar.x + BAND + 11.0, y);
    for (x, y, words) in &bar.lines {
        let strike = if bar.state == BarState::Old { " text-decoration=\"line-through\"" } else { "" };
        out.push_str(&format!(
            "<text class=\"rm-words\" x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"#1a1a1a\"{strike}>{}</text>",
            number(*x),
            number(*y),
            number(font),
            escape(words),
        ));
    }
    out.push_str("</g>");
}

/// The box of a bar with its band.
fn shape(out: &mut String, bar: &PlacedBar, id: &str) {
    let (fill, edge) = colors(bar.state);
    let dash = if bar.is_read || bar.state == BarState::Old { " stroke-dasharray=\"4 3\"" } else { "" };
    let place = |x: f64, width: f64| {
        format!(
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"",
            number(x),
            number(bar.y),
            number(width),
            number(bar.height)
        )
    };
    out.push_str(&format!(
        "<rect class=\"rm-box\" {} fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"1.5\"{dash}/>",
        place(bar.x, bar.width)
    ));
    let band = place(bar.x, BAND);
    match pattern_of(bar.state) {
        Some((word, _)) => out.push_str(&format!("<rect {band} fill=\"url(#{id}-rm-{word})\"/>")),
        None if matches!(bar.state, BarState::OnTrack | BarState::Done | BarState::New) => {
            out.push_str(&format!("<rect class=\"rm-band\" {band} fill=\"{edge}\"/>"));
        }
        None => {}
    }
}

/// The sign of a state, about 11 wide, around a point.
fn mark(out: &mut String, state: BarState, x: f64, y: f64) {
    let (_, edge) = colors(state);
    let path = |d: String, is_filled: bool| {
        let fill = if is_filled { edge } else { "none" };
        format!("<path class=\"rm-sign\" d=\"{d}\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"1.8\"/>")
    };
    let at = |dx: f64, dy: f64| format!("{},{}", number(x + dx), number(y + dy));
    let drawn = match state {
        BarState::Unreported => format!(
            "<text class=\"rm-mark\" x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"bold\" fill=\"{edge}\">?</text>",
            number(x - 3.5),
            number(y + 4.5)
        ),
        BarState::NotStarted => {
            format!(
                "<circle class=\"rm-sign\" cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"none\" stroke=\"{edge}\" stroke-width=\"1.8\"/>",
                number(x),
                number(y)
            )
        }
        BarState::OnTrack => path(format!("M{} L{} L{} Z", at(-3.5, -4.5), at(4.5, 0.0), at(-3.5, 4.5)), true),
        BarState::Late => {
            path(format!("M{} V{} M{} v1", at(0.0, -5.0), number(y + 1.5), at(0.0, 4.5)), false).replace("1.8", "2.6")
        }
        BarState::Done => {
            path(format!("M{} L{} L{}", at(-4.5, 0.0), at(-1.0, 4.0), at(5.0, -4.5)), false).replace("1.8", "2.4")
        }
        BarState::Stopped => {
            path(format!("M{} L{} M{} L{}", at(-4.0, -4.0), at(4.0, 4.0), at(4.0, -4.0), at(-4.0, 4.0)), false)
        }
        BarState::New => {
            path(format!("M{} H{} M{} V{}", at(-4.5, 0.0), number(x + 4.5), at(0.0, -4.5), number(y + 4.5)), false)
        }
        BarState::Old => path(format!("M{} H{}", at(-4.5, 0.0), number(x + 4.5)), false),
        BarState::Same => String::new(),
    };
    out.push_str(&drawn);
}

/// Fill and edge where no stylesheet is.
fn colors(state: BarState) -> (&'static str, &'static str) {
    match state {
        BarState::Unreported => ("#ffffff", "#6b6f7a"),
        BarState::NotStarted => ("#f0f1f4", "#4d4d4d"),
        BarState::OnTrack => ("#e8f1fe", "#0017c1"),
        BarState::Late => ("#ffeee2", "#a93c00"),
        BarState::Done => ("#e6f5ec", "#0c6b3c"),
        BarState::Stopped => ("#f0f1f4", "#333333"),
        BarState::Same => ("#ffffff", "#b3b8c4"),
        BarState::Old => ("#ffffff", "#a90000"),
        BarState::New => ("#e6f5ec", "#0c6b3c"),
    }
}

/// The pattern of a state's band, by word and path.
fn pattern_of(state: BarState) -> Option<(&'static str, &'static str)> {
    match state {
        BarState::Late => Some(("late", "M-1,1 L1,-1 M0,5 L5,0 M4,6 L6,4")),
        BarState::Stopped => Some(("stopped", "M0,0 L5,5 M5,0 L0,5")),
        BarState::NotStarted => Some(("not-started", "M0,2.5 H5")),
        _ => None,
    }
}

fn define(out: &mut String, id: &str, used: &BTreeSet<&str>) {
    for state in BarState::ALL {
        let Some((word, d)) = pattern_of(state).filter(|(word, _)| used.contains(word)) else { continue };
        let (fill, edge) = colors(state);
        out.push_str(&format!(
            "<pattern id=\"{id}-rm-{word}\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\"><g class=\"rm-{word}\">\
             <rect class=\"rm-box-fill\" width=\"5\" height=\"5\" fill=\"{fill}\"/><path class=\"rm-sign\" d=\"{d}\" fill=\"none\" \
             stroke=\"{edge}\" stroke-width=\"1.6\"/></g></pattern>"
        ));
    }
}

fn rule(out: &mut String, x: f64, top: f64, bottom: f64, class: &str, color: &str) {
    out.push_str(&format!(
        "<path class=\"{class}\" d=\"M{},{} V{}\" fill=\"none\" stroke=\"{color}\"/>",
        number(x),
        number(top),
        number(bottom)
    ));
}

fn today(out: &mut String, x: f64, top: f64, bottom: f64) {
    out.push_str(&format!(
        "<path class=\"rm-today\" d=\"M{},{} V{}\" fill=\"none\" stroke=\"#a90000\" stroke-width=\"1.5\"/>",
        number(x),
        number(top),
        number(bottom)
    ));
}

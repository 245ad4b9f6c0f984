//! Where everything stands (配置): lanes one below the other, the words of each bar inside it, beside it or below it.

use super::{BarState, RoadmapBar, RoadmapStrip, wrap};
use crate::chart::Lang;
use crate::chart::frame::text_width;

/// How wide a quarter is.
pub(super) const QUARTER: f64 = 60.0;
/// How high the heading is.
pub(super) const HEADING: f64 = 40.0;
/// From one line of words to the next.
pub(super) const LINE: f64 = 16.0;
/// The room of the sign before the first line.
pub(super) const SIGN: f64 = 16.0;
/// The strip of pattern at the left of a bar.
pub(super) const BAND: f64 = 5.0;

const GAP: f64 = 5.0;
const PART: f64 = 20.0;
/// Words stand inside as long as they take no more lines than this.
const LINES_INSIDE: usize = 5;
/// The least room that words beside a bar are given.
const BESIDE: f64 = 90.0;
/// The room of words below a bar.
const BELOW: f64 = 260.0;

/// A strip with the places of everything in it.
pub(super) struct Placed {
    pub height: f64,
    pub parts: Vec<(f64, String)>,
    pub bars: Vec<PlacedBar>,
}

/// A bar with its words.
pub(super) struct PlacedBar {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub state: BarState,
    pub is_read: bool,
    pub said: String,
    /// Where each line of words begins (its base line) and what it says.
    pub lines: Vec<(f64, f64, String)>,
}

/// The font of the words, in the units of the picture.
pub(super) fn font(lang: Lang) -> u32 {
    match lang {
        Lang::Ja => 13,
        Lang::En => 12,
    }
}

/// How wide so many years are.
pub(super) fn width(years: usize) -> f64 {
    years as f64 * 4.0 * QUARTER
}

/// The places of a strip's bars.
pub(super) fn lay_out(strip: &RoadmapStrip, years: usize, lang: Lang) -> Placed {
    let mut placed = Placed { height: 0.0, parts: Vec::new(), bars: Vec::new() };
    let mut y = GAP + 1.0;
    let mut part = "";
    let mut rest = strip.bars.as_slice();
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|bar| bar.lane == first.lane).count();
        let (lane, after) = rest.split_at(length);
        if !first.part.is_empty() && first.part != part {
            placed.parts.push((y + 14.0, first.part.clone()));
            y += PART;
        }
        part = &first.part;
        y = lay_lane(lane, y, width(years), lang, &mut placed) + GAP;
        rest = after;
    }
    placed.height = y.max(34.0) + 1.0;
    placed
}

/// The room of a bar's sign; what is the same in both versions has none.
fn sign_room(state: BarState) -> f64 {
    if state == BarState::Same { 0.0 } else { SIGN }
}

/// Where the words of a bar go.
enum Words {
    Inside(Vec<String>),
    Beside(f64, Vec<String>),
    Below(Vec<String>),
}

/// Places the bars of one lane from `top` down; gives its bottom.
fn lay_lane(lane: &[RoadmapBar], top: f64, right: f64, lang: Lang, placed: &mut Placed) -> f64 {
    let font = font(lang);
    let edges = |bar: &RoadmapBar| {
        let x = f64::from(bar.from) * QUARTER + 2.0;
        (x, x + f64::from(bar.quarters) * QUARTER - 4.0)
    };
    // From here on to the right nothing stands yet.
    let mut free_from = 0.0;
    let mut words: Vec<Words> = Vec::new();
    for (index, bar) in lane.iter().enumerate() {
        let (x, end) = edges(bar);
        let next = lane.get(index + 1).map_or(right, |next| edges(next).0) - 4.0;
        let inside = end - x - BAND - 8.0;
        let fits = wrap::lines(&bar.text, inside - sign_room(bar.state), inside, font)
            .filter(|lines| lines.len() <= LINES_INSIDE);
        let beside = |room: f64| {
            let room = room - 6.0;
            (room >= BESIDE).then(|| wrap::lines(&bar.text, room, room, font))?.filter(|lines| lines.len() <= 3)
        };
        let widest = |lines: &[String]| lines.iter().map(|line| text_width(line, font)).fold(0.0, f64::max);
        let (place, taken) = match fits {
            Some(lines) => (Words::Inside(lines), end),
            None => match (beside(next - end), beside(x - free_from)) {
                (Some(lines), _) => {
                    let taken = end + 6.0 + widest(&lines);
                    (Words::Beside(end + 6.0, lines), taken)
                }
                (None, Some(lines)) => (Words::Beside(x - 6.0 - widest(&lines), lines), end),
                (None, None) => (Words::Below(wrap::hard(&bar.text, BELOW.min(right), font)), end),
            },
        };
        free_from = taken + 6.0;
        words.push(place);
    }
    let lines_inside = |words: &Words| match words {
        Words::Inside(lines) | Words::Beside(_, lines) => lines.len(),
        Words::Below(_) => 1,
    };
    let height = words.iter().map(lines_inside).max().unwrap_or(1) as f64 * LINE + 9.0;
    let mut bottom = top + height;
    for (bar, words) in lane.iter().zip(words) {
        let (x, end) = edges(bar);
        let line_at = |lines: Vec<String>, x: f64, first_indent: f64, y: f64| {
            let place = |(line, words): (usize, String)| {
                let indent = if line == 0 { first_indent } else { 0.0 };
                (x + indent, y + line as f64 * LINE, words)
            };
            lines.into_iter().enumerate().map(place).collect::<Vec<_>>()
        };
        // Words of fewer lines than the lane is high stand in its middle.
        let middle = |lines: usize| top + (height - lines as f64 * LINE) / 2.0 + LINE - 4.0;
        let lines = match words {
            Words::Inside(lines) => {
                let y = middle(lines.len());
                line_at(lines, x + BAND + 5.0, sign_room(bar.state), y)
            }
            Words::Beside(from, lines) => {
                let y = middle(lines.len());
                line_at(lines, from, 0.0, y)
            }
            Words::Below(lines) => {
                let widest = lines.iter().map(|line| text_width(line, font)).fold(0.0, f64::max);
                let from = x.min(right - widest - 2.0).max(2.0);
                let y = bottom + LINE - 2.0;
                bottom += lines.len() as f64 * LINE + 3.0;
                line_at(lines, from, 0.0, y)
            }
        };
        placed.bars.push(PlacedBar {
            x,
            y: top,
            width: end - x,
            height,
            state: bar.state,
            is_read: bar.is_read,
            said: bar.said.clone(),
            lines,
        });
    }
    bottom
}

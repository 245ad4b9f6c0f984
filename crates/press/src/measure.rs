//! Measure (割付): how wide columns and pictures are set and what stays on one page, worked out from the letters before any type
//! is set. A table whose widths are known is set in one pass; widths found by trial take a pass over every row for each column.

use crate::input::{Chart, Form, Inline, Table};

/// What a line of text measures on an upright page, in points: A4 less the margins.
pub const UPRIGHT_PT: f64 = 595.28 - 2.0 * MARGIN_PT;
/// The same on a page that lies on its side.
pub const LANDSCAPE_PT: f64 = 841.89 - 2.0 * MARGIN_PT;
/// Left and right margin: 20 mm.
const MARGIN_PT: f64 = 56.69;
/// What a picture with its caption may measure from top to bottom.
const UPRIGHT_HEIGHT_PT: f64 = 600.0;
const LANDSCAPE_HEIGHT_PT: f64 = 380.0;
/// What stands between a cell's edge and its words, left and right together.
const INSET_PT: f64 = 8.0;
/// Sizes of a table's letters, tried from the largest.
const SIZES_PT: [f64; 7] = [9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0];
/// A unit of an SVG, in points, where there is room: its 13-unit letters become 8.5 points.
const UNIT_PT: f64 = 0.655;
/// Below this the letters of a picture cannot be read, and the page is turned.
const LEAST_UNIT_PT: f64 = 0.42;
/// The height of an upright page's text.
const PAGE_PT: f64 = 690.0;

/// The width of words in widths of a full character; a little more than it will be.
pub fn ems(text: &str) -> f64 {
    text.chars()
        .map(|character| match character {
            ',' | '.' | '\'' | ':' | ';' | '|' | 'i' | 'j' | 'l' | ' ' => 0.35,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
            '0'..='9' | 'A'..='Z' => 0.77,
            '\u{200b}' => 0.0,
            character if character.is_ascii() => 0.6,
            _ => 1.0,
        })
        .sum()
}

/// The width of a figure, whose digits are half as wide as a full character.
fn figure_ems(text: &str) -> f64 {
    text.chars()
        .map(|character| match character {
            ',' | '.' => 0.35,
            '0'..='9' => 0.52,
            character if character.is_ascii() => 0.7,
            _ => 1.0,
        })
        .sum()
}

/// The widest line of a text.
fn widest(text: &str) -> f64 {
    text.split('\n').map(ems).fold(0.0, f64::max)
}

/// The widest piece that cannot be broken: a Latin word; or one full character.
fn longest_piece(text: &str) -> f64 {
    let is_word = |c: char| c.is_ascii_graphic() && !matches!(c, '-' | '/');
    text.split(|c| !is_word(c)).map(ems).fold(1.0, f64::max)
}

/// What a column wants (列の割付), in widths of a full character.
struct Wish {
    is_figure: bool,
    /// With less something is cut.
    least_em: f64,
    /// With this nothing is broken that need not be.
    good_em: f64,
    /// More is of no use.
    most_em: f64,
    /// Against other columns.
    weight: f64,
}

/// Sets the widths of a table's columns and the size of its letters; says whether it needs a page on its side.
pub fn lay_out(table: &mut Table) -> bool {
    let wishes = wishes(table);
    let (is_landscape, size) = choose(&wishes);
    let width = if is_landscape { LANDSCAPE_PT } else { UPRIGHT_PT };
    for (column, points) in table.columns.iter_mut().zip(widths(&wishes, size, width)) {
        column.width_pt = points;
    }
    table.size_pt = size;
    let widths: Vec<f64> = table.columns.iter().map(|column| column.width_pt).collect();
    let mut height = 60.0;
    for row in &mut table.rows {
        let lines = row.cells.iter().zip(&widths).map(|(cell, width)| lines(cell.shown(), *width, size));
        let lines = lines.fold(1.0, f64::max);
        row.may_break = lines > 12.0;
        height += lines * size * 1.5 + 6.0;
    }
    table.whole = height < PAGE_PT * 0.45;
    is_landscape
}

fn wishes(table: &Table) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = table
        .columns
        .iter()
        .map(|column| {
            let least_em = longest_piece(&column.head).max(if column.is_figure { 2.5 } else { 3.0 });
            let good_em = widest(&column.head).min(6.5).max(least_em);
            Wish { is_figure: column.is_figure, least_em, good_em, most_em: good_em, weight: column.width.max(0.0) }
        })
        .collect();
    for row in &table.rows {
        for (cell, wish) in row.cells.iter().zip(&mut wishes) {
            let shown = cell.shown();
            if wish.is_figure {
                let wide = shown.split('\n').map(figure_ems).fold(0.0, f64::max);
                wish.least_em = wish.least_em.max(wide.min(16.0));
                wish.most_em = wish.most_em.max(wide);
            } else {
                let wide = widest(shown);
                wish.least_em = wish.least_em.max(longest_piece(shown).min(12.0));
                wish.good_em = wish.good_em.max(wide.min(6.0));
                wish.most_em = wish.most_em.max(wide);
            }
        }
    }
    let is_given = wishes.iter().any(|wish| wish.weight > 0.0);
    for wish in &mut wishes {
        wish.good_em = wish.good_em.max(wish.least_em);
        wish.most_em = wish.most_em.max(wish.good_em);
        if wish.weight == 0.0 {
            // Words as long as a paragraph take no more than some times the room of a name.
            wish.weight = if is_given { 1.0 } else { wish.most_em.min(30.0) };
        }
    }
    wishes
}

/// How much room a wish takes, in letters.
type Room<'f> = &'f dyn Fn(&Wish) -> f64;

/// Whether the page is turned, and the size of the letters: rather smaller letters than broken heads, rather broken heads than
/// a turned page.
fn choose(wishes: &[Wish]) -> (bool, f64) {
    let good = |wish: &Wish| wish.good_em;
    let least = |wish: &Wish| if wish.is_figure { wish.least_em } else { wish.least_em.max(wish.good_em.min(5.0)) };
    let tries: [(bool, Room<'_>, f64); 4] =
        [(false, &good, 8.0), (false, &least, 7.0), (true, &good, 7.5), (true, &least, 6.0)];
    for (is_landscape, em, smallest) in tries {
        let width = if is_landscape { LANDSCAPE_PT } else { UPRIGHT_PT };
        let fits = |size: &f64| wishes.iter().map(|wish| em(wish) * size + INSET_PT).sum::<f64>() <= width;
        if let Some(size) = SIZES_PT.into_iter().filter(|size| *size >= smallest).find(fits) {
            return (is_landscape, size);
        }
    }
    (true, SIZES_PT[SIZES_PT.len() - 1])
}

/// First every column what it must have, then what is good, then words what is of use, by weight; what is left goes to all.
fn widths(wishes: &[Wish], size: f64, width: f64) -> Vec<f64> {
    let points = |em: f64| em * size + INSET_PT;
    let mut out: Vec<f64> = wishes.iter().map(|wish| points(wish.least_em)).collect();
    let taken: f64 = out.iter().sum();
    if taken >= width {
        return out.iter().map(|least| least / taken * width).collect();
    }
    let goals: [fn(&Wish) -> f64; 2] =
        [|wish| wish.good_em, |wish| if wish.is_figure { wish.good_em } else { wish.most_em }];
    for goal in goals {
        // Each round somebody has enough or nothing is left.
        for _ in 0..wishes.len() {
            let left = width - out.iter().sum::<f64>();
            let wants = |(at, wish): &(usize, &Wish)| points(goal(wish)) > out[*at] + 0.01;
            let hungry: Vec<(usize, &Wish)> = wishes.iter().enumerate().filter(wants).collect();
            let weights: f64 = hungry.iter().map(|(_, wish)| wish.weight).sum();
            if hungry.is_empty() || left < 0.5 {
                break;
            }
            for (at, wish) in hungry {
                out[at] = (out[at] + left * wish.weight / weights).min(points(goal(wish)));
            }
        }
    }
    let taken: f64 = out.iter().sum();
    let left = (width - taken).max(0.0);
    out.iter().map(|points| points + left * points / taken).collect()
}

fn lines(text: &str, width: f64, size: f64) -> f64 {
    let room = ((width - INSET_PT) / size).max(1.0);
    text.split('\n').map(|line| (ems(line) * 1.05 / room).ceil().max(1.0)).sum()
}

/// Sets whether a form stays on one page.
pub fn keep_whole(form: &mut Form) {
    const SIZE: f64 = 9.0;
    let height: f64 = form
        .rows
        .iter()
        .map(|row| {
            let value: String = row.value.iter().map(words).collect();
            let lines = lines(&row.label, UPRIGHT_PT * 0.24, SIZE).max(lines(&value, UPRIGHT_PT * 0.76, SIZE));
            lines * SIZE * 1.6 + 9.0
        })
        .sum();
    form.whole = height + 40.0 < PAGE_PT;
}

/// The words of an inline.
pub fn words(inline: &Inline) -> &str {
    match inline {
        Inline::Text { text } | Inline::Strong { text } | Inline::Term { text, .. } => text,
        Inline::Ruby { base, .. } => base,
        Inline::Value(value) => &value.shown,
        Inline::Reference { text, .. } => text,
    }
}

/// Sets how wide a chart is, from the size its SVG states in units; says whether it needs a page on its side.
pub fn place(chart: &mut Chart, (wide, high): (f64, f64)) -> bool {
    let unit = (UPRIGHT_PT / wide).min(UPRIGHT_HEIGHT_PT / high).min(UNIT_PT);
    let turned = (LANDSCAPE_PT / wide).min(LANDSCAPE_HEIGHT_PT / high).min(UNIT_PT);
    let is_landscape = unit < LEAST_UNIT_PT && turned > unit * 1.2;
    chart.width_pt = wide * if is_landscape { turned } else { unit };
    is_landscape
}

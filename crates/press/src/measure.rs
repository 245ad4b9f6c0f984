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
const SIZES_PT: [f64; 5] = [9.0, 8.5, 8.0, 7.5, 7.0];
/// A unit of an SVG, in points, where there is room: its 13-unit letters become 8.5 points.
const UNIT_PT: f64 = 0.655;
/// Below this the letters of a picture cannot be read, and the page is turned.
const LEAST_UNIT_PT: f64 = 0.42;
/// The height of an upright page's text.
const PAGE_PT: f64 = 690.0;

/// The width of a text in widths of a full character; a little more than it will be.
pub fn ems(text: &str) -> f64 {
    text.chars()
        .map(|character| match character {
            ',' | '.' | '\'' | ':' | ';' | '|' | 'i' | 'j' | 'l' | ' ' => 0.4,
            '0'..='9' => 0.62,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
            'A'..='Z' => 0.75,
            '\u{200b}' => 0.0,
            character if character.is_ascii() => 0.6,
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

/// How the columns of a table share the page (列の割付).
struct Wish {
    is_figure: bool,
    /// Less is impossible.
    least_em: f64,
    /// More is of no use.
    most_em: f64,
    /// Against other columns of words.
    weight: f64,
}

/// Sets the widths of a table's columns and the size of its letters; says whether it needs a page on its side.
pub fn lay_out(table: &mut Table) -> bool {
    let wishes = wishes(table);
    let is_landscape = !SIZES_PT.iter().any(|size| fits(&wishes, *size, UPRIGHT_PT));
    let width = if is_landscape { LANDSCAPE_PT } else { UPRIGHT_PT };
    let smallest = SIZES_PT[SIZES_PT.len() - 1];
    let size = SIZES_PT.into_iter().find(|size| fits(&wishes, *size, width)).unwrap_or(smallest - 1.0);
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
    let given: f64 = table.columns.iter().map(|column| column.width.max(0.0)).sum();
    let mut wishes: Vec<Wish> = table
        .columns
        .iter()
        .map(|column| Wish {
            is_figure: column.is_figure,
            least_em: longest_piece(&column.head).max(if column.is_figure { 2.5 } else { 3.0 }),
            most_em: widest(&column.head).min(12.0),
            weight: column.width.max(0.0),
        })
        .collect();
    for row in &table.rows {
        for (cell, wish) in row.cells.iter().zip(&mut wishes) {
            let (wide, piece) = (widest(cell.shown()), longest_piece(cell.shown()));
            wish.most_em = wish.most_em.max(wide);
            let least = if wish.is_figure { wide.min(14.0) } else { piece.min(12.0) };
            wish.least_em = wish.least_em.max(least);
        }
    }
    for wish in &mut wishes {
        // Words as long as a paragraph take no more than thrice the room of a name.
        if wish.weight == 0.0 || given == 0.0 {
            wish.weight = wish.most_em.clamp(3.0, 30.0);
        }
    }
    wishes
}

fn fits(wishes: &[Wish], size: f64, width: f64) -> bool {
    let least: f64 = wishes
        .iter()
        .map(|wish| {
            let em = if wish.is_figure { wish.least_em } else { wish.least_em.max(wish.most_em.min(5.0)) };
            em * size + INSET_PT
        })
        .sum();
    least <= width
}

/// Every column its least; what is left goes to words by weight, or to all where there are only figures.
fn widths(wishes: &[Wish], size: f64, width: f64) -> Vec<f64> {
    let mut out: Vec<f64> = wishes.iter().map(|wish| wish.least_em * size + INSET_PT).collect();
    let taken: f64 = out.iter().sum();
    if taken >= width {
        return out.iter().map(|points| points / taken * width).collect();
    }
    let has_words = wishes.iter().any(|wish| !wish.is_figure);
    let shares: Vec<f64> = wishes
        .iter()
        .zip(&out)
        .map(|(wish, least)| match (has_words, wish.is_figure) {
            // Figures want a little air as well.
            (true, true) => least * 0.04,
            (true, false) => wish.weight,
            (false, _) => 1.0,
        })
        .collect();
    let all: f64 = shares.iter().sum();
    for (points, share) in out.iter_mut().zip(shares) {
        *points += (width - taken) * share / all;
    }
    out
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

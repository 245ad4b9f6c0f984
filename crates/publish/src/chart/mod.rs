//! Charts (図): values in, an SVG picture with its title, its description in words and its data table out.
//!
//! Scales, axes and marks are laid out by `kuva`; the SVG is written here (`svg.rs`) so that it can stand inside a page
//! whose content policy forbids inline styles. See `docs/decisions/0004-charts.md`.

mod axis;
mod bars;
mod columns;
mod frame;
mod grouped;
mod labels;
mod lines;
mod lines_words;
pub mod logic_model;
mod number;
pub mod roadmap;
pub mod sankey;
mod scatter;
mod series;
mod stack;
mod stacked;
mod stacked_quantities;
mod svg;
mod trend;
mod words;

pub use bars::{Counts, Ranking, counts, ranking};
pub use columns::{Columns, columns};
pub use grouped::{Grouped, grouped};
pub use lines::{Band, LineSeries, LineStyle, Lines, lines};
pub use scatter::{Point, Scatter, scatter};
pub use series::ReferenceLine;
pub use stacked::{MoneySeries, StackedBars, stacked};
pub use stacked_quantities::{QuantitySeries, StackedQuantities, stacked_quantities};
pub use trend::{Trend, trend};

use crate::table::DataTable;

/// What stands around every chart (図の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Prefix of every id inside the SVG; unique within the page. Anything but ASCII letters, digits, `-`, `_` is cut.
    pub id: String,
    /// The title, in the language of the page.
    pub title: String,
    /// The language of the words inside the picture.
    pub lang: Lang,
    /// Where the figures come from.
    pub source: String,
    /// What kind of figures they are.
    pub basis: Basis,
}

/// The language of a picture (言語).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// 日本語.
    Ja,
    /// English.
    En,
}

/// What kind of figures a chart shows (数値の性質).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// 公表値: as the source published them.
    Published,
    /// 例示: made up to show how the system works.
    Illustrative,
    /// 仮定: worked out from assumptions.
    Assumed,
}

/// A chart ready to be shown (図).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The picture for screens from about 480 px up and for print (`class="chart-svg chart-wide"`).
    pub svg: String,
    /// The same picture laid out for a phone (`class="chart-svg chart-narrow"`).
    pub svg_narrow: String,
    /// The title.
    pub title: String,
    /// What the picture says, in Japanese.
    pub description: String,
    /// What the picture says, in English.
    pub description_en: String,
    /// The figures.
    pub table: DataTable,
    /// Where the figures come from.
    pub source: String,
    /// What kind of figures they are.
    pub basis: Basis,
}

impl Basis {
    /// The Japanese label.
    pub fn label_ja(self) -> &'static str {
        match self {
            Basis::Published => "公表値",
            Basis::Illustrative => "例示",
            Basis::Assumed => "仮定",
        }
    }

    /// The English label.
    pub fn label_en(self) -> &'static str {
        match self {
            Basis::Published => "published",
            Basis::Illustrative => "illustrative",
            Basis::Assumed => "assumed",
        }
    }
}

impl Lang {
    fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

/// What a picture says, in both languages.
struct Said {
    ja: String,
    en: String,
}

/// Draws the picture in both widths and puts everything together.
fn assemble(
    head: &Head,
    said: Said,
    table: DataTable,
    draw: impl Fn(&frame::Frame) -> kuva::render::render::Scene,
) -> Chart {
    let description = format!("{}（{}）", said.ja, head.basis.label_ja());
    let description_en = format!("{} ({})", said.en, head.basis.label_en());
    let desc = head.lang.pick(&description, &description_en);
    let render = |frame: &frame::Frame| svg::write(&draw(frame), head, frame, desc);
    Chart {
        svg: render(&frame::WIDE),
        svg_narrow: render(&frame::NARROW),
        title: head.title.clone(),
        description,
        description_en,
        table,
        source: head.source.clone(),
        basis: head.basis,
    }
}

#[cfg(test)]
mod tests;

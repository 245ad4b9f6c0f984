//! Published charts with their tables (公表する図表).

use fiscal::{Quantity, Yen};
use serde::{Deserialize, Serialize};

use super::Words;
use crate::chart::{Basis, Chart};
use crate::table::{Cell, DataTable};

/// A chart in both languages with its table (図表).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    /// Stable id, part of addresses: lower-case letters, digits and hyphens.
    pub id: String,
    /// Where on the site it belongs: `plan`, `outlook`, `frame`, `roadmap`, `cluster`, `logic-model`, `cities`, `facilities`, `programs`.
    pub family: String,
    /// The chart with Japanese words.
    pub ja: PictureData,
    /// The chart with English words.
    pub en: PictureData,
    /// What kind of figures: `published`, `illustrative`, `assumed`.
    pub basis: String,
    /// How to read it, in plain words; may be empty.
    pub reading: Words,
}

/// A chart in one language (一言語の図).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureData {
    /// The title.
    pub title: String,
    /// What it says, in words.
    pub description: String,
    /// Where the figures come from.
    pub source: String,
    /// The picture for a wide screen, SVG.
    pub svg: String,
    /// The same for a phone, SVG.
    pub svg_narrow: String,
    /// The figures.
    pub table: PictureTable,
}

/// The figures of a chart (データ表).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureTable {
    /// What it shows.
    pub title: String,
    /// The unit.
    pub unit: String,
    /// The headings.
    pub header: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<TableCell>>,
}

/// A cell of a table (セル).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableCell {
    /// Not stated, which is not zero.
    Empty,
    /// Words, codes, years.
    Text(String),
    /// Whole yen.
    Yen(i64),
    /// Any other number with its decimals.
    Number(String),
}

impl Picture {
    /// A chart drawn in both languages, as it is published.
    pub fn of(id: &str, family: &str, ja: &Chart, en: &Chart) -> Picture {
        Picture {
            id: id.to_owned(),
            family: family.to_owned(),
            ja: PictureData::of(ja, &ja.description),
            en: PictureData::of(en, &en.description_en),
            basis: match ja.basis {
                Basis::Published => "published",
                Basis::Illustrative => "illustrative",
                Basis::Assumed => "assumed",
            }
            .to_owned(),
            reading: Words::default(),
        }
    }
}

impl PictureData {
    fn of(chart: &Chart, description: &str) -> PictureData {
        PictureData {
            title: chart.title.clone(),
            description: description.to_owned(),
            source: chart.source.clone(),
            svg: chart.svg.clone(),
            svg_narrow: chart.svg_narrow.clone(),
            table: PictureTable::from(&chart.table),
        }
    }
}

impl From<&DataTable> for PictureTable {
    fn from(table: &DataTable) -> PictureTable {
        let cell = |cell: &Cell| match cell {
            Cell::Empty => TableCell::Empty,
            Cell::Text(text) => TableCell::Text(text.clone()),
            Cell::Money(yen) => TableCell::Yen(yen.0),
            Cell::Number(quantity) => TableCell::Number(quantity.to_string()),
        };
        PictureTable {
            title: table.title.clone(),
            unit: table.unit.clone(),
            header: table.header.clone(),
            rows: table.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }
}

impl PictureTable {
    /// The table as the rest of this room knows it; a number that is none becomes text.
    pub fn data_table(&self) -> DataTable {
        let cell = |cell: &TableCell| match cell {
            TableCell::Empty => Cell::Empty,
            TableCell::Text(text) => Cell::Text(text.clone()),
            TableCell::Yen(yen) => Cell::Money(Yen(*yen)),
            TableCell::Number(number) => match number.parse::<Quantity>() {
                Ok(quantity) => Cell::Number(quantity),
                Err(_) => Cell::Text(number.clone()),
            },
        };
        DataTable {
            title: self.title.clone(),
            unit: self.unit.clone(),
            header: self.header.clone(),
            rows: self.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }
}

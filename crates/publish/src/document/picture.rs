//! A chart of the edition as a block (図表): its picture and its figures as a table.

use fiscal::Quantity;

use super::{Block, Column, DocumentCell, Row, Table};
use crate::edition::{PictureData, TableCell};
use crate::query::{Index, Unit, segment, value};

/// The chart with its figures; nothing where the edition has none of this id.
pub(super) fn chart(index: &Index, id: &str) -> Option<Block> {
    let picture = index.edition().picture(id)?;
    let data = &picture.ja;
    let caption = match picture.basis.as_str() {
        "illustrative" if !data.title.contains("例示") => format!("{}（例示）", data.title),
        "assumed" if !data.title.contains("仮定") => format!("{}（仮定）", data.title),
        _ => data.title.clone(),
    };
    let table = (!data.table.rows.is_empty()).then(|| table(index, id, data));
    Some(Block::Chart {
        caption,
        label: String::new(),
        description: data.description.clone(),
        svg: data.svg.clone(),
        source: data.source.clone(),
        table,
    })
}

fn table(index: &Index, id: &str, data: &PictureData) -> Table {
    let source = &data.table;
    let money = unit_of(data);
    let columns = source.header.iter().enumerate().map(|(at, head)| Column {
        head: head.clone(),
        width: 0.0,
        is_figure: source.rows.iter().filter_map(|row| row.get(at)).any(is_figure),
    });
    let cell = |row: usize, column: usize, cell: &TableCell| {
        let query = format!("picture/{}/{}/{}", segment(id), row + 1, column + 1);
        let answered = match cell {
            TableCell::Empty => None,
            TableCell::Text(text) => return DocumentCell::text(text.as_str()),
            TableCell::Yen(_) => value(index, &query, money, 0),
            TableCell::Number(text) => {
                let decimals = text.parse::<Quantity>().map_or(0, |number| number.decimals);
                match value(index, &query, Unit::Number, decimals) {
                    Some(value) => Some(value),
                    None => return DocumentCell::text(text.as_str()),
                }
            }
        };
        answered.map_or(DocumentCell::Empty, DocumentCell::Value)
    };
    let rows = source.rows.iter().enumerate().map(|(row, cells)| {
        let cells = cells.iter().enumerate().map(|(column, found)| cell(row, column, found));
        let mut cells: Vec<DocumentCell> = cells.take(source.header.len()).collect();
        cells.resize(source.header.len(), DocumentCell::Empty);
        Row { cells, is_total: false }
    });
    let unit = if money == Unit::Yen { source.unit.clone() } else { money.label_ja().to_owned() };
    Table {
        // The chart's own caption stands above; a second number for the same figures would only confuse.
        caption: String::new(),
        unit: if unit.is_empty() { unit } else { format!("（単位：{unit}）") },
        columns: columns.collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

fn is_figure(cell: &TableCell) -> bool {
    matches!(cell, TableCell::Yen(_) | TableCell::Number(_))
}

/// The widest unit that shows every amount exactly; yen where a heading or the table names another unit of its own.
fn unit_of(data: &PictureData) -> Unit {
    let table = &data.table;
    let named = table.header.iter().any(|head| head.contains('円')) || !matches!(table.unit.as_str(), "" | "円");
    let amounts = || {
        table.rows.iter().flatten().filter_map(|cell| if let TableCell::Yen(yen) = cell { Some(*yen) } else { None })
    };
    let fits = |size: i64| amounts().all(|yen| yen % size == 0);
    match () {
        () if named || amounts().next().is_none() => Unit::Yen,
        () if fits(100_000_000) => Unit::OkuYen,
        () if fits(1_000_000) => Unit::MillionYen,
        () if fits(1_000) => Unit::ThousandYen,
        () => Unit::Yen,
    }
}

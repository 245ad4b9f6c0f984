//! Quantities of roads, bridges and pipes (インフラの数量の読み取り), from a small TOML or CSV file.

use std::ops::ControlFlow;

use fiscal::Quantity;
use reform::facility::AssetQuantity;
use reform::search_text::fold;
use reform::{Place, Problem};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::kinds::{INFRASTRUCTURE_EMPTY, INFRASTRUCTURE_UNKNOWN, INFRASTRUCTURE_WRONG};
use crate::cell::{Cell, Row};
use crate::number::parse_quantity;
use crate::programs::{Input, base_name};
use crate::text::read_rows;
use crate::year_text::parse_year;

/// The most assets of one file.
const ASSETS_MAX: usize = 100_000;

/// A kind of infrastructure by its id and its Japanese name; a file may use either.
pub type KnownKind<'a> = (&'a str, &'a str);

/// Reads the quantities of a `.toml` file (`[[asset]]` with `kind`, `quantity`, `built`) or of a CSV headed
/// `kind,quantity,built` or `種別,数量,整備年度`.
///
/// # Errors
/// Everything that is wrong in the file, with its line.
pub fn read(file_name: &str, bytes: &[u8], known: &[KnownKind<'_>]) -> Result<Vec<AssetQuantity>, Vec<Problem>> {
    let mut reader = Reader { file: base_name(file_name), known, assets: Vec::new(), problems: Vec::new() };
    match file_name.to_ascii_lowercase().ends_with(".toml") {
        true => reader.toml(bytes),
        false => reader.csv(bytes),
    }
    if reader.assets.is_empty() && reader.problems.is_empty() {
        reader.refuse("");
    }
    if reader.problems.is_empty() { Ok(reader.assets) } else { Err(reader.problems) }
}

struct Reader<'a> {
    file: String,
    known: &'a [KnownKind<'a>],
    assets: Vec<AssetQuantity>,
    problems: Vec<Problem>,
}

/// The texts of one asset as written.
struct Written {
    line: u32,
    kind: String,
    quantity: String,
    built: String,
}

impl Reader<'_> {
    fn refuse(&mut self, excerpt: &str) {
        self.problems.push(Problem::new(&INFRASTRUCTURE_EMPTY, Place::file(&self.file), excerpt));
    }

    fn toml(&mut self, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else { return self.refuse("UTF-8") };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => return self.refuse(error.message()),
        };
        let line_of = |byte: usize| {
            let breaks = text.as_bytes()[..byte.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
            u32::try_from(breaks + 1).unwrap_or(u32::MAX)
        };
        for (key, value) in table.get_ref().iter() {
            let entries = value.get_ref().as_array().filter(|_| key.get_ref() == "asset");
            let Some(entries) = entries else {
                self.refuse(key.get_ref());
                continue;
            };
            for entry in entries.iter() {
                let line = line_of(entry.span().start);
                let Some(fields) = entry.get_ref().as_table() else {
                    self.refuse(key.get_ref());
                    continue;
                };
                if let Some(unknown) = fields
                    .keys()
                    .map(|key| key.get_ref())
                    .find(|key| !["kind", "quantity", "built"].contains(&key.as_ref()))
                {
                    self.wrong(line, unknown, "");
                    continue;
                }
                let shown = |name: &str| fields.get(name).map(|value| written(text, value)).unwrap_or_default();
                self.asset(&Written { line, kind: shown("kind"), quantity: shown("quantity"), built: shown("built") });
            }
        }
    }

    fn csv(&mut self, bytes: &[u8]) {
        let mut columns: Option<[Option<usize>; 3]> = None;
        let mut refused = None;
        let result = read_rows(Input::Bytes(bytes), &mut |row: &Row<'_>| {
            let Some([kind, quantity, built]) = columns else {
                let found = headings(row);
                if found[0].is_none() || found[1].is_none() {
                    refused = Some(line_text(row));
                    return ControlFlow::Break(());
                }
                columns = Some(found);
                return ControlFlow::Continue(());
            };
            let text = |column: Option<usize>| column.map(|column| cell_text(row, column)).unwrap_or_default();
            self.asset(&Written { line: row.number, kind: text(kind), quantity: text(quantity), built: text(built) });
            if self.assets.len() > ASSETS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if let Err((kind, excerpt)) = result {
            self.problems.push(Problem::new(kind, Place::file(&self.file), excerpt));
        }
        if let Some(line) = refused {
            self.refuse(&line);
        }
    }

    fn asset(&mut self, written: &Written) {
        let wanted = fold(&written.kind);
        let kind = self.known.iter().find(|(id, name)| fold(id) == wanted || fold(name) == wanted);
        if kind.is_none() {
            let place = self.place(written.line, "kind");
            self.problems.push(Problem::new(&INFRASTRUCTURE_UNKNOWN, place, &written.kind));
        }
        let quantity = parse_quantity(&written.quantity.replace('_', "")).ok().and_then(hundredths);
        if quantity.is_none() {
            self.wrong(written.line, "quantity", &written.quantity);
        }
        let built = match written.built.trim() {
            "" => Some(None),
            text => parse_year(text, None).ok().map(Some),
        };
        if built.is_none() {
            self.wrong(written.line, "built", &written.built);
        }
        if let (Some((id, _)), Some(quantity_hundredths), Some(built)) = (kind, quantity, built) {
            self.assets.push(AssetQuantity { kind: (*id).to_owned(), quantity_hundredths, built });
        }
    }

    fn wrong(&mut self, line: u32, column: &str, excerpt: &str) {
        let place = self.place(line, column);
        self.problems.push(Problem::new(&INFRASTRUCTURE_WRONG, place, excerpt));
    }

    fn place(&self, line: u32, column: &str) -> Place {
        Place { row: Some(line), column: Some(column.to_owned()), ..Place::file(&self.file) }
    }
}

/// A quantity in hundredths; `None` below zero, with more than two decimals or too large.
fn hundredths(quantity: Quantity) -> Option<i64> {
    let scale = 2u32.checked_sub(u32::from(quantity.decimals))?;
    let scaled = quantity.units.checked_mul(10i64.pow(scale))?;
    (0..=1_000_000_000_000_000).contains(&scaled).then_some(scaled)
}

fn written(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(string) => string.to_string(),
        _ => text.get(value.span()).unwrap_or_default().to_owned(),
    }
}

fn headings(row: &Row<'_>) -> [Option<usize>; 3] {
    let find = |names: [&str; 2]| {
        (0..row.width()).find(|column| names.iter().any(|name| fold(name) == fold(&cell_text(row, *column))))
    };
    [find(["kind", "種別"]), find(["quantity", "数量"]), find(["built", "整備年度"])]
}

fn line_text(row: &Row<'_>) -> String {
    (0..row.width().min(8)).map(|column| cell_text(row, column)).collect::<Vec<_>>().join(",")
}

fn cell_text(row: &Row<'_>, column: usize) -> String {
    match row.cell(column) {
        Cell::Text(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

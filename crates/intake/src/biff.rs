//! Records of an `.xls` workbook (BIFF 形式の検査), measured and tamed before the reader of workbooks sees them.
//!
//! The reader holds every sheet as a full rectangle, with a copy of each text, and trusts what records claim. So the
//! rectangles and texts are added up first, and every record that is not needed for values is struck out. [MS-XLS].

use crate::problems;
use crate::text::Refusal;

/// The most cells the rectangles of all sheets may have together.
pub(crate) const MAX_CELLS: u64 = 5_000_000;
/// The most bytes of text all cells may hold together.
pub(crate) const MAX_TEXT_BYTES: u64 = 128 * 1024 * 1024;
/// The most pieces one record may be continued in; a table of texts of 150 MB has this many.
const MAX_PIECES: usize = 20_000;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const BOOL_OR_FAULT: u16 = 0x0205;
/// A type no record has.
const STRUCK: u16 = 0xFFFF;

/// Measures a workbook stream and strikes out what is not needed, in place.
pub(crate) fn tame(stream: &mut [u8]) -> Result<(), Refusal> {
    let mut globals = read_globals(stream)?;
    globals.sheets.sort_unstable();
    let mut size = Size::default();
    let mut free_from = globals.end;
    for at in std::mem::take(&mut globals.sheets) {
        // What one sheet has been measured by must not change under the next.
        if at < free_from {
            return Err(broken("overlapping sheets"));
        }
        free_from = read_sheet(stream, at, &globals, &mut size)?;
    }
    Ok(())
}

struct Globals {
    is_biff8: bool,
    /// Where each sheet begins.
    sheets: Vec<usize>,
    /// By index, the most bytes each shared text can take.
    texts: Vec<u64>,
    end: usize,
}

/// What all sheets read so far come to.
#[derive(Default)]
struct Size {
    cells: u64,
    text_bytes: u64,
}

/// One record: its type, where its data lie.
struct Record {
    kind: u16,
    at: usize,
    length: usize,
}

impl Record {
    /// The record at a place; `None` at the end of the stream.
    fn read(stream: &[u8], at: usize) -> Result<Option<Record>, Refusal> {
        if at == stream.len() {
            return Ok(None);
        }
        let head = stream.get(at..at + 4).ok_or_else(|| broken("record cut short"))?;
        let record = Record { kind: u16_at(head, 0), at: at + 4, length: usize::from(u16_at(head, 2)) };
        if record.end() > stream.len() {
            return Err(broken("record cut short"));
        }
        Ok(Some(record))
    }

    fn end(&self) -> usize {
        self.at + self.length
    }

    fn data<'a>(&self, stream: &'a [u8]) -> &'a [u8] {
        &stream[self.at..self.end()]
    }

    fn rename(&self, stream: &mut [u8], kind: u16) {
        stream[self.at - 4..self.at - 2].copy_from_slice(&kind.to_le_bytes());
    }
}

fn read_globals(stream: &mut [u8]) -> Result<Globals, Refusal> {
    let mut globals = Globals { is_biff8: true, sheets: Vec::new(), texts: Vec::new(), end: 0 };
    let (mut at, mut pieces) = (0, 0);
    while let Some(record) = Record::read(stream, at)? {
        at = record.end();
        globals.end = at;
        let data = record.data(stream);
        pieces = if record.kind == CONTINUE { pieces + 1 } else { 0 };
        match record.kind {
            _ if pieces > MAX_PIECES => return Err(broken("too many pieces")),
            BOF => match data.get(..2).map(|version| u16_at(version, 0)) {
                Some(0x0600) => globals.is_biff8 = true,
                Some(0x0500) => globals.is_biff8 = false,
                version => {
                    let words = format!("BIFF {:#06x}", version.unwrap_or(0));
                    return Err((&problems::FORMAT_UNSUPPORTED, words));
                }
            },
            // FilePass: everything after it is encrypted.
            0x002F => return Err((&problems::PASSWORD_PROTECTED, "Excel (.xls)".to_owned())),
            0x0085 => {
                let place = data.get(..4).ok_or_else(|| broken("sheet record"))?;
                globals.sheets.push(u32::from_le_bytes([place[0], place[1], place[2], place[3]]) as usize);
            }
            0x00FC if globals.is_biff8 => {
                globals.texts = measure_texts(stream, &record).ok_or_else(|| broken("table of texts"))?;
            }
            EOF => break,
            // Code page, date system, number format, cell format, continuation.
            0x0042 | 0x0022 | 0x041E | 0x00E0 | CONTINUE => {}
            _ => record.rename(stream, STRUCK),
        }
    }
    Ok(globals)
}

/// Measures one sheet and answers where it ends.
fn read_sheet(stream: &mut [u8], start: usize, globals: &Globals, size: &mut Size) -> Result<usize, Refusal> {
    let (mut values, mut formulas) = (Area::default(), Area::default());
    let (mut at, mut depth, mut pieces) = (start, 0u32, 0);
    // Where the text of a formula goes, which follows in a record of its own.
    let mut formula_at = None;
    while let Some(record) = Record::read(stream, at)? {
        at = record.end();
        pieces = if record.kind == CONTINUE { pieces + 1 } else { 0 };
        if pieces > MAX_PIECES {
            return Err(broken("too many pieces"));
        }
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // A chart inside the sheet has records of the same types.
            _ if depth > 1 => {}
            CONTINUE => {}
            FORMULA => {
                let cell = cell_of(record.data(stream))?;
                formula_at = Some(cell);
                match without_expression(stream, &record)? {
                    Kept::Value => values.add(cell, 0),
                    Kept::Formula => formulas.add(cell, 0),
                    Kept::Nothing => {}
                }
            }
            // The text a formula came to.
            0x0207 => {
                size.text_bytes += text_bytes(record.data(stream), globals.is_biff8)?;
                values.add(formula_at.unwrap_or((0, 0)), 0);
            }
            // A text inside the cell.
            0x0204 | 0x00D6 => {
                let data = record.data(stream);
                values.add(cell_of(data)?, 0);
                size.text_bytes += text_bytes(data.get(6..).unwrap_or_default(), globals.is_biff8)?;
            }
            // A shared text.
            0x00FD => {
                let data = record.data(stream);
                values.add(cell_of(data)?, 0);
                let index = data.get(6..10).ok_or_else(|| broken("cell"))?;
                let index = u32::from_le_bytes([index[0], index[1], index[2], index[3]]) as usize;
                size.text_bytes += globals.texts.get(index).copied().unwrap_or(0);
            }
            NUMBER | BOOL_OR_FAULT | 0x027E => values.add(cell_of(record.data(stream))?, 0),
            // Several numbers side by side.
            0x00BD => values.add(cell_of(record.data(stream))?, (record.length as u64 / 6).saturating_sub(2)),
            _ => record.rename(stream, STRUCK),
        }
        if size.text_bytes > MAX_TEXT_BYTES {
            return Err(too_much_text(size.text_bytes));
        }
    }
    size.cells = size.cells.saturating_add(values.cells()).saturating_add(formulas.cells());
    if size.cells > MAX_CELLS {
        return Err(too_many_cells(size.cells));
    }
    Ok(at)
}

/// The problem of a workbook whose sheets are too large to hold.
pub(crate) fn too_many_cells(cells: u64) -> Refusal {
    (&problems::SHEETS_TOO_LARGE, format!("{cells} > {MAX_CELLS} cells"))
}

/// The problem of a workbook with too much text to hold.
pub(crate) fn too_much_text(bytes: u64) -> Refusal {
    (&problems::SHEETS_TOO_LARGE, format!("{bytes} > {MAX_TEXT_BYTES} bytes of text"))
}

/// The smallest rectangle around the cells added.
#[derive(Default)]
struct Area(Option<[u64; 4]>);

impl Area {
    fn add(&mut self, (row, column): (u64, u64), more_columns: u64) {
        let [top, bottom, left, right] = self.0.unwrap_or([row, row, column, column]);
        self.0 = Some([top.min(row), bottom.max(row), left.min(column), right.max(column + more_columns)]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1))
    }
}

/// What is left of a formula.
enum Kept {
    Value,
    Formula,
    Nothing,
}

/// Turns a formula into the value it last came to. Only one that came to a text stays a formula, of an empty argument.
fn without_expression(stream: &mut [u8], record: &Record) -> Result<Kept, Refusal> {
    let data = &mut stream[record.at..record.end()];
    if data.len() < 22 {
        return Err(broken("formula"));
    }
    let special = data[12] == 0xFF && data[13] == 0xFF;
    match data[6] {
        _ if !special => record.rename(stream, NUMBER),
        0 => {
            data[20..].fill(0);
            if let Some(expression) = data.get_mut(20..23) {
                expression.copy_from_slice(&[1, 0, 0x16]);
            }
            return Ok(Kept::Formula);
        }
        kind @ (1 | 2) => {
            (data[6], data[7]) = (data[8], kind - 1);
            record.rename(stream, BOOL_OR_FAULT);
        }
        3 => {
            record.rename(stream, STRUCK);
            return Ok(Kept::Nothing);
        }
        _ => return Err(broken("formula value")),
    }
    Ok(Kept::Value)
}

fn cell_of(data: &[u8]) -> Result<(u64, u64), Refusal> {
    let place = data.get(..4).ok_or_else(|| broken("cell"))?;
    Ok((u64::from(u16_at(place, 0)), u64::from(u16_at(place, 2))))
}

/// The most bytes the text of a record takes; one that claims more characters than it has is an error.
fn text_bytes(data: &[u8], is_biff8: bool) -> Result<u64, Refusal> {
    let count = usize::from(u16_at(data.get(..2).ok_or_else(|| broken("text"))?, 0));
    if count == 0 {
        return Ok(0);
    }
    let (start, width) = if is_biff8 { (3, 1 + usize::from(data.get(2).unwrap_or(&0) & 1)) } else { (2, 1) };
    if data.len() < start + count * width {
        return Err(broken("text"));
    }
    Ok(count as u64 * 3)
}

/// The most bytes each text of the shared table takes. A text may go on in the next piece, which then says anew how
/// wide its characters are.
fn measure_texts(stream: &[u8], record: &Record) -> Option<Vec<u64>> {
    let mut pieces = vec![record.data(stream)];
    let mut at = record.end();
    while let Ok(Some(next)) = Record::read(stream, at)
        && next.kind == CONTINUE
        && pieces.len() <= MAX_PIECES
    {
        pieces.push(next.data(stream));
        at = next.end();
    }
    let mut texts = Vec::new();
    let (mut piece, mut rest) = (0, pieces[0].get(8..)?);
    loop {
        if rest.is_empty() {
            piece += 1;
            let Some(next) = pieces.get(piece) else { return Some(texts) };
            rest = next;
            if rest.is_empty() {
                texts.push(0);
                continue;
            }
        }
        let (count, flags) = (usize::from(u16_at(rest.get(..2)?, 0)), *rest.get(2)?);
        rest = &rest[3..];
        let mut after = 0;
        if flags & 8 != 0 {
            after += usize::from(u16_at(rest.get(..2)?, 0)) * 4;
            rest = &rest[2..];
        }
        if flags & 4 != 0 {
            let more = rest.get(..4)?;
            after += u32::from_le_bytes([more[0], more[1], more[2], more[3]]) as usize;
            rest = &rest[4..];
        }
        let (mut left, mut width) = (count, 1 + usize::from(flags & 1));
        let mut widest = width;
        while left > 0 {
            let here = left.min(rest.len() / width);
            rest = &rest[here * width..];
            left -= here;
            if left > 0 {
                piece += 1;
                let (flags, next) = pieces.get(piece)?.split_first()?;
                (width, rest) = (1 + usize::from(flags & 1), next);
                widest = widest.max(width);
            }
        }
        while after > 0 {
            if rest.is_empty() {
                piece += 1;
                rest = pieces.get(piece)?;
            }
            let here = after.min(rest.len());
            rest = &rest[here..];
            after -= here;
        }
        texts.push(count as u64 * (widest as u64 + 1));
    }
}

fn broken(what: &str) -> Refusal {
    (&problems::NOT_EXCEL, format!(".xls: {what}"))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

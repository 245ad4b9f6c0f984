//! Reading the single cells of a row (欄の読み取り): text, number, amount, year, word, date.

use crate::cell::{Cell, Row};
use crate::clean::{MAX_TEXT_CHARS, clean, is_not_stated, trimmed, without_text_mark};
use crate::mapping::{NoteColumns, WordColumn, YearColumn};
use crate::number::{self, NumberFault};
use crate::problems;
use crate::rows::{LastText, RowReader};
use crate::year_text::{self, Date, YearFault};
use fiscal::{FiscalYear, Quantity, Yen};
use reform::ProblemKind;
use reform::search_text::fold;

impl RowReader<'_> {
    /// A short text: trimmed, spelling folded, "not stated" as empty.
    pub(crate) fn text(&mut self, row: &Row<'_>, column: usize) -> String {
        self.remembered(row, column, false, Self::read_text)
    }

    /// What the row before made of the same bytes, or else what `read` makes of them if it has nothing to tell.
    fn remembered(
        &mut self,
        row: &Row<'_>,
        column: usize,
        is_long: bool,
        read: fn(&mut Self, &Row<'_>, usize) -> String,
    ) -> String {
        let Some(raw) = row.raw(column) else { return read(self, row, column) };
        if raw.is_empty() {
            return String::new();
        }
        if let Some(last) = self.last_texts.get(column).filter(|last| last.is_long == is_long && last.raw == raw) {
            return last.text.clone();
        }
        let told = self.problems.total();
        let text = read(self, row, column);
        if self.problems.total() == told {
            if self.last_texts.len() <= column {
                self.last_texts.resize_with(column + 1, LastText::default);
            }
            let last = &mut self.last_texts[column];
            last.raw.clear();
            last.raw.extend_from_slice(raw);
            last.text.clone_from(&text);
            last.is_long = is_long;
        }
        text
    }

    fn read_text(&mut self, row: &Row<'_>, column: usize) -> String {
        let text = self.plain_text(row, column);
        if is_not_stated(&text, [&self.mapping.not_stated, &[]]) {
            return String::new();
        }
        match self.layout.folds.get(&column).and_then(|spellings| spellings.get(&fold(&text))) {
            Some((_, standard)) if *standard == text => text,
            Some((number, standard)) => {
                let (number, standard) = (*number, standard.clone());
                if self.spellings_told.insert(number) {
                    let words = format!("{text} → {standard}");
                    self.tell(&problems::SPELLING_FOLDED, row.number, Some(column), &words);
                }
                standard
            }
            None => text,
        }
    }

    /// A text of several lines: its first indent stays, what trails goes.
    pub(crate) fn long_text(&mut self, row: &Row<'_>, column: usize) -> String {
        self.remembered(row, column, true, Self::read_long_text)
    }

    fn read_long_text(&mut self, row: &Row<'_>, column: usize) -> String {
        let mut text = self.raw_text(row, column);
        text.truncate(text.trim_end().len());
        if is_not_stated(&text, [&self.mapping.not_stated, &[]]) {
            return String::new();
        }
        if text.starts_with('\n') { text.trim_start_matches('\n').to_owned() } else { text }
    }

    /// A trimmed text as it stands.
    pub(crate) fn plain_text(&mut self, row: &Row<'_>, column: usize) -> String {
        let text = self.raw_text(row, column);
        let trimmed = trimmed(&text);
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }

    fn raw_text(&mut self, row: &Row<'_>, column: usize) -> String {
        match row.cell(column) {
            Cell::Blank => String::new(),
            Cell::Text(text) => {
                let text = if row.raw(column).is_some() { without_text_mark(text) } else { text };
                if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
                    self.tell(&problems::TEXT_TOO_LONG, row.number, Some(column), &text);
                    return String::new();
                }
                let (text, removed) = clean(text);
                if removed {
                    self.tell(&problems::CONTROL_CHARACTER, row.number, Some(column), &text);
                }
                text
            }
            Cell::Number(number) => show_number(number),
            Cell::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Date(date) => date.to_string(),
            cell => {
                self.tell_unusable(row, column, &cell);
                String::new()
            }
        }
    }

    /// A number that is not money; `None` is not stated.
    pub(crate) fn quantity(&mut self, row: &Row<'_>, column: usize, lenient: bool) -> Option<Quantity> {
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Number(number) => Quantity::from_spreadsheet(number).ok_or(NumberFault::OutOfRange),
            Cell::Text(text) if is_not_stated(&text, [&self.mapping.not_stated, &[]]) => return None,
            Cell::Text(text) => number::parse_quantity(&text),
            cell => return self.unusable_number(row, column, &cell),
        };
        result.map_err(|fault| self.tell_number(row, column, fault, lenient)).ok()
    }

    /// An amount in the mapping's unit; `None` is not stated.
    pub(crate) fn yen(&mut self, row: &Row<'_>, column: usize) -> Option<Yen> {
        let unit = self.mapping.money_unit;
        if let Some(digits) = row.raw(column).filter(|_| self.digits_are_numbers).and_then(number::plain_digits)
            && let Ok(yen) = number::to_yen(Quantity::whole(digits), unit)
        {
            return Some(yen);
        }
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Number(number) => Quantity::from_spreadsheet(number)
                .ok_or(NumberFault::OutOfRange)
                .and_then(|number| number::to_yen(number, unit)),
            Cell::Text(text) if is_not_stated(&text, [&self.mapping.not_stated, &[]]) => return None,
            Cell::Text(text) => number::parse_money(&text, unit),
            cell => return self.unusable_number(row, column, &cell),
        };
        match result {
            Err(NumberFault::FractionOfYen(rounded)) if self.mapping.round_fractions => {
                let words = format!("{} → {rounded} 円", self.shown(row, column));
                self.tell(&problems::YEN_ROUNDED, row.number, Some(column), &words);
                Some(rounded)
            }
            result => result.map_err(|fault| self.tell_number(row, column, fault, false)).ok(),
        }
    }

    /// A year; when the mapping is lenient with years, one that cannot be read is left out.
    pub(crate) fn year(&mut self, row: &Row<'_>, column: usize, how: &YearColumn) -> Option<FiscalYear> {
        self.any_year(row, column, how, self.mapping.lenient_years)
    }

    /// A year the row cannot do without.
    pub(crate) fn strict_year(&mut self, row: &Row<'_>, column: usize, how: &YearColumn) -> Option<FiscalYear> {
        self.any_year(row, column, how, false)
    }

    fn any_year(&mut self, row: &Row<'_>, column: usize, how: &YearColumn, lenient: bool) -> Option<FiscalYear> {
        let stated = |text: &str| !is_not_stated(text, [&self.mapping.not_stated, &how.not_stated]);
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Date(date) => date.fiscal_year(),
            Cell::Number(number) if !stated(&show_number(number)) => return None,
            Cell::Number(number) => year_text::parse_year(&show_number(number), how.era),
            Cell::Text(text) if !stated(&text) => return None,
            Cell::Text(text) => {
                if let Some((_, year)) = self.last_years.get(&column).filter(|(last, _)| *last == text) {
                    return Some(*year);
                }
                let year = year_text::parse_year(&text, how.era);
                if let Ok(year) = year {
                    self.last_years.insert(column, (text.into_owned(), year));
                }
                year
            }
            cell => {
                self.tell_unusable(row, column, &cell);
                return None;
            }
        };
        match result {
            Ok(year) => Some(year),
            Err(fault) => {
                let kind = match fault {
                    _ if lenient => &problems::VALUE_LEFT_OUT,
                    YearFault::Unreadable => &problems::YEAR_UNREADABLE,
                    YearFault::Impossible => &problems::YEAR_IMPOSSIBLE,
                };
                let shown = self.shown(row, column);
                self.tell(kind, row.number, Some(column), &shown);
                None
            }
        }
    }

    /// A word and what the mapping says it means.
    pub(crate) fn word<T: Copy>(
        &mut self,
        row: &Row<'_>,
        column: usize,
        how: &WordColumn<T>,
        unknown: &'static ProblemKind,
    ) -> Option<(String, Option<T>)> {
        let words = self.text(row, column);
        if is_not_stated(&words, [&[], &how.not_stated]) {
            return None;
        }
        // Most words are written as their folded form is.
        let meaning = how.values.get(&words).or_else(|| how.values.get(&fold(&words))).copied();
        if meaning.is_none() {
            self.tell(unknown, row.number, Some(column), &words);
        }
        Some((words, meaning.flatten()))
    }

    pub(crate) fn note_text(&mut self, row: &Row<'_>, index: usize, note: &NoteColumns) -> String {
        let text = self.long_text(row, self.layout.notes[index].columns[0]);
        if is_not_stated(&text, [&[], &note.not_stated]) { String::new() } else { text }
    }

    /// A date in one column, or in three: year, month, day.
    pub(crate) fn date(&mut self, row: &Row<'_>, index: usize, note: &NoteColumns) -> String {
        let columns = self.layout.notes[index].columns.clone();
        if let Cell::Date(date) = row.cell(columns[0]) {
            return date.to_string();
        }
        let texts: Vec<String> = columns.iter().map(|column| self.plain_text(row, *column)).collect();
        let nothing = |text: &String| is_not_stated(text, [&self.mapping.not_stated, &note.not_stated]);
        if texts.iter().all(nothing) {
            return String::new();
        }
        match read_date(&texts, note) {
            Ok(date) => date.to_string(),
            Err(_) => {
                self.tell(&problems::DATE_IMPOSSIBLE, row.number, Some(columns[0]), &texts.join("/"));
                String::new()
            }
        }
    }

    fn tell_number(&mut self, row: &Row<'_>, column: usize, fault: NumberFault, lenient: bool) {
        let shown = self.shown(row, column);
        let kind = match fault {
            // A CSV saved from a spreadsheet holds its errors as words.
            _ if is_spreadsheet_fault(&shown) => &problems::SPREADSHEET_FAULT,
            _ if lenient => &problems::VALUE_LEFT_OUT,
            NumberFault::NotANumber => &problems::NOT_A_NUMBER,
            NumberFault::OutOfRange => &problems::NUMBER_OUT_OF_RANGE,
            NumberFault::FractionOfYen(_) => &problems::YEN_FRACTION,
        };
        self.tell(kind, row.number, Some(column), &shown);
    }

    fn unusable_number<T>(&mut self, row: &Row<'_>, column: usize, cell: &Cell<'_>) -> Option<T> {
        if matches!(cell, Cell::Bool(_) | Cell::Date(_)) {
            self.tell_number(row, column, NumberFault::NotANumber, false);
        } else {
            self.tell_unusable(row, column, cell);
        }
        None
    }

    fn tell_unusable(&mut self, row: &Row<'_>, column: usize, cell: &Cell<'_>) {
        match cell {
            Cell::Undecodable(bytes) => {
                // Twelve bytes from the first that is not ASCII are enough to find the place.
                let from = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
                let hex: Vec<String> = bytes[from..].iter().take(12).map(|byte| format!("{byte:02X}")).collect();
                self.tell(&problems::UNDECODABLE, row.number, Some(column), &hex.join(" "));
            }
            Cell::Fault(fault) => self.tell(&problems::SPREADSHEET_FAULT, row.number, Some(column), fault),
            _ => {
                let shown = self.shown(row, column);
                self.tell(&problems::YEAR_UNREADABLE, row.number, Some(column), &shown);
            }
        }
    }

    /// The cell as the message shows it.
    fn shown(&self, row: &Row<'_>, column: usize) -> String {
        match row.cell(column) {
            Cell::Text(text) => clean(text).0,
            Cell::Number(number) => show_number(number),
            Cell::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Date(date) => date.to_string(),
            Cell::Fault(fault) => fault,
            Cell::Blank | Cell::Undecodable(_) => String::new(),
        }
    }
}

fn read_date(texts: &[String], note: &NoteColumns) -> Result<Date, YearFault> {
    let [year, month, day] = texts else { return year_text::parse_date(&texts[0]) };
    let number = |text: &str| {
        number::parse_quantity(text)
            .ok()
            .filter(|number| number.decimals == 0)
            .and_then(|number| i32::try_from(number.units).ok())
    };
    let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
        return Err(YearFault::Unreadable);
    };
    year_text::date_in_era(note.era.filter(|_| year < 100), year, month, day)
}

fn is_spreadsheet_fault(text: &str) -> bool {
    const FAULTS: [&str; 7] = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"];
    FAULTS.contains(&text.trim())
}

/// A number cell as text: without binary noise, without a needless point.
fn show_number(number: f64) -> String {
    Quantity::from_spreadsheet(number).map_or_else(|| number.to_string(), |number| number.to_string())
}

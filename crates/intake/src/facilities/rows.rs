//! From one row to one facility (行の読み取り), with everything that is wrong in it.

use std::collections::HashMap;
use std::collections::HashSet;

use fiscal::{FiscalYear, Quantity, Yen};
use reform::facility::{Facility, FacilityKind, SharedCost};
use reform::search_text::fold;
use reform::{Place, Problem, ProblemKind, Severity};

use super::FacilityMapping;
use super::kinds::*;
use crate::cell::{Cell, Row};
use crate::clean::{MAX_TEXT_CHARS, clean, is_not_stated, without_text_mark};
use crate::layout::{Finder, HeadingFault, one_line};
use crate::letters::letter_of;
use crate::number::{self, NumberFault};
use crate::problems;
use crate::programs::Problems;
use crate::year_text::{YearFault, parse_year};

/// The largest floor area of one facility: 1,000 km², in hundredths of a square metre.
const AREA_MAX: i64 = 1_000_000_000 * 100;

/// Reads the rows of one file, remembering what it has seen.
pub(super) struct FacilityRows<'m> {
    mapping: &'m FacilityMapping,
    headings: Vec<String>,
    places: Places,
    file: String,
    sheet: Option<String>,
    latest: FiscalYear,
    /// Identifier → row.
    seen: HashMap<String, u32>,
    uses_told: HashSet<Vec<String>>,
    groups: Vec<SharedCost>,
    /// What the row being read has told.
    told: Vec<(&'static ProblemKind, Problem)>,
}

/// The column of each field.
struct Places {
    used: Vec<usize>,
    id: Vec<usize>,
    name: usize,
    uses: Vec<usize>,
    department: Option<usize>,
    address: Option<usize>,
    district: Option<usize>,
    floor_area: usize,
    built: usize,
    repaired: Option<usize>,
    income: Option<usize>,
    cost: Option<usize>,
    depreciation: Option<usize>,
    users: Option<usize>,
}

impl<'m> FacilityRows<'m> {
    pub(super) fn new(
        mapping: &'m FacilityMapping,
        headings: Vec<String>,
        file: String,
        sheet: Option<String>,
        latest: FiscalYear,
    ) -> (FacilityRows<'m>, Vec<HeadingFault>) {
        let columns = &mapping.columns;
        let mut finder = Finder::plain(headings.clone(), mapping.columns_may_be_absent);
        let mut places = Places {
            used: Vec::new(),
            id: columns.id.iter().map(|column| finder.needed(column)).collect(),
            name: finder.needed(&columns.name),
            uses: columns.uses.iter().map(|column| finder.needed(column)).collect(),
            department: finder.optional(columns.department.as_ref()),
            address: finder.optional(columns.address.as_ref()),
            district: finder.optional(columns.district.as_ref()),
            floor_area: finder.needed(&columns.floor_area),
            built: finder.needed(&columns.built),
            repaired: finder.optional(columns.repaired.as_ref()),
            income: finder.optional(columns.income.as_ref()),
            cost: finder.optional(columns.cost.as_ref()),
            depreciation: finder.optional(columns.depreciation.as_ref()),
            users: finder.optional(columns.users.as_ref()),
        };
        places.used = finder.used();
        finder.ignore(&mapping.ignore);
        finder.report_unmapped();
        let rows = FacilityRows {
            mapping,
            headings,
            places,
            file,
            sheet,
            latest,
            seen: HashMap::new(),
            uses_told: HashSet::new(),
            groups: Vec::new(),
            told: Vec::new(),
        };
        (rows, finder.faults)
    }

    pub(super) fn is_blank(&self, row: &Row<'_>) -> bool {
        self.places.used.iter().all(|column| row.is_blank(*column))
    }

    /// The facility of one row, unless something in it is an error.
    pub(super) fn read(&mut self, row: &Row<'_>, problems: &mut Problems) -> Option<Facility> {
        let facility = self.fits(row).then(|| self.facility(row));
        let told = std::mem::take(&mut self.told);
        let failed = told.iter().any(|(kind, _)| kind.severity >= Severity::Error);
        for (kind, problem) in told {
            problems.add(kind, || problem);
        }
        facility.filter(|_| !failed)
    }

    /// What whole groups share, by the order their first rows stand in.
    pub(super) fn into_shared_costs(self) -> Vec<SharedCost> {
        self.groups
    }

    /// A place in this file: column letters in a sheet, headings in a text.
    pub(super) fn place(&self, row: Option<u32>, column: Option<usize>) -> Place {
        let column = column.map(|column| {
            let heading = self.headings.get(column).map(|heading| one_line(heading)).unwrap_or_default();
            if self.sheet.is_some() || heading.is_empty() { letter_of(column) } else { heading }
        });
        Place { file: self.file.clone(), sheet: self.sheet.clone(), row, column }
    }

    fn tell(&mut self, kind: &'static ProblemKind, row: &Row<'_>, column: Option<usize>, excerpt: &str) {
        let problem = Problem::new(kind, self.place(Some(row.number), column), excerpt);
        self.told.push((kind, problem));
    }

    /// In a text a shifted row shows in its number of fields; what stands in it then cannot be trusted.
    fn fits(&mut self, row: &Row<'_>) -> bool {
        let width = self.headings.len();
        let spare = (width..row.width()).any(|column| !row.is_blank(column));
        let fits = self.sheet.is_some() || (row.width() >= width && !spare);
        if !fits {
            self.tell(&problems::FIELD_COUNT, row, None, &format!("{} ≠ {width}", row.width()));
        }
        fits
    }

    fn facility(&mut self, row: &Row<'_>) -> Facility {
        let name = self.text(row, Some(self.places.name));
        let external_id = self.identifier(row);
        if name.is_empty() {
            self.tell(&NAME_MISSING, row, Some(self.places.name), &external_id);
        }
        let uses = self.uses(row);
        let kind = self.kind(row, &uses, &name);
        let floor_area = self.area(row, self.places.floor_area).filter(|area| *area != 0);
        let built = self.built(row);
        if floor_area.is_some() && built.is_none() && self.told.iter().all(|(kind, _)| kind.severity < Severity::Error)
        {
            self.tell(&BUILT_MISSING, row, Some(self.places.built), &name);
        }
        let (mut income, mut cost) = (self.yen(row, self.places.income), self.yen(row, self.places.cost));
        let mapping = self.mapping;
        let group = mapping.group_of(&uses);
        if let Some(rule) = group {
            let shared_income = if rule.income { income.take() } else { None };
            let shared_cost = if rule.cost { cost.take() } else { None };
            self.share(row, &rule.name, shared_income, shared_cost);
        }
        Facility {
            external_id,
            name,
            kind,
            uses,
            department: self.text(row, self.places.department),
            address: self.text(row, self.places.address),
            district: self.text(row, self.places.district),
            floor_area_hundredths_m2: floor_area,
            built,
            repaired: self.repaired(row),
            income,
            cost,
            depreciation: self.yen(row, self.places.depreciation),
            users: self.users(row),
            cost_group: group.map(|rule| rule.name.clone()),
            source_sheet: self.sheet.clone(),
            source_row: row.number,
        }
    }

    fn identifier(&mut self, row: &Row<'_>) -> String {
        let columns = self.places.id.clone();
        let parts: Vec<String> = columns.iter().map(|column| self.text(row, Some(*column))).collect();
        if parts.iter().all(String::is_empty) {
            self.tell(&NAME_MISSING, row, columns.first().copied(), "");
            return String::new();
        }
        let id = parts.join(" / ");
        if let Some(earlier) = self.seen.insert(id.clone(), row.number) {
            self.tell(&FACILITY_REPEATED, row, columns.first().copied(), &format!("{id} = {earlier}"));
        }
        id
    }

    fn uses(&mut self, row: &Row<'_>) -> Vec<String> {
        let columns = self.places.uses.clone();
        columns.iter().map(|column| self.text(row, Some(*column))).filter(|text| !text.is_empty()).collect()
    }

    fn kind(&mut self, row: &Row<'_>, uses: &[String], name: &str) -> FacilityKind {
        let known = self.mapping.kind_of(uses, name);
        if known.is_none() && self.uses_told.insert(uses.to_vec()) {
            let words = uses.join(" › ");
            self.tell(&USE_UNMAPPED, row, self.places.uses.first().copied(), &words);
        }
        known.unwrap_or(FacilityKind::Other)
    }

    /// Notes what a row of a group says of the whole group; the first row speaks, the others must agree.
    fn share(&mut self, row: &Row<'_>, name: &str, income: Option<Yen>, cost: Option<Yen>) {
        let Some(group) = self.groups.iter().find(|group| group.name == name) else {
            self.groups.push(SharedCost { name: name.to_owned(), income, cost });
            return;
        };
        let (known_income, known_cost) = (group.income, group.cost);
        for (column, known, given) in [(self.places.income, known_income, income), (self.places.cost, known_cost, cost)]
        {
            if known != given {
                let shown = |amount: Option<Yen>| amount.map_or("―".to_owned(), |amount| amount.to_string());
                self.tell(&SHARED_AMOUNT_DIFFERS, row, column, &format!("{} ≠ {}", shown(given), shown(known)));
            }
        }
    }

    /// Hundredths of a square metre; more decimals are rounded half up.
    fn area(&mut self, row: &Row<'_>, column: usize) -> Option<i64> {
        let area = self.quantity(row, column)?;
        if area.units < 0 {
            self.tell(&NEGATIVE, row, Some(column), &area.to_string());
            return None;
        }
        let units = i128::from(area.units);
        let hundredths = if area.decimals <= 2 {
            units * 10i128.pow(u32::from(2 - area.decimals))
        } else {
            let divisor = 10i128.pow(u32::from(area.decimals) - 2);
            if units % divisor != 0 {
                self.tell(&AREA_ROUNDED, row, Some(column), &area.to_string());
            }
            (units + divisor / 2) / divisor
        };
        let fitting = i64::try_from(hundredths).ok().filter(|area| *area <= AREA_MAX);
        if fitting.is_none() {
            self.tell(&problems::NUMBER_OUT_OF_RANGE, row, Some(column), &area.to_string());
        }
        fitting
    }

    fn built(&mut self, row: &Row<'_>) -> Option<FiscalYear> {
        let column = self.places.built;
        let era = self.mapping.columns.era;
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Date(date) => date.fiscal_year(),
            Cell::Number(number) => parse_year(&number.to_string(), era),
            Cell::Text(text) if is_not_stated(&text, [&self.mapping.not_stated, &[]]) => return None,
            Cell::Text(text) => parse_year(&text, era),
            cell => return self.unusable(row, column, &cell),
        };
        let shown = self.shown(row, column);
        match result {
            Ok(year) if year > self.latest => {
                self.tell(&BUILT_IN_FUTURE, row, Some(column), &format!("{shown} > {}", self.latest.start()));
                None
            }
            Ok(year) => Some(year),
            Err(fault) => {
                let kind = match fault {
                    YearFault::Unreadable => &problems::YEAR_UNREADABLE,
                    YearFault::Impossible => &problems::YEAR_IMPOSSIBLE,
                };
                self.tell(kind, row, Some(column), &shown);
                None
            }
        }
    }

    fn repaired(&mut self, row: &Row<'_>) -> bool {
        let Some(column) = self.places.repaired else { return false };
        let word = self.text(row, Some(column));
        if word.is_empty() {
            return false;
        }
        match self.mapping.columns.repaired_words.get(&fold(&word)) {
            Some(yes) => *yes,
            None => {
                self.tell(&WORD_UNCLEAR, row, Some(column), &word);
                false
            }
        }
    }

    fn users(&mut self, row: &Row<'_>) -> Option<i64> {
        let column = self.places.users?;
        let users = self.quantity(row, column)?;
        if users.units < 0 {
            self.tell(&NEGATIVE, row, Some(column), &users.to_string());
            return None;
        }
        let divisor = 10i64.pow(u32::from(users.decimals));
        if users.units % divisor != 0 {
            self.tell(&problems::NUMBER_OUT_OF_RANGE, row, Some(column), &users.to_string());
            return None;
        }
        Some(users.units / divisor)
    }

    /// A short text: trimmed, "not stated" as empty.
    fn text(&mut self, row: &Row<'_>, column: Option<usize>) -> String {
        let Some(column) = column else { return String::new() };
        let text = match row.cell(column) {
            Cell::Blank => return String::new(),
            Cell::Text(text) => {
                let text = if row.raw(column).is_some() { without_text_mark(text) } else { text };
                if text.chars().nth(MAX_TEXT_CHARS).is_some() {
                    self.tell(&problems::TEXT_TOO_LONG, row, Some(column), &text);
                    return String::new();
                }
                let (text, removed) = clean(text);
                if removed {
                    self.tell(&problems::CONTROL_CHARACTER, row, Some(column), &text);
                }
                one_line(&text)
            }
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) => self.shown(row, column),
            cell => return self.unusable(row, column, &cell).unwrap_or_default(),
        };
        if is_not_stated(&text, [&self.mapping.not_stated, &[]]) { String::new() } else { text }
    }

    fn quantity(&mut self, row: &Row<'_>, column: usize) -> Option<Quantity> {
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Number(number) => Quantity::from_spreadsheet(number).ok_or(NumberFault::OutOfRange),
            Cell::Text(text) if is_not_stated(&text, [&self.mapping.not_stated, &[]]) => return None,
            Cell::Text(text) => number::parse_quantity(&text),
            cell => return self.unusable(row, column, &cell),
        };
        result.map_err(|fault| self.tell_number(row, column, fault)).ok()
    }

    fn yen(&mut self, row: &Row<'_>, column: Option<usize>) -> Option<Yen> {
        let column = column?;
        let unit = self.mapping.money_unit;
        let result = match row.cell(column) {
            Cell::Blank => return None,
            Cell::Number(number) => Quantity::from_spreadsheet(number)
                .ok_or(NumberFault::OutOfRange)
                .and_then(|number| number::to_yen(number, unit)),
            Cell::Text(text) if is_not_stated(&text, [&self.mapping.not_stated, &[]]) => return None,
            Cell::Text(text) => number::parse_money(&text, unit),
            cell => return self.unusable(row, column, &cell),
        };
        result.map_err(|fault| self.tell_number(row, column, fault)).ok()
    }

    fn tell_number(&mut self, row: &Row<'_>, column: usize, fault: NumberFault) {
        let kind = match fault {
            NumberFault::NotANumber => &problems::NOT_A_NUMBER,
            NumberFault::OutOfRange => &problems::NUMBER_OUT_OF_RANGE,
            NumberFault::FractionOfYen(_) => &problems::YEN_FRACTION,
        };
        let shown = self.shown(row, column);
        self.tell(kind, row, Some(column), &shown);
    }

    fn unusable<T>(&mut self, row: &Row<'_>, column: usize, cell: &Cell<'_>) -> Option<T> {
        let kind = match cell {
            Cell::Fault(_) => &problems::SPREADSHEET_FAULT,
            Cell::Undecodable(_) => &problems::UNDECODABLE,
            _ => &problems::NOT_A_NUMBER,
        };
        let shown = self.shown(row, column);
        self.tell(kind, row, Some(column), &shown);
        None
    }

    /// A cell as a message shows it.
    fn shown(&self, row: &Row<'_>, column: usize) -> String {
        match row.cell(column) {
            Cell::Blank => String::new(),
            Cell::Text(text) => one_line(&text),
            Cell::Number(number) => number.to_string(),
            Cell::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Date(date) => date.to_string(),
            Cell::Fault(fault) => fault,
            Cell::Undecodable(bytes) => {
                // Twelve bytes from the first that is not ASCII are enough to find the place.
                let from = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
                let hex: Vec<String> = bytes[from..].iter().take(12).map(|byte| format!("{byte:02X}")).collect();
                hex.join(" ")
            }
        }
    }
}

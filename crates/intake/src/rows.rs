//! From one row to one program sheet (行の読み取り), with everything that is wrong in it.

use crate::cell::{Cell, Row};
use crate::clean::MAX_TEXT_CHARS;
use crate::layout::{Layout, one_line};
use crate::letters::letter_of;
use crate::mapping::{Mapping, MoneyFields, SheetYear};
use crate::problems;
use crate::programs::{Problems, Reading};
use fiscal::{FiscalYear, Yen};
use reform::program::{
    BudgetLine, DirectionGiven, Funding, Indicator, IndicatorValue, LogicText, MoneyLine, Note, ProgramSheet,
    ReviewAnswer, StaffTime, Stage,
};
use reform::{Place, Problem, ProblemKind, Severity};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Reads the rows of one file, remembering which programs it has seen.
pub(crate) struct RowReader<'m> {
    pub(crate) mapping: &'m Mapping,
    pub(crate) layout: Layout,
    file: String,
    sheet: Option<String>,
    /// Hash of identifier and year → second hash, row. Ninety-six bits in all: a million programs fit in 40 MB, and
    /// two of them are confused once in 10^17 files.
    seen: HashMap<u64, (u32, u32)>,
    pub(crate) spellings_told: HashSet<usize>,
    /// By column, the field read last and what came of it: neighbouring rows repeat departments, policies and years.
    pub(crate) last_texts: Vec<LastText>,
    /// Whether a field of nothing but digits is always a number: the mapping has no such word for "not stated".
    pub(crate) digits_are_numbers: bool,
    pub(crate) last_years: HashMap<usize, (String, FiscalYear)>,
    pub(crate) problems: Problems,
    /// Whether the row being read has an error.
    failed: bool,
}

/// A field of a text file and the text it was read as.
#[derive(Default)]
pub(crate) struct LastText {
    pub(crate) raw: Vec<u8>,
    pub(crate) text: String,
    pub(crate) is_long: bool,
}

impl<'m> RowReader<'m> {
    pub(crate) fn new(mapping: &'m Mapping, layout: Layout, file: String, sheet: Option<String>) -> RowReader<'m> {
        RowReader {
            mapping,
            layout,
            file,
            sheet,
            seen: HashMap::new(),
            spellings_told: HashSet::new(),
            last_texts: Vec::new(),
            digits_are_numbers: !mapping.not_stated.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit())),
            last_years: HashMap::new(),
            problems: Problems::default(),
            failed: false,
        }
    }

    pub(crate) fn is_blank(&self, row: &Row<'_>) -> bool {
        self.layout.used.iter().all(|column| row.is_blank(*column))
    }

    /// The sheet of one row, unless something in it is an error; counts and problems go into `reading`.
    pub(crate) fn read(&mut self, row: &Row<'_>, reading: &mut Reading) -> Option<ProgramSheet> {
        reading.read += 1;
        self.failed = false;
        std::mem::swap(&mut self.problems, &mut reading.problems);
        let sheet = self.fits(row).then(|| self.sheet(row));
        if let Some((sheet, year_known)) = &sheet {
            self.add_totals(sheet, *year_known, reading);
        }
        std::mem::swap(&mut self.problems, &mut reading.problems);
        let (sheet, _) = sheet.filter(|_| !self.failed)?;
        reading.accepted += 1;
        Some(sheet)
    }

    /// Notes a problem of the row being read.
    pub(crate) fn tell(&mut self, kind: &'static ProblemKind, row: u32, column: Option<usize>, excerpt: &str) {
        self.failed |= kind.severity >= Severity::Error;
        let mut problems = std::mem::take(&mut self.problems);
        problems.add(kind, || Problem::new(kind, self.place(Some(row), column), excerpt));
        self.problems = problems;
    }

    /// A place in this file: column letters in a sheet, headings in a text.
    pub(crate) fn place(&self, row: Option<u32>, column: Option<usize>) -> Place {
        let column = column.map(|column| {
            let heading = self.layout.headings.get(column).map(|heading| one_line(heading)).unwrap_or_default();
            if self.sheet.is_some() || heading.is_empty() {
                return letter_of(column);
            }
            // Year blocks repeat their headings; the letter tells them apart.
            let repeated = self.layout.headings.iter().filter(|other| one_line(other) == heading).count() > 1;
            if repeated { format!("{heading}({})", letter_of(column)) } else { heading }
        });
        Place { file: self.file.clone(), sheet: self.sheet.clone(), row, column }
    }

    /// In a text a shifted row shows in its number of fields; what stands in it then cannot be trusted.
    fn fits(&mut self, row: &Row<'_>) -> bool {
        let width = self.layout.headings.len();
        let spare = (width..row.width()).any(|column| !row.is_blank(column));
        if self.sheet.is_none() && (row.width() < width || spare) {
            self.find_open_quote(row);
            self.tell(&problems::FIELD_COUNT, row.number, None, &format!("{} ≠ {width}", row.width()));
            return false;
        }
        true
    }

    /// A quotation mark left open swallows the rest of the file into one field.
    fn find_open_quote(&mut self, row: &Row<'_>) {
        for column in 0..row.width() {
            if let Cell::Text(text) = row.cell(column)
                && text.chars().nth(MAX_TEXT_CHARS).is_some()
            {
                self.tell(&problems::TEXT_TOO_LONG, row.number, Some(column), &text);
            }
        }
    }

    fn sheet(&mut self, row: &Row<'_>) -> (ProgramSheet, bool) {
        let program = &self.mapping.program;
        let told = self.problems.total();
        let name = self.text(row, self.layout.name);
        let name_was_told = self.problems.total() > told;
        let external_id = self.identifier(row, &name);
        if name.is_empty() && !name_was_told {
            self.tell(&problems::NAME_MISSING, row.number, Some(self.layout.name), "");
        }
        let year = self.fiscal_year(row);
        // A row without a year is refused; the rest of it is still read, so that all its faults are told at once.
        let fiscal_year = year.unwrap_or(FiscalYear::new(2000).expect("2000 is in range"));
        if !external_id.is_empty() && year.is_some() {
            self.refuse_repetition(row, &external_id, fiscal_year);
        }
        let start_year = program.start_year.as_ref().and_then(|year| self.year(row, self.layout.start_year?, year));
        let end_year = program.end_year.as_ref().and_then(|year| self.year(row, self.layout.end_year?, year));
        if let (Some(start), Some(end)) = (start_year, end_year)
            && end < start
        {
            let words = format!("{} → {}", start.japanese(), end.japanese());
            self.tell(&problems::YEARS_REVERSED, row.number, self.layout.end_year, &words);
        }
        let obligation = program.obligation.as_ref().and_then(|words| {
            let (_, meaning) = self.word(row, self.layout.obligation?, words, &problems::WORD_UNKNOWN)?;
            meaning
        });
        let direction = program.direction.as_ref().and_then(|words| {
            let (words, direction) = self.word(row, self.layout.direction?, words, &problems::WORD_UNKNOWN)?;
            Some(DirectionGiven { direction, words })
        });
        let (money, staff) = self.money(row, fiscal_year);
        let sheet = ProgramSheet {
            external_id,
            fiscal_year,
            name,
            department: self.department(row),
            policy: self.policy(row),
            budget_lines: self.budget_lines(row),
            legal_basis: self.layout.legal_basis.map(|column| self.text(row, column)).unwrap_or_default(),
            obligation,
            summary: self.layout.summary.map(|column| self.long_text(row, column)).unwrap_or_default(),
            logic: LogicText {
                means: self.logic(row, 0),
                target: self.logic(row, 1),
                intent: self.logic(row, 2),
                result: self.logic(row, 3),
            },
            start_year,
            end_year,
            money,
            staff,
            indicators: self.indicators(row, fiscal_year),
            answers: self.answers(row),
            direction,
            notes: self.notes(row),
            source_sheet: self.sheet.clone(),
            source_row: row.number,
        };
        (sheet, year.is_some())
    }

    fn identifier(&mut self, row: &Row<'_>, name: &str) -> String {
        let told = self.problems.total();
        let id = self.plain_text(row, self.layout.id);
        let zero = !id.is_empty() && id.chars().all(|c| matches!(c, '0' | '０'));
        if (id.is_empty() || zero) && self.problems.total() == told {
            let excerpt = if id.is_empty() { name.to_owned() } else { format!("{id}({name})") };
            self.tell(&problems::ID_MISSING, row.number, Some(self.layout.id), &excerpt);
        }
        id
    }

    fn fiscal_year(&mut self, row: &Row<'_>) -> Option<FiscalYear> {
        let mapping = self.mapping;
        let (Some(column), SheetYear::Column(how)) = (self.layout.fiscal_year, &mapping.program.fiscal_year) else {
            return match &mapping.program.fiscal_year {
                SheetYear::Fixed(year) => Some(*year),
                SheetYear::Column(_) => None,
            };
        };
        if row.is_blank(column) {
            self.tell(&problems::YEAR_MISSING, row.number, Some(column), "");
            return None;
        }
        let told = self.problems.total();
        let year = self.strict_year(row, column, how);
        if year.is_none() && self.problems.total() == told {
            self.tell(&problems::YEAR_MISSING, row.number, Some(column), "");
        }
        year
    }

    fn refuse_repetition(&mut self, row: &Row<'_>, id: &str, year: FiscalYear) {
        let hash = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, id, year).hash(&mut hasher);
            hasher.finish()
        };
        let check = (hash(1) >> 32) as u32;
        match self.seen.get(&hash(0)) {
            Some((known, first)) if *known == check => {
                let words = format!("{id}({first}行目にもあります)");
                self.tell(&problems::ID_DUPLICATE, row.number, Some(self.layout.id), &words);
            }
            Some(_) => {}
            None => {
                self.seen.insert(hash(0), (check, row.number));
            }
        }
    }

    fn department(&mut self, row: &Row<'_>) -> Vec<String> {
        let mut levels: Vec<String> = Vec::with_capacity(3);
        for index in 0..self.layout.department.len() {
            levels.extend(Some(self.text(row, self.layout.department[index])).filter(|text| !text.is_empty()));
        }
        if let Some(first) = levels.first().cloned() {
            let split = (self.mapping.split_after.iter())
                .filter_map(|ending| first.find(ending.as_str()).map(|at| first.split_at(at + ending.len())))
                .find(|(_, rest)| !rest.trim().is_empty());
            if let Some((upper, lower)) = split {
                levels.splice(..1, [upper.trim().to_owned(), lower.trim().to_owned()]);
            }
        }
        levels
    }

    fn policy(&mut self, row: &Row<'_>) -> Vec<String> {
        let mut levels = Vec::with_capacity(self.layout.policy.len());
        for index in 0..self.layout.policy.len() {
            levels.extend(Some(self.text(row, self.layout.policy[index])).filter(|text| !text.is_empty()));
        }
        levels
    }

    /// Codes on separate lines of a cell belong to separate budget lines, in the same order in every column.
    fn budget_lines(&mut self, row: &Row<'_>) -> Vec<BudgetLine> {
        let columns = self.layout.budget_lines;
        let texts = columns.map(|column| column.map(|column| self.text(row, column)).unwrap_or_default());
        if texts.iter().all(|text| !text.contains('\n')) {
            let stated = texts.iter().any(|text| !text.is_empty());
            let [account, kan, kou, moku, program] = texts;
            return stated.then_some(BudgetLine { account, kan, kou, moku, program }).into_iter().collect();
        }
        let codes: [Vec<&str>; 5] =
            std::array::from_fn(|level| texts[level].lines().map(str::trim).filter(|code| !code.is_empty()).collect());
        let lines = codes.iter().map(Vec::len).max().unwrap_or(0);
        if codes.iter().any(|level| !level.is_empty() && level.len() != lines) {
            let counts: Vec<String> = codes.iter().map(|level| level.len().to_string()).collect();
            let first = columns.iter().flatten().next().copied();
            self.tell(&problems::BUDGET_CODES_UNEVEN, row.number, first, &counts.join("・"));
        }
        (0..lines)
            .map(|line| {
                let code = |level: usize| match codes[level].as_slice() {
                    [only] => (*only).to_owned(),
                    several => several.get(line).map(|code| (*code).to_owned()).unwrap_or_default(),
                };
                BudgetLine { account: code(0), kan: code(1), kou: code(2), moku: code(3), program: code(4) }
            })
            .collect()
    }

    fn logic(&mut self, row: &Row<'_>, part: usize) -> String {
        let count = self.layout.logic[part].len();
        if let [(column, label)] = self.layout.logic[part].as_slice()
            && label.is_empty()
        {
            return self.long_text(row, *column);
        }
        let mut texts = Vec::with_capacity(count);
        for index in 0..count {
            let text = self.long_text(row, self.layout.logic[part][index].0);
            let label = &self.layout.logic[part][index].1;
            match (text.is_empty(), label.is_empty()) {
                (true, _) => {}
                (false, true) => texts.push(text),
                (false, false) => texts.push(format!("{label}\n{text}")),
            }
        }
        if texts.len() == 1 { texts.swap_remove(0) } else { texts.join("\n\n") }
    }

    fn money(&mut self, row: &Row<'_>, own_year: FiscalYear) -> (Vec<MoneyLine>, Vec<StaffTime>) {
        let (mut money, mut staff) = (Vec::new(), Vec::new());
        for index in 0..self.layout.money.len() {
            let entry = &self.layout.money[index];
            let (columns, fiscal_year) = (entry.columns, entry.year.unwrap_or(own_year));
            let stage = self.stage(row, index);
            money.extend(self.money_line(row, &columns, fiscal_year, stage));
            let persons = columns.persons.and_then(|column| self.quantity(row, column, false));
            let hours = columns.hours.and_then(|column| self.quantity(row, column, false));
            let cost = columns.staff_cost.and_then(|column| self.yen(row, column));
            if persons.is_some() || hours.is_some() || cost.is_some() {
                staff.push(StaffTime { fiscal_year, persons, hours, cost });
            }
        }
        (money, staff)
    }

    fn stage(&mut self, row: &Row<'_>, index: usize) -> Stage {
        let entry = &self.layout.money[index];
        let stage = entry.stage;
        let Some((column, money)) = entry.stage_column else { return stage };
        let mapping = self.mapping;
        let Some(words) = &mapping.money[money].stage_column else { return stage };
        self.word(row, column, words, &problems::STAGE_UNKNOWN).and_then(|(_, stage)| stage).unwrap_or(stage)
    }

    fn money_line(
        &mut self,
        row: &Row<'_>,
        columns: &MoneyFields<Option<usize>>,
        fiscal_year: FiscalYear,
        stage: Stage,
    ) -> Option<MoneyLine> {
        let told = self.problems.total();
        let cost = columns.cost.and_then(|column| self.yen(row, column));
        let cost_was_told = self.problems.total() > told;
        let mut amount = |column: Option<usize>| column.and_then(|column| self.yen(row, column));
        let funding = Funding {
            national: amount(columns.national),
            prefectural: amount(columns.prefectural),
            bonds: amount(columns.bonds),
            other: amount(columns.other),
            general: amount(columns.general),
        };
        let Some(cost) = cost else {
            if funding != Funding::default() && !cost_was_told {
                self.tell(&problems::COST_MISSING, row.number, columns.cost, &fiscal_year.japanese());
            }
            return None;
        };
        let line = MoneyLine { fiscal_year, stage, cost, funding };
        match line.discrepancy() {
            Ok(Yen::ZERO) => {}
            Ok(difference) => {
                let sum = Yen(cost.0 - difference.0);
                let words = format!("{}: {cost} − {sum} = {difference} 円", fiscal_year.japanese());
                self.tell(&problems::FUNDING_MISMATCH, row.number, columns.cost, &words);
            }
            Err(_) => self.tell(&problems::AMOUNT_OVERFLOW, row.number, columns.cost, &cost.to_string()),
        }
        Some(line)
    }

    fn indicators(&mut self, row: &Row<'_>, own_year: FiscalYear) -> Vec<Indicator> {
        let mapping = self.mapping;
        let mut found = Vec::new();
        for (index, columns) in mapping.indicators.iter().enumerate() {
            let name = self.text(row, self.layout.indicators[index].name);
            let unit = self.layout.indicators[index].unit.map(|column| self.text(row, column)).unwrap_or_default();
            let mut values = Vec::new();
            for value in 0..self.layout.indicators[index].values.len() {
                let (year, target, actual) = self.layout.indicators[index].values[value];
                let target = target.and_then(|column| self.quantity(row, column, mapping.lenient_indicators));
                let actual = actual.and_then(|column| self.quantity(row, column, mapping.lenient_indicators));
                if target.is_some() || actual.is_some() {
                    values.push(IndicatorValue { fiscal_year: year.unwrap_or(own_year), target, actual });
                }
            }
            // Formulas leave zeros under an indicator that has no name; they measure nothing.
            if !name.is_empty() {
                values.sort_by_key(|value| value.fiscal_year);
                found.push(Indicator { kind: columns.kind, mark: columns.mark.clone(), name, unit, values });
            }
        }
        found
    }

    fn answers(&mut self, row: &Row<'_>) -> Vec<ReviewAnswer> {
        let mut answers = Vec::new();
        for index in 0..self.layout.answers.len() {
            let place = &self.layout.answers[index];
            let (judgement, reason) = (place.judgement, place.reason);
            let judgement = judgement.map(|column| self.text(row, column)).unwrap_or_default();
            let reason = reason.map(|column| self.long_text(row, column)).unwrap_or_default();
            if !judgement.is_empty() || !reason.is_empty() {
                let question = self.layout.answers[index].question.clone();
                answers.push(ReviewAnswer { question, judgement, reason });
            }
        }
        answers
    }

    fn notes(&mut self, row: &Row<'_>) -> Vec<Note> {
        let mapping = self.mapping;
        let mut notes = Vec::new();
        for index in 0..self.layout.notes.len() {
            let entry = &mapping.notes[self.layout.notes[index].entry];
            let text = if entry.date { self.date(row, index, entry) } else { self.note_text(row, index, entry) };
            if !text.is_empty() {
                notes.push(Note { heading: self.layout.notes[index].heading.clone(), text });
            }
        }
        notes
    }

    fn add_totals(&self, sheet: &ProgramSheet, year_known: bool, reading: &mut Reading) {
        for line in &sheet.money {
            if year_known || line.fiscal_year != sheet.fiscal_year {
                let total = reading.totals.entry((line.fiscal_year, line.stage)).or_default();
                total.read_yen += i128::from(line.cost.0);
                let in_units = i128::from(line.cost.0 / self.mapping.money_unit.yen());
                total.read_in_units += in_units;
                if !self.failed {
                    total.accepted_in_units += in_units;
                    total.accepted_yen += i128::from(line.cost.0);
                }
            }
        }
    }
}

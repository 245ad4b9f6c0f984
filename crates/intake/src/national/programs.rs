//! Programs from their tables (事業の組立て): table 1-2 says which there are, the others add to them.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use reform::program::{LogicText, Note, ProgramSheet};
use reform::{Place, Problem};

use super::table::{Fields, read_table};
use super::{Folder, NationalPrograms, NationalReport, Table, budget, kinds, organisation, review};
use crate::problems;

/// The most programs of one folder.
const MAX_PROGRAMS: usize = 50_000;

/// The parts of a department's name, from the top down.
const DEPARTMENT: [&str; 8] = ["政策所管府省庁", "府省庁", "局・庁", "部", "課", "室", "班", "係"];

const SUMMARY: [&str; 26] = [
    DEPARTMENT[0],
    DEPARTMENT[1],
    DEPARTMENT[2],
    DEPARTMENT[3],
    DEPARTMENT[4],
    DEPARTMENT[5],
    DEPARTMENT[6],
    DEPARTMENT[7],
    "事業の目的",
    "現状・課題",
    "事業の概要",
    "事業概要URL",
    "事業区分",
    START,
    "開始年度不明",
    END,
    NO_END,
    EXPENSE,
    "備考",
    "実施方法ー直接実施",
    "実施方法ー補助",
    "実施方法ー負担",
    "実施方法ー交付",
    "実施方法ー分担金・拠出金",
    "実施方法ーその他",
    "旧事業番号",
];
const START: &str = "事業開始年度";
const END: &str = "事業終了（予定）年度";
const NO_END: &str = "終了予定なし";
/// The one column in which the rows of a program may differ.
const EXPENSE: &str = "主要経費";
/// The kinds of a program, by whether its year before had it.
const CLASSES: [&str; 3] = ["前年度事業", "新規開始事業", "新規要求事業"];

/// A program under way.
pub(super) struct Draft {
    pub(super) sheet: ProgramSheet,
    /// Whether one of its rows has an error: it will be left out.
    pub(super) failed: bool,
    /// The values of its first row of table 1-2, to hold others against.
    hashes: Vec<(&'static str, u64)>,
    expenses: Vec<String>,
}

/// The programs by number, in the order they came.
pub(super) struct Drafts {
    pub(super) list: Vec<Draft>,
    places: HashMap<String, usize>,
}

pub(super) fn read(folder: &Folder) -> NationalPrograms {
    let mut report = NationalReport::default();
    let mut drafts = read_summary(folder, &mut report);
    organisation::read_organisation(folder, &mut drafts, &mut report);
    organisation::read_policies(folder, &mut drafts, &mut report);
    let mut totals = budget::read(folder, &mut drafts, &mut report);
    review::read(folder, &mut drafts, &mut report);
    if report.problems.fatal {
        return NationalPrograms { report, ..NationalPrograms::default() };
    }
    let seen = drafts.list.len() as u64;
    let sheets: Vec<ProgramSheet> =
        drafts.list.into_iter().filter(|draft| !draft.failed).map(|draft| draft.sheet).collect();
    for line in sheets.iter().flat_map(|sheet| &sheet.money) {
        totals.entry((line.fiscal_year, line.stage)).or_default().accepted_yen += i128::from(line.cost.0);
    }
    NationalPrograms { sheets, seen, totals, report }
}

/// Reads a table whose rows add to programs that are known; one unknown is told once, one without any row as well.
pub(super) fn read_additions(
    folder: &Folder,
    table: Table,
    names: &[&'static str],
    drafts: &mut Drafts,
    report: &mut NationalReport,
    each: &mut dyn FnMut(&mut Draft, &mut Fields<'_>),
) {
    let mut told = HashSet::new();
    let mut met = vec![false; drafts.list.len()];
    read_table(folder, table, names, report, &mut |id, fields| {
        match drafts.places.get(id) {
            Some(place) => {
                let draft = &mut drafts.list[*place];
                met[*place] = true;
                each(draft, fields);
                draft.failed |= fields.failed;
            }
            None if told.insert(id.to_owned()) => fields.tell(&kinds::PROGRAM_UNKNOWN, Some("予算事業ID"), id),
            None => {}
        }
        ControlFlow::Continue(())
    });
    if report.problems.fatal {
        return;
    }
    for (draft, _) in drafts.list.iter().zip(met).filter(|(_, met)| !met) {
        let words = format!("{} {}", draft.sheet.external_id, draft.sheet.name);
        let kind = &kinds::PROGRAM_WITHOUT_ROW;
        report.problems.add(kind, || Problem::new(kind, Place::file(folder.name(table)), words));
    }
}

/// Adds a note when there is something to say.
pub(super) fn note(sheet: &mut ProgramSheet, heading: &str, text: String) {
    if !text.is_empty() {
        sheet.notes.push(Note { heading: heading.to_owned(), text });
    }
}

fn read_summary(folder: &Folder, report: &mut NationalReport) -> Drafts {
    let mut drafts = Drafts { list: Vec::new(), places: HashMap::new() };
    let mut contradicting: Option<(Place, u64)> = None;
    let mut overflow = false;
    read_table(folder, Table::Summary, &SUMMARY, report, &mut |id, fields| {
        match drafts.places.get(id) {
            Some(place) => drafts.list[*place].compare(fields),
            None if drafts.list.len() == MAX_PROGRAMS => {
                overflow = true;
                return ControlFlow::Break(());
            }
            None => {
                if !fields.is_blank(END) && fields.flag(NO_END) {
                    let place = fields.place(Some(END));
                    contradicting.get_or_insert((place, 0)).1 += 1;
                }
                drafts.places.insert(id.to_owned(), drafts.list.len());
                drafts.list.push(Draft::new(id, folder, fields));
            }
        }
        ControlFlow::Continue(())
    });
    if overflow {
        let kind = &problems::FILE_TOO_LARGE;
        let place = Place::file(folder.name(Table::Summary));
        report.problems.add(kind, || Problem::new(kind, place, format!("> {MAX_PROGRAMS} programs（事業）")));
    }
    if let Some((place, count)) = contradicting {
        let kind = &kinds::END_CONTRADICTS;
        report.problems.add(kind, || Problem::new(kind, place, format!("{count} programs（事業）")));
    }
    for draft in &mut drafts.list {
        let expenses = std::mem::take(&mut draft.expenses).join("、");
        note(&mut draft.sheet, EXPENSE, expenses);
    }
    drafts
}

impl Draft {
    fn new(id: &str, folder: &Folder, fields: &mut Fields<'_>) -> Draft {
        let name = fields.text("事業名");
        if name.is_empty() {
            fields.tell(&problems::NAME_MISSING, Some("事業名"), id);
        }
        // A row without a readable year is refused; the rest of it is still read, so that all its faults are told at once.
        let fiscal_year = fields.year("事業年度").unwrap_or(FiscalYear::new(2000).expect("2000 is in range"));
        let (start_year, end_year) = (fields.year(START), fields.year(END));
        if let (Some(start), Some(end)) = (start_year, end_year)
            && end < start
        {
            let words = format!("{} → {}", start.start(), end.start());
            fields.tell(&problems::YEARS_REVERSED, Some(END), words);
        }
        let mut sheet = ProgramSheet {
            external_id: id.to_owned(),
            fiscal_year,
            name,
            department: department(fields, &DEPARTMENT),
            policy: Vec::new(),
            budget_lines: Vec::new(),
            legal_basis: String::new(),
            obligation: None,
            summary: fields.text("事業の概要"),
            logic: LogicText { intent: fields.text("事業の目的"), ..LogicText::default() },
            start_year,
            end_year,
            money: Vec::new(),
            staff: Vec::new(),
            indicators: Vec::new(),
            answers: Vec::new(),
            direction: None,
            notes: Vec::new(),
            source_sheet: Some(folder.name(Table::Summary)),
            source_row: fields.row(),
        };
        note(&mut sheet, "現状・課題", fields.text("現状・課題"));
        note(&mut sheet, "事業区分", fields.word("事業区分", &CLASSES));
        note(&mut sheet, "実施方法", methods(fields));
        note(&mut sheet, "事業概要URL", fields.text("事業概要URL"));
        note(&mut sheet, "旧事業番号", fields.text("旧事業番号"));
        note(&mut sheet, "備考", fields.text("備考"));
        if fields.flag("開始年度不明") && start_year.is_none() {
            note(&mut sheet, START, "不明".to_owned());
        }
        let expenses = Some(fields.text(EXPENSE)).filter(|text| !text.is_empty()).into_iter().collect();
        Draft { sheet, failed: fields.failed, hashes: fields.hashes(), expenses }
    }

    /// A further row of the same program may name another kind of expense, and nothing else.
    fn compare(&mut self, fields: &mut Fields<'_>) {
        let differing =
            self.hashes.iter().zip(fields.hashes()).find(|(own, other)| own.0 != EXPENSE && own.1 != other.1);
        match differing {
            Some(((column, _), _)) => {
                let words = format!("{}: {}行目と違います", self.sheet.external_id, self.sheet.source_row);
                fields.tell(&kinds::ROWS_DISAGREE, Some(column), words);
            }
            None => {
                let expense = fields.text(EXPENSE);
                if !expense.is_empty() && !self.expenses.contains(&expense) {
                    self.expenses.push(expense);
                }
            }
        }
        self.failed |= fields.failed;
    }
}

/// The parts of a department that are stated; an agency of the same name as its ministry is said once.
pub(super) fn department(fields: &mut Fields<'_>, columns: &[&'static str]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for column in columns {
        let part = fields.text(column);
        if !part.is_empty() && parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    parts
}

fn methods(fields: &mut Fields<'_>) -> String {
    let mut methods = Vec::new();
    for column in SUMMARY.iter().filter(|column| column.starts_with("実施方法ー")) {
        if fields.flag(column) {
            methods.push(column.trim_start_matches("実施方法ー"));
        }
    }
    methods.join("、")
}

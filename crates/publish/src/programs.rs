//! Lists of programs (予算事務事業の一覧) as CSV and Excel, in the columns of `mappings/standard.toml`.
//!
//! One row is one program sheet. Its money, staff time and indicator values are those of the sheet's own fiscal year,
//! the money at the last stage of the budget cycle it has (決算 before 現計 before 当初予算 …); other years, a fourth
//! indicator of a kind and the review answers are not in the row. What was exported can be imported again; the `'` that
//! keeps a spreadsheet from running a text (see [`crate::text::neutralise`]) is undone by [`crate::text::restore`].

use std::borrow::Borrow;
use std::io::Write;

use fiscal::Yen;
use reform::program::{BudgetLine, DirectionGiven, IndicatorKind, MoneyLine, ProgramSheet, StaffTime};

use crate::table::Cell;
use crate::{ExportError, csv, excel};

/// What a file says of itself (この表について).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportNote {
    /// The filter and order the list was made with, in words; empty for none.
    pub filter: String,
    /// Where the figures come from.
    pub source: String,
    /// Whether the data are illustrative (例示).
    pub illustrative: bool,
    /// When the file was made, as `2026-01-31T12:00:00`, given by the caller.
    pub made_at: String,
    /// Who publishes it, such as the city's name.
    pub publisher: String,
}

/// The headings, those of the standard mapping: the program, then three indicators of each kind, then remarks.
pub fn headings() -> Vec<String> {
    let main = MAIN_COLUMNS.iter().map(|(name, _)| (*name).to_string());
    let indicators = IndicatorKind::ALL.iter().flat_map(|kind| {
        (1..=INDICATORS_PER_KIND).flat_map(move |place| {
            ["", " 単位", " 目標", " 実績"].map(|part| format!("{}{place}{part}", kind.label_ja()))
        })
    });
    main.chain(indicators).chain(["備考".to_string()]).collect()
}

/// How many indicators of each kind have columns.
const INDICATORS_PER_KIND: usize = 3;

/// The columns up to the indicators: heading and width in characters.
const MAIN_COLUMNS: [(&str, f64); 34] = [
    ("事業番号", 12.0),
    ("事業名", 40.0),
    ("年度", 8.0),
    ("部局", 18.0),
    ("課", 20.0),
    ("係", 14.0),
    ("会計", 10.0),
    ("款", 12.0),
    ("項", 12.0),
    ("目", 12.0),
    ("事業コード", 12.0),
    ("政策", 20.0),
    ("施策", 24.0),
    ("基本事業", 24.0),
    ("根拠法令", 24.0),
    ("義務付け", 10.0),
    ("概要", 50.0),
    ("手段", 40.0),
    ("対象", 30.0),
    ("意図", 40.0),
    ("結果", 40.0),
    ("開始年度", 9.0),
    ("終了年度", 9.0),
    ("段階", 10.0),
    ("事業費（円）", 18.0),
    ("国庫支出金（円）", 16.0),
    ("県支出金（円）", 16.0),
    ("市債（円）", 16.0),
    ("その他特定財源（円）", 18.0),
    ("一般財源（円）", 16.0),
    ("職員数（人）", 10.0),
    ("業務時間（時間）", 12.0),
    ("人件費（円）", 16.0),
    ("方向性", 10.0),
];

/// A CSV file of programs being written row by row, for lists too long to hold.
pub struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    /// Writes the header row.
    ///
    /// # Errors
    /// When the receiver does not take the bytes.
    pub fn start(out: W) -> Result<CsvWriter<W>, ExportError> {
        csv::Writer::start(out, &headings()).map(CsvWriter)
    }

    /// Writes one program.
    ///
    /// # Errors
    /// When the receiver does not take the bytes.
    pub fn row(&mut self, sheet: &ProgramSheet) -> Result<(), ExportError> {
        self.0.row(&cells(sheet))
    }

    /// Hands the last bytes over.
    ///
    /// # Errors
    /// When the receiver does not take the bytes.
    pub fn finish(self) -> Result<(), ExportError> {
        self.0.finish()
    }
}

/// Writes programs as CSV: UTF-8 with BOM, CRLF, one header row, numbers as plain digits.
///
/// # Errors
/// When the receiver does not take the bytes.
pub fn csv(out: impl Write, rows: impl IntoIterator<Item = impl Borrow<ProgramSheet>>) -> Result<(), ExportError> {
    let mut writer = CsvWriter::start(out)?;
    for row in rows {
        writer.row(row.borrow())?;
    }
    writer.finish()
}

/// The programs as a workbook: the list on the first sheet, what it is on the second. At most `row_count` rows are
/// taken; above 10,000 they are written without being held in memory.
///
/// # Errors
/// Above 1,048,575 rows.
pub fn xlsx(
    row_count: usize,
    rows: impl IntoIterator<Item = impl Borrow<ProgramSheet>>,
    note: &ExportNote,
) -> Result<Vec<u8>, ExportError> {
    let header = headings();
    let main_widths = MAIN_COLUMNS.iter().map(|(_, width)| *width);
    let widths: Vec<f64> = main_widths.chain(std::iter::repeat(14.0)).take(header.len()).collect();
    let rows = rows.into_iter().map(|sheet| cells(sheet.borrow()));
    let unit = "金額は円、業務時間は時間 / amounts in yen, working time in hours";
    excel::workbook("予算事務事業一覧", &header, &widths, row_count, rows, unit, note)
}

fn cells(sheet: &ProgramSheet) -> Vec<Cell> {
    let money = own_money(sheet);
    let funding = money.map(|line| line.funding).unwrap_or_default();
    let staff: Option<&StaffTime> = sheet.staff.iter().find(|staff| staff.fiscal_year == sheet.fiscal_year);
    let text = |text: &str| Cell::Text(text.to_string());
    let year = |year: Option<fiscal::FiscalYear>| year.map_or(Cell::Empty, |year| Cell::Text(year.start().to_string()));
    let yen = |yen: Option<Yen>| yen.map_or(Cell::Empty, Cell::Money);
    let number = |number: Option<fiscal::Quantity>| number.map_or(Cell::Empty, Cell::Number);
    let codes = |level: fn(&BudgetLine) -> &str| Cell::Text(joined(&sheet.budget_lines, level));
    let mut cells = vec![
        text(&sheet.external_id),
        text(&sheet.name),
        year(Some(sheet.fiscal_year)),
        level(&sheet.department, 0),
        level(&sheet.department, 1),
        level(&sheet.department, 2),
        codes(|line| &line.account),
        codes(|line| &line.kan),
        codes(|line| &line.kou),
        codes(|line| &line.moku),
        codes(|line| &line.program),
        level(&sheet.policy, 0),
        level(&sheet.policy, 1),
        level(&sheet.policy, 2),
        text(&sheet.legal_basis),
        sheet.obligation.map_or(Cell::Empty, |obligation| text(obligation.label_ja())),
        text(&sheet.summary),
        text(&sheet.logic.means),
        text(&sheet.logic.target),
        text(&sheet.logic.intent),
        text(&sheet.logic.result),
        year(sheet.start_year),
        year(sheet.end_year),
        money.map_or(Cell::Empty, |line| text(line.stage.label_ja())),
        yen(money.map(|line| line.cost)),
        yen(funding.national),
        yen(funding.prefectural),
        yen(funding.bonds),
        yen(funding.other),
        yen(funding.general),
        number(staff.and_then(|staff| staff.persons)),
        number(staff.and_then(|staff| staff.hours)),
        yen(staff.and_then(|staff| staff.cost)),
        direction(sheet.direction.as_ref()),
    ];
    cells.extend(IndicatorKind::ALL.iter().flat_map(|kind| indicator_cells(sheet, *kind)));
    cells.push(Cell::Text(remarks(sheet)));
    cells
}

/// Name, unit, target and actual of the first indicators of a kind, for the sheet's own year.
fn indicator_cells(sheet: &ProgramSheet, kind: IndicatorKind) -> Vec<Cell> {
    let number = |number: Option<fiscal::Quantity>| number.map_or(Cell::Empty, Cell::Number);
    let of_kind = sheet.indicators.iter().filter(|indicator| indicator.kind == kind);
    let mut cells: Vec<Cell> = of_kind
        .take(INDICATORS_PER_KIND)
        .flat_map(|indicator| {
            let value = indicator.values.iter().find(|value| value.fiscal_year == sheet.fiscal_year);
            [
                Cell::Text(indicator.name.clone()),
                Cell::Text(indicator.unit.clone()),
                number(value.and_then(|value| value.target)),
                number(value.and_then(|value| value.actual)),
            ]
        })
        .collect();
    cells.resize(INDICATORS_PER_KIND * 4, Cell::Empty);
    cells
}

/// The notes, each with its heading unless that is already the column's.
fn remarks(sheet: &ProgramSheet) -> String {
    let lines = sheet.notes.iter().map(|note| match note.heading.as_str() {
        "備考" => note.text.clone(),
        heading => format!("{heading}：{}", note.text),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The money of the sheet's own year, at its last stage.
fn own_money(sheet: &ProgramSheet) -> Option<&MoneyLine> {
    sheet.money.iter().filter(|line| line.fiscal_year == sheet.fiscal_year).max_by_key(|line| line.stage.precedence())
}

/// The `depth`-th name of a path; the last column takes whatever lies deeper.
fn level(path: &[String], depth: usize) -> Cell {
    let text = match depth {
        2 => path.get(2..).unwrap_or_default().join(" › "),
        _ => path.get(depth).cloned().unwrap_or_default(),
    };
    Cell::Text(text)
}

/// One code, or several on lines of their own, as workbooks of cities write them.
fn joined(lines: &[BudgetLine], level: fn(&BudgetLine) -> &str) -> String {
    let codes: Vec<&str> = lines.iter().map(level).collect();
    if codes.iter().all(|code| code.is_empty()) { String::new() } else { codes.join("\n") }
}

/// The direction by its label, or the source's own words where no direction is known for them.
fn direction(given: Option<&DirectionGiven>) -> Cell {
    match given {
        None => Cell::Empty,
        Some(DirectionGiven { direction: Some(direction), .. }) => Cell::Text(direction.label_ja().to_string()),
        Some(DirectionGiven { direction: None, words }) => Cell::Text(words.clone()),
    }
}

#[cfg(test)]
mod tests;

//! The redemption schedule of a city's existing bonds (既発債の償還予定): a CSV, a workbook or a TOML file.
//!
//! A table has headings in its first row: a year (年度), the principal (元金) and, where it is known, the interest (利子);
//! the unit of the amounts stands in the heading (`元金（千円）`), and without one they are yen. A row whose year is 合計
//! or 計 is held against the sum of the others. A TOML file has `unit` and `[[year]]` with `year`, `principal`,
//! `interest`.

mod table;

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};
use reform::parameters::debt::RedemptionSchedule;
use reform::{Place, Problem, ProblemKind};

use crate::number::{MoneyUnit, NumberFault, to_yen};
use crate::parameters::read_file;
use crate::plan::fields::Fields;
use crate::plan::kinds::UNKNOWN_CHOICE;
use crate::problems::{self, SCHEDULE_EMPTY, SCHEDULE_GAP, SCHEDULE_NEGATIVE, SCHEDULE_START, SCHEDULE_SUM};
use crate::programs::{Input, base_name};

/// The most years a schedule may have.
const YEARS_MAX: usize = fiscal::debt::YEARS_MAX;

/// What a schedule must fit (期首).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// What is outstanding; the schedule must add up to it.
    pub opening: Yen,
    /// The first projected year, with which the schedule must begin.
    pub first_year: FiscalYear,
}

/// Reads a schedule: TOML by the file's name, else a workbook or a CSV by its bytes.
///
/// # Errors
/// Every fault of the file, with its place; nothing is taken from a file with any.
pub fn read(file_name: &str, input: Input<'_>, start: Start) -> Result<RedemptionSchedule, Vec<Problem>> {
    let file = base_name(file_name);
    let (rows, mut faults) = match is_toml(&file) {
        true => (read_toml(&file, input)?, Vec::new()),
        false => table::read_rows(&file, input)?,
    };
    check_years(&rows, start, &mut faults);
    for row in &rows {
        for amount in [row.principal, row.interest].into_iter().flatten().filter(|amount| *amount < Yen::ZERO) {
            faults.push(Problem::new(&SCHEDULE_NEGATIVE, row.place.clone(), amount.to_string()));
        }
    }
    if faults.is_empty() {
        check_sum(&file, &rows, start.opening, &mut faults);
    }
    match faults.is_empty() {
        true => Ok(schedule_of(rows)),
        false => Err(faults),
    }
}

/// One year as the file has it.
struct ScheduleRow {
    place: Place,
    year: Option<FiscalYear>,
    principal: Option<Yen>,
    interest: Option<Yen>,
}

fn is_toml(file: &str) -> bool {
    file.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn schedule_of(rows: Vec<ScheduleRow>) -> RedemptionSchedule {
    let interests = rows.iter().map(|row| row.interest).collect();
    RedemptionSchedule { redemptions: rows.into_iter().filter_map(|row| row.principal).collect(), interests }
}

/// Each year once, none left out, from the first projected year.
fn check_years(rows: &[ScheduleRow], start: Start, faults: &mut Vec<Problem>) {
    let mut tell = |kind: &'static ProblemKind, row: &ScheduleRow, words: String| {
        faults.push(Problem::new(kind, row.place.clone(), words));
    };
    let Some(first) = rows.first() else { return };
    if let Some(year) = first.year.filter(|year| *year != start.first_year) {
        let words = format!("{} ≠ {}", year.japanese(), start.first_year.japanese());
        tell(&SCHEDULE_START, first, words);
    }
    for pair in rows.windows(2) {
        let (Some(before), Some(year)) = (pair[0].year, pair[1].year) else { continue };
        let words = format!("{} → {}", before.japanese(), year.japanese());
        if year <= before {
            tell(&problems::YEARS_OUT_OF_ORDER, &pair[1], words);
        } else if year.start() != before.start() + 1 {
            tell(&SCHEDULE_GAP, &pair[1], words);
        }
    }
}

fn check_sum(file: &str, rows: &[ScheduleRow], opening: Yen, faults: &mut Vec<Problem>) {
    let mut tell = |kind: &'static ProblemKind, words: String| {
        faults.push(Problem::new(kind, Place::file(file), words));
    };
    if rows.is_empty() {
        return tell(&SCHEDULE_EMPTY, String::new());
    }
    if rows.len() > YEARS_MAX {
        return tell(&problems::SCHEDULE_TOO_LONG, rows.len().to_string());
    }
    let difference = || -> Result<(Yen, Yen), MoneyOverflow> {
        let sum = Yen::checked_sum(rows.iter().filter_map(|row| row.principal))?;
        Ok((sum, sum.checked_sub(opening)?))
    };
    match difference() {
        Ok((_, Yen::ZERO)) => {}
        // Short enough for the longest amounts to be shown whole.
        Ok((sum, difference)) => {
            tell(&SCHEDULE_SUM, format!("Σ {sum} − 期首 / opening {opening} = {difference} 円"));
        }
        Err(_) => tell(&problems::AMOUNT_OVERFLOW, String::new()),
    }
}

fn read_toml(file: &str, input: Input<'_>) -> Result<Vec<ScheduleRow>, Vec<Problem>> {
    let refuse = |kind: &'static ProblemKind, words: String| vec![Problem::new(kind, Place::file(file), words)];
    let bytes = match input {
        Input::Bytes(bytes) => bytes.to_vec(),
        Input::Path(path) => {
            std::fs::read(path).map_err(|error| refuse(&problems::FILE_UNREADABLE, error.to_string()))?
        }
    };
    let text = String::from_utf8(bytes).map_err(|error| refuse(&problems::UNDECODABLE, error.to_string()))?;
    read_file(file, &text, |top| {
        let unit = top.line("unit");
        let unit = MoneyUnit::from_name(&unit).unwrap_or_else(|| {
            top.report_named(&UNKNOWN_CHOICE, "unit", &format!("{unit} → 円 | 千円 | 百万円 | 億円"));
            MoneyUnit::Yen
        });
        let entries = top.list("year", true);
        let rows = entries.iter().map(|entry| toml_row(entry, unit)).collect();
        entries.into_iter().for_each(Fields::finish);
        Some(rows)
    })
}

fn toml_row(entry: &Fields<'_>, unit: MoneyUnit) -> ScheduleRow {
    let amount = |name: &str| match to_yen(entry.number(name), unit) {
        Ok(amount) => Some(amount),
        Err(fault) => {
            entry.report_named(fault_kind(fault), name, "");
            None
        }
    };
    let year = entry.whole("year", 1868..=2200);
    ScheduleRow {
        place: entry.place("year"),
        year: FiscalYear::new(year as i32).ok(),
        principal: amount("principal"),
        interest: if entry.has("interest") { amount("interest") } else { None },
    }
}

fn fault_kind(fault: NumberFault) -> &'static ProblemKind {
    match fault {
        NumberFault::NotANumber => &problems::NOT_A_NUMBER,
        NumberFault::OutOfRange => &problems::NUMBER_OUT_OF_RANGE,
        NumberFault::FractionOfYen(_) => &problems::YEN_FRACTION,
    }
}

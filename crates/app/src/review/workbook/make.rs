//! Making the workbook (点検用エクセルの作成): the sheets of a list, with what may be written in each.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use publish::review_workbook::write_review_workbook;
use reform::plan::Text;
use reform::review::Fields;
use reform::review_workbook::{
    BookRow, Manifest, ManifestColumn, ManifestSheet, PROGRAMS_MAX, Page, ReviewBook, offered_columns,
};
use reform::workflow::{self, Level};
use sha2::{Digest, Sha256};
use store::ReviewRow;
use store::review::{FieldRow, ReviewCycle};

use super::problems::{NO_PROGRAMS, TOO_MANY_PROGRAMS};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, Ask, permit};
use crate::review::list::{Seen, SheetLine, SheetQuery, chosen};
use crate::review::sheet::workflow_cycle;

impl App {
    /// The sheets that match as a workbook, at most [`PROGRAMS_MAX`]: its file name and its bytes. What the actor may not write
    /// stands in it to be read.
    ///
    /// # Errors
    /// When the actor may not use workbooks, there is no review of the year, or none or too many sheets match.
    pub async fn download_workbook(
        &self,
        actor: &Actor,
        year: FiscalYear,
        query: &SheetQuery,
    ) -> Result<(String, Vec<u8>), AppError> {
        permit(actor, Action::UseWorkbooks)?;
        let Seen { cycle, departments, lines } = self.seen_sheets(actor, self.cycle_of(year).await?).await?;
        let paths: BTreeMap<i64, Vec<i64>> = departments.iter().map(|one| (one.id, one.path.clone())).collect();
        let lines = chosen(&departments, lines, query);
        if lines.is_empty() {
            return Err(Refusal::invalid(&NO_PROGRAMS, "").into());
        }
        if lines.len() > PROGRAMS_MAX {
            return Err(Refusal::invalid(&TOO_MANY_PROGRAMS, lines.len().to_string()).into());
        }
        let sheets: Vec<i64> = lines.iter().map(|line| line.row.id).collect();
        let programs: Vec<i64> = lines.iter().map(|line| line.row.program).collect();
        let mut fields = self.store.fields_of_sheets(&sheets).await?;
        let mut money = self.store.money_of_programs(&programs).await?;
        let numbers = numbers(&lines);
        let rows: Vec<BookRow> = lines
            .iter()
            .zip(numbers)
            .map(|(line, number)| BookRow {
                number,
                name: line.row.name.clone(),
                department: line.department.join(" "),
                state: line.row.state,
                revision: line.row.revision,
                level: writing_level(actor, &line.row, &paths, &cycle),
                fields: fields_of(fields.remove(&line.row.id).unwrap_or_default()),
                money: money.remove(&line.row.program).unwrap_or_default(),
            })
            .collect();
        let now = self.clock().now();
        let manifest = self.manifest(year, now, &rows, &sheets);
        let checksum = checksum_of(&manifest);
        let book = ReviewBook {
            city: self.plan.city.name.ja.clone(),
            made_for: actor.signed_in().map_or_else(String::new, |member| member.name.clone()),
            made_at: in_japan(now),
            due: due_days(&cycle, &rows),
            is_demo: cycle.is_demo,
            viewpoints: self.viewpoint_titles(),
            rows,
            manifest,
        };
        let writing = tokio::task::spawn_blocking(move || write_review_workbook(&book, &checksum));
        let bytes = writing.await.map_err(|error| AppError::Task(error.to_string()))??;
        Ok((format!("{}年度_点検.xlsx", year.start()), bytes))
    }

    fn manifest(&self, year: FiscalYear, now: Timestamp, rows: &[BookRow], sheets: &[i64]) -> Manifest {
        let titles = self.viewpoint_titles();
        let viewpoints: Vec<(&str, Text)> = titles.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
        let columns = Page::ALL.iter().flat_map(|page| {
            let offered = offered_columns(*page, &viewpoints, rows);
            offered.iter().map(|column| ManifestColumn::of(*page, column)).collect::<Vec<_>>()
        });
        let sheet = |(row, id): (&BookRow, &i64)| ManifestSheet {
            id: *id,
            revision: row.revision,
            number: row.number.clone(),
            name: row.name.clone(),
        };
        Manifest {
            fiscal_year: year,
            made_at: format!("{now:.3}"),
            columns: columns.collect(),
            sheets: rows.iter().zip(sheets).map(sheet).collect(),
        }
    }

    /// The viewpoints of the plan by id, with their titles.
    pub(super) fn viewpoint_titles(&self) -> Vec<(String, Text)> {
        self.plan.viewpoints.iter().map(|one| (one.id.clone(), one.title.clone())).collect()
    }
}

/// What tells that the hidden page was not changed. Whoever changes it can make a new one; what may be written is asked again
/// when the workbook comes back.
pub(super) fn checksum_of(manifest: &Manifest) -> String {
    hex(&Sha256::digest(manifest.to_text().as_bytes()))
}

/// What stands in a sheet's fields.
pub(super) fn fields_of(rows: Vec<FieldRow>) -> Fields {
    rows.into_iter().map(|row| (row.name, row.text)).collect()
}

/// The level whose fields the actor may write in a sheet now, if any.
fn writing_level(
    actor: &Actor,
    row: &ReviewRow,
    paths: &BTreeMap<i64, Vec<i64>>,
    cycle: &ReviewCycle,
) -> Option<Level> {
    let path = row.department.and_then(|id| paths.get(&id)).map_or(&[][..], Vec::as_slice);
    let sheet = workflow::Sheet {
        state: row.state,
        department_path: path.iter().map(i64::to_string).collect(),
        submitted_by: row.submitted_by.map(|account| account.to_string()),
        frozen_by_hand: row.frozen_by_hand,
    };
    let ask = Ask::ActOnSheet { action: &workflow::Action::Save, sheet: &sheet, cycle: &workflow_cycle(cycle) };
    actor.may(ask).then(|| row.state.holder()).flatten()
}

/// The numbers of the programs, each once: two sources may have given the same.
fn numbers(lines: &[SheetLine]) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *times.entry(line.row.external_id.as_str()).or_default() += 1;
    }
    let number = |line: &SheetLine| match times.get(line.row.external_id.as_str()) {
        Some(1) => line.row.external_id.clone(),
        _ => format!("{}#{}", line.row.external_id, line.row.program),
    };
    lines.iter().map(number).collect()
}

fn due_days(cycle: &ReviewCycle, rows: &[BookRow]) -> String {
    let levels = Level::ALL.iter().filter(|level| rows.iter().any(|row| row.level == Some(**level)));
    let days = levels.map(|level| format!("{} {}", level.label_ja(), cycle.calendar.due(*level).japanese()));
    days.collect::<Vec<_>>().join("、")
}

fn in_japan(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::fixed(offset(9))).strftime("%Y年%-m月%-d日 %H:%M").to_string()
}

//! Sheets as rows (評価シートの書込): one program sheet spread over the tables it is stored in.

use crate::StoreError;
use crate::db::Link;
use crate::digest::sources;
use crate::rows::{Cell, Rows, text_or_null};
use fiscal::FiscalYear;
use reform::program::ProgramSheet;

/// Rows waiting to be inserted, parents before children.
pub(crate) struct SheetRows {
    program: Rows,
    version: Rows,
    budget_line: Rows,
    money: Rows,
    staff_time: Rows,
    indicator: Rows,
    indicator_value: Rows,
    review_answer: Rows,
    note: Rows,
}

/// What the store adds to a sheet: ids and where it came from.
pub(crate) struct VersionIds {
    pub version: i64,
    pub program: i64,
    pub import: i64,
    pub department: Option<i64>,
    pub policy: Option<i64>,
}

impl SheetRows {
    /// No rows yet.
    pub fn new() -> SheetRows {
        SheetRows {
            program: Rows::into("program (id, external_id, source, import_id)"),
            version: Rows::into(
                "program_version (id, program_id, fiscal_year, import_id, source_row, source_sheet, department_id, \
                 policy_id, direction, direction_words, obligation, start_year, end_year, digest, name, summary, \
                 legal_basis, means, target, intent, result)",
            ),
            budget_line: Rows::into("budget_line (version_id, position, account, kan, kou, moku, program)"),
            money: Rows::into(
                "money (version_id, position, fiscal_year, stage, cost_yen, national_yen, prefectural_yen, \
                 bonds_yen, other_yen, general_yen, discrepancy_yen)",
            ),
            staff_time: Rows::into("staff_time (version_id, position, fiscal_year, persons, hours, cost_yen)"),
            indicator: Rows::into("indicator (version_id, position, kind, mark, name, unit)"),
            indicator_value: Rows::into(
                "indicator_value (version_id, indicator_position, position, fiscal_year, target, actual)",
            ),
            review_answer: Rows::into("review_answer (version_id, position, question, judgement, reason)"),
            note: Rows::into("note (version_id, position, heading, body)"),
        }
    }

    /// A program that was not there.
    pub fn add_program(&mut self, id: i64, external_id: &str, source: &str, import: i64) {
        self.program.push([id.into(), external_id.into(), source.into(), import.into()]);
    }

    /// A sheet.
    ///
    /// # Errors
    /// When the sum of its sources does not fit.
    pub fn add_version(&mut self, ids: &VersionIds, sheet: &ProgramSheet, digest: &[u8; 32]) -> Result<(), StoreError> {
        let given = sheet.direction.as_ref();
        self.version.push([
            ids.version.into(),
            ids.program.into(),
            year(sheet.fiscal_year),
            ids.import.into(),
            i64::from(sheet.source_row).into(),
            sheet.source_sheet.clone().into(),
            ids.department.into(),
            ids.policy.into(),
            word(given.and_then(|given| given.direction).map(|direction| direction.word())),
            Cell::Text(given.map(|given| given.words.clone())),
            word(sheet.obligation.map(|obligation| obligation.word())),
            sheet.start_year.map(|year| i64::from(year.start())).into(),
            sheet.end_year.map(|year| i64::from(year.start())).into(),
            digest.to_vec().into(),
            sheet.name.as_str().into(),
            sheet.summary.as_str().into(),
            text_or_null(&sheet.legal_basis),
            text_or_null(&sheet.logic.means),
            text_or_null(&sheet.logic.target),
            text_or_null(&sheet.logic.intent),
            text_or_null(&sheet.logic.result),
        ]);
        let id = ids.version;
        for (line, position) in sheet.budget_lines.iter().zip(1i64..) {
            let [account, kan, kou, moku, program] =
                [&line.account, &line.kan, &line.kou, &line.moku, &line.program].map(|code| code.as_str().into());
            self.budget_line.push([id.into(), position.into(), account, kan, kou, moku, program]);
        }
        for (line, position) in sheet.money.iter().zip(1i64..) {
            let [national, prefectural, bonds, other, general] =
                sources(&line.funding).map(|source| source.map(|yen| yen.0).into());
            self.money.push([
                id.into(),
                position.into(),
                year(line.fiscal_year),
                line.stage.word().into(),
                line.cost.0.into(),
                national,
                prefectural,
                bonds,
                other,
                general,
                line.discrepancy()?.0.into(),
            ]);
        }
        for (staff, position) in sheet.staff.iter().zip(1i64..) {
            self.staff_time.push([
                id.into(),
                position.into(),
                year(staff.fiscal_year),
                staff.persons.map(|persons| persons.to_string()).into(),
                staff.hours.map(|hours| hours.to_string()).into(),
                staff.cost.map(|yen| yen.0).into(),
            ]);
        }
        for (indicator, place) in sheet.indicators.iter().zip(1i64..) {
            self.indicator.push([
                id.into(),
                place.into(),
                indicator.kind.word().into(),
                indicator.mark.as_str().into(),
                indicator.name.as_str().into(),
                indicator.unit.as_str().into(),
            ]);
            for (value, position) in indicator.values.iter().zip(1i64..) {
                self.indicator_value.push([
                    id.into(),
                    place.into(),
                    position.into(),
                    year(value.fiscal_year),
                    value.target.map(|target| target.to_string()).into(),
                    value.actual.map(|actual| actual.to_string()).into(),
                ]);
            }
        }
        for (answer, position) in sheet.answers.iter().zip(1i64..) {
            let [question, judgement, reason] =
                [&answer.question, &answer.judgement, &answer.reason].map(|text| text.as_str().into());
            self.review_answer.push([id.into(), position.into(), question, judgement, reason]);
        }
        for (note, position) in sheet.notes.iter().zip(1i64..) {
            self.note.push([id.into(), position.into(), note.heading.as_str().into(), note.text.as_str().into()]);
        }
        Ok(())
    }

    /// Takes what is there, leaving nothing.
    pub fn take(&mut self) -> SheetRows {
        SheetRows {
            program: self.program.take(),
            version: self.version.take(),
            budget_line: self.budget_line.take(),
            money: self.money.take(),
            staff_time: self.staff_time.take(),
            indicator: self.indicator.take(),
            indicator_value: self.indicator_value.take(),
            review_answer: self.review_answer.take(),
            note: self.note.take(),
        }
    }

    /// Inserts every row.
    pub async fn insert(self, link: &mut Link<'_>) -> Result<(), StoreError> {
        for rows in [
            self.program,
            self.version,
            self.budget_line,
            self.money,
            self.staff_time,
            self.indicator,
            self.indicator_value,
            self.review_answer,
            self.note,
        ] {
            rows.insert(link).await?;
        }
        Ok(())
    }
}

fn year(year: FiscalYear) -> Cell {
    i64::from(year.start()).into()
}

fn word(word: Option<&'static str>) -> Cell {
    Cell::Text(word.map(str::to_owned))
}

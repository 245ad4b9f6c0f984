//! The preview (反映前の確認): what a workbook would change, what is in conflict, what is refused and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use intake::review_workbook::{MANIFEST_CHANGED, ReviewReading, read_review_workbook};
use reform::plan::Text;
use reform::review::{Conflict, FieldName, Fields, label_of};
use reform::review_workbook::{ManifestSheet, Page};
use reform::{Place, Problem, ProblemKind};
use sha2::{Digest, Sha256};
use store::review::{FieldRow, ReviewCycle, SheetRow};
use store::{NewWorkbook, ReviewRow, WorkbookRow, WorkbookState};

use super::edits::{SheetEdit, edit_of, rows_by_sheet, whole_pages};
use super::make::{checksum_of, fields_of};
use super::problems::{FROM_THE_FUTURE, OTHER_YEAR, SHEET_GONE, TOO_MANY_WAITING};
use super::{NAME_CHARS_MAX, already_settled};
use crate::error::{AppError, Refusal};
use crate::import::{MAX_UPLOAD_BYTES, hex};
use crate::permission::{Action, Actor, permit};
use crate::review::save::{Weighed, permit_save};
use crate::review::sheet::permit_reading;
use crate::{App, FiscalYear};

/// What a workbook would change (反映前の確認).
#[derive(Clone, Debug)]
pub struct WorkbookPreview {
    /// The file, kept to be confirmed; none of a file that cannot be used.
    pub workbook: Option<WorkbookRow>,
    /// The file's name.
    pub file_name: String,
    /// When the workbook was made (UTC, ISO 8601); empty when it does not say.
    pub made_at: String,
    /// The sheets with changes, conflicts or a refusal, in the order of the workbook.
    pub sheets: Vec<SheetPreview>,
    /// How many sheets of the workbook are as they were.
    pub unchanged: usize,
    /// Everything wrong, by place.
    pub problems: Vec<Problem>,
    /// When the same file was taken in before, if it was (UTC, ISO 8601).
    pub applied_before: Option<String>,
    /// Stands for the conflicts shown; a confirmation of others is not taken.
    pub fingerprint: String,
}

/// What a workbook would change in one sheet (シートの変更).
#[derive(Clone, Debug)]
pub struct SheetPreview {
    /// The sheet's number.
    pub sheet: i64,
    /// The program.
    pub program: i64,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What changes.
    pub changes: Vec<WorkbookChange>,
    /// What a person must decide.
    pub conflicts: Vec<WorkbookConflict>,
    /// Why nothing of it is taken, if so.
    pub refused: Option<&'static ProblemKind>,
    /// How many changes that leaves out; none where the actor may not even see the sheet.
    pub refused_changes: usize,
}

/// A field that changes (欄の変更).
#[derive(Clone, Debug)]
pub struct WorkbookChange {
    /// Its name.
    pub field: String,
    /// What it is called.
    pub label: Text,
    /// Its text now.
    pub before: String,
    /// Its text from the workbook.
    pub after: String,
    /// Where it stands.
    pub place: Place,
}

/// A field the workbook and somebody else changed differently (欄の競合).
#[derive(Clone, Debug)]
pub struct WorkbookConflict {
    /// What decides it: the field, or the whole measure or KPI where one side has none of it.
    pub key: String,
    /// What it is called.
    pub label: Text,
    /// The three texts.
    pub conflict: Conflict,
    /// Who wrote the other text; empty when it was carried over.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Where it stands.
    pub place: Place,
}

/// A workbook that was read, with what its sheets held when it was made.
pub(super) struct ReadBook {
    pub(super) file_name: String,
    /// The sheets in short that there are, by number.
    pub(super) rows: BTreeMap<i64, ReviewRow>,
    reading: ReviewReading,
    /// What stood in each sheet when the workbook was made.
    bases: BTreeMap<i64, Fields>,
    /// The workbook's rows of each sheet, by its place in the manifest.
    lines: BTreeMap<usize, Vec<usize>>,
    /// The pages that were read without a gap, with their names.
    whole: Vec<(Page, String)>,
}

/// One sheet of a workbook, weighed against what stands there.
pub(super) struct WeighedSheet {
    pub(super) made: SheetEdit,
    pub(super) weighed: Weighed,
}

impl WorkbookPreview {
    /// How many fields change.
    pub fn change_count(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.changes.len()).sum()
    }

    /// How many fields are in conflict.
    pub fn conflict_count(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.conflicts.len()).sum()
    }

    /// Whether anything could be taken in.
    pub fn changes_something(&self) -> bool {
        self.change_count() + self.conflict_count() > 0
    }
}

impl App {
    /// Reads a workbook that was sent back, keeps it, and says what it would change; nothing changes.
    ///
    /// # Errors
    /// When the actor may not use workbooks, there is no review of the year, the file is too large, or too many wait. A file that
    /// cannot be used is no error: the preview lists its problems, and it is not kept.
    pub async fn preview_workbook(
        &self,
        actor: &Actor,
        year: FiscalYear,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<WorkbookPreview, AppError> {
        permit(actor, Action::UseWorkbooks)?;
        let account = actor.account().ok_or(AppError::Denied(Action::UseWorkbooks.word()))?;
        let cycle = self.cycle_of(year).await?;
        let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        if bytes.len() as u64 > MAX_UPLOAD_BYTES {
            return Err(AppError::TooLarge { file_name, limit_bytes: MAX_UPLOAD_BYTES });
        }
        let bytes = Arc::new(bytes);
        let reading = self.read_workbook(&file_name, bytes.clone(), year).await?;
        if reading.manifest.is_none() {
            return Ok(unusable(file_name, reading));
        }
        let sha256 = hex(&Sha256::digest(bytes.as_slice()));
        let new = NewWorkbook {
            year,
            account,
            name: &file_name,
            sha256: &sha256,
            bytes: &bytes,
            actor: &actor.name,
            at: &self.now_text(),
        };
        let id = self.store.save_workbook(&new).await?;
        let id = id.ok_or_else(|| Refusal::conflict(&TOO_MANY_WAITING, ""))?;
        let (row, _) = self.sent_workbook(actor, id).await?;
        self.preview_of(actor, &cycle, row, reading).await
    }

    /// What a workbook that waits would change now.
    ///
    /// # Errors
    /// When the actor may not use workbooks, sent no such workbook, or it does not wait.
    pub async fn show_workbook(&self, actor: &Actor, id: i64) -> Result<WorkbookPreview, AppError> {
        let (row, bytes) = self.sent_workbook(actor, id).await?;
        if row.state != WorkbookState::Waiting {
            return Err(already_settled(&row));
        }
        let cycle = self.cycle_of(row.year).await?;
        let reading = self.read_workbook(&row.name, Arc::new(bytes), row.year).await?;
        if reading.manifest.is_none() {
            return Ok(unusable(row.name, reading));
        }
        self.preview_of(actor, &cycle, row, reading).await
    }

    /// Reads a workbook; of another year or with a changed hidden page nothing is taken.
    pub(super) async fn read_workbook(
        &self,
        file_name: &str,
        bytes: Arc<Vec<u8>>,
        year: FiscalYear,
    ) -> Result<ReviewReading, AppError> {
        let name = file_name.to_owned();
        let reading = tokio::task::spawn_blocking(move || read_review_workbook(&name, &bytes));
        let mut reading = reading.await.map_err(|error| AppError::Task(error.to_string()))?;
        let Some(manifest) = &reading.manifest else { return Ok(reading) };
        let fault: Option<(&'static ProblemKind, String)> = if checksum_of(manifest) != reading.checksum {
            Some((&MANIFEST_CHANGED, String::new()))
        } else if manifest.fiscal_year != year {
            Some((&OTHER_YEAR, manifest.fiscal_year.start().to_string()))
        } else {
            None
        };
        if let Some((kind, excerpt)) = fault {
            reading.problems = vec![Problem::new(kind, Place::file(file_name), excerpt)];
            reading.manifest = None;
            reading.rows.clear();
        }
        Ok(reading)
    }

    async fn preview_of(
        &self,
        actor: &Actor,
        cycle: &ReviewCycle,
        workbook: WorkbookRow,
        reading: ReviewReading,
    ) -> Result<WorkbookPreview, AppError> {
        let book = self.read_book(cycle.year, workbook.name.clone(), reading).await?;
        let departments = self.store.board_departments().await?;
        let paths: BTreeMap<i64, Vec<i64>> = departments.into_iter().map(|one| (one.id, one.path)).collect();
        let ids: Vec<i64> = book.rows.keys().copied().collect();
        let mut stored = self.store.fields_of_sheets(&ids).await?;
        let mut preview = WorkbookPreview {
            file_name: workbook.name.clone(),
            made_at: book.made_at(),
            sheets: Vec::new(),
            unchanged: 0,
            problems: book.reading.problems.clone(),
            applied_before: self.applied_before(actor, &workbook).await?,
            fingerprint: String::new(),
            workbook: Some(workbook),
        };
        for (at, sheet) in book.sheets() {
            let stored = stored.remove(&sheet.id).unwrap_or_default();
            let row = book.rows.get(&sheet.id).map(|row| sheet_row(cycle.year, row, &paths));
            let (shown, problems) = self.preview_sheet(actor, cycle, &book, (at, sheet), row.as_ref(), &stored);
            preview.problems.extend(problems);
            match shown {
                Some(shown) => preview.sheets.push(shown),
                None => preview.unchanged += 1,
            }
        }
        preview.fingerprint = fingerprint(
            preview
                .sheets
                .iter()
                .flat_map(|sheet| sheet.conflicts.iter().map(|conflict| (sheet.sheet, &conflict.conflict))),
        );
        Ok(preview)
    }

    /// What a workbook says and what stood in its sheets when it was made.
    pub(super) async fn read_book(
        &self,
        year: FiscalYear,
        file_name: String,
        reading: ReviewReading,
    ) -> Result<ReadBook, AppError> {
        let sheets = reading.manifest.as_ref().map(|manifest| manifest.sheets.clone()).unwrap_or_default();
        let ids: Vec<i64> = sheets.iter().map(|sheet| sheet.id).collect();
        let rows: BTreeMap<i64, ReviewRow> =
            self.store.review_rows_of(year, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
        let ids: Vec<i64> = rows.keys().copied().collect();
        let mut stored = self.store.fields_of_sheets(&ids).await?;
        let mut bases = BTreeMap::new();
        for sheet in sheets.iter().filter(|sheet| rows.contains_key(&sheet.id)) {
            let now = stored.remove(&sheet.id).unwrap_or_default();
            // Where nothing was written since, what stands there now is what stood there then.
            let base = match now.iter().all(|field| field.revision <= sheet.revision) {
                true => fields_of(now),
                false => self.store.fields_at(sheet.id, sheet.revision).await?,
            };
            bases.insert(sheet.id, base);
        }
        let whole = reading.manifest.as_ref().map(|manifest| whole_pages(&reading, manifest)).unwrap_or_default();
        let lines = rows_by_sheet(&reading);
        Ok(ReadBook { file_name, rows, reading, bases, lines, whole })
    }

    /// One sheet of a workbook as the preview shows it, `None` when it is as it was; and what is wrong with it.
    fn preview_sheet(
        &self,
        actor: &Actor,
        cycle: &ReviewCycle,
        book: &ReadBook,
        (at, sheet): (usize, &ManifestSheet),
        row: Option<&SheetRow>,
        stored: &[FieldRow],
    ) -> (Option<SheetPreview>, Vec<Problem>) {
        let mut shown = SheetPreview {
            sheet: sheet.id,
            program: row.map_or(0, |row| row.program),
            number: sheet.number.clone(),
            name: sheet.name.clone(),
            changes: Vec::new(),
            conflicts: Vec::new(),
            refused: None,
            refused_changes: 0,
        };
        let Some(row) = row else {
            shown.refused = Some(&SHEET_GONE);
            return (Some(shown), Vec::new());
        };
        if let Err(error) = permit_reading(actor, row) {
            shown.refused = Some(error.kind());
            return (Some(shown), Vec::new());
        }
        if sheet.revision > row.revision {
            shown.refused = Some(&FROM_THE_FUTURE);
            return (Some(shown), Vec::new());
        }
        let WeighedSheet { made, weighed } = self.weigh_sheet(book, at, row, stored);
        let refusal = permit_save(actor, row, cycle).err();
        if let Some(error) = refusal {
            // What belongs to another level counts among the problems then.
            shown.refused_changes = weighed.changes.len() + weighed.conflicts.len() + weighed.problems.len();
            shown.refused = Some(error.kind());
            return ((shown.refused_changes > 0).then_some(shown), Vec::new());
        }
        let mut problems = made.problems.clone();
        problems.extend(problems_of(&made, &weighed, &book.file_name));
        self.show(&mut shown, &made, weighed, stored);
        let is_changed = !shown.changes.is_empty() || !shown.conflicts.is_empty();
        (is_changed.then_some(shown), problems)
    }

    /// What a workbook says of a sheet, weighed against what stands there.
    pub(super) fn weigh_sheet(&self, book: &ReadBook, at: usize, row: &SheetRow, stored: &[FieldRow]) -> WeighedSheet {
        let made = book.edit(at, row.id, stored);
        let weighed = self.weigh(row.year, row.program, &made.edit, stored, row.state.holder());
        WeighedSheet { made, weighed }
    }

    fn show(&self, shown: &mut SheetPreview, made: &SheetEdit, weighed: Weighed, stored: &[FieldRow]) {
        let titles = self.viewpoint_titles();
        let viewpoints: Vec<(&str, Text)> = titles.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
        let now = |name: &str| stored.iter().find(|field| field.name == name).map(|field| field.text.clone());
        let place = |name: &str| made.places.get(name).cloned().unwrap_or_default();
        shown.changes = weighed
            .changes
            .into_iter()
            .map(|change| WorkbookChange {
                label: label_of(&change.name, &viewpoints),
                before: now(&change.name).unwrap_or_default(),
                place: place(&change.name),
                field: change.name,
                after: change.text,
            })
            .collect();
        let conflicts: Vec<Conflict> = weighed.conflicts.iter().map(|one| one.conflict.clone()).collect();
        shown.conflicts = weighed
            .conflicts
            .into_iter()
            .map(|one| WorkbookConflict {
                key: key_of(&one.conflict, &conflicts),
                label: label_of(&one.conflict.field, &viewpoints),
                place: place(&one.conflict.field),
                conflict: one.conflict,
                who: one.who,
                at: one.at,
            })
            .collect();
    }

    async fn applied_before(&self, actor: &Actor, workbook: &WorkbookRow) -> Result<Option<String>, AppError> {
        let own = self.own_workbooks(actor, workbook.year).await?;
        let same = |row: &&WorkbookRow| row.state == WorkbookState::Applied && row.sha256 == workbook.sha256;
        Ok(own.iter().find(same).and_then(|row| row.settled_at.clone()))
    }
}

impl ReadBook {
    fn made_at(&self) -> String {
        self.reading.manifest.as_ref().map(|manifest| manifest.made_at.clone()).unwrap_or_default()
    }

    /// The sheets of the manifest with their places in it.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (usize, &ManifestSheet)> {
        self.reading.manifest.iter().flat_map(|manifest| manifest.sheets.iter().enumerate())
    }

    /// What the workbook says of a sheet.
    fn edit(&self, at: usize, sheet: i64, stored: &[FieldRow]) -> SheetEdit {
        let Some(base) = self.bases.get(&sheet) else { return SheetEdit::default() };
        let theirs = fields_of(stored.to_vec());
        let lines = self.lines.get(&at).map_or(&[][..], Vec::as_slice);
        let rows: Vec<_> = lines.iter().map(|line| &self.reading.rows[*line]).collect();
        edit_of(&rows, base, &theirs, &self.whole, &self.file_name)
    }
}

/// What decides a conflict: the field itself, or its measure or KPI where one side has none of it, which is kept or given up
/// as a whole.
pub(super) fn key_of(conflict: &Conflict, all: &[Conflict]) -> String {
    let group = match FieldName::parse(&conflict.field) {
        Some(FieldName::Measure(id, _)) => format!("measure.{id}"),
        Some(FieldName::Kpi(id, _)) => format!("kpi.{id}"),
        _ => return conflict.field.clone(),
    };
    let begins = format!("{group}.");
    let of_group: Vec<&Conflict> = all.iter().filter(|one| one.field.starts_with(&begins)).collect();
    let none = |side: fn(&Conflict) -> &Option<String>| of_group.iter().all(|one| side(one).is_none());
    let is_whole = none(|one| &one.base) || none(|one| &one.mine) || none(|one| &one.theirs);
    if is_whole { group } else { conflict.field.clone() }
}

/// Stands for conflicts: the same sheets, fields and texts give the same.
pub(super) fn fingerprint<'a>(conflicts: impl Iterator<Item = (i64, &'a Conflict)>) -> String {
    let mut hasher = Sha256::new();
    for (sheet, conflict) in conflicts {
        hasher.update(sheet.to_le_bytes());
        for text in [Some(&conflict.field), conflict.base.as_ref(), conflict.mine.as_ref(), conflict.theirs.as_ref()] {
            hasher.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hasher.update(text.map_or("", |text| text.as_str()).as_bytes());
        }
    }
    hex(&hasher.finalize())
}

fn problems_of(made: &SheetEdit, weighed: &Weighed, file_name: &str) -> Vec<Problem> {
    let place = |field: &str| made.places.get(field).cloned().unwrap_or_else(|| Place::file(file_name));
    weighed.problems.iter().map(|one| Problem::new(one.kind, place(&one.field), &one.text)).collect()
}

fn sheet_row(year: FiscalYear, row: &ReviewRow, paths: &BTreeMap<i64, Vec<i64>>) -> SheetRow {
    SheetRow {
        id: row.id,
        year,
        program: row.program,
        external_id: row.external_id.clone(),
        department_path: row.department.and_then(|id| paths.get(&id)).cloned().unwrap_or_default(),
        state: row.state,
        submitted_by: row.submitted_by,
        frozen_by_hand: row.frozen_by_hand,
        returned_day: row.returned,
        state_at: row.state_at.clone(),
        revision: row.revision,
        step_revision: 0,
    }
}

fn unusable(file_name: String, reading: ReviewReading) -> WorkbookPreview {
    WorkbookPreview {
        workbook: None,
        file_name,
        made_at: String::new(),
        sheets: Vec::new(),
        unchanged: 0,
        problems: reading.problems,
        applied_before: None,
        fingerprint: String::new(),
    }
}

//! Writing an import (取込の書込): sheets become rows in one transaction while the next ones are being read.

use crate::analysis::delete_demo_analyses;
use crate::audit;
use crate::change::{changes, escape, to_lines};
use crate::cluster::delete_demo_clusters;
use crate::db::{Link, Tx, now, on};
use crate::digest::content_digest;
use crate::frame::delete_demo_frame;
use crate::import::{ImportHeader, ImportOutcome, ImportRow};
use crate::logic_model::delete_demo_logic_models;
use crate::migrate::hex;
use crate::people;
use crate::review::delete_demo_cycles;
use crate::roadmap::delete_demo_roadmaps;
use crate::rows::{Rows, placeholders};
use crate::search::{self, Postings};
use crate::seen::Seen;
use crate::sheet_read::read_sheet;
use crate::sheet_write::{SheetRows, VersionIds};
use crate::task::delete_demo_tasks;
use crate::tree::{Tree, Which};
use crate::{FieldChange, InventoryKind, Store, StoreError};
use reform::program::ProgramSheet;
use reform::{Problem, Severity};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use tokio::task::JoinHandle;

/// Sheets turned into rows before they are handed to the database.
const SHEETS_AT_ONCE: usize = 500;

/// An import under way (取込中の書き手). Dropped before [`ImportWriter::finish`], it leaves nothing behind.
pub struct ImportWriter {
    work: Work,
    header: ImportHeader,
    import_id: i64,
    inventory: Inventory,
    outcome: ImportOutcome,
    /// Whether the source had programs before; if not, nothing needs to be looked up.
    source_known: bool,
    seen: Seen,
    departments: Tree,
    policies: Tree,
    department_rows: Rows,
    policy_rows: Rows,
    rows: SheetRows,
    waiting: usize,
    postings: Postings,
    /// A stretch of the search index being sorted while sheets go on being inserted.
    sorting: Option<JoinHandle<[Rows; 2]>>,
    contents: Sha256,
    buffer: Vec<u8>,
    /// How much was written with the import that is no sheet.
    beside: u64,
}

/// The transaction: at hand, or away with rows to insert while the caller prepares more.
enum Work {
    AtHand(Tx),
    Away(JoinHandle<Result<Tx, StoreError>>),
    Over,
}

/// The counters of the inventory's row.
struct Inventory {
    programs: i64,
    last_program_id: i64,
    last_version_id: i64,
    dead_versions: i64,
}

/// What is stored of a program already: its id, and for each year the version and its digest.
type Stored = HashMap<String, (i64, HashMap<i64, (i64, Vec<u8>)>)>;

impl Store {
    /// Starts an import; other writers wait until it is over.
    ///
    /// # Errors
    /// [`StoreError::DemoIntoReal`], or when another writer takes too long.
    pub async fn begin_import(&self, header: ImportHeader) -> Result<ImportWriter, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (kind, programs, last_program_id, last_version_id, dead_versions): (String, i64, i64, i64, i64) =
            on!(link, |c| sqlx::query_as(
                "select kind, programs, last_program_id, last_version_id, dead_versions from inventory where id = 1"
            )
            .fetch_one(c)
            .await)?;
        let mut inventory = Inventory { programs, last_program_id, last_version_id, dead_versions };
        let mut outcome = ImportOutcome::default();
        match (header.kind, InventoryKind::from_word(&kind)) {
            (InventoryKind::Empty, _) => return Err(StoreError::RuleBroken("an import is demo or real".to_owned())),
            (InventoryKind::Demo, Some(InventoryKind::Real)) => return Err(StoreError::DemoIntoReal),
            (InventoryKind::Real, Some(InventoryKind::Demo)) => {
                outcome.replaced_demo = programs.unsigned_abs();
                people::leave_demo(link, &header.actor).await?;
                delete_all_programs(link).await?;
                (inventory.programs, inventory.dead_versions) = (0, 0);
            }
            _ => {}
        }
        let import_id = insert_import(link, &header).await?;
        let known: Option<(i64,)> =
            on!(link, |c| sqlx::query_as("select id from program where source = $1 order by id limit 1")
                .bind(&header.source)
                .fetch_optional(c)
                .await)?;
        let departments = Tree::load(link, Which::Department).await?;
        let policies = Tree::load(link, Which::Policy).await?;
        Ok(ImportWriter {
            work: Work::AtHand(tx),
            header,
            import_id,
            inventory,
            outcome,
            source_known: known.is_some(),
            seen: Seen::new(),
            departments,
            policies,
            department_rows: Tree::new_rows(Which::Department),
            policy_rows: Tree::new_rows(Which::Policy),
            rows: SheetRows::new(),
            waiting: 0,
            postings: Postings::new(),
            sorting: None,
            contents: Sha256::new(),
            buffer: Vec::new(),
            beside: 0,
        })
    }
}

impl ImportWriter {
    /// Writes more sheets; any number of calls, each with any number of sheets.
    ///
    /// # Errors
    /// When the database refuses; the import is then over and leaves nothing behind.
    pub async fn write(&mut self, sheets: &[ProgramSheet]) -> Result<(), StoreError> {
        for sheets in sheets.chunks(SHEETS_AT_ONCE) {
            let stored = if self.source_known { self.look_up(sheets).await? } else { Stored::new() };
            for sheet in sheets {
                self.write_one(sheet, &stored).await?;
            }
        }
        Ok(())
    }

    /// Commits, with how many records were `read` and the `problems` found on the way. A file that brings nothing new
    /// is undone instead: nothing is written and the outcome has no import id.
    ///
    /// # Errors
    /// When the database refuses; nothing is left behind.
    pub async fn finish(
        mut self,
        read: u64,
        problems: &[Problem],
        problem_count: u64,
    ) -> Result<ImportOutcome, StoreError> {
        if self.outcome.new == 0 && self.outcome.changed == 0 && self.beside == 0 {
            // Also when example data would go: a file without a usable row replaces nothing.
            self.outcome.replaced_demo = 0;
            return self.roll_back().await;
        }
        self.hand_over(true).await?;
        let mut tx = self.take_tx().await?;
        let link = &mut tx.link();
        insert_problems(link, self.import_id, problems).await?;
        let outcome = self.outcome;
        on!(link, |c| sqlx::query(
            "update import set read_count = $2, new_count = $3, changed_count = $4, unchanged_count = $5,
             replaced_demo_count = $6, problem_count = $7 where id = $1"
        )
        .bind(self.import_id)
        .bind(read as i64)
        .bind(outcome.new as i64)
        .bind(outcome.changed as i64)
        .bind(outcome.unchanged as i64)
        .bind(outcome.replaced_demo as i64)
        .bind(problem_count as i64)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        // A million programs make some eighty stretches by themselves, so many small ones count from there.
        let many = search::MANY_STRETCHES + self.inventory.programs / 10_000;
        if self.inventory.dead_versions > self.inventory.programs.max(1_000) || search::stretches(link).await? > many {
            search::rebuild(link).await?;
            self.inventory.dead_versions = 0;
        }
        on!(link, |c| sqlx::query(
            "update inventory set kind = $1, revision = revision + 1, programs = $2, last_program_id = $3,
             last_version_id = $4, dead_versions = $5 where id = 1"
        )
        .bind(self.header.kind.word())
        .bind(self.inventory.programs)
        .bind(self.inventory.last_program_id)
        .bind(self.inventory.last_version_id)
        .bind(self.inventory.dead_versions)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let subject = format!("import:{}", self.import_id);
        let detail = self.audit_detail(read, problem_count);
        audit::append(link, &self.header.actor, "import.programs", &subject, detail).await?;
        tx.commit().await?;
        Ok(ImportOutcome { import_id: Some(self.import_id), ..outcome })
    }

    /// Undoes everything and says what it would have done: a dry run.
    ///
    /// # Errors
    /// When the database failed on the way.
    pub async fn roll_back(mut self) -> Result<ImportOutcome, StoreError> {
        // What still waits is inserted too, so that a dry run meets every rule of the database.
        self.hand_over(false).await?;
        self.take_tx().await?.roll_back().await?;
        Ok(self.outcome)
    }

    /// The transaction with everything handed in so far, for what comes with the import and is no sheet.
    pub(crate) async fn lend(&mut self) -> Result<(Tx, i64, &ImportHeader), StoreError> {
        self.hand_over(false).await?;
        Ok((self.take_tx().await?, self.import_id, &self.header))
    }

    /// Takes the transaction back, with how much was written by it.
    pub(crate) fn take_back(&mut self, tx: Tx, written: u64) {
        self.work = Work::AtHand(tx);
        self.beside += written;
    }

    async fn write_one(&mut self, sheet: &ProgramSheet, stored: &Stored) -> Result<(), StoreError> {
        let digest = content_digest(sheet, &mut self.buffer);
        let short = u32::from_le_bytes(digest[..4].try_into().expect("a digest has 32 bytes"));
        let key = self.seen.key(&sheet.external_id);
        let year = sheet.fiscal_year;
        match self.seen.sheet(key, year) {
            Some(met) if met == short => {
                self.outcome.unchanged += 1;
                return Ok(());
            }
            Some(_) => {
                return Err(StoreError::TwiceInOneImport {
                    external_id: sheet.external_id.clone(),
                    fiscal_year: year,
                    row: sheet.source_row,
                });
            }
            None => {}
        }
        self.contents.update(digest);
        let known = stored.get(&sheet.external_id);
        let program = match self.seen.program(key).or(known.map(|(program, _)| *program)) {
            Some(program) => program,
            None => {
                self.inventory.last_program_id += 1;
                self.inventory.programs += 1;
                let id = self.inventory.last_program_id;
                self.rows.add_program(id, &sheet.external_id, &self.header.source, self.import_id);
                id
            }
        };
        self.seen.note(key, year, program, short);
        match known.and_then(|(_, versions)| versions.get(&i64::from(year.start()))) {
            Some((_, stored)) if stored.as_slice() == digest.as_slice() => {
                self.outcome.unchanged += 1;
                return Ok(());
            }
            Some((version, _)) => {
                self.replace(program, *version, sheet).await?;
                self.outcome.changed += 1;
                self.inventory.dead_versions += 1;
            }
            None => self.outcome.new += 1,
        }
        self.inventory.last_version_id += 1;
        let ids = VersionIds {
            version: self.inventory.last_version_id,
            program,
            import: self.import_id,
            department: self.departments.id_of_path(&sheet.department, &mut self.department_rows),
            policy: self.policies.id_of_path(&sheet.policy, &mut self.policy_rows),
        };
        self.rows.add_version(&ids, sheet, &digest)?;
        self.postings.add_sheet(ids.version, sheet);
        self.waiting += 1;
        if self.waiting >= SHEETS_AT_ONCE {
            self.hand_over(false).await?;
        }
        Ok(())
    }

    /// Notes what a changed sheet changes and removes the version it replaces.
    async fn replace(&mut self, program: i64, version: i64, sheet: &ProgramSheet) -> Result<(), StoreError> {
        let mut tx = self.take_tx().await?;
        let link = &mut tx.link();
        // Nodes still waiting to be inserted are of no matter here: the old version knows only older ones.
        let before = read_sheet(link, version, &self.departments, &self.policies)
            .await?
            .ok_or_else(|| StoreError::Damaged(format!("version {version} is gone")))?;
        let mut changes = changes(&before.sheet, sheet);
        if changes.is_empty() {
            let after = "changed".to_owned();
            changes.push(FieldChange { field: "order".to_owned(), before: String::new(), after });
        }
        on!(link, |c| sqlx::query("delete from program_version where id = $1")
            .bind(version)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!("import\t{}\nyear\t{}\n{}", self.import_id, sheet.fiscal_year.start(), to_lines(&changes));
        audit::append(link, &self.header.actor, "program.change", &format!("program:{program}"), detail).await?;
        self.work = Work::AtHand(tx);
        Ok(())
    }

    /// The programs of these sheets as they are stored.
    async fn look_up(&mut self, sheets: &[ProgramSheet]) -> Result<Stored, StoreError> {
        let mut tx = self.take_tx().await?;
        let link = &mut tx.link();
        let sql = format!(
            "select p.external_id, p.id, v.fiscal_year, v.id, v.digest
             from program p join program_version v on v.program_id = p.id
             where p.source = $1 and p.external_id in ({}) order by v.id",
            placeholders(2, sheets.len())
        );
        let rows: Vec<(String, i64, i64, i64, Vec<u8>)> = on!(link, |c| {
            let query =
                sqlx::query_as(AssertSqlSafe(sql)).persistent(sheets.len() == SHEETS_AT_ONCE).bind(&self.header.source);
            sheets.iter().fold(query, |query, sheet| query.bind(&sheet.external_id)).fetch_all(c).await
        })?;
        let mut stored = Stored::new();
        for (external_id, program, year, version, digest) in rows {
            stored.entry(external_id).or_insert_with(|| (program, HashMap::new())).1.insert(year, (version, digest));
        }
        self.work = Work::AtHand(tx);
        Ok(stored)
    }

    /// Sends the rows that wait into the database, without waiting for it.
    async fn hand_over(&mut self, last: bool) -> Result<(), StoreError> {
        let mut tx = self.take_tx().await?;
        let (departments, policies) = (self.department_rows.take(), self.policy_rows.take());
        let rows = self.rows.take();
        let full = last || self.postings.is_full(self.inventory.last_version_id + 1);
        let mut stretches = Vec::new();
        // One stretch is sorted at a time, so that no more than two are held; a sorted one goes along with the rows.
        if let Some(sorting) = self.sorting.take_if(|sorting| full || sorting.is_finished()) {
            stretches.push(joined(sorting.await));
        }
        if full {
            let postings = self.postings.take();
            self.sorting = Some(tokio::task::spawn_blocking(|| postings.into_rows()));
        }
        if let Some(sorting) = self.sorting.take_if(|_| last) {
            stretches.push(joined(sorting.await));
        }
        self.waiting = 0;
        self.work = Work::Away(tokio::spawn(async move {
            let link = &mut tx.link();
            departments.insert(link).await?;
            policies.insert(link).await?;
            rows.insert(link).await?;
            for rows in stretches.into_iter().flatten() {
                rows.insert(link).await?;
            }
            Ok(tx)
        }));
        Ok(())
    }

    /// The transaction, once the database is done with what it was sent.
    async fn take_tx(&mut self) -> Result<Tx, StoreError> {
        match std::mem::replace(&mut self.work, Work::Over) {
            Work::AtHand(tx) => Ok(tx),
            Work::Away(task) => joined(task.await),
            Work::Over => Err(StoreError::RuleBroken("the import failed before".to_owned())),
        }
    }

    fn audit_detail(&self, read: u64, problems: u64) -> String {
        let (header, outcome) = (&self.header, &self.outcome);
        format!(
            "kind\t{}\nsource\t{}\nmapping\t{}\nfile\t{}\nsha256\t{}\nbytes\t{}\nread\t{read}\nnew\t{}\nchanged\t{}\n\
             unchanged\t{}\nreplaced_demo\t{}\nproblems\t{problems}\ncontents\t{}",
            header.kind.word(),
            escape(&header.source),
            escape(&header.mapping_name),
            escape(&header.file_name),
            escape(&header.file_sha256),
            header.file_bytes,
            outcome.new,
            outcome.changed,
            outcome.unchanged,
            outcome.replaced_demo,
            hex(&self.contents.clone().finalize()),
        )
    }
}

/// A task's result; its panic goes on here.
fn joined<T>(result: Result<T, tokio::task::JoinError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Inserts the import's row, its counts still open, and returns its id.
async fn insert_import(link: &mut Link<'_>, header: &ImportHeader) -> Result<i64, StoreError> {
    let (id,): (i64,) = on!(link, |c| sqlx::query_as(
        "insert into import (id, at, actor, kind, source, mapping_name, file_name, file_sha256, file_bytes,
         read_count, new_count, changed_count, unchanged_count, replaced_demo_count, problem_count)
         values ((select coalesce(max(id), 0) + 1 from import), $1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, 0)
         returning id"
    )
    .bind(now())
    .bind(&header.actor)
    .bind(header.kind.word())
    .bind(&header.source)
    .bind(&header.mapping_name)
    .bind(&header.file_name)
    .bind(&header.file_sha256)
    .bind(header.file_bytes as i64)
    .fetch_one(c)
    .await)?;
    Ok(id)
}

async fn insert_problems(link: &mut Link<'_>, import: i64, problems: &[Problem]) -> Result<(), StoreError> {
    let mut rows = Rows::into(
        "import_problem (import_id, position, code, severity, file, sheet, row_number, column_name, excerpt)",
    );
    for (problem, position) in problems.iter().take(ImportRow::KEPT_PROBLEMS).zip(1i64..) {
        let severity = match problem.kind.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
            Severity::Fatal => "fatal",
        };
        rows.push([
            import.into(),
            position.into(),
            problem.kind.code.into(),
            severity.into(),
            problem.place.file.as_str().into(),
            problem.place.sheet.clone().into(),
            problem.place.row.map(i64::from).into(),
            problem.place.column.clone().into(),
            problem.excerpt.as_str().into(),
        ]);
    }
    rows.insert(link).await
}

/// Empties the inventory, with the reviews made of it; imports, uploads and the audit stay, and so do the departments that
/// people have a duty for.
async fn delete_all_programs(link: &mut Link<'_>) -> Result<(), StoreError> {
    crate::edition::delete_demo_editions(link).await?;
    delete_demo_roadmaps(link).await?;
    delete_demo_frame(link).await?;
    delete_demo_analyses(link).await?;
    delete_demo_cycles(link).await?;
    delete_demo_clusters(link).await?;
    delete_demo_tasks(link).await?;
    crate::initiative::delete_demo_initiatives(link).await?;
    delete_demo_logic_models(link).await?;
    crate::overlap::delete_demo_overlaps(link).await?;
    crate::plain_summary::delete_demo_summaries(link).await?;
    crate::remark::delete_demo_remarks(link).await?;
    crate::meeting::delete_demo_meetings(link).await?;
    crate::consultation::delete_demo_consultations(link).await?;
    crate::explanation::delete_demo_explanations(link).await?;
    search::delete_all(link).await?;
    let departments = "with recursive kept (id) as (
            select department_id from duty where department_id is not null
            union select lead_department_id from cluster where lead_department_id is not null
            union select department_id from task where department_id is not null
            union select department_id from remark where department_id is not null
            union select department_id from department_term
            union select successor_id from department_term where successor_id is not null
            union select d.parent_id from department d join kept on d.id = kept.id where d.parent_id is not null)
        delete from department where id not in (select id from kept)";
    for sql in ["delete from program_version", "delete from program", departments, "delete from policy"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

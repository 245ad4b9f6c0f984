//! Taking people in from a file (利用者の取込): CSV or a workbook, looked at as a whole before anything is written.
//!
//! A row gives somebody a duty; several rows of one login give several. An account that is there already is changed; its
//! other duties stay. A single row in error refuses the whole file, so that nothing is half taken in.

use std::collections::{BTreeMap, HashMap, HashSet};

use intake::programs::Input;
use intake::table::{Table, read_table};
use reform::plan::CalendarDate;
use reform::{Place, Problem, ProblemKind, Severity};
use sha2::{Digest, Sha256};
use store::{Departments, DutyFault, PeopleOutcome, PersonEntry};

use super::entry::{self, DutyForm, Field, PersonForm};
use super::kinds::*;
use super::secret::Secret;
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The largest file of people, in bytes.
pub const MAX_PEOPLE_BYTES: u64 = 5 * 1024 * 1024;

/// The most rows of one file.
pub const MAX_PEOPLE_ROWS: usize = 3_000;

/// The most problems listed.
const MAX_LISTED: usize = 1_000;

/// The name uploads of people are kept under.
const KEPT_AS: &str = "people";

/// The columns: field, heading in Japanese, heading in English.
pub(super) const COLUMNS: [(Field, &str, &str); 7] = [
    (Field::Login, "ログイン", "login"),
    (Field::Name, "氏名", "name"),
    (Field::Email, "メール", "email"),
    (Field::Role, "役割", "role"),
    (Field::Department, "所管", "department"),
    (Field::From, "開始日", "from"),
    (Field::Until, "終了日", "until"),
];

/// Headings of the list as it is written out that say nothing to take in.
const PASSED_OVER: [&str; 1] = ["状態"];

/// What taking people in did, or would do (利用者の取込結果).
#[derive(Debug, Default)]
pub struct PeopleReport {
    /// The file's name as its sender called it.
    pub file_name: String,
    /// Rows of data seen.
    pub read: u64,
    /// What was or would be written; `None` when the file is refused.
    pub outcome: Option<PeopleOutcome>,
    /// The problems listed, in the order of the file.
    pub problems: Vec<Problem>,
    /// All problems, by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
    /// The upload kept for confirming, if the file came by the web page.
    pub upload: Option<i64>,
    /// The passwords made up for new accounts, by login; to be shown once.
    pub passwords: Vec<(String, Secret)>,
}

impl PeopleReport {
    /// Whether the file is refused.
    pub fn is_refused(&self) -> bool {
        self.outcome.is_none()
    }

    /// Whether nothing would change.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.as_ref().is_none_or(|outcome| outcome.new.is_empty() && outcome.changed == 0)
    }

    fn add(&mut self, problem: Problem) {
        *self.problem_counts.entry(problem.kind.code).or_default() += 1;
        if self.problems.len() < MAX_LISTED {
            self.problems.push(problem);
        }
    }

    fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind.severity != Severity::Warning)
    }
}

impl App {
    /// Tries a file of people and keeps it for confirming; nothing changes.
    ///
    /// # Errors
    /// When the actor may not, or the file is too large.
    pub async fn try_people_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<PeopleReport, AppError> {
        permit(actor, Action::ManagePeople)?;
        if bytes.len() as u64 > MAX_PEOPLE_BYTES {
            return Err(AppError::TooLarge { file_name: file_name.into(), limit_bytes: MAX_PEOPLE_BYTES });
        }
        let mut report = self.take_people_in(actor, file_name, &bytes, true).await?;
        if !report.is_refused() {
            let sha256 = crate::import::hex(&Sha256::digest(&bytes));
            report.upload = Some(self.store.save_upload(&actor.name, file_name, &sha256, KEPT_AS, &bytes).await?);
        }
        Ok(report)
    }

    /// Takes in a file that was tried before. The passwords of new accounts are in the report and nowhere else.
    ///
    /// # Errors
    /// When the actor may not, or there is no such upload.
    pub async fn confirm_people_upload(&self, actor: &Actor, upload: i64) -> Result<PeopleReport, AppError> {
        permit(actor, Action::ManagePeople)?;
        let kept = self.store.load_upload(upload).await?;
        let kept = kept.filter(|kept| kept.actor == actor.name && kept.mapping_name == KEPT_AS);
        let kept = kept.ok_or_else(|| AppError::NotFound { what: "upload", name: upload.to_string() })?;
        let report = self.take_people_in(actor, &kept.file_name, &kept.bytes, false).await?;
        if !report.is_refused() {
            self.store.discard_upload(&actor.name, upload).await?;
        }
        Ok(report)
    }

    /// Takes people in from the bytes of a file, or tries to.
    ///
    /// # Errors
    /// When the actor may not, the file is too large, or nobody would be left who looks after the accounts.
    pub async fn import_people(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: &[u8],
        dry_run: bool,
    ) -> Result<PeopleReport, AppError> {
        permit(actor, Action::ManagePeople)?;
        if bytes.len() as u64 > MAX_PEOPLE_BYTES {
            return Err(AppError::TooLarge { file_name: file_name.into(), limit_bytes: MAX_PEOPLE_BYTES });
        }
        self.take_people_in(actor, file_name, bytes, dry_run).await
    }

    async fn take_people_in(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: &[u8],
        dry_run: bool,
    ) -> Result<PeopleReport, AppError> {
        let mut report = PeopleReport { file_name: file_name.to_owned(), ..PeopleReport::default() };
        let departments = self.store.departments().await?;
        let (name, content, today) = (file_name.to_owned(), bytes.to_vec(), self.today());
        // A workbook of some megabytes takes a moment to unpack.
        let reading = tokio::task::spawn_blocking(move || read_table(&name, Input::Bytes(&content), MAX_PEOPLE_ROWS));
        let table = match reading.await.map_err(|error| AppError::Task(error.to_string()))? {
            Ok(table) => table,
            Err(problem) => {
                report.add(problem);
                return Ok(report);
            }
        };
        report.read = table.rows.len() as u64;
        let mut people = read_people(&table, &departments, today, &mut report);
        if report.has_errors() {
            return Ok(report);
        }
        if !dry_run {
            self.make_passwords(&mut people, &mut report).await?;
        }
        match self.store.import_people(&actor.name, &people, today, dry_run).await? {
            Ok(outcome) => {
                let new: HashSet<&String> = outcome.new.iter().collect();
                // Somebody else may have made an account meanwhile; its password is its own.
                report.passwords.retain(|(login, _)| new.contains(login));
                report.outcome = Some(outcome);
                Ok(report)
            }
            Err((_, DutyFault::LastAdministrator)) => Err(Refusal::conflict(&LAST_ADMINISTRATOR, "").into()),
            Err((login, _)) => {
                report.passwords.clear();
                report.add(Problem::new(&DUTY_UNKNOWN, Place::file(&table.file), login));
                Ok(report)
            }
        }
    }

    /// A password for each login that has no account yet.
    async fn make_passwords(&self, people: &mut [PersonEntry], report: &mut PeopleReport) -> Result<(), AppError> {
        let logins: Vec<String> = people.iter().map(|person| person.login.clone()).collect();
        let known = self.store.known_logins(&logins).await?;
        for person in people.iter_mut().filter(|person| !known.contains(&person.login)) {
            let secret = Secret::new()?;
            person.password_hash = crate::sign_in::hash_password(secret.reveal()).await?;
            report.passwords.push((person.login.clone(), secret));
        }
        Ok(())
    }
}

/// The people of a table, each once with all their duties; what is wrong goes to the report.
fn read_people(
    table: &Table,
    departments: &Departments,
    today: CalendarDate,
    report: &mut PeopleReport,
) -> Vec<PersonEntry> {
    let Some(columns) = find_columns(table, report) else { return Vec::new() };
    let heading = |field: Field| columns.get(&field).and_then(|column| table.headings.get(*column)).cloned();
    let mut people: Vec<PersonEntry> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        let place = |field: Field| Place {
            sheet: table.sheet.clone(),
            row: Some(row.number),
            column: heading(field),
            ..Place::file(&table.file)
        };
        let mut fault = |field: Field, kind: &'static ProblemKind, excerpt: &str| {
            report.add(Problem::new(kind, place(field), excerpt));
        };
        let cell = |field: Field| {
            let text = columns.get(&field).and_then(|column| row.cells.get(*column));
            text.map(|text| text.trim().to_owned()).unwrap_or_default()
        };
        let form = PersonForm {
            login: cell(Field::Login),
            name: cell(Field::Name),
            email: cell(Field::Email),
            password: None,
            duty: DutyForm {
                role: cell(Field::Role),
                department: cell(Field::Department),
                from: cell(Field::From),
                until: cell(Field::Until),
            },
        };
        let (texts, duties) = match entry::check_new(&form, departments, today) {
            Ok(checked) => checked,
            Err(faults) => {
                for found in faults {
                    fault(found.field, found.kind, &found.excerpt);
                }
                continue;
            }
        };
        let Some(known) = places.get(&texts.login).and_then(|place| people.get_mut(*place)) else {
            places.insert(texts.login.clone(), people.len());
            people.push(PersonEntry {
                login: texts.login,
                name: texts.name,
                email: texts.email,
                password_hash: String::new(),
                is_demo: false,
                duties,
            });
            continue;
        };
        if known.name != texts.name {
            fault(Field::Name, &TWICE_IN_FILE, &format!("{} ≠ {}", texts.name, known.name));
        }
        if known.email != texts.email {
            fault(Field::Email, &TWICE_IN_FILE, &format!("{} ≠ {}", texts.email, known.email));
        }
        for duty in duties {
            let same = |other: &store::DutyEntry| (other.role, other.department_id) == (duty.role, duty.department_id);
            if known.duties.iter().any(same) {
                fault(Field::Role, &TWICE_IN_FILE, &format!("{} {}", form.duty.role, form.duty.department));
            } else {
                known.duties.push(duty);
            }
        }
    }
    people
}

/// Where each field stands; `None` when a needed heading is missing or one stands twice.
fn find_columns(table: &Table, report: &mut PeopleReport) -> Option<BTreeMap<Field, usize>> {
    use intake::problems::{COLUMNS_UNMAPPED, HEADER_DUPLICATE, HEADER_MISSING};
    let place = |column: Option<String>| Place {
        sheet: table.sheet.clone(),
        row: Some(table.heading_row),
        column,
        ..Place::file(&table.file)
    };
    let mut columns = BTreeMap::new();
    let mut unknown = Vec::new();
    let mut usable = true;
    for (column, heading) in table.headings.iter().enumerate() {
        let folded = reform::search_text::fold(heading);
        let same = |other: &str| reform::search_text::fold(other) == folded;
        if folded.is_empty() || PASSED_OVER.iter().any(|other| same(other)) {
            continue;
        }
        match COLUMNS.iter().find(|(_, ja, en)| same(ja) || same(en)) {
            None => unknown.push(heading.clone()),
            Some((field, ..)) if columns.insert(*field, column).is_some() => {
                report.add(Problem::new(&HEADER_DUPLICATE, place(None), heading));
                usable = false;
            }
            Some(_) => {}
        }
    }
    for (field, ja, en) in COLUMNS.iter().take(2) {
        if !columns.contains_key(field) {
            report.add(Problem::new(&HEADER_MISSING, place(Some((*ja).to_owned())), format!("{ja} / {en}")));
            usable = false;
        }
    }
    if !unknown.is_empty() {
        report.add(Problem::new(&COLUMNS_UNMAPPED, place(None), unknown.join("、")));
    }
    usable.then_some(columns)
}

//! Making and changing tasks (取組の作成と変更): what is typed is checked field by field, and kept.

use reform::ProblemKind;
use reform::analysis::Item;
use reform::plan::CalendarDate;
use reform::task::{TaskKind, TaskState, check_step};
use store::Departments;

use super::{
    OPTION_NOT_DECIDED, TASK_CHANGED, TASK_DEPARTMENT, TASK_DUE, TASK_KIND, TASK_OWNER, TASK_TEXT, TASK_TITLE, TaskRow,
};
use crate::App;
use crate::clusters::ClusterHead;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The longest title, and the longest other text, in characters.
const TITLE_CHARS: usize = 120;
const TEXT_CHARS: usize = 400;

/// A task as typed (取組の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskForm {
    /// The word of its kind.
    pub kind: String,
    /// What is to be done.
    pub title: String,
    /// The login of who answers for it; empty for nobody.
    pub owner: String,
    /// The number of the department; empty for none.
    pub department: String,
    /// The day it is due; empty for none.
    pub due: String,
    /// The document it is about.
    pub document: String,
    /// Anything else.
    pub note: String,
    /// The revision these texts started from; 0 for a new one.
    pub revision: String,
}

/// A field of a task (取組の欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskField {
    /// The kind.
    Kind,
    /// The title.
    Title,
    /// Who answers for it.
    Owner,
    /// The department.
    Department,
    /// The day it is due.
    Due,
    /// The document.
    Document,
    /// The note.
    Note,
}

impl TaskField {
    /// Every field in the order of the form.
    pub const ALL: [TaskField; 7] = [
        TaskField::Kind,
        TaskField::Title,
        TaskField::Owner,
        TaskField::Department,
        TaskField::Due,
        TaskField::Document,
        TaskField::Note,
    ];

    /// Its name in forms.
    pub fn word(self) -> &'static str {
        match self {
            TaskField::Kind => "kind",
            TaskField::Title => "title",
            TaskField::Owner => "owner",
            TaskField::Department => "department",
            TaskField::Due => "due",
            TaskField::Document => "document",
            TaskField::Note => "note",
        }
    }
}

impl TaskForm {
    /// The text of a field.
    pub fn text(&self, field: TaskField) -> &str {
        match field {
            TaskField::Kind => &self.kind,
            TaskField::Title => &self.title,
            TaskField::Owner => &self.owner,
            TaskField::Department => &self.department,
            TaskField::Due => &self.due,
            TaskField::Document => &self.document,
            TaskField::Note => &self.note,
        }
    }
}

/// Something wrong with a field; none for the form as a whole (入力の指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFault {
    /// The field.
    pub field: Option<TaskField>,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What was typed, or what stands there now.
    pub detail: String,
}

/// What came of saving: the task's number, or what stands against it (保存の結果).
pub type TaskOutcome = Result<i64, Vec<TaskFault>>;

/// What the form of a task needs (取組の入力画面).
#[derive(Clone, Debug)]
pub struct TaskFormView {
    /// The cluster.
    pub head: ClusterHead,
    /// The title of the option that is carried out.
    pub option: String,
    /// What the analysis put forward for it, to start from.
    pub proposals: Vec<Item>,
    /// The departments that exist: number and names from the top down.
    pub departments: Vec<(i64, Vec<String>)>,
    /// The texts as they stand.
    pub form: TaskForm,
}

impl App {
    /// The form of a new task for the decided option of a cluster, started from a proposal of its analysis if one is named.
    ///
    /// # Errors
    /// When the actor may not work on the cluster, there is none, or no option is decided.
    pub async fn new_task_form(
        &self,
        actor: &Actor,
        cluster: &str,
        proposal: Option<i64>,
    ) -> Result<TaskFormView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let decided = self.decided_of(actor, cluster).await?;
        let (option, proposals) =
            decided.ok_or_else(|| Refusal::conflict(&OPTION_NOT_DECIDED, head.name.ja.clone()))?;
        let departments = self.store.departments().await?;
        let mut form =
            TaskForm { department: head.lead_path.last().cloned().unwrap_or_default(), ..TaskForm::default() };
        if let Some(item) = proposals.iter().find(|item| Some(item.number) == proposal) {
            form.title = item.title().to_owned();
            form.kind = kind_of(item).word().to_owned();
            form.document = item.title().to_owned();
            if let Some(id) = departments.find(&[item.text("department")]).first() {
                form.department = id.to_string();
            }
        }
        let departments = self.living(&departments, None);
        Ok(TaskFormView { head, option: option.title, proposals, departments, form })
    }

    /// The form of a task that is there.
    ///
    /// # Errors
    /// When the actor may not work on its cluster, or there is none.
    pub async fn task_form(&self, actor: &Actor, id: i64) -> Result<TaskFormView, AppError> {
        let view = self.task_view(actor, id).await?;
        permit(actor, view.head.ask())?;
        let departments = self.store.departments().await?;
        let departments = self.living(&departments, view.task.department_id);
        let form = self.form_of(&view.task).await?;
        Ok(TaskFormView { head: view.head, option: view.option, proposals: Vec::new(), departments, form })
    }

    /// Makes a task for the decided option of a cluster; gives its number.
    ///
    /// # Errors
    /// When the actor may not work on the cluster, there is none, or no option is decided.
    pub async fn add_task(&self, actor: &Actor, cluster: &str, form: &TaskForm) -> Result<TaskOutcome, AppError> {
        let view = self.new_task_form(actor, cluster, None).await?;
        let decided = self.decided_of(actor, cluster).await?;
        let (option, _) = decided.ok_or_else(|| Refusal::conflict(&OPTION_NOT_DECIDED, view.head.name.ja.clone()))?;
        let blank = TaskRow {
            id: 0,
            cluster: cluster.to_owned(),
            option: option.number,
            kind: TaskKind::Budget,
            title: String::new(),
            owner: None,
            owner_name: String::new(),
            department_id: None,
            due: None,
            state: TaskState::Open,
            document: String::new(),
            note: String::new(),
            is_demo: false,
            revision: 0,
        };
        match self.read_task(form, blank).await? {
            Ok(row) => Ok(Ok(self.store.add_task(&actor.name, &row).await?)),
            Err(faults) => Ok(Err(faults)),
        }
    }

    /// Changes what a task says, but not its state.
    ///
    /// # Errors
    /// When the actor may not work on its cluster, or there is none.
    pub async fn change_task(&self, actor: &Actor, id: i64, form: &TaskForm) -> Result<TaskOutcome, AppError> {
        let view = self.task_view(actor, id).await?;
        permit(actor, view.head.ask())?;
        let row = match self.read_task(form, view.task).await? {
            Ok(row) => TaskRow { revision: form.revision.trim().parse().unwrap_or(0), ..row },
            Err(faults) => return Ok(Err(faults)),
        };
        match self.store.change_task(&actor.name, &row, "").await? {
            Ok(()) => Ok(Ok(id)),
            Err(None) => Err(AppError::NotFound { what: "task", name: id.to_string() }),
            Err(Some(now)) => Ok(Err(differences(form, &self.form_of(&now).await?))),
        }
    }

    /// Takes a task to another state.
    ///
    /// # Errors
    /// When the actor may not work on its cluster; when somebody else changed it since `revision`, it is in that state
    /// already, or a reason is missing.
    pub async fn step_task(
        &self,
        actor: &Actor,
        id: i64,
        revision: i64,
        state: TaskState,
        reason: &str,
    ) -> Result<(), AppError> {
        let view = self.task_view(actor, id).await?;
        permit(actor, view.head.ask())?;
        let reason = reason.trim();
        if is_unusable(reason, TEXT_CHARS) {
            return Err(Refusal::invalid(&TASK_TEXT, "").into());
        }
        if view.task.revision != revision {
            return Err(Refusal::conflict(&TASK_CHANGED, view.task.title).into());
        }
        check_step(view.task.state, state, reason).map_err(|kind| Refusal::invalid(kind, view.task.title.clone()))?;
        let row = TaskRow { state, ..view.task };
        match self.store.change_task(&actor.name, &row, reason).await? {
            Ok(()) => Ok(()),
            Err(None) => Err(AppError::NotFound { what: "task", name: id.to_string() }),
            Err(Some(now)) => Err(Refusal::conflict(&TASK_CHANGED, now.title).into()),
        }
    }

    async fn form_of(&self, row: &TaskRow) -> Result<TaskForm, AppError> {
        let owner = match row.owner {
            Some(id) => self.store.account(id).await?.map(|account| account.login).unwrap_or_default(),
            None => String::new(),
        };
        Ok(TaskForm {
            kind: row.kind.word().to_owned(),
            title: row.title.clone(),
            owner,
            department: row.department_id.map(|id| id.to_string()).unwrap_or_default(),
            due: row.due.map(|day| day.to_string()).unwrap_or_default(),
            document: row.document.clone(),
            note: row.note.clone(),
            revision: row.revision.to_string(),
        })
    }

    async fn read_task(&self, form: &TaskForm, row: TaskRow) -> Result<Result<TaskRow, Vec<TaskFault>>, AppError> {
        let mut faults = Vec::new();
        let mut fault = |field: TaskField, kind| {
            faults.push(TaskFault { field: Some(field), kind, detail: form.text(field).to_owned() });
        };
        let kind = TaskKind::from_word(form.kind.trim());
        if kind.is_none() {
            fault(TaskField::Kind, &TASK_KIND);
        }
        let title = form.title.trim();
        if title.is_empty() || is_unusable(title, TITLE_CHARS) {
            fault(TaskField::Title, &TASK_TITLE);
        }
        let owner = match form.owner.trim() {
            "" => None,
            login => {
                let folded = reform::search_text::fold(login);
                let account = self.store.account_by_login(&folded).await?.filter(|account| account.is_active);
                if account.is_none() {
                    fault(TaskField::Owner, &TASK_OWNER);
                }
                account
            }
        };
        let departments = self.store.departments().await?;
        let department_id = form.department.trim().parse().ok().filter(|id| departments.get(*id).is_some());
        if department_id.is_none() && !form.department.trim().is_empty() {
            fault(TaskField::Department, &TASK_DEPARTMENT);
        }
        let due: Option<CalendarDate> = form.due.trim().parse().ok();
        if due.is_none() && !form.due.trim().is_empty() {
            fault(TaskField::Due, &TASK_DUE);
        }
        for field in [TaskField::Document, TaskField::Note] {
            if is_unusable(form.text(field).trim(), TEXT_CHARS) {
                fault(field, &TASK_TEXT);
            }
        }
        let (Some(kind), true) = (kind, faults.is_empty()) else { return Ok(Err(faults)) };
        Ok(Ok(TaskRow {
            kind,
            title: title.to_owned(),
            owner: owner.map(|account| account.id),
            department_id,
            due,
            document: form.document.trim().to_owned(),
            note: form.note.trim().replace("\r\n", "\n"),
            ..row
        }))
    }

    /// The departments that have not ended, and the one that stands there.
    pub(crate) fn living(&self, departments: &Departments, stands: Option<i64>) -> Vec<(i64, Vec<String>)> {
        let this_year = crate::departments::fiscal_year_of(self.today());
        let rows = departments.rows().iter();
        let living = rows.filter(|row| Some(row.id) == stands || row.last_year.is_none_or(|last| this_year <= last));
        living.map(|row| (row.id, departments.path_names(row.id))).collect()
    }
}

/// The kind of task a proposal of the analysis leads to.
pub(super) fn kind_of(proposal: &Item) -> TaskKind {
    match proposal.text("form") {
        "ordinance" => TaskKind::Ordinance,
        "policy" => TaskKind::Execution,
        _ => TaskKind::Budget,
    }
}

/// What stands now beside what was typed; the first names the change itself.
fn differences(form: &TaskForm, now: &TaskForm) -> Vec<TaskFault> {
    let whole = TaskFault { field: None, kind: &TASK_CHANGED, detail: now.revision.clone() };
    let changed = TaskField::ALL.into_iter().filter(|field| form.text(*field) != now.text(*field));
    let fault = |field| TaskFault { field: Some(field), kind: &TASK_CHANGED, detail: now.text(field).to_owned() };
    std::iter::once(whole).chain(changed.map(fault)).collect()
}

/// Too long, or with control characters other than line breaks.
pub(crate) fn is_unusable(text: &str, most: usize) -> bool {
    let is_bad = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\r') || ('\u{202A}'..='\u{202E}').contains(&letter)
    };
    text.chars().count() > most || text.chars().any(is_bad)
}

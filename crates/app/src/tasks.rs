//! Tasks (取組): what carries a decided option out, who does it by when, and what came of what was predicted.

mod demo;
mod edit;
mod outcomes;

use std::collections::BTreeMap;

use reform::analysis::{Item, ReformOption};
use reform::declare_kinds;
use reform::plan::{CalendarDate, Text};
use reform::task::{TaskState, is_late};

pub(crate) use edit::is_unusable;
pub use edit::{TaskFault, TaskField, TaskForm, TaskFormView, TaskOutcome};
pub use outcomes::{NewOutcome, OutcomeLine, OutcomeSummary, OutcomeView};
pub use store::task::{OutcomeRow, TaskRow, TaskStep};

use crate::App;
use crate::clusters::ClusterHead;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

declare_kinds! {
    OPTION_NOT_DECIDED = "AP-200"
        "このクラスターでは、改革案がまだ決まっていません" "No option of this cluster is decided yet"
        "経営分析で改革案が決定されてから、取組を作ってください"
        "Make tasks once an option of its analysis is decided";
    TASK_TITLE = "AP-201"
        "取組の題が使えません" "The task's title cannot be used"
        "何をするかを、120文字までで書いてください" "Say what is to be done in at most 120 characters";
    TASK_KIND = "AP-202"
        "取組の種類を選んでください" "Choose what kind of task it is"
        "予算要求、条例改正、執行方針のどれかです" "A budget request, an ordinance amendment or an execution policy";
    TASK_OWNER = "AP-203"
        "担当者が見つかりません" "There is no such person"
        "利用者の名前（ログイン名）を書くか、空欄にしてください" "Write the person's login, or leave it empty";
    TASK_DEPARTMENT = "AP-204"
        "担当の所管がありません" "There is no such department"
        "今ある所管を一覧から選んでください" "Choose a department that exists";
    TASK_DUE = "AP-205"
        "期日として読めません" "The day it is due cannot be read"
        "2027-03-31 のように、実在する日を書いてください" "Write an existing day such as 2027-03-31";
    TASK_TEXT = "AP-206"
        "文が長すぎるか、使えない文字があります" "The text is too long or holds characters that cannot be used"
        "400文字までで書いてください" "Write at most 400 characters";
    TASK_CHANGED = "AP-207"
        "この取組は、ほかの人が先に変えました" "Somebody else changed this task first"
        "下に並べた今の内容と見比べて、残したいほうを書いて、もう一度保存してください"
        "Compare with what stands now, shown beside, write what should stay and save again";
    OUTCOME_VALUE = "AP-208"
        "実績として読めません" "What came cannot be read"
        "金額は円の整数で（例：-6000000000）、指標は数で書いてください"
        "Write money in whole yen, such as -6000000000, and an indicator as a number";
    OUTCOME_GROUND = "AP-209"
        "実績の根拠がありません" "What the figure rests on is missing"
        "決算、統計、業務記録のどれかを選び、書類の名前と場所を400文字までで書いてください"
        "Choose settlement, statistics or records and name the document and place in at most 400 characters";
    OUTCOME_YEAR = "AP-210"
        "その年度の実績は記録できません" "What came in that year cannot be recorded"
        "予測のある項目の、終わった年度だけを記録できます" "Only what was predicted, of years that are over, can be recorded";
    OUTCOME_CHANGED = "AP-211"
        "この実績は、ほかの人が先に記録しました" "Somebody else recorded this first"
        "今の値を見て、直すときはもう一度記録してください" "Look at the value that stands; record again to correct it";
}

/// Which tasks (一覧の条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Only of this cluster.
    pub cluster: Option<String>,
    /// Only in this state.
    pub state: Option<TaskState>,
    /// Only late ones.
    pub is_late: bool,
}

/// The tasks that fit, the late first, then by day (取組の一覧).
#[derive(Clone, Debug)]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<ListedTask>,
    /// The clusters to filter by: id and name.
    pub clusters: Vec<(String, Text)>,
    /// How many there are in each state, whatever the filter.
    pub counts: BTreeMap<TaskState, usize>,
    /// How many are late, whatever the filter.
    pub late: usize,
}

/// A task of the list (取組の行).
#[derive(Clone, Debug)]
pub struct ListedTask {
    /// The task.
    pub task: TaskRow,
    /// The cluster's name.
    pub cluster: Text,
    /// The names of the department from the top down.
    pub department: Vec<String>,
    /// Whether it is late.
    pub is_late: bool,
}

/// One task (取組の画面).
#[derive(Clone, Debug)]
pub struct TaskView {
    /// The task.
    pub task: TaskRow,
    /// Its cluster.
    pub head: ClusterHead,
    /// The title of the option it carries out; empty when that is gone.
    pub option: String,
    /// The names of the department from the top down.
    pub department: Vec<String>,
    /// Its states, the oldest first.
    pub steps: Vec<TaskStep>,
    /// Whether it is late.
    pub is_late: bool,
    /// Whether the actor may change it.
    pub may_edit: bool,
}

impl App {
    /// The tasks that fit.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn task_list(&self, actor: &Actor, filter: &TaskFilter) -> Result<TaskList, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let rows = self.store.tasks(None).await?;
        let heads = self.cluster_heads(actor).await?;
        let names: BTreeMap<&str, &Text> = heads.iter().map(|head| (head.id.as_str(), &head.name)).collect();
        let departments = self.store.departments().await?;
        let today = self.today();
        let mut counts: BTreeMap<TaskState, usize> = TaskState::ALL.iter().map(|state| (*state, 0)).collect();
        rows.iter().for_each(|row| *counts.entry(row.state).or_default() += 1);
        let mut clusters: Vec<(String, Text)> = heads
            .iter()
            .filter(|head| rows.iter().any(|row| row.cluster == head.id))
            .map(|head| (head.id.clone(), head.name.clone()))
            .collect();
        // A cluster asked for by its own page is there to choose also before it has a task.
        if let Some(asked) = filter.cluster.as_deref().filter(|id| clusters.iter().all(|(known, _)| known != id))
            && let Some(name) = names.get(asked)
        {
            clusters.push((asked.to_owned(), (*name).clone()));
        }
        let mut tasks: Vec<ListedTask> = rows
            .into_iter()
            .map(|task| ListedTask {
                cluster: names
                    .get(task.cluster.as_str())
                    .map_or_else(|| Text::japanese(&task.cluster), |name| (*name).clone()),
                department: task.department_id.map(|id| departments.path_names(id)).unwrap_or_default(),
                is_late: is_late(task.state, task.due, today),
                task,
            })
            .collect();
        let late = tasks.iter().filter(|task| task.is_late).count();
        tasks.retain(|one| {
            filter.cluster.as_ref().is_none_or(|cluster| one.task.cluster == *cluster)
                && filter.state.is_none_or(|state| one.task.state == state)
                && (one.is_late || !filter.is_late)
        });
        let is_over = |state: TaskState| matches!(state, TaskState::Done | TaskState::Dropped);
        tasks.sort_by_key(|one| {
            let due = one.task.due.map_or((i32::MAX, 0, 0), CalendarDate::parts);
            (!one.is_late, is_over(one.task.state), due, one.task.id)
        });
        Ok(TaskList { tasks, clusters, counts, late })
    }

    /// The tasks of the person who acts that are neither done nor dropped, the late first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_tasks(&self, actor: &Actor) -> Result<Vec<ListedTask>, AppError> {
        permit(actor, Action::UseOwnAccount)?;
        if !actor.may(Action::ReadAnalyses) {
            return Ok(Vec::new());
        }
        let all = self.task_list(actor, &TaskFilter::default()).await?.tasks;
        let is_own = |one: &ListedTask| one.task.owner.is_some() && one.task.owner == actor.account();
        let is_open = |one: &ListedTask| matches!(one.task.state, TaskState::Open | TaskState::UnderWay);
        Ok(all.into_iter().filter(|one| is_own(one) && is_open(one)).collect())
    }

    /// One task with its history.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none.
    pub async fn task_view(&self, actor: &Actor, id: i64) -> Result<TaskView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let missing = || AppError::NotFound { what: "task", name: id.to_string() };
        let (task, steps) = self.store.task(id).await?.ok_or_else(missing)?;
        let head = self.cluster_head(actor, &task.cluster).await?;
        let options = self.cluster_options(actor, &task.cluster).await?.options;
        let option = options.into_iter().find(|option| option.number == task.option);
        let departments = self.store.departments().await?;
        Ok(TaskView {
            option: option.map(|option| option.title).unwrap_or_default(),
            department: task.department_id.map(|id| departments.path_names(id)).unwrap_or_default(),
            is_late: is_late(task.state, task.due, self.today()),
            may_edit: actor.may(head.ask()),
            head,
            steps,
            task,
        })
    }

    /// The decided option of a cluster with its proposals.
    async fn decided_of(&self, actor: &Actor, cluster: &str) -> Result<Option<(ReformOption, Vec<Item>)>, AppError> {
        let options = self.cluster_options(actor, cluster).await?;
        let Some(decided) = options.decided_option().cloned() else { return Ok(None) };
        let number = decided.number.to_string();
        let proposals = options.proposals.into_iter().filter(|item| item.text("option") == number).collect();
        Ok(Some((decided, proposals)))
    }
}

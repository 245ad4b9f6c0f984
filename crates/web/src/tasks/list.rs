//! `/tasks`: every task, the late first.

use app::tasks::{ListedTask, TaskFilter};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::task::TaskState;

use crate::cities::Pairs;
use crate::clusters::value;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::reviews::day as day_words;
use crate::subnav::{Part, SubNav};

/// The most tasks listed; the filters narrow the rest.
const SHOWN: usize = 300;

struct Row {
    href: String,
    title: String,
    kind: &'static str,
    cluster: String,
    cluster_href: String,
    department: String,
    owner: String,
    due: String,
    state: (&'static str, &'static str),
    is_late: bool,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    clusters: Vec<(String, String, bool)>,
    states: Vec<(&'static str, &'static str, bool)>,
    only_late: bool,
    counts: Vec<(&'static str, String)>,
    late: String,
    total: String,
    rows: Vec<Row>,
    new_href: String,
    is_illustrative: bool,
}

/// The tasks that fit.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let filter = TaskFilter {
        cluster: Some(value(&asked, "cluster").to_owned()).filter(|cluster| !cluster.is_empty()),
        state: TaskState::from_word(value(&asked, "state")),
        is_late: value(&asked, "late") == "1",
    };
    let list = visit.check(visit.app().task_list(&visit.actor, &filter).await)?;
    let f = visit.frame(Section::Clusters, visit.lang.pick("取組", "Tasks")).await?;
    let new_href = match &filter.cluster {
        Some(cluster) => {
            let head = visit.app().cluster_head(&visit.actor, cluster).await;
            let may = head.is_ok_and(|head| f.actor.may(head.ask()));
            // A task comes of a decided option.
            let options = visit.app().cluster_options(&visit.actor, cluster).await;
            if may && options.is_ok_and(|options| options.decided.is_some()) {
                f.href(&format!("/tasks/new?cluster={}", crate::programs::encode(cluster)))
            } else {
                String::new()
            }
        }
        None => String::new(),
    };
    let page = ListPage {
        subnav: SubNav::new(&f, Part::Tasks),
        clusters: list
            .clusters
            .iter()
            .map(|(id, name)| (id.clone(), f.text(name).to_owned(), filter.cluster.as_ref() == Some(id)))
            .collect(),
        states: TaskState::ALL
            .iter()
            .map(|state| (state.word(), f.lang.pick(state.label_ja(), state.label_en()), filter.state == Some(*state)))
            .collect(),
        only_late: filter.is_late,
        counts: list
            .counts
            .iter()
            .map(|(state, count)| (f.lang.pick(state.label_ja(), state.label_en()), format::count(*count as i64)))
            .collect(),
        late: format::count(list.late as i64),
        total: format::count(list.tasks.len() as i64),
        is_illustrative: list.tasks.iter().any(|one| one.task.is_demo),
        rows: list.tasks.iter().take(SHOWN).map(|one| row(&f, one)).collect(),
        new_href,
        f,
    };
    Ok(render(&page))
}

fn row(f: &Frame, one: &ListedTask) -> Row {
    let task = &one.task;
    Row {
        href: f.href(&format!("/tasks/{}", task.id)),
        title: task.title.clone(),
        kind: f.lang.pick(task.kind.label_ja(), task.kind.label_en()),
        cluster: f.text(&one.cluster).to_owned(),
        cluster_href: f.href(&format!("/clusters/{}", task.cluster)),
        department: one.department.join(" ＞ "),
        owner: task.owner_name.clone(),
        due: task.due.map(|day| day_words(f.lang, day)).unwrap_or_default(),
        state: (task.state.word(), f.lang.pick(task.state.label_ja(), task.state.label_en())),
        is_late: one.is_late,
        is_demo: task.is_demo,
    }
}

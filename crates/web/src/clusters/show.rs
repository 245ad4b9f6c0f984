//! `/clusters/{id}`: one cluster on one page.

use app::clusters::{CityFigures, ClusterPage, Member, MemberKpi};
use app::publishing::plain::Subject;
use app::tasks::{ListedTask, TaskFilter};
use app::{Action, FiscalYear};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use reform::cluster::{Reason, share_text};
use reform::discussion::{ItemKind, ItemRef};
use reform::kpi::percent_text;

use super::id_of;
use crate::consultations::TalkBlock;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::plain_summaries::{self, SummaryLine};
use crate::remarks::{self, RemarkBlock};
use crate::subnav::{Part, SubNav};

/// The most programs listed on the page; all are in the file and in the comparison.
const MEMBERS_SHOWN: usize = 100;

/// The most tasks listed on the page, the late first.
const TASKS_SHOWN: usize = 8;

struct MemberRow {
    href: String,
    name: String,
    department: String,
    share: String,
    cost: String,
    counted: String,
    others: Vec<(String, String, String)>,
}

struct KpiRow {
    href: String,
    program: String,
    name: String,
    year: String,
    actual: String,
    target: String,
    rate: String,
    status: Option<(&'static str, &'static str)>,
}

/// A task of the cluster.
struct TaskLine {
    href: String,
    title: String,
    state: (&'static str, &'static str),
    is_late: bool,
}

struct CityRow {
    title: String,
    sentences: Vec<String>,
    source: String,
    href: String,
}

#[derive(Template)]
#[template(path = "clusters/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    id: String,
    explanation: String,
    category: String,
    is_own: bool,
    is_illustrative: bool,
    source: String,
    status: (&'static str, &'static str),
    ways: Vec<(String, &'static str)>,
    manage: Vec<(String, &'static str)>,
    lead: String,
    start: String,
    reasons: Vec<(&'static str, String, String)>,
    note: String,
    figures: Vec<(&'static str, String, String)>,
    chart: Option<Html>,
    members: Vec<MemberRow>,
    more_members: usize,
    kpis: Vec<KpiRow>,
    kpi_more: String,
    effects: Option<(String, Vec<(&'static str, String)>)>,
    cities: Vec<CityRow>,
    tasks: Vec<TaskLine>,
    more_tasks: usize,
    /// The summary in easy Japanese; none for who may not see what is being prepared for publication.
    plain: Option<SummaryLine>,
    /// What was remarked about it; none for who may not see remarks.
    remarks: Option<RemarkBlock>,
    talk: TalkBlock,
}

/// The cluster's page.
pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let page = visit.check(visit.app().cluster_page(&visit.actor, &id).await)?;
    let lang = chart_lang(visit.lang);
    let cities = visit.check(visit.app().cities_beside_cluster(&visit.actor, &page.entry.category, lang).await)?;
    let title = visit.lang.pick(&page.entry.name.ja, page.entry.name.en_or_ja()).to_owned();
    let f = visit.frame(Section::Clusters, title).await?;
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let category = plan.cluster_categories.iter().find(|category| category.id == page.entry.category);
    let setting = &page.entry.setting;
    let tasks = match f.actor.may(Action::ReadAnalyses) {
        true => {
            let filter = TaskFilter { cluster: Some(id.clone()), ..TaskFilter::default() };
            visit.check(visit.app().task_list(&visit.actor, &filter).await)?.tasks
        }
        false => Vec::new(),
    };
    let about = ItemRef::new(ItemKind::Cluster, &id);
    let shown = ShowPage {
        remarks: remarks::of_item(&visit, &f, about).await?,
        plain: plain_summaries::line(&visit, Subject::Cluster(&id)).await?,
        talk: TalkBlock::about(&visit, ItemRef::new(ItemKind::Cluster, &id)).await?,
        subnav: SubNav::new(&f, Part::Clusters),
        explanation: f.text(&page.entry.explanation).to_owned(),
        category: category.map(|category| f.text(&category.name).to_owned()).unwrap_or_default(),
        is_own: page.entry.source.is_none(),
        is_illustrative: page.head.is_illustrative || page.is_demo,
        source: page.entry.source.as_ref().map(|source| crate::plan::source_text(&f, plan, source)).unwrap_or_default(),
        status: (page.status.word(), f.lang.pick(page.status.label_ja(), page.status.label_en())),
        ways: ways(&f, &id),
        manage: manage(&f, &id),
        lead: page.head.lead_names.join(" ＞ "),
        start: setting.start_year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        reasons: [
            reason(&f, f.lang.pick("規模", "Size"), &setting.size),
            reason(&f, f.lang.pick("緊急度", "Urgency"), &setting.urgency),
        ]
        .into_iter()
        .flatten()
        .collect(),
        note: setting.note.clone(),
        figures: figures(&f, &page),
        chart: page.money_chart(lang).map(|chart| figure("cluster-money", &chart, f.lang, "")),
        more_members: page.members.len().saturating_sub(MEMBERS_SHOWN),
        members: page.members.iter().take(MEMBERS_SHOWN).map(|member| member_row(&f, member)).collect(),
        kpis: page.kpis.iter().map(|kpi| kpi_row(&f, kpi)).collect(),
        kpi_more: match page.kpi_count - page.kpis.len() {
            0 => String::new(),
            more => format::count(more as i64),
        },
        effects: page.effects.map(|(year, effects)| {
            let yen = |amount: app::Yen| format!("{}{}", amount, f.t("円", " yen"));
            let lines = vec![
                (f.lang.pick("事業費の効果", "Effect on cost"), yen(effects.all.gross)),
                (f.lang.pick("うち一般財源", "Of it general funds"), yen(effects.all.general)),
                (f.lang.pick("うち本部で決定した分", "Of it decided by the headquarters"), yen(effects.decided.gross)),
                (f.lang.pick("取組の数", "Measures"), format::count(effects.measures as i64)),
            ];
            (format::year(f.lang, year), lines)
        }),
        more_tasks: tasks.len().saturating_sub(TASKS_SHOWN),
        tasks: tasks.iter().take(TASKS_SHOWN).map(|one| task_line(&f, one)).collect(),
        cities: cities.iter().map(|one| city_row(&f, one)).collect(),
        id,
        f,
    };
    Ok(render(&shown))
}

/// The ways from the cluster's head that the visitor may go.
fn ways(f: &Frame, id: &str) -> Vec<(String, &'static str)> {
    let mut ways =
        vec![(f.href(&format!("/clusters/{id}/compare")), f.lang.pick("構成事業を比べる", "Compare its programs"))];
    if f.actor.may(Action::ReadAnalyses) {
        ways.push((f.href(&format!("/clusters/{id}/analysis")), f.lang.pick("経営分析", "Management analysis")));
        ways.push((f.href(&format!("/clusters/{id}/logic-model")), f.lang.pick("ロジックモデル", "Logic model")));
        ways.push((f.href(&format!("/tasks?cluster={id}")), f.lang.pick("取組", "Tasks")));
        ways.push((f.href(&format!("/clusters/{id}/outcomes")), f.lang.pick("予測と実績", "Predicted and realised")));
    }
    if f.actor.may(Action::ReadRoadmaps) {
        ways.push((f.href(&format!("/roadmap#{id}")), f.lang.pick("工程表", "Roadmap")));
    }
    ways
}

fn manage(f: &Frame, id: &str) -> Vec<(String, &'static str)> {
    if !f.actor.may(Action::ManageClusters) {
        return Vec::new();
    }
    vec![
        (f.href(&format!("/clusters/{id}/settings")), f.lang.pick("設定を変える", "Change the settings")),
        (f.href(&format!("/clusters/{id}/members")), f.lang.pick("構成事業を選ぶ", "Choose its programs")),
    ]
}

fn reason(f: &Frame, label: &'static str, reason: &Reason) -> Option<(&'static str, String, String)> {
    let degree = reason.degree.map(|degree| f.t(degree.label_ja(), degree.label_en()).to_owned());
    (degree.is_some() || !reason.words.is_empty()).then(|| (label, degree.unwrap_or_default(), reason.words.clone()))
}

fn figures(f: &Frame, page: &ClusterPage) -> Vec<(&'static str, String, String)> {
    let divided = page.members.iter().filter(|member| member.share_bp < reform::lineage::WHOLE_BP).count();
    let beside = match divided {
        0 => String::new(),
        count => format!("{}{}", f.t("うち配分 ", "shared: "), format::count(count as i64)),
    };
    let mut figures = vec![(f.lang.pick("構成事業", "Programs"), format::count(page.members.len() as i64), beside)];
    if let Some((year, counted)) = page.years.last() {
        let year = |label: &str| format!("{label}{}", year_words(f, *year));
        figures.push((f.lang.pick("事業費", "Cost"), format::in_words(f.lang, counted.cost), year("")));
        if let Some(general) = counted.funding.general {
            figures.push((f.lang.pick("一般財源", "General funds"), format::in_words(f.lang, general), year("")));
        }
        if let Some(bonds) = counted.funding.bonds {
            figures.push((f.lang.pick("市債", "Bonds"), format::in_words(f.lang, bonds), year("")));
        }
    }
    figures
}

fn year_words(f: &Frame, year: FiscalYear) -> String {
    format::year(f.lang, year)
}

fn member_row(f: &Frame, member: &Member) -> MemberRow {
    let program = &member.program;
    MemberRow {
        href: f.href(&format!("/programs/{}", program.id)),
        name: program.name.clone(),
        department: program.department.clone(),
        share: share_text(member.share_bp),
        cost: format::thousands(program.cost),
        counted: format::thousands(member.counted),
        others: member
            .others
            .iter()
            .map(|(id, name, share)| {
                (f.href(&format!("/clusters/{id}")), f.text(name).to_owned(), format!("{}%", share_text(*share)))
            })
            .collect(),
    }
}

fn kpi_row(f: &Frame, one: &MemberKpi) -> KpiRow {
    let kpi = &one.kpi;
    let with_unit = |value: Option<app::Quantity>| match value {
        Some(value) => format!("{} {}", format::quantity(Some(value)), kpi.unit),
        None => format::NOT_STATED.to_owned(),
    };
    let last = kpi.actuals.iter().max_by_key(|actual| actual.year);
    let of_year = |year: FiscalYear| kpi.target_for(year).map(|target| target.value);
    KpiRow {
        href: f.href(&format!("/programs/{}", one.program)),
        program: one.program_name.clone(),
        name: kpi.name.clone(),
        year: last.map(|actual| format::year(f.lang, actual.year)).unwrap_or_default(),
        actual: with_unit(last.map(|actual| actual.value)),
        target: with_unit(last.and_then(|actual| of_year(actual.year))),
        rate: one.standing.map_or_else(
            || format::NOT_STATED.to_owned(),
            |standing| match percent_text(standing.simple, 1) {
                text if text == reform::kpi::NOTHING => text,
                text => format!("{text}%"),
            },
        ),
        status: one
            .standing
            .and_then(|standing| standing.status)
            .map(|status| (status.word(), f.lang.pick(status.label_ja(), status.label_en()))),
    }
}

fn city_row(f: &Frame, one: &CityFigures) -> CityRow {
    CityRow {
        title: one.title.clone(),
        sentences: one.sentences.iter().take(2).cloned().collect(),
        source: one.source.clone(),
        href: f.href(&format!("/cities?indicator={}&year={}", one.key, one.year.start())),
    }
}

fn task_line(f: &Frame, one: &ListedTask) -> TaskLine {
    let state = one.task.state;
    TaskLine {
        href: f.href(&format!("/tasks/{}", one.task.id)),
        title: one.task.title.clone(),
        state: (state.word(), f.lang.pick(state.label_ja(), state.label_en())),
        is_late: one.is_late,
    }
}

//! `/plan`: the city's plan — principles, strategies, viewpoints, targets, clusters, bodies.

mod figure_view;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Plan;

use crate::Site;
use crate::error::PageError;
use crate::html::{Html, TermMarker};
use crate::page::{Frame, Section, Visit, render};
use crate::remarks;

pub use figure_view::{FigureView, source_text};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/plan", get(overview))
        .route("/plan/principles", get(principles))
        .route("/plan/strategies", get(strategies))
        .route("/plan/viewpoints", get(viewpoints))
        .route("/plan/targets", get(targets))
        .route("/plan/clusters", get(clusters))
        .route("/plan/council", get(council))
}

/// The pages of the plan, for the navigation among them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Overview,
    Principles,
    Strategies,
    Viewpoints,
    Targets,
    Clusters,
    Council,
}

struct PartLink {
    path: &'static str,
    label: &'static str,
    is_current: bool,
}

struct Statement {
    title: String,
    text: Html,
    second: Html,
    source: String,
}

#[derive(Template)]
#[template(path = "plan/overview.html")]
struct OverviewPage<'a> {
    f: Frame,
    parts: Vec<PartLink>,
    plan: &'a Plan,
    purpose: Html,
    cards: Vec<(PartLink, String)>,
}

#[derive(Template)]
#[template(path = "plan/statements.html")]
struct StatementsPage {
    f: Frame,
    parts: Vec<PartLink>,
    lead: String,
    first_heading: &'static str,
    second_heading: &'static str,
    statements: Vec<Statement>,
    /// A remark on all of them; empty when there is none.
    note: String,
}

#[derive(Template)]
#[template(path = "plan/targets.html")]
struct TargetsPage {
    f: Frame,
    parts: Vec<PartLink>,
    groups: Vec<(String, Vec<FigureView>)>,
}

struct CategoryView {
    name: String,
    explanation: Html,
    clusters: Vec<(String, String, String)>,
    note: String,
    source: String,
}

#[derive(Template)]
#[template(path = "plan/clusters.html")]
struct ClustersPage {
    f: Frame,
    parts: Vec<PartLink>,
    categories: Vec<CategoryView>,
    stages: Vec<(&'static str, &'static str)>,
}

struct BodyView {
    name: String,
    explanation: Html,
    chair: String,
    established: String,
    source: String,
}

#[derive(Template)]
#[template(path = "plan/council.html")]
struct CouncilPage {
    f: Frame,
    parts: Vec<PartLink>,
    bodies: Vec<BodyView>,
    meetings: Vec<(u32, String, String)>,
    meetings_note: String,
}

async fn overview(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Overview, plan_title(&visit, plan)).await?;
    let purpose = TermMarker::new(plan, visit.lang).mark(f.text(&plan.purpose));
    let texts = [
        f.t("判断に迷ったときに立ち返る原則。", "What every decision comes back to."),
        f.t("見直しで生まれた財源を向ける方向。", "Where freed money goes."),
        f.t("事業を点検するときの問い。", "What every program is asked."),
        f.t("投資枠、基金、市債などの数値と出どころ。", "Frame, fund and bonds with their sources."),
        f.t("まとめて分析する事業のまとまり。", "Programs analysed together."),
        f.t("決める場と、外から意見を言う場。", "Who decides and who advises."),
    ];
    let cards = parts(&f, Part::Overview).into_iter().skip(1).zip(texts.map(str::to_owned)).collect();
    Ok(render(&OverviewPage { parts: parts(&f, Part::Overview), plan, purpose, cards, f }))
}

async fn principles(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Principles, visit.lang.pick("基本原則", "Principles")).await?;
    let mut terms = TermMarker::new(plan, visit.lang);
    let statements = plan
        .principles
        .iter()
        .map(|principle| Statement {
            title: f.text(&principle.title).to_owned(),
            text: terms.mark(f.text(&principle.explanation)),
            second: Html::default(),
            source: source_text(&f, plan, &principle.source),
        })
        .collect();
    let lead = f.t("どの判断でも共通に守ること。", "What holds for every decision.").to_owned();
    Ok(render(&StatementsPage {
        parts: parts(&f, Part::Principles),
        lead,
        first_heading: "",
        second_heading: "",
        statements,
        note: String::new(),
        f,
    }))
}

async fn strategies(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Strategies, visit.lang.pick("重点戦略", "Strategies")).await?;
    let mut terms = TermMarker::new(plan, visit.lang);
    let statements = plan
        .strategies
        .iter()
        .map(|strategy| Statement {
            title: f.text(&strategy.title).to_owned(),
            text: terms.mark(f.text(&strategy.explanation)),
            second: Html::default(),
            source: source_text(&f, plan, &strategy.source),
        })
        .collect();
    let lead = f.t("見直しで生まれた財源を向ける先です。", "Where the money freed by the review goes.").to_owned();
    let note = plan.strategies_note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default();
    Ok(render(&StatementsPage {
        parts: parts(&f, Part::Strategies),
        lead,
        first_heading: "",
        second_heading: "",
        statements,
        note,
        f,
    }))
}

async fn viewpoints(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Viewpoints, visit.lang.pick("見直しの視点", "Viewpoints")).await?;
    let mut terms = TermMarker::new(plan, visit.lang);
    let statements = plan
        .viewpoints
        .iter()
        .map(|viewpoint| Statement {
            title: f.text(&viewpoint.title).to_owned(),
            text: terms.mark(f.text(&viewpoint.background)),
            second: terms.mark(f.text(&viewpoint.attention)),
            source: source_text(&f, plan, &viewpoint.source),
        })
        .collect();
    let lead = f.t("どの事業にも同じ問いを当てます。", "Every program is asked the same questions.").to_owned();
    Ok(render(&StatementsPage {
        parts: parts(&f, Part::Viewpoints),
        lead,
        first_heading: f.t("背景", "Background"),
        second_heading: f.t("留意点", "Point of attention"),
        statements,
        note: String::new(),
        f,
    }))
}

async fn targets(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Targets, visit.lang.pick("目標と見通しの数値", "Targets and figures")).await?;
    let groups = plan
        .figure_groups
        .iter()
        .map(|group| {
            let figures = plan.figures_of(&group.id).map(|figure| FigureView::new(&f, plan, figure)).collect();
            (f.text(&group.title).to_owned(), figures)
        })
        .collect();
    Ok(render(&TargetsPage { parts: parts(&f, Part::Targets), groups, f }))
}

async fn clusters(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Clusters, visit.lang.pick("事業クラスター", "Clusters")).await?;
    let mut terms = TermMarker::new(plan, visit.lang);
    let categories = plan
        .cluster_categories
        .iter()
        .map(|category| CategoryView {
            name: f.text(&category.name).to_owned(),
            explanation: terms.mark(f.text(&category.explanation)),
            clusters: plan
                .clusters_of(&category.id)
                .map(|cluster| {
                    (cluster.id.clone(), f.text(&cluster.name).to_owned(), f.text(&cluster.explanation).to_owned())
                })
                .collect(),
            note: category.listing_note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
            source: source_text(&f, plan, &category.source),
        })
        .collect();
    let stages = vec![
        (f.t("現状整理", "Where it stands"), f.t("置かれた状況を数値で描く", "facts and indicators")),
        (f.t("分析", "Analysis"), f.t("目的を決め、根拠で確かめる", "purpose and evidence")),
        (f.t("課題整理", "Issues"), f.t("成果を測り、関係者に聞く", "outcomes and hearings")),
        (f.t("改革案の検証", "Options"), f.t("効果を予測して比べる", "predicted effects compared")),
        (f.t("今後の取組案", "Proposals"), f.t("予算案や条例案にする", "budget and ordinances")),
    ];
    let parts = parts(&f, Part::Clusters);
    Ok(render(&ClustersPage { parts, categories, stages, f }))
}

async fn council(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = frame(&visit, Part::Council, visit.lang.pick("推進体制", "Bodies")).await?;
    let mut terms = TermMarker::new(plan, visit.lang);
    let bodies = plan
        .council
        .bodies
        .iter()
        .map(|body| BodyView {
            name: f.text(&body.name).to_owned(),
            explanation: terms.mark(f.text(&body.explanation)),
            chair: body.chair.as_ref().map(|chair| f.text(chair).to_owned()).unwrap_or_default(),
            established: body
                .established
                .map(|date| f.lang.pick(&date.japanese(), &date.to_string()).to_owned())
                .unwrap_or_default(),
            source: source_text(&f, plan, &body.source),
        })
        .collect();
    let meetings = plan
        .council
        .meetings
        .iter()
        .map(|meeting| (meeting.number, meeting.date.to_string(), f.text(&meeting.agenda).to_owned()))
        .collect();
    let meetings_note = plan.council.meetings_note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default();
    let parts = parts(&f, Part::Council);
    Ok(render(&CouncilPage { parts, bodies, meetings, meetings_note, f }))
}

/// The frame of a page of the plan, with the remarks about that part of it.
async fn frame(visit: &Visit, part: Part, title: impl Into<String>) -> Result<Frame, PageError> {
    let mut f = visit.frame(Section::Plan, title).await?;
    f.remarks = remarks::of_item(visit, &f, ItemRef::new(ItemKind::Plan, part.word())).await?;
    Ok(f)
}

impl Part {
    /// What a remark about it names.
    fn word(self) -> &'static str {
        match self {
            Part::Overview => "overview",
            Part::Principles => "principles",
            Part::Strategies => "strategies",
            Part::Viewpoints => "viewpoints",
            Part::Targets => "targets",
            Part::Clusters => "clusters",
            Part::Council => "council",
        }
    }
}

fn plan_title(visit: &Visit, plan: &Plan) -> String {
    visit.lang.pick(&plan.title.ja, plan.title.en_or_ja()).to_owned()
}

fn parts(f: &Frame, current: Part) -> Vec<PartLink> {
    [
        (Part::Overview, "/plan", "概要", "Overview"),
        (Part::Principles, "/plan/principles", "基本原則", "Principles"),
        (Part::Strategies, "/plan/strategies", "重点戦略", "Strategies"),
        (Part::Viewpoints, "/plan/viewpoints", "見直しの視点", "Viewpoints"),
        (Part::Targets, "/plan/targets", "目標と数値", "Targets"),
        (Part::Clusters, "/plan/clusters", "事業クラスター", "Clusters"),
        (Part::Council, "/plan/council", "推進体制", "Bodies"),
    ]
    .into_iter()
    .map(|(part, path, ja, en)| PartLink { path, label: f.lang.pick(ja, en), is_current: part == current })
    .collect()
}

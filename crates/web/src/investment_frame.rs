//! `/frame`: the investment frame, its ledger and the flow from sources to uses.

mod ledger;

use app::chart::Chart;
use app::investment_frame::tables::{ledger_table, years_table};
use app::investment_frame::{FrameView, pictures};
use app::{Action, FiscalYear};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use reform::discussion::{ItemKind, ItemRef};

use crate::Site;
use crate::cities::{attached, send_csv};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::remarks;
use crate::subnav::{Part, SubNav};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/frame", get(overview))
        .route("/frame.csv", get(years_csv))
        .route("/frame.xlsx", get(workbook))
        .route("/frame/flow.csv", get(flow_csv))
        .route("/frame/{year}", get(ledger::show))
        .route("/frame/{year}/ledger.csv", get(ledger::csv))
        .route("/frame/{year}/entries", post(ledger::enter).get(ledger::back_to_year))
        .route("/frame/{year}/cancel", post(ledger::cancel).get(ledger::back_to_year))
        .route("/frame/{year}/close", post(ledger::close).get(ledger::back_to_year))
        .route("/frame/{year}/reopen", post(ledger::reopen).get(ledger::back_to_year))
}

/// A year of the frame as the overview lists it.
struct YearRow {
    href: String,
    name: String,
    target: String,
    target_is_stated: bool,
    secured: String,
    is_published: bool,
    sources: String,
    uses: String,
    difference: String,
    is_balanced: bool,
    is_empty: bool,
    is_closed: bool,
    percent: String,
}

#[derive(Template)]
#[template(path = "frame/overview.html")]
struct OverviewPage {
    f: Frame,
    subnav: SubNav,
    target: String,
    secured: String,
    left: String,
    left_a_year: String,
    percent: String,
    is_illustrative: bool,
    rows: Vec<YearRow>,
    categories: Vec<(String, String, String)>,
    progress: Html,
    flow: Html,
    source: String,
}

async fn overview(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().investment_frame(&visit.actor).await)?;
    let mut f = visit
        .frame(Section::Frame, visit.lang.pick("次世代投資枠", "Investment frame for the next generation"))
        .await?;
    f.remarks = remarks::of_item(&visit, &f, ItemRef::new(ItemKind::Frame, "")).await?;
    let mut rows = Vec::new();
    for year in &view.progress.years {
        let balance = visit.check(view.balance(year.year))?;
        let difference = visit.check(view.difference(year.year))?;
        rows.push(YearRow {
            href: f.href(&format!("/frame/{}", year.year.start())),
            name: format::year(f.lang, year.year),
            target: format::yen(Some(year.target)),
            target_is_stated: year.target_is_stated,
            secured: format::yen(Some(year.secured)),
            is_published: year.is_published,
            sources: format::yen(Some(balance.sources)),
            uses: format::yen(Some(balance.uses)),
            difference: format::yen(Some(difference)),
            is_balanced: balance.is_balanced(),
            is_empty: balance.entries == 0,
            is_closed: view.is_closed(year.year),
            percent: year.so_far_percent.to_string(),
        });
    }
    let progress = &view.progress;
    let left = app::Yen((progress.target.0 - progress.secured.0).max(0));
    let open = progress.years.iter().filter(|year| year.secured == app::Yen::ZERO).count();
    let a_year = app::Yen(left.0 / i64::try_from(open.max(1)).unwrap_or(1));
    let categories = view.plan.categories.iter().map(|category| {
        let uses = view
            .counting(None)
            .into_iter()
            .filter(|stored| stored.entry.side == app::investment_frame::Side::Use(category.id.clone()));
        let sum = app::Yen(uses.map(|stored| stored.entry.amount.0).sum());
        let explanation = f.text(&category.explanation).to_owned();
        (f.text(&category.name).to_owned(), explanation, format::in_words(f.lang, sum))
    });
    let source = plan_source(&visit)?;
    let page = OverviewPage {
        subnav: SubNav::new(&f, Part::Frame),
        target: format::in_words(f.lang, progress.target),
        secured: format::in_words(f.lang, progress.secured),
        left: format::in_words(f.lang, left),
        left_a_year: format::in_words(f.lang, a_year),
        percent: app::investment_frame::percent_of(progress).to_string(),
        is_illustrative: view.is_illustrative,
        rows,
        categories: categories.collect(),
        progress: figure("progress", &progress_chart(&visit, &view)?, f.lang, &f.href("/frame.csv")),
        flow: flow_figure(&visit, &f, &view, None)?,
        source,
        f,
    };
    Ok(render(&page))
}

async fn years_csv(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().investment_frame(&visit.actor).await)?;
    let table = years_table(&view, chart_lang(visit.lang));
    send_csv(&visit, table, &plan_source(&visit)?, "frame.csv")
}

async fn flow_csv(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().investment_frame(&visit.actor).await)?;
    let table = ledger_table(&view, None, chart_lang(visit.lang));
    send_csv(&visit, table, &plan_source(&visit)?, "frame-ledger.csv")
}

async fn workbook(visit: Visit) -> Result<Response, PageError> {
    let bytes = visit.app().frame_workbook(&visit.actor, chart_lang(visit.lang), format::now()).await;
    let bytes = visit.check(bytes)?;
    Ok(attached("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "frame.xlsx", bytes))
}

fn progress_chart(visit: &Visit, view: &FrameView) -> Result<Chart, PageError> {
    Ok(pictures::progress_chart(view, &plan_source(visit)?, chart_lang(visit.lang)))
}

/// The flow of the year, or of all years; nothing where nothing was entered.
fn flow_figure(visit: &Visit, f: &Frame, view: &FrameView, year: Option<FiscalYear>) -> Result<Html, PageError> {
    if view.counting(year).is_empty() {
        return Ok(Html::default());
    }
    let chart = pictures::flow_chart(view, year, &plan_source(visit)?, chart_lang(visit.lang));
    let chart = visit.check(chart)?;
    let href = match year {
        Some(year) => format!("/frame/{}/ledger.csv", year.start()),
        None => "/frame/flow.csv".to_owned(),
    };
    Ok(figure("flow", &chart, f.lang, &f.href(&href)))
}

/// What the figures of the frame are taken from.
fn plan_source(visit: &Visit) -> Result<String, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let category = plan.frame.categories.first();
    let place = category.map(|category| category.source.clone()).unwrap_or_default();
    let page = place.page.map(|page| visit.lang.pick(&format!(" {page}ページ"), &format!(", page {page}")).to_owned());
    let title = visit.lang.pick(&plan.title.ja, plan.title.en_or_ja()).to_owned();
    Ok(format!("{title}{}", page.unwrap_or_default()))
}

/// Whether the visitor may write to the ledger.
fn may_manage(visit: &Visit) -> bool {
    visit.actor.may(Action::ManageFrame)
}

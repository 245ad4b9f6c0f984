//! `/figures`: the plan's figures and tables, drawn from data or saying what is missing.

use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use reform::plan::PopulationTable;

use crate::Site;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/figures", get(list))
        .route("/figures/table-1-1", get(table_1_1))
        .route("/figures/table-1-1.csv", get(table_1_1_csv))
}

struct ListedFigure {
    number: &'static str,
    title: &'static str,
    href: &'static str,
}

#[derive(Template)]
#[template(path = "figures/list.html")]
struct ListPage {
    f: Frame,
    figures: Vec<ListedFigure>,
}

struct CityRow {
    name: String,
    population: String,
    elderly: String,
    working_age: String,
    aging_rate: String,
    ratio: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "figures/table_1_1.html")]
struct PopulationPage {
    f: Frame,
    as_of: String,
    lead: String,
    population_base: String,
    age_base: String,
    notes: Vec<String>,
    gaps: Vec<(String, String, String)>,
    chart: Html,
    rows: Vec<CityRow>,
    average: CityRow,
    source: String,
}

async fn list(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::Figures, visit.lang.pick("図表", "Figures")).await?;
    let entry = |number, ja, en, href| ListedFigure { number, title: visit.lang.pick(ja, en), href };
    let figures = vec![
        entry("図1-1", "市内総生産の推移と政令市比較", "City product over time and among cities", ""),
        entry("図1-2", "市内総生産の増加率と業種別の比較", "Growth of the city product by industry", ""),
        entry("表1-1", "政令市の人口比較", "Population of the designated cities", "/figures/table-1-1"),
        entry("図1-3", "推計人口の推移", "Estimated population over time", ""),
        entry("図1-4", "出生数と死亡数の推移", "Births and deaths", ""),
        entry("図1-5", "転入者数と転出者数の推移", "Moving in and out", ""),
        entry("図1-6", "一人当たり公共施設の延床面積", "Floor area of public buildings per citizen", ""),
        entry("図1-7", "公共施設の築年別の状況", "Public buildings by age", ""),
        entry("図1-8", "市有建築物の老朽化対策", "Three reforms for ageing buildings", ""),
        entry("図1-9", "経常収支比率の政令市比較", "Ordinary balance ratio among cities", ""),
        entry("図1-10", "一人当たり市債残高の政令市比較", "Bonds per citizen among cities", ""),
        entry("図1-11", "一人当たり市税収入の政令市比較", "City tax per citizen among cities", ""),
        entry("図1-12", "財政力指数と経常収支比率", "Fiscal strength and ordinary balance", ""),
        entry("図1-13", "市税収入と市債残高", "Tax and bonds per citizen", ""),
        entry("図1-14", "実質公債費比率と将来負担比率", "Debt service and future burden", ""),
        entry("表1-2", "中期財政見通し", "Medium-term fiscal outlook", ""),
        entry("図2-1", "次世代投資枠の確保", "Next-generation investment frame", ""),
        entry("図2-2", "普通建設事業費の3か年平均", "Construction per citizen, three-year mean", ""),
        entry("図2-3", "市債残高の将来推計", "Projected bond balance", ""),
        entry("表3-1", "事業クラスターの一覧", "Clusters", "/plan/clusters"),
        entry("図3-1", "経営分析の流れ", "Course of an analysis", "/plan/clusters"),
        entry("表4-1", "市政変革推進会議の概要", "Meetings of the council", "/plan/council"),
    ];
    Ok(render(&ListPage { figures, f }))
}

async fn table_1_1(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let table = &plan.population;
    let f = visit.frame(Section::Figures, f_title(&visit, table)).await?;
    let drawn = app::chart::aging_rates(plan, chart_lang(visit.lang));
    let chart = figure("aging", &drawn, visit.lang, &f.href("/figures/table-1-1.csv"));
    let count = |people: u64| fiscal::money::group_digits(people);
    let rows: Vec<CityRow> = table
        .rows
        .iter()
        .map(|row| CityRow {
            name: f.text(&row.name).to_owned(),
            population: count(row.population),
            elderly: count(row.elderly),
            working_age: count(row.working_age),
            aging_rate: format::quantity(Some(row.aging_rate_percent)),
            ratio: format::quantity(Some(row.working_age_per_elderly)),
            is_own: row.code == plan.city.code,
        })
        .collect();
    let average = CityRow {
        name: f.text(&table.average.label).to_owned(),
        population: count(table.average.population),
        elderly: count(table.average.elderly),
        working_age: count(table.average.working_age),
        aging_rate: format::quantity(Some(table.average.aging_rate_percent)),
        ratio: format::quantity(Some(table.average.working_age_per_elderly)),
        is_own: false,
    };
    let gaps = table
        .aging_rates_on_another_base()
        .into_iter()
        .map(|gap| {
            let computed = gap.computed_basis_points;
            (
                f.text(&gap.row.name).to_owned(),
                format!("{}.{:02}%", computed / 100, computed % 100),
                format!("{}%", gap.row.aging_rate_percent),
            )
        })
        .collect();
    let page = PopulationPage {
        as_of: f.lang.pick(&table.as_of.japanese(), &table.as_of.to_string()).to_owned(),
        lead: f.lang.pick(&drawn.description, &drawn.description_en).to_owned(),
        population_base: f.text(&table.population_base).to_owned(),
        age_base: f.text(&table.age_base).to_owned(),
        notes: table.notes.iter().map(|note| f.text(note).to_owned()).collect(),
        gaps,
        chart,
        rows,
        average,
        source: source_text(&f, plan, &table.source),
        f,
    };
    Ok(render(&page))
}

async fn table_1_1_csv(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let chart = app::chart::aging_rates(plan, chart_lang(visit.lang));
    let bytes = visit.check(app::chart::table_csv(&chart.table))?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"table-1-1.csv\""),
        ],
        bytes,
    )
        .into_response())
}

fn f_title(visit: &Visit, table: &PopulationTable) -> String {
    visit.lang.pick(&table.title.ja, table.title.en_or_ja()).to_owned()
}

//! `/clusters/{id}/analysis/options`: the options side by side, and which one is decided.

use app::analyses::{AnalysisView, ClusterOptions};
use app::{FiscalYear, Yen};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use fiscal::money::MoneyOverflow;
use reform::analysis::ReformOption;
use reform::decision::Lever;

use super::actions::{number, outcome};
use super::overview::{Done, done_words};
use super::shown::{amount, lines};
use super::{Around, path_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, to, value};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::reviews::day;

/// The years added up for comparison.
const YEARS: usize = 10;

/// The head of an option's column.
struct Column {
    number: i64,
    title: String,
    href: String,
    is_as_now: bool,
    is_decided: bool,
    is_chosen: bool,
}

/// A line of the table: its label and a cell for each option.
struct Line {
    label: String,
    cells: Vec<Html>,
    is_number: bool,
}

#[derive(Template)]
#[template(path = "analyses/options.html")]
struct OptionsPage {
    f: Frame,
    around: Around,
    columns: Vec<Column>,
    groups: Vec<(String, Vec<Line>)>,
    revision: i64,
    decided: Option<(String, String, String)>,
    /// Whether the form that decides is shown.
    can_decide: bool,
    /// Whether the form that withdraws is shown.
    can_withdraw: bool,
    /// Why neither is.
    why_not: &'static str,
    typed_day: String,
    typed_ground: String,
    typed_reason: String,
    done: &'static str,
    refused: Option<Refused>,
    stage_href: String,
}

/// The options side by side.
pub async fn show(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Done>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let done = query.map(|Query(done)| done.done).unwrap_or_default();
    page(&visit, &id, &done, None, &Pairs::default()).await
}

/// Decides an option.
pub async fn decide(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let pairs = fields_of(&visit, form)?;
    let (option, seen) = (number(&pairs, "option"), number(&pairs, "seen"));
    let (day, ground) = (value(&pairs, "day"), value(&pairs, "ground"));
    let decided = visit.app().decide_option(&visit.actor, &id, option, day, ground, seen).await;
    match outcome(&visit, decided)? {
        Ok(()) => Ok(to(&visit, &format!("{}/options?done=decided", path_of(&id)))),
        Err(refused) => page(&visit, &id, "", Some(refused), &pairs).await,
    }
}

/// Takes the decision back.
pub async fn withdraw(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let pairs = fields_of(&visit, form)?;
    let reason = value(&pairs, "reason");
    let withdrawn = visit.app().withdraw_decision(&visit.actor, &id, reason, number(&pairs, "seen")).await;
    match outcome(&visit, withdrawn)? {
        Ok(()) => Ok(to(&visit, &format!("{}/options?done=withdrawn", path_of(&id)))),
        Err(refused) => page(&visit, &id, "", Some(refused), &pairs).await,
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    Ok(to(&visit, &format!("{}/options", path_of(&id))))
}

async fn page(
    visit: &Visit,
    id: &str,
    done: &str,
    refused: Option<(Refused, StatusCode)>,
    typed: &Pairs,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
    let options = visit.check(visit.app().cluster_options(&visit.actor, id).await)?;
    let name = visit.lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", visit.lang.pick("改革案を並べる：", "Options side by side: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let groups = groups(&f, &options)
        .map_err(|_| PageError::new(visit, app::Refusal::conflict(&app::analyses::TOO_LARGE_TO_ADD, "").into()))?;
    let (refused, status) = refused.map_or((None, StatusCode::OK), |(refused, status)| (Some(refused), status));
    let can_decide = view.may_decide && view.progress.may_decide().is_ok() && !options.options.is_empty();
    let can_withdraw = view.may_decide && view.progress.may_withdraw().is_ok();
    let chosen = number(typed, "option");
    let page = OptionsPage {
        around: Around::new(&f, &view, "/options"),
        columns: options.options.iter().map(|option| column(&f, &view, option, chosen)).collect(),
        groups,
        revision: view.stored.revision,
        decided: options.decided.as_ref().map(|decided| {
            let date = decided.day.map(|date| day(f.lang, date)).unwrap_or_default();
            (view.title(decided.option).unwrap_or_default().to_owned(), date, decided.ground.clone())
        }),
        can_decide,
        can_withdraw,
        why_not: why_not(&f, &view, can_decide || can_withdraw),
        typed_day: value(typed, "day").to_owned(),
        typed_ground: value(typed, "ground").to_owned(),
        typed_reason: value(typed, "reason").to_owned(),
        done: done_words(&f, done),
        refused,
        stage_href: f.href(&format!("{}/4", path_of(id))),
        f,
    };
    Ok(render_with(status, &page))
}

fn column(f: &Frame, view: &AnalysisView, option: &ReformOption, chosen: i64) -> Column {
    Column {
        number: option.number,
        title: option.title.clone(),
        href: f.href(&format!("{}/items/{}", path_of(&view.head.id), option.number)),
        is_as_now: option.is_as_now,
        is_decided: view.progress.decided.as_ref().is_some_and(|decided| decided.option == option.number),
        is_chosen: option.number == chosen,
    }
}

fn why_not(f: &Frame, view: &AnalysisView, can: bool) -> &'static str {
    if can || !view.may_decide {
        return "";
    }
    let kind = match view.progress.decided.is_some() {
        true => view.progress.may_withdraw().err(),
        false => view.progress.may_decide().err(),
    };
    kind.map_or("", |kind| f.lang.pick(kind.hint_ja, kind.hint_en))
}

/// The lines of the table, by group.
fn groups(f: &Frame, options: &ClusterOptions) -> Result<Vec<(String, Vec<Line>)>, MoneyOverflow> {
    let first = options.first_year();
    let mut groups = Vec::new();
    for lever in Lever::ALL {
        let moves = options.options.iter().any(|option| option.effects.iter().any(|effect| effect.lever == *lever));
        let Some(first) = first.filter(|_| moves) else { continue };
        groups.push((lever_heading(f, *lever), lever_lines(f, options, *lever, first)?));
    }
    let kpis = kpi_lines(f, options);
    if !kpis.is_empty() {
        groups.push((f.t("KPIの予測", "Predicted KPIs").to_owned(), kpis));
    }
    let text = |label: &str, field: &str| Line {
        label: label.to_owned(),
        cells: options.items.iter().map(|item| lines(f, dash(item.text(field)))).collect(),
        is_number: false,
    };
    let strength = |option: &ReformOption| match option.strength {
        Some(strength) => Html(format!("<b>{}</b> {}", strength.word(), f.t(strength.label_ja(), strength.label_en()))),
        None => Html(f.t("未検証", "not verified").to_owned()),
    };
    let range = |option: &ReformOption| match option.range {
        (None, None) => Html(format::NOT_STATED.to_owned()),
        (low, high) => {
            let side = |side: Option<Yen>| side.map_or_else(|| format::NOT_STATED.to_owned(), |yen| amount(f, yen));
            f.mixed(&format!("{}〜{}", side(low), side(high)))
        }
    };
    let checks = vec![
        Line {
            label: f.t("根拠の強さ", "Strength of the evidence").to_owned(),
            cells: options.options.iter().map(strength).collect(),
            is_number: false,
        },
        Line {
            label: f.t("1年の効果の幅", "Range of a year's effect").to_owned(),
            cells: options.options.iter().map(range).collect(),
            is_number: true,
        },
        text(f.t("検証", "How it was checked"), "verification"),
        text(f.t("検証した人・組織", "Checked by"), "verified-by"),
    ];
    groups.push((f.t("予測の検証", "Check of the prediction").to_owned(), checks));
    let words = vec![
        text(f.t("内容", "What is done"), "text"),
        text(f.t("かかる費用と手間", "Costs"), "costs"),
        text(f.t("リスク", "Risks"), "risks"),
    ];
    groups.push((f.t("内容とリスク", "What is done, and the risks").to_owned(), words));
    Ok(groups)
}

fn lever_heading(f: &Frame, lever: Lever) -> String {
    match lever {
        Lever::GeneralFunds => {
            f.t("一般財源（正は浮く額、▲は増える負担）", "General funds (above zero: set free)").to_owned()
        }
        Lever::Investment => f.t("投資的経費（▲は減らす額）", "Investment (below zero: built less)").to_owned(),
    }
}

fn lever_lines(
    f: &Frame,
    options: &ClusterOptions,
    lever: Lever,
    first: FiscalYear,
) -> Result<Vec<Line>, MoneyOverflow> {
    let cell = |yen: Yen| f.mixed(&if yen == Yen::ZERO { "0".to_owned() } else { amount(f, yen) });
    let mut lines = Vec::new();
    for year in std::iter::successors(Some(first), |year| year.next()).take(YEARS) {
        let cells: Result<Vec<Html>, MoneyOverflow> =
            options.options.iter().map(|option| option.in_year(lever, year).map(cell)).collect();
        lines.push(Line { label: format::year(f.lang, year), cells: cells?, is_number: true });
    }
    let sums: Result<Vec<Html>, MoneyOverflow> = options
        .options
        .iter()
        .map(|option| option.in_years(lever, first, YEARS).map(|yen| Html(format!("<b>{}</b>", cell(yen)))))
        .collect();
    lines.push(Line { label: f.t("10年の合計", "Ten years together").to_owned(), cells: sums?, is_number: true });
    Ok(lines)
}

fn kpi_lines(f: &Frame, options: &ClusterOptions) -> Vec<Line> {
    let line = |kpi: &reform::analysis::Item| {
        let of = |option: &ReformOption| option.predictions_of(kpi.number);
        if options.options.iter().all(|option| of(option).is_empty()) {
            return None;
        }
        let cell = |option: &ReformOption| match of(option) {
            values if values.is_empty() => Html(format::NOT_STATED.to_owned()),
            values => {
                let one = |(year, value): &(FiscalYear, app::Quantity)| {
                    let text = format!("{} {}", format::quantity(Some(*value)), kpi.text("unit"));
                    format!(
                        "{} <span class=\"muted small\">{}</span>",
                        f.mixed(text.trim()),
                        format::year(f.lang, *year)
                    )
                };
                Html(values.iter().map(one).collect::<Vec<_>>().join("<br>"))
            }
        };
        Some(Line { label: kpi.title().to_owned(), cells: options.options.iter().map(cell).collect(), is_number: true })
    };
    options.kpis.iter().filter_map(line).collect()
}

fn dash(text: &str) -> &str {
    if text.is_empty() { format::NOT_STATED } else { text }
}

//! `/clusters/{id}/outcomes`: predictions of the decided option beside what came; `/tasks/outcomes`: how good they were.

use app::ProblemKind;
use app::tasks::{NewOutcome, OutcomeLine, OutcomeView};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::kpi::Ratio;
use reform::task::{Ground, Summary, Value};

use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::subnav::{Part, SubNav};

struct Line {
    title: String,
    year: String,
    predicted: String,
    realised: String,
    verdict: (&'static str, &'static str),
    ground: String,
    entered: String,
    /// What the form that enters a figure is about; empty when none can be entered.
    key: String,
}

/// The summary of a cluster in words (まとめ).
struct Told {
    href: String,
    cluster: String,
    option: String,
    due: String,
    known: String,
    hits: String,
    rate: String,
    sums: Vec<(&'static str, String, String, String)>,
}

#[derive(Template)]
#[template(path = "tasks/outcomes.html")]
struct OutcomesPage {
    f: Frame,
    subnav: SubNav,
    id: String,
    cluster: String,
    option: String,
    is_illustrative: bool,
    told: Told,
    lines: Vec<Line>,
    choices: Vec<(String, String, bool)>,
    grounds: Vec<(&'static str, &'static str, bool)>,
    typed: [String; 2],
    may_record: bool,
    refused: Option<Refused>,
    done: bool,
}

#[derive(Template)]
#[template(path = "tasks/summaries.html")]
struct SummariesPage {
    f: Frame,
    subnav: SubNav,
    rows: Vec<Told>,
}

/// How good the predictions of every cluster were.
pub async fn summaries(visit: Visit) -> Result<Response, PageError> {
    let found = visit.check(visit.app().outcome_summaries(&visit.actor).await)?;
    let f =
        visit.frame(Section::Clusters, visit.lang.pick("予測と実績のまとめ", "Predictions against what came")).await?;
    let rows = found
        .iter()
        .map(|one| {
            let href = f.href(&format!("/clusters/{}/outcomes", one.head.id));
            told(&f, href, f.text(&one.head.name), &one.option, &one.summary)
        })
        .collect();
    Ok(render(&SummariesPage { subnav: SubNav::new(&f, Part::Tasks), rows, f }))
}

/// The predictions of a cluster.
pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    page(&visit, &id, None, None).await
}

/// Enters what came.
pub async fn record(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, sent) = (id_of(&visit, id)?, fields_of(&visit, form)?);
    // What is entered, its year and the entry that stood come as one choice.
    let mut parts = value(&sent, "about").splitn(3, '|').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let new = NewOutcome {
        measured: part(),
        year: part(),
        seen: part(),
        value: value(&sent, "value").to_owned(),
        ground: value(&sent, "ground").to_owned(),
        ground_words: value(&sent, "ground_words").to_owned(),
    };
    let recorded = visit.app().record_outcome(&visit.actor, &id, &new).await;
    match refused(&visit, recorded)? {
        Ok(()) => Ok(to(&visit, &format!("/clusters/{}/outcomes?done=1", crate::programs::encode(&id)))),
        Err(refusal) => page(&visit, &id, Some(&sent), Some(refusal)).await,
    }
}

async fn page(
    visit: &Visit,
    id: &str,
    sent: Option<&Pairs>,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let view: OutcomeView = visit.check(visit.app().cluster_outcomes(&visit.actor, id).await)?;
    let f = visit.frame(Section::Clusters, visit.lang.pick("予測と実績", "Predicted and realised")).await?;
    let cluster = f.text(&view.head.name).to_owned();
    let option = view.option.clone().unwrap_or_default();
    let lines: Vec<Line> = view.lines.iter().map(|one| line(&f, one)).collect();
    let typed = |name: &str| sent.map(|sent| value(sent, name).to_owned()).unwrap_or_default();
    // After a conflict the number of the entry is another, so only what it is about is compared.
    let about = |key: &str| key.rsplit_once('|').map(|(about, _)| about.to_owned()).unwrap_or_default();
    let asked = about(&typed("about"));
    let page = OutcomesPage {
        subnav: SubNav::new(&f, Part::Tasks),
        id: view.head.id.clone(),
        told: told(&f, String::new(), &cluster, &option, &view.summary),
        cluster,
        option,
        is_illustrative: view.is_illustrative,
        choices: lines
            .iter()
            .filter(|line| !line.key.is_empty())
            .map(|line| (line.key.clone(), format!("{} {}", line.title, line.year), about(&line.key) == asked))
            .collect(),
        grounds: Ground::ALL
            .iter()
            .map(|one| (one.word(), f.lang.pick(one.label_ja(), one.label_en()), typed("ground") == one.word()))
            .collect(),
        typed: [typed("value"), typed("ground_words")],
        lines,
        may_record: view.may_record,
        refused: refusal.as_ref().map(|(kind, detail)| Refused::new(f.lang, kind, detail.clone())),
        done: visit.address.ends_with("?done=1"),
        f,
    };
    let status = match &refusal {
        None => StatusCode::OK,
        Some((kind, _)) if kind.code == app::tasks::OUTCOME_CHANGED.code => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn line(f: &Frame, one: &OutcomeLine) -> Line {
    let followed = &one.followed;
    let shown = |value: Value| match value {
        Value::Money(yen) => format!("{yen}{}", f.t("円", " yen")),
        Value::Number(number) => format!("{} {}", format::quantity(Some(number)), one.unit),
    };
    let verdict = match (followed.is_hit(), one.is_due, followed.realised.is_some()) {
        (_, false, _) => ("waiting", f.lang.pick("年度が終わっていない", "year not over")),
        (_, true, false) => ("unknown", f.lang.pick("実績が未記録", "no figure yet")),
        (Some(true), ..) => ("hit", f.lang.pick("予測どおりか上回る", "as predicted or better")),
        (Some(false), ..) => ("miss", f.lang.pick("予測に届かない", "short of the prediction")),
        (None, ..) => ("open", f.lang.pick("方向がなく判定しない", "no way to judge")),
    };
    let entry = one.entry.as_ref();
    let seen = entry.map_or(0, |entry| entry.id);
    Line {
        title: f.text(&one.title).to_owned(),
        year: format::year(f.lang, followed.year),
        predicted: shown(followed.predicted),
        realised: followed.realised.map_or_else(|| format::NOT_STATED.to_owned(), shown),
        verdict,
        ground: entry
            .map(|entry| format!("{}：{}", f.t(entry.ground.label_ja(), entry.ground.label_en()), entry.ground_words))
            .unwrap_or_default(),
        entered: entry
            .map(|entry| format!("{}（{}）", format::moment(&entry.at), login_of(&entry.actor)))
            .unwrap_or_default(),
        key: match one.is_due {
            true => format!("{}|{}|{seen}", followed.measured.word(), followed.year.start()),
            false => String::new(),
        },
    }
}

fn told(f: &Frame, href: String, cluster: &str, option: &str, summary: &Summary) -> Told {
    let percent = |rate: Option<Ratio>| match rate {
        Some(rate) => format!("{}%", reform::kpi::percent_text(Ok(rate), 1).replace('-', "▲")),
        None => format::NOT_STATED.to_owned(),
    };
    let sums = [
        (f.lang.pick("一般財源", "General funds"), summary.general),
        (f.lang.pick("投資的経費", "Investment"), summary.investment),
    ];
    Told {
        href,
        cluster: cluster.to_owned(),
        option: option.to_owned(),
        due: format::count(summary.due as i64),
        known: format::count(summary.known as i64),
        hits: format::count(summary.hits as i64),
        rate: percent(summary.hit_rate()),
        sums: sums
            .into_iter()
            .map(|(name, sums)| (name, sums.predicted.to_string(), sums.realised.to_string(), percent(sums.bias())))
            .collect(),
    }
}

/// The login of an account as the audit trail names it, `account:5:hanako`; anything else as it is.
fn login_of(actor: &str) -> &str {
    actor.rsplit(':').next().unwrap_or(actor)
}

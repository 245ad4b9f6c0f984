//! `/reviews/{year}/effects/{program}`: what became of the effects of one program, and a form for what comes next.

use app::outcomes::{AnsweredSheet, MeasureEffect, NewRecord};
use app::{Action, AppError, FiscalYear, Yen};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::Amounts;
use reform::effect::EffectStage;

use super::super::{ReviewNav, ReviewPage};
use super::{value, year_of};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};

#[derive(Template)]
#[template(path = "reviews/reports/effect.html")]
struct EffectPage {
    f: Frame,
    nav: ReviewNav,
    action: String,
    sheet_href: String,
    is_decided: bool,
    measures: Vec<ShownMeasure>,
    /// What was sent and refused: the measure, its texts, and why.
    refused: Option<Refused>,
}

/// A measure with every stage known of it.
struct ShownMeasure {
    id: String,
    text: String,
    kind: &'static str,
    stages: Vec<(&'static str, String, String, String)>,
    next: Option<(&'static str, &'static str)>,
    gross: String,
    general: String,
    ground: String,
}

/// What was sent and refused.
struct Refused {
    measure: String,
    what: String,
    what_to_do: String,
    code: &'static str,
}

type Address = Result<Path<(String, String)>, PathRejection>;

/// Shows the stages of each measure.
pub async fn show(visit: Visit, path: Address) -> Result<Response, PageError> {
    let (year, program) = address(&visit, path)?;
    page(&visit, year, program, &Pairs::new(), None).await
}

/// Records the next stage of a measure.
pub async fn record(
    visit: Visit,
    path: Address,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (year, program) = address(&visit, path)?;
    let Form(sent) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let stage = EffectStage::from_word(value(&sent, "stage"));
    let stage = stage.ok_or_else(|| PageError::bad_request(&visit, "stage"))?;
    let (Some(gross), Some(general)) = (yen(value(&sent, "gross")), yen(value(&sent, "general"))) else {
        return page(&visit, year, program, &sent, Some(&app::error::INPUT_NOT_A_NUMBER)).await;
    };
    let new = NewRecord {
        program_id: program,
        measure: value(&sent, "measure").to_owned(),
        stage,
        size: Amounts { gross, general },
        ground: value(&sent, "ground").to_owned(),
    };
    match visit.app().record_effect(&visit.actor, year, &new).await {
        Ok(()) => {
            let address = format!("/reviews/{}/effects/{program}", year.start());
            Ok(Redirect::to(&visit.lang.href(&address)).into_response())
        }
        Err(AppError::Refused(refusal)) => page(&visit, year, program, &sent, Some(refusal.kind)).await,
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

async fn page(
    visit: &Visit,
    year: FiscalYear,
    program: i64,
    sent: &Pairs,
    refusal: Option<&'static app::ProblemKind>,
) -> Result<Response, PageError> {
    let effects = visit.check(visit.app().review_effects(&visit.actor, year).await)?;
    let missing = || AppError::NotFound { what: "review sheet", name: program.to_string() };
    let answered = effects.sheets.sheets.iter().find(|answered| answered.program_id == program);
    let answered: &AnsweredSheet = visit.check(answered.ok_or_else(missing))?;
    let title = format!("{}：{}", visit.lang.pick("効果額のその後", "What became of the effects"), answered.name());
    let f = visit.frame(Section::Reviews, title).await?;
    let of_program = effects.measures.iter().filter(|measure| measure.program_id == program);
    let page = EffectPage {
        nav: ReviewNav::new(&visit.actor, visit.lang, year, ReviewPage::Effects),
        action: f.href(&format!("/reviews/{}/effects/{program}", year.start())),
        sheet_href: f.href(&format!("/reviews/{}/sheets/{program}", year.start())),
        is_decided: answered.is_decided(),
        measures: of_program.map(|measure| shown(&f, measure, answered.is_decided(), sent)).collect(),
        refused: refusal.map(|kind| Refused {
            measure: value(sent, "measure").to_owned(),
            what: f.t(kind.title_ja, kind.title_en).to_owned(),
            what_to_do: f.t(kind.hint_ja, kind.hint_en).to_owned(),
            code: kind.code,
        }),
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

fn shown(f: &Frame, measure: &MeasureEffect, is_decided: bool, sent: &Pairs) -> ShownMeasure {
    let may = |stage: EffectStage| {
        let verifies = stage == EffectStage::Verified;
        f.actor.may(if verifies { Action::VerifyEffects } else { Action::RecordEffects })
    };
    let next = measure.next_stage().filter(|stage| is_decided && may(*stage));
    let was_sent = value(sent, "measure") == measure.measure;
    let again = |name: &str, otherwise: String| {
        if was_sent { value(sent, name).to_owned() } else { otherwise }
    };
    let latest = measure.effect.latest().and_then(|estimate| estimate.size(measure.effect.kind).ok());
    let latest = latest.unwrap_or(Amounts::ZERO);
    ShownMeasure {
        id: measure.measure.clone(),
        text: measure.text.clone(),
        kind: f.lang.pick(measure.effect.kind.label_ja(), measure.effect.kind.label_en()),
        stages: EffectStage::ALL
            .iter()
            .filter_map(|stage| {
                let size = measure.size_at(*stage)?;
                let label = f.lang.pick(stage.label_ja(), stage.label_en());
                let ground = measure.grounds.get(stage.word()).cloned().unwrap_or_default();
                Some((label, format::yen(Some(size.gross)), format::yen(Some(size.general)), ground))
            })
            .collect(),
        next: next.map(|stage| (stage.word(), f.lang.pick(stage.label_ja(), stage.label_en()))),
        gross: again("gross", latest.gross.0.to_string()),
        general: again("general", latest.general.0.to_string()),
        ground: again("ground", String::new()),
    }
}

fn address(visit: &Visit, path: Address) -> Result<(FiscalYear, i64), PageError> {
    let Path((year, program)) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let year = year_of(visit, &year)?;
    let missing = || AppError::NotFound { what: "review sheet", name: program.chars().take(20).collect() };
    Ok((year, visit.check(program.parse().map_err(|_| missing()))?))
}

/// An amount as people type it, read as the sheet's own form reads one: `1,200,000`, `▲5,000`, full-width digits.
fn yen(text: &str) -> Option<Yen> {
    reform::review::tidy("measure.m1.effect-yen", text).parse().ok().map(Yen)
}

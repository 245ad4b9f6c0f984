//! `/clusters/{id}/logic-model/begin`: from a template with a node a column, or from what the programs say of themselves.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::Response;

use super::Address;
use super::editor::refused;
use super::words::{self, Fault};
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// How many programs are ticked at first; more make a picture nobody reads.
const TICKED: usize = 3;

struct ProgramLine {
    id: i64,
    name: String,
    steps: Vec<(&'static str, String)>,
    is_ticked: bool,
}

#[derive(Template)]
#[template(path = "logic-models/begin.html")]
struct BeginPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    name: String,
    programs: Vec<ProgramLine>,
    nodes: usize,
    faults: Vec<Fault>,
}

/// The page.
pub async fn show(visit: Visit, address: Address) -> Result<Response, PageError> {
    show_with(&visit, &address, StatusCode::OK, None, Vec::new()).await
}

/// Adds what was chosen.
pub async fn begin(
    visit: Visit,
    address: Address,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let from = pairs.iter().find(|(name, _)| name == "from").map_or("", |(_, value)| value.as_str());
    let chosen: Vec<i64> =
        pairs.iter().filter(|(name, _)| name == "program").filter_map(|(_, value)| value.parse().ok()).collect();
    let (app, actor, cluster) = (visit.app(), &visit.actor, &address.cluster);
    let made = match from {
        "template" => app.begin_logic_model(actor, cluster, visit.lang == Lang::Ja).await,
        "programs" => app.propose_logic_model(actor, cluster, &chosen).await,
        other => return Err(PageError::bad_request(&visit, other)),
    };
    let f = visit.frame_with(Section::Clusters, "", false);
    match made {
        Ok(edited) if edited.problems.is_empty() => Ok(address.to(&visit, &format!("/edit?done={}", edited.kind))),
        Ok(edited) => {
            let view = visit.check(app.logic_model(actor, cluster).await)?;
            let faults = edited.problems.iter().map(|one| words::model_fault(visit.lang, &view.model, one)).collect();
            show_with(&visit, &address, StatusCode::UNPROCESSABLE_ENTITY, Some(&chosen), faults).await
        }
        Err(error) => match refused(&f, &error) {
            Some((status, fault)) => show_with(&visit, &address, status, Some(&chosen), vec![fault]).await,
            None => Err(PageError::new(&visit, error)),
        },
    }
}

async fn show_with(
    visit: &Visit,
    address: &Address,
    status: StatusCode,
    chosen: Option<&[i64]>,
    faults: Vec<Fault>,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    visit.check(app::permit(&visit.actor, view.head.ask()))?;
    let programs = visit.check(visit.app().cluster_program_logic(&visit.actor, &address.cluster).await)?;
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", lang.pick("ロジックモデルを始める：", "Begin the logic model: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let lines = programs.iter().enumerate().map(|(at, program)| {
        let logic = &program.logic;
        let steps = [
            (lang.pick("手段", "means"), &logic.means),
            (lang.pick("対象", "target"), &logic.target),
            (lang.pick("意図", "intention"), &logic.intent),
            (lang.pick("結果", "result"), &logic.result),
        ];
        let steps = steps.into_iter().filter(|(_, text)| !text.trim().is_empty());
        ProgramLine {
            id: program.program,
            name: program.name.clone(),
            steps: steps.map(|(word, text)| (word, text.chars().take(200).collect())).collect(),
            is_ticked: chosen.map_or(at < TICKED, |chosen| chosen.contains(&program.program)),
        }
    });
    let template = BeginPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        base: address.href(lang, ""),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        programs: lines.collect(),
        nodes: view.model.nodes().len(),
        faults,
        f,
    };
    Ok(render_with(status, &template))
}

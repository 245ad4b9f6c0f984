//! `/clusters/{id}/logic-model/import`: a table pasted or sent as a file, looked at before it replaces the model.

use app::logic_models::{LogicDraft, LogicModelView};
use app::{Problem, Severity};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use reform::logic_model::compare;

use super::editor::refused;
use super::words::Fault;
use super::{Address, page};
use crate::error::PageError;
use crate::figure::figure;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// How many problems of a table are listed.
const LISTED: usize = 100;

struct ProblemLine {
    severity: Severity,
    place: String,
    what: &'static str,
    hint: &'static str,
    code: &'static str,
    excerpt: String,
}

#[derive(Template)]
#[template(path = "logic-models/import.html")]
struct ImportPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    name: String,
    revision: i64,
    text: String,
    faults: Vec<Fault>,
    problems: Vec<ProblemLine>,
    problem_count: usize,
    may_confirm: bool,
    figure: Option<Html>,
    told: String,
    nodes_now: usize,
}

/// What was sent.
#[derive(Default)]
struct Sent {
    text: String,
    file: Option<(String, Vec<u8>)>,
}

/// The page.
pub async fn show(visit: Visit, address: Address) -> Result<Response, PageError> {
    show_with(&visit, &address, StatusCode::OK, String::new(), None, Vec::new()).await
}

/// Reads the table and shows what would come of it.
pub async fn preview(visit: Visit, address: Address, request: Request) -> Result<Response, PageError> {
    let sent = read(&visit, request).await?;
    let (app, actor) = (visit.app(), &visit.actor);
    let draft = match &sent.file {
        Some((name, bytes)) if !bytes.is_empty() => {
            app.preview_logic_table(actor, &address.cluster, Some(name), bytes).await
        }
        _ => app.preview_logic_table(actor, &address.cluster, None, sent.text.as_bytes()).await,
    };
    settle(&visit, &address, draft, sent.text).await
}

/// Takes the table that was looked at.
pub async fn confirm(
    visit: Visit,
    address: Address,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let get = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let text = get("text").unwrap_or_default();
    let Some(seen) = get("revision").and_then(|value| value.parse().ok()) else {
        return Err(PageError::bad_request(&visit, "revision"));
    };
    let name = visit.lang.pick("貼り付けた表", "pasted table");
    let (app, actor) = (visit.app(), &visit.actor);
    let draft = match app.preview_logic_table(actor, &address.cluster, None, text.as_bytes()).await {
        Ok(draft) => draft,
        Err(error) => return settle(&visit, &address, Err(error), text).await,
    };
    let Some(model) = &draft.model else { return settle(&visit, &address, Ok(draft), text).await };
    match app.import_logic_model(actor, &address.cluster, seen, model, name).await {
        Ok(edited) => Ok(address.to(&visit, &format!("/edit?done={}", edited.kind))),
        Err(error) => settle(&visit, &address, Err(error), text).await,
    }
}

async fn settle(
    visit: &Visit,
    address: &Address,
    draft: Result<LogicDraft, app::AppError>,
    text: String,
) -> Result<Response, PageError> {
    match draft {
        Ok(draft) => {
            let is_good = draft.model.is_some();
            let status = if is_good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let text = draft.text.clone();
            show_with(visit, address, status, text, Some(draft), Vec::new()).await
        }
        Err(error) => {
            let f = visit.frame_with(Section::Clusters, "", false);
            match refused(&f, &error) {
                // A table too large to be read is not sent back either.
                Some((status, fault)) => {
                    let text = if text.len() > app::logic_models::MAX_PASTE_BYTES { String::new() } else { text };
                    show_with(visit, address, status, text, None, vec![fault]).await
                }
                None => Err(PageError::new(visit, error)),
            }
        }
    }
}

async fn show_with(
    visit: &Visit,
    address: &Address,
    status: StatusCode,
    text: String,
    draft: Option<LogicDraft>,
    faults: Vec<Fault>,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    visit.check(app::permit(&visit.actor, view.head.ask()))?;
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", lang.pick("ロジックモデルを表から取り込む：", "Logic model from a table: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let draft = draft.unwrap_or_default();
    let may_confirm = draft.model.is_some();
    let (nodes_now, revision) = (view.model.nodes().len(), view.revision);
    let mut told = String::new();
    let mut picture = None;
    if let Some(model) = &draft.model {
        let (nodes, edges) = (model.nodes().len(), model.edges().len());
        let difference = compare(&view.model, model);
        let (added, removed) = (
            difference.count(reform::logic_model::Fate::Added).0,
            difference.count(reform::logic_model::Fate::Removed).0,
        );
        told = match lang {
            Lang::Ja => {
                format!("要素 {nodes}、つながり {edges}。今のモデルと比べて、要素が {added} 増え、{removed} 消えます。")
            }
            Lang::En => format!("{nodes} nodes, {edges} connections; {added} nodes come, {removed} go."),
        };
        let read = LogicModelView { model: model.clone(), breaks: reform::logic_model::find_breaks(model), ..view };
        picture = Some(figure("logic-model", &page::chart(lang, &read, false), lang, ""));
    }
    let template = ImportPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        base: address.href(lang, ""),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        revision,
        text,
        faults,
        problem_count: draft.problems.len(),
        problems: draft.problems.iter().take(LISTED).map(|problem| problem_line(lang, problem)).collect(),
        may_confirm,
        figure: picture,
        told,
        nodes_now,
        f,
    };
    Ok(render_with(status, &template))
}

fn problem_line(lang: Lang, problem: &Problem) -> ProblemLine {
    ProblemLine {
        severity: problem.kind.severity,
        place: problem.place.to_string(),
        what: lang.pick(problem.kind.title_ja, problem.kind.title_en),
        hint: lang.pick(problem.kind.hint_ja, problem.kind.hint_en),
        code: problem.kind.code,
        excerpt: problem.excerpt.clone(),
    }
}

/// Reads the form, with a file or without.
async fn read(visit: &Visit, request: Request) -> Result<Sent, PageError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut sent = Sent::default();
    if !kind.starts_with("multipart/form-data") {
        let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let Form(pairs) = form.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
        sent.text = pairs.into_iter().find(|(name, _)| name == "text").map(|(_, value)| value).unwrap_or_default();
        return Ok(sent);
    }
    let refuse = |reason: String| PageError::bad_request(visit, reason);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|rejection| refuse(rejection.body_text()))?;
    while let Some(part) = parts.next_field().await.map_err(|error| refuse(error.body_text()))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|error| refuse(error.body_text()))?;
        match (name.as_str(), file_name) {
            ("file", Some(file_name)) => sent.file = Some((file_name, bytes.to_vec())),
            ("text", _) => sent.text = String::from_utf8_lossy(&bytes).into_owned(),
            _ => {}
        }
    }
    Ok(sent)
}

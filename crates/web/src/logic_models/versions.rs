//! `/clusters/{id}/logic-model/versions`: copies under a name, and who changed what when.

use app::logic_models::LogicModelView;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::Address;
use super::editor::refused;
use super::words::{self, Fault};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// How many fields of one change are shown; an import touches hundreds.
const FIELDS_SHOWN: usize = 30;

/// The query part of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: String,
    done: String,
}

struct VersionLine {
    id: i64,
    label: String,
    by: String,
    is_demo: bool,
    compare_href: String,
}

struct ChangeLine {
    at: String,
    who: String,
    what: String,
    fields: Vec<FieldLine>,
}

struct FieldLine {
    field: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "logic-models/versions.html")]
struct VersionsPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    name: String,
    revision: i64,
    is_empty: bool,
    may_edit: bool,
    versions: Vec<VersionLine>,
    changes: Vec<ChangeLine>,
    earlier_href: String,
    label: String,
    done: &'static str,
    faults: Vec<Fault>,
}

/// The page.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    show_with(&visit, &address, &asked, StatusCode::OK, (String::new(), Vec::new())).await
}

/// Keeps the model as it stands under a name.
pub async fn save(
    visit: Visit,
    address: Address,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let label = pairs.into_iter().find(|(name, _)| name == "label").map(|(_, label)| label).unwrap_or_default();
    match visit.app().save_version(&visit.actor, &address.cluster, &label).await {
        Ok(_) => Ok(address.to(&visit, "/versions?done=saved")),
        Err(error) => {
            let f = visit.frame_with(Section::Clusters, "", false);
            match refused(&f, &error) {
                Some((status, fault)) => {
                    show_with(&visit, &address, &Asked::default(), status, (label, vec![fault])).await
                }
                None => Err(PageError::new(&visit, error)),
            }
        }
    }
}

/// Puts a version in the place of the working model.
pub async fn restore(
    visit: Visit,
    address: Address,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let number = |key: &str| pairs.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.parse().ok());
    let Some((version, seen)) = number("version").zip(number("revision")) else {
        return Err(PageError::bad_request(&visit, "version"));
    };
    match visit.app().restore_logic_version(&visit.actor, &address.cluster, version, seen).await {
        Ok(_) => Ok(address.to(&visit, "/versions?done=restored")),
        Err(error) => {
            let f = visit.frame_with(Section::Clusters, "", false);
            match refused(&f, &error) {
                Some((status, fault)) => {
                    show_with(&visit, &address, &Asked::default(), status, (String::new(), vec![fault])).await
                }
                None => Err(PageError::new(&visit, error)),
            }
        }
    }
}

async fn show_with(
    visit: &Visit,
    address: &Address,
    asked: &Asked,
    status: StatusCode,
    (label, faults): (String, Vec<Fault>),
) -> Result<Response, PageError> {
    let (app, lang) = (visit.app(), visit.lang);
    let view = visit.check(app.logic_model(&visit.actor, &address.cluster).await)?;
    let versions = visit.check(app.logic_versions(&visit.actor, &address.cluster).await)?;
    let before = asked.before.parse().ok();
    let history = visit.check(app.logic_model_history(&visit.actor, &address.cluster, before).await)?;
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", lang.pick("ロジックモデルの版と履歴：", "Versions of the logic model: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let base = address.href(lang, "");
    let line = |at: usize| {
        let version = &versions[at];
        // Each is compared with the one before it; the first with the model as it stands.
        let compare_href = match versions.get(at + 1) {
            Some(older) => format!("{base}/compare?before={}&after={}", older.id, version.id),
            None => format!("{base}/compare?before={}&after=now", version.id),
        };
        VersionLine {
            id: version.id,
            label: version.label.clone(),
            by: format!("{} {}", version.who, words::moment(lang, &version.at)).trim().to_owned(),
            is_demo: version.is_demo,
            compare_href,
        }
    };
    let earlier = history.last().filter(|_| history.len() == 50).map(|change| change.revision);
    let template = VersionsPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        revision: view.revision,
        is_empty: view.revision == 0,
        may_edit: view.may_edit,
        versions: (0..versions.len()).map(line).collect(),
        changes: history.iter().map(|change| change_line(&f, &view, change)).collect(),
        earlier_href: earlier.map(|earlier| format!("{base}/versions?before={earlier}#history")).unwrap_or_default(),
        label,
        done: match asked.done.as_str() {
            "saved" => lang.pick("版を保存しました", "The version was kept"),
            "restored" => {
                lang.pick("版に戻しました。元に戻すこともできます", "The version was restored; it can be undone")
            }
            _ => "",
        },
        faults,
        base,
        f,
    };
    Ok(render_with(status, &template))
}

fn change_line(f: &Frame, view: &LogicModelView, change: &app::logic_models::LogicChange) -> ChangeLine {
    let field = |field: &app::logic_models::LogicFieldChange| FieldLine {
        field: words::field(f.lang, &view.model, &field.name),
        before: words::shown(f.lang, &field.before),
        after: words::shown(f.lang, &field.after),
    };
    ChangeLine {
        at: words::moment(f.lang, &change.at),
        who: change.who.clone(),
        what: words::done(f.lang, &change.kind, &change.subject),
        fields: change.fields.iter().take(FIELDS_SHOWN).map(field).collect(),
    }
}

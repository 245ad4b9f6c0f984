//! `/clusters/new`, `/clusters/{id}/settings`: a cluster of the city's own; who leads, from when and why.

use app::clusters::{ClusterField, ClusterForm, SettingsFault, SettingsView};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::cluster::Degree;

use super::{fields_of, id_of, to, value};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// A field of the form with what was typed and what is wrong with it (入力欄).
struct Entry {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    /// `text`, `select` or `area`.
    input: &'static str,
    choices: Vec<(String, String)>,
    is_required: bool,
    fault: Option<(&'static str, &'static str, &'static str)>,
    /// What stands there now, where somebody else changed it.
    now: Option<String>,
}

#[derive(Template)]
#[template(path = "clusters/settings.html")]
struct SettingsPage {
    f: Frame,
    subnav: SubNav,
    back: String,
    action: String,
    name: String,
    is_of_plan: bool,
    entries: Vec<Entry>,
    revision: String,
    /// Set when somebody else was quicker: what is wrong, what to do, code.
    stale: Option<(&'static str, &'static str, &'static str)>,
}

/// The form of a new cluster.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    page(&visit, None, None, &[]).await
}

/// Makes a cluster.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let form = form_of(&fields_of(&visit, form)?);
    match visit.check(visit.app().save_cluster_settings(&visit.actor, None, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/clusters/{id}/members"))),
        Err(faults) => page(&visit, None, Some(&form), &faults).await,
    }
}

/// The form of a cluster's settings.
pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    page(&visit, Some(&id), None, &[]).await
}

/// Changes the settings.
pub async fn save(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let form = form_of(&fields_of(&visit, form)?);
    match visit.check(visit.app().save_cluster_settings(&visit.actor, Some(&id), &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/clusters/{id}"))),
        Err(faults) => page(&visit, Some(&id), Some(&form), &faults).await,
    }
}

async fn page(
    visit: &Visit,
    id: Option<&str>,
    typed: Option<&ClusterForm>,
    faults: &[SettingsFault],
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().cluster_settings(&visit.actor, id).await)?;
    let title = match id {
        None => visit.lang.pick("クラスターを加える", "Add a cluster"),
        Some(_) => visit.lang.pick("クラスターの設定", "Settings of the cluster"),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let is_of_plan = view.entry.as_ref().is_some_and(|entry| entry.source.is_some());
    let form = typed.unwrap_or(&view.form);
    let stale = faults.iter().find(|fault| fault.field.is_none());
    let page = SettingsPage {
        subnav: SubNav::new(&f, Part::Clusters),
        back: id.map_or_else(|| f.href("/clusters"), |id| f.href(&format!("/clusters/{id}"))),
        action: id.map_or_else(|| f.href("/clusters/new"), |id| f.href(&format!("/clusters/{id}/settings"))),
        name: view.entry.as_ref().map(|entry| f.text(&entry.name).to_owned()).unwrap_or_default(),
        is_of_plan,
        entries: entries(&f, &view, form, faults, is_of_plan),
        // After a conflict the form goes on from what stands now, so that saving again is a decision.
        revision: stale.map_or_else(|| form.revision.clone(), |stale| stale.detail.clone()),
        stale: stale.map(|fault| words(&f, fault)),
        f,
    };
    let status = match (faults.is_empty(), page.stale.is_some()) {
        (true, _) => StatusCode::OK,
        (_, true) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn words(f: &Frame, fault: &SettingsFault) -> (&'static str, &'static str, &'static str) {
    let kind = fault.kind;
    (f.lang.pick(kind.title_ja, kind.title_en), f.lang.pick(kind.hint_ja, kind.hint_en), kind.code)
}

fn entries(
    f: &Frame,
    view: &SettingsView,
    form: &ClusterForm,
    faults: &[SettingsFault],
    is_of_plan: bool,
) -> Vec<Entry> {
    use ClusterField::{Category, Explanation, Name, NameEn};
    let is_stale = faults.iter().any(|fault| fault.field.is_none());
    let asked = ClusterField::ALL
        .into_iter()
        .filter(|field| !is_of_plan || !matches!(field, Name | NameEn | Category | Explanation));
    asked
        .map(|field| {
            let fault = faults.iter().find(|fault| fault.field == Some(field));
            let (label, hint) = label(f, field);
            let (input, choices) = input(f, view, field);
            let shown = |text: &str| {
                let choice = choices.iter().find(|(value, _)| value == text);
                choice.map_or_else(|| text.to_owned(), |(_, label)| label.clone())
            };
            Entry {
                name: field.word(),
                label,
                hint,
                value: form.text(field).to_owned(),
                input,
                now: fault.filter(|_| is_stale).map(|fault| shown(&fault.detail)),
                fault: fault.filter(|_| !is_stale).map(|fault| words(f, fault)),
                choices,
                is_required: matches!(field, Name | Category),
            }
        })
        .collect()
}

fn label(f: &Frame, field: ClusterField) -> (&'static str, &'static str) {
    let pick = |ja, en, hint_ja, hint_en| (f.lang.pick(ja, en), f.lang.pick(hint_ja, hint_en));
    match field {
        ClusterField::Name => pick("名前", "Name", "ほかのクラスターと違う名前。", "One that no other cluster has."),
        ClusterField::NameEn => pick("英語の名前", "English name", "なくてもかまいません。", "May be left empty."),
        ClusterField::Category => pick(
            "分類",
            "Category",
            "一覧と工程表は、この分類ごとに並びます。",
            "Lists and the roadmap are ordered by it.",
        ),
        ClusterField::Explanation => {
            pick("説明", "Explanation", "どんな事業を、なぜ束ねるか。", "What it bundles and why.")
        }
        ClusterField::Lead => pick(
            "主担当の所管",
            "Lead department",
            "経営分析とロジックモデルを書く所管。",
            "Who writes its analysis and logic model.",
        ),
        ClusterField::StartYear => pick(
            "分析の開始年度",
            "First year of the analysis",
            "例：令和7、2025。空欄は未定。",
            "Such as 2025; empty when not decided.",
        ),
        ClusterField::Size => pick("規模", "Size", "開始年度を決めた理由の一つ。", "One reason for the first year."),
        ClusterField::SizeWords => pick(
            "規模の説明",
            "Size in words",
            "なぜその規模と見るかを短く書きます。",
            "Why it is of that size, in short.",
        ),
        ClusterField::Urgency => {
            pick("緊急度", "Urgency", "開始年度を決めたもう一つの理由。", "The other reason for the first year.")
        }
        ClusterField::UrgencyWords => pick(
            "緊急度の説明",
            "Urgency in words",
            "なぜ急ぐのか、または急がないのかを短く書きます。",
            "Why it is urgent or is not, in short.",
        ),
        ClusterField::Place => {
            pick("並び順", "Order", "分類の中で小さい順に並びます。", "Small numbers come first in the category.")
        }
        ClusterField::Note => {
            pick("備考", "Note", "クラスターを扱う人への申し送りです。", "For those who work on the cluster.")
        }
    }
}

fn input(f: &Frame, view: &SettingsView, field: ClusterField) -> (&'static str, Vec<(String, String)>) {
    let none = (String::new(), f.t("未定", "not decided").to_owned());
    match field {
        ClusterField::Explanation | ClusterField::SizeWords | ClusterField::UrgencyWords | ClusterField::Note => {
            ("area", Vec::new())
        }
        ClusterField::Size | ClusterField::Urgency => {
            let degrees = Degree::ALL
                .iter()
                .map(|degree| (degree.word().to_owned(), f.t(degree.label_ja(), degree.label_en()).to_owned()));
            ("select", std::iter::once(none).chain(degrees).collect())
        }
        ClusterField::Category => {
            let categories = view.categories.iter().map(|(id, name)| (id.clone(), f.text(name).to_owned()));
            let choose = (String::new(), f.t("選んでください", "Choose").to_owned());
            ("select", std::iter::once(choose).chain(categories).collect())
        }
        ClusterField::Lead => {
            let departments = view.departments.iter().map(|(id, names)| (id.to_string(), names.join(" ＞ ")));
            ("select", std::iter::once(none).chain(departments).collect())
        }
        _ => ("text", Vec::new()),
    }
}

fn form_of(sent: &Pairs) -> ClusterForm {
    let text = |field: ClusterField| value(sent, field.word()).to_owned();
    ClusterForm {
        name_ja: text(ClusterField::Name),
        name_en: text(ClusterField::NameEn),
        category: text(ClusterField::Category),
        explanation: text(ClusterField::Explanation),
        lead: text(ClusterField::Lead),
        start_year: text(ClusterField::StartYear),
        size: text(ClusterField::Size),
        size_words: text(ClusterField::SizeWords),
        urgency: text(ClusterField::Urgency),
        urgency_words: text(ClusterField::UrgencyWords),
        place: text(ClusterField::Place),
        note: text(ClusterField::Note),
        revision: value(sent, "revision").to_owned(),
    }
}

//! `/remarks/new`, `/remarks/{id}/edit`: the form of a remark.

use app::remarks::RemarkForm;
use app::{Action, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::discussion::remark::RemarkSource;
use reform::discussion::{ItemKind, ItemRef};

use super::show::number;
use super::{Entry, Picks, item_of, picks};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// A form of fields one below the other.
#[derive(Template)]
#[template(path = "remarks/form.html")]
pub struct FormPage {
    /// The frame.
    pub f: Frame,
    /// The pages beside it.
    pub subnav: SubNav,
    /// What it is for.
    pub lead: String,
    /// Why it was refused.
    pub refused: Option<Refused>,
    /// Where it is sent.
    pub action: String,
    /// Fields nobody sees.
    pub hidden: Vec<(&'static str, String)>,
    /// The fields.
    pub entries: Vec<Entry>,
    /// Where one goes who gives up.
    pub back: String,
}

type Refusal = (&'static ProblemKind, String);

/// The form of a new remark.
pub async fn new(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(app::permit(&visit.actor, Action::WriteRemarks))?;
    let item = ItemRef::read(value(&asked, "item"));
    let form = RemarkForm {
        kind: item.as_ref().map(|item| item.kind.word().to_owned()).unwrap_or_default(),
        place: item.as_ref().map(|item| item.place.clone()).unwrap_or_default(),
        item: item.map(|item| item.id).unwrap_or_default(),
        meeting: value(&asked, "meeting").to_owned(),
        source: RemarkSource::Public.word().to_owned(),
        ..RemarkForm::default()
    };
    page(&visit, None, form, None).await
}

/// Enters a remark.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let form = form_of(&fields_of(&visit, form)?);
    match refused(&visit, visit.app().add_remark(&visit.actor, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/remarks/{id}"))),
        Err(refusal) => page(&visit, None, form, Some(refusal)).await,
    }
}

/// The form of a remark that is there.
pub async fn edit(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    visit.check(app::permit(&visit.actor, Action::ManageRemarks))?;
    visit.check(app::permit(&visit.actor, Action::ReadRemarkSources))?;
    let view = visit.check(visit.app().remark_view(&visit.actor, id).await)?;
    page(&visit, Some(id), RemarkForm::of(&view.line.remark), None).await
}

/// Changes a remark.
pub async fn save(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let mut form = form_of(&fields_of(&visit, form)?);
    match refused(&visit, visit.app().change_remark(&visit.actor, id, &form).await)? {
        Ok(()) => Ok(to(&visit, &format!("/remarks/{id}"))),
        Err(refusal) => {
            // After a conflict the form goes on from what stands now, so that saving again is a decision. Refused for
            // anything else it stays where it was, or what others changed meanwhile would be written over unseen.
            if refusal.0.code == app::remarks::REMARK_CHANGED.code {
                let view = visit.check(visit.app().remark_view(&visit.actor, id).await)?;
                form.revision = view.line.remark.revision.to_string();
            }
            page(&visit, Some(id), form, Some(refusal)).await
        }
    }
}

async fn page(
    visit: &Visit,
    id: Option<i64>,
    form: RemarkForm,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let title = match id {
        None => visit.lang.pick("意見を記録する", "Enter a remark"),
        Some(_) => visit.lang.pick("意見を変える", "Change a remark"),
    };
    let f = visit.frame(Section::Discussion, title).await?;
    let code = refusal.as_ref().map(|(kind, _)| kind.code);
    let picks = picks(visit, &f, code, (&form.kind, &form.item)).await?;
    let entries = entries(visit, &f, &form, picks).await?;
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Remarks),
        lead: f
            .t(
                "意見には、必ず対象を結び付けます。回答する所管と期日を決めると、所管にお知らせが届きます。",
                "A remark is always tied to what it is about. The department that answers is told.",
            )
            .to_owned(),
        action: id.map_or_else(|| f.href("/remarks/new"), |id| f.href(&format!("/remarks/{id}/edit"))),
        back: id.map_or_else(|| f.href("/remarks"), |id| f.href(&format!("/remarks/{id}"))),
        hidden: vec![("revision", form.revision.clone())],
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        entries,
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

async fn entries(visit: &Visit, f: &Frame, form: &RemarkForm, picks: Picks) -> Result<Vec<Entry>, PageError> {
    let pick = |ja, en| f.lang.pick(ja, en);
    let none = |ja: &str, en: &str| (String::new(), f.t(ja, en).to_owned());
    let choices = |all: &[(&'static str, &'static str, &'static str)]| -> Vec<(String, String)> {
        all.iter().map(|(word, ja, en)| ((*word).to_owned(), f.lang.pick(ja, en).to_owned())).collect()
    };
    let meetings = visit.check(visit.app().meeting_list(&visit.actor, None).await)?;
    let meeting = |line: &app::meetings::MeetingLine| {
        let body = f.text(&line.body);
        let number = line.meeting.number;
        let name = match f.lang {
            crate::lang::Lang::Ja => format!("{body} 第{number}回"),
            crate::lang::Lang::En => format!("{body}, meeting {number}"),
        };
        (line.meeting.id.to_string(), name)
    };
    let departments = visit.check(visit.app().answering_departments(&visit.actor).await)?;
    let departments = departments.iter().map(|(id, names)| (id.to_string(), names.join(" ＞ ")));
    let kinds = std::iter::once(none("選んでください", "Choose")).chain(choices(ItemKind::CHOICES)).collect();
    Ok(vec![
        Entry::text("body", pick("意見", "Remark"), pick("2,000文字まで。", "At most 2,000 characters."), &form.body)
            .area()
            .required(),
        Entry::choice(
            "kind",
            pick("対象の種類", "Kind of thing"),
            pick(
                "対象を一覧から選んだときは、選ばなくてかまいません。",
                "Not needed where the thing is chosen from the list.",
            ),
            &form.kind,
            kinds,
        ),
        Entry::text(
            "item",
            pick("対象", "Which one"),
            pick(
                "番号か、名前の一部を2文字以上で書きます（例：事業なら 0101 や 給食）。いくつか当てはまるときは、次の画面で選べます。入力を始めると出る一覧（例：cluster:fees-review）からも選べます。投資枠と財政見通しは種類だけ。",
                "The number, or at least two characters of the name; where several fit, you choose one on the next page. Or choose from the list that opens as you type, such as cluster:fees-review; frame and outlook by their kind alone.",
            ),
            &form.item,
        )
        .with_choices(super::item_choices(visit, f).await?)
        .with_picks(picks),
        Entry::text("place", pick("対象の場所", "Where in it"), pick("例：課題2", "Such as: issue 2"), &form.place),
        Entry::text(
            "speaker",
            pick("だれの意見か（名前）", "Made by (name)"),
            pick("名前を残さないときは空欄にして、役割を書きます。", "Empty where no name is kept; then give a role."),
            &form.speaker,
        ),
        Entry::text(
            "speaker_role",
            pick("だれの意見か（役割）", "Made by (role)"),
            pick("名前か役割のどちらかを書きます。", "Give a name or a role."),
            &form.speaker_role,
        ),
        Entry::choice(
            "source",
            pick("だれの意見かの公開", "May the name be known"),
            pick(
                "非公開にすると、名前は改革室と本部だけに見え、ほかの人には「委員」と示します。",
                "When confidential, only the reform office and the headquarters see the name.",
            ),
            &form.source,
            choices(RemarkSource::CHOICES),
        ),
        Entry::choice(
            "meeting",
            pick("会議", "Meeting"),
            pick("会議で出た意見なら、その会議を選びます。", "The meeting it was made in, if any."),
            &form.meeting,
            std::iter::once(none("会議によらない", "of no meeting")).chain(meetings.iter().map(meeting)).collect(),
        ),
        Entry::text("theme", pick("テーマ", "Theme"), pick("例：財政、工程", "Such as: finance"), &form.theme),
        Entry::choice(
            "department",
            pick("回答する所管", "Who answers"),
            pick("決めると、その所管の担当者と所属長にお知らせが届きます。", "Its staff and heads are told."),
            &form.department,
            std::iter::once(none("未定", "not decided")).chain(departments).collect(),
        ),
        Entry::day(
            "due",
            pick("回答の期日", "Response due"),
            pick("この日を過ぎると「遅れ」になります（例：2027-03-31）。", "Late after this day, such as 2027-03-31."),
            &form.due,
        ),
    ])
}

fn form_of(sent: &Pairs) -> RemarkForm {
    let text = |name: &str| value(sent, name).to_owned();
    RemarkForm {
        body: text("body"),
        speaker: text("speaker"),
        speaker_role: text("speaker_role"),
        source: text("source"),
        meeting: text("meeting"),
        kind: text("kind"),
        item: item_of(sent).to_owned(),
        place: text("place"),
        theme: text("theme"),
        department: text("department"),
        due: text("due"),
        revision: text("revision"),
    }
}

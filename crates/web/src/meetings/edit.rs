//! The forms of a meeting: when and where, and its minutes.

use app::meetings::MeetingForm;
use app::{Action, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::discussion::meeting::MeetingState;

use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::remarks::{Entry, FormPage, number};
use crate::subnav::{Part, SubNav};

#[derive(Template)]
#[template(path = "meetings/minutes.html")]
struct MinutesPage {
    f: Frame,
    subnav: SubNav,
    here: String,
    seen: i64,
    text: String,
    reason: String,
    is_correction: bool,
    versions: Vec<(String, String, String, String)>,
    refused: Option<Refused>,
}

type Refusal = (&'static ProblemKind, String);
type Id = Result<Path<i64>, PathRejection>;
type Sent = Result<Form<Pairs>, FormRejection>;

/// The form of a new meeting.
pub async fn new(visit: Visit, body: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let body = id_of(&visit, body)?;
    visit.check(app::permit(&visit.actor, Action::ManageMeetings))?;
    let lines = visit.check(visit.app().meeting_list(&visit.actor, Some(&body)).await)?;
    let next = lines.iter().map(|line| line.meeting.number).max().unwrap_or(0) + 1;
    let form = MeetingForm { number: next.to_string(), is_public: "1".to_owned(), ..MeetingForm::default() };
    page(&visit, Err(&body), &form, None).await
}

/// Makes a meeting.
pub async fn add(visit: Visit, body: Result<Path<String>, PathRejection>, form: Sent) -> Result<Response, PageError> {
    let (body, form) = (id_of(&visit, body)?, form_of(&fields_of(&visit, form)?));
    match refused(&visit, visit.app().add_meeting(&visit.actor, &body, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/meetings/{id}"))),
        Err(refusal) => page(&visit, Err(&body), &form, Some(refusal)).await,
    }
}

/// The form of a meeting that is there.
pub async fn edit(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    visit.check(app::permit(&visit.actor, Action::ManageMeetings))?;
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    page(&visit, Ok(id), &MeetingForm::of(&view.whole.meeting), None).await
}

/// Changes a meeting.
pub async fn save(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, mut form) = (number(&visit, id)?, form_of(&fields_of(&visit, form)?));
    match refused(&visit, visit.app().change_meeting(&visit.actor, id, &form).await)? {
        Ok(()) => Ok(to(&visit, &format!("/meetings/{id}"))),
        Err(refusal) => {
            // After a conflict the form goes on from what stands now, so that saving again is a decision.
            if refusal.0.code == app::meetings::MEETING_CHANGED.code {
                let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
                form.revision = view.whole.meeting.revision.to_string();
            }
            page(&visit, Ok(id), &form, Some(refusal)).await
        }
    }
}

/// The form of the minutes: what stands, or the template filled with agenda and attendance.
pub async fn minutes(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    visit.check(app::permit(&visit.actor, Action::ManageMeetings))?;
    minutes_page(&visit, id, None, None).await
}

/// Keeps the minutes as a new version.
pub async fn save_minutes(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let seen = value(&sent, "seen").parse().unwrap_or(0);
    let (text, reason) = (value(&sent, "text"), value(&sent, "reason"));
    match refused(&visit, visit.app().write_minutes(&visit.actor, id, seen, text, reason).await)? {
        Ok(()) => Ok(to(&visit, &format!("/meetings/{id}"))),
        Err(refusal) => minutes_page(&visit, id, Some((text, reason, seen)), Some(refusal)).await,
    }
}

async fn minutes_page(
    visit: &Visit,
    id: i64,
    typed: Option<(&str, &str, i64)>,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let title = format!("{} {}", visit.lang.pick("議事録：", "Minutes:"), view.title_ja());
    let f = visit.frame(Section::Discussion, title).await?;
    let stands = view.minutes().map_or_else(|| view.minutes_template(), |minutes| minutes.body.clone());
    let version = |row: &app::meetings::MinutesRow| {
        let name = match f.lang {
            crate::lang::Lang::Ja => format!("第{}版", row.version),
            crate::lang::Lang::En => format!("version {}", row.version),
        };
        (format::moment(&row.at), name, row.reason.clone(), row.body.clone())
    };
    let latest = view.minutes().map_or(0, |minutes| minutes.version);
    // Only who was told of a newer version goes on from it.
    let is_told = refusal.as_ref().is_some_and(|(kind, _)| kind.code == app::meetings::MINUTES_CHANGED.code);
    let page = MinutesPage {
        subnav: SubNav::new(&f, Part::Meetings),
        here: f.href(&format!("/meetings/{id}")),
        seen: typed.filter(|_| !is_told).map_or(latest, |(_, _, seen)| seen),
        text: typed.map_or(stands, |(text, ..)| text.to_owned()),
        reason: typed.map(|(_, reason, _)| reason.to_owned()).unwrap_or_default(),
        is_correction: view.whole.meeting.state >= MeetingState::Approved,
        versions: view.whole.minutes.iter().map(version).collect(),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

/// The form of a meeting: of the one of this number of record, or of a new one of this body.
async fn page(
    visit: &Visit,
    of: Result<i64, &str>,
    form: &MeetingForm,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let (title, body) = match of {
        Ok(id) => {
            let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
            (visit.lang.pick("会議の日時や場所を変える", "Change when and where"), view.body)
        }
        Err(body) => {
            let body = visit.check(visit.app().body(&visit.actor, body).await)?;
            (visit.lang.pick("会議を加える", "Add a meeting"), body)
        }
    };
    let f = visit.frame(Section::Discussion, title).await?;
    let back = match of {
        Ok(id) => f.href(&format!("/meetings/{id}")),
        Err(body) => f.href(&format!("/bodies/{body}")),
    };
    let pick = |ja, en| f.lang.pick(ja, en);
    let publicity = vec![
        ("1".to_owned(), f.t("公開", "public").to_owned()),
        (String::new(), f.t("非公開", "not public").to_owned()),
    ];
    let time = pick("例：13:30", "Such as 13:30");
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Meetings),
        lead: f.text(&body.name).to_owned(),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        action: match of {
            Ok(_) => format!("{back}/edit"),
            Err(_) => format!("{back}/meetings/new"),
        },
        hidden: vec![("revision", form.revision.clone())],
        entries: vec![
            Entry::text(
                "number",
                pick("第何回か", "Its number"),
                pick("この会議体の中での回数。1 から 9999 まで。", "Its number within the body, 1 to 9999."),
                &form.number,
            )
            .required(),
            Entry::day("day", pick("開催日", "Day"), pick("例：2027-03-31", "Such as 2027-03-31"), &form.day)
                .required(),
            Entry::time("start", pick("始まり", "Begins"), time, &form.start).required(),
            Entry::time(
                "end",
                pick("終わり", "Ends"),
                pick("例：15:00。決まっていなければ空欄にします。", "Such as 15:00; empty if open."),
                &form.end,
            ),
            Entry::text(
                "place",
                pick("場所", "Where"),
                pick(
                    "120文字まで。オンラインだけのときは空欄にします。",
                    "At most 120 characters; empty if on line only.",
                ),
                &form.place,
            ),
            Entry::text(
                "online_link",
                pick("オンラインの行き先", "On-line link"),
                pick("https:// で始まる行き先。公表しません。", "Begins with https://; never published."),
                &form.online_link,
            ),
            Entry::choice(
                "is_public",
                pick("公開か", "Is it public"),
                pick(
                    "公開の会議は、議事録が確定した後に公表できます。議事録が確定した後に変えられるのは、ここだけです。",
                    "A public one can be published once its minutes are approved; after that only this can be changed.",
                ),
                &form.is_public,
                publicity,
            ),
        ],
        back,
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

fn form_of(sent: &Pairs) -> MeetingForm {
    let text = |name: &str| value(sent, name).to_owned();
    MeetingForm {
        number: text("number"),
        day: text("day"),
        start: text("start"),
        end: text("end"),
        place: text("place"),
        online_link: text("online_link"),
        is_public: text("is_public"),
        revision: text("revision"),
    }
}

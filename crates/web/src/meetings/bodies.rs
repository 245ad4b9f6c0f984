//! `/bodies`: the headquarters, the council and working groups, with their members.

use app::meetings::{Body, BodyForm, MemberForm};
use app::{Action, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::discussion::body::{BodyKind, MemberRole};
use reform::plan::CalendarDate;

use super::{Line, line};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, refused, to, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::remarks::{Entry, FormPage, day_field};
use crate::reviews::day as day_words;
use crate::subnav::{Part, SubNav};

struct BodyLine {
    id: String,
    href: String,
    name: String,
    kind: &'static str,
    purpose: String,
    count: String,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "meetings/bodies.html")]
struct BodiesPage {
    f: Frame,
    subnav: SubNav,
    new_href: String,
    bodies: Vec<BodyLine>,
}

struct MemberLine {
    id: i64,
    name: String,
    role: &'static str,
    affiliation: String,
    term: String,
    state: &'static str,
    /// The form that changes the member, as it stands or as it was typed.
    form: MemberForm,
    /// First and last day as fields hold them, with the kind of the field.
    from: (String, &'static str),
    until: (String, &'static str),
    /// Whether it was refused and is shown open.
    is_typed: bool,
}

#[derive(Template)]
#[template(path = "meetings/body.html")]
struct BodyPage {
    f: Frame,
    subnav: SubNav,
    here: String,
    purpose: String,
    is_demo: bool,
    members: Vec<MemberLine>,
    roles: Vec<(&'static str, &'static str)>,
    entries: Vec<Entry>,
    meetings: Vec<Line>,
    new_href: String,
    may_manage: bool,
    refused: Option<Refused>,
}

type Refusal = (&'static ProblemKind, String);

/// The bodies.
pub async fn list(visit: Visit) -> Result<Response, PageError> {
    let bodies = visit.check(visit.app().bodies(&visit.actor).await)?;
    let f = visit.frame(Section::Discussion, visit.lang.pick("会議体", "Bodies")).await?;
    let body = |body: &Body| {
        let serving = body.members.iter().filter(|(_, term)| *term == reform::discussion::body::Term::Serving).count();
        let former = body.members.len() - serving;
        BodyLine {
            id: body.id.clone(),
            href: f.href(&format!("/bodies/{}", body.id)),
            name: f.text(&body.name).to_owned(),
            kind: f.lang.pick(body.kind.label_ja(), body.kind.label_en()),
            purpose: f.text(&body.purpose).to_owned(),
            count: match f.lang {
                crate::lang::Lang::Ja => format!("在任 {serving}人、退任など {former}人"),
                crate::lang::Lang::En => format!("{serving} serving, {former} others"),
            },
            is_demo: body.is_demo,
        }
    };
    let may = f.actor.may(Action::ManageMeetings);
    let page = BodiesPage {
        subnav: SubNav::new(&f, Part::Bodies),
        new_href: if may { f.href("/bodies/new") } else { String::new() },
        bodies: bodies.iter().map(body).collect(),
        f,
    };
    Ok(render(&page))
}

/// One body.
pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    page(&visit, &id, &MemberForm::default(), None).await
}

/// The form of a new body.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageMeetings))?;
    new_page(&visit, &BodyForm::default(), None).await
}

/// Makes a body.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let sent = fields_of(&visit, form)?;
    let text = |name: &str| value(&sent, name).to_owned();
    let form = BodyForm { kind: text("kind"), name: text("name"), name_en: text("name_en"), purpose: text("purpose") };
    match refused(&visit, visit.app().add_body(&visit.actor, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/bodies/{id}"))),
        Err(refusal) => new_page(&visit, &form, Some(refusal)).await,
    }
}

/// Adds or changes a member.
pub async fn keep(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, sent) = (id_of(&visit, id)?, fields_of(&visit, form)?);
    let text = |name: &str| value(&sent, name).to_owned();
    let form = MemberForm {
        member: text("member"),
        revision: text("revision"),
        name: text("name"),
        affiliation: text("affiliation"),
        role: text("role"),
        from: text("from"),
        until: text("until"),
    };
    match refused(&visit, visit.app().keep_member(&visit.actor, &id, &form).await)? {
        Ok(()) => Ok(to(&visit, &format!("/bodies/{id}"))),
        Err(refusal) => page(&visit, &id, &form, Some(refusal)).await,
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    Ok(to(&visit, &format!("/bodies/{}", crate::programs::encode(&id))))
}

async fn page(visit: &Visit, id: &str, typed: &MemberForm, refusal: Option<Refusal>) -> Result<Response, PageError> {
    let body = visit.check(visit.app().body(&visit.actor, id).await)?;
    let meetings = visit.check(visit.app().meeting_list(&visit.actor, Some(id)).await)?;
    let title = visit.lang.pick(&body.name.ja, body.name.en_or_ja()).to_owned();
    let f = visit.frame(Section::Discussion, title).await?;
    let here = f.href(&format!("/bodies/{id}"));
    let roles: Vec<(&'static str, &'static str)> =
        MemberRole::CHOICES.iter().map(|(word, ja, en)| (*word, f.lang.pick(ja, en))).collect();
    let day = |day: Option<CalendarDate>| day.map(|day| day_words(f.lang, day)).unwrap_or_default();
    let iso = |day: Option<CalendarDate>| day.map(|day| day.to_string()).unwrap_or_default();
    // After a conflict a form goes on from what stands now, so that saving again is a decision.
    let is_conflict = refusal.as_ref().is_some_and(|(kind, _)| kind.code == app::meetings::MEETING_CHANGED.code);
    let members = body.members.iter().map(|(member, term)| {
        let is_typed = typed.member.trim() == member.id.to_string();
        let mut form = match is_typed {
            true => typed.clone(),
            false => MemberForm {
                member: member.id.to_string(),
                revision: String::new(),
                name: member.name.clone(),
                affiliation: member.affiliation.clone(),
                role: member.role.word().to_owned(),
                from: iso(member.from),
                until: iso(member.until),
            },
        };
        if !is_typed || is_conflict {
            form.revision = member.revision.to_string();
        }
        MemberLine {
            id: member.id,
            name: member.name.clone(),
            role: f.lang.pick(member.role.label_ja(), member.role.label_en()),
            affiliation: member.affiliation.clone(),
            term: format!("{}–{}", day(member.from), day(member.until)),
            state: f.lang.pick(term.label_ja(), term.label_en()),
            from: day_field(&form.from),
            until: day_field(&form.until),
            form,
            is_typed,
        }
    });
    // What was typed to change a member must not become another one.
    let nobody = MemberForm::default();
    let new = if typed.member.trim().is_empty() { typed } else { &nobody };
    let pick = |ja, en| f.lang.pick(ja, en);
    let choices = roles.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect();
    let (role, such) =
        (if new.role.is_empty() { "member" } else { &new.role }, pick("例：2027-03-31", "Such as 2027-03-31"));
    let entries = vec![
        Entry::text(
            "name",
            pick("名前", "Name"),
            pick("公表する名簿に載る名前です。", "The name on the public list."),
            &new.name,
        )
        .required(),
        Entry::text(
            "affiliation",
            pick("所属", "Affiliation"),
            pick("会社や大学、部局の名前。なくてもかまいません。", "Company, university or department; may be empty."),
            &new.affiliation,
        ),
        Entry::choice(
            "role",
            pick("役割", "Role"),
            pick("会議でのはたらきです。", "What the person does in the body."),
            role,
            choices,
        ),
        Entry::day("from", pick("任期の始まり", "First day"), such, &new.from),
        Entry::day(
            "until",
            pick("任期の終わり", "Last day"),
            pick("任期の最後の日。決まっていなければ空欄にします。", "The last day of the term; empty if open."),
            &new.until,
        ),
    ];
    let page = BodyPage {
        subnav: SubNav::new(&f, Part::Bodies),
        new_href: format!("{here}/meetings/new"),
        here,
        purpose: f.text(&body.purpose).to_owned(),
        is_demo: body.is_demo || body.members.iter().any(|(member, _)| member.is_demo),
        members: members.collect(),
        roles,
        entries,
        meetings: meetings.iter().map(|one| line(&f, one)).collect(),
        may_manage: f.actor.may(Action::ManageMeetings),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

async fn new_page(visit: &Visit, form: &BodyForm, refusal: Option<Refusal>) -> Result<Response, PageError> {
    let f = visit.frame(Section::Discussion, visit.lang.pick("会議体を加える", "Add a body")).await?;
    let pick = |ja, en| f.lang.pick(ja, en);
    let kinds = BodyKind::CHOICES.iter().map(|(word, ja, en)| ((*word).to_owned(), f.t(ja, en).to_owned()));
    let choose = std::iter::once((String::new(), f.t("選んでください", "Choose").to_owned()));
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Bodies),
        lead: f
            .t(
                "プランにある本部と推進会議のほかに、ワーキングなどを加えます。",
                "Bodies beside those of the plan, such as working groups.",
            )
            .to_owned(),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        action: f.href("/bodies/new"),
        hidden: Vec::new(),
        entries: vec![
            Entry::choice(
                "kind",
                pick("種類", "Kind"),
                pick("会議体のはたらきに近いものを選びます。", "What comes nearest to what it does."),
                &form.kind,
                choose.chain(kinds).collect(),
            )
            .required(),
            Entry::text("name", pick("名前", "Name"), pick("120文字まで。", "At most 120 characters."), &form.name)
                .required(),
            Entry::text(
                "name_en",
                pick("英語の名前", "Name in English"),
                pick("空欄でもかまいません。", "May be empty."),
                &form.name_en,
            ),
            Entry::text(
                "purpose",
                pick("目的", "Purpose"),
                pick("400文字まで。", "At most 400 characters."),
                &form.purpose,
            )
            .area(),
        ],
        back: f.href("/bodies"),
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

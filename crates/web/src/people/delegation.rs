//! `/account/delegations`: having somebody else act under one's own duty until a day.

use app::Action;
use app::people::{DelegationForm, Fault, Field, OwnDelegations};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::edit::{Done, OldDuty};
use super::form::{Choice, FaultLine, FormField, fault_lines, with_faults};
use super::{DutyLine, duty_line};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};

const HERE: &str = "/account/delegations";

/// The form of a delegation; what a field does not send is empty.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Input {
    duty: String,
    to: String,
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "account/delegation.html")]
struct DelegationPage {
    f: Frame,
    done: &'static str,
    faults: Vec<FaultLine>,
    fields: Vec<FormField>,
    delegated: Vec<DutyLine>,
    has_duties: bool,
}

/// The delegations one gave, and the form for another.
pub async fn show(visit: Visit, Query(done): Query<Done>) -> Result<Response, PageError> {
    page(&visit, &Input::default(), &[], done.word()).await
}

/// Has somebody else act under a duty.
pub async fn delegate(visit: Visit, form: Result<Form<Input>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::Delegate))?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let form = DelegationForm {
        duty: input.duty.clone(),
        to: input.to.clone(),
        from: input.from.clone(),
        until: input.until.clone(),
    };
    match visit.check(visit.app().delegate(&visit.actor, &form).await)? {
        Ok(_) => Ok(Redirect::to(&visit.lang.href(&format!("{HERE}?done=given"))).into_response()),
        Err(faults) => page(&visit, &input, &faults, "").await,
    }
}

/// Ends a delegation.
pub async fn end(visit: Visit, form: Result<Form<OldDuty>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::Delegate))?;
    let Form(old) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().end_delegation(&visit.actor, old.duty).await)?;
    Ok(Redirect::to(&visit.lang.href(&format!("{HERE}?done=ended"))).into_response())
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href(HERE))
}

async fn page(visit: &Visit, input: &Input, faults: &[Fault], done: &str) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::Delegate))?;
    let own = visit.check(visit.app().own_delegations(&visit.actor).await)?;
    let f = visit.frame(Section::None, visit.lang.pick("代理を頼む", "Delegate a duty")).await?;
    let faults = fault_lines(f.lang, faults);
    let today = visit.app().today();
    let line = |duty: &app::people::DutyRow| duty_line(f.lang, duty, &own.departments, today);
    let page = DelegationPage {
        done: match done {
            "given" => {
                f.lang.pick("代理を頼みました。相手にもお知らせしました。", "Delegated; the other person was told.")
            }
            "ended" => f.lang.pick("代理を終わらせました。", "The delegation has ended."),
            _ => "",
        },
        fields: with_faults(fields(&f, input, &own, &line), &faults),
        delegated: own.delegated.iter().map(&line).collect(),
        has_duties: own.delegable().next().is_some(),
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

fn fields(
    f: &Frame,
    input: &Input,
    own: &OwnDelegations,
    line: &impl Fn(&app::people::DutyRow) -> DutyLine,
) -> Vec<FormField> {
    let duties = own.delegable().map(|duty| {
        let line = line(duty);
        let days = if line.days.is_empty() { String::new() } else { format!("（{}）", line.days) };
        Choice { value: duty.id.to_string(), label: format!("{} · {}{days}", line.role, line.department) }
    });
    let duty_hint = f.t("今、自分が持っている担当です。", "One of the duties you have now.");
    let to_hint = f.t(
        "相手の利用者名を入れてください。同じ局や室の人は候補に出ます。",
        "That person's user name; people of your own bureau or office are proposed.",
    );
    let until_hint = f.t(
        "例：2026-12-31。1年以内で、元の担当の終わりまで。",
        "As 2026-12-31: within a year, and not after the end of the duty itself.",
    );
    let to = FormField::text(Field::To, f.t("代理をする人", "Who acts for you"), to_hint, &input.to, 80).required();
    vec![
        FormField::select(Field::Duty, f.t("代理を頼む担当", "The duty"), duty_hint, &input.duty, duties.collect()),
        FormField { proposals: own.colleagues.clone(), ..to },
        FormField::text(
            Field::From,
            f.t("開始日", "First day"),
            f.t("空欄は今日から。", "Empty is today."),
            &input.from,
            40,
        ),
        FormField::text(Field::Until, f.t("終了日", "Last day"), until_hint, &input.until, 40).required(),
    ]
}

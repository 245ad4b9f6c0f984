//! `/frame/{year}`: the ledger of one year, and the forms that write to it.

use app::investment_frame::tables::{ledger_table, side_names};
use app::investment_frame::{EntryFault, EntryForm, Ground, Side, SourceKind, StoredEntry};
use app::{AppError, FiscalYear, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{flow_figure, may_manage, plan_source};
use crate::cities::{Pairs, send_csv};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// An entry as the page shows it.
struct EntryRow {
    number: i64,
    kind: String,
    title: String,
    program: Option<(String, String)>,
    part: String,
    amount: String,
    ground: String,
    ground_href: String,
    is_demo: bool,
    is_cancelled: bool,
    reason: String,
}

/// A fault as the page tells it.
struct ShownFault {
    field: String,
    title: &'static str,
    hint: &'static str,
    code: &'static str,
}

/// A form of the page: to enter a source, or a use.
struct EntryInputs {
    side: &'static str,
    heading: &'static str,
    kinds: Vec<(String, String, bool)>,
    decisions: Vec<(String, String, bool)>,
    form: EntryForm,
    faults: Vec<ShownFault>,
}

impl EntryInputs {
    /// What is wrong with a field, to be said beside it.
    fn faults_of(&self, field: &str) -> Vec<&ShownFault> {
        let id = format!("{}-{field}", self.side);
        self.faults.iter().filter(|fault| fault.field == id).collect()
    }
}

#[derive(Template)]
#[template(path = "frame/ledger.html")]
struct LedgerPage {
    f: Frame,
    subnav: SubNav,
    year: i32,
    revision: i64,
    sources: Vec<EntryRow>,
    uses: Vec<EntryRow>,
    sources_total: String,
    uses_total: String,
    difference: String,
    is_balanced: bool,
    lacks_uses: bool,
    is_empty: bool,
    is_closed: bool,
    reopened_because: String,
    may_manage: bool,
    inputs: Vec<EntryInputs>,
    faults: Vec<ShownFault>,
    flow: Html,
}

/// What was sent and could not be done.
#[derive(Default)]
struct Sent {
    form: EntryForm,
    faults: Vec<EntryFault>,
    refusal: Option<&'static ProblemKind>,
}

type Address = Result<Path<String>, PathRejection>;
type Body = Result<Form<Pairs>, FormRejection>;

/// Shows the ledger of a year.
pub async fn show(visit: Visit, year: Address) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    page(&visit, year, Sent::default()).await
}

/// The ledger of a year as CSV.
pub async fn csv(visit: Visit, year: Address) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    let view = visit.check(visit.app().investment_frame(&visit.actor).await)?;
    let table = ledger_table(&view, Some(year), chart_lang(visit.lang));
    send_csv(&visit, table, &plan_source(&visit)?, &format!("frame-{}.csv", year.start()))
}

/// Leads from the address of a form, opened again after signing in, to the ledger.
pub async fn back_to_year(visit: Visit, year: Address) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    visit.check(visit.app().investment_frame(&visit.actor).await)?;
    Ok(back(&visit, year, ""))
}

/// Enters a source or a use.
pub async fn enter(visit: Visit, year: Address, body: Body) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    let sent = pairs(&visit, body)?;
    let text = |name: &str| value(&sent, name).to_owned();
    let form = EntryForm {
        side: text("side"),
        kind: text("kind"),
        title: text("title"),
        program: text("program"),
        part: text("part"),
        amount: text("amount"),
        decision: text("decision"),
        document: text("document"),
    };
    match visit.app().enter_in_frame(&visit.actor, year, &form, revision(&sent)).await {
        Ok(Ok(number)) => Ok(back(&visit, year, &format!("#entry-{number}"))),
        Ok(Err(faults)) => page(&visit, year, Sent { form, faults, refusal: None }).await,
        Err(AppError::Refused(refusal)) => {
            page(&visit, year, Sent { form, faults: Vec::new(), refusal: Some(refusal.kind) }).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

/// Cancels an entry.
pub async fn cancel(visit: Visit, year: Address, body: Body) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    let sent = pairs(&visit, body)?;
    let number = value(&sent, "entry").parse().unwrap_or_default();
    let done = visit.app().cancel_in_frame(&visit.actor, (year, number), value(&sent, "reason"), revision(&sent)).await;
    settled(&visit, year, done, &format!("#entry-{number}")).await
}

/// Closes the year.
pub async fn close(visit: Visit, year: Address, body: Body) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    let sent = pairs(&visit, body)?;
    let done = visit.app().close_frame_year(&visit.actor, year, revision(&sent)).await;
    settled(&visit, year, done, "").await
}

/// Reopens the year.
pub async fn reopen(visit: Visit, year: Address, body: Body) -> Result<Response, PageError> {
    let year = year_of(&visit, year)?;
    let sent = pairs(&visit, body)?;
    let reason = value(&sent, "reason");
    let done = visit.app().reopen_frame_year(&visit.actor, year, reason, revision(&sent)).await;
    settled(&visit, year, done, "").await
}

async fn settled(
    visit: &Visit,
    year: FiscalYear,
    done: Result<i64, AppError>,
    place: &str,
) -> Result<Response, PageError> {
    match done {
        Ok(_) => Ok(back(visit, year, place)),
        Err(AppError::Refused(refusal)) => {
            page(visit, year, Sent { refusal: Some(refusal.kind), ..Sent::default() }).await
        }
        Err(error) => Err(PageError::new(visit, error)),
    }
}

async fn page(visit: &Visit, year: FiscalYear, sent: Sent) -> Result<Response, PageError> {
    let view = visit.check(visit.app().investment_frame(&visit.actor).await)?;
    if year < view.years.0 || view.years.1 < year {
        return Err(PageError::new(visit, AppError::NotFound { what: "year of the frame", name: year.to_string() }));
    }
    let title =
        format!("{} {}", format::year(visit.lang, year), visit.lang.pick("投資枠の台帳", "ledger of the frame"));
    let f = visit.frame(Section::Frame, title).await?;
    let balance = visit.check(view.balance(year))?;
    let difference = visit.check(view.difference(year))?;
    let rows = |is_use: bool| -> Vec<EntryRow> {
        let of_side = view.of_year(year).filter(|stored| matches!(stored.entry.side, Side::Use(_)) == is_use);
        of_side.map(|stored| row(&f, stored, &view.plan)).collect()
    };
    let is_closed = view.is_closed(year);
    let may_manage = may_manage(visit);
    let inputs = match may_manage && !is_closed {
        true => vec![inputs(&f, &view, year, "source", &sent), inputs(&f, &view, year, "use", &sent)],
        false => Vec::new(),
    };
    let mut faults: Vec<ShownFault> =
        inputs.iter().flat_map(|input| input.faults.iter().map(ShownFault::again)).collect();
    faults.extend(sent.refusal.map(|kind| shown(&f, "ledger".to_owned(), kind)));
    let stand = view.stands.iter().find(|stand| stand.year == year);
    let status = match (sent.refusal.is_some(), faults.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    let page = LedgerPage {
        subnav: SubNav::new(&f, Part::Frame),
        year: year.start(),
        revision: view.revision(year),
        sources: rows(false),
        uses: rows(true),
        sources_total: format::yen(Some(balance.sources)),
        uses_total: format::yen(Some(balance.uses)),
        difference: format::yen(Some(difference)),
        is_balanced: balance.is_balanced(),
        lacks_uses: difference > app::Yen::ZERO,
        is_empty: balance.entries == 0,
        is_closed,
        reopened_because: stand.map(|stand| stand.reason.clone()).unwrap_or_default(),
        may_manage,
        inputs,
        faults,
        flow: flow_figure(visit, &f, &view, Some(year))?,
        f,
    };
    Ok(render_with(status, &page))
}

fn row(f: &Frame, stored: &StoredEntry, plan: &reform::plan::PlanFrame) -> EntryRow {
    let entry = &stored.entry;
    let (ground, ground_href) = match &entry.ground {
        Ground::Document(text) => (text.clone(), String::new()),
        Ground::Decision(id) => (
            f.t("決定を見る", "see the decision").to_owned(),
            f.href(&format!("/chain/decisions/{}", crate::programs::encode(&id.to_string()))),
        ),
    };
    let program = entry.program.map(|id| {
        let name = stored.program_name.clone().unwrap_or_else(|| id.to_string());
        (f.href(&format!("/programs/{id}")), name)
    });
    EntryRow {
        number: entry.number,
        kind: side_names(&entry.side, plan, chart_lang(f.lang)).1,
        title: entry.title.clone(),
        program,
        part: entry.part.clone(),
        amount: format::yen(Some(entry.amount)),
        ground,
        ground_href,
        is_demo: stored.is_demo,
        is_cancelled: entry.is_cancelled,
        reason: stored.cancelled_reason.clone(),
    }
}

/// The form of one side, with what was typed into it.
fn inputs(
    f: &Frame,
    view: &app::investment_frame::FrameView,
    year: FiscalYear,
    side: &'static str,
    sent: &Sent,
) -> EntryInputs {
    let was_sent = sent.form.side == side;
    let form = if was_sent { sent.form.clone() } else { EntryForm::default() };
    let is_source = side == "source";
    let kinds: Vec<(String, String)> = match is_source {
        true => SourceKind::ALL
            .iter()
            .map(|kind| (kind.word().to_owned(), f.t(kind.label_ja(), kind.label_en()).to_owned()))
            .collect(),
        false => {
            let categories = view.plan.categories.iter();
            categories.map(|category| (category.id.clone(), f.text(&category.name).to_owned())).collect()
        }
    };
    let decisions = view.open_decisions(year).into_iter().filter(|_| is_source).map(|(decision, left)| {
        let title: String = decision.title.chars().take(50).collect();
        let id = decision.id.to_string();
        let is_chosen = id == form.decision;
        (id, format!("{title}（{}{}）", f.t("残り ", "left: "), format::in_words(f.lang, left)), is_chosen)
    });
    let faults = if was_sent { &sent.faults[..] } else { &[] };
    EntryInputs {
        side,
        heading: if is_source {
            f.t("財源を記入する", "Enter a source")
        } else {
            f.t("使途を記入する", "Enter a use")
        },
        kinds: kinds
            .into_iter()
            .map(|(word, label)| {
                let chosen = word == form.kind;
                (word, label, chosen)
            })
            .collect(),
        decisions: decisions.collect(),
        faults: faults
            .iter()
            .map(|fault| shown(f, format!("{side}-{}", field_of(fault.field, is_source)), fault.kind))
            .collect(),
        form,
    }
}

/// The field of the form a rule's word is about.
fn field_of(word: &'static str, is_source: bool) -> &'static str {
    match word {
        "ground" if is_source => "decision",
        "ground" => "document",
        "category" => "kind",
        "year" => "title",
        other => other,
    }
}

impl ShownFault {
    fn again(&self) -> ShownFault {
        ShownFault { field: self.field.clone(), title: self.title, hint: self.hint, code: self.code }
    }
}

fn shown(f: &Frame, field: String, kind: &'static ProblemKind) -> ShownFault {
    ShownFault {
        field,
        title: f.t(kind.title_ja, kind.title_en),
        hint: f.t(kind.hint_ja, kind.hint_en),
        code: kind.code,
    }
}

fn back(visit: &Visit, year: FiscalYear, place: &str) -> Response {
    Redirect::to(&format!("{}{place}", visit.lang.href(&format!("/frame/{}", year.start())))).into_response()
}

fn pairs(visit: &Visit, body: Body) -> Result<Pairs, PageError> {
    let Form(pairs) = body.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(pairs)
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn revision(pairs: &Pairs) -> i64 {
    value(pairs, "revision").parse().unwrap_or(-1)
}

fn year_of(visit: &Visit, year: Address) -> Result<FiscalYear, PageError> {
    let Path(text) = year.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let year = text.parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    let name = text.chars().take(20).collect();
    year.ok_or_else(|| PageError::new(visit, AppError::NotFound { what: "year of the frame", name }))
}

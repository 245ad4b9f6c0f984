//! The page of a sheet (点検シートの画面).

use app::AppError;
use app::review::{SheetReckoning, SheetView};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::Response;
use reform::review::{ReviewSheet, Section as FormSection, form_fields};
use reform::workflow::{ActionKind, Level};
use serde::Deserialize;

use super::Address;
use super::advice::advice_block;
use super::checks::{CheckView, checks};
use super::facts::{Facts, facts};
use super::field::{Control, FieldMaker, FieldView, Typed, field_id};
use super::head::{ActionView, CourseEvent, HeadView, actions, course, done_words, head_view};
use super::rows::{self, AssessmentView, KpiLine, MeasureLine, NEW_ID, RowView, kpi_row, measure_row};
use super::talk::{ThreadView, thread_view};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render_with};

/// Something wrong, at the top of the page.
pub struct ProblemLine {
    pub label: String,
    pub href: String,
    pub what: &'static str,
    pub hint: &'static str,
    pub code: &'static str,
}

#[derive(Template)]
#[template(path = "reviews/sheet/show.html")]
struct SheetPage {
    f: Frame,
    address: String,
    cycle_href: String,
    year: String,
    external_id: String,
    name: String,
    department: String,
    head: HeadView,
    done: &'static str,
    problems: Vec<ProblemLine>,
    problems_title: &'static str,
    conflicts: Vec<(String, String)>,
    is_form: bool,
    owner_open: bool,
    writes: bool,
    account: i64,
    revision: i64,
    toc: Vec<(&'static str, &'static str)>,
    facts: Facts,
    checks: Vec<CheckView>,
    kpis: Vec<RowView>,
    kpis_missing: &'static str,
    kpi_lines: Vec<KpiLine>,
    advice: Html,
    direction: Vec<FieldView>,
    measures: Vec<RowView>,
    measures_missing: &'static str,
    measure_lines: Vec<MeasureLine>,
    has_assessment: bool,
    opinions: Vec<FieldView>,
    assessments: Vec<AssessmentView>,
    decision: Vec<FieldView>,
    whole: ThreadView,
    course: Vec<CourseEvent>,
    actions: Vec<ActionView>,
    further: Vec<ActionView>,
    missing_count: usize,
    missing_words: String,
    first_missing: String,
    new_measure: RowView,
    new_kpi: RowView,
    sign_in_href: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct SheetQuery {
    done: Option<String>,
    add: Option<String>,
}

/// The sheet as it stands.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<SheetQuery>, QueryRejection>,
) -> Result<Response, PageError> {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let add = match query.add.as_deref() {
        Some("measure") => Some("measure"),
        Some("kpi") => Some("kpi"),
        _ => None,
    };
    let typed = Typed { add, ..Typed::default() };
    let done = query.done.as_deref().unwrap_or_default();
    let view = address.view(&visit).await?;
    Ok(render_with(StatusCode::OK, &page(&visit, &address, &view, &typed, &[], done)))
}

/// The sheet with what was sent and could not all be kept.
pub async fn show_again(
    visit: &Visit,
    address: &Address,
    typed: Typed,
    errors: Vec<AppError>,
) -> Result<Response, PageError> {
    let view = address.view(visit).await?;
    let status = match (typed.conflicts.is_empty(), errors.first()) {
        (false, _) => StatusCode::CONFLICT,
        (true, Some(error)) => crate::error::status_of(error),
        (true, None) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page(visit, address, &view, &typed, &errors, "")))
}

fn page(
    visit: &Visit,
    address: &Address,
    view: &SheetView,
    typed: &Typed,
    errors: &[AppError],
    done: &str,
) -> SheetPage {
    let lang = visit.lang;
    let year = format::year(lang, address.year);
    let title = format!("{}（{year}）", view.head.program_name);
    let f = visit.frame_with(Section::Reviews, title, view.cycle.is_demo);
    let maker = FieldMaker::new(&f, view, typed);
    let sheet = parsed(view);
    let reckoning = visit.app().reckon_sheet(view);
    let viewpoints = visit.app().viewpoints();
    let plan = visit.app().plan(&visit.actor).map_or(&[][..], |plan| &plan.viewpoints);
    let form = form_fields(&viewpoints);
    let of_section = |section: FormSection| -> Vec<FieldView> {
        form.iter().filter(|field| field.section == section).map(|field| maker.make(field)).collect()
    };
    let owner_open = view.writes_as == Some(Level::Owner);
    let may_comment = view.may(ActionKind::Comment);
    let said = |fields: Vec<FieldView>| -> Vec<FieldView> {
        fields.into_iter().filter(|field| field.is_open || !field.text.is_empty() || field.thread.is_some()).collect()
    };
    let opinions = said(of_section(FormSection::Opinions));
    let assessments = rows::assessments(&maker, &sheet);
    let decision = said(of_section(FormSection::Decision));
    let mut toc = vec![
        ("checks", lang.pick("六つの視点", "Viewpoints")),
        ("kpis", lang.pick("指標", "Indicators")),
        ("direction", lang.pick("来年度の方向性", "Direction")),
        ("measures", lang.pick("取組と効果額", "Measures")),
    ];
    if !opinions.is_empty() {
        toc.push(("opinions", lang.pick("上位段階の意見", "Opinions")));
    }
    if !assessments.is_empty() || !decision.is_empty() {
        toc.push(("decision", lang.pick("査定・決定", "Decision")));
    }
    toc.push(("talk", lang.pick("全体へのコメント", "Comments")));
    toc.push(("course", lang.pick("経過", "Course")));
    let (actions, further) = actions(lang, address, view);
    let missing_count = view.missing.len();
    SheetPage {
        address: address.href(lang),
        cycle_href: lang.href(&format!("/reviews/{}", address.year.start())),
        year,
        external_id: view.head.external_id.clone(),
        name: view.head.program_name.clone(),
        department: view.head.department.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" › "),
        head: head_view(lang, view),
        done: done_words(lang, done, view.head.state),
        problems: problems(lang, visit, typed, errors),
        problems_title: if errors.is_empty() {
            lang.pick(
                "保存できなかった欄があります。ほかの欄は保存しました。",
                "Some fields could not be saved; the others were.",
            )
        } else {
            lang.pick(
                "できませんでした。入力した文はこの画面に残っています。",
                "This could not be done. What you typed still stands here.",
            )
        },
        conflicts: typed
            .conflicts
            .keys()
            .map(|name| {
                let label = reform::review::label_of(name, &viewpoints);
                (format!("#{}-box", field_id(name)), f.text(&label).to_owned())
            })
            .collect(),
        is_form: view.writes_as.is_some() || may_comment,
        owner_open,
        writes: view.writes_as.is_some(),
        account: visit.actor.account().unwrap_or_default(),
        revision: view.head.revision,
        toc,
        facts: facts(&f, view),
        checks: checks(&maker, plan, address, &form, &sheet),
        kpis: kpi_rows(&maker, typed, &reckoning, owner_open),
        kpis_missing: maker.missing("kpis").unwrap_or_default(),
        kpi_lines: rows::kpi_lines(lang, view, &sheet, &reckoning),
        advice: advice_block(lang, &reckoning.advice),
        direction: of_section(FormSection::Direction),
        measures: measure_rows(&maker, typed, owner_open),
        measures_missing: maker.missing("measures").unwrap_or_default(),
        measure_lines: rows::measure_lines(lang, &sheet),
        has_assessment: !sheet.assessments.is_empty(),
        opinions,
        assessments,
        decision,
        whole: thread_view(&maker, "", lang.pick("シート全体", "the whole sheet")),
        course: course(lang, view),
        actions,
        further,
        missing_count,
        missing_words: missing_words(lang, missing_count),
        first_missing: view.missing.first().map_or_else(|| "#checks".to_owned(), |one| missing_anchor(&one.field)),
        new_measure: measure_row(&maker, NEW_ID),
        new_kpi: kpi_row(&maker, NEW_ID, &[]),
        sign_in_href: lang.href("/sign-in"),
        f,
    }
}

/// The texts as a sheet; one that cannot be read is shown field by field and empty otherwise.
pub fn parsed(view: &SheetView) -> ReviewSheet {
    let program = view.head.program.to_string();
    ReviewSheet::from_fields(&program, view.head.year, &view.fields)
        .unwrap_or_else(|_| ReviewSheet::new(&program, view.head.year))
}

/// How many fields are still to be filled in.
pub fn missing_words(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Ja, 0) => "すべて記入済み".to_owned(),
        (Lang::Ja, _) => format!("記入が必要な欄 {count}"),
        (Lang::En, 0) => "Everything is filled in".to_owned(),
        (Lang::En, _) => format!("{count} fields to fill in"),
    }
}

/// Where a field that is missing stands on the page.
pub fn missing_anchor(field: &str) -> String {
    match field {
        "kpis" | "measures" => format!("#{field}"),
        _ => format!("#{}-box", field_id(field)),
    }
}

fn problems(lang: Lang, visit: &Visit, typed: &Typed, errors: &[AppError]) -> Vec<ProblemLine> {
    let viewpoints = visit.app().viewpoints();
    let of_errors = errors.iter().map(|error| {
        let kind = error.kind();
        ProblemLine {
            label: match error {
                AppError::Refused(refusal) => refusal.detail.clone(),
                _ => String::new(),
            },
            href: String::new(),
            what: lang.pick(kind.title_ja, kind.title_en),
            hint: lang.pick(kind.hint_ja, kind.hint_en),
            code: kind.code,
        }
    });
    let of_fields = typed.faults.iter().map(|(name, kind)| {
        let label = reform::review::label_of(name, &viewpoints);
        ProblemLine {
            label: lang.pick(&label.ja, label.en_or_ja()).to_owned(),
            href: format!("#{}", field_id(name)),
            what: lang.pick(kind.title_ja, kind.title_en),
            hint: lang.pick(kind.hint_ja, kind.hint_en),
            code: kind.code,
        }
    });
    of_errors.chain(of_fields).collect()
}

fn kpi_rows(maker: &FieldMaker<'_>, typed: &Typed, reckoning: &SheetReckoning, is_open: bool) -> Vec<RowView> {
    if !is_open {
        return Vec::new();
    }
    let mut ids: Vec<String> = maker.view.fields.kpi_ids().into_iter().map(str::to_owned).collect();
    ids.extend(typed_ids(typed, "kpi.", &ids));
    if typed.add == Some("kpi") {
        ids.extend(maker.view.fields.next_kpi_id());
    }
    ids.iter().map(|id| kpi_row(maker, id, &reckoning.kpis)).collect()
}

fn measure_rows(maker: &FieldMaker<'_>, typed: &Typed, is_open: bool) -> Vec<RowView> {
    if !is_open {
        return Vec::new();
    }
    let mut ids: Vec<String> = maker.view.fields.measure_ids().into_iter().map(str::to_owned).collect();
    ids.extend(typed_ids(typed, "measure.", &ids));
    if typed.add == Some("measure") {
        ids.extend(maker.view.fields.next_measure_id());
    }
    ids.iter().map(|id| measure_row(maker, id)).collect()
}

/// Rows that hold nothing but what could not be kept.
fn typed_ids(typed: &Typed, prefix: &str, known: &[String]) -> Vec<String> {
    let ids = typed.texts.iter().filter(|(_, text)| !text.is_empty()).filter_map(|(name, _)| {
        let (id, _) = name.strip_prefix(prefix)?.rsplit_once('.')?;
        (!known.iter().any(|known| known == id)).then(|| id.to_owned())
    });
    let mut ids: Vec<String> = ids.collect();
    ids.dedup();
    ids
}

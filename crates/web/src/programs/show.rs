//! `/programs/{id}`: everything about one program on one page.

use app::overlaps::Similar;
use app::program::{IndicatorKind, MoneyLine, Note, ReviewAnswer, StaffTime};
use app::publishing::plain::Subject;
use app::{Action, AppError, HistoryEntry, ProgramDetail, Provenance, Yen};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reform::discussion::{ItemKind, ItemRef};

use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render};
use crate::plain_summaries::{self, SummaryLine};
use crate::remarks::{self, RemarkBlock};

struct Step {
    title: &'static str,
    question: &'static str,
    text: Html,
}

struct MoneyRow {
    year: String,
    stage: &'static str,
    cost: String,
    sources: [String; 5],
    discrepancy: String,
}

struct StaffRow {
    year: String,
    persons: String,
    hours: String,
    cost: String,
    full_cost: String,
}

struct IndicatorGroup {
    title: &'static str,
    charts: Vec<Html>,
}

struct Answer {
    question: String,
    judgement: String,
    reason: Html,
}

struct Event {
    at: String,
    title: String,
    changes: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "programs/show.html")]
struct ProgramPage {
    f: Frame,
    external_id: String,
    name: String,
    department: Vec<(String, String)>,
    year: String,
    direction: Html,
    direction_words: String,
    /// The address of the logic model the program came with; empty when there is none.
    model_href: String,
    facts: Vec<(&'static str, Html)>,
    summary: Html,
    money_chart: Option<Html>,
    money: Vec<MoneyRow>,
    has_discrepancy: bool,
    staff: Vec<StaffRow>,
    steps: Vec<Step>,
    indicators: Vec<IndicatorGroup>,
    answers: Vec<Answer>,
    notes: Vec<(String, Html)>,
    history: Vec<Event>,
    /// Programs like this one: address of the comparison, name, department, score; none while they are looked for.
    similar: Option<Vec<(String, String, String, String)>>,
    similar_href: String,
    path: String,
    imported: String,
    import_href: String,
    /// The summary in easy Japanese; none for who may not see what is being prepared for publication.
    plain: Option<SummaryLine>,
    /// What was remarked about it; none for who may not see remarks.
    remarks: Option<RemarkBlock>,
}

/// The program's page.
pub async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let program = read(&visit, id).await?;
    let f = visit.frame_with(Section::Programs, program.sheet.name.clone(), program.demo);
    let sheet = &program.sheet;
    let given = sheet.direction.as_ref();
    let similar = visit.check(visit.app().similar_programs(&visit.actor, program.id).await)?;
    let similar = similar.map(|similar| similar.iter().map(|other| similar_row(&f, program.id, other)).collect());
    let about = ItemRef::new(ItemKind::Program, &sheet.external_id);
    let page = ProgramPage {
        remarks: remarks::of_item(&visit, &f, about).await?,
        plain: plain_summaries::line(&visit, Subject::Program(program.id)).await?,
        similar,
        similar_href: if f.actor.may(Action::ReadOverlaps) {
            f.href(&format!("/overlaps?state=all&program={}", program.id))
        } else {
            String::new()
        },
        external_id: sheet.external_id.clone(),
        name: sheet.name.clone(),
        department: sheet
            .department
            .iter()
            .zip(&program.department_ids)
            .map(|(name, id)| (name.clone(), f.href(&format!("/programs?department={id}"))))
            .collect(),
        year: format::year(f.lang, sheet.fiscal_year),
        direction: f.direction(&given.and_then(|given| given.direction)),
        direction_words: given.map(|given| given.words.clone()).unwrap_or_default(),
        model_href: match visit.check(visit.app().has_reference_model(&visit.actor, program.id).await)? {
            true => f.href(&format!("/programs/{}/logic-model", program.id)),
            false => String::new(),
        },
        facts: facts(&f, &program),
        summary: paragraphs(&sheet.summary),
        money_chart: app::chart::program_money(&program, chart_lang(f.lang)).map(|chart| {
            figure("money-chart", &chart, f.lang, &f.href(&format!("/programs/{}/money.csv", program.id)))
        }),
        money: program.money.iter().map(|line| money_row(&f, line)).collect(),
        has_discrepancy: program.money.iter().any(|line| discrepancy(line) != Yen::ZERO),
        staff: program.staff.iter().map(|staff| staff_row(&f, staff, &program)).collect(),
        steps: steps(&f, &program),
        indicators: indicators(&f, &program),
        answers: sheet.answers.iter().map(answer).collect(),
        notes: sheet.notes.iter().map(|Note { heading, text }| (heading.clone(), paragraphs(text))).collect(),
        history: program.history.iter().map(|entry| event(&f, entry)).collect(),
        path: path(&program.provenance),
        imported: imported(&f, &program.provenance),
        import_href: if f.may_import() {
            f.href(&format!("/imports/{}", program.provenance.import_id))
        } else {
            String::new()
        },
        f,
    };
    Ok(render(&page))
}

/// The data of the money chart as CSV.
pub async fn money_csv(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let program = read(&visit, id).await?;
    let chart = app::chart::program_money(&program, chart_lang(visit.lang));
    let chart = visit.check(chart.ok_or(AppError::NotFound { what: "money", name: program.id.to_string() }))?;
    let bytes = visit.check(app::chart::figures_csv(&chart, chart_lang(visit.lang)))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"program-{}-money.csv\"", program.id)),
    ];
    Ok((headers, bytes).into_response())
}

async fn read(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<ProgramDetail, PageError> {
    let Path(id) = id.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    visit.check(visit.app().program(&visit.actor, id).await)
}

fn similar_row(f: &Frame, program: i64, other: &Similar) -> (String, String, String, String) {
    let href = f.href(&format!("/overlaps/{program}/{}", other.id));
    (href, other.name.clone(), other.department.clone(), crate::overlaps::score(other.score_bp))
}

fn facts(f: &Frame, program: &ProgramDetail) -> Vec<(&'static str, Html)> {
    use crate::html::escape;
    let sheet = &program.sheet;
    let text = |text: &str| Html(escape(text).replace('\n', "<br>"));
    let policy: Vec<String> = sheet
        .policy
        .iter()
        .zip(&program.policy_ids)
        .map(|(name, id)| {
            let href = f.href(&format!("/programs?policy={id}"));
            format!("<a href=\"{}\">{}</a>", escape(&href), escape(name))
        })
        .collect();
    let lines: Vec<String> = sheet
        .budget_lines
        .iter()
        .map(|line| {
            let codes = [&line.account, &line.kan, &line.kou, &line.moku, &line.program];
            let codes: Vec<String> =
                codes.into_iter().filter(|code| !code.is_empty()).map(|code| escape(code)).collect();
            codes.join(" – ")
        })
        .collect();
    let mut facts = vec![
        (f.lang.pick("政策の体系", "Policy"), Html(policy.join(" › "))),
        (f.lang.pick("予算科目（会計–款–項–目–事業）", "Budget line"), Html(lines.join("<br>"))),
        (f.lang.pick("根拠法令", "Legal basis"), text(&sheet.legal_basis)),
    ];
    if let Some(obligation) = sheet.obligation {
        let label = f.lang.pick(obligation.label_ja(), obligation.label_en());
        facts.push((f.lang.pick("実施の義務", "Obligation"), text(label)));
    }
    let year = |year| format::year(f.lang, year);
    let period = match (sheet.start_year, sheet.end_year) {
        (Some(start), Some(end)) => format!("{} – {}", year(start), year(end)),
        (Some(start), None) => format!("{}{}", year(start), f.t("から", " onwards")),
        (None, Some(end)) => format!("{}{}", f.t("", "until "), year(end)) + f.t("まで", ""),
        (None, None) => String::new(),
    };
    facts.push((f.lang.pick("事業の期間", "Period"), text(&period)));
    facts.retain(|(_, html)| !html.0.is_empty());
    facts
}

fn discrepancy(line: &MoneyLine) -> Yen {
    line.discrepancy().unwrap_or_default()
}

fn money_row(f: &Frame, line: &MoneyLine) -> MoneyRow {
    let funding = &line.funding;
    let sources = [funding.national, funding.prefectural, funding.bonds, funding.other, funding.general];
    let discrepancy = discrepancy(line);
    MoneyRow {
        year: format::year(f.lang, line.fiscal_year),
        stage: f.lang.pick(line.stage.label_ja(), line.stage.label_en()),
        cost: format::yen(Some(line.cost)),
        sources: sources.map(format::yen),
        discrepancy: if discrepancy == Yen::ZERO { String::new() } else { discrepancy.to_string() },
    }
}

fn staff_row(f: &Frame, staff: &StaffTime, program: &ProgramDetail) -> StaffRow {
    let lines = app::chart::furthest_by_year(&program.money);
    let cost = lines.iter().find(|line| line.fiscal_year == staff.fiscal_year).map(|line| line.cost);
    // Full cost is a management view: staff cost also stands in 人件費 of the budget and is never added to totals.
    let full = staff.cost.zip(cost).and_then(|(staff, cost)| staff.checked_add(cost).ok());
    StaffRow {
        year: format::year(f.lang, staff.fiscal_year),
        persons: format::quantity(staff.persons),
        hours: format::quantity(staff.hours),
        cost: format::yen(staff.cost),
        full_cost: format::yen(full),
    }
}

fn steps(f: &Frame, program: &ProgramDetail) -> Vec<Step> {
    let logic = &program.sheet.logic;
    let step = |title_ja, title_en, question_ja, question_en, text: &str| Step {
        title: f.lang.pick(title_ja, title_en),
        question: f.lang.pick(question_ja, question_en),
        text: paragraphs(text),
    };
    let steps = vec![
        step("手段", "Means", "何をするか", "what is done", &logic.means),
        step("対象", "Target", "誰・何を", "for whom or what", &logic.target),
        step("意図", "Intent", "どう変えるか", "the change intended", &logic.intent),
        step("結果", "Result", "何に役立つか", "what it serves", &logic.result),
    ];
    if steps.iter().all(|step| step.text.0.is_empty()) { Vec::new() } else { steps }
}

fn indicators(f: &Frame, program: &ProgramDetail) -> Vec<IndicatorGroup> {
    let numbered: Vec<_> = program.sheet.indicators.iter().enumerate().collect();
    IndicatorKind::ALL
        .iter()
        .map(|kind| IndicatorGroup {
            title: f.lang.pick(kind.label_ja(), kind.label_en()),
            charts: numbered
                .iter()
                .filter(|(_, indicator)| indicator.kind == *kind)
                .map(|(number, indicator)| {
                    let chart = app::chart::indicator(program, *number, indicator, chart_lang(f.lang));
                    figure(&format!("indicator-{number}-chart"), &chart, f.lang, "")
                })
                .collect(),
        })
        .filter(|group| !group.charts.is_empty())
        .collect()
}

fn answer(answer: &ReviewAnswer) -> Answer {
    Answer {
        question: answer.question.clone(),
        judgement: answer.judgement.clone(),
        reason: paragraphs(&answer.reason),
    }
}

fn event(f: &Frame, entry: &HistoryEntry) -> Event {
    let title = match (entry.changes.is_empty(), entry.fiscal_year) {
        (true, None) => f.t("取り込まれました", "Imported").to_owned(),
        (true, Some(year)) => {
            format!("{} {}", format::year(f.lang, year), f.t("のシートが加わりました", "sheet added"))
        }
        (false, _) => format!("{} {}", entry.changes.len(), f.t("項目が変わりました", "fields changed")),
    };
    Event {
        at: format::moment(&entry.at),
        title: format!("{title}（{}）", entry.actor),
        changes: entry
            .changes
            .iter()
            .map(|change| (change.field.clone(), change.before.clone(), change.after.clone()))
            .collect(),
    }
}

fn path(provenance: &Provenance) -> String {
    match &provenance.source_sheet {
        Some(sheet) => format!("{} › {sheet} › {}", provenance.file_name, provenance.source_row),
        None => format!("{} › {}", provenance.file_name, provenance.source_row),
    }
}

fn imported(f: &Frame, provenance: &Provenance) -> String {
    let at = format::moment(&provenance.at);
    match f.lang {
        crate::lang::Lang::Ja => {
            format!("{at} に取込（取込 {}、取込定義 {}）", provenance.import_id, provenance.mapping_name)
        }
        crate::lang::Lang::En => {
            format!("imported {at} (import {}, mapping {})", provenance.import_id, provenance.mapping_name)
        }
    }
}

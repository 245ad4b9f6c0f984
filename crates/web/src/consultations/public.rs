//! `/comment`: the consultations that were opened; `/comment/{slug}`: the draft with the form, later the results.

use app::consultations::{PublicConsultation, ResultRow, Results, SentComment};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::comments::Pages;
use super::{closed_words, item_links, period, state_words};
use crate::cities::{Pairs, attached};
use crate::clusters::{Refused, id_of, value};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// Lines of the results on a page; CSV and workbook hold all of them.
const LINES_PER_PAGE: usize = 200;

struct Line {
    href: String,
    title: String,
    state: (&'static str, &'static str),
    period: String,
    is_taking: bool,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "consultations/public-list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    lines: Vec<Line>,
}

/// A question with what was answered.
pub struct Question {
    /// From 1.
    pub number: i64,
    /// The question.
    pub words: String,
    /// Whether an answer is needed.
    pub is_required: bool,
    /// What was answered.
    pub value: String,
    /// Whether it was refused: too long, or empty where an answer is needed.
    pub is_wrong: bool,
}

/// A line of the results in words (結果の行).
pub struct ResultLine {
    /// What the comments say.
    pub summary: Html,
    /// How many opinions there are.
    pub opinions: String,
    /// How many comments they come from.
    pub comments: String,
    /// What the city says.
    pub answer: Html,
    /// The letter and words of its class.
    pub class: Option<(&'static str, String)>,
}

/// The results in words (結果の表).
pub struct ResultTable {
    /// The lines.
    pub lines: Vec<ResultLine>,
    /// How many comments there are, by how they came.
    pub channels: Vec<(&'static str, String)>,
    /// How many comments there are in all.
    pub counted: String,
    /// How many opinions they hold.
    pub opinions: String,
    /// How many lines there are on all pages.
    pub total: String,
    /// The pages of lines.
    pub pages: Pages,
    /// By class: letter, words, lines, opinions.
    pub classes: Vec<(&'static str, String, String, String)>,
}

#[derive(Template)]
#[template(path = "consultations/public.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    action: String,
    outline: Html,
    state: (&'static str, &'static str),
    period: String,
    is_demo: bool,
    is_taking: bool,
    items: Vec<(String, String)>,
    edition: Option<i64>,
    papers: Vec<(String, String, String)>,
    how_to_send: Html,
    contact: Html,
    most: String,
    retain_days: i64,
    form: String,
    asks: [bool; 3],
    asks_any: bool,
    questions: Vec<Question>,
    typed: SentComment,
    /// Whether the comment was refused because it is too long.
    is_long: bool,
    /// What was typed when no comments are taken any more, so that nobody loses it.
    is_kept: bool,
    /// Why no comments are taken although it was opened; empty otherwise.
    closed: &'static str,
    refused: Option<Refused>,
    results: Option<ResultTable>,
    receipt_href: String,
}

impl ResultTable {
    /// The results in the words of a page, so many lines of them: the address of the page, and which one is asked for.
    pub fn new(f: &Frame, results: &Results, (path, at): (&str, &str)) -> ResultTable {
        let pages = results.rows.len().div_ceil(LINES_PER_PAGE).max(1);
        let at = at.parse().unwrap_or(1).clamp(1, pages);
        let lines = results.rows.iter().skip((at - 1) * LINES_PER_PAGE).take(LINES_PER_PAGE);
        ResultTable {
            lines: lines.map(ResultLine::new).collect(),
            total: format::count(results.rows.len() as i64),
            pages: Pages::new(&f.href(&format!("{path}?")), at as i64, pages as i64),
            opinions: format::count(results.counts.opinions),
            channels: results
                .counts
                .by_channel
                .iter()
                .map(|(channel, count)| (f.lang.pick(channel.label_ja(), channel.label_en()), format::count(*count)))
                .collect(),
            counted: format::count(results.counts.counted),
            classes: results
                .classes
                .iter()
                .map(|(class, words, lines, opinions)| {
                    (class.word(), words.clone(), format::count(*lines), format::count(*opinions))
                })
                .collect(),
        }
    }
}

impl ResultLine {
    /// One line in the words of a page.
    pub fn new(row: &ResultRow) -> ResultLine {
        ResultLine {
            summary: paragraphs(&row.summary),
            opinions: format::count(row.opinions),
            comments: format::count(row.comments),
            answer: paragraphs(&row.answer),
            class: row.class.as_ref().map(|(class, words)| (class.word(), words.clone())),
        }
    }
}

/// The consultations that were opened.
pub async fn list(visit: Visit) -> Result<Response, PageError> {
    let lines = visit.check(visit.app().public_consultations(&visit.actor).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見公募（パブリックコメント）", "Public comment")).await?;
    let today = visit.app().today();
    let line = |line: app::consultations::ConsultationLine| Line {
        href: f.href(&format!("/comment/{}", encode(&line.row.slug))),
        title: line.row.title.clone(),
        state: state_words(f.lang, &line.row, today),
        period: period(f.lang, &line.row),
        is_taking: line.is_taking,
        is_demo: line.row.is_demo,
    };
    let lines = lines.into_iter().map(line).collect();
    Ok(render(&ListPage { subnav: SubNav::new(&f, Part::Comment), lines, f }))
}

/// One consultation with the form, or with its results.
pub async fn show(
    visit: Visit,
    slug: Result<Path<String>, PathRejection>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let view = visit.check(visit.app().public_consultation(&visit.actor, &slug).await)?;
    page_at(&visit, view, SentComment::default(), None, value(&asked, "page")).await
}

/// The page with what was typed and why it was not taken.
pub async fn page(
    visit: &Visit,
    view: PublicConsultation,
    typed: SentComment,
    refused: Option<(StatusCode, Refused)>,
) -> Result<Response, PageError> {
    page_at(visit, view, typed, refused, "").await
}

async fn page_at(
    visit: &Visit,
    view: PublicConsultation,
    typed: SentComment,
    refused: Option<(StatusCode, Refused)>,
    at: &str,
) -> Result<Response, PageError> {
    let PublicConsultation { row, papers, form, results } = view;
    let f = visit.frame(Section::Talk, row.title.clone()).await?;
    let path = format!("/comment/{}", encode(&row.slug));
    let (status, refused) = match refused {
        Some((status, refused)) => (status, Some(refused)),
        None => (StatusCode::OK, None),
    };
    let is_refused = refused.is_some();
    let most = usize::try_from(row.most_chars).unwrap_or(0);
    let is_long = |text: &str| is_refused && text.trim().chars().count() > most;
    let question = |(number, (words, is_required)): (i64, &(String, bool))| {
        let value = typed.replies.get(&number).cloned().unwrap_or_default();
        let is_missing = is_refused && *is_required && value.trim().is_empty();
        let is_wrong = is_missing || is_long(&value);
        Question { number, words: words.clone(), is_required: *is_required, value, is_wrong }
    };
    let questions: Vec<Question> = (1..).zip(&row.questions).map(question).collect();
    let is_written = !typed.body.trim().is_empty() || questions.iter().any(|one| !one.value.trim().is_empty());
    let today = visit.app().today();
    let paper = |paper: app::consultations::PaperRow| {
        let size = format!("{} KB", format::count((paper.bytes + 1023) / 1024));
        (f.href(&format!("{path}/papers/{}", paper.id)), paper.name, size)
    };
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Comment),
        action: f.href(&path),
        outline: paragraphs(&row.outline),
        state: state_words(f.lang, &row, today),
        period: period(f.lang, &row),
        is_demo: row.is_demo,
        is_taking: !form.is_empty(),
        items: item_links(visit, &f, &row.items).await?,
        edition: row.edition,
        papers: papers.into_iter().map(paper).collect(),
        how_to_send: paragraphs(&row.how_to_send),
        contact: paragraphs(&row.contact),
        most: format::count(row.most_chars),
        retain_days: row.retain_days,
        asks: row.asks,
        asks_any: row.asks.contains(&true),
        questions,
        is_long: is_long(&typed.body),
        is_kept: form.is_empty() && is_written,
        closed: closed_words(f.lang, &row, today),
        results: results.map(|results| ResultTable::new(&f, &results, (&path, at))),
        receipt_href: f.href(&format!("{path}/receipt")),
        form,
        typed,
        refused,
        f,
    };
    let mut response = render_with(status, &page);
    // A form is for one sending: what a browser kept of it would be an old one.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The results as CSV.
pub async fn results_csv(visit: Visit, slug: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let file = visit.app().results_file(&visit.actor, &slug, app::FileFormat::Csv, format::now()).await;
    let (slug, bytes) = visit.check(file)?;
    Ok(attached("text/csv; charset=utf-8", &format!("comments-{slug}.csv"), bytes))
}

/// The results as a workbook.
pub async fn results_xlsx(visit: Visit, slug: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let file = visit.app().results_file(&visit.actor, &slug, app::FileFormat::Xlsx, format::now()).await;
    let (slug, bytes) = visit.check(file)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(kind, &format!("comments-{slug}.xlsx"), bytes))
}

/// A document of the draft.
pub async fn paper(visit: Visit, address: Result<Path<(String, i64)>, PathRejection>) -> Result<Response, PageError> {
    let Path((slug, paper)) = address.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let found = visit.app().consultation_paper(&visit.actor, &slug, paper).await;
    let (name, media_type, bytes) = visit.check(found)?;
    let ending: String = name.rsplit('.').next().unwrap_or("bin").chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(attached(media_type, &format!("paper-{paper}.{ending}"), bytes))
}

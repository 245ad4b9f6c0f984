//! `/glossary`: the plan's terms in plain words, with the statutory definition beside where they differ.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use axum::routing::get;
use reform::plan::Term;
use reform::search_text::fold;
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new().route("/glossary", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct GlossaryQuery {
    q: String,
}

/// The rows of the kana table, each with the characters a reading of it begins with.
const KANA_ROWS: [(&str, &str); 10] = [
    ("あ", "あいうえおぁぃぅぇぉゔ"),
    ("か", "かきくけこがぎぐげご"),
    ("さ", "さしすせそざじずぜぞ"),
    ("た", "たちつてとだぢづでどっ"),
    ("な", "なにぬねの"),
    ("は", "はひふへほばびぶべぼぱぴぷぺぽ"),
    ("ま", "まみむめも"),
    ("や", "やゆよゃゅょ"),
    ("ら", "らりるれろ"),
    ("わ", "わをん"),
];

struct TermView {
    id: String,
    name: String,
    other_name: String,
    reading: String,
    definition: String,
    statutory_note: String,
    source: String,
}

struct KanaRow {
    name: &'static str,
    terms: Vec<TermView>,
}

#[derive(Template)]
#[template(path = "glossary.html")]
struct GlossaryPage {
    f: Frame,
    q: String,
    rows: Vec<KanaRow>,
    found: usize,
}

async fn show(visit: Visit, query: Result<Query<GlossaryQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(query) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let f = visit.frame(Section::Glossary, visit.lang.pick("用語集", "Glossary")).await?;
    let wanted = fold(&query.q);
    let mut terms: Vec<&Term> = plan.glossary.iter().filter(|term| matches(term, &wanted)).collect();
    terms.sort_by(|a, b| a.reading.cmp(&b.reading));
    let found = terms.len();
    let mut rows: Vec<KanaRow> = KANA_ROWS.iter().map(|(name, _)| KanaRow { name, terms: Vec::new() }).collect();
    for term in terms {
        let first = term.reading.chars().next().unwrap_or('あ');
        let row = KANA_ROWS.iter().position(|(_, kana)| kana.contains(first)).unwrap_or(KANA_ROWS.len() - 1);
        rows[row].terms.push(TermView {
            id: term.id.clone(),
            name: f.text(&term.name).to_owned(),
            other_name: f.lang.pick(term.name.en_or_ja(), &term.name.ja).to_owned(),
            reading: term.reading.clone(),
            definition: f.text(&term.definition).to_owned(),
            statutory_note: term.statutory_note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
            source: source_text(&f, plan, &term.source),
        });
    }
    Ok(render(&GlossaryPage { q: query.q, rows, found, f }))
}

fn matches(term: &Term, wanted: &str) -> bool {
    let texts = [&term.name.ja, &term.reading, &term.definition.ja];
    let english = [term.name.en_or_ja(), term.definition.en_or_ja()];
    wanted.is_empty()
        || texts.iter().any(|text| fold(text).contains(wanted))
        || english.iter().any(|text| fold(text).contains(wanted))
}

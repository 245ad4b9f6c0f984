//! The files of a plan folder, one function each (計画フォルダの各ファイル).

use fiscal::FiscalYear;
use reform::plan::{
    Body, City, Cluster, ClusterCategory, Council, Document, Listing, Meeting, PopulationAverage, PopulationRow,
    PopulationTable, Principle, Strategy, Term, Text, Viewpoint,
};

use reform::search_text;

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::findings::IdKind;
use super::kinds::{AVERAGE_MISMATCH, RATIO_MISMATCH};

const LISTINGS: [(&str, Listing); 3] =
    [("full", Listing::Full), ("main_only", Listing::MainOnly), ("image_only", Listing::ImageOnly)];

/// `city.toml`: the city, the plan's title and period, and the documents everything is taken from.
pub(super) struct CityFile {
    pub(super) city: City,
    pub(super) title: Text,
    pub(super) published: String,
    pub(super) purpose: Text,
    pub(super) period: (FiscalYear, FiscalYear),
    pub(super) documents: Vec<Document>,
}

pub(super) fn read_city(top: &Fields<'_>) -> Option<CityFile> {
    let city = top.table("city").and_then(|fields| {
        let name = fields.text("name", NAME_CHARS);
        let code = fields.city_code("code");
        let population_figure = fields.reference("population_figure", IdKind::Figure);
        if let Some(code) = &code {
            fields.refer_to(IdKind::City, code.as_str(), "code");
        }
        fields.finish();
        Some(City { name, code: code?, population_figure })
    });
    let plan = top.table("plan").and_then(|fields| {
        let title = fields.text("title", NAME_CHARS);
        let published = fields.publication_date("published");
        let purpose = fields.text("purpose", EXPLANATION_CHARS);
        let (first, last) = (fields.fiscal_year("first_year"), fields.fiscal_year("last_year"));
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            fields.report_named(&super::kinds::INVALID_DATE, "last_year", "first_year > last_year");
        }
        fields.finish();
        Some((title, published, purpose, (first?, last?)))
    });
    let documents = top.list("document", true).into_iter().map(|fields| {
        let document = Document {
            id: fields.id(IdKind::Document),
            title: fields.text("title", NAME_CHARS),
            publisher: fields.text("publisher", NAME_CHARS),
            published: fields.publication_date("published"),
            note: fields.optional_text("note", EXPLANATION_CHARS),
        };
        fields.finish();
        document
    });
    let documents = documents.collect();
    let (title, published, purpose, period) = plan?;
    Some(CityFile { city: city?, title, published, purpose, period, documents })
}

pub(super) fn read_principles(top: &Fields<'_>) -> Option<Vec<Principle>> {
    Some(each(top, "principle", |fields, document| Principle {
        id: fields.id(IdKind::Principle),
        title: fields.text("title", NAME_CHARS),
        explanation: fields.text("explanation", EXPLANATION_CHARS),
        source: fields.source(document),
    }))
}

pub(super) fn read_strategies(top: &Fields<'_>) -> Option<(Vec<Strategy>, Option<Text>)> {
    let note = top.optional_text("note", EXPLANATION_CHARS);
    let strategies = each(top, "strategy", |fields, document| Strategy {
        id: fields.id(IdKind::Strategy),
        title: fields.text("title", NAME_CHARS),
        explanation: fields.text("explanation", EXPLANATION_CHARS),
        source: fields.source(document),
    });
    Some((strategies, note))
}

pub(super) fn read_viewpoints(top: &Fields<'_>) -> Option<Vec<Viewpoint>> {
    Some(each(top, "viewpoint", |fields, document| Viewpoint {
        id: fields.id(IdKind::Viewpoint),
        title: fields.text("title", NAME_CHARS),
        background: fields.text("background", EXPLANATION_CHARS),
        attention: fields.text("attention", EXPLANATION_CHARS),
        source: fields.source(document),
    }))
}

pub(super) fn read_clusters(top: &Fields<'_>) -> Option<(Vec<ClusterCategory>, Vec<Cluster>)> {
    let categories = each(top, "category", |fields, document| ClusterCategory {
        id: fields.id(IdKind::Category),
        name: fields.text("name", NAME_CHARS),
        explanation: fields.text("explanation", EXPLANATION_CHARS),
        listing: fields.choice("listing", &LISTINGS, false),
        listing_note: fields.optional_text("listing_note", EXPLANATION_CHARS),
        source: fields.source(document),
    });
    let clusters = each(top, "cluster", |fields, document| Cluster {
        id: fields.id(IdKind::Cluster),
        category: fields.reference("category", IdKind::Category),
        name: fields.text("name", NAME_CHARS),
        explanation: fields.text("explanation", EXPLANATION_CHARS),
        source: fields.source(document),
    });
    Some((categories, clusters))
}

pub(super) fn read_council(top: &Fields<'_>) -> Option<Council> {
    let bodies = each(top, "body", |fields, document| Body {
        id: fields.id(IdKind::Body),
        name: fields.text("name", NAME_CHARS),
        explanation: fields.text("explanation", EXPLANATION_CHARS),
        chair: fields.optional_text("chair", NAME_CHARS),
        established: fields.optional_date("established"),
        source: fields.source(document),
    });
    let document = top.default_document();
    let meetings = top.list("meeting", false).into_iter().map(|fields| {
        let number = u32::try_from(fields.whole("number", 1..=10_000)).unwrap_or(1);
        fields.take_id(IdKind::Meeting, &number.to_string(), "number");
        let (date, agenda) = (fields.date("date"), fields.text("agenda", EXPLANATION_CHARS));
        let source = fields.source(&document);
        fields.finish();
        Some(Meeting { number, date: date?, agenda, source })
    });
    let meetings = meetings.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>();
    let meetings_listing = top.choice("meetings_listing", &LISTINGS, false);
    let meetings_note = top.optional_text("meetings_note", EXPLANATION_CHARS);
    Some(Council { bodies, meetings_listing, meetings_note, meetings: meetings? })
}

pub(super) fn read_glossary(top: &Fields<'_>) -> Option<Vec<Term>> {
    Some(each(top, "term", |fields, document| {
        let id = fields.id(IdKind::Term);
        let name = fields.text("name", NAME_CHARS);
        let mut marks = fields.lines("marks");
        if marks.is_empty() {
            marks.push(name.ja.clone());
        }
        for mark in marks.iter().filter(|mark| !mark.is_empty()) {
            fields.take_id(IdKind::Mark, &search_text::fold(mark), "marks");
        }
        Term {
            id,
            name,
            marks,
            reading: fields.line("reading"),
            definition: fields.text("definition", EXPLANATION_CHARS),
            statutory_note: fields.optional_text("statutory_note", EXPLANATION_CHARS),
            source: fields.source(document),
        }
    }))
}

pub(super) fn read_population(top: &Fields<'_>) -> Option<PopulationTable> {
    let people = |fields: &Fields<'_>, name: &str| fields.whole(name, 0..=10_000_000_000);
    let document = top.default_document();
    let (title, as_of, source) = (top.text("title", NAME_CHARS), top.as_of("as_of"), top.source(&document));
    let population_base = top.text("population_base", EXPLANATION_CHARS);
    let age_base = top.text("age_base", EXPLANATION_CHARS);
    let notes = top.list("note", false).into_iter().map(|fields| {
        let note = fields.text("text", EXPLANATION_CHARS);
        fields.finish();
        note
    });
    let notes = notes.collect();
    let entries = top.list("city", true);
    let rows = entries.iter().map(|fields| {
        let code = fields.city_code("code");
        if let Some(code) = &code {
            fields.take_id(IdKind::City, code.as_str(), "code");
        }
        Some(PopulationRow {
            name: fields.text("name", NAME_CHARS),
            population: people(fields, "population"),
            elderly: people(fields, "elderly"),
            working_age: people(fields, "working_age"),
            aging_rate_percent: fields.number("aging_rate_percent"),
            working_age_per_elderly: fields.number("working_age_per_elderly"),
            code: code?,
        })
    });
    let rows: Vec<Option<PopulationRow>> = rows.collect();
    let average_fields = top.table("average");
    let average = average_fields.as_ref().map(|fields| PopulationAverage {
        label: fields.text("label", NAME_CHARS),
        population: people(fields, "population"),
        elderly: people(fields, "elderly"),
        working_age: people(fields, "working_age"),
        aging_rate_percent: fields.number("aging_rate_percent"),
        working_age_per_elderly: fields.number("working_age_per_elderly"),
    });
    let rows = rows.into_iter().collect::<Option<Vec<_>>>();
    let table = match (rows, average, as_of) {
        (Some(rows), Some(average), Some(as_of)) => {
            Some(PopulationTable { title, as_of, population_base, age_base, notes, rows, average, source })
        }
        _ => None,
    };
    if let Some(table) = table.as_ref().filter(|_| top.is_clean()) {
        for row in table.ratio_mismatches() {
            let entry = table.rows.iter().zip(&entries).find(|(other, _)| std::ptr::eq(*other, row));
            let excerpt =
                format!("{}: {} ÷ {} ≠ {}", row.name.ja, row.working_age, row.elderly, row.working_age_per_elderly);
            entry.inspect(|(_, fields)| fields.report_named(&RATIO_MISMATCH, "working_age_per_elderly", &excerpt));
        }
        for column in table.average_mismatches() {
            average_fields.as_ref().inspect(|fields| fields.report_named(&AVERAGE_MISMATCH, column, ""));
        }
    }
    entries.into_iter().chain(average_fields).for_each(Fields::finish);
    table
}

/// Every entry of a required list, each read by `read` and then searched for unknown fields.
pub(super) fn each<'f, T>(top: &Fields<'f>, name: &str, read: impl Fn(&Fields<'f>, &str) -> T) -> Vec<T> {
    let document = top.default_document();
    let entry = |fields: Fields<'f>| {
        let entry = read(&fields, &document);
        fields.finish();
        entry
    };
    top.list(name, true).into_iter().map(entry).collect()
}

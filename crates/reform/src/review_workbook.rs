//! Workbook of the review (点検用エクセル): its pages and columns, once, for writing it and for reading it back.
//!
//! - [`columns`]: what stands in each column of a page, with the heading people see
//! - [`ReviewBook`]: the sheets a workbook is made of
//! - [`Manifest`]: the very hidden page that says what the workbook was made from

mod manifest;

pub use manifest::{Manifest, ManifestColumn, ManifestSheet};

use crate::labels::labels;
use crate::plan::Text;
use crate::program::MoneyLine;
use crate::review::{FieldKind, Fields, assessment_fields, field_of, form_fields, kpi_fields, measure_fields};
use crate::workflow::{Level, State};

/// The version of the layout; a workbook of another version is not read.
pub const FORMAT_VERSION: u32 = 1;

/// The most programs of one workbook.
pub const PROGRAMS_MAX: usize = 500;

/// What stands for yes in a cell.
pub const YES: &str = "○";

/// The name of the very hidden page.
pub const MANIFEST_PAGE: &str = "henkaku";

/// A page people fill in (シートの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// One row a program: the self-check, the direction, opinions and decision.
    Checks,
    /// One row a measure.
    Measures,
    /// One row a KPI.
    Kpis,
}

labels!(Page {
    Checks = "checks", "点検", "Checks";
    Measures = "measures", "取組", "Measures";
    Kpis = "kpis", "指標", "Indicators";
});

/// What a column holds (列の中身).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The fiscal year under review; never changed.
    Year,
    /// The program's number; never changed.
    Number,
    /// The program's name; never changed.
    Name,
    /// Its department; never changed.
    Department,
    /// How far the sheet had come; never changed.
    State,
    /// The sheet's revision; never changed.
    Revision,
    /// The program a measure or KPI belongs to: number and name, chosen on a new row.
    Program,
    /// The id of a measure or KPI; empty on a new row.
    Item,
    /// A field of the form; of a measure or KPI `*` stands for its id: `measure.*.text`.
    Field(String),
}

/// A column of a page (列).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub content: Content,
    /// The heading, unique within its page.
    pub heading: String,
    /// What stands above the headings of several columns; empty where nothing does.
    pub group: String,
    /// What to write.
    pub hint: String,
    /// What its cells take; none of a column that is never changed.
    pub kind: Option<FieldKind>,
    /// Who writes it.
    pub who: Level,
}

/// What a workbook is made of (点検用エクセルの内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewBook {
    /// The city, for the titles.
    pub city: String,
    /// For whom it was made.
    pub made_for: String,
    /// When, as people read it.
    pub made_at: String,
    /// The due days, as people read them.
    pub due: String,
    /// Whether its programs are made up.
    pub is_demo: bool,
    /// The viewpoints of the plan by id, with their titles.
    pub viewpoints: Vec<(String, Text)>,
    /// The sheets, in the order of the page.
    pub rows: Vec<BookRow>,
    /// What the very hidden page says.
    pub manifest: Manifest,
}

/// One sheet in a workbook (点検シートの行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookRow {
    /// The program's number, unique within the workbook.
    pub number: String,
    /// The program's name.
    pub name: String,
    /// Its department.
    pub department: String,
    /// How far the sheet has come.
    pub state: State,
    /// The sheet's revision.
    pub revision: i64,
    /// The level whose fields may be written; none of a sheet to be read only.
    pub level: Option<Level>,
    /// What stands in its fields.
    pub fields: Fields,
    /// What the program cost, in the order of the page.
    pub money: Vec<MoneyLine>,
}

impl BookRow {
    /// What a measure or KPI names its program by: number and name.
    pub fn label(&self) -> String {
        program_label(&self.number, &self.name)
    }
}

/// A program as the drop-down lists it: number, blank, name on one line.
pub fn program_label(number: &str, name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    format!("{number}　{}", words.join(" "))
}

/// Every column a page can have, in its order.
pub fn columns(page: Page, viewpoints: &[(&str, Text)]) -> Vec<Column> {
    let fields = |names: Vec<String>| names.into_iter().filter_map(|name| of_field(page, &name, viewpoints));
    match page {
        Page::Checks => {
            let fixed = [
                (Content::Year, "年度"),
                (Content::Number, "事業番号"),
                (Content::Name, "事業名"),
                (Content::Department, "所管"),
                (Content::State, "状態"),
                (Content::Revision, "版"),
            ];
            let names = form_fields(viewpoints).into_iter().map(|field| field.name).collect();
            fixed
                .into_iter()
                .map(|(content, heading)| never_changed(content, heading, ""))
                .chain(fields(names))
                .collect()
        }
        Page::Measures => {
            let names = measure_fields("*").into_iter().chain(assessment_fields("*")).map(|field| field.name).collect();
            of_item("取組").into_iter().chain(fields(names)).collect()
        }
        Page::Kpis => {
            let names = kpi_fields("*").into_iter().map(|field| field.name).collect();
            of_item("指標").into_iter().chain(fields(names)).collect()
        }
    }
}

/// The columns a workbook of these sheets has: those of the department always, those of a level above where somebody may
/// write them or something stands in them.
pub fn offered_columns(page: Page, viewpoints: &[(&str, Text)], rows: &[BookRow]) -> Vec<Column> {
    let mut offered = columns(page, viewpoints);
    offered.retain(|column| {
        let filled = |row: &BookRow| match &column.content {
            Content::Field(name) => match name.split_once('*') {
                Some((before, after)) => {
                    row.fields.iter().any(|(name, _)| name.starts_with(before) && name.ends_with(after))
                }
                None => row.fields.get(name).is_some(),
            },
            _ => true,
        };
        column.who == Level::Owner || rows.iter().any(|row| row.level == Some(column.who) || filled(row))
    });
    offered
}

impl Content {
    /// The word for it in the manifest: the field's name, or that of a fixed column.
    pub fn word(&self) -> &str {
        match self {
            Content::Year => "#year",
            Content::Number => "#number",
            Content::Name => "#name",
            Content::Department => "#department",
            Content::State => "#state",
            Content::Revision => "#revision",
            Content::Program => "#program",
            Content::Item => "#item",
            Content::Field(name) => name,
        }
    }

    /// What a word of the manifest means.
    pub fn from_word(word: &str) -> Content {
        let fixed = [
            Content::Year,
            Content::Number,
            Content::Name,
            Content::Department,
            Content::State,
            Content::Revision,
            Content::Program,
            Content::Item,
        ];
        fixed.into_iter().find(|one| one.word() == word).unwrap_or_else(|| Content::Field(word.to_owned()))
    }
}

impl Column {
    /// The field of the form, with the id of the measure or KPI in its place; none of a column that is no field.
    pub fn field(&self, id: &str) -> Option<String> {
        match &self.content {
            Content::Field(name) => Some(name.replace('*', id)),
            _ => None,
        }
    }
}

fn of_item(what: &str) -> [Column; 2] {
    let mut program = never_changed(Content::Program, "事業", "どの事業のものか。新しい行では一覧から選びます。");
    program.kind = Some(FieldKind::ProgramNumber);
    let hint = format!("{what}の記号です。書きかえません。新しい行では空のままにします。");
    [program, never_changed(Content::Item, "記号", &hint)]
}

fn never_changed(content: Content, heading: &str, hint: &str) -> Column {
    Column {
        content,
        heading: heading.to_owned(),
        group: String::new(),
        hint: hint.to_owned(),
        kind: None,
        who: Level::Owner,
    }
}

fn of_field(page: Page, name: &str, viewpoints: &[(&str, Text)]) -> Option<Column> {
    let field = field_of(name, viewpoints)?;
    let words = if page == Page::Checks { &field.label } else { &field.short };
    let heading = match field.kind {
        FieldKind::Year => format!("{}（西暦）", words.ja),
        _ => words.ja.clone(),
    };
    let title = |id: &String| viewpoints.iter().position(|(known, _)| known == id);
    let group = match (page, field.item.as_ref().and_then(title)) {
        (Page::Checks, Some(at)) => format!("視点{}　{}", at + 1, viewpoints[at].1.ja),
        (Page::Checks, None) => field.section.label_ja().to_owned(),
        _ => String::new(),
    };
    Some(Column {
        content: Content::Field(field.name),
        heading,
        group,
        hint: field.hint.ja,
        kind: Some(field.kind),
        who: field.who,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn headings_are_unique_within_a_page_and_every_field_has_a_column() {
        let viewpoints = [("needs", Text::japanese("ニーズ")), ("cost", Text::japanese("費用"))];
        for page in Page::ALL {
            let columns = columns(*page, &viewpoints);
            let headings: BTreeSet<&str> = columns.iter().map(|column| column.heading.as_str()).collect();
            assert_eq!(headings.len(), columns.len(), "{page:?}");
        }
        let names: Vec<String> = columns(Page::Checks, &viewpoints).iter().filter_map(|one| one.field("")).collect();
        let form: Vec<String> = form_fields(&viewpoints).into_iter().map(|field| field.name).collect();
        assert_eq!(names, form);
        let measures = columns(Page::Measures, &viewpoints);
        assert_eq!(measures[2].field("m3").as_deref(), Some("measure.m3.text"));
        assert_eq!(
            measures.last().and_then(|one| one.field("m3")).as_deref(),
            Some("assessment.m3.effect-general-yen")
        );
    }
}

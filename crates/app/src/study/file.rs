//! A study as a file to take away (書き出し): one table as CSV, or everything as a workbook.

use publish::chart::Lang;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};

use super::{Study, StudyKind};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;
use crate::study::form::Given;

/// Which part of a study is taken away, and how (書き出しの形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StudyFile {
    /// The table with this number, those of the charts first, as CSV.
    Csv(usize),
    /// Inputs, figures, every table, working and assumptions as a workbook, a sheet each.
    Xlsx,
}

impl App {
    /// Writes what a study shows.
    ///
    /// # Errors
    /// As [`App::study`]; when there is no table of that number.
    pub async fn study_file(
        &self,
        actor: &Actor,
        kind: StudyKind,
        given: &Given,
        lang: Lang,
        (file, made_at): (StudyFile, &str),
    ) -> Result<Vec<u8>, AppError> {
        let study = self.study(actor, kind, given, lang).await?;
        match file {
            StudyFile::Csv(number) => {
                let table = study.outcome.all_tables().nth(number);
                let table =
                    table.ok_or_else(|| AppError::NotFound { what: "table", name: (number + 1).to_string() })?;
                let mut bytes = Vec::new();
                table.write_csv(&mut bytes)?;
                Ok(bytes)
            }
            StudyFile::Xlsx => {
                let title = kind.title();
                let note = ExportNote {
                    filter: inputs_in_words(&study),
                    source: lang_pick(lang, &title.ja, title.en_or_ja()).to_owned(),
                    illustrative: false,
                    made_at: made_at.to_owned(),
                    publisher: self.city().name.ja.clone(),
                };
                let nature = "公表値と仮定による試算（各表の区分のとおり） / worked out from published figures and assumptions, as marked";
                Ok(publish::table::workbook_of(&note.source, &tables(&study, lang), nature, &note)?)
            }
        }
    }
}

/// Everything a study shows, a table each, in the order of the page.
fn tables(study: &Study, lang: Lang) -> Vec<DataTable> {
    let t = |ja: &str, en: &str| lang_pick(lang, ja, en).to_owned();
    let basis = |basis: reform::plan::Basis| Cell::Text(lang_pick(lang, basis.japanese(), basis.english()).to_owned());
    let outcome = &study.outcome;
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut tables = vec![
        DataTable {
            title: t("主な数値", "Key figures"),
            header: vec![
                t("項目", "figure"),
                t("基準", "baseline"),
                t("試算", "scenario"),
                t("差", "difference"),
                t("単位", "unit"),
                t("区分", "basis"),
            ],
            rows: outcome
                .figures
                .iter()
                .map(|figure| {
                    vec![
                        text(&figure.label),
                        figure.baseline.clone().unwrap_or(Cell::Empty),
                        figure.scenario.clone(),
                        figure.difference.clone().unwrap_or(Cell::Empty),
                        text(&figure.unit),
                        basis(figure.basis),
                    ]
                })
                .collect(),
            unit: String::new(),
        },
        DataTable {
            title: t("入力", "Inputs"),
            header: vec![
                t("項目", "input"),
                t("基準", "baseline"),
                t("試算", "scenario"),
                t("単位", "unit"),
                t("基準の区分", "basis"),
                t("出典", "source"),
            ],
            rows: study
                .form
                .fields
                .iter()
                .map(|field| {
                    let value = |text: &str| match text.parse() {
                        Ok(number) => Cell::Number(number),
                        Err(_) => Cell::Text(text.to_owned()),
                    };
                    vec![
                        text(&field.label),
                        value(&field.baseline),
                        value(&field.value),
                        text(&field.unit),
                        basis(field.basis),
                        text(&field.source),
                    ]
                })
                .collect(),
            unit: String::new(),
        },
    ];
    tables.extend(outcome.all_tables().cloned());
    tables.push(DataTable {
        title: t("計算の過程", "Working"),
        header: vec![t("項目", "step"), t("式", "formula"), t("結果", "result")],
        rows: outcome.working.iter().map(|s| vec![text(&s.name), text(&s.formula), text(&s.result)]).collect(),
        unit: String::new(),
    });
    tables.push(DataTable {
        title: t("前提", "Assumptions"),
        header: vec![t("項目", "assumption"), t("値", "value"), t("区分", "basis"), t("出典", "source")],
        rows: outcome
            .assumptions
            .iter()
            .map(|a| vec![text(&a.name), text(&a.value), basis(a.basis), text(&a.source)])
            .collect(),
        unit: String::new(),
    });
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn inputs_in_words(study: &Study) -> String {
    let changed: Vec<String> =
        study.form.changed().map(|field| format!("{} {}", field.label, field.value_shown())).collect();
    changed.join(" · ")
}

fn lang_pick<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

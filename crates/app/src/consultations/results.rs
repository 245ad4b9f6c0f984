//! The table of results (意見の概要・件数・市の考え方・反映の区分) for a page, CSV and Excel.

use fiscal::Quantity;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};
use reform::consultation::{AnswerClass, ConsultationState};

use super::{ConsultationRow, Counts, class_words};
use crate::App;
use crate::error::AppError;
use crate::export::FileFormat;
use crate::permission::{Action, Actor, permit};

/// A line of the results (結果の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// The group.
    pub group: i64,
    /// 意見の概要.
    pub summary: String,
    /// 件数: opinions, of which a divided comment has several.
    pub opinions: i64,
    /// 提出数: comments, each of which counts once.
    pub comments: i64,
    /// 市の考え方.
    pub answer: String,
    /// 反映の区分, with its words; none while it is open.
    pub class: Option<(AnswerClass, String)>,
}

/// The results of a consultation (意見公募の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// The lines, the most frequent first.
    pub rows: Vec<ResultRow>,
    /// How many comments there are.
    pub counts: Counts,
    /// By class: its words, lines of the table, and opinions.
    pub classes: Vec<(AnswerClass, String, i64, i64)>,
}

impl App {
    /// The results as they stand; for staff.
    ///
    /// # Errors
    /// When the actor may not, or there is no consultation.
    pub async fn consultation_results(&self, actor: &Actor, id: i64) -> Result<(ConsultationRow, Results), AppError> {
        permit(actor, Action::ReadConsultations)?;
        let row = self.consultation_row(id).await?;
        let results = self.results_of(&row, false).await?;
        Ok((row, results))
    }

    /// The results as a file, as they stand for staff, as published for everybody else; with the part of its name.
    ///
    /// # Errors
    /// When there are none that the actor may see.
    pub async fn results_file(
        &self,
        actor: &Actor,
        slug: &str,
        format: FileFormat,
        made_at: String,
    ) -> Result<(String, Vec<u8>), AppError> {
        permit(actor, Action::SendComments)?;
        let missing = || AppError::NotFound { what: "consultation", name: slug.chars().take(60).collect() };
        let id = self.store.consultation_at(slug).await?.ok_or_else(missing)?;
        let row = self.consultation_row(id).await?;
        let is_staff = actor.may(Action::ReadConsultations);
        if row.state != ConsultationState::Published && !is_staff {
            return Err(missing());
        }
        let table = table(&row, &self.results_of(&row, !is_staff).await?);
        let mut bytes = Vec::new();
        match format {
            FileFormat::Csv => table.write_csv(&mut bytes)?,
            FileFormat::Xlsx => {
                let state = row.state;
                bytes = table.xlsx(&ExportNote {
                    filter: format!("{} / {}", state.label_ja(), state.label_en()),
                    source: format!("意見公募「{}」", row.title),
                    illustrative: row.is_demo,
                    made_at,
                    publisher: self.city().name.ja.clone(),
                })?;
            }
        }
        Ok((row.slug, bytes))
    }

    /// The results as they stand, or as everybody reads them: then a group stays out of which everything is hidden, and its
    /// comments are counted only.
    pub(super) async fn results_of(&self, row: &ConsultationRow, is_public: bool) -> Result<Results, AppError> {
        let groups = self.store.comment_groups(row.id).await?;
        let rows: Vec<ResultRow> = groups
            .into_iter()
            .filter(|group| group.comments > 0 && (group.shown > 0 || !is_public))
            .map(|group| ResultRow {
                group: group.id,
                summary: group.text.summary,
                opinions: group.opinions,
                comments: group.comments,
                answer: group.text.answer,
                class: group.text.class.map(|class| (class, class_words(row, class))),
            })
            .collect();
        let class = |class: &AnswerClass| {
            let of = || rows.iter().filter(|row| row.class.as_ref().is_some_and(|(known, _)| known == class));
            (*class, class_words(row, *class), of().count() as i64, of().map(|row| row.opinions).sum())
        };
        let classes = AnswerClass::ALL.iter().map(class).collect();
        Ok(Results { classes, counts: self.store.comment_counts(row.id).await?, rows })
    }
}

fn table(row: &ConsultationRow, results: &Results) -> DataTable {
    let number = |number: i64| Cell::Number(Quantity { units: number, decimals: 0 });
    let line = |(at, line): (i64, &ResultRow)| {
        let (letter, words) = match &line.class {
            Some((class, words)) => (class.word(), words.as_str()),
            None => ("", ""),
        };
        vec![
            number(at),
            Cell::Text(line.summary.clone()),
            number(line.opinions),
            number(line.comments),
            Cell::Text(line.answer.clone()),
            Cell::Text(letter.to_owned()),
            Cell::Text(words.to_owned()),
        ]
    };
    let mark = if row.is_demo { "（例示）" } else { "" };
    DataTable {
        title: format!("意見公募の結果{mark}"),
        header: ["番号", "意見の概要", "件数", "提出数", "市の考え方", "反映の区分", "区分の意味"]
            .map(str::to_owned)
            .to_vec(),
        rows: (1..).zip(&results.rows).map(line).collect(),
        unit: "件".to_owned(),
    }
}

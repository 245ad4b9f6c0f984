//! Remarks as CSV and as a workbook (意見の書き出し); a name that is kept back on the page is kept back here.

use publish::programs::ExportNote;
use publish::table::{Cell, DataTable, workbook_of};

use super::{RemarkFilter, RemarkLine, outcome_words};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

const HEADER: [&str; 16] = [
    "番号",
    "対象の種類",
    "対象",
    "場所",
    "テーマ",
    "意見",
    "だれの意見か",
    "役割",
    "会議",
    "回答する所管",
    "回答の期日",
    "状態",
    "回答",
    "見送りの理由",
    "成果",
    "表示",
];

impl App {
    /// The remarks that fit, as CSV; what begins like a formula is written so that no program works it out.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn remarks_csv(&self, actor: &Actor, filter: &RemarkFilter) -> Result<Vec<u8>, AppError> {
        let lines = self.remark_board(actor, filter).await?.lines;
        let mut bytes = Vec::new();
        table(&lines).write_csv(&mut bytes)?;
        Ok(bytes)
    }

    /// The same as a workbook.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn remarks_xlsx(
        &self,
        actor: &Actor,
        filter: &RemarkFilter,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        let lines = self.remark_board(actor, filter).await?.lines;
        let illustrative = lines.iter().any(|line| line.remark.is_demo);
        let note = ExportNote {
            filter: filter.words.clone(),
            source: "意見 / remarks".to_owned(),
            illustrative,
            made_at,
            publisher: self.city().name.ja.clone(),
        };
        let nature = if illustrative { "例示を含む / with illustrative remarks" } else { "記録 / as recorded" };
        Ok(workbook_of("意見", &[table(&lines)], nature, &note)?)
    }
}

fn table(lines: &[RemarkLine]) -> DataTable {
    let row = |line: &RemarkLine| {
        let remark = &line.remark;
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            Cell::Text(remark.id.to_string()),
            text(line.item.kind.label_ja()),
            text(&line.item.name.ja),
            text(&remark.item.place),
            text(&remark.theme),
            text(&remark.body),
            text(&remark.speaker),
            text(&remark.speaker_role),
            text(&line.occasion.ja),
            Cell::Text(line.department.join(" ＞ ")),
            Cell::Text(remark.due.map(|day| day.to_string()).unwrap_or_default()),
            text(remark.state.label_ja()),
            text(&remark.response),
            text(&remark.reason),
            Cell::Text(remark.outcome.as_ref().map(|outcome| outcome_words(outcome).ja).unwrap_or_default()),
            text(if remark.hidden_reason.is_empty() { "" } else { "表示停止" }),
        ]
    };
    DataTable {
        title: "意見".to_owned(),
        header: HEADER.iter().map(|heading| (*heading).to_owned()).collect(),
        rows: lines.iter().map(row).collect(),
        unit: String::new(),
    }
}

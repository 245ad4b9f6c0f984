//! The list of pairs as a file to take away (重複の可能性の書き出し).

use fiscal::{Quantity, Yen};
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};
use store::InventoryKind;

use super::OverlapQuery;
use super::list::{Candidate, OverlapRow, row};
use crate::error::AppError;
use crate::permission::Actor;
use crate::{App, FileFormat};

/// Pairs in a file at most, the highest; each is explained anew.
pub const FILE_PAIRS: usize = 2_000;

const HEADINGS: [&str; 18] = [
    "点",
    "状態",
    "事業番号1",
    "事業名1",
    "所管1",
    "年度1",
    "事業費1（円）",
    "事業番号2",
    "事業名2",
    "所管2",
    "年度2",
    "事業費2（円）",
    "共通する語句",
    "似ている欄",
    "判断",
    "理由",
    "判断した人",
    "データの区分",
];

impl App {
    /// The highest pairs that match, at most [`FILE_PAIRS`], as a file.
    ///
    /// # Errors
    /// When the actor may not, or the file cannot be made.
    pub async fn export_overlaps(
        &self,
        actor: &Actor,
        query: &OverlapQuery,
        format: FileFormat,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        let found = self.find_overlaps(actor).await?;
        let (matching, _) = self.matching_overlaps(actor, &found, query).await?;
        let is_demo = found.kind == InventoryKind::Demo;
        let is_cut = matching.len() > FILE_PAIRS;
        let chosen = matching.into_iter().take(FILE_PAIRS);
        let chosen: Vec<_> = chosen.map(|pair| (pair.a.id, pair.b.id, pair.score, pair.state, pair.answer)).collect();
        // Thousands of explanations are no work for a thread that answers requests.
        let explaining = tokio::task::spawn_blocking(move || {
            let explained = |(a, b, score, state, answer)| {
                let (a, b) = (found.program(a)?, found.program(b)?);
                Some(cells(&row(&found, Candidate { a, b, score, state, answer }), is_demo))
            };
            chosen.into_iter().filter_map(explained).collect::<Vec<Vec<Cell>>>()
        });
        let rows = explaining.await.map_err(|error| AppError::Task(error.to_string()))?;
        let table = DataTable {
            title: "重複の可能性".to_owned(),
            header: HEADINGS.map(str::to_owned).to_vec(),
            rows,
            unit: "点（0〜1）、円".to_owned(),
        };
        if format == FileFormat::Csv {
            let mut bytes = Vec::new();
            table.write_csv(&mut bytes)?;
            return Ok(bytes);
        }
        let note = ExportNote {
            filter: if is_cut { format!("点の高い順に{FILE_PAIRS}組まで") } else { String::new() },
            source: "事業の文章の比較（重みとしきい値は仮定）".to_owned(),
            illustrative: is_demo,
            made_at,
            publisher: self.plan.city.name.ja.clone(),
        };
        Ok(table.xlsx(&note)?)
    }
}

fn cells(row: &OverlapRow, is_demo: bool) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let yen = |amount: Option<Yen>| amount.map_or(Cell::Empty, Cell::Money);
    let year = |year: Option<fiscal::FiscalYear>| year.map_or(Cell::Empty, |year| Cell::Text(year.start().to_string()));
    let fields: Vec<String> = row
        .fields
        .iter()
        .take(3)
        .map(|(a, b, share)| format!("{}×{} {}", a.label_ja(), b.label_ja(), Quantity { units: *share, decimals: 4 }))
        .collect();
    let said = row.answer.as_ref();
    vec![
        Cell::Number(Quantity { units: row.score_bp, decimals: 4 }),
        text(row.state.label_ja()),
        text(&row.a.external_id),
        text(&row.a.name),
        text(&row.a.department),
        year(row.a.fiscal_year),
        yen(row.a.cost),
        text(&row.b.external_id),
        text(&row.b.name),
        text(&row.b.department),
        year(row.b.fiscal_year),
        yen(row.b.cost),
        text(&row.phrases.join("、")),
        text(&fields.join("、")),
        text(said.map_or("", |said| said.answer.label_ja())),
        text(said.map_or("", |said| &said.reason)),
        text(said.map_or("", |said| &said.actor)),
        text(if is_demo { "例示" } else { "取り込んだ値" }),
    ]
}

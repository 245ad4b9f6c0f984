//! `henkaku publish documents`: the booklets of an edition as PDF, Excel and JSON, in a folder that is whole or not there.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::Actor;
use app::publishing::documents::{DocumentOrder, DocumentsMade, kind_of};
use clap::Args;
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::print_json;

/// Make the documents of an approved edition. They are kept with the edition: made again, they are the same files.
#[derive(Args)]
pub struct Documents {
    /// 書き出すフォルダー（新しいか空のもの） — the folder, new or empty
    out: PathBuf,
    /// 公表版の番号（省略時は最新） — number of the edition; the latest when absent
    #[arg(long, value_name = "N")]
    edition: Option<i64>,
    /// 作る文書（繰り返せる。省略時はすべて）: action-plan, evaluation, roadmap-book, review-results, plan-book — which
    /// documents; may be repeated, all when absent
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// 行政評価を、一冊に収まるときも局ごとの分冊にする — divide the evaluation into volumes by bureau even where it fits one book
    #[arg(long)]
    volumes: bool,
    /// PDF を作らない（JSON と Excel だけ） — leave the PDF out, for a machine without the type-setter
    #[arg(long)]
    without_pdf: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl Documents {
    /// Does it; fails when a document could not be made, and then writes none.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let kinds = self.kind.iter().map(|word| kind_of(word)).collect::<Result<Vec<_>, _>>()?;
        let order =
            DocumentOrder { edition: self.edition, kinds, in_volumes: self.volumes, without_pdf: self.without_pdf };
        let made = crate::block_on(async {
            let app = self.database.open().await?;
            Ok(app.make_documents(&Actor::operator(operator_name()), &order, &self.out).await?)
        })?;
        match self.format {
            Format::Json => print_json(&MadeJson::from(&made))?,
            Format::Text => print(&made, &self)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(made: &DocumentsMade, asked: &Documents) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for file in &made.files {
        let pages = file.pages.map_or_else(String::new, |pages| format!("　{pages}ページ"));
        let kept = if file.was_kept { "　（版に保存してあったもの）" } else { "" };
        writeln!(out, "{}　{} バイト{pages}{kept}", file.name, file.bytes)?;
        if !file.missing.is_empty() {
            writeln!(out, "     注意: フォントにない文字を〓にしました: {}", file.missing)?;
        }
    }
    if made.was_divided {
        writeln!(out, "行政評価は一冊に収まらないため、局ごとの分冊にしました。")?;
    }
    let skipped = if asked.without_pdf { "PDF は作っていません（--without-pdf）。" } else { "" };
    writeln!(
        out,
        "第{}版の文書 {} ファイルを {} に書き出しました。{skipped}",
        made.edition,
        made.files.len(),
        asked.out.display()
    )?;
    Ok(())
}

/// What was made, for machines.
#[derive(Serialize)]
struct MadeJson<'a> {
    edition: i64,
    was_divided: bool,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    name: &'a str,
    bytes: u64,
    was_kept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    missing_characters: &'a str,
}

impl<'a> From<&'a DocumentsMade> for MadeJson<'a> {
    fn from(made: &'a DocumentsMade) -> MadeJson<'a> {
        let files = made.files.iter().map(|file| FileJson {
            name: &file.name,
            bytes: file.bytes,
            was_kept: file.was_kept,
            pages: file.pages,
            missing_characters: &file.missing,
        });
        MadeJson { edition: made.edition, was_divided: made.was_divided, files: files.collect() }
    }
}

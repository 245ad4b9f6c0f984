//! `henkaku publish data`: the open data of a published edition as a folder.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::Actor;
use app::publishing::open_data::write_folder;
use clap::Args;
use serde::Serialize;

use crate::block_on;
use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::print_json;

/// Write the open data of a published edition: CSV, JSON, Fiscal Data Package, catalogue entry, licence.
///
/// The folder is put in its place when everything is written; an earlier export there is replaced, anything else is left alone.
#[derive(Args)]
pub struct Data {
    /// 書き出すフォルダー — the folder to write
    out: PathBuf,
    /// 版の番号（省略時は公表中の最新） — number of the edition; the latest when absent
    #[arg(long, value_name = "N")]
    edition: Option<i64>,
    /// 置き場所のアドレス（省略時は相対アドレス） — where the folder will be found; relative addresses when absent
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    base_url: String,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// What was written, as JSON.
#[derive(Serialize)]
struct DoneJson {
    edition: i64,
    published_on: String,
    files: usize,
    rewritten: usize,
    bytes: u64,
    folder: String,
}

impl Data {
    /// Writes the folder.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let base_url = base_url(&self.base_url)?;
        block_on(async {
            let app = self.database.open().await?;
            let actor = Actor::operator(operator_name());
            let (edition, files) = app.open_data_files(&actor, self.edition, &base_url).await?;
            let written = write_folder(&self.out, edition.about.number, files)?;
            app.close().await;
            let done = DoneJson {
                edition: edition.about.number,
                published_on: edition.about.published_on.clone(),
                files: written.files,
                rewritten: written.rewritten,
                bytes: written.bytes,
                folder: self.out.display().to_string(),
            };
            match self.format {
                Format::Json => print_json(&done)?,
                Format::Text => writeln!(
                    std::io::stdout(),
                    "第{}版（{}公表）のオープンデータを {} に書きました: ファイル{}個（うち新しいもの{}個）、{:.1} MB",
                    done.edition,
                    done.published_on,
                    done.folder,
                    done.files,
                    done.rewritten,
                    done.bytes as f64 / 1_000_000.0,
                )?,
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// The address with a slash at its end.
fn base_url(text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let has_host = ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    });
    let is_plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`?#".contains(c));
    if !has_host || !is_plain {
        anyhow::bail!(
            "--base-url は https://… の形で、? や # なしで書いてください / an address such as https://www.example.jp/data/: {text}"
        );
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

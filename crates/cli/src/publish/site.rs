//! `henkaku publish site`: the public site as static files.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::Actor;
use app::publishing::folder::{SiteOrder, SiteWritten};
use clap::Args;
use serde::Serialize;

use crate::database::Database;
use crate::import::Format;
use crate::report::print_json;

/// Write the public site of an approved edition as static files that any web server holds.
#[derive(Args)]
pub struct Site {
    /// 書き出し先（空のフォルダーか、前に書き出したサイト） — an empty folder, or the one it was written to before
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// 版の番号（省略時は公表中の版） — the edition's number; the one published now when absent
    #[arg(long, value_name = "N")]
    edition: Option<i64>,
    /// 公表するアドレス（サイトマップ、埋め込み、データカタログに使う） — the address it will be reached at
    #[arg(long, value_name = "URL", default_value = "")]
    base_url: String,
    /// アクセシビリティ試験の結果（JSON） — results of the accessibility tests as JSON
    #[arg(long, value_name = "FILE")]
    accessibility: Option<PathBuf>,
    /// 版とともに保管した文書（PDF・Excel）も載せる — with the documents kept with the edition
    #[arg(long)]
    with_documents: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// The result for machines; the names are part of the interface.
#[derive(Serialize)]
struct Result {
    edition: i64,
    pages: usize,
    documents: usize,
    files: usize,
    bytes: u64,
    rewritten: usize,
    removed: usize,
    others: usize,
    making_seconds: f64,
    writing_seconds: f64,
}

impl Site {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let accessibility = match &self.accessibility {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| anyhow::anyhow!("{} を読めません（{error}）", path.display()))?,
            None => String::new(),
        };
        let order = SiteOrder {
            number: self.edition,
            base_url: self.base_url,
            accessibility,
            with_documents: self.with_documents,
        };
        let written = crate::block_on(async {
            let app = self.database.open().await?;
            Ok(app.publish_site(&Actor::visitor(), &order, &self.out).await?)
        })?;
        match self.format {
            Format::Json => print_json(&Result::from(&written))?,
            Format::Text => {
                let mut out = std::io::stdout().lock();
                let folder = &written.folder;
                let seconds = (written.making + written.writing).as_secs_f64();
                writeln!(out, "公表サイトを書き出しました（第{}版）: {}", written.number, self.out.display())?;
                writeln!(out, "  ページ {}、ファイル {}、{} バイト", written.pages, folder.files, folder.bytes)?;
                writeln!(
                    out,
                    "  書き直したファイル {}、消したファイル {}、そのまま残した別のファイル {}",
                    folder.rewritten, folder.removed, folder.others
                )?;
                writeln!(out, "  文書 {}", written.documents)?;
                writeln!(
                    out,
                    "  {seconds:.2} 秒（作成と点検 {:.2}、書き込み {:.2}）",
                    written.making.as_secs_f64(),
                    written.writing.as_secs_f64()
                )?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl From<&SiteWritten> for Result {
    fn from(written: &SiteWritten) -> Result {
        Result {
            edition: written.number,
            pages: written.pages,
            documents: written.documents,
            files: written.folder.files,
            bytes: written.folder.bytes,
            rewritten: written.folder.rewritten,
            removed: written.folder.removed,
            others: written.folder.others,
            making_seconds: written.making.as_secs_f64(),
            writing_seconds: written.writing.as_secs_f64(),
        }
    }
}

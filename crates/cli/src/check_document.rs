//! `henkaku check document`: is every figure of a document what the edition says?

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::Actor;
use app::publishing::documents::{DocumentCheck, Finding, PdfCheck};
use clap::Args;
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::print_json;

/// Check a document against its edition.
#[derive(Args)]
pub struct CheckDocument {
    /// 文書の JSON、または同じ名前の JSON の隣にある PDF — the document's JSON, or the PDF beside it
    file: PathBuf,
    /// 比べる公表版の番号（省略時は文書に書かれた版） — number of the edition; the one the document names when absent
    #[arg(long, value_name = "N")]
    edition: Option<i64>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// Works every figure out again and lists those that differ; fails when there is one.
pub async fn check_document(asked: CheckDocument) -> anyhow::Result<ExitCode> {
    let app = asked.database.open().await?;
    let check = app.check_document(&Actor::operator(operator_name()), &asked.file, asked.edition).await?;
    match asked.format {
        Format::Json => print_json(&CheckJson::from(&check))?,
        Format::Text => print(&check)?,
    }
    Ok(if check.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(check: &DocumentCheck) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for finding in &check.findings {
        print_finding(&mut out, finding)?;
    }
    let pdf = match check.pdf {
        PdfCheck::Done => "PDF の文字とも突き合わせました。",
        PdfCheck::NoPdf => "PDF との突合は省きました（同じ名前の PDF がありません）。",
        PdfCheck::NoTool => "PDF との突合は省きました（pdftotext が入っていません）。",
        PdfCheck::Unreadable => "PDF との突合は省きました（PDF から文字を取り出せません）。",
    };
    let (title, edition, figures) = (&check.title, check.edition, check.figures);
    match check.findings.len() {
        0 => writeln!(out, "{title}: 第{edition}版と数値 {figures} 個を突き合わせました。問題ありません。{pdf}")?,
        count => writeln!(
            out,
            "{title}: 第{edition}版と数値 {figures} 個を突き合わせました。指摘が {count} 件あります。{pdf}"
        )?,
    }
    Ok(())
}

fn print_finding(out: &mut impl Write, finding: &Finding) -> std::io::Result<()> {
    writeln!(out, "{} {}", finding.kind.code, finding.spot)?;
    writeln!(out, "     {}", finding.kind.title_ja)?;
    if !finding.shown.is_empty() || !finding.expected.is_empty() {
        let expected =
            if finding.expected.is_empty() { String::new() } else { format!(" → 正しくは {}", finding.expected) };
        let query = if finding.query.is_empty() { String::new() } else { format!("（{}）", finding.query) };
        writeln!(out, "     表示 {}{expected}{query}", finding.shown)?;
    }
    writeln!(out, "     → {}", finding.kind.hint_ja)
}

/// A check, for machines.
#[derive(Serialize)]
struct CheckJson<'a> {
    title: &'a str,
    edition: i64,
    figures: usize,
    pdf: &'static str,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    message: &'static str,
    place: String,
    query: &'a str,
    shown: &'a str,
    expected: &'a str,
}

impl<'a> From<&'a DocumentCheck> for CheckJson<'a> {
    fn from(check: &'a DocumentCheck) -> CheckJson<'a> {
        let findings = check.findings.iter().map(|finding| FindingJson {
            code: finding.kind.code,
            message: finding.kind.title_ja,
            place: finding.spot.to_string(),
            query: &finding.query,
            shown: &finding.shown,
            expected: &finding.expected,
        });
        CheckJson {
            title: &check.title,
            edition: check.edition,
            figures: check.figures,
            pdf: match check.pdf {
                PdfCheck::Done => "checked",
                PdfCheck::NoPdf => "no-pdf",
                PdfCheck::NoTool => "no-pdftotext",
                PdfCheck::Unreadable => "unreadable",
            },
            findings: findings.collect(),
        }
    }
}

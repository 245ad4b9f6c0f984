//! `henkaku comments`: comments from a file, what is known of one person, and the deletion of personal data by rule.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use app::consultations::PersonComment;
use app::persons::PersonRecord;
use app::{Actor, App};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::report::{print_json, print_problem};

/// Look after the comments of consultations.
#[derive(Subcommand)]
pub enum Comments {
    /// 届いた意見をCSVかExcelから取り込む — import comments from a CSV or workbook
    Import(ImportComments),
    /// 似た意見をまとめる案を作る — propose groups of similar comments
    Group(GroupComments),
    /// 本人の求めに応じて、その人の意見と情報をすべて書き出す（JSON） — export all data about one person
    ExportPerson(ExportPerson),
    /// 結果の公表から決めた日数がたった氏名などを消す（意見の文と件数は残る） — delete names by rule; texts and counts stay
    Retain(Retain),
}

/// Import comments from a CSV or workbook.
#[derive(Args)]
pub struct ImportComments {
    /// 表のファイル — the file
    file: PathBuf,
    /// 意見公募の番号か、公開用アドレスの名前 — number or public address of the consultation
    #[arg(long, value_name = "ID|SLUG")]
    consultation: String,
    /// 何も変えずに調べる — only try it
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    database: Database,
}

/// Propose groups of similar comments.
#[derive(Args)]
pub struct GroupComments {
    /// 意見公募の番号か、公開用アドレスの名前 — number or public address of the consultation
    #[arg(long, value_name = "ID|SLUG")]
    consultation: String,
    #[command(flatten)]
    database: Database,
}

/// Export all data about one person.
#[derive(Args)]
pub struct ExportPerson {
    /// 受付番号、または書かれたとおりの氏名かメールアドレス — receipt number, or exactly the name or e-mail address
    words: String,
    #[command(flatten)]
    database: Database,
}

/// Delete personal data by rule.
#[derive(Args)]
pub struct Retain {
    /// 消さずに、何が消えるかだけを表示する — only show what would be deleted
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Serialize)]
struct PersonJson {
    consultation: String,
    number: i64,
    channel: &'static str,
    received_at: String,
    state: &'static str,
    state_reason: String,
    comment: String,
    answers: Vec<(String, String)>,
    opinions: Vec<String>,
    name: String,
    address: String,
    email: String,
}

/// Something else that is kept of a person: account, duty, membership, remark, or a text that names them.
#[derive(Serialize)]
struct RecordJson {
    kind: &'static str,
    subject: String,
    text: String,
    at: String,
}

/// All that is printed about one person.
#[derive(Serialize)]
struct PersonData {
    comments: Vec<PersonJson>,
    records: Vec<RecordJson>,
}

impl From<&PersonRecord> for RecordJson {
    fn from(one: &PersonRecord) -> RecordJson {
        let PersonRecord { kind, subject, text, at } = one.clone();
        RecordJson { kind, subject, text, at }
    }
}

impl From<&PersonComment> for PersonJson {
    fn from(one: &PersonComment) -> PersonJson {
        let question = |number: i64| {
            let at = usize::try_from(number - 1).unwrap_or(0);
            one.consultation.questions.get(at).map(|(words, _)| words.clone()).unwrap_or_default()
        };
        PersonJson {
            consultation: one.consultation.title.clone(),
            number: one.comment.number,
            channel: one.comment.channel.word(),
            received_at: one.comment.received_at.clone(),
            state: one.comment.state.word(),
            state_reason: one.comment.state_reason.clone(),
            comment: one.comment.body.clone(),
            answers: one.comment.replies.iter().map(|(number, text)| (question(*number), text.clone())).collect(),
            opinions: one.comment.opinions.iter().map(|opinion| opinion.body.clone()).collect(),
            name: one.person.name.clone(),
            address: one.person.address.clone(),
            email: one.person.email.clone(),
        }
    }
}

impl Comments {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Comments::Import(import) => crate::block_on(import.import()),
            Comments::Group(group) => crate::block_on(group.group()),
            Comments::ExportPerson(export) => crate::block_on(export.export()),
            Comments::Retain(retain) => crate::block_on(retain.retain()),
        }
    }
}

impl ImportComments {
    async fn import(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let id = consultation(&app, &actor, &self.consultation).await?;
        let bytes = std::fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let report = app.import_comments(&actor, id, (&name, bytes), self.dry_run).await?;
        let mut out = std::io::stdout().lock();
        if !report.problems.is_empty() {
            report.problems.iter().try_for_each(|problem| print_problem(&mut out, problem))?;
            writeln!(out, "直すところがあるため、何も取り込んでいません。")?;
            return Ok(ExitCode::FAILURE);
        }
        let tried =
            if self.dry_run { "調べました（何も変えていません）" } else { "取り込みました" };
        writeln!(out, "{tried}: 新しい意見 {} 件、前に取り込んだ意見 {} 件", report.counts.new, report.counts.known)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl GroupComments {
    async fn group(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let id = consultation(&app, &actor, &self.consultation).await?;
        let begun = std::time::Instant::now();
        let groups = app.propose_groups(&actor, id).await?;
        writeln!(
            std::io::stdout().lock(),
            "{groups} グループの案を作りました（{:.1} 秒）。画面で確かめてください。",
            begun.elapsed().as_secs_f64()
        )?;
        Ok(ExitCode::SUCCESS)
    }
}

impl ExportPerson {
    async fn export(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let found = app.export_person(&actor, &self.words).await?;
        let records = app.person_records(&actor, &self.words).await?;
        print_json(&PersonData {
            comments: found.iter().map(PersonJson::from).collect(),
            records: records.iter().map(RecordJson::from).collect(),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Retain {
    async fn retain(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let all = app.retain_comments(&Actor::operator(operator_name()), self.dry_run).await?;
        let mut out = std::io::stdout().lock();
        if all.is_empty() {
            writeln!(out, "結果を公表した意見公募に、氏名などは残っていません。")?;
        }
        for one in all {
            let fate = match (one.is_due, self.dry_run) {
                (false, _) => "まだ残します",
                (true, true) => "消えます（今は消していません）",
                (true, false) => "消しました",
            };
            let published = one.published.japanese();
            writeln!(
                out,
                "{}: {} 人分を{fate}。{published}に公表、{}日後に消す決まり。",
                one.title, one.persons, one.days
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The number of a consultation given by public address, which may consist of digits, or by number.
async fn consultation(app: &App, actor: &Actor, words: &str) -> anyhow::Result<i64> {
    let all = app.consultation_list(actor).await?;
    let found = all.into_iter().find(|line| line.row.slug == words).map(|line| line.row.id);
    found.or_else(|| words.parse().ok()).with_context(|| format!("意見公募 {words} はありません"))
}

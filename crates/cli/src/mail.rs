//! `henkaku mail`: the digests of the day and a mail to try the settings; the server sends the digests by itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use app::mail::{DigestOutcome, DigestReport, MailSettings, mail_settings, until_next_run};
use app::{Actor, App};
use clap::{Args, Subcommand};

use crate::database::{Database, operator_name};

/// The server looks at the clock at least this often, so that a machine that slept is late by no more.
const LOOK_EVERY: Duration = Duration::from_secs(5 * 60);

/// How many lines of the log are shown.
const LOG_LINES: i64 = 100;

/// Send the digests of the day, or a mail to try the settings.
#[derive(Subcommand)]
pub enum Mail {
    /// メールを一通送って設定を試す — send one mail to try the settings of mail.toml
    Test(TestMail),
    /// 今日のお知らせを送る（一人一日一通まで） — send today's digests, at most one a person and day
    Digest(SendDigests),
    /// 送ったメールの記録を見る（本文は残していない） — list what was sent, and what failed; texts are not kept
    Log(Database),
}

/// Send one mail to try the settings.
#[derive(Args)]
pub struct TestMail {
    /// 送り先のアドレス — the address it goes to
    address: String,
    #[command(flatten)]
    database: Database,
}

/// Send today's digests.
#[derive(Args)]
pub struct SendDigests {
    /// 送らずに、だれに何を送るかだけを表示する — only show who would be written what
    #[arg(long)]
    dry_run: bool,
    /// 本文も表示する（--dry-run とともに） — show the texts too
    #[arg(long, requires = "dry_run")]
    show_text: bool,
    #[command(flatten)]
    database: Database,
}

impl Mail {
    /// Sends; fails when something was not sent.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Mail::Test(test) => crate::block_on(test.send()),
            Mail::Digest(digests) => crate::block_on(digests.send()),
            Mail::Log(database) => crate::block_on(print_log(database)),
        }
    }
}

impl TestMail {
    async fn send(self) -> anyhow::Result<ExitCode> {
        let settings = mail_settings(&self.database.data)?;
        let app = self.database.open().await?;
        app.send_test_mail(&Actor::operator(operator_name()), &settings, &self.address).await?;
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{} に送りました（{}:{}）。届いたかを確かめてください。",
            self.address, settings.host, settings.port
        )?;
        Ok(ExitCode::SUCCESS)
    }
}

impl SendDigests {
    async fn send(self) -> anyhow::Result<ExitCode> {
        let settings = mail_settings(&self.database.data)?;
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let report = app.send_digests(&actor, &settings, self.dry_run).await?;
        print_report(&mut std::io::stdout().lock(), &report, self.show_text)?;
        Ok(if report.failed() > 0 || report.is_unfinished() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

async fn print_log(database: Database) -> anyhow::Result<ExitCode> {
    let app = database.open().await?;
    let rows = app.mail_log(&Actor::operator(operator_name()), LOG_LINES).await?;
    let mut out = std::io::stdout().lock();
    for row in rows {
        writeln!(out, "{}  {:<7}  {}  {}  {}", row.at, row.outcome, row.address, row.subject, row.failure)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_report(out: &mut impl Write, report: &DigestReport, show_text: bool) -> std::io::Result<()> {
    for line in &report.lines {
        let outcome = match &line.outcome {
            DigestOutcome::Shown => "未送信（表示のみ）".to_owned(),
            DigestOutcome::Sent => "送信済".to_owned(),
            DigestOutcome::Taken => "ほかのサーバーが送信".to_owned(),
            DigestOutcome::Failed { reason, .. } => format!("失敗（次の回に再送）: {reason}"),
            DigestOutcome::NotTried => "未送信（次の回に送信）".to_owned(),
        };
        writeln!(out, "{} <{}>  {}\n     {outcome}", line.name, line.address, line.subject)?;
        if show_text {
            let text: Vec<String> = line.body.lines().map(|line| format!("     | {line}")).collect();
            writeln!(out, "{}\n", text.join("\n"))?;
        }
    }
    writeln!(
        out,
        "{}: 送信 {} 件、失敗 {} 件。伝えることのない人 {} 人、アドレスのない人 {} 人。",
        report.day.japanese(),
        report.sent(),
        report.failed(),
        report.silent,
        report.without_address
    )
}

/// The settings a server starts with, or every fault of them.
pub fn settings_of(database: &Database) -> anyhow::Result<MailSettings> {
    Ok(mail_settings(&database.data)?)
}

/// Sends the digests every working day at half past seven in Japan, until the server stops. Of several servers on one
/// database, one sends each digest. The settings are read anew for each run.
pub async fn send_daily(app: App, data: PathBuf) {
    let (mut last_run, mut unfinished) = (None, false);
    loop {
        let now = app.clock().now();
        let wait = until_next_run(now, last_run, unfinished);
        if !wait.is_zero() {
            tokio::time::sleep(wait.min(LOOK_EVERY)).await;
            continue;
        }
        unfinished = send_once(&app, &data).await;
        last_run = Some(app.clock().now());
    }
}

/// Runs once and says whether something is left.
async fn send_once(app: &App, data: &Path) -> bool {
    let sent = match mail_settings(data) {
        Ok(settings) => app.send_digests(&Actor::operator("system:mail"), &settings, false).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(report) => {
            let (sent, failed, left) = (report.sent(), report.failed(), report.is_unfinished());
            tracing::info!(sent, failed, left, "お知らせのメールを送りました (sent the digests of the day)");
            left
        }
        Err(error) => {
            tracing::error!(code = error.kind().code, %error, "お知らせのメールを送れませんでした (no digests sent)");
            true
        }
    }
}

//! `henkaku publish edition`: what would be published, who approves it, what it changes.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use app::publishing::editions::{Change, EditionHead, EditionItemKind, EditionState, KindCount, Warning};
use app::sign_in::Origin;
use app::{Actor, App};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::people::read_password;
use crate::report::print_json;

/// Prepare, list and approve editions. Every edition has an id (#3); an approved one has a number as well (第2版).
#[derive(Subcommand)]
pub enum Edition {
    /// 公表版の一覧 — list the editions, also proposed, refused and withdrawn ones
    List(List),
    /// 今のデータから公表版を用意し、承認を求める — make an edition of what stands now and propose it
    Prepare(Prepare),
    /// 一つの公表版を見る — one edition: what it changes, who did what, its files
    Show(One),
    /// 公表中の版との違いを、項目ごとに見る — what it changes against the one before, field by field
    Differences(Differences),
    /// 承認して公表する（用意した人とは別の、実行本部の人が） — approve and publish it, as somebody of the headquarters
    Approve(Approve),
    /// 理由を添えて不承認にする — refuse it, with a reason
    Refuse(Refuse),
    /// 自分で用意した版を取り下げる — take back what one prepared oneself
    Withdraw(Withdraw),
}

/// List the editions.
#[derive(Args)]
pub struct List {
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// Make an edition of what stands now.
#[derive(Args)]
pub struct Prepare {
    /// 版を作る理由（市民にも読まれる） — why it is made; citizens read it too
    #[arg(long)]
    reason: String,
    /// 用意せず、何が公表されるかだけを表示する — only show what would be published
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    database: Database,
}

/// One edition.
#[derive(Args)]
pub struct One {
    /// 版の id（一覧の # の数） — its id, as the list shows it
    id: i64,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// What an edition changes.
#[derive(Args)]
pub struct Differences {
    /// 版の id — its id
    id: i64,
    /// 一種類だけを見る（program、cluster など） — only one kind: program, cluster, …
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[command(flatten)]
    database: Database,
}

/// Who decides: an account, by its password.
#[derive(Args)]
struct SignIn {
    /// 利用者名 — user name
    #[arg(long)]
    login: String,
    /// パスワードの一行目を読むファイル（省略時は標準入力） — file whose first line is the password; standard input when absent
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Approve and publish an edition.
#[derive(Args)]
pub struct Approve {
    /// 版の id — its id
    id: i64,
    #[command(flatten)]
    sign_in: SignIn,
    #[command(flatten)]
    database: Database,
}

/// Refuse an edition.
#[derive(Args)]
pub struct Refuse {
    /// 版の id — its id
    id: i64,
    /// 理由 — why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sign_in: SignIn,
    #[command(flatten)]
    database: Database,
}

/// Take an edition back.
#[derive(Args)]
pub struct Withdraw {
    /// 版の id — its id
    id: i64,
    /// 理由（なくてもよい） — why; may be left out
    #[arg(long, default_value = "")]
    reason: String,
    /// 利用者名（コマンドで用意した版には要らない） — user name; not needed for what was prepared by command
    #[arg(long)]
    login: Option<String>,
    /// パスワードの一行目を読むファイル（省略時は標準入力） — file whose first line is the password; standard input when absent
    #[arg(long, value_name = "FILE", requires = "login")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

impl Edition {
    /// Does it; fails when it is refused.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Edition::List(list) => crate::block_on(list.run()),
            Edition::Prepare(prepare) => crate::block_on(prepare.run()),
            Edition::Show(one) => crate::block_on(one.run()),
            Edition::Differences(differences) => crate::block_on(differences.run()),
            Edition::Approve(approve) => crate::block_on(approve.run()),
            Edition::Refuse(refuse) => crate::block_on(refuse.run()),
            Edition::Withdraw(withdraw) => crate::block_on(withdraw.run()),
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let (mut editions, mut before) = (Vec::new(), None);
        loop {
            let page = app.edition_list(&operator(), before, 200).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            editions.extend(page);
        }
        if self.format == Format::Json {
            print_json(&editions.iter().map(EditionJson::from).collect::<Vec<_>>())?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = std::io::stdout().lock();
        if editions.is_empty() {
            writeln!(out, "公表版はまだありません。 (no editions yet)")?;
        }
        for head in &editions {
            writeln!(out, "{}", line(head))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Prepare {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        if self.dry_run {
            let preview = app.preview_edition(&operator()).await?;
            let mut out = std::io::stdout().lock();
            let base = preview.base.as_ref().and_then(|base| base.number);
            writeln!(out, "要素 {} 件、{} バイト (items, bytes)", preview.item_count, preview.bytes)?;
            write_counts(&mut out, base, &preview.differences.kinds)?;
            write_warnings(&mut out, &preview.warnings)?;
            return Ok(ExitCode::SUCCESS);
        }
        let id = app.prepare_edition(&operator(), &self.reason).await?;
        let page = app.edition_page(&operator(), id, None, 1).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", line(&page.head))?;
        write_counts(&mut out, page.head.base_number, &page.differences.kinds)?;
        write_warnings(&mut out, &page.warnings)?;
        writeln!(out, "実行本部の人が承認すると公表されます (to be approved by somebody of the headquarters):")?;
        writeln!(out, "  henkaku publish edition approve {id} --login NAME")?;
        Ok(ExitCode::SUCCESS)
    }
}

impl One {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let page = app.edition_page(&operator(), self.id, None, 1).await?;
        if self.format == Format::Json {
            print_json(&EditionJson::from(&page.head))?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = std::io::stdout().lock();
        let head = &page.head;
        writeln!(out, "{}", line(head))?;
        writeln!(out, "用意 (prepared): {} {}", head.prepared_at, head.prepared_by)?;
        if let Some(at) = &head.decided_at {
            let reason = if head.decision_reason.is_empty() { "" } else { "：" };
            writeln!(out, "決定 (decided):  {at} {}{reason}{}", head.decided_by, head.decision_reason)?;
        }
        writeln!(out, "要素 (items):    {}  SHA-256 {}", head.item_count, head.content_sha256)?;
        write_counts(&mut out, head.base_number, &page.differences.kinds)?;
        write_warnings(&mut out, &page.warnings)?;
        for file in &page.files {
            writeln!(out, "文書 (file): {}  {} バイト  SHA-256 {}", file.name, file.bytes, file.sha256)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Differences {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let kind = match &self.kind {
            None => None,
            Some(word) => Some(EditionItemKind::from_word(word).with_context(|| {
                let known: Vec<&str> = EditionItemKind::ALL.iter().map(|kind| kind.word()).collect();
                format!("{word} という種類はありません。{} から選んでください (no such kind)", known.join("・"))
            })?),
        };
        let app = self.database.open().await?;
        let mut number = 1;
        loop {
            let page = app.edition_page(&operator(), self.id, kind, number).await?.page;
            let mut out = std::io::stdout().lock();
            if page.total == 0 {
                writeln!(out, "違いはありません。 (nothing differs)")?;
            }
            for row in &page.rows {
                writeln!(out, "{} {} {} 「{}」", mark(row.change), row.kind.names().0, row.key, row.title)?;
                for field in &row.fields {
                    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "（なし）".to_owned());
                    writeln!(out, "    {}: {} → {}", field.name_ja, shown(&field.before), shown(&field.after))?;
                }
                if row.has_more {
                    writeln!(out, "    ほかにも違う項目があります (more fields differ)")?;
                }
            }
            if page.page >= page.pages {
                return Ok(ExitCode::SUCCESS);
            }
            number += 1;
        }
    }
}

impl Approve {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let number = as_member(&app, self.sign_in, async |actor| app.approve_edition(&actor, self.id).await).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "承認しました: 第{number}版 (#{})  (approved and published as edition {number})", self.id)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Refuse {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let reason = self.reason.as_str();
        as_member(&app, self.sign_in, async |actor| app.refuse_edition(&actor, self.id, reason).await).await?;
        writeln!(std::io::stdout().lock(), "不承認にしました: #{} (refused)", self.id)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Withdraw {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let reason = self.reason.as_str();
        match self.login {
            None => app.withdraw_edition(&operator(), self.id, reason).await?,
            Some(login) => {
                let sign_in = SignIn { login, password_file: self.password_file };
                as_member(&app, sign_in, async |actor| app.withdraw_edition(&actor, self.id, reason).await).await?;
            }
        }
        writeln!(std::io::stdout().lock(), "取り下げました: #{} (withdrawn)", self.id)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Does something as who signs in: with the same check of the password, the same limits and the same record as on the web.
/// The session ends with the command.
async fn as_member<T>(
    app: &App,
    sign_in: SignIn,
    work: impl AsyncFnOnce(Actor) -> Result<T, app::AppError>,
) -> anyhow::Result<T> {
    let password = match &sign_in.password_file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} を読めません (cannot be read)", path.display()))?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        None => read_password()?,
    };
    let from = Origin { browser: "henkaku publish edition".into(), address: "command".into() };
    let entered = app.sign_in(&sign_in.login, &password, &from, None).await?;
    let signed_in = app.signed_in(&entered.token, true).await?;
    let done = match signed_in {
        Some(signed_in) if !signed_in.must_change => work(signed_in.actor).await.map_err(anyhow::Error::from),
        Some(_) => Err(anyhow::anyhow!(
            "画面でサインインして、先にパスワードを変えてください (change the password on the web first)"
        )),
        None => Err(anyhow::anyhow!("サインインが続きませんでした (the session ended at once)")),
    };
    app.sign_out(&entered.token).await?;
    done
}

fn operator() -> Actor {
    Actor::operator(operator_name())
}

fn line(head: &EditionHead) -> String {
    let number = head.number.map_or_else(String::new, |number| format!("第{number}版 "));
    let demo = if head.is_demo { " ［例示］" } else { "" };
    let on = if head.published_on.is_empty() { &head.prepared_at } else { &head.published_on };
    format!("#{} {number}{}{demo} {on} {}", head.id, state(head.state), head.reason)
}

fn state(state: EditionState) -> &'static str {
    match state {
        EditionState::Proposed => "承認待ち (proposed)",
        EditionState::Approved => "承認済み (approved)",
        EditionState::Refused => "不承認 (refused)",
        EditionState::Withdrawn => "取下げ (withdrawn)",
    }
}

fn mark(change: Change) -> &'static str {
    match change {
        Change::Added => "＋追加",
        Change::Changed => "±変更",
        Change::Removed => "−削除",
    }
}

fn write_counts(out: &mut impl Write, base: Option<i64>, kinds: &[KindCount]) -> anyhow::Result<()> {
    match base {
        Some(number) => writeln!(out, "第{number}版との違い (against edition {number}):")?,
        None => writeln!(out, "最初の版です (the first edition):")?,
    }
    for count in kinds {
        writeln!(
            out,
            "  {}: 追加 {}、変更 {}、削除 {}、同じ {}",
            count.kind.names().0,
            count.added,
            count.changed,
            count.removed,
            count.same
        )?;
    }
    Ok(())
}

fn write_warnings(out: &mut impl Write, warnings: &[Warning]) -> anyhow::Result<()> {
    for warning in warnings {
        let (ja, en) = warning.words();
        writeln!(out, "注意: {ja}\n      {en}")?;
    }
    Ok(())
}

/// An edition for machines.
#[derive(Serialize)]
struct EditionJson<'a> {
    id: i64,
    number: Option<i64>,
    base_number: Option<i64>,
    state: &'static str,
    reason: &'a str,
    content_sha256: &'a str,
    item_count: i64,
    prepared_at: &'a str,
    prepared_by: &'a str,
    decided_at: Option<&'a str>,
    decided_by: &'a str,
    decision_reason: &'a str,
    published_on: &'a str,
    is_demo: bool,
}

impl<'a> From<&'a EditionHead> for EditionJson<'a> {
    fn from(head: &'a EditionHead) -> EditionJson<'a> {
        EditionJson {
            id: head.id,
            number: head.number,
            base_number: head.base_number,
            state: head.state.word(),
            reason: &head.reason,
            content_sha256: &head.content_sha256,
            item_count: head.item_count,
            prepared_at: &head.prepared_at,
            prepared_by: &head.prepared_by,
            decided_at: head.decided_at.as_deref(),
            decided_by: &head.decided_by,
            decision_reason: &head.decision_reason,
            published_on: &head.published_on,
            is_demo: head.is_demo,
        }
    }
}

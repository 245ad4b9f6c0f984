//! `henkaku people`: accounts by command. This is how the first administrator is made.
//!
//! A password is never an argument, as those stand in the list of processes: it is read from standard input, or made up
//! and printed once.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use app::people::{AccountQuery, DutyForm, Fault, PeopleReport, PersonForm};
use app::{Actor, App, Place, Problem};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::{print_json, print_problem};

/// Look after the people who sign in.
#[derive(Subcommand)]
pub enum People {
    /// 利用者を登録する（最初の管理者もこれで作る） — make an account; the first administrator too
    Add(Add),
    /// 利用者の一覧 — list the accounts
    List(List),
    /// パスワードを設定し直す — give an account a new password
    Password(Password),
    /// 利用を止める — close an account and end its sessions
    Disable(One),
    /// 利用を再び認める — open a closed account again
    Enable(One),
    /// 役割を付ける — give somebody a role
    Grant(Grant),
    /// 役割を外す — take a role away
    Revoke(Revoke),
    /// 名簿（CSV・Excel）から登録する — make and change accounts from a file
    Import(Import),
}

/// Make an account.
#[derive(Args)]
pub struct Add {
    /// 利用者名（英小文字・数字・. _ -） — user name: a–z, digits, . _ -
    login: String,
    /// 氏名 — the name people see
    #[arg(long)]
    name: String,
    /// メールアドレス — address for reminders
    #[arg(long, default_value = "")]
    email: String,
    #[command(flatten)]
    duty: DutyOptions,
    /// パスワードを標準入力から読む（なければ作って一度だけ表示） — read the password from standard input; without
    /// this one is made up and printed once
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    database: Database,
}

/// A role with its department and days.
#[derive(Args)]
struct DutyOptions {
    /// 役割（administrator, 課長 など） — role, such as administrator or section-head
    #[arg(long, default_value = "")]
    role: String,
    /// 所管（「局＞課」、または一つしかない名前） — department as bureau＞section, or a name only one has
    #[arg(long, default_value = "")]
    department: String,
    /// 開始日 — first day
    #[arg(long, default_value = "", value_name = "DAY")]
    from: String,
    /// 終了日 — last day
    #[arg(long, default_value = "", value_name = "DAY")]
    until: String,
}

/// List the accounts.
#[derive(Args)]
pub struct List {
    /// 停止中の人も — closed accounts too
    #[arg(long)]
    all: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// Give an account a new password.
#[derive(Args)]
pub struct Password {
    /// 利用者名 — user name
    login: String,
    /// パスワードを標準入力から読む — read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    database: Database,
}

/// One account.
#[derive(Args)]
pub struct One {
    /// 利用者名 — user name
    login: String,
    #[command(flatten)]
    database: Database,
}

/// Give somebody a role.
#[derive(Args)]
pub struct Grant {
    /// 利用者名 — user name
    login: String,
    #[command(flatten)]
    duty: DutyOptions,
    #[command(flatten)]
    database: Database,
}

/// Take a role away.
#[derive(Args)]
pub struct Revoke {
    /// 利用者名 — user name
    login: String,
    /// 担当の番号（`henkaku people list` の #） — number of the duty, as `people list` shows it
    duty: i64,
    #[command(flatten)]
    database: Database,
}

/// Make and change accounts from a file.
///
/// Columns: ログイン, 氏名, メール, 役割, 所管, 開始日, 終了日. A single row in error refuses the whole file. The passwords
/// of new accounts are printed once on standard output, as login and password parted by a tab.
#[derive(Args)]
pub struct Import {
    /// 名簿（xlsx, xls, ods, csv） — the file
    file: PathBuf,
    /// 試すだけで何も変えない — read and check everything, change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    database: Database,
}

impl People {
    /// Does what was asked.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        crate::block_on(async {
            match self {
                People::Add(add) => add.run().await,
                People::List(list) => list.run().await,
                People::Password(password) => password.run().await,
                People::Disable(one) => one.run(false).await,
                People::Enable(one) => one.run(true).await,
                People::Grant(grant) => grant.run().await,
                People::Revoke(revoke) => revoke.run().await,
                People::Import(import) => import.run().await,
            }
        })
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let password = if self.password_stdin { Some(read_password()?) } else { None };
        let form =
            PersonForm { login: self.login, name: self.name, email: self.email, password, duty: self.duty.form() };
        let made = match app.add_person(&operator(), &form).await? {
            Ok(made) => made,
            Err(faults) => return refuse(&faults),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "登録しました: {} (#{})", made.login, made.id)?;
        if let Some(password) = made.password {
            write_password(&mut out, password.reveal())?;
        }
        writeln!(out, "最初のサインインで、本人がパスワードを変えます。 (to be changed at the first sign-in)")?;
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let mut query = AccountQuery { with_disabled: self.all, limit: 1_000, ..AccountQuery::default() };
        let mut people = Vec::new();
        loop {
            let page = app.people(&operator(), &query).await?;
            query.offset += query.limit;
            let is_last = page.rows.is_empty() || query.offset >= page.total;
            people.extend(page.rows);
            if is_last {
                break;
            }
        }
        let departments = app.department_tree(&operator()).await?.departments;
        let rows: Vec<PersonJson> = people
            .iter()
            .map(|(account, duties)| PersonJson {
                id: account.id,
                login: &account.login,
                name: &account.name,
                email: &account.email,
                active: account.is_active,
                demo: account.is_demo,
                duties: duties
                    .iter()
                    .map(|duty| DutyJson {
                        id: duty.id,
                        role: duty.role.word(),
                        department: duty.department_id.map(|id| departments.path_names(id)),
                        from: duty.from_day.map(|day| day.to_string()),
                        until: duty.until_day.map(|day| day.to_string()),
                        delegated_by: duty.delegated_by.as_ref().map(|(_, name)| name.as_str()),
                    })
                    .collect(),
            })
            .collect();
        if matches!(self.format, Format::Json) {
            print_json(&rows)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = std::io::stdout().lock();
        for row in rows {
            let closed = if row.active { "" } else { "（停止中）" };
            writeln!(out, "{}\t{}{closed}\t{}", row.login, row.name, row.email)?;
            for duty in row.duties {
                let department = duty.department.map_or_else(|| "全市".to_owned(), |path| path.join("＞"));
                let days = match (duty.from, duty.until) {
                    (None, None) => String::new(),
                    (from, until) => format!("  {}〜{}", from.unwrap_or_default(), until.unwrap_or_default()),
                };
                let by = duty.delegated_by.map(|name| format!("  代理（{name}）")).unwrap_or_default();
                writeln!(out, "  #{}  {}  {department}{days}{by}", duty.id, duty.role)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Password {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let id = app.person_by_login(&operator(), &self.login).await?;
        let given = if self.password_stdin { Some(read_password()?) } else { None };
        let made = app.reset_password(&operator(), id, given.as_deref()).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "設定しました。サインイン中の端末はすべて終わりました。 (set; all sessions ended)")?;
        if let Some(password) = made {
            write_password(&mut out, password.reveal())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl One {
    async fn run(self, active: bool) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let id = app.person_by_login(&operator(), &self.login).await?;
        app.set_person_active(&operator(), id, active).await?;
        let done = if active {
            "再び使えます (may sign in again)"
        } else {
            "停止しました (may no longer sign in)"
        };
        writeln!(std::io::stdout().lock(), "{}: {done}", self.login)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Grant {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let id = app.person_by_login(&operator(), &self.login).await?;
        match app.give_duty(&operator(), id, &self.duty.form()).await? {
            Ok(duty) => {
                writeln!(std::io::stdout().lock(), "{}: 役割を付けました (#{duty})", self.login)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(faults) => refuse(&faults),
        }
    }
}

impl Revoke {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let id = app.person_by_login(&operator(), &self.login).await?;
        app.take_duty(&operator(), id, self.duty).await?;
        writeln!(std::io::stdout().lock(), "{}: 役割を外しました (#{})", self.login, self.duty)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app: App = self.database.open().await?;
        let size = std::fs::metadata(&self.file).map(|data| data.len()).unwrap_or_default();
        if size > app::people::MAX_PEOPLE_BYTES {
            bail!("{} は大きすぎます（5 MBまで） (too large)", self.file.display());
        }
        let bytes = std::fs::read(&self.file)
            .map_err(|error| anyhow::anyhow!("{} を読めません ({error})", self.file.display()))?;
        let name = self.file.to_string_lossy();
        let report = app.import_people(&operator(), &name, &bytes, self.dry_run).await?;
        print_report(&report, self.dry_run)
    }
}

impl DutyOptions {
    fn form(self) -> DutyForm {
        DutyForm { role: self.role, department: self.department, from: self.from, until: self.until }
    }
}

fn print_report(report: &PeopleReport, dry_run: bool) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for problem in &report.problems {
        print_problem(&mut out, problem)?;
    }
    let Some(outcome) = &report.outcome else {
        writeln!(out, "何も登録していません（{}行） (nothing was taken in)", report.read)?;
        return Ok(ExitCode::FAILURE);
    };
    let done = if dry_run { "試しました (tried)" } else { "登録しました (done)" };
    writeln!(
        out,
        "{done}: 新しい人 {}、変わる人 {}、同じ人 {}、担当 {}",
        outcome.new.len(),
        outcome.changed,
        outcome.unchanged,
        outcome.duties
    )?;
    for (login, password) in &report.passwords {
        writeln!(out, "{login}\t{}", password.reveal())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse(faults: &[Fault]) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stderr().lock();
    for fault in faults {
        let place = Place::file(format!("--{}", fault.field.word()));
        print_problem(&mut out, &Problem::new(fault.kind, place, &fault.excerpt))?;
    }
    Ok(ExitCode::FAILURE)
}

fn write_password(out: &mut impl Write, password: &str) -> std::io::Result<()> {
    writeln!(out, "パスワード（表示は一度だけ） / password, shown once:\n{password}")
}

/// The first line of standard input. A terminal shows what is typed on it; a person is told so.
pub fn read_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        writeln!(
            std::io::stderr(),
            "パスワードを入力してください（画面に見えます） / type the password (it is shown):"
        )?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("標準入力にパスワードがありません (no password on standard input)");
    }
    Ok(password.to_owned())
}

fn operator() -> Actor {
    Actor::operator(operator_name())
}

#[derive(Serialize)]
struct PersonJson<'a> {
    id: i64,
    login: &'a str,
    name: &'a str,
    email: &'a str,
    active: bool,
    demo: bool,
    duties: Vec<DutyJson<'a>>,
}

#[derive(Serialize)]
struct DutyJson<'a> {
    id: i64,
    role: &'static str,
    /// From the top of the tree down; null is the whole city.
    department: Option<Vec<String>>,
    from: Option<String>,
    until: Option<String>,
    delegated_by: Option<&'a str>,
}

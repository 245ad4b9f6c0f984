//! `henkaku review`: open the review of a year, see how it stands, read one sheet.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use app::review::{BoardQuery, CalendarDays, CycleReport, NewCycle, ReviewCycle, read_year};
use app::{Actor, App};
use clap::{Args, Subcommand};
use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::workflow::{Column, Level, Rules};
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::print_json;

mod sheet;

/// The yearly review.
#[derive(Subcommand)]
pub enum Review {
    /// ある年度の点検を始める — open the review of a year: one sheet for each program
    Open(Open),
    /// 始めた点検に新しい事業を加える — add sheets for programs that came later
    AddPrograms(AddPrograms),
    /// 所管ごとの進み具合を見る — how far the sheets have come, by department
    Status(Status),
    /// 一つの事業の点検シートを見る — one program's sheet, as JSON
    Sheet(sheet::Sheet),
}

/// Open the review of a year.
#[derive(Args)]
pub struct Open {
    /// 点検する年度（2026、R8 など） — the fiscal year under review
    #[arg(long, value_name = "YEAR")]
    year: String,
    /// 元にする台帳の年度（省略時は点検の年度までで最も新しい年度） — the year whose inventory it is made from
    #[arg(long, value_name = "YEAR")]
    source_year: Option<String>,
    /// 開始日（省略時は7月1日） — the first day
    #[arg(long, value_name = "DATE")]
    open: Option<String>,
    /// 記入から本部決定までの六つの期限（コンマ区切り） — the six due days from the owner to the headquarters
    #[arg(long, value_name = "DATE,…")]
    due: Option<String>,
    /// 凍結日、または none（省略時は翌年3月1日） — the first day nothing can be changed, or none
    #[arg(long, value_name = "DATE|none")]
    freeze: Option<String>,
    /// 提出した本人の承認を許す — let people approve what they handed in themselves
    #[arg(long)]
    may_approve_own: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// Add sheets for programs that came later.
#[derive(Args)]
pub struct AddPrograms {
    /// 点検の年度 — the fiscal year under review
    #[arg(long, value_name = "YEAR")]
    year: String,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// How far the sheets have come.
#[derive(Args)]
pub struct Status {
    /// 点検の年度（省略時は最も新しい点検） — the fiscal year; the latest review when absent
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl Review {
    /// Runs the command; a refusal says what is wrong and changes nothing.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Review::Open(open) => crate::block_on(open.run()),
            Review::AddPrograms(add) => crate::block_on(add.run()),
            Review::Status(status) => crate::block_on(status.run()),
            Review::Sheet(sheet) => crate::block_on(sheet.run()),
        }
    }
}

impl Open {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let year = year_of(&self.year)?;
        let calendar = self.days(year)?;
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let source_year = match &self.source_year {
            Some(text) => year_of(text)?,
            // Where there is no inventory at all, the refusal says so.
            None => app.review_source_year(&actor, year).await?.unwrap_or(year),
        };
        let rules = Rules { may_approve_own: self.may_approve_own, ..Rules::default() };
        let report = app.open_review_cycle(&actor, NewCycle { year, source_year, calendar, rules }).await?;
        print_report(&report, self.format)?;
        Ok(ExitCode::SUCCESS)
    }

    fn days(&self, year: FiscalYear) -> anyhow::Result<CalendarDays> {
        let mut days = CalendarDays::usual(year);
        if let Some(open) = &self.open {
            days.open = day_of(open)?;
        }
        if let Some(texts) = &self.due {
            let texts: Vec<&str> = texts.split(',').map(str::trim).collect();
            if texts.len() != days.due.len() {
                bail!("--due には六つの期限をコンマで区切って書いてください (needs six days, not {})", texts.len());
            }
            for (due, text) in days.due.iter_mut().zip(texts) {
                *due = day_of(text)?;
            }
        }
        match self.freeze.as_deref() {
            Some("none") => days.freeze = None,
            Some(text) => days.freeze = Some(day_of(text)?),
            None => {}
        }
        Ok(days)
    }
}

impl AddPrograms {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let year = year_of(&self.year)?;
        let app = self.database.open().await?;
        let report = app.add_new_programs(&Actor::operator(operator_name()), year).await?;
        print_report(&report, self.format)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What opening a review led to, as JSON.
#[derive(Serialize)]
struct ReportJson {
    year: i32,
    source_year: i32,
    sheets: u64,
    without_department: u64,
    kpis: u64,
    kpis_left_out: u64,
    calendar: CalendarJson,
}

/// A calendar as JSON, ISO dates.
#[derive(Serialize)]
struct CalendarJson {
    open: String,
    due: Vec<(&'static str, String)>,
    freeze: Option<String>,
}

impl From<&ReviewCycle> for CalendarJson {
    fn from(cycle: &ReviewCycle) -> CalendarJson {
        let calendar = &cycle.calendar;
        CalendarJson {
            open: calendar.open().to_string(),
            due: Level::ALL.iter().map(|level| (level.word(), calendar.due(*level).to_string())).collect(),
            freeze: calendar.freeze().map(|day| day.to_string()),
        }
    }
}

fn print_report(report: &CycleReport, format: Format) -> anyhow::Result<()> {
    let cycle = &report.cycle;
    if format == Format::Json {
        return print_json(&ReportJson {
            year: cycle.year.start(),
            source_year: cycle.source_year.start(),
            sheets: report.sheets,
            without_department: report.without_department,
            kpis: report.kpis,
            kpis_left_out: report.kpis_left_out,
            calendar: cycle.into(),
        });
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}の点検: {}の台帳から点検シートを {} 枚作りました（指標 {} 件を引き継ぎ）。",
        cycle.year.japanese(),
        cycle.source_year.japanese(),
        report.sheets,
        report.kpis
    )?;
    if report.without_department > 0 {
        writeln!(
            out,
            "注意: 所管のないシートが {} 枚あります。改革室が担当を決めてください。",
            report.without_department
        )?;
    }
    if report.kpis_left_out > 0 {
        writeln!(out, "注意: 様式に入らない指標が {} 件ありました。台帳にはそのまま残ります。", report.kpis_left_out)?;
    }
    writeln!(out, "  開始 {}", cycle.calendar.open())?;
    for level in Level::ALL {
        writeln!(out, "  {} {}まで", level.label_ja(), cycle.calendar.due(*level))?;
    }
    if let Some(freeze) = cycle.calendar.freeze() {
        writeln!(out, "  凍結 {freeze}から")?;
    }
    Ok(())
}

/// How a review stands, as JSON.
#[derive(Serialize)]
struct StatusJson {
    year: i32,
    today: String,
    departments: Vec<DepartmentJson>,
    total: TallyJson,
    decided: i64,
}

#[derive(Serialize)]
struct DepartmentJson {
    id: Option<i64>,
    name: String,
    #[serde(flatten)]
    tally: TallyJson,
}

/// Sheets by column of the board; the late ones are counted in their column too.
#[derive(Serialize)]
struct TallyJson {
    not_started: i64,
    draft: i64,
    returned: i64,
    checking: i64,
    done: i64,
    late: i64,
    sheets: i64,
}

impl From<&app::review::Tally> for TallyJson {
    fn from(tally: &app::review::Tally) -> TallyJson {
        TallyJson {
            not_started: tally.of(Column::NotStarted),
            draft: tally.of(Column::Draft),
            returned: tally.of(Column::Returned),
            checking: tally.of(Column::Checking),
            done: tally.of(Column::Done),
            late: tally.late,
            sheets: tally.total(),
        }
    }
}

impl Status {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let year = match &self.year {
            Some(text) => year_of(text)?,
            None => latest(&app, &actor).await?,
        };
        let board = app.review_board(&actor, year, &BoardQuery::default()).await?;
        let json = StatusJson {
            year: year.start(),
            today: board.today.to_string(),
            departments: board
                .rows
                .iter()
                .map(|row| DepartmentJson { id: row.department, name: row.name.clone(), tally: (&row.tally).into() })
                .collect(),
            total: (&board.total).into(),
            decided: board.decided,
        };
        match self.format {
            Format::Json => print_json(&json)?,
            Format::Text => print_status(year, &json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn latest(app: &App, actor: &Actor) -> anyhow::Result<FiscalYear> {
    let cycles = app.review_cycles(actor).await?;
    let first = cycles.first().map(|cycle| cycle.year);
    first.context("点検がまだありません。henkaku review open で始めてください (there is no review yet)")
}

fn print_status(year: FiscalYear, status: &StatusJson) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}の点検（{}現在）", year.japanese(), status.today)?;
    let heads: Vec<&str> = Column::ALL.iter().map(|column| column.label_ja()).collect();
    writeln!(out, "所管\t{}\t期限超過\t計", heads.join("\t"))?;
    let total = DepartmentRef { name: "計", tally: &status.total };
    let rows =
        status.departments.iter().map(|row| DepartmentRef {
            name: if row.name.is_empty() { "所管なし" } else { &row.name },
            tally: &row.tally,
        });
    for DepartmentRef { name, tally } in rows.chain([total]) {
        let TallyJson { not_started, draft, returned, checking, done, late, sheets } = tally;
        writeln!(out, "{name}\t{not_started}\t{draft}\t{returned}\t{checking}\t{done}\t{late}\t{sheets}")?;
    }
    writeln!(out, "本部決定 {}", status.decided)?;
    Ok(())
}

struct DepartmentRef<'a> {
    name: &'a str,
    tally: &'a TallyJson,
}

/// A fiscal year as typed.
fn year_of(text: &str) -> anyhow::Result<FiscalYear> {
    read_year(text)
        .ok_or_else(|| anyhow!("「{text}」は年度として読めません。2026 や R8 の形で書いてください (no fiscal year)"))
}

/// A day as typed.
fn day_of(text: &str) -> anyhow::Result<CalendarDate> {
    text.trim()
        .parse()
        .map_err(|_| anyhow!("「{text}」は暦にありません。2026-07-01 の形で書いてください (no such day)"))
}

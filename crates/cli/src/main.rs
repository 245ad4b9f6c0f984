//! `henkaku`: the one binary of the reform programme's operating system (変革).

mod check;
mod check_analyses;
mod check_document;
mod check_editions;
mod check_overlaps;
mod comments;
mod compare;
mod database;
mod demo_password;
mod docs;
mod import;
mod import_facilities;
mod import_national;
mod init;
mod mail;
mod people;
mod project;
mod publish;
mod report;
mod review;
mod serve;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// An import makes hundreds of millions of short texts; this allocator does that in a fifth less time (benches/).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 変革 — the operating system of a city's reform programme
#[derive(Parser)]
#[command(name = "henkaku", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 画面とAPIを動かす — start the web server
    Serve(serve::Serve),
    /// 事業などをファイルから取り込む — import from a file
    #[command(subcommand)]
    Import(import::Import),
    /// 利用者を登録・管理する — look after the people who sign in
    #[command(subcommand)]
    People(Box<people::People>),
    /// 事務事業の点検を始める・見る — open the yearly review, see how it stands
    #[command(subcommand)]
    Review(Box<review::Review>),
    /// 市債などの先を推計する — project bonds and more to come
    #[command(subcommand)]
    Project(Box<project::Project>),
    /// 公表された指標で都市を比べる — compare cities by a published indicator
    Compare(compare::Compare),
    /// 公表版を作り、承認し、サイト・文書・データを書き出す — make and approve editions, write site, documents and data
    #[command(subcommand)]
    Publish(Box<publish::Publish>),
    /// 意見公募の意見を取り込む・本人に書き出す・氏名などを消す — comments of consultations: import, export, retention
    #[command(subcommand)]
    Comments(comments::Comments),
    /// プランや監査証跡を検査する — check a plan folder or the audit trail
    #[command(subcommand)]
    Check(check::Check),
    /// お知らせのメールを送る・設定を試す — send the digests of the day, or try the mail settings
    #[command(subcommand)]
    Mail(mail::Mail),
    /// 別の都市のプランのひな形を書き出す — write a commented plan folder for another city
    Init(init::Init),
    /// 参照文書を作り直す — write the generated reference documents
    #[command(hide = true)]
    Docs(docs::Docs),
}

fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("HENKAKU_LOG").unwrap_or_else(|_| EnvFilter::new("warn,henkaku=info,web=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    let result = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Import(import) => import.run(),
        Command::People(people) => people.run(),
        Command::Review(review) => review.run(),
        Command::Project(project) => project.run(),
        Command::Compare(compare) => compare.run(),
        Command::Publish(publish) => publish.run(),
        Command::Comments(comments) => comments.run(),
        Command::Check(check) => check.run(),
        Command::Mail(mail) => mail.run(),
        Command::Init(init) => init.run(),
        Command::Docs(docs) => docs.run(),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            report::print_error(&error);
            ExitCode::FAILURE
        }
    }
}

/// Runs an asynchronous job to its end.
fn block_on<T>(job: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(job)
}

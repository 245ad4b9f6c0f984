//! `henkaku review sheet`: one program's sheet as JSON, with everything that stands around it.

use std::process::ExitCode;

use anyhow::bail;
use app::Actor;
use app::review::SheetView;
use clap::Args;
use serde::Serialize;

use super::year_of;
use crate::database::{Database, operator_name};
use crate::report::print_json;

/// One program's sheet, as JSON.
#[derive(Args)]
pub struct Sheet {
    /// 点検の年度 — the fiscal year under review
    year: String,
    /// 事業番号、または # を付けた内部番号 — the program's number, or its id as #12
    program: String,
    #[command(flatten)]
    database: Database,
}

impl Sheet {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let year = year_of(&self.year)?;
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let program = match app.sheets_numbered(&actor, year, &self.program).await?.as_slice() {
            [program] => *program,
            [] => {
                bail!("{}の点検に事業 {} はありません (no such program in this review)", year.japanese(), self.program)
            }
            several => {
                let ids: Vec<String> = several.iter().map(|id| format!("#{id}")).collect();
                bail!(
                    "同じ番号の事業が複数あります。{} のどれかで指定してください (several have this number)",
                    ids.join("、")
                )
            }
        };
        print_json(&SheetJson::from(&app.review_sheet(&actor, year, program).await?))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A sheet as JSON; texts as they are kept, times in UTC.
#[derive(Serialize)]
struct SheetJson<'a> {
    year: i32,
    program: i64,
    number: &'a str,
    name: &'a str,
    department: Vec<&'a str>,
    state: &'static str,
    days_late: Option<i32>,
    frozen: bool,
    revision: i64,
    since: &'a str,
    demo: bool,
    fields: Vec<FieldJson<'a>>,
    missing: Vec<MissingJson<'a>>,
    comments: Vec<CommentJson<'a>>,
    files: Vec<FileJson<'a>>,
    steps: Vec<StepJson<'a>>,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    name: &'a str,
    text: &'a str,
    revision: Option<i64>,
    by: Option<&'a str>,
    at: Option<&'a str>,
}

#[derive(Serialize)]
struct MissingJson<'a> {
    field: &'a str,
    code: &'static str,
    message: &'static str,
}

#[derive(Serialize)]
struct CommentJson<'a> {
    id: i64,
    field: &'a str,
    answers: Option<i64>,
    role: &'static str,
    by: &'a str,
    at: &'a str,
    remark: &'a str,
    closed: bool,
}

#[derive(Serialize)]
struct FileJson<'a> {
    id: i64,
    name: &'a str,
    kind: &'a str,
    bytes: i64,
    sha256: &'a str,
}

#[derive(Serialize)]
struct StepJson<'a> {
    action: &'static str,
    role: &'static str,
    before: &'static str,
    after: &'static str,
    by: &'a str,
    on_behalf_of: &'a str,
    remark: &'a str,
    at: &'a str,
}

impl<'a> From<&'a SheetView> for SheetJson<'a> {
    fn from(view: &'a SheetView) -> SheetJson<'a> {
        let head = &view.head;
        let comments = view.threads.iter().flat_map(|thread| {
            let closed = thread.first.closed.is_some();
            std::iter::once(&thread.first).chain(&thread.answers).map(move |comment| CommentJson {
                id: comment.id,
                field: &comment.field,
                answers: comment.answers,
                role: comment.role.word(),
                by: &comment.who,
                at: &comment.at,
                remark: &comment.remark,
                closed,
            })
        });
        SheetJson {
            year: head.year.start(),
            program: head.program,
            number: &head.external_id,
            name: &head.program_name,
            department: head.department.iter().map(|(_, name)| name.as_str()).collect(),
            state: head.state.word(),
            days_late: head.days_late,
            frozen: head.is_frozen,
            revision: head.revision,
            since: &head.state_at,
            demo: view.cycle.is_demo,
            fields: view
                .fields
                .iter()
                .map(|(name, text)| {
                    let author = view.authors.get(name);
                    FieldJson {
                        name,
                        text,
                        revision: author.map(|author| author.revision),
                        by: author.map(|author| author.who.as_str()),
                        at: author.map(|author| author.at.as_str()),
                    }
                })
                .collect(),
            missing: view
                .missing
                .iter()
                .map(|one| MissingJson { field: &one.field, code: one.kind.code, message: one.kind.title_ja })
                .collect(),
            comments: comments.collect(),
            files: view
                .files
                .iter()
                .map(|file| FileJson {
                    id: file.id,
                    name: &file.name,
                    kind: &file.kind,
                    bytes: file.size_bytes,
                    sha256: &file.sha256,
                })
                .collect(),
            steps: view
                .steps
                .iter()
                .map(|step| StepJson {
                    action: step.action.word(),
                    role: step.role.word(),
                    before: step.before.word(),
                    after: step.after.word(),
                    by: &step.who,
                    on_behalf_of: &step.on_behalf_of,
                    remark: &step.remark,
                    at: &step.at,
                })
                .collect(),
        }
    }
}

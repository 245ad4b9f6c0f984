//! How commands talk to people and to machines (報告).

use std::io::Write;

use app::{AppError, Problem, Severity};
use serde::Serialize;

/// A problem as JSON: `{"code","severity","place","excerpt","message","hint"}`.
#[derive(Serialize)]
pub struct ProblemJson {
    code: &'static str,
    severity: &'static str,
    place: String,
    excerpt: String,
    message: &'static str,
    hint: &'static str,
}

impl From<&Problem> for ProblemJson {
    fn from(problem: &Problem) -> ProblemJson {
        ProblemJson {
            code: problem.kind.code,
            severity: problem.kind.severity.word(),
            place: problem.place.to_string(),
            excerpt: problem.excerpt.clone(),
            message: problem.kind.title_ja,
            hint: problem.kind.hint_ja,
        }
    }
}

/// Prints one problem in three lines: what and where, the text found there, what to do.
pub fn print_problem(out: &mut impl Write, problem: &Problem) -> std::io::Result<()> {
    let mark = match problem.kind.severity {
        Severity::Warning => "注意",
        Severity::Error => "誤り",
        Severity::Fatal => "不可",
    };
    writeln!(out, "{mark} [{}] {}: {}", problem.kind.code, problem.place, problem.kind.title_ja)?;
    if !problem.excerpt.is_empty() {
        writeln!(out, "     「{}」", problem.excerpt)?;
    }
    writeln!(out, "     → {}", problem.kind.hint_ja)
}

/// Prints an error on standard error: Japanese first, with its code where it has one.
pub fn print_error(error: &anyhow::Error) {
    let mut out = std::io::stderr().lock();
    let _ = match error.downcast_ref::<AppError>() {
        Some(AppError::Faulty(problems)) => problems.iter().try_for_each(|problem| print_problem(&mut out, problem)),
        Some(error) => print_problem(&mut out, &error.problem()),
        None => writeln!(out, "エラー: {error:#}"),
    };
}

/// Writes a value as indented JSON and a line end on standard output.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

//! `/api/v1/studies`: the studies for machines, with the same inputs as the page.

use app::chart::{Cell, DataTable, Lang};
use app::study::{Field, FieldKind, Given, InputProblem, KeyFigure, Study, StudyKind};
use app::{Actor, AppError};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::read_query;
use crate::Site;
use crate::error::{ApiError, ProblemDocument};

/// A study with its inputs and what came out.
#[derive(Serialize, ToSchema)]
pub struct StudyJson {
    /// Its word in addresses.
    study: &'static str,
    /// Its title.
    title: String,
    /// The inputs: baseline and scenario.
    inputs: Vec<InputJson>,
    /// What is wrong with the values given; then everything below is the baseline.
    problems: Vec<InputProblemJson>,
    /// The figures to look at first.
    figures: Vec<KeyFigureJson>,
    /// What a reader must not miss.
    flags: Vec<FlagJson>,
    /// Every table, those of the charts first.
    tables: Vec<TableJson>,
    /// The working, step by step.
    working: Vec<StepJson>,
    /// What was assumed or taken from where.
    assumptions: Vec<AssumptionJson>,
}

/// One input of a study.
#[derive(Serialize, ToSchema)]
pub struct InputJson {
    /// Its key: give it in the query, with `base.` before it for the baseline.
    key: &'static str,
    /// What it is.
    label: String,
    /// Its unit.
    unit: String,
    /// The baseline's value.
    baseline: String,
    /// The scenario's value.
    value: String,
    /// The words it takes, where it is a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<String>,
    /// How the baseline's value came to be: 公表, 読み取り, 仮定 or 例示.
    basis: &'static str,
    /// Where it comes from.
    source: String,
}

/// A value that makes no sense.
#[derive(Serialize, ToSchema)]
pub struct InputProblemJson {
    /// The key of the input.
    key: String,
    /// The stable code.
    code: &'static str,
    /// What is wrong, in Japanese.
    title: &'static str,
    /// What is wrong, in English.
    title_en: &'static str,
    /// The value.
    excerpt: String,
    /// What may be given.
    allowed: String,
}

/// A figure of baseline and scenario.
#[derive(Serialize, ToSchema)]
pub struct KeyFigureJson {
    /// What it counts.
    label: String,
    /// Its unit.
    unit: String,
    /// The baseline's value.
    baseline: Value,
    /// The scenario's value.
    scenario: Value,
    /// Scenario less baseline.
    difference: Value,
    /// How it came to be.
    basis: &'static str,
    /// What a reader should know.
    note: String,
}

/// A remark.
#[derive(Serialize, ToSchema)]
pub struct FlagJson {
    /// `warning` or `info`.
    severity: &'static str,
    /// In a few words.
    title: String,
    /// The sentence.
    text: String,
}

/// A table: amounts are whole yen in integers, other numbers decimal texts.
#[derive(Serialize, ToSchema)]
pub struct TableJson {
    /// What it shows.
    title: String,
    /// The unit of its figures.
    unit: String,
    /// The headings.
    header: Vec<String>,
    /// The rows.
    rows: Vec<Vec<Value>>,
}

/// A step of the working.
#[derive(Serialize, ToSchema)]
pub struct StepJson {
    /// What is worked out.
    name: String,
    /// The formula with its numbers.
    formula: String,
    /// The result.
    result: String,
}

/// An assumption.
#[derive(Serialize, ToSchema)]
pub struct AssumptionJson {
    /// What.
    name: String,
    /// The value with its unit.
    value: String,
    /// 公表, 読み取り, 仮定 or 例示.
    basis: &'static str,
    /// Where it comes from, or why it was assumed.
    source: String,
}

/// Works a study out. Its inputs are query parameters by their keys (see `inputs`), the same as in the page's address.
#[utoipa::path(
    get,
    path = "/api/v1/studies/{study}",
    tag = "fiscal",
    params(("study" = String, Path, description = "debt, outlook, fund, ratios, risk or facilities")),
    responses(
        (status = 200, description = "The study; values that make no sense are listed in `problems`", body = StudyJson),
        (status = 404, description = "No such study", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub async fn show(
    State(site): State<Site>,
    Path(word): Path<String>,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, ApiError> {
    let pairs = match read_query(query) {
        Ok(pairs) => pairs,
        Err(response) => return Ok(*response),
    };
    let kind = StudyKind::from_word(&word).ok_or(AppError::NotFound { what: "study", name: word })?;
    let study = site.app.study(&Actor::visitor(), kind, &Given::new(pairs), Lang::Ja).await?;
    Ok(Json(StudyJson::from(study)).into_response())
}

impl From<Study> for StudyJson {
    fn from(study: Study) -> StudyJson {
        let outcome = study.outcome;
        let tables = outcome.all_tables().map(TableJson::from).collect();
        StudyJson {
            study: study.kind.word(),
            title: study.kind.title().ja,
            inputs: study.form.fields.iter().map(InputJson::from).collect(),
            problems: study.form.problems.iter().map(InputProblemJson::from).collect(),
            figures: outcome.figures.into_iter().map(KeyFigureJson::from).collect(),
            flags: outcome
                .flags
                .into_iter()
                .map(|flag| FlagJson {
                    severity: if flag.is_warning { "warning" } else { "info" },
                    title: flag.title,
                    text: flag.text,
                })
                .collect(),
            tables,
            working: outcome
                .working
                .into_iter()
                .map(|step| StepJson { name: step.name, formula: step.formula, result: step.result })
                .collect(),
            assumptions: outcome
                .assumptions
                .into_iter()
                .map(|assumption| AssumptionJson {
                    name: assumption.name,
                    value: assumption.value,
                    basis: assumption.basis.japanese(),
                    source: assumption.source,
                })
                .collect(),
        }
    }
}

impl From<&Field> for InputJson {
    fn from(field: &Field) -> InputJson {
        InputJson {
            key: field.key,
            label: field.label.clone(),
            unit: field.unit.clone(),
            baseline: field.baseline.clone(),
            value: field.value.clone(),
            choices: match &field.kind {
                FieldKind::Choice(choices) => choices.iter().map(|choice| choice.word.clone()).collect(),
                _ => Vec::new(),
            },
            basis: field.basis.japanese(),
            source: field.source.clone(),
        }
    }
}

impl From<&InputProblem> for InputProblemJson {
    fn from(problem: &InputProblem) -> InputProblemJson {
        let kind = problem.problem.kind;
        InputProblemJson {
            key: problem.key.clone(),
            code: kind.code,
            title: kind.title_ja,
            title_en: kind.title_en,
            excerpt: problem.problem.excerpt.clone(),
            allowed: problem.allowed.clone(),
        }
    }
}

impl From<KeyFigure> for KeyFigureJson {
    fn from(figure: KeyFigure) -> KeyFigureJson {
        KeyFigureJson {
            label: figure.label,
            unit: figure.unit,
            baseline: figure.baseline.as_ref().map_or(Value::Null, cell),
            scenario: cell(&figure.scenario),
            difference: figure.difference.as_ref().map_or(Value::Null, cell),
            basis: figure.basis.japanese(),
            note: figure.note,
        }
    }
}

impl From<&DataTable> for TableJson {
    fn from(table: &DataTable) -> TableJson {
        TableJson {
            title: table.title.clone(),
            unit: table.unit.clone(),
            header: table.header.clone(),
            rows: table.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }
}

/// A cell as JSON: yen as an integer, another number as a decimal text, nothing as `null`.
fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Money(amount) => Value::from(amount.0),
        Cell::Number(number) => Value::from(number.to_string()),
    }
}

//! The chain as files to take away (連鎖の書き出し): CSV and workbooks.

use app::AppError;
use app::chain::{ChainFile, CityChain};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;

use super::{AskedPairs, city, decision, figure};
use crate::cities::attached;
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::Visit;

type TextPath = Result<Path<String>, PathRejection>;
type FigurePath = Result<Path<(String, String)>, PathRejection>;

/// One table of the chain as CSV.
pub async fn table(visit: Visit, path: TextPath, query: AskedPairs) -> Result<Response, PageError> {
    let Path(word) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let file = match word.as_str() {
        "years" => ChainFile::Years,
        "decisions" => ChainFile::Decisions,
        "coverage" => ChainFile::Coverage,
        _ => return Err(PageError::new(&visit, AppError::NotFound { what: "table", name: word })),
    };
    let city = city(&visit, query).await?;
    csv(&visit, &city, &file, &word)
}

/// Every table of the chain as a workbook.
pub async fn workbook(visit: Visit, query: AskedPairs) -> Result<Response, PageError> {
    let city = city(&visit, query).await?;
    xlsx(&visit, &city, &ChainFile::Years, "all")
}

/// What a decision moves, as CSV.
pub async fn decision_csv(visit: Visit, path: TextPath, query: AskedPairs) -> Result<Response, PageError> {
    let (city, file) = moved(&visit, path, query).await?;
    csv(&visit, &city, &file, "decision")
}

/// What a decision moves, as a workbook.
pub async fn decision_workbook(visit: Visit, path: TextPath, query: AskedPairs) -> Result<Response, PageError> {
    let (city, file) = moved(&visit, path, query).await?;
    xlsx(&visit, &city, &file, "decision")
}

/// The arithmetic of a figure as CSV.
pub async fn trace_csv(visit: Visit, path: FigurePath, query: AskedPairs) -> Result<Response, PageError> {
    let (city, file) = trace(&visit, path, query).await?;
    csv(&visit, &city, &file, "trace")
}

/// The arithmetic of a figure, and what each decision gives to it, as a workbook.
pub async fn trace_workbook(visit: Visit, path: FigurePath, query: AskedPairs) -> Result<Response, PageError> {
    let (city, file) = trace(&visit, path, query).await?;
    xlsx(&visit, &city, &file, "trace")
}

async fn moved(visit: &Visit, path: TextPath, query: AskedPairs) -> Result<(CityChain, ChainFile), PageError> {
    let city = city(visit, query).await?;
    let at = decision::asked(visit, &city, path)?;
    let file = ChainFile::Moved(city.chain.entries()[at].decision.id.clone());
    Ok((city, file))
}

async fn trace(visit: &Visit, path: FigurePath, query: AskedPairs) -> Result<(CityChain, ChainFile), PageError> {
    let city = city(visit, query).await?;
    let (figure, year) = figure::asked(visit, &city, path)?;
    Ok((city, ChainFile::Trace(figure, year)))
}

fn csv(visit: &Visit, city: &CityChain, file: &ChainFile, name: &str) -> Result<Response, PageError> {
    let bytes = visit.check(visit.app().chain_csv(&visit.actor, city, file, chart_lang(visit.lang)))?;
    Ok(attached("text/csv; charset=utf-8", &format!("chain-{name}.csv"), bytes))
}

fn xlsx(visit: &Visit, city: &CityChain, file: &ChainFile, name: &str) -> Result<Response, PageError> {
    let made = visit.app().chain_xlsx(&visit.actor, city, file, (chart_lang(visit.lang), format::now()));
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(kind, &format!("chain-{name}.xlsx"), visit.check(made)?))
}

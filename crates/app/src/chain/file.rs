//! The chain as files to take away (書き出し): its tables and the trace of a figure, as CSV or a workbook.

use fiscal::FiscalYear;
use publish::chart::Lang;
use publish::programs::ExportNote;
use publish::table::{DataTable, workbook_of};
use reform::chain::Figure;
use reform::decision::DecisionId;

use super::CityChain;
use super::tables::trace_table;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::study::words::pick;

/// How many levels of a trace a file holds.
const TRACE_LEVELS: usize = 3;

/// What of the chain is taken away (書き出しの内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFile {
    /// Figures by year.
    Years,
    /// Decisions with what they move.
    Decisions,
    /// How far decisions cover the plan's improvement.
    Coverage,
    /// What one decision moves.
    Moved(DecisionId),
    /// The arithmetic of a figure, and what each decision gives to it.
    Trace(Figure, FiscalYear),
}

impl App {
    /// One table of the chain as CSV.
    ///
    /// # Errors
    /// When the actor may not, or there is no such figure or decision.
    pub fn chain_csv(
        &self,
        actor: &Actor,
        city: &CityChain,
        file: &ChainFile,
        lang: Lang,
    ) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        if let Some(table) = self.chain_tables(actor, city, file, lang)?.first() {
            table.write_csv(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// The chain, a decision or a trace as a workbook.
    ///
    /// # Errors
    /// As [`App::chain_csv`]; when a table does not fit a sheet.
    pub fn chain_xlsx(
        &self,
        actor: &Actor,
        city: &CityChain,
        file: &ChainFile,
        (lang, made_at): (Lang, String),
    ) -> Result<Vec<u8>, AppError> {
        let tables = match file {
            ChainFile::Years | ChainFile::Decisions | ChainFile::Coverage => {
                permit(actor, Action::ReadChain)?;
                vec![city.years_table(lang)?, city.coverage_table(lang)?, city.decisions_table(lang)]
            }
            _ => self.chain_tables(actor, city, file, lang)?,
        };
        let asked: Vec<String> = city.asked.pairs().into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let title = pick(lang, "決定から基金まで", "From decisions to the fund");
        let note = ExportNote {
            filter: asked.join(" · "),
            source: title.clone(),
            illustrative: city.is_illustrative(),
            made_at,
            publisher: self.city().name.ja.clone(),
        };
        let nature = "計画の前提と決定からの計算（見通しの率は例示、市債の前提は仮定） / worked out from the plan's assumptions and the decisions; rates are illustrative, terms of bonds assumed";
        Ok(workbook_of(&title, &tables, nature, &note)?)
    }

    fn chain_tables(
        &self,
        actor: &Actor,
        city: &CityChain,
        file: &ChainFile,
        lang: Lang,
    ) -> Result<Vec<DataTable>, AppError> {
        permit(actor, Action::ReadChain)?;
        let missing = |what, name: String| AppError::NotFound { what, name };
        Ok(match file {
            ChainFile::Years => vec![city.years_table(lang)?],
            ChainFile::Decisions => vec![city.decisions_table(lang)],
            ChainFile::Coverage => vec![city.coverage_table(lang)?],
            ChainFile::Moved(id) => {
                let entry = city.chain.find(id).ok_or_else(|| missing("decision", id.to_string()))?;
                vec![city.moved_table(entry, lang)]
            }
            ChainFile::Trace(figure, year) => {
                let scene = city.scene()?;
                let explained = self.explain(city, &scene, (*figure, *year), TRACE_LEVELS - 1, lang)?;
                let explained = explained.ok_or_else(|| missing("figure", year.to_string()))?;
                let parts = city.contributions_table(&scene, *figure, *year, lang);
                let mut tables = vec![trace_table(&explained, lang)];
                tables.extend((!parts.rows.is_empty()).then_some(parts));
                tables
            }
        })
    }
}

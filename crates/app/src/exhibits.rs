//! The plan's figures and tables drawn again from data (計画の図表): what there is, how it differs from the plan's own
//! figure, and exactly what is missing.

mod bonds;
mod outlook;
mod ranking;

use publish::chart::{Chart, Lang};
use publish::table::DataTable;
use reform::plan::{Exhibit, ExhibitData};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::study::Assumption;

/// An exhibit as far as it can be drawn (描いた図表), in the language asked for.
#[derive(Clone, Debug, Default)]
pub struct DrawnExhibit {
    /// The picture with its table; nothing when the data is not there.
    pub chart: Option<Chart>,
    /// Tables beside the chart's own.
    pub tables: Vec<DataTable>,
    /// What it shows, a sentence each.
    pub facts: Vec<String>,
    /// How it differs from the plan's own figure, and what is missing.
    pub gaps: Vec<Gap>,
    /// What it was worked out from.
    pub assumptions: Vec<Assumption>,
    /// Where more of it can be seen and changed: the path of a page and what it is called.
    pub more: Option<(String, String)>,
}

/// What there is of an exhibit, before it is drawn (図表のデータの有無).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExhibitState {
    /// The data it shows is here.
    Here,
    /// Figures of another year stand in.
    OtherYear,
    /// It has not been imported.
    Absent,
}

/// Something that is not as in the plan's own figure (計画の図との違い・足りないもの).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The sentence.
    pub text: String,
    /// The command that brings what is missing; empty where none does.
    pub command: String,
}

impl DrawnExhibit {
    /// The figures behind the picture as a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no picture, or when they cannot be written.
    pub fn chart_csv(&self, id: &str, lang: Lang) -> Result<Vec<u8>, AppError> {
        let chart = self.chart.as_ref().ok_or_else(|| AppError::NotFound { what: "chart", name: id.to_owned() })?;
        crate::chart::figures_csv(chart, lang)
    }

    /// The first table as a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no table, or when it cannot be written.
    pub fn table_csv(&self, id: &str) -> Result<Vec<u8>, AppError> {
        let missing = || AppError::NotFound { what: "table", name: id.to_owned() };
        let mut bytes = Vec::new();
        self.tables.first().ok_or_else(missing)?.write_csv(&mut bytes)?;
        Ok(bytes)
    }
}

impl App {
    /// The exhibit of this id.
    ///
    /// # Errors
    /// When the actor may not see it, or the plan has none of this id.
    pub fn exhibit(&self, actor: &Actor, id: &str) -> Result<&Exhibit, AppError> {
        let missing = || AppError::NotFound { what: "exhibit", name: id.to_owned() };
        self.plan(actor)?.exhibits.iter().find(|exhibit| exhibit.id == id).ok_or_else(missing)
    }

    /// What there is of each exhibit, in the order of the plan's; `None` for one without data.
    ///
    /// # Errors
    /// When the actor may not see it, or the database fails.
    pub async fn exhibit_states(&self, actor: &Actor) -> Result<Vec<Option<ExhibitState>>, AppError> {
        let exhibits = &self.plan(actor)?.exhibits;
        let covered = self.covered_indicators(actor).await?;
        let state = |exhibit: &Exhibit| match exhibit.shows {
            ExhibitData::NoValues => None,
            ExhibitData::Population | ExhibitData::Clusters | ExhibitData::Council | ExhibitData::BondProjection => {
                Some(ExhibitState::Here)
            }
            ExhibitData::Outlook if self.plan.outlook.is_some() => Some(ExhibitState::Here),
            ExhibitData::Outlook => Some(ExhibitState::Absent),
            ExhibitData::Ranking { indicator, group, year, mean_years } => {
                let known = ranking::known_years(&covered, indicator, group);
                Some(ranking::state(&known, year, mean_years))
            }
            ExhibitData::Cross { across, upwards, group, year } => {
                let known = ranking::common_years(&covered, across, upwards, group);
                Some(ranking::state(&known, year, 1))
            }
        };
        Ok(exhibits.iter().map(state).collect())
    }

    /// Draws an exhibit from the data there is; `None` for one whose data has a page of its own, or none at all.
    ///
    /// # Errors
    /// When the actor may not see what it is drawn from, or that cannot be read.
    pub async fn draw_exhibit(
        &self,
        actor: &Actor,
        exhibit: &Exhibit,
        lang: Lang,
    ) -> Result<Option<DrawnExhibit>, AppError> {
        permit(actor, Action::ReadPlan)?;
        Ok(match exhibit.shows {
            ExhibitData::Population | ExhibitData::Clusters | ExhibitData::Council | ExhibitData::NoValues => None,
            ExhibitData::Ranking { indicator, group, year, mean_years } => {
                let asked = ranking::Asked { indicator, group, year, mean_years };
                Some(ranking::draw_ranking(self, actor, &asked, lang).await?)
            }
            ExhibitData::Cross { across, upwards, group, year } => {
                Some(ranking::draw_cross(self, actor, (across, upwards), (group, year), lang).await?)
            }
            ExhibitData::BondProjection => {
                permit(actor, Action::ReadFiscal)?;
                Some(bonds::draw_bonds(self, lang)?)
            }
            ExhibitData::Outlook => {
                permit(actor, Action::ReadFiscal)?;
                Some(outlook::draw_outlook(self, lang)?)
            }
        })
    }
}

#[cfg(test)]
mod tests;

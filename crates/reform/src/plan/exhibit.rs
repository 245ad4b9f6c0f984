//! Exhibit (図表): a figure or table of the plan, and what of it this system can show.

use fiscal::FiscalYear;

use super::{Figure, Plan, Source, Text};
use crate::city::Group;

/// A figure or table of the plan (図表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// Stable id: `table-1-1`.
    pub id: String,
    /// How the plan numbers it: `表1-1`.
    pub number: Text,
    /// Its title.
    pub title: Text,
    /// What it is drawn from.
    pub shows: ExhibitData,
    /// What the source does not give and would be needed; always there when `shows` is [`ExhibitData::NoValues`].
    pub missing: Option<Text>,
    /// Where it stands.
    pub source: Source,
}

/// What an exhibit is drawn from (図表のデータ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExhibitData {
    /// The comparison of the city with its peers in population (人口比較).
    Population,
    /// The clusters and their categories (事業クラスター).
    Clusters,
    /// The bodies and their meetings (推進体制).
    Council,
    /// One published indicator of a group of cities (順位).
    Ranking {
        /// The key of the indicator in [`crate::city::catalogue`].
        indicator: &'static str,
        /// Who is compared.
        group: Group,
        /// The year; the last one of a mean over several.
        year: FiscalYear,
        /// How many years the plan takes the mean of; 1 for a single year.
        mean_years: u8,
    },
    /// Two published indicators of a group of cities against each other (クロス分析).
    Cross {
        /// The key of the indicator across.
        across: &'static str,
        /// The key of the indicator upwards.
        upwards: &'static str,
        /// Who is compared.
        group: Group,
        /// The year.
        year: FiscalYear,
    },
    /// The bond balance under the investments that the plan names (市債残高の推計), from the parameters of the projection.
    BondProjection,
    /// The fiscal outlook (中期財政見通し), from the plan folder's `outlook.toml`.
    Outlook,
    /// None: the source gives no values that could be transcribed.
    NoValues,
}

impl ExhibitData {
    /// The word for it in `exhibits.toml` and in the API.
    pub fn word(self) -> &'static str {
        match self {
            ExhibitData::Population => "population",
            ExhibitData::Clusters => "clusters",
            ExhibitData::Council => "council",
            ExhibitData::Ranking { .. } => "ranking",
            ExhibitData::Cross { .. } => "cross",
            ExhibitData::BondProjection => "bond-projection",
            ExhibitData::Outlook => "outlook",
            ExhibitData::NoValues => "none",
        }
    }
}

impl Plan {
    /// The figures whose source names this exhibit, in the plan's order: what the text says of a chart's values.
    pub fn figures_in<'a>(&'a self, exhibit: &'a Exhibit) -> impl Iterator<Item = &'a Figure> {
        let number = exhibit.number.ja.as_str();
        self.figures.iter().filter(move |figure| {
            figure.source.document == exhibit.source.document && figure.source.exhibit.as_deref() == Some(number)
        })
    }
}

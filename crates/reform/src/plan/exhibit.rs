//! Exhibit (図表): a figure or table of the plan, and what of it this system can show.

use super::{Figure, Plan, Source, Text};

/// A figure or table of the plan (図表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// Stable id: `table-1-1`.
    pub id: String,
    /// How the plan numbers it: `表1-1`.
    pub number: Text,
    /// Its title.
    pub title: Text,
    /// The part of the plan that holds its data.
    pub shows: ExhibitData,
    /// What the source does not give and would be needed; always there when `shows` is [`ExhibitData::NoValues`].
    pub missing: Option<Text>,
    /// Where it stands.
    pub source: Source,
}

/// Which part of the plan holds an exhibit's data (図表のデータ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExhibitData {
    /// The comparison of the city with its peers in population (人口比較).
    Population,
    /// The clusters and their categories (事業クラスター).
    Clusters,
    /// The bodies and their meetings (推進体制).
    Council,
    /// None: the source gives no values that could be transcribed.
    NoValues,
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

//! Other cities beside a cluster (他都市の数値): the published figures per citizen that its category is about.

use fiscal::{FiscalYear, Quantity};
use publish::chart::Lang;

use crate::App;
use crate::cities::CompareAsk;
use crate::error::AppError;
use crate::permission::Actor;

/// A published figure beside a cluster (他都市の数値).
#[derive(Clone, Debug)]
pub struct CityFigures {
    /// The indicator's word in addresses.
    pub key: &'static str,
    /// What is measured.
    pub title: String,
    /// The year.
    pub year: FiscalYear,
    /// What the comparison says, in sentences.
    pub sentences: Vec<String>,
    /// The city's own figure, where it has one.
    pub own: Option<Quantity>,
    /// Where the figures come from.
    pub source: String,
}

/// Which published figures a category of clusters is about; of the other categories cities publish none per citizen.
fn indicators(category: &str) -> &'static [&'static str] {
    match category {
        "public-investment" => &["construction-per-citizen", "bonds-per-citizen", "debt-service-per-citizen"],
        "city-office" => &["personnel-per-citizen"],
        "revenue" => &["tax-per-citizen"],
        "policy" => &["assistance-per-citizen", "expenditure-per-citizen"],
        _ => &[],
    }
}

impl App {
    /// The published figures of the designated cities that fit a cluster's category, of those that were imported.
    ///
    /// # Errors
    /// When the actor may not see cities, or the database fails.
    pub async fn cities_beside_cluster(
        &self,
        actor: &Actor,
        category: &str,
        lang: Lang,
    ) -> Result<Vec<CityFigures>, AppError> {
        let mut found = Vec::new();
        for key in indicators(category) {
            let asked = CompareAsk { indicator: (*key).to_owned(), ..CompareAsk::default() };
            let comparison = match self.compare_cities(actor, &asked).await {
                Ok(comparison) => comparison,
                // What nobody has imported is left out.
                Err(AppError::Cities(_)) => continue,
                Err(error) => return Err(error),
            };
            let own = comparison.own().and_then(|own| match own.figure {
                fiscal::comparison::Figure::Value(value) => Some(value),
                _ => None,
            });
            found.push(CityFigures {
                key,
                title: comparison.title(lang),
                year: comparison.year,
                sentences: comparison.sentences(lang),
                own,
                source: comparison.source(lang),
            });
        }
        Ok(found)
    }
}

//! Legal limits with the years they hold for (基準), and where a city stands against them.

use super::Ratio;
use crate::quantity::Quantity;
use crate::year::FiscalYear;

/// What passing a limit brings about, from mild to severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Bonds need permission (起債許可).
    BondPermission,
    /// A plan for early restoration (早期健全化), of a public enterprise its management plan (経営健全化).
    EarlyRestoration,
    /// Reconstruction under the state's eye (財政再生).
    Reconstruction,
}

/// One limit, with the settlements it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Which ratio, by its key in the parameters: `real-debt-service-ratio`.
    pub indicator: String,
    /// What reaching it brings about.
    pub grade: Grade,
    /// The figure, in percent.
    pub percent: Quantity,
    /// The first settlement it is for.
    pub first_year: FiscalYear,
    /// The last settlement it is for; nothing while it holds.
    pub last_year: Option<FiscalYear>,
    /// The law and the article.
    pub law: String,
    /// Where the figure was read.
    pub source: String,
}

/// Where a ratio stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The most severe limit that is reached; nothing when all is sound.
    pub reached: Option<Limit>,
    /// The mildest limit that is not reached yet, and so is next.
    pub next: Option<Limit>,
}

/// The limits of one ratio for the settlement of a year, from mild to severe.
pub fn limits_in_force<'a>(limits: &'a [Limit], indicator: &str, year: FiscalYear) -> Vec<&'a Limit> {
    let mut found: Vec<&Limit> = limits
        .iter()
        .filter(|limit| limit.indicator == indicator && limit.first_year <= year)
        .filter(|limit| limit.last_year.is_none_or(|last| year <= last))
        .collect();
    found.sort_by_key(|limit| limit.grade);
    found
}

/// Where a ratio stands against the limits of its year; a limit is passed when it is reached (以上).
pub fn judge(ratio: Ratio, limits: &[&Limit]) -> Standing {
    let reached = limits.iter().filter(|limit| ratio.reaches(limit.percent)).max_by_key(|limit| limit.grade);
    let next = limits.iter().filter(|limit| !ratio.reaches(limit.percent)).min_by_key(|limit| limit.grade);
    Standing { reached: reached.map(|limit| (*limit).clone()), next: next.map(|limit| (*limit).clone()) }
}

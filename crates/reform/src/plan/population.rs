//! Population comparison (人口比較): the plan's table of peer cities, and which of its columns follow from which.
//!
//! The published aging rate is **not** the elderly column over the population column: the two are counted from
//! different ledgers (推計人口 and 登録人口). It is therefore kept as published and never recomputed.

use fiscal::Quantity;

use super::{AsOf, CityCode, Source, Text};

/// A table of peer cities by age (政令市の人口比較).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationTable {
    /// The table's title.
    pub title: Text,
    /// The day it holds for.
    pub as_of: AsOf,
    /// What the population column is counted from (推計人口).
    pub population_base: Text,
    /// What the two age columns are counted from (登録人口).
    pub age_base: Text,
    /// What a reader must know before using the columns together.
    pub notes: Vec<Text>,
    /// The cities in the order of the source.
    pub rows: Vec<PopulationRow>,
    /// The average row as published.
    pub average: PopulationAverage,
    /// Where it stands.
    pub source: Source,
}

/// One city (市の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationRow {
    /// Its code.
    pub code: CityCode,
    /// Its name.
    pub name: Text,
    /// Estimated population, people (推計人口).
    pub population: u64,
    /// People of 65 and over (高齢者人口).
    pub elderly: u64,
    /// People of 15 to 64 (生産年齢人口).
    pub working_age: u64,
    /// Share of people of 65 and over in percent, as published (高齢化率).
    pub aging_rate_percent: Quantity,
    /// Working-age people for each person of 65 and over, as published (生産年齢人口/高齢者人口).
    pub working_age_per_elderly: Quantity,
}

/// The average of all cities as published (平均の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationAverage {
    /// Its label.
    pub label: Text,
    /// Average of the population column, people.
    pub population: u64,
    /// Average of the elderly column, people.
    pub elderly: u64,
    /// Average of the working-age column, people.
    pub working_age: u64,
    /// Aging rate in percent, as published.
    pub aging_rate_percent: Quantity,
    /// Working-age people for each person of 65 and over, as published.
    pub working_age_per_elderly: Quantity,
}

/// A city whose published aging rate differs from elderly ÷ population (高齢化率の差).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgingRateGap<'a> {
    /// The city.
    pub row: &'a PopulationRow,
    /// Elderly ÷ population in hundredths of a percent, rounded half up: 3158 is 31.58%.
    pub computed_basis_points: u64,
}

impl PopulationTable {
    /// The row of one city.
    pub fn row(&self, code: &CityCode) -> Option<&PopulationRow> {
        self.rows.iter().find(|row| row.code == *code)
    }

    /// The cities whose published working-age/elderly ratio is not the quotient of the two columns, rounded as printed.
    ///
    /// Both columns come from one ledger, so an entry here is a slip of the pen.
    pub fn ratio_mismatches(&self) -> Vec<&PopulationRow> {
        let off = |row: &&PopulationRow| !is_quotient(row.working_age, row.elderly, 1, row.working_age_per_elderly);
        self.rows.iter().filter(off).collect()
    }

    /// The columns whose published average is not the simple mean of all rows, rounded to whole people.
    pub fn average_mismatches(&self) -> Vec<&'static str> {
        let columns: [(&'static str, Column, u64); 3] = [
            ("population", |row| row.population, self.average.population),
            ("elderly", |row| row.elderly, self.average.elderly),
            ("working_age", |row| row.working_age, self.average.working_age),
        ];
        let mean = |value: Column| {
            let sum: u128 = self.rows.iter().map(|row| u128::from(value(row))).sum();
            divide_half_up(sum, self.rows.len() as u128)
        };
        let off = columns.into_iter().filter(|(_, value, published)| mean(*value) != Some(u128::from(*published)));
        off.map(|(name, _, _)| name).collect()
    }

    /// The cities whose published aging rate is not elderly ÷ population, rounded as printed.
    ///
    /// These are not errors: the rate was published on another population base (登録人口). They show why the rate must
    /// never be recomputed from this table.
    pub fn aging_rates_on_another_base(&self) -> Vec<AgingRateGap<'_>> {
        let off = |row: &&PopulationRow| !is_quotient(row.elderly, row.population, 100, row.aging_rate_percent);
        let gap = |row| PopulationRow::aging_gap(row);
        self.rows.iter().filter(off).map(gap).collect()
    }
}

impl PopulationRow {
    fn aging_gap(&self) -> AgingRateGap<'_> {
        let computed = divide_half_up(u128::from(self.elderly) * 10_000, u128::from(self.population));
        let computed_basis_points = computed.and_then(|points| u64::try_from(points).ok()).unwrap_or(0);
        AgingRateGap { row: self, computed_basis_points }
    }
}

/// One column of the table.
type Column = fn(&PopulationRow) -> u64;

/// Whether `published` is `part × scale ÷ whole`, rounded half up to the decimals it is printed with.
fn is_quotient(part: u64, whole: u64, scale: u128, published: Quantity) -> bool {
    let shift = 10u128.pow(u32::from(published.decimals));
    let computed = divide_half_up(u128::from(part) * scale * shift, u128::from(whole));
    computed.is_some_and(|computed| i128::try_from(computed) == Ok(i128::from(published.units)))
}

/// `None` when there is nothing to divide by.
fn divide_half_up(part: u128, whole: u128) -> Option<u128> {
    (part * 2 + whole).checked_div(whole * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, population: u64, elderly: u64, working_age: u64, rate: &str, ratio: &str) -> PopulationRow {
        PopulationRow {
            code: CityCode::parse(code).unwrap(),
            name: Text::japanese(code),
            population,
            elderly,
            working_age,
            aging_rate_percent: rate.parse().unwrap(),
            working_age_per_elderly: ratio.parse().unwrap(),
        }
    }

    fn table(rows: Vec<PopulationRow>, average: (u64, u64, u64)) -> PopulationTable {
        PopulationTable {
            title: Text::japanese("人口"),
            as_of: AsOf::CalendarYear(2023),
            population_base: Text::japanese("推計人口"),
            age_base: Text::japanese("登録人口"),
            notes: Vec::new(),
            rows,
            average: PopulationAverage {
                label: Text::japanese("平均"),
                population: average.0,
                elderly: average.1,
                working_age: average.2,
                aging_rate_percent: "26".parse().unwrap(),
                working_age_per_elderly: "2.4".parse().unwrap(),
            },
            source: Source::default(),
        }
    }

    #[test]
    fn tells_a_slip_from_another_base() {
        let rows = vec![
            row("401005", 917_524, 289_744, 524_699, "31", "1.8"), // 31.58 % would print as 32
            row("401307", 1_633_502, 352_063, 1_024_282, "22", "2.8"), // 2.91 prints as 2.9: a slip
        ];
        let table = table(rows, (1_275_513, 320_904, 774_490));
        let slips: Vec<&str> = table.ratio_mismatches().iter().map(|row| row.code.as_str()).collect();
        assert_eq!(slips, ["401307"]);
        let gaps: Vec<(&str, u64)> = table
            .aging_rates_on_another_base()
            .iter()
            .map(|gap| (gap.row.code.as_str(), gap.computed_basis_points))
            .collect();
        assert_eq!(gaps, [("401005", 3158)]);
        assert_eq!(table.average_mismatches(), ["working_age"]); // the mean is 774,490.5, printed as 774,491
    }

    #[test]
    fn an_empty_table_has_no_averages_and_does_not_panic() {
        let table = table(Vec::new(), (0, 0, 0));
        assert_eq!(table.average_mismatches().len(), 3);
        assert!(table.ratio_mismatches().is_empty() && table.aging_rates_on_another_base().is_empty());
    }

    #[test]
    fn a_city_without_people_is_not_divided_by() {
        let table = table(vec![row("401005", 0, 0, 1, "31", "1.8")], (0, 0, 1));
        assert_eq!(table.ratio_mismatches().len(), 1);
        assert_eq!(table.aging_rates_on_another_base()[0].computed_basis_points, 0);
    }
}

//! Figures that two files give differently (出典の不一致).

use std::cmp::Ordering;

use fiscal::Quantity;
use fiscal::comparison::Figure;

use crate::StoreError;
use crate::city::{CityImportOutcome, CitySeries, CityTable, Disagreement};
use crate::city_lines::read_lines;
use crate::db::{Link, on};

/// Finds the figures that a file other than those replaced gives otherwise. Both are kept; somebody should look.
pub(crate) async fn disagree(
    link: &mut Link<'_>,
    table: &CityTable,
    replaced: &[i64],
    outcome: &mut CityImportOutcome,
) -> Result<(), StoreError> {
    let years = table.series.iter().map(|series| i64::from(series.fiscal_year));
    let (Some(first), Some(last)) = (years.clone().min(), years.max()) else { return Ok(()) };
    let others: Vec<(i64, String, i64, String)> = on!(link, |c| sqlx::query_as(
        "select s.source_id, s.indicator, s.fiscal_year, f.file_name
         from city_series s join city_source f on f.id = s.source_id
         where s.fiscal_year >= $1 and s.fiscal_year <= $2 order by s.source_id, s.indicator, s.fiscal_year"
    )
    .bind(first)
    .bind(last)
    .fetch_all(c)
    .await)?;
    for (source, indicator, year, other_file) in others {
        let same = table.series.iter().find(|s| s.indicator == indicator && i64::from(s.fiscal_year) == year);
        let (Some(series), false) = (same, replaced.contains(&source)) else { continue };
        let (figures,): (String,) = on!(link, |c| sqlx::query_as(
            "select figures from city_series where source_id = $1 and indicator = $2 and fiscal_year = $3"
        )
        .bind(source)
        .bind(&indicator)
        .bind(year)
        .fetch_one(c)
        .await)?;
        compare_with(series, &figures, &other_file, outcome)?;
    }
    Ok(())
}

fn compare_with(
    series: &CitySeries,
    figures: &str,
    other_file: &str,
    outcome: &mut CityImportOutcome,
) -> Result<(), StoreError> {
    for (code, there, _) in read_lines(figures)? {
        let Ok(at) = series.figures.binary_search_by_key(&code, |(code, ..)| *code) else { continue };
        let (_, here, row) = series.figures[at];
        if agree(here, there) {
            continue;
        }
        outcome.disagreement_count += 1;
        if outcome.disagreements.len() < CityImportOutcome::LISTED {
            outcome.disagreements.push(Disagreement {
                code,
                indicator: series.indicator.to_owned(),
                fiscal_year: series.fiscal_year,
                here,
                row,
                there,
                other_file: other_file.to_owned(),
            });
        }
    }
    Ok(())
}

/// Whether two figures are the same as far as the less exact of them tells: 0.982 is 0.98.
fn agree(here: Figure, there: Figure) -> bool {
    let (Figure::Value(one), Figure::Value(other)) = (here, there) else {
        return here.compare(there) == Some(Ordering::Equal);
    };
    let decimals = one.decimals.min(other.decimals);
    rounded(one, decimals) == rounded(other, decimals)
}

/// The units at so many decimals, halves away from zero.
fn rounded(quantity: Quantity, decimals: u8) -> i64 {
    let divisor = 10i64.pow(u32::from(quantity.decimals.saturating_sub(decimals)));
    let (whole, rest) = (quantity.units / divisor, quantity.units % divisor);
    if rest.abs() * 2 >= divisor && divisor > 1 { whole + rest.signum() } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_agree_as_far_as_the_less_exact_tells() {
        let value = |text: &str| Figure::Value(text.parse().unwrap());
        for (one, other, same) in [
            ("0.982", "0.98", true),
            ("0.985", "0.98", false),
            ("0.98", "0.985", false),
            ("-0.06", "-0.1", true),
            ("150", "150.0", true),
            ("150.0", "150.1", false),
            ("1000", "1000", true),
        ] {
            assert_eq!(agree(value(one), value(other)), same, "{one} {other}");
        }
        assert!(agree(Figure::Dash, Figure::Dash) && !agree(Figure::Dash, value("0")));
    }
}

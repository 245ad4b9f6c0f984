//! Figures that two files give differently (出典の不一致).

use std::cmp::Ordering;

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
        if here.compare(there) == Some(Ordering::Equal) {
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

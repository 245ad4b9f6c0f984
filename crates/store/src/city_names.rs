//! The names of cities (団体名): which file has the last word.

use std::collections::HashMap;

use reform::city::{AreaCode, City, CityKind};

use crate::StoreError;
use crate::city::{CityImportOutcome, CitySourceKind, CityTable};
use crate::db::{Link, on};
use crate::rows::Rows;
use crate::sheet_read::damaged;

/// Each city with the word for the kind of file that named it.
pub(crate) type Named = HashMap<AreaCode, (City, String)>;

/// Every city with the kind of file that named it.
pub(crate) async fn read_cities(link: &mut Link<'_>) -> Result<Named, StoreError> {
    let rows: Vec<(i64, String, String, String, String)> =
        on!(link, |c| sqlx::query_as("select code, name, prefecture, kind, named_by from city").fetch_all(c).await)?;
    let city = |(code, name, prefecture, kind, named_by): (i64, String, String, String, String)| {
        let digits = u32::try_from(code).ok().and_then(|digits| AreaCode::new(digits).ok());
        let code = digits.ok_or_else(|| damaged("area code", code))?;
        let kind = CityKind::from_word(&kind).ok_or_else(|| damaged("city kind", &kind))?;
        Ok((code, (City { code, name, prefecture, kind }, named_by)))
    };
    rows.into_iter().map(city).collect()
}

/// The cities that are new or otherwise: the table of codes has the last word on names.
pub(crate) fn name_cities(table: &CityTable, cities: &Named, outcome: &mut CityImportOutcome) -> Vec<City> {
    let mut named = Vec::new();
    for city in &table.cities {
        match cities.get(&city.code) {
            None => outcome.new_cities += 1,
            Some((known, _)) if known == city => continue,
            Some((_, by)) if *by != table.kind.word() && table.kind != CitySourceKind::Municipalities => continue,
            Some(_) => outcome.changed_cities += 1,
        }
        named.push(city.clone());
    }
    named
}

/// Writes what [`name_cities`] gave.
pub(crate) async fn write_cities(
    link: &mut Link<'_>,
    named: Vec<City>,
    by: CitySourceKind,
    cities: &mut Named,
) -> Result<(), StoreError> {
    let mut rows = Rows::into("city (code, name, prefecture, kind, named_by)");
    for city in named {
        if cities.contains_key(&city.code) {
            on!(link, |c| sqlx::query("delete from city where code = $1")
                .bind(i64::from(city.code.number()))
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
        }
        rows.push([
            i64::from(city.code.number()).into(),
            city.name.as_str().into(),
            city.prefecture.as_str().into(),
            city.kind.word().into(),
            by.word().into(),
        ]);
        cities.insert(city.code, (city, by.word().to_owned()));
    }
    rows.insert(link).await
}

//! The table of municipality codes (全国地方公共団体コード): names, prefectures, and codes with their check digit.

use std::collections::HashSet;
use std::ops::ControlFlow;

use reform::city::{AreaCode, City, CityDirectory, CityKind, prefecture_name};
use reform::plan::CityCode;

use super::{CityReading, Session, close, each_row, kinds, text_of};
use crate::cell::Row;
use crate::problems;
use crate::programs::Input;

/// Reads the table: `pref`, `city`, and `lgcode` of six digits. A ward stands behind its city's name and a space.
pub fn read_municipality_codes(file_name: &str, input: Input<'_>) -> CityReading {
    let directory = CityDirectory::new([], false);
    let mut session = Session::new(file_name, &directory);
    let mut columns: Option<[usize; 3]> = None;
    let mut seen = HashSet::new();
    let result = each_row(&mut session, file_name, input, &mut |session, row| {
        match columns {
            None => {
                columns = find_columns(session, row);
                if columns.is_none() {
                    return ControlFlow::Break(());
                }
            }
            Some(columns) => read_row(session, row, columns, &mut seen),
        }
        ControlFlow::Continue(())
    });
    close(session, result, columns.is_some())
}

/// The columns of prefecture, name and code, each under any of its headings.
fn find_columns(session: &mut Session<'_>, row: &Row<'_>) -> Option<[usize; 3]> {
    if !session.take_headings(row) {
        return None;
    }
    let headings = session.headings.clone();
    let mut need = |names: [&str; 3]| {
        let found = headings.iter().position(|known| names.contains(&known.as_str()));
        if found.is_none() {
            session.tell(&problems::HEADER_MISSING, Some(row.number), None, names.join(" | "));
        }
        found
    };
    let found = [
        need(["pref", "都道府県名", "都道府県名（漢字）"]),
        need(["city", "市区町村名", "市区町村名（漢字）"]),
        need(["lgcode", "団体コード", "全国地方公共団体コード"]),
    ];
    Some([found[0]?, found[1]?, found[2]?])
}

fn read_row(session: &mut Session<'_>, row: &Row<'_>, columns: [usize; 3], seen: &mut HashSet<AreaCode>) {
    session.reading.read += 1;
    if !session.fits(row) {
        return;
    }
    let [prefecture, name, digits] = columns.map(|column| text_of(row, column).into_owned());
    let code = match CityCode::parse(&digits) {
        Ok(code) => AreaCode::from(&code),
        Err(error) => {
            session.tell(&kinds::CODE_WRONG, Some(row.number), Some(columns[2]), format!("{digits} {name}: {error}"));
            return;
        }
    };
    let own = prefecture_name(code.prefecture()).unwrap_or_default();
    if own != prefecture {
        let excerpt = format!("{code}: {own} ≠ {prefecture} {name}");
        session.tell(&kinds::CODE_WRONG, Some(row.number), Some(columns[2]), excerpt);
        return;
    }
    let Some(kind) = CityKind::of(code, &name) else {
        session.tell(&kinds::CITY_UNKNOWN, Some(row.number), Some(columns[1]), format!("{code} {name}"));
        return;
    };
    if !seen.insert(code) {
        session.tell(&kinds::CITY_REPEATED, Some(row.number), Some(columns[2]), format!("{code} {name}"));
        return;
    }
    session.reading.cities.push(City { code, name, prefecture, kind });
}

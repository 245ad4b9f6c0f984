//! The lines of a series (系列の行): `CODE FIGURE ROW`, one a city, as `city_series` holds them.

use fiscal::Quantity;
use fiscal::comparison::Figure;
use reform::city::AreaCode;
use std::fmt::Write;

use crate::StoreError;
use crate::sheet_read::damaged;

/// A city's figure and its row.
pub(crate) type Line = (AreaCode, Figure, u32);

/// The lines of figures that are in the order of their codes; what is missing is left out.
pub(crate) fn write_lines(figures: &[Line]) -> String {
    let mut out = String::with_capacity(figures.len() * 24);
    for (code, figure, row) in figures {
        let _ = match figure {
            Figure::Value(quantity) => writeln!(out, "{code} {quantity} {row}"),
            Figure::Dash => writeln!(out, "{code} - {row}"),
            Figure::Missing => Ok(()),
        };
    }
    out
}

/// Reads [`write_lines`] back.
pub(crate) fn read_lines(text: &str) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::with_capacity(text.len() / 16);
    for line in text.lines() {
        lines.push(read_line(line).ok_or_else(|| damaged("city figure", line))?);
    }
    Ok(lines)
}

/// The lines of some cities alone, in the order of their codes as the lines are; the others are passed over unread.
pub(crate) fn lines_of(text: &str, codes: &[AreaCode]) -> Result<Vec<Line>, StoreError> {
    let (mut lines, mut rest) = (Vec::with_capacity(codes.len()), text);
    for code in codes {
        let begin = format!("{code} ");
        let at = match rest.starts_with(&begin) {
            true => Some(0),
            false => rest.find(&format!("\n{begin}")).map(|at| at + 1),
        };
        let Some(found) = at.and_then(|at| rest.get(at..)) else { continue };
        let line = found.lines().next().unwrap_or_default();
        lines.push(read_line(line).ok_or_else(|| damaged("city figure", line))?);
        rest = found;
    }
    Ok(lines)
}

/// A figure as it is stored: plain digits, or `-`.
pub(crate) fn figure_text(figure: Figure) -> String {
    match figure {
        Figure::Value(quantity) => quantity.to_string(),
        Figure::Dash => "-".into(),
        Figure::Missing => String::new(),
    }
}

/// Reads [`figure_text`] back.
pub(crate) fn read_figure(text: &str) -> Option<Figure> {
    match text {
        "" => Some(Figure::Missing),
        "-" => Some(Figure::Dash),
        text => plain_number(text.as_bytes()).or_else(|| text.parse().ok()).map(Figure::Value),
    }
}

fn read_line(line: &str) -> Option<Line> {
    let (code, rest) = line.split_once(' ')?;
    let (figure, row) = rest.split_once(' ')?;
    Some((code.parse().ok()?, read_figure(figure)?, row.parse().ok()?))
}

/// The fast path of most figures: up to 18 digits, with at most one point after the first.
fn plain_number(bytes: &[u8]) -> Option<Quantity> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    let (mut units, mut point) = (0i64, None);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => units = units * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |at| bytes.len() - at - 1);
    let known = (point.is_none() || decimals > 0) && decimals <= usize::from(Quantity::MAX_DECIMALS);
    known.then_some(Quantity { units, decimals: decimals as u8 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figure() -> impl Strategy<Value = Figure> {
        prop_oneof![
            Just(Figure::Dash),
            (-999_999_999_999_999_999i64..=999_999_999_999_999_999, 0u8..=9)
                .prop_map(|(units, decimals)| Figure::Value(Quantity { units, decimals })),
        ]
    }

    proptest! {
        #[test]
        fn lines_read_back(lines in proptest::collection::vec((1_000u32..48_000, figure(), any::<u32>()), 0..20)) {
            let lines: Vec<Line> =
                lines.into_iter().map(|(code, figure, row)| (AreaCode::new(code).unwrap(), figure, row)).collect();
            prop_assert_eq!(read_lines(&write_lines(&lines)).unwrap(), lines);
        }

        #[test]
        fn the_lines_of_some_cities_are_those_of_all_that_are_theirs(
            numbers in proptest::collection::btree_set(1_000u32..1_020, 0..20),
            wanted in proptest::collection::btree_set(1_000u32..1_020, 0..5),
        ) {
            let code = |number: u32| AreaCode::new(number).unwrap();
            let lines: Vec<Line> = numbers.into_iter().map(|number| (code(number), Figure::Dash, number)).collect();
            let wanted: Vec<AreaCode> = wanted.into_iter().map(code).collect();
            let theirs: Vec<Line> = lines.iter().filter(|(code, ..)| wanted.contains(code)).copied().collect();
            prop_assert_eq!(lines_of(&write_lines(&lines), &wanted).unwrap(), theirs);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9. \n-]{0,40}") {
            let _ = read_lines(&text);
        }
    }

    #[test]
    fn what_is_missing_has_no_line() {
        let code: AreaCode = "01100".parse().unwrap();
        assert_eq!(write_lines(&[(code, Figure::Missing, 1), (code, Figure::Dash, 2)]), "01100 - 2\n");
        for text in ["01100 1", "01100 1. 2", "01100 .1 2", "1100 1 2", "01100 1 x"] {
            assert!(read_lines(text).is_err(), "{text}");
        }
    }
}

//! Sentences that say what several lines show (折れ線図の説明文).

use fiscal::Quantity;

use super::Said;
use super::lines::{Band, LineSeries, LineStyle, Lines};
use super::series::{ReferenceLine, difference, in_words, limit_in_words, size, unit_of_difference};

/// Where each line begins and ends, its extremes, when it first passes a limit, and how far two end apart.
pub(super) fn said(lines: &Lines, is_off_zero: bool) -> Said {
    let mut said = Said { ja: String::new(), en: String::new() };
    if lines.series.iter().all(|series| series.values.iter().all(Option::is_none)) && lines.bands.is_empty() {
        return Said { ja: "値はまだ記載がない。".to_string(), en: "No value is stated.".to_string() };
    }
    for series in &lines.series {
        add(&mut said, course(&lines.categories, &lines.unit, series));
        add(&mut said, gaps(lines, series));
        for reference in &lines.references {
            add(&mut said, passing(lines, series, reference));
        }
    }
    add(&mut said, apart(lines));
    for band in &lines.bands {
        add(&mut said, range(lines, band));
    }
    if is_off_zero {
        add(&mut said, Some(("縦軸は0から始まらない。".into(), "The vertical axis does not start at zero.".into())));
    }
    said
}

/// Adds a sentence; English ones are parted by a space.
pub(super) fn add(said: &mut Said, sentence: Option<(String, String)>) {
    if let Some((ja, en)) = sentence {
        said.ja.push_str(&ja);
        if !said.en.is_empty() {
            said.en.push(' ');
        }
        said.en.push_str(&en);
    }
}

fn stated<'a>(categories: &'a [String], series: &'a LineSeries) -> Vec<(&'a str, Quantity)> {
    let labels = categories.iter().map(String::as_str);
    labels.zip(&series.values).filter_map(|(label, value)| value.map(|value| (label, value))).collect()
}

/// Where a line begins and ends, its extremes.
pub(super) fn course(categories: &[String], unit: &str, series: &LineSeries) -> Option<(String, String)> {
    let name = &series.name;
    let points = stated(categories, series);
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return Some((format!("{name}は値の記載がない。"), format!("{name}: no value is stated.")));
    };
    let words = |value: Quantity| in_words(value, unit);
    let (first_ja, first_en) = words(first.1);
    if points.len() == 1 {
        let label = first.0;
        return Some((
            format!("{name}は{label}の{first_ja}だけが記載されている。"),
            format!("{name}: only {label} is stated, {first_en}."),
        ));
    }
    let of = |point: &(&str, Quantity)| point.1.to_f64();
    // The earlier of equals, so that the sentence does not depend on how the maximum is searched.
    let highest = points.iter().fold(first, |best, point| if of(point) > of(&best) { *point } else { best });
    let lowest = points.iter().fold(first, |best, point| if of(point) < of(&best) { *point } else { best });
    if highest.1.to_f64() == lowest.1.to_f64() {
        return Some((
            format!("{name}は{}から{}まで{first_ja}で変わらない。", first.0, last.0),
            format!("{name} stays at {first_en} from {} to {}.", first.0, last.0),
        ));
    }
    let ((last_ja, last_en), (high_ja, high_en), (low_ja, low_en)) = (words(last.1), words(highest.1), words(lowest.1));
    Some((
        format!(
            "{name}は{}の{first_ja}から{}の{last_ja}へ。最も高いのは{}の{high_ja}、最も低いのは{}の{low_ja}。",
            first.0, last.0, highest.0, lowest.0
        ),
        format!(
            "{name}: from {first_en} in {} to {last_en} in {}; highest in {} ({high_en}), lowest in {} ({low_en}).",
            first.0, last.0, highest.0, lowest.0
        ),
    ))
}

/// The years within a line that have no value.
fn gaps(lines: &Lines, series: &LineSeries) -> Option<(String, String)> {
    let first = series.values.iter().position(Option::is_some)?;
    let last = series.values.iter().rposition(Option::is_some)?;
    let years: Vec<&str> = (first..last)
        .filter(|index| series.values[*index].is_none())
        .map(|index| lines.categories[index].as_str())
        .collect();
    (!years.is_empty())
        .then(|| (format!("{}は記載がない。", years.join("・")), format!("Not stated: {}.", years.join(", "))))
}

/// When a line first comes to the other side of a limit. That it never does is said of the line that is meant only.
fn passing(lines: &Lines, series: &LineSeries, reference: &ReferenceLine) -> Option<(String, String)> {
    let points = stated(&lines.categories, series);
    let limit = reference.value.to_f64();
    let (_, start) = *points.first()?;
    let (line_ja, line_en) = limit_in_words(reference, &lines.unit);
    let name = &series.name;
    let starts_above = start.to_f64() >= limit;
    let is_beyond = |value: &Quantity| if starts_above { value.to_f64() < limit } else { value.to_f64() > limit };
    match points.iter().find(|(_, value)| is_beyond(value)) {
        Some((label, _)) => {
            let (ja, en) = if starts_above { ("下回る", "falls below") } else { ("上回る", "passes") };
            Some((
                format!("{name}は{label}に初めて{line_ja}を{ja}。"),
                format!("{name} first {en} {line_en} in {label}."),
            ))
        }
        None if series.style == LineStyle::Main => {
            let (ja, en) = if starts_above {
                ("下回らない", "stays at or above")
            } else {
                ("上回らない", "does not pass")
            };
            Some((format!("{name}は{line_ja}を{ja}。"), format!("{name} {en} {line_en}.")))
        }
        None => None,
    }
}

/// How far the line that is meant ends from the baseline, or the second of two from the first.
fn apart(lines: &Lines) -> Option<(String, String)> {
    let of = |style: LineStyle| lines.series.iter().find(|series| series.style == style);
    let (base, meant) = match (of(LineStyle::Baseline), of(LineStyle::Main), lines.series.as_slice()) {
        (Some(base), Some(meant), _) => (base, meant),
        (_, _, [base, meant]) => (base, meant),
        _ => return None,
    };
    let index = (0..lines.categories.len()).rev().find(|i| base.values[*i].is_some() && meant.values[*i].is_some())?;
    let apart = difference(meant.values[index]?, base.values[index]?)?;
    let label = &lines.categories[index];
    let (meant, base) = (&meant.name, &base.name);
    let (unit_ja, unit_en) = unit_of_difference(&lines.unit);
    let ja = in_words(size(apart), unit_ja).0;
    let en = in_words(size(apart), unit_en).1;
    Some(match apart.units.signum() {
        0 => (format!("{label}では{meant}と{base}は同じ。"), format!("In {label}, {meant} equals {base}.")),
        1 => (
            format!("{label}では{meant}が{base}より{ja}大きい。"),
            format!("In {label}, {meant} is {en} above {base}."),
        ),
        _ => (
            format!("{label}では{meant}が{base}より{ja}小さい。"),
            format!("In {label}, {meant} is {en} below {base}."),
        ),
    })
}

fn range(lines: &Lines, band: &Band) -> Option<(String, String)> {
    let index = band.low.len().checked_sub(1)?;
    let label = lines.categories.get(index)?;
    let (low_ja, low_en) = in_words(*band.low.get(index)?, &lines.unit);
    let (high_ja, high_en) = in_words(*band.high.get(index)?, &lines.unit);
    let name = &band.name;
    Some((
        format!("{name}は{label}に{low_ja}から{high_ja}まで。"),
        format!("{name} reaches from {low_en} to {high_en} in {label}."),
    ))
}

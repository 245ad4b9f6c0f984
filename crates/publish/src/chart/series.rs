//! What the charts of quantities share (系列): values by category, runs without a gap, differences.

use fiscal::Quantity;

use super::Head;
use super::frame::Scale;
use crate::table::{Cell, shown_quantity};

/// A line across the picture at one value, such as a legal limit (基準線).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceLine {
    /// Its name, such as `早期健全化基準`.
    pub name: String,
    /// Where it lies, in the unit of the chart.
    pub value: Quantity,
}

/// One value a category: a longer list is cut, a shorter one ends in "not stated".
pub(super) fn padded(values: &[Option<Quantity>], count: usize) -> Vec<Option<Quantity>> {
    (0..count).map(|index| values.get(index).copied().flatten()).collect()
}

/// The stretches of categories without a gap, as points at 1, 2, 3 ….
pub(super) fn runs(values: &[Option<Quantity>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((index as f64 + 1.0, value.to_f64())),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The exact difference, with the decimals of the finer of the two; `None` when it does not fit.
pub(super) fn difference(value: Quantity, other: Quantity) -> Option<Quantity> {
    let decimals = value.decimals.max(other.decimals);
    let scaled = |quantity: Quantity| {
        let missing = u32::from(decimals.checked_sub(quantity.decimals)?);
        i128::from(quantity.units).checked_mul(10i128.checked_pow(missing)?)
    };
    let units = scaled(value)?.checked_sub(scaled(other)?)?;
    Some(Quantity { units: i64::try_from(units).ok()?, decimals })
}

/// The size of a quantity, without its sign.
pub(super) fn size(value: Quantity) -> Quantity {
    Quantity { units: value.units.checked_abs().unwrap_or(i64::MAX), decimals: value.decimals }
}

pub(super) fn cell(value: Option<Quantity>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

/// A value with its unit, in words: `7,236億円`, `7,236 億円`.
pub(super) fn in_words(value: Quantity, unit: &str) -> (String, String) {
    let shown = shown_quantity(value);
    (format!("{shown}{unit}"), format!("{shown} {unit}").trim_end().to_string())
}

/// Whether zero lies outside of an axis, which must be said.
pub(super) fn is_off_zero(scale: Scale) -> bool {
    scale.min > 0.0 || scale.max < 0.0
}

/// What stands over the vertical axis: its unit, and that it does not start at zero.
pub(super) fn unit_line(head: &Head, unit: &str, is_off_zero: bool) -> String {
    let note = if is_off_zero { head.lang.pick("縦軸は0から始まらない", "axis not from zero") } else { "" };
    let unit = if unit.is_empty() { String::new() } else { format!("{}{unit}", head.lang.pick("単位：", "Unit: ")) };
    match (unit.is_empty(), note.is_empty()) {
        (false, false) => format!("{unit}{}{note}{}", head.lang.pick("（", " ("), head.lang.pick("）", ")")),
        _ => format!("{unit}{note}"),
    }
}

/// A limit in words: its name with its value, or the name alone where that says it.
pub(super) fn limit_in_words(reference: &ReferenceLine, unit: &str) -> (String, String) {
    let name = &reference.name;
    if reference.value.units == 0 || name.contains(&shown_quantity(reference.value)) {
        return (name.clone(), name.clone());
    }
    let (ja, en) = in_words(reference.value, unit);
    (format!("{name}（{ja}）"), format!("{name} ({en})"))
}

/// The unit of a difference: percentages differ by points.
pub(super) fn unit_of_difference(unit: &str) -> (&str, &str) {
    match unit {
        "%" | "％" => ("ポイント", "points"),
        unit => (unit, unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_exact() {
        let of = |text: &str| text.parse::<Quantity>().unwrap();
        assert_eq!(difference(of("7236"), of("6571.6")), Some(of("664.4")));
        assert_eq!(difference(of("-0.1"), of("0.2")), Some(of("-0.3")));
        assert_eq!(difference(Quantity::whole(i64::MAX), Quantity::whole(-1)), None);
    }
}

//! Quantities by category and series as stacked bars (積み上げ棒グラフ), such as floor area by age and use.

use fiscal::Quantity;

use super::frame;
use super::stack::{Stack, draw_stack};
use super::words::{Told, over_time};
use super::{Chart, Head, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// Quantities by category and series (積み上げ棒). All share one unit; none is below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackedQuantities {
    /// The heading of the category column, such as `建築年度`.
    pub category_heading: String,
    /// The categories in order.
    pub categories: Vec<String>,
    /// The unit of every value, such as `千㎡`.
    pub unit: String,
    /// The series, each with one value a category; at most sixteen are told apart.
    pub series: Vec<QuantitySeries>,
}

/// The values of one series (系列).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantitySeries {
    /// Name, such as `学校教育系施設`.
    pub name: String,
    /// Which of the sixteen colours and patterns, from 0.
    pub color: usize,
    /// One value a category, all with the same decimals; shorter lists end in "not stated".
    pub values: Vec<Option<Quantity>>,
}

/// Draws stacked bars with the total above each.
pub fn stacked_quantities(head: &Head, bars: &StackedQuantities) -> Chart {
    let totals: Vec<Option<Quantity>> = (0..bars.categories.len()).map(|index| total(bars, index)).collect();
    let told: Vec<Option<Told>> = bars
        .categories
        .iter()
        .zip(&totals)
        .map(|(label, total)| {
            total.map(|total| {
                let words = format!("{}{}", shown_quantity(total), bars.unit);
                Told { label: label.clone(), value: total.to_f64(), ja: words.clone(), en: words }
            })
        })
        .collect();
    let missing: Vec<String> =
        bars.categories.iter().zip(&totals).filter(|(_, total)| total.is_none()).map(|(l, _)| l.clone()).collect();
    let said = over_time(("合計", "the total"), &told, &missing);
    assemble(head, said, table(head, bars, &totals), |frame| {
        let stack = Stack {
            categories: &bars.categories,
            series: bars.series.iter().map(|series| (series.name.as_str(), frame::bar_color(series.color))).collect(),
            values: (0..bars.categories.len())
                .map(|index| {
                    bars.series.iter().map(|series| value(series, index).map_or(0.0, Quantity::to_f64)).collect()
                })
                .collect(),
            totals: totals.iter().map(|total| total.map(|total| (total.to_f64(), shown_quantity(total)))).collect(),
            unit: &bars.unit,
            line: None,
        };
        draw_stack(head, &stack, frame)
    })
}

fn value(series: &QuantitySeries, index: usize) -> Option<Quantity> {
    series.values.get(index).copied().flatten()
}

/// The sum of what is stated, with the decimals of the finest value; `None` when nothing is, or it does not fit.
fn total(bars: &StackedQuantities, index: usize) -> Option<Quantity> {
    let stated: Vec<Quantity> = bars.series.iter().filter_map(|series| value(series, index)).collect();
    let decimals = stated.iter().map(|quantity| quantity.decimals).max()?;
    let units = stated.iter().try_fold(0_i64, |sum, quantity| {
        let scale = 10_i64.pow(u32::from(decimals - quantity.decimals));
        sum.checked_add(quantity.units.checked_mul(scale)?)
    })?;
    Some(Quantity { units, decimals })
}

fn table(head: &Head, bars: &StackedQuantities, totals: &[Option<Quantity>]) -> DataTable {
    let cell = |quantity: Option<Quantity>| quantity.map_or(Cell::Empty, Cell::Number);
    let mut header = vec![bars.category_heading.clone()];
    header.extend(bars.series.iter().map(|series| series.name.clone()));
    header.push(head.lang.pick("合計", "Total").to_string());
    let rows = bars.categories.iter().enumerate().map(|(index, category)| {
        let mut row = vec![Cell::Text(category.clone())];
        row.extend(bars.series.iter().map(|series| cell(value(series, index))));
        row.push(cell(totals[index]));
        row
    });
    DataTable { title: head.title.clone(), header, rows: rows.collect(), unit: bars.unit.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Basis, Lang};

    fn quantity(text: &str) -> Option<Quantity> {
        text.parse().ok()
    }

    #[test]
    fn the_picture_and_its_table_carry_every_value_and_the_total() {
        let head = Head {
            id: "age".into(),
            title: "築年別の延床面積".into(),
            lang: Lang::Ja,
            source: "例".into(),
            basis: Basis::Illustrative,
        };
        let bars = StackedQuantities {
            category_heading: "建築年度".into(),
            categories: vec!["1970〜1974".into(), "1975〜1979".into()],
            unit: "千㎡".into(),
            series: vec![
                QuantitySeries { name: "学校".into(), color: 4, values: vec![quantity("12.5"), quantity("30.0")] },
                QuantitySeries { name: "公営住宅".into(), color: 9, values: vec![quantity("7.5")] },
            ],
        };
        let chart = stacked_quantities(&head, &bars);
        let row = |index: usize| chart.table.rows[index].iter().map(Cell::shown).collect::<Vec<_>>();
        assert_eq!(row(0), ["1970〜1974", "12.5", "7.5", "20.0"]);
        assert_eq!(row(1), ["1975〜1979", "30.0", "―", "30.0"]);
        assert!(chart.svg.contains("30.0") && chart.svg.contains("公営住宅") && chart.svg.contains("千㎡"));
        assert!(chart.description.contains("20.0千㎡") || chart.description.contains("30.0千㎡"));
    }
}

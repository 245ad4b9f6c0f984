//! A table whose rows carry a bar (棒つきの表): figures and picture in one.

use app::Yen;
use askama::Template;
use fiscal::money::round_to_millions;

use crate::format;
use crate::html::Html;
use crate::lang::Lang;

/// One row: a group with its count and cost.
pub struct BarRow {
    /// What the group is.
    pub label: Html,
    /// Where its programs are listed; empty for nowhere.
    pub href: String,
    /// How many programs.
    pub programs: i64,
    /// What they cost.
    pub cost: Yen,
}

struct ShownRow {
    label: Html,
    href: String,
    share: String,
    count: String,
    cost: String,
}

#[derive(Template)]
#[template(path = "bars.html")]
struct Bars<'a> {
    lang: Lang,
    caption: &'a str,
    heading: &'a str,
    rows: Vec<ShownRow>,
    total_count: String,
    total_cost: String,
}

/// The table; bars are scaled to the largest cost. `programs` and `cost` are the totals the source gives.
pub fn bars(lang: Lang, caption: &str, heading: &str, rows: Vec<BarRow>, programs: i64, cost: Yen) -> Html {
    let largest = rows.iter().map(|row| row.cost.0).max().unwrap_or(0).max(1);
    let millions = |amount: Yen| Yen(round_to_millions(amount)).to_string();
    let html = Bars {
        lang,
        caption,
        heading,
        rows: rows
            .into_iter()
            .map(|row| ShownRow {
                label: row.label,
                href: row.href,
                // A share of a picture's width, not an amount of money.
                share: format!("{:.1}", row.cost.0.max(0) as f64 * 100.0 / largest as f64),
                count: format::count(row.programs),
                cost: millions(row.cost),
            })
            .collect(),
        total_count: format::count(programs),
        total_cost: millions(cost),
    };
    Html(html.render().unwrap_or_default())
}

//! Bars of the roadmap in words (工程): a table a cluster, whole or of one year.

use reform::roadmap::{Quarter, Span};

use super::book::{Book, table};
use super::{DocumentCell, Table};
use crate::edition::{Bar, Cluster};
use crate::query::Unit;

/// The bars of a cluster, of all years or of those a year touches, in the order of their lanes; empty where there are none.
pub(super) fn bars_table(book: &Book, cluster: &Cluster, year: Option<i32>, caption: &str) -> Table {
    let mut made = table(
        caption,
        Unit::Number,
        &[("取組の区分", 1.4), ("取組", 3.4), ("期間", 2.4), ("性質", 0.9), ("進み", 1.2)],
    );
    let bars = book.index.edition().roadmap.bars.iter();
    let mut bars: Vec<&Bar> =
        bars.filter(|bar| bar.cluster == cluster.id && year.is_none_or(|y| touches(bar, y))).collect();
    bars.sort_by(|a, b| (a.lane, &a.from, &a.id).cmp(&(b.lane, &b.from, &b.id)));
    for bar in bars {
        let basis = match bar.page {
            Some(page) => format!("{}（{page}ページ）", bar.basis.ja),
            None => bar.basis.ja.clone(),
        };
        let words = [bar.part.ja.clone(), bar.text.ja.clone(), span_ja(bar), basis, bar.progress.ja.clone()];
        made.row(words.into_iter().map(DocumentCell::text).collect());
    }
    made
}

/// Whether a bar has a quarter in a year.
fn touches(bar: &Bar, year: i32) -> bool {
    span(bar).is_some_and(|span| span.from().year().start() <= year && year <= span.to().year().start())
}

/// How long a bar takes, in words.
fn span_ja(bar: &Bar) -> String {
    span(bar).map_or_else(|| format!("{}〜{}", bar.from, bar.to), Span::label_ja)
}

fn span(bar: &Bar) -> Option<Span> {
    Span::new(quarter(&bar.from)?, quarter(&bar.to)?)
}

/// `2026-1` is April to June of the fiscal year 2026.
fn quarter(text: &str) -> Option<Quarter> {
    let (year, number) = text.split_once('-')?;
    Quarter::new(fiscal::FiscalYear::new(year.parse().ok()?).ok()?, number.parse().ok()?)
}

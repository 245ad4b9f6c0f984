//! The frame in pictures (投資枠の図): how far it has come, and where money comes from and goes to.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};
use publish::chart::sankey::{Flow, Sankey, SankeyNode, sankey};
use publish::chart::{Basis, Chart, Head, Lang, MoneySeries, StackedBars, stacked};
use reform::frame::{Entry, Side};
use reform::plan::PlanFrame;

use super::FrameView;
use super::tables::{side_names, year_name};
use crate::error::AppError;
use crate::study::words::pick;

/// What is secured in each year by category, or was published undivided, beside the average of the target.
pub fn progress_chart(view: &FrameView, source: &str, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let years = &view.progress.years;
    let mut series: Vec<MoneySeries> = Vec::new();
    for (index, category) in view.plan.categories.iter().enumerate() {
        let values = years.iter().map(|year| {
            let uses = view.counting(Some(year.year)).into_iter().map(|stored| &stored.entry);
            let of_it = uses.filter(|entry| entry.side == Side::Use(category.id.clone()));
            Yen::checked_sum(of_it.map(|entry| entry.amount)).ok().filter(|amount| *amount > Yen::ZERO)
        });
        let name = t(&category.name.ja, category.name.en_or_ja());
        series.push(MoneySeries { name, color: index, values: values.collect() });
    }
    if years.iter().any(|year| year.is_published) {
        let values = years.iter().map(|year| year.is_published.then_some(year.secured)).collect();
        let name = t("公表された額（内訳なし）", "published, not divided");
        series.push(MoneySeries { name, color: 4, values });
    }
    let average = Yen(view.progress.target.0 / i64::try_from(years.len().max(1)).unwrap_or(1));
    let is_made_up = view.is_illustrative;
    let head = Head {
        id: "frame-progress".into(),
        title: t("年度ごとに確保した投資枠", "The frame secured by year"),
        lang,
        source: source.to_owned(),
        basis: if is_made_up { Basis::Illustrative } else { Basis::Assumed },
    };
    let bars = StackedBars {
        category_heading: t("年度", "Fiscal year"),
        categories: years.iter().map(|year| year_name(year.year, lang)).collect(),
        series,
        reference: Some((t("年度の目標の平均", "target of a year, on average"), average)),
    };
    stacked(&head, &bars)
}

/// How many sources, and how many uses, stand by their own name; smaller ones are put together by kind and category.
const NAMED_MOST: usize = 10;

/// Where the money of a year, or of all years, comes from and where it goes: sources, years, categories, uses. Money without a
/// use and uses without money are shown as such, so that both sides of every year meet.
///
/// # Errors
/// When a sum does not fit.
pub fn flow_chart(view: &FrameView, year: Option<FiscalYear>, source: &str, lang: Lang) -> Result<Chart, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut flows = Flows::default();
    let entries = view.counting(year);
    let (sources, uses): (Vec<_>, Vec<_>) =
        entries.into_iter().map(|stored| &stored.entry).partition(|entry| matches!(entry.side, Side::Source(_)));
    for (entry, name) in named(&sources, &view.plan, lang) {
        let from = flows.node(0, &name);
        let to = flows.node(1, &year_name(entry.year, lang));
        flows.add(from, to, entry.amount);
    }
    for (entry, name) in named(&uses, &view.plan, lang) {
        let from = flows.node(1, &year_name(entry.year, lang));
        let category = flows.node(2, &side_names(&entry.side, &view.plan, lang).1);
        let to = flows.node(3, &name);
        flows.add(from, category.clone(), entry.amount);
        flows.add(category, to, entry.amount);
    }
    for year in view.progress.years.iter().map(|year| year.year).filter(|of| year.is_none_or(|year| year == *of)) {
        let open = view.difference(year)?;
        if open == Yen::ZERO {
            continue;
        }
        let node = flows.node(1, &year_name(year, lang));
        if open > Yen::ZERO {
            let to = flows.node(2, &t("使い道が未定", "no use yet"));
            flows.add(node, to, open);
        } else {
            let from = flows.node(0, &t("財源が未定", "no money yet"));
            flows.add(from, node, Yen(-open.0));
        }
    }
    let head = Head {
        id: "frame-flow".into(),
        title: t("財源から使途への流れ", "From sources to uses"),
        lang,
        source: source.to_owned(),
        basis: if view.is_illustrative { Basis::Illustrative } else { Basis::Published },
    };
    Ok(sankey(&head, &Sankey { nodes: flows.nodes, flows: flows.flows }))
}

/// Nodes by layer and name, and the flows between them.
#[derive(Default)]
struct Flows {
    nodes: Vec<SankeyNode>,
    flows: Vec<Flow>,
}

impl Flows {
    /// The id of the node of this name in a layer, made when it is not there yet.
    fn node(&mut self, layer: usize, label: &str) -> String {
        let found = self.nodes.iter().find(|node| node.layer == layer && node.label == label);
        if let Some(node) = found {
            return node.id.clone();
        }
        let id = format!("n{}", self.nodes.len());
        self.nodes.push(SankeyNode { id: id.clone(), label: label.to_owned(), layer });
        id
    }

    fn add(&mut self, from: String, to: String, amount: Yen) {
        self.flows.push(Flow { from, to, amount });
    }
}

/// Each entry with the name it stands under: its own among the largest, else that of its kind or category.
fn named<'e>(entries: &[&'e Entry], plan: &PlanFrame, lang: Lang) -> Vec<(&'e Entry, String)> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for entry in entries {
        *sums.entry(&entry.title).or_default() += i128::from(entry.amount.0);
    }
    let mut largest: Vec<(&str, i128)> = sums.into_iter().collect();
    largest.sort_by_key(|(title, sum)| (std::cmp::Reverse(*sum), *title));
    largest.truncate(NAMED_MOST);
    let rest = |entry: &Entry| {
        let kind = side_names(&entry.side, plan, lang).1;
        pick(lang, &format!("{kind}（小口）"), &format!("{kind} (small ones)"))
    };
    let name = |entry: &'e Entry| match largest.iter().any(|(title, _)| *title == entry.title) {
        true => entry.title.clone(),
        false => rest(entry),
    };
    entries.iter().map(|entry| (*entry, name(entry))).collect()
}

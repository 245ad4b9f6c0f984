use proptest::prelude::*;

use super::super::frame::{NARROW, WIDE, text_width};
use super::layout::{Laid, Side, lay_out};
use super::*;
use crate::chart::{Basis, Lang};

fn head(lang: Lang) -> Head {
    Head { id: "s".into(), title: "資金の流れ".into(), lang, source: "試験".into(), basis: Basis::Illustrative }
}

fn node(id: &str, label: &str, layer: usize) -> SankeyNode {
    SankeyNode { id: id.into(), label: label.into(), layer }
}

fn flow(from: &str, to: &str, yen: i64) -> Flow {
    Flow { from: from.into(), to: to.into(), amount: Yen(yen) }
}

fn frame() -> Sankey {
    Sankey {
        nodes: vec![
            node("a", "事務事業の見直し", 0),
            node("b", "公共施設の集約", 0),
            node("c", "使われない項目", 0),
            node("x", "若者・子ども", 1),
            node("y", "産業基盤", 1),
        ],
        flows: vec![
            flow("a", "x", 6_000_000_000),
            flow("a", "y", 1_100_000_000),
            flow("b", "y", 4_000_000_000),
            flow("c", "y", 0),
        ],
    }
}

#[test]
fn amounts_are_said_and_listed_and_zero_is_left_out() {
    let chart = sankey(&head(Lang::Ja), &frame());
    assert!(
        chart
            .description
            .starts_with("出どころの合計は111億円。多い順に事務事業の見直し（71億円）、公共施設の集約（40億円）。")
    );
    assert!(chart.description.contains("金額のない項目1件"));
    assert_eq!(chart.table.rows.len(), 3);
    assert!(!chart.svg.contains("使われない項目"));
    assert_eq!(chart.svg.matches("<path").count(), 3);
    assert_eq!(chart.svg.matches("<rect").count(), 4);
    assert!(sankey(&head(Lang::En), &frame()).description_en.contains("¥11.1 billion from the sources"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let mut odd = frame();
    odd.flows.extend([flow("a", "x", -5), flow("x", "a", 5), flow("a", "nowhere", 5), flow("a", "a", 5)]);
    let chart = sankey(&head(Lang::Ja), &odd);
    assert!(chart.description.contains("図に描けない流れ（負の額や向きの合わないもの）が4件"), "{}", chart.description);
    assert_eq!(chart.table.rows.len(), 7);
    assert_eq!(chart.svg.matches("<path").count(), 3);
    let nothing = sankey(&head(Lang::Ja), &Sankey::default());
    assert_eq!(nothing.description, "示せる金額の流れはまだない。（例示）");
}

#[test]
fn what_does_not_balance_between_is_said() {
    let between = Sankey {
        nodes: vec![node("a", "源", 0), node("m", "枠", 1), node("z", "使い道", 2)],
        flows: vec![flow("a", "m", 300_000_000), flow("m", "z", 200_000_000)],
    };
    assert!(sankey(&head(Lang::Ja), &between).description.contains("枠では入る額と出る額が合わない。"));
}

/// The rectangles the names and amounts take.
fn texts(laid: &Laid, font: u32) -> Vec<(f64, f64, f64, f64)> {
    let line = if font == NARROW.font { 15.0 } else { 16.0 };
    laid.bars
        .iter()
        .map(|bar| {
            let lines = bar.name.iter().chain([&bar.amount]);
            let width = lines.map(|line| text_width(line, font)).fold(0.0, f64::max);
            let left = match bar.side {
                Side::Start => bar.text_x,
                Side::Middle => bar.text_x - width / 2.0,
                Side::End => bar.text_x - width,
            };
            let top = bar.text_y - f64::from(font);
            (left, top, left + width, top + line * bar.name.len() as f64 + f64::from(font))
        })
        .collect()
}

proptest! {
    #[test]
    fn names_do_not_collide_and_every_yen_has_its_width(
        labels in proptest::collection::vec(("[あ-んア-ン]{1,24}", 0usize..4), 2..60),
        links in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1i64..90_000_000_000), 1..80),
    ) {
        let nodes: Vec<SankeyNode> =
            labels.iter().enumerate().map(|(at, (label, layer))| node(&at.to_string(), label, *layer)).collect();
        let flows: Vec<Flow> = links
            .iter()
            .map(|(one, other, yen)| (one.index(nodes.len()), other.index(nodes.len()), *yen))
            .filter(|(one, other, _)| nodes[*one].layer != nodes[*other].layer)
            .map(|(one, other, yen)| {
                let (from, to) = if nodes[one].layer < nodes[other].layer { (one, other) } else { (other, one) };
                flow(&from.to_string(), &to.to_string(), yen)
            })
            .collect();
        let sankey = Sankey { nodes, flows };
        let (drawn, left_out) = sort_out(&sankey);
        prop_assert_eq!(left_out, 0);
        let total: i128 = sankey.flows.iter().map(|flow| i128::from(flow.amount.0)).sum();
        prop_assert_eq!(drawn.flows.iter().map(|flow| flow.2).sum::<i128>(), total);
        for frame in [&WIDE, &NARROW] {
            let laid = lay_out(&drawn, frame, Lang::Ja);
            for (at, bar) in laid.bars.iter().enumerate() {
                prop_assert!(bar.y >= 0.0 && bar.y + bar.height <= laid.height);
                for other in &laid.bars[at + 1..] {
                    prop_assert!(bar.x != other.x || bar.y + bar.height <= other.y || other.y + other.height <= bar.y);
                }
                // A bar is as high as what goes through it, of ribbons on the fuller side.
                let sum = |is_out: bool| -> f64 {
                    let of_bar = |ribbon: &&super::layout::Ribbon| (if is_out { ribbon.from } else { ribbon.to }) == bar.node;
                    laid.ribbons.iter().filter(of_bar).map(|ribbon| ribbon.width).sum()
                };
                prop_assert!((sum(true).max(sum(false)) - bar.height).abs() < 0.01 || bar.height <= 1.5);
            }
            let texts = texts(&laid, frame.font);
            for (at, one) in texts.iter().enumerate() {
                prop_assert!(one.0 >= -0.5 && one.2 <= frame.width + 0.5, "beyond the picture: {one:?}");
                for other in &texts[at + 1..] {
                    let apart = one.2 <= other.0 + 0.5 || other.2 <= one.0 + 0.5 || one.3 <= other.1 + 0.5 || other.3 <= one.1 + 0.5;
                    prop_assert!(apart, "{one:?} lies on {other:?}");
                }
            }
        }
    }
}

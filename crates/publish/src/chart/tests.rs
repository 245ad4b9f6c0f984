use expect_test::{Expect, expect};
use fiscal::comparison::GoodSide;
use fiscal::{Quantity, Yen};
use proptest::prelude::*;

use super::*;
use crate::table::Cell;

mod lines;
mod pairs;

fn head(id: &str, lang: Lang) -> Head {
    Head { id: id.into(), title: "見出し <b>".into(), lang, source: "試験".into(), basis: Basis::Illustrative }
}

fn small_bars() -> StackedBars {
    let series = |name: &str, color: usize, values: [Option<i64>; 3]| MoneySeries {
        name: name.into(),
        color,
        values: values.map(|yen| yen.map(Yen)).to_vec(),
    };
    StackedBars {
        category_heading: "年度".into(),
        categories: ["R4", "R5", "R6"].map(String::from).to_vec(),
        series: vec![
            series("国庫支出金", 0, [Some(600_000_000), None, Some(-200_000_000)]),
            series("一般財源", 1, [Some(400_000_000), None, Some(900_000_000)]),
        ],
        reference: None,
    }
}

/// The tags with their classes and the texts, without coordinates.
fn structure(svg: &str) -> String {
    let mut out = String::new();
    let mut rest = svg;
    while let Some(open) = rest.find('<') {
        let text = rest[..open].trim();
        if !text.is_empty() {
            out.push_str(&format!("  {text}\n"));
        }
        let close = rest[open..].find('>').unwrap() + open;
        let tag = &rest[open + 1..close];
        if !tag.starts_with('/') {
            let name = tag.split([' ', '/']).next().unwrap();
            let class = tag.split("class=\"").nth(1).map(|rest| rest.split('"').next().unwrap()).unwrap_or("");
            out.push_str(format!("{name} {class}").trim_end());
            out.push('\n');
        }
        rest = &rest[close + 1..];
    }
    out
}

fn check(actual: &str, expected: &Expect) {
    expected.assert_eq(actual);
}

#[test]
fn a_small_stack_has_this_structure() {
    let chart = stacked(&head("m", Lang::Ja), &small_bars());
    check(
        &structure(&chart.svg_narrow),
        &expect![[r#"
            svg chart-svg chart-narrow
            title
              見出し &lt;b&gt;
            desc
              R4からR6までの合計額。最も高いのはR4の10億円、最も低いのはR6の7億円。最新のR6は7億円で、R4より30.0%少ない。R5は記載がない。（例示）
            defs
            pattern
            path pat
            line grid
            line grid
            line grid
            line grid
            line grid
            line axis
            line axis
            line axis
            text label
              ▲250
            line axis
            text label
              0
            line axis
            text label
              250
            line axis
            text label
              500
            line axis
            text label
              750
            line axis
            text label
              1,000
            clipPath
            rect
            g
            rect c1
            rect c2
            rect
            rect c2
            rect
            rect c1
            line axis
            text label
              R4
            line axis
            text label
              R5
            line axis
            text label
              R6
            rect c1
            text label
              国庫支出金
            rect c2
            rect
            text label
              一般財源
            text label
              単位：百万円
            line axis
            text label halo
              1,000
            text label halo
              ―
            text label halo
              700
        "#]],
    );
}

#[test]
fn a_stack_says_what_it_shows_in_both_languages() {
    let chart = stacked(&head("m", Lang::En), &small_bars());
    check(
        &format!("{}\n{}\n", chart.description, chart.description_en),
        &expect![[r#"
        R4からR6までの合計額。最も高いのはR4の10億円、最も低いのはR6の7億円。最新のR6は7億円で、R4より30.0%少ない。R5は記載がない。（例示）
        The total from R4 to R6. Highest in R4 (¥1.0 billion), lowest in R6 (¥700.0 million). The latest, R6, is ¥700.0 million, 30.0% less than R4. Not stated: R5. (illustrative)
    "#]],
    );
    assert!(chart.svg.contains("lang=\"en\"") && chart.svg.contains("Unit: ¥ million"));
    assert_eq!(chart.table.header, ["年度", "国庫支出金", "一般財源", "Total"]);
    let shown: Vec<String> = chart.table.rows.iter().map(|row| row.last().unwrap().shown()).collect();
    assert_eq!(shown, ["1,000,000,000", "―", "700,000,000"]);
}

#[test]
fn ids_carry_the_prefix_and_differ_between_the_two_widths() {
    let chart = stacked(&head("a b\"<1", Lang::Ja), &small_bars());
    let ids = |svg: &str| -> Vec<String> {
        svg.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_string()).collect()
    };
    let (wide, narrow) = (ids(&chart.svg), ids(&chart.svg_narrow));
    assert_eq!(wide, ["ab1-w-t", "ab1-w-d", "ab1-w-p2", "ab1-w-clip1"]);
    assert!(narrow.iter().all(|id| id.starts_with("ab1-n-") && !wide.contains(id)));
    assert!(chart.svg.contains("role=\"img\" aria-labelledby=\"ab1-w-t ab1-w-d\""));
    assert!(chart.svg.contains("見出し &lt;b&gt;"));
}

#[test]
fn a_missing_year_is_a_gap() {
    let values = |values: [Option<i64>; 5]| values.map(|value| value.map(Quantity::whole)).to_vec();
    let chart = trend(
        &head("t", Lang::Ja),
        &Trend {
            category_heading: "年度".into(),
            categories: ["R2", "R3", "R4", "R5", "R6"].map(String::from).to_vec(),
            unit: "人".into(),
            actual_name: "実績".into(),
            actual: values([Some(10), Some(12), None, Some(9), Some(15)]),
            target_name: "目標".into(),
            target: values([None; 5]),
        },
    );
    // One line for R2–R3, one for R5–R6, one in the legend.
    assert_eq!(chart.svg.matches("class=\"line c1\"").count(), 3);
    assert_eq!(chart.table.header, ["年度", "実績"]);
    check(
        &chart.description,
        &expect![
            "R2からR6までの実績。最も高いのはR6の15人、最も低いのはR5の9人。最新のR6は15人で、R2より50.0%多い。R4は記載がない。縦軸は0から始まらない。（例示）"
        ],
    );
}

#[test]
fn a_ranking_sorts_shares_ranks_and_marks_its_own() {
    let rows =
        [("甲市", Some("12.5")), ("乙市", Some("30.0")), ("丙市", None), ("丁市", Some("12.5")), ("戊市", Some("-1"))];
    let chart = ranking(
        &head("r", Lang::Ja),
        &Ranking {
            name_heading: "市".into(),
            value_heading: "率".into(),
            unit: "％".into(),
            rows: rows.iter().map(|(name, value)| ((*name).into(), value.map(|v| v.parse().unwrap()))).collect(),
            dashes: Vec::new(),
            highlight: Some("丁市".into()),
            average: Some(("平均".into(), "13.5".parse().unwrap())),
        },
    );
    let table: Vec<String> =
        chart.table.rows.iter().map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(table, ["1 乙市 30.0", "2 甲市 12.5", "2 丁市 12.5", "4 戊市 ▲1", "― 丙市 ―", "― 平均 13.5"]);
    assert!(chart.svg.contains(">▶ 2 丁市</text>"));
    check(
        &chart.description,
        &expect![
            "率の高い順。4件のうち最も高いのは乙市の30.0％、最も低いのは戊市の▲1％。丁市は12.5％で高い方から2番目。平均は13.5％。1件は記載がない。（例示）"
        ],
    );
}

#[test]
fn a_dash_ranks_below_every_number_and_silence_has_no_rank() {
    let rows = [("甲市", None), ("乙市", Some("3.0")), ("丙市", None), ("丁市", None)];
    let chart = ranking(
        &head("r", Lang::Ja),
        &Ranking {
            name_heading: "市".into(),
            value_heading: "率".into(),
            unit: "％".into(),
            rows: rows.iter().map(|(name, value)| ((*name).into(), value.map(|v: &str| v.parse().unwrap()))).collect(),
            dashes: vec!["丙市".into(), "丁市".into()],
            highlight: None,
            average: None,
        },
    );
    let table: Vec<String> =
        chart.table.rows.iter().map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(table, ["1 乙市 3.0", "2 丙市 −", "2 丁市 −", "― 甲市 ―"]);
    assert!(chart.svg.contains(">2 丙市</text>") && chart.svg.contains(">−</text>"));
    assert!(chart.description.contains("2件は「−」で、どの数字よりも低い。1件は記載がない。"), "{}", chart.description);
}

#[test]
fn counts_and_scatter_say_what_they_show() {
    let rows = [("拡充", 1), ("継続", 3), ("廃止", 0)];
    let counted = counts(
        &head("c", Lang::Ja),
        &Counts {
            name_heading: "方向性".into(),
            value_heading: "事業数".into(),
            unit: "件".into(),
            rows: rows.iter().map(|(name, count)| ((*name).into(), *count)).collect(),
        },
    );
    let crossed =
        scatter(&head("s", Lang::Ja), &small_scatter(&[(Some(1), Some(2)), (Some(3), Some(1)), (None, Some(1))]));
    check(
        &[counted.description, counted.description_en, crossed.description, crossed.description_en].join("\n"),
        &expect![[r#"
            合わせて4件。最も多いのは継続の3件で、全体の75.0%。（例示）
            4 in all. Most are 継続: 3, 75.0% of all. (illustrative)
            横軸は横、縦軸は縦。2件を点で示す。都市0は横が1で平均より低く、縦が2で平均より高い。1件は値がそろわず、表にだけ載せる。（例示）
            横 across, 縦 upwards, 2 dots. 都市0 is below average in 横 (1) and above average in 縦 (2). 1 lack a value and are in the table only. (illustrative)"#]],
    );
}

fn small_scatter(points: &[(Option<i64>, Option<i64>)]) -> Scatter {
    let point = |(index, (x, y)): (usize, &(Option<i64>, Option<i64>))| Point {
        name: format!("都市{index}"),
        x: x.map(Quantity::whole),
        y: y.map(Quantity::whole),
    };
    Scatter {
        name_heading: "市".into(),
        x_heading: "横".into(),
        y_heading: "縦".into(),
        points: points.iter().enumerate().map(point).collect(),
        highlight: Some("都市0".into()),
        averages: Some((Quantity::whole(2), Quantity::whole(1))),
        good: (GoodSide::Neither, GoodSide::Neither),
        group_names: None,
    }
}

/// Tags close in order, no number is broken, nothing the page's content policy forbids.
fn assert_sound(chart: &Chart) {
    for svg in [&chart.svg, &chart.svg_narrow] {
        let mut open: Vec<&str> = Vec::new();
        for tag in svg.split('<').skip(1) {
            let inside = tag.split('>').next().unwrap();
            match inside.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{svg}"),
                None if inside.ends_with('/') => {}
                None => open.push(inside.split_whitespace().next().unwrap()),
            }
            for value in inside.split('"').skip(1).step_by(2) {
                assert!(!value.contains("NaN") && !value.contains("inf"), "{inside}");
            }
        }
        assert!(open.is_empty());
        assert!(!svg.contains(" style=") && !svg.contains("<style") && !svg.contains("<script"));
        assert!(!svg.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    }
}

fn amounts() -> impl Strategy<Value = Vec<Option<i64>>> {
    let amount = prop_oneof![any::<i64>(), -1_000_000i64..1_000_000, Just(0), Just(i64::MIN), Just(i64::MAX)];
    proptest::collection::vec(proptest::option::of(amount), 0..24)
}

fn quantities(values: &[Option<i64>]) -> Vec<Option<Quantity>> {
    values
        .iter()
        .map(|value| value.map(|units| Quantity { units, decimals: (units.unsigned_abs() % 10) as u8 }))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_amounts_make_a_sound_picture(first in amounts(), second in amounts(), name in any::<String>()) {
        let yen = |values: &[Option<i64>]| values.iter().map(|value| value.map(Yen)).collect();
        let bars = StackedBars {
            category_heading: name.clone(),
            categories: (0..first.len()).map(|index| format!("{name}{index}")).collect(),
            series: vec![
                MoneySeries { name: name.clone(), color: 0, values: yen(&first) },
                MoneySeries { name: name.clone(), color: 13, values: yen(&second) },
            ],
            reference: second.first().copied().flatten().map(|line| (name, Yen(line))),
        };
        let chart = stacked(&head("p", Lang::Ja), &bars);
        assert_sound(&chart);
        prop_assert_eq!(chart, stacked(&head("p", Lang::Ja), &bars));
    }

    #[test]
    fn any_values_make_sound_pictures(first in amounts(), second in amounts(), name in any::<String>()) {
        let line = Trend {
            category_heading: "年度".into(),
            categories: (0..first.len()).map(|index| format!("R{index}")).collect(),
            unit: name.clone(),
            actual_name: name.clone(),
            actual: quantities(&first),
            target_name: "目標".into(),
            target: quantities(&second),
        };
        assert_sound(&trend(&head("p", Lang::Ja), &line));
        let places = Ranking {
            name_heading: "市".into(),
            value_heading: "値".into(),
            unit: "件".into(),
            rows: quantities(&first).into_iter().map(|value| (name.clone(), value)).collect(),
            dashes: Vec::new(),
            highlight: Some(name.clone()),
            average: quantities(&second).into_iter().flatten().next().map(|value| (name.clone(), value)),
        };
        assert_sound(&ranking(&head("p", Lang::En), &places));
        let counted = Counts {
            name_heading: "款".into(),
            value_heading: "件数".into(),
            unit: "件".into(),
            rows: first.iter().map(|value| (name.clone(), value.unwrap_or(0).unsigned_abs())).collect(),
        };
        assert_sound(&counts(&head("p", Lang::Ja), &counted));
        let points: Vec<_> = first.iter().copied().zip(second.iter().copied()).collect();
        assert_sound(&scatter(&head("p", Lang::Ja), &small_scatter(&points)));
    }
}

use expect_test::expect;
use fiscal::Quantity;
use proptest::prelude::*;

use super::{amounts, assert_sound, check, head, quantities};
use crate::chart::{Band, Chart, Lang, LineSeries, LineStyle, Lines, ReferenceLine, lines};

fn q(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn series(name: &str, style: LineStyle, values: &[&str]) -> LineSeries {
    LineSeries { name: name.into(), values: values.iter().map(|value| value.parse().ok()).collect(), style }
}

fn years(count: usize, series: Vec<LineSeries>) -> Lines {
    Lines {
        category_heading: "年度".into(),
        categories: (0..count).map(|index| format!("R{}", index + 6)).collect(),
        unit: "億円".into(),
        series,
        references: Vec::new(),
        bands: Vec::new(),
    }
}

fn two() -> Lines {
    Lines {
        references: vec![ReferenceLine { name: "ゼロ".into(), value: Quantity::whole(0) }],
        bands: vec![Band {
            name: "80%の範囲".into(),
            low: vec![q("376"), q("90"), q("-150")],
            high: vec![q("376"), q("200"), q("80")],
        }],
        ..years(
            3,
            vec![
                series("改善なし", LineStyle::Baseline, &["376", "150", "-34"]),
                series("改善あり", LineStyle::Main, &["376", "300", "216.5"]),
            ],
        )
    }
}

fn texts(svg: &str) -> Vec<(f64, f64, String)> {
    svg.lines()
        .filter(|line| line.starts_with("<text"))
        .map(|line| {
            let attribute = |name: &str| line.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap();
            let content = line.split('>').nth(1).unwrap().split('<').next().unwrap();
            (attribute("x").parse().unwrap(), attribute("y").parse().unwrap(), content.to_string())
        })
        .collect()
}

fn table(chart: &Chart) -> Vec<String> {
    let shown = |row: &Vec<crate::table::Cell>| row.iter().map(crate::table::Cell::shown).collect::<Vec<_>>().join(" ");
    chart.table.rows.iter().map(shown).collect()
}

#[test]
fn two_lines_say_where_they_end_pass_and_how_far_apart() {
    let chart = lines(&head("l", Lang::Ja), &two());
    check(
        &format!("{}\n{}", chart.description, chart.description_en),
        &expect![[r#"
            改善なしはR6の376億円からR8の▲34億円へ。最も高いのはR6の376億円、最も低いのはR8の▲34億円。改善なしはR8に初めてゼロを下回る。改善ありはR6の376億円からR8の216.5億円へ。最も高いのはR6の376億円、最も低いのはR8の216.5億円。改善ありはゼロを下回らない。R8では改善ありが改善なしより250.5億円大きい。80%の範囲はR8に▲150億円から80億円まで。（例示）
            改善なし: from 376 億円 in R6 to ▲34 億円 in R8; highest in R6 (376 億円), lowest in R8 (▲34 億円). 改善なし first falls below ゼロ in R8. 改善あり: from 376 億円 in R6 to 216.5 億円 in R8; highest in R6 (376 億円), lowest in R8 (216.5 億円). 改善あり stays at or above ゼロ. In R8, 改善あり is 250.5 億円 above 改善なし. 80%の範囲 reaches from ▲150 億円 to 80 億円 in R8. (illustrative)"#]],
    );
    assert_eq!(chart.table.header, ["年度", "改善なし", "改善あり", "80%の範囲（下限）", "80%の範囲（上限）", "ゼロ"]);
    assert_eq!(table(&chart), ["R6 376 376 376 376 0", "R7 150 300 90 200 0", "R8 ▲34 216.5 ▲150 80 0"]);
    assert_sound(&chart);
    // A dashed grey baseline under a solid line, a band whose lightness is an attribute.
    assert!(chart.svg.contains("class=\"line c8\"") && chart.svg.contains("stroke-dasharray=\"6,6\""));
    assert!(chart.svg.contains("class=\"c1\" fill=\"#0017c1\" fill-opacity=\"0.2\""));
    assert!(texts(&chart.svg).iter().any(|(_, _, text)| text == "改善なし ▲34"));
}

#[test]
fn a_percentage_passes_a_limit_and_differs_by_points() {
    let chart = lines(
        &head("l", Lang::Ja),
        &Lines {
            unit: "％".into(),
            references: vec![ReferenceLine { name: "早期健全化基準".into(), value: q("25.0") }],
            ..years(
                3,
                vec![
                    series("基準", LineStyle::Baseline, &["24.0", "24.5", "24.9"]),
                    series("シナリオ", LineStyle::Main, &["24.0", "25.0", "25.1"]),
                ],
            )
        },
    );
    for words in [
        "シナリオはR8に初めて早期健全化基準（25.0％）を上回る。",
        "R8ではシナリオが基準より0.2ポイント大きい。",
        "縦軸は0から始まらない。",
    ] {
        assert!(chart.description.contains(words), "{words}\n{}", chart.description);
    }
    assert!(chart.svg.contains(">単位：％（縦軸は0から始まらない）</text>"));
    assert!(texts(&chart.svg).iter().any(|(_, _, text)| text == "早期健全化基準 25.0"));
}

#[test]
fn a_limit_whose_name_says_its_value_is_not_followed_by_it() {
    let reference = ReferenceLine { name: "早期健全化基準 25%".into(), value: q("25") };
    let line = series("比率", LineStyle::Main, &["10", "12"]);
    let chart = lines(&head("l", Lang::Ja), &Lines { references: vec![reference], ..years(2, vec![line]) });
    assert!(texts(&chart.svg).iter().any(|(_, _, text)| text == "早期健全化基準 25%"));
    assert!(chart.description.contains("比率は早期健全化基準 25%を上回らない。"), "{}", chart.description);
}

#[test]
fn labels_at_the_ends_stand_apart() {
    let names = ["甲市", "乙市", "丙市", "丁市", "戊市", "己市", "庚市", "辛市"];
    let near = |index: usize| Quantity { units: 5_000 + index as i64, decimals: 1 };
    let all = names.iter().enumerate().map(|(index, name)| LineSeries {
        name: (*name).into(),
        values: vec![Some(Quantity::whole(400 + index as i64 * 30)), Some(near(index))],
        style: if index == 6 { LineStyle::Main } else { LineStyle::Other(index) },
    });
    let chart = lines(&head("l", Lang::Ja), &years(2, all.collect()));
    for (svg, start) in [(&chart.svg, "甲市 500.0"), (&chart.svg_narrow, "① 500.0")] {
        let labels = texts(svg);
        let edge = labels.iter().find(|(_, _, text)| text == start).unwrap().0;
        let mut heights: Vec<f64> = labels.iter().filter(|(x, _, _)| *x == edge).map(|(_, y, _)| *y).collect();
        heights.sort_by(f64::total_cmp);
        assert_eq!(heights.len(), 8);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 14.9), "{heights:?}");
    }
    assert!(
        texts(&chart.svg_narrow).iter().any(|(_, _, text)| text == "⑧ 辛市"),
        "the legend says which number is which"
    );
}

#[test]
fn a_century_has_readable_years() {
    let century = years(
        101,
        vec![LineSeries {
            name: "更新費".into(),
            values: (0..101).map(|index| Some(Quantity::whole(300 + index % 7))).collect(),
            style: LineStyle::Main,
        }],
    );
    let chart = lines(&head("l", Lang::Ja), &century);
    for (svg, count) in [(&chart.svg, 11), (&chart.svg_narrow, 6)] {
        let mut places: Vec<f64> =
            texts(svg).into_iter().filter(|(_, _, text)| text.starts_with('R')).map(|(x, _, _)| x).collect();
        places.sort_by(f64::total_cmp);
        assert_eq!(places.len(), count);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 30.0), "{places:?}");
    }
    assert_eq!(chart.table.rows.len(), 101);
}

#[test]
fn odd_lines_are_drawn_and_said() {
    let one = lines(&head("l", Lang::Ja), &years(1, vec![series("市債", LineStyle::Main, &["7"])]));
    check(&one.description, &expect!["市債はR6の7億円だけが記載されている。（例示）"]);
    let flat = lines(&head("l", Lang::Ja), &years(3, vec![series("市債", LineStyle::Main, &["7", "7.0", "7"])]));
    assert_eq!(one.svg.matches("<circle").count(), 1);
    check(&flat.description, &expect!["市債はR6からR8まで7億円で変わらない。（例示）"]);
    let gap = lines(&head("l", Lang::Ja), &years(3, vec![series("市債", LineStyle::Main, &["7", "―", "9"])]));
    assert!(!gap.svg.contains("<path") && gap.svg.matches("<circle").count() == 2, "nothing joins over a missing year");
    assert!(gap.description.contains("R7は記載がない。"));
    let empty = lines(&head("l", Lang::Ja), &years(3, vec![series("市債", LineStyle::Main, &[])]));
    check(&empty.description, &expect!["値はまだ記載がない。（例示）"]);
    for chart in [one, flat, gap, empty, lines(&head("l", Lang::Ja), &years(0, Vec::new()))] {
        assert_sound(&chart);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_lines_make_a_sound_picture(first in amounts(), second in amounts(), name in any::<String>()) {
        let all = [&first, &second, &first].into_iter().enumerate().map(|(index, values)| LineSeries {
            name: format!("{name}{index}"),
            values: quantities(values),
            style: [LineStyle::Main, LineStyle::Baseline, LineStyle::Other(index)][index],
        });
        let band = |values: &[Option<i64>]| quantities(values).into_iter().flatten().collect::<Vec<_>>();
        let chart = lines(&head("p", Lang::En), &Lines {
            unit: name.clone(),
            references: band(&second).into_iter().take(3).map(|value| ReferenceLine { name: name.clone(), value }).collect(),
            bands: vec![Band { name: name.clone(), low: band(&first), high: band(&second) }],
            ..years(first.len(), all.collect())
        });
        assert_sound(&chart);
    }
}

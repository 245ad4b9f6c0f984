use expect_test::expect;
use fiscal::comparison::GoodSide;
use fiscal::{Quantity, Yen};
use proptest::prelude::*;

use super::{amounts, assert_sound, check, head, quantities};
use crate::chart::{
    Columns, Grouped, Lang, MoneySeries, Point, Scatter, StackedBars, columns, grouped, scatter, stacked,
};
use crate::table::Cell;

fn values(texts: &[&str]) -> Vec<Option<Quantity>> {
    texts.iter().map(|text| text.parse().ok()).collect()
}

fn fund() -> Columns {
    Columns {
        category_heading: "年度".into(),
        categories: ["R5", "R6", "R7"].map(String::from).to_vec(),
        unit: "億円".into(),
        name: "収支".into(),
        values: values(&["12", "-48", "-34.5"]),
        line: Some(("基金残高".into(), values(&["100", "52", "17.5"]))),
    }
}

#[test]
fn columns_below_zero_are_said_and_marked() {
    let chart = columns(&head("c", Lang::Ja), &fund());
    check(
        &format!("{}\n{}", chart.description, chart.description_en),
        &expect![[r#"
        収支はR5の12億円からR7の▲34.5億円へ。最も高いのはR5の12億円、最も低いのはR6の▲48億円。収支が0を下回るのは2回（最初はR6、最後はR7）。基金残高はR5の100億円からR7の17.5億円へ。最も高いのはR5の100億円、最も低いのはR7の17.5億円。（例示）
        収支: from 12 億円 in R5 to ▲34.5 億円 in R7; highest in R5 (12 億円), lowest in R6 (▲48 億円). 収支 is below zero 2 times, first R6, last R7. 基金残高: from 100 億円 in R5 to 17.5 億円 in R7; highest in R5 (100 億円), lowest in R7 (17.5 億円). (illustrative)"#]],
    );
    assert_eq!(chart.table.header, ["年度", "収支", "基金残高"]);
    let last: Vec<String> = chart.table.rows[2].iter().map(Cell::shown).collect();
    assert_eq!(last, ["R7", "▲34.5", "17.5"]);
    assert!(chart.svg.contains(">▲48</text>") && chart.svg.contains(">収支（0未満）</text>"));
    assert!(chart.svg.contains("url(#c-w-p3)"), "columns below zero have their own pattern");
    assert_sound(&chart);
}

#[test]
fn odd_columns_are_drawn() {
    let one = Columns { categories: vec!["R5".into()], line: None, ..fund() };
    let said = |chart: &Columns| columns(&head("c", Lang::Ja), chart).description;
    assert_eq!(said(&one), "収支はR5の12億円だけが記載されている。（例示）");
    let flat = Columns { values: values(&["5", "5", "5"]), line: None, ..fund() };
    assert_eq!(said(&flat), "収支はR5からR7まで5億円で変わらない。（例示）");
    let empty = Columns { values: Vec::new(), line: Some(("線".into(), Vec::new())), ..fund() };
    assert_eq!(said(&empty), "収支は値の記載がない。線は値の記載がない。（例示）");
    for chart in [one, flat, empty] {
        assert_sound(&columns(&head("c", Lang::Ja), &chart));
    }
}

#[test]
fn before_and_after_say_what_changes_most() {
    let chart = grouped(
        &head("g", Lang::Ja),
        &Grouped {
            category_heading: "用途".into(),
            categories: ["学校", "住宅", "<その他>"].map(String::from).to_vec(),
            unit: "㎡".into(),
            series: vec![
                ("現在".into(), values(&["1000", "400", "―"])),
                ("40年後".into(), values(&["800", "450", "7"])),
            ],
        },
    );
    check(
        &format!("{}\n{}", chart.description, chart.description_en),
        &expect![[r#"
        現在から40年後へ、増えるのは1件、減るのは1件、同じは0件。変化が最も大きいのは学校の200㎡減。（例示）
        From 現在 to 40年後: 1 rise, 1 fall, 0 stay. 学校 changes most: 200 ㎡ less. (illustrative)"#]],
    );
    let rows: Vec<String> =
        chart.table.rows.iter().map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(rows, ["学校 1,000 800", "住宅 400 450", "<その他> ― 7"]);
    assert!(chart.svg.contains("&lt;その他&gt;"));
    assert_sound(&chart);
}

fn cross(good: (GoodSide, GoodSide)) -> Scatter {
    let point = |name: &str, x: &str, y: &str| Point { name: name.into(), x: x.parse().ok(), y: y.parse().ok() };
    Scatter {
        name_heading: "市".into(),
        x_heading: "財政力指数".into(),
        y_heading: "経常収支比率（％）".into(),
        points: vec![
            point("甲市", "0.70", "97.0"),
            point("乙市", "0.90", "90.0"),
            point("丙市", "0.90", "99.0"),
            point("丁市", "", "99.0"),
        ],
        highlight: Some("甲市".into()),
        averages: Some(("0.80".parse().unwrap(), "95.0".parse().unwrap())),
        good,
        group_names: Some(["両方良い", "財政力だけ良い", "弾力性だけ良い", "両方悪い"].map(String::from)),
    }
}

#[test]
fn a_turned_axis_puts_the_good_corner_at_the_upper_right() {
    let chart = scatter(&head("s", Lang::Ja), &cross((GoodSide::High, GoodSide::Low)));
    check(
        &format!("{}\n{}", chart.description, chart.description_en),
        &expect![[r#"
        横軸は財政力指数、縦軸は経常収支比率（％）。3件を点で示す。縦軸は低いほど良いので、低い方を上に置く。甲市は財政力指数が0.70で平均より低く、経常収支比率（％）が97.0で平均より高い。甲市は「両方悪い」に入る。平均で分けた4つのグループは、「両方良い」1件、「財政力だけ良い」1件、「弾力性だけ良い」0件、「両方悪い」1件。1件は値がそろわず、表にだけ載せる。（例示）
        財政力指数 across, 経常収支比率（％） upwards, 3 dots. Low 経常収支比率（％） is good and stands upwards. 甲市 is below average in 財政力指数 (0.70) and above average in 経常収支比率（％） (97.0). 甲市 is in the group "両方悪い". The averages part four groups: 両方良い (1), 財政力だけ良い (1), 弾力性だけ良い (0), 両方悪い (1). 1 lack a value and are in the table only. (illustrative)"#]],
    );
    let groups: Vec<String> = chart.table.rows.iter().map(|row| row[3].shown()).collect();
    assert_eq!(groups, ["両方悪い", "両方良い", "財政力だけ良い", "―", "―"]);
    let height = |name: &str| {
        let tag = chart.svg.lines().find(|line| line.ends_with(&format!(">{name}</text>"))).unwrap();
        tag.split(" y=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()
    };
    assert!(height("乙市") < height("甲市"), "the lower rate stands higher");
    assert!(height("両方良い") < height("乙市") && height("両方悪い") > height("甲市"));
    assert!(chart.svg.contains("経常収支比率（％）（上ほど低い＝良い）"));
    assert!(chart.svg.contains(">96</text>") && !chart.svg.contains("▲"), "ticks keep their own sign");
    assert_sound(&chart);
    let plain = scatter(&head("s", Lang::Ja), &cross((GoodSide::High, GoodSide::High)));
    assert_eq!(plain.table.rows[1][3].shown(), "財政力だけ良い");
}

#[test]
fn long_group_names_become_letters_on_a_phone() {
    let mut long = cross((GoodSide::High, GoodSide::Low));
    long.group_names = Some(["あ", "い", "う", "え"].map(|kana| kana.repeat(20)));
    let chart = scatter(&head("s", Lang::Ja), &long);
    assert!(chart.svg.contains(&format!(">{}</text>", "あ".repeat(20))) && !chart.svg.contains(">A</text>"));
    assert_eq!(chart.svg_narrow.matches(">A</text>").count(), 2, "in the corner and before its name");
}

#[test]
fn thirteen_uses_over_forty_years_are_told_apart() {
    let uses = 13;
    let bars = StackedBars {
        category_heading: "年度".into(),
        categories: (0..40).map(|year| format!("R{}", year + 7)).collect(),
        series: (0..uses)
            .map(|index| MoneySeries {
                name: format!("用途{index}"),
                color: index,
                values: (0..40).map(|year| Some(Yen((1 + year % 3) * 1_000_000_000))).collect(),
            })
            .collect(),
        reference: Some(("上限".into(), Yen(20_000_000_000))),
    };
    let chart = stacked(&head("u", Lang::Ja), &bars);
    assert_sound(&chart);
    // Colour and pattern of each swatch in the legend: no two alike.
    let looks: std::collections::BTreeSet<String> = (0..uses)
        .map(|index| {
            let legend = chart.svg_narrow.split(&format!(">用途{index}</text>")).next().unwrap();
            let tags: Vec<&str> = legend.lines().rev().skip(1).take(2).collect();
            let class =
                |tag: &str| tag.split("class=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_string());
            let pattern =
                |tag: &str| tag.split("url(#u-n-").nth(1).map(|rest| rest.split(')').next().unwrap().to_string());
            format!("{:?} {:?}", class(tags[0]).or_else(|| class(tags[1])), pattern(tags[0]))
        })
        .collect();
    assert_eq!(looks.len(), uses, "{looks:?}");
    assert!(
        chart.description.contains("上限は200億円。合計額がこれを上回るのは26回（最初はR8、最後はR45）。"),
        "{}",
        chart.description
    );
    assert_eq!(chart.table.header.len(), uses + 3);
    let years = chart.svg_narrow.matches(">R").count();
    assert!((4..=9).contains(&years), "{years} labels");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_pairs_make_sound_pictures(first in amounts(), second in amounts(), name in any::<String>()) {
        let labels: Vec<String> = (0..first.len()).map(|index| format!("{name}{index}")).collect();
        assert_sound(&columns(&head("p", Lang::Ja), &Columns {
            categories: labels.clone(),
            name: name.clone(),
            values: quantities(&first),
            line: Some((name.clone(), quantities(&second))),
            ..fund()
        }));
        assert_sound(&grouped(&head("p", Lang::En), &Grouped {
            category_heading: name.clone(),
            categories: labels,
            unit: name.clone(),
            series: vec![(name.clone(), quantities(&first)), (name.clone(), quantities(&second))],
        }));
        let points = quantities(&first).into_iter().zip(quantities(&second));
        assert_sound(&scatter(&head("p", Lang::Ja), &Scatter {
            points: points.enumerate().map(|(i, (x, y))| Point { name: format!("{name}{i}"), x, y }).collect(),
            group_names: Some([name.clone(), name.clone(), name.repeat(9), name]),
            ..cross((GoodSide::Low, GoodSide::Low))
        }));
    }
}

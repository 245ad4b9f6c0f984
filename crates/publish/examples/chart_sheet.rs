//! Writes a page with every kind of chart, to be looked at: `cargo run -p publish --example chart_sheet -- out.html`.
//!
//! It links the stylesheets of `crates/publish/style` and `crates/web/static/css`, so the picture is the one the site shows. Values are made up.

use std::fmt::Write;

use fiscal::comparison::GoodSide;
use fiscal::{Quantity, Yen};
use publish::chart::{
    Band, Basis, Chart, Columns, Counts, Grouped, Head, Lang, LineSeries, LineStyle, Lines, MoneySeries, Point,
    Ranking, ReferenceLine, Scatter, StackedBars, Trend, columns, counts, grouped, lines, ranking, scatter, stacked,
    trend,
};

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "chart_sheet.html".to_string());
    let css = env!("CARGO_MANIFEST_DIR");
    let mut page = String::from("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>図の見本</title>\n");
    for name in [
        "style/tokens",
        "../web/static/css/base",
        "../web/static/css/layout",
        "../web/static/css/components",
        "style/charts",
    ] {
        let _ = writeln!(page, "<link rel=\"stylesheet\" href=\"file://{css}/{name}.css\">");
    }
    page.push_str(
        "<meta name=\"viewport\" content=\"width=device-width\"><main style=\"padding:16px;max-width:60rem\">\n",
    );
    for chart in all() {
        let _ = writeln!(
            page,
            "<figure class=\"chart\"><figcaption>{}</figcaption>{}{}<p>{}<br>{}</p></figure>",
            chart.title, chart.svg, chart.svg_narrow, chart.description, chart.description_en
        );
    }
    page.push_str("</main></html>\n");
    std::fs::write(path, page)
}

fn all() -> Vec<Chart> {
    let mut charts: Vec<Chart> = [6, 10, 20].into_iter().map(|years| money(years, 700_000_000, years == 10)).collect();
    charts.push(money(5, 9_000_000_000, false));
    for years in [6, 10, 20] {
        charts.push(indicator(years));
    }
    charts.push(trend(&head("t-one"), &Trend { actual: vec![None, "12.5".parse().ok()], ..indicator_values(2) }));
    charts.push(cities());
    charts.push(directions());
    charts.extend([cross(false), cross(true)]);
    charts.extend([
        bonds(),
        futures(),
        ratio(),
        many_lines(),
        century(),
        uses(40),
        uses(7),
        fund(),
        areas(),
        balances(),
    ]);
    charts
}

fn head(id: &str) -> Head {
    Head {
        id: id.into(),
        title: format!("見本 {id}"),
        lang: Lang::Ja,
        source: "見本".into(),
        basis: Basis::Illustrative,
    }
}

fn money(years: usize, size_yen: i64, negative: bool) -> Chart {
    let names = ["国庫支出金", "県支出金", "市債", "その他特定財源", "一般財源"];
    let series = names.iter().enumerate().map(|(s, name)| MoneySeries {
        name: (*name).into(),
        color: s,
        values: (0..years)
            .map(|y| {
                let wave = ((y * 7 + s * 3) % 11) as i64 + 1;
                let sign = if negative && s == 3 && y % 3 == 0 { -1 } else { 1 };
                (!(years == 6 && y == 2)).then_some(Yen(sign * wave * size_yen / 7 * (s as i64 + 1) / 5))
            })
            .collect(),
    });
    let first = 2025 - years;
    let bars = StackedBars {
        category_heading: "年度".into(),
        categories: (0..years).map(|y| label(first + y)).collect(),
        series: series.collect(),
        reference: None,
    };
    stacked(&head(&format!("m{years}-{size_yen}")), &bars)
}

fn label(year: usize) -> String {
    if year >= 2019 { format!("R{}", year - 2018) } else { format!("H{}", year - 1988) }
}

fn indicator_values(years: usize) -> Trend {
    let actual = (0..years).map(|y| (y % 7 != 3).then(|| Quantity::whole(1_200 + (y as i64 * 37) % 210 * 3)));
    Trend {
        category_heading: "年度".into(),
        categories: (0..years).map(|y| label(2025 - years + y)).collect(),
        unit: "人".into(),
        actual_name: "実績".into(),
        actual: actual.collect(),
        target_name: "目標".into(),
        target: (0..years).map(|y| Some(Quantity::whole(1_300 + y as i64 * 40))).collect(),
    }
}

fn indicator(years: usize) -> Chart {
    trend(&head(&format!("t{years}")), &indicator_values(years))
}

const CITIES: [(&str, &str, &str); 20] = [
    ("札幌市", "0.71", "95.4"),
    ("仙台市", "0.88", "97.0"),
    ("さいたま市", "0.95", "95.6"),
    ("千葉市", "0.89", "98.4"),
    ("横浜市", "0.94", "98.1"),
    ("川崎市", "1.03", "97.2"),
    ("相模原市", "0.83", "96.0"),
    ("新潟市", "0.65", "94.2"),
    ("静岡市", "0.83", "92.8"),
    ("浜松市", "0.81", "91.2"),
    ("名古屋市", "0.97", "99.9"),
    ("京都市", "0.80", "98.5"),
    ("大阪市", "0.92", "92.0"),
    ("堺市", "0.76", "100.9"),
    ("神戸市", "0.76", "97.6"),
    ("岡山市", "0.74", "90.0"),
    ("広島市", "0.78", "98.7"),
    ("北九州市", "0.69", "97.1"),
    ("福岡市", "0.87", "94.1"),
    ("熊本市", "0.69", "92.9"),
];

fn cities() -> Chart {
    let rows = CITIES
        .iter()
        .enumerate()
        .map(|(i, (name, _, value))| ((*name).to_string(), if i == 8 { None } else { value.parse::<Quantity>().ok() }));
    ranking(
        &head("cities"),
        &Ranking {
            name_heading: "市".into(),
            value_heading: "経常収支比率".into(),
            unit: "％".into(),
            rows: rows.collect(),
            dashes: Vec::new(),
            highlight: Some("北九州市".into()),
            average: "96.2".parse().ok().map(|value| ("20市の平均".to_string(), value)),
        },
    )
}

fn directions() -> Chart {
    let rows = [
        ("拡充", 210),
        ("継続", 1_904),
        ("改善", 512),
        ("縮小", 141),
        ("統合", 77),
        ("廃止", 58),
        ("終了", 98),
        ("休止", 0),
    ];
    counts(
        &head("directions"),
        &Counts {
            name_heading: "方向性".into(),
            value_heading: "事業数".into(),
            unit: "件".into(),
            rows: rows.iter().map(|(name, count)| ((*name).to_string(), *count)).collect(),
        },
    )
}

fn cross(grouped: bool) -> Chart {
    let point =
        |(name, x, y): &(&str, &str, &str)| Point { name: (*name).into(), x: x.parse().ok(), y: y.parse().ok() };
    let groups = [
        "財政力・弾力性とも良い",
        "財政力は良い・弾力性は悪い",
        "財政力は悪い・弾力性は良い",
        "財政力・弾力性とも悪い",
    ];
    scatter(
        &head(if grouped { "cross-groups" } else { "cross" }),
        &Scatter {
            name_heading: "市".into(),
            x_heading: "財政力指数".into(),
            y_heading: "経常収支比率（％）".into(),
            points: CITIES.iter().map(point).collect(),
            highlight: Some("北九州市".into()),
            averages: "0.83".parse().ok().zip("96.2".parse().ok()),
            good: if grouped { (GoodSide::High, GoodSide::Low) } else { (GoodSide::Neither, GoodSide::Neither) },
            group_names: grouped.then(|| groups.map(String::from)),
        },
    )
}

/// A path from a value on: each step adds `drift` and a wave.
fn path(years: usize, start: i64, drift: i64, wave: i64) -> Vec<Option<Quantity>> {
    (0..years as i64).map(|y| Some(Quantity::whole(start + drift * y + (y * y * 7 % 11 - 5) * wave))).collect()
}

fn line(name: &str, style: LineStyle, values: Vec<Option<Quantity>>) -> LineSeries {
    LineSeries { name: name.into(), values, style }
}

fn empty_lines(from: usize, years: usize, unit: &str) -> Lines {
    Lines {
        category_heading: "年度".into(),
        categories: (0..years).map(|y| label(from + y)).collect(),
        unit: unit.into(),
        series: Vec::new(),
        references: Vec::new(),
        bands: Vec::new(),
    }
}

fn bonds() -> Chart {
    let series = vec![
        line("現状のまま", LineStyle::Baseline, path(31, 6_279, 32, 0)),
        line("シナリオ", LineStyle::Main, path(31, 6_279, 10, 0)),
    ];
    lines(&head("bonds"), &Lines { series, ..empty_lines(2024, 31, "億円") })
}

fn futures() -> Chart {
    let band = |name: &str, spread: i64| Band {
        name: name.into(),
        low: (0..26).map(|y| Quantity::whole(376 - 18 * y - spread * y / 10)).collect(),
        high: (0..26).map(|y| Quantity::whole(376 - 18 * y + spread * y / 10)).collect(),
    };
    let fan = Lines {
        series: vec![line("中央値", LineStyle::Main, path(26, 376, -18, 0))],
        references: vec![ReferenceLine { name: "残高0".into(), value: Quantity::whole(0) }],
        bands: vec![band("90%の範囲", 160), band("80%の範囲", 110), band("50%の範囲", 50)],
        ..empty_lines(2024, 26, "億円")
    };
    lines(&head("fan"), &fan)
}

fn ratio() -> Chart {
    let percent = |start: i64, drift: i64| {
        (0..21).map(|y| Some(Quantity { units: start + drift * y + y * y * 3 % 7, decimals: 1 })).collect()
    };
    let reference =
        |name: &str, value: &str| value.parse().ok().map(|value| ReferenceLine { name: name.into(), value });
    let limits = [reference("起債許可", "18.0"), reference("早期健全化基準", "25.0")];
    let chart = Lines {
        series: vec![
            line("基準", LineStyle::Baseline, percent(102, 4)),
            line("シナリオ", LineStyle::Main, percent(102, 6)),
        ],
        references: limits.into_iter().flatten().collect(),
        ..empty_lines(2020, 21, "％")
    };
    lines(&head("ratio"), &chart)
}

fn many_lines() -> Chart {
    let names = ["札幌市", "さいたま市", "横浜市", "名古屋市", "京都市", "大阪市", "北九州市", "20市の平均"];
    let series = names.iter().enumerate().map(|(s, name)| {
        let style = match *name {
            "北九州市" => LineStyle::Main,
            "20市の平均" => LineStyle::Baseline,
            _ => LineStyle::Other(s),
        };
        let mut values = path(16, 900 + s as i64 * 12, 3, 4 + s as i64 % 3);
        if s == 2 {
            values[7] = None;
        }
        if s == 4 {
            values.truncate(11);
        }
        line(name, style, values)
    });
    lines(&head("many"), &Lines { series: series.collect(), ..empty_lines(2008, 16, "千人") })
}

fn century() -> Chart {
    let series = vec![
        line("更新費", LineStyle::Main, path(101, 300, 1, 30)),
        line("上限", LineStyle::Other(1), path(101, 350, 0, 0)),
        line("平準化後の更新費（長い名前）", LineStyle::Other(2), path(101, 340, 0, 1)),
    ];
    lines(&head("century"), &Lines { series, ..empty_lines(2024, 101, "億円") })
}

fn uses(years: usize) -> Chart {
    let names = [
        "市民文化系施設",
        "社会教育系施設",
        "スポーツ・レクリエーション系施設",
        "産業系施設",
        "学校教育系施設",
        "子育て支援施設",
        "保健・福祉施設",
        "医療施設",
        "行政系施設",
        "公営住宅",
        "公園",
        "供給処理施設",
        "その他",
    ];
    let series = names.iter().enumerate().map(|(s, name)| MoneySeries {
        name: (*name).into(),
        color: s,
        values: (0..years).map(|y| Some(Yen(((y * 13 + s * 7) % 17 + 2) as i64 * 400_000_000))).collect(),
    });
    let bars = StackedBars {
        category_heading: "年度".into(),
        categories: (0..years).map(|y| label(2025 + y)).collect(),
        series: series.collect(),
        reference: Some(("年平均".into(), Yen(53_200_000_000))),
    };
    stacked(&head(&format!("uses-{years}")), &bars)
}

fn fund() -> Chart {
    let chart = Columns {
        category_heading: "年度".into(),
        categories: (0..6).map(|y| label(2023 + y)).collect(),
        unit: "億円".into(),
        name: "収支".into(),
        values: ["12", "-48", "-91", "-60", "-70", "9"].map(|text| text.parse().ok()).to_vec(),
        line: Some((
            "基金残高".into(),
            ["376", "328", "237", "177", "107", "116"].map(|text| text.parse().ok()).to_vec(),
        )),
    };
    columns(&head("fund"), &chart)
}

fn balances() -> Chart {
    let chart = Columns {
        category_heading: "年度".into(),
        categories: (0..30).map(|y| label(2023 + y)).collect(),
        unit: "億円".into(),
        name: "収支".into(),
        values: path(30, 20, -4, 6),
        line: Some(("基金残高".into(), path(30, 376, -17, 2))),
    };
    columns(&head("balances"), &chart)
}

fn areas() -> Chart {
    let names = ["学校教育系施設", "公営住宅", "スポーツ・レクリエーション系施設", "その他"];
    let values = |percent: i64| -> Vec<Option<Quantity>> {
        [1_204_000i64, 980_400, 120_300, 44_000]
            .iter()
            .map(|area| Some(Quantity::whole(area * percent / 100)))
            .collect()
    };
    let chart = Grouped {
        category_heading: "用途".into(),
        categories: names.map(String::from).to_vec(),
        unit: "㎡".into(),
        series: vec![("現在".into(), values(100)), ("40年後".into(), values(80))],
    };
    grouped(&head("areas"), &chart)
}

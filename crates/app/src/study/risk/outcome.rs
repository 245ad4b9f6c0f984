//! What the study of uncertainty says: figures, tables, working, assumptions (不確実性の試算の結果の見せ方).

use fiscal::uncertainty::Measure;
use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use publish::table::{Cell, DataTable, shown_quantity};
use reform::parameters::Ground;
use reform::plan::Basis;

use super::charts::{self, in_percent, label};
use super::{MEASURES, RiskProjection, RiskStudy, SHARES};
use crate::parameters::Parameters;
use crate::study::words::{in_oku, pick, shown_basis, with_man, with_oku};
use crate::study::{Assumption, Flag, KeyFigure, Outcome, Step, oku_unit};

/// Everything the study shows.
pub(super) fn outcome(parameters: &Parameters, study: &RiskStudy, lang: Lang) -> Outcome {
    Outcome {
        figures: figures(study, lang),
        flags: flags(study, lang),
        charts: charts::charts(study, lang),
        tables: vec![stress_table(&study.scenario, lang), quantiles_table(&study.scenario, lang)],
        working: working(parameters, &study.scenario, lang),
        assumptions: study.assumptions.clone(),
    }
}

fn figures(study: &RiskStudy, lang: Lang) -> Vec<KeyFigure> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let oku = oku_unit(lang);
    let (baseline, scenario) = (&study.baseline, &study.scenario);
    let last = scenario.years.len() - 1;
    let figure = |label: String, unit: &str, of: &dyn Fn(&RiskProjection) -> Option<Quantity>| {
        let (before, after) = (of(baseline), of(scenario)?);
        let difference = before.and_then(|before| after.units.checked_sub(before.units));
        Some(KeyFigure {
            label,
            unit: unit.to_owned(),
            baseline: before.map(Cell::Number),
            scenario: Cell::Number(after),
            difference: difference.map(|units| Cell::Number(Quantity { units, ..after })),
            basis: Basis::Assumed,
            note: String::new(),
        })
    };
    let chance = |year: usize, of: fn(&super::Probabilities) -> f64| {
        move |projection: &RiskProjection| projection.probabilities.get(year).map(|found| in_percent(of(found)))
    };
    let mut all = Vec::new();
    for year in [10, 20].into_iter().filter(|year| *year <= last) {
        all.push(figure(
            t(&format!("{year}年目までに基金が尽きる確率"), &format!("Fund empty within {year} years")),
            "%",
            &chance(year - 1, |found| found.fund_ever_empty),
        ));
    }
    let count = last + 1;
    all.push(figure(
        t(&format!("{count}年目までに基金が尽きる確率"), &format!("Fund empty within {count} years")),
        "%",
        &chance(last, |found| found.fund_ever_empty),
    ));
    all.push(figure(
        t(&format!("{count}年目に公債費が線を超える確率"), &format!("Debt service above its line in year {count}")),
        "%",
        &chance(last, |found| found.debt_service_above),
    ));
    all.push(figure(
        t(&format!("{count}年目に残高が線を超える確率"), &format!("Balance above its line in year {count}")),
        "%",
        &chance(last, |found| found.balance_above),
    ));
    let value = |measure: Measure, share: usize| {
        move |projection: &RiskProjection| projection.fan(measure, share).get(last).map(|amount| in_oku(*amount, 0))
    };
    for (measure, share, ja, en) in [
        (Measure::Balance, 2, "市債残高（中央）", "Bond balance (median)"),
        (Measure::DebtService, 2, "公債費（中央）", "Debt service (median)"),
        (Measure::Fund, 2, "基金（中央）", "Fund (median)"),
        (Measure::Fund, 0, "基金（下から5%）", "Fund (5th percentile)"),
    ] {
        let label = t(&format!("{count}年目の{ja}"), &format!("{en} in year {count}"));
        all.push(figure(label, oku, &value(measure, share)));
    }
    all.into_iter().flatten().collect()
}

fn flags(study: &RiskStudy, lang: Lang) -> Vec<Flag> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &study.scenario;
    let mut flags = Vec::new();
    let within_ten = scenario.probabilities.iter().take(10).next_back().map_or(0.0, |year| year.fund_ever_empty);
    if within_ten >= 0.05 {
        let shown = shown_quantity(in_percent(within_ten));
        flags.push(Flag {
            is_warning: true,
            title: t("基金が尽きるおそれ", "The fund may run out"),
            text: t(
                &format!("10年目までに基金が尽きる将来が {shown}% あります。"),
                &format!("In {shown}% of the futures the fund runs out within ten years."),
            ),
        });
    }
    let name = |course: &super::StressCourse| match &course.test {
        Some(test) => pick(lang, &test.name.ja, test.name.en_or_ja()),
        None => t("見込みどおりでも", "as expected"),
    };
    let empty = scenario.stresses.iter().filter_map(|course| Some((name(course), course.fund_empty_in?)));
    let empty: Vec<String> =
        empty.map(|(name, year)| t(&format!("{name} → {}末", year.japanese()), &format!("{name} → {year}"))).collect();
    if !empty.is_empty() {
        flags.push(Flag {
            is_warning: true,
            title: t("基金が足りなくなる時期", "When the fund no longer covers it"),
            text: empty.join(t("／", "; ").as_str()),
        });
    }
    if scenario.input.bonds.investment != study.baseline.input.bonds.investment {
        flags.push(Flag {
            is_warning: false,
            title: t("基金の増減は入力のままです", "The fund moves as entered"),
            text: t(
                "投資的経費を変えても、基金の毎年の増減（見込み）は変わりません。浮いた財源を積み立てるなら、増減の欄に足してください。",
                "Another investment does not change the expected yearly change of the fund; add to that field what is set aside.",
            ),
        });
    }
    flags.push(Flag {
        is_warning: false,
        title: t("確率は仮定から出たものです", "The probabilities follow from assumptions"),
        text: t(
            "振れの大きさと相関は統計から推定した値ではなく仮定です。確率はその仮定のもとでの割合で、予測ではありません。",
            "Deviations and correlations are assumed, not estimated; the probabilities are shares of futures under them and no forecast.",
        ),
    });
    flags
}

/// The quantiles of every measure and the probabilities, a row a year.
pub(super) fn quantiles_table(projection: &RiskProjection, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let names = [
        t("市債残高", "balance"),
        t("公債費", "debt service"),
        t("基金", "fund"),
        t("一人当たり残高", "balance per citizen"),
    ];
    let mut header = vec![t("年度", "fiscal year")];
    for name in &names {
        header.extend(SHARES.map(|share| format!("{name} {}%", (share * 100.0).round())));
    }
    header.extend([
        t("それまでに基金が尽きる %", "fund empty by then %"),
        t("その年に基金がない %", "fund empty that year %"),
        t("公債費が線を超える %", "debt service above its line %"),
        t("残高が線を超える %", "balance above its line %"),
    ]);
    let rows = projection.years.iter().enumerate().map(|(index, year)| {
        let mut row = vec![Cell::Text(label(*year, lang))];
        for measure in MEASURES {
            row.extend((0..SHARES.len()).map(|share| Cell::Money(projection.fan(measure, share)[index])));
        }
        let found = &projection.probabilities[index];
        let chances = [found.fund_ever_empty, found.fund_empty, found.debt_service_above, found.balance_above];
        row.extend(chances.map(|chance| Cell::Number(Quantity { units: (chance * 1e4).round() as i64, decimals: 2 })));
        row
    });
    DataTable {
        title: t("年度ごとの分位点と確率", "Quantiles and probabilities by year"),
        header,
        rows: rows.collect(),
        unit: t("円（確率は%）", "yen (probabilities in %)"),
    }
}

/// The expected course and every stress test beside each other.
fn stress_table(projection: &RiskProjection, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let count = projection.years.len();
    let years: Vec<usize> = [10, 20, 30, count].into_iter().filter(|year| *year <= count).collect();
    let mut years = years;
    years.dedup();
    let mut header = vec![t("場合", "case"), t("区分", "basis")];
    for year in &years {
        for (ja, en) in [("残高", "balance"), ("公債費", "debt service"), ("基金", "fund")] {
            header.push(t(&format!("{year}年目の{ja}"), &format!("{en} in year {year}")));
        }
    }
    header.push(t("基金が尽きる年度", "fund empty in"));
    let rows = projection.stresses.iter().map(|course| {
        let (name, basis) = match &course.test {
            Some(test) => {
                let basis = shown_basis(test.ground.basis);
                let basis = if lang == Lang::Ja { basis.japanese() } else { basis.english() };
                (pick(lang, &test.name.ja, test.name.en_or_ja()), basis.to_owned())
            }
            None => (t("見込みどおり", "as expected"), String::new()),
        };
        let mut row = vec![Cell::Text(name), Cell::Text(basis)];
        for year in &years {
            for measure in [Measure::Balance, Measure::DebtService, Measure::Fund] {
                row.push(Cell::Number(in_oku(course.of(measure)[year - 1], 0)));
            }
        }
        row.push(Cell::Text(course.fund_empty_in.map_or_else(|| t("尽きない", "never"), |year| label(year, lang))));
        row
    });
    DataTable {
        title: t("ストレステスト（残高・公債費・基金、億円）", "Stress tests (balance, debt service, fund)"),
        header,
        rows: rows.collect(),
        unit: oku_unit(lang).to_owned(),
    }
}

fn working(parameters: &Parameters, projection: &RiskProjection, lang: Lang) -> Vec<Step> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let input = &projection.input;
    let oku = |amount: Yen| shown_quantity(in_oku(amount, 1));
    let mut steps = Vec::new();
    for (driver, deviation) in parameters.uncertainty.drivers.iter().zip(input.deviation) {
        let name = pick(lang, &driver.name.ja, driver.name.en_or_ja());
        steps.push(Step {
            name: t(&format!("{name}のずれ d"), &format!("deviation d of {name}")),
            formula: format!("d_t = {} × d_(t−1) + {} × ε_t", driver.persistence, points(deviation)),
            result: t("％ポイント。ε は相関のある標準正規乱数", "points; ε is standard normal and correlated"),
        });
    }
    steps.push(Step {
        name: t("基金", "fund"),
        formula: t(
            &format!(
                "前年 + {} + {} × 税収指数のずれ × {} − {} × 物価指数のずれ − 公債費の見込みとの差の累計",
                oku(input.fund_flow),
                oku(input.taxes),
                input.taxes_kept,
                oku(input.priced_expenditure)
            ),
            &format!(
                "last year + {} + {} × excess of the tax index × {} − {} × excess of the price index − debt service beyond what is expected",
                oku(input.fund_flow),
                oku(input.taxes),
                input.taxes_kept,
                oku(input.priced_expenditure)
            ),
        ),
        result: oku_unit(lang).to_owned(),
    });
    steps.push(Step {
        name: t("新しい市債", "new bonds"),
        formula: t(
            &format!("見込みの発行 ×（1 + {} × 物価指数のずれ）、利率は見込み + 金利のずれ（0%を下回らない）", input.issue_price_share),
            &format!("expected issue × (1 + {} × excess of the price index), at the expected rate + deviation (never below 0%)", input.issue_price_share),
        ),
        result: t("既発債の利率は動かない", "the existing bonds keep their interest"),
    });
    steps.push(Step {
        name: t("分位点", "quantiles"),
        formula: t(
            &format!("種 {} から {} 通りの将来を引き、年度ごとに並べる", input.seed, input.paths),
            &format!("{} futures drawn from the seed {}, sorted by year", input.paths, input.seed),
        ),
        result: SHARES.map(|share| format!("{}%", (share * 100.0).round())).join(" · "),
    });
    steps
}

/// What the futures rest on.
pub(super) fn assumptions(parameters: &Parameters, projection: &RiskProjection, lang: Lang) -> Vec<Assumption> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let text = |ground: &Ground| pick(lang, &ground.source.ja, ground.source.en_or_ja());
    let uncertainty = &parameters.uncertainty;
    let (input, expected) = (&projection.input, &uncertainty.expected);
    let entered = || (Basis::Assumed, t("試算の入力", "as entered"));
    let row = |name: String, value: String, (basis, source): (Basis, String)| Assumption { name, value, basis, source };
    let of = |is_own: bool, ground: &Ground| if is_own { (shown_basis(ground.basis), text(ground)) } else { entered() };
    let oku = |amount: Yen| with_oku(amount, 1, lang);
    let percent = |share: f64| format!("{}%", (share * 1e8).round() / 1e6);
    let grounds = &expected.grounds;
    let bonds = &input.bonds;
    let mut all = crate::study::debt::assumptions(&parameters.debt, bonds, bonds.investment, false, lang);
    all.extend([
        row(t("基金（期首）", "fund at the start"), oku(input.fund), of(input.fund == expected.fund, &grounds[0])),
        row(
            t("基金の増減（毎年）", "change of the fund a year"),
            oku(input.fund_flow),
            of(input.fund_flow == expected.fund_flow, &grounds[1]),
        ),
        row(
            t("市税（基準年度）", "taxes of the base year"),
            oku(input.taxes),
            of(input.taxes == expected.taxes, &grounds[2]),
        ),
        row(
            t("税収のずれのうち市に残る割合", "kept of a change of taxes"),
            percent(input.taxes_kept),
            of(input.taxes_kept == expected.taxes_kept, &grounds[3]),
        ),
        row(
            t("物価につれて増える支出", "expenditure that follows prices"),
            oku(input.priced_expenditure),
            of(input.priced_expenditure == expected.priced_expenditure, &grounds[4]),
        ),
        row(
            t("物価のずれのうち市債に載る割合", "prices borne by new bonds"),
            percent(input.issue_price_share),
            of(input.issue_price_share == expected.issue_price_share, &grounds[5]),
        ),
        row(
            t("公債費の線", "line of debt service"),
            oku(input.debt_service_line),
            of(input.debt_service_line == expected.debt_service_line, &grounds[6]),
        ),
        row(
            t("残高の線", "line of the balance"),
            oku(input.balance_line),
            of(input.balance_line == expected.balance_line, &grounds[7]),
        ),
    ]);
    for (index, driver) in uncertainty.drivers.iter().enumerate() {
        let name = pick(lang, &driver.name.ja, driver.name.en_or_ja());
        let with = driver.correlation.map(|with| with.to_string()).join(", ");
        let value = t(
            &format!(
                "標準偏差 {}ポイント、残る割合 {}、相関 {with}",
                points(input.deviation[index]),
                driver.persistence
            ),
            &format!(
                "deviation {} points, persistence {}, correlation {with}",
                points(input.deviation[index]),
                driver.persistence
            ),
        );
        all.push(row(name, value, of(input.deviation[index] == driver.deviation, &uncertainty.ground)));
    }
    for course in &projection.stresses {
        let Some(test) = &course.test else { continue };
        let name = pick(lang, &test.name.ja, test.name.en_or_ja());
        let years = format!("{}–{}", test.first_year, test.last_year);
        let felt = test.deviations.map(points).join(", ");
        let value = t(&format!("{years}年目に {felt} ポイント"), &format!("{felt} points in years {years}"));
        all.push(row(name, value, (Basis::Illustrative, text(&test.ground))));
    }
    all.push(row(
        t("一人当たり残高（中央、最後の年度）", "balance per citizen (median, last year)"),
        with_man(projection.median(Measure::BalancePerCitizen)[projection.years.len() - 1], 1, lang),
        (Basis::Assumed, t("人口の見通しと、人口のずれから", "from the expected population and its deviations")),
    ));
    all
}

/// A share as percentage points: `0.3`.
fn points(share: f64) -> String {
    Quantity::from_spreadsheet(share * 100.0).map(|number| number.to_string()).unwrap_or_default()
}

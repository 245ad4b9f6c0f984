//! What the bond study says: figures, tables, working, assumptions (市債の試算の結果の見せ方).

use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::parameters::debt::{DebtParameters, DebtTarget};
use reform::plan::Basis;

use super::{DebtProjection, DebtStudy, SetRow, charts, explain};
use crate::study::form::oku_text;
use crate::study::words::{in_man, in_oku, man_unit, pick, with_man, with_oku};
use crate::study::{Flag, KeyFigure, Outcome, oku_unit};

/// Everything the study shows.
pub(super) fn outcome(debt: &DebtParameters, study: &DebtStudy, sets: &[SetRow], lang: Lang) -> Outcome {
    Outcome {
        figures: figures(debt, study, lang),
        flags: flags(debt, study, lang),
        charts: charts::charts(debt, study, lang),
        tables: vec![
            years_table(&study.scenario, pick(lang, "年度別（試算）", "Year by year (scenario)"), lang),
            years_table(&study.baseline, pick(lang, "年度別（基準）", "Year by year (baseline)"), lang),
            sets_table(debt, sets, lang),
        ],
        working: explain::working(study, lang),
        assumptions: study.assumptions.clone(),
    }
}

fn figures(debt: &DebtParameters, study: &DebtStudy, lang: Lang) -> Vec<KeyFigure> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let (oku, man) = (oku_unit(lang), man_unit(lang));
    let (baseline, scenario) = (&study.baseline, &study.scenario);
    let count = scenario.years.len();
    let figure = |label: String, unit: &str, of: &dyn Fn(&DebtProjection) -> Option<Quantity>, note: String| {
        let (before, after) = (of(baseline), of(scenario)?);
        let difference = before.and_then(|before| after.units.checked_sub(before.units));
        Some(KeyFigure {
            label,
            unit: unit.to_owned(),
            baseline: before.map(Cell::Number),
            scenario: Cell::Number(after),
            difference: difference.map(|units| Cell::Number(Quantity { units, ..after })),
            basis: Basis::Assumed,
            note,
        })
    };
    let sum = |projection: &DebtProjection, of: fn(&super::DebtYear) -> Yen| {
        Yen::checked_sum(projection.years.iter().map(of)).ok().map(|sum| in_oku(sum, 0))
    };
    let plan = plan_result(debt, scenario).map_or_else(String::new, |target| {
        let said = with_oku(target.balance, 0, lang);
        match said == with_oku(scenario.last().balance, 0, lang) {
            true => t(&format!("計画が示す {said} と同じです。"), &format!("The plan says the same: {said}.")),
            false => t(&format!("計画が示す値は {said} です。"), &format!("The plan says {said}.")),
        }
    });
    let most = |projection: &DebtProjection| projection.years.iter().map(|year| year.debt_service).max();
    let balance = t(&format!("{count}年後の市債残高"), &format!("Balance after {count} years"));
    let all = [
        figure(balance, oku, &|p| Some(in_oku(p.last().balance, 0)), plan),
        figure(
            t("投資的経費（毎年）", "Investment a year"),
            oku,
            &|p| Some(in_oku(p.investment, 1)),
            goal_note(study, lang),
        ),
        figure(
            t("市民一人当たりの残高", "Balance per citizen"),
            man,
            &|p| Some(in_man(p.last().per_citizen, 1)),
            t("人口の見通しで割った最後の年度末の額です。", "At the last year's end, by the expected population."),
        ),
        figure(
            t("新規発行（最後の年度）", "New bonds in the last year"),
            oku,
            &|p| Some(in_oku(p.last().issued, 1)),
            String::new(),
        ),
        figure(
            t("公債費の最も大きい年度", "Largest debt service of a year"),
            oku,
            &|p| most(p).map(|most| in_oku(most, 1)),
            String::new(),
        ),
        figure(t("公債費の合計", "Debt service in all"), oku, &|p| sum(p, |year| year.debt_service), String::new()),
        figure(t("うち利子", "of which interest"), oku, &|p| sum(p, |year| year.interest), String::new()),
    ];
    let special = scenario.last().special.and_then(|(special, _)| {
        let total = scenario.last().balance.checked_add(special).ok()?;
        figure(
            t("臨時財政対策債を含む残高", "Balance with bonds in place of the allocation tax"),
            oku,
            &|p| (p.last().year == scenario.last().year && p.last().special.is_some()).then(|| in_oku(total, 0)),
            String::new(),
        )
        .map(|figure| KeyFigure {
            baseline: None,
            difference: None,
            scenario: Cell::Number(in_oku(total, 0)),
            ..figure
        })
    });
    all.into_iter().chain([special]).flatten().collect()
}

/// The plan's own result for this investment and horizon.
fn plan_result<'p>(debt: &'p DebtParameters, projection: &DebtProjection) -> Option<&'p DebtTarget> {
    let is_it = |target: &&DebtTarget| {
        target.investment == projection.investment
            && target.years == projection.years.len()
            && projection.input.transition_years == 0
    };
    debt.targets.iter().find(is_it)
}

fn goal_note(study: &DebtStudy, lang: Lang) -> String {
    match study.scenario.input.goal {
        None => String::new(),
        Some(_) => pick(lang, "目標を守れる最大の額です。", "The most that keeps the goal."),
    }
}

fn flags(debt: &DebtParameters, study: &DebtStudy, lang: Lang) -> Vec<Flag> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let flag = |is_warning: bool, title: String, text: String| Flag { is_warning, title, text };
    let scenario = &study.scenario;
    let mut flags = Vec::new();
    if scenario.input.goal.is_some() {
        let found = with_oku(scenario.investment, 1, lang);
        flags.push(flag(
            false,
            t("目標からの逆算", "From the goal"),
            t(
                &format!("目標を守れる最大の投資的経費は毎年 {found} です。投資的経費の欄の値は使っていません。"),
                &format!("The most that can be invested a year within the goal is {found}; the field is not used."),
            ),
        ));
    }
    let (first, last) = (scenario.opening_per_citizen(), scenario.last().per_citizen);
    if last > first && scenario.last().balance <= scenario.opening {
        let (first, last) = (with_man(first, 1, lang), with_man(last, 1, lang));
        flags.push(flag(
            true,
            t("一人当たりでは増えます", "It grows for each citizen"),
            t(
                &format!("残高は増えなくても人口が減るため、市民一人当たりは {first} から {last} になります。"),
                &format!("The balance does not grow, but there are fewer people: from {first} to {last} each."),
            ),
        ));
    }
    if !shown_sets_meet(debt, scenario) {
        flags.push(flag(
            false,
            t("計画の前提の組とは別の値です", "Not a set that meets the plan"),
            t(
                "起債率などを変えたため、計画の二つの数字とは合わない試算です。",
                "With other borrowing or redemption the plan's two figures are not met.",
            ),
        ));
    }
    flags.push(flag(
        false,
        t("前提は仮定です", "The conditions are assumed"),
        t(
            "計画にあるのは投資的経費と30年後の残高だけです。起債率・償還方法・利率は計画になく、二つの数字に合うように置いた仮定です。",
            "The plan gives the investment and the balance after thirty years only. The share borrowed, the terms and the rates are assumed so as to meet its two figures.",
        ),
    ));
    flags
}

/// Whether the financing is one of the sets, untouched.
fn shown_sets_meet(debt: &DebtParameters, projection: &DebtProjection) -> bool {
    debt.set(&projection.input.set).is_some_and(|set| set.financing == projection.input.financing)
}

/// The years line by line, in whole yen.
pub(super) fn years_table(projection: &DebtProjection, title: String, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let has_special = projection.input.special.is_some();
    let mut header = vec![
        t("年度", "fiscal year"),
        t("投資的経費", "investment"),
        t("新規発行", "issued"),
        t("元金の償還（現金）", "redeemed in cash"),
        t("減債基金への積立と取崩の差", "into the sinking fund, net"),
        t("利子", "interest"),
        t("公債費", "debt service"),
        t("うち既発債の残高", "left of the existing bonds"),
        t("減債基金の残高", "sinking fund"),
        t("市債残高", "balance"),
        t("人口", "people"),
        t("一人当たり残高", "balance per citizen"),
    ];
    if has_special {
        header
            .extend([t("臨時財政対策債の残高", "in place of the allocation tax"), t("その公債費", "its debt service")]);
    }
    let rows = projection.years.iter().map(|year| {
        let label = match lang {
            Lang::Ja => year.year.japanese(),
            Lang::En => year.year.to_string(),
        };
        let money = [
            year.investment,
            year.issued,
            year.redeemed,
            year.sinking_fund_flow,
            year.interest,
            year.debt_service,
            year.legacy,
            year.sinking_fund,
            year.balance,
        ];
        let mut row = vec![Cell::Text(label)];
        row.extend(money.map(Cell::Money));
        row.extend([Cell::Number(Quantity::whole(year.population)), Cell::Money(year.per_citizen)]);
        if let Some((balance, service)) = year.special {
            row.extend([Cell::Money(balance), Cell::Money(service)]);
        }
        row
    });
    DataTable { title, header, rows: rows.collect(), unit: t("円（人口は人）", "yen (people)") }
}

fn sets_table(debt: &DebtParameters, sets: &[SetRow], lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut header = vec![
        t("組", "set"),
        t("内容", "what it is"),
        t("起債率 %", "borrowed %"),
        t("枠外の発行", "other issues"),
        t("S（年）", "S (years)"),
    ];
    for target in &debt.targets {
        let investment = oku_text(target.investment);
        header.extend([
            t(&format!("{investment}億円のときの新規発行"), &format!("issued at {investment}")),
            t(&format!("同 {}年後の残高", target.years / 2), &format!("balance after {} years", target.years / 2)),
            t(&format!("同 {}年後の残高", target.years), &format!("balance after {} years", target.years)),
        ]);
    }
    let rows = sets.iter().map(|row| {
        let financing = &row.set.financing;
        let number = |value: f64, decimals: usize| {
            format!("{value:.decimals$}").parse::<Quantity>().map_or(Cell::Empty, Cell::Number)
        };
        let mut cells = vec![
            Cell::Text(row.set.id.clone()),
            Cell::Text(pick(lang, &row.set.name.ja, row.set.name.en_or_ja())),
            number(financing.issue_ratio * 100.0, 1),
            Cell::Number(in_oku(financing.other_issues, 2)),
            number(row.steady, 3),
        ];
        for result in &row.results {
            cells.extend([
                Cell::Number(in_oku(result.issued, 1)),
                Cell::Number(in_oku(result.halfway, 0)),
                Cell::Number(in_oku(result.closing, 0)),
            ]);
        }
        cells
    });
    DataTable {
        title: t(
            "前提の組の比較（どれも計画の二つの数字になります。すべて仮定）",
            "The sets beside each other (each meets the plan's two figures; all assumed)",
        ),
        header,
        rows: rows.collect(),
        unit: oku_unit(lang).to_owned(),
    }
}

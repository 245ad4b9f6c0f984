//! What the outlook study says (見通しの試算の結果).

use fiscal::Yen;
use publish::chart::{Columns, Lang, LineSeries, LineStyle, Lines, columns, lines};
use publish::table::Cell;
use reform::plan::outlook::{LineRule, OutlookGround, PlanOutlook};
use reform::plan::{Basis, Plan};

use super::form::ground_text;
use super::overflow;
use super::run::{OutlookCase, OutlookRun};
use super::tables::{LineBasis, change_table, chart_head, line_table, year_label};
use crate::error::AppError;
use crate::study::words::{in_oku, pick};
use crate::study::{Assumption, Flag, KeyFigure, Outcome, Step, oku_unit};

pub(super) fn outcome(plan: &Plan, outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Result<Outcome, AppError> {
    let scenario = &run.scenario;
    let mut tables = vec![line_table(outlook, &scenario.path, LineBasis::Total, lang)];
    tables.push(line_table(outlook, &scenario.path, LineBasis::General, lang));
    tables.extend(change_table(outlook, &run.baseline.path, &scenario.path, lang));
    Ok(Outcome {
        figures: figures(run, lang)?,
        flags: flags(outlook, run, lang),
        charts: charts(plan, run, lang)?,
        tables,
        working: working(outlook, run, lang)?,
        assumptions: assumptions(plan, outlook, run, lang),
    })
}

fn figures(run: &OutlookRun, lang: Lang) -> Result<Vec<KeyFigure>, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let (baseline, scenario) = (&run.baseline, &run.scenario);
    let last = scenario.path.years.last().map(|year| year_label(year.year, lang)).unwrap_or_default();
    let sum = |case: &OutlookCase| Yen::checked_sum(case.path.balances()).map_err(overflow);
    let last_balance = |case: &OutlookCase| case.path.balances().last().copied().unwrap_or_default();
    let effect = |case: &OutlookCase| Yen::checked_sum(case.effects.iter().copied()).map_err(overflow);
    let note = t("費目の率は例示です。", "Rates of the lines are illustrative.");
    let figure = |label: String, before: Yen, after: Yen, basis: Basis, note: String| -> Result<KeyFigure, AppError> {
        let difference = after.checked_sub(before).map_err(overflow)?;
        Ok(KeyFigure {
            label,
            unit: oku_unit(lang).to_owned(),
            baseline: Some(Cell::Number(in_oku(before, 1))),
            scenario: Cell::Number(in_oku(after, 1)),
            difference: Some(Cell::Number(in_oku(difference, 1))),
            basis,
            note,
        })
    };
    let revenue = |case: &OutlookCase| case.path.years.last().map_or(Yen::ZERO, |year| year.general_revenue);
    Ok(vec![
        figure(
            t(&format!("{last}の収支差額（改善効果の前）"), &format!("Balance of {last} before the improvement")),
            last_balance(baseline),
            last_balance(scenario),
            Basis::Illustrative,
            note.clone(),
        )?,
        figure(
            t("収支差額の合計（見通しの期間）", "Sum of the balances"),
            sum(baseline)?,
            sum(scenario)?,
            Basis::Illustrative,
            note.clone(),
        )?,
        figure(
            t("改善効果の合計", "Sum of the improvement"),
            effect(baseline)?,
            effect(scenario)?,
            Basis::Assumed,
            String::new(),
        )?,
        figure(
            t(&format!("{last}末の基金"), &format!("The fund at the end of {last}")),
            baseline.closing(),
            scenario.closing(),
            Basis::Illustrative,
            t("基金の見通しの画面に年度ごとの動きがあります。", "The fund's own page follows it year by year."),
        )?,
        figure(
            t(&format!("{last}の一般財源（歳入）"), &format!("General revenue of {last}")),
            revenue(baseline),
            revenue(scenario),
            Basis::Illustrative,
            note,
        )?,
    ])
}

fn flags(outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Vec<Flag> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut flags = vec![Flag {
        is_warning: false,
        title: t("例示の見通しです", "An illustrative outlook"),
        text: pick(lang, &outlook.note.ja, outlook.note.en_or_ja()),
    }];
    let scenario = &run.scenario;
    let short: Vec<String> = scenario
        .path
        .years
        .iter()
        .skip(1)
        .filter(|year| year.balance < Yen::ZERO)
        .map(|year| year_label(year.year, lang))
        .collect();
    if !short.is_empty() {
        flags.push(Flag {
            is_warning: true,
            title: t("歳出が歳入を上回ります", "Expenditure above revenue"),
            text: t(
                &format!("改善効果を数える前の収支がマイナスの年度: {}", short.join("・")),
                &format!("Years whose balance before the improvement is negative: {}", short.join(", ")),
            ),
        });
    }
    if let Some(year) = OutlookCase::first_shortfall(&scenario.fund, &scenario.path) {
        let year = year_label(year, lang);
        flags.push(Flag {
            is_warning: true,
            title: t("基金がなくなります", "The fund runs out"),
            text: t(
                &format!("改善効果を数えても、{year}末に基金の残高が0を下回ります。"),
                &format!("Even with the improvement the fund is below zero at the end of {year}."),
            ),
        });
    }
    flags
}

fn charts(plan: &Plan, run: &OutlookRun, lang: Lang) -> Result<Vec<publish::chart::Chart>, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &run.scenario;
    let source = t(
        &format!("{}の決算と例示の率から", plan.city.name.ja),
        &format!("from the settlement of {} and illustrative rates", plan.city.name.en_or_ja()),
    );
    let years: Vec<String> = scenario.path.years.iter().skip(1).map(|year| year_label(year.year, lang)).collect();
    let unit = oku_unit(lang).to_owned();
    let balances =
        |case: &OutlookCase| case.path.balances().into_iter().map(|amount| Some(in_oku(amount, 1))).collect();
    let improved =
        scenario.path.balances().into_iter().zip(&scenario.effects).map(|(balance, effect)| {
            balance.checked_add(*effect).map(|amount| Some(in_oku(amount, 1))).map_err(overflow)
        });
    let balance = columns(
        &chart_head("outlook-balance", t("毎年の収支差額", "Balance of each year"), source.clone(), lang),
        &Columns {
            category_heading: t("年度", "fiscal year"),
            categories: years.clone(),
            unit: unit.clone(),
            name: t("収支差額（改善効果の前）", "before the improvement"),
            values: balances(scenario),
            line: Some((t("改善効果の後", "after the improvement"), improved.collect::<Result<_, AppError>>()?)),
        },
    );
    let compared = lines(
        &chart_head(
            "outlook-compared",
            t("収支差額: 基準と試算", "Balance: baseline and scenario"),
            source.clone(),
            lang,
        ),
        &Lines {
            category_heading: t("年度", "fiscal year"),
            categories: years,
            unit: unit.clone(),
            series: vec![
                LineSeries {
                    name: t("基準", "baseline"), values: balances(&run.baseline), style: LineStyle::Baseline
                },
                LineSeries { name: t("試算", "scenario"), values: balances(scenario), style: LineStyle::Main },
            ],
            references: Vec::new(),
            bands: Vec::new(),
        },
    );
    let all = |of: fn(&fiscal::outlook::OutlookYear) -> Yen| {
        scenario.path.years.iter().map(|year| Some(in_oku(of(year), 1))).collect()
    };
    let sides = lines(
        &chart_head("outlook-sides", t("歳入と歳出（試算）", "Revenue and expenditure (scenario)"), source, lang),
        &Lines {
            category_heading: t("年度", "fiscal year"),
            categories: scenario.path.years.iter().map(|year| year_label(year.year, lang)).collect(),
            unit,
            series: vec![
                LineSeries { name: t("歳入", "revenue"), values: all(|year| year.revenue), style: LineStyle::Main },
                LineSeries {
                    name: t("歳出", "expenditure"),
                    values: all(|year| year.expenditure),
                    style: LineStyle::Other(0),
                },
            ],
            references: Vec::new(),
            bands: Vec::new(),
        },
    );
    Ok(vec![balance, compared, sides])
}

fn working(outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Result<Vec<Step>, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let oku = |amount: Yen| publish::table::shown_quantity(in_oku(amount, 1));
    let unit = oku_unit(lang);
    let path = &run.scenario.path;
    let Some(last) = path.years.last() else { return Ok(Vec::new()) };
    let label = year_label(last.year, lang);
    let mut steps = vec![
        Step {
            name: t(&format!("{label}の収支差額（総額）"), &format!("Balance of {label}, in total")),
            formula: t(
                &format!("歳入 − 歳出 = {} − {}", oku(last.revenue), oku(last.expenditure)),
                &format!("revenue − expenditure = {} − {}", oku(last.revenue), oku(last.expenditure)),
            ),
            result: format!("{}{unit}", oku(last.balance)),
        },
        Step {
            name: t(&format!("{label}の収支差額（一般財源）"), &format!("Balance of {label}, by general revenue")),
            formula: t(
                &format!(
                    "一般財源の歳入 − 一般財源で賄う歳出 = {} − {}",
                    oku(last.general_revenue),
                    oku(last.general_expenditure)
                ),
                &format!(
                    "general revenue − what it pays for = {} − {}",
                    oku(last.general_revenue),
                    oku(last.general_expenditure)
                ),
            ),
            result: format!("{}{unit}", oku(last.balance)),
        },
    ];
    for line in &outlook.lines {
        let LineRule::Offset { of, share_percent, .. } = &line.rule else { continue };
        let Some(first) = path.years.first() else { continue };
        let amount = |year: &fiscal::outlook::OutlookYear, key: &str| {
            path.keys.iter().position(|found| found == key).map(|at| year.amounts[at])
        };
        let gains = of.iter().filter_map(|key| amount(last, key)?.checked_sub(amount(first, key)?).ok());
        let gained = Yen::checked_sum(gains).map_err(overflow)?;
        let name = pick(lang, &line.name.ja, line.name.en_or_ja());
        let now = amount(last, &line.key).unwrap_or_default();
        steps.push(Step {
            name: t(&format!("{label}の{name}"), &format!("{name} of {label}")),
            formula: t(
                &format!("{} − 税収等の増 {} × {share_percent}% ＋ その他の増減", oku(line.base.value), oku(gained)),
                &format!(
                    "{} − gains of taxes {} × {share_percent}% + other changes",
                    oku(line.base.value),
                    oku(gained)
                ),
            ),
            result: format!("{}{unit}", oku(now)),
        });
    }
    let count = outlook.calibration_years();
    let (from, to) = (year_label(outlook.base_year, lang), year_label(outlook.fund.calibrate_to, lang));
    let point = |year| outlook.fund.point(year).map(|point| oku(point.balance.value)).unwrap_or_default();
    let (opening, closing) = (point(outlook.base_year), point(outlook.fund.calibrate_to));
    let yearly = oku(outlook.improvement.value);
    steps.push(Step {
        name: t("計画の二つの残高が示す毎年の収支差額", "The yearly balance the plan's two points imply"),
        formula: t(
            &format!("（{to}末 {closing} − {from}末 {opening} − 改善効果 {yearly} × {count}年）÷ {count}年"),
            &format!("({closing} at the end of {to} − {opening} of {from} − {yearly} × {count} years) ÷ {count} years"),
        ),
        result: format!("{}{unit}", oku(run.implied_mean)),
    });
    steps.push(Step {
        name: t("調整（例示）", "Balancing (illustrative)"),
        formula: t(
            "費目の率による収支の平均が上の額になるように、毎年同じ額を置く。試算でも変えない。",
            "The same each year, so that the mean of the lines' balances is the one above; kept in the scenario.",
        ),
        result: format!("{}{unit}", oku(run.balancing.yearly)),
    });
    Ok(steps)
}

pub(super) fn assumptions(plan: &Plan, outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Vec<Assumption> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let oku = |amount: Yen| format!("{}{}", publish::table::shown_quantity(in_oku(amount, 1)), oku_unit(lang));
    let of = |name: String, value: String, ground: &OutlookGround| Assumption {
        name,
        value,
        basis: ground.basis,
        source: ground_text(plan, ground, lang),
    };
    let mut all: Vec<Assumption> = Vec::new();
    for line in &outlook.lines {
        let name = pick(lang, &line.name.ja, line.name.en_or_ja());
        let base =
            t(&format!("{name}（{}決算）", outlook.base_year.short()), &format!("{name} ({})", outlook.base_year));
        let is_balancing = line.rule == LineRule::Balancing;
        if !is_balancing {
            all.push(of(base, oku(line.base.value), &line.base.ground));
        }
        let value = if is_balancing { oku(run.balancing.yearly) } else { rule_words(outlook, &line.rule, lang) };
        all.push(of(t(&format!("{name}の推計方法"), &format!("Rule of {name}")), value, &line.rule_ground));
    }
    for point in &outlook.population {
        let name = t(&format!("人口（{}）", point.year.short()), &format!("Population ({})", point.year));
        let people = fiscal::money::group_digits(point.people.value.unsigned_abs());
        all.push(of(name, format!("{people}{}", t("人", " people")), &point.people.ground));
    }
    all
}

/// A rule in a few words: `伸び率 1.5%`.
fn rule_words(outlook: &PlanOutlook, rule: &LineRule, lang: Lang) -> String {
    let t = |ja: String, en: String| pick(lang, &ja, &en);
    let oku = |amount: &Yen| publish::table::shown_quantity(in_oku(*amount, 1));
    let listed = |amounts: &[Yen]| amounts.iter().map(oku).collect::<Vec<_>>().join(", ");
    let name = |key: &String| {
        outlook.line(key).map_or_else(|| key.clone(), |line| pick(lang, &line.name.ja, line.name.en_or_ja()))
    };
    match rule {
        LineRule::Kept => t("据置".into(), "kept".into()),
        LineRule::Growth(rate) => t(format!("年 {rate}%"), format!("{rate}% a year")),
        LineRule::Tax { elasticity, extra_percent } => {
            let extra = extra_percent.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            t(
                format!("経済の伸び × {elasticity} ＋ 年度別 [{extra}]%"),
                format!("growth of the economy × {elasticity} + by year [{extra}]%"),
            )
        }
        LineRule::PerHead(rate) => {
            t(format!("人口 × 一人当たり（年 {rate}%）"), format!("people × an amount growing by {rate}% a year"))
        }
        LineRule::UnitTimesNumber { unit, growth_percent, numbers } => {
            let numbers = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            t(
                format!("{unit}円（年 {growth_percent}%）× [{numbers}]"),
                format!("{unit} yen ({growth_percent}% a year) × [{numbers}]"),
            )
        }
        LineRule::Planned(amounts) => t(format!("[{}]億円", listed(amounts)), format!("[{}]", listed(amounts))),
        LineRule::PriceIndexed(elasticity) => {
            t(format!("物価の動き × {elasticity}"), format!("movement of prices × {elasticity}"))
        }
        LineRule::Offset { share_percent, adjustments, .. } => t(
            format!("税収等の増減の {share_percent}% を逆に ＋ [{}]億円", listed(adjustments)),
            format!("against {share_percent}% of what taxes gain + [{}]", listed(adjustments)),
        ),
        LineRule::ShareOfChange { of, share_percent } => t(
            format!("{}の増減の {share_percent}%", name(of)),
            format!("{share_percent}% of the change of {}", name(of)),
        ),
        LineRule::ShareOf { of, share_percent } => {
            t(format!("{}の {share_percent}%", name(of)), format!("{share_percent}% of {}", name(of)))
        }
        LineRule::PriorYear { of, share_percent } => t(
            format!("前年度の{}の {share_percent}%", name(of)),
            format!("{share_percent}% of last year's {}", name(of)),
        ),
        LineRule::Investment => t("投資的経費の欄の額".into(), "the investment given".into()),
        LineRule::Bonds => t("投資的経費 × 起債率".into(), "investment × the share borrowed".into()),
        LineRule::DebtService => t("市債残高の推計".into(), "projection of bonds".into()),
        LineRule::Balancing => String::new(),
    }
}

//! The fund study (財源調整用基金の試算): how long the fund lasts, with the programme's improvement and without it.
//!
//! It rests on the projection of the outlook study and takes the same values.

mod pictures;

use fiscal::reserve_fund::FundYear;
use fiscal::soundness::{Grade, Limit, limits_in_force};
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use publish::table::{Cell, shown_quantity};
use reform::parameters::soundness::BodyClass;
use reform::plan::outlook::{FundPoint, PlanOutlook};
use reform::plan::{Basis, Plan};

use pictures::{flow_chart, fund_chart, fund_table, points_table};

use super::form::{Form, Given};
use super::outlook::{OutlookCase, OutlookRun, assumptions, ground_text, outlook_of, overflow, run, year_label};
use super::words::{in_oku, pick};
use super::{Assumption, Flag, KeyFigure, Outcome, Step, oku_unit};
use crate::error::AppError;
use crate::parameters::Parameters;

/// The ratio whose limits a shortfall is held against, by its key in the parameters.
pub const REAL_DEFICIT: &str = "real-deficit-ratio";

/// Works the study out.
///
/// # Errors
/// As [`run`].
pub fn study(plan: &Plan, parameters: &Parameters, given: &Given, lang: Lang) -> Result<(Form, Outcome), AppError> {
    let run = run(plan, parameters, given, lang)?;
    let outlook = outlook_of(plan)?;
    let outcome = Outcome {
        figures: figures(outlook, &run, lang)?,
        flags: flags(plan, parameters, &run, lang)?,
        charts: vec![fund_chart(plan, outlook, &run, lang), flow_chart(&run, lang)?],
        tables: vec![fund_table(&run, lang), points_table(plan, outlook, lang)],
        working: working(outlook, &run, lang),
        assumptions: fund_assumptions(plan, outlook, &run, lang),
    };
    Ok((run.form, outcome))
}

fn figures(outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Result<Vec<KeyFigure>, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let (baseline, scenario) = (&run.baseline, &run.scenario);
    let last = scenario.path.years.last().map(|year| year_label(year.year, lang)).unwrap_or_default();
    let amount = |label: String, before: Yen, after: Yen, note: String| -> Result<KeyFigure, AppError> {
        let difference = after.checked_sub(before).map_err(overflow)?;
        Ok(KeyFigure {
            label,
            unit: oku_unit(lang).to_owned(),
            baseline: Some(Cell::Number(in_oku(before, 1))),
            scenario: Cell::Number(in_oku(after, 1)),
            difference: Some(Cell::Number(in_oku(difference, 1))),
            basis: Basis::Illustrative,
            note,
        })
    };
    let at_plan = scenario.path.years.last().is_some_and(|year| year.year == outlook.fund.calibrate_to);
    let note = match outlook.fund.point(outlook.fund.calibrate_to).filter(|_| at_plan) {
        Some(point) => t(
            &format!(
                "計画の値は {}億円（改善効果 年{}億円）。",
                in_oku(point.balance.value, 0),
                in_oku(outlook.improvement.value, 0)
            ),
            &format!(
                "The plan says {} with {} a year.",
                in_oku(point.balance.value, 0),
                in_oku(outlook.improvement.value, 0)
            ),
        ),
        None => String::new(),
    };
    let lasting = |fund: &[FundYear], case: &OutlookCase| match OutlookCase::first_shortfall(fund, &case.path) {
        Some(year) => Cell::Text(t(
            &format!("{}末に不足", year_label(year, lang)),
            &format!("short at the end of {}", year_label(year, lang)),
        )),
        None => Cell::Text(t("期間中は不足しない", "not short in these years")),
    };
    let words = |label: String, before: Cell, after: Cell| KeyFigure {
        label,
        unit: String::new(),
        baseline: Some(before),
        scenario: after,
        difference: None,
        basis: Basis::Illustrative,
        note: String::new(),
    };
    let lowest = |case: &OutlookCase| case.fund.iter().map(|year| year.closing).min().unwrap_or_default();
    Ok(vec![
        amount(
            t(
                &format!("{last}末の基金（改善効果あり）"),
                &format!("The fund at the end of {last}, with the improvement"),
            ),
            baseline.closing(),
            scenario.closing(),
            note,
        )?,
        amount(
            t(&format!("{last}末の基金（改善効果なし）"), &format!("The fund at the end of {last}, without it")),
            baseline.closing_without(),
            scenario.closing_without(),
            String::new(),
        )?,
        words(
            t("基金はいつまで持つか（改善効果あり）", "How long the fund lasts, with the improvement"),
            lasting(&baseline.fund, baseline),
            lasting(&scenario.fund, scenario),
        ),
        words(
            t("基金はいつまで持つか（改善効果なし）", "How long the fund lasts, without it"),
            lasting(&baseline.without, baseline),
            lasting(&scenario.without, scenario),
        ),
        amount(
            t("期間中でいちばん少ない残高", "The least balance in these years"),
            lowest(baseline),
            lowest(scenario),
            String::new(),
        )?,
    ])
}

/// What a reader must not miss of the fund: when it is empty, which limit that reaches, what was settled since.
///
/// # Errors
/// When the plan has no outlook.
pub fn flags(plan: &Plan, parameters: &Parameters, run: &OutlookRun, lang: Lang) -> Result<Vec<Flag>, AppError> {
    let outlook = outlook_of(plan)?;
    let limits = &parameters.soundness.limits_of(BodyClass::DesignatedCity);
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &run.scenario;
    let year_at = |index: usize| scenario.path.years.get(index + 1).map(|year| year.year);
    let planned = year_label(outlook.fund.calibrate_to, lang);
    let mut flags = vec![Flag {
        is_warning: false,
        title: t("公表されているのは点だけです", "Only points are published"),
        text: t(
            &format!(
                "基金の残高で公表されているのは、各年度の決算と、計画の{planned}末だけです。間の年度の動きは例示です。"
            ),
            &format!(
                "What is published of the fund are settled years and the plan's end of {planned}; the years between are illustrative."
            ),
        ),
    }];
    let improves = scenario.effects.iter().any(|effect| *effect != Yen::ZERO);
    for (fund, with_ja, with_en) in [
        (&scenario.fund, "改善効果を数えても", "Even with the improvement"),
        (&scenario.without, "改善効果がないと", "Without the improvement"),
    ]
    .into_iter()
    .skip(usize::from(!improves))
    {
        let Some((index, year)) = fund.iter().enumerate().find(|(_, year)| year.shortfall > Yen::ZERO) else {
            continue;
        };
        let Some(when) = year_at(index) else { continue };
        let label = year_label(when, lang);
        let short = shown_quantity(in_oku(year.shortfall, 1));
        flags.push(Flag {
            is_warning: true,
            title: t("財源が不足します", "Revenue falls short"),
            text: t(
                &format!("{with_ja}、{label}末に基金がなくなり、{short}億円不足します。"),
                &format!(
                    "{with_en} the fund is gone at the end of {label} and {short} hundred million yen are missing."
                ),
            ),
        });
        let told: Vec<LimitTold> = fund
            .iter()
            .enumerate()
            .filter_map(|(index, year)| limit_told(year, year_at(index)?, scenario, limits))
            .collect();
        // The first year that reaches each limit; where none is reached, how far the last year is from the next.
        let mut firsts: Vec<&LimitTold> = Vec::new();
        for year in told.iter().filter(|told| told.is_reached) {
            if !firsts.iter().any(|first| first.limit.grade >= year.limit.grade) {
                firsts.push(year);
            }
        }
        if firsts.is_empty() {
            firsts.extend(told.last());
        }
        flags.extend(firsts.into_iter().map(|told| limit_flag(told, lang)));
    }
    let below = scenario.fund.iter().position(|year| year.below_line && year.shortfall == Yen::ZERO).and_then(year_at);
    if let Some(year) = below {
        let line = shown_quantity(in_oku(scenario.inputs.fund_line, 1));
        flags.push(Flag {
            is_warning: true,
            title: t("下限の目安を下回ります", "Below the line"),
            text: t(
                &format!("{}末に、下限の目安 {line}億円（仮定）を下回ります。", year_label(year, lang)),
                &format!(
                    "Below the assumed line of {line} hundred million yen at the end of {}.",
                    year_label(year, lang)
                ),
            ),
        });
    }
    let settled_since: Vec<&FundPoint> =
        outlook.fund.points.iter().filter(|point| point.is_settled && point.year > outlook.base_year).collect();
    for point in settled_since {
        let year = year_label(point.year, lang);
        let settled = shown_quantity(in_oku(point.balance.value, 0));
        let index = scenario.path.years.iter().position(|found| found.year == point.year);
        let projected = index
            .and_then(|index| scenario.fund.get(index.checked_sub(1)?))
            .map(|year| shown_quantity(in_oku(year.closing, 1)));
        let Some(projected) = projected else { continue };
        flags.push(Flag {
            is_warning: false,
            title: t("計画のあとの決算", "Settled after the plan"),
            text: t(
                &format!("{year}末の決算は {settled}億円（計画のあとの公表）。この試算では {projected}億円です。"),
                &format!("The end of {year} was settled at {settled} after the plan; here it is {projected} (×100 million yen)."),
            ),
        });
    }
    Ok(flags)
}

/// A shortfall held against the limits of the real deficit ratio (実質赤字比率).
struct LimitTold {
    year: FiscalYear,
    percent: fiscal::Quantity,
    /// The most severe limit that is reached, else the next.
    limit: Limit,
    is_reached: bool,
}

fn limit_told(year: &FundYear, when: FiscalYear, case: &OutlookCase, limits: &[Limit]) -> Option<LimitTold> {
    let ratio = year.shortfall_ratio(case.inputs.standard_scale)?;
    let standing = fiscal::soundness::judge(ratio, &limits_in_force(limits, REAL_DEFICIT, when));
    let is_reached = standing.reached.is_some();
    let limit = standing.reached.or(standing.next)?;
    Some(LimitTold { year: when, percent: ratio.cut(2), limit, is_reached })
}

fn limit_flag(told: &LimitTold, lang: Lang) -> Flag {
    let LimitTold { percent, limit, is_reached, .. } = told;
    let (label, word) = (year_label(told.year, lang), grade_word(limit.grade, lang));
    let at = limit.percent;
    let text = match is_reached {
        true => pick(
            lang,
            &format!("{label}末の不足額は標準財政規模の{percent}%で、{word}（{at}%）に達します。"),
            &format!(
                "The shortfall at the end of {label} is {percent}% of the standard scale and reaches the limit of {word} ({at}%)."
            ),
        ),
        false => pick(
            lang,
            &format!("{label}末の不足額は標準財政規模の{percent}%です（{word}は{at}%）。"),
            &format!(
                "The shortfall at the end of {label} is {percent}% of the standard scale (the limit of {word} is {at}%)."
            ),
        ),
    };
    let title = pick(
        lang,
        "不足額を実質赤字比率の基準と比べると",
        "The shortfall against the limits of the real deficit ratio",
    );
    Flag { is_warning: *is_reached, title, text }
}

/// The stable word of a limit for machines.
pub fn grade_key(grade: Grade) -> &'static str {
    match grade {
        Grade::BondPermission => "bond-permission",
        Grade::EarlyRestoration => "early-restoration",
        Grade::Reconstruction => "reconstruction",
    }
}

/// What a limit is called.
pub(crate) fn grade_word(grade: Grade, lang: Lang) -> String {
    match grade {
        Grade::BondPermission => pick(lang, "起債許可基準", "bond permission"),
        Grade::EarlyRestoration => pick(lang, "早期健全化基準", "early restoration"),
        Grade::Reconstruction => pick(lang, "財政再生基準", "reconstruction"),
    }
}

fn working(outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Vec<Step> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let oku = |amount: Yen| shown_quantity(in_oku(amount, 1));
    let unit = oku_unit(lang);
    let years = run.scenario.fund.iter().zip(run.scenario.path.years.iter().skip(1)).map(|(fund, year)| {
        let label = year_label(year.year, lang);
        let FundYear { opening, flow, closing, .. } = fund;
        Step {
            name: t(&format!("{label}末の残高"), &format!("End of {label}")),
            formula: t(
                &format!(
                    "期首 {} ＋ 収支差額 {} ＋ 改善効果 {} ＋ 積立 {}",
                    oku(*opening),
                    oku(flow.balance),
                    oku(flow.improvement),
                    oku(flow.paid_in)
                ),
                &format!(
                    "opening {} + balance {} + improvement {} + paid in {}",
                    oku(*opening),
                    oku(flow.balance),
                    oku(flow.improvement),
                    oku(flow.paid_in)
                ),
            ),
            result: format!("{}{unit}", oku(*closing)),
        }
    });
    let point = |year| outlook.fund.point(year).map(|point| oku(point.balance.value)).unwrap_or_default();
    let count = outlook.calibration_years();
    let implied = Step {
        name: t("計画の二つの残高が示す毎年の収支差額（平均）", "The mean yearly balance the plan's two points imply"),
        formula: t(
            &format!(
                "（{} − {} − {} × {count}年）÷ {count}年",
                point(outlook.fund.calibrate_to),
                point(outlook.base_year),
                oku(outlook.improvement.value)
            ),
            &format!(
                "({} − {} − {} × {count}) ÷ {count}",
                point(outlook.fund.calibrate_to),
                point(outlook.base_year),
                oku(outlook.improvement.value)
            ),
        ),
        result: format!("{}{unit}", oku(run.implied_mean)),
    };
    years.chain([implied]).collect()
}

fn fund_assumptions(plan: &Plan, outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Vec<Assumption> {
    let mut all: Vec<Assumption> = outlook
        .fund
        .points
        .iter()
        .map(|point| Assumption {
            name: pick(
                lang,
                &format!("{}末の残高", point.year.short()),
                &format!("Balance at the end of {}", point.year),
            ),
            value: format!("{}{}", shown_quantity(in_oku(point.balance.value, 0)), oku_unit(lang)),
            basis: point.balance.ground.basis,
            source: ground_text(plan, &point.balance.ground, lang),
        })
        .collect();
    all.extend(assumptions(plan, outlook, run, lang));
    all
}

//! What the ratio study says (比率の試算の結果).

use fiscal::soundness::{Finding, Limit, Standing, judge, limits_in_force};
use publish::chart::Lang;
use publish::table::{Cell, shown_quantity};
use reform::city::printed::PrintedFigures;
use reform::parameters::soundness::BodyClass;
use reform::plan::soundness::INPUTS;
use reform::plan::{Basis, Plan};

use super::pictures::{charts, glossary_table, limits_table, projection_table, published};
use super::words::{ratio_name, step_name, value_text};
use super::{CityRatio, RatioRun};
use crate::parameters::Parameters;
use crate::study::fund::grade_word;
use crate::study::outlook::year_label;
use crate::study::words::pick;
use crate::study::{Assumption, Flag, KeyFigure, Outcome, Step};

/// The figures to look at first: the two that move, then those that are a dash as long as there is no deficit.
const LEADING: [CityRatio; 6] = [
    CityRatio::RealDebtService,
    CityRatio::FutureBurden,
    CityRatio::OrdinaryBalance,
    CityRatio::FiscalCapacity,
    CityRatio::RealDeficit,
    CityRatio::ConsolidatedDeficit,
];

pub(super) fn outcome(
    plan: &Plan,
    parameters: &Parameters,
    printed: &PrintedFigures,
    run: &RatioRun,
    lang: Lang,
) -> Outcome {
    let class = match run.form.scenario().word("class") {
        "prefecture" => BodyClass::Prefecture,
        "municipality" => BodyClass::Municipality,
        _ => BodyClass::DesignatedCity,
    };
    let tables = [
        projection_table(run, lang),
        Some(limits_table(&parameters.soundness, class, lang)),
        glossary_table(plan, lang),
    ];
    Outcome {
        figures: LEADING.into_iter().filter_map(|ratio| figure(plan, printed, run, ratio, lang)).collect(),
        flags: flags(plan, parameters, printed, run, lang),
        charts: if run.example.is_none() { charts(plan, printed, run, lang) } else { Vec::new() },
        tables: tables.into_iter().flatten().collect(),
        working: working(run, lang),
        assumptions: assumptions(run, lang),
    }
}

/// Where a finding stands against the limits of its settlement.
pub fn standing_of(run: &RatioRun, ratio: CityRatio, finding: &Finding) -> Standing {
    judge(finding.unrounded, &limits_in_force(&run.limits, ratio.key(), run.settlement))
}

fn figure(plan: &Plan, printed: &PrintedFigures, run: &RatioRun, ratio: CityRatio, lang: Lang) -> Option<KeyFigure> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    // An example gives the form of one ratio only.
    if run.example.is_some() && ratio != CityRatio::RealDebtService {
        return None;
    }
    let scenario = run.scenario.finding(ratio)?;
    let baseline = run.baseline.finding(ratio);
    let cell = |finding: &Finding| finding.figure.map_or(Cell::Text("−".to_owned()), Cell::Number);
    let difference = match (baseline.and_then(|finding| finding.figure), scenario.figure) {
        (Some(before), Some(after)) if before.decimals == after.decimals => {
            let units = after.units.checked_sub(before.units)?;
            Some(Cell::Number(fiscal::Quantity { units, ..after }))
        }
        _ => None,
    };
    let inputs = || run.form.fields.iter().filter(|field| is_input_of(field.key, ratio));
    let is_published = inputs().all(|field| field.basis == Basis::Published && !field.is_changed());
    let is_illustrative = inputs().any(|field| field.basis == Basis::Illustrative);
    let basis = match (is_published, is_illustrative) {
        (true, _) => Basis::Published,
        (false, true) => Basis::Illustrative,
        (false, false) => Basis::Assumed,
    };
    let mut notes = Vec::new();
    let standing = standing_of(run, ratio, scenario);
    if let Some(limit) = &standing.reached {
        notes.push(t(
            &format!("{}（{}%）に達しています。", grade_word(limit.grade, lang), limit.percent),
            &format!("Has reached the limit of {} ({}%).", grade_word(limit.grade, lang), limit.percent),
        ));
    }
    if let Some(limit) = &standing.next {
        notes.push(t(
            &format!("次の基準: {} {}%。", grade_word(limit.grade, lang), limit.percent),
            &format!("The next limit: {} {}%.", grade_word(limit.grade, lang), limit.percent),
        ));
    }
    let facts = published(plan, printed, ratio);
    let fact = facts.iter().find(|(year, _, _)| *year == run.settlement && run.example.is_none());
    if let Some((year, fiscal::comparison::Figure::Value(value), _)) = fact {
        let (year, value) = (year_label(*year, lang), shown_quantity(*value));
        notes.push(t(
            &format!("{year}の公表値は {value}{}。", ratio.unit()),
            &format!("Published for {year}: {value}{}.", ratio.unit()),
        ));
    }
    Some(KeyFigure {
        label: ratio_name(ratio, lang),
        unit: ratio.unit().to_owned(),
        baseline: baseline.map(cell),
        scenario: cell(scenario),
        difference,
        basis,
        note: notes.join(if lang == Lang::Ja { "" } else { " " }),
    })
}

/// Whether a field belongs to the form of a ratio.
fn is_input_of(key: &str, ratio: CityRatio) -> bool {
    let Some(input) = INPUTS.iter().find(|input| input.key == key) else { return false };
    let takes_scale = !matches!(ratio, CityRatio::OrdinaryBalance | CityRatio::FiscalCapacity);
    input.ratio == ratio.key() || input.key == "scale" && takes_scale
}

fn flags(plan: &Plan, parameters: &Parameters, printed: &PrintedFigures, run: &RatioRun, lang: Lang) -> Vec<Flag> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut flags = Vec::new();
    let example = run.example.as_ref().and_then(|id| parameters.soundness.example(id));
    if let Some(example) = example {
        let name = pick(lang, &example.name.ja, example.name.en_or_ja());
        flags.push(Flag {
            is_warning: false,
            title: t("公表された算定例", "A published example"),
            text: t(
                &format!("{name}の数字です。公表された値は {} です。", example.published),
                &format!("The amounts of {name}, published as {}.", example.published),
            ),
        });
    } else {
        flags.push(Flag {
            is_warning: false,
            title: t("例示の額を含みます", "Some amounts are illustrative"),
            text: t(
                "様式の額のうち、公表された決算カードにないものは例示です。公表された比率になるように置いてあり、市の様式の写しではありません。",
                "Amounts of the forms that the published settlement card does not give are illustrative; they lead to the published ratios and are no copy of the city's forms.",
            ),
        });
    }
    let is_missing = |ratio: &CityRatio| run.example.is_none() && run.scenario.finding(*ratio).is_none();
    let missing: Vec<String> =
        CityRatio::ALL.into_iter().filter(is_missing).map(|ratio| ratio_name(ratio, lang)).collect();
    if !missing.is_empty() {
        flags.push(Flag {
            is_warning: false,
            title: t("算定できない比率", "Ratios that cannot be worked out"),
            text: t(
                &format!("様式の額がないため、算定していません: {}", missing.join("・")),
                &format!("No amounts are given for: {}", missing.join(", ")),
            ),
        });
    }
    let limit_text = |ratio: CityRatio, limit: &Limit, when: &str| Flag {
        is_warning: true,
        title: t("基準に達しています", "A limit is reached"),
        text: t(
            &format!(
                "{when}{}が{}（{}%）に達しています。",
                ratio_name(ratio, lang),
                grade_word(limit.grade, lang),
                limit.percent
            ),
            &format!(
                "{when}{} has reached the limit of {} ({}%).",
                ratio_name(ratio, lang),
                grade_word(limit.grade, lang),
                limit.percent
            ),
        ),
    };
    for ratio in CityRatio::ALL {
        if run.example.is_some() && ratio != CityRatio::RealDebtService {
            continue;
        }
        let Some(finding) = run.scenario.finding(ratio) else { continue };
        flags.extend(standing_of(run, ratio, finding).reached.map(|limit| limit_text(ratio, &limit, "")));
    }
    flags.extend(settled_since(plan, printed, run, lang));
    let to_come = run.projection.iter().flat_map(|projection| &projection.scenario);
    let reached = to_come.filter_map(|projected| {
        let in_force = limits_in_force(&run.limits, CityRatio::RealDebtService.key(), projected.year);
        Some((projected.year, judge(projected.finding.unrounded, &in_force).reached?))
    });
    if let Some((year, limit)) = reached.take(1).next() {
        let when = t(&format!("{}に", year_label(year, lang)), &format!("In {}, the ", year_label(year, lang)));
        flags.push(limit_text(CityRatio::RealDebtService, &limit, &when));
    }
    flags
}

/// What was published of a year that is projected here.
fn settled_since(plan: &Plan, printed: &PrintedFigures, run: &RatioRun, lang: Lang) -> Vec<Flag> {
    let facts = published(plan, printed, CityRatio::RealDebtService);
    let projected = run.projection.iter().flat_map(|projection| &projection.scenario);
    let both = projected.filter_map(|projected| {
        let (_, fact, _) = facts.iter().find(|(year, _, _)| *year == projected.year)?;
        let fiscal::comparison::Figure::Value(value) = fact else { return None };
        Some((year_label(projected.year, lang), *value, projected.finding.figure?))
    });
    let flag = |(year, value, figure): (String, fiscal::Quantity, fiscal::Quantity)| Flag {
        is_warning: false,
        title: pick(lang, "試算のあとの公表値", "Published since"),
        text: pick(
            lang,
            &format!("{year}の実質公債費比率は {value}% と公表されています。この試算では {figure}% です。"),
            &format!("The real debt service ratio of {year} was published as {value}%; here it is {figure}%."),
        ),
    };
    both.map(flag).collect()
}

fn working(run: &RatioRun, lang: Lang) -> Vec<Step> {
    let mut steps = Vec::new();
    for ratio in CityRatio::ALL {
        if run.example.is_some() && ratio != CityRatio::RealDebtService {
            continue;
        }
        let Some(finding) = run.scenario.finding(ratio) else { continue };
        let name = ratio_name(ratio, lang);
        steps.extend(finding.working.iter().map(|step| Step {
            name: format!("{name} › {}", step_name(step, lang)),
            formula: step.letter.clone(),
            result: value_text(&step.value, lang),
        }));
    }
    steps
}

fn assumptions(run: &RatioRun, lang: Lang) -> Vec<Assumption> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut all = vec![
        Assumption {
            name: t("端数の扱い", "Rounding"),
            value: t("三か年平均は切り捨て前の年度から", "the mean is of unrounded years"),
            basis: Basis::Published,
            source: t(
                "鳥取県の公表値で確かめた（実質公債費比率は平均してから0.1で切り捨て）。赤字比率・将来負担比率の切り捨ては様式を見ておらず仮定。",
                "Checked with what Tottori Prefecture published (averaged, then cut at 0.1). Cutting the deficit and future burden ratios is an assumption, as the forms were not seen.",
            ),
        },
        Assumption {
            name: t("会計の範囲", "Accounts"),
            value: t("普通会計の額を一般会計等の代わりに", "ordinary accounts in place of the general accounts"),
            basis: Basis::Assumed,
            source: t(
                "決算カードは普通会計、法律の比率は一般会計等で、範囲が少し違う。",
                "The settlement card is of the ordinary accounts, whose scope differs a little from the law's.",
            ),
        },
    ];
    if run.projection.is_some() {
        all.push(Assumption {
            name: t("これからの実質公債費比率", "The ratio to come"),
            value: t("当年度の割合を保つ", "this year's shares are kept"),
            basis: Basis::Assumed,
            source: t(
                "元利償還金は見通しの公債費（市債残高の推計）と同じ額だけ動き、特定財源と算入額は元利償還金に対する割合を、準元利償還金は額を保つ。向きを見るためのもの。",
                "Debt service moves as the outlook's line does, which follows the projection of bonds; tied revenue and what is counted in need keep their share of it, what is like it keeps its amount. It shows a direction.",
            ),
        });
    }
    all
}

//! What is checked of the forms this system knows (点検の対象を作る): the city's own review sheet, and a sheet of the inventory.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};

use super::{Asked, CheckedIndicator, CheckedSheet, IndicatorYear, YearBudget};
use crate::kpi::{Level, YearValue};
use crate::program::{Direction, Indicator, IndicatorKind, MoneyLine, ProgramSheet, Stage};
use crate::review::{ReviewSheet, SheetKpi};
use crate::search_text::fold;

/// What the checks need to know of a program beside its review sheet (点検に使う事業の記載).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramFacts<'a> {
    /// Name (事務事業名).
    pub name: &'a str,
    /// What it is for: target, intention and result (対象・意図・結果).
    pub purpose: &'a str,
    /// What is done: summary and means (概要・手段).
    pub means: &'a str,
    /// The last fiscal year, if it has one (終了年度).
    pub end_year: Option<FiscalYear>,
    /// Money by year and stage.
    pub money: &'a [MoneyLine],
    /// Indicators with their values by year.
    pub indicators: &'a [Indicator],
}

/// What is checked of a review sheet.
///
/// The first indicators are the KPIs of the sheet, in its order, so that a finding names the KPI by its place; one without a
/// level yet is taken for an input, of which no check asks anything. What the inventory counts beside them follows; its
/// outcome indicators only where the sheet has none, and then nothing is asked of them that the inventory has no field for.
pub fn checked_review(sheet: &ReviewSheet, program: &ProgramFacts<'_>) -> CheckedSheet {
    let mut indicators: Vec<CheckedIndicator> =
        sheet.kpis.iter().map(|kpi| of_kpi(kpi, sheet.fiscal_year, program.indicators)).collect();
    let of_our_form = Asked {
        outputs: true,
        stages: true,
        stage_reasons: false,
        target_years: true,
        baselines: true,
        sources: true,
        reasons: false,
        outside_factors: false,
    };
    let has_outcome = sheet.kpis.iter().any(SheetKpi::is_outcome);
    let is_repeated = |indicator: &Indicator| sheet.kpis.iter().any(|kpi| fold(&kpi.name) == fold(&indicator.name));
    let further = program.indicators.iter().filter(|indicator| match indicator.kind {
        IndicatorKind::Outcome => !has_outcome,
        IndicatorKind::Activity | IndicatorKind::Target => !is_repeated(indicator),
    });
    indicators.extend(further.map(of_indicator));
    let asked = if has_outcome { of_our_form } else { Asked { outputs: true, ..Asked::default() } };
    let stops = matches!(sheet.direction, Some(Direction::Abolish | Direction::End | Direction::Suspend));
    CheckedSheet {
        year: sheet.fiscal_year,
        name: program.name.to_owned(),
        purpose: program.purpose.to_owned(),
        means: program.means.to_owned(),
        ends: sheet.last_year.filter(|_| stops).or(program.end_year),
        indicators,
        one_stage_reason: String::new(),
        outside_factors: String::new(),
        budgets: budgets(program.money),
        asked,
    }
}

/// What is checked of a sheet of the inventory; its indicators are those of the sheet, in its order.
///
/// Only what its mapping has a field for is asked: outputs, where the sheet has an indicator of what is done.
pub fn checked_program(sheet: &ProgramSheet) -> CheckedSheet {
    let logic = &sheet.logic;
    CheckedSheet {
        year: sheet.fiscal_year,
        name: sheet.name.clone(),
        purpose: lines([&logic.target, &logic.intent, &logic.result]),
        means: lines([&sheet.summary, &logic.means]),
        ends: sheet.end_year,
        indicators: sheet.indicators.iter().map(of_indicator).collect(),
        one_stage_reason: String::new(),
        outside_factors: String::new(),
        budgets: budgets(&sheet.money),
        asked: Asked {
            outputs: sheet.indicators.iter().any(|indicator| indicator.kind == IndicatorKind::Activity),
            ..Asked::default()
        },
    }
}

/// A KPI with the years the inventory knows of it.
fn of_kpi(kpi: &SheetKpi, year: FiscalYear, history: &[Indicator]) -> CheckedIndicator {
    let made = kpi.to_kpi(year, history);
    let of = |values: &[YearValue]| values.iter().map(|value| (value.year, value.value)).collect::<BTreeMap<_, _>>();
    let (targets, actuals) = match &made {
        Some(made) => (of(&made.yearly_targets), of(&made.actuals)),
        None => {
            let own = |value: Option<fiscal::Quantity>| value.map(|value| (year, value)).into_iter().collect();
            (own(kpi.this_target), own(kpi.actual))
        }
    };
    let mut years: Vec<FiscalYear> = targets.keys().chain(actuals.keys()).copied().collect();
    years.sort_unstable();
    years.dedup();
    let of_year =
        |year| IndicatorYear { year, target: targets.get(&year).copied(), actual: actuals.get(&year).copied() };
    let baseline = kpi.baseline.zip(kpi.baseline_year).map(|(value, year)| YearValue { year, value });
    CheckedIndicator {
        level: kpi.level.unwrap_or(Level::Input),
        goal: String::new(),
        name: kpi.name.clone(),
        unit: kpi.unit.clone(),
        direction: made.map(|made| made.direction),
        is_qualitative: false,
        baseline,
        target: kpi.target,
        target_year: kpi.target_year,
        years: years.into_iter().map(of_year).collect(),
        source: kpi.source.clone(),
        reason: String::new(),
    }
}

/// An indicator of the inventory; its last target is that of the last year that has one.
fn of_indicator(indicator: &Indicator) -> CheckedIndicator {
    let last = indicator.values.iter().filter(|value| value.target.is_some()).max_by_key(|value| value.fiscal_year);
    let mut years: Vec<IndicatorYear> = indicator
        .values
        .iter()
        .map(|value| IndicatorYear { year: value.fiscal_year, target: value.target, actual: value.actual })
        .collect();
    years.sort_by_key(|value| value.year);
    CheckedIndicator {
        level: match indicator.kind {
            IndicatorKind::Activity => Level::Activity,
            IndicatorKind::Outcome => Level::Outcome(None),
            // How many the program is for: neither done nor reached.
            IndicatorKind::Target => Level::Input,
        },
        goal: String::new(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        direction: None,
        is_qualitative: false,
        baseline: None,
        target: last.and_then(|value| value.target),
        target_year: last.map(|value| value.fiscal_year),
        years,
        source: String::new(),
        reason: String::new(),
    }
}

/// Money by year. What could be spent is the budget as it stood, or the initial one of a year without a supplementary.
fn budgets(money: &[MoneyLine]) -> Vec<YearBudget> {
    let mut years: Vec<FiscalYear> = money.iter().map(|line| line.fiscal_year).collect();
    years.sort_unstable();
    years.dedup();
    let of_year = |year: FiscalYear| {
        let of = |stage: Stage| -> Option<Yen> {
            money.iter().find(|line| line.fiscal_year == year && line.stage == stage).map(|line| line.cost)
        };
        let initial = of(Stage::Initial);
        let as_voted = initial.filter(|_| of(Stage::Supplementary).is_none());
        let available = of(Stage::Current).or(as_voted);
        YearBudget { year, initial, available, executed: of(Stage::Settled), requested: of(Stage::Requested) }
    };
    years.into_iter().map(of_year).collect()
}

/// Texts one below the other, each once.
fn lines<const N: usize>(texts: [&String; N]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for text in texts.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !kept.iter().any(|known| fold(known) == fold(text)) {
            kept.push(text);
        }
    }
    kept.join("\n")
}

//! Where the real debt service ratio is heading (実質公債費比率のこれから), from the outlook and the projection of bonds.

use fiscal::outlook::OutlookPath;
use fiscal::soundness::Finding;
use fiscal::soundness::real_debt_service_ratio::{DebtServiceYear, carry_forward, find_series};
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use reform::plan::Plan;
use reform::plan::outlook::{LineRule, PlanOutlook};

use super::compute::{RatioSet, find_ratios};
use crate::error::{AppError, NOT_COMPUTABLE};
use crate::parameters::Parameters;
use crate::study::form::{BASELINE_PREFIX, Form, Given, Values};
use crate::study::outlook;

/// The ratio of the years to come, baseline beside scenario (実質公債費比率の見通し).
#[derive(Clone, Debug, PartialEq)]
pub struct RatioProjection {
    /// With the baseline's investment.
    pub baseline: Vec<ProjectedRatio>,
    /// With the investment given.
    pub scenario: Vec<ProjectedRatio>,
}

/// One year to come.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedRatio {
    /// The settlement.
    pub year: FiscalYear,
    /// The amounts it was worked out from.
    pub amounts: DebtServiceYear,
    /// The mean of three years with its working.
    pub finding: Finding,
}

/// Carries the form's latest year forward; what the rules refuse is put into the form.
pub(super) fn project(
    plan: &Plan,
    outlook: &PlanOutlook,
    parameters: &Parameters,
    form: &mut Form,
    lang: Lang,
) -> Result<Option<RatioProjection>, AppError> {
    let (baseline, scenario) = (form.baseline(), form.scenario());
    let text = |values: &Values, key: &str| match key {
        "years" => values.whole(key).map(|years| years.to_string()),
        _ => values.amount(key).map(crate::study::form::oku_text),
    };
    let pairs = [
        ("years".to_owned(), text(&scenario, "years")),
        ("investment".to_owned(), text(&scenario, "investment")),
        (format!("{BASELINE_PREFIX}investment"), text(&baseline, "investment")),
    ];
    let given = Given::new(pairs.into_iter().filter_map(|(key, value)| Some((key, value?))));
    let run = outlook::run(plan, parameters, &given, lang)?;
    if let Some(found) = run.form.problems.first() {
        form.add_problem("investment", &NOT_COMPUTABLE, &found.problem.excerpt);
        return Ok(None);
    }
    let of = |values: &Values, path: &OutlookPath| ratios(outlook, &find_ratios(values), values, path);
    let together = of(&baseline, &run.baseline.path).zip(of(&scenario, &run.scenario.path));
    Ok(together.map(|(baseline, scenario)| RatioProjection { baseline, scenario }))
}

/// Nothing where the form's own years cannot be worked out, which the form tells.
fn ratios(outlook: &PlanOutlook, set: &RatioSet, values: &Values, path: &OutlookPath) -> Option<Vec<ProjectedRatio>> {
    let settled = set.service.last()?;
    let movement = |keys: &[String]| -> Option<Vec<Yen>> {
        let lines = keys.iter().map(|key| path.line(key)).collect::<Option<Vec<_>>>()?;
        let moved = |index: usize| {
            let of_line = |amounts: &Vec<Yen>| amounts[index].checked_sub(amounts[0]).ok();
            Yen::checked_sum(lines.iter().map(of_line).collect::<Option<Vec<_>>>()?).ok()
        };
        (1..path.years.len()).map(moved).collect()
    };
    let keys = |of: &dyn Fn(&LineRule) -> Vec<String>| -> Vec<String> {
        outlook
            .lines
            .iter()
            .flat_map(|line| {
                let mut keys = of(&line.rule);
                keys.iter_mut().for_each(|key| {
                    if key.is_empty() {
                        key.clone_from(&line.key)
                    }
                });
                keys
            })
            .collect()
    };
    let service_keys = keys(&|rule| if *rule == LineRule::DebtService { vec![String::new()] } else { vec![] });
    let scale_keys = match values.word("scale-course") {
        "kept" => Vec::new(),
        _ => keys(&|rule| match rule {
            LineRule::Offset { of, .. } => std::iter::once(String::new()).chain(of.iter().cloned()).collect(),
            _ => vec![],
        }),
    };
    let from = |start: Yen, moved: Vec<Yen>| -> Option<Vec<Yen>> {
        moved.into_iter().map(|moved| start.checked_add(moved).ok()).collect()
    };
    let service = from(settled.a_debt_service, movement(&service_keys)?)?;
    let scale = from(settled.e_standard_scale, movement(&scale_keys)?)?;
    let to_come = carry_forward(settled, &service, &scale).ok()?;
    let all: Vec<DebtServiceYear> = set.service.iter().copied().chain(to_come.iter().copied()).collect();
    let findings = find_series(&all).ok()?;
    let years = path.years.iter().skip(1).zip(to_come).zip(findings.into_iter().skip(1));
    Some(years.map(|((year, amounts), finding)| ProjectedRatio { year: year.year, amounts, finding }).collect())
}

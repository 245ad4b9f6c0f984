//! Several years reconciled (複数年度の照合): every year to the next, and the first to the last.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use fiscal::money::MoneyOverflow;

use super::{Bridge, Cause, LineageProblem, Reconciliation, YearLinks, YearProgram, reconcile};
use crate::kinds;

/// A year with its programs (年度と事業).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramYear<'a> {
    /// The year.
    pub year: FiscalYear,
    /// Every program of it.
    pub programs: &'a [YearProgram],
}

/// Consecutive years reconciled (複数年度の照合の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearsReconciled {
    /// From the year before to each year, in order; the year is the later one.
    pub steps: Vec<(FiscalYear, Reconciliation)>,
    /// From the first year to the last for the city: the causes of all steps added up.
    pub whole: Bridge,
    /// The same for each department of any year, by id.
    pub departments: BTreeMap<String, Bridge>,
}

/// What keeps a year from being reconciled with the one before (照合できない年度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearFault {
    /// The later of the two years.
    pub year: FiscalYear,
    /// What is wrong; every fault of the two years has one of these.
    pub problem: LineageProblem,
}

impl Bridge {
    /// This bridge and the next one as one, from the first total to the last; the causes are added up.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn then(&self, next: &Bridge) -> Result<Bridge, MoneyOverflow> {
        let sum = |cause: Cause| self.of(cause).checked_add(next.of(cause));
        Ok(Bridge {
            last: self.last,
            new: sum(Cause::New)?,
            ended: sum(Cause::Ended)?,
            changed: sum(Cause::Changed)?,
            moved: sum(Cause::Moved)?,
            this: next.this,
        })
    }
}

/// Reconciles consecutive years, given from the earliest, each with the links that lead to it. Fewer than two
/// years have nothing to reconcile.
///
/// # Errors
/// Every fault of every year: years that do not follow each other or have no links, what [`reconcile`] says of each pair, and
/// sums that do not fit.
pub fn reconcile_years(years: &[ProgramYear<'_>], chain: &[YearLinks<'_>]) -> Result<YearsReconciled, Vec<YearFault>> {
    let mut faults = Vec::new();
    let mut steps: Vec<(FiscalYear, Reconciliation)> = Vec::new();
    for pair in years.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let year = after.year;
        let links = chain.iter().find(|step| step.year == year);
        let Some(links) = links.filter(|_| before.year.start() + 1 == year.start()) else {
            faults.push(YearFault { year, problem: LineageProblem::new(&kinds::YEARS_NOT_LINKED, []) });
            continue;
        };
        match reconcile(before.programs, after.programs, links.links) {
            Ok(done) => steps.push((year, done)),
            Err(problems) => faults.extend(problems.into_iter().map(|problem| YearFault { year, problem })),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    added_up(steps).map_err(|(year, MoneyOverflow)| {
        vec![YearFault { year, problem: LineageProblem::new(&kinds::LINEAGE_TOO_LARGE, []) }]
    })
}

fn added_up(steps: Vec<(FiscalYear, Reconciliation)>) -> Result<YearsReconciled, (FiscalYear, MoneyOverflow)> {
    let mut whole: Option<Bridge> = None;
    let mut departments: BTreeMap<String, Bridge> = BTreeMap::new();
    for (year, step) in &steps {
        let at = |overflow| (*year, overflow);
        let is_first = whole.is_none();
        whole = Some(whole.map_or(Ok(step.whole), |whole| whole.then(&step.whole)).map_err(at)?);
        for (department, bridge) in &step.departments {
            // A department without programs until now begins with nothing, as the default does.
            let before = departments.get(department).copied().unwrap_or_default();
            let now = if is_first { Ok(*bridge) } else { before.then(bridge) };
            departments.insert(department.clone(), now.map_err(at)?);
        }
    }
    Ok(YearsReconciled { steps, whole: whole.unwrap_or_default(), departments })
}

//! KPI on a sheet (シートの指標): the fields a department fills in, and the indicator they make with what is known of it.

use fiscal::{FiscalYear, Quantity};

use crate::kinds;
use crate::kpi::{Counting, Direction, Kpi, Level, Ratio, Way, YearValue};
use crate::problem::ProblemKind;
use crate::program::{Indicator, IndicatorKind, IndicatorValue};
use crate::search_text::fold;

/// What a program is measured by, as far as it is filled in (シートの指標).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetKpi {
    /// Stable id within the sheet: letters, digits and hyphens.
    pub id: String,
    /// Name (指標名).
    pub name: String,
    /// Where it stands between means and end (段階).
    pub level: Option<Level>,
    /// Unit (単位).
    pub unit: String,
    /// Which way is good (目指す方向).
    pub way: Option<Way>,
    /// How far from the target is too far, of what is to stay (許容の幅).
    pub tolerance: Option<Quantity>,
    /// The lowest good value, of a range (下限).
    pub low: Option<Quantity>,
    /// The highest good value, of a range (上限).
    pub high: Option<Quantity>,
    /// How the values of several years belong together; none is each year for itself (単年度か累計か).
    pub counting: Option<Counting>,
    /// Value before the work began (基準値).
    pub baseline: Option<Quantity>,
    /// Its year (基準年度).
    pub baseline_year: Option<FiscalYear>,
    /// Value to be reached (目標値).
    pub target: Option<Quantity>,
    /// By when (目標年度).
    pub target_year: Option<FiscalYear>,
    /// The target of the year under review (点検年度の目標値).
    pub this_target: Option<Quantity>,
    /// What was measured in the year under review (点検年度の実績値).
    pub actual: Option<Quantity>,
    /// Statistics or records the values are from (出典).
    pub source: String,
    /// What the department makes of the actual (評価).
    pub evaluation: String,
}

impl SheetKpi {
    /// Whether it is of what changes, and not of what is done.
    pub fn is_outcome(&self) -> bool {
        matches!(self.level, Some(Level::Outcome(_)))
    }

    /// Whether it has a target, or bounds, for a year after this one.
    pub fn aims_after(&self, year: FiscalYear) -> bool {
        let aim = match self.way {
            Some(Way::Range) => self.low.is_some() && self.high.is_some(),
            _ => self.target.is_some(),
        };
        aim && !self.name.trim().is_empty() && self.target_year.is_some_and(|target| target > year)
    }

    /// The indicator the fields make, in the year under review, with its other years from the inventory.
    ///
    /// An indicator of the inventory is the same when name and unit are; what the sheet says of the year under review goes
    /// before what the inventory says. `None` while level, direction or bounds are missing.
    pub fn to_kpi(&self, year: FiscalYear, history: &[Indicator]) -> Option<Kpi> {
        let level = self.level?;
        let direction = match self.way? {
            Way::Increase => Direction::Increase,
            Way::Decrease => Direction::Decrease,
            Way::Maintain => Direction::Maintain { tolerance: self.tolerance },
            Way::Range => Direction::Range { low: self.low?, high: self.high? },
        };
        let at = |value: Option<Quantity>, year: Option<FiscalYear>| Some(YearValue { year: year?, value: value? });
        // Of a range only the target's year counts, so its upper bound stands in for the value.
        let target = if self.way == Some(Way::Range) { self.high } else { self.target };
        let same = |indicator: &&Indicator| {
            let is_outcome = indicator.kind == IndicatorKind::Outcome;
            is_outcome == self.is_outcome()
                && fold(&indicator.name) == fold(&self.name)
                && fold(&indicator.unit) == fold(&self.unit)
        };
        let known = history.iter().find(same).map_or(&[][..], |indicator| &indicator.values);
        let of_years = |own: Option<Quantity>, of: fn(&IndicatorValue) -> Option<Quantity>| {
            let mut values: Vec<YearValue> =
                known.iter().filter_map(|value| at(of(value), Some(value.fiscal_year))).collect();
            if let Some(own) = own {
                values.retain(|value| value.year != year);
                values.push(YearValue { year, value: own });
            }
            values.sort_by_key(|value| value.year);
            values
        };
        let yearly_targets = of_years(self.this_target, |value| value.target);
        let actuals = of_years(self.actual, |value| value.actual);
        let (baseline, target) = (at(self.baseline, self.baseline_year), at(target, self.target_year));
        let all = yearly_targets.iter().chain(&actuals).chain(&baseline).chain(&target);
        let decimals = all.map(|value| value.value.decimals).max().unwrap_or(0);
        Some(Kpi {
            name: self.name.clone(),
            level,
            unit: self.unit.clone(),
            direction,
            counting: self.counting.unwrap_or(Counting::Annual),
            baseline,
            target,
            yearly_targets,
            actuals,
            source: self.source.clone(),
            is_proxy: false,
            decimals,
        })
    }

    /// The fields of a KPI as they stand in the year under review; the department's evaluation is empty.
    pub fn from_kpi(id: &str, kpi: &Kpi, year: FiscalYear) -> SheetKpi {
        let of_year = |values: &[YearValue]| values.iter().find(|value| value.year == year).map(|value| value.value);
        let (tolerance, low, high) = match kpi.direction {
            Direction::Increase | Direction::Decrease => (None, None, None),
            Direction::Maintain { tolerance } => (tolerance, None, None),
            Direction::Range { low, high } => (None, Some(low), Some(high)),
        };
        SheetKpi {
            id: id.to_owned(),
            name: kpi.name.clone(),
            level: Some(kpi.level),
            unit: kpi.unit.clone(),
            way: Some(kpi.direction.way()),
            tolerance,
            low,
            high,
            counting: Some(kpi.counting).filter(|counting| *counting != Counting::Annual),
            baseline: kpi.baseline.map(|baseline| baseline.value),
            baseline_year: kpi.baseline.map(|baseline| baseline.year),
            target: kpi.target.map(|target| target.value).filter(|_| kpi.direction.way() != Way::Range),
            target_year: kpi.target.map(|target| target.year),
            this_target: of_year(&kpi.yearly_targets),
            actual: of_year(&kpi.actuals),
            source: kpi.source.clone(),
            evaluation: String::new(),
        }
    }

    /// What the inventory says of an indicator, as the fields of a new sheet; what it does not say is left open.
    ///
    /// `None` for the size of what the program is for, which is no aim.
    pub fn from_indicator(id: &str, indicator: &Indicator, year: FiscalYear) -> Option<SheetKpi> {
        let level = match indicator.kind {
            IndicatorKind::Activity => Level::Activity,
            IndicatorKind::Outcome => Level::Outcome(None),
            IndicatorKind::Target => return None,
        };
        let of_year = |year| indicator.values.iter().find(|value| value.fiscal_year == year);
        let with_target = |value: &&IndicatorValue| value.target.is_some() && value.fiscal_year > year;
        let last = indicator.values.iter().filter(with_target).max_by_key(|value| value.fiscal_year);
        Some(SheetKpi {
            id: id.to_owned(),
            name: indicator.name.clone(),
            level: Some(level),
            unit: indicator.unit.clone(),
            target: last.and_then(|value| value.target),
            target_year: last.map(|value| value.fiscal_year),
            this_target: of_year(year).and_then(|value| value.target),
            actual: of_year(year).and_then(|value| value.actual),
            ..SheetKpi::default()
        })
    }

    /// Says what is missing, by the part of the field's name.
    pub(super) fn find_missing(&self, say: &mut impl FnMut(&str, &'static ProblemKind)) {
        let is_range = self.way == Some(Way::Range);
        for (part, is_missing) in [
            ("name", self.name.trim().is_empty()),
            ("level", self.level.is_none()),
            ("unit", self.unit.trim().is_empty()),
            ("direction", self.way.is_none()),
            ("low", is_range && self.low.is_none()),
            ("high", is_range && self.high.is_none()),
            ("target", !is_range && self.target.is_none()),
            ("target-year", self.target_year.is_none()),
        ] {
            if is_missing {
                say(part, &kinds::KPI_INCOMPLETE);
            }
        }
        let exact = |quantity: Option<Quantity>| quantity.and_then(Ratio::of);
        if is_range && exact(self.low).zip(exact(self.high)).is_some_and(|(low, high)| low > high) {
            say("high", &kinds::KPI_BOUNDS);
        }
        if self.tolerance.is_some_and(|tolerance| tolerance.units < 0) {
            say("tolerance", &kinds::KPI_TOLERANCE);
        }
        match (self.baseline, self.baseline_year) {
            (Some(_), None) => say("baseline-year", &kinds::KPI_BASELINE),
            (None, Some(_)) => say("baseline", &kinds::KPI_BASELINE),
            _ => {}
        }
        if self.baseline_year.zip(self.target_year).is_some_and(|(from, to)| to <= from) {
            say("target-year", &kinds::KPI_YEARS);
        }
        if self.actual.is_some() && self.evaluation.trim().is_empty() {
            say("evaluation", &kinds::KPI_EVALUATION_MISSING);
        }
    }
}

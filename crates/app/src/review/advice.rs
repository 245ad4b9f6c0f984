//! Advice (見直しの手がかり) and results of a sheet: what the checks E1–E14 say, and how each KPI stands.
//!
//! Advice is never an error: the checks look at plain words and figures, and keep nobody from handing a sheet in.

use reform::kpi::{Measure, Standing};
use reform::plan::Text;
use reform::review::ReviewSheet;
use reform::sheet_check::{Check, ProgramFacts, check_sheet, checked_review};

use super::SheetView;
use crate::App;

/// What is reckoned from the texts of a sheet (シートの計算結果).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetReckoning {
    /// How each KPI stands in the year under review, in the order of the form.
    pub kpis: Vec<KpiResult>,
    /// What is worth another look, in the order of the checks.
    pub advice: Vec<SheetAdvice>,
}

/// How a KPI of a sheet stands (指標の状況).
#[derive(Clone, Debug, PartialEq)]
pub struct KpiResult {
    /// Its id within the sheet.
    pub id: String,
    /// Where it stands; none while level, direction or bounds are missing.
    pub standing: Option<Standing>,
    /// The city's grade; none where its rate cannot be told.
    pub grade: Option<String>,
}

/// One thing worth another look (手がかりの一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetAdvice {
    /// Which check.
    pub check: Check,
    /// The id of the KPI it is about; none where it is about the whole sheet or an indicator of the inventory.
    pub kpi: Option<String>,
    /// The name of that KPI; empty for none.
    pub about: String,
    /// What triggered it, with the sheet's own words or figures.
    pub trigger: Text,
}

impl App {
    /// What is reckoned from a sheet that somebody may read: the results of its KPIs, and advice.
    ///
    /// Nothing of a sheet whose texts cannot be read; what is wrong with them is then among what is missing.
    pub fn reckon_sheet(&self, view: &SheetView) -> SheetReckoning {
        let year = view.head.year;
        let Ok(sheet) = ReviewSheet::from_fields(&view.head.program.to_string(), year, &view.fields) else {
            return SheetReckoning::default();
        };
        let inventory = view.program.as_ref();
        let indicators = inventory.map_or(&[][..], |detail| &detail.sheet.indicators);
        let parameters = &self.parameters().kpi;
        let kpis = sheet.kpis.iter().map(|kpi| {
            let standing =
                kpi.to_kpi(year, indicators).map(|kpi| kpi.standing(year, parameters.decrease, &parameters.status));
            let grade = standing.zip(parameters.default_table()).and_then(|(standing, named)| {
                let rate = match named.table.measure {
                    Measure::Simple => standing.simple,
                    Measure::Progress => standing.progress,
                };
                named.table.grade(rate).map(str::to_owned)
            });
            KpiResult { id: kpi.id.clone(), standing, grade }
        });
        SheetReckoning { kpis: kpis.collect(), advice: self.sheet_advice(view, &sheet) }
    }

    fn sheet_advice(&self, view: &SheetView, sheet: &ReviewSheet) -> Vec<SheetAdvice> {
        let Some(detail) = &view.program else { return Vec::new() };
        let logic = &detail.sheet.logic;
        let (purpose, means) =
            ([&logic.target, &logic.intent, &logic.result].map(String::as_str).join("\n"), &detail.sheet.summary);
        let facts = ProgramFacts {
            name: &detail.sheet.name,
            purpose: &purpose,
            means: &format!("{means}\n{}", logic.means),
            end_year: detail.sheet.end_year,
            money: &detail.money,
            indicators: &detail.sheet.indicators,
        };
        let verdicts = check_sheet(&checked_review(sheet, &facts), &self.parameters().sheet_checks);
        let found = verdicts.iter().flat_map(|(check, verdict)| {
            verdict.findings().iter().map(|finding| {
                let kpi = finding.indicator.and_then(|at| sheet.kpis.get(at));
                SheetAdvice {
                    check: *check,
                    kpi: kpi.map(|kpi| kpi.id.clone()),
                    about: kpi.map(|kpi| kpi.name.clone()).unwrap_or_default(),
                    trigger: finding.trigger.clone(),
                }
            })
        });
        found.collect()
    }
}

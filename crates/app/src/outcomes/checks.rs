//! The checks over a whole review (記入の確認): E1–E14 of every sheet that may be read, counted and listed.
//!
//! A finding is a hint to look again and keeps nobody from anything; how often each check errs is in
//! `docs/concepts/sheet-checks.md`.

use std::collections::HashMap;

use fiscal::FiscalYear;
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::plan::Text;
use reform::sheet_check::{Check, Missing, ProgramFacts, Verdict, check_sheet, checked_review};
use store::ProgramWords;

use super::changes::number;
use super::report::{pick, programs_words, year_name};
use super::{AnsweredSheet, Report, YearSheets};
use crate::App;
use crate::error::AppError;
use crate::parameters::Parameters;
use crate::permission::Actor;

/// Which findings are listed (一覧の条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckFilter {
    /// Only of this check.
    pub check: Option<Check>,
    /// Only of this bureau.
    pub bureau: Option<String>,
}

/// What the checks say of one sheet (シートの確認結果).
#[derive(Clone, Debug)]
pub struct SheetFindings {
    /// Its place among [`Checks::sheets`].
    pub at: usize,
    /// The check.
    pub check: Check,
    /// The KPI it is about; empty when it is about the sheet.
    pub about: String,
    /// What triggered it.
    pub trigger: Text,
}

/// The checks of a year's review (記入の確認).
#[derive(Clone, Debug)]
pub struct Checks {
    /// The sheets looked at.
    pub sheets: YearSheets,
    /// For each check: fine, found, and why it could not be made, in sheets.
    counts: Vec<(Check, usize, usize, HashMap<Missing, usize>)>,
    /// Every finding, by check and program.
    pub findings: Vec<SheetFindings>,
}

impl Checks {
    fn new(sheets: YearSheets, words: &[ProgramWords], parameters: &Parameters) -> Checks {
        let by_program: HashMap<i64, &ProgramWords> = words.iter().map(|words| (words.program_id, words)).collect();
        let mut counts: Vec<(Check, usize, usize, HashMap<Missing, usize>)> =
            Check::ALL.iter().map(|check| (*check, 0, 0, HashMap::new())).collect();
        let mut findings = Vec::new();
        let nothing = ProgramWords::default();
        for (at, answered) in sheets.sheets.iter().enumerate() {
            let words = by_program.get(&answered.program_id).copied().unwrap_or(&nothing);
            let facts = ProgramFacts {
                name: &words.name,
                purpose: &words.purpose,
                means: &words.means,
                end_year: words.end_year,
                money: &words.money,
                indicators: &words.indicators,
            };
            let verdicts = check_sheet(&checked_review(&answered.sheet, &facts), &parameters.sheet_checks);
            for ((check, verdict), count) in verdicts.into_iter().zip(&mut counts) {
                match verdict {
                    Verdict::Fine => count.1 += 1,
                    Verdict::CannotTell(missing) => *count.3.entry(missing).or_default() += 1,
                    Verdict::Found(found) => {
                        count.2 += 1;
                        findings.extend(found.into_iter().map(|finding| {
                            let kpi = finding.indicator.and_then(|at| answered.sheet.kpis.get(at));
                            let about = kpi.map(|kpi| kpi.name.clone()).unwrap_or_default();
                            SheetFindings { at, check, about, trigger: finding.trigger }
                        }));
                    }
                }
            }
        }
        findings.sort_by_key(|finding| (finding.check, finding.at));
        Checks { sheets, counts, findings }
    }

    /// The bureaus that have sheets, by name.
    pub fn bureaus(&self) -> Vec<String> {
        self.sheets.bureaus()
    }

    /// The sheet a finding is about.
    pub fn sheet(&self, finding: &SheetFindings) -> &AnsweredSheet {
        &self.sheets.sheets[finding.at]
    }

    /// The report in a language, its list narrowed by the filter.
    pub fn report(&self, lang: Lang, filter: &CheckFilter) -> Report {
        let year = year_name(lang, self.sheets.year);
        let mut report = Report {
            title: match lang {
                Lang::Ja => format!("{year} 点検の記入の確認（E1〜E14）"),
                Lang::En => format!("Checks E1–E14 of the {year} review"),
            },
            lead: pick(
                lang,
                "指標や目標の書き方で、見直すとよさそうなところを機械的に拾ったものです。誤りとは限らず、提出を妨げません。",
                "Places in the sheets that may deserve another look, found by rule. They need not be wrong and stop nobody.",
            )
            .to_owned(),
            is_demo: self.sheets.is_demo,
            ..Report::default()
        };
        let with_finding: std::collections::BTreeSet<usize> = self.findings.iter().map(|finding| finding.at).collect();
        report.figure(
            pick(lang, "確認したシート", "Sheets checked"),
            programs_words(lang, self.sheets.sheets.len()),
            String::new(),
        );
        report.figure(
            pick(lang, "見直しの手がかりがあるシート", "Sheets with a finding"),
            programs_words(lang, with_finding.len()),
            String::new(),
        );
        self.sheets.note_hidden(&mut report, lang);
        let header = [
            ("確認", "Check"),
            ("見るところ", "What it looks at"),
            ("手がかりあり", "Found"),
            ("なし", "Fine"),
            ("判断できない", "Cannot tell"),
        ];
        let rows = self.counts.iter().map(|(check, fine, found, missing)| {
            vec![
                Cell::Text(check.code().to_owned()),
                Cell::Text(pick(lang, check.name_ja(), check.name_en()).to_owned()),
                number(*found),
                number(*fine),
                number(missing.values().sum()),
            ]
        });
        report.add(
            "checks",
            DataTable {
                title: pick(lang, "確認ごとのシート数", "Sheets by check").to_owned(),
                header: header.map(|(ja, en)| pick(lang, ja, en).to_owned()).to_vec(),
                rows: rows.collect(),
                unit: String::new(),
            },
            false,
        );
        let listed: Vec<&SheetFindings> = self
            .findings
            .iter()
            .filter(|finding| filter.check.is_none_or(|check| check == finding.check))
            .filter(|finding| {
                filter.bureau.as_ref().is_none_or(|bureau| self.sheet(finding).department.bureau() == bureau)
            })
            .collect();
        let header = [
            ("事業名", "Program"),
            ("事業番号", "Number"),
            ("所管", "Department"),
            ("確認", "Check"),
            ("指標", "KPI"),
            ("手がかり", "What was found"),
            ("考えること", "What to think of"),
        ];
        let rows = listed.iter().map(|finding| {
            let sheet = self.sheet(finding);
            let trigger = match lang {
                Lang::Ja => finding.trigger.ja.as_str(),
                Lang::En => finding.trigger.en_or_ja(),
            };
            [
                sheet.name(),
                sheet.external_id().to_owned(),
                sheet.department.path(),
                finding.check.code().to_owned(),
                finding.about.clone(),
                trigger.to_owned(),
                pick(lang, finding.check.advice_ja(), finding.check.advice_en()).to_owned(),
            ]
            .map(Cell::Text)
            .to_vec()
        });
        report.add(
            "findings",
            DataTable {
                title: pick(lang, "手がかりの一覧", "Every finding").to_owned(),
                header: header.map(|(ja, en)| pick(lang, ja, en).to_owned()).to_vec(),
                rows: rows.collect(),
                unit: String::new(),
            },
            false,
        );
        let year = self.sheets.year.start();
        if let Some(table) = report.tables.last_mut() {
            let path = |finding: &&SheetFindings| format!("/reviews/{year}/sheets/{}", self.sheet(finding).program_id);
            table.links = listed.iter().map(|finding| Some(path(finding))).collect();
        }
        report
    }
}

impl App {
    /// The checks E1–E14 over every sheet of a year that the actor may read.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of that year.
    pub async fn review_checks(&self, actor: &Actor, year: FiscalYear) -> Result<Checks, AppError> {
        let sheets = self.year_sheets_with(actor, year, true).await?;
        let words = self.store.program_words(sheets.source_year).await?;
        let parameters = std::sync::Arc::clone(&self.parameters);
        let checking = tokio::task::spawn_blocking(move || Checks::new(sheets, &words, &parameters));
        checking.await.map_err(|error| AppError::Task(error.to_string()))
    }
}

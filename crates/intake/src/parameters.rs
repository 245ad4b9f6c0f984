//! Parameter files (前提の値の読み取り): TOML → typed values, every fault told with its line.
//!
//! A file of this folder reads one file of `parameters/`. The fields are read as those of a plan folder are.

pub mod debt;
pub mod facilities;
pub mod kpi;
pub mod overlap;
pub mod sheet_checks;
pub mod soundness;
pub mod uncertainty;

use std::collections::HashSet;
use std::ops::RangeInclusive;

use fiscal::{Quantity, Yen};
use reform::parameters::{Basis, Ground};
use reform::plan::Text;
use reform::{Place, Problem};
use toml::de::DeTable;

use crate::plan::fields::{EXPLANATION_CHARS, Fields, PlanFile};
use crate::plan::findings::Findings;
use crate::plan::kinds::{INVALID_NUMBER, NOT_TOML, TOO_LARGE};

/// The most bytes one file may have.
const FILE_BYTES_MAX: usize = 1 << 20;

/// The largest amount a parameter may be: a thousand trillion yen.
const YEN_MAX: i64 = 1_000_000_000_000_000;

/// Reads a whole file; with any error there is no value. Warnings, such as a missing English text, are left aside.
pub(crate) fn read_file<T>(
    file_name: &str,
    text: &str,
    read: impl FnOnce(&Fields<'_>) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let findings = Findings::default();
    let value = read_table(file_name, text, &findings, read);
    let (problems, broken) = findings.close(&[file_name], &HashSet::new());
    match value {
        Some(value) if !broken => Ok(value),
        _ => Err(problems),
    }
}

fn read_table<T>(
    name: &str,
    text: &str,
    findings: &Findings,
    read: impl FnOnce(&Fields<'_>) -> Option<T>,
) -> Option<T> {
    if text.len() > FILE_BYTES_MAX {
        findings.report(&TOO_LARGE, Place::file(name), format!("{} bytes", text.len()));
        return None;
    }
    // Some editors put a byte-order mark first; TOML does not know it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = PlanFile { name, text, findings };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = file.line_of(error.span().map_or(0, |span| span.start));
        findings.report(&NOT_TOML, Place { row: Some(line), ..Place::file(name) }, error.message());
    }
    if !errors.is_empty() {
        return None;
    }
    let top = Fields::top(&file, table.get_ref());
    let value = read(&top);
    top.finish();
    value
}

impl Fields<'_> {
    /// An amount in whole yen, at least nothing.
    pub(crate) fn yen(&self, name: &str) -> Yen {
        Yen(self.whole(name, 0..=YEN_MAX as u64) as i64)
    }

    /// An amount in whole yen that may be negative.
    pub(crate) fn signed_yen(&self, name: &str) -> Yen {
        let number = self.number(name);
        if number.decimals > 0 || number.units.abs() > YEN_MAX {
            self.report_named(&INVALID_NUMBER, name, &number.to_string());
        }
        Yen(number.units)
    }

    /// A number within range.
    pub(crate) fn decimal(&self, name: &str, range: RangeInclusive<f64>) -> f64 {
        self.within(name, range).to_f64()
    }

    /// A percentage (or percentage points) within range, as a share: 71.4 is 0.714.
    pub(crate) fn percent(&self, name: &str, range: RangeInclusive<f64>) -> f64 {
        let number = self.within(name, range);
        // Not divided as a float: 71.4 / 100 is not 0.714.
        Quantity { decimals: number.decimals.saturating_add(2), ..number }.to_f64()
    }

    fn within(&self, name: &str, range: RangeInclusive<f64>) -> Quantity {
        let number = self.number(name);
        if !range.contains(&number.to_f64()) && self.has(name) {
            let excerpt = format!("{number} → {} … {}", range.start(), range.end());
            self.report_named(&INVALID_NUMBER, name, &excerpt);
        }
        number
    }

    /// What an entry rests on: `basis` and `source`, with `source_en` where somebody has written it.
    pub(crate) fn ground(&self) -> Ground {
        self.ground_named("basis", "source")
    }

    /// The same under names of its own, where a table has several.
    pub(crate) fn ground_named(&self, basis: &str, source: &str) -> Ground {
        let words = [("plan", Basis::Plan), ("source", Basis::Source), ("assumed", Basis::Assumed)];
        let basis = self.choice(basis, &words, false);
        let ja = self.explanation(source);
        let en_name = format!("{source}_en");
        let en = self.has(&en_name).then(|| self.explanation(&en_name));
        Ground { basis, source: Text { ja, en } }
    }

    /// A name in Japanese (`name_ja`), with English where somebody has written it.
    pub(crate) fn named(&self) -> Text {
        self.text("name", crate::plan::fields::NAME_CHARS)
    }

    /// The file's own description, which nothing is reckoned with.
    pub(crate) fn meta(&self) {
        if let Some(meta) = self.table("meta") {
            meta.line("name");
            meta.line("name_ja");
            for known in ["name_en", "effective_from", "basis", "source", "source_en"] {
                meta.has(known);
            }
            meta.finish();
        }
    }

    fn explanation(&self, name: &str) -> String {
        self.sentence(name, EXPLANATION_CHARS)
    }
}

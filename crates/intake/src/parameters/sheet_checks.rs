//! Reads `sheet-checks.toml` (シートの点検の語と境).

use reform::Problem;
use reform::kpi::Ratio;
use reform::parameters::sheet_checks::{SheetCheckParameters, WordList};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::kinds::INVALID_NUMBER;

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line. A list of words that is absent is empty: its check then finds nothing.
pub fn read(file_name: &str, text: &str) -> Result<SheetCheckParameters, Vec<Problem>> {
    read_file(file_name, text, |top| {
        top.meta();
        let meta = top.table("meta");
        let words = top.table("words");
        let limits = top.table("limits");
        let list = |name: &str| {
            let words = words.as_ref().map(|words| words.lines(name)).unwrap_or_default();
            WordList::new(words.iter().map(String::as_str))
        };
        let limit = |name: &str| limits.as_ref().and_then(|limits| read_limit(limits, name));
        let (high_attainment, budget_change, low_execution) =
            (limit("high_attainment_percent"), limit("budget_change_percent"), limit("low_execution_percent"));
        let parameters = meta.map(|meta| meta.ground()).and_then(|ground| {
            Some(SheetCheckParameters {
                output: list("output"),
                output_exceptions: list("output_exceptions"),
                survey: list("survey"),
                falling: list("falling"),
                falling_exceptions: list("falling_exceptions"),
                keeping: list("keeping"),
                all_of_them: list("all_of_them"),
                every_year: list("every_year"),
                common: list("common"),
                not_set: list("not_set"),
                share_units: list("share_units"),
                high_attainment: high_attainment?,
                budget_change: budget_change?,
                low_execution: low_execution?,
                ground,
            })
        });
        words.into_iter().for_each(Fields::finish);
        limits.into_iter().for_each(Fields::finish);
        parameters
    })
}

fn read_limit(limits: &Fields<'_>, name: &str) -> Option<Ratio> {
    let number = limits.number(name);
    if !(0.0..=1_000.0).contains(&number.to_f64()) {
        limits.report_named(&INVALID_NUMBER, name, &format!("{number} → 0 … 1000"));
    }
    Ratio::of_percent(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::parameters::Basis;

    const TEXT: &str = include_str!("../../../../parameters/sheet-checks.toml");

    #[test]
    fn the_built_in_words_are_read() {
        let parameters = read("sheet-checks.toml", TEXT).unwrap();
        assert_eq!(parameters.output.found_in("講座の受講者数"), Some("受講者数"));
        assert!(parameters.share_units.has("%"), "the full-width sign is folded");
        assert_eq!(parameters.low_execution, Ratio::new(7, 10).unwrap());
        assert_eq!(parameters.ground.basis, Basis::Assumed);
    }

    #[test]
    fn every_fault_is_told() {
        let faulty = TEXT
            .replacen("low_execution_percent = \"70\"", "low_execution_percent = \"-70\"", 1)
            .replacen("keeping = [\"維持\"", "keepin = [\"維持\"", 1)
            .replacen("survey = [\"満足度\"", "survey = [3", 1);
        let problems = read("s.toml", &faulty).unwrap_err();
        let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code).collect();
        assert_eq!(codes, ["PL-005", "PL-003", "PL-018"]);
    }
}

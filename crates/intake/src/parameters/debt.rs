//! Reads `debt-projection.toml` (市債残高の推計の前提).

use fiscal::debt::{Basis as Balance, Financing, Form, Mix, Part, Terms};
use reform::Problem;
use reform::parameters::debt::{DebtDefault, DebtParameters, DebtSet, DebtTarget, PopulationPoint};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::findings::IdKind;
use crate::problems::{BOND_SHARES, BOND_TERMS, YEARS_OUT_OF_ORDER};

/// Years a projection, a life or a grace may have.
const YEARS: std::ops::RangeInclusive<u64> = 1..=fiscal::debt::YEARS_MAX as u64;

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line.
pub fn read(file_name: &str, text: &str) -> Result<DebtParameters, Vec<Problem>> {
    read_file(file_name, text, read_top)
}

fn read_top(top: &Fields<'_>) -> Option<DebtParameters> {
    top.meta();
    let targets: Vec<DebtTarget> = read_list(top, "target", read_target);
    let population: Vec<PopulationPoint> = read_list(top, "population", read_population);
    if !population.is_sorted_by(|one, next| one.year < next.year) {
        top.report_named(&YEARS_OUT_OF_ORDER, "population", "");
    }
    let sets: Vec<Option<DebtSet>> = read_list(top, "set", read_set);
    let default = read_default(top)?;
    let sets: Option<Vec<DebtSet>> = sets.into_iter().collect();
    Some(DebtParameters { targets, default, population, sets: sets? }).filter(|_| top.is_clean())
}

fn read_list<T>(top: &Fields<'_>, name: &str, read: impl Fn(&Fields<'_>) -> T) -> Vec<T> {
    let entries = top.list(name, true);
    let values = entries.iter().map(read).collect();
    entries.into_iter().for_each(Fields::finish);
    values
}

fn read_target(entry: &Fields<'_>) -> DebtTarget {
    DebtTarget {
        investment: entry.yen("investment_yen"),
        balance: entry.yen("balance_yen"),
        years: entry.whole("years", YEARS) as usize,
        ground: entry.ground(),
    }
}

fn read_population(entry: &Fields<'_>) -> PopulationPoint {
    PopulationPoint {
        year: entry.whole("year", 1900..=2200) as i32,
        people: entry.whole("people", 1..=100_000_000) as i64,
        ground: entry.ground(),
    }
}

fn read_default(top: &Fields<'_>) -> Option<DebtDefault> {
    let entry = top.table("default")?;
    let special = top.table("special");
    let special_mix = special.as_ref().and_then(read_mix);
    let special_ground = special.as_ref().map(Fields::ground);
    if let Some(special) = special {
        special.finish();
    }
    let set = entry.line("set");
    entry.refer_to(IdKind::Parameter("set"), &set, "set");
    let years = entry.whole("years", YEARS) as usize;
    let default = Some(DebtDefault {
        set,
        years,
        transition_years: entry.whole("transition_years", 0..=years as u64) as usize,
        opening: entry.yen("opening_yen"),
        legacy_annual_rate: entry.percent("legacy_annual_rate_percent", 0.0..=20.0),
        base_year: entry.whole("base_year", 1900..=2200) as i32,
        ground: entry.ground(),
        special_mix: special_mix?,
        special_ground: special_ground?,
    });
    entry.finish();
    default
}

fn read_set(entry: &Fields<'_>) -> Option<DebtSet> {
    let id = entry.line("id");
    entry.take_id(IdKind::Parameter("set"), &id, "id");
    let name = entry.named();
    let (issue_ratio, other_issues) =
        (entry.percent("issue_ratio_percent", 0.0..=100.0), entry.yen("other_issues_yen"));
    let basis = entry.choice("balance", &[("net", Balance::Net), ("gross", Balance::Gross)], false);
    let ground = entry.ground();
    Some(DebtSet { id, name, financing: Financing { issue_ratio, other_issues, mix: read_mix(entry)?, basis }, ground })
}

/// The kinds of bond of `[[part]]`.
fn read_mix(entry: &Fields<'_>) -> Option<Mix> {
    let parts: Vec<Part> = read_list(entry, "part", read_part);
    let whole: f64 = parts.iter().map(|part| part.share).sum();
    if (whole - 1.0).abs() > 1e-9 {
        entry.report_named(&BOND_SHARES, "part", &format!("{}%", (whole * 1e9).round() / 1e7));
        return None;
    }
    // Terms that cannot be were told with their line.
    Mix::new(parts).ok()
}

fn read_part(entry: &Fields<'_>) -> Part {
    #[derive(Clone, Copy)]
    enum Word {
        Yearly,
        HalfYearly,
        Level,
        Bullet,
    }
    let words = [
        ("equal-principal-half-yearly", Word::HalfYearly),
        ("equal-principal-yearly", Word::Yearly),
        ("level-payment", Word::Level),
        ("bullet", Word::Bullet),
    ];
    let form = match entry.choice("form", &words, false) {
        Word::Yearly => Form::EqualPrincipalYearly,
        Word::HalfYearly => Form::EqualPrincipalHalfYearly,
        Word::Level => Form::LevelPayment,
        Word::Bullet => Form::Bullet { maturity_years: entry.whole("maturity_years", YEARS) as usize },
    };
    let share = entry.percent("share_percent", 0.0..=100.0);
    let terms = Terms {
        form,
        years: entry.whole("years", YEARS) as usize,
        grace_years: entry.whole("grace_years", 0..=100) as usize,
        annual_rate: entry.percent("annual_rate_percent", 0.0..=20.0),
    };
    if let Err(error) = terms.check() {
        entry.report_named(&BOND_TERMS, "years", &error.to_string());
    }
    Part { share, terms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscal::Yen;

    const TEXT: &str = include_str!("../../../../parameters/debt-projection.toml");

    fn codes(text: &str) -> Vec<(&'static str, Option<u32>)> {
        let problems = read("p.toml", text).unwrap_err();
        let errors = problems.iter().filter(|problem| problem.kind.severity > reform::Severity::Warning);
        errors.map(|problem| (problem.kind.code, problem.place.row)).collect()
    }

    fn line_of(text: &str, needle: &str) -> Option<u32> {
        text.lines().position(|line| line.contains(needle)).map(|index| index as u32 + 1)
    }

    #[test]
    fn the_built_in_file_is_read_to_the_digit() {
        let read = read("debt-projection.toml", TEXT).unwrap();
        assert_eq!(read.sets.iter().map(|set| set.id.as_str()).collect::<String>(), "ABCDEFGHIJKLMNOP");
        let a = read.default_set();
        assert_eq!(
            (a.id.as_str(), a.financing.issue_ratio, a.financing.other_issues),
            ("A", 0.714, Yen(2_416_000_000))
        );
        assert_eq!(read.set("C").unwrap().financing.basis, Balance::Gross);
        assert_eq!(read.set("P").unwrap().financing.mix.parts().len(), 2);
        assert_eq!(
            read.targets.iter().map(|target| target.balance.0 / 100_000_000).collect::<Vec<_>>(),
            [7_236, 6_572]
        );
        assert!(read.sets.iter().all(|set| set.name.en.is_some()));
        assert_eq!((read.population_in(2023), read.population_in(2050)), (917_524, 729_000));
        assert_eq!((read.population_in(1990), read.population_in(2090)), (917_524, 729_000));
        assert!((820_000..830_000).contains(&read.population_in(2036)));
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let faulty = TEXT
            .replacen("issue_ratio_percent = 71.4", "issue_ratio_percent = -3", 1)
            .replacen("set = \"A\"", "set = \"Z\"", 1)
            .replacen("other_issues_yen = 2_200_000_000", "other_issues_yen = 1.5", 1)
            .replacen("id = \"C\"", "id = \"B\"", 1);
        let expected = [
            ("PL-008", line_of(&faulty, "set = \"Z\"")),
            ("PL-018", line_of(&faulty, "issue_ratio_percent = -3")),
            ("PL-018", line_of(&faulty, "other_issues_yen = 1.5")),
            ("PL-007", line_of(&faulty, "10年満期一括 3回").map(|line| line - 1)),
        ];
        assert_eq!(codes(&faulty), expected);
    }

    #[test]
    fn terms_and_shares_that_cannot_be_are_refused() {
        let faulty = TEXT.replacen("share_percent = 50", "share_percent = 40", 1);
        assert_eq!(codes(&faulty).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["IN-640"]);
        let faulty = TEXT.replacen("grace_years = 5", "grace_years = 30", 1);
        assert_eq!(codes(&faulty).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["IN-641"]);
        let faulty = TEXT.replacen("annual_rate_percent = 1.0", "annual_rate_percent = 101", 1);
        assert!(codes(&faulty).iter().any(|(code, _)| *code == "PL-018"));
        let faulty = TEXT.replacen("year = 2050", "year = 2020", 1);
        assert_eq!(codes(&faulty).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["IN-643"]);
        assert_eq!(codes("not toml").len(), 1);
        assert!(codes("").iter().any(|(code, _)| *code == "PL-004"));
    }
}

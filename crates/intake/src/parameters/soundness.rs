//! Reads `soundness-limits.toml` (健全化判断比率の基準) and `soundness-examples.toml` (公表された算定例).

use fiscal::soundness::real_debt_service_ratio::DebtServiceYear;
use fiscal::soundness::{Grade, Limit};
use fiscal::{FiscalYear, Yen};
use reform::Problem;
use reform::parameters::soundness::{BodyClass, ClassLimit, WorkedExample};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::findings::IdKind;
use crate::plan::kinds::INVALID_NUMBER;
use crate::problems::LIMITS_OVERLAP;

/// The largest amount of a form: a thousand trillion yen.
const YEN_MAX: u64 = 1_000_000_000_000_000;

const INDICATORS: [(&str, &str); 5] = [
    ("real-deficit-ratio", "real-deficit-ratio"),
    ("consolidated-deficit-ratio", "consolidated-deficit-ratio"),
    ("real-debt-service-ratio", "real-debt-service-ratio"),
    ("future-burden-ratio", "future-burden-ratio"),
    ("funding-shortfall-ratio", "funding-shortfall-ratio"),
];
const CLASSES: [(&str, BodyClass); 4] = [
    ("designated-city", BodyClass::DesignatedCity),
    ("prefecture", BodyClass::Prefecture),
    ("municipality", BodyClass::Municipality),
    ("any", BodyClass::Any),
];
const GRADES: [(&str, Grade); 3] = [
    ("bond-permission", Grade::BondPermission),
    ("early-restoration", Grade::EarlyRestoration),
    ("reconstruction", Grade::Reconstruction),
];

/// Reads the text of the limits.
///
/// # Errors
/// Every fault, with its line; two limits of one kind for the same year are one.
pub fn read_limits(file_name: &str, text: &str) -> Result<Vec<ClassLimit>, Vec<Problem>> {
    read_file(file_name, text, |top| {
        top.meta();
        let entries = top.list("limit", true);
        let limits: Vec<ClassLimit> = entries.iter().filter_map(read_limit).collect();
        for (at, (limit, entry)) in limits.iter().zip(&entries).enumerate() {
            if limits[..at].iter().any(|other| overlap(limit, other)) && limits.len() == entries.len() {
                entry.report_named(&LIMITS_OVERLAP, "first_settlement", &limit.limit.indicator);
            }
        }
        entries.into_iter().for_each(Fields::finish);
        Some(limits)
    })
}

fn read_limit(entry: &Fields<'_>) -> Option<ClassLimit> {
    let indicator = entry.choice("indicator", &INDICATORS, false).to_owned();
    let class = entry.choice("class", &CLASSES, false);
    let grade = entry.choice("grade", &GRADES, false);
    let percent = entry.number("percent");
    if !(0.0..=1_000.0).contains(&percent.to_f64()) {
        entry.report_named(&INVALID_NUMBER, "percent", &format!("{percent} → 0 … 1000"));
    }
    let year = |name: &str| FiscalYear::new(entry.whole(name, 1868..=2200) as i32).ok();
    let first_year = year("first_settlement");
    let last_year = if entry.has("last_settlement") { year("last_settlement") } else { None };
    let (law, article) = (entry.line("law"), entry.line("article"));
    let source = entry.line("source");
    let is_law_checked = entry.choice("law_basis", &[("own-knowledge", false), ("checked", true)], false);
    let limit = Limit {
        indicator,
        grade,
        percent,
        first_year: first_year?,
        last_year,
        law: format!("{law} {article}"),
        source,
    };
    Some(ClassLimit { class, limit, is_law_checked })
}

fn overlap(one: &ClassLimit, other: &ClassLimit) -> bool {
    let same = one.class == other.class
        && one.limit.indicator == other.limit.indicator
        && one.limit.grade == other.limit.grade;
    let ends_before = |one: &Limit, other: &Limit| one.last_year.is_some_and(|last| last < other.first_year);
    same && !ends_before(&one.limit, &other.limit) && !ends_before(&other.limit, &one.limit)
}

/// Reads the text of the worked examples.
///
/// # Errors
/// Every fault, with its line.
pub fn read_examples(file_name: &str, text: &str) -> Result<Vec<WorkedExample>, Vec<Problem>> {
    read_file(file_name, text, |top| {
        top.meta();
        let entries = top.list("example", true);
        let examples = entries.iter().map(read_example).collect::<Vec<_>>();
        entries.into_iter().for_each(Fields::finish);
        examples.into_iter().collect()
    })
}

fn read_example(entry: &Fields<'_>) -> Option<WorkedExample> {
    let id = entry.id(IdKind::Parameter("example"));
    let name = entry.named();
    let settlement = entry.fiscal_year("settlement");
    let unit = entry.whole("unit_yen", 1..=100_000_000) as i64;
    let published = entry.line("published");
    let ground = entry.ground();
    let entries = entry.list("year", true);
    if ![1, 3].contains(&entries.len()) {
        entry.report_named(&INVALID_NUMBER, "year", &format!("{} → 1 | 3", entries.len()));
    }
    let years = entries.iter().map(|year| {
        let amount = |name: &str| Yen(year.whole(name, 0..=YEN_MAX / unit as u64) as i64 * unit);
        let optional = |name: &str| if year.has(name) { amount(name) } else { Yen::ZERO };
        DebtServiceYear {
            a_debt_service: amount("a"),
            b_quasi_debt_service: amount("b"),
            b_fund_shortfall: optional("b_shortfall"),
            c_tied_revenue: amount("c"),
            d_counted_in_need: amount("d"),
            e_standard_scale: amount("e"),
        }
    });
    let years = years.collect();
    entries.into_iter().for_each(Fields::finish);
    Some(WorkedExample { id, name, settlement: settlement?, years, published, ground })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: &str = include_str!("../../../../parameters/soundness-limits.toml");
    const EXAMPLES: &str = include_str!("../../../../parameters/soundness-examples.toml");

    fn codes(problems: Vec<Problem>) -> Vec<&'static str> {
        let errors = problems.iter().filter(|problem| problem.kind.severity > reform::Severity::Warning);
        errors.map(|problem| problem.kind.code).collect()
    }

    #[test]
    fn the_limits_of_a_designated_city_are_those_of_the_law() {
        let limits = read_limits("soundness-limits.toml", LIMITS).unwrap();
        let told = |year: i32| -> Vec<String> {
            let year = FiscalYear::new(year).unwrap();
            let of_city: Vec<Limit> = limits
                .iter()
                .filter(|limit| limit.class == BodyClass::DesignatedCity)
                .map(|limit| limit.limit.clone())
                .collect();
            INDICATORS
                .iter()
                .flat_map(|(indicator, _)| {
                    let found = fiscal::soundness::limits_in_force(&of_city, indicator, year);
                    found.into_iter().map(|limit| limit.percent.to_string()).collect::<Vec<_>>()
                })
                .collect()
        };
        assert_eq!(told(2023), ["11.25", "20", "16.25", "30", "18", "25", "35", "400"]);
        assert_eq!(told(2009), ["11.25", "20", "16.25", "40", "18", "25", "35", "400"]);
        assert!(limits.iter().all(|limit| !limit.is_law_checked), "no article was read in the law itself yet");
    }

    #[test]
    fn the_examples_are_the_published_forms() {
        let examples = read_examples("soundness-examples.toml", EXAMPLES).unwrap();
        let told: Vec<(&str, usize, &str)> = examples
            .iter()
            .map(|example| (example.id.as_str(), example.years.len(), example.published.as_str()))
            .collect();
        assert_eq!(told, [("tottori-h26", 3, "12.7"), ("tottori-h27", 3, "12.4"), ("hyogo-h19", 1, "21.07725")]);
        assert_eq!(examples[2].years[0].b_fund_shortfall, Yen(56_512_600_000));
    }

    #[test]
    fn every_fault_is_told() {
        let faulty = LIMITS
            .replacen("percent = \"11.25\"", "percent = \"-1\"", 1)
            .replacen("grade = \"reconstruction\"", "grade = \"bankrupt\"", 1)
            .replacen("first_settlement = 2008", "first_settlement = 1", 1);
        assert_eq!(codes(read_limits("l.toml", &faulty).unwrap_err()), ["PL-018", "PL-018", "PL-016"]);
        let twice = LIMITS.replacen("last_settlement = 2009", "last_settlement = 2010", 1);
        assert_eq!(codes(read_limits("l.toml", &twice).unwrap_err()), ["IN-660"]);
        let faulty =
            EXAMPLES.replacen("a = 57_237", "a = -1", 1).replacen("settlement = \"H26年度\"", "settlement = \"昔\"", 1);
        assert_eq!(codes(read_examples("e.toml", &faulty).unwrap_err()), ["PL-011", "PL-018"]);
        assert!(read_limits("l.toml", "").is_err() && read_examples("e.toml", "not toml").is_err());
    }
}

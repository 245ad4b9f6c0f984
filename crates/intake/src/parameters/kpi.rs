//! Reads `kpi.toml` (KPIの達成率と評定).

use fiscal::Quantity;
use fiscal::proportion::Rounding;
use reform::Problem;
use reform::kpi::{ComparedGrades, DecreaseRule, GradeBand, GradeTable, Measure, Ratio, StatusRule};
use reform::parameters::kpi::{KpiParameters, NamedTable};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::findings::IdKind;
use crate::plan::kinds::INVALID_NUMBER;

const RULES: [(&str, DecreaseRule); 2] = [
    ("target-by-actual", DecreaseRule::TargetByActual),
    ("two-less-actual-by-target", DecreaseRule::TwoLessActualByTarget),
];
const MEASURES: [(&str, Measure); 2] = [("simple", Measure::Simple), ("progress", Measure::Progress)];
const ROUNDINGS: [(&str, Rounding); 2] = [("down", Rounding::Down), ("nearest", Rounding::Nearest)];

/// The highest percent a grade or a status may begin at.
const PERCENT_MAX: u64 = 1_000;

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line; grades and statuses that do not fall in order are faults.
pub fn read(file_name: &str, text: &str) -> Result<KpiParameters, Vec<Problem>> {
    read_file(file_name, text, |top| {
        top.meta();
        let decrease = top.table("decrease").map(|entry| {
            let read = (entry.choice("rule", &RULES, false), entry.ground());
            entry.finish();
            read
        });
        let status = top.table("status").map(|entry| {
            let read = (read_status(&entry), entry.ground());
            entry.finish();
            read
        });
        let entries = top.list("table", true);
        let tables: Vec<NamedTable> = entries.iter().map(read_table).collect();
        entries.into_iter().for_each(Fields::finish);
        let compared = top.table("compared").map(|entry| {
            let grades = ComparedGrades {
                is_target_enough: entry.flag("is_target_enough"),
                allowed_fall_percent: percent(&entry, "allowed_fall_percent"),
            };
            let read = (grades, entry.named(), entry.ground());
            entry.finish();
            read
        });
        let ((decrease, decrease_ground), (status, status_ground)) = (decrease?, status?);
        let (compared, compared_name, compared_ground) = compared?;
        Some(KpiParameters {
            decrease,
            decrease_ground,
            status: status?,
            status_ground,
            tables,
            compared,
            compared_name,
            compared_ground,
        })
    })
}

fn read_status(entry: &Fields<'_>) -> Option<StatusRule> {
    let names = ["on_track_percent", "mostly_percent", "somewhat_behind_percent"];
    let ratios = names.map(|name| Ratio::of_percent(percent(entry, name)));
    let [on_track, mostly, somewhat_behind] = [ratios[0]?, ratios[1]?, ratios[2]?];
    for (place, (high, low)) in [(on_track, mostly), (mostly, somewhat_behind)].into_iter().enumerate() {
        let names = (names[place], names[place + 1]);
        if low >= high && entry.has(names.0) && entry.has(names.1) {
            entry.report_named(&INVALID_NUMBER, names.1, &format!("{} → < {}", names.1, names.0));
        }
    }
    Some(StatusRule { on_track, mostly, somewhat_behind })
}

fn read_table(entry: &Fields<'_>) -> NamedTable {
    let id = entry.id(IdKind::Parameter("table"));
    let name = entry.named();
    let measure = entry.choice("measure", &MEASURES, false);
    let rounding = entry.choice("rounding", &ROUNDINGS, false);
    let lowest = entry.line("lowest");
    let grades = entry.list("grade", true);
    let bands: Vec<GradeBand> = grades
        .iter()
        .map(|grade| GradeBand {
            letter: grade.line("letter"),
            from_percent: grade.whole("from_percent", 0..=PERCENT_MAX) as i64,
        })
        .collect();
    for (pair, grade) in bands.windows(2).zip(grades.iter().skip(1)) {
        if pair[1].from_percent >= pair[0].from_percent {
            grade.report_named(
                &INVALID_NUMBER,
                "from_percent",
                &format!("{} → < {}", pair[1].from_percent, pair[0].from_percent),
            );
        }
    }
    grades.into_iter().for_each(Fields::finish);
    NamedTable { id, name, table: GradeTable { measure, rounding, bands, lowest }, ground: entry.ground() }
}

/// A percentage from 0 to 1,000, as it is written.
fn percent(entry: &Fields<'_>, name: &str) -> Quantity {
    let number = entry.number(name);
    if !(0.0..=PERCENT_MAX as f64).contains(&number.to_f64()) {
        entry.report_named(&INVALID_NUMBER, name, &format!("{number} → 0 … {PERCENT_MAX}"));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::kpi::{Status, Unknown};
    use reform::parameters::Basis;

    const TEXT: &str = include_str!("../../../../parameters/kpi.toml");

    fn codes(text: &str) -> Vec<&'static str> {
        read("kpi.toml", text).unwrap_err().iter().map(|problem| problem.kind.code).collect()
    }

    #[test]
    fn the_built_in_table_grades_as_it_says() {
        let parameters = read("kpi.toml", TEXT).unwrap();
        let city = parameters.default_table().unwrap();
        assert_eq!((city.id.as_str(), city.ground.basis), ("city", Basis::Assumed));
        let of = |percent| city.table.grade(Ratio::new(percent, 100).ok_or(Unknown::TooLarge)).unwrap();
        assert_eq!([120, 119, 100, 99, 70, 69].map(of), ["A", "B", "B", "C", "C", "D"]);
        let status = |percent| parameters.status.status(Ratio::new(percent, 100).unwrap());
        let expected = [Status::OnTrack, Status::Mostly, Status::Mostly, Status::SomewhatBehind, Status::Behind];
        assert_eq!([100, 99, 80, 50, 49].map(status), expected);
        assert_eq!(parameters.compared_ground.basis, Basis::Source);
    }

    #[test]
    fn every_fault_is_told() {
        let faulty = TEXT
            .replacen("mostly_percent = \"80\"", "mostly_percent = \"100\"", 1)
            .replacen("from_percent = 70", "from_percent = 100", 1)
            .replacen("rounding = \"down\"", "rounding = \"up\"", 1)
            .replacen("allowed_fall_percent = \"10\"", "allowed_fall_percent = \"-1\"", 1);
        assert_eq!(codes(&faulty), ["PL-018", "PL-016", "PL-018", "PL-018"]);
        assert!(!codes("").is_empty());
    }
}

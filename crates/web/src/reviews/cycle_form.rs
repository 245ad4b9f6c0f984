//! The form of a review's year, days and rules (点検の日程の入力): what was typed, and everything wrong with it at once.

use app::review::{CalendarDays, NewCycle};
use app::{FiscalYear, ProblemKind};
use reform::plan::CalendarDate;
use reform::workflow::{Cycle, Level, Milestone, Rules};
use serde::Deserialize;

use crate::lang::Lang;

/// What was typed (入力); days as `2026-08-31`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CycleForm {
    /// The fiscal year under review.
    pub year: String,
    /// The fiscal year whose inventory it is made from.
    pub source: String,
    /// The opening day.
    pub open: String,
    /// The last day of each level.
    pub owner: String,
    /// 課長.
    pub section_head: String,
    /// 局長.
    pub department_head: String,
    /// 改革室.
    pub reform_office: String,
    /// 財政局.
    pub finance: String,
    /// 本部.
    pub headquarters: String,
    /// The first day nothing changes; may be empty.
    pub freeze: String,
    /// `1` when somebody may approve what they handed in themselves.
    pub own: String,
    /// How many days a level has at least after a return.
    pub again: String,
    /// `save`, or anything else to look first.
    pub step: String,
}

/// A fault beside a field (入力の誤り).
#[derive(Clone, Debug)]
pub struct Fault {
    /// The field's name in the form.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What exactly; may be empty.
    pub detail: String,
}

/// A day of the form (日程の欄).
pub struct DayField {
    /// Its name in the form.
    pub name: &'static str,
    /// What the day is.
    pub label: &'static str,
    /// What it means; empty where the form says it once.
    pub hint: &'static str,
    /// What was typed.
    pub value: String,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// The ids of what describes it.
    pub described_by: String,
}

/// The most days a level can be given after a return.
const DAYS_AFTER_RETURN_MAX: u8 = 60;

impl CycleForm {
    /// A form with the usual days of a year.
    pub fn usual(year: FiscalYear, source: FiscalYear) -> CycleForm {
        CycleForm {
            source: source.start().to_string(),
            ..CycleForm::of(year, &CalendarDays::usual(year), Rules::default())
        }
    }

    /// A form with the days and rules of a review there is.
    pub fn of(year: FiscalYear, days: &CalendarDays, rules: Rules) -> CycleForm {
        let due = |level: Level| days.due[level as usize].to_string();
        CycleForm {
            year: year.start().to_string(),
            source: String::new(),
            open: days.open.to_string(),
            owner: due(Level::Owner),
            section_head: due(Level::SectionHead),
            department_head: due(Level::DepartmentHead),
            reform_office: due(Level::ReformOffice),
            finance: due(Level::Finance),
            headquarters: due(Level::Headquarters),
            freeze: days.freeze.map(|day| day.to_string()).unwrap_or_default(),
            own: if rules.may_approve_own { "1".to_owned() } else { String::new() },
            again: rules.days_after_return.to_string(),
            step: String::new(),
        }
    }

    /// The new review, or everything wrong with the form.
    pub fn read_new(&self) -> Result<NewCycle, Vec<Fault>> {
        let mut faults = Vec::new();
        let year = year_of("year", &self.year, &mut faults);
        let source = year_of("source", &self.source, &mut faults);
        if let (Some(year), Some(source)) = (year, source)
            && source > year
        {
            faults.push(Fault { field: "source", kind: &app::review::SOURCE_AFTER_CYCLE, detail: source.japanese() });
        }
        let read = self.read_days(year, &mut faults);
        match (year, source, read, faults.is_empty()) {
            (Some(year), Some(source_year), Some((calendar, rules)), true) => {
                Ok(NewCycle { year, source_year, calendar, rules })
            }
            _ => Err(faults),
        }
    }

    /// The days and rules for a review there is, or everything wrong with them.
    pub fn read_calendar(&self, year: FiscalYear) -> Result<(CalendarDays, Rules), Vec<Fault>> {
        let mut faults = Vec::new();
        let read = self.read_days(Some(year), &mut faults);
        match (read, faults.is_empty()) {
            (Some(read), true) => Ok(read),
            _ => Err(faults),
        }
    }

    /// The fields of the days, with what is wrong with each.
    pub fn day_fields(&self, lang: Lang, faults: &[Fault]) -> Vec<DayField> {
        let hint = |name: &str| match name {
            "open" => lang.pick("この日から記入できます。", "Sheets can be filled in from this day."),
            "freeze" => lang.pick(
                "この日から何も変えられません。空けておくと凍結しません。",
                "From this day nothing changes. Leave it empty for no freeze.",
            ),
            _ => "",
        };
        let described_by = |name: &str| {
            let has_fault = faults.iter().any(|fault| fault.field == name);
            let ids = [(!hint(name).is_empty(), "h"), (has_fault, "e")];
            let ids = ids.iter().filter(|(is_there, _)| *is_there).map(|(_, end)| format!("{name}-{end}"));
            ids.collect::<Vec<_>>().join(" ")
        };
        let field = |(name, milestone): (&'static str, Milestone)| DayField {
            described_by: described_by(name),
            name,
            label: milestone_name(lang, milestone),
            hint: hint(name),
            value: self.text(name).to_owned(),
            is_optional: milestone == Milestone::Freeze,
            faults: faults.iter().filter(|fault| fault.field == name).cloned().collect(),
        };
        MILESTONES.into_iter().map(field).collect()
    }

    fn text(&self, name: &str) -> &str {
        match name {
            "open" => &self.open,
            "owner" => &self.owner,
            "section_head" => &self.section_head,
            "department_head" => &self.department_head,
            "reform_office" => &self.reform_office,
            "finance" => &self.finance,
            "headquarters" => &self.headquarters,
            "freeze" => &self.freeze,
            _ => "",
        }
    }

    fn read_days(&self, year: Option<FiscalYear>, faults: &mut Vec<Fault>) -> Option<(CalendarDays, Rules)> {
        let mut days: Vec<Option<CalendarDate>> = Vec::new();
        for (name, milestone) in MILESTONES {
            let text = self.text(name).trim();
            let day = text.parse::<CalendarDate>().ok();
            if day.is_none() && !(text.is_empty() && milestone == Milestone::Freeze) {
                let detail = text.chars().take(40).collect();
                faults.push(Fault { field: name, kind: &app::review::NOT_A_DAY, detail });
            }
            days.push(day);
        }
        let again = self.again.trim().parse::<u8>().ok().filter(|days| *days <= DAYS_AFTER_RETURN_MAX);
        if again.is_none() {
            let detail = format!("0–{DAYS_AFTER_RETURN_MAX}");
            faults.push(Fault { field: "again", kind: &app::error::INPUT_OUT_OF_RANGE, detail });
        }
        let [Some(open), due @ .., freeze] = days.as_slice() else { return None };
        let due: Vec<CalendarDate> = due.iter().copied().flatten().collect();
        let calendar = CalendarDays { open: *open, due: due.try_into().ok()?, freeze: *freeze };
        for pair in calendar.find_out_of_order() {
            faults.push(Fault {
                field: name_of(pair.then.0),
                kind: pair.kind(),
                detail: format!("{} → {}", pair.first.1, pair.then.1),
            });
        }
        for (milestone, day) in year.map(|year| calendar.find_outside(year)).unwrap_or_default() {
            faults.push(Fault {
                field: name_of(milestone),
                kind: &app::review::DAY_OUTSIDE_CYCLE,
                detail: day.to_string(),
            });
        }
        Some((calendar, Rules { may_approve_own: self.own == "1", days_after_return: again? }))
    }
}

/// What a day of the calendar is called.
pub fn milestone_name(lang: Lang, milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Open => lang.pick("点検の開始", "The review opens"),
        Milestone::Due(Level::Owner) => lang.pick("担当の記入・提出の期限", "Due: owners fill in and submit"),
        Milestone::Due(Level::SectionHead) => lang.pick("課長確認の期限", "Due: section heads"),
        Milestone::Due(Level::DepartmentHead) => lang.pick("局長確認の期限", "Due: department heads"),
        Milestone::Due(Level::ReformOffice) => lang.pick("改革室点検の期限", "Due: reform office"),
        Milestone::Due(Level::Finance) => lang.pick("財政局査定の期限", "Due: finance"),
        Milestone::Due(Level::Headquarters) => lang.pick("本部決定の期限", "Due: headquarters"),
        Milestone::Freeze => lang.pick("凍結", "Freeze"),
    }
}

/// The rule by which lateness is told under these days.
pub fn rule_of(days: &CalendarDays, rules: Rules) -> Option<Cycle> {
    let calendar = reform::workflow::Calendar::new(days.open, days.due, days.freeze).ok()?;
    Some(Cycle { calendar, rules })
}

/// The days in their order, each with its field's name.
pub const MILESTONES: [(&str, Milestone); 8] = [
    ("open", Milestone::Open),
    ("owner", Milestone::Due(Level::Owner)),
    ("section_head", Milestone::Due(Level::SectionHead)),
    ("department_head", Milestone::Due(Level::DepartmentHead)),
    ("reform_office", Milestone::Due(Level::ReformOffice)),
    ("finance", Milestone::Due(Level::Finance)),
    ("headquarters", Milestone::Due(Level::Headquarters)),
    ("freeze", Milestone::Freeze),
];

fn name_of(milestone: Milestone) -> &'static str {
    MILESTONES.iter().find(|(_, known)| *known == milestone).map_or("open", |(name, _)| name)
}

fn year_of(field: &'static str, text: &str, faults: &mut Vec<Fault>) -> Option<FiscalYear> {
    let year = text.trim().parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    if year.is_none() {
        faults.push(Fault { field, kind: &reform::kinds::NOT_A_YEAR, detail: text.trim().chars().take(40).collect() });
    }
    year
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> CycleForm {
        let year = FiscalYear::new(2026).unwrap();
        CycleForm::usual(year, FiscalYear::new(2025).unwrap())
    }

    #[test]
    fn the_usual_days_make_a_review() {
        let new = form().read_new().unwrap();
        assert_eq!((new.year.start(), new.source_year.start()), (2026, 2025));
        assert_eq!(new.rules, Rules::default());
        let without_freeze = CycleForm { freeze: String::new(), ..form() }.read_new().unwrap();
        assert_eq!(without_freeze.calendar.freeze, None);
    }

    #[test]
    fn everything_wrong_is_told_at_once_beside_its_field() {
        let form = CycleForm {
            year: "令和8".into(),
            source: "2030".into(),
            owner: "2026-13-01".into(),
            finance: String::new(),
            again: "400".into(),
            ..form()
        };
        let fields: Vec<&str> = form.read_new().unwrap_err().iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["year", "owner", "finance", "again"]);
        let form = CycleForm {
            section_head: "2026-08-01".into(),
            freeze: "2035-01-01".into(),
            source: "2027".into(),
            ..self::form()
        };
        let faults = form.read_new().unwrap_err();
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field, fault.kind.code)).collect();
        assert_eq!(told, [("source", "AP-093"), ("section_head", "RF-120"), ("freeze", "AP-092")]);
    }
}

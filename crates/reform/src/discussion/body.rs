//! Bodies (会議体): headquarters, council and working groups, and who belongs to them from when until when.

use crate::declare_kinds;
use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

declare_kinds! {
    TERM_BACKWARDS = "RF-700"
        "任期の終わりが始まりより前です" "The term ends before it begins"
        "任期の始まりと終わりの日を見直してください" "Check the first and the last day of the term";
}

/// What kind of body (会議体の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BodyKind {
    /// Decides and carries out.
    Headquarters,
    /// Hears experts from outside.
    Council,
    /// Works on one field.
    Working,
}

labels!(BodyKind {
    Headquarters = "headquarters", "実行本部", "headquarters";
    Council = "council", "推進会議", "council";
    Working = "working", "ワーキング", "working group";
});

/// What a member is in the body (役割).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberRole {
    /// Presides.
    Chair,
    /// Presides where the chair is away.
    Deputy,
    /// Has a seat.
    Member,
    /// Is heard.
    Adviser,
    /// Prepares and writes down.
    Secretariat,
}

labels!(MemberRole {
    Chair = "chair", "座長・本部長", "chair";
    Deputy = "deputy", "副座長・副本部長", "deputy chair";
    Member = "member", "委員", "member";
    Adviser = "adviser", "助言者", "adviser";
    Secretariat = "secretariat", "事務局", "secretariat";
});

/// How a term stands on a day (任期の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Runs.
    Serving,
    /// Has not begun.
    Coming,
    /// Has ended.
    Former,
}

labels!(Term {
    Serving = "serving", "在任", "serving";
    Coming = "coming", "就任予定", "coming";
    Former = "former", "退任", "former";
});

/// How a term stands on a day; both its first and its last day belong to it.
pub fn term_on(from: Option<CalendarDate>, until: Option<CalendarDate>, day: CalendarDate) -> Term {
    if until.is_some_and(|until| until < day) {
        Term::Former
    } else if from.is_some_and(|from| day < from) {
        Term::Coming
    } else {
        Term::Serving
    }
}

/// Whether a term can be.
///
/// # Errors
/// [`TERM_BACKWARDS`] when it ends before it begins.
pub fn check_term(from: Option<CalendarDate>, until: Option<CalendarDate>) -> Result<(), &'static ProblemKind> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => Err(&TERM_BACKWARDS),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_serves_from_the_first_to_the_last_day_and_is_former_then() {
        let day = |text: &str| text.parse::<CalendarDate>().ok();
        let on = |text: &str| term_on(day("2025-04-01"), day("2027-03-31"), text.parse().unwrap());
        let terms = ["2025-03-31", "2025-04-01", "2027-03-31", "2027-04-01"].map(on);
        assert_eq!(terms, [Term::Coming, Term::Serving, Term::Serving, Term::Former]);
        assert_eq!(term_on(None, None, "1999-01-01".parse().unwrap()), Term::Serving);
        assert_eq!(check_term(day("2025-04-02"), day("2025-04-01")).unwrap_err().code, "RF-700");
        assert!(
            check_term(day("2025-04-01"), day("2025-04-01")).is_ok() && check_term(day("2025-04-01"), None).is_ok()
        );
    }
}

//! Rules of revising a roadmap (工程表のきまり): what a bar may be, who may do what to which version.

use super::kinds::*;
use super::{Bar, ProgressStatus, Roadmap};
use crate::ProblemKind;
use crate::plan::{CalendarDate, Text};

/// The longest words of a bar and the longest name of a part, in characters.
pub const TEXT_CHARS_MAX: usize = 120;
/// The longest reason of a revision and the longest comment on a return, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;
/// The longest remark on progress, in characters.
pub const REMARK_CHARS_MAX: usize = 400;
/// The most lanes a cluster has.
pub const LANES_MAX: u8 = 20;
/// The most bars a roadmap has.
pub const BARS_MAX: usize = 1_000;

/// Where a version stands (版の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Being worked on.
    Working,
    /// Waiting to be approved.
    Proposed,
    /// Published for good.
    Published,
}

crate::labels::labels!(Phase {
    Working = "working", "作業中", "being worked on";
    Proposed = "proposed", "承認待ち", "waiting for approval";
    Published = "published", "公表済", "published";
});

/// Something wrong with a bar (帯の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bar's id.
    pub bar: String,
    /// Which of its fields: `text`, `part`, `lane`, `from`, `id`; empty where it is the whole.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What exactly, for people.
    pub detail: String,
}

/// Everything wrong with a roadmap, bar by bar in its order.
pub fn check(roadmap: &Roadmap) -> Vec<Fault> {
    let mut faults = Vec::new();
    if roadmap.bars.len() > BARS_MAX {
        let detail = format!("{} → {BARS_MAX}", roadmap.bars.len());
        faults.push(Fault { bar: String::new(), field: "", kind: &TOO_MANY_BARS, detail });
    }
    let mut seen = std::collections::HashSet::new();
    for (index, bar) in roadmap.bars.iter().enumerate() {
        faults.extend(check_alone(bar, roadmap));
        if !seen.insert(bar.id.as_str()) {
            faults.push(Fault { bar: bar.id.clone(), field: "id", kind: &BAR_TWICE, detail: bar.id.clone() });
        }
        // Bars of a lane stand in the order of their beginnings, so only those before can be in the way.
        let before = roadmap.bars[..index].iter().rev();
        let lane = before.take_while(|other| other.cluster == bar.cluster && other.lane == bar.lane);
        faults.extend(lane.filter(|other| other.id != bar.id).find_map(|other| overlap(bar, other)));
    }
    faults
}

/// Everything wrong with one bar that is to stand in a roadmap, in the place of the one with its id.
pub fn check_bar(bar: &Bar, roadmap: &Roadmap) -> Vec<Fault> {
    let mut faults = check_alone(bar, roadmap);
    let others = roadmap.bars_of(&bar.cluster).filter(|other| other.lane == bar.lane && other.id != bar.id);
    faults.extend(others.filter_map(|other| overlap(bar, other)));
    if roadmap.bar(&bar.id).is_none() && roadmap.bars.len() >= BARS_MAX {
        faults.push(Fault { bar: bar.id.clone(), field: "", kind: &TOO_MANY_BARS, detail: BARS_MAX.to_string() });
    }
    faults
}

/// The reason of a revision.
///
/// # Errors
/// When there is none, or it is too long.
pub fn check_reason(reason: &str) -> Result<(), &'static ProblemKind> {
    let fits = (1..=REASON_CHARS_MAX).contains(&reason.trim().chars().count());
    if fits { Ok(()) } else { Err(&REASON_MISSING) }
}

/// The comment on a return.
///
/// # Errors
/// When there is none, or it is too long.
pub fn check_return(comment: &str) -> Result<(), &'static ProblemKind> {
    check_reason(comment).map_err(|_| &RETURN_NEEDS_COMMENT)
}

/// Whether bars of a version in this phase can be changed.
///
/// # Errors
/// When it waits for approval or is published.
pub fn may_edit(phase: Phase) -> Result<(), &'static ProblemKind> {
    match phase {
        Phase::Working => Ok(()),
        Phase::Proposed => Err(&REVISION_UNDER_APPROVAL),
        Phase::Published => Err(&PUBLISHED_IS_FIXED),
    }
}

/// Whether this account may approve what that account proposed; a proposal without an account came from the command line.
///
/// # Errors
/// When nothing is proposed, or the two are the same person.
pub fn may_approve(phase: Phase, proposer: Option<i64>, approver: i64) -> Result<(), &'static ProblemKind> {
    match phase {
        Phase::Proposed if proposer == Some(approver) => Err(&OWN_REVISION),
        Phase::Proposed => Ok(()),
        Phase::Working | Phase::Published => Err(&REVISION_NOT_PROPOSED),
    }
}

/// An entry of progress, as of a day.
///
/// # Errors
/// When it lacks its remark, the remark is too long, or the day has not come.
pub fn check_progress(
    status: ProgressStatus,
    remark: &str,
    day: CalendarDate,
    today: CalendarDate,
) -> Result<(), &'static ProblemKind> {
    let needs_remark = matches!(status, ProgressStatus::Behind | ProgressStatus::Stopped);
    match remark.trim().chars().count() {
        0 if needs_remark => Err(&REMARK_MISSING),
        length if length > REMARK_CHARS_MAX => Err(&REMARK_TOO_LONG),
        _ if day > today => Err(&DAY_NOT_REACHED),
        _ => Ok(()),
    }
}

fn check_alone(bar: &Bar, roadmap: &Roadmap) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field, kind, detail: String| faults.push(Fault { bar: bar.id.clone(), field, kind, detail });
    let length = |text: &Text| text.ja.chars().count().max(text.en.as_ref().map_or(0, |en| en.chars().count() / 2));
    if bar.text.ja.trim().is_empty() {
        fault("text", &BAR_TEXT_EMPTY, String::new());
    }
    for (field, text) in [("text", Some(&bar.text)), ("part", bar.part.as_ref())] {
        if let Some(long) = text.map(length).filter(|length| *length > TEXT_CHARS_MAX) {
            fault(field, &BAR_TEXT_TOO_LONG, format!("{long} → {TEXT_CHARS_MAX}"));
        }
    }
    if !(1..=LANES_MAX).contains(&bar.lane) {
        fault("lane", &LANE_WRONG, bar.lane.to_string());
    }
    if !bar.span.is_within(roadmap.years) {
        let (first, last) = roadmap.quarters();
        let (from, to) = (bar.span.from(), bar.span.to());
        let detail = format!("{}–{} → {}–{}", from.short(), to.short(), first.short(), last.short());
        fault("from", &SPAN_OUTSIDE_YEARS, detail);
    }
    faults
}

fn overlap(bar: &Bar, other: &Bar) -> Option<Fault> {
    bar.span.overlaps(other.span).then(|| {
        let (from, to) = (other.span.from().short(), other.span.to().short());
        let detail = format!("{}（{from}–{to}）", other.text.ja);
        Fault { bar: bar.id.clone(), field: "from", kind: &BARS_OVERLAP, detail }
    })
}

#[cfg(test)]
mod tests {
    use fiscal::FiscalYear;

    use super::*;
    use crate::plan::Basis;
    use crate::roadmap::{Edge, Quarter, Span};

    fn bar(id: &str, lane: u8, text: &str, from: &str, to: &str) -> Bar {
        let span = Span::new(Quarter::read(from, Edge::From).unwrap(), Quarter::read(to, Edge::To).unwrap()).unwrap();
        let text = Text::japanese(text);
        Bar { id: id.into(), cluster: "c".into(), lane, part: None, text, span, basis: Basis::Read, page: None }
    }

    fn roadmap(bars: Vec<Bar>) -> Roadmap {
        Roadmap::new((FiscalYear::new(2023).unwrap(), FiscalYear::new(2026).unwrap()), bars)
    }

    fn codes(faults: &[Fault]) -> Vec<(&str, &str)> {
        faults.iter().map(|fault| (fault.bar.as_str(), fault.kind.code)).collect()
    }

    #[test]
    fn every_fault_of_every_bar_is_told() {
        let bars = vec![
            bar("right", 1, "検討", "R5", "R6"),
            bar("beside", 1, "実施", "R7", "R8"),
            bar("over", 1, "実証", "R6Q4", "R7Q1"),
            bar("early", 2, "準備", "R4Q4", "R5"),
            bar("late", 3, "拡大", "R8", "R9Q1"),
            bar("empty", 4, " ", "R6", "R6"),
            bar("long", 21, &"あ".repeat(121), "R6", "R6"),
        ];
        let told = check(&roadmap(bars));
        let expected = [
            ("over", "RF-602"),
            ("beside", "RF-602"),
            ("early", "RF-600"),
            ("late", "RF-600"),
            ("empty", "RF-603"),
            ("long", "RF-604"),
            ("long", "RF-605"),
        ];
        assert_eq!(codes(&told), expected);
        assert_eq!(told[2].detail, "R4Q4–R5Q4 → R5Q1–R8Q4");
    }

    #[test]
    fn a_bar_is_not_in_its_own_way_and_a_neighbour_is() {
        let present = roadmap(vec![bar("one", 1, "検討", "R5", "R6"), bar("two", 1, "実施", "R7", "R8")]);
        assert_eq!(check_bar(&bar("one", 1, "検討", "R5", "R6Q3"), &present), []);
        assert_eq!(codes(&check_bar(&bar("one", 1, "検討", "R5", "R7Q1"), &present)), [("one", "RF-602")]);
        assert_eq!(check_bar(&bar("one", 2, "検討", "R5", "R7Q1"), &present), []);
        assert_eq!(codes(&check_bar(&bar("new", 1, "追加", "R6Q4", "R7Q1"), &present)).len(), 2);
    }

    #[test]
    fn nobody_approves_alone_and_nothing_published_is_changed() {
        let code = |result: Result<(), &'static ProblemKind>| result.err().map(|kind| kind.code);
        assert_eq!(code(may_approve(Phase::Proposed, Some(3), 3)), Some("RF-609"));
        assert_eq!(code(may_approve(Phase::Proposed, Some(3), 4)), None);
        assert_eq!(code(may_approve(Phase::Proposed, None, 4)), None);
        assert_eq!(code(may_approve(Phase::Working, None, 4)), Some("RF-612"));
        assert_eq!(code(may_edit(Phase::Published)), Some("RF-610"));
        assert_eq!(code(may_edit(Phase::Proposed)), Some("RF-611"));
        assert_eq!(code(may_edit(Phase::Working)), None);
        assert_eq!(code(check_reason(" \n ")), Some("RF-608"));
        assert_eq!(code(check_reason(&"あ".repeat(1_001))), Some("RF-608"));
        assert_eq!(code(check_return("")), Some("RF-614"));
    }

    #[test]
    fn progress_says_why_and_never_what_is_to_come() {
        let day = |text: &str| text.parse::<CalendarDate>().unwrap();
        let check = |status, remark: &str, on: &str| {
            check_progress(status, remark, day(on), day("2026-11-22")).err().map(|kind| kind.code)
        };
        assert_eq!(check(ProgressStatus::Done, "", "2026-11-22"), None);
        assert_eq!(check(ProgressStatus::Behind, " ", "2026-11-22"), Some("RF-615"));
        assert_eq!(check(ProgressStatus::Stopped, "別の方法にした", "2026-11-22"), None);
        assert_eq!(check(ProgressStatus::OnTrack, &"あ".repeat(401), "2026-11-22"), Some("RF-618"));
        assert_eq!(check(ProgressStatus::OnTrack, "", "2026-11-23"), Some("RF-616"));
    }
}

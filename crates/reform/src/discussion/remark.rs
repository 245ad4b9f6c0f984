//! Remarks (意見): their states, who may be named, when one is late, and what came of it. Nothing closes without a response.

use std::fmt;

use crate::declare_kinds;
use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

declare_kinds! {
    RESPONSE_MISSING = "RF-710"
        "回答が書かれていません" "The response is missing"
        "市の考え方を回答に書いてから、状態を進めてください。回答のない意見は終わりにできません"
        "Write the response first; no remark is closed without one";
    DECLINE_REASON_MISSING = "RF-711"
        "取り入れない理由が書かれていません" "The reason for declining is missing"
        "なぜ取り入れないのかを、意見を述べた人に伝わるように書いてください"
        "Say why it is not taken up, so that whoever made the remark understands";
    REMARK_STEP = "RF-712"
        "意見をその状態へ進めることはできません" "The remark cannot go to that state now"
        "回答、反映、見送りのどれかに決めてから、完了にしてください。終わった意見を戻すときは理由を書いてください"
        "Answer, accept or decline it before it is done; give a reason to open it again";
    HIDE_REASON_MISSING = "RF-713"
        "表示を止める理由が書かれていません" "The reason for hiding is missing"
        "意見は削除できません。表示を止めるか戻す理由を書いてください"
        "Remarks are never deleted; give a reason for hiding one or showing it again";
}

/// How far a remark has come (意見の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkState {
    /// Waits for a response.
    Open,
    /// Was answered, without changing anything.
    Answered,
    /// Is taken up.
    Accepted,
    /// Is not taken up, with a reason.
    Declined,
    /// What was answered has been carried out, or nothing is left to do.
    Done,
}

labels!(RemarkState {
    Open = "open", "未回答", "open";
    Answered = "answered", "回答済", "answered";
    Accepted = "accepted", "反映", "accepted";
    Declined = "declined", "見送り", "declined";
    Done = "done", "完了", "done";
});

/// Whether the name of who spoke may be known (意見の出どころ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkSource {
    /// May be known by everybody.
    Public,
    /// Known to the reform office and the headquarters only; everybody else reads 委員.
    Confidential,
}

labels!(RemarkSource {
    Public = "public", "公開", "public";
    Confidential = "confidential", "非公開", "confidential";
});

/// The word that stands for a name that is confidential.
pub const SOMEBODY_JA: &str = "委員";

/// What came of a remark (意見の成果).
///
/// Its text form is `roadmap:VERSION`, `analysis:CLUSTER:SNAPSHOT` or `edition:NUMBER`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkOutcome {
    /// A published version of the roadmap.
    Roadmap(i64),
    /// A snapshot of a cluster's analysis.
    Analysis(String, i64),
    /// A published edition, by the number citizens see.
    Edition(i64),
}

impl RemarkOutcome {
    /// Reads the text form.
    pub fn read(text: &str) -> Option<RemarkOutcome> {
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number > 0);
        match text.split_once(':')? {
            ("roadmap", version) => number(version).map(RemarkOutcome::Roadmap),
            ("edition", edition) => number(edition).map(RemarkOutcome::Edition),
            ("analysis", rest) => {
                let (cluster, snapshot) = rest.rsplit_once(':')?;
                let cluster = Some(cluster).filter(|id| !id.is_empty() && !id.contains(':'))?;
                Some(RemarkOutcome::Analysis(cluster.to_owned(), number(snapshot)?))
            }
            _ => None,
        }
    }
}

impl fmt::Display for RemarkOutcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemarkOutcome::Roadmap(version) => write!(out, "roadmap:{version}"),
            RemarkOutcome::Analysis(cluster, snapshot) => write!(out, "analysis:{cluster}:{snapshot}"),
            RemarkOutcome::Edition(edition) => write!(out, "edition:{edition}"),
        }
    }
}

impl RemarkState {
    /// Where a remark may go from here.
    pub fn next(self) -> &'static [RemarkState] {
        use RemarkState::{Accepted, Answered, Declined, Done, Open};
        match self {
            Open => &[Answered, Accepted, Declined],
            Answered => &[Accepted, Declined, Done],
            Accepted => &[Answered, Declined, Done],
            Declined => &[Answered, Accepted, Done],
            Done => &[Open],
        }
    }
}

/// Whether a remark may go from one state to another with this response and reason.
///
/// # Errors
/// [`REMARK_STEP`], [`RESPONSE_MISSING`] or [`DECLINE_REASON_MISSING`].
pub fn check_remark_step(
    from: RemarkState,
    to: RemarkState,
    response: &str,
    reason: &str,
) -> Result<(), &'static ProblemKind> {
    if !from.next().contains(&to) || to == RemarkState::Open && reason.trim().is_empty() {
        return Err(&REMARK_STEP);
    }
    if to != RemarkState::Open && response.trim().is_empty() {
        return Err(&RESPONSE_MISSING);
    }
    if to == RemarkState::Declined && reason.trim().is_empty() {
        return Err(&DECLINE_REASON_MISSING);
    }
    Ok(())
}

/// Whether the response is late: past its day and still open.
pub fn is_overdue(state: RemarkState, due: Option<CalendarDate>, today: CalendarDate) -> bool {
    state == RemarkState::Open && due.is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_closed_without_a_response_and_nothing_declined_without_a_reason() {
        use RemarkState::{Done, Open};
        let code = |from, to, response, reason| {
            check_remark_step(from, to, response, reason).map_or_else(|k| k.code, |()| "ok")
        };
        for from in RemarkState::ALL {
            for to in RemarkState::ALL {
                let with_both = code(*from, *to, "回答", "理由");
                assert_eq!(with_both == "ok", from.next().contains(to), "{from:?} {to:?}");
                if *to != Open {
                    assert_ne!(code(*from, *to, " ", "理由"), "ok", "{from:?} {to:?}");
                }
            }
        }
        assert_eq!(code(Open, Done, "回答", "理由"), "RF-712");
        assert_eq!(code(Open, RemarkState::Declined, "回答", " "), "RF-711");
        assert_eq!(code(Open, RemarkState::Answered, "", ""), "RF-710");
        assert_eq!(code(Done, Open, "回答", ""), "RF-712");
        assert_eq!(code(Done, Open, "", "見直し"), "ok");
    }

    #[test]
    fn only_what_is_open_is_late() {
        let today: CalendarDate = "2026-11-22".parse().unwrap();
        let due = "2026-11-21".parse().ok();
        let late: Vec<bool> = RemarkState::ALL.iter().map(|state| is_overdue(*state, due, today)).collect();
        assert_eq!(late, [true, false, false, false, false]);
        assert!(!is_overdue(RemarkState::Open, Some(today), today) && !is_overdue(RemarkState::Open, None, today));
    }

    #[test]
    fn an_outcome_is_written_as_it_is_read() {
        for text in ["roadmap:3", "analysis:fees-review:2", "edition:4"] {
            assert_eq!(RemarkOutcome::read(text).map(|outcome| outcome.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "roadmap",
            "roadmap:0",
            "roadmap:x",
            "analysis:2",
            "analysis::2",
            "analysis:a:b:2",
            "plan:1",
            "edition:-1",
        ] {
            assert_eq!(RemarkOutcome::read(text), None, "{text}");
        }
    }
}

//! What people say of a pair (重複の可能性への判断).

use crate::labels::labels;

/// What was decided about a pair (判断).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// 統合の候補: one program could do both.
    Merge,
    /// 役割を分ける: say who does what.
    Divide,
    /// 連携する: stay apart and work together.
    Coordinate,
    /// 重複ではない: looked at, and nothing is to be done.
    Dismiss,
    /// 判断の取消し: open again.
    Reopen,
}

labels!(Answer {
    Merge = "merge", "統合の候補にする", "candidate for merging";
    Divide = "divide", "役割を分ける", "divide the roles";
    Coordinate = "coordinate", "連携する", "coordinate";
    Dismiss = "dismiss", "重複ではない", "not a duplicate";
    Reopen = "reopen", "判断を取り消す", "take the decision back";
});

/// Where a pair stands (組の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairState {
    /// 未判断: nobody has decided, or the decision was taken back.
    Open,
    /// 要再確認: decided, but a text has changed since.
    Changed,
    /// 対応する: there is something to do.
    Accepted,
    /// 重複ではない.
    Dismissed,
}

labels!(PairState {
    Open = "open", "未判断", "open";
    Changed = "changed", "要再確認（記載が変わった）", "look again (texts changed)";
    Accepted = "accepted", "対応する", "accepted";
    Dismissed = "dismissed", "重複ではない", "dismissed";
});

impl Answer {
    /// Where a pair stands after this answer, given whether its texts are still those that were judged.
    pub fn state(self, is_same_text: bool) -> PairState {
        match self {
            Answer::Reopen => PairState::Open,
            _ if !is_same_text => PairState::Changed,
            Answer::Dismiss => PairState::Dismissed,
            Answer::Merge | Answer::Divide | Answer::Coordinate => PairState::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_holds_for_the_texts_it_was_made_on() {
        assert_eq!(Answer::Dismiss.state(true), PairState::Dismissed);
        assert_eq!(Answer::Merge.state(true), PairState::Accepted);
        assert_eq!(Answer::Divide.state(false), PairState::Changed);
        assert_eq!(Answer::Dismiss.state(false), PairState::Changed);
        assert_eq!(Answer::Reopen.state(false), PairState::Open);
    }
}

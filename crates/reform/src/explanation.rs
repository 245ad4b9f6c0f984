//! Explanation record (説明・意見交換の記録): what was explained to the citizens and groups concerned, what they said, what changed.

use crate::declare_kinds;
use crate::labels::labels;

declare_kinds! {
    SAID_MISSING = "RF-745"
        "説明したことか、出された意見が書かれていません" "What was explained or what was said is missing"
        "何を説明し、どのような意見が出たかを書いてください。意見がなかったときは「なし」と書いてください"
        "Write what was explained and what was said; write that nothing was said where nothing was";
}

/// What kind of occasion it was (説明の場の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExplanationKind {
    /// Anybody may come.
    Open,
    /// Those who use or live with what changes.
    Affected,
    /// A group, such as an association.
    Group,
    /// Neighbourhood associations.
    Neighbourhood,
    /// Anything else.
    Other,
}

labels!(ExplanationKind {
    Open = "open", "説明会（どなたでも）", "open meeting";
    Affected = "affected", "利用者・当事者への説明", "people affected";
    Group = "group", "関係団体との意見交換", "group concerned";
    Neighbourhood = "neighbourhood", "地域（自治会など）との意見交換", "neighbourhood";
    Other = "other", "その他", "other";
});

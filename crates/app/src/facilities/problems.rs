//! The kinds of problem that what is asked of the facilities can have (公共施設の問題の種類).

use reform::{ProblemKind, Severity};

/// A reduction of floor area that cannot be read.
pub const REDUCTION_WRONG: ProblemKind = ProblemKind {
    code: "AP-040",
    severity: Severity::Error,
    title_ja: "面積の縮減を読み取れません",
    title_en: "A reduction of floor area cannot be read",
    hint_ja: "「用途:割合:開始年度-終了年度」を、例えば school:20:2025-2044 のように書いてください。割合は 0〜100、すべての用途は all、区切りは空白か読点です。",
    hint_en: "Write KIND:PERCENT:FROM-TO, such as school:20:2025-2044; the percentage is 0-100, `all` is every use, and a space or comma divides several.",
};

/// No such use.
pub const KIND_UNKNOWN: ProblemKind = ProblemKind {
    code: "AP-041",
    severity: Severity::Error,
    title_ja: "その用途はありません",
    title_en: "There is no such use",
    hint_ja: "school・public-housing・civic-culture など13分類の名前か、all を指定してください。",
    hint_en: "Give one of the thirteen kinds, such as school, public-housing or civic-culture, or all.",
};

/// A ceiling or a total that is nothing.
pub const MUST_BE_ABOVE_ZERO: ProblemKind = ProblemKind {
    code: "AP-042",
    severity: Severity::Error,
    title_ja: "0より大きい額にしてください",
    title_en: "The amount must be above zero",
    hint_ja: "使わないときは空欄にしてください。",
    hint_en: "Leave it out when it is not wanted.",
};

/// Nobody to share the floor area.
pub const POPULATION_WRONG: ProblemKind = ProblemKind {
    code: "AP-043",
    severity: Severity::Error,
    title_ja: "人口は1以上の整数にしてください",
    title_en: "The population must be a whole number of one or more",
    hint_ja: "空欄にすると、一覧に付いた人口か計画の人口を使います。",
    hint_en: "Left out, the population that came with the list or the plan's is used.",
};

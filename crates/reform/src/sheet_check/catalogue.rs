//! The checks, E1–E14 (点検の一覧): code, name and advice in both languages.

/// A check of a sheet (点検項目). Its code never changes meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// E1.
    OutputAsOutcome,
    /// E2.
    OneStage,
    /// E3.
    NoIntermediate,
    /// E4.
    SurveyAsOutcome,
    /// E5.
    EasyTarget,
    /// E6.
    TargetYear,
    /// E7.
    NoSource,
    /// E8.
    QualitativeWithoutReason,
    /// E9.
    AlwaysExceeded,
    /// E10.
    UnrelatedIndicator,
    /// E11.
    TargetIgnoresBudget,
    /// E12.
    NoUnitCost,
    /// E13.
    NoOutsideFactors,
    /// E14.
    UnspentButMore,
}

/// What is said of a check.
struct Words {
    code: &'static str,
    name: [&'static str; 2],
    advice: [&'static str; 2],
}

impl Check {
    /// Every check, in order.
    pub const ALL: [Check; 14] = [
        Check::OutputAsOutcome,
        Check::OneStage,
        Check::NoIntermediate,
        Check::SurveyAsOutcome,
        Check::EasyTarget,
        Check::TargetYear,
        Check::NoSource,
        Check::QualitativeWithoutReason,
        Check::AlwaysExceeded,
        Check::UnrelatedIndicator,
        Check::TargetIgnoresBudget,
        Check::NoUnitCost,
        Check::NoOutsideFactors,
        Check::UnspentButMore,
    ];

    /// The stable code: `E1`.
    pub fn code(self) -> &'static str {
        self.words().code
    }

    /// The check with this code.
    pub fn from_code(code: &str) -> Option<Check> {
        Check::ALL.into_iter().find(|check| check.code() == code)
    }

    /// What is to be looked at again, in Japanese.
    pub fn name_ja(self) -> &'static str {
        self.words().name[0]
    }

    /// What is to be looked at again, in English.
    pub fn name_en(self) -> &'static str {
        self.words().name[1]
    }

    /// What to do about it, in Japanese.
    pub fn advice_ja(self) -> &'static str {
        self.words().advice[0]
    }

    /// What to do about it, in English.
    pub fn advice_en(self) -> &'static str {
        self.words().advice[1]
    }

    fn words(self) -> Words {
        let (code, name, advice) = match self {
            Check::OutputAsOutcome => (
                "E1",
                ["成果指標が「やった量」を測っているかもしれません", "The outcome indicator may count what was done"],
                [
                    "回数や人数ではなく、対象がどう変わったかを測れないか考えてください。",
                    "Ask whether the change in those it is for can be measured, and not only times or heads.",
                ],
            ),
            Check::OneStage => (
                "E2",
                ["アウトカムが1段階だけで、理由がありません", "There is one stage of outcome, and no reason why"],
                [
                    "初期・中間・最終に分けるか、分けられない理由を書いてください。",
                    "Tell initial, intermediate and final outcomes apart, or write why that cannot be done.",
                ],
            ),
            Check::NoIntermediate => (
                "E3",
                ["初期と最終のアウトカムの間がありません", "Nothing lies between the initial and the final outcome"],
                [
                    "最終の成果に至る途中の変化を、中間アウトカムとして置いてください。",
                    "Put the change on the way to the final one as an intermediate outcome.",
                ],
            ),
            Check::SurveyAsOutcome => (
                "E4",
                ["成果をアンケートの回答だけで測っています", "The outcome is measured by answers to a survey alone"],
                [
                    "行動や状態の変化を測る指標を加え、アンケートを使う理由と客観性の確保を書いてください。",
                    "Add an indicator of what people do or of how things are, and write why a survey and how it is kept fair.",
                ],
            ),
            Check::EasyTarget => (
                "E5",
                [
                    "目標値が直近の実績を超えないか、基準値がありません",
                    "The target asks no more than was reached, or has no baseline",
                ],
                [
                    "基準値を書き、直近の実績から先をめざす目標か、維持でよい理由があるか確かめてください。",
                    "Write the baseline, and see whether the target goes beyond what was reached or why keeping it is enough.",
                ],
            ),
            Check::TargetYear => (
                "E6",
                ["目標年度がないか、過ぎています", "The target year is missing or past"],
                [
                    "いつまでに達成するかを書いてください。過ぎた目標は結果を評価し、次の目標を置いてください。",
                    "Write by when it is to be reached. Of a target that is past, judge the result and set the next.",
                ],
            ),
            Check::NoSource => (
                "E7",
                ["数値の根拠となる統計・データ名がありません", "The statistics the values are from are not named"],
                [
                    "誰でも確かめられるように、統計や記録の名前と年次を書いてください。",
                    "Name the statistics or records and their year, so that anybody can check.",
                ],
            ),
            Check::QualitativeWithoutReason => (
                "E8",
                ["言葉だけの目標で、数値にしない理由がありません", "The goal is in words only, and no reason is given"],
                [
                    "数値で測る指標を置くか、置けない理由を書いてください。",
                    "Set an indicator in numbers, or write why there can be none.",
                ],
            ),
            Check::AlwaysExceeded => (
                "E9",
                ["目標を大きく超える年が続いています", "The target is far exceeded year after year"],
                [
                    "目標が低すぎないか、指標の定義が変わっていないか確かめ、目標を置き直してください。",
                    "See whether the target is too low or the indicator has changed, and set the target anew.",
                ],
            ),
            Check::UnrelatedIndicator => (
                "E10",
                [
                    "指標と、目的・手段のつながりが読み取れません",
                    "How the indicator follows from purpose and means cannot be read",
                ],
                [
                    "活動から最終の成果までの道筋を書き、その道筋の上にある変化を指標にしてください。",
                    "Write the path from what is done to the final outcome, and measure a change that lies on it.",
                ],
            ),
            Check::TargetIgnoresBudget => (
                "E11",
                ["予算が大きく変わったのに目標が同じです", "The budget changed much and the target did not"],
                [
                    "予算の増減が目標に影響しない理由を書くか、目標を見直してください。",
                    "Write why the money does not move the target, or set it anew.",
                ],
            ),
            Check::NoUnitCost => (
                "E12",
                ["単位コストを計算できません", "No cost per unit can be reckoned"],
                [
                    "同じ年度の執行額と比べられる、数えられるアウトプットを置いてください。",
                    "Set an output that can be counted and stands beside what was spent in the same year.",
                ],
            ),
            Check::NoOutsideFactors => (
                "E13",
                ["外部要因が書かれていません", "Nothing is said of outside factors"],
                [
                    "事業のほかに成果を動かすもの（景気、制度改正、災害など）を書いてください。",
                    "Write what else moves the outcome: the economy, a change of law, a disaster.",
                ],
            ),
            Check::UnspentButMore => (
                "E14",
                ["執行率が低いのに、要求額が増えています", "Little was spent, and more is asked for"],
                [
                    "使い残した理由と、増やす額の積算を書いてください。",
                    "Write why money was left and how the larger amount was reckoned.",
                ],
            ),
        };
        Words { code, name, advice }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_run_from_e1_to_e14() {
        let codes: Vec<&str> = Check::ALL.iter().map(|check| check.code()).collect();
        let expected: Vec<String> = (1..=14).map(|number| format!("E{number}")).collect();
        assert_eq!(codes, expected);
        assert!(Check::ALL.iter().all(|check| Check::from_code(check.code()) == Some(*check)));
        assert_eq!(Check::from_code("E15"), None);
    }
}

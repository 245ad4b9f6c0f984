//! The words of the form (様式の言葉): label, hint and kind of every field.

use super::FieldKind;
use crate::effect::EffectKind;
use crate::kpi::{Counting, Level as KpiLevel, Way};
use crate::program::Direction;
use crate::review::{FieldName, Judgement};
use crate::workflow::Level;

/// What is said of a field, each in Japanese and English.
pub(super) struct Words {
    /// What it is called.
    pub(super) short: (&'static str, &'static str),
    /// What to write.
    pub(super) hint: (&'static str, &'static str),
    /// What it takes.
    pub(super) kind: FieldKind,
}

fn words(kind: FieldKind, ja: &'static str, en: &'static str, hint_ja: &'static str, hint_en: &'static str) -> Words {
    Words { short: (ja, en), hint: (hint_ja, hint_en), kind }
}

/// The words of a field.
pub(super) fn words_of(name: FieldName<'_>) -> Words {
    match name {
        FieldName::Check(_, part) => of_check(part),
        FieldName::Kpi(_, part) => of_kpi(part),
        FieldName::Plain(part) => of_plain(part),
        FieldName::Measure(_, part) => of_measure(part),
        FieldName::Opinion(level) => of_opinion(level),
        FieldName::Assessment(_, part) => of_assessment(part),
        FieldName::Decision(part) => of_decision(part),
    }
}

fn of_check(part: &str) -> Words {
    use FieldKind::{Choice, LongText};
    match part {
        "judgement" => words(
            Choice(Judgement::CHOICES),
            "判断",
            "Judgement",
            "一つ選びます。この視点が当てはまらないときは「該当なし」とし、理由を書きます。",
            "Choose one. Where the viewpoint does not apply, say so and give the reason.",
        ),
        "reason" => words(
            LongText,
            "理由",
            "Reason",
            "判断の理由を、この事業を知らない人にも分かるように書きます。4,000文字まで。",
            "Why, so that somebody who does not know the program understands. At most 4,000 characters.",
        ),
        _ => words(
            LongText,
            "根拠",
            "Evidence",
            "一行に一つ。資料のアドレス（https://…）、添付ファイル、または統計や調査の名前。「該当なし」のときは空けられます。",
            "One a line: a web address, an attached file, or the name of statistics. May be empty where it does not apply.",
        ),
    }
}

fn of_kpi(part: &str) -> Words {
    use FieldKind::{Choice, LongText, Quantity, ShortText, Year};
    match part {
        "name" => words(ShortText, "指標名", "Name", "何を測るか。例: 健診を受けた人の割合", "What is measured"),
        "level" => words(
            Choice(KpiLevel::CHOICES),
            "段階",
            "Level",
            "行ったことは活動、渡したものはアウトプット、市民や地域の変化はアウトカムです。",
            "What is done is an activity, what is handed out an output, what changes for people an outcome.",
        ),
        "unit" => words(
            ShortText,
            "単位",
            "Unit",
            "件、人、％ など。単位のない指数は「指数」とします。",
            "Such as persons or %. Write 指数 (index) where there is none.",
        ),
        "direction" => words(
            Choice(Way::CHOICES),
            "目指す方向",
            "Aim",
            "増やす、減らす、維持する、範囲に収める、のどれか。",
            "Whether it is to grow, to fall, to stay, or to be within bounds.",
        ),
        "tolerance" => words(
            Quantity,
            "許容の幅",
            "Tolerance",
            "維持する指標だけ。目標からこれだけ離れても良いという幅。空なら「目標以上」。",
            "Only of what is to stay: how far from the target is still good. Empty means at the target or above.",
        ),
        "low" => words(Quantity, "下限", "Lower bound", "範囲に収める指標だけ。", "Only of a range."),
        "high" => words(Quantity, "上限", "Upper bound", "範囲に収める指標だけ。", "Only of a range."),
        "counting" => words(
            Choice(Counting::CHOICES),
            "値の数え方",
            "Counting",
            "空なら年度ごとの値。年度の値を足していく指標は「積み上げる」。",
            "Empty means each year for itself.",
        ),
        "baseline" => words(
            Quantity,
            "基準値",
            "Baseline",
            "取組を始める前の値。半角の数字で、単位は書きません。",
            "The value before the work began; digits only.",
        ),
        "baseline-year" => words(Year, "基準年度", "Baseline year", "基準値の年度。西暦四桁。", "Four digits."),
        "target" => words(
            Quantity,
            "目標値",
            "Target",
            "目標年度に達したい値。範囲に収める指標では空けます。",
            "The value to be reached by the target year; empty of a range.",
        ),
        "target-year" => words(
            Year,
            "目標年度",
            "Target year",
            "目標値の年度。西暦四桁で、点検の年度より後。",
            "By when; four digits, after the year under review.",
        ),
        "this-target" => words(
            Quantity,
            "点検年度の目標値",
            "Target of this year",
            "点検する年度の目標。年度別に決めていなければ空けます。",
            "The target of the year under review, if there is one.",
        ),
        "actual" => words(
            Quantity,
            "点検年度の実績値",
            "Actual of this year",
            "点検する年度に測った値。まだ分からなければ空けます。",
            "What was measured in the year under review; empty if not known yet.",
        ),
        "source" => words(
            ShortText,
            "出典",
            "Source",
            "値を取った統計、調査、記録の名前。",
            "The statistics, survey or records the values are from.",
        ),
        _ => words(
            LongText,
            "実績の評価",
            "Evaluation",
            "実績をどう見るか、なぜそうなったか。実績値を書いたときは必ず書きます。",
            "What you make of the actual and why it came so; needed when there is one.",
        ),
    }
}

fn of_plain(part: &str) -> Words {
    use FieldKind::{Choice, LongText, ProgramNumber, Year};
    match part {
        "direction" => words(
            Choice(Direction::CHOICES),
            "来年度の方向性",
            "Direction for next year",
            "一つ選びます。期限が来て終わるものは「終了」、市の判断でやめるものは「廃止」です。",
            "Choose one. What ends at its term ends; what the city decides to stop is abolished.",
        ),
        "direction-reason" => words(
            LongText,
            "方向性の理由",
            "Reason for the direction",
            "自己点検のどこからそう考えたか。4,000文字まで。",
            "What in the self-check leads to it. At most 4,000 characters.",
        ),
        "merge-into" => words(
            ProgramNumber,
            "統合先の事業",
            "Program to merge into",
            "「統合」のときだけ。統合先の事業の番号。",
            "Only for a merger: the number of the other program.",
        ),
        _ => words(
            Year,
            "最終年度",
            "Last year",
            "廃止・終了・休止のときだけ。最後に行う年度。西暦四桁。",
            "Only where it stops: the last fiscal year it runs, in four digits.",
        ),
    }
}

fn of_measure(part: &str) -> Words {
    use FieldKind::{Choice, LongText, Year, Yen, YesNo};
    match part {
        "text" => words(LongText, "内容", "What is done", "だれが何をどう変えるか。", "Who changes what, and how."),
        "kind" => words(
            Choice(EffectKind::CHOICES),
            "効果の種類",
            "Kind of effect",
            "空なら経費削減。「終了」の事業の削減は当然減として別に数えます。",
            "Empty means a saving. What a program that ends sets free is counted apart as a natural end.",
        ),
        "first-year" => words(
            Year,
            "開始年度",
            "First year",
            "効果が出始める年度。西暦四桁。",
            "The fiscal year the effect starts, in four digits.",
        ),
        "last-year" => words(
            Year,
            "効果の最終年度",
            "Last year of the effect",
            "毎年度続く効果に終わりがあるときだけ。",
            "Only where a recurring effect has an end.",
        ),
        "recurring" => words(
            YesNo,
            "毎年度続く",
            "Comes back every year",
            "効果が翌年度からも続くときに選びます。",
            "Choose it when the effect lasts beyond its first year.",
        ),
        "effect-yen" => words(
            Yen,
            "効果額（事業費、円）",
            "Effect (program cost, yen)",
            "一年度分の、減る支出または増える収入。なければ0、費用が増えるときは -（マイナス）を付けます。",
            "What it saves or earns in a full year; 0 for none, below zero when it costs more.",
        ),
        _ => words(
            Yen,
            "効果額（一般財源、円）",
            "Effect (general funds, yen)",
            "上の額のうち一般財源の分。国や県の補助金が減る分は入りません。",
            "The part of it in general funds, without what national or prefectural grants lose.",
        ),
    }
}

fn of_assessment(part: &str) -> Words {
    match part {
        "effect-yen" => words(
            FieldKind::Yen,
            "査定額（事業費、円）",
            "Assessed effect (program cost, yen)",
            "財政局が見込む一年度分の効果。符号は効果額と同じです。",
            "The effect of a full year as finance sees it; signs as in the department's amount.",
        ),
        _ => words(
            FieldKind::Yen,
            "査定額（一般財源、円）",
            "Assessed effect (general funds, yen)",
            "上の額のうち一般財源の分。",
            "The part of it in general funds.",
        ),
    }
}

fn of_opinion(level: Level) -> Words {
    let (ja, en) = match level {
        Level::SectionHead => ("課長の意見", "Opinion of the section head"),
        Level::DepartmentHead => ("局長の意見", "Opinion of the department head"),
        Level::ReformOffice => ("市政変革推進室の意見", "Opinion of the reform office"),
        Level::Finance => ("財政局の意見", "Opinion of finance"),
        Level::Headquarters => ("実行本部の意見", "Opinion of the headquarters"),
        Level::Owner => ("担当の意見", "Opinion of the owner"),
    };
    words(
        FieldKind::LongText,
        ja,
        en,
        "承認や差戻しに添える意見。なければ空けます。",
        "What goes with the approval or the return; may be empty.",
    )
}

fn of_decision(part: &str) -> Words {
    match part {
        "direction" => words(
            FieldKind::Choice(Direction::CHOICES),
            "方向性",
            "Direction",
            "空なら所管の案のとおり。",
            "Empty means as the department proposes.",
        ),
        _ => words(FieldKind::LongText, "理由", "Reason", "決定の理由。", "Why it was decided so."),
    }
}

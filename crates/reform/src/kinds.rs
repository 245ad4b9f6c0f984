//! The kinds of problem the rules of the review report (業務ルールの指摘の種類), each with its stable code.
//!
//! `RF-1xx` workflow and calendar, `RF-2xx` a review sheet, `RF-3xx` review effects, `RF-4xx` lineage.

use crate::problem::{ProblemKind, Severity};

/// Declares each kind once, and [`KINDS`] from the same list.
macro_rules! kinds {
    ($($name:ident = $code:literal $title_ja:literal $title_en:literal $hint_ja:literal $hint_en:literal;)+) => {
        $(
            #[doc = $title_en]
            pub static $name: ProblemKind = ProblemKind {
                code: $code,
                severity: Severity::Error,
                title_ja: $title_ja,
                title_en: $title_en,
                hint_ja: $hint_ja,
                hint_en: $hint_en,
            };
        )+

        /// Every kind of this room, by code.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    ROLE_MAY_NOT = "RF-101"
        "この操作は、あなたの役割ではできません" "Your role does not allow this"
        "担当の役割を持つ人に頼むか、管理者に役割を確かめてください"
        "Ask somebody who has the role, or have the administrator check yours";
    OTHER_DEPARTMENT = "RF-102"
        "ほかの所管の事業です" "This program belongs to another department"
        "事業の所管を確かめてください。担当が変わったときは、改革室に担当替えを頼んでください"
        "Check whose program it is; if it moved, ask the reform office to reassign it";
    DUTY_ENDED = "RF-103"
        "担当または代理の期限が過ぎています" "The duty or delegation has ended"
        "期限を延ばすよう、代理を頼んだ人か管理者に伝えてください"
        "Ask whoever delegated to you, or the administrator, to extend it";
    NOT_OPEN_YET = "RF-104"
        "この年度の点検はまだ始まっていません" "The review of this year has not opened yet"
        "日程の開始日からお使いください" "Come back on the opening day of the calendar";
    FROZEN = "RF-105"
        "凍結中のため変更できません" "Frozen: nothing can be changed"
        "必要なときは、改革室に凍結の解除を頼んでください" "If it must change, ask the reform office to unfreeze it";
    FREEZE_UNCHANGED = "RF-106"
        "すでにその状態です" "It already is as you ask"
        "画面を開き直して、凍結されているかを確かめてください" "Reload the page to see whether it is frozen";
    NO_SUCH_STEP = "RF-107"
        "今の状態ではこの操作はできません" "This cannot be done in the present state"
        "画面を開き直して、今の状態を確かめてください" "Reload the page to see the present state";
    WITH_ANOTHER_LEVEL = "RF-108"
        "今はほかの段階の人が見ています" "It lies with another level at present"
        "その段階の承認か差戻しを待ってください" "Wait until that level has approved or returned it";
    OWN_SUBMISSION = "RF-109"
        "自分で提出したものは承認できません" "Nobody approves their own submission"
        "同じ役割のほかの人か、代理の人に承認を頼んでください" "Ask somebody else with that role, or a delegate";
    COMMENT_MISSING = "RF-110"
        "差戻しには理由が必要です" "A return needs a comment"
        "何を直してほしいかを書いてください" "Say what should be changed";
    RETURN_NOT_BACK = "RF-111"
        "その段階には差し戻せません" "It cannot be returned to that level"
        "自分より前の段階を選んでください" "Choose a level before your own";
    INCOMPLETE = "RF-112"
        "記入が足りないため提出できません" "Incomplete: it cannot be submitted"
        "示された欄をすべて埋めてから提出してください" "Fill in every field listed, then submit";
    TARGET_DEPARTMENT = "RF-113"
        "その所管には移せません" "It cannot be moved to that department"
        "自分の担当の中の所管を選ぶか、改革室に頼んでください"
        "Choose a department within your own duty, or ask the reform office";
    DUTY_NOT_BEGUN = "RF-114"
        "担当または代理がまだ始まっていません" "The duty or delegation has not begun"
        "始まる日からお使いください" "Come back on its first day";
    DELEGATED_ON = "RF-115"
        "代理として持つ担当を、さらに代理に頼むことはできません" "A delegated duty cannot be delegated on"
        "もとの担当の人から頼んでください" "Have the person whose duty it is delegate it";
    DELEGATION_DAYS = "RF-116"
        "代理の期間が正しくありません" "The days of the delegation are wrong"
        "最初の日を最後の日より前にし、自分の担当の期間の中にしてください"
        "Put the first day before the last, both within your own duty";
    CALENDAR_ORDER = "RF-120"
        "日程の順番が逆です" "The dates of the calendar are out of order"
        "開始、各段階の期限、凍結の順に日付を並べてください"
        "Put opening, the due date of each level and the freeze in order";

    JUDGEMENT_MISSING = "RF-201"
        "判断が選ばれていません" "No judgement is chosen"
        "視点ごとに判断を一つ選んでください" "Choose one judgement for each viewpoint";
    REASON_MISSING = "RF-202"
        "理由が書かれていません" "The reason is missing"
        "判断や方向性の理由を書いてください" "Give the reason for the judgement or direction";
    EVIDENCE_MISSING = "RF-203"
        "根拠がありません" "The evidence is missing"
        "資料のアドレス、添付ファイル、または統計の名前を書いてください"
        "Give a link, an attached file, or the name of the statistics";
    VIEWPOINT_UNKNOWN = "RF-204"
        "この視点はプランにありません" "The plan has no such viewpoint"
        "プランの視点の名前を確かめてください" "Check the name against the viewpoints of the plan";
    DIRECTION_MISSING = "RF-205"
        "来年度の方向性が選ばれていません" "No direction for next year is chosen"
        "拡充から休止までの八つから一つ選んでください" "Choose one of the eight directions";
    MERGE_TARGET_MISSING = "RF-206"
        "統合先の事業がありません" "The program to merge into is missing"
        "統合先の事業を選んでください" "Choose the program it is merged into";
    MERGE_INTO_ITSELF = "RF-207"
        "自分自身には統合できません" "A program cannot be merged into itself"
        "統合先に別の事業を選んでください" "Choose another program to merge into";
    LAST_YEAR_MISSING = "RF-208"
        "最後の年度がありません" "The last fiscal year is missing"
        "廃止・終了・休止の前の、最後に行う年度を書いてください"
        "Give the last year it runs before it is abolished, ends or is suspended";
    MEASURE_MISSING = "RF-209"
        "見直しの取組がありません" "There is no measure"
        "方向性をどう実現するか、取組を一つ以上書いてください" "Give at least one measure that carries out the direction";
    MEASURE_TEXT_MISSING = "RF-210"
        "取組の内容が書かれていません" "The measure has no text"
        "何をするのかを書いてください" "Say what will be done";
    MEASURE_YEAR_MISSING = "RF-211"
        "取組の開始年度がありません" "The measure has no first year"
        "効果が出始める年度を書いてください" "Give the year its effect starts";
    MEASURE_YEAR_PAST = "RF-212"
        "取組の開始年度が点検の年度より前です" "The measure starts before the year under review"
        "点検の年度か、それより後の年度にしてください" "Give the year under review or a later one";
    MEASURE_EFFECT_MISSING = "RF-213"
        "取組の効果額がありません" "The measure states no effect"
        "事業費と一般財源の効果額を書いてください。なければ0とします"
        "Give the effect in cost and in general funds; 0 when there is none";
    OUTCOME_INDICATOR_MISSING = "RF-214"
        "目標値のある成果指標がありません" "There is no outcome indicator with a target"
        "点検の年度より後の目標値がある成果指標を一つ以上置いてください"
        "Set at least one outcome indicator with a target after the year under review";
    TEXT_TOO_LONG = "RF-220"
        "文章が長すぎます" "The text is too long"
        "4,000文字までにするか、資料として添付してください" "Keep to 4,000 characters, or attach it as a document";
    CONTROL_CHARACTER = "RF-221"
        "使えない制御文字があります" "There is a control character that cannot be kept"
        "文字を打ち直すか、文字だけを貼り付けてください" "Type it again, or paste as plain text";
    FIELD_UNKNOWN = "RF-222"
        "この欄は様式にありません" "The sheet has no such field"
        "新しい様式を取り直してください" "Download the form again";
    NOT_A_CHOICE = "RF-223"
        "選べる値ではありません" "This is none of the choices"
        "一覧から選んでください" "Choose one from the list";
    NOT_YEN = "RF-224"
        "円単位の整数ではありません" "This is not a whole number of yen"
        "円単位の整数で書いてください" "Give a whole number of yen";
    NOT_A_YEAR = "RF-225"
        "年度ではありません" "This is not a fiscal year"
        "西暦四桁の年度で書いてください" "Give the fiscal year in four digits";
    FIELD_OF_ANOTHER_LEVEL = "RF-226"
        "この欄は、ほかの段階の人が書く欄です" "This field is written by another level"
        "自分の段階の欄に意見を書くか、差し戻して直してもらってください"
        "Write your opinion in your own field, or return the sheet";
    ID_INVALID = "RF-227"
        "取組や指標の記号に使えない文字があります" "The id of a measure or indicator has letters it cannot have"
        "半角の英数字とハイフンで、20文字までにしてください" "Use ASCII letters, digits and hyphens, at most 20";
    TOO_MANY_ITEMS = "RF-228"
        "取組や指標が多すぎます" "There are too many measures or indicators"
        "一枚のシートで、取組も指標もそれぞれ20までにしてください" "Keep to 20 measures and 20 indicators a sheet";
    NOT_A_QUANTITY = "RF-229"
        "数ではありません" "This is not a number"
        "半角の数字で、小数は9桁までで書いてください" "Give plain digits with at most nine decimals";
    KPI_INCOMPLETE = "RF-230"
        "指標の必要な欄が空いています" "A field this indicator needs is empty"
        "指標名、段階、単位、目指す方向、目標値、目標年度を書いてください。範囲に収める指標は、目標値の代わりに下限と上限です"
        "Give name, level, unit, direction, target and its year; of a range the bounds instead of the target";
    KPI_BOUNDS = "RF-231"
        "下限が上限より大きくなっています" "The lower bound is above the upper one"
        "下限と上限を確かめてください" "Check the two bounds";
    KPI_BASELINE = "RF-232"
        "基準値と基準年度がそろっていません" "Baseline and its year do not come together"
        "両方を書くか、両方を空けてください" "Give both or neither";
    KPI_YEARS = "RF-233"
        "目標年度が基準年度より後になっていません" "The target's year is not after the baseline's"
        "基準年度と目標年度を確かめてください" "Check the two years";
    KPI_EVALUATION_MISSING = "RF-234"
        "実績の評価が書かれていません" "The actual value is not evaluated"
        "実績をどう見るか、なぜそうなったかを書いてください" "Say what you make of the value and why it came so";
    KPI_TOLERANCE = "RF-235"
        "許容の幅が0より小さくなっています" "The tolerance is below zero"
        "0以上の数にしてください" "Give zero or more";
    KPI_TWICE = "RF-236"
        "同じ名前の指標が二つあります" "Two indicators have the same name"
        "一つにまとめるか、違いの分かる名前にしてください" "Keep one, or name them so that they differ";

    STAGE_SKIPPED = "RF-301"
        "効果額の段階が飛んでいます" "A stage of the effect was skipped"
        "見込、査定、予算、実績、検証の順に記録してください"
        "Record planned, assessed, budgeted, realised and verified in this order";
    STAGE_RECORDED = "RF-302"
        "その段階の効果額はもう記録されています" "The effect of this stage is already recorded"
        "記録済みの額を確かめてください" "Look at the amount recorded";
    SIGN_AGAINST_KIND = "RF-303"
        "効果額の符号が種類と合いません" "The sign of the effect does not fit its kind"
        "費用が増えるものは新規か拡充、減るものは削減として記録してください"
        "Record what costs more as new or expanded, and what costs less as a saving";
    EFFECT_DIFFERS = "RF-304"
        "同じ番号の効果額が違う内容で二つあります" "One effect id stands for two different effects"
        "どちらが正しいか確かめ、別の効果なら番号を分けてください"
        "See which one is right; give different effects different ids";
    EFFECT_ENDS_EARLY = "RF-305"
        "効果の最後の年度が最初の年度より前です" "The effect ends before it starts"
        "最初と最後の年度を確かめてください" "Check its first and last year";
    AMOUNT_TOO_LARGE = "RF-306"
        "金額が大きすぎて合計できません" "The amounts are too large to be added"
        "単位（円・千円）の取り違えがないか確かめてください" "See whether a unit (yen, thousand yen) was mistaken";

    END_MISSING = "RF-401"
        "前年度の事業の行き先がありません" "A program of last year leads nowhere"
        "継続、改称、移管、統合、分割、終了のどれかでつないでください"
        "Link it as continued, renamed, transferred, merged, split or ended";
    ORIGIN_MISSING = "RF-402"
        "今年度の事業の元がありません" "A program of this year comes from nowhere"
        "前年度の事業とつなぐか、新規としてください" "Link it to a program of last year, or mark it new";
    PROGRAM_UNKNOWN = "RF-403"
        "つないだ事業が見つかりません" "A linked program does not exist"
        "事業の番号と年度を確かめてください" "Check its number and year";
    SHARES_NOT_WHOLE = "RF-404"
        "配分の合計が100％になりません" "The shares do not add up to 100%"
        "前年度の事業ごとに、配分の合計を100％にしてください" "Make the shares of each program of last year add up to 100%";
    LINK_TWICE = "RF-405"
        "同じつながりが二つあります" "The same link stands twice"
        "一つにまとめてください" "Keep one of them";
    LINK_SHAPE = "RF-406"
        "つながりの種類と数が合いません" "The kind of link does not fit the number of programs"
        "統合は二つ以上から一つへ、分割は一つから二つ以上へ、ほかは一つから一つへつなぎます"
        "A merger joins two or more, a split makes two or more, every other kind joins one to one";
    LINK_KIND_DIFFERS = "RF-407"
        "名前や所管の変化がつながりの種類と合いません" "The change of name or department does not fit the kind of link"
        "名前が変われば改称、所管が変われば移管としてください"
        "Call it renamed when the name changed, and transferred when the department did";
    LINEAGE_CYCLE = "RF-408"
        "つながりが輪になっています" "The links form a circle"
        "互いに統合し合っている事業がないか確かめてください" "See whether programs are merged into one another";
    PROGRAM_TWICE = "RF-409"
        "同じ番号の事業が同じ年度に二つあります" "One year has two programs of the same number"
        "番号を確かめてください" "Check the numbers";
    LINEAGE_TOO_LARGE = "RF-410"
        "金額が大きすぎて照合できません" "The amounts are too large to be reconciled"
        "単位（円・千円）の取り違えがないか確かめてください" "See whether a unit (yen, thousand yen) was mistaken";
    YEARS_NOT_LINKED = "RF-411"
        "前の年度とのつながりがありません" "The year is not linked to the one before"
        "続いた年度を選び、その年度の系譜を作ってください" "Choose years that follow each other and make the lineage of each";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_single() {
        let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
    }
}

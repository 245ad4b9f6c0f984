//! What a roadmap refuses (工程表の指摘), each with its stable code.

crate::declare_kinds! {
    SPAN_OUTSIDE_YEARS = "RF-600" "期間が工程表の年度の外に出ています" "The span lies outside the years of the roadmap"
        "工程表にある年度の四半期から選び直してください" "Choose quarters within the roadmap's years";
    ENDS_BEFORE_START = "RF-601" "おわりが、はじめより前です" "It ends before it begins"
        "はじめの四半期を、おわりと同じかそれより前にしてください" "Let it begin in the quarter it ends in, or before";
    BARS_OVERLAP = "RF-602" "同じ段のほかの帯と期間が重なります" "It overlaps another bar of its lane"
        "段を変えるか、どちらかの期間を縮めてください" "Use another lane, or shorten one of the two";
    BAR_TEXT_EMPTY = "RF-603" "帯の言葉がありません" "The bar has no words"
        "何をするのかを短く書いてください" "Say in a few words what is done";
    BAR_TEXT_TOO_LONG = "RF-604" "帯の言葉が長すぎます" "The bar's words are too long"
        "120文字までにしてください。詳しいことは経営分析に書けます" "Use at most 120 characters; details belong in the analysis";
    LANE_WRONG = "RF-605" "段の番号が正しくありません" "This is not a lane"
        "1から20までの整数で書いてください" "Give a whole number from 1 to 20";
    NOT_A_QUARTER = "RF-606" "四半期として読めません" "This is not a quarter"
        "一覧から選んでください。R6Q1 のような書き方です" "Choose one of the list, as R6Q1";
    BAR_TWICE = "RF-607" "同じ番号の帯が二つあります" "Two bars have the same id"
        "どちらかを消してください" "Remove one of them";
    REASON_MISSING = "RF-608" "改定の理由がありません" "The revision has no reason"
        "何がなぜ変わるのかを、市民にも分かる言葉で1000文字までで書いてください"
        "Say what changes and why, in words for citizens, in at most 1,000 characters";
    OWN_REVISION = "RF-609" "自分が提案した改定は、自分で承認できません" "Nobody approves a revision they proposed themselves"
        "ほかの承認者に頼んでください" "Ask somebody else who may approve";
    PUBLISHED_IS_FIXED = "RF-610" "公表した工程表は書き換えられません" "A published version cannot be changed"
        "作業中の版で直し、理由を付けて改定を提案してください" "Change the working version and propose a revision with its reason";
    REVISION_UNDER_APPROVAL = "RF-611" "承認を待っている間は直せません" "It cannot be changed while it waits for approval"
        "提案を取り下げるか、差し戻されるのを待ってください" "Withdraw the proposal, or wait until it is returned";
    REVISION_NOT_PROPOSED = "RF-612" "承認を待っている改定がありません" "No revision waits for approval"
        "画面を開き直して、いまの様子を確かめてください" "Open the page again to see how things stand";
    NOTHING_CHANGED = "RF-613" "公表した版と同じ内容です" "Nothing differs from the published version"
        "帯を直してから提案してください" "Change a bar before proposing";
    RETURN_NEEDS_COMMENT = "RF-614" "差戻しの理由がありません" "A return needs a comment"
        "どこをどう直してほしいかを1000文字までで書いてください" "Say what should be changed, in at most 1,000 characters";
    REMARK_MISSING = "RF-615" "遅れ・中止には一言が要ります" "Behind and stopped need a remark"
        "なぜか、どうするのかを400文字までで書いてください" "Say why, and what will be done, in at most 400 characters";
    DAY_NOT_REACHED = "RF-616" "この日はまだ来ていません" "This day has not come yet"
        "今日か、それより前の日を入れてください" "Give today or an earlier day";
    TOO_MANY_BARS = "RF-617" "帯が多すぎます" "There are too many bars"
        "一つの工程表の帯は1,000本までです。いらないものを消してください" "A roadmap holds at most 1,000 bars: remove some";
    REMARK_TOO_LONG = "RF-618" "一言が長すぎます" "The remark is too long"
        "400文字までにしてください" "Use at most 400 characters";
}

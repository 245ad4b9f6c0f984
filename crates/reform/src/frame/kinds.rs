//! The kinds of problem of the investment frame's ledger (投資枠の台帳の指摘の種類).

crate::declare_kinds! {
    GROUND_MISSING = "RF-620"
        "根拠となる決定がありません" "The entry names no decision"
        "点検や改革案の決定を選ぶか、予算書などの文書名と場所を書いてください"
        "Choose a decision of the review or of an analysis, or name the document and the place in it";
    NOT_DECIDED = "RF-621"
        "まだ決まっていないものを根拠にはできません" "What is not decided yet cannot be a ground"
        "本部の決定のあとで記入してください" "Enter it once the headquarters has decided";
    CREDITED_TWICE = "RF-622"
        "この決定で生まれる一般財源を超えています" "More than the decision sets free"
        "残りの額までにしてください。同じ決定を二度数えていないか確かめてください"
        "Stay within what is left of it, and check that it is not counted twice";
    AMOUNT_NOT_POSITIVE = "RF-623"
        "金額は1円以上の整数です" "An amount is a whole number of yen above zero"
        "減らすときは、もとの記入を取り消して、正しい額を記入してください"
        "To lower an amount, cancel the entry and make a new one";
    TITLE_MISSING = "RF-624"
        "名前がありません" "There is no name"
        "何の財源・使途かを短く書いてください" "Say in a few words what it is";
    UNKNOWN_CATEGORY = "RF-625"
        "プランにない分類です" "The plan has no such category"
        "一覧から分類を選んでください" "Choose a category of the list";
    YEAR_OUTSIDE = "RF-626"
        "投資枠の期間の外の年度です" "The year lies outside the frame"
        "計画期間の年度を選んでください" "Choose a fiscal year of the plan's period";
    NOT_BALANCED = "RF-627"
        "財源と使途が一致していません" "Sources and uses differ"
        "差額がなくなるまで、財源か使途を記入するか取り消してください"
        "Add or cancel entries until the difference is gone";
    NOTHING_ENTERED = "RF-628"
        "記入がない年度は締められません" "A year without entries cannot be closed"
        "財源と使途を記入してください" "Enter sources and uses first";
    YEAR_CLOSED = "RF-629"
        "締めた年度は変えられません" "The year is closed"
        "訂正が必要なときは、理由を書いて締めを解いてください" "To correct it, reopen the year with a reason";
    YEAR_NOT_CLOSED = "RF-630"
        "この年度は締められていません" "The year is not closed"
        "画面を開き直してください" "Open the page again";
    REASON_MISSING = "RF-631"
        "理由がありません" "There is no reason"
        "なぜそうするかを書いてください" "Say why";
    ALREADY_CANCELLED = "RF-632"
        "すでに取り消されています" "It has been cancelled already"
        "画面を開き直してください" "Open the page again";
}

//! The kinds of problem of an analysis (経営分析の指摘の種類), each with its stable code.

crate::declare_kinds! {
    FIELD_NEEDED = "RF-550"
        "必要な欄が空いています" "A field that is needed is empty"
        "「必須」の欄を書いてから保存してください" "Fill in the fields marked as required, then save";
    FIELD_TOO_LONG = "RF-551"
        "文字数が多すぎます" "The text is too long for this field"
        "欄に示した文字数までに縮めてください" "Shorten it to the number of characters given beside the field";
    NOT_A_DAY = "RF-552"
        "暦にある日付ではありません" "This is no day of the calendar"
        "2026-04-01 のように年月日で書いてください" "Give year, month and day as in 2026-04-01";
    NOT_A_LINK = "RF-553"
        "リンクの形ではありません" "This is not a link"
        "https:// で始まるアドレスか、このサイトの中の / で始まるアドレスを書いてください"
        "Give an address that begins with https://, or with / for a page of this site";
    NOT_AN_ITEM = "RF-554"
        "挙げている記録が、この経営分析にありません" "A record that is named is not in this analysis"
        "消された記録を挙げていないか確かめ、選び直してください" "See whether it was deleted, and choose again";
    ENDS_BEFORE_IT_BEGINS = "RF-555"
        "最終年度が初年度より前です" "The last year comes before the first"
        "初年度と最終年度を確かめてください" "Check the first and the last year";
    RANGE_REVERSED = "RF-556"
        "下限が上限を超えています" "The lower bound is above the upper one"
        "下限と上限を入れ替えていないか確かめてください" "See whether the two were mixed up";
    PERSONAL_DATA = "RF-557"
        "電話番号かメールアドレスが書かれています" "It holds a telephone number or a mail address"
        "聞き取りの記録には立場だけを残し、連絡先は消してください"
        "Keep to the person's position in a hearing record and take contact details out";
    AS_NOW_MOVES = "RF-558"
        "「現状のまま」の案なのに、金額が動いています" "An option to go on as now moves an amount"
        "効果の額を0にするか、「現状のまま」の印を外してください" "Set its amounts to 0, or take the mark away";
    VERIFICATION_MISSING = "RF-559"
        "改革案の予測が検証されていません" "The prediction of an option was not verified"
        "どう確かめたか、だれが確かめたか、根拠の強さを書いてください"
        "Say how it was checked, by whom, and how strong the evidence is";
    OWN_WORK = "RF-560"
        "この段階の記録を最後に書いた人は、関門を閉じられません"
        "Whoever wrote the last change of a record of the stage cannot close its gate"
        "書いていない人に確かめてもらい、閉じてもらってください" "Have somebody else look at it and close it";
    FACT_MISSING = "RF-561"
        "出典のある事実がありません" "There is no fact with a source"
        "客観的な事実を一つ以上、出典とともに書いてください" "Record at least one fact with its source";
    KPI_MISSING = "RF-562"
        "KPIがありません" "There is no KPI"
        "何で測るかを一つ以上書いてください" "Record at least one indicator";
    PURPOSE_MISSING = "RF-563"
        "目的が書かれていません" "The purpose is not stated"
        "だれのどんな変化のための政策かを書いてください" "Say whose lives should change and how";
    EVIDENCE_MISSING = "RF-564"
        "強さと出典のある根拠がありません" "There is no evidence with strength and source"
        "調査や研究を一つ以上、強さと出典とともに書いてください"
        "Record at least one study with its strength and source";
    ISSUE_MISSING = "RF-565"
        "根拠のある課題がありません" "There is no issue that rests on something"
        "課題を一つ以上書き、事実や根拠を挙げてください" "Record at least one issue and name what it rests on";
    HEARING_MISSING = "RF-566"
        "ヒアリングの記録がありません" "There is no hearing record"
        "関係者から聞き取り、記録を一つ以上残してください" "Hear those concerned and record at least one hearing";
    OPTIONS_TOO_FEW = "RF-567"
        "比べる改革案が足りません" "There are too few options to compare"
        "二つ以上の案を書いてください。一つは現状のままでも構いません"
        "Record at least two options; one of them may be to go on as now";
    NO_CHANGE_AMONG_OPTIONS = "RF-568"
        "どの案も現状のままです" "Every option is to go on as now"
        "現状を変える案を一つ以上書いてください" "Record at least one option that changes something";
    EFFECT_MISSING = "RF-569"
        "改革案に予測される効果がありません" "An option has no predicted effect"
        "動く金額か、KPIの予測を一つ以上書いてください。現状のままの案にはKPIの予測が要ります"
        "Give at least one amount or KPI; an option to go on as now needs the KPI";
    UNDECIDED = "RF-570"
        "改革案が決まっていません" "No option is decided"
        "本部が一つの案を決めてから閉じてください" "Have the headquarters decide one option first";
    PROPOSAL_MISSING = "RF-571"
        "決まった案の取組案がありません" "There is no proposal for the option decided"
        "予算案、条例案、執行方針のいずれかを、決まった案について書いてください"
        "Record a budget, ordinance or policy proposal for that option";
    FIELD_OPEN = "RF-572"
        "閉じるまでに要る欄が空いています" "A field that the gate asks for is empty"
        "記録を開いて、その欄を書いてください" "Open the record and fill the field in";
    EARLIER_STAGE_OPEN = "RF-573"
        "前の段階がまだ閉じていません" "An earlier stage is still open"
        "関門は現状整理から順に閉じてください" "Close the gates in their order";
    STAGE_CLOSED = "RF-574"
        "この段階は閉じています" "This stage is closed"
        "直すときは、理由を書いて段階を開き直してください" "To change it, reopen the stage and say why";
    STAGE_OPEN = "RF-575"
        "この段階は開いています" "This stage is open"
        "開き直す必要はありません" "There is nothing to reopen";
    DECISION_TOO_EARLY = "RF-576"
        "改革案の検証がまだ閉じていません" "The stage of the options is still open"
        "4段階目の関門を閉じてから決めてください" "Close the gate of stage 4 before deciding";
    DECISION_FIXED = "RF-577"
        "決定は、いまは変えられません" "The decision cannot be changed now"
        "最後の段階が閉じているときは開き直し、決まっている案は取り消してから決め直してください"
        "Reopen the last stage if it is closed, and withdraw the decision that stands";
    DECISION_STANDS = "RF-578"
        "決まった改革案があります" "An option is decided"
        "4段階目までを開き直すときは、先に決定を取り消してください"
        "Withdraw the decision before you reopen stages 1 to 4";
    SNAPSHOT_UNREADABLE = "RF-579"
        "スナップショットの文を読み取れません" "The text of a snapshot cannot be read"
        "henkaku check analyses で改ざんを調べてください" "Run henkaku check analyses to look for alterations";
}

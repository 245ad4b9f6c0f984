//! What the use cases of the roadmap refuse (工程表のお断り).

reform::declare_kinds! {
    BAR_CHANGED_MEANWHILE = "AP-240" "ほかの人が先にこの帯を直しました" "Somebody else changed this bar meanwhile"
        "新しい内容と見比べて、入れ直すか、そのまま送り直してください。何も上書きしていません"
        "Compare it with yours, then mend it or send it again; nothing was written over";
    REVISION_CHANGED_MEANWHILE = "AP-241" "ほかの人が先に改定を進めました" "Somebody else took the revision on meanwhile"
        "画面を開き直し、いまの内容を確かめてください" "Open the page again and look at what it is now";
    PROGRESS_CHANGED_MEANWHILE = "AP-242" "ほかの人が先に進みを記録しました" "Somebody else reported on this bar meanwhile"
        "新しい記録を読んでから、もう一度送ってください" "Read the new entry, then send yours again";
    BAR_NOT_PUBLISHED = "AP-243" "公表した工程表にない帯です" "The published roadmap has no such bar"
        "進みは、公表した工程表の帯に記録します" "Progress is reported on bars that are published";
    CLUSTER_UNKNOWN = "AP-244" "そのクラスターはありません" "There is no such cluster"
        "一覧から選んでください" "Choose one of the list";
    STATUS_UNKNOWN = "AP-245" "進みを選んでください" "Choose how it goes"
        "未着手、順調、遅れ、完了、中止のどれかです" "It is not started, on track, behind, done or stopped";
    DAY_UNREADABLE = "AP-246" "日付として読めません" "This is not a day"
        "2026-11-22 のように書いてください" "Write it as 2026-11-22";
}

//! What can be wrong with a workbook that was sent back, beside what its cells say (点検用エクセルの断りの種類).

use reform::{ProblemKind, Severity};

macro_rules! kinds {
    ($($name:ident = $code:literal $severity:ident
        $title_ja:literal $title_en:literal $hint_ja:literal $hint_en:literal;)+) => {
        $(
            #[doc = $title_en]
            pub static $name: ProblemKind = ProblemKind {
                code: $code,
                severity: Severity::$severity,
                title_ja: $title_ja,
                title_en: $title_en,
                hint_ja: $hint_ja,
                hint_en: $hint_en,
            };
        )+

        /// Every kind of this module, by code.
        pub static WORKBOOK_KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    TOO_MANY_PROGRAMS = "AP-140" Error
        "一つのエクセルに入れる事業が多すぎます" "There are too many programs for one workbook"
        "500事業までです。所管を選んで分けてください" "At most 500: choose a department";
    NO_PROGRAMS = "AP-141" Error
        "エクセルに入れる事業がありません" "There is no program for the workbook"
        "所管や条件を選び直してください" "Choose another department or condition";
    OTHER_YEAR = "AP-142" Fatal
        "ほかの年度の点検用エクセルです。何も反映しません" "The workbook is of another year; nothing is taken from it"
        "今年度のエクセルをダウンロードし、必要なことを写して送ってください"
        "Download this year's workbook and copy what you need into it";
    SHEET_GONE = "AP-143" Error
        "この年度の点検にない事業です" "The review of this year has no such sheet"
        "エクセルをダウンロードし直してください" "Download the workbook again";
    FROM_THE_FUTURE = "AP-144" Error
        "エクセルの版が今のシートより新しくなっています" "The workbook is newer than the sheet"
        "エクセルをダウンロードし直し、書いた内容を写して送ってください"
        "Download the workbook again and copy your texts into it";
    ROW_MISSING = "AP-145" Warning
        "取組または指標の行がエクセルにありません。そのまま残します" "The row of a measure or indicator is not in the workbook; it stays"
        "やめるときは、行を消さずに、その行のクリーム色のセルをすべて空にします"
        "To drop it, keep the row and empty its cells";
    TOO_MANY_WAITING = "AP-146" Error
        "確かめ待ちのエクセルが多すぎます" "Too many workbooks wait to be confirmed"
        "いらないものを「やめる」で片付けてから送ってください" "Give up those you do not need, then send this one";
    WORKBOOK_SETTLED = "AP-147" Error
        "このエクセルは、もう反映したかやめています" "This workbook was already taken in or given up"
        "直すことがあれば、新しくダウンロードして送ってください" "Download a new one if there is more to change";
    DECISIONS_MISSING = "AP-148" Error
        "ぶつかった欄で、どちらを残すかが選ばれていません" "For a field in conflict no text is chosen"
        "欄ごとにどちらかを選んでください" "Choose one of the texts for each field";
    CHANGED_MEANWHILE = "AP-149" Error
        "確かめている間に、ほかの人が同じ欄を変えました" "Somebody changed one of these fields in the meantime"
        "新しくぶつかった欄を見て、もう一度反映してください。まだ何も反映していません"
        "Look at the new conflicts and confirm again; nothing was taken in yet";
}

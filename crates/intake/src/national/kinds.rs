//! The kinds of problem the national review sheets can have (国のレビューシートの指摘の種類), each with its stable code.
//!
//! What any table may have (headings, numbers, encodings) is in [`crate::problems`]. Tables that provoke each of these are made
//! in `tests/national.rs`.

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

        /// Every kind of the national review sheets, by code.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    TABLE_MISSING = "IN-730" Fatal
        "必要な表がフォルダーにありません" "A table is missing from the folder"
        "示された番号で始まる .zip か .csv を、同じフォルダーに置いてください"
        "Put the .zip or .csv whose name begins with the number shown into the folder";
    TABLE_TWICE = "IN-731" Fatal
        "同じ表のファイルが二つ以上あります" "A table is there more than once"
        "一つだけを残してください（zip と取り出した CSV の両方がある場合も）"
        "Keep one of them, also where the archive stands beside the CSV taken from it";
    ARCHIVE_CONTENT = "IN-732" Fatal
        "zip の中に CSV が一つだけ入っていません" "The archive does not hold exactly one CSV"
        "公表されたままのファイルを置き直してください" "Put the file back as it was published";
    ROWS_DISAGREE = "IN-733" Error
        "同じ番号の事業の行が食い違っています" "Rows of one program contradict each other"
        "番号が別の事業と重なっていないか確かめてください（この事業は取り込みません）"
        "See whether two programs share the number; the program is left out";
    PROGRAM_UNKNOWN = "IN-734" Error
        "事業概要の表（1-2）にない事業です" "The summary table (1-2) has no such program"
        "同じ年度の表がそろっているか確かめてください（この行は取り込みません）"
        "Check that the tables are of one year; the row is left out";
    PROGRAM_WITHOUT_ROW = "IN-735" Warning
        "この表に行のない事業があります" "A program has no row in this table"
        "表が途中で切れていないか確かめてください（その欄は記載なしとします）"
        "See whether the table was cut short; those fields are left as not stated";
    SHEET_KIND = "IN-736" Error
        "レビューシートではない行です" "The row is not of a review sheet"
        "基金シートやセグメントシートは読めません。レビューシートの表を使ってください"
        "Sheets of funds and segments are not read; use the tables of review sheets";
    YEAR_DIFFERS = "IN-737" Error
        "ほかの行と違う年度の行です" "The row is of another year than the rest"
        "一つの年度の表だけを置いてください" "Keep the tables of one year only";
    ROW_MIXED = "IN-738" Error
        "合計の欄と会計別の欄の両方に金額がある行です" "The row holds both totals and amounts of one account"
        "合計の行と会計別の行を分けてください。このままでは二重に数えてしまいます（この事業は取り込みません）"
        "Part the row of totals from that of the account, or money counts twice; the program is left out";
    ACCOUNT_MISSING = "IN-739" Warning
        "どの会計の金額か書かれていない行です" "The row does not say whose account it is"
        "元の資料を確かめてください。合計には合計の行だけを使います" "Check the source; only the row of totals is counted";
    BUDGET_TWICE = "IN-740" Error
        "同じ年度の合計の行が二つあります" "Two rows of totals are for one year"
        "どちらが正しいか確かめてください（この事業は取り込みません）" "See which one is right; the program is left out";
    SUM_DIFFERS = "IN-741" Warning
        "当初・補正・繰越・予備費の合計が、計と合いません" "Initial, supplementary, carried over and reserve do not make the total"
        "元の資料を確かめてください。金額は資料のまま取り込みます" "Check the source; the amounts are kept as given";
    ACCOUNTS_DIFFER = "IN-742" Warning
        "会計別の金額の合計が、合計の行と合いません" "The accounts do not add up to the row of totals"
        "元の資料を確かめてください。合計の行の金額を取り込みます" "Check the source; the row of totals is taken";
    VALUE_UNKNOWN = "IN-743" Warning
        "知らない値です" "The value is not one of those known"
        "様式が変わっていないか確かめてください（言葉のまま残し、読み替えはしません）"
        "See whether the form has changed; the words are kept and nothing is made of them";
    LINK_INCOMPLETE = "IN-744" Error
        "つながりの片方が空欄か、読めない種別です" "One end of the link is blank or of an unknown kind"
        "番号・種別・期間・内容を確かめてください（この事業のロジックモデルは取り込みません）"
        "Check number, kind, period and text; the program's logic model is left out";
    END_CONTRADICTS = "IN-745" Warning
        "終了年度があるのに「終了予定なし」の事業があります" "Programs state an end year and that no end is planned"
        "書かれた終了年度を使います（最初の行と、その数を示します）" "The year stated is used; the first row and how many are shown";
    LINK_TWICE = "IN-746" Warning
        "同じつながりの行が前にもあります" "The same link stands on an earlier row"
        "一本として取り込み、違う説明は続けて残します" "It is taken as one; a different explanation is kept after the first";
    RELATED_UNKNOWN = "IN-747" Warning
        "関連事業の番号が、このデータの事業にありません" "The related program is not among those of this data"
        "基金シートなど別の様式の番号のことがあります。番号と名前は残します"
        "It may be a sheet of another form, such as a fund's; its number and name are kept";
    MODEL_UNSOUND = "IN-748" Error
        "ロジックモデルとして成り立ちません" "This is no sound logic model"
        "示された理由を見て、つながりを確かめてください（この事業のロジックモデルは取り込みません）"
        "See the reason shown and check the links; the program's logic model is left out";
    AMOUNT_MISSING = "IN-749" Error
        "合計の行に空欄の金額があります" "An amount is blank in a row of totals"
        "ないときは 0 と書いてください（この事業は取り込みません）" "Write 0 where there is none; the program is left out";
}

//! The kinds of problem a workbook that was sent back can have (点検用エクセルの指摘の種類), each with its stable code.
//!
//! What any file may have (format, size, damage) is in [`crate::problems`].

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

        /// Every kind, by code.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    NO_MANIFEST = "IN-700" Fatal
        "点検用エクセルの控え（隠れたシート）がありません" "The hidden page of the workbook is missing"
        "点検の「エクセル」からダウンロードし直し、書いた内容を写して送ってください。隠れたシートは消さないでください"
        "Download the workbook again and copy your texts into it; do not delete its hidden page";
    OTHER_VERSION = "IN-701" Fatal
        "古い様式の点検用エクセルです" "The workbook has another layout"
        "今の様式をダウンロードし、書いた内容を写して送ってください" "Download the present form and copy your texts into it";
    MANIFEST_CHANGED = "IN-702" Fatal
        "控え（隠れたシート）が書きかえられています" "The hidden page was changed"
        "ダウンロードし直し、書いた内容を写して送ってください。控えは直さないでください"
        "Download the workbook again and copy your texts into it; leave the hidden page as it is";
    NOT_A_WORKBOOK = "IN-703" Fatal
        "点検用エクセルとして読めない形式です" "Not in a format a review workbook has"
        "Excel か LibreOffice で開き、「Excelブック（.xlsx）」として保存し直してください"
        "Open it in Excel or LibreOffice and save it as .xlsx";
    NO_PAGES = "IN-704" Fatal
        "記入するシートが一つも見つかりません" "None of the pages to fill in is there"
        "シート「点検」「取組」「指標」の見出しの行が残っているか確かめてください"
        "See that the heading rows of 点検, 取組 and 指標 are still there";
    PAGE_MISSING = "IN-705" Warning
        "シートがありません。その欄はそのままにします" "A page is missing; its fields stay as they are"
        "変えるつもりなら、シートを残したエクセルを送ってください" "Send a workbook that still has the page if it was to change";
    COLUMN_MISSING = "IN-706" Warning
        "列がありません。その欄はそのままにします" "A column is missing; its fields stay as they are"
        "見出しを元の言葉に戻すか、ダウンロードし直してください" "Put the heading back, or download the workbook again";
    HEADING_TWICE = "IN-707" Error
        "同じ見出しの列が二つあるので、どちらも読みません" "Two columns have this heading, so neither is read"
        "写した列を消して送り直してください" "Delete the copy and send it again";
    TOO_LARGE = "IN-708" Fatal
        "セルが多すぎます" "There are too many cells"
        "使っていない行・列・シートを消して保存し直してください" "Delete unused rows, columns and pages and save it again";
    PROGRAM_UNKNOWN = "IN-710" Error
        "このエクセルにない事業の行です" "This row is of a program the workbook was not made with"
        "その事業のエクセルをダウンロードして書くか、行を消してください"
        "Write it in a workbook of that program, or delete the row";
    PROGRAM_TWICE = "IN-711" Error
        "同じ事業の行が二つあるので、どちらも読みません" "Two rows are of the same program, so neither is read"
        "一つにまとめて送り直してください" "Keep one of them and send it again";
    OTHER_YEAR = "IN-712" Error
        "ほかの年度の行です" "This row is of another year"
        "今年度のエクセルに書いてください" "Write it in the workbook of this year";
    PROGRAM_MISSING = "IN-713" Error
        "どの事業のものか分からない行です" "The row does not say which program it is of"
        "「事業」または「事業番号」を入れてください" "Fill in the program";
    ITEM_INVALID = "IN-714" Error
        "記号が正しくありません" "The id is not well written"
        "新しい行なら「記号」を空にしてください" "Leave the id empty on a new row";
    ITEM_TWICE = "IN-715" Error
        "同じ記号の行が二つあるので、どちらも読みません" "Two rows have the same id, so neither is read"
        "写して足した行は「記号」を空にしてください" "Leave the id empty on the row that was copied";
    CHOICE_UNKNOWN = "IN-720" Error
        "選べる言葉ではありません" "This is none of the choices"
        "かっこの中の言葉から選んでください" "Choose one of the words shown";
    NOT_YEN = "IN-721" Error
        "円単位の整数として読めません" "Not a whole number of yen"
        "円単位の整数だけを書いてください（1,234,000・▲500 は読めます。千円・万円は読めません）"
        "Write whole yen only (1,234,000 and ▲500 are read, thousands are not)";
    NOT_A_YEAR = "IN-722" Error
        "年度として読めません" "Not readable as a fiscal year"
        "西暦4桁で書いてください（令和9 も読めます）" "Write four digits (令和9 is read, too)";
    NOT_A_NUMBER = "IN-723" Error
        "数として読めません" "Not readable as a number"
        "数だけを、小数は9桁までで書いてください。単位は「単位」の欄に書きます"
        "Write the number only, at most nine decimals; the unit has its own column";
    CELL_FAULT = "IN-724" Error
        "式がエラーになっているセルです" "The cell's formula ended in an error"
        "式を消し、値を書いてください" "Delete the formula and write the value";
    DATE_IN_CELL = "IN-725" Error
        "日付になっているセルです" "The cell holds a date"
        "セルを消し、年度は西暦4桁、数は数だけを書き直してください" "Clear the cell and write a year or a number";
    DATE_AS_TEXT = "IN-726" Warning
        "日付になっていたので、日付の文字として読みます" "The cell holds a date and is read as the words of it"
        "違うときは、先頭に ' を付けて書き直してください" "If that is wrong, write it again with a ' before it";
    CONTROL_REMOVED = "IN-727" Warning
        "見えない制御文字を取り除きました" "Invisible control characters were removed"
        "ほかから写したときに混じったものです。文を確かめてください" "They slip in when copying; check the text";
}

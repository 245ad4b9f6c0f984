//! The kinds of problem an import can report (取込の指摘の種類), each with its stable code.
//!
//! `IN-0xx` the file, `IN-1xx` its headings, `IN-2xx` a row, `IN-3xx` a cell, `IN-6xx` parameters and
//! reference figures, `IN-9xx` the mapping itself.
//! A small file that provokes each one stands in `cases/import/`.

use reform::{ProblemKind, Severity};

/// Declares each kind once, and [`KINDS`] from the same list.
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

        /// Every kind of this room, by code.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    FILE_UNREADABLE = "IN-001" Fatal
        "ファイルを読めません" "The file cannot be read"
        "ファイルの場所と読み取りの権限を確かめてください" "Check that the file is there and that you may read it";
    FILE_EMPTY = "IN-002" Fatal
        "ファイルが空です" "The file is empty"
        "保存し直すか、正しいファイルを選んでください" "Save it again or choose the right file";
    FILE_TOO_LARGE = "IN-003" Fatal
        "ファイルが大きすぎます" "The file is too large"
        "ファイルを分けるか、大きいままならCSVにして henkaku import で取り込んでください"
        "Split the file, or save it as CSV and use `henkaku import`";
    NOT_EXCEL = "IN-004" Fatal
        "表計算のブックとして開けません（途中で切れているか、中身が別の形式です）"
        "Not a readable workbook (cut short, or another format inside)"
        "表計算ソフトで開いて「Excelブック（.xlsx）」として保存し直してください"
        "Open it in a spreadsheet program and save it again as .xlsx";
    FORMAT_UNSUPPORTED = "IN-005" Fatal
        "この形式は読めません" "This file format is not read"
        "読めるのは .xlsx・.xls・.ods と CSV です。.xlsb などは .xlsx か CSV で保存し直してください"
        "Only .xlsx, .xls, .ods and CSV are read; save .xlsb and others as .xlsx or CSV";
    ARCHIVE_HOSTILE = "IN-006" Fatal
        "展開すると異常に大きくなるファイルです" "The file inflates to an unreasonable size"
        "作成元に確かめてください。正しいファイルなら不要な書式や画像を除いて保存し直してください"
        "Ask its sender; if it is genuine, remove unneeded formatting and pictures and save it again";
    SHEET_MISSING = "IN-007" Fatal
        "取込定義にある名前のシートがありません" "The workbook has no sheet of the name in the mapping"
        "シート名を直すか、取込定義の sheet を直してください（右はブックにあるシート）"
        "Correct the sheet's name or `sheet` in the mapping (the workbook's sheets are shown)";
    FORMAT_UNEXPECTED = "IN-008" Fatal
        "取込定義が予定する形式と違います" "Not the format the mapping is for"
        "この取込定義の対象のファイルか確かめてください" "Check that the file belongs to this mapping";
    SHEET_BROKEN = "IN-009" Fatal
        "シートの途中でデータが壊れています" "The sheet is damaged part of the way through"
        "Excelで開いて保存し直してください。この取込では何も取り込みません"
        "Open and save it again in Excel; nothing of this file is taken in";
    NOT_TEXT = "IN-010" Fatal
        "文字のファイルではありません" "Not a text file"
        "CSV（UTF-8 または Shift_JIS）か .xlsx・.xls・.ods を選んでください"
        "Choose a CSV (UTF-8 or Shift_JIS) or an .xlsx, .xls or .ods file";
    PASSWORD_PROTECTED = "IN-011" Fatal
        "パスワードの付いたブックです" "The workbook has a password"
        "表計算ソフトで開き、パスワード（読み取り・書き込みとも）を外して保存し直してください"
        "Open it, remove the password (for reading and for writing) and save it again";
    SHEETS_TOO_LARGE = "IN-012" Fatal
        "シートが大きすぎます（.xls・.ods はセル500万・文字128MBまで）"
        "The sheets are too large (.xls and .ods: at most 5 million cells and 128 MB of text)"
        "使っていない行と列を消すか、.xlsx か CSV で保存し直してください"
        "Delete unused rows and columns, or save it as .xlsx or CSV";

    HEADER_MISSING = "IN-101" Fatal
        "必要な見出しがありません" "A needed heading is missing"
        "見出しの行と列名を確かめてください（「近い見出し」があれば示します）"
        "Check the heading row and the heading's wording (the nearest one is shown)";
    HEADER_DUPLICATE = "IN-102" Fatal
        "同じ見出しの列が二つ以上あります" "Two or more columns have the same heading"
        "見出しを書き分けるか、取込定義で列を @A のように記号で指定してください"
        "Make the headings differ, or name the column by letter (@A) in the mapping";
    BLOCK_MISMATCH = "IN-103" Fatal
        "年度ごとの列の並びが取込定義と違います" "The yearly columns do not stand as the mapping says"
        "列が増減していないか確かめ、取込定義の year_blocks を直してください"
        "See whether columns were added or removed, and correct `year_blocks` in the mapping";
    COLUMNS_UNMAPPED = "IN-104" Warning
        "取り込まない列があります" "Some columns are not taken in"
        "必要なら取込定義に加え、不要なら ignore に書いてください" "Add them to the mapping, or to `ignore` if they are not needed";
    HEADER_ROW_MISSING = "IN-105" Fatal
        "見出しの行がありません" "There is no heading row"
        "取込定義の header_row とファイルの行を確かめてください" "Check `header_row` in the mapping against the file";
    NO_DATA_ROWS = "IN-106" Fatal
        "データの行がありません" "There are no data rows"
        "正しいシートか、取込定義の first_data_row を確かめてください" "Check the sheet and `first_data_row` in the mapping";

    TOO_MANY_COLUMNS = "IN-107" Fatal
        "列が多すぎます（16,384列まで）" "There are too many columns (at most 16,384)"
        "見出しの行に余分な区切りがないか確かめてください" "Look for stray separators in the heading row";

    ID_MISSING = "IN-201" Error
        "事業の番号が空欄か0です" "The program's identifier is missing or zero"
        "番号を入れてから取り込み直してください" "Fill in the identifier and import again";
    ID_DUPLICATE = "IN-202" Error
        "同じ番号・同じ年度の事業が前の行にもあります" "The same identifier and year stand on an earlier row"
        "どちらかの番号を直すか、重なった行を除いてください" "Correct one of the identifiers or remove the repeated row";
    NAME_MISSING = "IN-203" Error
        "事業の名前が空欄です" "The program's name is missing"
        "事業名を入れてください" "Fill in the name";
    YEAR_MISSING = "IN-204" Error
        "年度が空欄です" "The fiscal year is missing"
        "年度を「令和6」「2024」のように入れてください" "Fill in the year as 令和6 or 2024";
    FIELD_COUNT = "IN-205" Error
        "列の数が見出しと違います" "The row does not have as many fields as the heading"
        "文字の中のカンマや改行は二重引用符で囲んでください" "Put texts that hold commas or line breaks in double quotes";
    FUNDING_MISMATCH = "IN-206" Warning
        "財源の合計が事業費と合いません" "The funding sources do not add up to the cost"
        "元の資料を確かめてください。金額は資料のまま取り込みます" "Check the source; the amounts are kept as given";
    COST_MISSING = "IN-207" Error
        "財源があるのに事業費が空欄です" "Funding is given but the cost is blank"
        "事業費を入れてください" "Fill in the cost";
    BUDGET_CODES_UNEVEN = "IN-208" Warning
        "予算科目のコードの数が列によって違います" "The columns hold different numbers of budget codes"
        "一つだけのコードは全ての科目に、足りないコードは空欄として取り込みます。元の資料を確かめてください"
        "A single code is used for every line and missing ones are left blank; check the source";
    AMOUNT_OVERFLOW = "IN-209" Error
        "金額の合計が大きすぎます" "The amounts add up to more than can be counted"
        "金額の単位を確かめてください" "Check the unit of the amounts";
    YEARS_REVERSED = "IN-210" Warning
        "終了年度が開始年度より前です" "The end year lies before the start year"
        "元の資料を確かめてください。年度は資料のまま取り込みます" "Check the source; the years are kept as given";

    NOT_A_NUMBER = "IN-301" Error
        "数の欄に数でないものがあります" "A number cell holds something that is not a number"
        "数だけを入れてください（1,234・▲1,234・（1,234） は読めます）" "Enter a number (1,234, ▲1,234 and (1,234) are read)";
    SPREADSHEET_FAULT = "IN-302" Error
        "式がエラーになっている欄です" "The cell's formula ended in an error"
        "Excelで式を直すか、値を入れ直してください" "Correct the formula in Excel or enter the value";
    YEN_FRACTION = "IN-303" Error
        "1円未満の端数があります" "The amount has a fraction of a yen"
        "単位を確かめ、円の整数になる値を入れてください" "Check the unit and enter a whole number of yen";
    NUMBER_OUT_OF_RANGE = "IN-304" Error
        "数が大きすぎるか、小数の桁が多すぎます" "The number is too large or has too many decimals"
        "単位と桁を確かめてください" "Check the unit and the digits";
    YEAR_IMPOSSIBLE = "IN-305" Error
        "実在しない年度です" "The year never existed"
        "元号と年を確かめてください（平成は31年、昭和は64年まで）" "Check the era and the year （平成 ends with 31, 昭和 with 64）";
    YEAR_UNREADABLE = "IN-306" Error
        "年度として読めません" "Not readable as a year"
        "「令和6」「R6」「2024」のように書いてください（元号のない2桁は読めません）"
        "Write 令和6, R6 or 2024 （two digits without an era are not read）";
    DATE_IMPOSSIBLE = "IN-307" Error
        "実在しない日付か、日付として読めません" "The date does not exist or is not readable"
        "「令和7年9月25日」「2025-09-25」のように書いてください" "Write 令和7年9月25日 or 2025-09-25";
    TEXT_TOO_LONG = "IN-308" Error
        "文字数が多すぎます（32,767文字まで）" "The text is too long (at most 32,767 characters)"
        "短くするか、閉じていない引用符がないか確かめてください" "Shorten it, or look for a quotation mark that is not closed";
    CONTROL_CHARACTER = "IN-309" Warning
        "見えない制御文字を取り除きました" "Invisible control characters were removed"
        "元の資料から写すときに混じったものです。文を確かめてください" "They slip in when copying; check the text";
    UNDECODABLE = "IN-310" Error
        "文字コードとして読めないバイトがあります" "Bytes that are not valid in the file's encoding"
        "CSVを UTF-8 か Shift_JIS で保存し直してください" "Save the CSV again as UTF-8 or Shift_JIS";
    WORD_UNKNOWN = "IN-311" Warning
        "取込定義にない言葉です" "The word is not in the mapping"
        "取込定義の values に加えてください（方向性は言葉のまま残し、義務付けは記載なしとします）"
        "Add it to `values` in the mapping (a direction keeps its words, an obligation is left as not stated)";
    STAGE_UNKNOWN = "IN-312" Error
        "予算の段階として読めない言葉です" "Not a stage of the budget cycle"
        "要求・査定・当初予算・補正・現計・決算のいずれかにしてください"
        "Use one of 要求, 査定, 当初予算, 補正, 現計, 決算";
    SPELLING_FOLDED = "IN-313" Warning
        "表記の揺れを取込定義の標準の名前に揃えました" "A spelling variant was replaced by the mapping's standard name"
        "元の資料の表記を直すと出なくなります（最初の行だけを示します）"
        "Correct the source to be rid of this (only the first row is shown)";
    YEN_ROUNDED = "IN-314" Warning
        "1円未満の端数を四捨五入しました" "A fraction of a yen was rounded"
        "取込定義の yen_fraction による扱いです。元の資料を確かめてください" "The mapping asks for it (`yen_fraction`); check the source";
    VALUE_LEFT_OUT = "IN-315" Warning
        "読めない値を「記載なし」としました" "A value that cannot be read was left as not stated"
        "取込定義の unreadable による扱いです。元の資料を確かめてください" "The mapping asks for it (`unreadable`); check the source";

    BOND_SHARES = "IN-640" Error
        "債券の割合の合計が100%になりません" "The shares of the kinds of bond do not add up to 100%"
        "share_percent を合計が100になるように直してください" "Correct `share_percent` so that they add up to 100";
    BOND_TERMS = "IN-641" Error
        "成り立たない償還条件です" "No bond can have these terms"
        "据置は償還年限より短く、満期は償還年限以下にしてください"
        "The grace must be shorter than the life, and the maturity no longer than it";
    CORRELATIONS = "IN-642" Error
        "成り立たない相関です" "The correlations cannot be"
        "対称で、対角は1、各値は-1から1の相関にしてください（互いに矛盾する組は使えません）"
        "They must be symmetric, 1 on the diagonal, within -1 to 1, and possible together";
    YEARS_OUT_OF_ORDER = "IN-643" Error
        "年度が順に並んでいないか、二度あります" "The years are not in order, or one stands twice"
        "年度を古い順に、一度ずつ書いてください" "Write each year once, oldest first";
    SCHEDULE_COLUMNS = "IN-644" Fatal
        "償還予定の「年度」と「元金」の列が見つかりません" "The columns of the year and of the principal are not found"
        "最初の行に 年度・元金（千円）・利子（千円）のような見出しを書いてください。金額の単位はかっこに入れます（なければ円）"
        "Put headings in the first row, such as year, principal (千円), interest (千円); without a unit it is yen";
    SCHEDULE_EMPTY = "IN-645" Fatal
        "償還予定に年度の行がありません" "The redemption schedule has no year"
        "年度ごとの元金を1行ずつ書いてください" "Write the principal of each year, a row a year";
    SCHEDULE_SUM = "IN-646" Fatal
        "償還予定の合計が期首の残高と合いません" "The redemption schedule does not add up to the opening balance"
        "差を見て、抜けた年度や単位を確かめるか、期首の残高（--opening）を合計に合わせてください"
        "See the difference: look for missing years or a wrong unit, or give the sum as the opening balance (--opening)";
    SCHEDULE_NEGATIVE = "IN-647" Error
        "償還額か利子が負の数です" "A redemption or an interest payment is negative"
        "0以上の金額を書いてください" "Write an amount of zero or more";
    SCHEDULE_GAP = "IN-648" Error
        "抜けている年度があります" "A year is missing"
        "償還のない年度は 0 と書いてください" "Write 0 for a year without redemption";
    SCHEDULE_START = "IN-649" Error
        "償還予定の最初の年度が、推計の最初の年度ではありません" "The schedule does not begin with the first projected year"
        "起点の翌年度から書いてください" "Begin with the year after the start of the projection";
    SCHEDULE_TOO_LONG = "IN-650" Fatal
        "償還予定が長すぎます（100年まで）" "The redemption schedule is too long (at most 100 years)"
        "年度の行を確かめてください" "Check the rows of years";
    SCHEDULE_BLANK = "IN-651" Error
        "償還額か利子が空欄です" "A redemption or an interest payment is blank"
        "ないときは 0 と書いてください" "Write 0 where there is none";

    LIMITS_OVERLAP = "IN-660" Error
        "同じ基準が同じ年度に二つあります" "Two limits of one kind are for the same year"
        "前の基準に last_settlement を書いて、年度が重ならないようにしてください"
        "Give the earlier one a `last_settlement`, so that the years do not overlap";

    MAPPING_SYNTAX = "IN-901" Fatal
        "取込定義の書き方に誤りがあります" "The mapping is not well formed"
        "示された行と項目を「取込定義の書き方」と見比べてください" "Compare the line shown with the guide on mappings";
    MAPPING_VALUE = "IN-902" Fatal
        "取込定義の値に誤りがあります" "The mapping holds a wrong value"
        "示された項目を「取込定義の書き方」と見比べてください" "Compare the key shown with the guide on mappings";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_never_used_twice() {
        let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    }

    #[test]
    fn every_kind_says_what_and_what_to_do_in_both_languages() {
        for kind in KINDS {
            for text in [kind.title_ja, kind.title_en, kind.hint_ja, kind.hint_en] {
                assert!(!text.is_empty(), "{}", kind.code);
            }
            assert!(kind.title_en.is_ascii() || kind.title_en.contains('▲'), "{}", kind.code);
        }
    }
}

//! The kinds of problem a file of city figures can have (都市の指標の指摘の種類), each with its stable code.
//!
//! What any table may have (headings, numbers, encodings) is in [`crate::problems`]. A small file that provokes each of
//! these stands in `cases/import-cities/`.

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

        /// Every kind of a file of city figures, by code.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    YEAR_UNKNOWN = "IN-600" Fatal
        "何年度の表か分かりません" "The table does not say its fiscal year"
        "--year 2023 のように年度を指定してください（題名にもファイル名にも年度がありません）"
        "Say it with --year 2023: neither the title nor the file's name does";
    YEAR_CONFLICT = "IN-601" Fatal
        "年度が食い違っています" "The years contradict each other"
        "題名・ファイル名・--year のどれが正しいか確かめ、正しい年度を --year で指定してください（題名と違う年度は受け付けません）"
        "See which is right: title, file name or --year; a year other than the title's is not taken";
    YEAR_OF_FILE_NAME = "IN-602" Warning
        "ファイル名の年度とは違う年度で取り込みます" "Taken in for another year than the file's name says"
        "指定した --year が正しいか確かめてください" "Check the --year you gave";
    CITY_UNKNOWN = "IN-603" Error
        "知らない団体です" "There is no such city"
        "都道府県名と団体名を確かめてください。新しい団体なら先に henkaku import municipalities でコード表を取り込みます"
        "Check prefecture and name; for a new city, import the table of codes first (henkaku import municipalities)";
    CODE_WRONG = "IN-604" Error
        "団体コードが正しくありません" "The local government code is wrong"
        "コードの桁、検査数字、都道府県との組合せを確かめてください" "Check its digits, its check digit and its prefecture";
    CODE_OF_ANOTHER = "IN-605" Error
        "団体コードと団体名が別の団体のものです" "The code and the name are those of two cities"
        "行がずれていないか、元の資料を確かめてください" "Look for shifted rows in the source";
    NAME_DIFFERS = "IN-606" Warning
        "団体名がコード表と違います" "The name differs from the table of codes"
        "改称や表記の違いならそのままで構いません。コードを正とします" "No matter if the city was renamed; the code decides";
    CITY_REPEATED = "IN-607" Error
        "同じ団体が二度あります" "The city stands twice"
        "どちらか一方の行を除いてください（先の行を使います）" "Remove one of the rows; the first is used";
    CITY_MISSING = "IN-608" Warning
        "あるはずの団体がありません" "A city that should be there is missing"
        "元の資料を確かめてください。その団体はこの年度の比較から外れます" "Check the source; the city has no place in this year's comparison";
    NOT_DESIGNATED_THEN = "IN-609" Warning
        "この年度にはまだ政令指定都市でない団体です" "The city was not a designated city in that year"
        "年度を確かめてください。値は取り込みますが、指定都市の比較には入りません"
        "Check the year; its figures are kept but it is not compared among the designated cities";
    AVERAGE_UNKNOWN = "IN-610" Warning
        "何の平均か分からない行です" "An average over an unknown group"
        "この行は取り込みません（政令指定都市平均と全国市町村平均を取り込みます）"
        "The row is left out; averages of 政令指定都市 and 全国市町村 are taken";
    FIGURE_BLANK = "IN-611" Warning
        "値が空欄です" "The figure is blank"
        "公表されていないものとして扱います。元の資料を確かめてください" "It counts as not published; check the source";
    FIGURE_ABSURD = "IN-612" Error
        "ありえない値です" "The figure cannot be"
        "桁、単位、符号を確かめてください。この値は取り込みません" "Check digits, unit and sign; the figure is left out";
    DASH_READ_AS_NOTHING = "IN-613" Warning
        "全角の「－」を「負担なし」と読みました" "A full-width dash was read as nothing to bear"
        "この比率は法律により全団体が公表するため、非公表ではなく「算定されない（負担なし）」と解釈しました。元の資料を確かめてください"
        "Every city publishes this ratio by law, so the dash says there is nothing to bear; check the source";
    POPULATION_ZERO = "IN-614" Error
        "人口が0です" "The population is zero"
        "一人当たりの値を計算できないため取り込みません。元の資料を確かめてください"
        "No figure for each citizen could be told, so it is left out; check the source";
    PROJECTION_ABSENT = "IN-615" Warning
        "将来推計人口のない団体です" "No future population is published for the city"
        "元の資料に値がないため、この団体は取り込みません" "The source has no figures, so the city is left out";
    SOURCES_DIFFER = "IN-616" Warning
        "ほかの資料と値が違います" "Another file gives another figure"
        "どちらが正しいか確かめてください。両方を残し、主要財政指標を先に使います"
        "See which is right; both are kept and the ministry's table goes first";
    NOT_FOR_CARDS = "IN-617" Fatal
        "決算カードの取込定義ではありません" "Not a mapping for settlement cards"
        "kind = \"settlement-cards\" の定義を指定してください" "Give one with kind = \"settlement-cards\"";
    NO_INDICATOR = "IN-618" Fatal
        "指標の列が一つもありません" "No column of an indicator is there"
        "見出しに 財政力指数、経常収支比率、実質公債費比率 などがあるか確かめてください"
        "Look for headings such as 財政力指数, 経常収支比率 or 実質公債費比率";
    AGES_DO_NOT_ADD_UP = "IN-619" Warning
        "年齢別の人口の合計が総数と合いません" "The age groups do not add up to the total"
        "元の資料を確かめてください。値は資料のまま取り込みます" "Check the source; the figures are kept as given";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_in_their_block() {
        let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
        assert!(codes.iter().all(|code| ("IN-600"..="IN-619").contains(code)), "{codes:?}");
    }
}

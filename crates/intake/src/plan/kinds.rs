//! The kinds of problem a plan folder can have (計画フォルダの問題の種類), each with its stable code.

use reform::{ProblemKind, Severity};

/// Every kind, in the order of their codes.
pub static KINDS: &[&ProblemKind] = &[
    &MISSING_FILE,
    &NOT_TOML,
    &UNKNOWN_FIELD,
    &MISSING_FIELD,
    &WRONG_TYPE,
    &MISSING_SOURCE,
    &DUPLICATE_ID,
    &UNKNOWN_REFERENCE,
    &NOT_WHOLE_YEN,
    &UNKNOWN_UNIT,
    &INVALID_DATE,
    &INVALID_PAGE,
    &INVALID_CITY_CODE,
    &TEXT_TOO_LONG,
    &EMPTY_TEXT,
    &UNKNOWN_CHOICE,
    &INVALID_ID,
    &INVALID_NUMBER,
    &TOO_LARGE,
    &OUTLOOK_FAULT,
    &SPAN_OUTSIDE_YEARS,
    &SPAN_BACKWARDS,
    &BARS_OVERLAP,
    &ENGLISH_MISSING,
    &UNKNOWN_FILE,
    &RATIO_MISMATCH,
    &AVERAGE_MISMATCH,
    &BASE_MISMATCH,
];

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal $severity:ident {
        $title_ja:literal, $title_en:literal, $hint_ja:literal, $hint_en:literal $(,)?
    })*) => {$(
        $(#[$doc])*
        pub const $name: ProblemKind = ProblemKind {
            code: $code,
            severity: Severity::$severity,
            title_ja: $title_ja,
            title_en: $title_en,
            hint_ja: $hint_ja,
            hint_en: $hint_en,
        };
    )*};
}

kinds! {
    /// A file of the folder is absent.
    MISSING_FILE = "PL-001" Error {
        "必要なファイルがありません", "a required file is missing",
        "`henkaku init` が書き出すひな形から同じ名前のファイルを写し、中身を書き換えてください",
        "copy the file of this name from the template that `henkaku init` writes, then edit it",
    }
    /// The text is not TOML.
    NOT_TOML = "PL-002" Error {
        "TOMLとして読めません", "not readable as TOML",
        "この行と前の行の引用符、角括弧、イコールの抜けや、同じ項目の重複がないか見てください",
        "look at this line and the one before for a missing quote, bracket or equals sign, or a repeated key",
    }
    /// A field that no plan has.
    UNKNOWN_FIELD = "PL-003" Error {
        "知らない項目名です", "unknown field",
        "つづりを確かめてください。矢印の先は、近い名前の候補です。メモは # で始めて書けます",
        "check the spelling (a near name follows the arrow); notes can be written after #",
    }
    /// A field that every plan needs.
    MISSING_FIELD = "PL-004" Error {
        "必要な項目がありません", "a required field is missing",
        "この項目を書き足してください", "add this field",
    }
    /// A text where a number belongs, and so on.
    WRONG_TYPE = "PL-005" Error {
        "値の種類が違います", "wrong type of value",
        "文は引用符で囲み、数はそのまま、一覧は [[見出し]] を繰り返して書いてください",
        "put text in quotes, write numbers plainly, and write lists as repeated [[headings]]",
    }
    /// Nothing says where a thing was read.
    MISSING_SOURCE = "PL-006" Error {
        "出典の場所がありません", "the source place is missing",
        "source = { page = 8 } のように、ページ・節（section）・図表（exhibit）のどれかを書いてください",
        "say where it was read: a page, a section or an exhibit, as in source = { page = 8 }",
    }
    /// Two things share an id.
    DUPLICATE_ID = "PL-007" Error {
        "同じ id（市のコード、用語の書き方を含む）が二度使われています",
        "the id (or city code, or way to write a term) is used twice",
        "どちらかを変えるか、消してください", "change or remove one of them",
    }
    /// A reference to something that is not in the plan.
    UNKNOWN_REFERENCE = "PL-008" Error {
        "参照先が計画の中にありません", "refers to something the plan does not have",
        "参照先の id を確かめるか、参照先を書き足してください", "check the id, or add what it refers to",
    }
    /// Money finer than one yen, or too large.
    NOT_WHOLE_YEN = "PL-009" Error {
        "金額が円の整数になりません", "not a whole number of yen",
        "単位を確かめ、円に直したとき端数が出ない値にしてください（扱える最大は約922京円）",
        "check the unit; the amount must come to whole yen (at most about 9.2 × 10^18)",
    }
    /// A money unit that is not known.
    UNKNOWN_UNIT = "PL-010" Error {
        "金額の単位ではありません", "not a unit of money",
        "円・千円・万円・百万円・億円・兆円のどれかを書いてください。お金でない数は unit_ja と unit_en に単位を書きます",
        "write 円, 千円, 万円, 百万円, 億円 or 兆円; for what is not money use unit_ja and unit_en",
    }
    /// A day or year that does not exist or is not written in a known way.
    INVALID_DATE = "PL-011" Error {
        "日付や年度として読めません", "not a date or year",
        "2023-04-01、令和5年4月1日、R6年度、R6年度〜R8年度、2022年 のような、実在する日付や年を書いてください",
        "write an existing date or year, such as 2023-04-01, R6年度, FY2024, R6年度〜R8年度 or 2022年",
    }
    /// A page that is not a page number.
    INVALID_PAGE = "PL-012" Error {
        "ページが番号ではありません", "the page is not a number",
        "page = 8 のように、1以上の数字だけを書いてください", "write a plain number from 1, as in page = 8",
    }
    /// A local government code with a wrong digit.
    INVALID_CITY_CODE = "PL-013" Error {
        "全国地方公共団体コードが正しくありません", "not a valid local government code",
        "検査数字を含む6桁の半角数字を、引用符で囲んで書いてください",
        "write the six half-width digits with the check digit, in quotes",
    }
    /// A text longer than a page can show.
    TEXT_TOO_LONG = "PL-014" Error {
        "文が長すぎます", "the text is too long",
        "矢印の先の文字数に収まるように短くしてください", "shorten it to the number of characters after the arrow",
    }
    /// A text without any character.
    EMPTY_TEXT = "PL-015" Error {
        "文が空です", "the text is empty",
        "内容を書いてください。任意の項目なら、行ごと消せます", "write something; an optional field can be deleted",
    }
    /// A word that is not among those offered.
    UNKNOWN_CHOICE = "PL-016" Error {
        "選べる語ではありません", "not one of the choices",
        "矢印の先の語から一つ選んでください", "choose one of the words after the arrow",
    }
    /// An id with characters that do not fit an address.
    INVALID_ID = "PL-017" Error {
        "id に使えない文字があります", "the id has characters it may not have",
        "半角の英小文字・数字・ハイフンだけで、60字以内で書いてください",
        "use only lower-case letters, digits and hyphens, at most 60",
    }
    /// Something that is not a number, or is out of range.
    INVALID_NUMBER = "PL-018" Error {
        "数として読めません", "not a readable number",
        "1234 や 5.2 のような数を、求められた範囲で書いてください", "write a number such as 1234 or 5.2, within range",
    }
    /// A file or list beyond the limits.
    TOO_LARGE = "PL-019" Error {
        "大きすぎます", "too large",
        "1ファイルは1MiBまで、一つの一覧は2,000件までです", "a file may have 1 MiB, a list 2,000 entries",
    }
    /// Lines of the outlook that cannot be projected together.
    OUTLOOK_FAULT = "PL-020" Error {
        "中期財政見通しを計算できません", "the outlook cannot be projected",
        "矢印の先の理由を見て、費目の名前・割合・年度を直してください。互いに参照し合う費目は計算できません",
        "see the reason given and mend keys, shares or years; lines that wait for each other cannot be projected",
    }
    /// A bar of the roadmap outside its years.
    SPAN_OUTSIDE_YEARS = "PL-021" Error {
        "帯の期間が、工程表の年度の外に出ています", "a bar lies outside the years of the roadmap",
        "from と to を first_year から last_year までの四半期にするか、年度を広げてください",
        "keep from and to within first_year and last_year, or widen those",
    }
    /// A bar that ends before it begins.
    SPAN_BACKWARDS = "PL-022" Error {
        "帯のおわりが、はじめより前です", "a bar ends before it begins",
        "from と to が入れ替わっていないか見てください", "see whether from and to changed places",
    }
    /// Two bars of a lane at the same time.
    BARS_OVERLAP = "PL-023" Error {
        "同じ段の帯の期間が重なっています", "two bars of one lane overlap",
        "矢印の帯と見比べ、lane を変えるか、期間を直してください", "compare with the bar named; use another lane or mend the span",
    }
    /// A text without English.
    ENGLISH_MISSING = "PL-101" Warning {
        "英語の文がありません", "the English text is missing",
        "英語の画面では日本語をそのまま出します。英訳ができたら書き足してください",
        "the Japanese text will be shown in its place; add the English when there is one",
    }
    /// A TOML file that is not part of a plan.
    UNKNOWN_FILE = "PL-102" Warning {
        "計画のファイルではないので読みませんでした", "not a file of a plan, so it was not read",
        "ファイル名のつづりを確かめてください", "check the spelling of the file's name",
    }
    /// A ratio that does not follow from its columns.
    RATIO_MISMATCH = "PL-103" Warning {
        "生産年齢人口÷高齢者人口が、書かれた比率と合いません", "working age ÷ elderly does not give the stated ratio",
        "出典の表と見比べてください。出典どおりなら、そのままで構いません", "compare with the source; leave it if the source says so",
    }
    /// An average that is not the mean.
    AVERAGE_MISMATCH = "PL-104" Warning {
        "平均の行が、各市の単純平均と合いません", "the average row is not the simple mean of the cities",
        "出典の表と見比べてください。加重平均なら notes に書き添えてください",
        "compare with the source; if it is a weighted average, say so in the notes",
    }
    /// Lines that do not add up to the published total.
    BASE_MISMATCH = "PL-105" Warning {
        "費目の合計が、公表された総額と1億円を超えて違います", "the lines differ from the published total by more than 1億円",
        "出典の表と見比べてください。端数処理による違いなら、1億円までは指摘しません",
        "compare with the source; up to 1億円 is taken for rounding and not mentioned",
    }
}

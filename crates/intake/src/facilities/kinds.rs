//! The kinds of problem a list of facilities can have (公共施設一覧の指摘の種類), each with its stable code.
//!
//! What any table may have (headings, numbers, encodings) is in [`crate::problems`]. A small file that provokes each of
//! these stands in `cases/import-facilities/`.

use reform::{ProblemKind, Severity};

/// Every kind, in the order of their codes.
pub static KINDS: &[&ProblemKind] = &[
    &NAME_MISSING,
    &FACILITY_REPEATED,
    &NEGATIVE,
    &BUILT_IN_FUTURE,
    &USE_UNMAPPED,
    &SHARED_AMOUNT_DIFFERS,
    &BUILT_MISSING,
    &AREA_ROUNDED,
    &WORD_UNCLEAR,
    &NOT_FOR_FACILITIES,
    &INFRASTRUCTURE_UNKNOWN,
    &INFRASTRUCTURE_WRONG,
    &INFRASTRUCTURE_EMPTY,
];

const fn kind(
    code: &'static str,
    severity: Severity,
    title: (&'static str, &'static str),
    hint: (&'static str, &'static str),
) -> ProblemKind {
    ProblemKind { code, severity, title_ja: title.0, title_en: title.1, hint_ja: hint.0, hint_en: hint.1 }
}

/// A row without a name or an identifier.
pub static NAME_MISSING: ProblemKind = kind(
    "IN-620",
    Severity::Error,
    ("施設の名前か番号が空欄です", "The facility's name or identifier is missing"),
    ("名前と番号を入れてから取り込み直してください", "Fill them in and import again"),
);

/// The same identifier twice.
pub static FACILITY_REPEATED: ProblemKind = kind(
    "IN-621",
    Severity::Error,
    ("同じ施設が前の行にもあります", "The same facility stands on an earlier row"),
    (
        "重なった行を除くか、取込定義の id に列を加えて見分けられるようにしてください",
        "Remove the repeated row, or add a column to `id` in the mapping that tells them apart",
    ),
);

/// An area or a number of people below zero.
pub static NEGATIVE: ProblemKind = kind(
    "IN-622",
    Severity::Error,
    ("面積や人数が負の数です", "An area or a number of people is negative"),
    ("元の資料を確かめ、0以上の数を入れてください", "Check the source and enter a number of zero or more"),
);

/// A building of a year to come.
pub static BUILT_IN_FUTURE: ProblemKind = kind(
    "IN-623",
    Severity::Error,
    ("建築年度が一覧の時点より後です", "The year built lies after the date of the list"),
    (
        "元の資料を確かめてください。まだ建っていない施設は一覧から外してください",
        "Check the source; take out what is not built yet",
    ),
);

/// A use the mapping does not know.
pub static USE_UNMAPPED: ProblemKind = kind(
    "IN-624",
    Severity::Warning,
    (
        "取込定義にない用途です。「その他」として取り込みます（最初の行だけを示します）",
        "The mapping does not know this use; it is taken as \"other\" (only the first row is shown)",
    ),
    (
        "取込定義の uses に、総務省の13分類のどれに当たるかを加えてください",
        "Add it to `uses` in the mapping, under one of the ministry's thirteen kinds",
    ),
);

/// A group's common amount that is not common.
pub static SHARED_AMOUNT_DIFFERS: ProblemKind = kind(
    "IN-625",
    Severity::Error,
    (
        "共通の金額のはずの欄が、同じ組の前の行と違います",
        "An amount that is the whole group's differs from an earlier row of the group",
    ),
    (
        "元の資料を確かめてください。施設ごとの金額なら、取込定義の shared_cost から外してください",
        "Check the source; if it is each facility's own, take the column out of `shared_cost` in the mapping",
    ),
);

/// Floor area without a year.
pub static BUILT_MISSING: ProblemKind = kind(
    "IN-626",
    Severity::Warning,
    (
        "延床面積があるのに建築年度がありません。更新費用の試算には入りません",
        "There is floor area but no year built; the facility is left out of the renewal costs",
    ),
    ("建築年度を調べて入れてください", "Find out the year and enter it"),
);

/// More than two decimals of a square metre.
pub static AREA_ROUNDED: ProblemKind = kind(
    "IN-627",
    Severity::Warning,
    ("面積を小数第2位に四捨五入しました", "An area was rounded to two decimals"),
    ("元の資料の桁を確かめてください", "Check the digits in the source"),
);

/// A word for "repaired" that the mapping does not explain.
pub static WORD_UNCLEAR: ProblemKind = kind(
    "IN-628",
    Severity::Warning,
    (
        "改修済かどうかが分からない言葉です。改修前として取り込みます",
        "The word does not say whether the building was repaired; it is taken as not repaired",
    ),
    ("取込定義の repaired の yes か no に加えてください", "Add it to `yes` or `no` of `repaired` in the mapping"),
);

/// A mapping of something else.
pub static NOT_FOR_FACILITIES: ProblemKind = kind(
    "IN-629",
    Severity::Fatal,
    ("公共施設の取込定義ではありません", "This is not a mapping for facilities"),
    ("kind = \"facilities\" のある取込定義を選んでください", "Choose a mapping that says kind = \"facilities\""),
);

/// A kind of infrastructure without a price.
pub static INFRASTRUCTURE_UNKNOWN: ProblemKind = kind(
    "IN-630",
    Severity::Error,
    ("単価のないインフラの種別です", "There is no unit price for this kind of infrastructure"),
    (
        "parameters/facility-renewal.toml の infrastructure にある種別を書いてください",
        "Write one of the kinds of parameters/facility-renewal.toml",
    ),
);

/// A quantity or a year that cannot be.
pub static INFRASTRUCTURE_WRONG: ProblemKind = kind(
    "IN-631",
    Severity::Error,
    ("インフラの数量か整備年度を読めません", "The quantity or the year of an asset cannot be read"),
    (
        "数量は0以上の数（小数第2位まで）、整備年度は1868〜2200か空欄にしてください",
        "A quantity is zero or more, to two decimals; a year is 1868-2200 or blank",
    ),
);

/// A file without an asset.
pub static INFRASTRUCTURE_EMPTY: ProblemKind = kind(
    "IN-632",
    Severity::Fatal,
    ("インフラの数量のファイルとして読めません", "Not a file of infrastructure quantities"),
    (
        "TOML の [[asset]]（kind・quantity・built）か、見出しが「種別,数量,整備年度」のCSVにしてください",
        "Write [[asset]] entries (kind, quantity, built) in TOML, or a CSV headed kind,quantity,built",
    ),
);

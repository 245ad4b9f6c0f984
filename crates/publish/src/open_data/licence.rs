//! What may be done with the data and how its source is named (利用条件), and what the folder holds.

use super::table::Table;
use crate::edition::About;

/// A licence (利用許諾).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Licence<'a> {
    /// Its short name.
    pub name: &'a str,
    /// Its full name.
    pub title: &'a str,
    /// Where its text is; empty for one this program does not know.
    pub address: &'static str,
}

const KNOWN: [Licence<'static>; 3] = [
    Licence {
        name: "CC-BY-4.0",
        title: "Creative Commons Attribution 4.0 International",
        address: "https://creativecommons.org/licenses/by/4.0/",
    },
    Licence {
        name: "CC0-1.0",
        title: "Creative Commons Zero 1.0 Universal",
        address: "https://creativecommons.org/publicdomain/zero/1.0/",
    },
    Licence {
        name: "PDL-1.0",
        title: "公共データ利用規約（第1.0版）",
        address: "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
    },
];

/// The licence an edition names; CC BY 4.0 where it names none.
pub(super) fn licence(about: &About) -> Licence<'_> {
    let named = about.licence.trim();
    if named.is_empty() {
        return KNOWN[0];
    }
    let known = KNOWN.into_iter().find(|licence| licence.name.eq_ignore_ascii_case(named));
    known.unwrap_or(Licence { name: named, title: named, address: "" })
}

/// How the source is named in Japanese.
pub(super) fn citation_ja(about: &About) -> String {
    format!("{}「{}」公表版 第{}版（{}公表）", about.city.ja, about.plan.ja, about.number, about.published_on)
}

/// How the source is named in English.
pub(super) fn citation_en(about: &About) -> String {
    let (city, plan) = (about.city.english(), about.plan.english());
    format!("{city}, “{plan}”, edition {} ({})", about.number, about.published_on)
}

/// What the data is, in a sentence of each language.
pub(super) fn what_it_is(about: &About) -> String {
    let (mut ja, mut en) = (
        format!("{}。事業・事業費・指標・点検・クラスター・工程表・投資枠・見通し・施設・用語", citation_ja(about)),
        format!(
            "{}: programs, money, indicators, reviews, clusters, roadmap, frame, outlook, facilities, terms",
            citation_en(about)
        ),
    );
    if about.is_illustrative {
        ja.push_str("。例示（説明のために作った値）を含む");
        en.push_str("; some values are illustrative");
    }
    format!("{ja} / {en}")
}

/// `LICENCE.md`.
pub(super) fn statement(about: &About) -> Vec<u8> {
    let Licence { name, title, address } = licence(about);
    let place = if address.is_empty() { String::new() } else { format!("\n<{address}>\n") };
    let (ja, en) = (citation_ja(about), citation_en(about));
    let made_up = if about.is_illustrative {
        "\nこの版には「例示」の値が含まれます。例示は説明のために作った値で、市の実績ではありません。引用するときは例示であることも書いてください。\n"
    } else {
        ""
    };
    let made_up_en = if about.is_illustrative {
        "\nThis edition holds illustrative values, made up to explain. Say so when you quote them.\n"
    } else {
        ""
    };
    let free = name.eq_ignore_ascii_case("CC0-1.0");
    let must = if free {
        "出典の表示は義務ではありませんが、次のように書くと元のデータへたどれます。"
    } else {
        "出典を次のように書けば、商用を含めて、写し、配り、加工することができます。"
    };
    let must_en = if free {
        "You need not name the source, but doing so leads readers to it:"
    } else {
        "You may copy, share and adapt the data, also commercially, if you name the source like this:"
    };
    format!(
        "# 利用条件 / Licence\n\n\
         ## 日本語\n\n\
         このフォルダーのデータは **{name}**（{title}）で提供します。\n{place}\n\
         {must}\n\n\
         - そのまま使うとき: 出典：{ja}\n\
         - 加工したとき: {ja} を加工して作成\n\n\
         加工した結果を、{city}が作ったもののように見せないでください。市の紋章・写真など、このフォルダーにないものは対象外です。\n\
         {made_up}\n\
         ## English\n\n\
         The data in this folder is offered under **{name}** ({title}).\n{place}\n\
         {must_en}\n\n\
         - as it is: Source: {en}\n\
         - changed: Made from {en}\n\n\
         Do not present what you made as if {city_en} had made it. Emblems and photographs, which are not in this folder, are not covered.\n\
         {made_up_en}",
        city = about.city.ja,
        city_en = about.city.english(),
    )
    .into_bytes()
}

/// `README.md`: what is in the folder and how to read it.
pub(super) fn readme(about: &About, tables: &[Table<'_>]) -> Vec<u8> {
    let mut out = format!(
        "# {}\n\n{}\n\n\
         - CSV は UTF-8（BOM付き）、改行は CRLF、1行目が項目名。番号やコードは文字。金額は円の整数。空欄は「記載なし」で、0ではない。\n\
         - `=`、`+`、`-`、`@` で始まる文字は、表計算ソフトが式と取り違えないよう先頭に `'` を付けてある。JSON には付けない。\n\
         - JSON の項目名は英語で、変わらない。対応は `dictionary.csv`。小数のある数は桁を保つため文字。\n\
         - `datapackage.json` は Fiscal Data Package、`catalog.jsonld` は DCAT、利用条件は `LICENCE.md`。\n\
         - `items/` に事業やクラスターなど一つずつの JSON がある（一覧は `items/index.json`）。\n\n\
         - CSV: UTF-8 with BOM, CRLF, one header row; codes are text, money whole yen; an empty cell is “not stated”, not zero.\n\
         - Text that a spreadsheet would run as a formula is led by `'` in CSV, not in JSON.\n\
         - JSON names are English and never change (`dictionary.csv` ties them to the headings); numbers with decimals are text.\n\n\
         | ファイル / file | 内容 / what | 行 / rows |\n|---|---|---:|\n",
        citation_ja(about),
        what_it_is(about),
    );
    for table in tables {
        let (title, en) = (table.title.0.replace('|', "｜"), table.title.1.replace('|', "｜"));
        let both = if en.is_empty() || en == title { title } else { format!("{title} / {en}") };
        out.push_str(&format!("| `{0}.csv` `{0}.json` | {both} | {1} |\n", table.path, table.rows.len()));
    }
    out.into_bytes()
}

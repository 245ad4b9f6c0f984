//! The fields of each kind of record (欄の一覧), in the order of the form; those of options in `options.rs`.

mod options;

use super::FieldKind::{Choice, Day, Items, LongText, Number, ShortText, Url, Year};
use super::Need::{Optional, ToClose, ToKeep};
use super::{Field, FieldKind, ItemKind, Need, Rows};
use crate::kpi::{Level, Way};
use crate::logic_model::{LocalFit, Strength};

type Words = (&'static str, &'static str);

const fn field(name: &'static str, kind: FieldKind, need: Need, most: usize, label: Words, hint: Words) -> Field {
    Field { name, label, hint, kind, need, most }
}

/// The fields of a kind without those of rows.
pub(super) fn of(kind: ItemKind) -> &'static [Field] {
    match kind {
        ItemKind::Fact => FACT,
        ItemKind::Kpi => KPI,
        ItemKind::Purpose => PURPOSE,
        ItemKind::Evidence => EVIDENCE,
        ItemKind::Issue => ISSUE,
        ItemKind::Hearing => HEARING,
        ItemKind::Option => options::OPTION,
        ItemKind::Proposal => options::PROPOSAL,
    }
}

/// The rows of a kind.
pub(super) fn rows_of(kind: ItemKind) -> &'static [Rows] {
    match kind {
        ItemKind::Option => options::OPTION_ROWS,
        _ => &[],
    }
}

const BASIS: FieldKind = Choice(&[
    ("published", "公表", "published"),
    ("inventory", "台帳", "from the inventory"),
    ("read", "読み取り", "read off a chart"),
    ("assumed", "仮定", "assumption"),
    ("illustrative", "例示", "illustrative"),
]);
const REFORM: FieldKind = Choice(&[
    ("stop", "廃止・縮小", "stop or reduce"),
    ("merge", "統合・再編", "merge"),
    ("level", "水準・規模の見直し", "change the level or scale"),
    ("target", "対象の見直し", "change whom it serves"),
    ("private", "民間活用", "use of the private sector"),
    ("digital", "デジタル化", "digital"),
    ("price", "料金・負担の見直し", "change fees"),
    ("expand", "新規・拡充", "new or more"),
    ("other", "そのほか", "other"),
]);
const FIT: FieldKind = Choice(LocalFit::CHOICES);
const WEIGHT: FieldKind =
    Choice(&[("high", "大きい", "large"), ("medium", "中くらい", "medium"), ("low", "小さい", "small")]);
const STRENGTH: FieldKind = Choice(Strength::CHOICES);

const SOURCE: Field = field(
    "source",
    ShortText,
    ToClose,
    500,
    ("出典", "Source"),
    (
        "資料の名前とページ。だれでも同じ数値にたどり着けるように書きます。",
        "Document and page, so that anybody finds the same figure.",
    ),
);
const SOURCE_URL: Field = field(
    "source-url",
    Url,
    Optional,
    500,
    ("出典のリンク", "Link to the source"),
    (
        "https:// で始まるアドレス、またはこのサイトの / で始まるアドレス。",
        "An address that begins with https://, or with / for this site.",
    ),
);
const BASIS_FIELD: Field = field(
    "basis",
    BASIS,
    ToClose,
    20,
    ("数値の性質", "Basis"),
    (
        "公表された数値か、台帳の数値か、仮定か。例示は実在しない数値です。",
        "Whether it was published, comes from the inventory, or is assumed; illustrative is made up.",
    ),
);
const NOTE: Field = field(
    "note",
    LongText,
    Optional,
    2_000,
    ("補足", "Note"),
    ("読む人が間違えやすいこと、数え方の違いなど。", "What a reader may get wrong, such as another way of counting."),
);
const ORIGIN: Field = field(
    "origin",
    ShortText,
    Optional,
    300,
    ("来歴", "Where it was taken from"),
    (
        "台帳やプランから入れたときに、自動で書かれます。",
        "Written by itself when it was taken from the inventory or the plan.",
    ),
);

const FACT: &[Field] = &[
    field(
        "statement",
        LongText,
        ToKeep,
        500,
        ("事実", "Fact"),
        ("言えることを一つ。評価や意見は書きません。", "One thing that can be shown; no judgement."),
    ),
    field(
        "figure",
        Number,
        Optional,
        40,
        ("数値", "Figure"),
        ("数字だけ。単位は次の欄に書きます。", "The number alone; its unit goes to the next field."),
    ),
    field(
        "unit",
        ShortText,
        Optional,
        20,
        ("単位", "Unit"),
        ("億円、％、人、位 など。", "Such as %, persons or hundred million yen."),
    ),
    field(
        "year",
        Year,
        ToClose,
        12,
        ("年度", "Year"),
        ("いつの事実か。西暦四桁、R4、令和4年度 のどれでも書けます。", "As 2022 or R4."),
    ),
    SOURCE,
    SOURCE_URL,
    BASIS_FIELD,
    NOTE,
    ORIGIN,
];

const KPI: &[Field] = &[
    field("name", ShortText, ToKeep, 120, ("指標名", "Name"), ("何を測るか。", "What is measured.")),
    field(
        "level",
        Choice(Level::CHOICES),
        ToClose,
        30,
        ("段階", "Level"),
        ("市民や地域の変化はアウトカムです。", "What changes for people is an outcome."),
    ),
    field(
        "unit",
        ShortText,
        ToClose,
        20,
        ("単位", "Unit"),
        ("単位のない指数は「指数」と書きます。", "Write “index” where there is none."),
    ),
    field(
        "way",
        Choice(Way::CHOICES),
        ToClose,
        20,
        ("目指す方向", "Which way is good"),
        ("一つ選びます。", "Choose one."),
    ),
    field("value", Number, ToClose, 40, ("現状値", "Value now"), ("数字だけ。", "The number alone.")),
    field(
        "year",
        Year,
        ToClose,
        12,
        ("現状値の年度", "Year of that value"),
        ("西暦四桁、R4、令和4年度 のどれでも書けます。", "As 2022 or R4."),
    ),
    field(
        "target",
        Number,
        Optional,
        40,
        ("目標値", "Target"),
        ("決まっていなければ空けます。", "Leave empty where none is set."),
    ),
    field(
        "target-year",
        Year,
        Optional,
        12,
        ("目標年度", "Year of the target"),
        ("目標値があるときに書きます。", "Where there is a target."),
    ),
    SOURCE,
    SOURCE_URL,
    BASIS_FIELD,
    NOTE,
    ORIGIN,
];

const PURPOSE: &[Field] = &[
    field(
        "text",
        LongText,
        ToKeep,
        1_000,
        ("目的", "Purpose"),
        ("この政策は何のためにあるか。", "What the policy is for."),
    ),
    field(
        "for-whom",
        ShortText,
        ToClose,
        200,
        ("だれのため", "For whom"),
        ("対象になる人や地域。", "The people or places."),
    ),
    field(
        "change",
        LongText,
        ToClose,
        1_000,
        ("目指す変化", "The change it aims at"),
        ("その人や地域がどうなればよいか。", "What should be different for them."),
    ),
    NOTE,
];

const EVIDENCE: &[Field] = &[
    field(
        "finding",
        LongText,
        ToKeep,
        1_000,
        ("分かったこと", "Finding"),
        ("調査や研究が示したことを、自分の言葉で。", "What the study showed, in your own words."),
    ),
    field(
        "reform",
        REFORM,
        ToClose,
        20,
        ("改革の種類", "Kind of reform"),
        ("どの種類の改革についての根拠か。", "Which kind of reform it speaks of."),
    ),
    field(
        "strength",
        STRENGTH,
        ToClose,
        2,
        ("強さ（メリーランド尺度）", "Strength (Maryland scale)"),
        ("3以上が、効果があったと言える目安です。", "From 3 on an effect can be claimed."),
    ),
    SOURCE,
    SOURCE_URL,
    field(
        "where-when",
        ShortText,
        ToClose,
        200,
        ("いつ、どこの", "Where and when"),
        ("調べられた場所と時期。", "The place and time that were studied."),
    ),
    field(
        "fit",
        FIT,
        ToClose,
        10,
        ("この市に当てはまるか", "Local fit"),
        ("人口、制度、費用などの条件の近さ。", "How near its circumstances are to ours."),
    ),
    field(
        "fit-reason",
        LongText,
        Optional,
        1_000,
        ("当てはまる理由", "Why it fits"),
        ("似ている点と違う点。", "What is alike and what differs."),
    ),
    field(
        "effect-size",
        ShortText,
        Optional,
        200,
        ("効果の大きさ", "Size of the effect"),
        ("例: 受診率 +4.2ポイント（95％信頼区間 1.1〜7.3）", "As +4.2 points (95% interval 1.1 to 7.3)."),
    ),
    field(
        "from-node",
        ShortText,
        Optional,
        60,
        ("ロジックモデルの矢印の元", "Edge from"),
        ("この根拠が支える矢印の、元の箱の記号。", "Id of the box the edge begins at."),
    ),
    field(
        "to-node",
        ShortText,
        Optional,
        60,
        ("ロジックモデルの矢印の先", "Edge to"),
        ("同じく、先の箱の記号。", "Id of the box the edge leads to."),
    ),
    NOTE,
];

const ISSUE: &[Field] = &[
    field(
        "text",
        LongText,
        ToKeep,
        1_000,
        ("課題", "Issue"),
        ("何が、なぜ問題か。解決策は書きません。", "What is wrong and why; not what to do."),
    ),
    field(
        "ground",
        Items(&[ItemKind::Fact, ItemKind::Kpi, ItemKind::Evidence, ItemKind::Hearing]),
        ToClose,
        400,
        ("よりどころ", "What it rests on"),
        (
            "この課題を示す事実、KPI、根拠、ヒアリングを選びます。",
            "The facts, KPIs, evidence and hearings that show it.",
        ),
    ),
    field("weight", WEIGHT, Optional, 10, ("重さ", "Weight"), ("影響の大きさ。", "How much it matters.")),
    NOTE,
];

const HEARING: &[Field] = &[
    field(
        "who",
        ShortText,
        ToKeep,
        120,
        ("だれから", "Who"),
        (
            "立場だけを書きます（例: 利用団体の役員）。個人の名前や連絡先は書きません。",
            "The position only, such as officer of a user group; no names or contacts.",
        ),
    ),
    field("day", Day, ToClose, 10, ("聞いた日", "Day"), ("2026-04-01 のように。", "As 2026-04-01.")),
    field(
        "said",
        LongText,
        ToKeep,
        2_000,
        ("話の内容", "What was said"),
        ("要点を短く。個人が分かることは書きません。", "The main points; nothing by which a person is known."),
    ),
    NOTE,
];

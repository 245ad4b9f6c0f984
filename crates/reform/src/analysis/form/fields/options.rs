//! The fields of options and proposals (改革案と取組案の欄).

use super::super::FieldKind::{Choice, Item, Items, LongText, Number, ShortText, Url, Year, Yen};
use super::super::Need::{Optional, ToClose, ToKeep};
use super::super::{Field, FieldKind, ItemKind, Rows};
use super::{STRENGTH, field};
use crate::decision::Lever;

const FORM: FieldKind = Choice(&[
    ("budget", "予算案", "budget"),
    ("ordinance", "条例の改正案", "ordinance"),
    ("policy", "執行方針", "execution policy"),
]);
const YES: FieldKind = Choice(&[("yes", "現状のままとする案", "to go on as now")]);

pub(super) const OPTION: &[Field] = &[
    field(
        "title",
        ShortText,
        ToKeep,
        120,
        ("案の名前", "Title"),
        ("何をする案かが分かる短い名前。", "A short name that says what is done."),
    ),
    field(
        "as-now",
        YES,
        Optional,
        3,
        ("現状のまま", "As now"),
        ("比べるもとになる、何も変えない案に印を付けます。", "Mark the option that changes nothing, for comparison."),
    ),
    field(
        "text",
        LongText,
        ToClose,
        2_000,
        ("内容", "What is done"),
        ("何を、いつから、どう変えるか。", "What changes, from when and how."),
    ),
    field(
        "issues",
        Items(&[ItemKind::Issue]),
        Optional,
        400,
        ("解決する課題", "Issues it answers"),
        ("この案が答える課題。", "The issues this option answers."),
    ),
    field(
        "costs",
        LongText,
        Optional,
        1_000,
        ("かかる費用と手間", "Costs"),
        ("移行の費用、準備の期間など。", "Of changing over, and the time it takes."),
    ),
    field(
        "risks",
        LongText,
        ToClose,
        1_000,
        ("リスク", "Risks"),
        ("うまくいかないのはどんなときか。困る人はだれか。", "When it may fail and who would suffer."),
    ),
    field(
        "verification",
        LongText,
        Optional,
        2_000,
        ("予測の検証", "How the prediction was checked"),
        ("どの資料、どの計算で確かめたか。", "By which documents or computation."),
    ),
    field(
        "verification-url",
        Url,
        Optional,
        500,
        ("検証の画面・資料", "Link to the check"),
        ("このサイトの試算は / で始まるアドレスで書けます。", "A study of this site begins with /."),
    ),
    field(
        "verified-by",
        ShortText,
        Optional,
        120,
        ("検証した人・組織", "Checked by"),
        ("案を作った人とは別の人が望まれます。", "Somebody else than who made it, if possible."),
    ),
    field(
        "low-yen",
        Yen,
        Optional,
        20,
        ("1年の効果の下限", "Effect a year, low"),
        ("円。控えめに見たときの額。", "In yen, at the cautious end."),
    ),
    field(
        "high-yen",
        Yen,
        Optional,
        20,
        ("1年の効果の上限", "Effect a year, high"),
        ("円。うまくいったときの額。", "In yen, if all goes well."),
    ),
    field(
        "strength",
        STRENGTH,
        Optional,
        2,
        ("予測を支える根拠の強さ", "Strength of its evidence"),
        ("試算だけなら0です。", "A computation alone is 0."),
    ),
];

pub(super) const OPTION_ROWS: &[Rows] = &[
    Rows {
        name: "effect",
        label: ("効果", "Effect"),
        hint: (
            "一般財源は、浮く額を正、増える負担を▲で。投資的経費は、増やす額を正、減らす額を▲で書きます。",
            "General funds: above zero frees money. Investment: above zero builds more.",
        ),
        fields: &[
            field("lever", Choice(Lever::CHOICES), ToKeep, 20, ("動かす先", "What it moves"), ("", "")),
            field("first-year", Year, ToKeep, 12, ("初年度", "First year"), ("", "")),
            field(
                "last-year",
                Year,
                Optional,
                12,
                ("最終年度", "Last year"),
                ("空欄は終わりなし。", "Empty has no end."),
            ),
            field("yen", Yen, ToKeep, 20, ("1年の額（円）", "Yen a year"), ("", "")),
        ],
        most: 10,
    },
    Rows {
        name: "kpi",
        label: ("KPIの予測", "KPI"),
        hint: ("この案で、KPIがいつどうなるか。", "What becomes of the KPI, and when."),
        fields: &[
            field("item", Item(ItemKind::Kpi), ToKeep, 20, ("KPI", "KPI"), ("", "")),
            field("year", Year, ToKeep, 12, ("年度", "Year"), ("", "")),
            field("value", Number, ToKeep, 40, ("予測値", "Value"), ("", "")),
        ],
        most: 20,
    },
];

pub(super) const PROPOSAL: &[Field] = &[
    field("title", ShortText, ToKeep, 120, ("題", "Title"), ("何を出すか。", "What is put forward.")),
    field(
        "form",
        FORM,
        ToKeep,
        20,
        ("形", "Form"),
        ("予算案、条例の改正案、執行方針のどれか。", "Budget, ordinance or execution policy."),
    ),
    field(
        "option",
        Item(ItemKind::Option),
        ToClose,
        20,
        ("もとになる改革案", "Option"),
        ("決まった改革案を選びます。", "The option decided."),
    ),
    field("department", ShortText, ToClose, 120, ("担当", "Department"), ("局・課の名前。", "The bureau and section.")),
    field(
        "year",
        Year,
        ToClose,
        12,
        ("年度", "Year"),
        ("予算や施行の年度。", "Of the budget or of coming into force."),
    ),
    field(
        "text",
        LongText,
        ToClose,
        2_000,
        ("内容", "Text"),
        ("求める額や、変える条文の要点。", "The amount asked for, or what the ordinance changes."),
    ),
];

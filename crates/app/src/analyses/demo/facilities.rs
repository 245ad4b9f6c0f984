//! An analysis half way (公共施設マネジメント): two gates closed, issues being gathered.

use reform::analysis::{ItemKind, Stage};

use super::{Event, Example};

const fn printed(key: &'static str, figure: &'static str) -> Example {
    Example { key, kind: ItemKind::Fact, figure, fields: &[] }
}

/// Everything that happened, in order.
pub(super) const EVENTS: &[Event] = &[
    Event::Write("見本 花子", 90, STATE),
    Event::Close("見本 革雄", 83, Stage::CurrentState),
    Event::Write("見本 花子", 60, ANALYSIS),
    Event::Close("見本 革雄", 48, Stage::Analysis),
    Event::Write("見本 花子", 12, ISSUES),
];

const STATE: &[Example] = &[
    printed("fact-renewal", "facility-renewal-40-years"),
    printed("fact-yearly", "facility-renewal-per-year"),
    printed("fact-area", "floor-area-per-citizen"),
    printed("fact-age", "facilities-over-30-years"),
    Example {
        key: "kpi-area",
        kind: ItemKind::Kpi,
        figure: "",
        fields: &[
            ("name", "市民一人当たりの公共施設の延床面積"),
            ("level", "outcome-intermediate"),
            ("unit", "㎡/人"),
            ("way", "decrease"),
            ("value", "5.2"),
            ("year", "2021"),
            ("source", "北九州市政変革推進プラン p.5 図1-6"),
            ("source-url", "/facilities"),
            ("basis", "published"),
        ],
    },
];

const ANALYSIS: &[Example] = &[
    Example {
        key: "purpose",
        kind: ItemKind::Purpose,
        figure: "",
        fields: &[
            ("text", "例示：市民が使う施設のはたらきを保ちながら、建て替えにかかる費用を払える範囲に収める。"),
            ("for-whom", "施設を使う市民と、費用を負担する市民"),
            ("change", "例示：使える施設の質が下がらずに、延床面積と更新の費用が減る。"),
        ],
    },
    Example {
        key: "evidence-merge",
        kind: ItemKind::Evidence,
        figure: "",
        fields: &[
            ("finding", "例示：近くの施設を一つの建物にまとめた地区では、利用者の数は減らず、維持費が減った。"),
            ("reform", "merge"),
            ("strength", "2"),
            ("source", "例示の事例集（実在しません）"),
            ("where-when", "例示：三つの市、5年間"),
            ("fit", "alike"),
            ("effect-size", "例示：維持費 −18％"),
        ],
    },
];

const ISSUES: &[Example] = &[
    Example {
        key: "issue-renewal",
        kind: ItemKind::Issue,
        figure: "",
        fields: &[
            ("text", "例示：いまの施設をすべて建て替えると、年301億円がかかり、投資の枠の半分近くを使う。"),
            ("ground", "@fact-yearly @fact-age"),
            ("weight", "high"),
        ],
    },
    Example {
        key: "issue-unfinished",
        kind: ItemKind::Issue,
        figure: "",
        fields: &[("text", "例示：似た施設が近くに重なっている。よりどころにする資料を集めているところ。")],
    },
];

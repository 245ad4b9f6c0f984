//! The worked example (公共投資): from the plan's figures to the level of 56 billion yen a year.

use reform::analysis::{ItemKind, Stage};

use super::{Event, Example};

const fn record(key: &'static str, kind: ItemKind, fields: &'static [(&'static str, &'static str)]) -> Example {
    Example { key, kind, figure: "", fields }
}

/// A fact as the plan prints it.
const fn printed(key: &'static str, figure: &'static str) -> Example {
    Example { key, kind: ItemKind::Fact, figure, fields: &[] }
}

/// Everything that happened, in order.
pub(super) const EVENTS: &[Event] = &[
    Event::Write("見本 太郎", 180, STATE),
    Event::Close("見本 改子", 172, Stage::CurrentState),
    Event::Write("見本 太郎", 150, ANALYSIS),
    Event::Close("見本 改子", 141, Stage::Analysis),
    Event::Write("見本 太郎", 120, ISSUES),
    Event::Close("見本 改子", 110, Stage::Issues),
    Event::Reopen(
        "見本 改子",
        103,
        Stage::Issues,
        "例示：利用者の側の声が足りないとの意見があり、聞き取りを足すため。",
    ),
    Event::Write("見本 太郎", 95, MORE_HEARING),
    Event::Rewrite("見本 太郎", 95, "issue-balance", "weight", "high"),
    Event::Close("見本 改子", 90, Stage::Issues),
    Event::Write("見本 革雄", 70, OPTIONS),
    Event::Close("見本 改子", 52, Stage::Options),
    Event::Decide(
        "仮名 本子",
        38,
        "option-560",
        "例示：市政変革実行本部の会議での決定（実際の市の決定ではありません）",
    ),
    Event::Write("見本 太郎", 30, PROPOSALS),
    Event::Close("見本 改子", 21, Stage::Proposals),
];

const STATE: &[Example] = &[
    printed("fact-620", "investment-level"),
    printed("fact-560", "investment-level-lower"),
    printed("fact-7236", "bond-balance-at-620"),
    printed("fact-6572", "bond-balance-at-560"),
    printed("fact-per-head", "construction-per-head-rank"),
    printed("fact-bonds", "bonds-per-citizen-rank"),
    record(
        "kpi-balance",
        ItemKind::Kpi,
        &[
            ("name", "30年後の市債残高（推計）"),
            ("level", "outcome-final"),
            ("unit", "億円"),
            ("way", "decrease"),
            ("value", "7236"),
            ("year", "2023"),
            ("source", "北九州市政変革推進プラン p.18 図2-3"),
            ("source-url", "/figures"),
            ("basis", "published"),
            ("note", "年度は推計が示された年度。値は投資的経費を年620億円とした場合の30年後の残高。"),
        ],
    ),
    record(
        "kpi-debt-service",
        ItemKind::Kpi,
        &[
            ("name", "実質公債費比率"),
            ("level", "outcome-intermediate"),
            ("unit", "％"),
            ("way", "decrease"),
            ("value", "10.4"),
            ("year", "R4"),
            ("source", "総務省 主要財政指標一覧（令和4年度決算）"),
            ("source-url", "/cities"),
            ("basis", "published"),
        ],
    ),
    record(
        "kpi-burden",
        ItemKind::Kpi,
        &[
            ("name", "将来負担比率"),
            ("level", "outcome-intermediate"),
            ("unit", "％"),
            ("way", "decrease"),
            ("value", "147.2"),
            ("year", "R4"),
            ("source", "総務省 主要財政指標一覧（令和4年度決算）"),
            ("source-url", "/cities"),
            ("basis", "published"),
        ],
    ),
];

const ANALYSIS: &[Example] = &[
    record(
        "purpose",
        ItemKind::Purpose,
        &[
            (
                "text",
                "例示：今の暮らしに要る道路・施設を保ちながら、将来の市民が返す借金を重くしない投資の水準を決める。",
            ),
            ("for-whom", "今の市民と、これから税を納める世代"),
            ("change", "例示：人口が減っても、市民一人当たりの市債残高が増え続けない。"),
        ],
    ),
    record(
        "evidence-projection",
        ItemKind::Evidence,
        &[
            (
                "finding",
                "市の推計では、投資的経費を年60億円小さくすると、30年後の市債残高は664億円小さくなる（7,236億円と6,572億円の差）。",
            ),
            ("reform", "level"),
            ("strength", "0"),
            ("source", "北九州市政変革推進プラン p.18 図2-3"),
            ("source-url", "/figures"),
            ("where-when", "北九州市、令和5年度の推計"),
            ("fit", "here"),
            ("effect-size", "30年後の残高 −664億円"),
            ("from-node", "7"),
            ("to-node", "11"),
            ("note", "推計であって、実際に投資を減らした結果を測ったものではない。"),
        ],
    ),
    record(
        "evidence-cities",
        ItemKind::Evidence,
        &[
            (
                "finding",
                "例示：投資の上限を決めた市は、決めなかった似た市より、10年後の一人当たり市債残高の伸びが小さかった。",
            ),
            ("reform", "level"),
            ("strength", "3"),
            ("source", "例示の研究（実在しません）"),
            ("where-when", "例示：人口50万人以上の市、10年間"),
            ("fit", "alike"),
            ("fit-reason", "例示：人口の規模と公共施設の量が近い。港湾の投資が大きい点は違う。"),
            ("effect-size", "例示：一人当たり −6％（95％信頼区間 −10〜−2）"),
            ("from-node", "11"),
            ("to-node", "15"),
        ],
    ),
];

const ISSUES: &[Example] = &[
    record(
        "issue-balance",
        ItemKind::Issue,
        &[
            (
                "text",
                "例示：今の投資の水準を続けると、人口が減る中で市債残高が高いまま残り、一人当たりの負担が重くなる。",
            ),
            ("ground", "@fact-7236 @fact-bonds @kpi-balance @evidence-projection"),
            ("weight", "medium"),
        ],
    ),
    record(
        "issue-level",
        ItemKind::Issue,
        &[
            ("text", "例示：一人当たりの普通建設事業費が他の政令市より多く、水準の根拠が市民に説明されていない。"),
            ("ground", "@fact-per-head @fact-620"),
            ("weight", "medium"),
        ],
    ),
    record(
        "hearing-works",
        ItemKind::Hearing,
        &[
            ("who", "例示：土木を担当する課の職員"),
            ("day", "day-130"),
            (
                "said",
                "例示：件数を減らすより、傷みの小さいうちに直す工事を優先する方が総額は小さくなる。急に減らすと入札が成り立たない。",
            ),
        ],
    ),
];

const MORE_HEARING: &[Example] = &[record(
    "hearing-users",
    ItemKind::Hearing,
    &[
        ("who", "例示：道路を使う運送業の団体の役員"),
        ("day", "day-97"),
        ("said", "例示：新しい道路より、橋の通行止めが起きないことを優先してほしい。止まると遠回りの費用が大きい。"),
    ],
)];

const OPTIONS: &[Example] = &[
    record(
        "option-620",
        ItemKind::Option,
        &[
            ("title", "年620億円の水準を続ける"),
            ("as-now", "yes"),
            ("text", "市が令和3年10月に決めた水準（環境工場を除く5か年の平均）をそのまま続ける。"),
            ("issues", ""),
            ("costs", "追加の費用はない。"),
            ("risks", "例示：人口が減る分だけ、一人当たりの市債残高が重くなる。金利が上がると公債費が増える。"),
            (
                "verification",
                "市の将来推計（プラン p.18）と、このサイトの市債の試算が同じ7,236億円になることを確かめた。",
            ),
            ("verification-url", "/fiscal/debt?investment=620"),
            ("verified-by", "例示：財政の担当"),
            ("strength", "0"),
            ("kpi.1.item", "@kpi-balance"),
            ("kpi.1.year", "2053"),
            ("kpi.1.value", "7236"),
        ],
    ),
    record(
        "option-560",
        ItemKind::Option,
        &[
            ("title", "令和7年度から年560億円にする"),
            (
                "text",
                "例示：投資的経費を年60億円小さくし、予防の工事と集約を先に選ぶ。水準はプランの試算の前提で、市が決めたものではない。集約で維持管理の一般財源が年12億円浮くと見込む。",
            ),
            ("issues", "@issue-balance @issue-level"),
            ("costs", "例示：選び方の基準づくりと、集約の計画の作り直しに1年。"),
            ("risks", "例示：修繕の先送りで、あとの費用がふくらむおそれがある。地元の建設業の仕事が減る。"),
            (
                "verification",
                "市の将来推計（プラン p.18）と、このサイトの市債の試算が同じ6,572億円になることを確かめた。幅は例示。",
            ),
            ("verification-url", "/fiscal/debt?investment=560"),
            ("verified-by", "例示：財政の担当"),
            ("low-yen", "-6500000000"),
            ("high-yen", "-5500000000"),
            ("strength", "0"),
            ("effect.1.lever", "investment"),
            ("effect.1.first-year", "2025"),
            ("effect.1.yen", "-6000000000"),
            ("effect.2.lever", "general-funds"),
            ("effect.2.first-year", "2025"),
            ("effect.2.yen", "1200000000"),
            ("kpi.1.item", "@kpi-balance"),
            ("kpi.1.year", "2053"),
            ("kpi.1.value", "6572"),
        ],
    ),
];

const PROPOSALS: &[Example] = &[
    record(
        "proposal-budget",
        ItemKind::Proposal,
        &[
            ("title", "例示：投資的経費の枠を年560億円とする当初予算案"),
            ("form", "budget"),
            ("option", "@option-560"),
            ("department", "財政・変革局"),
            ("year", "2025"),
            ("text", "例示：当初予算の投資的経費を560億円の枠で組み、枠の中の配分を優先順位の表とともに出す。"),
        ],
    ),
    record(
        "proposal-policy",
        ItemKind::Proposal,
        &[
            ("title", "例示：投資事業の選び方の基準を定める執行方針"),
            ("form", "policy"),
            ("option", "@option-560"),
            ("department", "財政・変革局"),
            ("year", "2025"),
            (
                "text",
                "例示：安全、予防、集約、費用対効果の順に点を付け、点の低い事業は先に延ばす。点は毎年度公開する。",
            ),
        ],
    ),
    record(
        "proposal-ordinance",
        ItemKind::Proposal,
        &[
            ("title", "例示：投資の水準を公表する条例の改正案"),
            ("form", "ordinance"),
            ("option", "@option-560"),
            ("department", "財政・変革局"),
            ("year", "2026"),
            ("text", "例示：投資的経費の水準と30年後の市債残高の推計を、毎年度の予算とともに公表することを定める。"),
        ],
    ),
];

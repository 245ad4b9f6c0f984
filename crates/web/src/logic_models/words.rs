//! Words about logic models (言葉): moments, what was done, which field, what is wrong.

use app::ProblemKind;
use reform::logic_model::{LogicModel, ModelProblem, NodeId};

use crate::lang::Lang;

/// A moment in Japan: `2026年2月3日（火）19:30`; what is no moment stays as it is.
pub fn moment(lang: Lang, utc: &str) -> String {
    let Ok(time) = utc.parse::<jiff::Timestamp>() else { return utc.to_owned() };
    let time = time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)));
    match lang {
        Lang::Ja => {
            const DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
            let day = DAYS.get(usize::from(time.weekday().to_monday_zero_offset().unsigned_abs())).unwrap_or(&"");
            format!("{}（{day}）{}", time.strftime("%Y年%-m月%-d日"), time.strftime("%H:%M"))
        }
        Lang::En => time.strftime("%a %-d %b %Y %H:%M").to_string(),
    }
}

/// What a change did, by its stable word.
pub fn deed(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "add-node" => lang.pick("要素を加えた", "added a node"),
        "change-node" => lang.pick("要素を書き直した", "changed a node"),
        "move-node" => lang.pick("要素を移した", "moved a node"),
        "remove-node" => lang.pick("要素を消した", "removed a node"),
        "connect" => lang.pick("つないだ", "connected"),
        "disconnect" => lang.pick("つながりを外した", "disconnected"),
        "change-edge" => lang.pick("つながりの根拠を書いた", "changed what supports a connection"),
        "undo" => lang.pick("元に戻した", "took back"),
        "redo" => lang.pick("やり直した", "made again"),
        "import" => lang.pick("表から作り直した", "replaced it by a table"),
        "template" => lang.pick("ひな形を入れた", "began from a template"),
        "proposal" => lang.pick("事業の記載から加えた", "added what programs say"),
        "restore" => lang.pick("前の版に戻した", "restored a version"),
        _ => lang.pick("変えた", "changed it"),
    }
}

/// What the page and the screen reader are told after an operation.
pub fn done(lang: Lang, kind: &str, subject: &str) -> String {
    let deed = deed(lang, kind);
    match (lang, subject.is_empty()) {
        (_, true) => deed.to_owned(),
        (Lang::Ja, false) => format!("{deed}：{subject}"),
        (Lang::En, false) => format!("{deed}: {subject}"),
    }
}

/// A node in a few words: `活動 4「…」`.
pub fn node(lang: Lang, model: &LogicModel, id: NodeId) -> String {
    match model.node(id) {
        Some(node) => {
            let kind = lang.pick(node.kind.label_ja(), node.kind.label_en());
            format!("{kind} {id}{}", lang.pick("「", " “")) + &node.label + lang.pick("」", "”")
        }
        None => format!("{} {id}", lang.pick("要素", "node")),
    }
}

/// A field as the store names it, in words.
pub fn field(lang: Lang, model: &LogicModel, field: &str) -> String {
    let mut parts = field.splitn(3, '.');
    let (of, id, part) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let named = |text: &str| text.parse().map(NodeId).map_or_else(|_| text.to_owned(), |id| node(lang, model, id));
    let subject = match id.split_once('-') {
        Some((from, to)) if of == "edge" => format!("{} → {}", named(from), named(to)),
        _ => named(id),
    };
    let part = match part {
        "label" => lang.pick("文", "words"),
        "note" => lang.pick("メモ", "note"),
        "indicators" => lang.pick("指標", "indicators"),
        "evidence" => lang.pick("根拠", "evidence"),
        "external" => lang.pick("外部要因に左右されるか", "dependence on outside"),
        _ => lang.pick("列または有無", "place or presence"),
    };
    format!("{subject}{}{part}", lang.pick("の", ": "))
}

/// A field's text for people: entries a line each, their parts divided by dots.
pub fn shown(lang: Lang, text: &str) -> String {
    match text {
        "" => lang.pick("（なし）", "(nothing)").to_owned(),
        text => text.replace('\t', " · ").replace("\\n", " "),
    }
}

/// Something wrong, in words (誤り).
#[derive(Clone)]
pub struct Fault {
    /// What is wrong.
    pub what: &'static str,
    /// What to do.
    pub hint: &'static str,
    /// The stable code.
    pub code: &'static str,
    /// The offending words; may be empty.
    pub detail: String,
    /// The nodes it is about, each with its address on the page.
    pub nodes: Vec<(u32, String)>,
}

/// A kind of problem in words.
pub fn fault(lang: Lang, kind: &ProblemKind, detail: &str) -> Fault {
    Fault {
        what: lang.pick(kind.title_ja, kind.title_en),
        hint: lang.pick(kind.hint_ja, kind.hint_en),
        code: kind.code,
        detail: detail.to_owned(),
        nodes: Vec::new(),
    }
}

/// What would be wrong with a model, in words.
pub fn model_fault(lang: Lang, model: &LogicModel, problem: &ModelProblem) -> Fault {
    let mut ids: Vec<NodeId> = problem.nodes.clone();
    ids.extend(problem.edges.iter().flat_map(|(from, to)| [*from, *to]));
    ids.dedup();
    let nodes = ids.iter().take(12).map(|id| (id.0, node(lang, model, *id))).collect();
    Fault { nodes, ..fault(lang, problem.kind, &problem.detail) }
}

//! How editions are spoken of (版の言い方).

use app::publishing::editions::{Change, Differences, EditionHead, EditionState, ItemRowOfChange, KindCount, Warning};

use crate::format;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::Frame;

/// A kind of item with its counts, a row of the table.
pub struct CountRow {
    pub name: &'static str,
    pub href: String,
    pub is_current: bool,
    pub added: String,
    pub changed: String,
    pub removed: String,
    pub same: String,
}

/// An item that differs, as the page shows it.
pub struct ItemShown {
    pub mark: &'static str,
    pub class: &'static str,
    pub kind: &'static str,
    pub key: String,
    pub title: String,
    pub fields: Vec<FieldShown>,
    pub has_more: bool,
}

/// A field that differs.
pub struct FieldShown {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// 「第2版」, or 「案 #5」 as long as it has no number.
pub fn name(lang: Lang, head: &EditionHead) -> String {
    match (head.number, lang) {
        (Some(number), Lang::Ja) => format!("第{number}版"),
        (Some(number), Lang::En) => format!("Edition {number}"),
        (None, Lang::Ja) => format!("案 #{}", head.id),
        (None, Lang::En) => format!("Proposal #{}", head.id),
    }
}

/// The badge of a state.
pub fn state(f: &Frame, state: EditionState) -> Html {
    let (class, word) = match state {
        EditionState::Proposed => ("badge-assumed", f.t("承認待ち", "waits for approval")),
        EditionState::Approved => ("badge-published", f.t("公表", "published")),
        EditionState::Refused => ("", f.t("不承認", "refused")),
        EditionState::Withdrawn => ("", f.t("取下げ", "withdrawn")),
    };
    Html(format!("<span class=\"badge {class}\">{word}</span>"))
}

/// The counts by kind, each with a link to its differences where `href` makes one.
pub fn counts(f: &Frame, differences: &Differences, href: impl Fn(&KindCount) -> (String, bool)) -> Vec<CountRow> {
    let count = |count: usize| format::count(i64::try_from(count).unwrap_or(i64::MAX));
    let row = |kind: &KindCount| {
        let (ja, en) = kind.kind.names();
        let (href, is_current) = href(kind);
        CountRow {
            name: f.lang.pick(ja, en),
            href,
            is_current,
            added: count(kind.added),
            changed: count(kind.changed),
            removed: count(kind.removed),
            same: count(kind.same),
        }
    };
    differences.kinds.iter().map(row).collect()
}

/// An item that differs, in the language of the page.
pub fn item(f: &Frame, row: &ItemRowOfChange) -> ItemShown {
    let (mark, class) = change(f, row.change);
    let (ja, en) = row.kind.names();
    let field = |field: &app::publishing::editions::FieldRow| FieldShown {
        name: f.lang.pick(&field.name_ja, &field.name_en).to_owned(),
        before: field.before.clone(),
        after: field.after.clone(),
    };
    ItemShown {
        mark,
        class,
        kind: f.lang.pick(ja, en),
        key: row.key.clone(),
        title: row.title.clone(),
        fields: row.fields.iter().map(field).collect(),
        has_more: row.has_more,
    }
}

/// The word and the class of a change.
pub fn change(f: &Frame, change: Change) -> (&'static str, &'static str) {
    match change {
        Change::Added => (f.lang.pick("追加", "added"), "edition-added"),
        Change::Changed => (f.lang.pick("変更", "changed"), "edition-changed"),
        Change::Removed => (f.lang.pick("削除", "removed"), "edition-removed"),
    }
}

/// What an approver should know, in the language of the page, and whether it is grave.
pub fn warnings(f: &Frame, warnings: &[Warning]) -> Vec<(String, bool)> {
    let told = |warning: &Warning| {
        let (ja, en) = warning.words();
        (if f.lang == Lang::Ja { ja } else { en }, warning.is_grave())
    };
    warnings.iter().map(told).collect()
}

//! The form of one record (記録の様式), made from its definition: what was typed stays, what is wrong stands beside it.

use app::analyses::AnalysisView;
use reform::analysis::{Field, FieldFault, FieldKind, ItemKind, Need, Place, Rows, row_numbers};
use reform::review::Fields;

use super::shown::{choice, value};
use crate::html::Html;
use crate::page::Frame;

/// Empty rows shown after those that hold something.
const SPARE_ROWS: u32 = 2;

/// A field of the form (入力欄).
pub struct Entry {
    /// Its name in the form, and its id on the page.
    pub name: String,
    /// What it is called.
    pub label: &'static str,
    /// What to write.
    pub hint: &'static str,
    /// What was typed, or what stands there now.
    pub value: String,
    /// `text`, `area`, `select`, `date`, `number` or `list`.
    pub input: &'static str,
    /// The choices: value, label, whether it is chosen.
    pub choices: Vec<(String, String, bool)>,
    /// When it is needed: `keep`, `close` or nothing.
    pub need: &'static str,
    /// The most characters.
    pub most: usize,
    /// What is wrong with it: what, what to do, code.
    pub fault: Option<(&'static str, &'static str, &'static str)>,
    /// What somebody else wrote meanwhile, where it differs.
    pub theirs: Option<Html>,
}

/// A row of fields that are alike.
pub struct RowEntries {
    /// What it is called: 「効果1」.
    pub legend: String,
    /// Its fields.
    pub entries: Vec<Entry>,
}

/// Rows that are alike, with what to write in them.
pub struct RowsEntries {
    /// What they are called.
    pub label: &'static str,
    /// What to write.
    pub hint: &'static str,
    /// The rows.
    pub rows: Vec<RowEntries>,
}

/// The whole form.
pub struct ItemForm {
    /// The fields.
    pub entries: Vec<Entry>,
    /// The rows.
    pub groups: Vec<RowsEntries>,
    /// Everything wrong, for the top of the page: id, label, what, what to do, code.
    pub faults: Vec<(String, String, &'static str, &'static str, &'static str)>,
    /// Whether somebody else wrote first.
    pub is_stale: bool,
}

/// The form of a record with these texts; `theirs` are the texts somebody else kept meanwhile.
pub fn item_form(
    f: &Frame,
    view: &AnalysisView,
    (kind, number): (ItemKind, i64),
    texts: &Fields,
    faults: &[FieldFault],
    theirs: Option<&Fields>,
) -> ItemForm {
    let entry = |name: String, place: Place| made(f, view, number, (name, place), texts, faults, theirs);
    let entries = kind.fields().iter().map(|field| entry(field.name.to_owned(), Place { field, row: None })).collect();
    let group = |rows: &'static Rows| {
        let used = row_numbers(texts, rows.name)
            .into_iter()
            .chain(theirs.iter().flat_map(|theirs| row_numbers(theirs, rows.name)));
        let last = used.filter(|at| *at <= rows.most).max().unwrap_or(0);
        let row = |at: u32| {
            let field = |field: &'static Field| {
                entry(format!("{}.{at}.{}", rows.name, field.name), Place { field, row: Some((rows, at)) })
            };
            RowEntries {
                legend: format!("{} {at}", f.t(rows.label.0, rows.label.1)),
                entries: rows.fields.iter().map(field).collect(),
            }
        };
        RowsEntries {
            label: f.lang.pick(rows.label.0, rows.label.1),
            hint: f.lang.pick(rows.hint.0, rows.hint.1),
            rows: (1..=(last + SPARE_ROWS).min(rows.most)).map(row).collect(),
        }
    };
    ItemForm {
        entries,
        groups: kind.rows().iter().map(group).collect(),
        faults: faults.iter().map(|fault| fault_line(f, kind, fault)).collect(),
        is_stale: theirs.is_some(),
    }
}

fn fault_line(
    f: &Frame,
    kind: ItemKind,
    fault: &FieldFault,
) -> (String, String, &'static str, &'static str, &'static str) {
    let label = kind.place(&fault.field).map(|place| place.label());
    let label = label.map_or_else(|| fault.field.clone(), |(ja, en)| f.t(&ja, &en).to_owned());
    let words = fault.kind;
    let (what, hint) = (f.lang.pick(words.title_ja, words.title_en), f.lang.pick(words.hint_ja, words.hint_en));
    (fault.field.clone(), label, what, hint, words.code)
}

fn made(
    f: &Frame,
    view: &AnalysisView,
    own: i64,
    (name, place): (String, Place),
    texts: &Fields,
    faults: &[FieldFault],
    theirs: Option<&Fields>,
) -> Entry {
    let field = place.field;
    let typed = texts.get(&name).unwrap_or_default();
    let fault = faults.iter().find(|fault| fault.field == name).map(|fault| {
        let kind = fault.kind;
        (f.lang.pick(kind.title_ja, kind.title_en), f.lang.pick(kind.hint_ja, kind.hint_en), kind.code)
    });
    let theirs = theirs.map(|theirs| theirs.get(&name).unwrap_or_default()).filter(|theirs| *theirs != typed);
    let title = |number| view.title(number).map(str::to_owned);
    let theirs = theirs.map(|theirs| match theirs {
        "" => Html(f.t("（空欄）", "(empty)").to_owned()),
        theirs => value(f, place, theirs, &title),
    });
    let items = |kinds: &[ItemKind]| -> Vec<(String, String, bool)> {
        let chosen: Vec<&str> = typed.split_whitespace().collect();
        let rows = view.stored.items.iter().filter(|row| kinds.contains(&row.item.kind) && row.item.number != own);
        let choice = |row: &app::analyses::ItemRow| {
            let number = row.item.number.to_string();
            let label = format!("{}: {}", f.t(row.item.kind.label_ja(), row.item.kind.label_en()), row.item.title());
            let is_chosen = chosen.contains(&number.as_str());
            (number, label, is_chosen)
        };
        rows.map(choice).collect()
    };
    let none = || (String::new(), f.t("選んでください", "Choose").to_owned(), typed.is_empty());
    let (input, choices) = match field.kind {
        FieldKind::ShortText | FieldKind::Url | FieldKind::Year => ("text", Vec::new()),
        FieldKind::Yen | FieldKind::Number => ("number", Vec::new()),
        FieldKind::LongText => ("area", Vec::new()),
        FieldKind::Day => ("date", Vec::new()),
        FieldKind::Choice(choices) => {
            let one = |(word, ..): &(&'static str, &'static str, &'static str)| {
                ((*word).to_owned(), choice(f, choices, word), *word == typed)
            };
            ("select", std::iter::once(none()).chain(choices.iter().map(one)).collect())
        }
        FieldKind::Item(kind) => ("select", std::iter::once(none()).chain(items(&[kind])).collect()),
        FieldKind::Items(kinds) => ("list", items(kinds)),
    };
    Entry {
        label: f.lang.pick(field.label.0, field.label.1),
        hint: f.lang.pick(field.hint.0, field.hint.1),
        value: typed.to_owned(),
        input,
        choices,
        need: match field.need {
            Need::ToKeep if place.row.is_none() => "keep",
            Need::ToClose => "close",
            // The gate asks for these under a kind of its own.
            Need::Optional if ["verification", "verified-by", "strength"].contains(&field.name) => "close",
            Need::ToKeep | Need::Optional => "",
        },
        most: field.most,
        fault,
        theirs,
        name,
    }
}

//! The self-check by viewpoint (六つの視点): each question with its answer and what it rests on.

use app::review::{FileRow, SheetView};
use reform::plan::Viewpoint;
use reform::review::{EvidenceItem, FormField, Judgement, ReviewSheet, Section, SelfCheck};
use reform::workflow::Level;

use super::Address;
use super::field::{FieldMaker, FieldView, has_japanese};
use crate::format;
use crate::html::{Html, icon};
use crate::lang::Lang;

/// A viewpoint with its answer.
pub struct CheckView {
    pub id: String,
    pub title: String,
    pub is_japanese: bool,
    pub background: String,
    pub attention: String,
    pub badge: Html,
    pub judgement: FieldView,
    pub reason: FieldView,
    pub evidence: FieldView,
    pub items: Vec<EvidenceView>,
}

/// One thing a judgement rests on.
pub struct EvidenceView {
    pub text: String,
    pub href: String,
    pub icon: &'static str,
    pub is_outside: bool,
    pub size: String,
    pub file: i64,
    pub may_remove: bool,
}

/// Every viewpoint of the city's plan with its answer.
pub fn checks(
    maker: &FieldMaker<'_>,
    plan: &[Viewpoint],
    address: &Address,
    form: &[FormField],
    sheet: &ReviewSheet,
) -> Vec<CheckView> {
    let f = maker.f;
    let mut made = Vec::with_capacity(plan.len());
    for viewpoint in plan {
        let mut fields = form
            .iter()
            .filter(|field| field.section == Section::Checks && field.item.as_deref() == Some(viewpoint.id.as_str()))
            .map(|field| maker.make(field));
        let (Some(judgement), Some(reason), Some(evidence)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let check = sheet.checks.iter().find(|check| check.viewpoint == viewpoint.id);
        let title = f.text(&viewpoint.title).to_owned();
        made.push(CheckView {
            id: viewpoint.id.clone(),
            is_japanese: has_japanese(&title),
            title,
            background: f.text(&viewpoint.background).to_owned(),
            attention: f.text(&viewpoint.attention).to_owned(),
            items: check.map(|check| evidence_items(f.lang, address, maker.view, check)).unwrap_or_default(),
            badge: judgement_badge(f.lang, check.and_then(|check| check.judgement)),
            judgement,
            reason,
            evidence,
        });
    }
    made
}

/// A judgement as a reader of many sheets takes it in: shape and word, no colour of blame.
pub fn judgement_badge(lang: Lang, judgement: Option<Judgement>) -> Html {
    let Some(judgement) = judgement else {
        return Html(format!("<span class=\"chip dir-none\">{}</span>", lang.pick("未選択", "not chosen")));
    };
    let name = match judgement {
        Judgement::Adequate => "success",
        Judgement::Improve => "dir-improve",
        Judgement::Rethink => "warning",
        Judgement::NotApplicable => "dir-none",
    };
    let label = lang.pick(judgement.label_ja(), judgement.label_en());
    Html(format!("<span class=\"chip judgement-{}\">{}{label}</span>", judgement.word(), icon(name)))
}

/// What a judgement rests on, each item as a link where it is one.
pub fn evidence_items(lang: Lang, address: &Address, view: &SheetView, check: &SelfCheck) -> Vec<EvidenceView> {
    let may_remove = view.writes_as == Some(Level::Owner);
    let plain = |text: &str| EvidenceView {
        text: text.to_owned(),
        href: String::new(),
        icon: "info",
        is_outside: false,
        size: String::new(),
        file: 0,
        may_remove: false,
    };
    let items = check.evidence_items().map(|item| match item {
        EvidenceItem::Link(link) => {
            EvidenceView { href: link.to_owned(), icon: "link", is_outside: true, ..plain(link) }
        }
        EvidenceItem::File(id) => match view.files.iter().find(|file| file.id.to_string() == id) {
            Some(file) => file_view(lang, address, file, may_remove),
            None => plain(&format!("{} file:{id}", lang.pick("外されたファイル", "a file that was taken off:"))),
        },
        EvidenceItem::Words(words) => plain(words),
    });
    items.collect()
}

fn file_view(lang: Lang, address: &Address, file: &FileRow, may_remove: bool) -> EvidenceView {
    let kilobytes = (file.size_bytes + 1023) / 1024;
    EvidenceView {
        text: file.name.clone(),
        href: format!("{}/files/{}", address.href(lang), file.id),
        icon: "file",
        is_outside: false,
        size: format!("{} KB", format::count(kilobytes)),
        file: file.id,
        may_remove,
    }
}

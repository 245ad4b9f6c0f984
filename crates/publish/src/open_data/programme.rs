//! The plan's own words and figures, facilities and terms as tables (計画・公共施設・用語の表).

use super::table::{Cell, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole, yen};
use crate::edition::{Edition, Passage};

static FIGURES: Spec = Spec {
    name: "plan-figures",
    title: ("計画の数値", "figures of the plan"),
    about: ("1行がプランの一つの数値", "a row is a figure of the plan"),
    columns: &[
        code("figure_id", "数値ID", "figure"),
        text("label", "項目", "label"),
        text("label_en", "項目（英語）", "label in English"),
        text("shown", "表示", "as shown"),
        text("shown_en", "表示（英語）", "as shown in English"),
        column("value", "値", "value", Kind::Decimal).about("円・人など基本の単位", "in its base unit: yen, persons"),
        text("as_of", "時点", "as of"),
        text("as_of_en", "時点（英語）", "as of, in English"),
        text("basis", "値の種類", "basis"),
        text("basis_en", "値の種類（英語）", "basis in English"),
        text("source", "出典", "source"),
        column("is_headline", "主な数値", "headline", Kind::Flag),
    ],
    key: &["figure_id"],
    foreign: &[],
};

static PASSAGES: Spec = Spec {
    name: "plan-passages",
    title: ("計画の条項", "passages of the plan"),
    about: ("1行が一つの原則・戦略・視点", "a row is a principle, strategy or viewpoint"),
    columns: &[
        code("part", "区分", "part").about(
            "purpose 目的・principle 原則・strategy 戦略・viewpoint 視点",
            "purpose, principle, strategy or viewpoint",
        ),
        code("passage_id", "条項ID", "passage"),
        text("title", "題名", "title"),
        text("title_en", "題名（英語）", "title in English"),
        text("text", "内容", "text"),
        text("text_en", "内容（英語）", "text in English"),
        text("source", "出典", "source"),
    ],
    key: &["part", "passage_id"],
    foreign: &[],
};

static DOCUMENTS: Spec = Spec {
    name: "documents",
    title: ("出典の文書", "documents referred to"),
    about: ("1行が出典となる一つの文書", "a row is a document that sources refer to"),
    columns: &[
        code("document_id", "文書ID", "document"),
        text("title", "題名", "title"),
        text("title_en", "題名（英語）", "title in English"),
        text("published", "発行", "published"),
        text("published_en", "発行（英語）", "published, in English"),
    ],
    key: &["document_id"],
    foreign: &[],
};

static FACILITIES: Spec = Spec {
    name: "facilities",
    title: ("公共施設", "facilities"),
    about: ("1行が一つの公共施設", "a row is a public facility"),
    columns: &[
        code("facility_id", "施設番号", "facility number"),
        text("name", "施設名", "name"),
        text("kind", "種類", "kind"),
        text("kind_en", "種類（英語）", "kind in English"),
        text("uses", "用途", "uses").about("複数は ; で区切る", "several are parted by ;"),
        text("district", "区・地域", "district"),
        column("floor_area_m2", "延床面積（㎡）", "floor area (m2)", Kind::Decimal),
        whole("built", "建築年度", "fiscal year built"),
        yen("cost_yen", "年間費用（円）", "yearly cost (yen)"),
        yen("income_yen", "年間収入（円）", "yearly income (yen)"),
        whole("users", "年間利用者数（人）", "yearly users"),
        ILLUSTRATIVE,
    ],
    key: &["facility_id"],
    foreign: &[],
};

static GLOSSARY: Spec = Spec {
    name: "glossary",
    title: ("用語", "glossary"),
    about: ("1行が一つの用語", "a row is a term"),
    columns: &[
        code("term_id", "用語ID", "term"),
        text("name", "用語", "name"),
        text("name_en", "用語（英語）", "name in English"),
        text("reading", "読み", "reading"),
        text("marks", "表記", "how it is written").about("複数は ; で区切る", "several are parted by ;"),
        text("meaning", "意味", "meaning"),
        text("meaning_en", "意味（英語）", "meaning in English"),
        text("source", "出典", "source"),
    ],
    key: &["term_id"],
    foreign: &[],
};

/// The tables of the plan, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&FIGURES, figures(edition)),
        Table::of(&PASSAGES, passages(edition)),
        Table::of(&DOCUMENTS, documents(edition)),
        Table::of(&FACILITIES, facilities(edition)),
        Table::of(&GLOSSARY, glossary(edition)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

fn figures(edition: &Edition) -> Rows<'_> {
    let rows = edition.plan.figures.iter().map(|figure| {
        vec![
            Cell::text(&figure.id),
            Cell::text(&figure.label.ja),
            Cell::text(&figure.label.en),
            Cell::text(&figure.shown.ja),
            Cell::text(&figure.shown.en),
            Cell::decimal(&figure.value),
            Cell::text(&figure.as_of.ja),
            Cell::text(&figure.as_of.en),
            Cell::text(&figure.basis.ja),
            Cell::text(&figure.basis.en),
            Cell::text(&figure.source),
            Cell::Flag(figure.is_headline),
        ]
    });
    rows.collect()
}

fn passages(edition: &Edition) -> Rows<'_> {
    let plan = &edition.plan;
    let purpose = vec![
        Cell::text("purpose"),
        Cell::text("purpose"),
        Cell::text("目的"),
        Cell::text("purpose"),
        Cell::text(&plan.purpose.ja),
        Cell::text(&plan.purpose.en),
        Cell::Empty,
    ];
    let parts = [("principle", &plan.principles), ("strategy", &plan.strategies), ("viewpoint", &plan.viewpoints)];
    let rest = parts.into_iter().flat_map(|(part, passages)| passages.iter().map(move |passage| row(part, passage)));
    let is_stated = !plan.purpose.ja.trim().is_empty();
    is_stated.then_some(purpose).into_iter().chain(rest).collect()
}

fn row<'a>(part: &'a str, passage: &'a Passage) -> Vec<Cell<'a>> {
    vec![
        Cell::text(part),
        Cell::text(&passage.id),
        Cell::text(&passage.title.ja),
        Cell::text(&passage.title.en),
        Cell::text(&passage.text.ja),
        Cell::text(&passage.text.en),
        Cell::text(&passage.source),
    ]
}

fn documents(edition: &Edition) -> Rows<'_> {
    let rows = edition.plan.documents.iter().map(|document| {
        vec![
            Cell::text(&document.id),
            Cell::text(&document.title.ja),
            Cell::text(&document.title.en),
            Cell::text(&document.published.ja),
            Cell::text(&document.published.en),
        ]
    });
    rows.collect()
}

fn facilities(edition: &Edition) -> Rows<'_> {
    let rows = edition.facilities.iter().map(|facility| {
        vec![
            Cell::text(&facility.id),
            Cell::text(&facility.name),
            Cell::text(&facility.kind.ja),
            Cell::text(&facility.kind.en),
            Cell::owned(facility.uses.join(";")),
            Cell::text(&facility.district),
            Cell::decimal(&facility.floor_area_m2),
            Cell::whole(facility.built),
            Cell::whole(facility.cost_yen),
            Cell::whole(facility.income_yen),
            Cell::whole(facility.users),
            Cell::Flag(facility.is_illustrative),
        ]
    });
    rows.collect()
}

fn glossary(edition: &Edition) -> Rows<'_> {
    let rows = edition.glossary.iter().map(|term| {
        vec![
            Cell::text(&term.id),
            Cell::text(&term.name.ja),
            Cell::text(&term.name.en),
            Cell::text(&term.reading),
            Cell::owned(term.marks.join(";")),
            Cell::text(&term.meaning.ja),
            Cell::text(&term.meaning.en),
            Cell::text(&term.source),
        ]
    });
    rows.collect()
}

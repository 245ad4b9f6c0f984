//! The plan itself (計画の本文), built of the edition's facts and figures: why, how, what and when, with which money; figures,
//! sources, and a glossary whose pages the type-setter works out.

use super::book::{Book, blank, day_ja, or_none, path_ja, table, year_ja};
use super::plan_book_money;
use super::roadmap::bars_table;
use super::{Block, Document, DocumentCell, Inline, Kind};
use crate::edition::{Passage, PlanFigure};
use crate::query::{Index, Unit, segment};

pub(super) fn make(index: &Index) -> Document {
    let edition = index.edition();
    let (first, last) = edition.plan.years;
    let subtitle = if first > 0 { format!("{}〜{}", year_ja(first), year_ja(last)) } else { String::new() };
    let mut book = Book::new(index, Kind::PlanBook, edition.about.plan.ja.clone(), subtitle);
    book.mark_terms();
    background(&mut book);
    principles(&mut book);
    clusters(&mut book);
    plan_book_money::write(&mut book);
    organisation(&mut book);
    sources(&mut book);
    glossary(&mut book);
    book.finish()
}

fn background(book: &mut Book) {
    let edition = book.index.edition();
    book.heading(1, "第1章　背景と目的", "background");
    book.heading(2, "1　計画の目的", "");
    book.quote(&edition.plan.purpose.ja);
    let (first, last) = edition.plan.years;
    if first > 0 {
        book.say(&format!("計画の期間は、{}から{}までです。", year_ja(first), year_ja(last)));
    }
    book.heading(2, "2　この計画の組み立て", "");
    let chapters = [
        ("principles", "第2章", "考え方：基本原則、戦略、見直しの視点"),
        ("clusters", "第3章", "取組：事業クラスターと工程"),
        ("frame", "第4章", "財源と見通し：次世代投資枠、基金と市債"),
        ("glossary", "用語集", "言葉の意味と、出てくるページ"),
    ];
    let items = chapters.map(|(label, name, text)| {
        vec![Inline::Reference { label: label.to_owned(), text: name.to_owned() }, Inline::text(format!("　{text}"))]
    });
    book.push(Block::List { numbered: false, items: items.into() });
    let (headline, others): (Vec<&PlanFigure>, Vec<&PlanFigure>) =
        edition.plan.figures.iter().partition(|figure| figure.is_headline);
    book.heading(2, "3　計画を表す数値", "");
    figures(book, "計画を表す数値", &headline);
    if !others.is_empty() {
        book.heading(2, "4　背景となる数値", "");
        book.say("計画が前提とする人口、経済、財政、施設などの数値です。時点と性質の違うものを足したり比べたりしないでください。");
        figures(book, "背景となる数値", &others);
    }
    pictures(book, &["plan", "cities", "facilities", "programs"]);
}

/// Figures as the plan prints them, each with when it holds, what kind it is and where it stands.
fn figures(book: &mut Book, caption: &str, chosen: &[&PlanFigure]) {
    let mut made =
        table(caption, Unit::Printed, &[("項目", 3.4), ("#数値", 1.8), ("時点", 1.7), ("性質", 1.0), ("出典", 1.8)]);
    for figure in chosen {
        made.row(vec![
            DocumentCell::text(figure.label.ja.as_str()),
            book.cell(&format!("plan/figure/{}", segment(&figure.id)), Unit::Printed, 0),
            DocumentCell::text(figure.as_of.ja.as_str()),
            DocumentCell::text(figure.basis.ja.as_str()),
            DocumentCell::text(figure.source.as_str()),
        ]);
    }
    book.table(made);
}

/// The charts of these families, in the edition's order.
pub(super) fn pictures(book: &mut Book, families: &[&str]) {
    let edition = book.index.edition();
    for picture in edition.pictures.iter().filter(|picture| families.contains(&picture.family.as_str())) {
        book.picture(&picture.id);
        book.quote(&picture.reading.ja);
    }
}

fn principles(book: &mut Book) {
    let plan = &book.index.edition().plan;
    book.heading(1, "第2章　変革の考え方", "principles");
    passages(book, "1　基本原則", "市役所の仕事の進め方について、次の原則を置きます。", &plan.principles);
    passages(book, "2　戦略", "原則に立って、次の戦略で取り組みます。", &plan.strategies);
    passages(
        book,
        "3　見直しの視点",
        "予算事務事業の一つひとつを、次の視点から点検します。一つの視点で問題がなくても、ほかの視点から見直すことがあります。",
        &plan.viewpoints,
    );
}

fn passages(book: &mut Book, title: &str, lead: &str, all: &[Passage]) {
    if all.is_empty() {
        return;
    }
    book.heading(2, title, "");
    book.say(lead);
    for (number, passage) in (1..).zip(all) {
        book.heading(3, format!("({number})　{}", passage.title.ja), "");
        book.quote(&passage.text.ja);
        if !passage.source.is_empty() {
            book.push(Block::Note { text: vec![Inline::text("出典："), Inline::text(passage.source.as_str())] });
        }
    }
}

fn clusters(book: &mut Book) {
    let edition = book.index.edition();
    let year = book.index.year();
    book.heading(1, "第3章　事業クラスターと工程", "clusters");
    book.heading(2, "1　事業クラスターとは", "");
    book.say(
        "目的の近い事業を束ねて、事業クラスターと呼びます。一件ずつの点検では見えない重なりや漏れを、まとまりとして分析し、改革案を比べて決めます。\
         この版には{clusters/count|count}の事業クラスターがあり、延べ{clusters/members|count}の事業が属しています。",
    );
    let mut made = table(
        &format!("事業クラスターの一覧（事業費は{}）", year_ja(year)),
        Unit::MillionYen,
        &[("分類", 1.4), ("事業クラスター", 2.4), ("主担当", 2.2), ("開始", 1.2), ("#事業数", 0.9), ("#事業費", 1.2)],
    );
    for cluster in &edition.clusters {
        let id = segment(&cluster.id);
        let category = edition.categories.iter().find(|category| category.id == cluster.category);
        made.row(vec![
            DocumentCell::text(category.map_or("", |category| category.name.ja.as_str())),
            DocumentCell::text(cluster.name.ja.as_str()),
            DocumentCell::text(path_ja(&cluster.lead)),
            DocumentCell::text(cluster.start_year.map_or_else(|| "未定".to_owned(), year_ja)),
            book.count(&format!("cluster/{id}/members")),
            book.cell(&format!("cluster/{id}/cost/{year}"), Unit::MillionYen, 0),
        ]);
    }
    if !made.rows.is_empty() {
        let mut cells = vec![DocumentCell::text("合計")];
        cells.resize(4, blank());
        cells.push(book.count("clusters/members"));
        cells.push(book.cell(&format!("clusters/cost/{year}"), Unit::MillionYen, 0));
        made.total(cells);
    }
    book.table(made);
    for category in edition.categories.iter().filter(|category| !category.text.ja.is_empty()) {
        book.heading(3, category.name.ja.as_str(), "");
        book.quote(&category.text.ja);
    }
    book.heading(2, "2　工程", "");
    book.say(
        "工程表は第{roadmap/version|count}版です。四半期ごとの取組と、これまでの改定の内容は、別冊1にまとめています。",
    );
    for id in &edition.roadmap.pictures {
        book.picture_alone(id);
    }
    for cluster in &edition.clusters {
        let made = bars_table(book, cluster, None, &format!("{}　工程", cluster.name.ja));
        book.table(made);
    }
}

/// Who drives it: the bodies and what they met about.
fn organisation(book: &mut Book) {
    let plan = &book.index.edition().plan;
    if plan.bodies.is_empty() && plan.meetings.is_empty() {
        return;
    }
    book.heading(1, "第5章　推進の体制", "organisation");
    passages(book, "1　推進する組織", "市役所の内と外の組織が、次の役割を分担します。", &plan.bodies);
    if plan.meetings.is_empty() {
        return;
    }
    book.heading(2, "2　会議の経過", "");
    book.say("これまでに開いた会議と、話し合ったことです。");
    let mut made = table("会議の経過", Unit::Number, &[("回", 0.7), ("開いた日", 1.8), ("議題", 4.5), ("出典", 1.8)]);
    for meeting in &plan.meetings {
        made.row(vec![
            DocumentCell::text(format!("第{}回", meeting.number)),
            DocumentCell::text(day_ja(&meeting.date)),
            DocumentCell::text(meeting.agenda.ja.as_str()),
            DocumentCell::text(meeting.source.as_str()),
        ]);
    }
    book.table(made);
    if !plan.meetings_note.ja.is_empty() {
        book.push(Block::Note { text: vec![Inline::text(plan.meetings_note.ja.as_str())] });
    }
}

fn sources(book: &mut Book) {
    let documents = &book.index.edition().plan.documents;
    if documents.is_empty() {
        return;
    }
    book.heading(1, "出典", "sources");
    let mut made = table("出典とした文書", Unit::Number, &[("文書", 4.0), ("公表", 3.0)]);
    for document in documents {
        made.row([&document.title.ja, &document.published.ja].map(|text| DocumentCell::text(text.as_str())).into());
    }
    book.table(made);
}

fn glossary(book: &mut Book) {
    let edition = book.index.edition();
    book.heading(1, "用語集", "glossary");
    if edition.glossary.is_empty() {
        book.say("この版に用語の登録はありません。");
        return;
    }
    book.say("本文に出てくる言葉の意味です。数字は、その言葉が出てくるページです。");
    for term in &edition.glossary {
        book.push(Block::Term {
            id: term.id.clone(),
            name: term.name.ja.clone(),
            reading: term.reading.clone(),
            // The meaning marks no terms: the pages listed are those of the text.
            meaning: vec![Inline::text(or_none(&term.meaning.ja, "（説明はまだありません）"))],
        });
    }
}

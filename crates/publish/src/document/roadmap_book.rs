//! Roadmap (別冊1): what each cluster does when, by category, with every published revision.

use super::book::{Book, day_ja, path_ja, stated, table, year_ja};
use super::roadmap::bars_table;
use super::{Block, Document, DocumentCell, Inline, Kind};
use crate::edition::{Category, Cluster};
use crate::query::{Index, Unit, segment};

pub(super) fn make(index: &Index) -> Document {
    let edition = index.edition();
    let roadmap = &edition.roadmap;
    let title = format!("{}　事業クラスター工程表（別冊1）", edition.about.city.ja);
    let subtitle = format!("{}〜{}", year_ja(roadmap.years.0), year_ja(roadmap.years.1));
    let mut book = Book::new(index, Kind::RoadmapBook, title, subtitle);
    opening(&mut book);
    let mut chapter = 2;
    for category in &edition.categories {
        let clusters: Vec<&Cluster> =
            edition.clusters.iter().filter(|cluster| cluster.category == category.id).collect();
        if !clusters.is_empty() {
            book.heading(1, format!("第{chapter}章　{}", category.name.ja), format!("category-{chapter}"));
            one_category(&mut book, category, &clusters);
            chapter += 1;
        }
    }
    let is_known = |cluster: &&Cluster| edition.categories.iter().any(|category| category.id == cluster.category);
    let others: Vec<&Cluster> = edition.clusters.iter().filter(|cluster| !is_known(cluster)).collect();
    if !others.is_empty() {
        book.heading(1, format!("第{chapter}章　そのほかの事業クラスター"), "category-others");
        others.iter().for_each(|cluster| one_cluster(&mut book, cluster));
        chapter += 1;
    }
    revisions(&mut book, chapter);
    book.finish()
}

fn opening(book: &mut Book) {
    let edition = book.index.edition();
    book.heading(1, "第1章　工程表の見方", "reading");
    book.say(
        "この工程表は、事業クラスターごとに、何を、いつまでに行うのかを四半期の単位で示したものです。\
         現在の版は第{roadmap/version|count}版で、{roadmap/bars|count}の取組を載せています。見直したときは、理由と変更点を付けて新しい版として公表します。",
    );
    let mut list = Vec::new();
    for text in [
        "年度は4月に始まります。第1四半期は4月から6月まで、第4四半期は翌年1月から3月までです。",
        "「性質」は期間の分かり方です。公表値は計画に書かれた期間、読取値は文章から読み取った期間、例示・仮定は実際の計画ではないものです。",
        "「進み」は、担当する部局が報告した状態です。報告のないものは「―」としています。",
    ] {
        list.push(vec![Inline::text(text)]);
    }
    book.push(Block::List { numbered: false, items: list });
    let mut made = table(
        "分類ごとの事業クラスターと取組の数",
        Unit::Number,
        &[("分類", 3.0), ("#事業クラスター", 1.3), ("#延べ事業数", 1.3), ("#取組", 1.3)],
    );
    made.unit = "（単位：件）".to_owned();
    let cells = |book: &Book, name: &str, set: &str| {
        let mut cells = vec![DocumentCell::text(name)];
        cells.extend(["count", "members", "bars"].map(|figure| book.count(&format!("{set}/{figure}"))));
        cells
    };
    for category in &edition.categories {
        made.row(cells(book, &category.name.ja, &format!("clusters/category/{}", segment(&category.id))));
    }
    let is_whole =
        edition.clusters.iter().all(|cluster| edition.categories.iter().any(|found| found.id == cluster.category));
    if is_whole {
        made.total(cells(book, "合計", "clusters"));
    }
    book.table(made);
    for id in &edition.roadmap.pictures {
        book.picture_alone(id);
    }
}

fn one_category(book: &mut Book, category: &Category, clusters: &[&Cluster]) {
    book.quote(&category.text.ja);
    for cluster in clusters {
        one_cluster(book, cluster);
    }
}

fn one_cluster(book: &mut Book, cluster: &Cluster) {
    book.heading(2, cluster.name.ja.as_str(), "");
    let mut rows = Vec::new();
    stated(&mut rows, "主担当", &path_ja(&cluster.lead));
    stated(&mut rows, "経営分析の開始", &cluster.start_year.map(year_ja).unwrap_or_default());
    stated(&mut rows, "いまの段階", &cluster.status_name.ja);
    stated(&mut rows, "内容", &cluster.text);
    if !rows.is_empty() {
        book.push(Block::Form { title: String::new(), rows });
    }
    let made = bars_table(book, cluster, None, &format!("{}　工程", cluster.name.ja));
    match made.rows.is_empty() {
        true => book.say("この事業クラスターの取組は、まだ工程表にありません。"),
        false => book.table(made),
    }
}

fn revisions(book: &mut Book, chapter: u32) {
    let edition = book.index.edition();
    book.heading(1, format!("第{chapter}章　改定の履歴"), "revisions");
    book.say("これまでに公表した版は{roadmap/revisions|count}あります。新しいものから順に掲げます。");
    let mut made = table("公表した版", Unit::Number, &[("版", 0.8), ("公表した日", 1.6), ("改定の理由", 5.0)]);
    for revision in &edition.roadmap.revisions {
        made.row(vec![
            DocumentCell::text(format!("第{}版", revision.version)),
            DocumentCell::text(day_ja(&revision.published_on)),
            DocumentCell::text(if revision.reason.is_empty() { "当初の公表" } else { revision.reason.as_str() }),
        ]);
    }
    book.table(made);
    for revision in edition.roadmap.revisions.iter().filter(|revision| !revision.changes.is_empty()) {
        book.heading(2, format!("第{}版で変わったこと", revision.version), "");
        let items = revision.changes.iter().map(|change| vec![Inline::text(change.ja.as_str())]).collect();
        book.push(Block::List { numbered: true, items });
    }
}

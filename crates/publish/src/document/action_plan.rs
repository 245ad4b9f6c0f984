//! Action plan (アクションプラン): which clusters start this year, what is at issue, where they go, and the year's roadmap.

use super::book::{Book, asked, blank, or_none, path_ja, stated, table, year_ja};
use super::roadmap::bars_table;
use super::{Block, Document, DocumentCell, Inline, Kind, Table};
use crate::edition::Cluster;
use crate::query::{Index, Unit, segment};

/// Members listed one by one; the others stand in one line, so that the amounts still add up.
const MEMBERS_LISTED: usize = 15;

pub(super) fn make(index: &Index) -> Document {
    let edition = index.edition();
    let year = index.year();
    let title = format!("{}政変革アクションプラン", edition.about.city.ja);
    let mut book = Book::new(index, Kind::ActionPlan, title, year_ja(year));
    opening(&mut book, year);
    book.heading(1, format!("第2章　{}に経営分析を始める事業クラスター", year_ja(year)), "starting");
    let starting: Vec<&Cluster> = edition.clusters.iter().filter(|cluster| cluster.start_year == Some(year)).collect();
    if starting.is_empty() {
        book.say("この年度に新しく経営分析を始める事業クラスターはありません。");
    } else {
        book.say(&format!(
            "この年度は、次の{{clusters/start/{year}/count|count}}の事業クラスターで、現状の整理から経営分析を始めます。"
        ));
        let made = overview(&book, &starting, Some(year), year, "この年度に始める事業クラスター");
        book.table(made);
        for cluster in &starting {
            one_cluster(&mut book, cluster, year);
        }
    }
    running(&mut book, year);
    roadmap(&mut book, year);
    money(&mut book, year);
    book.finish()
}

fn opening(book: &mut Book, year: i32) {
    let edition = book.index.edition();
    book.heading(1, "第1章　このアクションプランについて", "about");
    book.heading(2, "1　目的", "");
    book.quote(&edition.plan.purpose.ja);
    book.heading(2, "2　位置付け", "");
    book.say(
        "このアクションプランは、計画に掲げた事業クラスターのうち、どれに、いつ、どの部局が取り組むのかを、年度ごとに示すものです。\
         予算の編成に合わせて公表し、課題と改革の方向性、一年間の工程をまとめています。",
    );
    book.heading(2, "3　対象の規模", "");
    book.say(&format!(
        "事業クラスターは全部で{{clusters/count|count}}あり、延べ{{clusters/members|count}}の予算事務事業で構成されています。\
         {}の事業費は合わせて{{clusters/cost/{year}|oku-yen|1}}億円、このうち一般財源は{{clusters/general/{year}|oku-yen|1}}億円です。\
         複数のクラスターに属する事業の費用は、割合に応じて分けて数えています。",
        year_ja(year)
    ));
    let mut list = Vec::new();
    for (label, text) in
        [("starting", "この年度に始める事業クラスター"), ("roadmap", "この年度の工程"), ("money", "財源")]
    {
        list.push(vec![
            Inline::text(format!("{text}：")),
            Inline::Reference { label: label.to_owned(), text: chapter_of(label).to_owned() },
        ]);
    }
    book.push(Block::List { numbered: false, items: list });
    book.note("金額は公表版に収めた予算・決算から計算し、表示の単位未満を四捨五入しています。「例示」「仮定」と記したものは実際の計画値ではありません。");
}

fn chapter_of(label: &str) -> &'static str {
    match label {
        "starting" => "第2章",
        "roadmap" => "第4章",
        _ => "第5章",
    }
}

/// One line a cluster with its size; `start` is the year its total asks for.
fn overview(book: &Book, clusters: &[&Cluster], start: Option<i32>, year: i32, caption: &str) -> Table {
    let mut made = table(
        caption,
        Unit::ThousandYen,
        &[
            ("分類", 1.3),
            ("事業クラスター", 2.2),
            ("主担当", 2.0),
            ("#事業数", 0.8),
            ("#事業費", 1.3),
            ("#一般財源", 1.3),
        ],
    );
    for cluster in clusters {
        let id = segment(&cluster.id);
        made.row(vec![
            DocumentCell::text(category_name(book, cluster)),
            DocumentCell::text(cluster.name.ja.as_str()),
            DocumentCell::text(path_ja(&cluster.lead)),
            book.count(&format!("cluster/{id}/members")),
            book.thousands(&format!("cluster/{id}/cost/{year}")),
            book.thousands(&format!("cluster/{id}/general/{year}")),
        ]);
    }
    if let Some(start) = start {
        let of = |figure: &str| format!("clusters/start/{start}/{figure}");
        made.total(vec![
            DocumentCell::text("合計"),
            blank(),
            blank(),
            book.count(&of("members")),
            book.thousands(&of(&format!("cost/{year}"))),
            book.thousands(&of(&format!("general/{year}"))),
        ]);
    }
    made
}

fn category_name(book: &Book, cluster: &Cluster) -> String {
    let categories = &book.index.edition().categories;
    categories
        .iter()
        .find(|category| category.id == cluster.category)
        .map_or_else(String::new, |found| found.name.ja.clone())
}

fn one_cluster(book: &mut Book, cluster: &Cluster, year: i32) {
    let id = segment(&cluster.id);
    book.push(Block::PageBreak);
    book.heading(2, cluster.name.ja.as_str(), "");
    let mut rows = Vec::new();
    stated(&mut rows, "分類", &category_name(book, cluster));
    stated(&mut rows, "主担当", &path_ja(&cluster.lead));
    stated(&mut rows, "経営分析の開始", &cluster.start_year.map(year_ja).unwrap_or_default());
    stated(&mut rows, "始める理由", &cluster.start_reason);
    stated(&mut rows, "いまの段階", &cluster.status_name.ja);
    let size = format!(
        "{{cluster/{id}/members|count}}事業　事業費{{cluster/{id}/cost/{year}|million-yen}}百万円（うち一般財源{{cluster/{id}/general/{year}|million-yen}}百万円）"
    );
    asked(&mut rows, &format!("{}の規模", year_ja(year)), book.line(&size));
    stated(&mut rows, "内容", &cluster.text);
    stated(&mut rows, "やさしい日本語", &cluster.easy_summary);
    if cluster.is_illustrative {
        stated(&mut rows, "データの性質", "例示（実際の事業や金額ではありません）");
    }
    book.push(Block::Form { title: "クラスターの概要".to_owned(), rows });
    book.heading(3, "課題", "");
    match cluster.issues.is_empty() {
        true => book.say("課題は、現状の整理を終えた段階で公表します。"),
        false => {
            let items = cluster.issues.iter().map(|issue| vec![Inline::text(issue.as_str())]).collect();
            book.push(Block::List { numbered: true, items });
        }
    }
    book.heading(3, "改革の方向性", "");
    direction(book, cluster, &id);
    let bars = bars_table(book, cluster, Some(year), &format!("{}　{}の工程", cluster.name.ja, year_ja(year)));
    if !bars.rows.is_empty() {
        book.heading(3, "この年度の工程", "");
        book.table(bars);
    }
    if !cluster.members.is_empty() {
        book.heading(3, "構成する事業", "");
        let made = members(book, cluster, &id);
        book.table(made);
    }
    book.picture(&cluster.picture);
}

fn direction(book: &mut Book, cluster: &Cluster, id: &str) {
    if cluster.decisions.is_empty() {
        book.say("改革案の検証と本部での決定を経て、方向性を公表します。");
        return;
    }
    let mut years: Vec<i32> =
        cluster.decisions.iter().flat_map(|decision| &decision.effects).map(|(year, _)| *year).collect();
    years.sort_unstable();
    years.dedup();
    years.truncate(5);
    let heads: Vec<String> = years.iter().map(|year| format!("#{}", year_ja(*year))).collect();
    let mut columns = vec![("決定した改革案", 2.6), ("理由", 3.0), ("決定日", 1.5)];
    columns.extend(heads.iter().map(|head| (head.as_str(), 1.2)));
    let mut made =
        table(&format!("{}　決定した改革案と年度ごとの効果額", cluster.name.ja), Unit::ThousandYen, &columns);
    for (at, decision) in cluster.decisions.iter().enumerate() {
        let mut cells = vec![
            DocumentCell::text(decision.title.as_str()),
            DocumentCell::text(decision.reason.as_str()),
            DocumentCell::text(super::book::day_ja(&decision.decided_on)),
        ];
        cells.extend(years.iter().map(|year| book.thousands(&format!("cluster/{id}/decision/{}/{year}", at + 1))));
        made.row(cells);
    }
    book.table(made);
}

fn members(book: &Book, cluster: &Cluster, id: &str) -> Table {
    let mut made = table(
        &format!("{}　構成する事業", cluster.name.ja),
        Unit::ThousandYen,
        &[("番号", 0.9), ("事業名", 4.0), ("#割合", 0.9), ("#クラスター分の事業費", 1.6)],
    );
    for member in cluster.members.iter().take(MEMBERS_LISTED) {
        let program = segment(&member.program);
        made.row(vec![
            DocumentCell::text(member.program.as_str()),
            DocumentCell::text(member.name.as_str()),
            book.cell(&format!("cluster/{id}/member/{program}/share"), Unit::Percent, 1),
            book.thousands(&format!("cluster/{id}/member/{program}/counted")),
        ]);
    }
    if cluster.members.len() > MEMBERS_LISTED {
        made.row(vec![
            blank(),
            DocumentCell::text("上記以外の事業の計"),
            blank(),
            book.thousands(&format!("cluster/{id}/rest/{MEMBERS_LISTED}/counted")),
        ]);
    }
    made.total(vec![DocumentCell::text("合計"), blank(), blank(), book.thousands(&format!("cluster/{id}/counted"))]);
    made
}

fn running(book: &mut Book, year: i32) {
    book.heading(1, "第3章　そのほかの事業クラスター", "running");
    let edition = book.index.edition();
    let others: Vec<&Cluster> = edition.clusters.iter().filter(|cluster| cluster.start_year != Some(year)).collect();
    if others.is_empty() {
        book.say("すべての事業クラスターを第2章に掲げました。");
        return;
    }
    book.say("前の年度までに始めたものと、これから始めるものの状況は、次のとおりです。");
    let mut made = table(
        "そのほかの事業クラスターの状況",
        Unit::ThousandYen,
        &[
            ("事業クラスター", 2.2),
            ("主担当", 2.0),
            ("開始", 1.1),
            ("いまの段階", 1.2),
            ("#事業数", 0.8),
            ("#事業費", 1.3),
        ],
    );
    for cluster in others {
        let id = segment(&cluster.id);
        made.row(vec![
            DocumentCell::text(cluster.name.ja.as_str()),
            DocumentCell::text(path_ja(&cluster.lead)),
            DocumentCell::text(cluster.start_year.map_or_else(|| "未定".to_owned(), year_ja)),
            DocumentCell::text(cluster.status_name.ja.as_str()),
            book.count(&format!("cluster/{id}/members")),
            book.thousands(&format!("cluster/{id}/cost/{year}")),
        ]);
    }
    book.table(made);
}

fn roadmap(book: &mut Book, year: i32) {
    book.heading(1, format!("第4章　{}の工程", year_ja(year)), "roadmap");
    book.say(
        "公表している工程表（第{roadmap/version|count}版）から、この年度にかかる取組を抜き出しました。期間の性質が「読取値」のものは、計画の文章から読み取った目安です。",
    );
    let edition = book.index.edition();
    let mut is_empty = true;
    for cluster in &edition.clusters {
        let made = bars_table(book, cluster, Some(year), &cluster.name.ja);
        is_empty &= made.rows.is_empty();
        book.table(made);
    }
    if is_empty {
        book.say("この年度にかかる取組は、工程表にありません。");
    }
}

fn money(book: &mut Book, year: i32) {
    book.heading(1, "第5章　見直しの効果と次世代投資枠", "money");
    book.heading(2, "1　点検で見込む効果額", "");
    book.say(
        "予算事務事業の点検では、{programs/reviewed|count}事業の結果を公表しました。見直しは{effects/measures|count}件で、\
         平年度の効果額は{effects/gross|million-yen}百万円、このうち一般財源は{effects/general|million-yen}百万円と見込んでいます。",
    );
    let edition = book.index.edition();
    let mut made = table(
        &format!("方向性ごとの事業数と{}の金額", year_ja(year)),
        Unit::ThousandYen,
        &[("方向性", 1.6), ("#事業数", 1.0), ("#事業費", 1.4), ("#効果額", 1.4), ("#うち一般財源", 1.4)],
    );
    super::review_results::direction_rows(book, &mut made, "", year, false);
    book.table(made);
    let frame = &edition.frame;
    if frame.target_yen == 0 {
        return;
    }
    book.heading(2, "2　次世代投資枠の進み", "");
    book.say(&format!(
        "{}から{}までに{{frame/target|oku-yen}}億円を確保することを目標とし、これまでに{{frame/secured|oku-yen}}億円（{{frame/progress|percent|1}}）を確保しました。",
        year_ja(frame.years.0),
        year_ja(frame.years.1)
    ));
    let source = or_none(&frame.source, "公表版");
    book.push(Block::Note { text: vec![Inline::text("出典："), Inline::text(source)] });
}

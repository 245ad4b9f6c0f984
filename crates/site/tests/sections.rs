//! The sections: what an edition says stands on its page, what it does not say makes no page.

use publish::edition::{DecidedOption, Edition, Words, example};
use site::{File, Options, files};

fn site_of(edition: &Edition) -> Vec<File> {
    files(edition, &Options::default())
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

fn has(files: &[File], path: &str) -> bool {
    files.iter().any(|file| file.path == path)
}

#[test]
fn a_cluster_shows_its_members_money_issues_and_roadmap() {
    let mut edition = example::edition(9);
    edition.clusters[0].decisions = vec![DecidedOption {
        title: "委託を見直す".into(),
        reason: "費用が高いため".into(),
        decided_on: "2026-10-05".into(),
        effects: vec![(2027, 12_345_678)],
    }];
    let files = site_of(&edition);
    let html = text(&files, "clusters/care-homes.html");
    let cluster = &edition.clusters[0];
    for member in &cluster.members {
        assert!(html.contains(&member.name), "{}", member.name);
        assert!(html.contains(&format!("../programs/{}.html", member.program)));
        assert!(html.contains(&fiscal::Yen(member.counted_yen.unwrap()).to_string()));
    }
    let total: i64 = cluster.members.iter().filter_map(|member| member.counted_yen).sum();
    assert!(
        html.contains(&format!("{} ", "ここに数える額の合計</b>")) && html.contains(&fiscal::Yen(total).to_string())
    );
    assert!(html.contains("利用が偏っている。"));
    assert!(html.contains("お年寄りを 助ける"));
    assert!(html.contains("12,345,678") && html.contains("2026年10月5日"));
    assert!(html.contains("調べる"), "its bars");
    assert!(html.contains("../logic-models/care-homes.html"));
    // A share below the whole is shown as such.
    assert!(text(&files, "clusters/walking.html").contains("60%"));
}

#[test]
fn clusters_stand_under_their_category_and_none_is_lost() {
    let mut edition = example::edition(6);
    edition.clusters[2].category = "no-such-category".into();
    let files = site_of(&edition);
    let html = text(&files, "clusters/index.html");
    let place = |what: &str| html.find(what).unwrap_or_else(|| panic!("no {what}"));
    assert!(place("介護の施設") < place("そのほか") && place("そのほか") < place("歩くまち"));
}

#[test]
fn a_logic_model_is_a_picture_an_outline_and_tables() {
    let files = site_of(&example::edition(3));
    let html = text(&files, "logic-models/care-homes.html");
    assert!(html.contains("chart-wide") && html.contains("chart-narrow"), "drawn for a screen and for a phone");
    assert!(html.contains("活動から最終成果へ飛んでいます"));
    let outline = html.split("lm-outline").nth(1).unwrap();
    assert!(outline.contains("<ul><li>訪問する"), "what follows stands below its cause");
    assert!(html.contains("対照群との前後比較"), "the strength of evidence in words");
}

#[test]
fn the_roadmap_shows_bars_by_category_and_every_revision() {
    let files = site_of(&example::edition(3));
    let html = text(&files, "roadmap/index.html");
    assert!(html.contains("暮らし") && html.contains("調べる"));
    assert!(html.contains("令和8年度 4〜6月から令和8年度 1〜3月"));
    assert!(html.contains("予定どおり"));
    let revisions = text(&files, "roadmap/revisions.html");
    assert!(revisions.contains("「調べる」を一四半期延ばした") && revisions.contains("利用者の声を受けて"));
    assert!(revisions.contains("2026年10月1日") && revisions.contains("2025年3月"));
}

#[test]
fn the_frame_is_shown_to_the_yen_and_an_imbalance_is_said() {
    let mut edition = example::edition(1);
    let html = text(&site_of(&edition), "frame/index.html").to_owned();
    assert!(html.contains("330億円") && html.contains("33,000,000,000") && html.contains("33.6%"));
    assert!(html.contains("一致") && !html.contains("不一致"));
    assert!(html.contains("例示の決定"));
    edition.frame.by_year[0].uses_yen -= 1;
    assert!(text(&site_of(&edition), "frame/index.html").contains("不一致"));
}

#[test]
fn facilities_are_listed_in_pages() {
    let mut edition = example::edition(1);
    let one = edition.facilities[0].clone();
    edition.facilities = (1..=401)
        .map(|number| {
            let mut facility = one.clone();
            facility.id = format!("F{number:04}");
            facility
        })
        .collect();
    let files = site_of(&edition);
    assert!(
        text(&files, "facilities/index.html").contains("F0200")
            && !text(&files, "facilities/index.html").contains("F0201")
    );
    assert!(text(&files, "facilities/2.html").contains("F0201") && text(&files, "facilities/3.html").contains("F0401"));
    assert!(!has(&files, "facilities/4.html"));
    assert!(text(&files, "facilities/3.html").contains("href=\"../facilities/index.html\""));
}

#[test]
fn the_plan_names_document_and_page_of_each_figure() {
    let html = text(&site_of(&example::edition(1)), "plan/index.html").to_owned();
    assert!(html.contains("次世代投資枠の目標") && html.contains("330億円") && html.contains("例示 p.2"));
    assert!(html.contains("次の世代に使えるお金を生み出します。"));
}

#[test]
fn what_an_edition_does_not_have_makes_no_page() {
    let mut edition = example::edition(1);
    edition.clusters.clear();
    edition.roadmap = Default::default();
    edition.frame = Default::default();
    edition.outlook = Default::default();
    edition.facilities.clear();
    let files = site_of(&edition);
    for path in
        ["clusters/index.html", "roadmap/index.html", "frame/index.html", "outlook/index.html", "facilities/index.html"]
    {
        assert!(!has(&files, path), "{path}");
        assert!(!has(&files, &format!("en/{path}")), "en/{path}");
    }
    assert!(!has(&files, "cities/index.html"), "no comparison, no page");
    assert!(!has(&files, "logic-models/index.html"));
}

/// The navigation of a page: what each item says, and what is said of the current one.
fn navigation(html: &str) -> Vec<(String, Option<String>)> {
    let list = html.split_once("id=\"site-nav\"").unwrap().1.split("</ul>").next().unwrap();
    let items = list.split("<a href=").skip(1).map(|item| {
        let (tag, rest) = item.split_once('>').unwrap();
        let current = tag.split_once("aria-current=\"").map(|(_, value)| value.trim_end_matches('"').to_owned());
        (rest.split("</a>").next().unwrap().to_owned(), current)
    });
    items.collect()
}

#[test]
fn sections_that_belong_together_share_an_item_and_each_page_says_where_it_is() {
    let mut edition = example::edition(3);
    let mut cities = edition.pictures[0].clone();
    (cities.id, cities.family) = ("cities-1".into(), "cities".into());
    edition.pictures.push(cities);
    let files = site_of(&edition);
    let current = |path: &str| {
        let items = navigation(text(&files, path)).into_iter();
        items.filter_map(|(label, current)| Some((label, current?))).collect::<Vec<_>>()
    };
    let labels: Vec<String> = navigation(text(&files, "index.html")).into_iter().map(|(label, _)| label).collect();
    assert_eq!(
        labels,
        [
            "ホーム",
            "計画",
            "事業",
            "クラスター",
            "工程表",
            "財政",
            "都市と施設",
            "挑戦する市役所",
            "会議と答え",
            "データと用語"
        ]
    );
    for (path, label, says) in [
        ("index.html", "ホーム", "page"),
        ("glance.html", "計画", "page"),
        ("plan/index.html", "計画", "true"),
        ("frame/index.html", "財政", "true"),
        ("facilities/index.html", "都市と施設", "true"),
        ("meetings/index.html", "会議と答え", "page"),
        ("consultations/reiji-fees.html", "会議と答え", "true"),
        ("remarks/index.html", "会議と答え", "true"),
        ("glossary/index.html", "データと用語", "true"),
        ("clusters/care-homes.html", "クラスター", "true"),
        ("en/consultations/index.html", "Meetings and answers", "true"),
        ("en/plan/index.html", "Plan", "true"),
    ] {
        assert_eq!(current(path), [(label.to_owned(), says.to_owned())], "{path}");
    }
    // Every section that has no item of its own is a click from the first of its part, and from the home page.
    for (first, other) in [
        ("glance.html", "plan/index.html"),
        ("outlook/index.html", "frame/index.html"),
        ("cities/index.html", "facilities/index.html"),
        ("meetings/index.html", "consultations/index.html"),
        ("downloads/index.html", "glossary/index.html"),
    ] {
        for prefix in ["", "en/"] {
            let page = format!("{prefix}{first}");
            let root = "../".repeat(page.matches('/').count());
            let row = text(&files, &page).split_once("class=\"subnav").unwrap().1;
            let row = row.split("</nav>").next().unwrap();
            assert!(row.contains(&format!("href=\"{root}{prefix}{other}\"")), "{page}: {row}");
            let home = text(&files, &format!("{prefix}index.html"));
            assert!(home.contains(&format!("{other}\"")), "{prefix}{other}");
        }
    }
    // A part of which one section is there is called as that is, and has no row of its own.
    edition.frame = Default::default();
    edition.glossary.clear();
    let files = site_of(&edition);
    let labels: Vec<String> = navigation(text(&files, "index.html")).into_iter().map(|(label, _)| label).collect();
    assert!(labels.contains(&"財政見通し".to_owned()) && labels.contains(&"ダウンロード".to_owned()), "{labels:?}");
    assert!(!text(&files, "outlook/index.html").contains("class=\"subnav"));
}

#[test]
fn accessibility_says_only_what_was_tested() {
    let edition = example::edition(1);
    let none = text(&site_of(&edition), "accessibility/index.html").to_owned();
    assert!(none.contains("試験の記録はありません") && !none.contains("1.1.1"));
    let given = r#"{"tool":"axe-core 4.11","tested_on":"2026-11-22","pages":[{"path":"index.html","viewport":"360","violations":2,"passes":40}],
        "criteria":[{"number":"1.1.1","level":"A","method":"automatic","result":"pass","note":""},{"number":"1.4.3","level":"AA","method":"automatic","result":"fail","note":"灰色の文字"}]}"#;
    let options = Options { accessibility: given.into(), ..Options::default() };
    let files = files(&edition, &options);
    let html = text(&files, "accessibility/index.html");
    assert!(html.contains("axe-core 4.11") && html.contains("2026年11月22日") && html.contains("灰色の文字"));
    assert!(html.contains("一部準拠") && html.contains("試験していない"));
    let broken = Options { accessibility: "{not json".into(), ..Options::default() };
    assert!(text(&self::files(&edition, &broken), "accessibility/index.html").contains("読み取れませんでした"));
}

#[test]
fn names_cannot_break_out_of_a_page() {
    let mut edition = example::edition(3);
    let evil = "<script>alert(1)</script>\" onload=\"x";
    edition.clusters[0].name = Words::ja(evil);
    edition.clusters[0].issues = vec![evil.into()];
    edition.clusters[0].id = "../../evil".into();
    edition.roadmap.bars[0].cluster = "../../evil".into();
    edition.roadmap.bars[0].text = Words::ja(evil);
    edition.frame.entries[0].name = evil.into();
    edition.outlook.levers[0].name = Words::ja(evil);
    edition.outlook.figures[0].name = Words::ja(evil);
    edition.facilities[0].name = evil.into();
    edition.plan.figures[0].label = Words::ja(evil);
    for file in site_of(&edition) {
        assert!(!file.path.contains(".."), "{}", file.path);
        if file.path.ends_with(".html") || file.path.ends_with(".svg") {
            assert!(!std::str::from_utf8(&file.bytes).unwrap().contains("<script>alert"), "{}", file.path);
        }
    }
}

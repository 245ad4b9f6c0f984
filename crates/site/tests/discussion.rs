//! Meetings, remarks, public comment, explanation records and initiatives on the public site.

use publish::edition::{Edition, Remark, example};
use site::{File, Options, files, links};

fn site_of(edition: &Edition) -> Vec<File> {
    let files = files(edition, &Options::default());
    let faults: Vec<String> = links::check(&files, "").iter().take(10).map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    files
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

fn has(files: &[File], path: &str) -> bool {
    files.iter().any(|file| file.path == path)
}

#[test]
fn a_meeting_has_its_agenda_papers_minutes_and_what_was_remarked() {
    let edition = example::edition(3);
    let files = site_of(&edition);
    let held = text(&files, "meetings/council-1.html");
    assert!(held.contains("例示推進会議 第1回") && held.contains("2026年9月14日 13時30分から15時30分まで"));
    assert!(held.contains("../clusters/care-homes.html"), "an item of the agenda leads to what it is about");
    assert!(held.contains("資料1 分析の結果（例示）") && held.contains(&"0123456789abcdef".repeat(4)));
    assert!(!held.contains("meetings/papers/"), "no file lies beside it, so none is linked");
    assert!(held.contains("PDF、124 kB"), "what it is and how large stands there all the same");
    assert!(held.contains("公開していない資料が1点"));
    assert!(held.contains("工程表の帯が長すぎませんか。<br>短くできるはずです。") && held.contains("訂正しています"));
    assert!(held.contains("例示 一子、見本 二郎"));
    assert!(held.contains("例示：一四半期だけ延ばし、先に調べます。") && held.contains("roadmap/revisions.html#v2"));
    let coming = text(&files, "meetings/council-2.html");
    assert!(coming.contains("https://example.com/meeting") && coming.contains("議事録はまだ公表していません"));
    assert!(!coming.contains("href=\"https://example.com"), "an address somebody typed is no link");

    let index = text(&files, "meetings/index.html");
    assert!(index.contains("開催予定") && index.contains("議事録あり"));
    // The term of one member ended before the edition was published.
    assert_eq!(index.matches("退任").count(), 1);
    assert!(index.contains("2025年4月1日〜2026年3月31日"));
}

#[test]
fn papers_that_lie_beside_the_pages_are_linked() {
    let edition = example::edition(1);
    let papers = ["meetings/papers/council-1-1.pdf", "consultations/papers/reiji-open-1.docx"];
    let options = Options { papers: papers.map(str::to_owned).into(), ..Options::default() };
    let mut files = files(&edition, &options);
    files.extend(papers.map(|path| File { path: path.to_owned(), bytes: b"%PDF".to_vec() }));
    assert_eq!(links::check(&files, ""), []);
    let open = text(&files, "consultations/reiji-open.html");
    assert!(open.contains("案の資料") && open.contains("href=\"../consultations/papers/reiji-open-1.docx\""));
    assert!(open.contains("Word、46 kB") && open.contains(&"fedcba9876543210".repeat(4)));
    let english = text(&files, "en/consultations/reiji-open.html");
    assert!(english.contains("Documents of the draft") && english.contains("Word, 46 kB"));
    assert!(!text(&files, "consultations/reiji-fees.html").contains("案の資料"), "it has none");
    assert!(text(&files, "meetings/council-1.html").contains("href=\"../meetings/papers/council-1-1.pdf\""));
    assert!(text(&files, "en/meetings/council-1.html").contains("href=\"../../meetings/papers/council-1-1.pdf\""));
}

#[test]
fn every_remark_stands_on_the_page_of_its_theme_and_the_open_ones_first() {
    let edition = example::edition(3);
    let files = site_of(&edition);
    let index = text(&files, "remarks/index.html");
    assert!(index.contains("回答を待っている意見") && index.contains("例示：費用の内訳が足りない。"));
    assert!(index.contains("2026年12月20日"));
    let theme = format!("remarks/{}.html", links::slug("工程"));
    let page = text(&files, &theme);
    assert!(page.contains("id=\"r-1\"") && page.contains("id=\"r-2\"") && !page.contains("id=\"r-3\""));
    assert!(page.contains("回答を待っています"));
    let others = text(&files, &format!("remarks/{}.html", links::slug("")));
    assert!(others.contains("取り入れない理由") && others.contains("例示：使う人が増えているため。"));
    assert!(others.contains("../programs/0001.html"));
}

#[test]
fn what_waits_longest_comes_first_and_what_has_no_theme_last() {
    let mut edition = example::edition(3);
    let one = edition.remarks[1].clone();
    let waiting =
        |id: &str, due: &str, text: &str| Remark { id: id.into(), due: due.into(), text: text.into(), ..one.clone() };
    edition.remarks.extend([
        waiting("4", "", "期日のない意見"),
        waiting("5", "2026-11-30", "先に期日が来る意見"),
        waiting("6", "2027-01-10", "後に期日が来る意見"),
    ]);
    let files = site_of(&edition);
    let index = text(&files, "remarks/index.html");
    let place = |what: &str| index.rfind(what).unwrap_or_else(|| panic!("no {what}"));
    let order = ["先に期日が来る意見", "例示：費用の内訳が足りない。", "後に期日が来る意見", "期日のない意見"];
    assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
    let head = |what: &str| index.find(what).unwrap_or_else(|| panic!("no {what}"));
    assert!(head(">工程</a>") < head(">そのほか</a>"));
    assert!(["<dt>未回答</dt>", "<dt>反映</dt>", "<dt>見送り</dt>"].map(head).is_sorted());
}

#[test]
fn further_pages_of_a_list_are_numbered_in_the_page_s_language() {
    let mut edition = example::edition(1);
    let one = edition.explanations[0].clone();
    edition.explanations =
        (1..=21).map(|id: i32| publish::edition::Explanation { id: id.to_string(), ..one.clone() }).collect();
    let files = site_of(&edition);
    assert!(text(&files, "explanations/2.html").contains("<h1>説明の記録（2）</h1>"));
    assert!(text(&files, "en/explanations/2.html").contains("<h1>Explanation records (2)</h1>"));
}

#[test]
fn many_remarks_are_divided_into_pages_and_none_is_lost() {
    let mut edition = example::edition(1);
    let one = edition.remarks[1].clone();
    edition.remarks = (1..=230).map(|number| Remark { id: number.to_string(), ..one.clone() }).collect();
    let files = site_of(&edition);
    let stem = format!("remarks/{}", links::slug("工程"));
    let pages = [format!("{stem}.html"), format!("{stem}/2.html"), format!("{stem}/3.html")];
    let count = |path: &str| text(&files, path).matches("<article class=\"card remark\"").count();
    assert_eq!(pages.each_ref().map(|path| count(path)), [100, 100, 30]);
    assert!(!has(&files, &format!("{stem}/4.html")));
    assert!(text(&files, &pages[2]).contains("id=\"r-230\""));
    assert!(text(&files, "remarks/index.html").contains("このほか180件"));
    // The page of the cluster shows the latest few and leads to the others.
    let cluster = text(&files, "clusters/care-homes.html");
    assert!(cluster.contains("意見230件（うち回答待ち230件）") && cluster.matches("#r-").count() == 5);
}

#[test]
fn what_was_said_about_a_thing_is_linked_from_its_page() {
    let files = site_of(&example::edition(3));
    let block = |path: &str| {
        let page = text(&files, path);
        page.split_once("id=\"answers\"").map(|(_, rest)| rest.split_once("</section>").unwrap().0.to_owned())
    };
    let cluster = block("clusters/care-homes.html").expect("remarks on the cluster and on its roadmap");
    assert!(cluster.contains("意見2件（うち回答待ち1件）"), "{cluster}");
    assert!(cluster.contains("consultations/reiji-fees.html") && cluster.contains("explanations/index.html#e1"));
    let program = block("programs/0001.html").expect("the remark on the program");
    assert!(program.contains("#r-3") && program.contains("見送り"));
    assert!(block("programs/0002.html").is_none());
    let roadmap = block("roadmap/index.html").expect("the remark on the roadmap");
    assert!(roadmap.contains("#r-1") && !roadmap.contains("#r-2"));
    let english = block("en/clusters/care-homes.html").unwrap();
    assert!(english.contains("Remarks on this, and answers") && english.contains("lang=\"ja\""));
}

#[test]
fn outlook_frame_and_plan_show_what_was_said_about_them() {
    let pages = ["outlook/index.html", "frame/index.html", "plan/index.html"];
    let mut edition = example::edition(3);
    let files = site_of(&edition);
    for page in pages {
        assert!(!text(&files, page).contains("id=\"answers\""), "{page}: nobody has said anything");
    }
    for (number, kind) in (11..).zip(["outlook", "frame", "plan", "figure"]) {
        let mut remark = edition.remarks[1].clone();
        remark.id = number.to_string();
        remark.subject = publish::edition::Subject { kind: kind.into(), ..Default::default() };
        edition.remarks.push(remark);
    }
    let files = site_of(&edition);
    for (page, numbers) in pages.iter().zip([&["#r-11"][..], &["#r-12"], &["#r-13", "#r-14"]]) {
        for path in [(*page).to_owned(), format!("en/{page}")] {
            let html = text(&files, &path);
            let block = html.split_once("id=\"answers\"").unwrap_or_else(|| panic!("no block in {path}")).1;
            assert!(numbers.iter().all(|number| block.contains(number)), "{path}");
            assert_eq!(block.split("</section>").next().unwrap().matches("#r-").count(), numbers.len(), "{path}");
        }
    }
}

#[test]
fn a_consultation_is_told_in_the_usual_table_and_says_how_to_take_part_while_it_is_open() {
    let files = site_of(&example::edition(1));
    let results = text(&files, "consultations/reiji-fees.html");
    for word in [
        "意見の概要",
        "市の考え方",
        "反映の区分",
        "例示：先に減らすことを案に加えました。",
        "意見を反映し、案を修正する",
    ] {
        assert!(results.contains(word), "{word}");
    }
    assert!(results.contains("意見の件数：<b>6</b>件") && results.contains("内容を公表しない意見が1件"));
    assert!(!results.contains("意見の出し方"));
    let open = text(&files, "consultations/reiji-open.html");
    assert!(open.contains("意見の出し方") && open.contains("例示：変革推進室") && !open.contains("募集の結果"));
    assert!(open.contains("2026年11月1日から2026年11月30日"));
    let record = text(&files, "explanations/index.html");
    assert!(record.contains("例示：順番を公表することにした。") && record.contains("64人"));
}

#[test]
fn an_initiative_has_its_milestones_drawn_and_says_how_each_value_is_known() {
    let files = site_of(&example::edition(1));
    let index = text(&files, "initiatives/index.html");
    assert!(index.contains("1 / 2") && index.contains("遅れ 1") && index.contains("概ね順調"));
    assert!(index.contains("公表している取組はまだありません"), "a theme without initiatives says so");
    let page = text(&files, "initiatives/paperless.html");
    assert!(page.contains("class=\"roadmap\"") && page.contains("<svg") && page.contains("roadmap-phone"));
    assert!(page.contains("令和8年度 4〜6月から令和9年度 1〜3月"));
    for mark in ["badge-published\">公表", "badge-example\">例示", "badge-assumed\">仮定"] {
        assert!(page.contains(mark), "{mark}");
    }
    assert!(page.contains("../clusters/care-homes.html"));
    let english = text(&files, "en/initiatives/paperless.html");
    assert!(english.contains("Work without paper") && english.contains("nearly on track"));
}

#[test]
fn what_was_never_said_makes_no_page_and_no_link() {
    let mut edition = example::edition(2);
    edition.bodies.clear();
    edition.meetings.clear();
    edition.remarks.clear();
    edition.consultations.clear();
    edition.explanations.clear();
    edition.initiatives.clear();
    let files = site_of(&edition);
    for family in ["meetings/", "remarks/", "consultations/", "explanations/", "initiatives/"] {
        let of_family = files.iter().filter(|file| file.path.trim_start_matches("en/").starts_with(family));
        assert_eq!(of_family.count(), 0, "{family}");
    }
    assert!(!text(&files, "index.html").contains("会議と答え"));
    assert!(!text(&files, "clusters/care-homes.html").contains("id=\"answers\""));
}

#[test]
fn what_people_typed_cannot_break_out_of_a_page() {
    let mut edition = example::edition(2);
    let evil = "<script>alert(1)</script>\" onload=\"x";
    edition.meetings[1].id = "../../evil".into();
    edition.meetings[1].place = evil.into();
    edition.meetings[0].online_link = "javascript:alert(1)".into();
    edition.meetings[1].minutes[1].text = evil.into();
    edition.meetings[1].papers[0].title = evil.into();
    edition.remarks[0].meeting = "../../evil".into();
    edition.remarks[0].text = evil.into();
    edition.remarks[0].theme = "../../evil".into();
    edition.remarks[0].subject.id = evil.into();
    edition.remarks[0].subject.name.ja = evil.into();
    edition.consultations[1].opinions[0].summary = evil.into();
    edition.consultations[0].how_to_send = evil.into();
    edition.consultations[0].papers[0].title = evil.into();
    edition.explanations[0].said = evil.into();
    edition.initiatives[0].id = "../../evil".into();
    edition.initiatives[0].name.ja = evil.into();
    edition.initiatives[0].milestones[0].text.ja = evil.into();
    edition.initiatives[0].kpis[0].id = evil.into();
    for file in site_of(&edition) {
        assert!(!file.path.contains(".."), "{}", file.path);
        if file.path.ends_with(".html") || file.path.ends_with(".svg") {
            let page = std::str::from_utf8(&file.bytes).unwrap();
            assert!(!page.contains("<script>alert") && !page.contains("\" onload=\"x"), "{}", file.path);
            assert!(!page.contains("href=\"javascript:"), "{}", file.path);
        }
    }
}

#[test]
fn it_can_be_found_by_two_characters() {
    let files = site_of(&example::edition(3));
    let titles: String = files
        .iter()
        .filter(|file| file.path.starts_with("search/titles-"))
        .map(|file| text(&files, &file.path))
        .collect();
    for kind in ["会議｜", "意見と答え｜", "意見公募｜", "説明の記録｜", "挑戦する市役所｜"]
    {
        assert!(titles.contains(kind), "{kind}");
    }
    // 短く is said in the minutes only.
    let grams: String = files
        .iter()
        .filter(|file| file.path.starts_with("search/grams-"))
        .map(|file| text(&files, &file.path))
        .collect();
    assert!(grams.contains("\"短く\""));
    // And a document of a draft is found by its title.
    assert!(grams.contains("\"の素\""));
}

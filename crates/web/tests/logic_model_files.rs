//! Logic models in and out by web page: tables, versions, files, template and proposal.

use crate::logic_model_support;
use crate::support;

use app::Actor;
use axum::http::{StatusCode, header};
use logic_model_support::{BASE, add, model, revision, script, site};
use support::{Site, multipart};

#[tokio::test]
async fn a_table_is_looked_at_and_then_replaces_the_model() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    add(&office, "input", "前からある要素").await;
    let path = format!("{BASE}/import");
    let table = "種類\t内容\tから\tへ\n活動\t調べる\t\t\nアウトプット\t比べた表\t\t\n\t\t調べる\t比べた表\n";
    let answer = office.post(&path, &[("text", table), ("revision", "1")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page(&path);
    assert!(page.whole_text().contains("要素 2、つながり 1"), "{}", page.whole_text());
    assert_eq!(model(&site).await.nodes().len(), 1, "a preview changes nothing");
    let text = page.texts(|name, attributes| name == "textarea" && attributes.contains_key("hidden"))[0].clone();
    assert!(text.contains("比べた表"));

    // The same as a file; and what is confirmed is what was seen.
    let csv = "種類,内容\n活動,調べる\nアウトプット,比べた表\n";
    let sent = multipart(&[("revision", None, b"1"), ("text", None, b""), ("file", Some("model.csv"), csv.as_bytes())]);
    let answer = office.post_multipart(&path, sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    let stale = office.post(&format!("{path}/confirm"), &[("text", table), ("revision", "0")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.page(&path).whole_text().contains("AP-225"));
    let answer = office.post(&format!("{path}/confirm"), &[("text", table), ("revision", "1")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!((model(&site).await.nodes().len(), model(&site).await.edges().len()), (2, 1));
    script(&office, 2, &[("op", "undo")]).await;
    assert_eq!(model(&site).await.nodes()[0].label, "前からある要素");

    // Every problem is listed, with its place.
    let bad = "種類\t内容\nなぞ\tA\nアウトプット\t\n";
    let answer = office.post(&path, &[("text", bad), ("revision", "3")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page(&path);
    assert!(page.whole_text().contains("IN-753"), "{}", page.whole_text());
    assert!(answer.text().contains("なぞ\tA"), "what was pasted stands there again");
    let empty = office.post(&path, &[("text", " \n "), ("revision", "3")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.page(&path).whole_text().contains("AP-228"));
}

#[tokio::test]
async fn ten_thousand_nodes_are_refused_quickly() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = format!("{BASE}/import");
    let rows: String = (0..10_000).map(|at| format!("活動\t要素 {at}\n")).collect();
    let begun = std::time::Instant::now();
    let answer = office.post(&path, &[("text", &format!("種類\t内容\n{rows}")), ("revision", "0")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = answer.page(&path).whole_text();
    assert!(told.contains("RF-530"), "{}", told.chars().take(400).collect::<String>());
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    let large = "あ".repeat(400_000);
    let answer = office.post_multipart(&path, multipart(&[("text", None, large.as_bytes())])).await;
    assert!(answer.page(&path).whole_text().contains("AP-227"));
    assert!(model(&site).await.nodes().is_empty());
}

#[tokio::test]
async fn versions_are_kept_compared_and_restored() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = format!("{BASE}/versions");
    let refused = office.post(&path, &[("label", "何もない")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.page(&path).whole_text().contains("AP-229"));
    add(&office, "activity", "調べる").await;
    add(&office, "output", "表").await;
    for bad in ["", "   ", &"あ".repeat(81)] {
        let answer = office.post(&path, &[("label", bad)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.page(&path).whole_text().contains("AP-223"));
    }
    assert_eq!(office.post(&path, &[("label", "初めの案")]).await.status, StatusCode::SEE_OTHER);
    script(&office, 2, &[("op", "change"), ("node", "1"), ("label", "よく調べる")]).await;
    script(&office, 3, &[("op", "remove"), ("node", "2")]).await;
    add(&office, "impact", "まち").await;
    assert_eq!(office.post(&path, &[("label", "直した案 <b>")]).await.status, StatusCode::SEE_OTHER);
    let listed = office.page(&path).await.whole_text();
    assert!(listed.contains("初めの案") && listed.contains("直した案 <b>"), "{listed}");
    for prefix in ["", "/en"] {
        let compared = office.page(&format!("{prefix}{BASE}/compare?before=1&after=2")).await;
        let told = compared.whole_text();
        for word in ["よく調べる", "まち", "表"] {
            assert!(told.contains(word), "{word} in {told}");
        }
        if prefix == "/en" {
            assert_eq!(compared.japanese_in_english(), Vec::<String>::new());
        } else {
            assert!(
                told.contains("追加：要素 1、つながり 0。変更：要素 1、つながり 0。削除：要素 1、つながり 0"),
                "{told}"
            );
        }
    }
    let same = office.page(&format!("{BASE}/compare?before=2&after=now")).await;
    assert!(same.whole_text().contains("違いはありません"));
    let restore = format!("{path}/restore");
    let stale = office.post(&restore, &[("version", "1"), ("revision", "1")]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.page(&path).whole_text().contains("AP-225"));
    let now = revision(&site).await.to_string();
    let restored = office.post(&restore, &[("version", "1"), ("revision", &now)]).await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER);
    assert_eq!(model(&site).await.nodes()[1].label, "表");
    script(&office, 0, &[("op", "undo")]).await;
    assert_eq!(model(&site).await.nodes()[1].label, "まち", "a restored version can be taken back");
    assert_eq!(office.post(&restore, &[("version", "99"), ("revision", "1")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_is_taken_away_as_svg_png_pdf_and_csv() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    add(&office, "activity", "=cmd|'/c calc'!A1").await;
    for (ending, kind, begins) in [
        ("svg", "image/svg+xml; charset=utf-8", &b"<svg"[..]),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF"),
        ("csv", "text/csv; charset=utf-8", b"\xEF\xBB\xBF"),
    ] {
        let answer = office.get(&format!("{BASE}/files/{ending}")).await;
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, kind));
        assert!(answer.bytes.starts_with(begins), "{ending}: {:?}", &answer.bytes[..8]);
        let name = format!("attachment; filename=\"logic-model-fees-review.{ending}\"");
        assert_eq!(answer.header(header::CONTENT_DISPOSITION), name);
    }
    let csv = office.get(&format!("{BASE}/files/csv")).await.text();
    assert!(!csv.contains(",=cmd"), "no cell is a formula: {csv}");
}

#[tokio::test]
async fn a_model_begins_from_the_template_or_from_what_the_programs_say() {
    let site = Site::with_demo().await;
    site.app.load_demo_reform_when_empty(&Actor::operator("t")).await.unwrap();
    let list = site.app.logic_model_list(&Actor::operator("t")).await.unwrap();
    let told: Vec<_> = list.iter().map(|row| (row.cluster.as_str(), row.nodes, row.is_demo)).collect();
    assert_eq!(told, [("public-investment-level", 25, true), ("subsidies-review", 9, true)]);
    let shown = site.page("/clusters/public-investment-level/logic-model").await.whole_text();
    assert!(shown.contains("例示") && shown.contains("公債費の伸びが止まる"));
    let versions = site.app.logic_versions(&Actor::operator("t"), "public-investment-level").await.unwrap();
    assert_eq!(versions.len(), 2);
    let path = format!(
        "/clusters/public-investment-level/logic-model/compare?before={}&after={}",
        versions[1].id, versions[0].id
    );
    assert!(site.page(&path).await.whole_text().contains("金利の上昇"));

    let begin = format!("{BASE}/begin");
    let answer = site.post_form(&begin, "from=template").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(model(&site).await.nodes().len(), 7);
    let none = site.post_form(&begin, "from=programs").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.page(&begin).whole_text().contains("AP-226"));

    // A cluster whose programs say something.
    let cluster = "public-investment-level";
    let programs = site.app.cluster_program_logic(&Actor::operator("t"), cluster).await.unwrap();
    assert!(!programs.is_empty(), "the demonstration's cluster has programs");
    let before = site.app.logic_model(&Actor::operator("t"), cluster).await.unwrap();
    let body = format!("from=programs&program={}", programs[0].program);
    let answer = site.post_form(&format!("/clusters/{cluster}/logic-model/begin"), &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let after = site.app.logic_model(&Actor::operator("t"), cluster).await.unwrap();
    assert_eq!(after.model.nodes().len(), before.model.nodes().len() + 4);
    let output = after.model.nodes().iter().find(|node| node.label.starts_with(&programs[0].name)).unwrap();
    assert!(!output.indicators.is_empty(), "the program's activity indicators come along");

    // Indicators are picked from the programs', with how they stand.
    let kpis = format!("/clusters/{cluster}/logic-model/kpis");
    site.page(&format!("{kpis}?node=22")).await;
    let candidates = site.app.kpi_candidates(&Actor::operator("t"), cluster).await.unwrap();
    let body = format!("node=22&revision={}&pick={}", after.revision, candidates[0].pick);
    assert_eq!(site.post_form(&kpis, &body).await.status, StatusCode::SEE_OTHER);
    let picked = site.app.logic_model(&Actor::operator("t"), cluster).await.unwrap();
    let impact = picked.model.nodes().iter().find(|node| node.id.0 == 22).unwrap();
    assert_eq!(impact.indicators[0].name, candidates[0].name);
    assert_eq!(impact.indicators[0].standing, candidates[0].standing);
    let body = format!("node=22&revision={}&pick=999999-1", picked.revision);
    assert_eq!(site.post_form(&kpis, &body).await.status, StatusCode::NOT_FOUND);
}

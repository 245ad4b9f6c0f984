//! Logic models by web page: forms, the script's endpoint, merging, conflicts, undo, bad input, rights.

use crate::logic_model_support;
use crate::support;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use logic_model_support::{BASE, add, form, model, revision, script, site};
use support::{form_request, request};

#[tokio::test]
async fn a_model_is_built_by_plain_forms_in_both_languages() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    for prefix in ["", "/en"] {
        let empty = office.page(&format!("{prefix}{BASE}")).await;
        assert!(!empty.whole_text().is_empty());
        office.page(&format!("{prefix}{BASE}/edit")).await;
        office.page(&format!("{prefix}{BASE}/begin")).await;
        office.page(&format!("{prefix}{BASE}/import")).await;
        office.page(&format!("{prefix}{BASE}/versions")).await;
    }
    let answer = form(&office, 0, &[("op", "add"), ("kind", "activity"), ("label", "料金を調べる")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header(header::LOCATION).starts_with(&format!("{BASE}/edit?node=1&done=add-node")));
    form(&office, 1, &[("op", "add"), ("kind", "output"), ("label", "比較の表"), ("from", "1")]).await;
    form(&office, 2, &[("op", "add"), ("kind", "outcome-initial"), ("label", "料金の根拠が分かる")]).await;
    form(&office, 3, &[("op", "connect"), ("from", "2"), ("to", "3")]).await;
    let fields = [
        ("op", "change"),
        ("node", "3"),
        ("label", "料金の根拠を市民が分かる"),
        ("note", "窓口で\r\n聞く"),
        ("indicators", "1"),
        ("ind.0.name", "分かると答えた人"),
        ("ind.0.unit", "%"),
        ("ind.0.standing", "mostly-on-track"),
    ];
    assert_eq!(form(&office, 4, &fields).await.status, StatusCode::SEE_OTHER);
    let fields = [
        ("op", "edge"),
        ("from", "2"),
        ("to", "3"),
        ("ev.0.source", "他市の調査"),
        ("ev.0.strength", "3"),
        ("ev.0.fit", "alike"),
        ("external", "1"),
        ("note", "表を見れば分かる"),
    ];
    assert_eq!(form(&office, 5, &fields).await.status, StatusCode::SEE_OTHER);
    let made = model(&site).await;
    assert_eq!((made.nodes().len(), made.edges().len()), (3, 2));
    let outcome = &made.nodes()[2];
    assert_eq!((outcome.label.as_str(), outcome.note.as_str()), ("料金の根拠を市民が分かる", "窓口で\n聞く"));
    assert_eq!(outcome.indicators[0].name, "分かると答えた人");
    let edge = made.edge(made.nodes()[1].id, outcome.id).unwrap();
    assert!(edge.is_external && edge.strength().is_some_and(|strength| strength.step() == 3));

    let page = office.page(BASE).await.whole_text();
    for told in ["インパクトがない", "料金の根拠を市民が分かる", "3 対照群との前後比較", "分かると答えた人"]
    {
        assert!(page.contains(told), "{told} in {page}");
    }
    let english = office.page(&format!("/en{BASE}")).await;
    assert!(english.whole_text().contains("no impact"));
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    let editor = office.page(&format!("/en{BASE}/edit?node=3")).await;
    assert_eq!(editor.japanese_in_english(), Vec::<String>::new());
    let targets = office.page(&format!("{BASE}/edit?node=1")).await.choices("to");
    assert!(targets.iter().any(|(value, _)| value == "3") && targets.iter().any(|(value, _)| value == "2"));

    // Disconnect, move, arrange, remove.
    for (seen, fields) in [
        (6, &[("op", "disconnect"), ("from", "2"), ("to", "3")][..]),
        (7, &[("op", "move"), ("node", "3"), ("kind", "outcome-final"), ("before", "")]),
        (8, &[("op", "add"), ("kind", "output"), ("label", "もう一つの表")]),
        (9, &[("op", "up"), ("node", "4")]),
        (10, &[("op", "remove"), ("node", "2")]),
    ] {
        assert_eq!(form(&office, seen, fields).await.status, StatusCode::SEE_OTHER, "{fields:?}");
    }
    let made = model(&site).await;
    assert_eq!((made.nodes().len(), made.edges().len()), (3, 0));
    let history = office.page(&format!("{BASE}/versions")).await.whole_text();
    for told in ["要素を消した：比較の表", "つながりを外した", "reform-officeさん", "料金の根拠が分かる"]
    {
        assert!(history.contains(told), "{told} in {history}");
    }
    assert_eq!(office.page(&format!("/en{BASE}/versions")).await.japanese_in_english(), Vec::<String>::new());
}

#[tokio::test]
async fn changes_of_different_things_are_merged_and_of_the_same_thing_are_a_conflict() {
    let site = site().await;
    let one = site.as_user("reform-office").await;
    add(&one, "activity", "調べる").await;
    add(&one, "output", "表").await;
    let seen = revision(&site).await;
    // Two people of the same office, from the same revision.
    site.add_person("second", "reform-office", "").await;
    let two = site.as_user("second").await;
    let (status, _) =
        script(&one, seen, &[("op", "change"), ("node", "1"), ("label", "よく調べる"), ("note", "")]).await;
    assert_eq!(status, StatusCode::OK);
    let (status, json) =
        script(&two, seen, &[("op", "change"), ("node", "2"), ("label", "比べる表"), ("note", "")]).await;
    assert_eq!(status, StatusCode::OK, "another node: {json}");
    // The same node, another field: what was not touched stays as the other wrote it.
    let (status, _) =
        script(&two, seen, &[("op", "change"), ("node", "1"), ("label", "調べる"), ("note", "窓口で")]).await;
    assert_eq!(status, StatusCode::OK);
    let made = model(&site).await;
    assert_eq!((made.nodes()[0].label.as_str(), made.nodes()[0].note.as_str()), ("よく調べる", "窓口で"));
    assert_eq!(made.nodes()[1].label, "比べる表");

    let (status, json) = script(&two, seen, &[("op", "change"), ("node", "1"), ("label", "急いで調べる")]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let message = json["message"].as_str().unwrap();
    for told in ["AP-220", "急いで調べる", "よく調べる", "reform-officeさん"] {
        assert!(message.contains(told), "{told} in {message}");
    }
    assert!(json["panel"].as_str().unwrap().contains("value=\"急いで調べる\""), "what was typed stands in its field");
    assert_eq!(model(&site).await.nodes()[0].label, "よく調べる", "nothing is written over");
    // The same without a script: a page with both, and a form that insists.
    let answer = form(&two, seen, &[("op", "change"), ("node", "1"), ("label", "急いで調べる")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page(BASE);
    assert!(page.whole_text().contains("あなたの内容") && page.whole_text().contains("今の内容"));
    let now = revision(&site).await;
    let (status, _) = script(&two, now, &[("op", "change"), ("node", "1"), ("label", "急いで調べる")]).await;
    assert_eq!(status, StatusCode::OK, "knowing of it, it may be replaced");

    // Removing what somebody changed, and changing what somebody removed.
    let (status, json) = script(&one, seen, &[("op", "remove"), ("node", "1")]).await;
    assert_eq!((status, model(&site).await.nodes().len()), (StatusCode::CONFLICT, 2), "{json}");
    let now = revision(&site).await;
    assert_eq!(script(&one, now, &[("op", "remove"), ("node", "2")]).await.0, StatusCode::OK);
    let (status, json) = script(&two, now, &[("op", "change"), ("node", "2"), ("label", "別の表")]).await;
    assert_eq!(status, StatusCode::CONFLICT, "{json}");
    let answer = form(&two, now, &[("op", "move"), ("node", "2"), ("kind", "impact")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn undo_and_redo_are_everybodys_own_and_outlive_the_page() {
    let site = site().await;
    site.add_person("second", "reform-office", "").await;
    let (one, two) = (site.as_user("reform-office").await, site.as_user("second").await);
    add(&one, "activity", "調べる").await;
    add(&one, "output", "表").await;
    script(&one, 2, &[("op", "connect"), ("from", "1"), ("to", "2")]).await;
    add(&two, "impact", "まち").await;
    // A page opened anew still offers it; it takes back one's own last change and not the other's.
    let bar = one.page(&format!("{BASE}/edit")).await.whole_text();
    assert!(bar.contains("元に戻す：つないだ：調べる → 表"), "{bar}");
    let (status, json) = script(&one, 0, &[("op", "undo")]).await;
    assert_eq!((status, json["said"].as_str()), (StatusCode::OK, Some("元に戻した：調べる → 表")), "{json}");
    assert_eq!((model(&site).await.edges().len(), model(&site).await.nodes().len()), (0, 3));
    assert_eq!(script(&one, 0, &[("op", "undo")]).await.0, StatusCode::OK);
    assert_eq!(model(&site).await.nodes().len(), 2, "the output went");
    assert_eq!(form(&one, 0, &[("op", "redo")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(script(&one, 0, &[("op", "redo")]).await.0, StatusCode::OK);
    let made = model(&site).await;
    assert_eq!((made.edges().len(), made.nodes()[1].label.as_str()), (1, "表"), "as it was, with its number");
    assert_eq!(script(&one, 0, &[("op", "redo")]).await.0, StatusCode::CONFLICT);

    // Removing with arrows and all comes back whole.
    let now = revision(&site).await;
    script(&one, now, &[("op", "remove"), ("node", "2")]).await;
    script(&one, now, &[("op", "undo")]).await;
    assert_eq!(model(&site).await, made);

    // What somebody else has built upon is not taken back.
    let now = revision(&site).await;
    script(&one, now, &[("op", "change"), ("node", "1"), ("label", "よく調べる")]).await;
    let now = revision(&site).await;
    script(&two, now, &[("op", "change"), ("node", "1"), ("label", "もっとよく調べる")]).await;
    let (status, json) = script(&one, now, &[("op", "undo")]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(json["message"].as_str().unwrap().contains("AP-222"), "{json}");
    let third = site.as_user("headquarters").await;
    assert_eq!(form(&third, 0, &[("op", "undo")]).await.status, StatusCode::FORBIDDEN);
    site.add_person("fresh", "reform-office", "").await;
    let fresh = site.as_user("fresh").await;
    let (status, json) = script(&fresh, 0, &[("op", "undo")]).await;
    assert!(status == StatusCode::CONFLICT && json["message"].as_str().unwrap().contains("AP-221"), "{json}");
}

#[tokio::test]
async fn every_bad_input_is_refused_with_its_code_and_changes_nothing() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    add(&office, "activity", "活動一").await;
    add(&office, "activity", "活動二").await;
    add(&office, "output", "表").await;
    add(&office, "external", "物価").await;
    let seen = revision(&site).await;
    script(&office, seen, &[("op", "connect"), ("from", "1"), ("to", "2")]).await;
    let before = (model(&site).await, revision(&site).await);
    let long = "あ".repeat(201);
    let cases: [(&[(&str, &str)], &str); 11] = [
        (&[("op", "connect"), ("from", "2"), ("to", "1")], "RF-539"),
        (&[("op", "connect"), ("from", "3"), ("to", "1")], "RF-540"),
        (&[("op", "connect"), ("from", "1"), ("to", "1")], "RF-538"),
        (&[("op", "connect"), ("from", "1"), ("to", "2")], "RF-537"),
        (&[("op", "connect"), ("from", "1"), ("to", "99")], "RF-536"),
        (&[("op", "connect"), ("from", "1"), ("to", "4")], "RF-541"),
        (&[("op", "add"), ("kind", "output"), ("label", "  ")], "RF-532"),
        (&[("op", "change"), ("node", "1"), ("label", &long)], "RF-533"),
        (&[("op", "change"), ("node", "1"), ("label", "a\u{7}b")], "RF-534"),
        (&[("op", "remove"), ("node", "99")], "RF-544"),
        (&[("op", "disconnect"), ("from", "1"), ("to", "3")], "RF-545"),
    ];
    for (fields, code) in cases {
        let (status, json) = script(&office, before.1, fields).await;
        let message = json["message"].as_str().unwrap_or_default();
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && message.contains(code), "{code}: {status} {json}");
        let answer = form(&office, before.1, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(answer.page(BASE).whole_text().contains(code), "{code}");
    }
    let (_, json) = script(&office, before.1, cases[0].0).await;
    assert!(
        json["message"].as_str().unwrap().contains("活動二 → 活動一")
            || json["message"].as_str().unwrap().contains("活動一 → 活動二")
    );
    for fields in
        [&[("op", "explode")][..], &[("op", "add"), ("kind", "nothing")], &[("op", "connect"), ("from", "1")], &[]]
    {
        assert_eq!(form(&office, before.1, fields).await.status, StatusCode::BAD_REQUEST, "{fields:?}");
        assert_eq!(script(&office, before.1, fields).await.0, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert_eq!((model(&site).await, revision(&site).await), before);
    for path in ["/clusters/nowhere/logic-model", "/clusters/nowhere/logic-model/edit"] {
        assert_eq!(office.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(office.get(&format!("{BASE}/files/exe")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&format!("{BASE}/compare?before=x&after=now")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(office.get(&format!("{BASE}/compare?before=99&after=now")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&format!("{BASE}/kpis?node=99")).await.status, StatusCode::NOT_FOUND);
    // HTML in a text stays text.
    add(&office, "input", "<img src=x onerror=alert(1)>").await;
    let shown = office.get(BASE).await.text();
    assert!(!shown.contains("<img src=x") && shown.contains("&lt;img src=x"));
}

#[tokio::test]
async fn who_may_read_and_who_may_write() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    add(&office, "activity", "調べる").await;
    let fields = [("op", "add"), ("kind", "output"), ("label", "表"), ("revision", "1")];
    for login in ["owner", "section-head", "department-head", "finance", "headquarters", "expert", "auditor"] {
        let user = site.as_user(login).await;
        assert_eq!(user.get(BASE).await.status, StatusCode::OK, "{login} reads");
        assert_eq!(user.get(&format!("{BASE}/edit")).await.status, StatusCode::FORBIDDEN, "{login}");
        for path in ["operations", "versions", "begin", "kpis", "import", "import/confirm", "versions/restore"] {
            let extra = [("from", "template"), ("text", "種類,内容\n活動,A"), ("version", "1"), ("node", "1")];
            let all: Vec<_> = fields.iter().chain(&extra).copied().collect();
            let status = user.post(&format!("{BASE}/{path}"), &all).await.status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login} {path}");
        }
    }
    let administrator = site.as_user("administrator").await;
    assert_eq!(administrator.get(BASE).await.status, StatusCode::FORBIDDEN);
    let visitor = site.seen_with(web::Trust::Nobody);
    for rest in ["", "/edit", "/versions", "/files/csv", "/compare?before=now&after=now", "/changes?since=0", "/panel"]
    {
        let request = request(Method::GET, &format!("{BASE}{rest}")).body(Body::empty()).unwrap();
        let status = support::send(&visitor, request).await.status;
        assert!([StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED].contains(&status), "{rest}: {status}");
    }
    assert_eq!(model(&site).await.nodes().len(), 1);
}

#[tokio::test]
async fn the_script_hears_of_others_and_is_told_when_the_session_is_over() {
    let site = site().await;
    site.add_person("second", "reform-office", "").await;
    let (one, two) = (site.as_user("reform-office").await, site.as_user("second").await);
    add(&one, "activity", "調べる").await;
    let account = two.account().await;
    let news = two.get(&format!("{BASE}/changes?since=0&account={account}")).await.json();
    assert_eq!(news["revision"], 1);
    assert_eq!(news["said"], "reform-officeさん — 要素を加えた：調べる");
    assert!(news["figure"].as_str().unwrap().contains("data-node=\"1\""));
    let nothing = two.get(&format!("{BASE}/changes?since=1&account={account}")).await.json();
    assert!(nothing["revision"] == 1 && nothing.get("figure").is_none(), "{nothing}");
    let panel = two.get(&format!("{BASE}/panel?node=1&account={account}")).await.json();
    assert!(panel["panel"].as_str().unwrap().contains("value=\"調べる\""));
    // A page on which one person worked does not save in another's name.
    let someone_else = two.get(&format!("{BASE}/changes?since=0&account=999")).await;
    assert_eq!(someone_else.status, StatusCode::UNAUTHORIZED);
    assert!(someone_else.json()["problem"]["hint"].as_str().unwrap().contains("別の人"));
    let mut request = form_request(&format!("{BASE}/operations"), "op=undo&revision=1&account=999");
    request.headers_mut().insert("x-henkaku-fetch", "1".parse().unwrap());
    assert_eq!(two.send(request).await.status, StatusCode::UNAUTHORIZED);
}

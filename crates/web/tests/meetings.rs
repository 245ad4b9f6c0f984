//! Bodies and meetings by web page: members with terms, steps from planned to published, minutes that are never changed.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Page, Site, multipart};

async fn site() -> Site {
    let site = Site::with_demo().await.at("2026-11-22T01:00:00Z");
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    site.with_people("財政・変革局＞財政課").await;
    site
}

fn hidden(page: &Page, name: &str) -> String {
    let found = page.elements("input").find(|input| input.get("name").is_some_and(|known| known == name));
    found.and_then(|input| input.get("value")).cloned().unwrap_or_else(|| panic!("no {name}"))
}

/// How many elements of this name have these attributes.
fn count(page: &Page, element: &str, wanted: &[(&str, &str)]) -> usize {
    let is_wanted = |found: &std::collections::HashMap<String, String>| {
        wanted.iter().all(|(name, value)| found.get(*name).is_some_and(|known| known == value))
    };
    page.elements(element).filter(|found| is_wanted(found)).count()
}

#[tokio::test]
async fn a_meeting_goes_from_planned_to_published_and_its_minutes_are_corrected_by_versions_only() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let bad = office.post("/bodies/new", &[("kind", "working"), ("name", " ")]).await;
    assert!(bad.page("/bodies/new").whole_text().contains("AP-400"));
    let made =
        office.post("/bodies/new", &[("kind", "working"), ("name", "窓口ワーキング"), ("purpose", "窓口")]).await;
    let body = made.header(header::LOCATION).to_owned();
    let members = format!("{body}/members");
    for (name, from, until) in [("現職 一子", "2026-04-01", ""), ("退任 二郎", "2024-04-01", "2026-03-31")] {
        let sent = [("name", name), ("affiliation", "例示大学"), ("role", "chair"), ("from", from), ("until", until)];
        assert_eq!(office.post(&members, &sent).await.status, StatusCode::SEE_OTHER);
    }
    let wrong = [("name", "逆"), ("from", "2026-04-02"), ("until", "2026-04-01")];
    assert!(office.post(&members, &wrong).await.text().contains("RF-700"));
    // Sent twice a member is one, and what was typed to change one never becomes another.
    let twice =
        [("name", "現職 一子"), ("affiliation", "例示大学"), ("role", "chair"), ("from", "2026-04-01"), ("until", "")];
    assert_eq!(office.post(&members, &twice).await.status, StatusCode::SEE_OTHER);
    let page = office.page(&body).await;
    let member = hidden(&page, "member");
    assert_eq!(
        page.elements("input").filter(|input| input.get("name").is_some_and(|name| name == "member")).count(),
        2
    );
    assert_eq!(count(&page, "input", &[("name", "from"), ("type", "date")]), 3);
    let changed = [("member", member.as_str()), ("revision", "1"), ("name", "直した名前"), ("from", "四月")];
    let refused = office.post(&members, &changed).await.page(&body);
    let typed = |field: &str, value: &str| count(&refused, "input", &[("name", field), ("value", value)]);
    assert_eq!((typed("name", "直した名前"), typed("from", "四月"), typed("name", "")), (1, 1, 1));
    let text = office.page(&body).await.whole_text();
    assert!(text.contains("退任") && text.contains("在任"), "{text}");
    office.page(&format!("/en{body}")).await;

    let new = format!("{body}/meetings/new");
    office.page(&new).await;
    let fields = |number: &'static str, link: &'static str| {
        [
            ("number", number),
            ("day", "2026-11-20"),
            ("start", "13:30"),
            ("end", "15:00"),
            ("place", "本庁舎"),
            ("online_link", link),
            ("is_public", "1"),
        ]
    };
    assert!(office.post(&new, &fields("1", "javascript:alert(1)")).await.text().contains("AP-404"));
    let made = office.post(&new, &fields("1", "https://example.jp/room?a=秘")).await;
    let path = made.header(header::LOCATION).to_owned();
    assert!(office.post(&new, &fields("1", "")).await.text().contains("AP-403"), "the number is taken");

    let state = format!("{path}/state");
    let step = async |to: &str| {
        let revision = hidden(&office.page(&path).await, "revision");
        office.post(&state, &[("revision", &revision), ("state", to)]).await
    };
    assert!(step("convened").await.text().contains("RF-702"));
    let agenda = format!("{path}/agenda");
    let tied = [("title", "工程の見直し"), ("kind", "cluster"), ("item", "public-investment-level"), ("place", "課題")];
    assert_eq!(office.post(&agenda, &tied).await.status, StatusCode::SEE_OTHER);
    let nowhere = [("title", "なし"), ("kind", "cluster"), ("item", "nowhere")];
    let refused = office.post(&agenda, &nowhere).await.page(&agenda);
    assert!(refused.whole_text().contains("AP-406"));
    assert_eq!(count(&refused, "input", &[("name", "title"), ("value", "なし")]), 1, "what was typed stays");
    assert_eq!(office.post(&agenda, &tied).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&office.page(&path).await, "input", &[("name", "agenda")]), 1, "sent twice an item stands once");
    assert!(office.page(&path).await.elements("a").any(|link| link["href"] == "/clusters/public-investment-level"));

    let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let papers = format!("{path}/papers");
    for (paper, title) in [("", "資料の題"), ("1", "")] {
        let parts: [(&str, Option<&str>, &[u8]); 3] =
            [("paper", None, paper.as_bytes()), ("title", None, title.as_bytes()), ("file", Some("資料.pdf"), pdf)];
        let sent = office.post_multipart(&papers, multipart(&parts)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let program: [(&str, Option<&str>, &[u8]); 2] = [("title", None, b"x"), ("file", Some("x.exe"), b"MZ\x90\0\0\0")];
    assert!(office.post_multipart(&papers, multipart(&program)).await.status.is_client_error());
    let file = office.get(&format!("{path}/papers/1/2")).await;
    assert!(file.status == StatusCode::OK && file.header(header::CONTENT_DISPOSITION).starts_with("attachment"));

    assert_eq!(step("convened").await.status, StatusCode::SEE_OTHER);
    let notice = office.get(&format!("{path}/notice.txt")).await.text();
    assert!(
        notice.contains("2026年11月20日（金） 13時30分から15時まで") && notice.contains("資料1　資料の題"),
        "{notice}"
    );
    office.page(&format!("{path}/notice")).await;
    let calendar = office.get(&format!("{path}/calendar.ics")).await.text();
    assert!(calendar.contains("DTSTART:20261120T043000Z") && calendar.contains("DTEND:20261120T060000Z"), "{calendar}");
    assert!(!calendar.contains("example.jp"));
    assert_eq!(step("held").await.status, StatusCode::SEE_OTHER);
    let member =
        office.page(&path).await.elements("select").find(|one| one["name"].starts_with("m-")).unwrap()["name"].clone();
    let attended = office.post(&format!("{path}/attendance"), &[(&member, "online")]).await;
    assert_eq!(attended.status, StatusCode::SEE_OTHER);
    let chosen = async || {
        let page = office.page(&path).await;
        page.elements("option")
            .any(|option| option.get("value").is_some_and(|word| word == "online") && option.contains_key("selected"))
    };
    assert!(chosen().await);
    office.post(&format!("{path}/attendance"), &[(&member, "")]).await;
    assert!(!chosen().await, "what was said by mistake is taken back");
    office.post(&format!("{path}/attendance"), &[(&member, "online")]).await;
    assert!(step("approved").await.text().contains("RF-703"));

    let minutes = format!("{path}/minutes");
    let page = office.page(&minutes).await;
    assert!(page.whole_text().contains("オンライン：現職 一子") && page.whole_text().contains("工程の見直し"));
    let text = "○座長　始めます。\n\n○例示委員　鯨の見守りを続けてほしい。";
    assert_eq!(office.post(&minutes, &[("seen", "0"), ("text", text)]).await.status, StatusCode::SEE_OTHER);
    assert!(office.post(&minutes, &[("seen", "0"), ("text", "遅れた")]).await.text().contains("AP-410"));
    assert_eq!(step("approved").await.status, StatusCode::SEE_OTHER);
    let corrected = text.replace("鯨", "鯱");
    assert!(office.post(&minutes, &[("seen", "1"), ("text", &corrected)]).await.text().contains("RF-704"));
    let kept = [("seen", "1"), ("text", corrected.as_str()), ("reason", "字の誤り")];
    assert_eq!(office.post(&minutes, &kept).await.status, StatusCode::SEE_OTHER);
    assert!(office.post(&agenda, &tied).await.text().contains("AP-411"), "closed");
    // Of approved minutes' meeting only its publicity is changed, so that there is a way to publish it.
    let edit = format!("{path}/edit");
    let change = async |public: &str, place: &str| {
        let revision = hidden(&office.page(&edit).await, "revision");
        let sent = [
            ("revision", revision.as_str()),
            ("number", "1"),
            ("day", "2026-11-20"),
            ("start", "13:30"),
            ("end", "15:00"),
            ("place", place),
            ("online_link", "https://example.jp/room?a=秘"),
            ("is_public", public),
        ];
        office.post(&edit, &sent).await
    };
    assert_eq!(change("", "本庁舎").await.status, StatusCode::SEE_OTHER);
    assert!(step("published").await.text().contains("RF-706"));
    assert!(change("1", "ほかの場所").await.text().contains("AP-411"));
    assert_eq!(change("1", "本庁舎").await.status, StatusCode::SEE_OTHER);
    let page = office.page(&minutes).await.whole_text();
    assert!(page.contains("字の誤り") && page.contains("鯨の見守り"), "the earlier version stays: {page}");
    assert_eq!(step("published").await.status, StatusCode::SEE_OTHER);

    // Two characters find the minutes that stand, one does too, and the earlier version is found no more.
    let expert = site.as_user("expert").await;
    for (words, found) in [("見守", true), ("鯱", true), ("鯱の 座長", true), ("鯨の", false), ("守見", false)]
    {
        let text = expert.page(&format!("/meetings?q={}", support::encode(words))).await.whole_text();
        assert_eq!(text.contains("窓口ワーキング 第1回"), found, "{words}: {text}");
    }
    assert_eq!(expert.get(&minutes).await.status, StatusCode::FORBIDDEN);
    for path in ["/en/meetings", "/en/bodies", "/meetings/1", "/en/meetings/1", "/bodies/promotion-council"] {
        expert.page(path).await;
    }
    let audit = office.page("/audit").await.whole_text();
    for action in ["body.add", "meeting.step", "meeting.minutes", "meeting.paper", "meeting.attendance"] {
        assert!(audit.contains(action), "{action}");
    }
}

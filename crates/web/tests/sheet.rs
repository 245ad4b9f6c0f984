//! One review sheet as people use it: written with and without a script, merged, handed on, read again, on paper.

use crate::sheet_form;
use crate::support;

use axum::http::{StatusCode, header};
use sheet_form::*;
use support::multipart;
use support::people::User;

const REASON: &str = "check.overlap.reason";

#[tokio::test]
async fn every_field_of_the_form_has_its_control_for_who_may_write_it_and_is_read_by_the_others() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let page = owner.page(&address).await;
    let controls: Vec<String> = successful(&page).into_iter().map(|(name, _)| name).collect();
    let viewpoints = site.app.viewpoints();
    for field in reform::review::form_fields(&viewpoints) {
        let is_open = field.who == reform::workflow::Level::Owner;
        assert_eq!(controls.contains(&format!("f.{}", field.name)), is_open, "{}", field.name);
    }
    assert!(page.texts(|name, _| name == "template").iter().any(|text| text.contains("取組")), "a row to copy");
    let english = owner.page(&format!("/en{address}")).await;
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());

    for reader in ["auditor", "expert", "section-head", "department-head", "finance"] {
        let user = site.as_user(reader).await;
        let answer = user.get(&address).await;
        match reader {
            // Work in progress of a department is none of the adviser's business.
            "expert" => assert_eq!(answer.status, StatusCode::FORBIDDEN),
            _ => {
                let page = answer.page(&address);
                assert!(
                    !successful(&page).iter().any(|(name, _)| name.starts_with("f.")),
                    "{reader} writes nothing yet"
                );
            }
        }
    }
    assert_ne!(as_visitor(&site, &address).await.status, StatusCode::OK, "a draft is not public");
}

#[tokio::test]
async fn the_form_is_kept_without_a_script_and_whatever_was_typed_comes_back_as_text() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let text = "<script>alert(1)</script> & \"引用\" 'x'\n\n𠮷野家・髙﨑 🏯👨‍👩‍👧\n  字下げ";
    let answer = save(&owner, &address, &[(REASON, text), ("direction", "merge"), ("merge-into", "0102")]).await;
    assert_eq!(location(&answer), format!("{address}?done=save"));
    let page = owner.page(&format!("{address}?done=save")).await;
    assert_eq!(text_of(&page, REASON), text);
    assert_eq!(text_of(&page, "direction"), "merge");
    assert!(page.by_class("notice-success")[0].contains("保存しました"));
    assert!(
        page.by_class("sf-meta").iter().any(|meta| meta.starts_with("ownerさん ")),
        "{:?}",
        page.by_class("sf-meta")
    );
    let history = owner.page(&format!("{address}/history")).await;
    let changes = history.texts(|name, _| name == "table").join(" ");
    assert!(changes.contains("視点3・理由") && changes.contains("<script>alert(1)</script>"), "{changes}");
    // A reader sees the same, as text.
    let reader = site.as_user("auditor").await.get(&address).await;
    assert!(reader.text().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    // The language can be switched where a form was answered.
    assert_eq!(owner.get(&format!("{address}/comments")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_text_that_cannot_be_kept_stays_in_its_field_and_the_others_are_saved() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let long = "長".repeat(4_001);
    let answer = save(
        &owner,
        &address,
        &[
            (REASON, "鐘\u{7}の音"),
            ("direction-reason", &long),
            ("last-year", "令和の終わり"),
            ("check.digital.reason", "よい"),
        ],
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page(&address);
    let top = page.texts(|_, attributes| attributes.get("id").is_some_and(|id| id == "problems")).join(" ");
    for words in ["視点3・理由", "RF-221", "方向性の理由", "最終年度"] {
        assert!(top.contains(words), "{words}: {top}");
    }
    assert_eq!(text_of(&page, "direction-reason"), long);
    assert_eq!(text_of(&page, "last-year"), "令和の終わり");
    assert_eq!(text_of(&page, REASON), "鐘\u{7}の音");
    let invalid =
        page.elements("textarea").chain(page.elements("input")).filter(|one| one.contains_key("aria-invalid"));
    assert_eq!(invalid.count(), 3);
    let saved = owner.page(&address).await;
    assert_eq!((text_of(&saved, "check.digital.reason"), text_of(&saved, REASON)), ("よい".into(), String::new()));
}

#[tokio::test]
async fn two_people_on_one_field_both_keep_their_text_until_one_of_them_decides() {
    let (site, address) = reviewed().await;
    site.add_person("owner2", "owner", "危機管理室＞防災課").await;
    let (first, second) = (site.as_user("owner").await, site.as_user("owner2").await);
    let begun =
        filled(&second, &address, &[(REASON, "二人目の文"), ("check.digital.reason", "二人目だけ")], &[("save", "1")])
            .await;
    location(&save(&first, &address, &[(REASON, "一人目の文"), ("direction-reason", "一人目だけ")]).await);

    let answer = send(&second, &address, &begun).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page(&address);
    let block = page.by_class("sf-conflict").join(" ");
    assert!(block.contains("ownerさん") && block.contains("一人目の文") && block.contains("二人目の文"), "{block}");
    assert_eq!(text_of(&page, "check.digital.reason"), "二人目だけ", "what only one changed is saved");
    assert_eq!(text_of(&page, "direction-reason"), "一人目だけ");

    // Saving again without deciding is no decision.
    let mut again = successful(&page);
    again.push(("save".into(), "1".into()));
    let answer = send(&second, &address, &again).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(text_of(&first.page(&address).await, REASON), "一人目の文");

    for (choice, expected) in [("theirs", "一人目の文"), ("mine", "二人目の文"), ("edit", "二人の文をまとめた")]
    {
        let mut decided: Vec<_> =
            successful(&page).into_iter().filter(|(name, _)| name != &format!("f.{REASON}")).collect();
        decided.push((format!("f.{REASON}"), "二人の文をまとめた".into()));
        decided.push((format!("choose.{REASON}"), choice.into()));
        if choice == "edit" {
            // What stands there by now is what this person has just kept.
            decided = filled(&second, &address, &[(REASON, "二人の文をまとめた")], &[]).await;
        }
        location(&send(&second, &address, &decided).await);
        assert_eq!(text_of(&first.page(&address).await, REASON), expected, "{choice}");
    }
    let history = first.page(&format!("{address}/history")).await;
    let all = history.texts(|name, _| name == "table").join(" ");
    assert!(all.contains("一人目の文") && all.contains("二人目の文"), "nothing is ever gone: {all}");
}

#[tokio::test]
async fn the_script_saves_by_field_hears_of_others_and_is_told_when_it_is_signed_out() {
    let (site, address) = reviewed().await;
    site.add_person("owner2", "owner", "危機管理室＞防災課").await;
    let (first, second) = (site.as_user("owner").await, site.as_user("owner2").await);
    let (account, other) = (first.account().await.to_string(), second.account().await.to_string());
    let fields = format!("{address}/fields");
    let post = async |user: &User<'_>, account: &str, pairs: &[(&str, &str)]| {
        let mut all = vec![("account", account), ("revision", "1")];
        all.extend_from_slice(pairs);
        user.post(&fields, &all).await
    };
    let saved = post(
        &first,
        &account,
        &[
            ("f.direction-reason", "最初の文  \r\n"),
            ("f.measure.m1.effect-yen", "１，２００，０００円"),
            ("f.last-year", "いつか"),
        ],
    )
    .await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    let json = saved.json();
    let kept = |name: &str| {
        let all = json["saved"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).map(|one| one["text"].as_str().unwrap().to_owned())
    };
    assert_eq!(kept("direction-reason").as_deref(), Some("最初の文"));
    assert_eq!(kept("measure.m1.effect-yen").as_deref(), Some("1200000"));
    assert_eq!((&json["problems"][0]["name"], &json["problems"][0]["code"]), (&"last-year".into(), &"RF-225".into()));
    assert!(json["missing"].as_array().unwrap().len() > 10 && json["advice"].is_string(), "{json}");
    let revision = json["revision"].as_i64().unwrap();

    // Somebody who knew nothing of it changes the same field, and another one.
    let json =
        post(&second, &other, &[("f.direction-reason", "二人目<b>"), ("f.check.digital.reason", "x")]).await.json();
    let conflict = &json["conflicts"][0];
    assert_eq!((&conflict["name"], &conflict["theirs"]), (&"direction-reason".into(), &"最初の文".into()));
    let html = conflict["html"].as_str().unwrap();
    assert!(html.contains("ownerさん") && html.contains("二人目&lt;b&gt;") && !html.contains("<b>"), "{html}");
    // Knowing the other text, it is kept.
    let json =
        post(&second, &other, &[("f.direction-reason", "二人目"), ("b.direction-reason", "最初の文")]).await.json();
    assert_eq!(json["conflicts"].as_array().unwrap().len(), 0);

    let news = first.get(&format!("{address}/changes?since={revision}&account={account}")).await.json();
    let changed: Vec<&str> =
        news["changes"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(changed.contains(&"direction-reason") && changed.contains(&"check.digital.reason"), "{news}");
    assert!(news["changes"][0]["meta"].as_str().unwrap().starts_with("owner2さん "));
    let now = news["revision"].as_i64().unwrap();
    let quiet = first.get(&format!("{address}/changes?since={now}&account={account}")).await.json();
    assert!(quiet["changes"].as_array().unwrap().is_empty() && quiet.get("missing").is_none(), "{quiet}");

    // A page one person typed on never saves in another's name, nor in nobody's.
    let wrong = post(&second, &account, &[("f.direction-reason", "だれの文か")]).await;
    assert_eq!((wrong.status, &wrong.json()["problem"]["code"]), (StatusCode::UNAUTHORIZED, &"AP-001".into()));
    let nobody = site.post_form(&fields, &format!("account={account}&f.direction-reason=x")).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(text_of(&first.page(&address).await, "direction-reason"), "二人目");
}

#[tokio::test]
async fn a_sheet_is_handed_in_once_returned_with_a_comment_and_approved_by_other_eyes() {
    let (site, address) = reviewed().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    location(&save(&owner, &address, &[(REASON, "まだ半分")]).await);
    let confirm = owner.page(&format!("{address}/act?action=submit")).await;
    assert!(confirm.by_class("notice-warning")[0].contains("視点1・判断"), "{:?}", confirm.by_class("notice-warning"));
    assert_eq!(
        confirm
            .texts(|name, attributes| name == "button"
                && attributes.get("class").is_some_and(|class| class.contains("btn-large")))
            .len(),
        0
    );
    let page = owner.page(&address).await;
    let revision = text_in(&page, "revision");
    let refused = owner.post(&format!("{address}/act"), &[("action", "submit"), ("revision", &revision)]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("RF-112"));

    fill_in_completely(&owner, &address).await;
    let result = owner.page(&address).await.by_class("kpi-result").join(" ");
    assert!(result.contains("97.0％") && result.contains('C'), "{result}");
    let revision = text_in(&owner.page(&format!("{address}/act?action=submit")).await, "revision");
    let submit = [("action", "submit"), ("revision", revision.as_str())];
    assert_eq!(location(&owner.post(&format!("{address}/act"), &submit).await), format!("{address}?done=submit"));
    let replayed = owner.post(&format!("{address}/act"), &submit).await;
    assert_eq!(replayed.status, StatusCode::CONFLICT);
    let page = replayed.page(&address);
    assert!(page.by_class("notice-error")[0].contains("RF-107"), "{:?}", page.by_class("notice-error"));
    // Its fields are closed now; what is still typed is not lost, and the reason is told.
    let late = owner.post(&address, &[("revision", &revision), (&format!("f.{REASON}"), "遅れて書いた文")]).await;
    assert!(late.status.is_client_error() && late.text().contains("RF-10"), "{}", late.text());

    let act = format!("{address}/act");
    let revision = text_in(&head.page(&format!("{act}?action=return")).await, "revision");
    let silent = head
        .post(&act, &[("action", "return"), ("revision", &revision), ("to-level", "owner"), ("comment", " ")])
        .await;
    assert!(silent.status == StatusCode::UNPROCESSABLE_ENTITY && silent.text().contains("RF-110"));
    let said =
        [("action", "return"), ("revision", revision.as_str()), ("to-level", "owner"), ("comment", "根拠を<詳しく>")];
    location(&head.post(&act, &said).await);
    let returned = owner.page(&address).await;
    assert!(
        returned.by_class("notice-warning")[0].contains("根拠を<詳しく>"),
        "{:?}",
        returned.by_class("notice-warning")
    );

    let revision = text_in(&owner.page(&format!("{act}?action=submit")).await, "revision");
    location(&owner.post(&act, &[("action", "submit"), ("revision", &revision)]).await);
    let read = head.page(&address).await;
    assert!(successful(&read).iter().any(|(name, _)| name == "f.opinion.section-head"), "the head writes an opinion");
    assert!(!successful(&read).iter().any(|(name, _)| name.starts_with("f.check.")), "and no answer");
    location(&save(&head, &address, &[("opinion.section-head", "進めてよい")]).await);
    let revision = text_in(&head.page(&format!("{act}?action=approve")).await, "revision");
    location(&head.post(&act, &[("action", "approve"), ("revision", &revision)]).await);
    let course = owner.page(&address).await.by_class("timeline").join(" ");
    assert!(course.contains("提出") && course.contains("差戻し") && course.contains("承認"), "{course}");
    let paper = owner.page(&format!("{address}/print")).await;
    let signatures = paper.by_class("signatures").join(" ");
    assert!(signatures.contains("ownerさん") && signatures.contains("section-headさん"), "{signatures}");
    assert_eq!(owner.page(&format!("/en{address}/print")).await.japanese_in_english(), Vec::<String>::new());
    for english in ["/history", "/act?action=withdraw"] {
        assert_eq!(
            head.page(&format!("/en{address}{english}")).await.japanese_in_english(),
            Vec::<String>::new(),
            "{english}"
        );
    }
}

#[tokio::test]
async fn comments_travel_with_the_form_and_a_thread_is_closed() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let key = format!("remark.{REASON}");
    let pairs = filled(&owner, &address, &[(REASON, "コメントの前に書いた文")], &[("comment", REASON)]).await;
    let mut pairs: Vec<_> = pairs.into_iter().filter(|(name, _)| *name != key).collect();
    pairs.push((key, "<b>ここ</b>はどうですか".into()));
    let answer = send(&owner, &format!("{address}/comments"), &pairs).await;
    let thread = location(&answer).rsplit('-').next().unwrap().to_owned();
    let page = owner.page(&address).await;
    assert_eq!(text_of(&page, REASON), "コメントの前に書いた文", "the form is saved on the way");
    assert!(page.by_class("remark")[0].contains("<b>ここ</b>はどうですか"));

    let head = site.as_user("section-head").await;
    let reply = head
        .post(&format!("{address}/comments"), &[("reply", &thread), (&format!("remark.reply-{thread}"), "直します")])
        .await;
    location(&reply);
    let empty = owner.post(&format!("{address}/comments"), &[("comment", ""), ("remark.", " ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text().contains("AP-097"), "{}", empty.text());
    location(&owner.post(&format!("{address}/comments/close"), &[("close", &thread)]).await);
    let page = owner.page(&address).await;
    assert!(page.by_class("talk")[0].contains("解決済み") && page.by_class("remark").len() == 2);
    let late = head
        .post(&format!("{address}/comments"), &[("reply", &thread), (&format!("remark.reply-{thread}"), "まだ")])
        .await;
    assert!(late.status == StatusCode::CONFLICT && late.text().contains("AP-100"));
}

#[tokio::test]
async fn a_file_is_attached_given_out_for_keeping_and_taken_off() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let field = "check.overlap.evidence";
    let revision = text_in(&owner.page(&address).await, "revision");
    let attach = async |name: &str, content: &[u8]| {
        let body = multipart(&[
            ("revision", None, revision.as_bytes()),
            ("f.direction-reason", None, "添付の前に書いた文".as_bytes()),
            ("attach", None, field.as_bytes()),
            (&format!("file.{field}"), Some(name), content),
        ]);
        owner.post_multipart(&format!("{address}/files"), body).await
    };
    let wrong = attach("根拠.pdf", b"<!doctype html><script>alert(1)</script>").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text().contains("AP-102"), "{}", wrong.text());
    assert_eq!(text_of(&owner.page(&address).await, "direction-reason"), "添付の前に書いた文");
    assert!(location(&attach("令和の 根拠.pdf", b"%PDF-1.4\n%test\n").await).contains("done=attach"));
    let page = owner.page(&address).await;
    let mention = text_of(&page, field);
    let number = mention.strip_prefix("file:").unwrap().to_owned();
    assert!(page.by_class("evidence-items").join(" ").contains("令和の 根拠.pdf"));
    let file = owner.get(&format!("{address}/files/{number}")).await;
    assert_eq!(file.bytes, b"%PDF-1.4\n%test\n");
    assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment; "), "{:?}", file.headers);
    assert!(file.header(header::CONTENT_DISPOSITION).contains("filename*=UTF-8''%E4%BB%A4"));
    assert_ne!(
        as_visitor(&site, &format!("{address}/files/{number}")).await.status,
        StatusCode::OK,
        "not for visitors"
    );
    location(&owner.post(&format!("{address}/files/remove"), &[("remove-file", &number)]).await);
    assert_eq!(text_of(&owner.page(&address).await, field), "");
    assert_eq!(owner.get(&format!("{address}/files/{number}")).await.status, StatusCode::OK, "kept for the record");
}

#[tokio::test]
async fn rows_are_added_and_removed_without_a_script() {
    let (site, address) = reviewed().await;
    let owner = site.as_user("owner").await;
    let pairs = filled(&owner, &address, &[(REASON, "先に保存")], &[("add", "measure")]).await;
    let answer = send(&owner, &address, &pairs).await;
    assert_eq!(location(&answer), format!("{address}?add=measure#measure-m1"));
    let added = owner.page(&format!("{address}?add=measure")).await;
    let mut pairs = successful(&added);
    for (name, text) in &mut pairs {
        if name == "f.measure.m1.text" {
            *text = "紙をやめる".into();
        }
    }
    pairs.push(("f.measure.m1.recurring".into(), "yes".into()));
    location(&send(&owner, &address, &pairs).await);
    let page = owner.page(&address).await;
    assert_eq!(
        (text_of(&page, "measure.m1.text"), text_of(&page, "measure.m1.recurring")),
        ("紙をやめる".into(), "yes".into())
    );
    // A box without its tick is a tick taken away.
    let pairs: Vec<_> = successful(&page).into_iter().filter(|(name, _)| name != "f.measure.m1.recurring").collect();
    location(&send(&owner, &address, &pairs).await);
    assert_eq!(text_of(&owner.page(&address).await, "measure.m1.recurring"), "");
    let pairs = filled(&owner, &address, &[], &[("remove", "measure.m1")]).await;
    location(&send(&owner, &address, &pairs).await);
    assert!(!owner.get(&address).await.text().contains("f.measure.m1.text"));
    for odd in ["/reviews/x/sheets/1", "/reviews/2026/sheets/x", "/reviews/99999/sheets/1"] {
        assert_eq!(owner.get(odd).await.status, StatusCode::BAD_REQUEST, "{odd}");
    }
    assert_eq!(owner.get(&format!("{address}999")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get(&format!("{address}/act?action=explode")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        owner.post(&address, &[("f.direction", "merge")]).await.status,
        StatusCode::BAD_REQUEST,
        "without its revision"
    );
}

//! Public comment by web page: sent without an account, answered, published; and what abuse meets.

use crate::support;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use support::{Answer, Page, Site, encode, form_request, multipart, multipart_request, request, send};
use web::Trust;

const BEGUN: &str = "2026-11-22T01:00:00Z";
const LATER: &str = "2026-11-22T01:00:30Z";

fn body_of(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn hidden(page: &Page, name: &str) -> String {
    let found = page.elements("input").find(|input| input.get("name").is_some_and(|known| known == name));
    found.and_then(|input| input.get("value")).cloned().unwrap_or_else(|| panic!("no {name}"))
}

/// A site with people and one open consultation; gives its number.
async fn site(most_chars: &str) -> (Site, i64) {
    let site = Site::with_programs().await.at(BEGUN);
    site.with_people("危機管理室＞防災課").await;
    let office = site.as_user("reform-office").await;
    let made = office
        .post(
            "/consultations/new",
            &[
                ("slug", "fees-2026"),
                ("title", "使用料の<b>見直し</b>"),
                ("outline", "施設の使用料を見直します。"),
                ("items", "cluster:public-investment-level"),
                ("first", "2026-11-01"),
                ("last", "2026-11-30"),
                ("questions", "*お住まいの区\n何で知りましたか"),
                ("contact", "推進室"),
                ("most_chars", most_chars),
                ("asks_name", "1"),
                ("retain_days", "30"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let path = made.header(header::LOCATION).to_owned();
    let page = office.page(&path).await;
    let opened =
        office.post(&format!("{path}/state"), &[("state", "open"), ("revision", &hidden(&page, "revision"))]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    (site, path.rsplit('/').next().unwrap().parse().unwrap())
}

/// Sends as a citizen: the form is opened at one moment and sent half a minute later.
async fn citizen(site: Site, fields: &[(&str, &str)]) -> (Site, Answer) {
    let site = site.at(BEGUN);
    let nobody = site.seen_with(Trust::Nobody);
    let page = send(&nobody, request(Method::GET, "/comment/fees-2026").body(Body::empty()).unwrap()).await;
    assert_eq!(page.header(header::SET_COOKIE), "", "no cookie");
    let form = hidden(&page.page("/comment/fees-2026"), "form");
    let site = site.at(LATER);
    let nobody = site.seen_with(Trust::Nobody);
    let mut all = vec![("form", form.as_str()), ("website", "")];
    all.extend_from_slice(fields);
    let answer = send(&nobody, form_request("/comment/fees-2026", &body_of(&all))).await;
    (site, answer)
}

#[tokio::test]
async fn a_comment_goes_from_the_form_to_the_published_answer() {
    let (site, id) = site("200").await;
    let (site, missing) = citizen(site, &[("comment", "反対です"), ("name", "見本 花子")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = missing.page("/comment/fees-2026");
    assert!(page.whole_text().contains("RF-738") && missing.text().contains("反対です"), "what was typed stays");
    let (site, sent) =
        citizen(site, &[("comment", "反対です。<script>alert(1)</script>"), ("q1", "門司区"), ("name", "見本 花子")])
            .await;
    assert_eq!((sent.status, sent.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    let receipt = sent.page("/comment/fees-2026").by_class("receipt")[0].clone();
    assert_eq!(receipt.trim().len(), 23, "{receipt}");
    let nobody = site.seen_with(Trust::Nobody);
    let post = async |path: &str, fields: &[(&str, &str)]| send(&nobody, form_request(path, &body_of(fields))).await;
    let looked = post("/comment/fees-2026/receipt", &[("receipt", receipt.trim())]).await;
    let text = looked.page("/comment/fees-2026/receipt").whole_text();
    assert!(
        text.contains("反対です。<script>alert(1)</script>") && text.contains("門司区") && text.contains("受付済"),
        "{text}"
    );
    assert!(!text.contains("花子"), "who wrote it is on no page");
    let unknown = post("/comment/fees-2026/receipt", &[("receipt", "00000")]).await;
    assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.text().contains("AP-442"));

    let office = site.as_user("reform-office").await;
    let typed = [("channel", "email"), ("day", "2026-11-20"), ("comment", "図書館を残してほしい"), ("q1", "若松区")];
    let taken = office.post(&format!("/consultations/{id}/comments/new"), &typed).await;
    assert!(taken.page("/consultations").whole_text().contains("第2号"), "{}", taken.text());
    let file = |text: &str, word: &str| {
        multipart_request(
            &format!("/consultations/{id}/import"),
            multipart(&[("file", Some("意見.csv"), text.as_bytes()), ("do", None, word.as_bytes())]),
        )
    };
    let table = "番号,受付日,方法,意見,問1\n1,2026-11-10,郵送,図書館を残してほしい。,若松区\n";
    for (word, told) in [("try", "まだ何も変えていません"), ("take", "取り込みました"), ("take", "新しい意見：0件")]
    {
        let answer = office.send(file(table, word)).await;
        let text = answer.page("/consultations").whole_text().replace([' ', '\n'], "");
        assert!(text.contains(told), "{word}: {text}");
    }
    let bad = office.send(file("番号,意見\n1,よい\n", "take")).await;
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.text().contains("IN-805"));
    for path in ["", "/comments", "/groups", "/results", "/moderation", "/import", "/comments/new", "/edit"] {
        let page = office.page(&format!("/consultations/{id}{path}")).await;
        assert!(!page.whole_text().contains("花子"), "{path}");
        office.page(&format!("/en/consultations/{id}{path}")).await;
    }

    let site = site.at("2026-12-01T01:00:00Z");
    let office = site.as_user("reform-office").await;
    let step = async |user: &support::people::User<'_>, state: &str| {
        let page = user.page(&format!("/consultations/{id}")).await;
        let fields = [("state", state), ("revision", &*hidden(&page, "revision"))];
        user.post(&format!("/consultations/{id}/state"), &fields).await
    };
    assert_eq!(step(&office, "closed").await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.post(&format!("/consultations/{id}/groups"), &[]).await.status, StatusCode::SEE_OTHER);
    let page = office.page(&format!("/consultations/{id}/groups")).await;
    let base = format!("/consultations/{id}/groups/");
    let groups: Vec<String> = page
        .elements("a")
        .filter_map(|link| link.get("href").filter(|href| href.starts_with(&base)).cloned())
        .collect();
    assert_eq!(groups.len(), 2, "{groups:?}");
    for (at, group) in groups.iter().enumerate() {
        let page = office.page(group).await;
        let revision = hidden(&page, "revision");
        let empty = office.post(group, &[("summary", ""), ("revision", &revision)]).await;
        assert!(empty.text().contains("AP-445"));
        let fields = [
            ("summary", "概要"),
            ("answer", "市の考え方<i>です</i>"),
            ("class", ["B", "D"][at]),
            ("revision", &revision),
        ];
        assert_eq!(office.post(group, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.post(group, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "of an old revision");
    }
    assert_eq!(step(&office, "answered").await.status, StatusCode::SEE_OTHER);
    let headquarters = site.as_user("headquarters").await;
    assert_eq!(step(&headquarters, "published").await.status, StatusCode::SEE_OTHER);
    let nobody = site.seen_with(Trust::Nobody);
    let get = async |path: &str| send(&nobody, request(Method::GET, path).body(Body::empty()).unwrap()).await;
    let text = get("/comment/fees-2026").await.page("/comment/fees-2026").whole_text();
    assert!(text.contains("市の考え方<i>です</i>") && text.contains("案のとおり") && !text.contains("花子"), "{text}");
    get("/en/comment/fees-2026").await.page("/en/comment/fees-2026");
    let csv = get("/comment/fees-2026/results.csv").await.text();
    assert!(csv.contains("意見の概要,件数") && !csv.contains("花子"), "{csv}");
    assert!(get("/comment/fees-2026/results.xlsx").await.bytes.starts_with(b"PK"));
    // The block on the page of what it speaks about.
    let cluster = get("/clusters/public-investment-level").await.page("/clusters/public-investment-level");
    assert!(cluster.elements("a").any(|link| link["href"] == "/comment/fees-2026"));
}

#[tokio::test]
async fn floods_traps_and_long_texts_break_nothing_and_moderators_see_them() {
    let (mut site, id) = site("100").await;
    let answer = |answer: &Answer, path: &str| answer.page(path).by_class("error-code").join(" ");
    for (fields, status, code) in [
        (vec![("q1", "区"), ("comment", "x"), ("website", "https://spam.example")], 422, "AP-440"),
        (vec![("q1", "区"), ("comment", "x"), ("form", "1.2.3")], 409, "AP-439"),
        (vec![("q1", "区"), ("comment", &*"あ".repeat(101))], 422, "RF-737"),
        (vec![("q1", "区"), ("comment", &*"長".repeat(40_000))], 422, "RF-737"),
        (vec![("q1", " "), ("comment", "\u{3000}")], 422, "RF-738"),
    ] {
        let sent;
        (site, sent) = citizen(site, &fields).await;
        assert_eq!(
            (sent.status.as_u16(), answer(&sent, "/comment/fees-2026").contains(code)),
            (status, true),
            "{code}"
        );
    }
    // Larger than any form: refused before it is read.
    let nobody = site.seen_with(Trust::Nobody);
    let huge = send(&nobody, form_request("/comment/fees-2026", &format!("comment={}", "a".repeat(600_000)))).await;
    assert!(huge.status.is_client_error(), "{}", huge.status);

    // One form is one comment, however often it is sent.
    let page = send(&nobody, request(Method::GET, "/comment/fees-2026").body(Body::empty()).unwrap()).await;
    let form = hidden(&page.page("/comment/fees-2026"), "form");
    site = site.at("2026-11-22T01:02:00Z");
    let nobody = site.seen_with(Trust::Nobody);
    let nasty = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) \u{202E}reversed\u{202C} \u{0}\u{200B}";
    let fields = body_of(&[("form", &form), ("website", ""), ("q1", "区"), ("comment", nasty)]);
    assert_eq!(send(&nobody, form_request("/comment/fees-2026", &fields)).await.status, StatusCode::OK);
    let again = send(&nobody, form_request("/comment/fees-2026", &fields)).await;
    assert!(again.status == StatusCode::CONFLICT && again.text().contains("AP-441"), "{}", again.text());

    // A script that sends the same text again and again: ten an hour from one place, and no more.
    let mut statuses = Vec::new();
    for _ in 0..25 {
        let sent;
        (site, sent) = citizen(site, &[("q1", "区"), ("comment", "同じ文の大量送信")]).await;
        statuses.push(sent.status.as_u16());
    }
    // The repeated form above was counted too.
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 8, "{statuses:?}");
    assert!(statuses[8..].iter().all(|status| *status == 429), "{statuses:?}");

    let office = site.as_user("reform-office").await;
    let list = office.get(&format!("/consultations/{id}/comments")).await;
    assert!(
        !list.text().contains("<img src=x")
            && !list.text().contains('\u{202E}')
            && !list.text().contains("href=\"javascript")
    );
    let text = list.page("/consultations").whole_text();
    assert!(text.contains("<img src=x onerror=alert(1)>") && text.contains("［U+202E］reversed［U+202C］"), "{text}");
    let page = office.page(&format!("/consultations/{id}/moderation")).await;
    let text = page.whole_text();
    assert!(text.contains("同じ文の大量送信") && !text.contains("127.0.0.1"), "{text}");
    let rows = page.texts(|name, _| name == "td");
    // Taken 9; over the limit 17, trap 1, too fast 0, unfit 3, repeated 1.
    assert_eq!(rows[..6], ["9", "17", "1", "0", "3", "1"], "{rows:?}");

    // Hidden with a reason, and counted all the same.
    let hide = format!("/consultations/{id}/comments/hide");
    let comment = page_comment(&office.page(&format!("/consultations/{id}/comments")).await);
    let bare = office.post(&hide, &[("comment", &comment), ("reason", " "), ("do", "hide")]).await;
    assert!(bare.text().contains("AP-443"));
    let hidden = office.post(&hide, &[("comment", &comment), ("reason", "誹謗中傷のため"), ("do", "hide")]).await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER);
    let page = office.page(&format!("/consultations/{id}/comments?state=hidden")).await;
    assert!(page.whole_text().contains("誹謗中傷のため"));
    // Shown again from the list of the hidden ones: one comes back to that list, and past its end to its last page.
    let show = [("comment", &*comment), ("reason", "誤り"), ("do", "show"), ("state", "hidden"), ("page", "7")];
    let shown = office.post(&hide, &show).await;
    let list = shown.header(header::LOCATION).to_owned();
    assert_eq!(list, format!("/consultations/{id}/comments?state=hidden&unplaced=0&same=0&page=7"));
    office.page(&list).await;
    let past = office.page(&format!("/consultations/{id}/comments?page=7")).await;
    assert!(past.whole_text().contains("同じ文の大量送信"), "no page is empty");
    let text = office.page(&format!("/consultations/{id}")).await.whole_text();
    assert!(text.contains("意見の件数") && text.contains('9'), "{text}");
    assert_eq!(
        site.as_user("auditor").await.post(&hide, &[("comment", "1"), ("reason", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_group_counts_what_stands_and_what_was_written_for_it_is_not_lost() {
    let (mut site, id) = site("200").await;
    let mut receipts = Vec::new();
    let comments = ["バスの本数を減らさないでください。", "バスの本数を減らさないでください。", "図書館を広く。"];
    for comment in comments {
        let sent;
        (site, sent) = citizen(site, &[("comment", comment), ("q1", "門司区")]).await;
        receipts.push(sent.page("/comment/fees-2026").by_class("receipt")[0].trim().to_owned());
    }
    let office = site.as_user("reform-office").await;
    let base = format!("/consultations/{id}/groups");
    assert_eq!(office.post(&base, &[]).await.status, StatusCode::SEE_OTHER);
    let list = office.page(&base).await;
    let groups: Vec<String> = list
        .elements("a")
        .filter_map(|link| link.get("href").filter(|href| href.starts_with(&format!("{base}/"))).cloned())
        .collect();
    assert_eq!(groups.len(), 2, "{groups:?}");
    let counts = async |group: &str| {
        let text = office.page(group).await.whole_text();
        text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>()
    };
    assert!(counts(&groups[0]).await.contains("2件の意見（提出数2通）"));
    // Taken back, it counts no more in its group either.
    let nobody = site.seen_with(Trust::Nobody);
    let withdrawal = form_request("/comment/fees-2026/withdraw", &body_of(&[("receipt", &*receipts[0])]));
    assert_eq!(send(&nobody, withdrawal).await.status, StatusCode::OK);
    assert!(counts(&groups[0]).await.contains("1件の意見（提出数1通）"));

    // While one writes the answer another merges the group, by the number of one the list may not offer.
    let revision = hidden(&office.page(&groups[1]).await, "revision");
    let number = groups[0].rsplit('/').next().unwrap();
    let into = [("into", "0"), ("into-number", number)];
    assert_eq!(office.post(&format!("{}/merge", groups[1]), &into).await.status, StatusCode::SEE_OTHER);
    let answer = [("summary", "書いた概要"), ("answer", "書いた考え方"), ("class", "A"), ("revision", &*revision)];
    let late = office.post(&groups[1], &answer).await;
    let text = late.page(&groups[1]).whole_text();
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(text.contains("AP-444") && text.contains("書いた考え方"), "{text}");
    assert!(counts(&groups[0]).await.contains("2件の意見（提出数2通）"));
}

#[tokio::test]
async fn who_writes_past_the_end_of_the_period_loses_nothing_and_reads_why() {
    let (site, id) = site("200").await;
    let site = site.at("2026-11-30T14:59:30Z");
    let nobody = site.seen_with(Trust::Nobody);
    let get = async |router: &axum::Router, path: &str| {
        send(router, request(Method::GET, path).body(Body::empty()).unwrap()).await.page(path)
    };
    let page = get(&nobody, "/comment/fees-2026").await;
    assert!(page.whole_text().contains("募集中"));
    let form = hidden(&page, "form");
    // Which field is wrong is said beside it.
    let site = site.at("2026-11-30T14:59:50Z");
    let nobody = site.seen_with(Trust::Nobody);
    let fields = [("form", &*form), ("website", ""), ("comment", "反対です"), ("q1", "")];
    let missing = send(&nobody, form_request("/comment/fees-2026", &body_of(&fields))).await;
    let page = missing.page("/comment/fees-2026");
    let wrong: Vec<&str> = page
        .elements("textarea")
        .filter(|area| area.get("aria-invalid").is_some_and(|word| word == "true"))
        .map(|area| area["name"].as_str())
        .collect();
    assert!(wrong == ["q1"] && page.elements("a").any(|link| link["href"] == "#q1"), "{wrong:?}");
    assert!(page.whole_text().contains("（問1）"), "{}", page.whole_text());

    // The last second has passed.
    let site = site.at("2026-11-30T15:00:00Z");
    let nobody = site.seen_with(Trust::Nobody);
    let fields = [("form", &*form), ("website", ""), ("comment", "間に合わなかった意見"), ("q1", "門司区")];
    let late = send(&nobody, form_request("/comment/fees-2026", &body_of(&fields))).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.page("/comment/fees-2026").whole_text();
    assert!(text.contains("RF-730") && text.contains("間に合わなかった意見") && text.contains("門司区"), "{text}");
    let list = get(&nobody, "/comment").await.whole_text();
    assert!(list.contains("募集終了") && !list.contains("募集中"), "{list}");
    assert!(get(&nobody, "/en/comment/fees-2026").await.whole_text().contains("The period is over."));
    // A receipt that is not known stays in its field.
    let looked = send(&nobody, form_request("/comment/fees-2026/receipt", "receipt=ABCDE-12345")).await;
    assert_eq!(hidden(&looked.page("/comment/fees-2026/receipt"), "receipt"), "ABCDE-12345");

    // A letter is taken as it came, also without an answer the form requires; the same form again is not a second letter.
    let office = site.as_user("reform-office").await;
    let new = format!("/consultations/{id}/comments/new");
    let page = office.page(&new).await;
    let day = page.elements("input").find(|input| input.get("name").is_some_and(|name| name == "day")).unwrap();
    assert_eq!((&*day["type"], &*day["min"], &*day["max"]), ("date", "2026-11-01", "2026-11-30"));
    let mark = hidden(&page, "form");
    let letter = [("form", &*mark), ("channel", "paper"), ("day", "2026-11-30"), ("comment", "図書館を残してほしい")];
    assert_eq!(office.post(&new, &letter).await.status, StatusCode::OK);
    let again = office.post(&new, &letter).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text().contains("AP-441"), "{}", again.text());
    let text = office.page(&format!("/consultations/{id}/comments")).await.by_class("list-count").join(" ");
    assert!(text.contains("1件"), "{text}");
}

/// The number of the first comment that can be hidden.
fn page_comment(page: &Page) -> String {
    hidden(page, "comment")
}

#[tokio::test]
async fn explanations_are_recorded_by_staff_and_read_by_all_where_public() {
    let site = Site::with_programs().await.at(BEGUN);
    site.with_people("危機管理室＞防災課").await;
    let owner = site.as_user("owner").await;
    let bad = owner.post("/explanations/new", &[("day", "2030-01-01"), ("title", "会")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let codes = bad.page("/explanations/new").by_class("error-code").join(" ");
    assert!(["AP-450", "AP-451", "RF-745"].iter().all(|code| codes.contains(code)), "{codes}");
    let fields = [
        ("day", "2026-11-20"),
        ("title", "公園の説明会"),
        ("kind", "group"),
        ("place", "市民センター"),
        ("groups", "自治会"),
        ("people", "1200"),
        ("items", "cluster:public-investment-level"),
        ("explained", "草刈りの回数"),
        ("said", "減らさないで"),
        ("is_public", "1"),
    ];
    let made = owner.post("/explanations/new", &fields).await;
    let path = made.header(header::LOCATION).to_owned();
    let page = owner.page(&path).await;
    assert!(page.whole_text().contains("2026年11月20日（金）") && page.whole_text().contains("1,200人"));
    owner.page(&format!("/en{path}")).await;
    owner.page(&format!("{path}/edit")).await;
    let nobody = site.seen_with(Trust::Nobody);
    let get = async |path: &str| send(&nobody, request(Method::GET, path).body(Body::empty()).unwrap()).await;
    assert!(get("/explanations").await.page("/explanations").whole_text().contains("公園の説明会"));
    assert!(get("/clusters/public-investment-level").await.text().contains(&path));
    let hide = [("revision", &*hidden(&page, "revision")), ("reason", "場所の誤り")];
    assert_eq!(owner.post(&format!("{path}/hide"), &hide).await.status, StatusCode::SEE_OTHER);
    assert_eq!(get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(owner.page(&path).await.whole_text().contains("場所の誤り"));
}

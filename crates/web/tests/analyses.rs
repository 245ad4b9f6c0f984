//! Management analyses over HTTP: through all five stages as people with roles, each refusal, snapshots and hostile texts.

use crate::support;

use app::clusters::ClusterForm;
use axum::http::{StatusCode, header};
use support::people::User;
use support::{Answer, Site, encode};

const BASE: &str = "/clusters/public-investment-level/analysis";

/// A site whose worked cluster is led by 防災課, with everybody in it and a second person of the reform office.
async fn site() -> Site {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    site.add_person("office2", "reform-office", "").await;
    site.add_person("outsider", "owner", "都市整備局＞公園課").await;
    let office = site.as_user("reform-office").await;
    let actor = office.actor().await;
    let departments = site.app.department_tree(&actor).await.unwrap().departments;
    let lead = departments.rows().iter().find(|row| row.name == "防災課").unwrap().id.to_string();
    let form = ClusterForm { lead, revision: "0".into(), ..ClusterForm::default() };
    let saved = site.app.save_cluster_settings(&actor, Some("public-investment-level"), &form).await.unwrap();
    saved.unwrap_or_else(|faults| panic!("{faults:?}"));
    drop(office);
    site
}

/// Writes a record that is good, and gives its number.
async fn write(user: &User<'_>, kind: &str, fields: &[(&str, &str)]) -> String {
    let mut body = vec![("kind", kind)];
    body.extend_from_slice(fields);
    let answer = user.post(&format!("{BASE}/items/new?kind={kind}"), &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{kind}: {}", answer.text());
    let to = answer.header(header::LOCATION).to_owned();
    assert!(to.contains("?done=kept#item-"), "{to}");
    to.rsplit('-').next().unwrap().to_owned()
}

/// The revision of the analysis that the forms of a page carry now.
async fn seen(site: &Site, user: &User<'_>) -> String {
    let view = site.app.analysis(&user.actor().await, "public-investment-level").await.unwrap();
    view.stored.revision.to_string()
}

async fn close(site: &Site, user: &User<'_>, stage: usize) -> Answer {
    let seen = seen(site, user).await;
    user.post(&format!("{BASE}/{stage}/close"), &[("seen", &seen)]).await
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, code: &str) {
    let page = answer.page(BASE);
    let codes = page.by_class("error-code");
    assert_eq!(answer.status, status, "{codes:?}");
    assert!(codes.iter().any(|known| known.contains(code)), "{code} not in {codes:?}");
}

#[track_caller]
fn moved(answer: &Answer, to: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header(header::LOCATION), to);
}

const FACT: &[(&str, &str)] = &[
    ("statement", "投資的経費620億円の場合、30年後の市債残高は7,236億円"),
    ("figure", "７，２３６"),
    ("unit", "億円"),
    ("year", "R5"),
    ("source", "プラン p.18"),
    ("basis", "published"),
];

const KPI: &[(&str, &str)] = &[
    ("name", "30年後の市債残高"),
    ("level", "outcome-final"),
    ("unit", "億円"),
    ("way", "decrease"),
    ("value", "7236"),
    ("year", "2023"),
    ("source", "プラン p.18"),
    ("basis", "published"),
];

/// Everything stages 1 to 3 ask for; gives the numbers of the fact and the KPI.
async fn three_stages(owner: &User<'_>) -> (String, String) {
    let fact = write(owner, "fact", FACT).await;
    let kpi = write(owner, "kpi", KPI).await;
    write(owner, "purpose", &[("text", "将来の負担を重くしない"), ("for-whom", "市民"), ("change", "残高が増えない")])
        .await;
    let evidence = [
        ("finding", "60億円の差は664億円の差になる"),
        ("reform", "level"),
        ("strength", "0"),
        ("source", "プラン p.18"),
        ("where-when", "北九州市、R5"),
        ("fit", "here"),
    ];
    write(owner, "evidence", &evidence).await;
    write(owner, "issue", &[("text", "残高が高いまま残る"), ("ground", ""), ("ground", &kpi), ("ground", &fact)]).await;
    write(owner, "hearing", &[("who", "土木の職員"), ("day", "2025-07-01"), ("said", "早く直す方が安い")]).await;
    (fact, kpi)
}

/// Two options that can be compared; gives the number of the one that changes something.
async fn two_options(owner: &User<'_>, kpi: &str) -> String {
    let checked =
        [("risks", "負担が重くなる"), ("verification", "市の推計"), ("verified-by", "財政"), ("strength", "0")];
    let mut now = vec![("title", "620億円を続ける"), ("as-now", "yes"), ("text", "変えない")];
    now.extend_from_slice(&checked);
    now.extend_from_slice(&[("kpi.1.item", kpi), ("kpi.1.year", "2053"), ("kpi.1.value", "7236")]);
    write(owner, "option", &now).await;
    let mut lower = vec![("title", "560億円にする"), ("text", "R7から60億円小さくする")];
    lower.extend_from_slice(&checked);
    lower.extend_from_slice(&[
        ("effect.1.lever", "investment"),
        ("effect.1.first-year", "R7"),
        ("effect.1.yen", "▲6,000,000,000"),
        ("effect.2.lever", ""),
        ("effect.2.first-year", ""),
        ("effect.2.yen", ""),
        ("kpi.1.item", kpi),
        ("kpi.1.year", "2053"),
        ("kpi.1.value", "6572"),
    ]);
    write(owner, "option", &lower).await
}

#[tokio::test]
async fn an_analysis_goes_through_all_five_stages() {
    let site = site().await;
    let (owner, office) = (site.as_user("owner").await, site.as_user("reform-office").await);
    let headquarters = site.as_user("headquarters").await;
    let page = owner.page(BASE).await;
    assert_eq!(page.by_class("an-step").len(), 5);
    assert!(page.whole_text().contains("防災課"), "who may is told");
    let (fact, kpi) = three_stages(&owner).await;
    let stage = owner.page(&format!("{BASE}/1?done=kept")).await;
    assert!(stage.whole_text().contains("7,236") && stage.whole_text().contains("令和5年度（2023）"));
    for number in 1..=3 {
        moved(&close(&site, &office, number).await, &format!("{BASE}?done=closed"));
    }
    let lower = two_options(&owner, &kpi).await;
    moved(&close(&site, &office, 4).await, &format!("{BASE}?done=closed"));

    // The options side by side: by year, over ten years, KPIs, strength.
    let page = owner.page(&format!("{BASE}/options")).await;
    let text = page.whole_text();
    for expected in ["620億円を続ける", "10年の合計", "▲600億円", "6,572 億円", "0 経験・意見", "現状のまま"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let decide = |day: &'static str, ground: &'static str, seen: String| {
        let lower = lower.clone();
        let headquarters = &headquarters;
        async move {
            let fields = [("option", lower.as_str()), ("day", day), ("ground", ground), ("seen", seen.as_str())];
            headquarters.post(&format!("{BASE}/options/decide"), &fields).await
        }
    };
    let now = seen(&site, &headquarters).await;
    refused(&decide("2999-01-01", "本部会議", now.clone()).await, StatusCode::UNPROCESSABLE_ENTITY, "AP-185");
    let missing = decide("2025-10-01", " ", now.clone()).await;
    refused(&missing, StatusCode::UNPROCESSABLE_ENTITY, "AP-184");
    assert!(missing.text().contains("value=\"2025-10-01\""), "the day typed is not lost");
    refused(&decide("2025-10-01", "本部会議", "1".into()).await, StatusCode::CONFLICT, "AP-181");
    moved(&decide("2025-10-01", "本部会議", now).await, &format!("{BASE}/options?done=decided"));
    let proposal = [
        ("title", "当初予算案"),
        ("form", "budget"),
        ("option", lower.as_str()),
        ("department", "財政・変革局"),
        ("year", "R8"),
        ("text", "560億円の枠"),
    ];
    write(&owner, "proposal", &proposal).await;
    moved(&close(&site, &office, 5).await, &format!("{BASE}?done=closed"));

    let overview = owner.page(BASE).await.whole_text();
    assert!(overview.contains("すべて閉じています") && overview.contains("560億円にする"), "{overview}");
    let last = owner.page(&format!("{BASE}/snapshots/5")).await.whole_text();
    assert!(last.contains("本部会議") && last.contains("当初予算案") && last.contains("7,236"), "{last}");
    let first = owner.page(&format!("{BASE}/snapshots/1")).await.whole_text();
    assert!(!first.contains("当初予算案"), "a stage holds what came before it only");
    for path in ["", "/1", "/2", "/3", "/4", "/5", "/options", "/snapshots", "/snapshots/5", "/compare?from=1&to=5"] {
        let path = format!("/en{BASE}{path}");
        let page = owner.page(&path).await;
        assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
    }
    owner.page(&format!("/en{BASE}/items/{fact}")).await;

    // What is decided and closed stands: only the headquarters, with a reason, and in order.
    let now = seen(&site, &headquarters).await;
    let withdraw = headquarters.post(&format!("{BASE}/options/withdraw"), &[("reason", "誤り"), ("seen", &now)]).await;
    refused(&withdraw, StatusCode::CONFLICT, "RF-577");
    let reopen = |stage: usize, reason: &'static str, now: String| {
        let office = &office;
        async move { office.post(&format!("{BASE}/{stage}/reopen"), &[("reason", reason), ("seen", now.as_str())]).await }
    };
    refused(&reopen(2, "直すため", now.clone()).await, StatusCode::CONFLICT, "RF-578");
    refused(&reopen(5, "  ", now.clone()).await, StatusCode::UNPROCESSABLE_ENTITY, "AP-183");
    moved(&reopen(5, "案を足すため", now).await, &format!("{BASE}?done=reopened"));
    let now = seen(&site, &headquarters).await;
    let withdraw =
        headquarters.post(&format!("{BASE}/options/withdraw"), &[("reason", "差し戻し"), ("seen", &now)]).await;
    moved(&withdraw, &format!("{BASE}/options?done=withdrawn"));
    let course = owner.page(BASE).await.whole_text();
    for expected in ["案を足すため", "差し戻し", "決定を取り消した", "本部会議"] {
        assert!(course.contains(expected), "{expected}: {course}");
    }
    assert_eq!(site.app.verify_snapshots(&office.actor().await).await.unwrap(), (5, Vec::new()));
}

#[tokio::test]
async fn gates_refuse_what_is_missing_ones_own_work_and_the_wrong_people() {
    let site = site().await;
    let (owner, office) = (site.as_user("owner").await, site.as_user("reform-office").await);
    refused(&close(&site, &office, 1).await, StatusCode::CONFLICT, "AP-182");
    let page = close(&site, &office, 1).await.page(BASE).whole_text();
    assert!(page.contains("RF-561") && page.contains("RF-562"), "{page}");
    refused(&close(&site, &office, 2).await, StatusCode::CONFLICT, "RF-573");
    assert_eq!(close(&site, &owner, 1).await.status, StatusCode::FORBIDDEN);

    write(&owner, "fact", FACT).await;
    let kpi = write(&office, "kpi", KPI).await;
    refused(&close(&site, &office, 1).await, StatusCode::FORBIDDEN, "RF-560");
    let overview = office.page(BASE).await.whole_text();
    assert!(overview.contains("四つの目"), "{overview}");
    let other = site.as_user("office2").await;
    moved(&close(&site, &other, 1).await, &format!("{BASE}?done=closed"));
    refused(&close(&site, &other, 1).await, StatusCode::CONFLICT, "RF-574");

    // A closed stage is read, not written.
    let page = owner.page(&format!("{BASE}/items/{kpi}")).await;
    assert!(page.whole_text().contains("閉じている") && page.elements("textarea").count() == 0);
    let late = owner.post(&format!("{BASE}/items/{kpi}"), &[("revision", "1"), ("note", "あとから")]).await;
    refused(&late, StatusCode::CONFLICT, "RF-574");
    assert!(late.text().contains("あとから"), "what was typed is not lost");
    let new = owner.post(&format!("{BASE}/items/new?kind=fact"), &[("kind", "fact"), ("statement", "遅い事実")]).await;
    refused(&new, StatusCode::CONFLICT, "RF-574");
    for (action, fields) in
        [("delete", &[("revision", "1")][..]), ("move", &[("revision", "1"), ("direction", "up")][..])]
    {
        let answer = owner.post(&format!("{BASE}/items/{kpi}/{action}"), fields).await;
        refused(&answer, StatusCode::CONFLICT, "RF-574");
    }

    // Others may read or not, and nobody else writes.
    let outsider = site.as_user("outsider").await;
    outsider.page(BASE).await;
    for login in ["outsider", "finance", "auditor", "expert", "headquarters"] {
        let user = site.as_user(login).await;
        let answer = user.post(&format!("{BASE}/items/new?kind=purpose"), &[("kind", "purpose"), ("text", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login}");
        assert_eq!(user.get(&format!("{BASE}/items/new?kind=purpose")).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(site.as_user("administrator").await.get(BASE).await.status, StatusCode::FORBIDDEN);
    let visitor = site.seen_with(web::Trust::Nobody);
    let asked = support::request(axum::http::Method::GET, BASE).body(axum::body::Body::empty()).unwrap();
    assert_ne!(support::send(&visitor, asked).await.status, StatusCode::OK);
    for path in
        ["/6", "/0", "/x", "/items/999", "/items/x", "/snapshots/9", "/items/new?kind=rumour", "/compare?from=1&to=9"]
    {
        assert_eq!(owner.get(&format!("{BASE}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(owner.get("/clusters/nowhere/analysis").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stale_text_never_replaces_another_and_both_are_shown() {
    let site = site().await;
    let (owner, office) = (site.as_user("owner").await, site.as_user("reform-office").await);
    let fact = write(&owner, "fact", FACT).await;
    let path = format!("{BASE}/items/{fact}");
    let first = office.post(&path, &[("revision", "1"), ("statement", "改革室の文"), ("note", "補足")]).await;
    moved(&first, &format!("{BASE}/1?done=kept#item-{fact}"));
    let second = owner.post(&path, &[("revision", "1"), ("statement", "担当の文")]).await;
    refused(&second, StatusCode::CONFLICT, "AP-180");
    let page = second.page(&path);
    assert!(
        page.by_class("an-theirs").iter().any(|text| text.contains("改革室の文")),
        "{:?}",
        page.by_class("an-theirs")
    );
    assert!(second.text().contains("担当の文"));
    let revision =
        page.elements("input").find(|input| input.get("name").is_some_and(|name| name == "revision")).unwrap();
    assert_eq!(revision["value"], "2", "sent again, it begins from the other's text");
    let again = owner.post(&path, &[("revision", "2"), ("statement", "二人の文")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);

    // Back to an earlier version, deleted and brought back.
    let page = owner.page(&path).await.whole_text();
    assert!(page.contains("改革室の文") && page.contains("二人の文"), "{page}");
    let back = owner.post(&format!("{path}/restore"), &[("revision", "3"), ("to", "2")]).await;
    moved(&back, &format!("{BASE}/1?done=restored#item-{fact}"));
    assert!(owner.page(&format!("{BASE}/1")).await.whole_text().contains("改革室の文"));
    let stale = owner.post(&format!("{path}/delete"), &[("revision", "3")]).await;
    refused(&stale, StatusCode::CONFLICT, "AP-180");
    let gone = owner.post(&format!("{path}/delete"), &[("revision", "4")]).await;
    moved(&gone, &format!("{BASE}/1?done=deleted#item-{fact}"));
    let page = owner.page(&format!("{BASE}/1")).await;
    assert_eq!(page.by_class("an-deleted").len(), 1);
    refused(&owner.post(&path, &[("revision", "5"), ("statement", "x")]).await, StatusCode::CONFLICT, "AP-188");
    let back = owner.post(&format!("{path}/restore"), &[("revision", "5"), ("to", "5")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    assert!(owner.page(&format!("{BASE}/1")).await.by_class("an-deleted").is_empty());
    let wrong = owner.post(&format!("{path}/restore"), &[("revision", "6"), ("to", "99")]).await;
    refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "AP-190");

    // Order.
    let second = write(&owner, "fact", &[("statement", "二つ目の事実")]).await;
    let down = owner.post(&format!("{path}/move"), &[("revision", "6"), ("direction", "down")]).await;
    moved(&down, &format!("{BASE}/1?done=moved#item-{fact}"));
    let titles = owner.page(&format!("{BASE}/1")).await.by_class("an-item-head");
    assert!(titles[0].contains("二つ目の事実"), "{titles:?}");
    let further = owner.post(&format!("{BASE}/items/{second}/move"), &[("revision", "2"), ("direction", "up")]).await;
    refused(&further, StatusCode::CONFLICT, "AP-189");
}

#[tokio::test]
async fn faults_stand_beside_their_fields_and_hostile_texts_stay_texts() {
    let site = site().await;
    let owner = site.as_user("owner").await;
    let fields = [
        ("kind", "fact"),
        ("statement", ""),
        ("figure", "たくさん"),
        ("year", "いつか"),
        ("source", "<script>alert(1)</script>"),
        ("source-url", "//elsewhere.example/x"),
        ("colour", "red"),
    ];
    let path = format!("{BASE}/items/new?kind=fact");
    let answer = owner.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page(&path);
    let codes = page.by_class("error-code");
    assert_eq!(codes, ["RF-550", "RF-229", "RF-225", "RF-553", "RF-222"]);
    assert!(page.by_class("field-error").len() >= 4);
    let text = answer.text();
    assert!(text.contains("たくさん") && text.contains("alert(1)") && !text.contains("<script>alert"));
    let script = [("kind", "fact"), ("statement", "事実"), ("source-url", "javascript:alert(1)")];
    let answer = owner.post(&path, &script).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("RF-553"));
    assert!(site.app.analysis(&owner.actor().await, "public-investment-level").await.unwrap().stored.items.is_empty());

    let hostile = "\"><img src=x onerror=alert(1)>'--;drop table analysis_item";
    let fact =
        write(&owner, "fact", &[("statement", hostile), ("source", hostile), ("note", "<b>太字</b>\r\n二行目")]).await;
    for path in ["/1", "", &format!("/items/{fact}")] {
        let page = owner.page(&format!("{BASE}{path}")).await;
        assert_eq!(page.elements("img").count(), 0, "{path}");
    }
    assert!(owner.page(&format!("{BASE}/1")).await.whole_text().contains("onerror=alert(1)"));
    let hearing = format!("{BASE}/items/new?kind=hearing");
    let private = owner.post(&hearing, &[("kind", "hearing"), ("who", "会長 090-1234-5678"), ("said", "話")]).await;
    refused(&private, StatusCode::UNPROCESSABLE_ENTITY, "RF-557");
    let issue = format!("{BASE}/items/new?kind=issue");
    let far = owner.post(&issue, &[("kind", "issue"), ("text", "課題"), ("ground", "999")]).await;
    refused(&far, StatusCode::UNPROCESSABLE_ENTITY, "RF-554");
    let long = "長".repeat(501);
    let answer = owner.post(&path, &[("kind", "fact"), ("statement", &long)]).await;
    refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "RF-551");
    assert!(answer.text().contains(&long));
}

#[tokio::test]
async fn the_demonstration_shows_a_whole_analysis_and_facts_are_taken_from_what_is_known() {
    let site = Site::with_demo().await;
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    let page = site.page(BASE).await;
    let text = page.whole_text();
    assert!(text.contains("例示") && text.contains("すべて閉じています") && text.contains("年560億円"), "{text}");
    assert_eq!(
        site.page(&format!("{BASE}/snapshots")).await.texts(|_, all| all.contains_key("data-label")).len(),
        6 * 4
    );
    let text = site.page(&format!("{BASE}/compare?from=3&to=4")).await.whole_text();
    assert!(text.contains("運送業の団体") && text.contains("重さ"), "{text}");
    let options = site.page(&format!("{BASE}/options")).await.whole_text();
    assert!(options.contains("▲600億円") && options.contains("6,572") && options.contains("7,236"), "{options}");
    let facts = site.page(&format!("{BASE}/1")).await.whole_text();
    for figure in ["620", "560", "7,236", "6,572", "10.4", "147.2", "p.18"] {
        assert!(facts.contains(figure), "{figure}: {facts}");
    }
    for path in ["", "/1", "/2", "/3", "/4", "/5", "/options", "/snapshots", "/snapshots/6", "/compare?from=1&to=6"] {
        let path = format!("/en{BASE}{path}");
        assert_eq!(site.page(&path).await.japanese_in_english(), Vec::<String>::new(), "{path}");
    }
    let half = site.page("/clusters/facility-management-plan/analysis").await;
    assert_eq!(half.by_class("an-closed").len(), 2);

    // The operator of this machine may write, and begins from what the inventory and the plan hold.
    let begun = "/clusters/subsidies-review/analysis";
    let stage = site.page(&format!("{begun}/1")).await;
    assert!(stage.whole_text().contains("予算事務事業の台帳"), "{}", stage.whole_text());
    let choices = stage.choices("from");
    let of = |start: &str| choices.iter().find(|(value, _)| value.starts_with(start)).map(|(value, _)| value.clone());
    for (start, expected) in [("program:", "事業費"), ("indicator:", "取込"), ("figure:", "プラン")] {
        let from = of(start).unwrap_or_else(|| panic!("no {start} among {}", choices.len()));
        let form = site.page(&format!("{begun}/items/new?from={}", encode(&from))).await;
        let values: Vec<&str> =
            form.elements("input").filter_map(|input| input.get("value")).map(String::as_str).collect();
        assert!(
            values.iter().any(|value| value.contains(expected)) || form.whole_text().contains(expected),
            "{from}: {values:?}"
        );
    }
    assert_eq!(site.get(&format!("{begun}/items/new?from=program:999999")).await.status, StatusCode::NOT_FOUND);
    let decisions = site.app.cluster_options(&app::Actor::operator("system"), "public-investment-level").await.unwrap();
    assert_eq!(decisions.decided_option().map(|option| option.effects.len()), Some(2));
    assert_eq!(decisions.proposals.len(), 3);
}

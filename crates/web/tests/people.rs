//! Looking after people and departments by web page: forms, files, rights.

use crate::support;

use app::{Action, Actor};
use axum::http::{StatusCode, header};
use support::people::LOGINS;
use support::{Site, encode, multipart};
use web::Trust;

const DEPARTMENT: &str = "危機管理室＞防災課";

async fn site() -> Site {
    let site = Site::with_programs().await;
    site.with_people(DEPARTMENT).await;
    site
}

/// The text of the one element with this class.
fn one(page: &support::Page, class: &str) -> String {
    let found = page.by_class(class);
    assert_eq!(found.len(), 1, "{class}: {found:?}");
    found[0].clone()
}

#[tokio::test]
async fn a_new_person_gets_a_password_that_is_shown_once() {
    let site = site().await;
    let chief = site.as_user("administrator").await;
    for prefix in ["", "/en"] {
        let empty = chief.page(&format!("{prefix}/people/new")).await;
        assert_eq!(empty.by_class("field-error"), Vec::<String>::new());
        if prefix == "/en" {
            assert_eq!(empty.japanese_in_english(), Vec::<String>::new());
        }
    }
    let fields = [
        ("login", "Mihon.T"),
        ("name", "見本 <b>太郎</b> & '; drop table account;--"),
        ("email", ""),
        ("password", ""),
        ("role", "owner"),
        ("department", ""),
        ("from", ""),
        ("until", "きのう"),
    ];
    let answer = chief.post("/people/new", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page("/people/new");
    let told = page.whole_text();
    assert!(told.contains("AP-084") && told.contains("AP-085"), "{told}");
    assert_eq!(page.by_class("field-error").len(), 2);
    for typed in ["Mihon.T", "見本 &#60;b&#62;太郎&#60;/b&#62; &#38; &#39;; drop table account;--", "きのう"] {
        assert!(answer.text().contains(&format!("value=\"{typed}\"")), "{typed} is kept: {}", answer.text());
    }
    assert!(!answer.text().contains("<b>太郎"));

    let office = site.app.department_tree(&Actor::operator("t")).await.unwrap().departments.find(&["危機管理室"])[0];
    let department = format!("#{office}");
    let mut good = fields;
    (good[5].1, good[7].1) = (&department, "");
    let answer = chief.post("/people/new", &good).await;
    assert_eq!((answer.status, answer.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    let password = one(&answer.page("/people/new"), "people-password");
    assert_eq!(password.len(), 19, "{password}");
    let id = site.app.person_by_login(&Actor::operator("t"), "mihon.t").await.unwrap();
    let person = chief.page(&format!("/people/{id}")).await;
    assert!(person.whole_text().contains("見本 <b>太郎</b>") && person.whole_text().contains("危機管理室"));
    assert!(!person.whole_text().contains(&password));
    let answer = site.sign_in("mihon.t", &password).await;
    assert_eq!(answer.header(header::LOCATION), "/account/password");

    // Set anew: the old one no longer works.
    let answer = chief.post(&format!("/people/{id}/password"), &[]).await;
    let again = one(&answer.page("/people"), "people-password");
    assert_ne!(again, password);
    assert_eq!(site.sign_in("mihon.t", &password).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_person_is_changed_given_duties_closed_and_opened() {
    let site = site().await;
    let chief = site.as_user("administrator").await;
    let owner = site.app.person_by_login(&Actor::operator("t"), "owner").await.unwrap();
    let path = format!("/people/{owner}");
    let answer = chief.post(&path, &[("login", "owner"), ("name", "新しい名前"), ("email", "a@example.jp")]).await;
    assert_eq!(
        (answer.status, answer.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, format!("{path}?done=changed").as_str())
    );
    let bad = chief.post(&path, &[("login", "finance"), ("name", "\u{202E}x"), ("email", "x")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = bad.page(&path).whole_text();
    assert!(["AP-081", "AP-082", "AP-083"].iter().all(|code| told.contains(code)), "{told}");
    let given = chief
        .post(&format!("{path}/duties"), &[("role", "expert"), ("department", ""), ("from", ""), ("until", "")])
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let refused = chief.post(&format!("{path}/duties"), &[("role", "owner"), ("until", "2020-01-01")]).await;
    assert_eq!(refused.page(&path).by_class("field-error").len(), 2);
    let page = chief.page(&format!("{path}?done=duty")).await;
    assert!(page.whole_text().contains("有識者") && page.whole_text().contains("a@example.jp"));
    let duty = site.app.person(&Actor::operator("t"), owner).await.unwrap().duties[1].id.to_string();
    assert_eq!(chief.post(&format!("{path}/duties/end"), &[("duty", &duty)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(chief.post(&format!("{path}/duties/end"), &[("duty", &duty)]).await.status, StatusCode::NOT_FOUND);

    let user = site.as_user("owner").await;
    assert_eq!(user.get("/account").await.status, StatusCode::OK);
    assert_eq!(chief.post(&format!("{path}/active"), &[("active", "0")]).await.status, StatusCode::SEE_OTHER);
    assert_ne!(user.get("/account").await.status, StatusCode::OK, "the session has ended");
    assert!(!chief.page("/people").await.whole_text().contains("新しい名前"));
    assert!(chief.page("/people?disabled=1").await.whole_text().contains("停止中"));
    assert_eq!(chief.post(&format!("{path}/active"), &[("active", "1")]).await.status, StatusCode::SEE_OTHER);

    let own = chief.account().await;
    let answer = chief.post(&format!("/people/{own}/active"), &[("active", "0")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.page("/people").whole_text().contains("AP-086"));
    for path in ["/people/999", "/people/0", "/people/x"] {
        let status = chief.get(path).await.status;
        assert!(status == StatusCode::NOT_FOUND || status == StatusCode::BAD_REQUEST, "{path}: {status}");
    }
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_taken_away() {
    let site = site().await;
    let chief = site.as_user("administrator").await;
    for number in 0..60 {
        site.add_person(&format!("many{number:02}"), "expert", "").await;
    }
    for prefix in ["", "/en"] {
        let page = chief.page(&format!("{prefix}/people")).await;
        assert_eq!(page.by_class("cell-main").len(), 50);
        if prefix == "/en" {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new());
        }
    }
    assert_eq!(chief.page("/people?page=2").await.by_class("cell-main").len(), LOGINS.len() + 60 - 50);
    let names = async |query: &str| chief.page(&format!("/people?{query}")).await.by_class("cell-main");
    assert_eq!(names(&format!("q={}", encode("Finance"))).await, ["financeさん"]);
    assert_eq!(names("role=finance").await, ["financeさん"]);
    assert_eq!(names("q=%25").await, Vec::<String>::new(), "a sign of the pattern is a letter");
    assert_eq!(names("role=mayor&page=-3&department=x").await.len(), 50, "what means nothing is left out");
    let tree = site.app.department_tree(&Actor::operator("t")).await.unwrap().departments;
    let office = tree.find(&["危機管理室"])[0];
    let of_office = names(&format!("department=%23{office}")).await;
    assert_eq!(of_office, ["department-headさん", "ownerさん", "section-headさん"]);
    let csv = chief.get(&format!("/people.csv?department=%23{office}")).await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(csv.text().lines().count(), 4);
    assert!(csv.text().contains("owner,ownerさん,,事業担当,危機管理室＞防災課,,,有効"), "{}", csv.text());
}

#[tokio::test]
async fn a_file_of_people_is_looked_at_before_it_is_taken_in() {
    let site = site().await;
    let chief = site.as_user("administrator").await;
    chief.page("/people/import").await;
    let send = async |content: &str| {
        let body = multipart(&[("file", Some("C:\\名簿.csv"), content.as_bytes())]);
        chief.post_multipart("/people/import/preview", body).await
    };
    let bad = send("ログイン,氏名,役割\nx,<script>,市長\n").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = bad.page("/people/import").whole_text();
    assert!(told.contains("AP-080") && told.contains("AP-084") && told.contains("名簿.csv:2"), "{told}");
    assert!(!bad.text().contains("<script>,") && !bad.text().contains("action=\"/people/import/confirm\""));

    let good = send("ログイン,氏名,役割,所管\nhanako,見本 花子,課長,防災課\nowner,別の名前,,\n").await;
    assert_eq!(good.status, StatusCode::OK);
    let text = good.text();
    let upload = text.split("name=\"upload\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(!chief.page("/people").await.whole_text().contains("見本 花子"), "nothing has changed yet");
    let done = chief.post("/people/import/confirm", &[("upload", upload)]).await;
    assert_eq!((done.status, done.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    let password = one(&done.page("/people/import"), "people-password");
    assert_eq!(site.sign_in("hanako", &password).await.status, StatusCode::SEE_OTHER);
    let list = chief.page("/people").await.whole_text();
    assert!(list.contains("見本 花子") && list.contains("別の名前"));
    let again = chief.post("/people/import/confirm", &[("upload", upload)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "a form sent twice does nothing");
    assert_eq!(chief.get("/people/import/confirm").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn departments_are_renamed_from_a_year_on() {
    let site = site().await;
    let chief = site.as_user("reform-office").await;
    let tree = site.app.department_tree(&Actor::operator("t")).await.unwrap().departments;
    let office = tree.find(&["危機管理室"])[0];
    for prefix in ["", "/en"] {
        for path in
            ["/departments", "/departments?year=all", "/departments?year=2020", &format!("/departments/{office}")]
        {
            let page = chief.page(&format!("{prefix}{path}")).await;
            if prefix == "/en" {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
            }
        }
    }
    let path = format!("/departments/{office}");
    let refused = chief.post(&format!("{path}/succeed"), &[("name", ""), ("department", ""), ("begins", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.page(&path).whole_text().contains("AP-082"));
    let renamed = [("name", "危機管理局"), ("department", ""), ("begins", "2027")];
    let answer = chief.post(&format!("{path}/succeed"), &renamed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(chief.page(&path).await.whole_text().contains("危機管理局"), "the successor is named");
    let of_2028 = chief.page("/departments?year=2028").await.whole_text();
    assert!(of_2028.contains("危機管理局") && !of_2028.contains("危機管理室"), "{of_2028}");
    let bad = [("first_year", "2027"), ("last_year", "2026"), ("successor", "")];
    assert_eq!(chief.post(&format!("{path}/term"), &bad).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = chief.post("/departments", &[("name", "新しい室"), ("department", ""), ("begins", "令和9")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let twice = chief.post("/departments", &[("name", "新しい室"), ("department", ""), ("begins", "")]).await;
    assert!(twice.page("/departments").whole_text().contains("AP-089"));
    assert_eq!(chief.get("/departments/999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_head_delegates_and_the_other_acts_until_it_ends() {
    let site = site().await;
    let head = site.as_user("section-head").await;
    for prefix in ["", "/en"] {
        let page = head.page(&format!("{prefix}/account/delegations")).await;
        if prefix == "/en" {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new());
        }
    }
    let duty = site.app.own_delegations(&head.actor().await).await.unwrap().duties[0].id.to_string();
    let until = site.app.today().to_string();
    let bad = head.post("/account/delegations", &[("duty", &duty), ("to", "だれか"), ("until", "いつか")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("だれか") && bad.text().contains("いつか"), "what was typed stays");
    let good = [("duty", duty.as_str()), ("to", "owner"), ("from", ""), ("until", &until)];
    let given = head.post("/account/delegations", &good).await;
    assert_eq!(given.header(header::LOCATION), "/account/delegations?done=given");
    let owner = site.as_user("owner").await;
    assert!(owner.page("/account").await.whole_text().contains("課長"));
    let number = site.app.own_delegations(&head.actor().await).await.unwrap().delegated[0].id.to_string();
    assert_eq!(owner.post("/account/delegations/end", &[("duty", &number)]).await.status, StatusCode::NOT_FOUND);
    let ended = head.post("/account/delegations/end", &[("duty", &number)]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(!owner.page("/account").await.whole_text().contains("課長"));
}

#[tokio::test]
async fn every_address_is_refused_to_who_has_no_right_to_it() {
    let site = site().await;
    let owner = site.app.person_by_login(&Actor::operator("t"), "owner").await.unwrap();
    let tree = site.app.department_tree(&Actor::operator("t")).await.unwrap().departments;
    let office = tree.find(&["危機管理室"])[0];
    let (person, department) = (format!("/people/{owner}"), format!("/departments/{office}"));
    let reading = ["/people", "/people.csv", person.as_str(), "/departments", department.as_str()];
    let forms: [(String, Action, &str); 13] = [
        ("/people/new".into(), Action::ManagePeople, "login=zz&name=z"),
        (person.clone(), Action::ManagePeople, "login=owner&name=z"),
        (format!("{person}/duties"), Action::ManagePeople, "role=auditor"),
        (format!("{person}/duties/end"), Action::ManagePeople, "duty=1"),
        (format!("{person}/password"), Action::ManagePeople, ""),
        (format!("{person}/active"), Action::ManagePeople, "active=0"),
        ("/people/import/preview".into(), Action::ManagePeople, ""),
        ("/people/import/confirm".into(), Action::ManagePeople, "upload=1"),
        ("/departments".into(), Action::ManageDepartments, "name=z"),
        (format!("{department}/term"), Action::ManageDepartments, "last_year=2020"),
        (format!("{department}/succeed"), Action::ManageDepartments, "name=z&begins=2027"),
        ("/account/delegations".into(), Action::Delegate, "duty=1&to=finance"),
        ("/account/delegations/end".into(), Action::Delegate, "duty=1"),
    ];
    let before = site.app.audit_page(&Actor::operator("t"), None, 1).await.unwrap()[0].seq;
    let nobody = site.seen_with(Trust::Nobody);
    let mut refused = 0;
    let mut signed_in = 0;
    for login in LOGINS {
        let user = site.as_user(login).await;
        signed_in += 2;
        let actor = user.actor().await;
        for path in reading {
            let expected = if actor.may(Action::ReadPeople) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(user.get(path).await.status, expected, "{login} {path}");
        }
        for (path, action, body) in &forms {
            if !actor.may(*action) {
                assert_eq!(user.post_form(path, body).await.status, StatusCode::FORBIDDEN, "{login} {path}");
                refused += 1;
            }
        }
    }
    for (path, _, body) in &forms {
        let answer = support::send(&nobody, support::form_request(path, body)).await;
        assert!(!answer.status.is_success(), "a visitor: {path} {}", answer.status);
    }
    assert!(refused > 80, "{refused}");
    let after = site.app.audit_page(&Actor::operator("t"), None, 1).await.unwrap()[0].seq;
    assert!(after - before <= signed_in, "nothing but signing in was written: {before}..{after}");
    let still = site.app.person(&Actor::operator("t"), owner).await.unwrap().account;
    assert!(still.is_active && still.name == "ownerさん");
}

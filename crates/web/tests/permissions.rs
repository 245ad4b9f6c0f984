//! Who may do what, as the routes answer it: every route for every trust, printed to `cases/permissions/routes.txt`.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use expect_test::expect_file;
use support::programme_routes::PROGRAMME_ROUTES;
use support::routes::MEMBER_ROUTES;
use support::{PROGRAMS, Site, form_request, multipart, multipart_request, request};
use web::Trust;

/// Every route with an address that exists, or that would if the visitor were allowed to know.
const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/", "/"),
    ("GET", "/programs", "/programs"),
    ("GET", "/programs.csv", "/programs.csv"),
    ("GET", "/programs.xlsx", "/programs.xlsx"),
    ("POST", "/programs/views", "/programs/views"),
    ("POST", "/programs/views/delete", "/programs/views/delete"),
    ("GET", "/programs/{id}", "/programs/1"),
    ("GET", "/programs/{id}/money.csv", "/programs/1/money.csv"),
    ("GET", "/plan", "/plan"),
    ("GET", "/plan/principles", "/plan/principles"),
    ("GET", "/plan/strategies", "/plan/strategies"),
    ("GET", "/plan/viewpoints", "/plan/viewpoints"),
    ("GET", "/plan/targets", "/plan/targets"),
    ("GET", "/plan/clusters", "/plan/clusters"),
    ("GET", "/plan/council", "/plan/council"),
    ("GET", "/clusters", "/clusters"),
    ("GET", "/clusters/{id}", "/clusters/public-investment-level"),
    ("GET", "/clusters/{id}", "/clusters/999"),
    ("GET", "/clusters/{id}/members", "/clusters/public-investment-level/members"),
    ("GET", "/clusters/{id}/members.csv", "/clusters/public-investment-level/members.csv"),
    ("GET", "/clusters/{id}/members.xlsx", "/clusters/public-investment-level/members.xlsx"),
    ("GET", "/clusters/{id}/compare", "/clusters/public-investment-level/compare"),
    ("GET", "/clusters/{id}/compare.csv", "/clusters/public-investment-level/compare.csv"),
    ("GET", "/clusters/{id}/compare.xlsx", "/clusters/public-investment-level/compare.xlsx"),
    ("GET", "/logic-models", "/logic-models"),
    ("GET", "/logic-models.csv", "/logic-models.csv"),
    ("GET", "/logic-models/checks", "/logic-models/checks"),
    ("GET", "/logic-models/checks.csv", "/logic-models/checks.csv"),
    ("GET", "/programs/{id}/logic-model", "/programs/1/logic-model"),
    ("GET", "/programs/{id}/logic-model.svg", "/programs/1/logic-model.svg"),
    ("GET", "/programs/{id}/logic-model.csv", "/programs/1/logic-model.csv"),
    ("GET", "/roadmap", "/roadmap"),
    ("GET", "/roadmap/calendar.ics", "/roadmap/calendar.ics"),
    ("GET", "/roadmap/table.csv", "/roadmap/table.csv"),
    ("GET", "/roadmap/booklet.xlsx", "/roadmap/booklet.xlsx"),
    ("GET", "/roadmap/picture.svg", "/roadmap/picture.svg"),
    ("GET", "/roadmap/booklet", "/roadmap/booklet"),
    ("GET", "/roadmap/versions", "/roadmap/versions"),
    ("GET", "/roadmap/compare", "/roadmap/compare"),
    ("GET", "/roadmap/progress", "/roadmap/progress"),
    ("GET", "/roadmap/progress/{bar}", "/roadmap/progress/999"),
    ("GET", "/initiatives", "/initiatives"),
    ("GET", "/initiatives/progress", "/initiatives/progress"),
    ("GET", "/initiatives/milestones.csv", "/initiatives/milestones.csv"),
    ("GET", "/initiatives/indicators.csv", "/initiatives/indicators.csv"),
    ("GET", "/initiatives/{id}", "/initiatives/paperless"),
    ("GET", "/initiatives/{id}", "/initiatives/999"),
    ("GET", "/settings", "/settings"),
    ("POST", "/settings", "/settings"),
    ("GET", "/tour", "/tour"),
    ("POST", "/tour/steps", "/tour/steps"),
    ("POST", "/tour/reset", "/tour/reset"),
    ("GET", "/help", "/help"),
    ("GET", "/figures", "/figures"),
    ("GET", "/figures/table-1-1", "/figures/table-1-1"),
    ("GET", "/figures/table-1-1.csv", "/figures/table-1-1.csv"),
    ("GET", "/figures/{id}", "/figures/figure-1-9"),
    ("GET", "/figures/{id}", "/figures/999"),
    ("GET", "/figures/{id}/chart.csv", "/figures/figure-1-9/chart.csv"),
    ("GET", "/figures/{id}/table.csv", "/figures/figure-1-9/table.csv"),
    ("GET", "/fiscal", "/fiscal"),
    ("GET", "/fiscal/{study}", "/fiscal/debt"),
    ("GET", "/fiscal/{study}", "/fiscal/outlook"),
    ("GET", "/fiscal/{study}", "/fiscal/fund"),
    ("GET", "/fiscal/{study}", "/fiscal/ratios"),
    ("GET", "/fiscal/{study}", "/fiscal/risk"),
    ("GET", "/fiscal/{study}", "/fiscal/facilities"),
    ("GET", "/fiscal/{study}", "/fiscal/999"),
    ("GET", "/fiscal/{study}/workbook", "/fiscal/debt/workbook"),
    ("GET", "/fiscal/{study}/tables/{number}", "/fiscal/debt/tables/0"),
    ("GET", "/fiscal/{study}/tables/{number}", "/fiscal/debt/tables/999"),
    ("GET", "/fiscal/{study}/compare", "/fiscal/debt/compare"),
    ("POST", "/fiscal/{study}/scenarios", "/fiscal/debt/scenarios"),
    ("POST", "/fiscal/{study}/scenarios/delete", "/fiscal/debt/scenarios/delete"),
    ("GET", "/cities", "/cities"),
    ("GET", "/cities/ranking.csv", "/cities/ranking.csv"),
    ("GET", "/cities/ranking.xlsx", "/cities/ranking.xlsx"),
    ("GET", "/cities/cross", "/cities/cross"),
    ("GET", "/cities/cross.csv", "/cities/cross.csv"),
    ("GET", "/cities/cross.xlsx", "/cities/cross.xlsx"),
    ("GET", "/cities/trend", "/cities/trend"),
    ("GET", "/cities/trend.csv", "/cities/trend.csv"),
    ("GET", "/cities/trend.xlsx", "/cities/trend.xlsx"),
    ("GET", "/cities/statements", "/cities/statements"),
    ("GET", "/cities/{code}", "/cities/401005"),
    ("GET", "/cities/{code}", "/cities/999999"),
    ("GET", "/population", "/population"),
    ("GET", "/population.csv", "/population.csv"),
    ("GET", "/population.xlsx", "/population.xlsx"),
    ("GET", "/facilities", "/facilities"),
    ("GET", "/facilities.csv", "/facilities.csv"),
    ("GET", "/facilities.xlsx", "/facilities.xlsx"),
    ("GET", "/facilities/ages", "/facilities/ages"),
    ("GET", "/facilities/ages.csv", "/facilities/ages.csv"),
    ("GET", "/glossary", "/glossary"),
    ("GET", "/imports", "/imports"),
    ("GET", "/imports/new", "/imports/new"),
    ("POST", "/imports/preview", "/imports/preview"),
    ("POST", "/imports/confirm", "/imports/confirm"),
    ("GET", "/imports/preview", "/imports/preview"),
    ("GET", "/imports/reference", "/imports/reference"),
    ("POST", "/imports/reference/preview", "/imports/reference/preview"),
    ("POST", "/imports/reference/confirm", "/imports/reference/confirm"),
    ("GET", "/imports/reference/preview", "/imports/reference/preview"),
    ("GET", "/imports/facilities", "/imports/facilities"),
    ("POST", "/imports/facilities/preview", "/imports/facilities/preview"),
    ("POST", "/imports/facilities/confirm", "/imports/facilities/confirm"),
    ("GET", "/imports/facilities/preview", "/imports/facilities/preview"),
    ("GET", "/imports/{id}", "/imports/1"),
    ("GET", "/imports/{id}", "/imports/999"),
    ("GET", "/comment", "/comment"),
    ("GET", "/comment/{slug}", "/comment/999"),
    ("POST", "/comment/{slug}", "/comment/999"),
    ("GET", "/comment/{slug}/receipt", "/comment/999/receipt"),
    ("POST", "/comment/{slug}/receipt", "/comment/999/receipt"),
    ("POST", "/comment/{slug}/withdraw", "/comment/999/withdraw"),
    ("GET", "/comment/{slug}/results.csv", "/comment/999/results.csv"),
    ("GET", "/comment/{slug}/results.xlsx", "/comment/999/results.xlsx"),
    ("GET", "/comment/{slug}/papers/{paper}", "/comment/999/papers/999"),
    ("GET", "/explanations", "/explanations"),
    ("GET", "/explanations/{id}", "/explanations/999"),
    ("GET", "/audit", "/audit"),
    ("GET", "/audit", "/audit?verify=1"),
    ("GET", "/api", "/api"),
];

/// Routes that are the same in every language.
const PLAIN_ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/api/v1/programs", "/api/v1/programs"),
    ("GET", "/api/v1/programs/{id}", "/api/v1/programs/1"),
    ("GET", "/api/v1/indicators", "/api/v1/indicators"),
    ("GET", "/api/v1/plan", "/api/v1/plan"),
    ("GET", "/api/v1/glossary", "/api/v1/glossary"),
    ("GET", "/api/v1/studies/{study}", "/api/v1/studies/debt"),
    ("GET", "/api/v1/cities/compare", "/api/v1/cities/compare"),
    ("GET", "/api/v1/cities/indicators", "/api/v1/cities/indicators"),
    ("GET", "/api/v1/cities/cross", "/api/v1/cities/cross"),
    ("GET", "/api/v1/cities/trend", "/api/v1/cities/trend"),
    ("GET", "/api/v1/population", "/api/v1/population"),
    ("GET", "/api/v1/facilities", "/api/v1/facilities"),
    ("GET", "/api/openapi.json", "/api/openapi.json"),
    ("GET", "/api/published", "/api/published"),
    ("GET", "/api/published/editions", "/api/published/editions"),
    ("GET", "/api/published/data", "/api/published/data"),
    ("GET", "/api/published/data/{*path}", "/api/published/data/programs.csv"),
    ("GET", "/api/published/items/{kind}", "/api/published/items/program"),
    ("GET", "/api/published/items/{kind}/{*key}", "/api/published/items/program/2026/1"),
    ("GET", "/api/published/{*rest}", "/api/published/nowhere"),
    ("GET", "/static/{*name}", "/static/app.css"),
    ("GET", "/health", "/health"),
    ("GET", "/en/", "/en/"),
];

/// A fresh request, with the body its form would have.
fn ask(method: &str, path: &str) -> Request<Body> {
    match (method, path.trim_start_matches("/en")) {
        ("POST", "/imports/preview") => multipart_request(
            path,
            multipart(&[("mapping", None, b"standard"), ("file", Some("a.csv"), PROGRAMS.as_bytes())]),
        ),
        ("POST", "/imports/reference/preview") => {
            let table = "都道府県名,団体名,財政力指数\n福岡県,北九州市,0.70\n";
            multipart_request(
                path,
                multipart(&[("mapping", None, b"indicators"), ("file", Some("R3.csv"), table.as_bytes())]),
            )
        }
        ("POST", "/imports/facilities/preview") => {
            let list = "施設番号,施設名,分類,延床面積（㎡）,建築年度\n1,東小学校,学校教育系施設,10000,1975\n";
            multipart_request(
                path,
                multipart(&[("mapping", None, b"standard-facilities"), ("file", Some("a.csv"), list.as_bytes())]),
            )
        }
        ("POST", "/programs/views") => form_request(path, "name=a&query=sort%3Dname"),
        ("POST", "/programs/views/delete") => form_request(path, "view=999"),
        ("POST", "/fiscal/debt/scenarios") => form_request(path, "name=a&query=investment%3D500"),
        ("POST", "/fiscal/debt/scenarios/delete") => form_request(path, "scenario=999"),
        ("POST", _) => form_request(path, "upload=999"),
        _ => request(method.parse().unwrap(), path).body(Body::empty()).unwrap(),
    }
}

#[tokio::test]
async fn every_route_answers_each_trust_as_the_golden_table_says() {
    let site = Site::with_programs().await;
    let nobody = site.seen_with(Trust::Nobody);
    let mut table = String::from(
        "# Who gets what: the status each route answers a visitor and the operator of this machine.\n\
         # 403 = not allowed, 404 = allowed, but there is no such thing. Every page route answers alike under /en.\n\
         # visitor  operator  route\n",
    );
    for (method, route, path) in ROUTES.iter().chain(PLAIN_ROUTES) {
        let visitor = support::send(&nobody, ask(method, path)).await.status;
        let operator = site.send(ask(method, path)).await.status;
        if ROUTES.iter().any(|(_, page, _)| page == route) {
            let english = format!("/en{}", path.trim_end_matches('/'));
            assert_eq!(support::send(&nobody, ask(method, &english)).await.status, visitor, "{english}");
            assert_eq!(site.send(ask(method, &english)).await.status, operator, "{english}");
        }
        let query = path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        let absent = if path.ends_with("999") { "  (absent)" } else { "" };
        table.push_str(&format!(
            "  {}      {}       {method:<4} {route}{query}{absent}\n",
            visitor.as_u16(),
            operator.as_u16()
        ));
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/permissions/routes.txt");
    expect_file![golden].assert_eq(&table);
}

/// What anybody may ask: who wants to sign in, or out.
const OPEN_TO_ALL: [&str; 2] = ["/sign-in", "/sign-out"];

#[tokio::test]
async fn every_route_of_the_review_answers_each_role_as_the_golden_table_says() {
    // A day on which the owners fill in their sheets.
    let site = Site::with_programs().await.at("2025-07-10T01:00:00Z");
    site.with_people("危機管理室＞防災課").await;
    site.add_person("stranger", "owner", "総務局＞総務課").await;
    open_review(&site).await;
    lead_by_the_section(&site).await;
    let nobody = site.seen_with(Trust::Nobody);
    let mut table = String::from(
        "# Who gets what of the review and of people: the status each route answers. The sheet is one of 危機管理室 防災課,\n\
         # in the hands of its owner; “stranger” is the owner of another department. 401 and 403 = refused, 404 = there is no\n\
         # such thing, 409 = not as things stand, 422 = what was sent is no good, 303 = done or led elsewhere.\n\
         # visitor  operator",
    );
    let logins = [
        "owner",
        "stranger",
        "section-head",
        "reform-office",
        "finance",
        "headquarters",
        "expert",
        "auditor",
        "administrator",
    ];
    logins.iter().for_each(|login| table.push_str(&format!("  {login}")));
    table.push_str("  route\n");
    let mut faults = Vec::new();
    let (mut users, mut accounts) = (BTreeMap::new(), BTreeMap::new());
    for login in logins {
        let user = site.as_user(login).await;
        accounts.insert(login, user.account().await);
        users.insert(login, user);
    }
    for (method, route, path, body) in PROGRAMME_ROUTES.iter().chain(MEMBER_ROUTES) {
        let ask = |account: i64| {
            let of_account = |text: &str| text.replace("{account}", &account.to_string());
            let path = of_account(path);
            let pairs: Vec<String> = body.iter().map(|(name, value)| of_account(&format!("{name}={value}"))).collect();
            match *method {
                "POST" => form_request(&path, &pairs.join("&")),
                _ => request(method.parse().unwrap(), &path).body(Body::empty()).unwrap(),
            }
        };
        let visitor = support::send(&nobody, ask(0)).await.status;
        if !OPEN_TO_ALL.contains(route) && !matches!(visitor.as_u16(), 401 | 403) {
            faults.push(format!("{method} {route} answers a visitor {visitor}"));
        }
        let operator = site.send(ask(0)).await.status;
        table.push_str(&format!("  {}      {}    ", visitor.as_u16(), operator.as_u16()));
        for login in logins {
            let user = &users[login];
            let status = user.send(ask(accounts[login])).await.status;
            if status.is_server_error() {
                faults.push(format!("{method} {route} as {login}: {status}"));
            }
            table.push_str(&format!("  {:<width$}", status.as_u16(), width = login.len()));
        }
        table.push_str(&format!("  {method:<4} {route}\n"));
    }
    assert_eq!(faults, Vec::<String>::new());
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/permissions/member-routes.txt");
    expect_file![golden].assert_eq(&table);
}

/// 防災課 leads the cluster the routes are asked for.
async fn lead_by_the_section(site: &Site) {
    let operator = app::Actor::operator("tester");
    let departments = site.app.department_tree(&operator).await.unwrap().departments;
    let lead = departments.rows().iter().find(|row| row.name == "防災課").unwrap().id.to_string();
    let form = app::clusters::ClusterForm { lead, revision: "0".into(), ..Default::default() };
    let saved = site.app.save_cluster_settings(&operator, Some("public-investment-level"), &form).await.unwrap();
    saved.unwrap_or_else(|faults| panic!("{faults:?}"));
}

async fn open_review(site: &Site) {
    let year = app::FiscalYear::new(2025).unwrap();
    let new = app::review::NewCycle {
        year,
        source_year: app::FiscalYear::new(2024).unwrap(),
        calendar: app::review::CalendarDays::usual(year),
        rules: Default::default(),
    };
    site.app.open_review_cycle(&app::Actor::operator("tester"), new).await.unwrap();
}

#[tokio::test]
async fn a_visitor_who_may_not_is_refused_before_anything_is_read() {
    let site = Site::empty().await;
    let nobody = site.seen_with(Trust::Nobody);
    for path in [
        "/imports/preview",
        "/en/imports/preview",
        "/imports/confirm",
        "/en/imports/confirm",
        "/imports/facilities/preview",
        "/imports/facilities/confirm",
    ] {
        for body in ["", "nonsense", "upload=1"] {
            let odd = request(Method::POST, path).body(Body::from(body)).unwrap();
            let answer = support::send(&nobody, odd).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {body}");
            assert!(answer.page(path).by_class("error-code")[0].ends_with("AP-001"), "{path} {body}");
        }
    }
    // What would be refused is not offered.
    let home = support::send(&nobody, ask("GET", "/")).await.page("/");
    assert!(home.elements("a").all(|a| !a["href"].contains("/imports") && !a["href"].contains("/audit")));
}

#[test]
fn the_table_names_every_route_of_the_source() {
    let mut known: BTreeSet<&str> = ROUTES.iter().chain(PLAIN_ROUTES).map(|(_, route, _)| *route).collect();
    known.extend(PROGRAMME_ROUTES.iter().chain(MEMBER_ROUTES).map(|(_, route, ..)| *route));
    let mut declared = BTreeSet::new();
    read_routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut declared);
    assert!(declared.len() > 25, "{declared:?}");
    for route in declared {
        assert!(known.remove(route.as_str()), "{route} is not in the table of routes");
    }
    assert!(known.is_empty(), "no longer in the source: {known:?}");
}

/// An address that is declared under a name.
fn named_route(rest: &str) -> &'static str {
    match rest.split(',').next().unwrap() {
        "PASSWORD_PATH" => "/account/password",
        name => panic!("{name}: say here which address it names"),
    }
}

fn read_routes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_routes(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(text.split(".route(").skip(1).map(|rest| {
                let rest = rest.trim_start();
                let name = rest.strip_prefix('"').unwrap_or_else(|| named_route(rest));
                name.split('"').next().unwrap().to_owned()
            }));
        }
    }
}

//! Comparing cities: pages from the small table of a fresh installation, in both languages, and what is missing.

#![allow(clippy::print_stdout)]

use crate::support;

use std::path::{Path, PathBuf};

use app::CityFile;
use axum::http::{StatusCode, header};
use serde_json::json;
use support::{Page, Site, encode};

const PAGES: [&str; 9] = [
    "/cities",
    "/cities?indicator=future-burden-ratio&year=2021&from=low",
    "/cities?indicator=bonds-per-citizen",
    "/cities/cross",
    "/cities/cross?x=tax-per-citizen&y=bonds-per-citizen",
    "/cities/trend?with=401307&with=271004",
    "/cities/401005",
    "/cities/statements",
    "/population?balance=6000",
];

#[tokio::test]
async fn every_page_is_sound_in_both_languages() {
    let site = Site::empty().await;
    for path in PAGES {
        let page = site.page(path).await;
        assert!(!page.texts(|name, _| name == "h1")[0].is_empty(), "{path}");
        let english = site.page(&format!("/en{path}")).await;
        assert_eq!(english.japanese_in_english(), Vec::<String>::new(), "/en{path}");
    }
}

fn notice(page: &Page) -> String {
    page.by_class("notice").join(" ")
}

#[tokio::test]
async fn the_city_is_third_from_the_high_side_in_2021() {
    let site = Site::empty().await;
    let page = site.page("/cities?indicator=ordinary-balance-ratio&year=2021").await;
    let said = notice(&page);
    assert!(said.contains("96.3％で、政令指定都市20市のうち高い方から3番目"), "{said}");
    assert!(said.contains("92.7％です。北九州市は平均より悪い"), "{said}");
    assert_eq!(page.by_class("is-own"), ["3北九州市96.318平均より悪い39.8"]);
    assert!(page.by_class("chart-svg").iter().any(|svg| svg.contains("▶ 3 北九州市")));
    assert_eq!(page.choices("year").iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(), ["2023", "2021"]);
    assert_eq!(page.choices("group")[0], ("designated-cities".to_owned(), "政令指定都市".to_owned()));
    assert_eq!(page.choices("city").len(), 20);
    let facts = page.by_class("facts").join(" ");
    assert!(facts.contains("公表された平均（加重平均） 92.7％") && facts.contains("92.79"), "{facts}");
    assert!(facts.contains("designated-cities.toml"), "the file is named: {facts}");
}

#[tokio::test]
async fn another_city_and_the_other_end_are_looked_at() {
    let site = Site::empty().await;
    let page = site.page("/cities?indicator=future-burden-ratio&year=2023&city=271004&from=low").await;
    assert_eq!(page.by_class("is-own"), ["1大阪市−1平均より良い62.2"]);
    assert!(notice(&page).contains("同じ順位がほかに4市"), "{}", notice(&page));
    assert!(page.by_class("facts")[0].contains("「−」は0として数えています"));
}

#[tokio::test]
async fn a_year_without_figures_shows_the_latest_and_says_so() {
    let site = Site::empty().await;
    let page = site.page("/cities?indicator=ordinary-balance-ratio&year=1999").await;
    let said = notice(&page);
    assert!(said.contains("「1999」の値はないため") && said.contains("令和5年度"), "{said}");
    let cross = site.page("/cities/cross?year=1999").await;
    assert!(notice(&cross).contains("「1999」の値はないため"));
}

#[tokio::test]
async fn what_is_not_imported_names_the_file_and_the_command() {
    let site = Site::empty().await;
    for (path, file, command) in [
        ("/cities?indicator=bonds-per-citizen", "決算カード", "henkaku import cards"),
        ("/cities?group=prefecture-40", "主要財政指標", "henkaku import indicators"),
        ("/cities/cross?x=tax-per-citizen&y=bonds-per-citizen", "決算カード", "henkaku import cards"),
        ("/cities/trend?indicator=tax-per-citizen", "決算カード", "henkaku import cards"),
        ("/cities/401005", "決算カード", "henkaku import cards"),
        ("/population", "将来推計人口", "henkaku import population"),
        ("/population?city=401307", "将来推計人口", "henkaku import population"),
    ] {
        let said = notice(&site.page(path).await);
        assert!(said.contains(file) && said.contains(command), "{path}: {said}");
    }
}

#[tokio::test]
async fn what_means_nothing_is_told_with_its_code_and_what_there_is() {
    let site = Site::empty().await;
    for (query, status, code, told) in [
        ("/cities?indicator=nonsense", StatusCode::BAD_REQUEST, "AP-055", "ordinary-balance-ratio"),
        ("/cities?group=tokyo", StatusCode::BAD_REQUEST, "AP-056", "designated-cities"),
        ("/cities?city=401006", StatusCode::NOT_FOUND, "AP-057", "40100 北九州市"),
        ("/cities?from=middle", StatusCode::BAD_REQUEST, "AP-059", "middle"),
        ("/cities/cross?x=nonsense", StatusCode::BAD_REQUEST, "AP-055", "future-burden-ratio"),
        ("/cities/trend?with=nobody", StatusCode::NOT_FOUND, "AP-057", "40130 福岡市"),
        ("/cities/999999", StatusCode::NOT_FOUND, "AP-057", "01100 札幌市"),
        ("/cities/%3Cscript%3E", StatusCode::NOT_FOUND, "AP-057", "<script>"),
        ("/population?city=nobody", StatusCode::NOT_FOUND, "AP-057", "nobody"),
        ("/cities/ranking.csv?year=1999", StatusCode::BAD_REQUEST, "AP-058", "2021, 2023"),
    ] {
        let answer = site.get(query).await;
        assert_eq!(answer.status, status, "{query}");
        let page = answer.page(query);
        assert!(page.by_class("error-code")[0].ends_with(code), "{query}: {:?}", page.by_class("error-code"));
        assert!(page.texts(|name, _| name == "main")[0].contains(told), "{query}");
    }
}

#[tokio::test]
async fn cities_part_into_four_groups_named_by_their_sides() {
    let site = Site::empty().await;
    let page = site.page("/cities/cross?x=fiscal-capacity-index&y=ordinary-balance-ratio&year=2021").await;
    let said = notice(&page);
    assert!(said.contains("北九州市は「財政力指数・経常収支比率とも悪い」の区分です"), "{said}");
    assert!(said.contains("図の右上が、どちらも良い側です"), "{said}");
    let groups = page.by_class("facts").join(" ");
    assert!(groups.contains("財政力指数は良い・経常収支比率は悪い"), "{groups}");
    assert_eq!(page.by_class("is-own"), ["北九州市0.7096.3財政力指数・経常収支比率とも悪い"]);
    let dashes = site.page("/cities/cross?x=ordinary-balance-ratio&y=future-burden-ratio&year=2023").await;
    assert!(notice(&dashes).contains("0の位置に描いています"));
    let sideless = site.page("/cities/cross?x=ordinary-balance-ratio&y=ordinary-construction").await;
    assert!(notice(&sideless).contains("henkaku import cards"));
}

#[tokio::test]
async fn files_hold_what_the_pages_show_with_their_source() {
    let site = Site::empty().await;
    let csv = site.get("/cities/ranking.csv?indicator=ordinary-balance-ratio&year=2021").await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(text.contains("\r\n3,401005,北九州市,96.3,18,平均より悪い,39.8,総務省"), "{text}");
    assert!(text.lines().filter(|line| line.contains("designated-cities.toml")).count() >= 20, "{text}");
    let cross = site.get("/cities/cross.csv?x=real-debt-service-ratio&y=future-burden-ratio&year=2021").await.text();
    assert!(cross.contains("401005,北九州市,10.3,150.0,実質公債費比率・将来負担比率とも悪い"), "{cross}");
    let trend = site.get("/cities/trend.csv?indicator=ordinary-balance-ratio").await.text();
    assert!(trend.contains("\r\n令和6年度（2024）,99.3,,総務省"), "{trend}");
    let people = site.get("/population.csv?balance=6000").await.text();
    assert!(people.contains("\r\n2023,実績,917524,100.0,788644,653934,"), "{people}");
    for path in ["/cities/ranking.xlsx", "/cities/cross.xlsx", "/cities/trend.xlsx", "/population.xlsx"] {
        let answer = site.get(path).await;
        assert!(answer.status == StatusCode::OK && answer.bytes.starts_with(b"PK"), "{path}");
    }
}

#[tokio::test]
async fn fewer_people_carry_the_same_bonds() {
    let site = Site::empty().await;
    let page = site.page("/population").await;
    let said = notice(&page);
    assert!(said.contains("2023年の917,524人から2050年の729,000人"), "{said}");
    assert!(said.contains("一人当たりは2023年の78.9万円から2050年の99.3万円"), "{said}");
    let text = page.texts(|name, _| name == "main")[0].clone();
    assert!(text.contains("6,572億円") && text.contains("仮定"), "{text}");
    let scenario = site.page("/population?balance=6000").await;
    assert!(scenario.texts(|name, _| name == "main")[0].contains("指定した市債残高6,000億円"));
    for odd in ["-1", "0", "abc", "99999999", "1e5"] {
        let page = site.page(&format!("/population?balance={}", encode(odd))).await;
        assert!(page.by_class("field-error")[0].contains(odd), "{odd}");
        assert!(page.texts(|name, _| name == "main")[0].contains("6,572億円"), "the plan's own stay: {odd}");
    }
}

#[tokio::test]
async fn what_the_plan_says_stands_beside_what_the_data_say() {
    let site = Site::empty().await;
    let page = site.page("/cities/statements").await;
    let rows = page.texts(|name, attributes| name == "tr" && attributes.contains_key("role"));
    let row = |words: &str| rows.iter().find(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}: {rows:#?}"));
    assert!(row("経常収支比率の順位").contains("確かめられた"));
    assert!(row("市民一人当たり市債残高の順位").contains("確かめられない"));
    assert!(row("市民一人当たり市債残高の順位").contains("henkaku import cards"));
    assert!(row("市内総生産の順位").contains("手元にない"));
    assert!(row("実質公債費比率と将来負担比率").contains("資料の年度が違う"));
}

#[tokio::test]
async fn machines_get_the_same_places() {
    let site = Site::empty().await;
    let path = "/api/v1/cities/compare?indicator=ordinary-balance-ratio&year=2021&group=designated-cities";
    let answer = site.get(path).await.json();
    assert_eq!((answer["city"]["place"].as_i64(), answer["city"]["value"].as_str()), (Some(3), Some("96.3")));
    assert_eq!((answer["group"]["members"].as_i64(), answer["group"]["with_figure"].as_i64()), (Some(20), Some(20)));
    assert_eq!(answer["city"]["verdict_ja"], "平均より悪い");
    assert_eq!(
        (answer["averages"]["published"].as_str(), answer["averages"]["simple"].as_str()),
        (Some("92.7"), Some("92.79"))
    );
    assert_eq!(answer["rows"].as_array().unwrap().len(), 20);
    let dash = site.get("/api/v1/cities/compare?indicator=future-burden-ratio&city=271004").await.json();
    assert_eq!((&dash["city"]["value"], dash["city"]["shown"].as_str()), (&serde_json::Value::Null, Some("−")));
    let listed = site.get("/api/v1/cities/indicators").await.json();
    let keys: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect();
    assert!(keys.contains(&"ordinary-balance-ratio") && keys.contains(&"projected-population"), "{keys:?}");
    for (query, status, code) in [
        ("indicator=x", 400, "AP-055"),
        ("group=x", 400, "AP-056"),
        ("city=x", 404, "AP-057"),
        ("year=x", 400, "AP-058"),
        ("from=x", 400, "AP-059"),
        ("year=2021&year=2023", 400, "AP-006"),
    ] {
        let answer = site.get(&format!("/api/v1/cities/compare?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (status, Some(code)), "{query}");
    }
}

#[tokio::test]
async fn machines_get_two_indicators_the_years_and_the_people() {
    let site = Site::empty().await;
    let cross = site.get("/api/v1/cities/cross?year=2021").await.json();
    assert_eq!((cross["year"].as_i64(), cross["group"]["members"].as_i64()), (Some(2021), Some(20)));
    assert_eq!(cross["rows"].as_array().unwrap().len(), 20);
    let own = &cross["city"];
    assert_eq!((own["code"].as_str(), own["name"].as_str()), (Some("401005"), Some("北九州市")));
    let groups = cross["quadrants"].as_array().unwrap();
    let keys: Vec<&str> = groups.iter().map(|group| group["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["both-good", "x-good", "y-good", "both-bad"]);
    let placed: usize = groups.iter().map(|group| group["cities"].as_array().unwrap().len()).sum();
    assert_eq!(Some(placed as u64), cross["group"]["with_figure"].as_u64(), "each city with both is in one group");
    let of_own = groups.iter().find(|group| group["key"] == own["quadrant"]).unwrap();
    assert!(of_own["cities"].as_array().unwrap().iter().any(|city| city["code"] == "401005"), "{of_own}");
    // The same as one by one.
    for (axis, indicator) in [("x", "real-debt-service-ratio"), ("y", "future-burden-ratio")] {
        let path = format!("/api/v1/cities/compare?indicator={indicator}&year=2021");
        let alone = site.get(&path).await.json();
        assert_eq!(cross[axis]["indicator"]["key"], indicator);
        assert_eq!(own[axis]["shown"], alone["city"]["shown"], "{axis}");
        assert_eq!(cross[axis]["average"], alone["averages"]["published"], "{axis}");
    }
    let dash = site.get("/api/v1/cities/cross?year=2021&city=271004").await.json();
    assert_eq!((&dash["city"]["y"]["value"], dash["city"]["y"]["shown"].as_str()), (&json!(null), Some("−")));

    let trend = site.get("/api/v1/cities/trend?with=401307&with=271004&with=401307").await.json();
    let codes: Vec<Option<&str>> =
        trend["lines"].as_array().unwrap().iter().map(|line| line["code"].as_str()).collect();
    assert_eq!(codes, [Some("401005"), Some("401307"), Some("271004"), None], "each once, the average last");
    let years: Vec<i64> =
        trend["years"].as_array().unwrap().iter().map(|year| year["year"].as_i64().unwrap()).collect();
    let at = |year: i64| years.iter().position(|known| *known == year).unwrap();
    for line in trend["lines"].as_array().unwrap() {
        assert_eq!(line["figures"].as_array().unwrap().len(), years.len());
    }
    assert_eq!(trend["lines"][0]["figures"][at(2021)]["value"], "96.3");
    assert_eq!(trend["lines"][3]["figures"][at(2021)]["value"], "92.7");
    assert_eq!(trend["lines"][1]["figures"][at(2022)], json!({ "value": null, "shown": null }), "a gap stays a gap");
    let unknown = site.get("/api/v1/cities/trend?indicator=bonds-per-citizen").await;
    assert_eq!((unknown.status, unknown.json()["years"].clone()), (StatusCode::OK, json!([])));

    let people = site.get("/api/v1/population?balance=6000").await.json();
    assert_eq!((people["city"]["code"].as_str(), people["is_imported"].as_bool()), (Some("401005"), Some(false)));
    let (points, balances) = (people["points"].as_array().unwrap(), people["balances"].as_array().unwrap());
    assert!(points.iter().all(|point| point["people"].as_i64().unwrap() > 0) && !points.is_empty());
    let asked = balances.iter().find(|balance| balance["basis"] == "asked").unwrap();
    assert_eq!(asked["amount_yen"].as_i64(), Some(600_000_000_000));
    for (point, each) in points.iter().zip(asked["each"].as_array().unwrap()) {
        assert_eq!(point["year"], each["year"]);
        let (people, each) = (point["people"].as_f64().unwrap(), each["each_yen"].as_f64().unwrap());
        assert!((600_000_000_000.0 / people - each).abs() <= 1.0, "{people} {each}");
    }
    assert!(balances.iter().any(|balance| balance["basis"] == "plan"));
    let other = site.get("/api/v1/population?city=401307").await.json();
    assert_eq!(other["balances"], json!([]), "the plan's balance belongs to its own city");
}

/// The pages with the published files taken in; skipped, and said so, where these are absent.
#[tokio::test]
async fn the_pages_hold_the_published_files_of_the_whole_country() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if !data.join("settlement-cards-2023").exists() {
        println!("skipped: the published files are not here ({})", data.display());
        return;
    }
    let site = Site::empty().await;
    let year = app::FiscalYear::new(2023).ok();
    for (file, what) in [
        ("municipality-codes/localgovjp-utf8.csv", CityFile::Municipalities),
        ("fiscal-indicators-2023/市町村財政資料.csv", CityFile::Indicators(year)),
        ("settlement-cards-2023/municipalities.csv", CityFile::Cards(CityFile::DEFAULT_CARDS.into(), year)),
        ("population-projection-2023/municipalities.csv", CityFile::Population),
    ] {
        let operator = app::Actor::operator("tester");
        site.app.import_city_files(&operator, &[data.join(file)], &what, app::ImportMode::Commit).await.unwrap();
    }
    for path in [
        "/cities?group=municipalities",
        "/cities?indicator=bonds-per-citizen&group=prefecture-40",
        "/cities?indicator=projected-population&group=prefecture-40&city=402028",
        "/cities/cross?x=tax-per-citizen&y=bonds-per-citizen&group=prefecture-40",
        "/cities/cross?x=construction-per-citizen&y=bonds-per-citizen",
        "/cities/trend?indicator=bonds-per-citizen&with=402028",
        "/cities/401005",
        "/cities/402028",
        "/cities/statements",
        "/population",
        "/population?city=402028",
    ] {
        site.page(path).await;
        let english = site.page(&format!("/en{path}")).await;
        assert_eq!(english.japanese_in_english(), Vec::<String>::new(), "/en{path}");
    }
    let country = site.page("/cities?group=municipalities").await;
    let rows = country.elements("tr").count();
    assert!(rows < 50, "only the ends and the neighbours stand in the page: {rows}");
    assert!(country.by_class("is-own")[0].contains("北九州市97.1"), "{:?}", country.by_class("is-own"));
    assert!(country.texts(|name, _| name == "td").iter().any(|cell| cell.contains("団体を省略")));
    let csv = site.get("/cities/ranking.csv?group=municipalities").await.text();
    assert!(csv.lines().count() > 1_741, "{}", csv.lines().count());
    let bonds = site.page("/cities?indicator=bonds-per-citizen").await;
    assert!(notice(&bonds).contains("1,094,999円で、政令指定都市20市のうち高い方から1番目"), "{}", notice(&bonds));
    let cross =
        site.get("/api/v1/cities/cross?x=tax-per-citizen&y=bonds-per-citizen&group=municipalities").await.json();
    assert!(cross["rows"].as_array().unwrap().len() > 1_700, "{}", cross["group"]);
    let projected = site.get("/api/v1/population").await.json();
    assert_eq!((projected["is_imported"].as_bool(), projected["peers"].as_array().unwrap().len()), (Some(true), 20));
    assert_eq!(projected["points"].as_array().unwrap().last().unwrap()["people"].as_i64(), Some(728_898));
    let people = site.page("/population").await;
    assert!(people.by_class("is-own")[0].contains("北九州市"), "{:?}", people.by_class("is-own"));
    let text = people.texts(|name, _| name == "main")[0].clone();
    assert!(text.contains("728,898") && text.contains("281,862") && text.contains("992,731"), "{text}");
}

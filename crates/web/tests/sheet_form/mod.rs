//! The form of a review sheet as a browser without a script sends it.

use app::review::{CalendarDays, NewCycle};
use app::{Actor, FiscalYear, ProgramQuery};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use reform::workflow::Rules;
use web::Trust;

use super::support::people::User;
use super::support::{self, Answer, Page, Site, encode};

/// A site with people and a review that is open today; the address of the sheet of program 0101.
pub async fn reviewed() -> (Site, String) {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    let today = site.app.today();
    let (calendar_year, month, _) = today.parts();
    let year = FiscalYear::new(if month < 4 { calendar_year - 1 } else { calendar_year }).unwrap();
    let new = NewCycle {
        year,
        source_year: FiscalYear::new(2024).unwrap(),
        calendar: CalendarDays { open: today, due: [today; 6], freeze: None },
        rules: Rules::default(),
    };
    site.app.open_review_cycle(&Actor::operator("tester"), new).await.unwrap();
    let listed = site.app.list_programs(&Actor::visitor(), &ProgramQuery::default()).await.unwrap();
    let program = listed.rows.iter().find(|row| row.external_id == "0101").unwrap().id;
    let address = format!("/reviews/{}/sheets/{program}", year.start());
    (site, address)
}

/// The form as a browser without a script would send it, with some fields written anew.
pub async fn filled(
    user: &User<'_>,
    address: &str,
    texts: &[(&str, &str)],
    more: &[(&str, &str)],
) -> Vec<(String, String)> {
    let page = user.page(address).await;
    let mut pairs = successful(&page);
    for (name, text) in texts {
        let name = format!("f.{name}");
        assert!(pairs.iter().any(|(known, _)| *known == name) || name.contains("recurring"), "no control {name}");
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, (*text).to_owned()));
    }
    pairs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    pairs
}

/// What a browser sends of the sheet's form: texts, choices, hidden fields, no buttons.
pub fn successful(page: &Page) -> Vec<(String, String)> {
    use support::html::Piece;
    let mut pairs = Vec::new();
    // Name and text of the select and the textarea that is open.
    let mut select: Option<(String, String)> = None;
    let mut area: Option<(String, String)> = None;
    let mut in_template = 0;
    for piece in &page.pieces {
        match piece {
            Piece::Open { name, .. } if name == "template" => in_template += 1,
            Piece::Close(name) if name == "template" => in_template -= 1,
            _ if in_template > 0 => {}
            Piece::Open { name, attributes, .. } => {
                let Some(field) = attributes.get("name").cloned() else {
                    if name == "option" && attributes.contains_key("selected") {
                        select = select.map(|(field, _)| (field, attributes["value"].clone()));
                    }
                    continue;
                };
                let value = attributes.get("value").cloned().unwrap_or_default();
                match (name.as_str(), attributes.get("type").map_or("", String::as_str)) {
                    ("input", "radio" | "checkbox") if attributes.contains_key("checked") => pairs.push((field, value)),
                    ("input", "radio" | "checkbox" | "file") => {}
                    ("input", _) => pairs.push((field, value)),
                    ("select", _) => select = Some((field, String::new())),
                    ("textarea", _) => area = Some((field, String::new())),
                    _ => {}
                }
            }
            Piece::Text(text) => {
                if let Some((_, value)) = &mut area {
                    value.push_str(text.strip_prefix('\n').unwrap_or(text));
                }
            }
            Piece::Close(name) if name == "select" => pairs.extend(select.take()),
            Piece::Close(name) if name == "textarea" => pairs.extend(area.take()),
            Piece::Close(_) => {}
        }
    }
    pairs
}

pub async fn as_visitor(site: &Site, path: &str) -> Answer {
    let request = support::request(Method::GET, path).body(Body::empty()).unwrap();
    support::send(&site.seen_with(Trust::Nobody), request).await
}

pub async fn send(user: &User<'_>, address: &str, pairs: &[(String, String)]) -> Answer {
    let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    user.post_form(address, &body.join("&")).await
}

pub async fn save(user: &User<'_>, address: &str, texts: &[(&str, &str)]) -> Answer {
    let pairs = filled(user, address, texts, &[("save", "1")]).await;
    send(user, address, &pairs).await
}

pub fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header(header::LOCATION)
}

/// The text that stands in a control of the page.
pub fn text_of(page: &Page, field: &str) -> String {
    let name = format!("f.{field}");
    successful(page).into_iter().find(|(known, _)| *known == name).map(|(_, text)| text).unwrap_or_default()
}

pub async fn fill_in_completely(user: &User<'_>, address: &str) {
    let checks = ["needs-and-times", "cost-effectiveness", "overlap", "level-and-scope", "digital", "public-private"];
    let mut texts: Vec<(String, &str)> = Vec::new();
    for check in checks {
        texts.push((format!("check.{check}.judgement"), "adequate"));
        texts.push((format!("check.{check}.reason"), "そう考える理由"));
        texts.push((format!("check.{check}.evidence"), "市民意識調査"));
    }
    texts.push(("direction".into(), "continue"));
    texts.push(("direction-reason".into(), "続ける理由"));
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let pairs = filled(user, address, &texts, &[]).await;
    // An indicator of what changes, with a target to come; those carried over are completed or cleared.
    let next = FiscalYear::new(address.split('/').nth(2).unwrap().parse().unwrap()).unwrap().start() + 2;
    let mut pairs: Vec<(String, String)> = pairs.into_iter().filter(|(name, _)| !name.starts_with("f.kpi.")).collect();
    for (part, text) in [
        ("name", "訓練に参加した世帯の割合"),
        ("level", "outcome-initial"),
        ("unit", "％"),
        ("direction", "increase"),
        ("target", "30"),
        ("target-year", &next.to_string()),
        ("this-target", "20"),
        ("actual", "１９．４"),
        ("evaluation", "少し届かなかった"),
    ] {
        pairs.push((format!("f.kpi.k1.{part}"), text.to_owned()));
    }
    let answer = send(user, address, &pairs).await;
    assert!(location(&answer).ends_with("?done=save"));
}

pub fn text_in(page: &Page, name: &str) -> String {
    successful(page).into_iter().find(|(known, _)| known == name).map(|(_, text)| text).unwrap_or_default()
}

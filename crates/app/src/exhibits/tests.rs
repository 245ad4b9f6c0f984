use super::*;
use reform::plan::ExhibitData;

async fn app(folder: &std::path::Path) -> App {
    App::open(&format!("sqlite:{}", folder.join("t.sqlite").display()), None).await.unwrap()
}

async fn draw(app: &App, id: &str, lang: Lang) -> DrawnExhibit {
    let actor = Actor::visitor();
    let exhibit = app.exhibit(&actor, id).unwrap().clone();
    app.draw_exhibit(&actor, &exhibit, lang).await.unwrap().expect("it is drawn here")
}

#[tokio::test]
async fn a_fresh_installation_draws_the_ratios_the_plan_shows() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let drawn = draw(&app, "figure-1-9", Lang::Ja).await;
    assert_eq!(drawn.gaps, [], "nothing is missing");
    let chart = drawn.chart.clone().unwrap();
    assert!(chart.title.contains("令和3年度") && chart.description.contains("96.3"), "{}", chart.description);
    assert!(chart.description.contains("北九州市は96.3％で高い方から3番目"), "{}", chart.description);
    assert_eq!(chart.table.rows.len(), 21, "twenty cities and the average");
    let csv = String::from_utf8(drawn.chart_csv("figure-1-9", Lang::Ja).unwrap()).unwrap();
    assert!(csv.contains("北九州市,96.3,公表値"), "{csv}");

    let cross = draw(&app, "figure-1-14", Lang::En).await;
    let chart = cross.chart.unwrap();
    assert!(
        chart.title.contains("FY2022") || cross.gaps[0].text.contains("FY2022"),
        "{} {:?}",
        chart.title,
        cross.gaps
    );
    assert!(chart.description_en.contains("20 dots"), "{}", chart.description_en);
}

#[tokio::test]
async fn what_was_not_imported_is_named_with_its_command() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let drawn = draw(&app, "figure-2-2", Lang::Ja).await;
    assert!(drawn.chart.is_none() && drawn.chart_csv("figure-2-2", Lang::Ja).is_err());
    let [gap] = drawn.gaps.as_slice() else { panic!("{:?}", drawn.gaps) };
    for words in ["令和元年度（2019）・令和2年度（2020）・令和3年度（2021）", "普通建設事業費", "決算カード"]
    {
        assert!(gap.text.contains(words), "{}", gap.text);
    }
    assert_eq!(gap.command, "henkaku import cards --year 2019 FILE");
    let cross = draw(&app, "figure-1-13", Lang::Ja).await;
    assert_eq!((cross.chart.is_none(), cross.gaps.len()), (true, 2), "{:?}", cross.gaps);
}

#[tokio::test]
async fn the_bonds_end_at_the_plans_two_balances() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let drawn = draw(&app, "figure-2-3", Lang::Ja).await;
    let chart = drawn.chart.unwrap();
    assert_eq!(chart.table.rows.len(), 31);
    let last: Vec<String> = chart.table.rows[30].iter().map(publish::table::Cell::shown).collect();
    assert_eq!(last, ["R35", "7,236", "6,572"]);
    assert_eq!(
        drawn.facts,
        [
            "投資的経費 年620億円のとき、30年後の残高は、計画では7,236億円、この試算では7,236億円。",
            "投資的経費 年560億円のとき、30年後の残高は、計画では6,572億円、この試算では6,572億円。",
        ]
    );
    assert!(drawn.gaps[0].text.contains("仮定") && !drawn.assumptions.is_empty());
}

#[tokio::test]
async fn the_outlook_stands_line_by_line_and_meets_the_plans_fund() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let drawn = draw(&app, "table-1-2", Lang::Ja).await;
    assert_eq!(drawn.facts, ["R10末の基金は、計画では216億円、この試算では216億円（改善効果がないときは▲34億円）。"]);
    let table = &drawn.tables[0];
    let shown = |name: &str| -> Vec<String> {
        let row = table.rows.iter().find(|row| row[0].shown() == name).unwrap_or_else(|| panic!("{name}"));
        row.iter().skip(1).map(publish::table::Cell::shown).collect()
    };
    assert_eq!(table.header.len(), 8, "the line, six years and the basis");
    assert_eq!(shown("改善効果額"), ["―", "50.0", "50.0", "50.0", "50.0", "50.0", "仮定"]);
    assert_eq!(shown("基金の残高（年度末）")[0], "376.0");
    assert!(shown("収支差額（改善効果の前）").len() == 7 && table.rows.len() > 15);
    assert!(drawn.chart.unwrap().description.contains("（例示）"));
}

#[tokio::test]
async fn every_exhibit_is_drawn_or_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let actor = Actor::visitor();
    let exhibits = app.plan(&actor).unwrap().exhibits.clone();
    let states = app.exhibit_states(&actor).await.unwrap();
    assert_eq!(states.len(), exhibits.len());
    for (exhibit, state) in exhibits.iter().zip(states) {
        let drawn = app.draw_exhibit(&actor, exhibit, Lang::Ja).await.unwrap();
        let has_chart = drawn.as_ref().is_some_and(|drawn| drawn.chart.is_some());
        let told = match state {
            Some(ExhibitState::Here) => drawn.is_none_or(|drawn| drawn.chart.is_some()),
            Some(ExhibitState::OtherYear) => has_chart && drawn.is_some_and(|drawn| drawn.gaps.len() > 1),
            Some(ExhibitState::Absent) => drawn.is_some() && !has_chart,
            None => drawn.is_none(),
        };
        assert!(told, "{}: {state:?}", exhibit.id);
        for lang in [Lang::Ja, Lang::En] {
            match app.draw_exhibit(&actor, exhibit, lang).await.unwrap() {
                Some(drawn) => assert!(drawn.chart.is_some() || !drawn.gaps.is_empty(), "{}", exhibit.id),
                None => {
                    assert!(exhibit.missing.is_some() || exhibit.shows == ExhibitData::Population, "{}", exhibit.id)
                }
            }
        }
    }
    assert!(matches!(app.exhibit(&actor, "figure-9-9"), Err(AppError::NotFound { what: "exhibit", .. })));
}

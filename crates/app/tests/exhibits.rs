//! An exhibit whose figures were imported: another year stands in, and three years make the mean the plan shows.

use crate::support;

use app::chart::{Cell, Lang};
use app::exhibits::{DrawnExhibit, ExhibitState};
use app::{Actor, CityFile, FiscalYear, ImportMode};
use support::{Fresh, on_each_database, operator};

const MAPPING: &str = "name = \"small\"\nkind = \"settlement-cards\"\ntitle_ja = \"小\"\ntitle_en = \"Small\"
[city]\nprefecture_code = \"県\"\ncity_code = \"市\"\nprefecture = \"県名\"\nname = \"団体名\"
[[columns]]\nunit = \"千円\"\nblank = \"missing\"\n[columns.of]\nordinary-construction = \"普通建設\"
[[columns]]\nunit = \"\"\nblank = \"missing\"\n[columns.of]\npopulation = \"人口\"\n";

/// Ordinary construction in millions of yen of three cities; the people are 1,000 everywhere.
async fn import_year(fresh: &Fresh, year: i32, amounts: [&str; 3]) {
    let mapping = fresh.file("small.toml", MAPPING);
    let rows: String =
        [("40", "1005", "福岡県", "北九州市"), ("40", "1307", "福岡県", "福岡市"), ("27", "1004", "大阪府", "大阪市")]
            .iter()
            .zip(amounts)
            .map(|((prefecture, code, prefecture_name, name), amount)| {
                let zeros = if amount.is_empty() { "" } else { "000" };
                format!("{prefecture},{code},{prefecture_name},{name},{amount}{zeros},1000\n")
            })
            .collect();
    let cards = fresh.file(&format!("{year}.csv"), format!("県,市,県名,団体名,普通建設,人口\n{rows}"));
    let what = CityFile::Cards(mapping.display().to_string(), Some(FiscalYear::new(year).unwrap()));
    let report = fresh.app.import_city_files(&operator(), &[cards], &what, ImportMode::Commit).await.unwrap().remove(0);
    assert!(!report.is_unusable, "{:?}", report.problems);
}

async fn draw(fresh: &Fresh, id: &str) -> (ExhibitState, DrawnExhibit) {
    let actor = Actor::visitor();
    let exhibit = fresh.app.exhibit(&actor, id).unwrap().clone();
    let at = fresh.app.plan(&actor).unwrap().exhibits.iter().position(|exhibit| exhibit.id == id).unwrap();
    let states = fresh.app.exhibit_states(&actor).await.unwrap();
    let drawn = fresh.app.draw_exhibit(&actor, &exhibit, Lang::Ja).await.unwrap().unwrap();
    (states[at].unwrap(), drawn)
}

fn rows(drawn: &DrawnExhibit) -> Vec<String> {
    let table = &drawn.tables[0];
    table.rows.iter().map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn one_year_stands_in_until_three_make_the_mean() {
    on_each_database(async |fresh| {
        import_year(fresh, 2023, ["75", "60", "83"]).await;
        let (state, drawn) = draw(fresh, "figure-2-2").await;
        assert_eq!(state, ExhibitState::OtherYear);
        let texts: Vec<&str> = drawn.gaps.iter().map(|gap| gap.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "計画の図は令和3年度（2021）までの3か年の平均。3か年の値がそろわないため、令和5年度（2023）の1年だけの値を示す。",
                "足りないもの：令和元年度（2019）・令和2年度（2020）・令和3年度（2021）の市民一人当たり普通建設事業費。総務省「決算カード」（市町村別決算状況調）にある。",
            ]
        );
        assert!(drawn.chart.as_ref().unwrap().title.contains("令和5年度"));

        for (year, amounts) in [(2019, ["60", "50", "80"]), (2020, ["70", "", "90"]), (2021, ["81", "61", "100"])] {
            import_year(fresh, year, amounts).await;
        }
        let (state, drawn) = draw(fresh, "figure-2-2").await;
        assert_eq!((state, drawn.gaps.as_slice()), (ExhibitState::Here, &[][..]));
        let chart = drawn.chart.as_ref().unwrap();
        assert!(chart.title.contains("令和元年度（2019）〜令和3年度（2021）の3か年平均"), "{}", chart.title);
        // 70,333 = (60,000 + 70,000 + 81,000) ÷ 3; a city without a figure in one year has no mean.
        let told = rows(&drawn);
        assert!(told.contains(&"北九州市 60,000 70,000 81,000 70,333".to_string()), "{told:?}");
        assert!(told.contains(&"福岡市 50,000 ― 61,000 ―".to_string()), "{told:?}");
        assert!(chart.description.contains("北九州市は70,333円で高い方から2番目"), "{}", chart.description);
    })
    .await;
}

//! Lists: search, filters, order, pages, facets and totals.

use crate::common;

use common::{Fresh, import, money, on_each_database, sheet, year};
use fiscal::{FiscalYear, Yen};
use reform::program::{BudgetLine, Direction, DirectionGiven, Funding, MoneyLine, ProgramSheet, StaffTime, Stage};
use store::{FundingSource, Kan, ProgramQuery, Sort};

/// The program numbers a query lists, in order.
async fn numbers(fresh: &Fresh, query: ProgramQuery) -> Vec<String> {
    let page = fresh.store.list_programs(&ProgramQuery { per_page: 1_000, ..query }).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.external_id).collect()
}

async fn search(fresh: &Fresh, text: &str) -> Vec<String> {
    numbers(fresh, ProgramQuery { text: text.into(), sort: Sort::ExternalId, ..Default::default() }).await
}

#[tokio::test]
async fn search_finds_parts_of_words_whatever_their_width() {
    on_each_database(async |fresh| {
        let mut sheets = vec![
            sheet("01", "ＤＸ推進事業", 1),
            sheet("02", "マイナンバーカード交付", 2),
            sheet("03", "防災訓練", 3),
            sheet("04", "災害時の防護", 4),
            sheet("05", "100%再エネ_計画", 5),
            sheet("06", "橋", 6),
        ];
        sheets[2].summary = "地域とともに".into();
        sheets[3].logic.intent = "公園を使う".into();
        sheets[5].department = vec!["建設局".into(), "道路課".into()];
        sheets[5].policy = vec!["交通".into()];
        import(&fresh.store, &sheets).await;
        for (text, found) in [
            ("防災", vec!["03"]),
            ("dx", vec!["01"]),
            ("ＤＸ　推進", vec!["01"]),
            ("推進 防災", vec![]),
            ("ﾏｲﾅﾝﾊﾞｰ", vec!["02"]),
            ("公園", vec!["04"]),
            ("ともに", vec!["03"]),
            ("橋", vec!["06"]),
            ("防", vec!["03", "04"]),
            ("災", vec!["03", "04"]),
            ("%", vec!["05"]),
            ("_", vec!["05"]),
            ("%再", vec!["05"]),
            ("0%", vec!["05"]),
            ("’; drop table program; --", vec![]),
            ("道路課", vec!["06"]),
            ("建設局 橋", vec!["06"]),
            ("交通", vec!["06"]),
            ("03", vec!["03"]),
            ("練地", vec![]),
            ("", vec!["01", "02", "03", "04", "05", "06"]),
            ("　", vec!["01", "02", "03", "04", "05", "06"]),
        ] {
            assert_eq!(search(fresh, text).await, found, "{text:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn three_characters_from_different_places_are_not_found() {
    on_each_database(async |fresh| {
        // 「子育て」 needs 子育 and 育て side by side; here they stand apart.
        import(&fresh.store, &[sheet("1", "子育と木育て", 1), sheet("2", "子育て支援", 2)]).await;
        assert_eq!(search(fresh, "子育て").await, ["2"]);
        assert_eq!(search(fresh, "子育").await, ["1", "2"]);
    })
    .await;
}

fn varied() -> Vec<ProgramSheet> {
    let mut sheets = vec![
        sheet("1", "い", 300),
        sheet("2", "あ", 100),
        sheet("3", "う", 200),
        sheet("4", "え", 200),
        sheet("5", "お", 0),
    ];
    sheets[0].department = vec!["建設局".into(), "道路課".into()];
    sheets[1].department = vec!["建設局".into()];
    sheets[2].budget_lines = vec![
        BudgetLine { account: "01".into(), kan: "08".into(), ..Default::default() },
        BudgetLine { account: "02".into(), kan: "03".into(), ..Default::default() },
    ];
    sheets[2].direction = Some(DirectionGiven { direction: Some(Direction::Reduce), words: "縮小".into() });
    sheets[3].direction = None;
    sheets[3].policy = vec!["安心".into(), "医療".into()];
    sheets[3].money[0].funding = Funding { bonds: Some(Yen(150)), general: Some(Yen(50)), ..Default::default() };
    sheets[3].money.push(money(2023, Stage::Settled, 180));
    sheets[3].staff.push(StaffTime { fiscal_year: year(2024), persons: None, hours: None, cost: Some(Yen(70)) });
    sheets[4].money.clear();
    sheets
}

#[tokio::test]
async fn filters_narrow_and_combine() {
    on_each_database(async |fresh| {
        import(&fresh.store, &varied()).await;
        let facets = fresh.store.program_facets(None).await.unwrap();
        let department = |name: &str| facets.departments.iter().find(|node| node.name == name).unwrap();
        let policy = facets.policies.iter().find(|node| node.name == "医療").unwrap().id;
        assert_eq!((department("建設局").programs, department("道路課").programs), (2, 1));
        assert_eq!((department("建設局").depth, department("道路課").parent), (0, Some(department("建設局").id)));
        let by = ProgramQuery { sort: Sort::ExternalId, ..Default::default() };
        for (query, found) in [
            (ProgramQuery { department: Some(department("建設局").id), ..by.clone() }, vec!["1", "2"]),
            (ProgramQuery { department: Some(department("道路課").id), ..by.clone() }, vec!["1"]),
            (ProgramQuery { department: Some(999), ..by.clone() }, vec![]),
            (ProgramQuery { policy: Some(policy), ..by.clone() }, vec!["4"]),
            (ProgramQuery { direction: Some(Direction::Reduce), ..by.clone() }, vec!["3"]),
            (ProgramQuery { funding: Some(FundingSource::Bonds), ..by.clone() }, vec!["4"]),
            (ProgramQuery { funding: Some(FundingSource::National), ..by.clone() }, vec!["1", "2", "3"]),
            (ProgramQuery { kan: Some("03".into()), ..by.clone() }, vec!["1", "2", "3", "4", "5"]),
            (ProgramQuery { kan: Some("03".into()), account: Some("02".into()), ..by.clone() }, vec!["3"]),
            (ProgramQuery { kan: Some("08".into()), account: Some("02".into()), ..by.clone() }, vec![]),
            (ProgramQuery { year: Some(year(2023)), ..by.clone() }, vec!["4"]),
            (ProgramQuery { year: Some(year(2024)), ..by.clone() }, vec!["1", "2", "3", "4", "5"]),
            (ProgramQuery { year: Some(year(1999)), ..by.clone() }, vec![]),
            (ProgramQuery { text: "建設局".into(), direction: Some(Direction::Reduce), ..by.clone() }, vec![]),
        ] {
            assert_eq!(numbers(fresh, query.clone()).await, found, "{query:?}");
        }
        let years: Vec<(FiscalYear, i64)> = facets.years.iter().map(|facet| (facet.value, facet.programs)).collect();
        assert_eq!(years, [(year(2023), 1), (year(2024), 5)]);
        let kan = |account: &str, kan: &str| Kan { account: account.into(), kan: kan.into() };
        let kans: Vec<(Kan, i64)> = facets.kans.iter().map(|facet| (facet.value.clone(), facet.programs)).collect();
        assert_eq!(kans, [(kan("01", "03"), 4), (kan("01", "08"), 1), (kan("02", "03"), 1)]);
        assert_eq!(facets.directions.iter().map(|facet| facet.programs).collect::<Vec<_>>(), [1, 3, 1]);
    })
    .await;
}

#[tokio::test]
async fn every_order_is_total_and_amounts_not_stated_come_last() {
    on_each_database(async |fresh| {
        import(&fresh.store, &varied()).await;
        for (sort, descending, found) in [
            (Sort::Name, false, ["2", "1", "3", "4", "5"]),
            (Sort::Name, true, ["5", "4", "3", "1", "2"]),
            (Sort::Cost, false, ["2", "3", "4", "1", "5"]),
            (Sort::Cost, true, ["1", "4", "3", "2", "5"]),
            (Sort::GeneralFund, false, ["2", "4", "3", "1", "5"]),
            (Sort::Department, false, ["2", "1", "3", "4", "5"]),
            (Sort::ExternalId, true, ["5", "4", "3", "2", "1"]),
        ] {
            let listed = numbers(fresh, ProgramQuery { sort, descending, ..Default::default() }).await;
            // 一般財源 of 2 and 4 are both 50; the lower id comes first going up.
            assert_eq!(listed, found, "{sort:?} {descending}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_tells_its_year_its_change_and_its_full_cost() {
    on_each_database(async |fresh| {
        import(&fresh.store, &varied()).await;
        let page = fresh.store.list_programs(&ProgramQuery { text: "え".into(), ..Default::default() }).await.unwrap();
        let row = &page.rows[0];
        assert_eq!((row.fiscal_year, row.stage, row.cost), (year(2024), Some(Stage::Settled), Some(Yen(200))));
        assert_eq!((row.previous_cost, row.staff_cost), (Some(Yen(180)), Some(Yen(70))));
        assert_eq!((row.department.as_str(), row.direction), ("福祉局 › 総務課", None));
        assert_eq!((page.total_cost, row.funding.bonds), (Yen(200), Some(Yen(150))));
    })
    .await;
}

#[tokio::test]
async fn of_several_stages_the_furthest_is_shown() {
    on_each_database(async |fresh| {
        let mut one = sheet("1", "甲", 0);
        one.money = vec![
            money(2024, Stage::Supplementary, 1),
            money(2024, Stage::Requested, 2),
            money(2024, Stage::Initial, 3),
            money(2026, Stage::Requested, 9),
        ];
        let mut other = sheet("2", "乙", 0);
        other.money = vec![money(2022, Stage::Settled, 7), money(2023, Stage::Settled, 8)];
        import(&fresh.store, &[one, other]).await;
        let mut shown = Vec::new();
        let query = ProgramQuery { sort: Sort::ExternalId, ..Default::default() };
        fresh
            .store
            .export_programs(&query, |row| shown.push((row.fiscal_year.start(), row.stage, row.cost)))
            .await
            .unwrap();
        let expected = [(2024, Some(Stage::Initial), Some(Yen(3))), (2023, Some(Stage::Settled), Some(Yen(8)))];
        assert_eq!(shown, expected, "the year of the sheet, or the last year with an amount");
    })
    .await;
}

#[tokio::test]
async fn pages_put_together_are_the_whole_list() {
    on_each_database(async |fresh| {
        let sheets: Vec<ProgramSheet> = (0..257).map(|n| sheet(&format!("{n:03}"), "同じ名前", n % 5)).collect();
        import(&fresh.store, &sheets).await;
        for sort in Sort::ALL {
            for descending in [false, true] {
                let query = ProgramQuery { sort, descending, per_page: 20, ..Default::default() };
                let mut whole = Vec::new();
                fresh.store.export_programs(&query, |row| whole.push(row.id)).await.unwrap();
                let mut pages = Vec::new();
                for page in 1..=14 {
                    let page = fresh.store.list_programs(&ProgramQuery { page, ..query.clone() }).await.unwrap();
                    assert_eq!(page.total, 257);
                    pages.extend(page.rows.into_iter().map(|row| row.id));
                }
                assert_eq!(pages, whole);
                whole.sort_unstable();
                whole.dedup();
                assert_eq!(whole.len(), 257, "each program once");
            }
        }
        let far = ProgramQuery { page: i64::MAX, per_page: i64::MAX, ..Default::default() };
        assert_eq!(fresh.store.list_programs(&far).await.unwrap().rows, []);
        let odd = ProgramQuery { page: -3, per_page: 0, ..Default::default() };
        assert_eq!(fresh.store.list_programs(&odd).await.unwrap().rows.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn totals_add_up_over_years_kan_directions_and_departments() {
    on_each_database(async |fresh| {
        let mut sheets = varied();
        sheets[1].money[0] = MoneyLine { cost: Yen(120), ..sheets[1].money[0] };
        import(&fresh.store, &sheets).await;
        let totals = fresh.store.inventory_totals(&ProgramQuery::default()).await.unwrap();
        assert_eq!(totals.len(), 2);
        let of_2024 = totals[1];
        assert_eq!((of_2024.cost, of_2024.programs, of_2024.discrepancy), (Yen(820), 4, Yen(20)));
        assert_eq!((of_2024.funding.national, of_2024.funding.bonds), (Some(Yen(300)), Some(Yen(150))));
        assert_eq!((of_2024.funding.general, of_2024.funding.other), (Some(Yen(350)), None));
        let groups = fresh.store.totals_by_kan(Some(year(2024))).await.unwrap();
        let kans: Vec<(&str, Yen, i64)> =
            groups.by_kan.iter().map(|total| (total.group.kan.as_str(), total.cost, total.programs)).collect();
        assert_eq!(kans, [("03", Yen(620), 4), ("08", Yen(200), 1)]);
        let directions: Vec<(Option<Direction>, Yen)> =
            groups.by_direction.iter().map(|total| (total.group, total.cost)).collect();
        let expected = [(None, Yen(200)), (Some(Direction::Continue), Yen(420)), (Some(Direction::Reduce), Yen(200))];
        assert_eq!(directions, expected);
        let departments: Vec<(String, Yen)> = groups
            .by_department
            .iter()
            .map(|total| (total.group.clone().map_or(String::new(), |(_, name)| name), total.cost))
            .collect();
        assert_eq!(departments, [("建設局".to_owned(), Yen(420)), ("福祉局".to_owned(), Yen(400))]);
    })
    .await;
}

#[tokio::test]
async fn sums_beyond_64_bits_are_an_error_not_a_number() {
    on_each_database(async |fresh| {
        let mut sheets = vec![sheet("1", "甲", 0), sheet("2", "乙", 0)];
        for sheet in &mut sheets {
            sheet.money[0] = MoneyLine { cost: Yen(i64::MAX), funding: Funding::default(), ..sheet.money[0] };
        }
        import(&fresh.store, &sheets).await;
        let error = fresh.store.list_programs(&ProgramQuery::default()).await.unwrap_err();
        assert_eq!(error.kind().code, "ST-008");
    })
    .await;
}

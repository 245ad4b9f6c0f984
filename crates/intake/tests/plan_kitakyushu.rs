//! The city's own plan folder and the template read without a single remark, and hold what the plan says.

use std::fs;
use std::path::Path;

use fiscal::FiscalYear;
use intake::plan::{FILES, PlanReading, read_plan, template};
use reform::city::Group;
use reform::plan::{Basis, ExhibitData, FigureValue, Listing, Plan, Segment, TermFinder};

fn read_kitakyushu() -> PlanReading {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/kitakyushu");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).expect("plans/kitakyushu is part of the repository") {
        let path = entry.unwrap().path();
        files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
    }
    match read_plan(&files) {
        Ok(reading) => reading,
        Err(problems) => panic!("{problems:#?}"),
    }
}

fn yen(plan: &Plan, id: &str) -> i64 {
    match &plan.figure(id).unwrap_or_else(|| panic!("no figure {id}")).value {
        FigureValue::Money { amount, .. } => amount.0,
        other => panic!("{id} is not money: {other:?}"),
    }
}

#[test]
fn kitakyushu_reads_without_a_remark() {
    let reading = read_kitakyushu();
    assert_eq!(reading.warnings, []);
    let plan = reading.plan;
    assert_eq!((plan.principles.len(), plan.strategies.len(), plan.viewpoints.len()), (4, 3, 6));
    assert_eq!((plan.cluster_categories.len(), plan.clusters.len()), (9, 18));
    assert_eq!((plan.glossary.len(), plan.population.rows.len()), (43, 20));
    assert_eq!((plan.city.code.as_str(), plan.period.0.start(), plan.period.1.start()), ("401005", 2024, 2026));
    assert_eq!(plan.council.bodies[0].established.unwrap().to_string(), "2023-09-01");
}

#[test]
fn the_plans_money_is_exact_to_the_yen() {
    let plan = read_kitakyushu().plan;
    let oku = 100_000_000;
    for (id, expected) in [
        ("next-generation-frame", 330),
        ("next-generation-frame-r6", 111),
        ("investment-level", 620),
        ("investment-level-lower", 560),
        ("bond-balance-at-620", 7_236),
        ("bond-balance-at-560", 6_572),
        ("fund-balance-r10", 216),
        ("improvement-per-year", 50),
        ("facility-renewal-40-years", 12_040),
        ("facility-renewal-per-year", 301),
        ("gross-city-product", 38_000),
    ] {
        assert_eq!(yen(&plan, id), expected * oku, "{id}");
    }
    assert_eq!(yen(&plan, "general-account-r6"), 627_883_000_000);
    assert_eq!(yen(&plan, "facility-renewal-40-years") / 40, yen(&plan, "facility-renewal-per-year"));
    assert_eq!(plan.figure("facility-renewal-40-years").unwrap().value_ja(), "約1兆2,040億円");
    assert_eq!(plan.figure("net-migration-2022").unwrap().value_ja(), "▲48人");
}

#[test]
fn every_figure_is_published_and_says_where() {
    let plan = read_kitakyushu().plan;
    for figure in &plan.figures {
        assert_eq!(figure.basis, Basis::Published, "{}", figure.id);
        assert!(plan.document(&figure.source.document).is_some(), "{}", figure.id);
        let in_the_plan = figure.source.document == "plan";
        assert_eq!(figure.source.page.is_some(), in_the_plan, "{}: a page of the plan, 1 to 33", figure.id);
    }
    let population = plan.figure(&plan.city.population_figure).unwrap();
    assert_eq!(
        (population.value_ja().as_str(), population.as_of.to_string().as_str()),
        ("917,524人", "as of 2023-04-01")
    );
    let image_only: Vec<&str> =
        plan.cluster_categories.iter().filter(|c| c.listing == Listing::ImageOnly).map(|c| c.id.as_str()).collect();
    assert_eq!(image_only, ["policy"]);
    assert_eq!(plan.clusters_of("policy").count(), 0, "its list is an image, so nothing may be invented");
    assert_eq!((plan.council.meetings_listing, plan.council.meetings.len()), (Listing::ImageOnly, 0));
}

/// All 22 figures and tables, in the order of the plan's pages; each is drawn from data or says what is missing.
#[test]
fn every_exhibit_shows_its_data_or_says_what_is_missing() {
    let plan = read_kitakyushu().plan;
    assert_eq!(plan.exhibits.len(), 22);
    let pages: Vec<u32> = plan.exhibits.iter().map(|exhibit| exhibit.source.page.unwrap()).collect();
    assert!(pages.is_sorted(), "{pages:?}");
    let shown: Vec<(&str, ExhibitData, bool)> = plan
        .exhibits
        .iter()
        .filter(|exhibit| exhibit.shows != ExhibitData::NoValues)
        .map(|exhibit| (exhibit.number.ja.as_str(), exhibit.shows, exhibit.missing.is_some()))
        .collect();
    let group = Group::DesignatedCities;
    let fiscal = |year: i32| FiscalYear::new(year).unwrap();
    let ranking = |indicator: &'static str, mean_years: u8| ExhibitData::Ranking {
        indicator,
        group,
        year: fiscal(2021),
        mean_years,
    };
    let cross = |across: &'static str, upwards: &'static str, year: i32| ExhibitData::Cross {
        across,
        upwards,
        group,
        year: fiscal(year),
    };
    let expected = [
        ("表1-1", ExhibitData::Population, false),
        ("図1-9", ranking("ordinary-balance-ratio", 1), false),
        ("図1-10", ranking("bonds-per-citizen", 1), true),
        ("図1-11", ranking("tax-per-citizen", 1), false),
        ("図1-12", cross("fiscal-capacity-index", "ordinary-balance-ratio", 2021), false),
        ("図1-13", cross("tax-per-citizen", "bonds-per-citizen", 2021), false),
        ("図1-14", cross("real-debt-service-ratio", "future-burden-ratio", 2022), false),
        ("表1-2", ExhibitData::Outlook, true),
        ("図2-2", ranking("construction-per-citizen", 3), true),
        ("図2-3", ExhibitData::BondProjection, true),
        ("表3-1", ExhibitData::Clusters, true),
        ("図3-1", ExhibitData::Clusters, true),
        ("表4-1", ExhibitData::Council, true),
    ];
    assert_eq!(shown, expected);
    let figures_in = |id: &str| -> Vec<&str> {
        let exhibit = plan.exhibits.iter().find(|exhibit| exhibit.id == id).unwrap();
        plan.figures_in(exhibit).map(|figure| figure.id.as_str()).collect()
    };
    assert_eq!(figures_in("figure-2-1"), ["next-generation-frame", "next-generation-frame-r6"]);
    assert_eq!(figures_in("figure-1-8"), [""; 0], "the text gives no number for it");
    for figure in plan.figures.iter().filter(|figure| figure.source.document == "plan") {
        let Some(number) = &figure.source.exhibit else { continue };
        assert!(plan.exhibits.iter().any(|exhibit| exhibit.number.ja == *number), "{}: no exhibit {number}", figure.id);
    }
}

#[test]
fn the_figures_that_lead_are_the_plans_choice_or_its_first() {
    let mut plan = read_kitakyushu().plan;
    let ids = |plan: &Plan| -> Vec<String> { plan.headlines().iter().map(|figure| figure.id.clone()).collect() };
    let chosen = [
        "next-generation-frame",
        "next-generation-frame-r6",
        "fund-balance-r10",
        "bond-balance-at-560",
        "facility-renewal-40-years",
    ];
    assert_eq!(ids(&plan), chosen);
    plan.headline_figures.clear();
    let first: Vec<String> = plan.figures.iter().take(5).map(|figure| figure.id.clone()).collect();
    assert_eq!(ids(&plan), first);
}

/// What the outlook takes from the plan is what the plan's figures say, and its base year adds up as published.
#[test]
fn the_outlook_agrees_with_the_plan_and_the_settlement() {
    let plan = read_kitakyushu().plan;
    let outlook = plan.outlook.clone().unwrap();
    let oku = 100_000_000;
    assert_eq!(outlook.investment.value.0, yen(&plan, "investment-level"));
    assert_eq!(outlook.improvement.value.0, yen(&plan, "improvement-per-year"));
    assert_eq!(outlook.fund.point(outlook.fund.calibrate_to).unwrap().balance.value.0, yen(&plan, "fund-balance-r10"));
    let points: Vec<(String, i64, bool)> = outlook
        .fund
        .points
        .iter()
        .map(|point| (point.year.short(), point.balance.value.0 / oku, point.is_settled))
        .collect();
    let settled = [("R1", 259), ("R2", 251), ("R3", 327), ("R4", 363), ("R5", 376), ("R6", 344)];
    let mut expected: Vec<(String, i64, bool)> =
        settled.into_iter().map(|(year, balance)| (year.to_owned(), balance, true)).collect();
    expected.push(("R10".to_owned(), 216, false));
    assert_eq!(points, expected);
    // The settlement: 歳入 6,100, 歳出 6,070, each within the rounding of its parts.
    let (revenue, expenditure) = outlook.base_totals().unwrap();
    assert_eq!((outlook.revenue_total.value.0, outlook.expenditure_total.value.0), (6_100 * oku, 6_070 * oku));
    assert!(revenue.0.abs_diff(6_100 * oku) <= oku as u64, "{revenue}");
    assert_eq!(expenditure.0, 6_070 * oku);
    let sum = |keys: &[&str]| keys.iter().map(|key| outlook.line(key).unwrap().base.value.0).sum::<i64>();
    let rounded = |yen: i64| (yen + oku / 2) / oku;
    let taxes = ["individual-tax", "corporate-tax", "fixed-asset-tax", "city-planning-tax", "other-taxes"];
    assert_eq!(rounded(sum(&taxes)), 1_811, "市税");
    assert_eq!(rounded(sum(&["ordinary-allocation-tax", "special-allocation-tax"])), 750, "地方交付税");
    assert_eq!(sum(&["national-subsidies", "national-subsidies-works"]), 1_452 * oku, "国庫支出金");
    assert_eq!(sum(&["construction-bonds", "special-bonds"]), 499 * oku, "市債");
    assert_eq!(sum(&["miscellaneous", "loans-repaid"]), 534 * oku, "諸収入");
    assert_eq!(sum(&["maintenance", "other-expenditure"]), 164 * oku, "その他の歳出");
    let others = ["consumption-tax-grant", "transferred-taxes", "carried-over", "other-revenue", "fees"];
    assert_eq!(sum(&others), 733 * oku, "その他の歳入");
}

/// A rate, a division or an amount that no document prints is never told as published.
#[test]
fn what_the_outlook_makes_up_says_so() {
    let outlook = read_kitakyushu().plan.outlook.unwrap();
    for line in &outlook.lines {
        let is_published = matches!(line.base.ground.basis, Basis::Published | Basis::Read);
        assert_eq!(line.base.ground.source.is_some(), is_published, "{}", line.key);
        assert!(is_published || line.base.ground.note.is_some(), "{}", line.key);
        let is_of_the_plan = line.key == "investment";
        assert_eq!(line.rule_ground.basis == Basis::Published, is_of_the_plan, "{}", line.key);
    }
    assert_eq!(outlook.tax_growth_percent.ground.basis, Basis::Illustrative);
    assert_eq!(outlook.fund.line.ground.basis, Basis::Assumed);
}

/// Table 1-1: two columns follow from others, the aging rate does not.
#[test]
fn table_1_1_holds_its_golden_facts() {
    let table = read_kitakyushu().plan.population;
    assert!(table.ratio_mismatches().is_empty());
    assert!(table.average_mismatches().is_empty());
    let mut gaps: Vec<(String, u64, String)> = table
        .aging_rates_on_another_base()
        .iter()
        .map(|gap| (gap.row.name.ja.clone(), gap.computed_basis_points, gap.row.aging_rate_percent.to_string()))
        .collect();
    gaps.sort();
    let mut expected = [
        ("北九州市", 3158, "31"),
        ("仙台市", 2421, "25"),
        ("浜松市", 2885, "28"),
        ("京都市", 2724, "28"),
        ("堺市", 2853, "28"),
        ("岡山市", 2596, "27"),
    ]
    .map(|(city, computed, published)| (city.to_owned(), computed, published.to_owned()));
    expected.sort();
    assert_eq!(gaps, expected);
}

#[test]
fn the_glossary_is_sorted_by_page_and_explains_running_text() {
    let plan = read_kitakyushu().plan;
    let pages: Vec<u32> = plan.glossary.iter().map(|term| term.source.page.unwrap()).collect();
    assert!(pages.is_sorted(), "the order of the plan's own glossary");
    assert_eq!(plan.glossary.iter().filter(|term| term.statutory_note.is_some()).count(), 12);
    for term in &plan.glossary {
        assert!(term.reading.chars().all(|c| ('ぁ'..='ゖ').contains(&c) || c == 'ー'), "{}: {}", term.id, term.reading);
        assert!(term.definition.en.is_some() && term.definition.ja.ends_with('。'), "{}", term.id);
        let finder = TermFinder::new(&plan.glossary);
        let first = finder.segments(&term.marks[0]);
        assert!(matches!(first[..], [Segment::Term { term: found, .. }] if found.id == term.id), "{}", term.id);
    }
    let finder = TermFinder::new(&plan.glossary);
    let found: Vec<&str> = finder
        .segments("ＤＸの推進で、実質公債費比率と市債残高を見る。公債費も。")
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Term { term, .. } => Some(term.id.as_str()),
            Segment::Text(_) => None,
        })
        .collect();
    assert_eq!(found, ["dx", "real-debt-service-ratio", "municipal-bond", "debt-service"]);
}

#[test]
fn the_template_reads_without_a_remark() {
    let files: Vec<(String, String)> = template().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), FILES);
    let reading = read_plan(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(reading.warnings, []);
    assert!(reading.plan.figures.iter().all(|figure| figure.basis == Basis::Illustrative));
}

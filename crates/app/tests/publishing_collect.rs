//! What an edition holds: everything citizens may see, counted once, and of the rest only what is settled.
#![expect(clippy::print_stdout, reason = "how long it takes is told to whoever reads the log")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use app::{Actor, App, AppError, ImportMode};
use publish::edition::{Edition, items};

use crate::support::{PROGRAMS, on_each_database, operator};

/// The demonstration as `serve --demo` makes it.
pub async fn demonstration(app: &App) {
    assert!(app.load_demo_when_empty(&operator()).await.unwrap());
    app.load_demo_people_when_empty(&operator()).await.unwrap();
    app.load_demo_review_when_empty(&operator()).await.unwrap();
    app.load_demo_facilities_when_empty(&operator()).await.unwrap();
    app.load_demo_reform_when_empty(&operator()).await.unwrap();
}

async fn collected(app: &App) -> Edition {
    app.edition_as_it_stands(&operator()).await.unwrap()
}

#[tokio::test]
async fn the_demonstration_fills_every_part_and_money_is_counted_once() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        demonstration(app).await;
        let begun = Instant::now();
        let edition = collected(app).await;
        println!("collected {} programs in {:?}", edition.programs.len(), begun.elapsed());
        // Far above what it takes, also unoptimised on a busy machine: a question a program would take minutes.
        assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", begun.elapsed());

        every_part_is_there(&edition);
        the_discussion_is_there(&edition);
        the_city_hall_keeps_trying(&edition);
        ids_are_safe_and_unique(&edition);
        everything_made_up_says_so(&edition);
        money_is_that_of_the_inventory(app, &edition).await;
        assert_eq!(collected(app).await, edition, "the same things collected twice are the same edition");
    })
    .await;
}

fn every_part_is_there(edition: &Edition) {
    let about = &edition.about;
    assert_eq!((about.city.ja.as_str(), about.city_code.as_str()), ("北九州市", "401005"));
    assert!(about.residents.is_some_and(|people| people > 800_000) && about.residents_source.contains("p."));
    let plan = &edition.plan;
    assert!(plan.viewpoints.len() >= 6 && plan.figures.iter().filter(|figure| figure.is_headline).count() >= 3);
    assert!(plan.figures.iter().all(|figure| !figure.source.is_empty() && !figure.shown.ja.is_empty()));
    assert!(!plan.bodies.is_empty() && !edition.glossary.is_empty());
    assert_ne!(plan.meetings.is_empty(), plan.meetings_note.ja.is_empty(), "meetings, or why none are listed");
    assert!(edition.programs.len() > 50, "{}", edition.programs.len());
    let of = |pick: fn(&publish::edition::Program) -> bool| edition.programs.iter().filter(|one| pick(one)).count();
    assert!(of(|program| !program.money.is_empty()) > 50 && of(|program| !program.indicators.is_empty()) > 20);
    assert!(of(|program| program.review.as_ref().is_some_and(|review| !review.answers.is_empty())) > 0);
    assert!(edition.programs.iter().flat_map(|program| &program.indicators).any(|one| !one.standing.ja.is_empty()));

    let begun: Vec<_> = edition.clusters.iter().filter(|cluster| !cluster.members.is_empty()).collect();
    assert!(begun.len() > 3 && edition.clusters.len() > begun.len() && !edition.categories.is_empty());
    assert!(begun.iter().all(|cluster| edition.picture(&cluster.picture).is_some()));
    let investment = edition.cluster("public-investment-level").unwrap();
    assert!(!investment.issues.is_empty() && investment.decisions.len() == 1, "{investment:?}");
    assert!(!investment.decisions[0].decided_on.is_empty() && !investment.decisions[0].reason.is_empty());
    let model = investment.logic_model.as_ref().expect("the example's model was kept");
    assert!(model.nodes.len() > 20 && model.edges.len() > 20 && edition.picture(&model.picture).is_some());
    // Its analysis has been begun and no gate was closed: nothing of it is published.
    let fresh = edition.cluster("subsidies-review").unwrap();
    assert!(fresh.issues.is_empty() && fresh.decisions.is_empty() && fresh.logic_model.is_none());

    assert!(edition.roadmap.bars.len() > 20 && !edition.roadmap.pictures.is_empty());
    assert!(edition.roadmap.revisions.iter().any(|revision| !revision.changes.is_empty()));
    assert!(edition.frame.target_yen > 0 && edition.frame.secured_yen > 0 && !edition.frame.source.is_empty());
    for year in &edition.frame.by_year {
        assert_eq!(year.sources_yen, year.uses_yen, "a closed year balances");
    }
    assert!(edition.outlook.figures.len() >= 5 && edition.outlook.levers.len() == 2);
    assert!(!edition.outlook.assumptions.is_empty() && !edition.facilities.is_empty());
    let families: BTreeSet<&str> = edition.pictures.iter().map(|picture| picture.family.as_str()).collect();
    for family in ["outlook", "frame", "roadmap", "cluster", "logic-model", "cities", "facilities", "initiatives"] {
        assert!(families.contains(family), "{family} in {families:?}");
    }
}

fn the_discussion_is_there(edition: &Edition) {
    let council = edition.bodies.iter().find(|body| body.id == "promotion-council").unwrap();
    assert_eq!((council.members.len(), council.is_illustrative), (6, true));
    let headquarters = edition.bodies.iter().find(|body| body.id == "headquarters").unwrap();
    assert!(headquarters.members.is_empty(), "it never sat in public");
    // Of the three meetings of the demonstration one is still being prepared.
    let states: Vec<(&str, &str)> = edition.meetings.iter().map(|one| (one.id.as_str(), one.state.as_str())).collect();
    assert_eq!(states, [("promotion-council-2", "published"), ("promotion-council-1", "published")]);
    for meeting in &edition.meetings {
        assert!(meeting.is_illustrative && meeting.minutes.len() > 2 && !meeting.attendance.is_empty());
        assert!(meeting.online_link.is_empty() && !meeting.agenda.is_empty());
    }
    assert_eq!(edition.remarks.len(), 12);
    let confidential: Vec<_> = edition.remarks.iter().filter(|remark| remark.speaker == "委員").collect();
    assert_eq!(confidential.len(), 2);
    assert!(confidential.iter().all(|remark| remark.role.is_empty()));
    for remark in &edition.remarks {
        assert_eq!(remark.response.is_empty(), remark.is_open(), "{}", remark.id);
        assert!(!remark.subject.name.ja.is_empty() && remark.is_illustrative, "{}", remark.id);
        assert_eq!(remark.meeting.is_empty(), edition.meeting(&remark.meeting).is_none());
    }
    assert!(edition.remarks.iter().any(|remark| remark.outcome.as_ref().is_some_and(|one| one.version == Some(1))));
    let [open, done] = &edition.consultations[..] else { panic!("{:?}", edition.consultations) };
    assert_eq!((open.state.as_str(), open.comments, open.opinions.len()), ("open", None, 0));
    assert!(!open.how_to_send.is_empty() && !open.contact.is_empty());
    assert_eq!((done.state.as_str(), done.opinions.len()), ("published", 6));
    assert!(done.how_to_send.is_empty() && !done.published_on.is_empty());
    let counted: i64 = done.opinions.iter().map(|opinion| opinion.count).sum();
    assert_eq!(Some(counted), done.opinion_count, "nothing is hidden, so every opinion is told");
    assert_eq!(done.ways.iter().map(|way| way.comments).sum::<i64>(), done.comments.unwrap());
    assert_eq!(done.classes.iter().map(|class| class.count).sum::<i64>(), counted);
    assert_eq!(edition.explanations.len(), 1, "the other one is not public");
    assert!(edition.explanations[0].changed_at.as_ref().is_some_and(|at| at.id == "public-investment-level"));
}

fn the_city_hall_keeps_trying(edition: &Edition) {
    assert_eq!(edition.themes.themes.len(), 7);
    for theme in &edition.themes.themes {
        assert!(edition.initiatives.iter().any(|one| one.theme == theme.id), "{}", theme.id);
    }
    let kpis: Vec<_> = edition.initiatives.iter().flat_map(|one| &one.kpis).collect();
    assert!(kpis.iter().any(|kpi| !kpi.standing.ja.is_empty() && edition.picture(&kpi.picture).is_some()));
    for kpi in kpis {
        assert!(kpi.values.iter().all(|value| !value.basis.ja.is_empty()), "{}: how each value is known", kpi.id);
    }
    let paper = edition.initiatives.iter().flat_map(|one| &one.kpis).find(|kpi| kpi.id == "paper-sheets").unwrap();
    let recorded = paper.values.iter().find(|value| value.kind == "actual" && value.year == 2025).unwrap();
    assert_eq!((recorded.value.as_str(), recorded.basis.ja.as_str()), ("69", "例示"));
    let milestones: Vec<_> = edition.initiatives.iter().flat_map(|one| &one.milestones).collect();
    assert!(milestones.len() > 10 && milestones.iter().any(|bar| !bar.progress.ja.is_empty()));
    assert!(edition.initiatives.iter().all(|one| one.milestones.iter().all(|bar| bar.cluster == one.id)));
}

fn ids_are_safe_and_unique(edition: &Edition) {
    let cut = items(edition).expect("no two items have one key");
    assert!(cut.len() > edition.programs.len() + edition.pictures.len());
    let is_safe = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    assert!(edition.programs.iter().all(|program| is_safe(&program.id)));
    assert!(edition.clusters.iter().all(|cluster| is_safe(&cluster.id)));
    assert!(edition.facilities.iter().all(|facility| is_safe(&facility.id)));
    assert!(edition.meetings.iter().all(|meeting| is_safe(&meeting.id)));
    assert!(edition.consultations.iter().all(|consultation| is_safe(&consultation.id)));
    let mut inside = BTreeSet::new();
    for picture in &edition.pictures {
        assert!(picture.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", picture.id);
        for data in [&picture.ja, &picture.en] {
            assert!(data.svg.starts_with("<svg") && !data.title.is_empty() && !data.description.is_empty());
            assert!(!data.table.rows.is_empty() && !data.source.is_empty(), "{}: {data:?}", picture.id);
            for row in &data.table.rows {
                assert_eq!(row.len(), data.table.header.len(), "{}", picture.id);
            }
        }
        // Pictures of one language may stand on one page, wide and narrow together.
        for svg in [&picture.ja.svg, &picture.ja.svg_narrow] {
            for (at, mark) in svg.match_indices(" id=\"") {
                let id = svg[at + mark.len()..].split('"').next().unwrap();
                assert!(inside.insert(id.to_owned()), "{id} stands twice ({})", picture.id);
            }
        }
    }
}

fn everything_made_up_says_so(edition: &Edition) {
    assert!(edition.about.is_illustrative && edition.roadmap.is_illustrative && edition.frame.is_illustrative);
    assert!(edition.programs.iter().all(|program| program.is_illustrative));
    assert!(edition.facilities.iter().all(|facility| facility.is_illustrative));
    for cluster in edition.clusters.iter().filter(|cluster| !cluster.members.is_empty()) {
        assert!(cluster.is_illustrative, "{}", cluster.id);
        let picture = edition.picture(&cluster.picture).unwrap();
        assert_eq!((picture.basis.as_str(), picture.ja.description.contains("例示")), ("illustrative", true));
    }
    let of = |id: &str| edition.picture(id).map(|picture| picture.basis.as_str());
    assert_eq!(of("facilities-ages"), Some("illustrative"));
    assert!(
        edition
            .pictures
            .iter()
            .filter(|one| one.family == "outlook")
            .all(|one| one.basis != "published" || one.id.starts_with("outlook-ratio")),
        "a projection is no published figure"
    );
}

/// Σ programs = the inventory's totals; Σ clusters and what is in none = the same; Σ members = the cluster's money.
async fn money_is_that_of_the_inventory(app: &App, edition: &Edition) {
    let visitor = Actor::visitor();
    let list = app.cluster_list(&visitor, None).await.unwrap();
    assert!(!list.identity.is_empty());
    for row in &list.identity {
        let year = row.year.start();
        let clusters: Vec<_> =
            edition.clusters.iter().flat_map(|cluster| &cluster.money).filter(|money| money.year == year).collect();
        let sum = |pick: fn(&publish::edition::YearMoney) -> i64| clusters.iter().map(|money| pick(money)).sum::<i64>();
        assert_eq!(sum(|money| money.cost_yen), row.clusters.cost.0, "{year}");
        assert_eq!(sum(|money| money.general_yen), row.clusters.funding.general.unwrap_or_default().0, "{year}");
        assert_eq!(sum(|money| money.cost_yen) + row.outside.cost.0, row.inventory.cost.0, "{year}");
        let sources = sum(|money| {
            money.national_yen + money.prefectural_yen + money.bonds_yen + money.other_yen + money.general_yen
        });
        assert_eq!(sources + sum(|money| money.unexplained_yen), sum(|money| money.cost_yen), "{year}");
        // The furthest stage speaks for a year.
        let programs = edition
            .programs
            .iter()
            .filter_map(|program| program.money.iter().rfind(|money| money.year == year).map(|money| money.cost_yen));
        assert_eq!(programs.sum::<i64>(), row.inventory.cost.0, "{year}");
    }
    let shares: BTreeMap<(&str, &str), u32> = edition
        .programs
        .iter()
        .flat_map(|program| program.clusters.iter().map(|(id, share)| ((program.id.as_str(), id.as_str()), *share)))
        .collect();
    let members = edition.clusters.iter().flat_map(|cluster| cluster.members.iter().map(move |one| (cluster, one)));
    let mut count = 0;
    for (cluster, member) in members {
        assert_eq!(shares.get(&(member.program.as_str(), cluster.id.as_str())), Some(&member.share_bp));
        count += 1;
    }
    assert_eq!(count, shares.len());
    for money in edition.programs.iter().flat_map(|program| &program.money) {
        let sources = [money.national_yen, money.prefectural_yen, money.bonds_yen, money.other_yen, money.general_yen];
        if sources.iter().all(Option::is_some) {
            assert_eq!(sources.iter().flatten().sum::<i64>(), money.cost_yen, "{money:?}");
        }
    }
}

#[tokio::test]
async fn only_colleagues_see_what_nobody_approved() {
    on_each_database(async |fresh| {
        let refused = fresh.app.edition_as_it_stands(&Actor::visitor()).await;
        assert!(matches!(refused, Err(AppError::Denied(_))), "{refused:?}");
        let empty = collected(&fresh.app).await;
        assert!(empty.programs.is_empty() && empty.facilities.is_empty() && !empty.about.is_illustrative);
        assert!(!empty.plan.figures.is_empty() && !empty.outlook.levers.is_empty(), "the plan itself is public");
        assert!(empty.meetings.is_empty() && empty.remarks.is_empty() && !empty.initiatives.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_imported_program_is_published_as_its_latest_sheet_says_with_the_money_of_all_years() {
    on_each_database(async |fresh| {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let later =
            PROGRAMS.replace("令和6", "令和7").replace("防災訓練", "防災訓練（改）").replace("1200000", "1300000");
        fresh.import(later.replace("1000000", "1100000"), ImportMode::Commit).await;
        let edition = collected(&fresh.app).await;
        assert_eq!(edition.programs.len(), 3);
        let drill = edition.program("0101").unwrap();
        assert_eq!((drill.year, drill.name.as_str(), drill.is_illustrative), (2025, "防災訓練（改）", false));
        assert_eq!(drill.department, ["危機管理室", "防災課"]);
        let money: Vec<(i32, i64, Option<i64>)> =
            drill.money.iter().map(|money| (money.year, money.cost_yen, money.general_yen)).collect();
        assert_eq!(money, [(2024, 1_200_000, Some(1_000_000)), (2025, 1_300_000, Some(1_100_000))]);
        assert_eq!(drill.review.as_ref().map(|review| review.direction.as_str()), Some("expand"));
        let text: String = items(&edition).unwrap().into_iter().map(|item| item.body).collect();
        assert!(!text.contains("programs.csv"), "the name of an imported file is nobody's outside");
    })
    .await;
}

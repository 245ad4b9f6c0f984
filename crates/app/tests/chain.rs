//! The chain over the city's own plan: its baseline is that of the studies, and what decisions move is written beside the cases.

use crate::support;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use app::chain::Asked;
use app::parameters::Parameters;
use app::study::form::oku_text;
use app::study::{Given, debt, outlook, ratios};
use app::{Actor, App, FiscalYear, Yen};
use expect_test::expect_file;
use fiscal::money::round_to_oku;
use publish::chart::Lang;
use reform::chain::{Arithmetic, Chain, Figure, How, Scene, Source, Value};
use reform::decision::{Decision, DecisionId, Lever, Move};
use reform::effect::EffectStage;
use support::operator;
use tempfile::TempDir;

const OKU: i64 = 100_000_000;

async fn open() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    (App::open(&url, None).await.unwrap(), folder)
}

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn decision(number: i64, lever: Lever, first: i32, last: Option<i32>, yen: i64) -> Decision {
    let moved = Move { lever, first_year: year(first), last_year: last.map(year), yen_a_year: Yen(yen) };
    Decision {
        id: DecisionId::Option(number),
        title: format!("決定{number}"),
        cluster: None,
        is_decided: true,
        stage: EffectStage::Planned,
        is_illustrative: true,
        moves: vec![moved],
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/chain").join(name)
}

fn case(name: &str) -> Vec<Decision> {
    let text = std::fs::read_to_string(folder(name).join("decisions.txt")).unwrap();
    let read = |(at, line): (usize, &str)| {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let last = (parts[2] != "-").then(|| parts[2].parse().unwrap());
        let lever = Lever::from_word(parts[0]).unwrap();
        decision(at as i64 + 1, lever, parts[1].parse().unwrap(), last, parts[3].parse().unwrap())
    };
    text.lines().enumerate().map(read).collect()
}

fn money(scene: &Scene, figure: Figure, start: i32) -> i64 {
    scene.money(figure, year(start)).unwrap().0
}

/// Every figure that is moved and the most important others, year by year.
fn print(chain: &Chain) -> String {
    let scene = chain.decided().unwrap();
    let nothing = chain.scene(|_| false).unwrap();
    let plan_outlook = &chain.baseline().input.outlook;
    let mut out = String::new();
    let always = [Figure::Fund, Figure::Bonds, Figure::ServiceRatio, Figure::BurdenRatio];
    for figure in Figure::all(plan_outlook) {
        let (first, last) = chain.baseline().span(figure).unwrap();
        let years: Vec<FiscalYear> = (first.start().max(2024)..=last.start())
            .filter(|start| *start <= 2033 || *start == 2053)
            .map(year)
            .collect();
        let is_moved = years.iter().any(|when| scene.moved(figure, *when) != Yen::ZERO);
        if !is_moved && !always.contains(&figure) {
            continue;
        }
        writeln!(out, "\n{}", figure.name(plan_outlook).0).unwrap();
        for when in years {
            let shown = |scene: &Scene| app::chain::shown(scene.value(figure, when).unwrap(), Lang::Ja);
            let moved = if figure.is_ratio() { String::new() } else { scene.moved(figure, when).to_string() };
            let (base, value) = (shown(&nothing), shown(&scene));
            let row = format!("{:>4} {base:>22} {value:>22} {moved:>20}", when.short());
            writeln!(out, "{}", row.trim_end()).unwrap();
        }
    }
    writeln!(out, "\nR10年度末の基金の計算").unwrap();
    for (figure, when) in [(Figure::Fund, 2028), (Figure::Balance, 2028), (Figure::Improvement, 2028)] {
        let node = scene.node(figure, year(when)).unwrap().unwrap();
        let name = figure.name(plan_outlook).0;
        writeln!(out, "{name} = {}", app::chain::shown(node.value, Lang::Ja)).unwrap();
        for term in node.terms {
            let of = match term.source {
                Source::Figure(of, when) => format!("{} {}", when.short(), of.name(plan_outlook).0),
                Source::Decision(at) => chain.entries()[at].decision.title.clone(),
                Source::Leaf(leaf) => format!("{leaf:?}"),
            };
            writeln!(out, "  {:>20} {of}", term.amount.to_string()).unwrap();
        }
    }
    out
}

#[tokio::test]
async fn the_cases_come_out_as_written_beside_them() {
    let (app, _folder) = open().await;
    for name in ["nothing", "plan-improvement", "investment-560", "one-measure"] {
        let chain = app.chain_of(&operator(), case(name)).unwrap();
        expect_file![folder(name).join("figures.txt")].assert_eq(&print(&chain));
    }
}

#[tokio::test]
async fn the_plans_figures_are_met_exactly() {
    let (app, _folder) = open().await;
    let chain = |name: &str| app.chain_of(&operator(), case(name)).unwrap();
    let nothing = chain("nothing");
    let scene = nothing.decided().unwrap();
    assert_eq!(money(&scene, Figure::Fund, 2028), -34 * OKU, "改善効果なし: ▲34億円");
    assert_eq!(nothing.plan_fund(year(2028)), Some(Yen(216 * OKU)), "計画: 216億円");
    assert_eq!(round_to_oku(scene.money(Figure::Bonds, year(2053)).unwrap()), 7_236);
    assert_eq!(scene.first_shortfall(), Some(year(2028)));

    let planned = chain("plan-improvement");
    let scene = planned.decided().unwrap();
    for start in 2024..=2033 {
        assert_eq!(scene.money(Figure::Fund, year(start)), planned.plan_fund(year(start)), "{start}");
    }
    assert_eq!(money(&scene, Figure::Fund, 2028), 216 * OKU);
    assert_eq!(scene.moved(Figure::Bonds, year(2053)), Yen::ZERO);

    let lower = chain("investment-560");
    let scene = lower.decided().unwrap();
    assert_eq!(round_to_oku(scene.money(Figure::Bonds, year(2053)).unwrap()), 6_572, "計画: 560億円のとき");
    assert_eq!(round_to_oku(scene.moved(Figure::Bonds, year(2053))), -664);
    // 60億 less to build, of which 12億 were subsidies and 42.84億 bonds; so 5.16億 of general funds a year.
    let moved = |figure, start| scene.moved(figure, year(start)).0;
    assert_eq!(moved(Figure::Balance, 2024), 60 * OKU - 12 * OKU - 4_284_000_000);
    for start in 2024..=2033 {
        let built = -6_000_000_000 + 1_200_000_000 + 4_284_000_000;
        assert_eq!(moved(Figure::Balance, start), -built - moved(Figure::DebtService, start), "{start}");
        let before = if start == 2024 { 0 } else { moved(Figure::Fund, start - 1) };
        assert_eq!(moved(Figure::Fund, start), before + moved(Figure::Balance, start), "{start}");
    }

    let one = chain("one-measure");
    let scene = one.decided().unwrap();
    for (at, start) in (2026..=2033).enumerate() {
        let moved = |figure| scene.moved(figure, year(start)).0;
        assert_eq!(moved(Figure::Improvement), 1_234_567_890);
        assert_eq!(moved(Figure::Fund), 1_234_567_890 * (at as i64 + 1));
        assert_eq!(moved(Figure::BurdenNumerator), -1_234_567_890 * (at as i64 + 1));
        assert_eq!((moved(Figure::Balance), moved(Figure::DebtService), moved(Figure::ServiceNumerator)), (0, 0, 0));
    }
    assert_eq!(scene.moved(Figure::Fund, year(2025)), Yen::ZERO);
}

#[tokio::test]
async fn the_baseline_is_that_of_the_studies() {
    let (app, _folder) = open().await;
    let (plan, parameters) = (app::plan::load(None).unwrap(), Parameters::built_in().unwrap());
    let chain = app.chain_of(&operator(), Vec::new()).unwrap();
    let scene = chain.decided().unwrap();
    let given = |pairs: &[(&str, &str)]| Given::new(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())));
    let case = outlook::run(&plan, &parameters, &given(&[("years", "10")]), Lang::Ja).unwrap().scenario;
    for (at, fund) in case.fund.iter().enumerate() {
        let start = 2024 + at as i32;
        assert_eq!(money(&scene, Figure::Fund, start), case.without[at].closing.0, "{start}");
        assert_eq!(chain.plan_fund(year(start)), Some(fund.closing), "{start}");
        assert_eq!(money(&scene, Figure::DebtService, start), case.debt_service[at].0, "{start}");
    }
    let bonds = debt::work_out(&parameters, &Given::default(), None, Lang::Ja).unwrap().baseline;
    for told in &bonds.years {
        let at = |figure| scene.money(figure, told.year).unwrap();
        let (balance, service) = (at(Figure::Bonds), at(Figure::DebtService));
        assert_eq!((balance, service), (told.balance, told.debt_service), "{}", told.year);
        assert_eq!((at(Figure::Issued), at(Figure::Interest)), (told.issued, told.interest));
    }
    let run = ratios::run(&plan, &parameters, &Given::default(), Lang::Ja).unwrap();
    for told in &run.projection.unwrap().baseline {
        let Some(Value::Ratio(ratio)) = scene.value(Figure::ServiceRatio, told.year) else { panic!("{}", told.year) };
        assert_eq!((ratio.unrounded, ratio.figure), (told.finding.unrounded, told.finding.figure), "{}", told.year);
    }
    for (figure, of) in [
        (Figure::ServiceRatio, ratios::CityRatio::RealDebtService),
        (Figure::BurdenRatio, ratios::CityRatio::FutureBurden),
    ] {
        let settled = run.baseline.finding(of).unwrap();
        let Some(Value::Ratio(ratio)) = scene.value(figure, year(2023)) else { panic!("{figure:?}") };
        assert_eq!((ratio.unrounded, ratio.figure), (settled.unrounded, settled.figure), "{figure:?}");
    }
}

#[tokio::test]
async fn the_studies_run_with_the_investment_moved_agree_but_for_cut_yen() {
    let (app, _folder) = open().await;
    let (plan, parameters) = (app::plan::load(None).unwrap(), Parameters::built_in().unwrap());
    for investment in [0, 31_234_567_891, 56_000_000_000, 64_000_000_000] {
        let chain =
            app.chain_of(&operator(), vec![decision(1, Lever::Investment, 2024, None, investment - 62_000_000_000)]);
        let chain = chain.unwrap();
        let scene = chain.decided().unwrap();
        let pairs = [("years".to_owned(), "10".to_owned()), ("investment".to_owned(), oku_text(Yen(investment)))];
        let case = outlook::run(&plan, &parameters, &Given::new(pairs), Lang::Ja).unwrap().scenario;
        assert_eq!(case.inputs.investment, Yen(investment));
        for (at, fund) in case.without.iter().enumerate() {
            let off = money(&scene, Figure::Fund, 2024 + at as i32) - fund.closing.0;
            assert!(off.abs() <= 200, "{investment} {at}: {off} yen");
        }
        let given = Given::new([("investment".to_owned(), oku_text(Yen(investment)))]);
        let bonds = debt::work_out(&parameters, &given, None, Lang::Ja).unwrap().scenario;
        for told in &bonds.years {
            let off = scene.money(Figure::Bonds, told.year).unwrap().0 - told.balance.0;
            assert!(off.abs() <= 1_000, "{investment} {}: {off} yen", told.year);
        }
    }
}

#[tokio::test]
async fn every_figure_of_the_city_is_explained_down_to_what_is_given() {
    let (app, _folder) = open().await;
    let asked =
        Asked { amount: "12.3456789".into(), lever: "investment".into(), first: "R8".into(), ..Asked::default() };
    let city = app.chain(&operator(), asked).await.unwrap();
    assert_eq!(city.faults, []);
    let scene = city.scene().unwrap();
    for figure in Figure::all(&city.chain.baseline().input.outlook) {
        let (first, last) = city.chain.baseline().span(figure).unwrap();
        for when in (first.start()..=last.start()).map(year) {
            for lang in [Lang::Ja, Lang::En] {
                let told = app.explain(&city, &scene, (figure, when), 0, lang).unwrap().unwrap();
                assert!(!told.name.is_empty() && !told.rule.is_empty() && !told.shown.is_empty());
                let (mut sum, mut moved) = (0, 0);
                for term in &told.terms {
                    assert!(!term.name.is_empty(), "{figure:?} {when}");
                    assert!(
                        term.ground.as_ref().is_none_or(|(_, source)| !source.is_empty()),
                        "{figure:?} {}",
                        term.name
                    );
                    sum += term.amount.0;
                    moved += term.moved.0;
                }
                if let (Value::Money(amount), Some(of_it)) = (told.value, told.moved) {
                    assert_eq!((sum, moved), (amount.0, of_it.0), "{figure:?} {when}");
                }
            }
        }
    }
    let node = scene.node(Figure::ServiceRatio, year(2030)).unwrap().unwrap();
    assert_eq!((node.arithmetic, node.terms.len()), (Arithmetic::MeanOfPercents, 6));
    assert!(node.terms.iter().all(|term| term.how == How::Whole));
}

#[tokio::test]
async fn what_makes_no_sense_is_said_and_nothing_is_worked_out_from_it() {
    let (app, _folder) = open().await;
    let ask = async |pairs: &[(&str, &str)]| {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        app.chain(&operator(), Asked::of(&pairs)).await.unwrap()
    };
    for (pairs, key, code) in [
        (&[("without", "measure:2026:1:m1")][..], "without", "AP-280"),
        (&[("with", "option:77")], "with", "AP-280"),
        (&[("with", "nonsense")], "with", "AP-280"),
        (&[("with", "option:0")], "with", "AP-280"),
        (&[("amount", "十億")], "amount", "AP-281"),
        (&[("amount", "100001")], "amount", "AP-281"),
        (&[("first", "2027")], "amount", "AP-281"),
        (&[("amount", "1"), ("lever", "bonds")], "lever", "AP-282"),
        (&[("amount", "1"), ("first", "1999")], "first", "AP-283"),
        (&[("amount", "1"), ("last", "いつか")], "last", "AP-283"),
        (&[("amount", "1"), ("first", "2028"), ("last", "2027")], "last", "AP-284"),
        (&[("amount", "-620.1"), ("lever", "investment")], "amount", "AP-285"),
        (&[("year", "2099")], "year", "AP-283"),
    ] {
        let city = ask(pairs).await;
        let faults: Vec<(&str, &str)> = city.faults.iter().map(|fault| (fault.key, fault.kind.code)).collect();
        assert_eq!(faults, [(key, code)], "{pairs:?}");
        assert!(!city.what_if.is_asked(), "{pairs:?}");
        assert_eq!(city.year, year(2028));
    }
    let many: Vec<(String, String)> = (1..=201).map(|at| ("with".to_owned(), format!("option:{at}"))).collect();
    let city = app.chain(&operator(), Asked::of(&many)).await.unwrap();
    assert_eq!(city.faults.iter().map(|fault| fault.kind.code).collect::<BTreeSet<_>>(), BTreeSet::from(["AP-286"]));

    let city = ask(&[("amount", "▲６２０"), ("lever", "investment"), ("first", "令和8年度"), ("year", "R9")]).await;
    assert_eq!((city.faults.len(), city.year), (0, year(2027)));
    assert_eq!(city.scene().unwrap().money(Figure::Investment, year(2030)), Some(Yen::ZERO));
    assert_eq!(city.decided().unwrap().money(Figure::Investment, year(2030)), Some(Yen(620 * OKU)));
    let visitor = app.chain(&Actor::visitor(), Asked::default()).await.unwrap_err();
    assert_eq!(visitor.kind().code, "AP-001");
    assert!(app.decisions(&Actor::visitor()).await.is_err());
    assert!(app.chain_of(&Actor::visitor(), Vec::new()).is_err());
}

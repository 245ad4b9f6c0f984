//! The chain holds exactly: taking a decision away moves every figure by its effect, every sum adds up, and the engine run on
//! everything together comes to the same but for cut yen.

use std::collections::BTreeSet;
use std::sync::Arc;

use fiscal::debt::{Basis, Financing, Form, Legacy, Mix, Part, Terms, project_investment};
use fiscal::proportion::ratio_of;
use fiscal::soundness::future_burden_ratio::{Burden, FutureBurden, find_future_burden_ratio};
use fiscal::soundness::real_debt_service_ratio::{DebtServiceYear, carry_forward, find_series};
use fiscal::{FiscalYear, Quantity, Yen};
use proptest::prelude::*;
use reform::chain::{Arithmetic, Baseline, BaselineInput, Chain, ChainFault, Figure, Scene, Settled, Value};
use reform::decision::{Decision, DecisionId, Lever, Move};
use reform::effect::EffectStage;
use reform::plan::outlook::{
    Drivers, FundPoint, Grounded, LineRule, LineSide, OutlookFund, OutlookGround, OutlookLine, PlanOutlook,
    PopulationPoint,
};
use reform::plan::{Basis as Ground, Text};

const OUTLOOK_YEARS: usize = 6;
const BOND_YEARS: usize = 30;
const INVESTMENT: i64 = 62_000_000_000;

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn grounded<T>(value: T) -> Grounded<T> {
    let note = Some(Text::japanese("例示"));
    Grounded { value, ground: OutlookGround { basis: Ground::Illustrative, note, source: None } }
}

fn line(key: &str, side: LineSide, base: i64, rule: LineRule) -> OutlookLine {
    let rule_ground = grounded(()).ground;
    OutlookLine { key: key.into(), name: Text::japanese(key), side, base: grounded(Yen(base)), rule, rule_ground }
}

/// A small city with every rule by which a line can follow another.
fn outlook() -> PlanOutlook {
    let oku = |amount: i64| amount * 100_000_000;
    let tied = |to: &str| LineSide::TiedRevenue(vec![(to.to_owned(), Quantity::whole(100))]);
    let percent = Quantity::whole;
    let of = |key: &str| key.to_owned();
    let offset = LineRule::Offset { of: vec![of("tax")], share_percent: percent(75), adjustments: vec![Yen(oku(3))] };
    let lines = vec![
        line("tax", LineSide::GeneralRevenue, oku(1_800), LineRule::Growth(percent(1))),
        line("allocation-tax", LineSide::GeneralRevenue, oku(700), offset),
        line("subsidy", tied("works"), oku(134), LineRule::ShareOf { of: of("works"), share_percent: percent(20) }),
        line("bonds", tied("works"), oku(368), LineRule::Bonds),
        // Maintenance follows what is built, and fees follow maintenance of the year before.
        line(
            "fees",
            LineSide::GeneralRevenue,
            oku(5),
            LineRule::PriorYear { of: of("upkeep"), share_percent: percent(7) },
        ),
        line(
            "upkeep",
            LineSide::Expenditure,
            oku(79),
            LineRule::ShareOfChange { of: of("works"), share_percent: percent(3) },
        ),
        line("staff", LineSide::Expenditure, oku(1_700), LineRule::Growth(percent(1))),
        line("service", LineSide::Expenditure, oku(676), LineRule::DebtService),
        line("works", LineSide::Expenditure, oku(668), LineRule::Investment),
    ];
    let point =
        |start, balance| FundPoint { year: year(start), is_settled: start == 2023, balance: grounded(Yen(balance)) };
    PlanOutlook {
        base_year: year(2023),
        years: 5,
        note: Text::japanese("例示"),
        revenue_total: grounded(Yen(0)),
        expenditure_total: grounded(Yen(0)),
        lines,
        population: vec![
            PopulationPoint { year: year(2023), people: grounded(900_000) },
            PopulationPoint { year: year(2060), people: grounded(600_000) },
        ],
        tax_growth_percent: grounded(percent(1)),
        price_growth_percent: grounded(percent(1)),
        investment: grounded(Yen(INVESTMENT)),
        improvement: grounded(Yen(oku(50))),
        set_aside: grounded(Yen(oku(1))),
        standard_scale: grounded(Yen(1)),
        fund: OutlookFund {
            name: Text::japanese("基金"),
            points: vec![point(2023, oku(376)), point(2028, oku(216))],
            calibrate_to: year(2028),
            line: grounded(Yen(0)),
        },
    }
}

fn financing() -> Financing {
    let terms = |form, grace_years| Terms { form, years: 30, grace_years, annual_rate: 0.01 };
    let parts = vec![
        Part { share: 0.7, terms: terms(Form::EqualPrincipalHalfYearly, 0) },
        Part { share: 0.3, terms: terms(Form::LevelPayment, 3) },
    ];
    Financing { issue_ratio: 0.714, other_issues: Yen(2_416_000_000), mix: Mix::new(parts).unwrap(), basis: Basis::Net }
}

fn legacy() -> Legacy {
    let mix = financing().mix;
    Legacy::AgeDistributed { opening: Yen(723_600_000_000), mix, basis: Basis::Net, annual_rate: 0.01 }
}

fn drivers(investment: &[Yen]) -> Drivers {
    let path = project_investment(&legacy(), &financing(), investment).unwrap();
    Drivers {
        tax_growth: 0.01,
        price_growth: 0.01,
        investment: investment[..OUTLOOK_YEARS].to_vec(),
        bond_share: financing().issue_ratio,
        debt_service: path.years[..OUTLOOK_YEARS].iter().map(|year| year.debt_service().unwrap()).collect(),
        balancing: Default::default(),
    }
}

fn settled() -> Settled {
    let year = |paid: i64, need: i64, scale: i64| DebtServiceYear {
        a_debt_service: Yen(paid * 100_000_000),
        b_quasi_debt_service: Yen(7_700_000_000),
        b_fund_shortfall: Yen(123),
        c_tied_revenue: Yen(7_000_000_001),
        d_counted_in_need: Yen(need * 100_000_000),
        e_standard_scale: Yen(scale * 100_000_000),
    };
    let burden = FutureBurden {
        a_burden: Burden { bonds: Yen(1_008_758_183_000), retirement: Yen(60_000_000_000), ..Burden::default() },
        b_funds: Yen(100_000_000_000),
        c_tied_revenue: Yen(130_000_000_000),
        d_counted_in_need: Yen(650_800_000_000),
        e_standard_scale: Yen(287_600_000_000),
        f_counted_debt_service: Yen(44_000_000_000),
    };
    Settled { service: [year(668, 432, 2_850), year(660, 420, 2_830), year(680, 440, 2_876)], burden }
}

fn input() -> BaselineInput {
    let outlook = outlook();
    let path = outlook.project(&drivers(&[Yen(INVESTMENT); BOND_YEARS])).unwrap();
    BaselineInput {
        plan_improvement: vec![outlook.improvement.value; OUTLOOK_YEARS],
        set_aside: outlook.set_aside.value,
        fund_opening: Yen(37_600_000_000),
        outlook,
        path,
        legacy: legacy(),
        financing: financing(),
        bond_years: BOND_YEARS,
        settled: Some(settled()),
    }
}

fn baseline() -> Arc<Baseline> {
    Arc::new(Baseline::new(input()).unwrap())
}

fn decision(number: i64, moves: Vec<Move>) -> Decision {
    Decision {
        id: DecisionId::Option(number),
        title: format!("決定{number}"),
        cluster: None,
        is_decided: true,
        stage: EffectStage::Planned,
        is_illustrative: true,
        moves,
    }
}

prop_compose! {
    fn any_move()(
        is_investment in any::<bool>(), first in 2020..2045i32, lasts in prop::option::of(0..15i32),
        amount in -3_000_000_000..3_000_000_000i64,
    ) -> Move {
        Move {
            lever: if is_investment { Lever::Investment } else { Lever::GeneralFunds },
            first_year: year(first),
            last_year: lasts.map(|lasts| year(first + lasts)),
            yen_a_year: Yen(amount),
        }
    }
}

fn any_decisions() -> impl Strategy<Value = Vec<Decision>> {
    prop::collection::vec(prop::collection::vec(any_move(), 0..3), 0..8)
        .prop_map(|all| all.into_iter().enumerate().map(|(at, moves)| decision(at as i64 + 1, moves)).collect())
}

/// Every figure in every year it has.
fn nodes(chain: &Chain) -> Vec<(Figure, FiscalYear)> {
    let baseline = chain.baseline();
    let all = Figure::all(&baseline.input.outlook);
    all.into_iter()
        .flat_map(|figure| {
            let (first, last) = baseline.span(figure).unwrap();
            (first.start()..=last.start()).map(move |start| (figure, year(start)))
        })
        .collect()
}

fn money(scene: &Scene, figure: Figure, year: FiscalYear) -> i64 {
    scene.money(figure, year).unwrap().0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn taking_a_decision_away_moves_every_figure_by_exactly_its_effect(decisions in any_decisions(), taken in 0..8usize) {
        let chain = Chain::new(baseline(), decisions).unwrap();
        let decided = chain.decided().unwrap();
        let Some(entry) = chain.entries().get(taken) else { return Ok(()) };
        let without = chain.what_if(&BTreeSet::from([entry.decision.id.clone()]), &BTreeSet::new()).unwrap();
        // What the decision moves is worked out from itself alone.
        let alone = Chain::new(baseline(), vec![entry.decision.clone()]).unwrap();
        let only = alone.decided().unwrap();
        for (figure, when) in nodes(&chain) {
            if figure.is_ratio() {
                prop_assert_eq!(decided.money(figure, when), None);
                continue;
            }
            let effect = only.moved(figure, when).0;
            prop_assert_eq!(money(&decided, figure, when) - money(&without, figure, when), effect, "{:?} {}", figure, when);
            let sum: i64 = decided.contributions(figure, when).iter().map(|(_, amount)| amount.0).sum();
            let base = chain.baseline().money(figure, when).unwrap().0;
            prop_assert_eq!(base + sum, money(&decided, figure, when), "{:?} {}", figure, when);
        }
    }

    #[test]
    fn the_terms_of_every_figure_make_it(decisions in any_decisions()) {
        let chain = Chain::new(baseline(), decisions).unwrap();
        let scene = chain.decided().unwrap();
        for (figure, when) in nodes(&chain) {
            let node = scene.node(figure, when).unwrap().unwrap();
            for term in &node.terms {
                if let (reform::chain::Source::Figure(of, of_year), reform::chain::How::Whole) = (term.source, term.how) {
                    prop_assert_eq!(term.amount.0, money(&scene, of, of_year), "{:?} {} from {:?}", figure, when, of);
                }
            }
            let amounts: Vec<Yen> = node.terms.iter().map(|term| term.amount).collect();
            match (node.arithmetic, node.value) {
                (Arithmetic::Sum, Value::Money(amount)) => {
                    let sum = Yen::checked_sum(amounts).unwrap();
                    prop_assert_eq!(sum, amount, "{:?} {}: {:?}", figure, when, node.terms);
                }
                (_, Value::Ratio(ratio)) => {
                    let percents: Vec<f64> =
                        amounts.chunks(2).map(|pair| pair[0].0 as f64 / pair[1].0 as f64 * 100.0).collect();
                    let mean = percents.iter().sum::<f64>() / percents.len() as f64;
                    prop_assert!((mean - ratio.unrounded.to_f64()).abs() < 1e-9, "{:?} {}", figure, when);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn a_decision_and_its_opposite_leave_everything_as_it_was(moves in prop::collection::vec(any_move(), 0..4)) {
        let opposite = moves.iter().map(|moved| Move { yen_a_year: Yen(-moved.yen_a_year.0), ..*moved }).collect();
        let chain = Chain::new(baseline(), vec![decision(1, moves), decision(2, opposite)]).unwrap();
        let scene = chain.decided().unwrap();
        for (figure, when) in nodes(&chain) {
            prop_assert_eq!(scene.money(figure, when), chain.baseline().money(figure, when));
        }
    }

    /// The engine, given the investment of everything together, comes to the same: its bonds to less than a yen for each payment
    /// that it cuts (2 a year and issue, so 870 after thirty issues), and for each decision that was rounded by itself.
    #[test]
    fn the_engine_run_on_everything_together_agrees_but_for_cut_yen(decisions in any_decisions()) {
        let count = decisions.iter().filter(|decision| !decision.moves.is_empty()).count() as i64;
        let chain = Chain::new(baseline(), decisions).unwrap();
        let scene = chain.decided().unwrap();
        prop_assume!(scene.first_year_without_investment().is_none());
        let investment: Vec<Yen> =
            (1..=BOND_YEARS as i32).map(|at| scene.money(Figure::Investment, year(2023 + at)).unwrap()).collect();
        let bonds = project_investment(&legacy(), &financing(), &investment).unwrap();
        for (at, engine) in bonds.years.iter().enumerate() {
            let when = year(2024 + at as i32);
            let off = |figure, engine: Yen| (money(&scene, figure, when) - engine.0).abs();
            prop_assert!(off(Figure::Issued, engine.issued) <= count);
            prop_assert!(off(Figure::Bonds, engine.net().unwrap()) <= 1_800 + count);
            prop_assert!(off(Figure::DebtService, engine.debt_service().unwrap()) <= 300 + count);
        }
        let path = outlook().project(&drivers(&investment)).unwrap();
        let mut fund = 37_600_000_000;
        for engine in &path.years[1..] {
            let improved = money(&scene, Figure::Improvement, engine.year);
            fund += engine.balance.0 + improved + 100_000_000;
            prop_assert!((money(&scene, Figure::Balance, engine.year) - engine.balance.0).abs() <= 100 + 6 * count);
            prop_assert!((money(&scene, Figure::Fund, engine.year) - fund).abs() <= 600 + 36 * count);
        }
    }

    /// The ratios are those the forms give for the amounts moved, to the digit that is published or its neighbour.
    #[test]
    fn the_ratios_are_those_of_the_forms(decisions in any_decisions()) {
        let count = decisions.len() as i64 * 6 + 600;
        let chain = Chain::new(baseline(), decisions).unwrap();
        let scene = chain.decided().unwrap();
        let years: Vec<FiscalYear> = (1..=OUTLOOK_YEARS as i32).map(|at| year(2023 + at)).collect();
        let settled = settled();
        let of = |figure: Figure| years.iter().map(|when| scene.money(figure, *when).unwrap()).collect::<Vec<_>>();
        let to_come = carry_forward(&settled.service[2], &of(Figure::ServicePaid), &of(Figure::Scale)).unwrap();
        for (engine, when) in to_come.iter().zip(&years) {
            prop_assert!((engine.c_tied_revenue.0 - money(&scene, Figure::ServiceTied, *when)).abs() <= count);
            prop_assert!((engine.d_counted_in_need.0 - money(&scene, Figure::ServiceNeed, *when)).abs() <= count);
        }
        let all: Vec<DebtServiceYear> = settled.service.iter().copied().chain(to_come).collect();
        for (finding, when) in find_series(&all).unwrap().iter().zip(std::iter::once(&year(2023)).chain(&years)) {
            let Some(Value::Ratio(ratio)) = scene.value(Figure::ServiceRatio, *when) else { panic!("{when}") };
            prop_assert!((finding.unrounded.to_f64() - ratio.unrounded.to_f64()).abs() < 1e-6, "{}", when);
        }
        for when in &years {
            let bonds = scene.money(Figure::BurdenBonds, *when).unwrap();
            let mut form = settled.burden;
            form.a_burden.bonds = bonds;
            form.b_funds = scene.money(Figure::BurdenFunds, *when).unwrap();
            form.d_counted_in_need = ratio_of(settled.burden.d_counted_in_need, bonds.0, settled.burden.a_burden.bonds.0).unwrap();
            form.e_standard_scale = scene.money(Figure::Scale, *when).unwrap();
            let need = scene.money(Figure::ServiceNeed, *when).unwrap().0 - settled.service[2].d_counted_in_need.0;
            form.f_counted_debt_service = Yen(settled.burden.f_counted_debt_service.0 + need);
            let finding = find_future_burden_ratio(&form).unwrap();
            let Some(Value::Ratio(ratio)) = scene.value(Figure::BurdenRatio, *when) else { panic!("{when}") };
            prop_assert!((finding.unrounded.to_f64() - ratio.unrounded.to_f64()).abs() < 1e-6, "{}", when);
        }
    }
}

#[test]
fn a_one_off_effect_reaches_the_fund_once_and_a_lasting_one_every_year() {
    let moves =
        |last| vec![Move { lever: Lever::GeneralFunds, first_year: year(2026), last_year: last, yen_a_year: Yen(7) }];
    let chain = Chain::new(baseline(), vec![decision(1, moves(Some(year(2026)))), decision(2, moves(None))]).unwrap();
    let moved = |entry: usize, figure| {
        (2024..=2029).map(|start| chain.entries()[entry].moved.at(figure, start - 2023).0).collect::<Vec<_>>()
    };
    assert_eq!(moved(0, Figure::Improvement), [0, 0, 7, 0, 0, 0]);
    assert_eq!(moved(0, Figure::Fund), [0, 0, 7, 7, 7, 7]);
    assert_eq!(moved(1, Figure::Fund), [0, 0, 7, 14, 21, 28]);
    assert_eq!(moved(1, Figure::Bonds), [0; 6], "general funds build nothing");
    assert_eq!(moved(1, Figure::BurdenNumerator), [0, 0, -7, -14, -21, -28], "the fund covers what is owed");
    let plan = (2024..=2029).map(|start| chain.plan_improvement(year(start)).unwrap().0).sum::<i64>();
    let without = chain.baseline().money(Figure::Fund, year(2029)).unwrap().0;
    assert_eq!(chain.plan_fund(year(2029)), Some(Yen(without + plan)));
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let with = |change: fn(&mut BaselineInput)| {
        let mut input = input();
        change(&mut input);
        Baseline::new(input).unwrap_err()
    };
    let differs = [
        with(|input| input.bond_years = 3),
        with(|input| input.plan_improvement.clear()),
        with(|input| input.path.keys.reverse()),
        with(|input| input.outlook.investment.value = Yen(1)),
        with(|input| {
            input.legacy = Legacy::Schedule { opening: Yen(100), redemptions: vec![Yen(60), Yen(40)], annual_rate: 0.0 }
        }),
    ];
    for fault in differs {
        assert!(matches!(fault, ChainFault::BaselineDiffers(_)), "{fault}");
        assert_eq!(fault.kind().code, "RF-580");
    }
    let absurd = |lever| {
        let moves = vec![Move { lever, first_year: year(2024), last_year: None, yen_a_year: Yen(i64::MAX / 2) }];
        Chain::new(baseline(), vec![decision(1, moves)]).unwrap_err()
    };
    for fault in [absurd(Lever::GeneralFunds), absurd(Lever::Investment)] {
        assert_eq!(fault.kind().code, "RF-581", "{fault}");
    }
    let chain = Chain::new(baseline(), vec![]).unwrap();
    let scene = chain.decided().unwrap();
    for (figure, start) in [(Figure::Fund, 2022), (Figure::Fund, 2030), (Figure::Bonds, 2054), (Figure::Line(99), 2024)]
    {
        assert_eq!(scene.node(figure, year(start)).unwrap(), None, "{figure:?} {start}");
    }
}

#[test]
fn every_figure_has_a_word_of_its_own_and_is_found_by_it() {
    let outlook = outlook();
    let all = Figure::all(&outlook);
    let words: BTreeSet<String> = all.iter().map(|figure| figure.word(&outlook)).collect();
    assert_eq!(words.len(), all.len());
    for figure in all {
        assert_eq!(Figure::from_word(&figure.word(&outlook), &outlook), Some(figure));
        let (ja, en) = figure.name(&outlook);
        assert!(!ja.is_empty() && !en.is_empty(), "{figure:?}");
    }
    for word in ["", "line-", "line-nothing", "Fund", "fund "] {
        assert_eq!(Figure::from_word(word, &outlook), None, "{word}");
    }
}

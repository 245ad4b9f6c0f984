//! What must hold for any portfolio of bonds, and the answers of the goal seek.

use fiscal::Yen;
use fiscal::debt::goal::Horizon;
use fiscal::debt::investment::step_investment;
use fiscal::debt::ledger::per_citizen;
use fiscal::debt::{
    Basis, DebtError, Financing, Form, Goal, Ledger, LedgerPath, Legacy, Mix, Part, Portfolio, Terms, find_investment,
    project_cohorts, project_investment, project_ledger, project_portfolio,
};
use fiscal::money::round_to_oku;
use proptest::prelude::*;

const OKU: i64 = 100_000_000;

fn any_terms() -> impl Strategy<Value = Terms> {
    let form = prop_oneof![
        Just(Form::EqualPrincipalYearly),
        Just(Form::EqualPrincipalHalfYearly),
        Just(Form::LevelPayment),
        (1usize..12).prop_map(|maturity_years| Form::Bullet { maturity_years }),
    ];
    (form, 12usize..=40, 0usize..=6, 0.0..0.08f64).prop_map(|(form, years, grace_years, annual_rate)| Terms {
        form,
        years,
        grace_years,
        annual_rate,
    })
}

fn any_mix() -> impl Strategy<Value = Mix> {
    (any_terms(), any_terms(), 0.0..1.0f64).prop_map(|(one, other, share)| {
        Mix::new(vec![Part { share, terms: one }, Part { share: 1.0 - share, terms: other }]).unwrap()
    })
}

fn any_legacy() -> impl Strategy<Value = Legacy> {
    let schedule = prop::collection::vec(0..50_000_000_000i64, 1..40).prop_map(|years| Legacy::Schedule {
        opening: Yen(years.iter().sum()),
        redemptions: years.into_iter().map(Yen).collect(),
        annual_rate: 0.01,
    });
    let aged = (0..2_000_000_000_000i64, any_mix(), any::<bool>()).prop_map(|(opening, mix, gross)| {
        let basis = if gross { Basis::Gross } else { Basis::Net };
        Legacy::AgeDistributed { opening: Yen(opening), mix, basis, annual_rate: 0.01 }
    });
    prop_oneof![schedule, aged]
}

fn any_ledger(years: usize) -> impl Strategy<Value = Ledger> {
    (any_legacy(), prop::collection::vec((0..100_000_000_000i64).prop_map(Yen), years), any_mix())
        .prop_map(|(legacy, issues, mix)| Ledger { legacy, issues, mix })
}

/// Σ redemptions = Σ issues + refunding + opening − closing, and the like for the fund, at every horizon.
fn assert_balanced(path: &LedgerPath) {
    let (mut owed, mut fund) = (path.opening.0, 0);
    for year in &path.years {
        owed += year.issued.0 + year.refunded.0 - year.redeemed.0;
        fund += year.fund_paid_in.0 - year.fund_drawn.0;
        assert_eq!((owed, fund), (year.gross.0, year.fund.0));
        assert_eq!(year.net().unwrap().0, year.gross.0 - year.fund.0);
        assert!(year.gross >= Yen::ZERO && year.fund >= Yen::ZERO && year.legacy >= Yen::ZERO);
    }
    assert_eq!(owed, path.closing().0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn redemptions_are_issues_plus_opening_less_closing(
        (ordinary, special) in (1usize..=60).prop_flat_map(|years| (any_ledger(years), any_ledger(years)))
    ) {
        let path = project_portfolio(&Portfolio { ordinary, special }).unwrap();
        assert_balanced(&path.ordinary);
        assert_balanced(&path.special);
        assert_balanced(&path.total);
        prop_assert_eq!(path.total.closing().0, path.ordinary.closing().0 + path.special.closing().0);
    }

    #[test]
    fn cohorts_and_the_stock_add_up_to_the_balance(ledger in any_ledger(35)) {
        let (path, cohorts) = (project_ledger(&ledger).unwrap(), project_cohorts(&ledger).unwrap());
        for (index, year) in path.years.iter().enumerate() {
            let left: i64 = cohorts.iter().map(|cohort| cohort[index].0).sum();
            prop_assert_eq!(year.gross.0, year.legacy.0 + left);
        }
    }

    #[test]
    fn a_shorter_horizon_is_the_beginning_of_a_longer_one(ledger in any_ledger(40), cut in 1usize..40) {
        let whole = project_ledger(&ledger).unwrap();
        let short = project_ledger(&Ledger { issues: ledger.issues[..cut].to_vec(), ..ledger }).unwrap();
        prop_assert_eq!(&whole.years[..cut], &short.years[..]);
    }

    #[test]
    fn the_stock_of_the_start_does_not_matter_once_it_is_gone(opening in 0..2_000_000_000_000i64) {
        let last = *balances(&set_a(), Yen(opening), &[Yen(620 * OKU); 30]).last().unwrap();
        prop_assert_eq!(last, *balances(&set_a(), Yen::ZERO, &[Yen(620 * OKU); 30]).last().unwrap());
    }

    #[test]
    fn the_balance_moves_towards_its_steady_state_only(opening in 500_000_000_000..1_500_000_000_000i64) {
        let steady = balances(&set_a(), Yen::ZERO, &[Yen(620 * OKU); 30])[29].0;
        let mut before = opening;
        for balance in balances(&set_a(), Yen(opening), &[Yen(620 * OKU); 30]) {
            // Cutting instalments to whole yen leaves a few yen of each issue for its last year.
            prop_assert!((balance.0 - steady).abs() <= (before - steady).abs() + 2_000);
            before = balance.0;
        }
    }
}

fn set_a() -> Financing {
    let terms = Terms { form: Form::EqualPrincipalHalfYearly, years: 30, grace_years: 0, annual_rate: 0.01 };
    let mix = Mix::only(terms).unwrap();
    Financing { issue_ratio: 0.714, other_issues: Yen(2_416_000_000), mix, basis: Basis::Net }
}

fn aged(opening: Yen, financing: &Financing) -> Legacy {
    Legacy::AgeDistributed { opening, mix: financing.mix.clone(), basis: financing.basis, annual_rate: 0.01 }
}

fn balances(financing: &Financing, opening: Yen, investment: &[Yen]) -> Vec<Yen> {
    let path = project_investment(&aged(opening, financing), financing, investment).unwrap();
    path.years.iter().map(|year| financing.balance(year).unwrap()).collect()
}

const THIRTY_YEARS: Horizon = Horizon { years: 30, transition_years: 0, before: Yen(0) };

fn seek(goal: Goal) -> Result<Yen, DebtError> {
    find_investment(&aged(Yen(7_236 * OKU), &set_a()), &set_a(), &THIRTY_YEARS, &goal)
}

/// 億円 with one decimal, as the answers are told.
fn tenths(amount: Yen) -> f64 {
    (amount.0 as f64 / 1e7).round() / 10.0
}

#[test]
fn the_goal_seek_answers_as_published() {
    assert_eq!(tenths(seek(Goal::Balance(Yen(6_000 * OKU))).unwrap()), 508.3);
    assert_eq!(tenths(seek(Goal::Balance(Yen(7_236 * OKU))).unwrap()), 620.0);
    // As much for each citizen as now, when there are 729,000: 5,749億円 in all, rounded or not.
    let now = per_citizen(Yen(7_236 * OKU), 917_524).unwrap();
    assert_eq!(now.0 / 1_000, 788);
    assert_eq!(tenths(seek(Goal::Balance(Yen(5_749 * OKU))).unwrap()), 485.6);
    assert_eq!(tenths(seek(Goal::BalancePerCitizen { amount: now, population: 729_000 }).unwrap()), 485.7);
    assert!((set_a().slope(30) - 11.067).abs() < 5e-4);
}

#[test]
fn years_of_transition_leave_less_to_invest_after_them() {
    let goal = Goal::Balance(Yen(6_572 * OKU));
    let late = Horizon { years: 30, transition_years: 3, before: Yen(620 * OKU) };
    let found = find_investment(&aged(Yen(7_236 * OKU), &set_a()), &set_a(), &late, &goal).unwrap();
    // Of the first three years' issues 1/30, 2/30 and 3/30 are left: 0.2 of the 15.5 years of issues still owed.
    let expected: f64 = (6_572.0 / 0.714 - 15.5 * 24.16 / 0.714 - 0.2 * 620.0) / 15.3;
    assert_eq!(tenths(found), (expected * 10.0).round() / 10.0);
    assert!(found < seek(goal).unwrap());
}

#[test]
fn a_straight_line_would_draw_a_hump_that_no_city_has() {
    let opening = Yen(7_236 * OKU);
    let straight = Legacy::Schedule { opening, redemptions: vec![Yen(7_236 * OKU / 30); 30], annual_rate: 0.01 };
    let path = project_investment(&straight, &set_a(), &[Yen(620 * OKU); 30]).unwrap();
    assert_eq!(round_to_oku(path.years[14].gross), 8_987);
    assert_eq!(round_to_oku(path.years[29].gross), 7_236);
    let aged = balances(&set_a(), opening, &[Yen(620 * OKU); 30]);
    assert!(aged.iter().all(|balance| round_to_oku(*balance) == 7_236));
}

#[test]
fn a_burden_sought_is_kept_and_one_yen_more_is_not() {
    let goal = Goal::DebtService(Yen(550 * OKU));
    let most = seek(goal).unwrap();
    let burden = |investment: i64| {
        let legacy = aged(Yen(7_236 * OKU), &set_a());
        let path = project_investment(&legacy, &set_a(), &[Yen(investment); 30]).unwrap();
        path.years.iter().map(|year| year.debt_service().unwrap()).max().unwrap()
    };
    assert!(burden(most.0) <= Yen(550 * OKU));
    assert!(burden(most.0 + 1_000) > Yen(550 * OKU));
}

#[test]
fn a_goal_that_cannot_be_kept_is_said_so() {
    assert!(matches!(seek(Goal::Balance(Yen(100 * OKU))), Err(DebtError::GoalOutOfReach { .. })));
    assert!(matches!(seek(Goal::Balance(Yen(i64::MAX))), Err(DebtError::GoalNeverBinds)));
    let nobody = Goal::BalancePerCitizen { amount: Yen(1), population: 0 };
    assert_eq!(seek(nobody), Err(DebtError::PopulationNotPositive(0)));
}

#[test]
fn years_of_transition_need_their_own_ratio_to_meet_the_plan() {
    let financing = Financing { issue_ratio: 0.7233, other_issues: Yen(1_839_000_000), ..set_a() };
    let restrained = step_investment(Yen(620 * OKU), Yen(560 * OKU), 3, 30).unwrap();
    assert_eq!(restrained[..4].iter().map(|amount| amount.0 / OKU).collect::<Vec<_>>(), [620, 620, 620, 560]);
    let last = *balances(&financing, Yen(7_236 * OKU), &restrained).last().unwrap();
    let kept = *balances(&financing, Yen(7_236 * OKU), &[Yen(620 * OKU); 30]).last().unwrap();
    assert_eq!((round_to_oku(kept), round_to_oku(last)), (7_236, 6_572));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let project = |investment: &[Yen]| project_investment(&aged(Yen(OKU), &set_a()), &set_a(), investment);
    assert!(matches!(project(&[]), Err(DebtError::YearsOutOfRange { years: 0, .. })));
    assert!(matches!(project(&[Yen(0); 101]), Err(DebtError::YearsOutOfRange { years: 101, .. })));
    assert!(matches!(project(&[Yen(-1)]), Err(DebtError::NegativeAmount { .. })));
    assert!(project(&[Yen(i64::MAX)]).is_err());
    for issue_ratio in [-0.1, 1.1, f64::NAN] {
        let financing = Financing { issue_ratio, ..set_a() };
        assert!(matches!(financing.issue(Yen(1)), Err(DebtError::ShareOutOfRange { .. })), "{issue_ratio}");
    }
    assert!(matches!(step_investment(Yen(0), Yen(0), 31, 30), Err(DebtError::YearsOutOfRange { .. })));
    assert!(matches!(aged(Yen(-1), &set_a()).run_off(3), Err(DebtError::NegativeAmount { .. })));
}

//! What past issues leave to redeem, carried from year to year (発行年度別の償還の繰越し).
//!
//! What is redeemed in a year is a sum over every earlier issue. Where the redemption of an issue stays the same from one
//! age to the next, or grows by a steady factor as that of level payments does, the sum follows from that of the year
//! before, and only the ages where it departs from that are looked at. Of equal principal over 30 years there are two.

/// How the redemption of an issue changes with its age.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Redemption {
    /// What the redemption of a year is multiplied by to give that of the next.
    pub growth: f64,
    /// Where it departs from that: the age and by how much, as a share of the issue.
    pub departures: Vec<(usize, f64)>,
}

impl Redemption {
    /// The redemption that leaves these shares at each age from 0, with as few departures as either kind gives.
    pub(super) fn of(remaining: &[f64]) -> Redemption {
        let before = std::iter::once(&1.0).chain(remaining);
        let redeemed: Vec<f64> = before.zip(remaining).map(|(before, left)| before - left).collect();
        let steady = with_growth(&redeemed, 1.0);
        let last_pair = redeemed.windows(2).rev().find(|pair| pair.iter().all(|share| *share > 0.0));
        // A faster growth would let what rounding leaves grow with it.
        let growth = last_pair.map(|pair| pair[1] / pair[0]).filter(|growth| (1.0..=1.1).contains(growth));
        match growth.map(|growth| with_growth(&redeemed, growth)) {
            Some(growing) if growing.departures.len() < steady.departures.len() => growing,
            _ => steady,
        }
    }

    /// What is redeemed in a year, from what was in the year before and the amounts issued from year 0 to this one.
    #[inline(always)]
    pub(super) fn carry<const LANES: usize>(&self, redeemed: &mut [f64; LANES], issued: &[[f64; LANES]]) {
        redeemed.iter_mut().for_each(|redeemed| *redeemed *= self.growth);
        for (age, share) in &self.departures {
            let Some(year) = (issued.len() - 1).checked_sub(*age) else { break };
            redeemed.iter_mut().zip(&issued[year]).for_each(|(redeemed, issued)| *redeemed += share * issued);
        }
    }
}

fn with_growth(redeemed: &[f64], growth: f64) -> Redemption {
    let (mut now, mut departures) = (0.0, Vec::new());
    for (age, share) in redeemed.iter().enumerate() {
        now *= growth;
        // Less is only what rounding leaves of shares that are equal: a millionth of a yen in 1億円 or less.
        if (share - now).abs() > 1e-14 {
            departures.push((age, share - now));
            now = *share;
        }
    }
    Redemption { growth, departures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::debt::{Basis, Form, Mix, Part, Terms};
    use proptest::prelude::*;

    fn shares(form: Form, years: usize, grace_years: usize, basis: Basis) -> Vec<f64> {
        let mix = Mix::only(Terms { form, years, grace_years, annual_rate: 0.015 }).unwrap();
        (0..60).map(|age| mix.remaining_share(age, basis)).collect()
    }

    /// Redeemed in each year, by the sum over every earlier issue.
    fn summed(remaining: &[f64], issued: &[f64]) -> Vec<f64> {
        let left = |year: usize| (0..=year).map(|from| issued[from] * remaining[year - from]).sum::<f64>();
        (0..issued.len()).map(|year| issued[year] + if year == 0 { 0.0 } else { left(year - 1) } - left(year)).collect()
    }

    fn carried(remaining: &[f64], issued: &[f64]) -> Vec<f64> {
        let (redemption, mut now) = (Redemption::of(remaining), [0.0]);
        let issued: Vec<[f64; 1]> = issued.iter().map(|amount| [*amount]).collect();
        (0..issued.len())
            .map(|year| {
                redemption.carry(&mut now, &issued[..=year]);
                now[0]
            })
            .collect()
    }

    #[test]
    fn bonds_as_they_are_issued_depart_seldom() {
        let departures = |form, grace, basis| Redemption::of(&shares(form, 30, grace, basis)).departures.len();
        assert_eq!(departures(Form::EqualPrincipalHalfYearly, 0, Basis::Net), 2);
        assert_eq!(departures(Form::EqualPrincipalYearly, 5, Basis::Net), 2);
        assert_eq!(departures(Form::LevelPayment, 3, Basis::Net), 2);
        assert_eq!(departures(Form::Bullet { maturity_years: 10 }, 0, Basis::Gross), 6);
    }

    proptest! {
        #[test]
        fn carrying_gives_the_sum_over_every_issue(
            issued in prop::collection::vec(0.0..1e11f64, 60),
            any in prop::collection::vec(0.0..1.0f64, 60),
            years in 5usize..50,
            grace in 0usize..5,
        ) {
            let maturity = Form::Bullet { maturity_years: 4 };
            let half = |form| Part { share: 0.5, terms: Terms { form, years, grace_years: grace, annual_rate: 0.02 } };
            let mix = Mix::new(vec![half(Form::LevelPayment), half(maturity)]).unwrap();
            let of_mix = (0..60).map(|age| mix.remaining_share(age, Basis::Gross)).collect();
            let forms = [Form::EqualPrincipalHalfYearly, Form::LevelPayment, maturity];
            let lists = forms.into_iter().map(|form| shares(form, years, grace, Basis::Gross)).chain([of_mix, any]);
            for remaining in lists {
                for (carried, summed) in carried(&remaining, &issued).iter().zip(summed(&remaining, &issued)) {
                    prop_assert!((carried - summed).abs() < 1.0, "{carried} {summed}");
                }
            }
        }
    }
}

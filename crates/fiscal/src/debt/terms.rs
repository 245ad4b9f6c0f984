//! Terms of a bond (償還条件) and the share of an issue still outstanding at an age (残存率).

use super::{DebtError, YEARS_MAX, check_years};

/// How a bond is repaid (償還方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Equal principal once a year (元金均等年賦).
    EqualPrincipalYearly,
    /// Equal principal every half-year (元金均等半年賦).
    EqualPrincipalHalfYearly,
    /// Level payments every half-year (元利均等半年賦).
    LevelPayment,
    /// Repaid at maturity (満期一括償還): part in cash from the sinking fund (減債基金), the rest by a refunding bond
    /// (借換債), until `years` of the terms are over.
    Bullet {
        /// Years from one maturity to the next (10 for a ten-year bond).
        maturity_years: usize,
    },
}

/// The terms of one kind of bond (償還条件).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// How it is repaid.
    pub form: Form,
    /// Years until nothing is left (償還年限), grace and refunding included.
    pub years: usize,
    /// Years at the beginning without redemption or payment into the sinking fund (据置).
    pub grace_years: usize,
    /// Interest a year, as a share: 0.01 is 1% (年利).
    pub annual_rate: f64,
}

/// Whether the sinking fund is taken off the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What is owed to holders (額面).
    Gross,
    /// Less what lies in the sinking fund (純額).
    Net,
}

/// A share of an issue with its terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Share of the issue, 0–1.
    pub share: f64,
    /// Its terms.
    pub terms: Terms,
}

/// The kinds of bond one issue is made of; the shares add up to 1 (構成).
#[derive(Clone, Debug, PartialEq)]
pub struct Mix(Vec<Part>);

impl Terms {
    /// Refuses terms no bond can have.
    ///
    /// # Errors
    /// Years outside 1–100, a grace that leaves no year to redeem in, a maturity longer than the whole, a rate of
    /// −100% or less or over 100%.
    pub fn check(&self) -> Result<(), DebtError> {
        check_years("the life of a bond", self.years, 1, YEARS_MAX)?;
        check_years("the grace", self.grace_years, 0, self.years - 1)?;
        if let Form::Bullet { maturity_years } = self.form {
            check_years("the time to maturity", maturity_years, 1, self.years)?;
        }
        if !(self.annual_rate.is_finite() && self.annual_rate > -1.0 && self.annual_rate <= 1.0) {
            return Err(DebtError::RateOutOfRange(self.annual_rate));
        }
        Ok(())
    }

    /// The share of an issue outstanding `age` full years after the end of its year (残存率 f(a)); f(0) = 1.
    ///
    /// The formula of the terms, before yen are rounded. The terms must have passed [`Terms::check`].
    pub fn remaining_share(&self, age: usize, basis: Basis) -> f64 {
        let redeeming = (self.years - self.grace_years) as f64;
        let redeemed = |age: usize| age.saturating_sub(self.grace_years) as f64;
        if age >= self.years {
            return 0.0;
        }
        match (self.form, basis) {
            (Form::LevelPayment, _) if self.annual_rate != 0.0 => {
                let half_rate = self.annual_rate / 2.0;
                let whole = (2.0 * redeeming * half_rate.ln_1p()).exp_m1();
                let paid = (2.0 * redeemed(age) * half_rate.ln_1p()).exp_m1();
                1.0 - paid / whole
            }
            (Form::Bullet { maturity_years }, Basis::Gross) => {
                1.0 - redeemed(age / maturity_years * maturity_years) / redeeming
            }
            _ => 1.0 - redeemed(age) / redeeming,
        }
    }
}

impl Mix {
    /// A mix of kinds of bond.
    ///
    /// # Errors
    /// No part, a share outside 0–1, shares that do not add up to 1 (to a billionth), or terms no bond can have.
    pub fn new(parts: Vec<Part>) -> Result<Mix, DebtError> {
        if parts.is_empty() {
            return Err(DebtError::NoTerms);
        }
        for part in &parts {
            part.terms.check()?;
            if !(part.share.is_finite() && (0.0..=1.0).contains(&part.share)) {
                let what = "the share of a kind of bond";
                return Err(DebtError::ShareOutOfRange { what, share: part.share, most: 1.0 });
            }
        }
        let whole: f64 = parts.iter().map(|part| part.share).sum();
        if (whole - 1.0).abs() > 1e-9 { Err(DebtError::SharesNotWhole(whole)) } else { Ok(Mix(parts)) }
    }

    /// One kind of bond only.
    ///
    /// # Errors
    /// Terms no bond can have.
    pub fn only(terms: Terms) -> Result<Mix, DebtError> {
        Mix::new(vec![Part { share: 1.0, terms }])
    }

    /// Its parts.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Years until nothing of an issue is left.
    pub fn years(&self) -> usize {
        self.0.iter().map(|part| part.terms.years).max().unwrap_or(0)
    }

    /// The share of an issue outstanding at an age, over all kinds.
    pub fn remaining_share(&self, age: usize, basis: Basis) -> f64 {
        self.0.iter().map(|part| part.share * part.terms.remaining_share(age, basis)).sum()
    }

    /// What a steady yearly issue of 1 leaves outstanding after `years` years: Σ f(a), a from 0.
    pub fn steady_balance(&self, years: usize, basis: Basis) -> f64 {
        (0..years).map(|age| self.remaining_share(age, basis)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(form: Form, years: usize, grace_years: usize, annual_rate: f64) -> Terms {
        Terms { form, years, grace_years, annual_rate }
    }

    #[test]
    fn a_steady_issue_leaves_what_the_formulas_say() {
        use Form::*;
        let bullet = Bullet { maturity_years: 10 };
        let cases = [
            (terms(EqualPrincipalYearly, 30, 0, 0.0), Basis::Gross, 15.5),
            (terms(EqualPrincipalHalfYearly, 30, 3, 0.0), Basis::Gross, 17.0),
            (terms(EqualPrincipalYearly, 30, 5, 0.0), Basis::Net, 18.0),
            (terms(bullet, 30, 0, 0.0), Basis::Gross, 20.0),
            (terms(bullet, 30, 0, 0.0), Basis::Net, 15.5),
            (terms(bullet, 30, 3, 0.0), Basis::Net, 17.0),
            (terms(LevelPayment, 20, 3, 0.015), Basis::Gross, 12.358),
            (terms(LevelPayment, 30, 3, 0.01), Basis::Gross, 17.604),
            (terms(LevelPayment, 30, 3, 0.0), Basis::Gross, 17.0),
        ];
        for (terms, basis, expected) in cases {
            let got = Mix::only(terms).unwrap().steady_balance(30, basis);
            assert!((got - expected).abs() < 5e-4, "{terms:?}: {got}");
        }
    }

    #[test]
    fn terms_no_bond_can_have_are_refused() {
        let good = terms(Form::LevelPayment, 20, 3, 0.01);
        assert!(good.check().is_ok());
        for rate in [-1.0, -2.0, 1.01, f64::NAN, f64::INFINITY] {
            let bad = Terms { annual_rate: rate, ..good }.check();
            assert!(matches!(bad, Err(DebtError::RateOutOfRange(_))), "{rate}");
        }
        for (years, grace) in [(0, 0), (101, 0), (20, 20)] {
            let bad = Terms { years, grace_years: grace, ..good }.check();
            assert!(matches!(bad, Err(DebtError::YearsOutOfRange { .. })), "{years} {grace}");
        }
        let half = Part { share: 0.5, terms: good };
        assert_eq!(Mix::new(vec![half]), Err(DebtError::SharesNotWhole(0.5)));
        assert_eq!(Mix::new(vec![]), Err(DebtError::NoTerms));
        let negative = Part { share: -0.5, terms: good };
        assert!(matches!(Mix::new(vec![negative, half]), Err(DebtError::ShareOutOfRange { .. })));
    }
}

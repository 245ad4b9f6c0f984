//! 試験 / Every test of the projection rules in one program: linked once, a file per subject (`house` sees that none is left out).

mod backtest;
mod comparison_cases;
mod debt_cases;
mod debt_identities;
mod facilities_cases;
mod outlook_cases;
mod soundness_cases;
mod support;
mod uncertainty_cases;

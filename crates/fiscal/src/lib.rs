//! Public finance (公共財政): pure rules and the units they are counted in.
//!
//! Nothing here reads a clock, a file, a database or the network, and nothing knows how its results are shown
//! beyond the named functions that round or format one value.

pub mod backtest;
pub mod comparison;
pub mod debt;
pub mod facilities;
pub mod money;
pub mod outlook;
pub mod proportion;
pub mod quantity;
pub mod reserve_fund;
pub mod soundness;
pub mod uncertainty;
pub mod year;

pub use money::Yen;
pub use quantity::Quantity;
pub use year::FiscalYear;

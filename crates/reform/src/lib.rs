//! The reform programme (市政変革): what a program, its money and its review are, and the rules that hold for them.
//!
//! Pure values and rules: no file, clock, database, network or wire format is known here.

pub mod facility;
pub mod parameters;
pub mod city;
pub mod plan;
pub mod problem;
pub mod program;
pub mod search_text;

pub use problem::{Place, Problem, ProblemKind, Severity};

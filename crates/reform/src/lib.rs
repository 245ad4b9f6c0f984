//! The reform programme (市政変革): what a program, its money and its review are, and the rules that hold for them.
//!
//! Pure values and rules: no file, clock, database, network or wire format is known here.

pub mod amounts;
pub mod analysis;
pub mod chain;
pub mod city;
pub mod cluster;
pub mod consultation;
pub mod decision;
pub mod discussion;
pub mod effect;
pub mod explanation;
pub mod facility;
pub mod frame;
pub mod initiative;
pub mod kinds;
pub mod kpi;
mod labels;
pub mod lineage;
pub mod logic_model;
pub mod notice;
pub mod overlap;
pub mod parameters;
pub mod plan;
pub mod problem;
pub mod program;
pub mod review;
pub mod review_workbook;
pub mod roadmap;
pub mod search_text;
pub mod sheet_check;
pub mod task;
pub mod workflow;

pub use amounts::Amounts;
pub use kinds::KINDS;
pub use problem::{Place, Problem, ProblemKind, Severity};

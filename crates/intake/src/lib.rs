//! Intake (取込): bytes from outside → programs and the problems found in them.
//!
//! A file is read once, as a stream, by a [`mapping::Mapping`]; every problem in it is reported and none is repaired in
//! silence. Nothing here knows what is done with the programs.

mod archive;
pub mod attachment;
mod biff;
mod cell;
pub mod cities;
mod clean;
pub mod comments;
mod compound;
pub mod debt_schedule;
pub mod designated_cities;
pub mod facilities;
mod fields;
mod layout;
mod letters;
pub mod logic_model;
pub mod mapping;
pub mod national;
mod number;
mod ods;
pub mod parameters;
pub mod plan;
pub mod problems;
pub mod programs;
pub mod review_workbook;
mod rows;
pub mod table;
mod text;
mod workbook;
mod year_text;

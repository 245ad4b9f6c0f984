//! Publish (公表): values in, bytes out. Charts as SVG, tables as CSV and Excel.
//!
//! Nothing here reads a clock, a database or a file: the same values give the same bytes.

pub mod chart;
mod csv;
mod error;
mod excel;
pub mod icalendar;
pub mod picture;
pub mod programs;
pub mod review_workbook;
pub mod table;
pub mod text;

pub use error::{ExportError, KINDS};

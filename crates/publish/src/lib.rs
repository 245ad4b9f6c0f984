//! Publish (公表): values in, bytes out. Charts as SVG, tables as CSV and Excel, editions, documents, open data.
//!
//! Nothing here reads a clock, a database or a file: the same values give the same bytes.

pub mod chart;
mod csv;
pub mod document;
pub mod edition;
mod error;
mod excel;
pub mod icalendar;
pub mod open_data;
pub mod picture;
pub mod plain;
pub mod programs;
pub mod query;
pub mod review_workbook;
pub mod style;
pub mod table;
pub mod text;

pub use error::{ExportError, KINDS};

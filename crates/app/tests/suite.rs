//! 試験 / Every test of the use cases in one program: linked once, a file per subject (`house` sees that none is left out).

mod chain;
mod chain_decisions;
mod cities;
mod cities_real;
mod exhibits;
mod exporting;
mod facilities;
mod importing;
mod importing_cities;
mod logic_model_table;
mod mailing;
mod national;
mod outcomes;
mod overlaps;
mod people;
mod review_workbook;
mod review_workbook_fields;
mod review_workbook_libreoffice;
mod reviewing;
mod reviewing_saves;
mod reviewing_support;
mod reviewing_talk;
#[path = "../../notify/tests/support/sink.rs"]
mod sink;
mod studying_outlook;
mod studying_ratios;
mod support;

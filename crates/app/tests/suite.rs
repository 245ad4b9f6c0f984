//! 試験 / Every test of the use cases in one program: linked once, a file per subject (`house` sees that none is left out).

mod chain;
mod chain_decisions;
mod cities;
mod cities_real;
mod documents;
mod editions;
mod exhibits;
mod exporting;
mod facilities;
mod importing;
mod importing_cities;
mod logic_model_table;
mod mailing;
mod national;
mod open_data;
mod outcomes;
mod overlaps;
mod people;
mod plain_summaries;
mod publishing_collect;
mod publishing_outlook;
mod publishing_secrets;
mod review_workbook;
mod review_workbook_fields;
mod review_workbook_libreoffice;
mod reviewing;
mod reviewing_saves;
mod reviewing_support;
mod reviewing_talk;
#[path = "../../notify/tests/support/sink.rs"]
mod sink;
mod site_folder;
mod studying_outlook;
mod studying_ratios;
mod support;

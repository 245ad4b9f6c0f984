//! 試験 / Every test of the store on both databases in one program: linked once, a file per subject (`house` sees that none is left out).

mod analyses;
mod auditing;
mod cities;
mod clusters;
mod common;
mod consultation;
mod edition;
mod facilities;
mod frame;
mod importing;
mod initiatives;
mod keeping;
mod listing;
mod logic_model;
mod meetings;
mod national;
mod notices;
mod overlap;
mod people;
mod plain_summary;
mod review_board;
mod review_workbook;
mod reviewing;
mod roadmap;
mod sessions;
mod tasks;

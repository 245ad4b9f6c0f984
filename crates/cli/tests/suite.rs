//! 試験 / Every test of the command line in one program: linked once, a file per subject (`house` sees that none is left out).

mod analyses;
mod checking;
mod comparing;
mod documents;
mod facilities;
mod importing;
mod importing_cities;
mod killing;
mod mailing;
mod national;
mod projecting_debt;
mod projecting_outlook;
mod publishing_data;
mod publishing_site;
mod reviewing;
mod serving;
mod signing_in;
#[path = "../../notify/tests/support/sink.rs"]
mod sink;
mod support;

//! Measures the reading of one file with the standard mapping: rows, seconds, the memory used at most.
//!
//! `cargo run --release -p intake --example measure_file -- FILE`

use intake::mapping::Mapping;
use intake::programs::{Input, read_programs};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let path = PathBuf::from(std::env::args().nth(1).expect("a file is named"));
    let text = std::fs::read_to_string("mappings/standard.toml").expect("run it from the repository's root");
    let mapping = Mapping::parse("standard.toml", &text).expect("the standard mapping is valid");
    let start = Instant::now();
    let reading =
        read_programs(&mapping, &path.to_string_lossy(), Input::Path(&path), &mut |_| ControlFlow::Continue(()));
    let seconds = start.elapsed().as_secs_f64();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    let counts = &reading.problems.counts;
    let report =
        format!("{} of {} rows, {seconds:.2} s, problems {counts:?}, {peak}\n", reading.accepted, reading.read);
    std::io::stdout().write_all(report.as_bytes()).expect("standard output is open");
}

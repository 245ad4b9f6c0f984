//! Writes the public site of an illustrative edition into a new folder, for the browser tests and for looking at it:
//! `cargo run -p site --example example_site -- OUT [PROGRAMS] [ACCESSIBILITY.json]`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().ok_or("a folder to write to is missing")?);
    let programs = arguments.next().map_or(Ok(60), |count| count.parse())?;
    let accessibility = arguments.next().map_or(Ok(String::new()), std::fs::read_to_string)?;
    let edition = publish::edition::example::edition(programs);
    let options = site::Options { accessibility, ..site::Options::default() };
    for file in site::files(&edition, &options) {
        let path = out.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, &file.bytes)?;
    }
    Ok(())
}

//! Writes the documents of the illustrative edition as the JSON the type-setter reads: `documents KIND PROGRAMS FOLDER`.
//! For `benches/press.py`, and for looking at pages.

use publish::document::{Kind, make};
use publish::edition::example::edition;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "documents KIND PROGRAMS FOLDER";
    let kind = arguments.next().as_deref().and_then(Kind::from_word).ok_or(usage)?;
    let programs: usize = arguments.next().ok_or(usage)?.parse()?;
    let folder = std::path::PathBuf::from(arguments.next().ok_or(usage)?);
    std::fs::create_dir_all(&folder)?;
    for (number, volume) in (1..).zip(make(&edition(programs), kind)) {
        std::fs::write(folder.join(format!("{number:02}.json")), serde_json::to_vec(&volume)?)?;
    }
    Ok(())
}

//! Press (印刷): the worker that sets type. A document as JSON on its standard input, a tagged PDF (PDF/UA-1) on its standard
//! output; what goes wrong as one line of JSON on its standard error, and a status other than zero.
//!
//! `press [--memory-mb N] [--seconds N] [--fonts FOLDER]`: limits it sets itself, and a folder to take fonts from instead of
//! the system's. It reads no file but fonts, knows no clock and no network; the same document gives the same bytes.

mod failure;
mod fonts;
mod input;
mod letters;
mod limits;
mod measure;
mod picture;
mod prepare;
mod set;
mod world;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use failure::Failure;
use fonts::Fonts;
use input::Document;
use letters::Letters;

/// A document may come as this much JSON.
const MOST_INPUT_BYTES: u64 = 512 << 20;

#[derive(Default)]
struct Options {
    memory_mb: Option<u64>,
    seconds: Option<u64>,
    fonts: Option<PathBuf>,
}

fn main() -> ExitCode {
    // A panic is told as a failure like any other; without this its own lines would stand beside ours.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(run).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        // A thread that could not be had is memory that could not be had; the allocator itself ends the process with its own line.
        let is_memory = ["thread", "memory", "alloc"].iter().any(|word| words.contains(word));
        Err(if is_memory { Failure::memory(words) } else { Failure::typeset(format!("panic: {words}")) })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{}", failure.line());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let options = options()?;
    limits::set(options.memory_mb, options.seconds);
    let fonts = Fonts::find(options.fonts.as_deref())?;
    let mut document = read()?;
    document.families = fonts.families.iter().map(|family| (*family).to_owned()).collect();
    let (json, missing) = {
        let letters = Letters::of(&fonts);
        let prepared = prepare::prepare(document, &letters)?;
        (serde_json::to_vec(&prepared).map_err(Failure::typeset)?, letters.missing())
    };
    let (pdf, pages) = set::set(json, fonts)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf).and_then(|()| out.flush()).map_err(Failure::output)?;
    // For the server: how far the next volume counts on, and which characters were set as 〓.
    let note = serde_json::json!({ "pages": pages, "missing": missing });
    let _ = writeln!(std::io::stderr(), "{note}");
    Ok(())
}

fn options() -> Result<Options, Failure> {
    let mut options = Options::default();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let wrong = || {
            let argument = argument.to_string_lossy();
            Failure::input(
                format!("引数 {argument} が使えません。"),
                format!("The argument {argument} cannot be used."),
                "press [--memory-mb N] [--seconds N] [--fonts FOLDER]",
            )
        };
        let value = arguments.next().ok_or_else(wrong)?;
        let number = || value.to_str().and_then(|value| value.parse().ok()).ok_or_else(wrong);
        match argument.to_str() {
            Some("--memory-mb") => options.memory_mb = Some(number()?),
            Some("--seconds") => options.seconds = Some(number()?),
            Some("--fonts") => options.fonts = Some(PathBuf::from(value)),
            _ => return Err(wrong()),
        }
    }
    Ok(options)
}

fn read() -> Result<Document, Failure> {
    let mut json = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_INPUT_BYTES + 1);
    let wrong = |detail: String| {
        Failure::input("文書の JSON を読めません。", "The JSON of the document cannot be read.", detail)
    };
    input.read_to_end(&mut json).map_err(|error| wrong(error.to_string()))?;
    if json.len() as u64 > MOST_INPUT_BYTES {
        return Err(wrong(format!("> {MOST_INPUT_BYTES} bytes")));
    }
    serde_json::from_slice(&json).map_err(|error| wrong(error.to_string()))
}

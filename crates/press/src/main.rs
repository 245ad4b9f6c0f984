//! Press (印刷): the worker that sets type. A document as JSON on its standard input, a tagged PDF (PDF/UA-1) on its standard
//! output; what goes wrong as one line of JSON on its standard error, and a status other than zero. PDFs and pictures to be
//! bound in follow the JSON, as long as the document says.
//!
//! `press [--memory-mb N] [--seconds N] [--fonts FOLDER]`: limits it sets itself, and a folder to take fonts from instead of
//! the system's. It reads no file but fonts, knows no clock and no network; the same document gives the same bytes.

mod failure;
mod fonts;
mod input;
mod letters;
mod limits;
mod measure;
mod papers;
mod photo;
mod picture;
mod prepare;
mod set;
mod world;

use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use failure::Failure;
use fonts::Fonts;
use input::{Document, Prepared};
use letters::Letters;
use papers::Files;

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
    let (mut document, rest) = read()?;
    let files = papers::take(&mut document.papers, &rest)?;
    drop(rest);
    document.families = fonts.families.iter().map(|family| (*family).to_owned()).collect();
    let (mut prepared, missing) = {
        let letters = Letters::of(&fonts);
        (prepare::prepare(document, &letters)?, letters.missing())
    };
    let (pdf, pages) = match attempt(&prepared, &files, fonts) {
        Err(failure) if prepared.papers.iter().any(|paper| !paper.pages.is_empty()) => {
            // One of the papers may be to blame: each is tried by itself, and those that fail are left out.
            if !leave_out_unsettable(&mut prepared, &files, options.fonts.as_deref())? {
                return Err(failure);
            }
            attempt(&prepared, &files, Fonts::find(options.fonts.as_deref())?)?
        }
        done => done?,
    };
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf).and_then(|()| out.flush()).map_err(Failure::output)?;
    // For the server: how far the next volume counts on, which characters were set as 〓, and why papers were left out.
    let left_out: Vec<&str> = prepared.papers.iter().map(|paper| paper.left_out.as_str()).collect();
    let note = serde_json::json!({ "pages": pages, "missing": missing, "papers": left_out });
    let _ = writeln!(std::io::stderr(), "{note}");
    Ok(())
}

/// Sets a prepared document; that a paper makes the type-setter panic is a failure of that paper, to be found.
fn attempt(prepared: &Prepared, files: &Files, fonts: Fonts) -> Result<(Vec<u8>, usize), Failure> {
    let json = serde_json::to_vec(prepared).map_err(Failure::typeset)?;
    if prepared.papers.is_empty() {
        return set::set(json, files, fonts);
    }
    let set = std::panic::catch_unwind(AssertUnwindSafe(|| set::set(json, files, fonts)));
    set.unwrap_or_else(|_| Err(Failure::typeset("panic: papers")))
}

/// Leaves out the papers that cannot be set even by themselves; whether there were any.
fn leave_out_unsettable(prepared: &mut Prepared, files: &Files, folder: Option<&Path>) -> Result<bool, Failure> {
    let mut found = false;
    for at in 0..prepared.papers.len() {
        if prepared.papers[at].pages.is_empty() {
            continue;
        }
        let alone = Prepared {
            book: Document {
                lang: prepared.book.lang.clone(),
                title: prepared.book.title.clone(),
                families: prepared.book.families.clone(),
                first_page: 1,
                volume: (1, 1),
                ..Document::default()
            },
            sections: Vec::new(),
            papers: vec![prepared.papers[at].clone()],
        };
        if attempt(&alone, files, Fonts::find(folder)?).is_err() {
            let reason = prepared.papers[at].broken();
            prepared.papers[at].leave_out(reason);
            found = true;
        }
    }
    Ok(found)
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

/// The document, and what follows it: its papers.
fn read() -> Result<(Document, Vec<u8>), Failure> {
    let mut json = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_INPUT_BYTES + 1);
    let wrong = |detail: String| {
        Failure::input("文書の JSON を読めません。", "The JSON of the document cannot be read.", detail)
    };
    input.read_to_end(&mut json).map_err(|error| wrong(error.to_string()))?;
    if json.len() as u64 > MOST_INPUT_BYTES {
        return Err(wrong(format!("> {MOST_INPUT_BYTES} bytes")));
    }
    let mut documents = serde_json::Deserializer::from_slice(&json).into_iter::<Document>();
    let document = documents.next().unwrap_or_else(|| serde_json::from_slice(&json));
    let document = document.map_err(|error| wrong(error.to_string()))?;
    let rest = &json[documents.byte_offset()..];
    // One line break stands between; after a document without papers there is white space at most.
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    if document.papers.iter().all(|paper| paper.bytes == 0) {
        return match rest.iter().all(u8::is_ascii_whitespace) {
            true => Ok((document, Vec::new())),
            false => Err(wrong(format!("{} bytes after the document", rest.len()))),
        };
    }
    let rest = rest.to_vec();
    Ok((document, rest))
}

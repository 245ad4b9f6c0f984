//! Press (印刷): the worker `press` sets a document as a tagged PDF, in a process of its own with limits of time and memory.
//!
//! The worker lies beside the running program; `HENKAKU_PRESS` names another. A run that fails is told with its reason and
//! never tried again in silence: the same document would fail again.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use publish::document::Document;
use reform::ProblemKind;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use crate::error::{AppError, Refusal};

reform::declare_kinds! {
    NO_PRESS = "AP-340"
        "組版する部品（press）がありません" "The type-setter (press) is not there"
        "./run はサーバーを起動したあとで press を構築します。終わりの知らせを待つか、cargo build --release -p press で作ってください。置き場所を変えたときは環境変数 HENKAKU_PRESS で示してください"
        "./run builds press after it has started the server: wait for its message, or build it with cargo build --release -p press; HENKAKU_PRESS names another place";
    NO_FONT = "AP-341"
        "日本語のフォントがないため PDF を作れません" "No Japanese font was found, so no PDF can be made"
        "サーバーに fonts-morisawa-bizud-gothic（BIZ UDPゴシック）か fonts-noto-cjk を入れて、もう一度作ってください。Excel はそのまま使えます"
        "Install fonts-morisawa-bizud-gothic (BIZ UDPGothic) or fonts-noto-cjk on the server and make it again; the workbook works as it is";
    NOT_SET = "AP-342"
        "文書を組版できません" "The document could not be set"
        "示された場所を直してください。文書に心当たりがないときは、この内容を管理者へ知らせてください"
        "Mend the place named; if the document looks right, tell the administrator what stands here";
    EXHAUSTED = "AP-343"
        "時間かメモリの上限に達したため組版をやめました" "Setting the document was stopped at its limit of time or memory"
        "分冊を小さくしてください。サーバーが混んでいるときは、空いてから作り直してください"
        "Divide the document into smaller volumes, or make it again when the server is less busy";
    NOT_HANDED_OVER = "AP-344"
        "組版の結果を受け取れません" "The type-setter ended without a result"
        "もう一度作ってください。続くときは、この内容を管理者へ知らせてください"
        "Make it again; if it goes on, tell the administrator what stands here";
}

/// What a run may take; a volume of some hundred pages takes seconds.
const MOST_TIME: Duration = Duration::from_secs(300);
/// Addresses the worker may take, in megabytes: about twice what it fills, for memory mapped and never touched counts too.
const MOST_MEMORY_MB: u64 = 3_072;
/// A PDF larger than this is refused.
const MOST_PDF_BYTES: u64 = 1 << 30;
const MOST_WORDS_BYTES: u64 = 64 << 10;
/// Runs side by side; others wait their turn.
const SIDE_BY_SIDE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(SIDE_BY_SIDE);

/// A document as it was set (組版した文書).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booklet {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// The characters no font of the server has, which were set as 〓; in order, empty as a rule.
    pub missing: String,
    /// Why each paper was left out; empty words for those bound in.
    pub papers: Vec<String>,
}

/// A paper that is bound into a document, or named in it (資料).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoundPaper {
    /// Its title.
    pub title: String,
    /// The file's name.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Why it is only named; empty where its file is handed over.
    pub left_out: String,
    /// The PDF or picture; empty where it is only named.
    pub file: Vec<u8>,
}

/// Sets a document as a PDF.
///
/// # Errors
/// `AP-340` to `AP-344`.
pub async fn set(document: &Document) -> Result<Vec<u8>, AppError> {
    Ok(booklet(document).await?.pdf)
}

/// Sets the volumes of a book one after another, each counting its pages on from the one before.
///
/// # Errors
/// `AP-340` to `AP-344`, for the first volume that cannot be set.
pub async fn set_volumes(volumes: &mut [Document]) -> Result<Vec<Booklet>, AppError> {
    let mut set = Vec::with_capacity(volumes.len());
    let mut first_page = volumes.first().map_or(1, |volume| volume.first_page.max(1));
    for volume in volumes {
        volume.first_page = first_page;
        let booklet = booklet(volume).await?;
        first_page = first_page.saturating_add(booklet.pages);
        set.push(booklet);
    }
    Ok(set)
}

/// Sets a document, with its number of pages.
///
/// # Errors
/// `AP-340` to `AP-344`.
pub async fn booklet(document: &Document) -> Result<Booklet, AppError> {
    booklet_by(&worker()?, document, MOST_TIME).await
}

/// Sets a document with papers bound in after it.
///
/// # Errors
/// `AP-340` to `AP-344`.
pub async fn booklet_with(document: &Document, papers: &[BoundPaper]) -> Result<Booklet, AppError> {
    run_by(&worker()?, &input_with(document, papers)?, MOST_TIME).await
}

/// The document as JSON with its papers listed, and their files after it.
fn input_with(document: &Document, papers: &[BoundPaper]) -> Result<Vec<u8>, AppError> {
    let wrong = |error: serde_json::Error| refused(&NOT_SET, error.to_string());
    let mut json = serde_json::to_value(document).map_err(wrong)?;
    let listed = papers.iter().map(|paper| {
        serde_json::json!({
            "title": paper.title, "name": paper.name, "size": paper.size, "sha256": paper.sha256,
            "bytes": paper.file.len(), "left_out": paper.left_out,
        })
    });
    json["papers"] = listed.collect();
    let mut input = serde_json::to_vec(&json).map_err(wrong)?;
    input.push(b'\n');
    papers.iter().for_each(|paper| input.extend(&paper.file));
    Ok(input)
}

/// Sets a document by the worker at a path, in at most so much time.
async fn booklet_by(worker: &Path, document: &Document, most_time: Duration) -> Result<Booklet, AppError> {
    let json = serde_json::to_vec(document).map_err(|error| refused(&NOT_SET, error.to_string()))?;
    run_by(worker, &json, most_time).await
}

/// Runs the worker at a path on its input.
async fn run_by(worker: &Path, json: &[u8], most_time: Duration) -> Result<Booklet, AppError> {
    let _turn = TURNS.acquire().await.map_err(|error| AppError::Task(error.to_string()))?;
    let mut child = start(worker)?;
    let run = tokio::time::timeout(most_time, talk(&mut child, json)).await;
    let Ok(run) = run else {
        // Already gone is as good as stopped.
        let _ = child.kill().await;
        return Err(refused(&EXHAUSTED, format!("{} 秒 / {0} s", most_time.as_secs())));
    };
    let (pdf, words, status) = run.map_err(|error| refused(&NOT_HANDED_OVER, error.to_string()))?;
    answer(pdf, &words, status)
}

/// Where the worker is: as the environment says, or beside this program; a test program lies one folder deeper.
fn worker() -> Result<PathBuf, AppError> {
    if let Some(path) = std::env::var_os("HENKAKU_PRESS") {
        let path = PathBuf::from(path);
        return if path.is_file() { Ok(path) } else { Err(refused(&NO_PRESS, path.display().to_string())) };
    }
    let program = std::env::current_exe().map_err(|error| refused(&NO_PRESS, error.to_string()))?;
    let name = format!("press{}", std::env::consts::EXE_SUFFIX);
    let found = program.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.ok_or_else(|| refused(&NO_PRESS, ""))
}

fn start(worker: &Path) -> Result<Child, AppError> {
    let mut command = Command::new(worker);
    command.arg("--memory-mb").arg(MOST_MEMORY_MB.to_string());
    // Two processors for the whole time, should the server itself be gone.
    command.arg("--seconds").arg((MOST_TIME.as_secs() * 2).to_string());
    // It needs where fonts are and nothing else; the environment of a server holds passwords.
    command.env_clear();
    for name in ["PATH", "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "SYSTEMROOT"]
    {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().map_err(|error| refused(&NO_PRESS, format!("{}: {error}", worker.display())))
}

/// Feeds and reads at the same time: a worker that has something to say does not wait until it has heard everything.
async fn talk(child: &mut Child, json: &[u8]) -> std::io::Result<(Vec<u8>, Vec<u8>, ExitStatus)> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // A worker that has stopped listening says why on its standard error.
            let _ = stdin.write_all(json).await;
            let _ = stdin.shutdown().await;
        }
    };
    let (pdf, words, ()) = tokio::join!(read(stdout, MOST_PDF_BYTES), read(stderr, MOST_WORDS_BYTES), feed);
    Ok((pdf?, words?, child.wait().await?))
}

async fn read(from: Option<impl AsyncRead + Unpin>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let Some(mut from) = from else { return Ok(bytes) };
    (&mut from).take(most).read_to_end(&mut bytes).await?;
    if from.read(&mut [0]).await? > 0 {
        return Err(std::io::Error::other(format!("> {most} bytes")));
    }
    Ok(bytes)
}

/// What the worker's output, words and status mean.
fn answer(pdf: Vec<u8>, words: &[u8], status: ExitStatus) -> Result<Booklet, AppError> {
    let words = String::from_utf8_lossy(words);
    let said = words.lines().rev().find_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let text = |key: &str| said.as_ref().and_then(|said| said[key].as_str()).unwrap_or_default().to_owned();
    if status.success() && pdf.starts_with(b"%PDF-") {
        let pages = said.as_ref().and_then(|said| said["pages"].as_u64()).and_then(|pages| u32::try_from(pages).ok());
        let pages = pages.ok_or_else(|| refused(&NOT_HANDED_OVER, "pages"))?;
        let papers = said.as_ref().and_then(|said| said["papers"].as_array()).cloned().unwrap_or_default();
        let papers = papers.iter().map(|word| word.as_str().unwrap_or_default().to_owned()).collect();
        return Ok(Booklet { pdf, pages, missing: text("missing"), papers });
    }
    let kind = match text("kind").as_str() {
        "font" => &NO_FONT,
        "input" | "typeset" => &NOT_SET,
        "memory" => &EXHAUSTED,
        "output" => &NOT_HANDED_OVER,
        // Killed by the system, or ended by the allocator, before it could say a word.
        _ if words.contains("memory allocation of") || is_limit(status) => &EXHAUSTED,
        _ => &NOT_HANDED_OVER,
    };
    let detail = match said {
        Some(_) => format!("{} {} {}", text("ja"), text("en"), text("detail")),
        None => format!("{status} {}", words.lines().next().unwrap_or_default()),
    };
    Err(refused(kind, detail.trim()))
}

/// Whether the system ended it: SIGKILL (out of memory) or SIGXCPU (out of time).
#[cfg(unix)]
fn is_limit(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    matches!(status.signal(), Some(9 | 24))
}

#[cfg(not(unix))]
fn is_limit(_: ExitStatus) -> bool {
    false
}

fn refused(kind: &'static ProblemKind, detail: impl Into<String>) -> AppError {
    Refusal::conflict(kind, detail).into()
}

#[cfg(all(test, unix))]
mod tests;

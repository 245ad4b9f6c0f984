use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use super::*;

const LONG: Duration = Duration::from_secs(60);

/// A worker of a few lines of shell.
fn worker_that(does: &str) -> tempfile::TempPath {
    let file = tempfile::Builder::new().suffix(".sh").tempfile().unwrap();
    std::fs::write(file.path(), format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // Closed for writing, or the system refuses to run it.
    file.into_temp_path()
}

/// More than a pipe holds.
fn large_document() -> Document {
    Document { title: "題".repeat(1_000_000), ..Document::default() }
}

async fn code_of(does: &str) -> String {
    let worker = worker_that(does);
    let error = booklet_by(&worker, &large_document(), LONG).await.unwrap_err();
    let AppError::Refused(refusal) = error else { panic!("{error}") };
    format!("{} {}", refusal.kind.code, refusal.detail)
}

#[tokio::test]
async fn a_worker_that_speaks_before_it_listens_is_heard() {
    let worker = worker_that(
        "printf '%%PDF-1.7'; head -c 3000000 /dev/zero; echo chatter >&2; cat >/dev/null; echo '{\"pages\":7,\"missing\":\"〓\"}' >&2",
    );
    let booklet = booklet_by(&worker, &large_document(), LONG).await.unwrap();
    assert_eq!((booklet.pdf.len(), booklet.pages, booklet.missing.as_str()), (3_000_008, 7, "〓"));
}

#[tokio::test]
async fn what_a_worker_says_becomes_a_code_with_its_words() {
    let said = |kind: &str| {
        format!(
            "cat >/dev/null; echo '{{\"kind\":\"{kind}\",\"ja\":\"理由\",\"en\":\"why\",\"detail\":\"x\"}}' >&2; exit 1"
        )
    };
    for (kind, code) in
        [("font", "AP-341"), ("input", "AP-342"), ("typeset", "AP-342"), ("memory", "AP-343"), ("output", "AP-344")]
    {
        assert_eq!(code_of(&said(kind)).await, format!("{code} 理由 why x"));
    }
    assert!(code_of("echo 'memory allocation of 96 bytes failed' >&2; kill -6 $$").await.starts_with("AP-343"));
    assert!(code_of("kill -9 $$").await.starts_with("AP-343"));
    assert!(code_of("exit 3").await.starts_with("AP-344"));
    assert!(code_of("echo no pdf; cat >/dev/null").await.starts_with("AP-344"), "success without a PDF is none");
    assert!(
        code_of("printf '%%PDF-1.7'; cat >/dev/null").await.starts_with("AP-344"),
        "nor is a PDF of unknown length"
    );
    assert!(code_of("yes | head -c 200000 >&2; cat >/dev/null").await.starts_with("AP-344"), "it says too much");
}

#[tokio::test]
async fn a_worker_that_never_ends_is_ended() {
    let started = Instant::now();
    let worker = worker_that("exec sleep 600");
    let error = booklet_by(&worker, &large_document(), Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(error, AppError::Refused(refusal) if refusal.kind.code == "AP-343"));
    assert!(started.elapsed() < LONG);
}

#[tokio::test]
async fn a_worker_that_is_not_there_is_named() {
    let error = booklet_by(Path::new("no-such-press"), &Document::default(), LONG).await.unwrap_err();
    let AppError::Refused(refusal) = error else { panic!("{error}") };
    assert_eq!(refusal.kind.code, "AP-340");
    assert!(refusal.detail.contains("no-such-press"), "{}", refusal.detail);
}

#[tokio::test]
async fn a_worker_sees_no_secret_of_the_server() {
    // Cargo gives every test such a variable.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let worker = worker_that("cat >/dev/null; printf '%%PDF-1.7'; env | grep -c CARGO >&2; echo '{\"pages\":1}' >&2");
    assert_eq!(booklet_by(&worker, &Document::default(), LONG).await.unwrap().pages, 1);
    let worker = worker_that("cat >/dev/null; if env | grep -q CARGO; then kill -9 $$; fi; exit 3");
    let error = booklet_by(&worker, &Document::default(), LONG).await.unwrap_err();
    assert!(matches!(error, AppError::Refused(refusal) if refusal.kind.code == "AP-344"));
}

//! What must never be: every rule of ARCHITECTURE.md that a text can show, over the whole repository.

use std::path::Path;

use house::files::{self, File};
use house::{Fault, copies, pages, paths, problem_codes, rooms, source, suites};

#[track_caller]
fn assert_none(faults: Vec<Fault>) {
    assert!(faults.is_empty(), "\n{} broken:\n  {}\n", faults.len(), faults.join("\n  "));
}

fn repository() -> Vec<File> {
    files::all(&files::root())
}

/// Files of the repository with one of these endings; there must be some, or a rule would check nothing.
#[track_caller]
fn with_ending(ends: &[&str]) -> Vec<File> {
    let found: Vec<File> = repository().into_iter().filter(|file| file.ends_with(ends)).collect();
    assert!(!found.is_empty(), "no file ends with {ends:?}");
    found
}

fn rust() -> Vec<File> {
    let mut found = with_ending(&[".rs"]);
    found.retain(|file| file.crate_folder().is_some());
    found
}

#[test]
fn rooms_know_only_what_lies_below_and_libraries_stay_in_their_room() {
    let mut manifests = with_ending(&["/Cargo.toml"]);
    manifests.retain(|file| file.crate_folder().is_some());
    assert!(manifests.len() >= 9);
    assert_none(manifests.iter().flat_map(|file| rooms::check_manifest(&file.path, file.text().unwrap())).collect());
}

#[test]
fn unsafe_code_is_forbidden_for_the_whole_workspace() {
    let text = std::fs::read_to_string(files::root().join("Cargo.toml")).unwrap();
    assert_none(rooms::check_workspace(&text));
}

#[test]
fn fiscal_and_reform_are_pure() {
    let sources = rust();
    let pure = sources.iter().filter(|file| {
        ["crates/fiscal/src/", "crates/reform/src/"].iter().any(|start| file.path.starts_with(start))
            && !file.is_test_code()
    });
    assert_none(pure.flat_map(source::check_purity).collect());
}

#[test]
fn nothing_is_unsafe_unfinished_or_unwrapped() {
    assert_none(rust().iter().flat_map(source::check_words).collect());
}

#[test]
fn money_is_never_a_float() {
    assert_none(with_ending(&[".rs", ".sql"]).iter().flat_map(source::check_money).collect());
}

#[test]
fn files_have_one_subject() {
    let sources = with_ending(&[".rs", ".sql", ".html", ".css", ".js", ".mjs", ".sh"]);
    assert_none(sources.iter().flat_map(source::check_length).collect());
}

#[test]
fn no_test_file_is_left_out_of_its_suite() {
    assert_none(suites::check(&repository()));
}

#[test]
fn sql_is_written_in_store_only() {
    let sources = rust();
    let others =
        sources.iter().filter(|file| !matches!(file.crate_folder(), Some("store" | "house")) && !file.is_test_code());
    assert_none(others.flat_map(source::check_no_sql).collect());
}

#[test]
fn templates_have_nothing_inline() {
    assert_none(with_ending(&[".html"]).iter().flat_map(pages::check_template).collect());
}

#[test]
fn no_folder_of_a_machine_and_no_package_host_is_named() {
    assert_none(repository().iter().flat_map(paths::check).collect());
}

#[test]
fn every_problem_code_is_declared_once_and_documented() {
    let mut sources = rust();
    sources.retain(|file| file.crate_folder() != Some("house"));
    let reference: String = repository()
        .iter()
        .filter(|file| file.path.starts_with("docs/reference/"))
        .filter_map(|file| file.text())
        .collect();
    assert_none(problem_codes::check(&sources, &reference));
}

#[test]
fn no_data_file_of_others_is_in_the_repository() {
    let data = copies::shared_data(&files::root());
    if skipped(&data) {
        return;
    }
    assert_none(copies::check_files(&repository(), &data));
}

#[test]
fn no_sentence_of_the_plan_document_is_copied() {
    let folder = copies::shared_data(&files::root()).join("../source");
    if skipped(&folder) {
        return;
    }
    let sources: Vec<String> =
        files::walk(&folder).iter().filter_map(|path| std::fs::read_to_string(folder.join(path)).ok()).collect();
    assert!(!sources.is_empty());
    assert_none(copies::check_sentences(&repository(), &sources));
}

#[expect(clippy::print_stdout, reason = "a skipped check must say so")]
fn skipped(folder: &Path) -> bool {
    let absent = !folder.is_dir();
    if absent {
        println!("skipped: no folder {}", folder.display());
    }
    absent
}

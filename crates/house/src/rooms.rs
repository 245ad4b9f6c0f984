//! Rooms and direction (部屋と向き): which crate may know which, and which library belongs to which crate.

use toml::Table;

use crate::Fault;

/// Each crate of the workspace and the crates it may know, as ARCHITECTURE.md draws them.
const ROOMS: &[(&str, &[&str])] = &[
    ("fiscal", &[]),
    ("reform", &["fiscal"]),
    ("intake", &["reform", "fiscal"]),
    ("publish", &["reform", "fiscal"]),
    ("site", &["publish", "reform", "fiscal"]),
    ("press", &[]),
    ("store", &["reform", "fiscal"]),
    ("notify", &[]),
    ("app", &["intake", "publish", "site", "store", "notify", "reform", "fiscal"]),
    ("web", &["app", "reform", "fiscal"]),
    ("henkaku", &["web", "app", "reform", "fiscal"]),
    ("house", &[]),
];

/// Libraries that belong to few crates: (how the name starts, a crate it belongs to, who else may use it in tests only).
const OWNED: &[(&str, &str, &[&str])] = &[
    ("sqlx", "store", &[]),
    ("axum", "web", &[]),
    ("askama", "web", &[]),
    ("askama", "site", &[]),
    ("tower", "web", &[]),
    ("calamine", "intake", &["publish"]),
    ("encoding_rs", "intake", &[]),
    ("rust_xlsxwriter", "publish", &["intake"]),
    ("kuva", "publish", &[]),
    ("krilla", "publish", &[]),
    ("resvg", "publish", &[]),
    ("lettre", "notify", &[]),
    ("tokio-rustls", "notify", &[]),
    ("rcgen", "notify", &[]),
    ("typst", "press", &[]),
    ("hayro", "press", &[]),
    ("anyhow", "henkaku", &[]),
    ("clap", "henkaku", &[]),
];

/// All that the pure crates may build on: nothing that reads, writes, waits or speaks a wire format.
const PURE_CRATES: &[&str] = &["fiscal", "reform"];
/// `rayon` divides a computation among the processors and does nothing else; that its number changes no result is a test of
/// `fiscal` (decision 0009).
const PURE_MAY_USE: &[&str] = &["fiscal", "rayon", "thiserror", "unicode-normalization"];

/// Checks one `Cargo.toml`.
pub fn check_manifest(path: &str, text: &str) -> Vec<Fault> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{path}: {error}")],
    };
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let Some(name) = name else { return vec![format!("{path}: has no package name")] };
    let Some((_, may_know)) = ROOMS.iter().find(|(room, _)| *room == name) else {
        return vec![format!("{path}: the crate `{name}` has no place in the table of rooms")];
    };
    let mut faults = Vec::new();
    for (library, only_for_tests) in dependencies(&manifest) {
        if ROOMS.iter().any(|(room, _)| *room == library) && !may_know.contains(&library.as_str()) {
            faults.push(format!("{path}: `{name}` must not know `{library}`"));
        }
        let claims = OWNED.iter().filter(|(owned, ..)| {
            library == *owned || library.strip_prefix(owned).is_some_and(|rest| rest.starts_with('-'))
        });
        let owners: Vec<&str> = claims.clone().map(|(_, owner, _)| *owner).collect();
        let is_for_its_tests = only_for_tests && claims.clone().any(|(_, _, in_tests)| in_tests.contains(&name));
        if !owners.is_empty() && !owners.contains(&name) && !is_for_its_tests {
            faults.push(format!("{path}: `{library}` belongs to `{}`, not to `{name}`", owners.join("` and `")));
        }
        if PURE_CRATES.contains(&name) && !only_for_tests && !PURE_MAY_USE.contains(&library.as_str()) {
            faults.push(format!("{path}: `{name}` is pure and may not use `{library}`"));
        }
    }
    let follows_lints = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    if follows_lints != Some(true) {
        faults.push(format!("{path}: `[lints] workspace = true` is missing"));
    }
    faults
}

/// Checks the workspace's own manifest: `unsafe` stays forbidden.
pub fn check_workspace(text: &str) -> Vec<Fault> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("Cargo.toml: {error}")],
    };
    let lint = ["workspace", "lints", "rust", "unsafe_code"]
        .iter()
        .try_fold(&toml::Value::Table(manifest), |at, key| at.get(key).ok_or(()))
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned));
    if lint.as_deref() == Some("forbid") { vec![] } else { vec!["Cargo.toml: unsafe_code must be \"forbid\"".into()] }
}

/// Real names of all dependencies, and whether only tests use them; also those of one platform.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let tables = std::iter::once(manifest)
        .chain(platforms.into_iter().flat_map(|p| p.values().filter_map(toml::Value::as_table)));
    for table in tables {
        for (kind, only_for_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            for (name, value) in table.get(kind).and_then(toml::Value::as_table).into_iter().flatten() {
                let real = value.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                found.push((real.to_owned(), only_for_tests));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(name: &str, rest: &str) -> Vec<Fault> {
        check_manifest("c/Cargo.toml", &format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n{rest}"))
    }

    #[test]
    fn a_room_may_know_only_what_lies_below_it() {
        assert!(faults("web", "[dependencies]\napp.workspace = true\nreform.workspace = true").is_empty());
        assert_eq!(
            faults("web", "[dependencies]\nstore.workspace = true"),
            ["c/Cargo.toml: `web` must not know `store`"]
        );
        assert_eq!(faults("store", "[dev-dependencies]\nintake.workspace = true").len(), 1);
        assert_eq!(faults("fiscal", "[build-dependencies]\nreform.workspace = true").len(), 2);
        assert_eq!(faults("newcomer", "").len(), 1);
    }

    #[test]
    fn a_library_stays_in_its_room() {
        assert!(faults("store", "[dependencies]\nsqlx.workspace = true").is_empty());
        assert_eq!(faults("app", "[dependencies]\nsqlx.workspace = true").len(), 1);
        assert_eq!(faults("app", "[dependencies]\ndb = { package = \"sqlx\", version = \"1\" }").len(), 1);
        assert_eq!(faults("app", "[target.'cfg(unix)'.dependencies]\ntower-http = \"1\"").len(), 1);
        assert_eq!(faults("publish", "[dependencies]\ncalamine.workspace = true").len(), 1);
        assert!(faults("publish", "[dev-dependencies]\ncalamine.workspace = true").is_empty());
    }

    #[test]
    fn pure_crates_use_nothing_that_reads_or_writes() {
        assert!(faults("fiscal", "[dependencies]\nthiserror.workspace = true").is_empty());
        assert_eq!(faults("reform", "[dependencies]\nserde = \"1\"").len(), 1);
        assert!(faults("reform", "[dev-dependencies]\nproptest = \"1\"").is_empty());
    }

    #[test]
    fn lints_are_the_workspaces_and_unsafe_is_forbidden() {
        assert_eq!(check_manifest("c/Cargo.toml", "[package]\nname = \"fiscal\"").len(), 1);
        assert_eq!(check_manifest("c/Cargo.toml", "[package").len(), 1);
        assert!(check_workspace("[workspace.lints.rust]\nunsafe_code = \"forbid\"").is_empty());
        assert_eq!(check_workspace("[workspace.lints.rust]\nunsafe_code = \"warn\"").len(), 1);
        assert_eq!(check_workspace("[workspace]").len(), 1);
    }
}

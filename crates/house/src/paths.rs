//! Places that belong to one machine (この機械だけの場所): none is named in the repository.

use crate::files::File;
use crate::{Fault, fault_at};

/// Folders of somebody's machine; put together here so that this file does not break its own rule.
const FOLDERS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];

/// Hosts a package client is told by its own settings, never by a project.
const HOSTS: &[&str] = &[
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("files.", "pythonhosted.org"),
    concat!("pypi.org", "/simple"),
    concat!("proxy.", "golang.org"),
];

/// No machine's folder and no package host is named; a lock file names no address to fetch from.
pub fn check(file: &File) -> Vec<Fault> {
    // Cargo's own lock names the public index by nature.
    if file.path.ends_with("Cargo.lock") {
        return vec![];
    }
    let Some(text) = file.text() else { return vec![] };
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for folder in FOLDERS {
            if line.match_indices(folder).any(|(start, _)| begins_a_path(&line[..start])) {
                faults.push(fault_at(&file.path, at + 1, &format!("names a folder of one machine ({folder}…)")));
            }
        }
        for host in HOSTS {
            if line.contains(host) {
                faults.push(fault_at(&file.path, at + 1, &format!("names a package host ({host})")));
            }
        }
        let setting = line.trim_start();
        if file.ends_with(&["package-lock.json"]) && setting.starts_with("\"resolved\"") {
            faults.push(fault_at(&file.path, at + 1, "a lock file must not say where packages are fetched from"));
        }
        if file.ends_with(&[".npmrc"]) && setting.contains("registry=") || is_cargo_source(file, setting) {
            faults.push(fault_at(&file.path, at + 1, "package sources are each machine's own setting"));
        }
    }
    faults
}

fn is_cargo_source(file: &File, setting: &str) -> bool {
    file.ends_with(&[".cargo/config", ".cargo/config.toml"])
        && ["[source", "[registries", "[registry"].iter().any(|start| setting.starts_with(start))
}

/// True when what comes before cannot be the beginning of a longer path or address.
fn begins_a_path(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || ".-_~*})]%".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        check(&File { path: path.into(), bytes: text.into() }).len()
    }

    #[test]
    fn a_folder_of_one_machine_is_caught() {
        for folder in FOLDERS {
            assert_eq!(faults("a.md", &format!("see `{folder}x`")), 1, "{folder}");
            assert_eq!(faults("a.md", &format!("see ../net{folder}x")), 0, "{folder}");
        }
    }

    #[test]
    fn package_hosts_are_caught_except_in_cargos_lock() {
        for host in HOSTS {
            assert_eq!(faults("a.json", &format!("https://{host}/x")), 1, "{host}");
            assert_eq!(faults("Cargo.lock", &format!("https://{host}/x")), 0, "{host}");
        }
        assert_eq!(faults("tests/browser/package-lock.json", "  \"resolved\": \"https://mirror.example/x.tgz\""), 1);
        assert_eq!(faults("tests/browser/.npmrc", "registry=https://mirror.example"), 1);
        assert_eq!(faults("tests/browser/.npmrc", "omit-lockfile-registry-resolved=true"), 0);
        assert_eq!(faults(".cargo/config.toml", "[source.mirror]"), 1);
    }
}

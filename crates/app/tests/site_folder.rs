//! The folder of the public site: written whole or not at all, and nothing twice that did not change.
#![expect(clippy::print_stdout, reason = "a skipped check must say so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use app::AppError;
use app::publishing::folder::write::{MANIFEST, write};
use site::File;

fn file(path: &str, text: &str) -> File {
    File { path: path.into(), bytes: text.as_bytes().to_vec() }
}

fn site() -> Vec<File> {
    vec![file("index.html", "home"), file("programs/1.html", "one"), file("programs/2.html", "two")]
}

fn code(result: Result<impl std::fmt::Debug, AppError>) -> &'static str {
    match result.expect_err("it is refused") {
        AppError::Refused(refusal) => refusal.kind.code,
        other => panic!("{other}"),
    }
}

/// Everything below a folder: path and text.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    found.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
    }
    found
}

/// What lies beside the site, without the file of the lock.
fn beside(parent: &Path) -> Vec<String> {
    let names = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name != "out" && !name.ends_with("-lock")).collect()
}

#[test]
fn a_site_is_written_and_written_again_only_where_it_changed() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let first = write(&out, 1, &site()).unwrap();
    assert_eq!((first.files, first.rewritten, first.removed, first.bytes), (3, 3, 0, 10));
    assert_eq!(tree(&out)["programs/2.html"], "two");
    let untouched = fs::metadata(out.join("programs/1.html")).unwrap().modified().unwrap();

    let again = write(&out, 1, &site()).unwrap();
    assert_eq!((again.rewritten, again.removed), (0, 0));

    let changed = vec![file("index.html", "news"), file("programs/1.html", "one"), file("programs/3.html", "three")];
    let second = write(&out, 2, &changed).unwrap();
    assert_eq!((second.files, second.rewritten, second.removed), (3, 2, 1));
    let now = tree(&out);
    let names: Vec<&str> = now.keys().map(String::as_str).collect();
    assert_eq!(names, [MANIFEST, "index.html", "programs/1.html", "programs/3.html"]);
    assert_eq!(now["index.html"], "news");
    assert_eq!(fs::metadata(out.join("programs/1.html")).unwrap().modified().unwrap(), untouched);
    assert_eq!(beside(place.path()), Vec::<String>::new());
}

#[test]
fn what_somebody_changed_by_hand_is_put_right_and_what_they_added_stays() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    write(&out, 1, &site()).unwrap();
    fs::write(out.join("programs/1.html"), "bad").unwrap();
    fs::create_dir(out.join(".well-known")).unwrap();
    fs::write(out.join(".well-known/security.txt"), "Contact").unwrap();
    let written = write(&out, 1, &site()).unwrap();
    assert_eq!((written.rewritten, written.others), (1, 1));
    assert_eq!(tree(&out)["programs/1.html"], "one");
    assert_eq!(tree(&out)[".well-known/security.txt"], "Contact");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.txt"), "mine").unwrap();
    assert_eq!(code(write(&out, 1, &site())), "AP-320");
    fs::write(out.join(MANIFEST), "{\"format\":\"other\"}").unwrap();
    assert_eq!(code(write(&out, 1, &site())), "AP-320");
    assert_eq!(tree(&out).len(), 2);
    fs::remove_dir_all(&out).unwrap();
    fs::create_dir(&out).unwrap();
    assert_eq!(write(&out, 1, &site()).unwrap().rewritten, 3, "an empty folder is welcome");
}

#[test]
fn a_file_a_missing_place_and_names_that_are_paths_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    fs::write(&out, "a file").unwrap();
    assert_eq!(code(write(&out, 1, &site())), "AP-323");
    assert_eq!(fs::read_to_string(&out).unwrap(), "a file");
    assert_eq!(code(write(&place.path().join("no/such/out"), 1, &site())), "AP-322");
    let fine = place.path().join("fine");
    for path in ["../evil.html", "/etc/evil", "a//b", ".hidden", "a\0b", "名前.html", "", MANIFEST] {
        assert_eq!(code(write(&fine, 1, &[file(path, "x")])), "AP-325", "{path:?}");
    }
    assert!(!fine.exists());
    assert!(!place.path().join("evil.html").exists());
}

#[test]
fn two_at_once_do_not_mix() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    write(&out, 1, &site()).unwrap();
    let lock = place.path().join(".out.henkaku-lock");
    let held = fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    assert_eq!(code(write(&out, 2, &[file("index.html", "other")])), "AP-321");
    assert_eq!(tree(&out)["index.html"], "home");
    drop(held);
    assert_eq!(write(&out, 2, &[file("index.html", "other")]).unwrap().removed, 2);
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_an_old_site_on_its_way_out_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let (out, new) = (place.path().join("out"), place.path().join(".out.henkaku-new"));
    let old = place.path().join(".out.henkaku-old");
    write(&out, 1, &site()).unwrap();
    // Killed while the new site was made.
    fs::create_dir(&new).unwrap();
    fs::write(new.join("index.html"), "half").unwrap();
    assert_eq!(write(&out, 1, &site()).unwrap().rewritten, 0);
    assert!(!new.exists());
    // Killed between the two renames of a system that cannot exchange folders.
    fs::rename(&out, &old).unwrap();
    fs::create_dir(&new).unwrap();
    let changed = vec![file("index.html", "news"), file("programs/1.html", "one"), file("programs/2.html", "two")];
    assert_eq!(write(&out, 2, &changed).unwrap().rewritten, 1, "the old site came back and was the base");
    assert_eq!(beside(place.path()), Vec::<String>::new());
}

#[test]
fn a_full_disk_leaves_the_old_site_whole() {
    let place = tempfile::tempdir().unwrap();
    let disk = place.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(&disk).output();
    if !mounted.as_ref().is_ok_and(|done| done.status.success()) {
        println!("skipped: a small disk of its own cannot be mounted here: {mounted:?}");
        return;
    }
    let out = disk.join("out");
    let result = std::panic::catch_unwind(|| {
        write(&out, 1, &site()).unwrap();
        let large = vec![file("index.html", "news"), file("large.html", &"x".repeat(1_000_000))];
        assert_eq!(code(write(&out, 2, &large)), "AP-324");
        assert_eq!(tree(&out)["index.html"], "home");
        assert!(!disk.join(".out.henkaku-new").exists(), "the half is cleared away, and its room is free again");
        assert_eq!(write(&out, 2, &[file("index.html", "news")]).unwrap().removed, 2);
    });
    let gone = Command::new("umount").arg(&disk).status();
    assert!(gone.is_ok_and(|status| status.success()));
    result.unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_nobody_may_write_to_and_a_link_to_a_folder() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = tempfile::tempdir().unwrap();
    let (real, link) = (place.path().join("real"), place.path().join("out"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    write(&link, 1, &site()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link stays");
    assert_eq!(tree(&real)["index.html"], "home");

    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        println!("skipped in part: this account may write everywhere");
    } else {
        assert_eq!(code(write(&closed.join("out"), 1, &site())), "AP-322");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

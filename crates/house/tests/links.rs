//! Links between the documents (文書のリンク): what a relative link of a Markdown file names is in the repository.

use house::files::{self, File};
use house::{Fault, fault_at};

#[test]
fn every_relative_link_leads_somewhere() {
    let repository = files::all(&files::root());
    let documents: Vec<&File> = repository.iter().filter(|file| file.ends_with(&[".md"])).collect();
    assert!(documents.len() > 10, "only {} documents were found", documents.len());
    let faults: Vec<Fault> = documents.iter().flat_map(|file| check(file, &repository)).collect();
    assert!(faults.is_empty(), "\n{} broken:\n  {}\n", faults.len(), faults.join("\n  "));
}

/// Each relative link whose target is neither a file nor a folder of the repository; code is passed over.
fn check(document: &File, repository: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut in_code = false;
    for (at, line) in document.text().unwrap_or_default().lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in relative_links(line) {
            let is_there = resolve(&document.path, &target).is_some_and(|path| exists(&path, repository));
            if !is_there {
                faults.push(fault_at(&document.path, at + 1, &format!("the link leads nowhere: {target}")));
            }
        }
    }
    faults
}

/// The targets of `[…](target)` and `![…](target)` in a line, without `#…`; addresses of the web are left out.
fn relative_links(line: &str) -> Vec<String> {
    let without_code: String = line.split('`').step_by(2).collect();
    let targets = without_code.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':')).map(str::to_owned).collect()
}

/// The target's path from the root, seen from this document; nothing when it leaves the repository.
fn resolve(document: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn exists(path: &str, repository: &[File]) -> bool {
    let is_it = |file: &File| file.path == path;
    let is_below = |file: &File| file.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    repository.iter().any(|file| is_it(file) || is_below(file))
}

#[test]
fn a_link_that_leads_nowhere_is_caught() {
    let file = |path: &str, text: &str| File { path: path.into(), bytes: text.into() };
    let repository = [file("README.md", ""), file("docs/a/b.md", ""), file("docs/images/home.png", "")];
    let faults = |text: &str| check(&file("docs/a/c.md", text), &repository);
    for good in [
        "[b](b.md) and ![home](../images/home.png \"home\")",
        "[`b`](./b.md#part), [top](#top), [root](../../README.md), [folder](../images/)",
        "[web](https://example.org/x.md) and [mail](mailto:a@example.org)",
        "`[not a link](x.md)`\n```\n[neither](y.md)\n```",
    ] {
        assert_eq!(faults(good), Vec::<Fault>::new(), "{good}");
    }
    assert_eq!(faults("\n[gone](x.md)"), ["docs/a/c.md:2: the link leads nowhere: x.md"]);
    for bad in ["![gone](../images/gone.png)", "[b](../b.md)", "[out](../../../README.md)", "```\n```\n[x](x.md)"] {
        assert_eq!(faults(bad).len(), 1, "{bad}");
    }
}

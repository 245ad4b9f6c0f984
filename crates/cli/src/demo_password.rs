//! The password of the demonstration's people (例示の利用者のパスワード): in a file of the data folder that only its owner
//! reads, and said when the server starts.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use app::{Actor, App};

const FILE: &str = "demo-password.txt";

/// Makes the people of the demonstration when there is nobody, and says how to sign in as one of them. The file goes
/// away with them.
pub async fn prepare(app: &App, data: &Path) -> anyhow::Result<()> {
    let path = data.join(FILE);
    if let Some(password) = app.load_demo_people_when_empty(&Actor::operator("system")).await? {
        keep(&path, password.reveal()).with_context(|| format!("{} に書けません", path.display()))?;
    }
    let Ok(password) = std::fs::read_to_string(&path) else { return Ok(()) };
    if app.has_demo_people().await? {
        announce(&path, password.trim());
    } else {
        std::fs::remove_file(&path).with_context(|| format!("{} を消せません", path.display()))?;
    }
    Ok(())
}

fn keep(path: &Path, password: &str) -> std::io::Result<()> {
    // An old file may be open to others, and a link may lead elsewhere: neither is written into.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path)?, "{password}")
}

fn announce(path: &Path, password: &str) {
    let mut out = std::io::stdout().lock();
    let mut say = || -> std::io::Result<()> {
        writeln!(out, "例示の利用者でサインインできます / sign in as somebody of the demonstration")?;
        for (login, name, role) in App::demo_people() {
            writeln!(out, "  {login:<10} {name}（{}）", role.label_ja())?;
        }
        writeln!(out, "  パスワード / password: {password}   （{}）", path.display())
    };
    // Nobody may be listening; the server runs all the same.
    let _ = say();
}

//! Mail (メール): the settings, the digest of the day for everybody it concerns, and a mail to try the settings.
//!
//! Who is told what is `reform::notice`; how a message reaches a server is the room `notify`. Here they are joined: what
//! is to be said is gathered once, each person's digest is claimed in the database and then sent.

mod digest;
mod problems;
mod schedule;
mod send;

use std::io::Read;
use std::path::Path;

pub use digest::{DigestLine, DigestOutcome, DigestReport};
pub use notify::MailSettings;
pub use problems::*;
pub use schedule::until_next_run;
pub use store::MailRow;

use notify::{Fault, FaultKind, Mailer};
use reform::{Place, Problem};

use crate::error::AppError;

/// The name of the settings' file in the data folder.
pub const SETTINGS_FILE: &str = "mail.toml";
/// No settings are longer than this, in bytes; a longer file is not read to its end.
const SETTINGS_BYTES: u64 = 128 * 1024;

/// Reads the mail settings of a data folder.
///
/// # Errors
/// [`AppError::Faulty`] with every fault of the file, or with [`MAIL_NOT_SET`] when there is none.
pub fn mail_settings(data: &Path) -> Result<MailSettings, AppError> {
    let path = data.join(SETTINGS_FILE);
    let shown = path.display().to_string();
    let file = match std::fs::File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(AppError::Faulty(vec![Problem::new(&MAIL_NOT_SET, Place::file(shown), "")]));
        }
        Err(error) => return Err(AppError::File { path: shown, reason: error.to_string() }),
    };
    let mut bytes = Vec::new();
    file.take(SETTINGS_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| AppError::File { path: shown.clone(), reason: error.to_string() })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| AppError::Faulty(vec![Problem::new(&MAIL_FILE_BROKEN, Place::file(shown.clone()), "UTF-8")]))?;
    let mut settings = MailSettings::read(&text)
        .map_err(|faults| AppError::Faulty(faults.iter().map(|fault| problem(&shown, fault)).collect()))?;
    // A certificate beside the settings is named as it stands there, wherever the program is started.
    settings.ca_file = settings.ca_file.map(|file| data.join(file));
    match Mailer::new(&settings) {
        Ok(_) => Ok(settings),
        Err(error) => {
            let place = Place { column: Some("ca_file".to_owned()), ..Place::file(shown) };
            Err(AppError::Faulty(vec![Problem::new(&MAIL_FIELD_WRONG, place, error.to_string())]))
        }
    }
}

fn problem(file: &str, fault: &Fault) -> Problem {
    let kind = match fault.kind {
        FaultKind::Syntax => &MAIL_FILE_BROKEN,
        FaultKind::Missing => &MAIL_FIELD_MISSING,
        FaultKind::Value => &MAIL_FIELD_WRONG,
        FaultKind::Unknown => &MAIL_FIELD_UNKNOWN,
        FaultKind::Unsafe => &MAIL_UNSAFE,
    };
    let column = Some(fault.field.clone()).filter(|field| !field.is_empty());
    Problem::new(kind, Place { row: fault.line, column, ..Place::file(file) }, &fault.excerpt)
}

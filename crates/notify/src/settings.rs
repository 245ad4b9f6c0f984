//! Mail settings (メールの設定): `mail.toml`, read so that every fault is told with its line.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use crate::message::{check_address, check_line};
use crate::secret::Secret;

/// The largest file read, in bytes.
const FILE_BYTES: usize = 64 * 1024;
/// The longest value, in characters.
const VALUE_CHARS: usize = 300;
/// Every field, in the order of the guide.
const FIELDS: [&str; 10] =
    ["host", "port", "security", "user", "password", "from", "from_name", "site", "ca_file", "timeout_seconds"];

/// Which server takes the mail, how safely, and in whose name (メールの設定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who signs in there; `None` where the server asks for nobody.
    pub login: Option<Login>,
    /// The address the mail is sent from.
    pub from: String,
    /// The name that stands before that address; may be empty.
    pub from_name: String,
    /// Where people open the pages, without a slash at the end: `https://henkaku.example.jp`.
    pub site: String,
    /// A PEM file of the authority that signed the server's certificate, where it is the city's own.
    pub ca_file: Option<PathBuf>,
    /// The longest one message may take from connecting to the server's answer.
    pub timeout: Duration,
}

/// How the connection is protected (通信の保護).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Begins in the clear and must change to TLS before anything is said; usually port 587.
    StartTls,
    /// TLS from the first byte; usually port 465.
    Tls,
    /// Not at all; only for a server on this machine or inside a closed network, and never with a password elsewhere.
    None,
}

/// Who signs in at the mail server (メールサーバーの利用者).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// What is wrong with the settings (設定の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub kind: FaultKind,
    /// The line of the file, from 1; `None` when it concerns the whole file.
    pub line: Option<u32>,
    /// The field.
    pub field: String,
    /// What stands there, or what the reader says; never a password.
    pub excerpt: String,
}

/// The kinds of faults (誤りの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The text is no TOML, or far too long.
    Syntax,
    /// A field that is needed is not there.
    Missing,
    /// The value of a field makes no sense.
    Value,
    /// There is no such field.
    Unknown,
    /// A password would cross a network in the clear, or there is a user without a password.
    Unsafe,
}

impl Security {
    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Security::StartTls => "starttls",
            Security::Tls => "tls",
            Security::None => "none",
        }
    }

    /// The port that is usual for it.
    fn usual_port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        }
    }
}

impl MailSettings {
    /// Reads the text of `mail.toml`.
    ///
    /// # Errors
    /// Every fault found, in the order of the fields.
    pub fn read(text: &str) -> Result<MailSettings, Vec<Fault>> {
        let whole = |excerpt: String| Fault { kind: FaultKind::Syntax, line: None, field: String::new(), excerpt };
        if text.len() > FILE_BYTES {
            return Err(vec![whole(format!("{} bytes", text.len()))]);
        }
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            vec![Fault { line, ..whole(error.message().to_owned()) }]
        })?;
        let mut reader = Reader { text, table: table.get_ref(), faults: Vec::new() };
        let settings = reader.settings();
        reader.find_unknown();
        if reader.faults.is_empty() { Ok(settings) } else { Err(reader.faults) }
    }
}

struct Reader<'t> {
    text: &'t str,
    table: &'t DeTable<'t>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// All fields; where one is wrong a stand-in takes its place, which no caller sees.
    fn settings(&mut self) -> MailSettings {
        let host = self.required("host");
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if !host.chars().all(is_name) {
            self.fault(FaultKind::Value, "host", &host);
        }
        let security = self.security();
        let port = self.number("port", 1, u16::MAX.into()).map_or(security.usual_port(), |port| port as u16);
        let login = self.login(security, &host);
        let from = self.required("from");
        if !from.is_empty() && check_address(&from).is_err() {
            self.fault(FaultKind::Value, "from", &from);
        }
        let from_name = self.text("from_name").unwrap_or_default();
        if check_line("name", &from_name, 100).is_err() {
            self.fault(FaultKind::Value, "from_name", &from_name);
        }
        let site = self.required("site");
        if !site.is_empty() && !is_site(&site) {
            self.fault(FaultKind::Value, "site", &site);
        }
        let ca_file = self.text("ca_file").map(PathBuf::from);
        let timeout = Duration::from_secs(self.number("timeout_seconds", 1, 300).map_or(30, i64::unsigned_abs));
        let site = site.trim_end_matches('/').to_owned();
        MailSettings { host, port, security, login, from, from_name, site, ca_file, timeout }
    }

    fn security(&mut self) -> Security {
        let Some(word) = self.text("security") else { return Security::StartTls };
        let known = [Security::StartTls, Security::Tls, Security::None].into_iter().find(|one| one.word() == word);
        known.unwrap_or_else(|| {
            self.fault(FaultKind::Value, "security", &word);
            Security::StartTls
        })
    }

    fn login(&mut self, security: Security, host: &str) -> Option<Login> {
        let (user, password) = (self.text("user"), self.exact_text("password"));
        match (user, password) {
            (None, None) => None,
            (Some(_), None) if self.table.contains_key("password") => None, // Its value is a fault already.
            (Some(user), None) => {
                self.fault(FaultKind::Unsafe, "user", &user);
                None
            }
            (None, Some(_)) => {
                self.fault(FaultKind::Missing, "user", "");
                None
            }
            (Some(user), Some(password)) => {
                if security == Security::None && !is_this_machine(host) {
                    self.fault(FaultKind::Unsafe, "security", security.word());
                }
                Some(Login { user, password: Secret::new(password) })
            }
        }
    }

    fn required(&mut self, field: &str) -> String {
        if !self.table.contains_key(field) {
            self.fault(FaultKind::Missing, field, "");
        }
        self.text(field).unwrap_or_default()
    }

    /// The text of a field, without the blanks around it; `None` when it is absent, or a fault was noted.
    fn text(&mut self, field: &str) -> Option<String> {
        self.exact_text(field).map(|text| text.trim().to_owned())
    }

    /// The same with its blanks, which may belong to a password.
    fn exact_text(&mut self, field: &str) -> Option<String> {
        let value = self.table.get(field)?.get_ref();
        let text = value.as_str().filter(|text| {
            !text.trim().is_empty() && text.chars().count() <= VALUE_CHARS && !text.chars().any(char::is_control)
        });
        if text.is_none() {
            self.fault(FaultKind::Value, field, &shown(value));
        }
        text.map(str::to_owned)
    }

    fn number(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        let value = self.table.get(field)?.get_ref();
        let number = value.as_integer().and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.fault(FaultKind::Value, field, &shown(value));
        }
        number
    }

    fn find_unknown(&mut self) {
        let unknown: Vec<(String, Range<usize>)> = self
            .table
            .keys()
            .filter(|key| !FIELDS.contains(&key.get_ref().as_ref()))
            .map(|key| (key.get_ref().to_string(), key.span()))
            .collect();
        for (field, span) in unknown {
            let line = Some(line_of(self.text, span.start));
            self.faults.push(Fault { kind: FaultKind::Unknown, line, excerpt: field.clone(), field });
        }
    }

    fn fault(&mut self, kind: FaultKind, field: &str, excerpt: &str) {
        let line = self.table.get_key_value(field).map(|(key, _)| line_of(self.text, key.span().start));
        let excerpt = if field == "password" { String::new() } else { excerpt.to_owned() };
        self.faults.push(Fault { kind, line, field: field.to_owned(), excerpt });
    }
}

/// The line number of a byte of the text, from 1.
fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().iter().take(byte);
    u32::try_from(before.filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        other => other.type_str().to_owned(),
    }
}

/// An address of the web with a host and nothing that ends a line or a link.
fn is_site(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.starts_with('/')
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || "./:-_~[]".contains(c))
    })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

//! Mailer (送信): one message over one connection, within a limit of time.
//!
//! A connection for each message is slower than keeping one open, but a message that fails or is given up halfway can
//! then never disturb the next one. A city writes a few hundred a day.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Letter};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use crate::message::{Message, check_line, parse_address};
use crate::settings::{Login, MailSettings, Security};

/// How long the server may take to say goodbye; the message is its own by then.
const GOODBYE: Duration = Duration::from_secs(2);
/// The longest answer of a server that is kept, in characters.
const ANSWER_CHARS: usize = 200;

/// Sends messages as the settings say (メールの送り手).
#[derive(Clone)]
pub struct Mailer {
    host: String,
    port: u16,
    security: Security,
    tls: Option<TlsParameters>,
    login: Option<Login>,
    from: Mailbox,
    timeout: Duration,
}

/// Why a message was not sent (送れなかった理由).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The settings cannot be used after all: the certificate file, the sender.
    #[error("settings: {0}")]
    Settings(String),
    /// The server cannot be reached, or the line broke.
    #[error("no connection: {0}")]
    Connection(String),
    /// There is no safe connection: no STARTTLS, or a certificate nobody vouches for. Nothing was said in the clear.
    #[error("no safe connection: {0}")]
    Tls(String),
    /// The server does not accept the user or the password.
    #[error("sign-in refused: {0}")]
    SignIn(String),
    /// The server does not take the message.
    #[error("refused: {answer}")]
    Refused {
        /// Its code and words.
        answer: String,
        /// Whether it would refuse it again (5xx); otherwise it asks to come back later (4xx).
        for_good: bool,
    },
    /// It took longer than the settings allow. The server may have taken the message nevertheless.
    #[error("no answer within {0} seconds")]
    Timeout(u64),
}

impl Mailer {
    /// A mailer for these settings; reads the certificate file, if one is named, and connects to nothing yet.
    ///
    /// # Errors
    /// When the certificate file cannot be read or has no certificate, or the sender is no address.
    pub fn new(settings: &MailSettings) -> Result<Mailer, MailError> {
        let from = parse_address(&settings.from).map_err(|error| MailError::Settings(error.to_string()))?;
        check_line("name", &settings.from_name, 100).map_err(|error| MailError::Settings(error.to_string()))?;
        let name = Some(settings.from_name.clone()).filter(|name| !name.is_empty());
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(tls_parameters(settings)?),
        };
        Ok(Mailer {
            host: settings.host.clone(),
            port: settings.port,
            security: settings.security,
            tls,
            login: settings.login.clone(),
            from: Mailbox::new(name, from),
            timeout: settings.timeout,
        })
    }

    /// Hands the message to the server; it is sent when this gives `Ok`.
    ///
    /// # Errors
    /// Why it was not sent. After [`MailError::Timeout`] the server may have it nevertheless.
    pub async fn send(&self, message: &Message) -> Result<(), MailError> {
        let letter = self.letter(message)?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![message.to.clone()])
            .map_err(|error| MailError::Settings(error.to_string()))?;
        let work = async {
            let mut line = self.connect().await?;
            line.send(&envelope, &letter.formatted()).await.map_err(refused_or_broken)?;
            Ok(line)
        };
        let mut line = tokio::time::timeout(self.timeout, work)
            .await
            .map_err(|_| MailError::Timeout(self.timeout.as_secs()))??;
        // The message is the server's now; whatever happens while parting changes nothing.
        let _ = tokio::time::timeout(GOODBYE, line.abort()).await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let hello = ClientId::default();
        let from_first_byte = self.tls.clone().filter(|_| self.security == Security::Tls);
        let at = (self.host.as_str(), self.port);
        let mut line = AsyncSmtpConnection::connect_tokio1(at, Some(self.timeout), &hello, from_first_byte, None)
            .await
            .map_err(refused_or_broken)?;
        if let (Security::StartTls, Some(tls)) = (self.security, &self.tls) {
            if !line.can_starttls() {
                line.abort().await;
                return Err(MailError::Tls("the server offers no STARTTLS".into()));
            }
            line.starttls(tls.clone(), &hello).await.map_err(refused_or_broken)?;
        }
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            line.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| match refused_or_broken(error) {
                MailError::Refused { answer, .. } => MailError::SignIn(answer),
                other => other,
            })?;
        }
        Ok(line)
    }

    fn letter(&self, message: &Message) -> Result<Letter, MailError> {
        let name = Some(message.to_name.clone()).filter(|name| !name.is_empty());
        // Nobody's out-of-office answer comes back to a message that says so (RFC 3834).
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
        Letter::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, message.to.clone()))
            .subject(&message.subject)
            .message_id(Some(message_id(self.from.email.domain())))
            .raw_header(automatic)
            .header(lettre::message::header::MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(message.body.clone())
            .map_err(|error| MailError::Settings(error.to_string()))
    }
}

fn tls_parameters(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let told = |reason: String| MailError::Settings(format!("{}: {reason}", path.display()));
        let pem = std::fs::read(path).map_err(|error| told(error.to_string()))?;
        // Without this check a file with no certificate in it would be taken for one that vouches for nobody.
        if !pem.windows(27).any(|part| part == b"-----BEGIN CERTIFICATE-----") {
            return Err(told("no certificate in PEM form".into()));
        }
        let authority = Certificate::from_pem(&pem).map_err(|error| told(error.to_string()))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build_rustls().map_err(|error| MailError::Settings(error.to_string()))
}

/// What the error of the connection means to us.
fn refused_or_broken(error: SmtpError) -> MailError {
    // What the server said, by its own code; a place for it on a screen is short.
    let said = std::error::Error::source(&error).map(ToString::to_string);
    let words = match (error.status(), said) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        (Some(code), None) => code.to_string(),
        (None, _) => error.to_string(),
    };
    let words: String = words.chars().filter(|c| !c.is_control()).take(ANSWER_CHARS).collect();
    if error.is_tls() {
        MailError::Tls(words)
    } else if error.is_permanent() || error.is_transient() || error.is_client() {
        // `is_client` is what the library says itself, as of an address the server's extensions do not allow.
        MailError::Refused { answer: words, for_good: !error.is_transient() }
    } else {
        MailError::Connection(words)
    }
}

/// An id no other message has: the moment, this process and a count.
fn message_id(domain: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("<{moment:x}.{:x}.{count:x}@{domain}>", std::process::id())
}

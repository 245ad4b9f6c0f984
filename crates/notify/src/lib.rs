//! Notification (通知): a message in, SMTP out. The only room that speaks to a mail server.
//!
//! - [`MailSettings`]: which server, how safely, in whose name; read from a text that says every fault at once
//! - [`Message`]: one plain text message to one person; what could forge a header is refused when it is made
//! - [`Mailer`]: hands a message to the server within a limit of time, and says whether trying again makes sense
//!
//! It knows no review, no person and no database. Errors are plain values; `app` gives them their codes.
//! Source: RFC 5321 (SMTP), 5322 (messages), 2047 (other alphabets in headers), 3207 (STARTTLS), 3834 (automatic mail).

mod mailer;
mod message;
mod secret;
mod settings;

pub use mailer::{MailError, Mailer};
pub use message::{Message, MessageError, check_address};
pub use secret::Secret;
pub use settings::{Fault, FaultKind, Login, MailSettings, Security};

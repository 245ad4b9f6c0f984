//! What the tests of this room share.

pub mod sink;

use std::time::Duration;

use notify::{MailSettings, Security};

/// Settings for a server at this address.
pub fn settings(address: std::net::SocketAddr, security: Security) -> MailSettings {
    MailSettings {
        host: address.ip().to_string(),
        port: address.port(),
        security,
        login: None,
        from: "henkaku@city.example.jp".into(),
        from_name: "市政変革推進室".into(),
        site: "https://henkaku.city.example.jp".into(),
        ca_file: None,
        timeout: Duration::from_secs(5),
    }
}

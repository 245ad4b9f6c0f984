//! Nothing is said in the clear where it should not be, and only to a server somebody vouches for.

use crate::support;

use std::sync::Arc;

use notify::{Login, MailError, MailSettings, Mailer, Message, Secret, Security};
use support::settings;
use support::sink::{Behaviour, Sink, converse};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

fn message() -> Message {
    Message::new("taro@city.example.jp", "", "件名", "本文\n").unwrap()
}

/// A server with a certificate for this name, and the PEM text of its authority.
async fn start_tls(name: &str, from_first_byte: bool) -> (Sink, String) {
    let own = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let login = Some(("henkaku".to_owned(), "secret".to_owned()));
    let address = listener.local_addr().unwrap();
    let sink = Sink::at(address, Behaviour { offers_starttls: !from_first_byte, login, ..Behaviour::default() });
    let state = sink.state();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let plain = if from_first_byte { Some(stream) } else { converse(stream, &state, true).await };
            let Some(plain) = plain else { continue };
            if let Ok(safe) = acceptor.accept(plain).await {
                converse(safe, &state, from_first_byte).await;
            }
        }
    });
    (sink, own.cert.pem())
}

fn with_login(settings: MailSettings) -> MailSettings {
    let login = Login { user: "henkaku".into(), password: Secret::new("secret") };
    MailSettings { host: "localhost".into(), login: Some(login), ..settings }
}

fn pem_file(name: &str, pem: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("henkaku-notify-{}-{name}.pem", std::process::id()));
    std::fs::write(&path, pem).unwrap();
    path
}

#[tokio::test]
async fn sends_over_tls_to_a_server_its_own_authority_vouches_for() {
    for (security, from_first_byte) in [(Security::Tls, true), (Security::StartTls, false)] {
        let (sink, pem) = start_tls("localhost", from_first_byte).await;
        let path = pem_file(security.word(), &pem);
        let mut settings = with_login(settings(sink.address, security));
        settings.ca_file = Some(path.clone());
        Mailer::new(&settings).unwrap().send(&message()).await.unwrap();
        assert_eq!(sink.received().len(), 1, "{security:?}");
        assert_eq!(sink.received()[0].body().trim_end(), "本文");
        std::fs::remove_file(path).unwrap();
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_ends_it_before_the_password() {
    for (security, from_first_byte) in [(Security::Tls, true), (Security::StartTls, false)] {
        let (sink, _) = start_tls("localhost", from_first_byte).await;
        let settings = with_login(settings(sink.address, security));
        let error = Mailer::new(&settings).unwrap().send(&message()).await.unwrap_err();
        assert!(!matches!(error, MailError::Refused { .. } | MailError::Timeout(_)), "{error}");
        assert!(!sink.commands().iter().any(|command| command.starts_with("AUTH") || command.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_ends_it() {
    let (sink, pem) = start_tls("mail.elsewhere.example", true).await;
    let path = pem_file("other-name", &pem);
    let mut settings = with_login(settings(sink.address, Security::Tls));
    settings.ca_file = Some(path.clone());
    Mailer::new(&settings).unwrap().send(&message()).await.unwrap_err();
    assert!(sink.commands().is_empty());
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn without_starttls_nothing_is_said_in_the_clear() {
    let login = Some(("henkaku".to_owned(), "secret".to_owned()));
    let sink = Sink::start(Behaviour { login, ..Behaviour::default() }).await;
    let settings = with_login(settings(sink.address, Security::StartTls));
    let error = Mailer::new(&settings).unwrap().send(&message()).await.unwrap_err();
    assert!(matches!(error, MailError::Tls(_)), "{error}");
    let said: Vec<String> = sink.commands().iter().map(|c| c.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(said, ["EHLO", "QUIT"]);
}

#[test]
fn a_certificate_file_that_is_none_is_told() {
    let address = "127.0.0.1:25".parse().unwrap();
    let path = pem_file("none", "no certificate here\n");
    for file in [path.clone(), "/nowhere/at/all.pem".into()] {
        let settings = MailSettings { ca_file: Some(file), ..settings(address, Security::Tls) };
        assert!(matches!(Mailer::new(&settings), Err(MailError::Settings(_))));
    }
    std::fs::remove_file(path).unwrap();
}

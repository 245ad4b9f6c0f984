//! A message goes out and arrives as it was written, or the reason is told.

use crate::support;

use std::time::{Duration, Instant};

use notify::{Login, MailError, Mailer, Message, Secret, Security};
use support::settings;
use support::sink::{Behaviour, Sink};

fn message() -> Message {
    Message::new("taro@city.example.jp", "北九 太郎", "【点検】確認待ちが2件あります", "一行目\n\n二行目です。\n")
        .unwrap()
}

fn mailer(sink: &Sink) -> Mailer {
    Mailer::new(&settings(sink.address, Security::None)).unwrap()
}

#[tokio::test]
async fn japanese_arrives_as_it_was_written() {
    let sink = Sink::start(Behaviour::default()).await;
    mailer(&sink).send(&message()).await.unwrap();
    let [one] = &sink.received()[..] else { panic!("exactly one message") };
    assert_eq!((one.from.as_str(), &one.to[..]), ("henkaku@city.example.jp", &["taro@city.example.jp".to_owned()][..]));
    assert_eq!(one.header("Subject"), "【点検】確認待ちが2件あります");
    assert_eq!(one.header("From"), "市政変革推進室 <henkaku@city.example.jp>");
    assert_eq!(one.header("To"), "北九 太郎 <taro@city.example.jp>");
    assert_eq!(one.header("Auto-Submitted"), "auto-generated");
    assert_eq!(one.header("MIME-Version"), "1.0");
    assert_eq!(one.header("Content-Type"), "text/plain; charset=utf-8");
    assert!(one.header("Message-ID").ends_with("@city.example.jp>"), "{}", one.header("Message-ID"));
    assert!(!one.header("Date").is_empty());
    assert_eq!(one.body().trim_end(), "一行目\n\n二行目です。");
}

#[tokio::test]
async fn long_subjects_dots_and_rare_characters_survive() {
    let sink = Sink::start(Behaviour::default()).await;
    let mailer = mailer(&sink);
    let subject = "点検シートの確認待ち📋𠮷野家 ".repeat(12).trim_end().to_owned();
    for body in [
        ".\n..\n.始まり\n",
        "plain ASCII only\n.\nthe end\n",
        &format!("{}\n", "長い一行".repeat(2_000)),
        &format!("{}\n", "a".repeat(3_000)),
        "髙橋﨑①㈱〜－￥🎌\n",
    ] {
        mailer.send(&Message::new("a@city.example.jp", "", &subject, body).unwrap()).await.unwrap();
        let one = sink.received().pop().unwrap();
        assert_eq!(one.header("Subject"), subject);
        assert_eq!(one.body().trim_end_matches('\n'), body.trim_end_matches('\n'));
        assert_eq!(one.header("To"), "a@city.example.jp");
    }
    let ids: std::collections::BTreeSet<String> = sink.received().iter().map(|one| one.header("Message-ID")).collect();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn nothing_in_a_name_or_body_makes_a_header_or_a_recipient() {
    let sink = Sink::start(Behaviour::default()).await;
    let mailer = mailer(&sink);
    let names = ["\"x\" <evil@example.com>,", "a, b@example.com", "=?utf-8?b?QmNjOg==?=", "Bcc: evil@example.com"];
    for name in names {
        let body = "\n\nBcc: evil@example.com\n\n.\nMAIL FROM:<evil@example.com>\n";
        mailer.send(&Message::new("a@city.example.jp", name, "件名", body).unwrap()).await.unwrap();
        let one = sink.received().pop().unwrap();
        assert_eq!(one.to, ["a@city.example.jp"], "{name}");
        assert_eq!(one.from, "henkaku@city.example.jp");
        assert!(!one.header_names().iter().any(|header| header.eq_ignore_ascii_case("bcc")), "{name}");
        assert_eq!(one.body().trim_end(), body.trim_end());
        assert!(one.body().starts_with("\n\nBcc"));
    }
    assert_eq!(sink.received().len(), names.len());
}

#[tokio::test]
async fn a_refusal_is_told_and_says_whether_to_come_back() {
    for (at, line, for_good) in [
        ("RCPT", "550 5.1.1 no such user", true),
        ("RCPT", "451 4.7.1 greylisted, come back later", false),
        ("MAIL", "552 5.2.2 over quota", true),
        (".", "554 5.7.1 looks like spam", true),
        ("DATA", "421 4.3.2 shutting down", false),
    ] {
        let refuses = vec![(at.to_owned(), line.to_owned())];
        let sink = Sink::start(Behaviour { refuses, ..Behaviour::default() }).await;
        match mailer(&sink).send(&message()).await.unwrap_err() {
            MailError::Refused { answer, for_good: said } => {
                assert_eq!(said, for_good, "{line}");
                assert!(answer.contains(&line[4..]), "{answer}");
            }
            other => panic!("{line}: {other}"),
        }
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn one_refused_message_does_not_disturb_the_next() {
    let refuses = vec![("RCPT TO:<gone@".to_owned(), "550 gone".to_owned())];
    let sink = Sink::start(Behaviour { refuses, ..Behaviour::default() }).await;
    let mailer = mailer(&sink);
    let gone = Message::new("gone@city.example.jp", "", "件名", "x").unwrap();
    mailer.send(&message()).await.unwrap();
    mailer.send(&gone).await.unwrap_err();
    mailer.send(&message()).await.unwrap();
    assert_eq!(sink.received().len(), 2);
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_limit() {
    for point in ["connect", "EHLO", "RCPT", "DATA", "."] {
        let sink = Sink::start(Behaviour { silent_at: Some(point), ..Behaviour::default() }).await;
        let mut settings = settings(sink.address, Security::None);
        settings.timeout = Duration::from_millis(300);
        let begun = Instant::now();
        let error = Mailer::new(&settings).unwrap().send(&message()).await.unwrap_err();
        assert!(matches!(error, MailError::Timeout(_)), "{point}: {error}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{point}");
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_never_says_goodbye_has_the_message_once() {
    let sink = Sink::start(Behaviour { silent_at: Some("QUIT"), ..Behaviour::default() }).await;
    mailer(&sink).send(&message()).await.unwrap();
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test]
async fn a_broken_line_is_told() {
    for point in ["connect", "MAIL", "DATA", "."] {
        let sink = Sink::start(Behaviour { drops_at: Some(point), ..Behaviour::default() }).await;
        let error = mailer(&sink).send(&message()).await.unwrap_err();
        assert!(matches!(error, MailError::Connection(_)), "{point}: {error}");
    }
    // Nobody listens here: the port was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Mailer::new(&settings(free, Security::None)).unwrap().send(&message()).await.unwrap_err();
    assert!(matches!(error, MailError::Connection(_)), "{error}");
}

#[tokio::test]
async fn signs_in_where_the_server_asks_for_it() {
    let login = Some(("henkaku".to_owned(), "秘密 パス ".to_owned()));
    let sink = Sink::start(Behaviour { login, ..Behaviour::default() }).await;
    let mut settings = settings(sink.address, Security::None);
    let mut try_with = async |password: Option<&str>| {
        settings.login =
            password.map(|password| Login { user: "henkaku".into(), password: Secret::new(password.to_owned()) });
        Mailer::new(&settings).unwrap().send(&message()).await
    };
    try_with(Some("秘密 パス ")).await.unwrap();
    assert_eq!(sink.received().len(), 1);
    assert!(matches!(try_with(Some("wrong")).await, Err(MailError::SignIn(_))));
    assert!(matches!(try_with(None).await, Err(MailError::Refused { .. })));
    assert_eq!(sink.received().len(), 1);
}

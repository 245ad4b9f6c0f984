//! `henkaku mail`: what a person who sets the mail up sees, against a mail server of the test's own.

use crate::sink;
use crate::support;

use sink::{Behaviour, Sink};
use support::{Done, Place};

/// Runs the command while the server answers.
async fn run(place: &Place, arguments: &[&str]) -> Done {
    let mut command = place.command(arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    Done::from(output)
}

fn settings(place: &Place, sink: &Sink, password: &str) {
    std::fs::create_dir_all(place.path().join("data")).unwrap();
    let text = format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nuser = \"henkaku\"\npassword = \"{password}\"\n\
         from = \"henkaku@city.example.jp\"\nsite = \"https://henkaku.example.jp\"\ntimeout_seconds = 5\n",
        sink.address.port()
    );
    place.file("data/mail.toml", text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_to_try_the_settings_arrives_or_says_why_not() {
    let place = Place::new();
    let login = Some(("henkaku".to_owned(), "correct-horse".to_owned()));
    let sink = Sink::start(Behaviour { login, ..Behaviour::default() }).await;
    settings(&place, &sink, "correct-horse");
    let done = run(&place, &["mail", "test", "taro@city.example.jp"]).await;
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.contains("taro@city.example.jp に送りました"), "{}", done.out);
    assert_eq!(sink.received()[0].header("Subject"), "【市政変革】メールの試験");

    settings(&place, &sink, "wrong-horse");
    let done = run(&place, &["mail", "test", "taro@city.example.jp"]).await;
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("[AP-117]") && done.err.contains("535"), "{}", done.err);
    assert!(!done.err.contains("horse"), "a password is never shown: {}", done.err);
    let done = run(&place, &["mail", "test", "taro"]).await;
    assert!(done.err.contains("[AP-116]"), "{}", done.err);
    let log = run(&place, &["mail", "log"]).await;
    let lines: Vec<&str> = log.out.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("failed") && lines[1].contains("sent"), "{}", log.out);
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn digests_without_people_send_nothing() {
    let place = Place::new();
    let sink = Sink::start(Behaviour::default()).await;
    settings(&place, &sink, "x");
    for more in [&["--dry-run", "--show-text"][..], &[]] {
        let done = run(&place, &[&["mail", "digest"], more].concat()).await;
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(done.out.contains("送信 0 件、失敗 0 件"), "{}", done.out);
    }
    assert!(sink.commands().is_empty());
}

#[test]
fn without_settings_nothing_starts_and_every_fault_is_told() {
    let place = Place::new();
    for arguments in [
        &["mail", "digest"][..],
        &["mail", "test", "a@b.example"],
        &["serve", "--listen", "127.0.0.1:0", "--send-mail"],
    ] {
        let done = place.run(arguments);
        assert_eq!(done.code, Some(1), "{arguments:?}");
        assert!(done.err.contains("[AP-110] data/mail.toml"), "{}", done.err);
    }
    place.file("data/mail.toml", "host = \"mail server\"\nport = 0\nsecurity = \"ssl\"\npasword = \"x\"\n");
    let done = place.run(&["mail", "digest"]);
    for told in
        ["AP-113] data/mail.toml:1 › host", ":2 › port", ":3 › security", "AP-112", "› from", "› site", "AP-114"]
    {
        assert!(done.err.contains(told), "{told}: {}", done.err);
    }
}

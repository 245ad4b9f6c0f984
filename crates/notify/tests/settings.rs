//! `mail.toml`: what is read, and that every fault is told with its line.

use std::time::Duration;

use notify::{FaultKind, Login, MailSettings, Secret, Security};

/// Kind, line and field of each fault.
fn faults(text: &str) -> Vec<(FaultKind, Option<u32>, String)> {
    MailSettings::read(text).unwrap_err().into_iter().map(|fault| (fault.kind, fault.line, fault.field)).collect()
}

#[test]
fn a_short_file_is_enough() {
    let read = MailSettings::read(
        "host = \"mail.city.example.jp\"\nfrom = \"henkaku@city.example.jp\"\nsite = \"https://henkaku.example.jp/\"\n",
    )
    .unwrap();
    assert_eq!((read.port, read.security, read.login), (587, Security::StartTls, None));
    assert_eq!((read.site.as_str(), read.timeout), ("https://henkaku.example.jp", Duration::from_secs(30)));
}

#[test]
fn every_field_is_read() {
    let read = MailSettings::read(
        r#"
        host = "mail.city.example.jp"
        port = 465
        security = "tls"
        user = "henkaku"
        password = "とても長い合言葉"
        from = "henkaku@city.example.jp"
        from_name = "市政変革推進室"
        site = "https://henkaku.example.jp"
        ca_file = "/etc/ssl/city.pem"
        timeout_seconds = 10
        "#,
    )
    .unwrap();
    assert_eq!((read.port, read.security), (465, Security::Tls));
    assert_eq!(read.from_name, "市政変革推進室");
    assert_eq!(read.ca_file.as_deref(), Some("/etc/ssl/city.pem".as_ref()));
    assert_eq!(read.timeout, Duration::from_secs(10));
    let printed = format!("{read:?}");
    assert!(printed.contains("***") && !printed.contains("合言葉"), "{printed}");
}

#[test]
fn the_usual_port_follows_the_security() {
    for (word, port) in [("starttls", 587), ("tls", 465), ("none", 25)] {
        let text = format!("host = \"h\"\nfrom = \"a@b.example\"\nsite = \"http://x\"\nsecurity = \"{word}\"\n");
        assert_eq!(MailSettings::read(&text).unwrap().port, port);
    }
}

#[test]
fn all_faults_are_told_at_once() {
    use FaultKind::*;
    let text = r#"host = "mail server"
port = 70000
security = "ssl"
from = "henkaku"
sender = "x"
site = "henkaku.example.jp"
timeout_seconds = "10"
"#;
    let expected = [
        (Value, Some(1), "host"),
        (Value, Some(3), "security"),
        (Value, Some(2), "port"),
        (Value, Some(4), "from"),
        (Value, Some(6), "site"),
        (Value, Some(7), "timeout_seconds"),
        (Unknown, Some(5), "sender"),
    ];
    assert_eq!(faults(text), expected.map(|(kind, line, field)| (kind, line, field.to_owned())));
    let expected = ["host", "from", "site"].map(|field| (Missing, None, field.to_owned()));
    assert_eq!(faults(""), expected);
}

#[test]
fn a_password_needs_a_user_and_a_safe_line() {
    let with = |rest: &str| format!("from = \"a@b.example\"\nsite = \"http://x\"\n{rest}");
    use FaultKind::*;
    let clear = "host = \"mail.example\"\nsecurity = \"none\"\nuser = \"u\"\npassword = \"p\"\n";
    assert_eq!(faults(&with(clear)), [(Unsafe, Some(4), "security".to_owned())]);
    let here = clear.replace("mail.example", "127.0.0.1");
    assert!(MailSettings::read(&with(&here)).is_ok());
    assert_eq!(faults(&with("host = \"h\"\nuser = \"u\"\n")), [(Unsafe, Some(4), "user".to_owned())]);
    assert_eq!(faults(&with("host = \"h\"\npassword = \"p\"\n")), [(Missing, None, "user".to_owned())]);
}

#[test]
fn blanks_belong_to_a_password_and_to_nothing_else() {
    let text = "host = \" h \"\nfrom = \"a@b.example\"\nsite = \"http://x\"\nuser = \" u \"\npassword = \" p \"\n";
    let read = MailSettings::read(text).unwrap();
    let login = Login { user: "u".into(), password: Secret::new(" p ") };
    assert_eq!((read.host.as_str(), read.login), ("h", Some(login)));
}

#[test]
fn a_fault_never_shows_the_password() {
    let long = "x".repeat(400);
    for text in [format!("password = \"{long}\""), "password = 12345".to_owned(), "password = [\"geheim\"]".to_owned()]
    {
        let found = MailSettings::read(&text).unwrap_err();
        assert!(found.iter().any(|fault| fault.field == "password"));
        assert!(!format!("{found:?}").contains(&text[12..]), "{found:?}");
    }
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let found = faults("host = \"h\"\nport = = 3\n");
    assert_eq!(found, [(FaultKind::Syntax, Some(2), String::new())]);
    let endless = "#".repeat(70_000);
    assert_eq!(faults(&endless), [(FaultKind::Syntax, None, String::new())]);
    for hostile in
        ["host = \"a\\nb\"", "host = \"a\\u0000b\"", "site = \"https://x/\\u0007\"", "site = \"javascript:x\""]
    {
        assert!(faults(hostile).iter().any(|(kind, ..)| *kind == FaultKind::Value), "{hostile}");
    }
}

//! Signing in to the running server: nothing secret is in its log, its database or its addresses.

use crate::support;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use support::Place;

const FIRST: &str = "tsubame kaze hajime";
const OWN: &str = "mado no soto no ame";

/// A server that writes all it has to say into a file.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place, more: &[&str]) -> Server {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let log = File::create(place.path().join("server.log")).unwrap();
        let mut command = place.command(&arguments);
        command.env("HENKAKU_LOG", "trace").stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("the server says no address: {line:?}")).to_owned();
        Server { child, address }
    }

    /// Sends a form, or asks for a page when there is none.
    fn ask(&self, path: &str, form: Option<&[(&str, &str)]>, cookie: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let pairs = form.unwrap_or_default().iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
        let body = pairs.collect::<Vec<_>>().join("&");
        let method = if form.is_some() { "POST" } else { "GET" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cookie_of(answer: &str) -> &str {
    let line = answer.lines().find(|line| line.to_lowercase().starts_with("set-cookie:")).expect("a cookie");
    line.split_once(": ").unwrap().1.split(';').next().unwrap()
}

fn add_person(place: &Place) {
    let arguments = ["people", "add", "haru", "--name", "春", "--role", "administrator", "--password-stdin"];
    let done = place.run_with(&arguments, &format!("{FIRST}\n"));
    assert_eq!(done.code, Some(0), "{}", done.err);
}

#[test]
fn no_password_and_no_token_is_written_anywhere() {
    let place = Place::new();
    add_person(&place);
    let server = Server::start(&place, &[]);
    let wrong = server.ask("/sign-in", Some(&[("login", "haru"), ("password", "a wrong password")]), "");
    assert!(wrong.starts_with("HTTP/1.1 401 "), "{wrong}");
    // A password in the field for the login is not kept either.
    let swapped = server.ask("/sign-in", Some(&[("login", OWN), ("password", "haru")]), "");
    assert!(swapped.starts_with("HTTP/1.1 401 "), "{swapped}");
    let first = server.ask("/sign-in", Some(&[("login", "haru"), ("password", FIRST)]), "");
    assert!(first.starts_with("HTTP/1.1 303 ") && first.contains("location: /account/password\r\n"), "{first}");
    let first = cookie_of(&first);
    let change = [("present-password", FIRST), ("new-password", OWN), ("new-password-again", OWN)];
    let changed = server.ask("/account/password", Some(&change), first);
    assert!(changed.starts_with("HTTP/1.1 303 "), "{changed}");
    let second = cookie_of(&changed);
    assert!(server.ask("/account", None, second).starts_with("HTTP/1.1 200 "));
    // What was sent without a session comes back in the page, but goes into no log.
    let held = server.ask("/programs/views", Some(&[("name", "a private remark"), ("query", "")]), "");
    assert!(held.starts_with("HTTP/1.1 401 ") && held.contains("a private remark"), "{held}");

    let token = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
    let secrets = [FIRST, OWN, "a wrong password", &token(first), &token(second), "a private remark"];
    let log = fs::read_to_string(place.path().join("server.log")).unwrap();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log says little: {log}");
    for secret in secrets {
        assert!(!log.contains(secret) && !log.contains(&secret.replace(' ', "+")), "{secret} is in the log");
    }
    drop(server);
    let mut files = Vec::new();
    files_below(place.path(), &mut files);
    assert!(files.iter().any(|path| path.extension().is_some_and(|extension| extension == "sqlite")), "{files:?}");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", file.display());
        }
    }
}

fn files_below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn behind_https_the_cookie_says_so() {
    let place = Place::new();
    add_person(&place);
    let server = Server::start(&place, &["--behind-https"]);
    let answer = server.ask("/sign-in", Some(&[("login", "haru"), ("password", FIRST)]), "");
    assert!(answer.contains("set-cookie: __Host-henkaku_session=") && answer.contains("; Secure\r\n"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age="), "{answer}");
    let both = place.run(&["serve", "--behind-https", "--local-operator"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
    assert!(both.err.contains("--local-operator"), "{}", both.err);
}

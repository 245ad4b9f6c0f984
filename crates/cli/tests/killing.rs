//! A server that is killed while people save: whatever it acknowledged is there when it comes back.

#![cfg(unix)]

use crate::support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use support::Place;

const KILLS: u64 = 8;
/// How long the clients write before the server dies, at least and at most, in milliseconds.
const LIFE_MS: (u64, u64) = (40, 900);
const OWNERS: usize = 4;
const REVIEW: &str = "/reviews/2025";
const FIRST: &str = "hajimete-no-aikotoba";
const OWN: &str = "jibun-de-kimeta-aikotoba";
const VIEWPOINTS: [&str; OWNERS] = ["needs-and-times", "cost-effectiveness", "overlap", "level-and-scope"];
const PROGRAMS: &str = "\
事業番号,事業名,年度,部局,課,方向性,事業費（円）
0101,防災訓練,令和6,危機管理室,危機管理課,拡充,1200000
0102,避難所の備蓄,令和6,危機管理室,危機管理課,継続,3000000
";

/// A server that was not told of its end.
struct Server {
    child: Child,
    address: String,
}

/// A whole answer; a server that dies in the middle of one gives an error instead.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Somebody who writes one viewpoint of every sheet.
struct Writer {
    cookie: String,
    account: String,
    field: String,
    seed: u64,
    /// What the server said it had kept, oldest first, by sheet.
    acknowledged: BTreeMap<String, Vec<String>>,
    /// What was sent and not answered: the sheet and the text.
    open: Option<(String, String)>,
    count: usize,
}

#[test]
fn every_acknowledged_save_outlives_a_kill() {
    let place = city();
    let (mut writers, sheets) = sign_everybody_in(&place);
    let mut dice = 20_250_701;
    for kill in 0..KILLS {
        let mut server = Server::start(&place);
        let life = LIFE_MS.0 + roll(&mut dice) % (LIFE_MS.1 - LIFE_MS.0);
        thread::scope(|scope| {
            for writer in &mut writers {
                scope.spawn(|| writer.write_until_it_dies(&server.address, &sheets));
            }
            thread::sleep(Duration::from_millis(life));
            // On Unix this is SIGKILL: the process gets no moment to put anything in order.
            server.child.kill().unwrap();
        });
        server.child.wait().unwrap();
        if kill % 3 == 0 {
            // It dies as well while it puts the last death in order.
            let mut early = place.command(&["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).spawn().unwrap();
            thread::sleep(Duration::from_millis(roll(&mut dice) % 60));
            early.kill().unwrap();
            early.wait().unwrap();
        }
    }
    let server = Server::start(&place);
    let mut kept = 0;
    for writer in &mut writers {
        writer.send_again(&server.address).unwrap();
        for (sheet, texts) in &writer.acknowledged {
            kept += texts.len();
            let now = writer.text_now(&server.address, sheet);
            assert_eq!(Some(&now), texts.last(), "{}: the last text stands in the field", writer.field);
        }
    }
    for sheet in &sheets {
        let history = history(&server.address, &writers[0].cookie, sheet);
        for writer in &writers {
            for text in writer.acknowledged.get(sheet).into_iter().flatten() {
                assert!(history.contains(&format!("{text}。")), "{sheet}: {text} was acknowledged and is lost");
            }
        }
    }
    assert!(kept >= 10 * OWNERS, "only {kept} saves: nothing was under way when the server died");
    drop(server);
    let audit = place.run(&["check", "audit"]);
    assert_eq!(audit.code, Some(0), "{}{}", audit.out, audit.err);
}

impl Server {
    fn start(place: &Place) -> Server {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("the server says no address: {line:?}")).to_owned();
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Writer {
    fn write_until_it_dies(&mut self, address: &str, sheets: &[String]) {
        if self.send_again(address).is_err() {
            return;
        }
        loop {
            let sheet = &sheets[roll(&mut self.seed) as usize % sheets.len()];
            self.count += 1;
            // No text stands within another one, so that each can be looked for.
            let text = format!("{}の理由、{}回目", self.account, self.count);
            self.open = Some((sheet.clone(), text));
            if self.send_again(address).is_err() {
                return;
            }
        }
    }

    /// Sends what was not answered, as it was: it is either new or already there, and never a conflict with itself.
    fn send_again(&mut self, address: &str) -> std::io::Result<()> {
        let Some((sheet, text)) = self.open.clone() else { return Ok(()) };
        let last = self.acknowledged.get(&sheet).and_then(|texts| texts.last());
        let base = last.map(|last| format!("{last}。")).unwrap_or_default();
        let form = [
            ("account", self.account.clone()),
            ("revision", "0".to_owned()),
            (&format!("f.{}", self.field), format!("{text}。")),
            (&format!("b.{}", self.field), base),
        ];
        let path = format!("{sheet}/fields");
        let answer = ask(address, &path, &self.cookie, Some(&form))?;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(said["conflicts"], serde_json::json!([]), "{text}");
        assert_eq!(said["saved"][0]["text"], format!("{text}。"));
        self.acknowledged.entry(sheet).or_default().push(text);
        self.open = None;
        Ok(())
    }

    /// The field as the server knows it.
    fn text_now(&self, address: &str, sheet: &str) -> String {
        let path = format!("{sheet}/changes?since=0&account={}", self.account);
        let answer = ask(address, &path, &self.cookie, None).unwrap();
        let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let changes = said["changes"].as_array().unwrap();
        let change = changes.iter().find(|change| change["name"] == self.field.as_str()).unwrap();
        change["text"].as_str().unwrap().trim_end_matches('。').to_owned()
    }
}

/// A city with two programs under review, a reform office and four owners of one section.
fn city() -> Place {
    let place = Place::new();
    place.file("programs.csv", PROGRAMS);
    let done = place.run(&["import", "programs", "programs.csv", "--mapping", "standard"]);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    add(&place, "kaikaku", &["--role", "reform-office"]);
    for owner in 0..OWNERS {
        add(&place, &format!("tanto{owner}"), &["--role", "owner", "--department", "危機管理室＞危機管理課"]);
    }
    let open =
        ["review", "open", "--year", "2025", "--source-year", "2024", "--open", "2025-07-01", "--freeze", "none"];
    let done = place.run(&open);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    place
}

fn add(place: &Place, login: &str, duty: &[&str]) {
    let arguments = [&["people", "add", login, "--name", login, "--password-stdin"], duty].concat();
    let done = place.run_with(&arguments, FIRST);
    assert_eq!(done.code, Some(0), "{login}: {}", done.err);
}

/// Signs the owners in, on a server of its own; gives them, and the addresses of the sheets.
fn sign_everybody_in(place: &Place) -> (Vec<Writer>, Vec<String>) {
    let server = Server::start(place);
    let address = &server.address;
    let office = sign_in(address, "kaikaku");
    let list = ask(address, &format!("{REVIEW}/sheets"), &office, None).unwrap().body;
    let link = format!("href=\"{REVIEW}/sheets/");
    let number = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut programs: Vec<String> = list.split(&link).skip(1).map(number).filter(|text| !text.is_empty()).collect();
    programs.sort();
    programs.dedup();
    assert_eq!(programs.len(), 2, "{list}");
    let sheets: Vec<String> = programs.iter().map(|program| format!("{REVIEW}/sheets/{program}")).collect();

    let writer = |owner: usize| {
        let cookie = sign_in(address, &format!("tanto{owner}"));
        let page = ask(address, &sheets[0], &cookie, None).unwrap().body;
        let account = page.split("data-account=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let field = format!("check.{}.reason", VIEWPOINTS[owner]);
        Writer { cookie, account, field, seed: owner as u64, acknowledged: BTreeMap::new(), open: None, count: 0 }
    };
    ((0..OWNERS).map(writer).collect(), sheets)
}

/// Signs somebody in and changes the password that was given; gives the cookie.
fn sign_in(address: &str, login: &str) -> String {
    let form = [("login", login.to_owned()), ("password", FIRST.to_owned())];
    let cookie = ask(address, "/sign-in", "", Some(&form)).unwrap().cookie();
    let form = [("present-password", FIRST), ("new-password", OWN), ("new-password-again", OWN)];
    let changed = ask(address, "/account/password", &cookie, Some(&form.map(|(k, v)| (k, v.to_owned())))).unwrap();
    assert_eq!(changed.status, 303, "{login}: {}", changed.body);
    if changed.head.contains("set-cookie") { changed.cookie() } else { cookie }
}

/// Every page of a sheet's history, one after the other.
fn history(address: &str, cookie: &str, sheet: &str) -> String {
    let mut all = String::new();
    let mut next = Some(format!("{sheet}/history"));
    while let Some(path) = next {
        let page = ask(address, &path, cookie, None).unwrap();
        assert_eq!(page.status, 200);
        let older = page.body.split("href=\"").find_map(|rest| {
            let link = rest.split('"').next()?;
            link.starts_with(&format!("{sheet}/history?before=")).then(|| link.replace("&amp;", "&"))
        });
        all.push_str(&page.body);
        next = older;
    }
    all
}

impl Answer {
    fn cookie(&self) -> String {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie:"));
        let line = line.unwrap_or_else(|| panic!("no cookie: {} {}", self.head, self.body));
        line["set-cookie:".len()..].split(';').next().unwrap().trim().to_owned()
    }
}

/// One request over a connection of its own: a form is posted, anything else fetched.
fn ask(address: &str, path: &str, cookie: &str, form: Option<&[(&str, String)]>) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let pair = |(name, value): &(&str, String)| format!("{}={}", percent(name), percent(value));
    let body = form.map(|form| form.iter().map(pair).collect::<Vec<_>>().join("&"));
    let method = if body.is_some() { "POST" } else { "GET" };
    let body = body.unwrap_or_default();
    let script = if path.ends_with("/fields") || path.contains("/changes?") { "x-henkaku-fetch: 1\r\n" } else { "" };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Cookie: {cookie}\r\n{script}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length: usize| length != body.len()) {
        return Err(cut());
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The next of a fixed row of numbers that look random.
fn roll(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

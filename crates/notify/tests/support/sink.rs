//! A mail server for tests (試験用メールサーバー): takes every message, keeps it, and misbehaves as told.
//!
//! It decodes what it took by itself, so that a test sees what a person's mail program would show. Other crates take
//! this file into their tests by its path.

#![allow(dead_code, reason = "each test uses its own part of the server")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A server on this machine that runs until the test ends.
pub struct Sink {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub struct State {
    behaviour: Behaviour,
    received: Vec<Received>,
    commands: Vec<String>,
}

/// How the server behaves; by default it takes everything. A point is `connect`, a command, or `.` for the end of a text.
#[derive(Clone, Default)]
pub struct Behaviour {
    /// Offers STARTTLS; then [`converse`] gives the stream back where the client asks for it.
    pub offers_starttls: bool,
    /// Asks for this user and password.
    pub login: Option<(String, String)>,
    /// Never answers from this point on.
    pub silent_at: Option<&'static str>,
    /// Breaks the line at this point.
    pub drops_at: Option<&'static str>,
    /// Answers a command that begins like this with this line.
    pub refuses: Vec<(String, String)>,
}

/// One message as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub raw: String,
}

impl Sink {
    /// Starts a server that speaks in the clear.
    pub async fn start(behaviour: Behaviour) -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Sink { address: listener.local_addr().unwrap(), state: Arc::default() };
        sink.behave(behaviour);
        let state = sink.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = state.clone();
                tokio::spawn(async move { converse(stream, &state, true).await });
            }
        });
        sink
    }

    /// A server whose listener the test runs itself, as for TLS.
    pub fn at(address: SocketAddr, behaviour: Behaviour) -> Sink {
        let sink = Sink { address, state: Arc::default() };
        sink.behave(behaviour);
        sink
    }

    /// What [`converse`] needs.
    pub fn state(&self) -> Arc<Mutex<State>> {
        self.state.clone()
    }

    /// Behaves so from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        lock(&self.state).behaviour = behaviour;
    }

    /// Everything that arrived, oldest first.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state).received.clone()
    }

    /// Every command the server heard.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.state).commands.clone()
    }
}

impl Received {
    /// A header as people see it; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        let found = self.raw_header(name);
        decode_words(&found)
    }

    /// A header as it crossed the line, unfolded.
    pub fn raw_header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let wanted = format!("{}:", name.to_lowercase());
        let line = unfolded.split("\r\n").find(|line| line.to_lowercase().starts_with(&wanted));
        line.map(|line| line[wanted.len()..].trim().to_owned()).unwrap_or_default()
    }

    /// The names of all headers, in their order.
    pub fn header_names(&self) -> Vec<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap().to_owned()).collect()
    }

    /// The body as people see it, its line ends as `\n`.
    pub fn body(&self) -> String {
        let body = self.raw.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        let bytes = match self.raw_header("Content-Transfer-Encoding").as_str() {
            "base64" => base64(&body.replace("\r\n", "")),
            "quoted-printable" => quoted_printable(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

/// Speaks SMTP until the client leaves; gives the stream back where it should change to TLS.
pub async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: S, state: &Mutex<State>, greet: bool) -> Option<S> {
    let mut line = BufReader::new(stream);
    let behaviour = lock(state).behaviour.clone();
    let (mut from, mut to, mut login) = (String::new(), Vec::new(), None);
    if greet && !(point(&behaviour, "connect").await? && answer(&mut line, "220 sink ESMTP").await) {
        return None;
    }
    loop {
        let mut command = String::new();
        if line.read_line(&mut command).await.ok()? == 0 {
            return None;
        }
        let command = command.trim_end().to_owned();
        lock(state).commands.push(command.clone());
        let word = command.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        point(&behaviour, &word).await?;
        if let Some((_, refusal)) = behaviour.refuses.iter().find(|(start, _)| command.starts_with(start.as_str())) {
            answer(&mut line, refusal).await;
            continue;
        }
        let said = match word.as_str() {
            "EHLO" => {
                let mut said = String::from("250-sink\r\n");
                said += if behaviour.offers_starttls { "250-STARTTLS\r\n" } else { "" };
                said += if behaviour.login.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
                said + "250 8BITMIME"
            }
            "STARTTLS" if behaviour.offers_starttls => {
                answer(&mut line, "220 go ahead").await;
                return Some(line.into_inner());
            }
            "AUTH" => {
                let told = base64(command.rsplit(' ').next().unwrap_or_default());
                let wanted = behaviour.login.as_ref().map(|(user, password)| format!("\0{user}\0{password}"));
                login = wanted.filter(|wanted| wanted.as_bytes() == told);
                if login.is_some() { "235 welcome".into() } else { "535 5.7.8 wrong user or password".into() }
            }
            "MAIL" if behaviour.login.is_some() && login.is_none() => "530 sign in first".into(),
            "MAIL" => {
                from = between(&command);
                to.clear();
                "250 ok".into()
            }
            "RCPT" => {
                to.push(between(&command));
                "250 ok".into()
            }
            "DATA" => {
                answer(&mut line, "354 go ahead").await;
                let raw = read_text(&mut line).await?;
                point(&behaviour, ".").await?;
                match behaviour.refuses.iter().find(|(start, _)| start == ".") {
                    Some((_, refusal)) => refusal.clone(),
                    None => {
                        lock(state).received.push(Received { from: from.clone(), to: to.clone(), raw });
                        "250 taken".into()
                    }
                }
            }
            "QUIT" => {
                answer(&mut line, "221 bye").await;
                return None;
            }
            _ => "500 what?".into(),
        };
        if !answer(&mut line, &said).await {
            return None;
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap()
}

/// `None` where the line breaks here; waits for ever where the server falls silent.
async fn point(behaviour: &Behaviour, at: &str) -> Option<bool> {
    if behaviour.silent_at == Some(at) {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
    (behaviour.drops_at != Some(at)).then_some(true)
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(line: &mut BufReader<S>, text: &str) -> bool {
    let sent = line.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.is_ok();
    sent && line.get_mut().flush().await.is_ok()
}

/// The text after DATA up to its lone dot, with doubled dots made single again.
async fn read_text<S: AsyncRead + AsyncWrite + Unpin>(line: &mut BufReader<S>) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut one = String::new();
        if line.read_line(&mut one).await.ok()? == 0 {
            return None;
        }
        assert!(one.ends_with("\r\n"), "a line end that is no CRLF: {one:?}");
        assert!(one.is_ascii() && one.len() <= 1_000, "a line that SMTP does not allow: {one:?}");
        if one == ".\r\n" {
            return Some(text);
        }
        text.push_str(one.strip_prefix('.').unwrap_or(&one));
    }
}

fn between(command: &str) -> String {
    let inside = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

/// The encoded words of a header (RFC 2047); each must be whole UTF-8 by itself and short enough.
fn decode_words(text: &str) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for part in text.split(' ') {
        let word = part.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        if let Some(word) = word {
            assert!(part.len() <= 75, "an encoded word that is too long: {part}");
            out += if after_word || out.is_empty() { "" } else { " " };
            out += std::str::from_utf8(&base64(word)).expect("each encoded word is whole");
        } else {
            assert!(!part.contains("=?"), "an encoded word of another kind: {part}");
            out += if out.is_empty() { "" } else { " " };
            out += part;
        }
        after_word = word.is_some();
    }
    out
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut out) = (0_u32, 0, Vec::new());
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let digit = DIGITS.iter().position(|digit| *digit == byte).expect("a digit of base64");
        bits = (bits << 6 | digit as u32) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        if byte == b'=' {
            let hex: String = bytes.by_ref().take(2).map(char::from).collect();
            out.push(u8::from_str_radix(&hex, 16).expect("two hex digits"));
        } else {
            out.push(byte);
        }
    }
    out
}

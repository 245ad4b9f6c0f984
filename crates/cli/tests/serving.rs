//! `henkaku serve`: starts, answers, stops; and says why it cannot.

use crate::support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::Duration;

use support::Place;

/// A server that is stopped when the test ends, however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place, more: &[&str]) -> Server {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = place.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("the server says no address: {line:?}")).to_owned();
        Server { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
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

#[test]
fn a_server_starts_answers_and_keeps_its_data() {
    let place = Place::new();
    for more in [&["--demo"][..], &[]] {
        let server = Server::start(&place, more);
        assert!(server.get("/health").ends_with("ok\n"));
        assert!(server.get("/").starts_with("HTTP/1.1 200 "));
        let programs = server.get("/api/v1/programs?per_page=1");
        assert!(programs.contains("\"basis\":\"illustrative\""), "{programs}");
        assert!(server.get("/imports/new").starts_with("HTTP/1.1 403 "), "nobody is trusted unless asked for");
    }
    let trusting = Server::start(&place, &["--local-operator"]);
    assert!(trusting.get("/imports/new").starts_with("HTTP/1.1 200 "));
}

#[cfg(unix)]
#[test]
fn a_server_told_to_stop_ends_well() {
    let place = Place::new();
    let mut server = Server::start(&place, &[]);
    let told = std::process::Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(told.success());
    for _ in 0..100 {
        if let Some(status) = server.child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(0));
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the server did not stop");
}

#[test]
fn a_taken_port_is_said() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let done = place.run(&["serve", "--listen", &address]);
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains(&address) && done.err.contains("待ち受けられません"), "{}", done.err);
    assert!(!place.path().join("data").exists(), "nothing was made before it could listen");
}

#[test]
fn everybody_is_trusted_on_this_machine_only() {
    let place = Place::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let done = place.run(&["serve", "--local-operator", "--listen", address]);
        assert_eq!(done.code, Some(1), "{address}");
        assert!(done.err.contains("127.0.0.1 で待ち受けるときだけ"), "{address}: {}", done.err);
    }
    assert_eq!(place.run(&["serve", "--listen", "nonsense"]).code, Some(2));
}

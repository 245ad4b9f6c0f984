//! How often somebody may be wrong (連続失敗の制限): by login, and by network address.
//!
//! Failures drain away with time like water from a leaking bucket. From a number on, each shuts the login or the address
//! out for a while, twice as long every time, up to an hour.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::SignInFailure;

use super::problems::TOO_MANY_ATTEMPTS;
use super::text;
use super::token::hex;
use crate::App;
use crate::error::{AppError, Refusal};

/// One try to sign in (サインインの試み): under which login and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    login: String,
    address: String,
    from: String,
}

/// When failures of a kind begin to shut out, and how fast they are forgotten.
struct Limit {
    free: i64,
    one_less_every: SignedDuration,
}

/// A person mistypes a few times; five in a row are worth a minute's thought.
const BY_LOGIN: Limit = Limit { free: 5, one_less_every: SignedDuration::from_hours(1) };

/// A whole city hall may come from one address.
const BY_ADDRESS: Limit = Limit { free: 100, one_less_every: SignedDuration::from_mins(1) };

const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Doublings from the shortest to the longest; failures beyond are not counted.
const MOST_DOUBLINGS: i64 = 6;

/// By then nothing of the longest row of failures is left.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

impl Attempt {
    /// A try under this login. One that nobody has is kept as a hash only: people type passwords into the wrong field.
    pub fn new(login: &str, is_known: bool, address: &str) -> Attempt {
        let login = match is_known {
            true => format!("login:{login}"),
            false => format!("login:#{}", hex(&Sha256::digest(login.as_bytes()))),
        };
        Attempt { login, address: format!("address:{}", network(address)), from: address.to_owned() }
    }
}

impl App {
    /// Refuses a try that comes too soon after failures; the password is not even looked at.
    pub(super) async fn check_attempt(&self, attempt: &Attempt) -> Result<(), AppError> {
        let now = self.clock().now();
        let mut until = now;
        for subject in [&attempt.login, &attempt.address] {
            let failure = self.store.sign_in_failure(subject).await?;
            let blocked_until = failure.and_then(|failure| failure.blocked_until.parse().ok());
            // What lies further ahead was written by a clock that was wrong.
            until = until.max(blocked_until.filter(|until| *until <= now + LONGEST).unwrap_or(now));
        }
        if until > now { Err(too_many(until.duration_since(now)).into()) } else { Ok(()) }
    }

    /// Counts a failure under the login and under the address.
    pub(super) async fn count_failure(&self, attempt: &Attempt) -> Result<(), AppError> {
        let now = self.clock().now();
        for (subject, limit) in [(&attempt.login, &BY_LOGIN), (&attempt.address, &BY_ADDRESS)] {
            let rule = |before: Option<SignInFailure>| count(before, now, limit);
            let counted = self.store.count_sign_in_failure(subject, &text(now - FORGET_AFTER), rule).await?;
            if counted.blocked_until > text(now) {
                let since = text(now - LONGEST);
                self.store.audit_failed_sign_in(subject, &counted, &attempt.from, &since).await?;
            }
        }
        Ok(())
    }
}

fn count(before: Option<SignInFailure>, now: Timestamp, limit: &Limit) -> SignInFailure {
    let left = before.map_or(0, |before| {
        let passed = before.last_at.parse().map_or(SignedDuration::ZERO, |last| now.duration_since(last));
        let drained = passed.as_secs().max(0) / limit.one_less_every.as_secs();
        (before.failures - drained).max(0)
    });
    let failures = (left + 1).min(limit.free + MOST_DOUBLINGS);
    let blocked_until = match failures - limit.free {
        beyond @ 0.. => text(now + LONGEST.min(SHORTEST * (1 << beyond.min(MOST_DOUBLINGS)))),
        _ => String::new(),
    };
    SignInFailure { failures, last_at: text(now), blocked_until }
}

/// The refusal, with the minutes to wait.
fn too_many(wait: SignedDuration) -> Refusal {
    let minutes = (wait.as_secs() + 59) / 60;
    Refusal::too_many(&TOO_MANY_ATTEMPTS, format!("{minutes}"))
}

/// An address, or the network of 2⁶⁴ addresses that one holder of IPv6 has.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.to_string(),
            None => format!("{}/64", std::net::Ipv6Addr::from(u128::from(ip) >> 64 << 64)),
        },
        _ => address.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(failures: i64, at: &[i64], limit: &Limit) -> Vec<i64> {
        let start: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        let mut before = Some(SignInFailure { failures, last_at: text(start), blocked_until: text(start) });
        at.iter()
            .map(|minute| {
                let now = start + SignedDuration::from_mins(*minute);
                let counted = count(before.take(), now, limit);
                let until: Option<Timestamp> = counted.blocked_until.parse().ok();
                before = Some(counted);
                until.map_or(0, |until| until.duration_since(now).as_mins())
            })
            .collect()
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        assert_eq!(minutes(0, &[0; 13], &BY_LOGIN), [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(98, &[0, 0, 0, 0], &BY_ADDRESS), [0, 1, 2, 4]);
    }

    #[test]
    fn failures_drain_away_with_time() {
        assert_eq!(minutes(4, &[59], &BY_LOGIN), [1]);
        assert_eq!(minutes(4, &[60], &BY_LOGIN), [0]);
        assert_eq!(minutes(11, &[24 * 60], &BY_LOGIN), [0]);
        assert_eq!(minutes(106, &[30], &BY_ADDRESS), [0]);
    }

    #[test]
    fn a_clock_set_back_drains_nothing() {
        assert_eq!(minutes(4, &[-120], &BY_LOGIN), [1]);
    }

    #[test]
    fn a_login_that_nobody_has_is_not_written_down() {
        let unknown = Attempt::new("my-secret-password", false, "192.0.2.7");
        assert!(unknown.login.starts_with("login:#") && !format!("{unknown:?}").contains("secret"));
        assert_eq!(Attempt::new("haru", true, "192.0.2.7").login, "login:haru");
    }

    #[test]
    fn an_address_of_ipv6_counts_with_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}

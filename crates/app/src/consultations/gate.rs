//! The gate of the public form (受付の門): how many come from one address, without keeping any address.
//!
//! An address is known only as its hash with a random key that lives in memory and is thrown away every day; no file, table or
//! log holds either. Forms carry a mark made with the same key, by which their age is known without a cookie. Each server has
//! a gate of its own; one that starts anew has forgotten everything, and a form sent to it is shown once more.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use reform::consultation::RefusalReason;
use reform::plan::CalendarDate;
use sha2::{Digest, Sha256};

use super::{FORM_OLD, TOO_OFTEN, TRAP};
use crate::error::{AppError, Refusal};
use crate::import::hex;

/// The most comments taken from one address in an hour, and in a day: a library's reading room sends several.
const MOST_AN_HOUR: usize = 10;
const MOST_A_DAY: usize = 30;

/// Nobody reads and answers a form in less, in seconds.
const FASTEST_SECONDS: i64 = 3;

/// A form older than this is shown once more, in seconds.
const OLDEST_SECONDS: i64 = 24 * 60 * 60;

/// More addresses than these are not remembered; then the day begins anew.
const MOST_ADDRESSES: usize = 200_000;

/// Counts of refusals are written at most this often, in seconds: a flood must not become a flood of writes.
const FLUSH_SECONDS: i64 = 10;

/// How many of what was not taken: consultation, hour, reason, number.
pub(super) type Refusals = Vec<(i64, String, String, i64)>;

/// The gate of the public form (受付の門).
#[derive(Default)]
pub(crate) struct Gate(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    day: Option<CalendarDate>,
    day_before: Option<CalendarDate>,
    key: [u8; 32],
    key_before: [u8; 32],
    sent: HashMap<[u8; 32], Vec<i64>>,
    refused: BTreeMap<(i64, String, &'static str), i64>,
    flushed_at: i64,
}

impl Gate {
    /// The mark of a new form of a consultation.
    pub(super) fn form(&self, consultation: i64, (day, second): (CalendarDate, i64)) -> Result<String, AppError> {
        let mut nonce = [0; 12];
        fill(&mut nonce)?;
        let text = format!("{second}.{}", hex(&nonce));
        let key = self.on(day, |inner| inner.key)?;
        Ok(format!("{text}.{}", keyed(&key, &format!("form:{consultation}:{text}"))))
    }

    /// Whether a form is one of ours, not too old, and not sent faster than anybody types.
    pub(super) fn check_form(
        &self,
        consultation: i64,
        form: &str,
        (day, second): (CalendarDate, i64),
    ) -> Result<(), (Refusal, Option<RefusalReason>)> {
        let old = || (Refusal::conflict(&FORM_OLD, ""), None);
        let (text, mark) = form.rsplit_once('.').ok_or_else(old)?;
        let keys = self.on(day, |inner| [inner.key, inner.key_before]).map_err(|_| old())?;
        let is_ours = keys.iter().any(|key| keyed(key, &format!("form:{consultation}:{text}")) == mark);
        let begun: i64 = text.split('.').next().and_then(|text| text.parse().ok()).ok_or_else(old)?;
        let age = second - begun;
        if !is_ours || !(0..=OLDEST_SECONDS).contains(&age) {
            return Err(old());
        }
        if age < FASTEST_SECONDS {
            return Err((Refusal::invalid(&TRAP, ""), Some(RefusalReason::TooFast)));
        }
        Ok(())
    }

    /// Lets one more comment from an address in, or refuses.
    pub(super) fn admit(&self, address: &str, (day, second): (CalendarDate, i64)) -> Result<(), AppError> {
        let is_full = self.on(day, |inner| {
            let hash = hash(&inner.key, &place_of(address));
            if inner.sent.len() >= MOST_ADDRESSES && !inner.sent.contains_key(&hash) {
                inner.sent.clear();
            }
            let sent = inner.sent.entry(hash).or_default();
            let lately = sent.iter().filter(|at| **at > second - 3600).count();
            let is_full = lately >= MOST_AN_HOUR || sent.len() >= MOST_A_DAY;
            if !is_full {
                sent.push(second);
            }
            is_full
        })?;
        if is_full { Err(Refusal::too_many(&TOO_OFTEN, "").into()) } else { Ok(()) }
    }

    /// Counts what was not taken; gives the counts to be written when it is time.
    pub(super) fn refuse(&self, consultation: i64, hour: &str, reason: RefusalReason, second: i64) -> Refusals {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *inner.refused.entry((consultation, hour.to_owned(), reason.word())).or_default() += 1;
        if second - inner.flushed_at < FLUSH_SECONDS {
            return Vec::new();
        }
        inner.flushed_at = second;
        taken(&mut inner)
    }

    /// The counts that are not written yet.
    pub(super) fn take_refusals(&self) -> Refusals {
        taken(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does something with today's key; yesterday's addresses are forgotten.
    fn on<T>(&self, day: CalendarDate, ask: impl FnOnce(&mut Inner) -> T) -> Result<T, AppError> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Who asked a moment before midnight may come after one who asked a moment later: that is no new day.
        if inner.day != Some(day) && inner.day_before != Some(day) {
            let mut key = [0; 32];
            fill(&mut key)?;
            // A form that was opened before midnight may still be sent.
            inner.key_before = if inner.day.is_some() { inner.key } else { key };
            inner.key = key;
            (inner.day_before, inner.day) = (inner.day, Some(day));
            inner.sent.clear();
        }
        Ok(ask(&mut inner))
    }
}

fn taken(inner: &mut Inner) -> Refusals {
    let refused = std::mem::take(&mut inner.refused);
    refused.into_iter().map(|((id, hour, reason), count)| (id, hour, reason.to_owned(), count)).collect()
}

/// What an address is counted as: of IPv6 the network, as one connection has as many addresses as it likes.
fn place_of(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        _ => address.to_owned(),
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), AppError> {
    getrandom::fill(bytes).map_err(|error| AppError::Task(format!("no random numbers: {error}")))
}

/// SHA-256 with the key on both sides of the text, so that nobody can write on behind it.
fn hash(key: &[u8; 32], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(text.as_bytes());
    hash.update(key);
    hash.finalize().into()
}

fn keyed(key: &[u8; 32], text: &str) -> String {
    hex(&hash(key, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_counted_for_an_hour_and_forgotten_at_midnight() {
        let (gate, today) = (Gate::default(), day("2026-11-22"));
        for second in 0..10 {
            gate.admit("192.0.2.7", (today, second)).unwrap();
        }
        assert!(gate.admit("192.0.2.7", (today, 11)).is_err());
        gate.admit("192.0.2.8", (today, 11)).unwrap();
        for second in 0..20 {
            gate.admit("192.0.2.7", (today, 4_000 + second * 400)).unwrap();
        }
        assert!(gate.admit("192.0.2.7", (today, 80_000)).is_err(), "thirty are enough for a day");
        gate.admit("192.0.2.7", (day("2026-11-23"), 90_000)).unwrap();
        // One connection's many addresses are one.
        for second in 0..10 {
            gate.admit(&format!("2001:db8:1:2::{second}"), (today, second)).unwrap();
        }
        assert!(gate.admit("2001:db8:1:2:ffff::1", (today, 10)).is_err());
        let inner = gate.0.lock().unwrap();
        assert!(inner.sent.keys().all(|hash| !String::from_utf8_lossy(hash).contains("192.0.2")));
    }

    #[test]
    fn a_form_is_ours_old_enough_and_of_this_consultation() {
        let (gate, today) = (Gate::default(), day("2026-11-22"));
        let form = gate.form(7, (today, 1_000)).unwrap();
        let code = |id, form: &str, at| gate.check_form(id, form, at).map_err(|(refusal, _)| refusal.kind.code);
        assert_eq!(code(7, &form, (today, 1_003)), Ok(()));
        assert_eq!(code(7, &form, (today, 1_002)), Err("AP-440"));
        assert_eq!(code(8, &form, (today, 1_010)), Err("AP-439"));
        assert_eq!(code(7, &form, (day("2026-11-23"), 1_010)), Ok(()), "opened before midnight");
        assert_eq!(code(7, &form, (day("2026-11-24"), 1_010)), Err("AP-439"));
        assert_eq!(code(7, &form.replacen("1000", "1001", 1), (today, 1_010)), Err("AP-439"));
        // At midnight requests of both days come in any order, and no form is lost by it.
        let (before, after) = (day("2026-12-01"), day("2026-12-02"));
        let late = gate.form(7, (before, 5_000)).unwrap();
        for today in [after, before, after, before, after] {
            assert_eq!(code(7, &late, (today, 5_010)), Ok(()), "{today}");
        }
        for bad in ["", ".", "1.2.3", "x"] {
            assert_eq!(code(7, bad, (today, 1_010)), Err("AP-439"), "{bad}");
        }
    }

    #[test]
    fn a_flood_is_counted_in_memory_and_written_now_and_then() {
        let gate = Gate::default();
        let mut writes = 0;
        for at in 0..1_000 {
            writes +=
                usize::from(!gate.refuse(1, "2026-11-22T01", RefusalReason::OverLimit, 100 + at / 100).is_empty());
        }
        assert_eq!(writes, 1);
        assert_eq!(gate.take_refusals(), [(1, "2026-11-22T01".to_owned(), "over-limit".to_owned(), 999)]);
        assert!(gate.take_refusals().is_empty());
    }
}

//! Addresses within the chain (連鎖のアドレス): every page carries the question along.

use app::FiscalYear;
use app::chain::{Asked, CityChain};
use reform::decision::DecisionId;

use crate::page::Frame;
use crate::programs::encode;

/// The query of a question, with the year where one was asked for; empty or beginning with `?`.
pub(super) fn query(asked: &Asked) -> String {
    let mut pairs = asked.pairs();
    if !asked.year.is_empty() {
        pairs.push(("year".to_owned(), asked.year.clone()));
    }
    let parts: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// The page of the chain with this question.
pub(super) fn chain(f: &Frame, asked: &Asked) -> String {
    f.href(&format!("/chain{}", query(asked)))
}

/// The page of a figure in a year.
pub(super) fn figure(f: &Frame, city: &CityChain, word: &str, year: FiscalYear) -> String {
    f.href(&format!("/chain/figures/{}/{}{}", encode(word), year.start(), query(&city.asked)))
}

/// The page of a decision.
pub(super) fn decision(f: &Frame, city: &CityChain, id: &DecisionId) -> String {
    f.href(&format!("/chain/decisions/{}{}", encode(&id.to_string()), query(&city.asked)))
}

/// The page where a decision is typed.
pub(super) fn what_if(f: &Frame, asked: &Asked) -> String {
    f.href(&format!("/chain/what-if{}", query(asked)))
}

//! The arithmetic of a figure as lists that open (計算のもとの木): each part with what it gives, and where that leads.

use std::fmt::Write;

use app::chain::{CityChain, Explained, ExplainedTerm, Target};

use super::address;
use super::words::{exact, signed_exact};
use crate::html::{Html, escape, mixed};
use crate::page::Frame;

/// How many parts of one figure the page shows within the tree; its own page shows more.
const PARTS_SHOWN: usize = 40;

/// The parts of a figure, each opened as far as it was explained.
pub(super) fn tree(f: &Frame, city: &CityChain, explained: &Explained) -> Html {
    let mut out = String::new();
    write_parts(&mut out, f, city, explained);
    Html(out)
}

fn write_parts(out: &mut String, f: &Frame, city: &CityChain, explained: &Explained) {
    out.push_str("<ul class=\"chain-tree\">");
    for term in explained.terms.iter().take(PARTS_SHOWN) {
        write_part(out, f, city, term);
    }
    let rest = explained.terms.len().saturating_sub(PARTS_SHOWN);
    if rest > 0 {
        let href = address::figure(f, city, &explained.word, explained.year);
        let words = f.t("ほか", "and ");
        let count = f.t("件", " more");
        let _ = write!(out, "<li><a href=\"{}\">{words} {rest}{count}</a></li>", escape(&href));
    }
    out.push_str("</ul>");
}

fn write_part(out: &mut String, f: &Frame, city: &CityChain, term: &ExplainedTerm) {
    let name = mixed(&f.lang, &term.name);
    let amount = escape(&exact(f.lang, term.amount));
    let moved = match term.moved.0 {
        0 => String::new(),
        _ => format!(
            " <span class=\"small muted\">{} {}</span>",
            f.t("うち決定", "by decisions"),
            escape(&signed_exact(f.lang, term.moved))
        ),
    };
    match &term.below {
        Some(below) if !below.terms.is_empty() => {
            let _ = write!(out, "<li><details><summary>{name} <b>{amount}</b>{moved}</summary>");
            if let Some(href) = href(f, city, &term.target) {
                let words = f.t("この数値のページ", "Page of this figure");
                let _ = write!(
                    out,
                    "<p class=\"small\"><a href=\"{}\">{words}<span class=\"vh\">: {name}</span></a></p>",
                    escape(&href)
                );
            }
            write_parts(out, f, city, below);
            out.push_str("</details></li>");
        }
        _ => match href(f, city, &term.target) {
            Some(href) => {
                let _ = write!(out, "<li><a href=\"{}\">{name}</a> <b>{amount}</b>{moved}</li>", escape(&href));
            }
            None => {
                let _ = write!(out, "<li>{name} <b>{amount}</b>{moved}</li>");
            }
        },
    }
}

/// Where a part leads: a figure, a decision, or the study its amount is from.
pub(super) fn href(f: &Frame, city: &CityChain, target: &Target) -> Option<String> {
    match target {
        Target::Figure(word, year) => Some(address::figure(f, city, word, *year)),
        Target::Decision(id) => Some(address::decision(f, city, id)),
        Target::Given(study) => Some(f.href(&format!("/fiscal/{study}"))),
    }
}

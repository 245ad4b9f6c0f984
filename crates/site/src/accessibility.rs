//! `accessibility/` of the public site (アクセシビリティ): the test results in the form JIS X 8341-3:2016 asks for, from what the
//! tests really found. What nobody tested says so; nothing is claimed that the results do not carry.

mod criteria;

use std::collections::BTreeMap;

use askama::Template;
use publish::edition::Edition;
use serde::Deserialize;

use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, shown};
use criteria::CRITERIA;

/// The results as the tests write them (試験の結果).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Results {
    tool: String,
    tested_on: String,
    pages: Vec<TestedPage>,
    criteria: Vec<TestedCriterion>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TestedPage {
    path: String,
    viewport: String,
    violations: u64,
    passes: u64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TestedCriterion {
    number: String,
    name_ja: String,
    name_en: String,
    level: String,
    method: String,
    result: String,
    note: String,
}

struct Criterion {
    number: String,
    name: Html,
    level: String,
    method: &'static str,
    result: &'static str,
    class: &'static str,
    note: Html,
}

struct PageRow {
    path: String,
    viewport: String,
    violations: u64,
    passes: u64,
}

#[derive(Template)]
#[template(path = "accessibility/index.html")]
struct AccessibilityPage<'a> {
    f: Frame<'a>,
    /// Whether any result was given, and whether it could be read.
    is_tested: bool,
    is_unreadable: bool,
    tool: String,
    tested_on: String,
    claim: &'static str,
    tally: Vec<(&'static str, usize)>,
    criteria: Vec<Criterion>,
    pages: Vec<PageRow>,
    violations: u64,
}

/// Its pages.
pub fn pages(_edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let text = site.options.accessibility.trim();
    let read: Result<Results, _> = if text.is_empty() { Ok(Results::default()) } else { serde_json::from_str(text) };
    let is_unreadable = read.is_err();
    let results = read.unwrap_or_default();
    let page = |prefix: &str| {
        let path = format!("{prefix}accessibility/index.html");
        let title = Lang::of_path(&path).pick("アクセシビリティ", "Accessibility");
        let f = site.frame(&path, Section::None, title);
        render(&path, &show(f, &results, is_unreadable))
    };
    ["", "en/"].into_iter().map(page).collect()
}

fn show<'a>(mut f: Frame<'a>, results: &Results, is_unreadable: bool) -> AccessibilityPage<'a> {
    f.description = f.t("JIS X 8341-3:2016 にもとづく試験の結果。", "Test results by JIS X 8341-3:2016.").to_owned();
    let is_tested = !results.criteria.is_empty() || !results.pages.is_empty();
    let merged = merged(&results.criteria);
    let criteria: Vec<Criterion> = merged.iter().map(|one| criterion(&f, one)).collect();
    let count = |result: &str| merged.iter().filter(|one| one.result == result).count();
    let tally = vec![
        (f.lang.pick("満たしている", "passed"), count("pass")),
        (f.lang.pick("満たしていない", "failed"), count("fail")),
        (f.lang.pick("該当なし", "not applicable"), count("not applicable")),
        (f.lang.pick("試験していない", "not tested"), count("not tested")),
    ];
    let row = |page: &TestedPage| PageRow {
        path: page.path.clone(),
        viewport: page.viewport.clone(),
        violations: page.violations,
        passes: page.passes,
    };
    AccessibilityPage {
        is_tested,
        is_unreadable,
        tool: results.tool.clone(),
        tested_on: shown::day(f.lang, &results.tested_on),
        claim: claim(f.lang, &merged),
        tally,
        criteria,
        pages: results.pages.iter().map(row).collect(),
        violations: results.pages.iter().map(|page| page.violations).fold(0, u64::saturating_add),
        f,
    }
}

/// Every criterion of A and AA with its result, "not tested" where the results say nothing; then what else was tested.
fn merged(tested: &[TestedCriterion]) -> Vec<TestedCriterion> {
    let by_number: BTreeMap<&str, &TestedCriterion> = tested.iter().map(|one| (one.number.as_str(), one)).collect();
    let known = CRITERIA.iter().map(|(number, ja, en, level)| {
        let found = by_number.get(number).copied().cloned();
        let mut one = found.unwrap_or_else(|| TestedCriterion {
            method: "not tested".into(),
            result: "not tested".into(),
            ..TestedCriterion::default()
        });
        // The standard's own names and levels, whatever the results call them.
        (one.number, one.name_ja, one.name_en, one.level) =
            ((*number).into(), (*ja).into(), (*en).into(), (*level).into());
        one
    });
    let is_other = |one: &&TestedCriterion| !CRITERIA.iter().any(|(number, ..)| *number == one.number);
    let mut all: Vec<TestedCriterion> = known.chain(tested.iter().filter(is_other).cloned()).collect();
    for one in &mut all {
        // A result nobody knows is none.
        if !matches!(one.result.as_str(), "pass" | "fail" | "not applicable") {
            one.result = "not tested".into();
        }
    }
    all
}

/// What may be claimed: conformance only where every criterion of the standard was tested and none failed.
fn claim(lang: Lang, merged: &[TestedCriterion]) -> &'static str {
    let of_standard = || merged.iter().filter(|one| CRITERIA.iter().any(|(number, ..)| *number == one.number));
    let has = |result: &str| of_standard().any(|one| one.result == result);
    match (has("fail"), has("not tested")) {
        (false, false) => lang.pick(
            "適合レベルAAの達成基準をすべて試験し、満たしています（レベルAAに準拠）。",
            "Every criterion of level AA was tested and is met (conforms to level AA).",
        ),
        (true, _) => lang.pick(
            "満たしていない達成基準があります（レベルAAに一部準拠）。下の表に示し、順に直します。",
            "Some criteria are not met (partly conforms to level AA); they are listed below and will be mended.",
        ),
        (false, true) => lang.pick(
            "試験した達成基準はすべて満たしていますが、まだ試験していないものがあるため、準拠とは表明しません。",
            "Every criterion tested is met, but some were not tested, so conformance is not claimed.",
        ),
    }
}

fn criterion(f: &Frame<'_>, one: &TestedCriterion) -> Criterion {
    let (result, class) = match one.result.as_str() {
        "pass" => (f.lang.pick("満たしている", "passed"), "sev-info"),
        "fail" => (f.lang.pick("満たしていない", "failed"), "sev-error"),
        "not applicable" => (f.lang.pick("該当なし", "not applicable"), ""),
        _ => (f.lang.pick("試験していない", "not tested"), ""),
    };
    Criterion {
        number: one.number.clone(),
        name: f.mixed(f.lang.pick(&one.name_ja, if one.name_en.is_empty() { &one.name_ja } else { &one.name_en })),
        level: one.level.clone(),
        method: match one.method.as_str() {
            "automatic" => f.lang.pick("自動", "automatic"),
            "by hand" => f.lang.pick("人による確認", "by hand"),
            _ => f.lang.pick("―", "―"),
        },
        result,
        class,
        note: f.mixed(&one.note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(number: &str, result: &str) -> TestedCriterion {
        TestedCriterion {
            number: number.into(),
            result: result.into(),
            method: "automatic".into(),
            ..Default::default()
        }
    }

    #[test]
    fn nothing_is_claimed_that_was_not_tested() {
        let all = |result: &str| CRITERIA.iter().map(|one| tested(one.0, result)).collect::<Vec<_>>();
        assert!(claim(Lang::En, &merged(&all("pass"))).contains("conforms to level AA"));
        assert!(claim(Lang::En, &merged(&[tested("1.1.1", "pass")])).contains("not claimed"));
        let mut one_fails = all("pass");
        one_fails[3].result = "fail".into();
        assert!(claim(Lang::En, &merged(&one_fails)).contains("partly"));
        assert!(claim(Lang::En, &merged(&all("fine, I think"))).contains("not claimed"));
    }

    #[test]
    fn every_criterion_of_the_standard_is_listed_once() {
        let merged = merged(&[tested("2.5.8", "pass"), tested("1.4.3", "fail")]);
        assert_eq!(merged.len(), 39);
        assert_eq!(merged.iter().filter(|one| one.level == "A").count(), 25);
        assert_eq!(merged.iter().filter(|one| one.level == "AA").count(), 13);
        assert_eq!(merged.iter().find(|one| one.number == "1.4.3").unwrap().result, "fail");
    }
}

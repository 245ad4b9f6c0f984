//! The form of a comparison (問い合わせの欄): its state is the address.

use app::FiscalYear;
use app::cities::{CityName, CoveredIndicator, group_name, indicator_name, year_name};
use reform::city::{Group, Indicator};

use crate::page::Frame;
use crate::programs::encode;

/// The query of an address, in order; a name may stand several times.
pub type Pairs = Vec<(String, String)>;

/// A drop-down.
pub struct Select {
    /// Its id, unique within the page.
    pub id: String,
    /// The name in the address.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// Its choices; a group without a label stands by itself.
    pub groups: Vec<ChoiceGroup>,
}

/// Choices under a heading.
pub struct ChoiceGroup {
    /// The heading; may be empty.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A choice of a drop-down.
pub struct Choice {
    /// The value in the address.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// The first value of a name, trimmed; empty where there is none.
pub fn value(pairs: &Pairs, name: &str) -> String {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The values that are not empty as the query of an address, with its question mark; empty where there are none.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<String> = given.map(|(key, value)| format!("{key}={}", encode(value))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// The indicators of which something is known, and the one asked for, by section.
pub fn indicators(
    f: &Frame,
    name: &'static str,
    label: String,
    covered: &[CoveredIndicator],
    chosen: &'static Indicator,
) -> Select {
    let mut listed: Vec<&'static Indicator> = covered.iter().map(|covered| covered.indicator).collect();
    if !listed.iter().any(|indicator| indicator.key == chosen.key) {
        listed.push(chosen);
    }
    // Of what is computed from files that are not there yet, the plan's own three are offered: the page says what is
    // missing.
    for key in ["bonds-per-citizen", "tax-per-citizen", "construction-per-citizen"] {
        if let Some(indicator) = reform::city::find_indicator(key)
            && !listed.iter().any(|known| known.key == key)
        {
            listed.push(indicator);
        }
    }
    let mut groups: Vec<ChoiceGroup> = Vec::new();
    listed.sort_by_key(|indicator| indicator.section);
    for indicator in listed {
        let (ja, en) = indicator.section.names();
        let heading = f.t(ja, en);
        let choice = Choice {
            value: indicator.key.to_owned(),
            label: f.text(&indicator_name(indicator)).to_owned(),
            is_chosen: indicator.key == chosen.key,
        };
        match groups.last_mut() {
            Some(group) if group.label == heading => group.choices.push(choice),
            _ => groups.push(ChoiceGroup { label: heading.to_owned(), choices: vec![choice] }),
        }
    }
    Select { id: name.to_owned(), name, label, groups }
}

/// The years there are, the latest first.
pub fn years(f: &Frame, indicator: &Indicator, years: &[FiscalYear], chosen: Option<FiscalYear>) -> Select {
    let choice = |year: &FiscalYear| Choice {
        value: year.start().to_string(),
        label: f.text(&year_name(indicator, *year)).to_owned(),
        is_chosen: Some(*year) == chosen,
    };
    let choices = years.iter().rev().map(choice).collect();
    plain("year", f.t("年度", "Year"), choices)
}

/// The groups one can compare with.
pub fn groups(f: &Frame, chosen: Group, own_prefecture: u32) -> Select {
    let mut listed = vec![Group::DesignatedCities, Group::Prefecture(own_prefecture), Group::Municipalities];
    if !listed.contains(&chosen) {
        listed.push(chosen);
    }
    let choice = |group: Group| Choice {
        value: group.key(),
        label: f.text(&group_name(group)).to_owned(),
        is_chosen: group == chosen,
    };
    plain("group", f.t("比べる団体", "Compared with"), listed.into_iter().map(choice).collect())
}

/// The cities one can look at; `chosen` is one of them, or another by its code.
pub fn cities(f: &Frame, cities: &[CityName], chosen: &CityName) -> Select {
    let choice = |city: &CityName| Choice {
        value: city.code.with_check_digit(),
        label: f.text(&city.name).to_owned(),
        is_chosen: city.code == chosen.code,
    };
    let mut choices: Vec<Choice> = cities.iter().map(choice).collect();
    if !cities.iter().any(|city| city.code == chosen.code) {
        choices.push(choice(chosen));
    }
    plain("city", f.t("順位を見る市", "City looked at"), choices)
}

/// The end places are counted from.
pub fn ends(f: &Frame, from_low: bool) -> Select {
    let choice = |value: &str, label: &str, is_chosen| Choice { value: value.into(), label: label.into(), is_chosen };
    let choices = vec![
        choice("high", f.t("高い方から", "from the highest"), !from_low),
        choice("low", f.t("低い方から", "from the lowest"), from_low),
    ];
    plain("from", f.t("順位の数え方", "Places counted"), choices)
}

/// A drop-down without headings.
pub fn plain(name: &'static str, label: &str, choices: Vec<Choice>) -> Select {
    Select {
        id: name.to_owned(),
        name,
        label: label.to_owned(),
        groups: vec![ChoiceGroup { label: String::new(), choices }],
    }
}

//! `exhibits.toml`: the plan's figures and tables, and what each is drawn from (図表の一覧).

use reform::city::{Group, all_indicators, find_indicator};
use reform::plan::{Exhibit, ExhibitData};

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::findings::{IdKind, with_suggestion};
use super::kinds::UNKNOWN_CHOICE;
use super::sections::each;

/// The words of `shows`.
#[derive(Clone, Copy)]
enum Shows {
    Population,
    Clusters,
    Council,
    Ranking,
    Cross,
    BondProjection,
    Outlook,
    NoValues,
}

const SHOWS: [(&str, Shows); 8] = [
    ("population", Shows::Population),
    ("clusters", Shows::Clusters),
    ("council", Shows::Council),
    ("ranking", Shows::Ranking),
    ("cross", Shows::Cross),
    ("bond-projection", Shows::BondProjection),
    ("outlook", Shows::Outlook),
    ("none", Shows::NoValues),
];

/// The most years a mean is taken of.
const MEAN_YEARS_MAX: u64 = 10;

pub(super) fn read_exhibits(top: &Fields<'_>) -> Option<Vec<Exhibit>> {
    Some(each(top, "exhibit", |fields, document| {
        let shows = read_data(fields);
        Exhibit {
            id: fields.id(IdKind::Exhibit),
            number: fields.text("number", NAME_CHARS),
            title: fields.text("title", NAME_CHARS),
            shows,
            // An empty place in the list would leave the reader guessing, so it must say what is missing.
            missing: match shows {
                ExhibitData::NoValues => Some(fields.text("missing", EXPLANATION_CHARS)),
                _ => fields.optional_text("missing", EXPLANATION_CHARS),
            },
            source: fields.source(document),
        }
    }))
}

/// What the exhibit is drawn from; a ranking or a cross analysis that cannot be read shows nothing.
fn read_data(fields: &Fields<'_>) -> ExhibitData {
    match fields.choice("shows", &SHOWS, false) {
        Shows::Population => ExhibitData::Population,
        Shows::Clusters => ExhibitData::Clusters,
        Shows::Council => ExhibitData::Council,
        Shows::BondProjection => ExhibitData::BondProjection,
        Shows::Outlook => ExhibitData::Outlook,
        Shows::NoValues => ExhibitData::NoValues,
        Shows::Ranking => {
            let (indicator, group, year) = (indicator(fields, "indicator"), group(fields), fields.fiscal_year("year"));
            let mean_years = match fields.has("mean_years") {
                true => fields.whole("mean_years", 1..=MEAN_YEARS_MAX),
                false => 1,
            };
            let mean_years = u8::try_from(mean_years).unwrap_or(1);
            let data = || Some(ExhibitData::Ranking { indicator: indicator?, group, year: year?, mean_years });
            data().unwrap_or(ExhibitData::Population)
        }
        Shows::Cross => {
            let (across, upwards) = (indicator(fields, "across"), indicator(fields, "upwards"));
            let (group, year) = (group(fields), fields.fiscal_year("year"));
            let data = || Some(ExhibitData::Cross { across: across?, upwards: upwards?, group, year: year? });
            data().unwrap_or(ExhibitData::Population)
        }
    }
}

/// The key of an indicator of the catalogue.
fn indicator(fields: &Fields<'_>, name: &str) -> Option<&'static str> {
    let key = fields.line(name);
    let found = find_indicator(&key).map(|indicator| indicator.key);
    if found.is_none() && !key.is_empty() {
        let keys = all_indicators().map(|indicator| indicator.key);
        fields.report_named(&UNKNOWN_CHOICE, name, &with_suggestion(&key, keys));
    }
    found
}

/// Who is compared; the designated cities where nothing is said.
fn group(fields: &Fields<'_>) -> Group {
    if !fields.has("group") {
        return Group::DesignatedCities;
    }
    let key = fields.line("group");
    Group::from_key(&key).unwrap_or_else(|| {
        let known = "designated-cities | municipalities | prefecture-01 … prefecture-47";
        fields.report_named(&UNKNOWN_CHOICE, "group", &format!("{key} → {known}"));
        Group::DesignatedCities
    })
}

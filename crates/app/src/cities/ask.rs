//! What somebody asks of the cities (問い合わせ), read from an address or a command; what means nothing gets a code and
//! the names there are.

use fiscal::FiscalYear;
use fiscal::comparison::End;
use fiscal::year::Era;
use reform::city::{AreaCode, Group, Indicator, find_indicator};
use reform::plan::CityCode;
use reform::{ProblemKind, Severity};

/// Why a question about cities has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CitiesError {
    /// No indicator has this key.
    #[error("there is no indicator “{name}”; there are: {known}")]
    UnknownIndicator {
        /// The key as given.
        name: String,
        /// The keys there are.
        known: String,
    },
    /// No group has this key.
    #[error("there is no group “{name}”; there are: {known}")]
    UnknownGroup {
        /// The key as given.
        name: String,
        /// The keys there are.
        known: String,
    },
    /// No city has this code or name.
    #[error("there is no city “{name}”; there are: {known}")]
    UnknownCity {
        /// The code or name as given.
        name: String,
        /// Some there are.
        known: String,
    },
    /// Nothing is known of the indicator in this year.
    #[error("“{indicator}” is not known for “{year}”; known years: {known}")]
    UnknownYear {
        /// The indicator's key.
        indicator: String,
        /// The year as given.
        year: String,
        /// The years there are.
        known: String,
    },
    /// Places are counted from `high` or `low`.
    #[error("places are counted from “high” or “low”, not from “{0}”")]
    UnknownEnd(String),
}

/// No indicator has this key.
pub const UNKNOWN_INDICATOR: ProblemKind = ProblemKind {
    code: "AP-055",
    severity: Severity::Error,
    title_ja: "その指標はありません",
    title_en: "There is no such indicator",
    hint_ja: "指標の一覧（/api/v1/cities/indicators）にある名前を指定してください。",
    hint_en: "Give a key of the list of indicators (/api/v1/cities/indicators).",
};

/// No group has this key.
pub const UNKNOWN_GROUP: ProblemKind = ProblemKind {
    code: "AP-056",
    severity: Severity::Error,
    title_ja: "その団体の集まりはありません",
    title_en: "There is no such group of cities",
    hint_ja: "designated-cities（政令指定都市）、municipalities（全市区町村）、prefecture-40（都道府県）のどれかを指定してください。",
    hint_en: "Give designated-cities, municipalities or prefecture-40 (a prefecture by its number).",
};

/// No city has this code or name.
pub const UNKNOWN_CITY: ProblemKind = ProblemKind {
    code: "AP-057",
    severity: Severity::Error,
    title_ja: "その市は見つかりません",
    title_en: "There is no such city",
    hint_ja: "全国地方公共団体コード（5桁か、検査数字のある6桁）か、市の名前を指定してください。",
    hint_en: "Give the city's code (five digits, or six with the check digit) or its name.",
};

/// Nothing is known of the indicator in this year.
pub const UNKNOWN_YEAR: ProblemKind = ProblemKind {
    code: "AP-058",
    severity: Severity::Error,
    title_ja: "その年度の値がありません",
    title_en: "There are no figures of that year",
    hint_ja: "値のある年度を選ぶか、henkaku import indicators（比率）か cards（決算カード）で資料を取り込んでください。",
    hint_en: "Choose a year there is, or import its file with henkaku import indicators (ratios) or cards (settlement cards).",
};

/// Places are counted from one end or the other.
pub const UNKNOWN_END: ProblemKind = ProblemKind {
    code: "AP-059",
    severity: Severity::Error,
    title_ja: "順位の数え方が正しくありません",
    title_en: "Places cannot be counted from there",
    hint_ja: "high（高い方から）か low（低い方から）を指定してください。",
    hint_en: "Give high or low.",
};

impl CitiesError {
    /// What there is instead; empty where it goes without saying.
    pub fn known(&self) -> &str {
        match self {
            CitiesError::UnknownIndicator { known, .. }
            | CitiesError::UnknownGroup { known, .. }
            | CitiesError::UnknownCity { known, .. }
            | CitiesError::UnknownYear { known, .. } => known,
            CitiesError::UnknownEnd(_) => "high, low",
        }
    }

    /// The kind of problem, with its stable code.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            CitiesError::UnknownIndicator { .. } => &UNKNOWN_INDICATOR,
            CitiesError::UnknownGroup { .. } => &UNKNOWN_GROUP,
            CitiesError::UnknownCity { .. } => &UNKNOWN_CITY,
            CitiesError::UnknownYear { .. } => &UNKNOWN_YEAR,
            CitiesError::UnknownEnd(_) => &UNKNOWN_END,
        }
    }
}

/// The indicator with this key.
pub(super) fn indicator(key: &str, known: &[&'static Indicator]) -> Result<&'static Indicator, CitiesError> {
    let key = key.trim();
    find_indicator(key).ok_or_else(|| CitiesError::UnknownIndicator {
        name: key.to_owned(),
        known: known.iter().map(|indicator| indicator.key).collect::<Vec<_>>().join(", "),
    })
}

/// The group with this key; the designated cities where none is given.
pub(super) fn group(key: &str) -> Result<Group, CitiesError> {
    match key.trim() {
        "" => Ok(Group::DesignatedCities),
        key => Group::from_key(key).ok_or_else(|| CitiesError::UnknownGroup {
            name: key.to_owned(),
            known: "designated-cities, municipalities, prefecture-01 … prefecture-47".to_owned(),
        }),
    }
}

/// The end places are counted from; the high one where none is given.
pub(super) fn end(word: &str) -> Result<End, CitiesError> {
    match word.trim() {
        "" | "high" => Ok(End::High),
        "low" => Ok(End::Low),
        word => Err(CitiesError::UnknownEnd(word.to_owned())),
    }
}

/// The year meant by `2021`, `FY2021`, `R3`, `令和3年度`; nothing when it is none.
pub(super) fn year(text: &str) -> Option<FiscalYear> {
    let text = text.trim().trim_start_matches("FY");
    let text = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(text);
    if let Ok(year) = text.parse() {
        return FiscalYear::new(year).ok();
    }
    let digits = text.find(|c: char| c.is_ascii_digit() || c == '元')?;
    let (era, number) = text.split_at(digits);
    let number = if number == "元" { 1 } else { number.parse().ok()? };
    FiscalYear::from_era(Era::from_name(era)?, number).ok()
}

/// A code of five digits, or of six with a check digit that fits.
pub(super) fn area_code(text: &str) -> Option<AreaCode> {
    match text.trim() {
        text if text.len() == 6 => CityCode::parse(text).ok().map(|code| AreaCode::from(&code)),
        text => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_as_people_write_them() {
        let start = |text| year(text).map(FiscalYear::start);
        for text in ["2021", "FY2021", "R3", "令和3年度", "令和3年", " R3 "] {
            assert_eq!(start(text), Some(2021), "{text}");
        }
        assert_eq!((start("H27"), start("令和元年度"), start("R0"), start("X3")), (Some(2015), Some(2019), None, None));
        assert_eq!((start("99999"), start(""), start("-5")), (None, None, None));
    }

    #[test]
    fn codes_are_read_with_and_without_their_check_digit() {
        assert_eq!(area_code("401005").map(AreaCode::number), Some(40_100));
        assert_eq!(area_code("40100").map(AreaCode::number), Some(40_100));
        for text in ["401006", "4010", "北九州", ""] {
            assert_eq!(area_code(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_there_has_a_code_and_says_what_is() {
        let known: Vec<&'static Indicator> = find_indicator("staff").into_iter().collect();
        let error = indicator("staf", &known).unwrap_err();
        assert_eq!((error.kind().code, error.to_string().contains("staff")), ("AP-055", true));
        assert_eq!(group("tokyo").unwrap_err().kind().code, "AP-056");
        assert_eq!(end("middle").unwrap_err().kind().code, "AP-059");
        assert_eq!((group(""), end("")), (Ok(Group::DesignatedCities), Ok(End::High)));
    }
}

//! Figure (数値): a number of the plan that always says its unit, its date, its base and where it was read.

use std::fmt;

use fiscal::{FiscalYear, Quantity, Yen, money};

use super::{Source, Text};

/// A figure of the plan (数値), never without unit, date, base and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Stable id.
    pub id: String,
    /// The id of its [`FigureGroup`].
    pub group: String,
    /// Target, fact or projection.
    pub role: FigureRole,
    /// What it counts.
    pub label: Text,
    /// The value with its unit.
    pub value: FigureValue,
    /// How exactly the source states the value.
    pub precision: Precision,
    /// The day or years it holds for.
    pub as_of: AsOf,
    /// What it is counted over: which population, which account, which peers (母集団・会計).
    pub base: Text,
    /// How the figure came to be here.
    pub basis: Basis,
    /// Anything a reader should know about it.
    pub note: Option<Text>,
    /// Where it stands.
    pub source: Source,
}

/// A subject that figures are grouped by (数値の分類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureGroup {
    /// Stable id.
    pub id: String,
    /// Its heading.
    pub title: Text,
}

/// What a figure is for (数値の役割).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureRole {
    /// Something the city set out to reach (目標).
    Target,
    /// Something that is or was so (現状・実績).
    Fact,
    /// Something computed about the future (推計・試算).
    Projection,
}

/// A value with its unit (値と単位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureValue {
    /// Money in whole yen; `per_year` when it is an amount each year (年額).
    Money {
        /// The amount.
        amount: Yen,
        /// Whether it is an amount each year.
        per_year: bool,
    },
    /// An exact decimal and its unit (人, ㎡, 倍 …).
    Number {
        /// The number as the source writes it.
        number: Quantity,
        /// What one of it is.
        unit: Text,
    },
    /// A place in a ranking (順位).
    Rank {
        /// The place, from 1.
        place: u32,
        /// How many were ranked.
        of: u32,
        /// From which end it was counted.
        side: RankSide,
    },
}

/// From which end a ranking is counted (順位の向き).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RankSide {
    /// The largest value is first (高い方・多い方から).
    Highest,
    /// The smallest value is first (低い方・少ない方から).
    Lowest,
}

/// How exactly the source states a value (値の確からしさ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// As it stands.
    Exact,
    /// About this much (約・程度・目途).
    About,
    /// Somewhere below it (…を下回る).
    Below,
    /// At least this much (…以上).
    AtLeast,
    /// Within the ten whole numbers that begin here (…台).
    Band,
}

/// How a figure came to be here (数値の根拠区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Printed in the source (公表).
    Published,
    /// Read off a chart of the source (読み取り).
    Read,
    /// Assumed, because no source gives it (仮定).
    Assumed,
    /// Made up to show how the system works (例示).
    Illustrative,
}

/// The day or years a figure holds for (時点).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsOf {
    /// One day.
    Date(CalendarDate),
    /// One fiscal year (年度).
    FiscalYear(FiscalYear),
    /// From one fiscal year to another, both included.
    FiscalYears(FiscalYear, FiscalYear),
    /// One calendar year (暦年).
    CalendarYear(i32),
}

/// A day of the calendar that exists (年月日).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate {
    year: i32,
    month: u8,
    day: u8,
}

impl CalendarDate {
    /// The first day the system knows.
    pub const FIRST: CalendarDate = CalendarDate { year: 1868, month: 1, day: 1 };

    /// A day between 1868 and 2200, or `None` where the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<CalendarDate> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        let known = FiscalYear::RANGE.contains(&year) && (1..=days).contains(&day);
        known.then_some(CalendarDate { year, month, day })
    }

    /// Year, month and day.
    pub fn parts(self) -> (i32, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The calendar year it lies in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// `2023年4月1日`.
    pub fn japanese(self) -> String {
        format!("{}年{}月{}日", self.year, self.month, self.day)
    }
}

/// `2023-04-01`.
impl std::str::FromStr for CalendarDate {
    type Err = NoSuchDay;

    /// Reads `2023-04-01`.
    fn from_str(text: &str) -> Result<CalendarDate, NoSuchDay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NoSuchDay);
        }
        let number = |range: std::ops::Range<usize>| -> Option<u16> {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let parts = || Some((number(0..4)?, u8::try_from(number(5..7)?).ok()?, u8::try_from(number(8..10)?).ok()?));
        parts().and_then(|(year, month, day)| CalendarDate::new(year.into(), month, day)).ok_or(NoSuchDay)
    }
}

/// A text that names no day of the calendar (日付の誤り).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDay;

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl AsOf {
    /// `2023年4月1日時点`, `令和6年度`, `令和6年度〜令和8年度`, `2022年`.
    pub fn japanese(self) -> String {
        match self {
            AsOf::Date(date) => format!("{}時点", date.japanese()),
            AsOf::FiscalYear(year) => year.japanese(),
            AsOf::FiscalYears(first, last) => format!("{}〜{}", first.japanese(), last.japanese()),
            AsOf::CalendarYear(year) => format!("{year}年"),
        }
    }
}

/// `as of 2023-04-01`, `FY2024`, `FY2024–FY2026`, `2022`.
impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsOf::Date(date) => write!(f, "as of {date}"),
            AsOf::FiscalYear(year) => write!(f, "{year}"),
            AsOf::FiscalYears(first, last) => write!(f, "{first}–{last}"),
            AsOf::CalendarYear(year) => write!(f, "{year}"),
        }
    }
}

impl Basis {
    /// The mark shown beside the figure; a published figure needs none, so it says 公表.
    pub fn japanese(self) -> &'static str {
        match self {
            Basis::Published => "公表",
            Basis::Read => "読み取り",
            Basis::Assumed => "仮定",
            Basis::Illustrative => "例示",
        }
    }

    /// The same in English.
    pub fn english(self) -> &'static str {
        match self {
            Basis::Published => "published",
            Basis::Read => "read off a chart",
            Basis::Assumed => "assumption",
            Basis::Illustrative => "illustrative",
        }
    }
}

impl FigureRole {
    /// The role's Japanese name.
    pub fn japanese(self) -> &'static str {
        match self {
            FigureRole::Target => "目標",
            FigureRole::Fact => "実績",
            FigureRole::Projection => "推計",
        }
    }

    /// The role's English name.
    pub fn english(self) -> &'static str {
        match self {
            FigureRole::Target => "target",
            FigureRole::Fact => "fact",
            FigureRole::Projection => "projection",
        }
    }
}

impl Figure {
    /// The value with its precision as a Japanese text says it: `約1兆2,040億円`, `301億円/年`, `20市中 高い方から3位`.
    pub fn value_ja(&self) -> String {
        let value = match &self.value {
            FigureValue::Money { amount, per_year } => {
                format!("{}{}", exact_money_ja(*amount), if *per_year { "/年" } else { "" })
            }
            FigureValue::Number { number, unit } => format!("{}{}", grouped(*number, "▲"), unit.ja),
            FigureValue::Rank { place, of, side } => {
                let side = if *side == RankSide::Highest { "高い" } else { "低い" };
                format!("{of}市中 {side}方から{place}位")
            }
        };
        match self.precision {
            Precision::Exact => value,
            Precision::About => format!("約{value}"),
            Precision::Below => format!("{value}未満"),
            Precision::AtLeast => format!("{value}以上"),
            Precision::Band => format!("{value}台"),
        }
    }

    /// The same in English: `about ¥1,204 billion`, `5.2 m² per resident`, `3rd highest of 20`.
    pub fn value_en(&self) -> String {
        let value = match &self.value {
            FigureValue::Money { amount, per_year } => {
                format!("{}{}", exact_money_en(*amount), if *per_year { " a year" } else { "" })
            }
            FigureValue::Number { number, unit } => match (self.precision, unit.en_or_ja()) {
                (Precision::Band, unit) => {
                    let last = Quantity { units: number.units.saturating_add(9), ..*number };
                    return format!("{}–{} {unit}", grouped(*number, "−"), grouped(last, "−"));
                }
                (_, "%") => format!("{}%", grouped(*number, "−")),
                (_, unit) => format!("{} {unit}", grouped(*number, "−")),
            },
            FigureValue::Rank { place, of, side } => {
                let side = if *side == RankSide::Highest { "highest" } else { "lowest" };
                let place = if *place == 1 { String::new() } else { format!("{} ", ordinal(*place)) };
                format!("{place}{side} of {of}")
            }
        };
        match self.precision {
            Precision::Exact | Precision::Band => value,
            Precision::About => format!("about {value}"),
            Precision::Below => format!("below {value}"),
            Precision::AtLeast => format!("at least {value}"),
        }
    }
}

/// In words where no yen is lost by it (`1兆2,040億円`), else to the yen or million (`627,883百万円`).
fn exact_money_ja(amount: Yen) -> String {
    if amount.0 % 100_000_000 == 0 || (amount.0.abs() < 100_000_000 && amount.0 % 10_000 == 0) {
        money::in_words_ja(amount)
    } else if amount.0 % 1_000_000 == 0 {
        format!("{}百万円", Yen(amount.0 / 1_000_000))
    } else {
        format!("{amount}円")
    }
}

/// In billions or millions where no yen is lost by it, else to the yen.
fn exact_money_en(amount: Yen) -> String {
    let sign = if amount.0 < 0 { "−" } else { "" };
    let size = amount.0.unsigned_abs();
    if size >= 1_000_000_000 && size.is_multiple_of(100_000_000) {
        let (billions, tenth) = (money::group_digits(size / 1_000_000_000), size / 100_000_000 % 10);
        let tenth = if tenth == 0 { String::new() } else { format!(".{tenth}") };
        format!("{sign}¥{billions}{tenth} billion")
    } else if size >= 1_000_000 && size.is_multiple_of(1_000_000) {
        format!("{sign}¥{} million", money::group_digits(size / 1_000_000))
    } else {
        format!("{sign}¥{}", money::group_digits(size))
    }
}

fn grouped(number: Quantity, minus: &str) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| (minus, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), money::group_digits);
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn ordinal(place: u32) -> String {
    let ending = match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: FigureValue, precision: Precision) -> Figure {
        Figure {
            id: "x".into(),
            group: "g".into(),
            role: FigureRole::Fact,
            label: Text::japanese("例"),
            value,
            precision,
            as_of: AsOf::CalendarYear(2022),
            base: Text::japanese("市民"),
            basis: Basis::Illustrative,
            note: None,
            source: Source::default(),
        }
    }

    #[test]
    fn says_values_as_people_do() {
        let money = |yen, per_year| FigureValue::Money { amount: Yen(yen), per_year };
        let number = |text: &str, ja: &str, en: &str| FigureValue::Number {
            number: text.parse().unwrap(),
            unit: Text { ja: ja.into(), en: Some(en.into()) },
        };
        let rank = FigureValue::Rank { place: 3, of: 20, side: RankSide::Highest };
        let cases = [
            (money(1_204_000_000_000, false), Precision::About, "約1兆2,040億円", "about ¥1,204 billion"),
            (money(30_100_000_000, true), Precision::About, "約301億円/年", "about ¥30.1 billion a year"),
            (money(627_883_000_000, false), Precision::Exact, "627,883百万円", "¥627,883 million"),
            (money(-1_234, false), Precision::Exact, "▲1,234円", "−¥1,234"),
            (number("-48", "人", "people"), Precision::Exact, "▲48人", "−48 people"),
            (number("5.2", "㎡", "m²"), Precision::Exact, "5.2㎡", "5.2 m²"),
            (number("70", "人", "staff"), Precision::Band, "70人台", "70–79 staff"),
            (number("6000", "人", "births"), Precision::Below, "6,000人未満", "below 6,000 births"),
            (number("31", "%", "%"), Precision::Exact, "31%", "31%"),
            (rank, Precision::Exact, "20市中 高い方から3位", "3rd highest of 20"),
        ];
        for (value, precision, ja, en) in cases {
            let figure = figure(value, precision);
            assert_eq!((figure.value_ja().as_str(), figure.value_en().as_str()), (ja, en));
        }
    }

    #[test]
    fn only_days_that_exist() {
        assert_eq!(CalendarDate::new(2024, 2, 29).unwrap().to_string(), "2024-02-29");
        for (year, month, day) in [(2023, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0), (1, 1, 1)]
        {
            assert_eq!(CalendarDate::new(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn ordinals_in_english() {
        let said: Vec<String> = [1, 2, 3, 8, 11, 12, 21].into_iter().map(ordinal).collect();
        assert_eq!(said, ["1st", "2nd", "3rd", "8th", "11th", "12th", "21st"]);
    }
}

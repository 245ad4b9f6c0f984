//! The indicators (指標の目録): what is known of each before any figure comes in.
//!
//! Ratios are those of 総務省「主要財政指標一覧」, amounts those of the settlement card (決算カード, 地方財政状況調査).

use fiscal::comparison::GoodSide;

mod amounts;

/// An indicator of cities (指標).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indicator {
    /// The stable key, in addresses and commands: `ordinary-balance-ratio`.
    pub key: &'static str,
    /// Its name in Japanese.
    pub name_ja: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// Where it stands in lists.
    pub section: Section,
    /// What it is counted in.
    pub unit: Unit,
    /// Decimals it is published and shown with.
    pub decimals: u8,
    /// Which end is good.
    pub good: GoodSide,
    /// How its source averages it over cities.
    pub averaging: Averaging,
    /// What `-` or a blank means in its source.
    pub dash: DashMeaning,
    /// What it is, in Japanese.
    pub definition_ja: &'static str,
    /// What it is, in English.
    pub definition_en: &'static str,
    /// The law, notice or publication that defines it.
    pub basis: &'static str,
    /// For an indicator that is computed: the key of the amount divided by [`POPULATION`].
    pub per_citizen_of: Option<&'static str>,
}

/// Where an indicator stands in lists (指標の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Fiscal ratios (財政指標).
    Ratio,
    /// For each citizen (市民一人当たり).
    PerCitizen,
    /// Revenue (歳入).
    Revenue,
    /// Expenditure by nature (性質別歳出).
    Expenditure,
    /// Expenditure by purpose (目的別歳出).
    Purpose,
    /// Balance and standards (収支・標準).
    Balance,
    /// Bonds, funds and commitments (残高).
    Stock,
    /// Staff (職員).
    Staff,
    /// People and land (人口・面積).
    People,
    /// Future population (将来推計人口).
    Projection,
}

/// What an indicator is counted in (単位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A plain number, such as 財政力指数.
    Index,
    /// Percent.
    Percent,
    /// Whole yen.
    Yen,
    /// Persons.
    Persons,
    /// Square kilometres.
    SquareKilometres,
}

/// How the source averages an indicator over cities (平均の取り方).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Averaging {
    /// The mean of the cities' figures (単純平均).
    Simple,
    /// All cities taken together as one (加重平均).
    Weighted,
    /// The source publishes none.
    NotPublished,
}

/// What `-` or a blank means in an indicator's source (「-」の意味).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DashMeaning {
    /// There is nothing: no deficit, nothing to bear, no amount. Becomes [`fiscal::comparison::Figure::Dash`].
    Nothing,
    /// It was not published or not computed. Becomes [`fiscal::comparison::Figure::Missing`].
    NotPublished,
}

/// The key of the population every figure for each citizen is divided by: the resident register at the 1 January that
/// lies in the fiscal year (住民基本台帳人口).
pub const POPULATION: &str = "population";

/// The keys of the future population: everybody, and three age bands.
pub const PROJECTED: [&str; 4] =
    ["projected-population", "projected-age-0-14", "projected-age-15-64", "projected-age-65"];

/// Every indicator, in the order of lists.
pub fn all_indicators() -> impl Iterator<Item = &'static Indicator> {
    RATIOS.iter().chain(PER_CITIZEN).chain(amounts::AMOUNTS).chain(OTHERS)
}

/// The indicator with this key.
pub fn find_indicator(key: &str) -> Option<&'static Indicator> {
    all_indicators().find(|indicator| indicator.key == key)
}

impl Section {
    /// Its name in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Section::Ratio => ("財政指標", "Fiscal ratios"),
            Section::PerCitizen => ("市民一人当たり", "For each citizen"),
            Section::Revenue => ("歳入", "Revenue"),
            Section::Expenditure => ("性質別歳出", "Expenditure by nature"),
            Section::Purpose => ("目的別歳出", "Expenditure by purpose"),
            Section::Balance => ("収支・標準", "Balance and standards"),
            Section::Stock => ("残高", "Bonds, funds, commitments"),
            Section::Staff => ("職員", "Staff"),
            Section::People => ("人口・面積", "People and land"),
            Section::Projection => ("将来推計人口", "Future population"),
        }
    }
}

impl Unit {
    /// As tables print it in Japanese and English; nothing for a plain number.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Unit::Index => ("", ""),
            Unit::Percent => ("％", "%"),
            Unit::Yen => ("円", "yen"),
            Unit::Persons => ("人", "persons"),
            Unit::SquareKilometres => ("km²", "km²"),
        }
    }
}

impl Averaging {
    /// Its name in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Averaging::Simple => ("単純平均", "simple average"),
            Averaging::Weighted => ("加重平均", "weighted average"),
            Averaging::NotPublished => ("公表なし", "not published"),
        }
    }
}

/// The law of the four soundness ratios.
const SOUNDNESS_LAW: &str = "地方公共団体の財政の健全化に関する法律（平成19年法律第94号）第2条";
const SURVEY: &str = "地方財政状況調査（決算統計）";
const PROJECTION: &str = "国立社会保障・人口問題研究所「日本の地域別将来推計人口（令和5年推計）」";

const RATIO: Indicator = Indicator {
    key: "",
    name_ja: "",
    name_en: "",
    section: Section::Ratio,
    unit: Unit::Percent,
    decimals: 1,
    good: GoodSide::Low,
    averaging: Averaging::Weighted,
    dash: DashMeaning::NotPublished,
    definition_ja: "",
    definition_en: "",
    basis: SURVEY,
    per_citizen_of: None,
};

const RATIOS: &[Indicator] = &[
    Indicator {
        key: "fiscal-capacity-index",
        name_ja: "財政力指数",
        name_en: "Fiscal capacity index",
        unit: Unit::Index,
        decimals: 2,
        good: GoodSide::High,
        averaging: Averaging::Simple,
        definition_ja: "基準財政収入額÷基準財政需要額の3か年平均。高いほど自前の財源に余裕がある",
        definition_en: "Standard revenue over standard demand, mean of three years; the higher, the more own means",
        basis: "地方交付税法（昭和25年法律第211号）第14条・第11条による額の比",
        ..RATIO
    },
    Indicator {
        key: "ordinary-balance-ratio",
        name_ja: "経常収支比率",
        name_en: "Ordinary balance ratio",
        definition_ja: "経常的な経費に充てた一般財源÷経常的な一般財源（臨時財政対策債などを含む）。低いほど自由に使える財源が多い",
        definition_en: "General revenue spent on recurring expenses over recurring general revenue; the lower, the freer",
        ..RATIO
    },
    Indicator {
        key: "real-debt-service-ratio",
        name_ja: "実質公債費比率",
        name_en: "Real debt service ratio",
        definition_ja: "公債費とそれに準ずる支払いの、標準的な財政規模に対する割合の3か年平均",
        definition_en: "Debt service and what is like it, over the standard fiscal scale; mean of three years",
        basis: SOUNDNESS_LAW,
        ..RATIO
    },
    Indicator {
        key: "future-burden-ratio",
        name_ja: "将来負担比率",
        name_en: "Future burden ratio",
        dash: DashMeaning::Nothing,
        definition_ja: "将来負担すべき実質的な負債の、標準的な財政規模に対する割合。「-」は負担が無い（充当できる財源が上回る）",
        definition_en: "Debts to be borne in future over the standard fiscal scale; “-” when means exceed debts",
        basis: SOUNDNESS_LAW,
        ..RATIO
    },
    Indicator {
        key: "real-deficit-ratio",
        name_ja: "実質赤字比率",
        name_en: "Real deficit ratio",
        decimals: 2,
        averaging: Averaging::NotPublished,
        dash: DashMeaning::Nothing,
        definition_ja: "一般会計等の実質赤字の、標準財政規模に対する割合。「-」は黒字",
        definition_en: "The real deficit of the general accounts over the standard fiscal scale; “-” for a surplus",
        basis: SOUNDNESS_LAW,
        ..RATIO
    },
    Indicator {
        key: "consolidated-real-deficit-ratio",
        name_ja: "連結実質赤字比率",
        name_en: "Consolidated real deficit ratio",
        decimals: 2,
        averaging: Averaging::NotPublished,
        dash: DashMeaning::Nothing,
        definition_ja: "全会計の実質赤字の、標準財政規模に対する割合。「-」は黒字",
        definition_en: "The real deficit of all accounts over the standard fiscal scale; “-” for a surplus",
        basis: SOUNDNESS_LAW,
        ..RATIO
    },
    Indicator {
        key: "debt-service-burden-ratio",
        name_ja: "公債費負担比率",
        name_en: "Debt service burden ratio",
        averaging: Averaging::NotPublished,
        definition_ja: "一般財源のうち公債費に充てた割合",
        definition_en: "The share of general revenue spent on debt service",
        ..RATIO
    },
    Indicator {
        key: "real-balance-ratio",
        name_ja: "実質収支比率",
        name_en: "Real balance ratio",
        good: GoodSide::Neither,
        averaging: Averaging::NotPublished,
        definition_ja: "実質収支の、標準財政規模に対する割合。マイナスは赤字",
        definition_en: "The real balance over the standard fiscal scale; below zero a deficit",
        ..RATIO
    },
    Indicator {
        key: "bond-restriction-ratio",
        name_ja: "起債制限比率",
        name_en: "Bond restriction ratio",
        definition_ja: "平成19年度までの公債費の指標（3か年平均）",
        definition_en: "The debt indicator published until FY2007, mean of three years",
        basis: "地方財政法施行令（平成18年改正前）",
        ..RATIO
    },
    Indicator {
        key: "laspeyres-index",
        name_ja: "ラスパイレス指数",
        name_en: "Laspeyres index",
        unit: Unit::Index,
        good: GoodSide::Neither,
        definition_ja: "国家公務員を100としたときの職員の給料の水準。翌年度4月1日現在",
        definition_en: "The staff's pay where the state's is 100, at 1 April after the fiscal year",
        basis: "地方公務員給与実態調査",
        ..RATIO
    },
    Indicator {
        key: "laspeyres-index-reference",
        name_ja: "ラスパイレス指数（参考値）",
        name_en: "Laspeyres index (reference)",
        unit: Unit::Index,
        good: GoodSide::Neither,
        definition_ja: "国家公務員の給与の臨時の減額が無いとした場合の値（平成24・25年度の表だけ）",
        definition_en: "As it would be without the temporary cut of the state's pay; FY2012 and FY2013 only",
        basis: "地方公務員給与実態調査",
        ..RATIO
    },
    Indicator {
        key: "tax-collection-rate",
        name_ja: "市町村税の徴収率",
        name_en: "Tax collection rate",
        good: GoodSide::High,
        averaging: Averaging::NotPublished,
        definition_ja: "納められるべき市町村税のうち納められた割合（現年分と滞納繰越分の計）",
        definition_en: "The share of municipal taxes due that was paid, arrears included",
        ..RATIO
    },
];

const PER_CITIZEN: &[Indicator] = &[
    per_citizen("bonds-per-citizen", "市債残高", "Bonds outstanding", "bonds-outstanding", GoodSide::Low),
    per_citizen("tax-per-citizen", "市税収入", "Local tax", "local-tax", GoodSide::High),
    per_citizen(
        "construction-per-citizen",
        "普通建設事業費",
        "Ordinary construction",
        "ordinary-construction",
        NEITHER,
    ),
    per_citizen("fund-per-citizen", "財政調整基金", "Fiscal adjustment fund", "fiscal-adjustment-fund", GoodSide::High),
    per_citizen("debt-service-per-citizen", "公債費", "Debt service", "debt-service", GoodSide::Low),
    per_citizen("personnel-per-citizen", "人件費", "Personnel", "personnel", NEITHER),
    per_citizen("assistance-per-citizen", "扶助費", "Social assistance", "social-assistance", NEITHER),
    per_citizen("expenditure-per-citizen", "歳出総額", "Total expenditure", "total-expenditure", NEITHER),
];

const NEITHER: GoodSide = GoodSide::Neither;

const OTHERS: &[Indicator] = &[
    plain(
        "staff",
        "職員数",
        "Staff",
        Section::Staff,
        Unit::Persons,
        "普通会計の職員の合計",
        "Staff of the ordinary account",
    ),
    plain(
        "general-staff",
        "一般職員数",
        "General staff",
        Section::Staff,
        Unit::Persons,
        "職員のうち一般職員（教育公務員、臨時職員を除く）",
        "Staff without teachers and temporary staff",
    ),
    plain(
        POPULATION,
        "住民基本台帳人口",
        "Registered population",
        Section::People,
        Unit::Persons,
        "年度中の1月1日現在（平成24年度までは3月31日現在）の住民基本台帳の人口",
        "The resident register at 1 January of the fiscal year (31 March until FY2012)",
    ),
    Indicator {
        decimals: 2,
        ..plain(
            "area",
            "面積",
            "Area",
            Section::People,
            Unit::SquareKilometres,
            "市町村の面積",
            "The municipality's area",
        )
    },
    projection(PROJECTED[0], "将来推計人口", "Projected population"),
    projection(PROJECTED[1], "将来推計人口（0～14歳）", "Projected population, 0 to 14"),
    projection(PROJECTED[2], "将来推計人口（15～64歳）", "Projected population, 15 to 64"),
    projection(PROJECTED[3], "将来推計人口（65歳以上）", "Projected population, 65 and over"),
];

const fn plain(
    key: &'static str,
    name_ja: &'static str,
    name_en: &'static str,
    section: Section,
    unit: Unit,
    definition_ja: &'static str,
    definition_en: &'static str,
) -> Indicator {
    Indicator {
        key,
        name_ja,
        name_en,
        section,
        unit,
        decimals: 0,
        good: NEITHER,
        averaging: Averaging::NotPublished,
        dash: DashMeaning::Nothing,
        definition_ja,
        definition_en,
        basis: SURVEY,
        per_citizen_of: None,
    }
}

const fn projection(key: &'static str, name_ja: &'static str, name_en: &'static str) -> Indicator {
    Indicator {
        dash: DashMeaning::NotPublished,
        basis: PROJECTION,
        ..plain(
            key,
            name_ja,
            name_en,
            Section::Projection,
            Unit::Persons,
            "10月1日現在の人口の推計（中位）。年は暦年",
            "Population projected for 1 October of the calendar year",
        )
    }
}

const fn per_citizen(
    key: &'static str,
    name_ja: &'static str,
    name_en: &'static str,
    amount: &'static str,
    good: GoodSide,
) -> Indicator {
    Indicator {
        good,
        basis: "決算カードの額÷住民基本台帳人口（このシステムの計算）",
        per_citizen_of: Some(amount),
        ..plain(
            key,
            name_ja,
            name_en,
            Section::PerCitizen,
            Unit::Yen,
            "市民一人当たりの額（円未満四捨五入）",
            "For each citizen, to the nearest yen",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_and_fit_an_address() {
        let mut keys = BTreeSet::new();
        for indicator in all_indicators() {
            assert!(keys.insert(indicator.key), "{} stands twice", indicator.key);
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(indicator.key.chars().all(fits), "{}", indicator.key);
            assert_eq!(find_indicator(indicator.key), Some(indicator));
        }
        assert!(keys.len() >= 80, "{}", keys.len());
        assert_eq!(find_indicator("no-such-indicator"), None);
    }

    #[test]
    fn every_indicator_says_what_it_is() {
        for indicator in all_indicators() {
            let texts = [
                indicator.name_ja,
                indicator.name_en,
                indicator.definition_ja,
                indicator.definition_en,
                indicator.basis,
            ];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", indicator.key);
        }
    }

    #[test]
    fn what_is_computed_rests_on_what_is_published() {
        for indicator in all_indicators() {
            let Some(amount) = indicator.per_citizen_of else { continue };
            let amount = find_indicator(amount).expect("the amount is in the catalogue");
            assert_eq!((amount.unit, amount.per_citizen_of), (Unit::Yen, None), "{}", indicator.key);
        }
    }

    #[test]
    fn good_sides_are_those_of_the_plan() {
        let good = |key: &str| find_indicator(key).unwrap().good;
        assert_eq!(good("fiscal-capacity-index"), GoodSide::High);
        for key in ["ordinary-balance-ratio", "real-debt-service-ratio", "future-burden-ratio", "bonds-per-citizen"] {
            assert_eq!(good(key), GoodSide::Low, "{key}");
        }
        assert_eq!(good("tax-per-citizen"), GoodSide::High);
        assert_eq!(good("construction-per-citizen"), GoodSide::Neither);
    }
}

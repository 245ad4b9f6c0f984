//! Facility (公共施設): a building or site a city keeps, what it is used for, how large and how old it is.
//!
//! Uses are the thirteen kinds of the ministry's way of reckoning renewal (公共施設等更新費用試算ソフトの施設大分類); a city's
//! own words for the use are kept beside them. Floor area is counted in hundredths of a square metre.

use fiscal::facilities::Building;
use fiscal::{FiscalYear, Yen};

/// What a facility is used for, in the ministry's thirteen kinds (施設の大分類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacilityKind {
    /// 市民文化系施設.
    CivicCulture,
    /// 社会教育系施設.
    SocialEducation,
    /// スポーツ・レクリエーション系施設.
    SportsRecreation,
    /// 産業系施設.
    Industry,
    /// 学校教育系施設.
    School,
    /// 子育て支援施設.
    Childcare,
    /// 保健・福祉施設.
    HealthWelfare,
    /// 医療施設.
    Medical,
    /// 行政系施設.
    Administration,
    /// 公営住宅.
    PublicHousing,
    /// 公園.
    Park,
    /// 供給処理施設.
    SupplyDisposal,
    /// その他.
    Other,
}

/// A facility as an inventory lists it (公共施設一覧の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its number or name in the source; unique there.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// The ministry's kind.
    pub kind: FacilityKind,
    /// The city's own words for the use, from the wide to the narrow.
    pub uses: Vec<String>,
    /// Who keeps it (所管); empty when not stated.
    pub department: String,
    /// Where it stands; empty when not stated.
    pub address: String,
    /// The district it belongs to, such as a school district; empty when not stated.
    pub district: String,
    /// Floor area (延床面積) in hundredths of a square metre. `None`: it is part of another building and has none of
    /// its own; it counts as a facility, never as area.
    pub floor_area_hundredths_m2: Option<i64>,
    /// The fiscal year it was built in (建築年度), of several buildings the oldest one's; `None` when not stated.
    pub built: Option<FiscalYear>,
    /// Whether its major repair has been done already (大規模改修済).
    pub repaired: bool,
    /// What it brings in a year (収入); `None` when not stated, or when the amount is a whole group's.
    pub income: Option<Yen>,
    /// What it costs a year (支出); `None` when not stated, or when the amount is a whole group's.
    pub cost: Option<Yen>,
    /// Depreciation of the year (減価償却費).
    pub depreciation: Option<Yen>,
    /// People who used it in the year.
    pub users: Option<i64>,
    /// The group whose common amounts it shares, such as all municipal housing: see [`SharedCost`].
    pub cost_group: Option<String>,
    /// The sheet of the workbook it was read from.
    pub source_sheet: Option<String>,
    /// The row it was read from, from 1.
    pub source_row: u32,
}

/// Amounts a source repeats on every row of a group though they are the whole group's (共通の収支): counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCost {
    /// The group's name; unique in its source.
    pub name: String,
    /// What the whole group brings in a year.
    pub income: Option<Yen>,
    /// What the whole group costs a year.
    pub cost: Option<Yen>,
}

/// So much of one kind of infrastructure (インフラの数量).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetQuantity {
    /// The id of its kind in the parameters, such as `road`.
    pub kind: String,
    /// How much, in hundredths of the kind's unit.
    pub quantity_hundredths: i64,
    /// The fiscal year it was built in; `None` when not known.
    pub built: Option<FiscalYear>,
}

/// How many people share the facilities (人口), with what the number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// How many.
    pub people: i64,
    /// Counted how and when, such as `住民基本台帳人口（令和7年1月1日）`.
    pub basis: String,
}

impl FacilityKind {
    /// Every kind, in the ministry's order.
    pub const ALL: [FacilityKind; 13] = [
        FacilityKind::CivicCulture,
        FacilityKind::SocialEducation,
        FacilityKind::SportsRecreation,
        FacilityKind::Industry,
        FacilityKind::School,
        FacilityKind::Childcare,
        FacilityKind::HealthWelfare,
        FacilityKind::Medical,
        FacilityKind::Administration,
        FacilityKind::PublicHousing,
        FacilityKind::Park,
        FacilityKind::SupplyDisposal,
        FacilityKind::Other,
    ];

    /// Its place among [`FacilityKind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The stable word for machines, files and addresses: `public-housing`.
    pub fn word(self) -> &'static str {
        match self {
            FacilityKind::CivicCulture => "civic-culture",
            FacilityKind::SocialEducation => "social-education",
            FacilityKind::SportsRecreation => "sports-recreation",
            FacilityKind::Industry => "industry",
            FacilityKind::School => "school",
            FacilityKind::Childcare => "childcare",
            FacilityKind::HealthWelfare => "health-welfare",
            FacilityKind::Medical => "medical",
            FacilityKind::Administration => "administration",
            FacilityKind::PublicHousing => "public-housing",
            FacilityKind::Park => "park",
            FacilityKind::SupplyDisposal => "supply-disposal",
            FacilityKind::Other => "other",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<FacilityKind> {
        FacilityKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The ministry's Japanese name.
    pub fn label_ja(self) -> &'static str {
        match self {
            FacilityKind::CivicCulture => "市民文化系施設",
            FacilityKind::SocialEducation => "社会教育系施設",
            FacilityKind::SportsRecreation => "スポーツ・レクリエーション系施設",
            FacilityKind::Industry => "産業系施設",
            FacilityKind::School => "学校教育系施設",
            FacilityKind::Childcare => "子育て支援施設",
            FacilityKind::HealthWelfare => "保健・福祉施設",
            FacilityKind::Medical => "医療施設",
            FacilityKind::Administration => "行政系施設",
            FacilityKind::PublicHousing => "公営住宅",
            FacilityKind::Park => "公園",
            FacilityKind::SupplyDisposal => "供給処理施設",
            FacilityKind::Other => "その他",
        }
    }

    /// The name on English pages.
    pub fn label_en(self) -> &'static str {
        match self {
            FacilityKind::CivicCulture => "Civic halls and culture",
            FacilityKind::SocialEducation => "Libraries and museums",
            FacilityKind::SportsRecreation => "Sports and recreation",
            FacilityKind::Industry => "Industry",
            FacilityKind::School => "Schools",
            FacilityKind::Childcare => "Childcare",
            FacilityKind::HealthWelfare => "Health and welfare",
            FacilityKind::Medical => "Medical",
            FacilityKind::Administration => "Administration",
            FacilityKind::PublicHousing => "Public housing",
            FacilityKind::Park => "Parks",
            FacilityKind::SupplyDisposal => "Supply and disposal",
            FacilityKind::Other => "Other",
        }
    }
}

impl Facility {
    /// Whether it is part of another building (他の施設の中): no floor area of its own.
    pub fn is_inside_another(&self) -> bool {
        self.floor_area_hundredths_m2.is_none()
    }

    /// The building to be renewed; `None` for a part of another building and where the year built is not known.
    pub fn building(&self) -> Option<Building> {
        Some(Building {
            kind: self.kind.index(),
            built: self.built?.start(),
            floor_area_hundredths_m2: self.floor_area_hundredths_m2?,
            repaired: self.repaired,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_place_and_is_found_by_its_word() {
        for (place, kind) in FacilityKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), place);
            assert_eq!(FacilityKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(FacilityKind::from_word("harbour"), None);
    }

    #[test]
    fn a_part_of_another_building_is_not_renewed_by_itself() {
        let school = Facility {
            external_id: "1".into(),
            name: "中学校".into(),
            kind: FacilityKind::School,
            uses: Vec::new(),
            department: String::new(),
            address: String::new(),
            district: String::new(),
            floor_area_hundredths_m2: Some(1_000_000),
            built: FiscalYear::new(1975).ok(),
            repaired: false,
            income: None,
            cost: None,
            depreciation: None,
            users: None,
            cost_group: None,
            source_sheet: None,
            source_row: 2,
        };
        let building = school.building().unwrap();
        assert_eq!((building.kind, building.built, building.floor_area_hundredths_m2), (4, 1975, 1_000_000));
        let inside = Facility { floor_area_hundredths_m2: None, ..school.clone() };
        assert!(inside.is_inside_another() && inside.building().is_none());
        assert!(Facility { built: None, ..school }.building().is_none());
    }
}

//! The figures of the chain (連鎖の数値), each in each of its years.

use crate::plan::outlook::PlanOutlook;

/// A figure of the chain (数値の種類). Amounts are whole yen; the two ratios are percentages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// 改善効果額: general funds that decisions set free; nothing in the baseline.
    Improvement,
    /// 投資的経費.
    Investment,
    /// 市債の発行.
    Issued,
    /// 元金償還.
    Redeemed,
    /// 利子.
    Interest,
    /// 公債費 of the projection of bonds.
    DebtService,
    /// 市債残高 at the year's end, net of the sinking fund.
    Bonds,
    /// A line of the outlook, by its place (費目).
    Line(usize),
    /// 歳入.
    Revenue,
    /// 歳出.
    Expenditure,
    /// 収支差額 before improvement and fund.
    Balance,
    /// 財源調整用基金 at the year's end.
    Fund,
    /// A of the real debt service ratio: 元利償還金.
    ServicePaid,
    /// C: 特定財源.
    ServiceTied,
    /// D: 基準財政需要額算入額.
    ServiceNeed,
    /// E: 標準財政規模.
    Scale,
    /// (A+B)−(C+D).
    ServiceNumerator,
    /// E−D.
    ServiceDenominator,
    /// 実質公債費比率: the mean of three years.
    ServiceRatio,
    /// ① of the future burden ratio: 地方債の現在高.
    BurdenBonds,
    /// B: 充当可能基金額.
    BurdenFunds,
    /// D: 基準財政需要額算入見込額.
    BurdenNeed,
    /// A−(B+C+D).
    BurdenNumerator,
    /// E−F.
    BurdenDenominator,
    /// 将来負担比率.
    BurdenRatio,
}

/// Where the years of a figure end (数値の期間).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The years of the outlook.
    Outlook,
    /// The years of the bonds, which go further.
    Bonds,
}

/// Every figure but the lines: word, names, first year counted from the base year, reach.
const FIXED: [(Figure, &str, &str, &str, i32, Reach); 24] = [
    (Figure::Improvement, "improvement", "改善効果額", "Improvement", 1, Reach::Outlook),
    (Figure::Investment, "investment", "投資的経費", "Investment", 1, Reach::Bonds),
    (Figure::Issued, "issued", "市債の発行", "Bonds issued", 1, Reach::Bonds),
    (Figure::Redeemed, "redeemed", "元金償還", "Principal redeemed", 1, Reach::Bonds),
    (Figure::Interest, "interest", "利子", "Interest", 1, Reach::Bonds),
    (
        Figure::DebtService,
        "debt-service",
        "公債費（市債の推計）",
        "Debt service (projection of bonds)",
        1,
        Reach::Bonds,
    ),
    (Figure::Bonds, "bonds", "市債残高", "Bond balance", 0, Reach::Bonds),
    (Figure::Revenue, "revenue", "歳入", "Revenue", 0, Reach::Outlook),
    (Figure::Expenditure, "expenditure", "歳出", "Expenditure", 0, Reach::Outlook),
    (Figure::Balance, "balance", "収支差額（改善効果の前）", "Balance before the improvement", 1, Reach::Outlook),
    (Figure::Fund, "fund", "財源調整用基金の残高", "Reserve fund", 0, Reach::Outlook),
    (Figure::ServicePaid, "service-paid", "A 元利償還金", "A Debt service", -2, Reach::Outlook),
    (Figure::ServiceTied, "service-tied", "C 特定財源", "C Tied revenue", -2, Reach::Outlook),
    (Figure::ServiceNeed, "service-need", "D 基準財政需要額算入額", "D Counted in need", -2, Reach::Outlook),
    (Figure::Scale, "scale", "E 標準財政規模", "E Standard financial scale", -2, Reach::Outlook),
    (
        Figure::ServiceNumerator,
        "service-numerator",
        "実質公債費比率の分子",
        "Numerator of the real debt service ratio",
        -2,
        Reach::Outlook,
    ),
    (
        Figure::ServiceDenominator,
        "service-denominator",
        "実質公債費比率の分母",
        "Denominator of the real debt service ratio",
        -2,
        Reach::Outlook,
    ),
    (Figure::ServiceRatio, "real-debt-service-ratio", "実質公債費比率", "Real debt service ratio", 0, Reach::Outlook),
    (Figure::BurdenBonds, "burden-bonds", "① 地方債の現在高", "① Bonds outstanding", 0, Reach::Outlook),
    (Figure::BurdenFunds, "burden-funds", "B 充当可能基金額", "B Funds that may be used", 0, Reach::Outlook),
    (Figure::BurdenNeed, "burden-need", "D 基準財政需要額算入見込額", "D To be counted in need", 0, Reach::Outlook),
    (
        Figure::BurdenNumerator,
        "burden-numerator",
        "将来負担比率の分子",
        "Numerator of the future burden ratio",
        0,
        Reach::Outlook,
    ),
    (
        Figure::BurdenDenominator,
        "burden-denominator",
        "将来負担比率の分母",
        "Denominator of the future burden ratio",
        0,
        Reach::Outlook,
    ),
    (Figure::BurdenRatio, "future-burden-ratio", "将来負担比率", "Future burden ratio", 0, Reach::Outlook),
];

impl Figure {
    /// Every figure of a chain over this outlook.
    pub fn all(outlook: &PlanOutlook) -> Vec<Figure> {
        let fixed = FIXED.iter().map(|(figure, ..)| *figure);
        fixed.chain((0..outlook.lines.len()).map(Figure::Line)).collect()
    }

    /// The stable word in addresses and files; a line has its key after `line-`.
    pub fn word(self, outlook: &PlanOutlook) -> String {
        match (self, self.fixed()) {
            (Figure::Line(place), _) => format!("line-{}", outlook.lines.get(place).map_or("", |line| &line.key)),
            (_, fixed) => fixed.map_or_else(String::new, |(_, word, ..)| (*word).to_owned()),
        }
    }

    /// The figure with this word.
    pub fn from_word(word: &str, outlook: &PlanOutlook) -> Option<Figure> {
        match word.strip_prefix("line-") {
            Some(key) => outlook.lines.iter().position(|line| line.key == key).map(Figure::Line),
            None => FIXED.iter().find(|(_, known, ..)| *known == word).map(|(figure, ..)| *figure),
        }
    }

    /// Its name in Japanese and English.
    pub fn name(self, outlook: &PlanOutlook) -> (String, String) {
        match (self, self.fixed()) {
            (Figure::Line(place), _) => outlook
                .lines
                .get(place)
                .map_or_else(Default::default, |line| (line.name.ja.clone(), line.name.en_or_ja().to_owned())),
            (_, fixed) => {
                fixed.map_or_else(Default::default, |(_, _, ja, en, ..)| ((*ja).to_owned(), (*en).to_owned()))
            }
        }
    }

    /// Whether it is a percentage and no amount.
    pub fn is_ratio(self) -> bool {
        matches!(self, Figure::ServiceRatio | Figure::BurdenRatio)
    }

    /// Whether it belongs to the ratios, which need the amounts of a settlement.
    pub(super) fn needs_settlement(self) -> bool {
        use Figure::*;
        let service =
            matches!(self, ServicePaid | ServiceTied | ServiceNeed | Scale | ServiceNumerator | ServiceDenominator);
        let burden = matches!(self, BurdenBonds | BurdenFunds | BurdenNeed | BurdenNumerator | BurdenDenominator);
        service || burden || self.is_ratio()
    }

    /// Its first year counted from the base year, and where its years end.
    pub(super) fn span(self) -> (i32, Reach) {
        self.fixed().map_or((0, Reach::Outlook), |(.., first, reach)| (*first, *reach))
    }

    fn fixed(self) -> Option<&'static (Figure, &'static str, &'static str, &'static str, i32, Reach)> {
        FIXED.iter().find(|(figure, ..)| *figure == self)
    }
}

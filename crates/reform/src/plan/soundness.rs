//! What a city's soundness ratios are worked out from (健全化判断比率の算定の数字): the letters of the forms, year by year.

use fiscal::{FiscalYear, Yen};

use super::outlook::Grounded;

/// The amounts of the forms of one settlement (算定様式の数字).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSoundness {
    /// The settlement they are of.
    pub settlement: FiscalYear,
    /// The amounts given, by the keys of [`INPUTS`].
    pub inputs: Vec<SoundnessInput>,
}

/// One amount of a form (様式の一つの数字).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundnessInput {
    /// Its key, one of [`INPUTS`].
    pub key: String,
    /// The amount.
    pub amount: Grounded<Yen>,
}

/// An amount a form asks for (様式の欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormInput {
    /// Its key in files and addresses.
    pub key: &'static str,
    /// The ratio it is for, by its key in the parameters.
    pub ratio: &'static str,
    /// The letter of the form.
    pub letter: &'static str,
    /// Its name.
    pub name_ja: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// Whether it may be negative, as a balance may.
    pub is_signed: bool,
}

macro_rules! inputs {
    ($($ratio:literal { $($key:literal $letter:literal $ja:literal $en:literal $signed:literal;)* })*) => {
        &[$($(FormInput {
            key: $key, ratio: $ratio, letter: $letter, name_ja: $ja, name_en: $en, is_signed: $signed,
        }),*),*]
    };
}

/// Every amount the six forms ask for, in the order of the forms.
pub const INPUTS: &[FormInput] = inputs! {
    "real-deficit-ratio" {
        "deficit-a" "A" "歳入" "Revenue" false;
        "deficit-b" "B" "歳出" "Expenditure" false;
        "deficit-c" "C" "翌年度へ繰り越すべき財源" "Carried over to next year's expenditure" false;
    }
    "consolidated-deficit-ratio" {
        "accounts-general" "①" "一般会計等の実質収支" "Real balance of the general accounts" true;
        "accounts-health" "②" "国民健康保険の実質収支" "Real balance of national health insurance" true;
        "accounts-other" "③" "その他の特別会計の実質収支" "Real balance of the other special accounts" true;
        "accounts-enterprise" "④" "公営企業会計の資金剰余額（不足は負）" "Funds of the enterprises (negative: short)" true;
    }
    "real-debt-service-ratio" {
        "service-a-1" "A" "前々年度 元利償還金" "Two years before: debt service" false;
        "service-b-1" "B" "前々年度 準元利償還金" "Two years before: what is like it" false;
        "service-c-1" "C" "前々年度 特定財源" "Two years before: tied revenue" false;
        "service-d-1" "D" "前々年度 基準財政需要額算入額" "Two years before: counted in need" false;
        "service-e-1" "E" "前々年度 標準財政規模" "Two years before: standard scale" false;
        "service-a-2" "A" "前年度 元利償還金" "The year before: debt service" false;
        "service-b-2" "B" "前年度 準元利償還金" "The year before: what is like it" false;
        "service-c-2" "C" "前年度 特定財源" "The year before: tied revenue" false;
        "service-d-2" "D" "前年度 基準財政需要額算入額" "The year before: counted in need" false;
        "service-e-2" "E" "前年度 標準財政規模" "The year before: standard scale" false;
        "service-a-3" "A" "当年度 元利償還金" "This year: debt service" false;
        "service-b-3" "B" "当年度 準元利償還金" "This year: what is like it" false;
        "service-shortfall-3" "B'" "当年度 減債基金の積立不足の加算" "This year: shortfall of the sinking fund" false;
        "service-c-3" "C" "当年度 特定財源" "This year: tied revenue" false;
        "service-d-3" "D" "当年度 基準財政需要額算入額" "This year: counted in need" false;
    }
    "future-burden-ratio" {
        "burden-1" "①" "地方債の現在高" "Bonds outstanding" false;
        "burden-2" "②" "債務負担行為に基づく支出予定額" "Promised expenditure" false;
        "burden-3" "③" "公営企業債等繰入見込額" "For the bonds of enterprises" false;
        "burden-4" "④" "組合等負担等見込額" "For associations" false;
        "burden-5" "⑤" "退職手当負担見込額" "Retirement allowances" false;
        "burden-6" "⑥" "設立法人の負債額等負担見込額" "Debts of own corporations" false;
        "burden-7" "⑦" "受益権信託に係る負担見込額" "Beneficiary trusts" false;
        "burden-8" "⑧" "設立法人以外の負担見込額等" "Other corporations" false;
        "burden-9" "⑨" "連結実質赤字額" "Consolidated deficit" false;
        "burden-10" "⑩" "組合等連結実質赤字額負担見込額" "Share in deficits of associations" false;
        "burden-b" "B" "充当可能基金額" "Funds that may be used" false;
        "burden-c" "C" "特定財源見込額" "Tied revenue" false;
        "burden-d" "D" "基準財政需要額算入見込額" "To be counted in need" false;
        "burden-f" "F" "算入公債費等の額" "Debt service counted this year" false;
    }
    "ordinary-balance-ratio" {
        "ordinary-a" "A" "経常経費充当一般財源" "General revenue spent on ordinary expenditure" false;
        "ordinary-b" "B" "経常一般財源" "Ordinary general revenue" false;
        "ordinary-c" "C" "減収補塡債特例分" "Bonds for lost revenue" false;
        "ordinary-d" "D" "臨時財政対策債" "Bonds in place of the allocation tax" false;
        "ordinary-e" "E" "猶予特例債" "Bonds for deferred taxes" false;
    }
    "fiscal-capacity-index" {
        "capacity-a-1" "A" "前々年度 基準財政収入額" "Two years before: standard revenue" false;
        "capacity-b-1" "B" "前々年度 基準財政需要額" "Two years before: standard need" false;
        "capacity-a-2" "A" "前年度 基準財政収入額" "The year before: standard revenue" false;
        "capacity-b-2" "B" "前年度 基準財政需要額" "The year before: standard need" false;
        "capacity-a-3" "A" "当年度 基準財政収入額" "This year: standard revenue" false;
        "capacity-b-3" "B" "当年度 基準財政需要額" "This year: standard need" false;
    }
    "standard-scale" {
        "scale" "E" "標準財政規模（当年度）" "Standard financial scale (this year)" false;
    }
};

impl PlanSoundness {
    /// The amount of a field; nothing where the city gives none.
    pub fn amount(&self, key: &str) -> Option<&Grounded<Yen>> {
        self.inputs.iter().find(|input| input.key == key).map(|input| &input.amount)
    }
}

//! Studies (試算): a projection with the city's own assumptions beside the same with other assumptions.
//!
//! Every study works alike, so one page, one API and one file format serve all of them. A study lists its
//! [`Field`]s; the values somebody gives stand in the address of the page, so that a scenario is a link. It computes the
//! baseline (基準) and the scenario (試算) and says what came out ([`Outcome`]), with its working and its assumptions.
//! When a value given makes no sense, the problem stands beside its field and nothing is computed from it.

pub mod debt;
pub mod facilities;
mod file;
pub mod form;
pub mod fund;
pub mod outlook;
pub mod ratios;
pub mod risk;
mod saved;
pub mod words;

pub use file::StudyFile;
pub use form::{Choice, Field, FieldKind, Form, Given, InputProblem, Values};
pub use saved::SavedScenario;

use publish::chart::{Chart, Lang};
use publish::table::{Cell, DataTable};
use reform::plan::{Basis, Text};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Which study (試算の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StudyKind {
    /// 市債残高.
    Debt,
    /// 中期財政見通し.
    Outlook,
    /// 財源調整用基金.
    Fund,
    /// 健全化判断比率.
    Ratios,
    /// 不確実性.
    Risk,
    /// 公共施設の更新費用.
    Facilities,
}

/// A study as it was asked: its form, and what came out (試算の結果).
#[derive(Clone, Debug)]
pub struct Study {
    /// Which study.
    pub kind: StudyKind,
    /// The form, with the values given and the problems beside them.
    pub form: Form,
    /// What came out. With problems in the form this is the baseline alone.
    pub outcome: Outcome,
}

/// What a study found, baseline beside scenario (結果).
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The figures to look at first, most important first.
    pub figures: Vec<KeyFigure>,
    /// What a reader must not miss: a fund that runs out, a limit passed.
    pub flags: Vec<Flag>,
    /// The pictures, each with its table; the first one leads.
    pub charts: Vec<Chart>,
    /// Further tables, such as the years line by line.
    pub tables: Vec<DataTable>,
    /// How the figures were worked out, step by step.
    pub working: Vec<Step>,
    /// What was assumed or taken from where.
    pub assumptions: Vec<Assumption>,
}

/// One figure of the baseline and of the scenario (主な数値).
#[derive(Clone, Debug)]
pub struct KeyFigure {
    /// What it counts.
    pub label: String,
    /// Its unit as it stands after the number, such as `億円`.
    pub unit: String,
    /// The baseline's value; `None` where there is none to compare with.
    pub baseline: Option<Cell>,
    /// The scenario's value.
    pub scenario: Cell,
    /// Scenario less baseline, where that says something.
    pub difference: Option<Cell>,
    /// How the scenario's value came to be.
    pub basis: Basis,
    /// What a reader should know; may be empty.
    pub note: String,
}

/// Something a reader must not miss (注意).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Whether it is a warning; otherwise it only informs.
    pub is_warning: bool,
    /// What it is about, in a few words.
    pub title: String,
    /// The sentence.
    pub text: String,
}

/// One step of a working (計算の過程): `公債費 = 元金償還 + 利子 = 210 + 45 = 255`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is worked out; with a letter where the official form has one.
    pub name: String,
    /// The formula, and the formula with its numbers.
    pub formula: String,
    /// The result with its unit.
    pub result: String,
}

/// Something that was assumed, or taken from a source (前提).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What.
    pub name: String,
    /// The value with its unit.
    pub value: String,
    /// Published, read, assumed or illustrative.
    pub basis: Basis,
    /// Where it comes from, or why it was assumed.
    pub source: String,
}

impl StudyKind {
    /// Every study, in the order they are listed.
    pub const ALL: [StudyKind; 6] = [
        StudyKind::Debt,
        StudyKind::Outlook,
        StudyKind::Fund,
        StudyKind::Ratios,
        StudyKind::Risk,
        StudyKind::Facilities,
    ];

    /// The stable word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            StudyKind::Debt => "debt",
            StudyKind::Outlook => "outlook",
            StudyKind::Fund => "fund",
            StudyKind::Ratios => "ratios",
            StudyKind::Risk => "risk",
            StudyKind::Facilities => "facilities",
        }
    }

    /// The study with this word.
    pub fn from_word(word: &str) -> Option<StudyKind> {
        StudyKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its title.
    pub fn title(self) -> Text {
        let (ja, en) = match self {
            StudyKind::Debt => ("市債残高の将来推計", "Bond balance to come"),
            StudyKind::Outlook => ("中期財政見通し", "Medium-term fiscal outlook"),
            StudyKind::Fund => ("財源調整用基金の見通し", "Reserve fund to come"),
            StudyKind::Ratios => ("健全化判断比率", "Soundness ratios"),
            StudyKind::Risk => ("金利や物価が外れたとき", "When rates and prices stray"),
            StudyKind::Facilities => ("公共施設の更新費用", "Renewal of public facilities"),
        };
        Text { ja: ja.into(), en: Some(en.into()) }
    }

    /// What one can find out with it, in a sentence.
    pub fn lead(self) -> Text {
        let (ja, en) = match self {
            StudyKind::Debt => (
                "毎年の投資的経費をいくらにすると、30年後の市債残高と毎年の公債費はいくらになるか。",
                "What the bond balance in thirty years and the debt service of each year come to, by how much is invested a year.",
            ),
            StudyKind::Outlook => (
                "市税や社会保障の費用が変わると、毎年の収支はどうなるか。",
                "What each year's balance comes to when taxes or the cost of welfare change.",
            ),
            StudyKind::Fund => (
                "毎年の見直しの効果があるときとないときで、基金はいつまで持つか。",
                "How long the fund lasts, with the yearly effect of the reform and without it.",
            ),
            StudyKind::Ratios => (
                "法律の六つの比率は、どう計算され、基準までどれだけあるか。",
                "How the six ratios of the law are worked out, and how far they are from their limits.",
            ),
            StudyKind::Risk => (
                "金利・物価・税収・人口が見込みから外れると、残高と基金はどれだけ振れるか。",
                "How far balance and fund swing when rates, prices, taxes and population stray from what is expected.",
            ),
            StudyKind::Facilities => (
                "いまの施設を同じ広さで更新し続けると、毎年いくらかかるか。減らすと、長く使うとどうなるか。",
                "What it costs a year to renew all buildings at their size, and with fewer or longer-lived ones.",
            ),
        };
        Text { ja: ja.into(), en: Some(en.into()) }
    }
}

/// The unit of amounts in 億円, as a reader of this language understands it.
pub fn oku_unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "億円",
        Lang::En => "×¥100m",
    }
}

impl Outcome {
    /// Every table of the study: those of the charts first, then the others.
    pub fn all_tables(&self) -> impl Iterator<Item = &DataTable> {
        self.charts.iter().map(|chart| &chart.table).chain(&self.tables)
    }
}

impl App {
    /// Works a study out from the values given.
    ///
    /// # Errors
    /// When the actor may not see it, or what it rests on cannot be read. Values that make no sense are no error here:
    /// they stand in the study's form.
    pub async fn study(&self, actor: &Actor, kind: StudyKind, given: &Given, lang: Lang) -> Result<Study, AppError> {
        permit(actor, Action::ReadFiscal)?;
        // Each study is a module of its own, and answers with its form and its outcome.
        let (mut form, outcome) = match kind {
            StudyKind::Debt => debt::study(self, given, lang)?,
            StudyKind::Outlook => outlook::study(&self.plan, &self.parameters, given, lang)?,
            StudyKind::Fund => fund::study(&self.plan, &self.parameters, given, lang)?,
            StudyKind::Ratios => ratios::study(&self.plan, &self.parameters, &self.printed, given, lang)?,
            StudyKind::Risk => risk::study(self, given, lang)?,
            StudyKind::Facilities => facilities::study(self, actor, given, lang).await?,
        };
        for field in form.fields.iter_mut().filter(|field| field.unit == oku_unit(Lang::Ja)) {
            field.unit = oku_unit(lang).to_owned();
        }
        Ok(Study { kind, form, outcome })
    }
}

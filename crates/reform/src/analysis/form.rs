//! The form of an analysis (経営分析の様式): stages, kinds of record and their fields, once, for page, checks and snapshot.
//!
//! The words of each field stand in `form/fields.rs`.

mod fields;

use crate::labels::labels;
use crate::review::Fields;

/// A stage of an analysis (段階), in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Where things stand (現状整理).
    CurrentState,
    /// What works and why (分析).
    Analysis,
    /// What is wrong (課題整理).
    Issues,
    /// What could be done, and what it would bring (改革案の検証).
    Options,
    /// What is proposed (今後の取組案の提示).
    Proposals,
}

labels!(Stage {
    CurrentState = "current-state", "現状整理", "Where things stand";
    Analysis = "analysis", "分析", "Analysis";
    Issues = "issues", "課題整理", "Issues";
    Options = "options", "改革案の検証", "Options and their effect";
    Proposals = "proposals", "今後の取組案の提示", "Proposals";
});

/// A kind of record (記録の種類), in the order of the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A fact (事実).
    Fact,
    /// An indicator (KPI).
    Kpi,
    /// What the policy is for (目的).
    Purpose,
    /// A finding of a study (根拠).
    Evidence,
    /// What is wrong (課題).
    Issue,
    /// What somebody concerned said (ヒアリング).
    Hearing,
    /// What could be done (改革案).
    Option,
    /// What is put forward (取組案).
    Proposal,
}

labels!(ItemKind {
    Fact = "fact", "事実", "Fact";
    Kpi = "kpi", "KPI", "KPI";
    Purpose = "purpose", "目的", "Purpose";
    Evidence = "evidence", "根拠（エビデンス）", "Evidence";
    Issue = "issue", "課題", "Issue";
    Hearing = "hearing", "ヒアリング", "Hearing";
    Option = "option", "改革案", "Option";
    Proposal = "proposal", "取組案", "Proposal";
});

/// A field of a record (欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name within its record or row.
    pub name: &'static str,
    /// What it is called, in Japanese and English.
    pub label: (&'static str, &'static str),
    /// What to write, in Japanese and English.
    pub hint: (&'static str, &'static str),
    /// What it takes.
    pub kind: FieldKind,
    /// When it must be filled in.
    pub need: Need,
    /// The most characters it takes.
    pub most: usize,
}

/// What a field takes (欄の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    ShortText,
    /// Several lines.
    LongText,
    /// Whole yen.
    Yen,
    /// A fiscal year, in the four digits of the year it starts in.
    Year,
    /// A day, as `2026-04-01`.
    Day,
    /// An exact decimal.
    Number,
    /// A web address, or an address of this site.
    Url,
    /// One of these: stable word, Japanese, English.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// One record of this kind, by its number.
    Item(ItemKind),
    /// Any number of records of these kinds, by their numbers with blanks between.
    Items(&'static [ItemKind]),
}

/// When a field must be filled in (必要な時点).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// It may stay empty.
    Optional,
    /// Before the gate of its stage can be closed.
    ToClose,
    /// Before the record can be kept.
    ToKeep,
}

/// Rows of a record that are alike, such as the effects of an option (繰り返しの欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// What its fields begin with: `effect` of `effect.1.lever`.
    pub name: &'static str,
    /// What a row is called, in Japanese and English.
    pub label: (&'static str, &'static str),
    /// What to write, in Japanese and English.
    pub hint: (&'static str, &'static str),
    /// Its fields; one with [`Need::ToKeep`] is needed in each row that holds anything.
    pub fields: &'static [Field],
    /// The most rows.
    pub most: u32,
}

/// A field where it stands in a record (欄の場所).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The field.
    pub field: &'static Field,
    /// The rows it belongs to and which of them, counted from 1.
    pub row: Option<(&'static Rows, u32)>,
}

impl Stage {
    /// Its number in addresses, from 1 to 5.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The stage of a number.
    pub fn from_number(number: usize) -> Option<Stage> {
        Stage::ALL.get(number.checked_sub(1)?).copied()
    }

    /// The kinds of record it holds, in order.
    pub fn kinds(self) -> impl Iterator<Item = ItemKind> {
        ItemKind::ALL.iter().copied().filter(move |kind| kind.stage() == self)
    }
}

impl ItemKind {
    /// The stage it belongs to.
    pub fn stage(self) -> Stage {
        match self {
            ItemKind::Fact | ItemKind::Kpi => Stage::CurrentState,
            ItemKind::Purpose | ItemKind::Evidence => Stage::Analysis,
            ItemKind::Issue | ItemKind::Hearing => Stage::Issues,
            ItemKind::Option => Stage::Options,
            ItemKind::Proposal => Stage::Proposals,
        }
    }

    /// Its fields without those of rows, in the order of the form; the first names it in lists.
    pub fn fields(self) -> &'static [Field] {
        fields::of(self)
    }

    /// Its rows.
    pub fn rows(self) -> &'static [Rows] {
        fields::rows_of(self)
    }

    /// The field of a name such as `source` or `effect.1.lever`; `None` for a name it has not.
    pub fn place(self, name: &str) -> Option<Place> {
        let Some((rows, rest)) = name.split_once('.') else {
            let field = self.fields().iter().find(|field| field.name == name)?;
            return Some(Place { field, row: None });
        };
        let rows = self.rows().iter().find(|known| known.name == rows)?;
        let (number, field) = rest.split_once('.')?;
        let at: u32 = number.parse().ok().filter(|at| (1..=rows.most).contains(at))?;
        let field = rows.fields.iter().find(|known| known.name == field)?;
        // One number has one name: not `effect.01.lever` beside `effect.1.lever`.
        (number == at.to_string()).then_some(Place { field, row: Some((rows, at)) })
    }
}

impl Place {
    /// What the field is called in Japanese and English: 「効果1・初年度」.
    pub fn label(&self) -> (String, String) {
        match self.row {
            None => (self.field.label.0.to_owned(), self.field.label.1.to_owned()),
            Some((rows, at)) => (
                format!("{}{at}・{}", rows.label.0, self.field.label.0),
                format!("{} {at}: {}", rows.label.1, self.field.label.1),
            ),
        }
    }
}

/// Every field of a record that holds something or belongs to no row, by its name, in the order of the form.
pub fn fields_of(kind: ItemKind, fields: &Fields) -> Vec<(String, Place)> {
    let mut places: Vec<(String, Place)> =
        kind.fields().iter().map(|field| (field.name.to_owned(), Place { field, row: None })).collect();
    for rows in kind.rows() {
        for at in row_numbers(fields, rows.name).into_iter().filter(|at| (1..=rows.most).contains(at)) {
            let named = rows
                .fields
                .iter()
                .map(|field| (format!("{}.{at}.{}", rows.name, field.name), Place { field, row: Some((rows, at)) }));
            places.extend(named);
        }
    }
    places
}

/// The numbers of the rows that hold anything, in order.
pub fn row_numbers(fields: &Fields, rows: &str) -> Vec<u32> {
    let number = |name: &str| name.strip_prefix(rows)?.strip_prefix('.')?.split_once('.')?.0.parse().ok();
    let mut numbers: Vec<u32> = fields.iter().filter_map(|(name, _)| number(name)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The word of a basis in the form.
pub fn basis_word(basis: crate::plan::Basis) -> &'static str {
    match basis {
        crate::plan::Basis::Published => "published",
        crate::plan::Basis::Read => "read",
        crate::plan::Basis::Assumed => "assumed",
        crate::plan::Basis::Illustrative => "illustrative",
    }
}

//! Fields of a plan file (項目の読み取り): typed access that notes every fault with its line and goes on.
//!
//! A value that cannot be read is noted as an error and a stand-in takes its place, so that the rest of the file is
//! still checked. Stand-ins never leave this room: a folder with any error gives no plan.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use fiscal::{FiscalYear, Quantity};
use reform::plan::{AsOf, CalendarDate, CityCode, InvalidCityCode, Source, Text};
use reform::{Place, ProblemKind};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unicode_normalization::UnicodeNormalization;

use super::dates;
use super::findings::{Findings, IdKind, nearest, with_suggestion};
use super::kinds::*;

/// The most entries a list may have.
const LIST_MAX: usize = 2_000;
/// The longest title or name, in characters.
pub(crate) const NAME_CHARS: usize = 120;
/// The longest explanation, in characters.
pub(crate) const EXPLANATION_CHARS: usize = 1_500;

/// One file of the folder.
pub(crate) struct PlanFile<'f> {
    pub(crate) name: &'f str,
    pub(crate) text: &'f str,
    pub(crate) findings: &'f Findings,
}

/// One table of a file, and which of its fields have been asked for.
pub(crate) struct Fields<'f> {
    file: &'f PlanFile<'f>,
    table: &'f DeTable<'f>,
    span: Range<usize>,
    path: String,
    asked: RefCell<Vec<String>>,
    missing: RefCell<Vec<String>>,
}

type Value<'f> = &'f Spanned<DeValue<'f>>;

impl PlanFile<'_> {
    /// The line number of a byte of the text, from 1.
    pub(crate) fn line_of(&self, byte: usize) -> u32 {
        let before = &self.text.as_bytes()[..byte.min(self.text.len())];
        u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
    }
}

impl<'f> Fields<'f> {
    /// The top of a file.
    pub(crate) fn top(file: &'f PlanFile<'f>, table: &'f DeTable<'f>) -> Fields<'f> {
        Fields { file, table, span: 0..0, path: String::new(), asked: RefCell::default(), missing: RefCell::default() }
    }

    /// Says which fields are missing and which nobody asked for.
    ///
    /// A misspelt field is told once, as a field that is not known, not a second time as one that is missing.
    pub(crate) fn finish(self) {
        let asked = self.asked.borrow();
        let mut missing = self.missing.take();
        for key in self.table.keys().filter(|key| !asked.iter().any(|name| name == key.get_ref().as_ref())) {
            let place = self.place_at(key.get_ref(), key.span());
            let unused = asked.iter().map(String::as_str).filter(|name| !self.table.contains_key(*name));
            let near = nearest(key.get_ref(), unused);
            missing.retain(|name| near != Some(name));
            self.file.findings.report(&UNKNOWN_FIELD, place, with_suggestion(key.get_ref(), near.into_iter()));
        }
        for name in missing {
            self.report_named(&MISSING_FIELD, &name, "");
        }
    }

    /// Whether nothing in this file has been found to be wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        !self.file.findings.has_errors_in(self.file.name)
    }

    /// Whether the field is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The entries of `[[name]]`; a required list must have one.
    pub(crate) fn list(&self, name: &str, required: bool) -> Vec<Fields<'f>> {
        let value = if required { self.require(name) } else { self.get(name) };
        let Some(value) = value else { return Vec::new() };
        let Some(entries) = value.get_ref().as_array() else {
            self.wrong_type(name, value);
            return Vec::new();
        };
        if entries.len() > LIST_MAX {
            self.report(&TOO_LARGE, name, value, format!("{}", entries.len()));
            return Vec::new();
        }
        let entry = |(index, entry): (usize, Value<'f>)| match entry.get_ref().as_table() {
            Some(table) => Some(self.inner(format!("{name}[{}]", index + 1), table, entry.span())),
            None => {
                self.wrong_type(name, entry);
                None
            }
        };
        entries.iter().enumerate().filter_map(entry).collect()
    }

    /// The table `[name]`.
    pub(crate) fn table(&self, name: &str) -> Option<Fields<'f>> {
        let value = self.require(name)?;
        match value.get_ref().as_table() {
            Some(table) => Some(self.inner(name.to_owned(), table, value.span())),
            None => {
                self.wrong_type(name, value);
                None
            }
        }
    }

    /// The entry's own `id`, which must be the only one of its kind.
    pub(crate) fn id(&self, kind: IdKind) -> String {
        let id = self.line("id");
        if !id.is_empty() {
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if id.len() > 60 || !id.bytes().all(fits) {
                self.report_named(&INVALID_ID, "id", &id);
            }
            self.file.findings.take_id(kind, &id, self.place("id"));
        }
        id
    }

    /// An id of something else.
    pub(crate) fn reference(&self, name: &str, kind: IdKind) -> String {
        let id = self.line(name);
        if !id.is_empty() {
            self.file.findings.refer_to(kind, &id, self.place(name));
        }
        id
    }

    /// A list of ids of something else, none twice among those of kind `taken`; absent is empty.
    pub(crate) fn references(&self, name: &str, kind: IdKind, taken: IdKind) -> Vec<String> {
        let ids = self.lines(name);
        let entries = self.get(name).and_then(|value| value.get_ref().as_array());
        for (id, entry) in ids.iter().zip(entries.into_iter().flatten()).filter(|(id, _)| !id.is_empty()) {
            let place = self.place_at(name, entry.span());
            self.file.findings.take_id(taken, id, place.clone());
            self.file.findings.refer_to(kind, id, place);
        }
        ids
    }

    /// A text in Japanese (`name_ja`, required) and English (`name_en`, missed with a warning).
    pub(crate) fn text(&self, name: &str, max_chars: usize) -> Text {
        let ja = self.require(&format!("{name}_ja")).map(|value| self.string(&format!("{name}_ja"), value, max_chars));
        self.with_english(name, ja.unwrap_or_default(), max_chars)
    }

    /// The same, where the whole text may be absent.
    pub(crate) fn optional_text(&self, name: &str, max_chars: usize) -> Option<Text> {
        let (ja_name, en_name) = (format!("{name}_ja"), format!("{name}_en"));
        match self.get(&ja_name) {
            Some(value) => Some(self.with_english(name, self.string(&ja_name, value, max_chars), max_chars)),
            None if self.has(&en_name) => {
                self.require(&ja_name);
                None
            }
            None => None,
        }
    }

    /// A short text of one language, such as a reading or a section number.
    pub(crate) fn line(&self, name: &str) -> String {
        self.sentence(name, NAME_CHARS)
    }

    /// A text of one language.
    pub(crate) fn sentence(&self, name: &str, max_chars: usize) -> String {
        self.require(name).map(|value| self.string(name, value, max_chars)).unwrap_or_default()
    }

    /// A list of short texts; absent is empty.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        let Some(value) = self.get(name) else { return Vec::new() };
        match value.get_ref().as_array() {
            Some(entries) if entries.len() <= LIST_MAX => {
                entries.iter().map(|entry| self.string(name, entry, NAME_CHARS)).collect()
            }
            Some(entries) => {
                self.report(&TOO_LARGE, name, value, entries.len().to_string());
                Vec::new()
            }
            None => {
                self.wrong_type(name, value);
                Vec::new()
            }
        }
    }

    /// A whole number within range.
    pub(crate) fn whole(&self, name: &str, range: RangeInclusive<u64>) -> u64 {
        let Some(value) = self.require(name) else { return *range.start() };
        let number = self.quantity_of(name, value).filter(|number| number.decimals == 0);
        match number.and_then(|number| u64::try_from(number.units).ok()).filter(|number| range.contains(number)) {
            Some(number) => number,
            None => {
                self.report(&INVALID_NUMBER, name, value, self.written(value));
                *range.start()
            }
        }
    }

    /// An exact decimal.
    pub(crate) fn number(&self, name: &str) -> Quantity {
        let value = self.require(name);
        let number = value.and_then(|value| {
            let number = self.quantity_of(name, value);
            if number.is_none() {
                self.report(&INVALID_NUMBER, name, value, self.written(value));
            }
            number
        });
        number.unwrap_or(Quantity::whole(0))
    }

    /// A list of exact decimals; absent is empty.
    pub(crate) fn number_list(&self, name: &str) -> Vec<Quantity> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let entries = value.get_ref().as_array().filter(|entries| entries.len() <= LIST_MAX);
        let numbers: Option<Vec<Quantity>> =
            entries.and_then(|entries| entries.iter().map(|entry| self.quantity_of(name, entry)).collect());
        if numbers.is_none() {
            self.report(&INVALID_NUMBER, name, value, self.written(value));
        }
        numbers.unwrap_or_default()
    }

    /// A list of exactly so many exact decimals.
    pub(crate) fn numbers<const COUNT: usize>(&self, name: &str) -> Option<[Quantity; COUNT]> {
        let value = self.require(name)?;
        let entries = value.get_ref().as_array().into_iter().flatten();
        let numbers: Option<Vec<Quantity>> = entries.map(|entry| self.quantity_of(name, entry)).collect();
        let numbers = numbers.and_then(|numbers| <[Quantity; COUNT]>::try_from(numbers).ok());
        if numbers.is_none() {
            self.report(&INVALID_NUMBER, name, value, format!("{} → {COUNT}", self.written(value)));
        }
        numbers
    }

    /// `true` or `false`; absent is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let Some(value) = self.get(name) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(name, value);
            false
        })
    }

    /// One of the words offered; the first is the stand-in, and with `default` also what an absent field means.
    pub(crate) fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)], default: bool) -> T {
        let value = if default { self.get(name) } else { self.require(name) };
        let chosen = value.and_then(|value| {
            let word = self.string(name, value, NAME_CHARS);
            let chosen = words.iter().find(|(offered, _)| *offered == word).map(|(_, chosen)| *chosen);
            if chosen.is_none() && !word.is_empty() {
                let offered: Vec<&str> = words.iter().map(|(offered, _)| *offered).collect();
                self.report(&UNKNOWN_CHOICE, name, value, format!("{word} → {}", offered.join(" | ")));
            }
            chosen
        });
        chosen.unwrap_or(words[0].1)
    }

    /// A day, a year or a span of years.
    pub(crate) fn as_of(&self, name: &str) -> Option<AsOf> {
        self.dated(name, self.require(name)?, dates::as_of)
    }

    /// A fiscal year.
    pub(crate) fn fiscal_year(&self, name: &str) -> Option<FiscalYear> {
        self.dated(name, self.require(name)?, dates::fiscal_year)
    }

    /// A day; absent is none.
    pub(crate) fn optional_date(&self, name: &str) -> Option<CalendarDate> {
        self.dated(name, self.get(name)?, dates::date)
    }

    /// A day.
    pub(crate) fn date(&self, name: &str) -> Option<CalendarDate> {
        self.dated(name, self.require(name)?, dates::date)
    }

    /// A date as precise as is known: `2024`, `2024-03`, `2024-03-29`.
    pub(crate) fn publication_date(&self, name: &str) -> String {
        let read = |text: &str| dates::is_publication_date(text).then(|| text.to_owned());
        self.require(name).and_then(|value| self.dated(name, value, read)).unwrap_or_default()
    }

    /// A local government code with its check digit.
    pub(crate) fn city_code(&self, name: &str) -> Option<CityCode> {
        let text = self.line(name);
        if text.is_empty() {
            return None;
        }
        match CityCode::parse(&text) {
            Ok(code) => Some(code),
            Err(InvalidCityCode::CheckDigit { expected }) => {
                self.report_named(&INVALID_CITY_CODE, name, &format!("{text} → {}{expected}?", &text[..5]));
                None
            }
            Err(InvalidCityCode::NotSixDigits) => {
                self.report_named(&INVALID_CITY_CODE, name, &text);
                None
            }
        }
    }

    /// Where it was read: `source = { page = 8, section = "…", exhibit = "…", document = "…" }`.
    ///
    /// The document may be left out where the file names one at its top.
    pub(crate) fn source(&self, document: &str) -> Source {
        let Some(value) = self.get("source") else {
            self.report_named(&MISSING_SOURCE, "source", "");
            return Source::default();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type("source", value);
            return Source::default();
        };
        let fields = self.inner("source".to_owned(), table, value.span());
        let page = fields.get("page").and_then(|page| fields.page(page));
        let optional = |name: &str| fields.get(name).map(|value| fields.string(name, value, NAME_CHARS));
        let (section, exhibit) = (optional("section"), optional("exhibit"));
        let document = match fields.has("document") || document.is_empty() {
            true => fields.reference("document", IdKind::Document),
            false => document.to_owned(),
        };
        if !fields.has("page") && section.is_none() && exhibit.is_none() {
            self.report(&MISSING_SOURCE, "source", value, self.written(value));
        }
        fields.finish();
        Source { document, page, section, exhibit }
    }

    /// The document that the sources of this file are in unless they name another.
    pub(crate) fn default_document(&self) -> String {
        if self.has("document") { self.reference("document", IdKind::Document) } else { String::new() }
    }

    /// Notes a problem of a named field, or of this table where the field is absent.
    pub(crate) fn report_named(&self, kind: &'static ProblemKind, name: &str, excerpt: &str) {
        self.file.findings.report(kind, self.place(name), excerpt);
    }

    /// The place of a named field, or of this table where the field is absent.
    pub(crate) fn place(&self, name: &str) -> Place {
        let span = self.table.get(name).map_or(self.span.clone(), Spanned::span);
        self.place_at(name, span)
    }

    /// Notes that a kind of id is taken.
    pub(crate) fn take_id(&self, kind: IdKind, id: &str, name: &str) {
        self.file.findings.take_id(kind, id, self.place(name));
    }

    /// Notes that an id must exist.
    pub(crate) fn refer_to(&self, kind: IdKind, id: &str, name: &str) {
        self.file.findings.refer_to(kind, id, self.place(name));
    }

    fn get(&self, name: &str) -> Option<Value<'f>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.iter().any(|known| known == name) {
            asked.push(name.to_owned());
        }
        self.table.get(name)
    }

    fn require(&self, name: &str) -> Option<Value<'f>> {
        let value = self.get(name);
        if value.is_none() {
            self.missing.borrow_mut().push(name.to_owned());
        }
        value
    }

    fn inner(&self, name: String, table: &'f DeTable<'f>, span: Range<usize>) -> Fields<'f> {
        let path = if self.path.is_empty() { name } else { format!("{}.{name}", self.path) };
        Fields { file: self.file, table, span, path, asked: RefCell::default(), missing: RefCell::default() }
    }

    fn with_english(&self, name: &str, ja: String, max_chars: usize) -> Text {
        let name = format!("{name}_en");
        let en = self.get(&name).map(|value| self.string(&name, value, max_chars * 4));
        if en.is_none() && !ja.is_empty() {
            self.report_named(&ENGLISH_MISSING, &name, &ja);
        }
        Text { ja, en }
    }

    fn string(&self, name: &str, value: Value<'f>, max_chars: usize) -> String {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(name, value);
            return String::new();
        };
        let text = text.trim();
        if text.is_empty() {
            self.report(&EMPTY_TEXT, name, value, "");
        } else if text.chars().count() > max_chars {
            let start: String = text.chars().take(30).collect();
            self.report(&TEXT_TOO_LONG, name, value, format!("{start}… {} → {max_chars}", text.chars().count()));
        }
        text.to_owned()
    }

    fn page(&self, value: Value<'f>) -> Option<u32> {
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok());
        let page = number.filter(|page| (1..=99_999).contains(page));
        if page.is_none() {
            self.report(&INVALID_PAGE, "page", value, self.written(value));
        }
        page
    }

    /// A number as it was written; digits in quotes may be grouped, full-width or negative with ▲.
    fn quantity_of(&self, name: &str, value: Value<'f>) -> Option<Quantity> {
        match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().trim_start_matches('+').parse().ok(),
            DeValue::Float(number) => number.as_str().trim_start_matches('+').parse().ok(),
            DeValue::String(text) => {
                let plain: String = text.trim().nfkc().filter(|c| *c != ',').collect();
                plain.replace(['▲', '△', '−'], "-").parse().ok()
            }
            _ => {
                self.wrong_type(name, value);
                Some(Quantity::whole(0))
            }
        }
    }

    fn dated<T>(&self, name: &str, value: Value<'f>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong_type(name, value);
                return None;
            }
        };
        let date = read(&text);
        if date.is_none() {
            self.report(&INVALID_DATE, name, value, text);
        }
        date
    }

    fn wrong_type(&self, name: &str, value: Value<'f>) {
        self.report(&WRONG_TYPE, name, value, self.written(value));
    }

    fn report(&self, kind: &'static ProblemKind, name: &str, value: Value<'f>, excerpt: impl AsRef<str>) {
        self.file.findings.report(kind, self.place_at(name, value.span()), excerpt);
    }

    fn place_at(&self, name: &str, span: Range<usize>) -> Place {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let line = self.file.line_of(span.start);
        Place { file: self.file.name.to_owned(), sheet: None, row: Some(line), column: Some(path) }
    }

    /// The value as the file writes it.
    fn written(&self, value: Value<'f>) -> &'f str {
        self.file.text.get(value.span()).unwrap_or_default()
    }
}

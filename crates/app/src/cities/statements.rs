//! What the plan says of its city among the others, held against the data (プランの記述の確認).

use fiscal::FiscalYear;
use fiscal::comparison::{End, Quadrant};
use publish::chart::Lang;
use reform::city::{Group, Indicator, find_indicator};
use reform::plan::{AsOf, Figure, FigureValue, Plan, RankSide, Source, Text};

use super::comparison::{Comparison, Who};
use super::cross::Cross;
use super::figures::{FigureSource, indicator_name, year_name};
use super::{Cities, Coverage};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// A statement of the plan and what the data say of it (記述と確認).
#[derive(Clone, Debug)]
pub struct PlanStatement {
    /// The id of the figure or exhibit of the plan that says it.
    pub id: String,
    /// What the plan says.
    pub statement: Text,
    /// Where it says so.
    pub source: Source,
    /// Whether it holds.
    pub finding: Finding,
    /// What the data say, or why they say nothing.
    pub data: Text,
    /// Where the data come from; empty where there are none.
    pub sources: Vec<FigureSource>,
    /// The address of the page that shows the figures, within the language; empty where there is none.
    pub path: String,
}

/// What the data say of a statement (確認の結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// The data of that very year say the same (確かめられた).
    Confirmed,
    /// The data of that very year say something else (資料と合わない).
    Contradicted,
    /// There are data of another year only, or of another measure (資料の年度が違う).
    OtherYear {
        /// Whether they say the same.
        agrees: bool,
    },
    /// No data (確かめられない).
    NotCheckable,
}

/// A remark in Japanese and English.
type Remark = (&'static str, &'static str);

/// A rank the plan gives as a figure: the figure's id, the indicator it is of, and what the data measure otherwise.
const RANKS: [(&str, &str, Option<Remark>); 4] = [
    ("ordinary-balance-rank", "ordinary-balance-ratio", None),
    ("bonds-per-citizen-rank", "bonds-per-citizen", None),
    ("tax-per-citizen-rank", "tax-per-citizen", None),
    (
        "construction-per-head-rank",
        "construction-per-citizen",
        Some((
            "プランは令和3年度までの3か年平均の順位。資料は1か年の額なので、同じものではない。",
            "The plan ranks a three-year mean; the data are of a single year, which is not the same.",
        )),
    ),
];

/// Two indicators of which the plan says that the city is on the bad side of both: the exhibit, the indicators, the
/// fiscal year.
const CROSSES: [(&str, &str, &str, i32); 3] = [
    ("figure-1-12", "fiscal-capacity-index", "ordinary-balance-ratio", 2021),
    ("figure-1-13", "tax-per-citizen", "bonds-per-citizen", 2021),
    ("figure-1-14", "real-debt-service-ratio", "future-burden-ratio", 2022),
];

/// Figures of which no data of the other cities are at hand, with the reason.
const NOT_CHECKABLE: [(&str, &str, &str); 4] = [
    (
        "floor-area-against-average",
        "20市の公共施設の延床面積は、公共施設の調査にしかなく、ここにある資料に含まれない。",
        "The floor area of the other cities is in none of the files at hand.",
    ),
    (
        "gross-city-product-rank",
        "市内総生産は各市の市民経済計算にしかなく、公表している16市の資料が手元にない。",
        "Gross city product stands in each city's own accounts, which are not at hand.",
    ),
    (
        "growth-rank",
        "市内総生産の増加率は各市の市民経済計算が要る。16市の資料が手元にない。",
        "Growth of the product needs the accounts of the 16 cities, which are not at hand.",
    ),
    ("gross-city-product-against-fukuoka", "福岡市の市民経済計算が手元にない。", "Fukuoka's accounts are not at hand."),
];

impl App {
    /// Holds what the plan says of its city among the others against the data.
    ///
    /// # Errors
    /// When the actor may not see it, or the database fails.
    pub async fn plan_statements(&self, actor: &Actor) -> Result<Vec<PlanStatement>, AppError> {
        permit(actor, Action::ReadCities)?;
        let cities = self.known_cities().await?;
        let coverage = self.coverage().await?;
        let mut statements = Vec::new();
        for (id, key, caveat) in RANKS {
            if let (Some(figure), Some(indicator)) = (self.plan.figure(id), find_indicator(key)) {
                statements.extend(self.check_rank(figure, indicator, caveat, &cities, &coverage).await?);
            }
        }
        for (id, x, y, year) in CROSSES {
            let exhibit = self.plan.exhibits.iter().find(|exhibit| exhibit.id == id);
            let (Some(exhibit), Some(x), Some(y)) = (exhibit, find_indicator(x), find_indicator(y)) else { continue };
            let Ok(year) = FiscalYear::new(year) else { continue };
            statements.push(self.check_cross(&exhibit.id, &exhibit.source, x, y, year, &cities, &coverage).await?);
        }
        statements.extend(self.plan.figure("aging-rank").map(|figure| check_aging(&self.plan, figure)));
        for (id, ja, en) in NOT_CHECKABLE {
            if let Some(figure) = self.plan.figure(id) {
                statements.push(PlanStatement {
                    finding: Finding::NotCheckable,
                    data: both(ja.to_owned(), en.to_owned()),
                    ..stated(figure)
                });
            }
        }
        Ok(statements)
    }

    async fn check_rank(
        &self,
        figure: &Figure,
        indicator: &'static Indicator,
        caveat: Option<Remark>,
        cities: &Cities,
        coverage: &Coverage,
    ) -> Result<Option<PlanStatement>, AppError> {
        let (FigureValue::Rank { place, of, side }, AsOf::FiscalYear(wanted)) = (&figure.value, &figure.as_of) else {
            return Ok(None);
        };
        let mut statement = stated(figure);
        let Some(year) = nearest_year(coverage, indicator, *wanted) else {
            statement.data = no_data(indicator);
            return Ok(Some(statement));
        };
        let (group, own) = (Group::DesignatedCities, self.own_code());
        let members = cities.members(group, year);
        let figures = self.figures(&[indicator], Some(year.start()..=year.start()), Some(&members)).await?;
        let from = match side {
            RankSide::Highest => End::High,
            RankSide::Lowest => End::Low,
        };
        let who = Who { group, members: &members, own, cities };
        let comparison = Comparison::new(&figures, indicator, year, from, &who);
        let found = comparison.own().map(|row| (row.place, comparison.among()));
        let agrees = found == Some((*place as usize, *of as usize));
        statement.finding = match found {
            None => Finding::NotCheckable,
            Some(_) if year != *wanted || caveat.is_some() => Finding::OtherYear { agrees },
            Some(_) if agrees => Finding::Confirmed,
            Some(_) => Finding::Contradicted,
        };
        statement.data = said(&comparison.sentences(Lang::Ja), &comparison.sentences(Lang::En));
        if let Some((ja, en)) = caveat {
            statement.data.ja.push_str(ja);
            statement.data.en.get_or_insert_default().push_str(&format!(" {en}"));
        }
        let end = if from == End::High { "high" } else { "low" };
        statement.path =
            format!("/cities?indicator={}&year={}&group={}&from={end}", indicator.key, year.start(), group.key());
        statement.sources = comparison.sources;
        Ok(Some(statement))
    }

    #[expect(clippy::too_many_arguments, reason = "each is one part of the statement")]
    async fn check_cross(
        &self,
        id: &str,
        source: &Source,
        x: &'static Indicator,
        y: &'static Indicator,
        wanted: FiscalYear,
        cities: &Cities,
        coverage: &Coverage,
    ) -> Result<PlanStatement, AppError> {
        let [first, second] = [x, y].map(indicator_name);
        let year_said = year_name(x, wanted);
        let mut statement = PlanStatement {
            id: id.to_owned(),
            statement: both(
                format!("{}と{}のどちらも、政令市の平均より悪い側にある（{}）。", first.ja, second.ja, year_said.ja),
                format!(
                    "Both {} and {} are on the bad side of the average of designated cities ({}).",
                    first.en_or_ja(),
                    second.en_or_ja(),
                    year_said.en_or_ja()
                ),
            ),
            source: source.clone(),
            finding: Finding::NotCheckable,
            data: no_data(x),
            sources: Vec::new(),
            path: String::new(),
        };
        let of_second = comparable(coverage, y);
        let years = comparable(coverage, x).into_iter().filter(|year| of_second.contains(year));
        let Some(year) = nearest(years, wanted) else { return Ok(statement) };
        let cross: Cross = self.cross(x, y, year, Group::DesignatedCities, self.own_code(), cities).await?;
        let own = cross.cities.iter().find(|city| city.is_own).and_then(|city| cross.quadrant_of(city));
        let agrees = own == Some(Quadrant::BothBad);
        statement.finding = match own {
            None => Finding::NotCheckable,
            Some(_) if year != wanted => Finding::OtherYear { agrees },
            Some(_) if agrees => Finding::Confirmed,
            Some(_) => Finding::Contradicted,
        };
        let mut sentences = [cross.sentences(Lang::Ja), cross.sentences(Lang::En)];
        let values = own_values(&cross);
        sentences.iter_mut().zip(values).for_each(|(said, values)| {
            said.truncate(2);
            said.insert(0, values);
        });
        statement.data = said(&sentences[0], &sentences[1]);
        statement.path = format!("/cities/cross?x={}&y={}&year={}", x.key, y.key, year.start());
        statement.sources = cross.x.sources.iter().chain(&cross.y.sources).cloned().collect();
        statement.sources.sort();
        statement.sources.dedup();
        Ok(statement)
    }
}

impl PlanStatement {
    /// Where the data come from, in words; empty where there are none.
    pub fn sources_said(&self, lang: Lang) -> String {
        super::source_names(&self.sources, lang)
    }
}

impl Finding {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Finding::Confirmed => "confirmed",
            Finding::Contradicted => "contradicted",
            Finding::OtherYear { agrees: true } => "other-year-agrees",
            Finding::OtherYear { agrees: false } => "other-year-differs",
            Finding::NotCheckable => "not-checkable",
        }
    }

    /// What it is called.
    pub fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Ja, Finding::Confirmed) => "確かめられた",
            (Lang::Ja, Finding::Contradicted) => "資料と合わない",
            (Lang::Ja, Finding::OtherYear { agrees: true }) => "資料の年度が違う（結果は同じ）",
            (Lang::Ja, Finding::OtherYear { agrees: false }) => "資料の年度や測り方が違う（結果も違う）",
            (Lang::Ja, Finding::NotCheckable) => "確かめられない",
            (Lang::En, Finding::Confirmed) => "confirmed",
            (Lang::En, Finding::Contradicted) => "the data say otherwise",
            (Lang::En, Finding::OtherYear { agrees: true }) => "data of another year (same result)",
            (Lang::En, Finding::OtherYear { agrees: false }) => "data of another year or measure (other result)",
            (Lang::En, Finding::NotCheckable) => "cannot be checked",
        }
    }
}

/// The rank of the aging rate, which the plan's own table of populations shows.
fn check_aging(plan: &Plan, figure: &Figure) -> PlanStatement {
    let mut statement = stated(figure);
    let FigureValue::Rank { place, of, side: RankSide::Highest } = &figure.value else { return statement };
    let rows = &plan.population.rows;
    let Some(own) = rows.iter().find(|row| row.code == plan.city.code) else { return statement };
    let rate = own.aging_rate_percent.to_f64();
    let higher = rows.iter().filter(|row| row.aging_rate_percent.to_f64() > rate).count();
    let sharing = rows.iter().filter(|row| row.aging_rate_percent.to_f64() == rate).count();
    let agrees = higher + 1 == *place as usize && rows.len() == *of as usize;
    statement.finding = if agrees { Finding::Confirmed } else { Finding::Contradicted };
    statement.data = both(
        format!(
            "プランの表1-1の公表値では、高齢化率{}％で{}市のうち高い方から{}番目（同じ値は{sharing}市）です。プラン自身の表による確認です。",
            own.aging_rate_percent,
            rows.len(),
            higher + 1
        ),
        format!(
            "By the plan's own table 1-1 the published rate is {}%, number {} from the highest of {} (shared by {sharing}).",
            own.aging_rate_percent,
            higher + 1,
            rows.len()
        ),
    );
    statement.path = "/figures/table-1-1".to_owned();
    statement
}

/// The statement a figure of the plan makes, not yet checked.
fn stated(figure: &Figure) -> PlanStatement {
    let as_of = (figure.as_of.japanese(), figure.as_of.to_string());
    PlanStatement {
        id: figure.id.clone(),
        statement: both(
            format!("{}：{}（{}）", figure.label.ja, figure.value_ja(), as_of.0),
            format!("{}: {} ({})", figure.label.en_or_ja(), figure.value_en(), as_of.1),
        ),
        source: figure.source.clone(),
        finding: Finding::NotCheckable,
        data: Text::default(),
        sources: Vec::new(),
        path: String::new(),
    }
}

/// The city's own two values: `北九州市の実質公債費比率は10.4％、将来負担比率は147.2％です。`
fn own_values(cross: &Cross) -> [String; 2] {
    let Some(own) = cross.cities.iter().find(|city| city.is_own) else { return [String::new(), String::new()] };
    let [first, second] = [cross.x.indicator, cross.y.indicator].map(indicator_name);
    let year = year_name(cross.x.indicator, cross.x.year);
    let value = |lang| {
        [(cross.x.indicator, own.x), (cross.y.indicator, own.y)]
            .map(|(indicator, figure)| super::words::with_unit(indicator, figure, lang))
    };
    let ([x, y], [x_en, y_en]) = (value(Lang::Ja), value(Lang::En));
    [
        format!("{}の{}は、{}が{x}、{}が{y}です。", own.city.name.ja, year.ja, first.ja, second.ja),
        format!(
            "In {}, {} has {x_en} ({}) and {y_en} ({}).",
            year.en_or_ja(),
            own.city.name.en_or_ja(),
            first.en_or_ja(),
            second.en_or_ja()
        ),
    ]
}

fn no_data(indicator: &Indicator) -> Text {
    let (name, publication) = (indicator_name(indicator), super::publication(indicator));
    both(
        format!(
            "{}の資料がまだない。{}を {} で取り込むと確かめられる。",
            name.ja, publication.title.ja, publication.command
        ),
        format!(
            "There is no file with {} yet. Import {} with {}.",
            name.en_or_ja(),
            publication.title.en_or_ja(),
            publication.command
        ),
    )
}

fn comparable(coverage: &Coverage, indicator: &Indicator) -> Vec<FiscalYear> {
    super::comparable_years(coverage, indicator, Group::DesignatedCities)
}

fn nearest_year(coverage: &Coverage, indicator: &Indicator, wanted: FiscalYear) -> Option<FiscalYear> {
    nearest(comparable(coverage, indicator).into_iter(), wanted)
}

/// The year itself, else the nearest, of two the later.
fn nearest(years: impl Iterator<Item = FiscalYear>, wanted: FiscalYear) -> Option<FiscalYear> {
    years.min_by_key(|year| (year.start().abs_diff(wanted.start()), -year.start()))
}

fn said(ja: &[String], en: &[String]) -> Text {
    both(ja.concat(), en.join(" "))
}

fn both(ja: String, en: String) -> Text {
    Text { ja, en: Some(en) }
}

//! `/api/v1/plan` and `/api/v1/glossary`: the city's plan for machines.

use app::Actor;
use axum::Json;
use axum::extract::State;
use reform::plan::{
    AsOf, Basis, Cluster, ClusterCategory, Exhibit, Figure, FigureRole, FigureValue, Plan, PopulationRow, Precision,
    RankSide, Term, Text,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Site;
use crate::error::ApiError;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub struct TextJson {
    /// Japanese.
    ja: String,
    /// English, where there is one.
    en: Option<String>,
}

/// The city's reform plan.
#[derive(Serialize, ToSchema)]
pub struct PlanJson {
    /// The city.
    city: TextJson,
    /// The city's code with its check digit (全国地方公共団体コード).
    city_code: String,
    /// The plan's title.
    title: TextJson,
    /// First fiscal year of the reform period.
    first_year: i32,
    /// Last fiscal year of the reform period.
    last_year: i32,
    /// Principles (基本原則).
    principles: Vec<StatementJson>,
    /// Strategies (重点戦略).
    strategies: Vec<StatementJson>,
    /// What a reader should know about how the strategies are explained.
    strategies_note: Option<TextJson>,
    /// Viewpoints of the review (見直しの視点).
    viewpoints: Vec<ViewpointJson>,
    /// Kinds of cluster (事業クラスターの分類).
    cluster_categories: Vec<ClusterCategoryJson>,
    /// Targets and the facts behind them.
    figures: Vec<FigureJson>,
    /// The ids of the figures that lead, most important first.
    headline_figures: Vec<String>,
    /// The comparison of the designated cities by age (表1-1).
    population: PopulationJson,
    /// The plan's figures and tables (図表), in its order.
    exhibits: Vec<ExhibitJson>,
}

/// A principle or a strategy.
#[derive(Serialize, ToSchema)]
pub struct StatementJson {
    /// Stable id.
    id: String,
    /// Title.
    title: TextJson,
    /// Explanation in plain words.
    explanation: TextJson,
    /// Where it stands in the source.
    source: String,
}

/// A viewpoint of the review.
#[derive(Serialize, ToSchema)]
pub struct ViewpointJson {
    /// Stable id.
    id: String,
    /// Title.
    title: TextJson,
    /// Background (課題背景).
    background: TextJson,
    /// Point of attention (留意点).
    attention: TextJson,
    /// Where it stands in the source.
    source: String,
}

/// A kind of cluster with its clusters.
#[derive(Serialize, ToSchema)]
pub struct ClusterCategoryJson {
    /// Stable id.
    id: String,
    /// Name.
    name: TextJson,
    /// The clusters the source names.
    clusters: Vec<ClusterJson>,
    /// What is missing from the list, where something is.
    note: Option<TextJson>,
}

/// A cluster.
#[derive(Serialize, ToSchema)]
pub struct ClusterJson {
    /// Stable id.
    id: String,
    /// Name.
    name: TextJson,
}

/// A figure, never without unit, date, base and source.
#[derive(Serialize, ToSchema)]
pub struct FigureJson {
    /// Stable id.
    id: String,
    /// `target`, `fact` or `projection`.
    role: &'static str,
    /// What it counts.
    label: TextJson,
    /// The value as a text for people.
    display: TextJson,
    /// The exact value.
    value: FigureValueJson,
    /// `exact`, `about`, `below`, `at-least` or `band`.
    precision: &'static str,
    /// The day or years it holds for.
    as_of: TextJson,
    /// What it is counted over.
    base: TextJson,
    /// `published`, `read`, `assumed` or `illustrative`.
    basis: &'static str,
    /// Anything a reader should know.
    note: Option<TextJson>,
    /// The document it stands in.
    document: String,
    /// The place in the document.
    place: String,
}

/// A value with its unit.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum FigureValueJson {
    /// Money in yen.
    Money {
        /// The amount in whole yen.
        amount_yen: i64,
        /// Whether it is an amount each year.
        per_year: bool,
    },
    /// A number and its unit.
    Number {
        /// The exact decimal.
        number: String,
        /// What one of it is.
        unit: TextJson,
    },
    /// A place in a ranking.
    Rank {
        /// The place, from 1.
        place: u32,
        /// How many were ranked.
        of: u32,
        /// `highest` or `lowest`: from which end it was counted.
        side: &'static str,
    },
}

/// The comparison of the designated cities by age.
#[derive(Serialize, ToSchema)]
pub struct PopulationJson {
    /// Title.
    title: TextJson,
    /// The day it holds for.
    as_of: TextJson,
    /// What the population column counts.
    population_base: TextJson,
    /// What the two age columns count.
    age_base: TextJson,
    /// What a reader must know before using the columns together.
    notes: Vec<TextJson>,
    /// The cities.
    rows: Vec<PopulationRowJson>,
}

/// One city of the comparison.
#[derive(Serialize, ToSchema)]
pub struct PopulationRowJson {
    /// The city's code with its check digit.
    code: String,
    /// Name.
    name: TextJson,
    /// Estimated population, people.
    population: u64,
    /// People of 65 and over.
    elderly: u64,
    /// People of 15 to 64.
    working_age: u64,
    /// Share of people of 65 and over in percent, as published; never computed from the columns.
    aging_rate_percent_published: String,
    /// Working-age people for each person of 65 and over, as published.
    working_age_per_elderly: String,
}

/// A figure or table of the plan.
#[derive(Serialize, ToSchema)]
pub struct ExhibitJson {
    /// Stable id.
    id: String,
    /// How the plan numbers it.
    number: TextJson,
    /// Title.
    title: TextJson,
    /// The part of the plan that holds its data: `population`, `clusters`, `council` or `none`.
    shows: &'static str,
    /// What the source does not give and would be needed.
    missing: Option<TextJson>,
    /// The ids of the figures that the plan's text gives of it.
    figures: Vec<String>,
    /// The document it stands in.
    document: String,
    /// The place in the document.
    place: String,
}

/// The glossary.
#[derive(Serialize, ToSchema)]
pub struct GlossaryJson {
    /// The terms, by reading.
    items: Vec<TermJson>,
}

/// A term of the glossary.
#[derive(Serialize, ToSchema)]
pub struct TermJson {
    /// Stable id.
    id: String,
    /// The term.
    name: TextJson,
    /// How it is read.
    reading: String,
    /// What it means, in plain words.
    definition: TextJson,
    /// How the law or the national statistics differ.
    statutory_note: Option<TextJson>,
    /// The page of the plan it first stands on.
    page: Option<u32>,
}

/// Gives the city's reform plan.
#[utoipa::path(get, path = "/api/v1/plan", tag = "plan",
    responses((status = 200, description = "The plan", body = PlanJson)))]
pub async fn show(State(site): State<Site>) -> Result<Json<PlanJson>, ApiError> {
    Ok(Json(PlanJson::from(site.app.plan(&Actor::visitor())?)))
}

/// Gives the plan's glossary.
#[utoipa::path(get, path = "/api/v1/glossary", tag = "plan",
    responses((status = 200, description = "The glossary", body = GlossaryJson)))]
pub async fn glossary(State(site): State<Site>) -> Result<Json<GlossaryJson>, ApiError> {
    let mut terms: Vec<&Term> = site.app.plan(&Actor::visitor())?.glossary.iter().collect();
    terms.sort_by(|a, b| a.reading.cmp(&b.reading));
    Ok(Json(GlossaryJson { items: terms.into_iter().map(TermJson::from).collect() }))
}

impl From<&Text> for TextJson {
    fn from(text: &Text) -> TextJson {
        TextJson { ja: text.ja.clone(), en: text.en.clone() }
    }
}

impl From<AsOf> for TextJson {
    fn from(as_of: AsOf) -> TextJson {
        TextJson { ja: as_of.japanese(), en: Some(as_of.to_string()) }
    }
}

impl From<&Plan> for PlanJson {
    fn from(plan: &Plan) -> PlanJson {
        let statement = |id: &str, title: &Text, explanation: &Text, source: String| StatementJson {
            id: id.to_owned(),
            title: title.into(),
            explanation: explanation.into(),
            source,
        };
        PlanJson {
            city: (&plan.city.name).into(),
            city_code: plan.city.code.as_str().to_owned(),
            title: (&plan.title).into(),
            first_year: plan.period.0.start(),
            last_year: plan.period.1.start(),
            principles: plan
                .principles
                .iter()
                .map(|item| statement(&item.id, &item.title, &item.explanation, item.source.to_string()))
                .collect(),
            strategies: plan
                .strategies
                .iter()
                .map(|item| statement(&item.id, &item.title, &item.explanation, item.source.to_string()))
                .collect(),
            strategies_note: plan.strategies_note.as_ref().map(TextJson::from),
            viewpoints: plan
                .viewpoints
                .iter()
                .map(|item| ViewpointJson {
                    id: item.id.clone(),
                    title: (&item.title).into(),
                    background: (&item.background).into(),
                    attention: (&item.attention).into(),
                    source: item.source.to_string(),
                })
                .collect(),
            cluster_categories: plan
                .cluster_categories
                .iter()
                .map(|category| category_json(category, plan.clusters_of(&category.id)))
                .collect(),
            figures: plan.figures.iter().map(FigureJson::from).collect(),
            headline_figures: plan.headlines().iter().map(|figure| figure.id.clone()).collect(),
            population: PopulationJson {
                title: (&plan.population.title).into(),
                as_of: plan.population.as_of.into(),
                population_base: (&plan.population.population_base).into(),
                age_base: (&plan.population.age_base).into(),
                notes: plan.population.notes.iter().map(TextJson::from).collect(),
                rows: plan.population.rows.iter().map(PopulationRowJson::from).collect(),
            },
            exhibits: plan.exhibits.iter().map(|exhibit| exhibit_json(plan, exhibit)).collect(),
        }
    }
}

fn category_json<'a>(category: &ClusterCategory, clusters: impl Iterator<Item = &'a Cluster>) -> ClusterCategoryJson {
    ClusterCategoryJson {
        id: category.id.clone(),
        name: (&category.name).into(),
        clusters: clusters
            .map(|cluster| ClusterJson { id: cluster.id.clone(), name: (&cluster.name).into() })
            .collect(),
        note: category.listing_note.as_ref().map(TextJson::from),
    }
}

fn exhibit_json(plan: &Plan, exhibit: &Exhibit) -> ExhibitJson {
    ExhibitJson {
        id: exhibit.id.clone(),
        number: (&exhibit.number).into(),
        title: (&exhibit.title).into(),
        shows: exhibit.shows.word(),
        missing: exhibit.missing.as_ref().map(TextJson::from),
        figures: plan.figures_in(exhibit).map(|figure| figure.id.clone()).collect(),
        document: exhibit.source.document.clone(),
        place: exhibit.source.to_string(),
    }
}

impl From<&Figure> for FigureJson {
    fn from(figure: &Figure) -> FigureJson {
        FigureJson {
            id: figure.id.clone(),
            role: match figure.role {
                FigureRole::Target => "target",
                FigureRole::Fact => "fact",
                FigureRole::Projection => "projection",
            },
            label: (&figure.label).into(),
            display: TextJson { ja: figure.value_ja(), en: Some(figure.value_en()) },
            value: match &figure.value {
                FigureValue::Money { amount, per_year } => {
                    FigureValueJson::Money { amount_yen: amount.0, per_year: *per_year }
                }
                FigureValue::Number { number, unit } => {
                    FigureValueJson::Number { number: number.to_string(), unit: unit.into() }
                }
                FigureValue::Rank { place, of, side } => {
                    let side = if *side == RankSide::Highest { "highest" } else { "lowest" };
                    FigureValueJson::Rank { place: *place, of: *of, side }
                }
            },
            precision: match figure.precision {
                Precision::Exact => "exact",
                Precision::About => "about",
                Precision::Below => "below",
                Precision::AtLeast => "at-least",
                Precision::Band => "band",
            },
            as_of: figure.as_of.into(),
            base: (&figure.base).into(),
            basis: match figure.basis {
                Basis::Published => "published",
                Basis::Read => "read",
                Basis::Assumed => "assumed",
                Basis::Illustrative => "illustrative",
            },
            note: figure.note.as_ref().map(TextJson::from),
            document: figure.source.document.clone(),
            place: figure.source.to_string(),
        }
    }
}

impl From<&PopulationRow> for PopulationRowJson {
    fn from(row: &PopulationRow) -> PopulationRowJson {
        PopulationRowJson {
            code: row.code.as_str().to_owned(),
            name: (&row.name).into(),
            population: row.population,
            elderly: row.elderly,
            working_age: row.working_age,
            aging_rate_percent_published: row.aging_rate_percent.to_string(),
            working_age_per_elderly: row.working_age_per_elderly.to_string(),
        }
    }
}

impl From<&Term> for TermJson {
    fn from(term: &Term) -> TermJson {
        TermJson {
            id: term.id.clone(),
            name: (&term.name).into(),
            reading: term.reading.clone(),
            definition: (&term.definition).into(),
            statutory_note: term.statutory_note.as_ref().map(TextJson::from),
            page: term.source.page,
        }
    }
}

//! `datapackage.json`: the tables described as a Fiscal Data Package (財政データパッケージ).
//!
//! The official profile of Fiscal Data Package is the profile of Tabular Data Package and, on top of it, a `model` that says
//! which column is the amount and which are its dimensions. That profile wants `"profile": "tabular-data-package"` in the
//! file, so this is what stands there; each fiscal column also carries its `columnType` of the later taxonomy.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::licence::{Licence, citation_ja, licence};
use super::table::{CITY, Column, Table};
use crate::edition::Edition;

/// The table that holds the fiscal facts.
const FACTS: &str = "program-money";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    profile: &'static str,
    name: String,
    title: String,
    description: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    licenses: Vec<Value>,
    contributors: Vec<Value>,
    sources: Vec<Value>,
    keywords: Vec<&'static str>,
    country_code: &'static str,
    granularity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_period: Option<Value>,
    model: Value,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Resource {
    profile: &'static str,
    name: String,
    path: String,
    title: String,
    description: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: usize,
    hash: String,
    dialect: Value,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extra_fields: Vec<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    title: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// The column's name in the JSON files.
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    column_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Value>,
}

/// The description of all tables.
pub(super) fn descriptor(edition: &Edition, tables: &[Table<'_>], base_url: &str) -> Vec<u8> {
    let about = &edition.about;
    let Licence { name, title, address } = licence(about);
    let mut licence = json!({ "name": name, "title": title });
    if !address.is_empty() {
        licence["path"] = address.into();
    }
    let years = tables.iter().find(|table| table.name == FACTS).and_then(Table::years);
    let package = Package {
        profile: "tabular-data-package",
        name: format!(
            "henkaku-{}",
            about.city_code.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
        ),
        title: format!("{}　{}　公表データ / {}: published data", about.city.ja, about.plan.ja, about.plan.english()),
        description: super::licence::what_it_is(about),
        version: about.number.to_string(),
        created: super::table::is_day(&about.published_on).then(|| format!("{}T00:00:00+09:00", about.published_on)),
        homepage: (!base_url.is_empty()).then(|| base_url.to_owned()),
        licenses: vec![licence],
        contributors: vec![json!({ "role": "publisher", "title": about.city.ja })],
        sources: vec![json!({ "title": citation_ja(about) })],
        keywords: vec!["市政変革", "予算事務事業", "財政", "オープンデータ", "budget", "reform"],
        country_code: "JP",
        granularity: "aggregated",
        fiscal_period: years
            .map(|(first, last)| json!({ "end": format!("{}-03-31", last + 1), "start": format!("{first}-04-01") })),
        model: model(tables),
        resources: tables.iter().map(|table| resource(table, tables, &about.city_code)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

fn resource(table: &Table<'_>, tables: &[Table<'_>], city_code: &str) -> Resource {
    let csv = table.csv(city_code);
    let heading = |code: &&str| table.columns.iter().find(|column| column.code == *code).map(|c| c.ja.to_string());
    let key = table.true_key();
    let foreign = table.foreign.iter().filter_map(|foreign| {
        let there = tables.iter().find(|other| other.name == foreign.table)?;
        let there_heading =
            |code: &&str| there.columns.iter().find(|column| column.code == *code).map(|c| c.ja.to_string());
        let fields: Vec<String> = foreign.columns.iter().filter_map(heading).collect();
        let reference: Vec<String> = foreign.there.iter().filter_map(there_heading).collect();
        table
            .is_tied(foreign, there)
            .then(|| json!({ "fields": fields, "reference": { "fields": reference, "resource": foreign.table } }))
    });
    let extra = |name: &str, place: &str, constant: &str| json!({ "columnType": place, "constant": constant, "name": name, "type": "string" });
    let is_fiscal = table.name == FACTS;
    Resource {
        profile: "tabular-data-resource",
        name: table.name.clone(),
        path: format!("{}.csv", table.path),
        title: both(&table.title.0, &table.title.1),
        description: both(&table.about.0, &table.about.1),
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: csv.len(),
        hash: format!("sha256:{}", hex(&Sha256::digest(&csv))),
        dialect: json!({
            "caseSensitiveHeader": true,
            "delimiter": ",",
            "doubleQuote": true,
            "header": true,
            "lineTerminator": "\r\n",
            "quoteChar": "\"",
            "skipInitialSpace": false,
        }),
        schema: Schema {
            fields: std::iter::once(field(&CITY, false))
                .chain(table.columns.iter().map(|column| field(column, key.contains(&column.code.as_ref()))))
                .collect(),
            missing_values: [""],
            primary_key: key.iter().filter_map(heading).collect(),
            foreign_keys: foreign.collect(),
            extra_fields: if is_fiscal {
                vec![extra("通貨", "value-currency:code", "JPY"), extra("収支", "direction", "expenditure")]
            } else {
                Vec::new()
            },
        },
    }
}

fn field(column: &Column, is_key: bool) -> Field {
    Field {
        name: column.ja.to_string(),
        title: both(&column.ja, &column.en),
        kind: column.schema_type(),
        code: column.code.to_string(),
        description: both(column.about.0, column.about.1),
        column_type: column.fiscal,
        constraints: is_key.then(|| json!({ "required": true })),
    }
}

/// Japanese and English beside one another; one of them where the other is missing.
fn both(ja: &str, en: &str) -> String {
    if en.is_empty() || en == ja { ja.to_owned() } else { format!("{ja} / {en}") }
}

/// Which column is the amount and what it can be divided by.
fn model(tables: &[Table<'_>]) -> Value {
    let columns = tables.iter().find(|table| table.name == FACTS).map(|table| &table.columns);
    let heading = |code: &str| {
        let found = columns.and_then(|columns| columns.iter().find(|column| column.code == code));
        found.map(|column| column.ja.to_string()).unwrap_or_default()
    };
    let of = |code: &str| json!({ "resource": FACTS, "source": heading(code) });
    let label = |code: &str, of: &str| json!({ "labelfor": of, "resource": FACTS, "source": heading(code) });
    let below = |code: &str, parent: &str| json!({ "parent": parent, "resource": FACTS, "source": heading(code) });
    json!({
        "dimensions": {
            "administrative_classification": {
                "attributes": {
                    "organisation_1": of("organisation_1"),
                    "organisation_2": below("organisation_2", "organisation_1"),
                    "organisation_3": below("organisation_3", "organisation_2"),
                },
                "classificationType": "administrative",
                "dimensionType": "classification",
                "primaryKey": ["organisation_1", "organisation_2", "organisation_3"],
            },
            "date": {
                "attributes": { "fiscal_year": of("fiscal_year") },
                "dimensionType": "datetime",
                "primaryKey": ["fiscal_year"],
            },
            "functional_classification": {
                "attributes": { "policy_1": of("policy_1"), "policy_2": below("policy_2", "policy_1") },
                "classificationType": "functional",
                "dimensionType": "classification",
                "primaryKey": ["policy_1", "policy_2"],
            },
            "funding_source": {
                "attributes": { "source": of("source"), "source_name": label("source_name", "source") },
                "dimensionType": "other",
                "primaryKey": ["source"],
            },
            "phase": {
                "attributes": {
                    "line": of("line"),
                    "phase": of("phase"),
                    "stage": of("stage"),
                    "stage_name": label("stage_name", "stage"),
                },
                "dimensionType": "other",
                "primaryKey": ["stage", "line"],
            },
            "program": {
                "attributes": { "program_id": of("program_id"), "program_name": label("program_name", "program_id") },
                "dimensionType": "activity",
                "primaryKey": ["program_id"],
            },
        },
        "measures": {
            "amount": {
                "currency": "JPY",
                "direction": "expenditure",
                "factor": 1,
                "resource": FACTS,
                "source": heading("amount_yen"),
            },
        },
    })
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! `catalog.jsonld`: the tables as an entry of a data catalogue (データカタログ), DCAT 2 as the application profile for public
//! portals wants it.
//!
//! A table is a data set, its CSV and its JSON file are distributions of it, and all of them are parts of one data set that is
//! the whole edition. Addresses begin with the base that was given; without one they are relative to the file itself.

use serde_json::{Value, json};

use super::licence::{citation_en, citation_ja, licence, what_it_is};
use super::table::{Table, is_day};
use crate::edition::{About, Edition};

const CATALOG: &str = "catalog.jsonld";
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// The catalogue entry of an edition.
pub(super) fn entry(edition: &Edition, tables: &[Table<'_>], base_url: &str) -> Vec<u8> {
    let catalog = Catalog { about: &edition.about, base: base_url };
    let mut text = serde_json::to_string_pretty(&catalog.graph(tables)).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

struct Catalog<'a> {
    about: &'a About,
    base: &'a str,
}

impl Catalog<'_> {
    fn graph(&self, tables: &[Table<'_>]) -> Value {
        let parts = tables.iter().map(|table| json!({ "@id": self.part(&table.name) }));
        let mut whole = self.dataset(
            "edition",
            &format!("{} 公表データ", self.about.plan.ja),
            "published data",
            &what_it_is(self.about),
        );
        whole["dct:hasPart"] = parts.clone().collect();
        whole["dcat:distribution"] = json!([
            self.distribution("datapackage.json", "application/json", "JSON", "Fiscal Data Package"),
            self.distribution("dictionary.csv", "text/csv", "CSV", "項目の一覧 / columns"),
        ]);
        let spans = tables.iter().filter_map(Table::years);
        let span = spans.reduce(|all, table| (all.0.min(table.0), all.1.max(table.1)));
        self.time(&mut whole, span);
        let datasets = std::iter::once(whole).chain(tables.iter().map(|table| self.table(table)));
        json!({
            "@context": context(),
            "@id": self.at(CATALOG),
            "@type": "dcat:Catalog",
            "dcat:dataset": datasets.collect::<Vec<Value>>(),
            "dct:description": words(&citation_ja(self.about), &citation_en(self.about)),
            "dct:issued": self.day(),
            "dct:language": [language("JPN"), language("ENG")],
            "dct:license": self.license(),
            "dct:modified": self.day(),
            "dct:publisher": self.publisher(),
            "dct:spatial": self.place(),
            "dct:title": words(
                &format!("{} オープンデータ", self.about.city.ja),
                &format!("{}: open data", self.about.city.english()),
            ),
        })
    }

    fn table(&self, table: &Table<'_>) -> Value {
        let mut found = self.dataset(&table.name, &table.title.0, &table.title.1, &table.about.0);
        let (csv, file) = (format!("{}.csv", table.path), format!("{}.json", table.path));
        found["dcat:distribution"] = json!([
            self.distribution(&csv, "text/csv", "CSV", &csv),
            self.distribution(&file, "application/json", "JSON", &file),
        ]);
        found["dct:isPartOf"] = json!({ "@id": self.part("edition") });
        self.time(&mut found, table.years());
        found
    }

    fn dataset(&self, name: &str, ja: &str, en: &str, description: &str) -> Value {
        json!({
            "@id": self.part(name),
            "@type": "dcat:Dataset",
            "dcat:keyword": ["市政変革", "オープンデータ"],
            "dcat:landingPage": { "@id": self.at("") },
            "dcat:theme": { "@id": format!("{AUTHORITY}data-theme/GOVE") },
            "dct:description": if description.is_empty() { ja } else { description },
            "dct:identifier": format!("{}-{}-{name}", self.about.city_code, self.about.number),
            "dct:issued": self.day(),
            "dct:language": [language("JPN"), language("ENG")],
            "dct:license": self.license(),
            "dct:modified": self.day(),
            "dct:publisher": { "@id": self.part("publisher") },
            "dct:spatial": { "@id": self.part("place") },
            "dct:title": words(ja, en),
            "owl:versionInfo": self.about.number.to_string(),
        })
    }

    fn distribution(&self, path: &str, media: &str, format: &str, title: &str) -> Value {
        json!({
            "@type": "dcat:Distribution",
            "dcat:accessURL": { "@id": self.at(path) },
            "dcat:downloadURL": { "@id": self.at(path) },
            "dcat:mediaType": { "@id": format!("{MEDIA_TYPES}{media}") },
            "dct:format": { "@id": format!("{AUTHORITY}file-type/{format}") },
            "dct:license": self.license(),
            "dct:title": title,
        })
    }

    /// The fiscal years as days: April to March.
    fn time(&self, dataset: &mut Value, span: Option<(i64, i64)>) {
        if let Some((first, last)) = span {
            dataset["dct:temporal"] = json!({
                "@type": "dct:PeriodOfTime",
                "dcat:endDate": day(&format!("{}-03-31", last + 1)),
                "dcat:startDate": day(&format!("{first}-04-01")),
            });
        }
    }

    fn publisher(&self) -> Value {
        json!({
            "@id": self.part("publisher"),
            "@type": "foaf:Organization",
            "dct:identifier": self.about.city_code,
            "foaf:name": words(&self.about.city.ja, &self.about.city.en),
        })
    }

    fn place(&self) -> Value {
        json!({
            "@id": self.part("place"),
            "@type": "dct:Location",
            "dct:identifier": self.about.city_code,
            "skos:prefLabel": words(&self.about.city.ja, &self.about.city.en),
        })
    }

    fn license(&self) -> Value {
        let address = licence(self.about).address;
        json!({ "@id": if address.is_empty() { self.at("LICENCE.md") } else { address.to_owned() } })
    }

    fn day(&self) -> Value {
        if is_day(&self.about.published_on) { day(&self.about.published_on) } else { json!(self.about.published_on) }
    }

    fn at(&self, path: &str) -> String {
        let base = self.base.trim_end_matches('/');
        match (base.is_empty(), path.is_empty()) {
            (true, true) => "./".to_owned(),
            (true, false) => path.to_owned(),
            (false, _) => format!("{base}/{path}"),
        }
    }

    fn part(&self, name: &str) -> String {
        format!("{}#{name}", self.at(CATALOG))
    }
}

fn context() -> Value {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

fn words(ja: &str, en: &str) -> Value {
    let ja_value = json!({ "@language": "ja", "@value": ja });
    if en.is_empty() { ja_value } else { json!([ja_value, { "@language": "en", "@value": en }]) }
}

fn day(day: &str) -> Value {
    json!({ "@type": "xsd:date", "@value": day })
}

fn language(code: &str) -> Value {
    json!({ "@id": format!("{AUTHORITY}language/{code}") })
}

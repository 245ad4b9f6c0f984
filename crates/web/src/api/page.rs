//! `/api`: the API explained to people, from the same description that machines read.

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};

struct Parameter {
    name: String,
    place: String,
    about: String,
}

struct Endpoint {
    method: String,
    path: String,
    about: String,
    parameters: Vec<Parameter>,
    answers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    f: Frame,
    endpoints: Vec<Endpoint>,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::Api, "API").await?;
    Ok(render(&ApiPage { endpoints: endpoints(), f }))
}

fn endpoints() -> Vec<Endpoint> {
    let description = serde_json::to_value(super::description()).unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut endpoints = Vec::new();
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            endpoints.push(Endpoint {
                method: method.to_uppercase(),
                path: path.clone(),
                about: text(operation, "summary"),
                parameters: operation["parameters"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|parameter| Parameter {
                        name: text(parameter, "name"),
                        place: text(parameter, "in"),
                        about: text(parameter, "description"),
                    })
                    .collect(),
                answers: operation["responses"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(status, answer)| (status.clone(), text(answer, "description")))
                    .collect(),
            });
        }
    }
    endpoints
}

//! Nothing unpublished can reach a public page: strings that nobody would write by chance are planted in everything that is not
//! to be published, an edition is made and approved, and every output is searched for them. Strings planted in the same way
//! where publishing is right must be found, so that the search is known to work.

mod plant;

use app::{Actor, App};
use publish::document::{Kind, make};
use publish::edition::{Edition, items};

use crate::reviewing_support::Hall;
use crate::support::on_each_database;
use plant::{Planted, plant};

/// Every text that can reach the outside, by where it would stand.
fn outputs(edition: &Edition) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for item in items(edition).unwrap() {
        texts.push((format!("item {}/{}", item.kind.word(), item.key), format!("{}\n{}", item.title, item.body)));
    }
    for file in site::files(edition, &site::Options::default()) {
        texts.push((format!("site {}", file.path), String::from_utf8_lossy(&file.bytes).into_owned()));
    }
    for (path, bytes) in publish::open_data::files(edition, "https://www.example.jp/kaikaku") {
        texts.push((format!("data {path}"), String::from_utf8_lossy(&bytes).into_owned()));
    }
    for kind in Kind::ALL {
        for (volume, document) in make(edition, kind).iter().enumerate() {
            texts.push((format!("document {kind:?} {volume}"), format!("{document:?}")));
        }
    }
    texts
}

async fn approved(hall: &Hall, app: &App) -> Edition {
    let id = app.prepare_edition(&hall.office, "秋の点検結果を加えました。").await.unwrap();
    app.approve_edition(&hall.headquarters, id).await.unwrap();
    Edition::clone(&*app.edition(&Actor::visitor(), None).await.unwrap())
}

#[tokio::test]
async fn no_secret_reaches_any_output_and_what_is_public_does() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let Planted { secrets, public } = plant(fresh, &hall).await;
        assert!(secrets.len() > 40 && public.len() > 8, "{} and {}", secrets.len(), public.len());
        let edition = approved(&hall, &hall.app).await;
        let texts = outputs(&edition);
        assert!(texts.len() > 150, "{}", texts.len());
        let mut found = Vec::new();
        for secret in &secrets {
            let places = texts.iter().filter(|(_, text)| text.contains(secret.as_str())).map(|(place, _)| place);
            found.extend(places.map(|place| format!("{secret} in {place}")));
        }
        assert!(found.is_empty(), "{found:#?}");
        for word in &public {
            let in_items = texts.iter().any(|(place, text)| place.starts_with("item") && text.contains(word.as_str()));
            assert!(in_items, "{word} was planted to be published and is in no item");
        }
        for kind in ["site", "data", "document"] {
            let shown = public.iter().filter(|word| {
                texts.iter().any(|(place, text)| place.starts_with(kind) && text.contains(word.as_str()))
            });
            assert!(shown.count() > 3, "the {kind} shows what was published");
        }
        // The office that approved it is named, and nobody in it.
        assert!(!edition.about.approved_by.is_empty());
    })
    .await;
}

//! Nothing unpublished can reach a public page: strings that nobody would write by chance are planted in everything that is not
//! to be published, an edition is made and approved, and every output is searched for them. Strings planted in the same way
//! where publishing is right must be found, so that the search is known to work.

mod plant;

use app::publishing::folder::SiteOrder;
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
        assert!(secrets.len() > 100 && public.len() > 35, "{} and {}", secrets.len(), public.len());
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
        // Of the discussion everything published stands on the site and in the data.
        for word in public.iter().filter(|word| !word.contains("点検") && word.contains("意見")) {
            for kind in ["site", "data"] {
                let is_shown =
                    texts.iter().any(|(place, text)| place.starts_with(kind) && text.contains(word.as_str()));
                assert!(is_shown, "{word} is not in the {kind}");
            }
        }
        // The office that approved it is named, and nobody in it.
        assert!(!edition.about.approved_by.is_empty());
        the_site_with_its_papers(&hall, &secrets).await;
    })
    .await;
}

/// The site as it is written, with the public papers beside its pages; `check editions` finds them whole.
async fn the_site_with_its_papers(hall: &Hall, secrets: &[String]) {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("site");
    let order = SiteOrder { with_documents: true, ..SiteOrder::default() };
    hall.app.publish_site(&Actor::visitor(), &order, &out).await.unwrap();
    let papers = out.join("meetings/papers");
    let names: Vec<String> =
        std::fs::read_dir(&papers).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["promotion-council-1-1.txt"], "the other one is not public");
    assert_eq!(std::fs::read_to_string(papers.join(&names[0])).unwrap(), "公開の資料");
    let page = std::fs::read_to_string(out.join("meetings/promotion-council-1.html")).unwrap();
    assert!(page.contains("href=\"../meetings/papers/promotion-council-1-1.txt\""), "{page}");
    assert!(page.contains("公開していない資料が1点"));
    let drafts = out.join("consultations/papers");
    let names: Vec<String> =
        std::fs::read_dir(&drafts).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["done-one-2.txt"], "the first one is hidden, and the name of no other changes with it");
    assert_eq!(std::fs::read_to_string(drafts.join(&names[0])).unwrap(), "公開の案");
    let link = "href=\"../consultations/papers/done-one-2.txt\"";
    let page = || std::fs::read_to_string(out.join("consultations/done-one.html")).unwrap();
    assert!(page().contains(link), "{}", page());
    let names = walk(&out);
    assert!(names.len() > 100 && names.iter().all(|name| !secrets.iter().any(|secret| name.contains(secret.as_str()))));
    // What is put in a paper's place later waits for the next edition.
    let meetings = hall.app.meeting_list(&hall.office, Some("promotion-council")).await.unwrap();
    let id = meetings.iter().find(|line| line.meeting.number == 1).unwrap().meeting.id;
    let paper = hall.app.meeting_view(&hall.office, id).await.unwrap().whole.papers[0].id;
    let newer = ("newer.txt", "改めた資料".as_bytes());
    hall.app.add_paper(&hall.office, id, Some(paper), ("", true), newer).await.unwrap();
    let again = hall.app.publish_site(&Actor::visitor(), &order, &out).await.unwrap();
    assert_eq!((again.folder.rewritten, again.folder.removed), (0, 0), "{again:?}");
    assert_eq!(std::fs::read_to_string(papers.join("promotion-council-1-1.txt")).unwrap(), "公開の資料");
    // What is hidden after it was published is given out no more, though the edition goes on naming it; that is no fault.
    let row = hall.store.consultations().await.unwrap().into_iter().find(|row| row.slug == "done-one").unwrap();
    let shown = hall.store.consultation_papers(row.id).await.unwrap()[1].id;
    assert!(hall.store.hide_consultation_paper("tester", (row.id, shown), "誤り").await.unwrap());
    let hidden = hall.app.publish_site(&Actor::visitor(), &order, &out).await.unwrap();
    assert_eq!(hidden.folder.removed, 1, "{hidden:?}");
    assert!(!drafts.join("done-one-2.txt").exists() && !page().contains(link) && page().contains("SHA-256"));
    let (verified, faults) = hall.app.verify_editions(&crate::support::operator()).await.unwrap();
    assert!(verified.editions == 1 && faults.is_empty(), "{faults:?}");
    // A paper that is not found as the edition names it: nothing is written, and the old site stays as it was.
    let mut row = hall.app.meeting_view(&hall.office, id).await.unwrap().whole.meeting;
    row.number = 99;
    hall.store.change_meeting("tester", &row).await.unwrap();
    let before = walk(&out);
    let gone = hall.app.publish_site(&Actor::visitor(), &order, &out).await.unwrap_err();
    assert_eq!(gone.kind().code, "AP-330");
    assert!(format!("{gone:?}").contains("promotion-council-1-1.txt"), "it says which: {gone:?}");
    assert_eq!(walk(&out), before);
    let (_, faults) = hall.app.verify_editions(&crate::support::operator()).await.unwrap();
    assert!(faults.iter().any(|(fault, _)| fault.of == "meetings/papers/promotion-council-1-1.txt"), "{faults:?}");
    // The site without its papers does not need them.
    let bare = home.path().join("bare");
    hall.app.publish_site(&Actor::visitor(), &SiteOrder::default(), &bare).await.unwrap();
}

/// The names of every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => names.extend(walk(&path)),
            false => names.push(path.to_string_lossy().into_owned()),
        }
    }
    names
}

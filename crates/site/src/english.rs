//! English pages of the public site (英語のページ): which Japanese pages have one. Each section makes both of its own pages.

use publish::edition::Edition;

use crate::links;

/// The paths of Japanese pages that have an English twin at `en/` + path. The navigation and the language switch follow it.
pub fn paths(edition: &Edition) -> Vec<String> {
    let folders = [
        "accessibility",
        "clusters",
        "frame",
        "outlook",
        "plan",
        "roadmap",
        "cities",
        "embeds",
        "logic-models",
        "reading",
    ];
    let mut paths: Vec<String> = folders.map(|folder| format!("{folder}/index.html")).into();
    paths.push("roadmap/revisions.html".to_owned());
    for cluster in &edition.clusters {
        paths.push(format!("clusters/{}.html", links::slug(&cluster.id)));
        if cluster.logic_model.is_some() {
            paths.push(crate::logic_models::path_of(cluster));
        }
    }
    paths.extend(crate::facilities::paths(edition));
    paths.extend(crate::discussion::paths(edition));
    paths.extend(crate::initiatives::paths(edition));
    paths
}

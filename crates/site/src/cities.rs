//! `cities/` of the public site (都市比較): the pictures that put the city beside the other designated cities.

use askama::Template;
use publish::edition::Edition;

use crate::embeds;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links};

#[derive(Template)]
#[template(path = "cities/index.html")]
struct CitiesPage<'a> {
    f: Frame<'a>,
    contents: Vec<(String, Html)>,
    pictures: Vec<Html>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if !site.has(Section::Cities, Lang::Ja) {
        return Vec::new();
    }
    let page = |prefix: &str| {
        let path = format!("{prefix}cities/index.html");
        let title = Lang::of_path(&path).pick("ほかの都市との比較", "Compared with other cities");
        let mut f = site.frame(&path, Section::Cities, title);
        f.description =
            f.t("政令指定都市の中での位置。", "Where the city stands among the designated cities.").to_owned();
        let own: Vec<_> = edition.pictures.iter().filter(|picture| picture.family == "cities").collect();
        let entry = |picture: &&publish::edition::Picture| {
            (format!("#figure-{}", links::slug(&picture.id)), f.mixed(&f.lang.pick_picture(picture).title))
        };
        let contents = own.iter().map(entry).collect();
        let pictures = own.iter().map(|picture| embeds::with_line(&f, picture)).collect();
        render(&path, &CitiesPage { contents, pictures, f })
    };
    ["", "en/"].into_iter().map(page).collect()
}

//! The plan's figures drawn from data (計画の図表): rankings and crosses of cities, the aging rate, bonds, the outlook.

use std::collections::BTreeSet;

use publish::edition::{Picture, Words};
use reform::plan::{Exhibit, ExhibitData};

use super::pictures;
use super::words;
use crate::App;
use crate::chart::{Lang, aging_rates};
use crate::error::AppError;
use crate::exhibits::DrawnExhibit;
use crate::permission::Actor;

impl App {
    /// A picture of every exhibit whose data is here, in the plan's order, as citizens may see it today.
    pub(super) async fn collect_exhibits(&self) -> Result<Vec<Picture>, AppError> {
        let visitor = Actor::visitor();
        let titles = self.titles_of_sources().await?;
        let mut drawn = Vec::new();
        for exhibit in &self.plan.exhibits {
            if exhibit.shows == ExhibitData::Population {
                let (ja, en) = (aging_rates(&self.plan, Lang::Ja), aging_rates(&self.plan, Lang::En));
                let mut picture = pictures::of(&format!("exhibit-{}", exhibit.id), "cities", &ja, &en);
                picture.reading = self.reading(exhibit, None);
                drawn.push(picture);
                continue;
            }
            let Some(ja) = self.draw_exhibit(&visitor, exhibit, Lang::Ja).await? else { continue };
            let Some(en) = self.draw_exhibit(&visitor, exhibit, Lang::En).await? else { continue };
            let (Some(one), Some(other)) = (&ja.chart, &en.chart) else { continue };
            let family = match exhibit.shows {
                ExhibitData::BondProjection | ExhibitData::Outlook => "outlook",
                _ => "cities",
            };
            let mut picture = pictures::of(&format!("exhibit-{}", exhibit.id), family, one, other);
            if family == "cities" {
                picture.ja.source = without_files(&picture.ja.source, titles.iter().map(|title| title.ja.as_str()));
                picture.en.source = without_files(&picture.en.source, titles.iter().map(|title| title.en.as_str()));
            }
            picture.reading = self.reading(exhibit, Some((&ja, &en)));
            drawn.push(picture);
        }
        Ok(drawn)
    }

    /// Which figure of the plan it is, and how it differs from it.
    fn reading(&self, exhibit: &Exhibit, drawn: Option<(&DrawnExhibit, &DrawnExhibit)>) -> Words {
        let source = words::source(&self.plan, &exhibit.source);
        let (mut ja, mut en) = (
            format!("計画の{}「{}」（{source}）にあたる図です。", exhibit.number.ja, exhibit.title.ja),
            format!(
                "Drawn after {} of the plan, “{}” ({source}).",
                exhibit.number.en_or_ja(),
                exhibit.title.en_or_ja()
            ),
        );
        if let Some((in_japanese, in_english)) = drawn {
            in_japanese.gaps.iter().for_each(|gap| ja.push_str(&gap.text));
            in_english.gaps.iter().for_each(|gap| en.push_str(&format!(" {}", gap.text)));
        }
        Words::both(ja, en)
    }

    /// What the publications are called that figures of cities come from, in both languages.
    async fn titles_of_sources(&self) -> Result<BTreeSet<TitleOfSource>, AppError> {
        let mut titles: BTreeSet<TitleOfSource> = BTreeSet::new();
        for source in self.store.city_sources().await? {
            let (ja, en) = source.kind.names();
            titles.insert(TitleOfSource { ja: ja.to_owned(), en: en.to_owned() });
        }
        let printed = self.printed.figures.iter().map(|figure| &figure.source);
        titles.extend(printed.map(|text| TitleOfSource { ja: text.ja.clone(), en: text.en_or_ja().to_owned() }));
        Ok(titles)
    }
}

/// A publication by its title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TitleOfSource {
    ja: String,
    en: String,
}

/// The publications a picture names, without the files they were read from. A source no publication is found in is not told.
fn without_files<'t>(source: &str, titles: impl Iterator<Item = &'t str>) -> String {
    let named: BTreeSet<&str> = titles.filter(|title| !title.is_empty() && source.contains(title)).collect();
    named.into_iter().collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_publications_and_no_file() {
        let source = "主要財政指標一覧（秘密の名前.xlsx、b.csv）、決算カード（c.csv）";
        let titles = ["主要財政指標一覧", "決算カード", "将来推計人口"];
        assert_eq!(without_files(source, titles.into_iter()), "主要財政指標一覧、決算カード");
        assert_eq!(without_files("x.csv", titles.into_iter()), "");
    }
}

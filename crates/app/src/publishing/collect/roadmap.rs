//! The roadmap as it is published (公表する工程表): its latest version, its revisions in words, progress as citizens are told it.

use std::collections::BTreeMap;

use publish::chart::roadmap::{RoadmapPicture, whole};
use publish::edition::{Bar, Picture, PictureData, PictureTable, Revision, Roadmap, TableCell, Words};
use reform::plan::Text;
use reform::roadmap::{self, BarChange, Quarter, Span, compare};

use super::pictures::{picture_id, with_ids};
use super::words::{both, of};
use crate::App;
use crate::chart::Lang;
use crate::error::AppError;
use crate::permission::Actor;
use crate::roadmaps::{CategoryOfRoadmap, RoadmapView, Which, picture_of, span_basis, span_label};

/// The roadmap with its pictures, one a category.
pub(super) struct Published {
    /// The roadmap.
    pub roadmap: Roadmap,
    /// Its pictures.
    pub pictures: Vec<Picture>,
}

impl App {
    /// The published roadmap, seen as citizens see it.
    pub(super) async fn collect_roadmap(&self) -> Result<Published, AppError> {
        let visitor = Actor::visitor();
        let view = self.roadmap(&visitor, Which::Latest).await?;
        let names: BTreeMap<String, Text> =
            self.cluster_heads(&visitor).await?.into_iter().map(|head| (head.id, head.name)).collect();
        let versions = self.store.roadmap_versions_from(1).await?;
        let of_number = |number: i64| versions.iter().find(|(other, _)| *other == number).map(|(_, roadmap)| roadmap);
        let history = self.roadmap_history(&visitor).await?;
        let revisions = history.versions.iter().map(|head| {
            let number = head.number.unwrap_or(1);
            let before = head.base.or(Some(number - 1)).and_then(of_number);
            Revision {
                version: number,
                published_on: head.published_on.clone(),
                reason: head.reason.clone(),
                changes: match (before, of_number(number)) {
                    (Some(before), Some(after)) => changes(before, after, &names),
                    _ => Vec::new(),
                },
            }
        });
        let (first, last) = view.roadmap.years;
        let mut roadmap = Roadmap {
            version: view.head.number.unwrap_or(1),
            years: (first.start(), last.start()),
            bars: view.roadmap.bars.iter().map(|bar| published_bar(bar, &view)).collect(),
            revisions: revisions.collect(),
            pictures: Vec::new(),
            note: view.note.as_ref().map(of).unwrap_or_default(),
            is_illustrative: view.is_illustrative(),
        };
        let pictures: Vec<Picture> = view.categories.iter().map(|category| picture(&view, category)).collect();
        roadmap.pictures = pictures.iter().map(|picture| picture.id.clone()).collect();
        Ok(Published { roadmap, pictures })
    }
}

fn published_bar(bar: &roadmap::Bar, view: &RoadmapView) -> Bar {
    let status = view.progress.get(&bar.id).map(|entry| entry.status);
    Bar {
        id: bar.id.clone(),
        cluster: bar.cluster.clone(),
        lane: bar.lane,
        part: bar.part.as_ref().map(of).unwrap_or_default(),
        text: of(&bar.text),
        from: quarter(bar.span.from()),
        to: quarter(bar.span.to()),
        basis: both(bar.basis.japanese(), bar.basis.english()),
        page: bar.page,
        progress: status.map(|status| both(status.label_ja(), status.label_en())).unwrap_or_default(),
    }
}

fn quarter(quarter: Quarter) -> String {
    format!("{}-{}", quarter.year().start(), quarter.number())
}

/// What a version changes against the one it was made from, a sentence each, by cluster.
fn changes(before: &roadmap::Roadmap, after: &roadmap::Roadmap, names: &BTreeMap<String, Text>) -> Vec<Words> {
    let difference = compare(before, after);
    let said = |bar: &roadmap::Bar, ja: String, en: String| {
        let name = names.get(&bar.cluster).cloned().unwrap_or_else(|| Text::japanese(&bar.cluster));
        (bar.cluster.clone(), Words::both(format!("{}：{ja}", name.ja), format!("{}: {en}", name.en_or_ja())))
    };
    let span = |span: Span| (span.label_ja(), span.label_en());
    let mut all: Vec<(String, Words)> = Vec::new();
    for bar in &difference.added {
        let ((ja, en), text) = (span(bar.span), &bar.text);
        all.push(said(
            bar,
            format!("「{}」（{ja}）を加えた。", text.ja),
            format!("“{}” ({en}) was added.", text.en_or_ja()),
        ));
    }
    for bar in &difference.removed {
        let ((ja, en), text) = (span(bar.span), &bar.text);
        let english = format!("“{}” ({en}) was taken out.", text.en_or_ja());
        all.push(said(bar, format!("「{}」（{ja}）を取りやめた。", text.ja), english));
    }
    for BarChange { before, after } in &difference.changed {
        let (old, new) = (&before.text, &after.text);
        if old != new || before.part != after.part {
            let english = format!("“{}” now reads “{}”.", old.en_or_ja(), new.en_or_ja());
            all.push(said(after, format!("「{}」を「{}」に改めた。", old.ja, new.ja), english));
        }
        if before.span != after.span {
            let ((from_ja, from_en), (to_ja, to_en)) = (span(before.span), span(after.span));
            let english = format!("“{}” moved from {from_en} to {to_en}.", new.en_or_ja());
            all.push(said(after, format!("「{}」の期間を{from_ja}から{to_ja}に変えた。", new.ja), english));
        }
        if before.cluster != after.cluster {
            let english = format!("“{}” was moved here from another cluster.", new.en_or_ja());
            all.push(said(after, format!("「{}」をほかのクラスターから移した。", new.ja), english));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, words)| words).collect()
}

/// A category's bars as one picture, with its table. Today is not marked: a printed page stays as it is.
fn picture(view: &RoadmapView, category: &CategoryOfRoadmap) -> Picture {
    let own = view.clone().in_category(&category.id);
    let of_others = category.id.is_empty();
    let id = picture_id(&format!("roadmap-{}", if of_others { "others" } else { &category.id }));
    let data = |lang: Lang| {
        let mut drawn = picture_of(&own, lang, "rm");
        drawn.today = None;
        if of_others {
            drawn.strips.retain(|strip| category.clusters.iter().any(|(id, _)| *id == strip.id));
        }
        let ja = lang == Lang::Ja;
        let name = if ja { &category.name.ja } else { category.name.en_or_ja() };
        drawn.title = if ja { format!("工程表：{name}") } else { format!("Roadmap: {name}") };
        picture_data(&own, &drawn, &id, lang)
    };
    Picture {
        basis: if view.is_illustrative() { "illustrative" } else { "published" }.to_owned(),
        ja: data(Lang::Ja),
        en: data(Lang::En),
        family: "roadmap".to_owned(),
        reading: Words::both(
            "左から右へ時間が進みます。帯の長さは期間を、しるしと模様は進み具合を表します。破線の帯は、期間を図から読み取ったものです。",
            "Time runs from left to right. A bar is as long as its span; sign and pattern tell how it stands. Dashed spans were read off a chart.",
        ),
        id,
    }
}

fn picture_data(view: &RoadmapView, drawn: &RoadmapPicture, id: &str, lang: Lang) -> PictureData {
    let ja = lang == Lang::Ja;
    let pick = |ja_words: &str, en_words: &str| if ja { ja_words.to_owned() } else { en_words.to_owned() };
    let in_lang = |text: &Text| if ja { text.ja.clone() } else { text.en_or_ja().to_owned() };
    let text = |text: String| if text.is_empty() { TableCell::Empty } else { TableCell::Text(text) };
    let rows = drawn.strips.iter().flat_map(|strip| {
        view.roadmap.bars_of(&strip.id).map(|bar| {
            let progress = view.progress.get(&bar.id).map(|entry| entry.status);
            let progress = progress.map(|one| pick(one.label_ja(), one.label_en())).unwrap_or_default();
            vec![
                text(strip.name.clone()),
                text(bar.part.as_ref().map(in_lang).unwrap_or_default()),
                text(in_lang(&bar.text)),
                text(span_label(bar.span, lang)),
                text(span_basis(bar.basis, lang).to_owned()),
                text(progress),
            ]
        })
    });
    let table = PictureTable {
        title: drawn.title.clone(),
        unit: String::new(),
        header: match lang {
            Lang::Ja => ["クラスター", "内容の区分", "すること", "期間", "期間の根拠", "進み具合"],
            Lang::En => ["Cluster", "Part", "What is done", "When", "How the span is known", "Progress"],
        }
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    };
    let said = drawn.strips.iter().map(|strip| {
        let bars: Vec<&str> = strip.bars.iter().map(|bar| bar.said.as_str()).collect();
        format!("{}{}{}", strip.name, pick("：", ": "), bars.join(&pick("／", "; ")))
    });
    PictureData {
        title: drawn.title.clone(),
        description: said.collect::<Vec<_>>().join(" "),
        source: pick("公表した工程表", "The published roadmap"),
        svg: with_ids(&whole(drawn), id),
        svg_narrow: String::new(),
        table,
    }
}

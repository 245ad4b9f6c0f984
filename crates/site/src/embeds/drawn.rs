//! Pictures the site draws itself (サイトが描く図): of an edition's values, where the edition brings none of its own.

use std::borrow::Cow;

use fiscal::Yen;
use publish::chart::logic_model::{LogicPicture, logic_model};
use publish::chart::sankey::{Flow, Sankey, SankeyNode, sankey};
use publish::chart::{Basis, Chart, Head, MoneySeries, StackedBars, stacked};
use publish::edition::{Cluster, Edition, FrameYear, Picture, PictureData, Words, YearMoney};
use reform::logic_model::{Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Strength};

use crate::lang::Lang;
use crate::{links, shown};

/// Every picture of the site: the edition's, then those drawn here.
pub fn all(edition: &Edition) -> Vec<Cow<'_, Picture>> {
    let mut pictures: Vec<Cow<'_, Picture>> = edition.pictures.iter().map(Cow::Borrowed).collect();
    pictures.extend(of_site(edition).into_iter().map(Cow::Owned));
    pictures
}

/// Those drawn here, which the open data do not know.
pub fn of_site(edition: &Edition) -> Vec<Picture> {
    let own = edition.clusters.iter().flat_map(|cluster| [money(edition, cluster), model(edition, cluster)]);
    let owned = own.flatten().chain(frame(edition)).chain(crate::roadmap::drawn(edition));
    owned.filter_map(|picture| if let Cow::Owned(drawn) = picture { Some(drawn) } else { None }).collect()
}

/// Whether the picture is drawn here.
pub fn is_of_site(edition: &Edition, picture: &Picture) -> bool {
    edition.picture(&picture.id).is_none()
}

/// The money of a cluster by year and source.
pub fn money<'e>(edition: &'e Edition, cluster: &Cluster) -> Option<Cow<'e, Picture>> {
    if let Some(found) = edition.picture(&cluster.picture) {
        return Some(Cow::Borrowed(found));
    }
    if cluster.money.is_empty() {
        return None;
    }
    let id = format!("cluster-money-{}", links::slug(&cluster.id));
    let draw = |lang: Lang| {
        let title = match lang {
            Lang::Ja => format!("{}の年度別・財源別の事業費", cluster.name.ja),
            Lang::En => format!("{}: cost by year and source", cluster.name.english()),
        };
        stacked(&head(&id, title, lang, source(edition, lang), basis(cluster.is_illustrative)), &bars(cluster, lang))
    };
    Some(Cow::Owned(picture(
        &id,
        "cluster",
        &draw,
        Words::both(
            "棒の高さが、その年度に束ねた事業にかかるお金の全体です。色と模様は、だれのお金かを示します。「一般財源」は市が使い道を自由に決められるお金です。",
            "The height of a bar is what the programs cost together that year; colour and pattern say whose money it is. General funds are those the city may spend on anything.",
        ),
    )))
}

/// What each source is called and its amount: the last two only where there is any.
pub fn sources(money: &YearMoney) -> [(&'static str, &'static str, i64); 6] {
    [
        ("国庫支出金", "national funds", money.national_yen),
        ("県支出金", "prefectural funds", money.prefectural_yen),
        ("市債", "bonds", money.bonds_yen),
        ("その他特定財源", "other specific funds", money.other_yen),
        ("一般財源", "general funds", money.general_yen),
        ("財源の記載なし", "source not stated", money.unexplained_yen),
    ]
}

fn bars(cluster: &Cluster, lang: Lang) -> StackedBars {
    let series = (0..6).map(|at| {
        let (ja, en, _) = sources(&YearMoney::default())[at];
        MoneySeries {
            name: lang.pick(ja, en).to_owned(),
            color: at,
            values: cluster.money.iter().map(|year| Some(Yen(sources(year)[at].2))).collect(),
        }
    });
    StackedBars {
        category_heading: lang.pick("年度", "Fiscal year").to_owned(),
        categories: cluster.money.iter().map(|money| shown::year(lang, money.year)).collect(),
        // "Not stated" only where something is not stated.
        series: series
            .filter(|one| one.color < 5 || one.values.iter().any(|value| *value != Some(Yen::ZERO)))
            .collect(),
        reference: None,
    }
}

/// The logic model of a cluster.
pub fn model<'e>(edition: &'e Edition, cluster: &Cluster) -> Option<Cow<'e, Picture>> {
    let published = cluster.logic_model.as_ref()?;
    if let Some(found) = edition.picture(&published.picture) {
        return Some(Cow::Borrowed(found));
    }
    let sound = sound_model(published)?;
    let id = format!("logic-model-{}", links::slug(&cluster.id));
    let draw = |lang: Lang| {
        let title = match lang {
            Lang::Ja => format!("{}のロジックモデル", cluster.name.ja),
            Lang::En => format!("{}: logic model", cluster.name.english()),
        };
        let content = LogicPicture { model: &sound, all_columns: false, marks_breaks: true };
        logic_model(&head(&id, title, lang, source(edition, lang), basis(cluster.is_illustrative)), &content)
    };
    Some(Cow::Owned(picture(
        &id,
        "logic-model",
        &draw,
        Words::both(
            "左から右へ、「何をするか」が「何が変わるか」につながる筋道です。線が太いほど、つながりの根拠が強いことを示します。",
            "From left to right: what is done, and what should change because of it. The heavier a line, the stronger the evidence for it.",
        ),
    )))
}

/// The published model as `reform` knows it; nothing where it is not sound, which an edition should never hold.
pub fn sound_model(published: &publish::edition::LogicModel) -> Option<LogicModel> {
    let node = |node: &publish::edition::LogicNode| {
        let mut sound = Node::new(NodeId(node.id), NodeKind::from_word(&node.column)?, node.label.clone());
        let indicator = |name: &String| NodeIndicator {
            name: name.clone(),
            unit: String::new(),
            standing: None,
            is_qualitative: false,
        };
        sound.indicators = node.indicators.iter().filter(|name| !name.trim().is_empty()).map(indicator).collect();
        Some(sound)
    };
    let edge = |edge: &publish::edition::LogicEdge| {
        let mut sound = Edge::new(NodeId(edge.from), NodeId(edge.to));
        let strength = edge.strength.and_then(Strength::from_step);
        // An edition publishes how strong the evidence is, not its sources; a sound model names some.
        let evidence = |strength| Evidence { strength, source: "―".into(), local_fit: LocalFit::Unknown };
        sound.evidence = strength.map(evidence).into_iter().collect();
        sound
    };
    let nodes = published.nodes.iter().map(node).collect::<Option<Vec<_>>>()?;
    LogicModel::new(nodes, published.edges.iter().map(edge).collect()).ok()
}

/// The pictures of the investment frame: the edition's, else one flow for each closed year.
pub fn frame(edition: &Edition) -> Vec<Cow<'_, Picture>> {
    let own: Vec<_> = edition.pictures.iter().filter(|one| one.family == "frame").map(Cow::Borrowed).collect();
    if !own.is_empty() {
        return own;
    }
    let drawn = edition.frame.by_year.iter().filter_map(|year| frame_year(edition, year).map(Cow::Owned));
    drawn.collect()
}

fn frame_year(edition: &Edition, year: &FrameYear) -> Option<Picture> {
    let entries: Vec<_> = edition.frame.entries.iter().filter(|entry| entry.year == year.year).collect();
    if entries.is_empty() {
        return None;
    }
    let id = format!("frame-flow-{}", year.year);
    let is_illustrative = edition.frame.is_illustrative || entries.iter().any(|entry| entry.is_illustrative);
    let draw = |lang: Lang| {
        let words = |words: &Words| lang.pick(&words.ja, words.english()).to_owned();
        let pot = || "pot".to_owned();
        let mut nodes =
            vec![SankeyNode {
                id: pot(), label: lang.pick("次世代投資枠", "Investment frame").to_owned(), layer: 1
            }];
        let mut flows = Vec::new();
        for entry in &entries {
            let is_source = entry.side == "source";
            let category = format!("{}-{}", entry.side, entry.category.ja);
            if !nodes.iter().any(|node| node.id == category) {
                let layer = if is_source { 0 } else { 2 };
                nodes.push(SankeyNode { id: category.clone(), label: words(&entry.category), layer });
            }
            let (from, to) = if is_source { (category, pot()) } else { (pot(), category) };
            flows.push(Flow { from, to, amount: Yen(entry.amount_yen) });
        }
        let title = match lang {
            Lang::Ja => format!("{}の次世代投資枠の出どころと行き先", shown::year(lang, year.year)),
            Lang::En => format!("Investment frame of {}: sources and uses", shown::year(lang, year.year)),
        };
        sankey(&head(&id, title, lang, source(edition, lang), basis(is_illustrative)), &Sankey { nodes, flows })
    };
    Some(picture(
        &id,
        "frame",
        &draw,
        Words::both(
            "左が生み出したお金、右が使い道です。帯の太さが金額を示し、左右の合計は1円まで同じです。",
            "On the left the money that was freed, on the right what it is for. The width of a ribbon is its amount; both sides come to the same, to the yen.",
        ),
    ))
}

fn head(id: &str, title: String, lang: Lang, source: String, basis: Basis) -> Head {
    let lang = lang.pick_chart();
    Head { id: id.to_owned(), title, lang, source, basis }
}

fn basis(is_illustrative: bool) -> Basis {
    if is_illustrative { Basis::Illustrative } else { Basis::Published }
}

/// What the values are taken from: the edition itself.
pub fn source(edition: &Edition, lang: Lang) -> String {
    let about = &edition.about;
    match lang {
        Lang::Ja => format!("{}「{}」公表版 第{}版", about.city.ja, about.plan.ja, about.number),
        Lang::En => format!("{}, {}, edition {}", about.city.english(), about.plan.english(), about.number),
    }
}

/// A chart of both languages as a picture of the edition.
pub fn picture(id: &str, family: &str, draw: &dyn Fn(Lang) -> Chart, reading: Words) -> Picture {
    Picture { reading, ..Picture::of(id, family, &draw(Lang::Ja), &draw(Lang::En)) }
}

/// The data of a picture that is no chart of the room `publish::chart`.
pub fn picture_data(title: String, description: String, source: String, svg: String) -> PictureData {
    PictureData { title, description, source, svg, ..PictureData::default() }
}

impl Lang {
    /// The language of charts.
    pub fn pick_chart(self) -> publish::chart::Lang {
        match self {
            Lang::Ja => publish::chart::Lang::Ja,
            Lang::En => publish::chart::Lang::En,
        }
    }
}

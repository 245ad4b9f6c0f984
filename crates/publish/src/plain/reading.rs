//! How to read a chart (図の読み方), by its kind, in plain words.

use super::Lang;
use crate::edition::Picture;

/// The kinds of charts that are read differently (図の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChartKind {
    /// 棒グラフ.
    Bars,
    /// 積み上げ棒グラフ.
    Stacked,
    /// 折れ線グラフ.
    Lines,
    /// 幅のある折れ線グラフ.
    Band,
    /// 4つに区切った散布図.
    Scatter,
    /// 流れ図.
    Sankey,
    /// 工程表.
    Roadmap,
    /// ロジックモデル.
    LogicModel,
}

impl ChartKind {
    /// Every kind.
    pub const ALL: [ChartKind; 8] = [
        ChartKind::Bars,
        ChartKind::Stacked,
        ChartKind::Lines,
        ChartKind::Band,
        ChartKind::Scatter,
        ChartKind::Sankey,
        ChartKind::Roadmap,
        ChartKind::LogicModel,
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            ChartKind::Bars => "bars",
            ChartKind::Stacked => "stacked",
            ChartKind::Lines => "lines",
            ChartKind::Band => "band",
            ChartKind::Scatter => "scatter",
            ChartKind::Sankey => "sankey",
            ChartKind::Roadmap => "roadmap",
            ChartKind::LogicModel => "logic-model",
        }
    }

    /// The kind of a stable word.
    pub fn from_word(word: &str) -> Option<ChartKind> {
        ChartKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind of a drawn picture, told by the marks this room draws with; nothing for an SVG without any.
    pub fn of_svg(svg: &str) -> Option<ChartKind> {
        let has = |mark: &str| svg.contains(mark);
        if has("sankey-svg") {
            Some(ChartKind::Sankey)
        } else if has("class=\"rm-") {
            Some(ChartKind::Roadmap)
        } else if has("class=\"lm-") {
            Some(ChartKind::LogicModel)
        } else if has("class=\"line c") {
            // A band is the one area that shines through.
            Some(if has("fill-opacity") { ChartKind::Band } else { ChartKind::Lines })
        } else if has("<circle") {
            Some(ChartKind::Scatter)
        } else if has("<rect") {
            Some(if has("class=\"c2\"") { ChartKind::Stacked } else { ChartKind::Bars })
        } else {
            None
        }
    }

    /// How to read it.
    pub fn reading(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            ChartKind::Bars => (
                "棒が長いほど、数が大きいことを表します。棒の先の数字が、その値です。▲は、0より小さい数です。",
                "The longer the bar, the larger the number; the figure at its end is the value. ▲ marks a number below zero.",
            ),
            ChartKind::Stacked => (
                "棒の全体が合計です。色と模様で分けた部分が、合計の内わけを表します。内わけの名前は、図の上か下にあります。",
                "The whole bar is the total; its parts, told apart by colour and pattern, are what it is made of. Their names stand above or below.",
            ),
            ChartKind::Lines => (
                "左から右へ、年度が進みます。線が上がれば増え、下がれば減っています。線の種類と名前は、図の中か上か下にあります。",
                "Years go from left to right. A line that rises means more, one that falls means less; each line is named in the chart or beside it.",
            ),
            ChartKind::Band => (
                "左から右へ、年度が進みます。線は、いちばんありそうな値です。色の付いた幅は、値がずれそうな範囲です。幅が広いほど、先のことがはっきりしません。",
                "Years go from left to right. The line is the most likely value; the shaded band is how far it may lie from it. The wider the band, the less is known.",
            ),
            ChartKind::Scatter => (
                "点の一つ一つが、市などの一つを表します。縦と横の線は平均で、図を4つに分けます。どちらへ行くほど良いかは、軸の名前に書いてあります。",
                "Each dot is one city or program. The two lines are averages and divide the chart into four; the names of the axes say which side is good.",
            ),
            ChartKind::Sankey => (
                "左から右へ、お金の流れを表します。帯が太いほど、金額が大きいことを表します。左の合計と右の合計は同じです。",
                "Money flows from left to right. The thicker the stream, the larger the amount; what comes in on the left goes out on the right.",
            ),
            ChartKind::Roadmap => (
                "左から右へ、年度が進みます。横の帯が、その取り組みを行う期間です。帯の形や印の意味は、図の上か下にあります。",
                "Years go from left to right. A bar spans the time in which something is done; what shapes and signs mean stands above or below.",
            ),
            ChartKind::LogicModel => (
                "左から右へ読みます。使うもの、すること、できること、良くなることの順です。線は「これをすると、こうなる」というつながりを表します。線が太いほど、確かめられています。",
                "Read from left to right: what is put in, what is done, what comes out, what gets better. A line says one leads to the other; the thicker, the better it is tested.",
            ),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

/// How to read a chart of this kind (`bars`, `stacked`, `lines`, `band`, `scatter`, `sankey`, `roadmap`, `logic-model`); empty
/// for any other word.
pub fn reading(family: &str, lang: Lang) -> &'static str {
    ChartKind::from_word(family).map_or("", |kind| kind.reading(lang))
}

/// How to read a published picture: its own words where it has some, else those of the kind it is drawn as.
pub fn reading_of(picture: &Picture, lang: Lang) -> &str {
    let own = match lang {
        Lang::Ja => &picture.reading.ja,
        Lang::En => &picture.reading.en,
    };
    if own.is_empty() { ChartKind::of_svg(&picture.ja.svg).map_or("", |kind| kind.reading(lang)) } else { own }
}

#[cfg(test)]
mod tests {
    use fiscal::comparison::GoodSide;
    use fiscal::{Quantity, Yen};
    use reform::logic_model::{LogicModel, Node, NodeId, NodeKind};

    use super::*;
    use crate::chart::logic_model::{LogicPicture, logic_model};
    use crate::chart::roadmap::{BarState, RoadmapBar, RoadmapPicture, RoadmapStrip, whole};
    use crate::chart::sankey::{Flow, Sankey, SankeyNode, sankey};
    use crate::chart::{
        Band, Basis, Counts, Head, LineSeries, LineStyle, Lines, MoneySeries, Point, Scatter, StackedBars, counts,
        lines, scatter, stacked,
    };

    fn head() -> Head {
        Head {
            id: "r".into(), title: "題".into(), lang: Lang::Ja, source: "試験".into(), basis: Basis::Illustrative
        }
    }

    fn line(with_band: bool) -> String {
        let values = |from: i64| (0..3).map(|at| Some(Quantity::whole(from + at))).collect();
        let ends = |from: i64| (0..3).map(|at| Quantity::whole(from + at * 2)).collect();
        let bands = if with_band { vec![Band { name: "幅".into(), low: ends(1), high: ends(9) }] } else { Vec::new() };
        lines(
            &head(),
            &Lines {
                category_heading: "年度".into(),
                categories: ["R6", "R7", "R8"].map(String::from).to_vec(),
                unit: "人".into(),
                series: vec![LineSeries { name: "人口".into(), values: values(5), style: LineStyle::Main }],
                references: Vec::new(),
                bands,
            },
        )
        .svg
    }

    fn stack() -> String {
        let series =
            |name: &str, color| MoneySeries { name: name.into(), color, values: vec![Some(Yen(5)), Some(Yen(9))] };
        let bars = StackedBars {
            category_heading: "年度".into(),
            categories: ["R6", "R7"].map(String::from).to_vec(),
            series: vec![series("国", 0), series("市", 1)],
            reference: None,
        };
        stacked(&head(), &bars).svg
    }

    fn bars() -> String {
        let rows = vec![("継続".to_owned(), 3), ("廃止".to_owned(), 1)];
        let said = |text: &str| text.to_owned();
        counts(&head(), &Counts { name_heading: said("方向性"), value_heading: said("数"), unit: said("件"), rows }).svg
    }

    fn dots() -> String {
        let point =
            |at: i64| Point {
                name: format!("市{at}"), x: Some(Quantity::whole(at)), y: Some(Quantity::whole(9 - at))
            };
        let averages = Some((Quantity::whole(3), Quantity::whole(4)));
        let scattered = Scatter {
            name_heading: "市".into(),
            x_heading: "横".into(),
            y_heading: "縦".into(),
            points: (1..6).map(point).collect(),
            highlight: None,
            averages,
            good: (GoodSide::Neither, GoodSide::Neither),
            group_names: None,
        };
        scatter(&head(), &scattered).svg
    }

    fn flow() -> String {
        let node = |id: &str, layer| SankeyNode { id: id.into(), label: id.into(), layer };
        let flows = vec![Flow { from: "a".into(), to: "b".into(), amount: Yen(1_000_000) }];
        sankey(&head(), &Sankey { nodes: vec![node("a", 0), node("b", 1)], flows }).svg
    }

    fn road() -> String {
        let bar = RoadmapBar {
            lane: 1,
            part: String::new(),
            text: "進める".into(),
            from: 0,
            quarters: 4,
            state: BarState::OnTrack,
            is_read: false,
            said: "進める".into(),
        };
        let strip = RoadmapStrip { id: "s".into(), name: "名".into(), category: "分".into(), bars: vec![bar] };
        whole(&RoadmapPicture {
            id: "p".into(),
            title: "工程表".into(),
            lang: Lang::Ja,
            years: vec!["令和6年度".into()],
            today: None,
            strips: vec![strip],
        })
    }

    fn model() -> String {
        let nodes = vec![Node::new(NodeId(1), NodeKind::Activity, "配る")];
        let model = LogicModel::new(nodes, Vec::new()).unwrap();
        logic_model(&head(), &LogicPicture { model: &model, all_columns: false, marks_breaks: false }).svg
    }

    #[test]
    fn the_kind_of_every_drawn_picture_is_told_from_its_marks() {
        for (kind, svg) in [
            (ChartKind::Bars, bars()),
            (ChartKind::Stacked, stack()),
            (ChartKind::Lines, line(false)),
            (ChartKind::Band, line(true)),
            (ChartKind::Scatter, dots()),
            (ChartKind::Sankey, flow()),
            (ChartKind::Roadmap, road()),
            (ChartKind::LogicModel, model()),
        ] {
            assert_eq!(ChartKind::of_svg(&svg), Some(kind), "{svg}");
        }
        assert_eq!(ChartKind::of_svg("<svg></svg>"), None);
    }

    #[test]
    fn every_kind_is_explained_in_both_languages_and_no_other_word_is() {
        for kind in ChartKind::ALL {
            assert_eq!(ChartKind::from_word(kind.word()), Some(kind));
            let (ja, en) = (reading(kind.word(), Lang::Ja), reading(kind.word(), Lang::En));
            assert!(ja.ends_with('。') && en.ends_with('.'), "{ja} {en}");
            // Plain: no sentence of more than fifty characters.
            assert!(ja.split_inclusive('。').all(|sentence| sentence.chars().count() <= 50), "{ja}");
        }
        assert_eq!(reading("pie", Lang::Ja), "");
    }

    #[test]
    fn a_picture_s_own_words_come_first() {
        let mut picture = Picture::default();
        picture.ja.svg = stack();
        assert_eq!(reading_of(&picture, Lang::En), ChartKind::Stacked.reading(Lang::En));
        picture.reading.ja = "この図の読み方".into();
        assert_eq!(reading_of(&picture, Lang::Ja), "この図の読み方");
    }
}

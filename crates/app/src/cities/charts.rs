//! Comparisons drawn (都市比較の図): which figures go into a picture; its table is the comparison's own.

use fiscal::Quantity;
use fiscal::comparison::Figure;
use publish::chart::{
    Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, Point, Ranking, Scatter, lines, ranking, scatter,
};

use super::comparison::Comparison;
use super::cross::{Cross, QUADRANTS};
use super::figures::{indicator_name, short_year};
use super::trend::Trend;
use super::words::{drawn_name, pick, unit_name};

/// The most cities a picture shows; longer lists are tables only.
const DRAWN_MAX: usize = 60;

/// The most of them whose names stand beside dots.
const DOTS_MAX: usize = 60;

impl Comparison {
    /// Bars from the highest, the city looked at marked, the average as a line; nothing for groups too large to draw.
    pub fn chart(&self, lang: Lang) -> Option<Chart> {
        if self.rows.is_empty() || self.members > DRAWN_MAX {
            return None;
        }
        let name = |city: &super::CityName| drawn_name(lang, city);
        let rows = self.rows.iter().map(|row| (name(&row.city), number(row.figure)));
        let missing = self.missing.iter().map(|city| (name(city), None));
        let drawn = Ranking {
            name_heading: lang_pick(lang, "市", "City"),
            value_heading: pick(lang, &indicator_name(self.indicator)).to_owned(),
            unit: unit_name(self.indicator, lang).to_owned(),
            rows: rows.chain(missing).collect(),
            dashes: self.rows.iter().filter(|row| row.figure == Figure::Dash).map(|row| name(&row.city)).collect(),
            highlight: self.own().map(|row| name(&row.city)),
            average: self.reference().map(|(value, reference)| {
                let (ja, en) = reference.names(self.indicator.averaging);
                (if lang == Lang::Ja { ja } else { en }, value)
            }),
        };
        Some(ranking(&self.head("ranking", self.title(lang), lang), &drawn))
    }

    fn head(&self, id: &str, title: String, lang: Lang) -> Head {
        Head { id: id.to_owned(), title, lang, source: self.source(lang), basis: Basis::Published }
    }
}

impl Cross {
    /// Dots with the averages as a cross; axes whose low end is good are turned, so that the upper right is good.
    pub fn chart(&self, lang: Lang) -> Option<Chart> {
        if self.cities.is_empty() || self.cities.len() > DOTS_MAX {
            return None;
        }
        let heading = |comparison: &Comparison| {
            let (name, unit) = (indicator_name(comparison.indicator), unit_name(comparison.indicator, lang));
            let name = pick(lang, &name).to_owned();
            match (lang, unit) {
                (_, "") => name,
                (Lang::Ja, unit) => format!("{name}（{unit}）"),
                (Lang::En, unit) => format!("{name} ({unit})"),
            }
        };
        let own = self.cities.iter().find(|city| city.is_own);
        let drawn = Scatter {
            name_heading: lang_pick(lang, "市", "City"),
            x_heading: heading(&self.x),
            y_heading: heading(&self.y),
            points: self
                .cities
                .iter()
                .map(|city| Point {
                    name: drawn_name(lang, &city.city),
                    x: drawn_number(city.x, self.x.indicator.decimals),
                    y: drawn_number(city.y, self.y.indicator.decimals),
                })
                .collect(),
            highlight: own.map(|city| drawn_name(lang, &city.city)),
            averages: self.averages().map(|[(x, _), (y, _)]| (x, y)),
            good: (self.x.indicator.good, self.y.indicator.good),
            group_names: self.averages().map(|_| QUADRANTS.map(|quadrant| self.quadrant_name(quadrant, lang))),
        };
        let head = Head {
            id: "cross".into(),
            title: self.title(lang),
            lang,
            source: self.source(lang),
            basis: Basis::Published,
        };
        let mut chart = scatter(&head, &drawn);
        // The table says the dash as the source does; the picture draws it at zero.
        chart.table = self.table(lang);
        Some(chart)
    }

    /// Whether any city is drawn at zero because its source writes `−`.
    pub fn has_dashes(&self) -> bool {
        self.cities.iter().any(|city| city.x == Figure::Dash || city.y == Figure::Dash)
    }
}

impl Trend {
    /// The city looked at as the strong line, the others beside it, the average dashed.
    pub fn chart(&self, lang: Lang) -> Option<Chart> {
        if self.is_empty() {
            return None;
        }
        let own = self.lines.first()?;
        let style = |index: usize, line: &super::TrendLine| match (index, line.code) {
            (0, _) => LineStyle::Main,
            (_, None) => LineStyle::Baseline,
            (index, Some(_)) => LineStyle::Other(index - 1),
        };
        let has_any = |line: &super::TrendLine| line.figures.iter().any(|figure| number(*figure).is_some());
        let series = self.lines.iter().enumerate().filter(|(_, line)| has_any(line)).map(|(index, line)| LineSeries {
            name: line_name(line, lang),
            values: line.figures.iter().map(|figure| number(*figure)).collect(),
            style: style(index, line),
        });
        let drawn = Lines {
            category_heading: lang_pick(lang, "年度", "Fiscal year"),
            categories: self
                .years
                .iter()
                .map(|year| pick(lang, &short_year(self.indicator, *year)).to_owned())
                .collect(),
            unit: unit_name(self.indicator, lang).to_owned(),
            series: series.collect(),
            references: Vec::new(),
            bands: Vec::new(),
        };
        if drawn.series.is_empty() {
            return None;
        }
        let (name, city) = (indicator_name(self.indicator), line_name(own, lang));
        let title = match lang {
            Lang::Ja => format!("{}の推移（{city}と平均）", name.ja),
            Lang::En => format!("{} over the years, {city} and average", name.en_or_ja()),
        };
        let head = Head { id: "trend".into(), title, lang, source: self.source(lang), basis: Basis::Published };
        let mut chart = lines(&head, &drawn);
        chart.table = self.table(lang);
        Some(chart)
    }
}

/// What a line is called inside a picture.
fn line_name(line: &super::TrendLine, lang: Lang) -> String {
    match line.code {
        Some(code) => drawn_name(lang, &super::CityName { code, name: line.name.clone() }),
        None => pick(lang, &line.name).to_owned(),
    }
}

/// The number of a figure; a dash has none.
fn number(figure: Figure) -> Option<Quantity> {
    match figure {
        Figure::Value(value) => Some(value),
        Figure::Dash | Figure::Missing => None,
    }
}

/// Where a figure stands in a picture of dots: a dash at zero.
fn drawn_number(figure: Figure, decimals: u8) -> Option<Quantity> {
    match figure {
        Figure::Dash => Some(Quantity { units: 0, decimals }),
        figure => number(figure),
    }
}

fn lang_pick(lang: Lang, ja: &str, en: &str) -> String {
    if lang == Lang::Ja { ja.to_owned() } else { en.to_owned() }
}

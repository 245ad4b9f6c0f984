//! The charts of the chain (連鎖の図): the fund in three lines, bonds, debt service, and how far decisions cover the plan.

use fiscal::{FiscalYear, Quantity, Yen};
use publish::chart::{Chart, Columns, Lang, LineSeries, LineStyle, Lines, ReferenceLine, columns, lines};
use reform::chain::{Figure, Scene};

use super::CityChain;
use crate::error::AppError;
use crate::study::oku_unit;
use crate::study::outlook::{chart_head, year_label};
use crate::study::words::{in_oku, pick};

impl CityChain {
    /// The charts: fund, coverage, bonds, debt service.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn charts(&self, lang: Lang) -> Result<Vec<Chart>, AppError> {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let (nothing, decided, asked) = (self.nothing()?, self.decided()?, self.scene()?);
        let of = |scene: &Scene, figure: Figure| self.series(figure, |year| scene.money(figure, year));
        let what_if = |figure: Figure| {
            let series =
                LineSeries { name: t("もしも", "what if"), values: of(&asked, figure), style: LineStyle::Main };
            self.what_if.is_asked().then_some(series)
        };
        // The decided line is the one that is meant, unless something else was asked.
        let decided_style = if self.what_if.is_asked() { LineStyle::Other(0) } else { LineStyle::Main };
        let common = |figure: Figure| {
            vec![
                LineSeries {
                    name: t("決定なし", "nothing decided"),
                    values: of(&nothing, figure),
                    style: LineStyle::Baseline,
                },
                LineSeries { name: t("決定済み", "decided"), values: of(&decided, figure), style: decided_style },
            ]
        };
        let mut fund = common(Figure::Fund);
        fund.push(LineSeries {
            name: t("計画の改善効果額", "the plan's improvement"),
            values: self.series(Figure::Fund, |year| self.chain.plan_fund(year)),
            style: LineStyle::Other(1),
        });
        let with = |mut series: Vec<LineSeries>, figure: Figure| {
            series.extend(what_if(figure));
            series
        };
        let zero = vec![ReferenceLine { name: "0".to_owned(), value: Quantity::whole(0) }];
        let picture =
            |id: &str, figure: Figure, series: Vec<LineSeries>, zero: Vec<ReferenceLine>, ja: &str, en: &str| {
                let source = t(
                    "計画の前提と決定から計算。見通しの率は例示。",
                    "Worked out from the plan's assumptions and the decisions; rates are illustrative.",
                );
                lines(
                    &chart_head(id, t(ja, en), source, lang),
                    &Lines {
                        category_heading: t("年度", "fiscal year"),
                        categories: self.span(figure).iter().map(|year| year_label(*year, lang)).collect(),
                        unit: oku_unit(lang).to_owned(),
                        series: with(series, figure),
                        references: zero,
                        bands: Vec::new(),
                    },
                )
            };
        Ok(vec![
            picture(
                "chain-fund",
                Figure::Fund,
                fund,
                zero,
                "財源調整用基金の残高（年度末）",
                "The reserve fund at the end of each year",
            ),
            self.coverage_chart(&asked, lang),
            picture(
                "chain-bonds",
                Figure::Bonds,
                common(Figure::Bonds),
                vec![],
                "市債残高（年度末）",
                "The bond balance at the end of each year",
            ),
            picture(
                "chain-service",
                Figure::DebtService,
                common(Figure::DebtService),
                vec![],
                "公債費（市債の推計）",
                "Debt service by the projection of bonds",
            ),
        ])
    }

    fn coverage_chart(&self, scene: &Scene, lang: Lang) -> Chart {
        let t = |ja: &str, en: &str| pick(lang, ja, en);
        let years = self.years(Figure::Improvement);
        let value = |amount: Option<Yen>| amount.map(|amount| in_oku(amount, 2));
        columns(
            &chart_head(
                "chain-coverage",
                t("改善効果額の裏付け", "What covers the plan's improvement"),
                t("点検の決定とクラスターの改革案から集計", "Added up from decided sheets and options"),
                lang,
            ),
            &Columns {
                category_heading: t("年度", "fiscal year"),
                categories: years.iter().map(|year| year_label(*year, lang)).collect(),
                unit: oku_unit(lang).to_owned(),
                name: t("決定による改善効果額", "improvement by decisions"),
                values: years.iter().map(|year| value(scene.money(Figure::Improvement, *year))).collect(),
                line: Some((
                    t("計画の想定", "the plan"),
                    years.iter().map(|year| value(self.chain.plan_improvement(*year))).collect(),
                )),
            },
        )
    }

    fn series(&self, figure: Figure, of: impl Fn(FiscalYear) -> Option<Yen>) -> Vec<Option<Quantity>> {
        self.span(figure).into_iter().map(|year| of(year).map(|amount| in_oku(amount, 1))).collect()
    }

    /// The years of a figure, its balance at the start too.
    fn span(&self, figure: Figure) -> Vec<FiscalYear> {
        let Some((first, last)) = self.chain.baseline().span(figure) else { return Vec::new() };
        (first.start()..=last.start()).filter_map(|start| FiscalYear::new(start).ok()).collect()
    }
}

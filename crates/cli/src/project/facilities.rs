//! `henkaku project facilities`: what renewing the public facilities costs.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::chart::Lang;
use app::facilities::renewal::{AssetCosts, KindCosts, RenewalCosts};
use app::study::Given;
use app::study::facilities::FacilityStudy;
use app::study::words::{in_oku, shown_quantity};
use app::{Actor, Yen};
use clap::Args;
use serde::Serialize;

use super::{AssumptionJson, Format, pad, print_assumptions, refuse, write_csv};
use crate::database::{Database, operator_name};
use crate::report::print_json;

/// Project what renewing the public facilities costs, by the ministry's method.
///
/// It reckons with the imported list of facilities, or with the built-in made-up one where none was imported. The
/// baseline is the standard rule at today's floor area and prices.
#[derive(Args)]
pub struct Facilities {
    /// 推計する年数（1〜100、既定 40） — years
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    years: Option<String>,
    /// 最初の年度（西暦、既定は一覧の時点） — first fiscal year
    #[arg(long, value_name = "年度", allow_hyphen_values = true)]
    from: Option<String>,
    /// 更新の方法（standard 標準、long-life 長寿命化） — rule of renewal
    #[arg(long, value_name = "standard|long-life")]
    rule: Option<String>,
    /// 延床面積の縮減（何度でも）。例 school:20:2025-2044、すべての用途は all — floor area given up, by use; may be repeated
    #[arg(long, value_name = "KIND:PERCENT:FROM-TO", allow_hyphen_values = true)]
    reduce: Vec<String>,
    /// 毎年の上限（億円）。超える分は翌年度へ先送りする — yearly ceiling; what is above it is put off
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    ceiling: Option<String>,
    /// 単価の倍率（既定 1） — every unit price times this
    #[arg(long, value_name = "倍", allow_hyphen_values = true)]
    price_factor: Option<String>,
    /// 建物の期間全体の合計をこの公表値に合わせる（億円）。係数を示す — bring the total of the baseline to a published one
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    calibrate: Option<String>,
    /// 道路・橋・上下水道の数量のファイル（toml, csv） — quantities of roads, bridges, water and sewer
    #[arg(long, value_name = "FILE")]
    infrastructure: Option<PathBuf>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl Facilities {
    /// Projects and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        crate::block_on(async {
            let app = self.database.open().await?;
            let assets = self.infrastructure.as_deref().map(|path| app.read_infrastructure(path)).transpose();
            let actor = Actor::operator(operator_name());
            let known = assets.as_ref().ok().and_then(Option::as_deref);
            let study = app.study_facilities(&actor, &self.given(), known, Lang::Ja).await?;
            // What is wrong with the options is told before what is wrong with a file.
            refuse(&study.form)?;
            assets?;
            match self.format {
                Format::Json => print_json(&StudyJson::from(&study))?,
                Format::Csv => write_csv(&study.years_table(Lang::Ja))?,
                Format::Text => print_text(&study)?,
            }
            Ok(ExitCode::SUCCESS)
        })
    }

    fn given(&self) -> Given {
        let options = [
            ("years", &self.years),
            ("from", &self.from),
            ("rule", &self.rule),
            ("ceiling", &self.ceiling),
            ("price-factor", &self.price_factor),
            ("calibrate", &self.calibrate),
        ];
        let options = options.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
        let reduce = (!self.reduce.is_empty()).then(|| ("reduce".to_owned(), self.reduce.join(" ")));
        // A command brings the model to a total only when it says so.
        let calibration = ("calibration".to_owned(), "none".to_owned());
        Given::new(options.chain(reduce).chain([calibration]))
    }
}

/// The study as JSON; money in whole yen.
#[derive(Serialize)]
struct StudyJson<'a> {
    /// Whether the facilities are made up.
    illustrative: bool,
    first_year: i32,
    years: usize,
    /// Buildings reckoned with.
    facilities: usize,
    floor_area_m2: String,
    /// Facilities with area and without a year built, which are in no cost.
    left_out_facilities: usize,
    left_out_area_m2: String,
    calibration: Option<CalibrationJson>,
    baseline: CostsJson<'a>,
    scenario: CostsJson<'a>,
    difference_total_yen: i64,
    difference_yearly_mean_yen: i64,
    investment: InvestmentJson,
    assumptions: Vec<AssumptionJson<'a>>,
}

#[derive(Serialize)]
struct CalibrationJson {
    model_total_yen: i64,
    published_total_yen: i64,
    years: usize,
    factor: f64,
}

#[derive(Serialize)]
struct InvestmentJson {
    yearly_yen: i64,
    /// What the scenario's mean leaves of it.
    left_after_renewal_yen: i64,
    /// The scenario's mean over it.
    renewal_share: f64,
}

#[derive(Serialize)]
struct CostsJson<'a> {
    rule: &'a str,
    rule_basis: &'static str,
    total_yen: i64,
    yearly_mean_yen: i64,
    backlog_repair_yen: i64,
    backlog_rebuild_yen: i64,
    backlog_area_m2: String,
    by_kind: Vec<KindJson<'a>>,
    infrastructure: Vec<AssetJson<'a>>,
    by_year: Vec<YearJson>,
    /// What is still put off at the end, where there is a ceiling.
    put_off_at_end_yen: Option<i64>,
}

#[derive(Serialize)]
struct KindJson<'a> {
    kind: &'static str,
    label: &'a str,
    repair_yen: i64,
    rebuild_yen: i64,
}

#[derive(Serialize)]
struct AssetJson<'a> {
    kind: &'a str,
    label: &'a str,
    total_yen: i64,
}

#[derive(Serialize)]
struct YearJson {
    fiscal_year: i32,
    repair_yen: i64,
    rebuild_yen: i64,
    infrastructure_yen: i64,
    total_yen: i64,
    spent_yen: i64,
    put_off_yen: i64,
}

impl<'a> From<&'a FacilityStudy> for StudyJson<'a> {
    fn from(study: &'a FacilityStudy) -> StudyJson<'a> {
        let found = &study.comparison;
        let (baseline, scenario) = (&found.baseline, &found.scenario);
        StudyJson {
            illustrative: study.is_illustrative(),
            first_year: found.frame.first_year,
            years: found.frame.years,
            facilities: found.reckoned.0,
            floor_area_m2: square_metres(found.reckoned.1),
            left_out_facilities: found.left_out.0,
            left_out_area_m2: square_metres(found.left_out.1),
            calibration: found.calibration.map(|shown| CalibrationJson {
                model_total_yen: shown.model.0,
                published_total_yen: shown.published.0,
                years: shown.years,
                factor: shown.factor,
            }),
            baseline: costs(found.frame.first_year, baseline),
            scenario: costs(found.frame.first_year, scenario),
            difference_total_yen: scenario.total.0 - baseline.total.0,
            difference_yearly_mean_yen: scenario.yearly_mean.0 - baseline.yearly_mean.0,
            investment: InvestmentJson {
                yearly_yen: study.investment.0,
                left_after_renewal_yen: study.investment.0 - scenario.yearly_mean.0,
                renewal_share: scenario.yearly_mean.0 as f64 / study.investment.0 as f64,
            },
            assumptions: study.assumptions.iter().map(AssumptionJson::from).collect(),
        }
    }
}

fn costs(first_year: i32, costs: &RenewalCosts) -> CostsJson<'_> {
    let kind = |kind: &KindCosts| KindJson {
        kind: kind.kind.word(),
        label: kind.kind.label_ja(),
        repair_yen: sum(&kind.repair),
        rebuild_yen: sum(&kind.rebuild),
    };
    fn asset(asset: &AssetCosts) -> AssetJson<'_> {
        AssetJson { kind: &asset.id, label: &asset.name.ja, total_yen: sum(&asset.costs) }
    }
    let smoothed = costs.smoothed.as_ref();
    let year = |year: usize| YearJson {
        fiscal_year: first_year + year as i32,
        repair_yen: costs.by_kind.iter().map(|kind| kind.repair[year].0).sum(),
        rebuild_yen: costs.by_kind.iter().map(|kind| kind.rebuild[year].0).sum(),
        infrastructure_yen: costs.by_asset.iter().map(|asset| asset.costs[year].0).sum(),
        total_yen: costs.due[year].0,
        spent_yen: smoothed.map_or(costs.due[year], |smoothed| smoothed.spent[year]).0,
        put_off_yen: smoothed.map_or(0, |smoothed| smoothed.put_off[year].0),
    };
    CostsJson {
        rule: &costs.rule.id,
        rule_basis: costs.rule.ground.basis.word(),
        total_yen: costs.total.0,
        yearly_mean_yen: costs.yearly_mean.0,
        backlog_repair_yen: costs.backlog.repair.0,
        backlog_rebuild_yen: costs.backlog.rebuild.0,
        backlog_area_m2: square_metres(costs.backlog.area_hundredths_m2),
        by_kind: costs.by_kind.iter().map(kind).collect(),
        infrastructure: costs.by_asset.iter().map(asset).collect(),
        by_year: (0..costs.due.len()).map(year).collect(),
        put_off_at_end_yen: smoothed.map(|smoothed| smoothed.put_off.last().map_or(0, |yen| yen.0)),
    }
}

/// Sums that were checked when the costs were worked out.
fn sum(amounts: &[Yen]) -> i64 {
    amounts.iter().map(|amount| amount.0).sum()
}

fn square_metres(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn print_text(study: &FacilityStudy) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let found = &study.comparison;
    let mark = if study.is_illustrative() { "（例示の施設）" } else { "" };
    writeln!(out, "公共施設の更新費用{mark}: {}年度から{}年間\n", found.frame.first_year, found.frame.years)?;
    if let Some(shown) = &found.calibration {
        writeln!(
            out,
            "較正: モデルの{}年間の合計 {}億円 を公表値 {}億円 に合わせる係数 {:.4} を、建物の費用すべてに掛けています。\n",
            shown.years,
            oku(shown.model, 1),
            oku(shown.published, 1),
            shown.factor
        )?;
    }
    row(&mut out, ["", "基準", "試算", "差"])?;
    type Figure = fn(&RenewalCosts) -> Yen;
    let figures: [(&str, Figure); 4] = [
        ("期間の合計（億円）", |costs| costs.total),
        ("年平均（億円）", |costs| costs.yearly_mean),
        ("最初の積み残し 改修（億円）", |costs| costs.backlog.repair),
        ("最初の積み残し 建替え（億円）", |costs| costs.backlog.rebuild),
    ];
    for (label, of) in figures {
        let (before, after) = (of(&found.baseline), of(&found.scenario));
        // Rounded once, of the exact difference.
        let less = after.checked_sub(before)?;
        row(&mut out, [label, &oku(before, 1), &oku(after, 1), &oku(less, 1)])?;
    }
    let share = found.scenario.yearly_mean.0 as f64 / study.investment.0 as f64 * 100.0;
    writeln!(
        out,
        "\n年平均は投資的経費（年{}億円）の {share:.1}% にあたり、残りは年 {}億円です。",
        oku(study.investment, 0),
        oku(Yen(study.investment.0 - found.scenario.yearly_mean.0), 1)
    )?;
    if found.left_out.0 > 0 {
        let area = square_metres(found.left_out.1);
        writeln!(out, "建築年度のない {} 施設・{area}㎡ は費用に入っていません。", found.left_out.0)?;
    }
    writeln!(out, "\n年度別（億円、試算）")?;
    row(&mut out, ["年度", "費用", "支出", "先送り"])?;
    for (index, due) in found.scenario.due.iter().enumerate() {
        let smoothed = found.scenario.smoothed.as_ref();
        let spent = smoothed.map_or(*due, |smoothed| smoothed.spent[index]);
        let put_off = smoothed.map_or(Yen::ZERO, |smoothed| smoothed.put_off[index]);
        let [due, spent, put_off] = [*due, spent, put_off].map(|amount| oku(amount, 1));
        row(&mut out, [&(found.frame.first_year + index as i32).to_string(), &due, &spent, &put_off])?;
    }
    print_assumptions(&mut out, &study.assumptions)
}

/// An amount as it is printed: `20,604.0`, `▲3,810.5`.
fn oku(amount: Yen, decimals: u8) -> String {
    shown_quantity(in_oku(amount, decimals))
}

fn row(out: &mut impl Write, cells: [&str; 4]) -> std::io::Result<()> {
    let [label, before, after, less] = cells;
    let (before, after, less) = (pad(before, 14, true), pad(after, 14, true), pad(less, 14, true));
    writeln!(out, "{}{before}{after}{less}", pad(label, 34, false))
}

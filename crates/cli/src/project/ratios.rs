//! `henkaku project ratios`: the six soundness ratios with their working, and where the real debt service ratio is heading.

mod json;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use app::chart::{Cell, DataTable, Lang};
use app::study::Given;
use app::study::ratios::{CityRatio, RatioRun, ratio_name, run, step_name, value_text};
use app::{AppError, Place, Problem};
use clap::Args;

use super::{Format, ParameterFolder, refuse, write_csv};
use crate::report::print_json;

/// Work out the soundness ratios.
///
/// Without options the amounts are the city's own, and the published ratios of the settlement come out. Amounts are in 億円;
/// what no document publishes is marked as illustrative (例示).
#[derive(Args)]
pub struct Ratios {
    /// 公表された算定例を読み込む（tottori-h26、tottori-h27、hyogo-h19） — load a published example
    #[arg(long, value_name = "ID")]
    example: Option<String>,
    /// 様式の額を置く（例 --give deficit-a=5800。何度でも） — give an amount of a form; may be repeated
    #[arg(long, value_name = "KEY=億円", allow_hyphen_values = true)]
    give: Vec<String>,
    /// 決算の年度（西暦）。その年度の基準と比べる — settlement whose limits are held against
    #[arg(long, value_name = "年度", allow_hyphen_values = true)]
    settlement: Option<String>,
    /// 団体の区分（designated-city、prefecture、municipality） — class of body
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// これからの投資的経費（毎年、億円） — investment a year to come
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    investment: Option<String>,
    /// 見通す年数 — projected years
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    years: Option<String>,
    /// 標準財政規模のこれから（outlook 見通しと同じに動く、kept 据置） — standard scale to come
    #[arg(long, value_name = "outlook|kept")]
    scale_course: Option<String>,
    /// プランのフォルダー（省略時は内蔵の北九州市） — plan folder; the built-in plan when absent
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    parameters: ParameterFolder,
}

impl Ratios {
    /// Works out and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let plan = app::plan::load(self.plan.as_deref())?;
        let parameters = self.parameters.read()?;
        let found = run(&plan, &parameters, &self.given()?, Lang::Ja)?;
        refuse(&found.form)?;
        match self.format {
            Format::Json => {
                let printed = app::plan::load_city_figures(self.plan.as_deref())?;
                print_json(&json::RatiosJson::of(&plan, &printed, &found))?;
            }
            Format::Csv => write_csv(&working_table(&found))?,
            Format::Text => text::print(&plan, &parameters, &found)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn given(&self) -> anyhow::Result<Given> {
        let mut pairs = Vec::new();
        for pair in &self.give {
            let Some((key, value)) = pair.split_once('=') else {
                let place = Place { column: Some("--give".to_owned()), ..Place::default() };
                let excerpt = format!("{pair} → KEY=億円（deficit-a=5800）");
                let problem = Problem::new(&app::error::INPUT_NOT_A_NUMBER, place, excerpt);
                return Err(AppError::Faulty(vec![problem]).into());
            };
            pairs.push((key.trim().to_owned(), value.to_owned()));
        }
        let options = [
            ("example", &self.example),
            ("settlement", &self.settlement),
            ("class", &self.class),
            ("investment", &self.investment),
            ("years", &self.years),
            ("scale-course", &self.scale_course),
        ];
        pairs.extend(options.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?))));
        Ok(Given::new(pairs))
    }
}

/// Whether a ratio is part of the answer: an example gives the form of one only.
fn is_told(found: &RatioRun, ratio: CityRatio) -> bool {
    found.example.is_none() || ratio == CityRatio::RealDebtService
}

/// Every step of every ratio, one row each.
fn working_table(found: &RatioRun) -> DataTable {
    let told = CityRatio::ALL.into_iter().filter(|ratio| is_told(found, *ratio));
    let rows = told.filter_map(|ratio| Some((ratio, found.scenario.finding(ratio)?))).flat_map(|(ratio, finding)| {
        finding.working.iter().map(move |step| {
            [
                ratio.key().to_owned(),
                ratio_name(ratio, Lang::Ja),
                step.letter.clone(),
                step_name(step, Lang::Ja),
                value_text(&step.value, Lang::Ja),
            ]
            .map(Cell::Text)
            .to_vec()
        })
    });
    DataTable {
        title: "健全化判断比率".to_owned(),
        header: ["key", "比率", "文字・式", "内容", "値"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        unit: String::new(),
    }
}

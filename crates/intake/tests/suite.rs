//! 試験 / Every test of the readers in one program: linked once, a file per subject (`house` sees that none is left out).

mod cities_cases;
mod cities_real;
mod debt_schedule_cases;
mod facility_cases;
mod hostile_workbooks;
mod import_cases;
mod initiatives_plan;
mod kpi_cases;
mod logic_model_cases;
mod made;
mod ministry_xls;
mod national;
mod national_real;
mod ofunato;
mod plan_cases;
mod plan_kitakyushu;
mod review_workbook;
mod roadmap_plan;
mod sheet_check_national;
mod standard;
mod toyohashi;
mod write_case_workbooks;

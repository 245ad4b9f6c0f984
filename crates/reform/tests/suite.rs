//! 試験 / Every test of the reform rules in one program: linked once, a file per subject (`house` sees that none is left out).

mod analysis_cases;
mod analysis_options;
mod chain_properties;
mod cluster_cases;
mod effect_cases;
mod effects_of_sheets;
mod frame_cases;
mod lineage_cases;
mod lineage_years;
mod logic_model_cases;
mod logic_model_properties;
mod notice_cases;
mod overlap_cases;
mod overlap_properties;
mod review_cases;
mod review_form;
mod review_properties;
mod sheet_check_forms;
mod sheet_checks;
mod support;
mod workflow_cases;

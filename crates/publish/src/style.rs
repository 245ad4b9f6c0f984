//! Style (見た目): the design tokens and the sheets that dress the pictures drawn here, for whatever page holds them.

/// Colours, type and space (デザイントークン).
pub const TOKENS: &str = include_str!("../style/tokens.css");
/// Charts (図).
pub const CHARTS: &str = include_str!("../style/charts.css");
/// Logic models (ロジックモデル).
pub const LOGIC_MODEL: &str = include_str!("../style/logic-model.css");
/// Roadmaps (工程表).
pub const ROADMAP: &str = include_str!("../style/roadmap.css");

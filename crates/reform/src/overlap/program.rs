//! The fields of a program that are compared (比べる欄).

use crate::labels::labels;

/// A field of a program that is compared (比べる欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgramField {
    /// 事業名.
    Name,
    /// 概要.
    Summary,
    /// 手段.
    Means,
    /// 対象.
    Target,
    /// 意図.
    Intent,
    /// 結果.
    Result,
}

labels!(ProgramField {
    Name = "name", "事業名", "name";
    Summary = "summary", "概要", "summary";
    Means = "means", "手段", "means";
    Target = "target", "対象", "target";
    Intent = "intent", "意図", "intent";
    Result = "result", "結果", "result";
});

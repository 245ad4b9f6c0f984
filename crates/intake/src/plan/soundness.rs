//! `soundness.toml`: the amounts of the forms that the soundness ratios are worked out from (健全化判断比率の算定の数字).

use fiscal::Yen;
use reform::plan::outlook::Grounded;
use reform::plan::soundness::{INPUTS, PlanSoundness, SoundnessInput};

use super::fields::Fields;
use super::findings::{IdKind, with_suggestion};
use super::kinds::{INVALID_NUMBER, UNKNOWN_REFERENCE};

/// `soundness.toml`.
pub(super) fn read_soundness(top: &Fields<'_>) -> Option<PlanSoundness> {
    let document = top.default_document();
    let settlement = top.fiscal_year("settlement");
    let inputs = top.list("input", true).into_iter().map(|entry| {
        let key = entry.id(IdKind::Parameter("soundness input"));
        let value = entry.oku("oku");
        let ground = entry.outlook_ground(&document);
        match INPUTS.iter().find(|input| input.key == key) {
            Some(input) if value < Yen::ZERO && !input.is_signed => {
                entry.report_named(&INVALID_NUMBER, "oku", &format!("{} → 0 …", input.name_ja));
            }
            Some(_) => {}
            None if key.is_empty() => {}
            None => {
                let excerpt = with_suggestion(&key, INPUTS.iter().map(|input| input.key));
                entry.report_named(&UNKNOWN_REFERENCE, "id", &excerpt);
            }
        }
        entry.finish();
        SoundnessInput { key, amount: Grounded { value, ground } }
    });
    let inputs = inputs.collect();
    Some(PlanSoundness { settlement: settlement?, inputs })
}

//! Explanation records of the demonstration (例示の説明記録).

use reform::explanation::ExplanationKind;
use reform::plan::CalendarDate;

use super::ExplanationRow;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// Makes two example records, where there is none yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_explanations(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::RecordExplanations)?;
        if !self.store.explanations(false, (0, 1)).await?.is_empty() {
            return Ok(());
        }
        let year = self.today().year() - 1;
        let day = |month: u8, day: u8| CalendarDate::new(year, month, day).unwrap_or(CalendarDate::FIRST);
        let row = |kind, day, title: &str, place: &str, groups: &str, people, is_public| ExplanationRow {
            id: 0,
            day,
            place: place.to_owned(),
            kind,
            title: title.to_owned(),
            groups: groups.to_owned(),
            people: Some(people),
            items: "cluster:public-investment-level".to_owned(),
            explained: String::new(),
            said: String::new(),
            changed: String::new(),
            changed_link: String::new(),
            is_public,
            hidden_reason: String::new(),
            is_demo: true,
            made_by: String::new(),
            revision: 1,
        };
        let rows = [
            ExplanationRow {
                explained: "例示：公共投資の水準を決める考え方と、橋と学校の修繕を先に行う理由を説明した。".to_owned(),
                said: "例示：生活道路の修繕が後回しになるのではないかという心配が多かった。どの橋を先に直すかを知りたいという意見もあった。"
                    .to_owned(),
                changed: "例示：修繕の順番の一覧を公表することにした。".to_owned(),
                changed_link: "/clusters/public-investment-level".to_owned(),
                ..row(
                    ExplanationKind::Open,
                    day(8, 23),
                    "例示：公共投資の見直しに関する市民説明会",
                    "例示：市民センター（実在の会場ではない）",
                    "例示：地域の住民、自治会",
                    64,
                    true,
                )
            },
            ExplanationRow {
                explained: "例示：工事の発注の見通しと、年度の間の平準化を説明した。".to_owned(),
                said: "例示：発注の時期を早く示してほしいという要望があった。".to_owned(),
                changed: String::new(),
                ..row(
                    ExplanationKind::Group,
                    day(9, 12),
                    "例示：建設関係の団体との意見交換",
                    "例示：市役所の会議室",
                    "例示：建設関係の団体",
                    9,
                    false,
                )
            },
        ];
        for row in &rows {
            self.store.add_explanation(&actor.name, row).await?;
        }
        Ok(())
    }
}

//! Who wrote (個人情報): exported on that person's request, deleted by rule; shown on no page.

use reform::plan::CalendarDate;

use super::public::receipt_hash;
use super::{CommentRow, ConsultationRow, PersonGiven};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// All data about one comment of a person (本人のデータ).
#[derive(Clone, Debug)]
pub struct PersonComment {
    /// The consultation.
    pub consultation: ConsultationRow,
    /// The comment.
    pub comment: CommentRow,
    /// What was given of the person.
    pub person: PersonGiven,
}

/// What was deleted of a consultation, or would be (個人情報の消去).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retained {
    /// The consultation's title.
    pub title: String,
    /// The day its results were published.
    pub published: CalendarDate,
    /// Days after it.
    pub days: i64,
    /// How many persons' data there were.
    pub persons: i64,
    /// Whether the days are over, so that they go.
    pub is_due: bool,
}

impl App {
    /// All data about one person, by the number of a receipt, or by exactly the name or e-mail address that was given.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn export_person(&self, actor: &Actor, words: &str) -> Result<Vec<PersonComment>, AppError> {
        permit(actor, Action::HandlePersonalData)?;
        let words = words.trim();
        let found = self.store.comments_of_person(&actor.name, &receipt_hash(words), words).await?;
        let ids: Vec<i64> = found.iter().map(|one| one.comment).collect();
        let comments = self.store.comments_by_id(&ids).await?;
        let mut all = Vec::new();
        for comment in comments {
            let person = found.iter().find(|one| one.comment == comment.id).map(|one| one.person.clone());
            all.push(PersonComment {
                consultation: self.consultation_row(comment.consultation).await?,
                comment,
                person: person.unwrap_or_default(),
            });
        }
        Ok(all)
    }

    /// Deletes names and addresses of consultations whose results were published long enough ago; texts and counts stay.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn retain_comments(&self, actor: &Actor, is_dry_run: bool) -> Result<Vec<Retained>, AppError> {
        permit(actor, Action::HandlePersonalData)?;
        let today = self.today();
        let mut all = Vec::new();
        for one in self.store.consultations_with_persons().await? {
            let is_due = days_between(one.published, today) >= one.days;
            if is_due && !is_dry_run {
                self.store.delete_consultation_persons(&actor.name, one.consultation).await?;
            }
            let (title, published, days, persons) = (one.title, one.published, one.days, one.persons);
            all.push(Retained { title, published, days, persons, is_due });
        }
        Ok(all)
    }
}

/// Whole days from one day to another.
fn days_between(from: CalendarDate, to: CalendarDate) -> i64 {
    let date = |day: CalendarDate| day.to_string().parse::<jiff::civil::Date>().ok();
    let (Some(from), Some(to)) = (date(from), date(to)) else { return 0 };
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let days = |from: &str, to: &str| days_between(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!((days("2027-12-31", "2028-03-01"), days("2026-11-22", "2026-11-22")), (61, 0));
        assert_eq!((days("2026-01-01", "2027-01-01"), days("2026-11-23", "2026-11-22")), (365, -1));
    }
}

//! What is kept of one person outside the comments (本人の記録): account, duties, bodies, remarks, texts that name them.

use crate::audit::append;
use crate::db::{Link, on};
use crate::{Store, StoreError};

/// The fewest characters that are looked for inside texts; a shorter name would be found everywhere.
const MENTION_CHARS_MIN: usize = 2;

/// Something kept of a person (本人の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    /// What kind of record, such as `account`, `body-member`, `mention-minutes`.
    pub kind: &'static str,
    /// Which one, such as `meeting:3`.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When or for how long; empty where the record does not say.
    pub at: String,
}

/// The kind of a record and its question: subject, text and time of what fits `$1`.
type Question = (&'static str, &'static str);

/// Of an account, by `account:NUMBER`.
const OF_ACCOUNT: [Question; 12] = [
    (
        "account",
        "select 'account:' || id, login || ' / ' || name || ' / ' || email || ' / active ' || is_active,
                created_at || ' / ' || coalesce(signed_in_at, '')
           from account where 'account:' || id = $1",
    ),
    (
        "duty",
        "select 'duty:' || d.id, d.role || ' / ' || coalesce(p.name, '') || ' / ' || d.granted_by,
                coalesce(d.from_day, '') || ' / ' || coalesce(d.until_day, '') || ' / ' || coalesce(d.ended_at, '')
           from duty d left join department p on p.id = d.department_id
          where 'account:' || d.account_id = $1 or 'account:' || d.delegated_by = $1 order by d.id",
    ),
    (
        "session",
        "select 'session', browser || ' / ' || address, began_at || ' / ' || used_at
           from session where 'account:' || account_id = $1 order by began_at",
    ),
    (
        "sign-in-failure",
        "select 'sign-in-failure', f.subject || ' / ' || f.failures, f.last_at
           from sign_in_failure f join account a on f.subject = 'login:' || a.login where 'account:' || a.id = $1",
    ),
    (
        "setting",
        "select 'account-setting', language || ' / ' || text_size || ' / ' || contrast, changed_at
           from account_setting where 'account:' || account_id = $1",
    ),
    ("tour", "select 'tour-step', step, done_at from tour_step where 'account:' || account_id = $1 order by step"),
    (
        "notice",
        "select 'notice:' || id, kind || ' / ' || detail, at || ' / ' || coalesce(read_at, '')
           from notice where 'account:' || account_id = $1 order by id",
    ),
    (
        "mail",
        "select 'mail:' || id, address || ' / ' || subject || ' / ' || outcome, at
           from mail_log where 'account:' || account_id = $1 order by id",
    ),
    (
        "task",
        "select 'task:' || id, title || ' / ' || state, coalesce(due_day, '')
           from task where 'account:' || owner_account_id = $1 order by id",
    ),
    (
        "remark-entered",
        "select 'remark:' || id, body, created_at from remark where 'account:' || created_account = $1 order by id",
    ),
    (
        "workbook",
        "select 'review-workbook:' || id, name || ' / ' || state, at
           from review_workbook where 'account:' || account_id = $1 order by id",
    ),
    (
        "audit",
        "select 'audit:' || seq, action || ' / ' || subject || ' / ' || detail, at
           from audit where actor like $1 || ':%' or subject = $1 order by seq",
    ),
];

/// Of a name, written exactly so.
const BY_NAME: [Question; 5] = [
    (
        "body-member",
        "select 'body-member:' || id, body_id || ' / ' || name || ' / ' || affiliation || ' / ' || role,
                coalesce(from_day, '') || ' / ' || coalesce(until_day, '')
           from body_member where name = $1 order by id",
    ),
    (
        "attendance",
        "select 'meeting:' || t.meeting_id, m.body_id || ' / ' || m.name || ' / ' || t.presence, g.day
           from meeting_attendance t join body_member m on m.id = t.member_id join meeting g on g.id = t.meeting_id
          where m.name = $1 order by t.meeting_id, m.id",
    ),
    (
        "remark-speaker",
        "select 'remark:' || id, speaker || ' / ' || speaker_role || ' / ' || source || ' / ' || body, created_at
           from remark where speaker = $1 order by id",
    ),
    (
        "milestone-progress",
        "select 'milestone:' || milestone_id, status || ' / ' || remark, at
           from initiative_progress where by_name = $1 order by id",
    ),
    (
        "indicator-value",
        "select 'initiative-kpi:' || kpi_id, value || ' / ' || ground, at
           from initiative_value where by_name = $1 order by id",
    ),
];

/// Where a text names somebody; `$1` is the pattern.
const MENTIONS: [Question; 5] = [
    (
        "mention-minutes",
        "select 'meeting:' || meeting_id || ' / ' || version, body, at
           from meeting_minutes where body like $1 escape '!' order by meeting_id, version",
    ),
    (
        "mention-remark",
        "select 'remark:' || id, body || ' / ' || response || ' / ' || reason, created_at
           from remark where body like $1 escape '!' or response like $1 escape '!' or reason like $1 escape '!'
          order by id",
    ),
    (
        "mention-explanation",
        "select 'explanation:' || id,
                title || ' / ' || groups || ' / ' || explained || ' / ' || said || ' / ' || changed, day
           from explanation where title like $1 escape '!' or groups like $1 escape '!' or explained like $1 escape '!'
             or said like $1 escape '!' or changed like $1 escape '!' order by id",
    ),
    (
        "mention-comment",
        "select 'comment:' || id, body, received_at
           from consultation_comment where body like $1 escape '!' order by id",
    ),
    (
        "mention-audit",
        "select 'audit:' || seq, action || ' / ' || subject || ' / ' || detail, at
           from audit where detail like $1 escape '!' order by seq",
    ),
];

impl Store {
    /// What is kept of one person outside the comments of consultations, by exactly the name, the login or the e-mail
    /// address; texts that hold these words are among it. That somebody looked is kept, whom they looked for is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn records_of_person(&self, actor: &str, words: &str) -> Result<Vec<PersonRecord>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let accounts: Vec<(i64, String)> = on!(link, |c| sqlx::query_as(
            "select id, name from account where $1 <> '' and (login = $1 or name = $1 or email = $1) order by id"
        )
        .bind(words)
        .fetch_all(c)
        .await)?;
        let mut records = Vec::new();
        let mut names = vec![words.to_owned()];
        for (id, name) in accounts {
            for question in OF_ACCOUNT {
                found(link, question, &format!("account:{id}"), &mut records).await?;
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for name in names.iter().filter(|name| !name.is_empty()) {
            for question in BY_NAME {
                found(link, question, name, &mut records).await?;
            }
            if name.chars().count() >= MENTION_CHARS_MIN {
                let plain = name.replace('!', "!!").replace('%', "!%").replace('_', "!_");
                for question in MENTIONS {
                    found(link, question, &format!("%{plain}%"), &mut records).await?;
                }
            }
        }
        append(link, actor, "person.export", "person", format!("records\t{}", records.len())).await?;
        tx.commit().await?;
        Ok(records)
    }
}

async fn found(
    link: &mut Link<'_>,
    (kind, sql): Question,
    value: &str,
    records: &mut Vec<PersonRecord>,
) -> Result<(), StoreError> {
    let rows: Vec<(String, String, String)> = on!(link, |c| sqlx::query_as(sql).bind(value).fetch_all(c).await)?;
    records.extend(rows.into_iter().map(|(subject, text, at)| PersonRecord { kind, subject, text, at }));
    Ok(())
}

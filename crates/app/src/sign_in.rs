//! Signing in (サインイン): who somebody is, for how long, and how often they may be wrong.
//!
//! A browser holds a random token, the database its SHA-256. A session ends when it is not used for
//! [`IDLE_LIMIT`], after [`WHOLE_LIMIT`] at the latest, and whenever its owner or an administrator ends it.

mod guard;
mod own_duty;
mod password;
mod problems;
mod throttle;
mod token;

use std::sync::Mutex;
use std::{collections::BTreeSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use reform::workflow::Person;
use store::{NewSession, SessionMoment, SessionOwner};
use unicode_normalization::UnicodeNormalization;

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, Member, permit};
use crate::settings::Settings;
use guard::Guard;

pub use own_duty::OwnDuty;
pub use password::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, check_new_password, hash_password};
pub use problems::*;
pub use throttle::Attempt;
pub use token::Token;

/// A session that is not used for so long is over (操作がないとき).
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_mins(30);

/// No session lasts longer, however much it is used (連続して使える時間).
pub const WHOLE_LIMIT: SignedDuration = SignedDuration::from_hours(12);

/// Use is written down at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A page waits no longer than this for its use to be written down; the writing goes on behind it.
const WAIT_FOR_TOUCH: Duration = Duration::from_millis(300);

/// The longest login.
const MAX_LOGIN_CHARS: usize = 100;

/// The longest name of a browser that is kept.
const MAX_BROWSER_CHARS: usize = 200;

/// Sessions whose use is being written down at this moment, so that a slow database is not asked twice.
static BEING_TOUCHED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Where somebody signs in from (サインイン元).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The browser as it names itself.
    pub browser: String,
    /// The network address.
    pub address: String,
}

/// A session that has just begun (始まったサインイン).
#[derive(Debug)]
pub struct Entered {
    /// What the browser keeps.
    pub token: Token,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
}

/// Who a session belongs to (サインイン中の利用者).
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person, as an actor.
    pub actor: Actor,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// How many notices wait to be read.
    pub unread: i64,
    /// The name of this session in [`App::own_sessions`].
    pub session: String,
    /// How the person likes pages.
    pub settings: Settings,
}

/// A session as its owner sees it (サインイン中の端末).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Names it when it is to be ended.
    pub key: String,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Timestamp,
    /// The browser as it names itself.
    pub browser: String,
    /// Where from.
    pub address: String,
}

impl App {
    /// Lets somebody in who knows the password. A session that the browser had before ends with it.
    ///
    /// Nothing tells whether there is such an account: an unknown login takes the same time and gets the same answer.
    ///
    /// # Errors
    /// [`SIGN_IN_FAILED`] when login and password do not belong together, [`TOO_MANY_ATTEMPTS`] after too many of
    /// those, [`SIGN_IN_BUSY`] when too many people sign in at once; when the database fails.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        from: &Origin,
        replaces: Option<&Token>,
    ) -> Result<Entered, AppError> {
        let login = tidy_login(login);
        // From here on only a few go on at a time, so that no more guesses than that escape the count.
        let guard = Guard::enter().await?;
        let account = match login.chars().count() {
            1..=MAX_LOGIN_CHARS => self.store.sign_in_account(&login).await?,
            _ => None,
        };
        let attempt = Attempt::new(&login, account.is_some(), &from.address);
        self.check_attempt(&attempt).await?;
        let usable = account.filter(|account| account.is_active && !account.password_hash.is_empty());
        let hash = usable.as_ref().map(|account| account.password_hash.clone());
        let (guard, is_right) = guard.verify(password, hash).await?;
        let Some(account) = usable.filter(|_| is_right) else {
            self.count_failure(&attempt).await?;
            return Err(Refusal::invalid(&SIGN_IN_FAILED, "").into());
        };
        drop(guard);
        let token = Token::new()?;
        let session = self.new_session(account.id, login, &token, from, replaces);
        self.store.begin_session(&session).await?;
        Ok(Entered { token, must_change: account.must_change })
    }

    /// Who the session of this token belongs to; `None` when it is over. `counts_as_use` is false for what a page asks
    /// by itself, as a page left open must not keep a session alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in(&self, token: &Token, counts_as_use: bool) -> Result<Option<SignedIn>, AppError> {
        let sha256 = token.sha256();
        let now = self.clock().now();
        let Some(owner) = self.store.session_owner(&sha256, &self.session_moment()).await? else { return Ok(None) };
        let used_at: Option<Timestamp> = owner.used_at.parse().ok();
        if counts_as_use && used_at.is_none_or(|used_at| now.duration_since(used_at) >= TOUCH_EVERY) {
            self.touch(sha256.clone()).await;
        }
        let session = store::session_key(&sha256).to_owned();
        let (must_change, unread) = (owner.must_change, owner.unread);
        let settings = Settings::of_stored(owner.settings.as_ref());
        Ok(Some(SignedIn { actor: Actor::member(self.member(owner)), must_change, unread, session, settings }))
    }

    /// Ends the session of this token; one that is over already is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &Token) -> Result<(), AppError> {
        self.store.end_session(&token.sha256()).await?;
        Ok(())
    }

    /// Ends every session of the actor, this one too; tells how many there were.
    ///
    /// # Errors
    /// When nobody is signed in, or the database fails.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<u64, AppError> {
        let account = own_account(actor)?.account;
        Ok(self.store.end_sessions(&actor.name, account).await?)
    }

    /// Ends one session of the actor by the name that [`App::own_sessions`] gives it.
    ///
    /// # Errors
    /// When nobody is signed in, there is no such session, or the database fails.
    pub async fn end_own_session(&self, actor: &Actor, key: &str) -> Result<(), AppError> {
        let account = own_account(actor)?.account;
        match self.store.end_session_named(&actor.name, account, key).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "session", name: key.chars().take(20).collect() }),
        }
    }

    /// The sessions of the actor, the one used last first.
    ///
    /// # Errors
    /// When nobody is signed in, or the database fails.
    pub async fn own_sessions(&self, actor: &Actor) -> Result<Vec<OwnSession>, AppError> {
        let account = own_account(actor)?.account;
        let rows = self.store.sessions_of(account, &self.session_moment()).await?;
        let moment = |text: String| text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let session = |row: store::SessionRow| OwnSession {
            key: row.key,
            began_at: moment(row.began_at),
            used_at: moment(row.used_at),
            browser: row.browser,
            address: row.address,
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Changes the actor's own password, ends all their sessions and begins a new one here.
    ///
    /// # Errors
    /// When nobody is signed in, the present password is wrong, or the new one does not follow the rules.
    pub async fn change_own_password(
        &self,
        actor: &Actor,
        present: &str,
        new: &str,
        from: &Origin,
    ) -> Result<Token, AppError> {
        let member = own_account(actor)?;
        check_new_password(new, &member.login)?;
        let guard = Guard::enter().await?;
        // Wrong guesses count as at the sign-in: an unattended screen is no way around it.
        let attempt = Attempt::new(&member.login, true, &from.address);
        self.check_attempt(&attempt).await?;
        let account = self.store.sign_in_account(&member.login).await?;
        let (guard, is_right) = guard.verify(present, account.map(|account| account.password_hash)).await?;
        if !is_right {
            self.count_failure(&attempt).await?;
            return Err(Refusal::invalid(&PRESENT_PASSWORD_WRONG, "").into());
        }
        drop(guard);
        if password::tidy(present) == password::tidy(new) {
            return Err(Refusal::invalid(&PASSWORD_UNCHANGED, "").into());
        }
        let hash = hash_password(new).await?;
        let token = Token::new()?;
        let session = self.new_session(member.account, member.login.clone(), &token, from, None);
        self.store.change_own_password(&hash, &session).await?;
        Ok(token)
    }

    fn new_session(
        &self,
        account: i64,
        login: String,
        token: &Token,
        from: &Origin,
        replaces: Option<&Token>,
    ) -> NewSession {
        let SessionMoment { now, idle_since } = self.session_moment();
        let tidy = |text: &str| -> String {
            text.chars().filter(|letter| !letter.is_control()).take(MAX_BROWSER_CHARS).collect()
        };
        NewSession {
            token_sha256: token.sha256(),
            account,
            login,
            now,
            ends_at: text(self.clock().now() + WHOLE_LIMIT),
            idle_since,
            browser: tidy(&from.browser),
            address: tidy(&from.address),
            replaces: replaces.map(Token::sha256),
        }
    }

    fn session_moment(&self) -> SessionMoment {
        let now = self.clock().now();
        SessionMoment { now: text(now), idle_since: text(now - IDLE_LIMIT) }
    }

    fn member(&self, owner: SessionOwner) -> Member {
        let person = Person { id: owner.account.to_string(), duties: owner.duties };
        Member { account: owner.account, login: owner.login, name: owner.name, person, today: self.today() }
    }

    /// Writes down that a session was used. A database that is busy for long keeps no page waiting.
    async fn touch(&self, sha256: String) {
        let is_first = BEING_TOUCHED.lock().is_ok_and(|mut sessions| sessions.insert(sha256.clone()));
        if !is_first {
            return;
        }
        let (store, now) = (self.store.clone(), self.now_text());
        let writing = tokio::spawn(async move {
            if let Err(error) = store.touch_session(&sha256, &now).await {
                tracing::warn!(%error, "the use of a session could not be written down");
            }
            if let Ok(mut sessions) = BEING_TOUCHED.lock() {
                sessions.remove(&sha256);
            }
        });
        let _ = tokio::time::timeout(WAIT_FOR_TOUCH, writing).await;
    }
}

/// A login as it is stored: full-width letters made narrow, lower case.
pub fn tidy_login(login: &str) -> String {
    login.nfkc().collect::<String>().trim().to_lowercase()
}

/// A moment as it is stored: UTC, to the millisecond.
pub(crate) fn text(moment: Timestamp) -> String {
    format!("{moment:.3}")
}

fn own_account(actor: &Actor) -> Result<&Member, AppError> {
    permit(actor, Action::UseOwnAccount)?;
    actor.signed_in().ok_or(AppError::Denied(Action::UseOwnAccount.word()))
}

//! People of the demonstration (例示の利用者): made-up staff with every role, so that the review can be tried from all sides.
//!
//! They share one password that is made up when they are. With the first real import they leave: disabled, their duties
//! ended, their user names free (`store::people`).

use reform::workflow::Role;
use store::{AccountQuery, DutyEntry, InventoryKind, PersonEntry};

use crate::App;
use crate::error::AppError;
use crate::people::Secret;
use crate::permission::{Action, Actor, permit};

/// A role and the path of the department it is for; an empty path is the whole city.
type DemoDuty = (Role, &'static [&'static str]);

/// Login, name, and duties as role and department path; a path not among the examples is left out.
const PEOPLE: [(&str, &str, &[DemoDuty]); 14] = [
    ("tanto1", "見本 太郎", &[(Role::Owner, &["危機管理室", "防災推進課"])]),
    ("tanto2", "見本 花子", &[(Role::Owner, &["保健福祉局", "長寿社会対策課"])]),
    ("tanto3", "見本 三郎", &[(Role::Owner, &["子ども家庭局", "子育て支援課"])]),
    ("kacho1", "例示 一郎", &[(Role::SectionHead, &["危機管理室", "防災推進課"])]),
    (
        "kacho2",
        "例示 優子",
        &[
            (Role::SectionHead, &["保健福祉局", "長寿社会対策課"]),
            (Role::SectionHead, &["子ども家庭局", "子育て支援課"]),
        ],
    ),
    ("kyokucho1", "仮名 直樹", &[(Role::DepartmentHead, &["危機管理室"])]),
    ("kyokucho2", "仮名 明美", &[(Role::DepartmentHead, &["保健福祉局"]), (Role::DepartmentHead, &["子ども家庭局"])]),
    ("kaikaku", "見本 改子", &[(Role::ReformOffice, &[])]),
    ("kaikaku2", "見本 革雄", &[(Role::ReformOffice, &[])]),
    ("zaisei", "例示 財二", &[(Role::Finance, &[])]),
    ("honbu", "仮名 本子", &[(Role::Headquarters, &[])]),
    ("yushiki", "見本 識子", &[(Role::Expert, &[])]),
    ("kansa", "例示 査三", &[(Role::Auditor, &[])]),
    ("kanri", "仮名 管一", &[(Role::Administrator, &[])]),
];

impl App {
    /// Makes the people of the demonstration when the inventory is illustrative and nobody has an account; gives the
    /// password they share, to be shown once.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub async fn load_demo_people_when_empty(&self, actor: &Actor) -> Result<Option<Secret>, AppError> {
        permit(actor, Action::ManagePeople)?;
        let anybody = AccountQuery { with_disabled: true, ..AccountQuery::default() };
        if self.store.inventory_state().await?.kind != InventoryKind::Demo
            || self.store.accounts(&anybody, self.today()).await?.total > 0
        {
            return Ok(None);
        }
        let departments = self.store.departments().await?;
        let secret = Secret::new()?;
        let password_hash = crate::sign_in::hash_password(secret.reveal()).await?;
        let duty = |(role, path): &DemoDuty| {
            let department_id = departments.find(path).first().copied();
            // Without its department a duty would be for the whole city.
            let fits = path.is_empty() || department_id.is_some();
            fits.then_some(DutyEntry { role: *role, department_id, from_day: None, until_day: None })
        };
        let people: Vec<PersonEntry> = PEOPLE
            .iter()
            .map(|(login, name, duties)| PersonEntry {
                login: (*login).to_owned(),
                name: (*name).to_owned(),
                email: String::new(),
                password_hash: password_hash.clone(),
                is_demo: true,
                duties: duties.iter().filter_map(duty).collect(),
            })
            .collect();
        let made = self.store.import_people(&actor.name, &people, self.today(), false).await?;
        Ok(made.is_ok().then_some(secret))
    }

    /// Whether anybody of the demonstration can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_demo_people(&self) -> Result<bool, AppError> {
        for (login, ..) in PEOPLE {
            let known = self.store.account_by_login(login).await?;
            if known.is_some_and(|account| account.is_demo && account.is_active) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The logins and names of the demonstration, each with its first role.
    pub fn demo_people() -> impl Iterator<Item = (&'static str, &'static str, Role)> {
        PEOPLE.iter().filter_map(|(login, name, duties)| duties.first().map(|(role, _)| (*login, *name, *role)))
    }
}

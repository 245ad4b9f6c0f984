//! A city hall of ten people and a review of three programs, for the tests of reviews.
#![allow(dead_code)]

use app::clock::Clock;
use app::review::{CalendarDays, Edit, NewCycle, SheetAction, Via};
use app::{Actor, App, FiscalYear, ImportMode, Member};
use reform::workflow::{Duty, Person, Role, Rules};
use store::{DutyEntry, NewAccount, ProgramQuery, Sort, Store};

use super::support::{Fresh, PROGRAMS, operator};

/// A review under way: the application on a day of July, and the programs by their numbers.
pub struct Hall {
    pub app: App,
    pub store: Store,
    pub year: FiscalYear,
    /// 防災訓練 of 危機管理室 防災課.
    pub drill: i64,
    /// 公園管理 of 都市整備局 公園課.
    pub park: i64,
    /// The owner of 防災課, and a second one.
    pub hanako: Actor,
    pub jiro: Actor,
    /// The head of 防災課, and of 危機管理室.
    pub section: Actor,
    pub department: Actor,
    pub office: Actor,
    pub finance: Actor,
    pub headquarters: Actor,
    /// The owner of 公園課.
    pub stranger: Actor,
    pub expert: Actor,
    pub auditor: Actor,
}

pub fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

impl Hall {
    /// Imports three programs, gives ten people their duties, and opens the review of R7 on the usual calendar.
    pub async fn open(fresh: &Fresh) -> Hall {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let app = fresh.app.clone().with_clock(at("2025-07-10T01:00:00Z"));
        let store = Store::open(&fresh.url).await.unwrap();
        let year = year(2025);
        let new = NewCycle {
            year,
            source_year: FiscalYear::new(2024).unwrap(),
            calendar: CalendarDays::usual(year),
            rules: Rules::default(),
        };
        assert_eq!(app.open_review_cycle(&operator(), new).await.unwrap().sheets, 3);
        let query = ProgramQuery { sort: Sort::ExternalId, ..ProgramQuery::default() };
        let programs = app.list_programs(&operator(), &query).await.unwrap().rows;
        let department = async |name: &str| store.departments().await.unwrap().find(&[name])[0];
        let (drills, crisis, parks) =
            (department("防災課").await, department("危機管理室").await, department("公園課").await);
        let new = async |login: &str, role: Role, department: Option<i64>| {
            member(&app, &store, login, role, department).await
        };
        Hall {
            year,
            drill: programs[0].id,
            park: programs[1].id,
            hanako: new("hanako", Role::Owner, Some(drills)).await,
            jiro: new("jiro", Role::Owner, Some(drills)).await,
            section: new("section", Role::SectionHead, Some(drills)).await,
            department: new("department", Role::DepartmentHead, Some(crisis)).await,
            office: new("office", Role::ReformOffice, None).await,
            finance: new("finance", Role::Finance, None).await,
            headquarters: new("headquarters", Role::Headquarters, None).await,
            stranger: new("stranger", Role::Owner, Some(parks)).await,
            expert: new("expert", Role::Expert, None).await,
            auditor: new("auditor", Role::Auditor, None).await,
            app: app.clone(),
            store: store.clone(),
        }
    }

    /// The same city hall at another moment; people's sessions are of that day.
    pub fn on(&self, moment: &str) -> App {
        self.app.clone().with_clock(at(moment))
    }

    /// Saves texts over what is there, as one who has seen all of it.
    pub async fn write(&self, actor: &Actor, program: i64, texts: &[(&str, &str)]) -> i64 {
        let view = self.app.review_sheet(actor, self.year, program).await.unwrap();
        let base = texts.iter().map(|(name, _)| (*name, view.fields.get(name).unwrap_or_default())).collect::<Vec<_>>();
        let edit = edit(&base, texts);
        let saved = self.app.save_fields(actor, self.year, program, &edit, Via::Page).await.unwrap();
        assert!(saved.conflicts.is_empty() && saved.problems.is_empty(), "{saved:?}");
        saved.revision
    }

    /// Takes a step as one who has seen the sheet as it stands.
    pub async fn step(&self, actor: &Actor, program: i64, action: SheetAction) -> Result<(), app::AppError> {
        let seen = self.app.review_sheet(&self.office, self.year, program).await.unwrap().head.revision;
        self.app.act_on_sheet(actor, self.year, program, seen, &action).await.map(|_| ())
    }

    /// Fills in everything a sheet needs that goes on as it is.
    pub async fn complete(&self, actor: &Actor, program: i64) {
        let mut texts: Vec<(String, String)> = Vec::new();
        for (id, _) in self.app.viewpoints() {
            for (part, text) in [("judgement", "adequate"), ("reason", "市民の安全に要る"), ("evidence", "訓練の記録")]
            {
                texts.push((format!("check.{id}.{part}"), text.to_owned()));
            }
        }
        for (name, text) in [
            ("direction", "continue"),
            ("direction-reason", "効果が続いている"),
            ("kpi.k9.name", "参加した人の割合"),
            ("kpi.k9.level", "outcome"),
            ("kpi.k9.unit", "％"),
            ("kpi.k9.direction", "increase"),
            ("kpi.k9.target", "30"),
            ("kpi.k9.target-year", "2027"),
        ] {
            texts.push((name.to_owned(), text.to_owned()));
        }
        let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.write(actor, program, &texts).await;
        let view = self.app.review_sheet(actor, self.year, program).await.unwrap();
        assert_eq!(view.missing, [], "{:?}", view.fields);
    }
}

/// A clock that stands still.
pub fn at(moment: &str) -> Clock {
    Clock::Fixed(moment.parse().unwrap())
}

pub fn edit(base: &[(&str, &str)], mine: &[(&str, &str)]) -> Edit {
    let owned =
        |texts: &[(&str, &str)]| texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Edit { base: owned(base), mine: owned(mine) }
}

/// Somebody with an account and one duty.
pub async fn member(app: &App, store: &Store, login: &str, role: Role, department: Option<i64>) -> Actor {
    let new = NewAccount {
        login: login.into(),
        name: format!("{login}さん"),
        email: String::new(),
        password_hash: String::new(),
        must_change: false,
        is_demo: false,
    };
    let account = store.add_account("tester", &new).await.unwrap().unwrap();
    let duty = DutyEntry { role, department_id: department, from_day: None, until_day: None };
    store.give_duty("tester", account, &duty, app.today()).await.unwrap().unwrap();
    let duties = vec![Duty::own(role, department.map(|id| id.to_string()))];
    let person = Person { id: account.to_string(), duties };
    Actor::member(Member { account, login: login.into(), name: new.name, person, today: app.today() })
}

//! Permission (権限): who may do what. Everything is denied unless [`permit`] says otherwise.

use crate::error::AppError;

/// Who acts (操作者): shown in the audit trail beside what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// What the actor may do.
    pub role: Role,
    /// The name kept in the audit trail.
    pub name: String,
}

/// The role of an actor (役割).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Anybody who can reach the address (閲覧者): citizens, press, other cities.
    Visitor,
    /// The person at this machine, by the command line or on a server that trusts its own address (運用者).
    Operator,
}

/// What can be asked of the application (操作).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the city's plan, its figures and glossary.
    ReadPlan,
    /// See, search and download the program inventory.
    ReadInventory,
    /// Keep a list under a name, or delete such a name.
    SaveViews,
    /// See which files were imported and what was wrong with them.
    ReadImports,
    /// Try a file without changing anything, or import it.
    ImportPrograms,
    /// See the audit trail and verify it.
    ReadAudit,
    /// See the projections of bonds, outlook, fund and ratios, and try other assumptions.
    ReadFiscal,
    /// Keep a set of assumptions under a name, or delete such a name.
    SaveScenarios,
    /// See and compare the published figures of cities.
    ReadCities,
    /// See the list of public facilities.
    ReadFacilities,
    /// Try or import published figures, settlement cards, population and facilities.
    ImportReferenceData,
}

impl Role {
    /// Every role, weakest first.
    pub const ALL: [Role; 2] = [Role::Visitor, Role::Operator];

    /// The stable word for the role.
    pub fn word(self) -> &'static str {
        match self {
            Role::Visitor => "visitor",
            Role::Operator => "operator",
        }
    }
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 11] = [
        Action::ReadPlan,
        Action::ReadInventory,
        Action::SaveViews,
        Action::ReadImports,
        Action::ImportPrograms,
        Action::ReadAudit,
        Action::ReadFiscal,
        Action::SaveScenarios,
        Action::ReadCities,
        Action::ReadFacilities,
        Action::ImportReferenceData,
    ];

    /// The stable word for the action.
    pub fn word(self) -> &'static str {
        match self {
            Action::ReadPlan => "read-plan",
            Action::ReadInventory => "read-inventory",
            Action::SaveViews => "save-views",
            Action::ReadImports => "read-imports",
            Action::ImportPrograms => "import-programs",
            Action::ReadAudit => "read-audit",
            Action::ReadFiscal => "read-fiscal",
            Action::SaveScenarios => "save-scenarios",
            Action::ReadCities => "read-cities",
            Action::ReadFacilities => "read-facilities",
            Action::ImportReferenceData => "import-reference-data",
        }
    }
}

impl Actor {
    /// Somebody without an account.
    pub fn visitor() -> Actor {
        Actor { role: Role::Visitor, name: "visitor".into() }
    }

    /// The person at this machine.
    pub fn operator(name: impl Into<String>) -> Actor {
        Actor { role: Role::Operator, name: name.into() }
    }

    /// Whether the actor may do this; for screens that leave out what would be refused.
    pub fn may(&self, action: Action) -> bool {
        permit(self, action).is_ok()
    }
}

/// Lets the actor do the action, or refuses. The only place where rights are decided.
///
/// # Errors
/// [`AppError::Denied`] when the role has no right to the action.
pub fn permit(actor: &Actor, action: Action) -> Result<(), AppError> {
    let allowed = match (actor.role, action) {
        (_, Action::ReadPlan | Action::ReadInventory) => true,
        (_, Action::ReadFiscal | Action::ReadCities | Action::ReadFacilities) => true,
        (Role::Operator, _) => true,
        (Role::Visitor, _) => false,
    };
    if allowed { Ok(()) } else { Err(AppError::Denied(action)) }
}

/// The whole matrix of roles and actions as a Markdown table, as `docs/reference/permissions.md` prints it.
pub fn matrix_markdown() -> String {
    let mut out = String::from("| action |");
    for role in Role::ALL {
        out.push_str(&format!(" {} |", role.word()));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    out.push('\n');
    for action in Action::ALL {
        out.push_str(&format!("| {} |", action.word()));
        for role in Role::ALL {
            let allowed = permit(&Actor { role, name: String::new() }, action).is_ok();
            out.push_str(if allowed { " yes |" } else { " – |" });
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn the_matrix_is_what_we_mean() {
        expect![[r#"
            | action | visitor | operator |
            |---|---|---|
            | read-plan | yes | yes |
            | read-inventory | yes | yes |
            | save-views | – | yes |
            | read-imports | – | yes |
            | import-programs | – | yes |
            | read-audit | – | yes |
            | read-fiscal | yes | yes |
            | save-scenarios | – | yes |
            | read-cities | yes | yes |
            | read-facilities | yes | yes |
            | import-reference-data | – | yes |
        "#]]
        .assert_eq(&matrix_markdown());
    }
}

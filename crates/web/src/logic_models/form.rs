//! What the forms of the editor send (送られた操作), read into an operation.

use app::logic_models::LogicEdit;
use reform::kpi::Status;
use reform::logic_model::{Evidence, LocalFit, MAX_ENTRIES, NodeId, NodeIndicator, NodeKind, Strength};

/// Every standing an indicator can have.
pub const STATUSES: [Status; 4] = [Status::OnTrack, Status::Mostly, Status::SomewhatBehind, Status::Behind];

/// More rows than this no form has; one above the limit is told by its code.
const ROWS: usize = MAX_ENTRIES + 2;

/// The pairs of a form, in order.
#[derive(Clone, Debug, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name as a whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.first(name).and_then(|value| value.trim().parse().ok())
    }

    /// The node a field names.
    pub fn node(&self, name: &str) -> Option<NodeId> {
        self.first(name).and_then(|value| value.trim().parse().ok()).map(NodeId)
    }

    /// The operation; `None` when it is none.
    pub fn edit(&self) -> Option<LogicEdit> {
        let kind = || self.first("kind").and_then(NodeKind::from_word);
        let text = |name: &str| self.first(name).map(str::to_owned);
        Some(match self.first("op")? {
            "add" => LogicEdit::Add {
                kind: kind()?,
                label: text("label").unwrap_or_default(),
                before: self.node("before"),
                from: self.node("from"),
            },
            "change" => LogicEdit::Change {
                id: self.node("node")?,
                label: text("label"),
                note: text("note"),
                indicators: self.first("indicators").map(|_| self.indicators()),
            },
            "move" => LogicEdit::Move { id: self.node("node")?, kind: kind()?, before: self.node("before") },
            "up" => LogicEdit::Shift { id: self.node("node")?, up: true },
            "down" => LogicEdit::Shift { id: self.node("node")?, up: false },
            "loosen" => LogicEdit::Loosen(kind()?),
            "remove" => LogicEdit::Remove(self.node("node")?),
            "connect" => LogicEdit::Connect { from: self.node("from")?, to: self.node("to")? },
            "disconnect" => LogicEdit::Disconnect { from: self.node("from")?, to: self.node("to")? },
            "edge" => LogicEdit::ChangeEdge {
                from: self.node("from")?,
                to: self.node("to")?,
                evidence: Some(self.evidence()),
                is_external: Some(self.first("external").is_some()),
                note: text("note"),
            },
            "undo" => LogicEdit::Undo,
            "redo" => LogicEdit::Redo,
            _ => return None,
        })
    }

    /// The indicators of a node; a row without a name is no indicator.
    pub fn indicators(&self) -> Vec<NodeIndicator> {
        let row = |at: usize| {
            let get = |field: &str| self.first(&format!("ind.{at}.{field}")).unwrap_or_default().trim();
            let standing = STATUSES.into_iter().find(|status| status.word() == get("standing"));
            let is_qualitative = get("words") == "1";
            NodeIndicator { name: get("name").to_owned(), unit: get("unit").to_owned(), standing, is_qualitative }
        };
        (0..ROWS).map(row).filter(|one| !one.name.is_empty()).collect()
    }

    /// The evidence of an arrow; a row without a source is none.
    pub fn evidence(&self) -> Vec<Evidence> {
        let row = |at: usize| {
            let get = |field: &str| self.first(&format!("ev.{at}.{field}")).unwrap_or_default().trim();
            Evidence {
                strength: Strength::from_word(get("strength")).unwrap_or(Strength::Opinion),
                local_fit: LocalFit::from_word(get("fit")).unwrap_or(LocalFit::Unknown),
                source: get("source").to_owned(),
            }
        };
        (0..ROWS).map(row).filter(|one| !one.source.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(pairs: &[(&str, &str)]) -> Option<LogicEdit> {
        Posted(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()).edit()
    }

    #[test]
    fn rows_without_a_name_are_left_out() {
        let sent = [
            ("op", "change"),
            ("node", "3"),
            ("indicators", "1"),
            ("ind.0.name", " 件数 "),
            ("ind.0.standing", "behind"),
            ("ind.1.name", " "),
            ("ind.1.unit", "人"),
            ("ind.2.name", "声"),
            ("ind.2.words", "1"),
        ];
        let Some(LogicEdit::Change { id, label: None, note: None, indicators: Some(indicators) }) = edit(&sent) else {
            panic!("no change");
        };
        assert_eq!(id, NodeId(3));
        let told: Vec<_> = indicators.iter().map(|one| (one.name.as_str(), one.standing, one.is_qualitative)).collect();
        assert_eq!(told, [("件数", Some(Status::Behind), false), ("声", None, true)]);
    }

    #[test]
    fn what_names_no_operation_is_none() {
        for pairs in [
            &[("op", "explode")][..],
            &[],
            &[("op", "add"), ("kind", "nonsense"), ("label", "A")],
            &[("op", "connect"), ("from", "1"), ("to", "")],
            &[("op", "change"), ("node", "-1")],
        ] {
            assert_eq!(edit(pairs), None, "{pairs:?}");
        }
        let unplaced = edit(&[("op", "move"), ("node", "1"), ("kind", "output"), ("before", "")]);
        assert_eq!(unplaced, Some(LogicEdit::Move { id: NodeId(1), kind: NodeKind::Output, before: None }));
    }
}

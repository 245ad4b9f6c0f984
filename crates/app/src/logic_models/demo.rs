//! The demonstration's logic models (例示のロジックモデル): all of it is made up, sources and standings included.

use reform::kpi::Status;
use reform::logic_model::{Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Strength};
use store::logic_model::NewLogicChange;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The cluster of the worked example, with the names of its two versions.
const WORKED: (&str, &str) = ("public-investment-level", include_str!("demo/public_investment.txt"));

/// A model somebody has just begun, with holes left in its argument.
const BEGUN: (&str, &str) = ("subsidies-review", include_str!("demo/subsidies_review.txt"));

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_logic_models(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if !self.store.logic_models().await?.is_empty() {
            return Ok(());
        }
        let (cluster, text) = WORKED;
        self.make_example(actor, cluster, &read(text, '-')?, Some("課題を整理する前（例示）")).await?;
        self.make_example(actor, cluster, &read(text, '+')?, Some("改革案を比べる前（例示）")).await?;
        self.make_example(actor, BEGUN.0, &read(BEGUN.1, '+')?, None).await
    }

    async fn make_example(
        &self,
        actor: &Actor,
        cluster: &str,
        model: &LogicModel,
        version: Option<&str>,
    ) -> Result<(), AppError> {
        let mut work = self.store.open_logic_model(cluster, true).await?;
        let change =
            NewLogicChange { kind: "import", subject: "例示", undoes: None, account: None, actor: &actor.name };
        work.put(model, &change).await?;
        if let Some(label) = version {
            work.save_version(label, None, &actor.name).await?;
        }
        Ok(work.commit().await?)
    }
}

/// Reads an example: lines without a mark, and those with this one.
fn read(text: &str, mark: char) -> Result<LogicModel, AppError> {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let line = match line.strip_prefix(['+', '-']) {
            Some(rest) if line.starts_with(mark) => rest,
            Some(_) => continue,
            None => line,
        };
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let read = match parts.as_slice() {
            ["node", rest @ ..] => node(rest).map(|node| nodes.push(node)),
            ["edge", rest @ ..] => edge(rest).map(|edge| edges.push(edge)),
            _ => None,
        };
        read.ok_or_else(|| AppError::Task(format!("the example cannot be read: {line}")))?;
    }
    LogicModel::new(nodes, edges).map_err(|problems| AppError::Task(format!("the example is no model: {problems:?}")))
}

fn node(parts: &[&str]) -> Option<Node> {
    let (id, kind, label) = (parts.first()?, parts.get(1)?, parts.get(2)?);
    let mut node = Node::new(NodeId(id.parse().ok()?), NodeKind::from_word(kind)?, *label);
    if let Some(indicator) = parts.get(3) {
        let mut fields = indicator.split(',').map(str::to_owned);
        let (name, unit, standing) = (fields.next()?, fields.next()?, fields.next());
        let statuses = [Status::OnTrack, Status::Mostly, Status::SomewhatBehind, Status::Behind];
        let standing = standing.and_then(|word| statuses.into_iter().find(|status| status.word() == word));
        node.indicators.push(NodeIndicator { name, unit, standing, is_qualitative: false });
    }
    Some(node)
}

fn edge(parts: &[&str]) -> Option<Edge> {
    let id = |at: usize| parts.get(at)?.parse().ok().map(NodeId);
    let mut edge = Edge::new(id(0)?, id(1)?);
    if let Some(strength) = parts.get(2) {
        edge.evidence.push(Evidence {
            strength: Strength::from_word(strength)?,
            local_fit: LocalFit::from_word(parts.get(3)?)?,
            source: (*parts.get(4)?).to_owned(),
        });
    }
    Some(edge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::logic_model::{BreakKind, compare, find_breaks};

    #[test]
    fn the_worked_example_covers_every_column_and_its_versions_differ() {
        let (before, after) = (read(WORKED.1, '-').unwrap(), read(WORKED.1, '+').unwrap());
        assert_eq!((before.nodes().len(), after.nodes().len()), (23, 25));
        assert!(NodeKind::ALL.iter().all(|kind| after.column(*kind).next().is_some()));
        assert!(find_breaks(&before).len() > find_breaks(&after).len());
        assert!(!compare(&before, &after).is_empty());
        let strengths: std::collections::BTreeSet<_> = after.edges().iter().filter_map(Edge::strength).collect();
        assert_eq!(strengths.len(), 6, "one arrow of each strength");
        let evidence = after.edges().iter().flat_map(|edge| &edge.evidence);
        assert!(evidence.clone().count() > 10 && evidence.clone().all(|one| one.source.starts_with("例示：")));
    }

    #[test]
    fn the_begun_example_has_holes() {
        let kinds: Vec<BreakKind> = find_breaks(&read(BEGUN.1, '+').unwrap()).iter().map(|one| one.kind).collect();
        for kind in [BreakKind::JumpToTheEnd, BreakKind::ActivityWithoutOutput, BreakKind::OutcomeLeadsNowhere] {
            assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
        }
    }

    #[test]
    fn a_line_that_is_neither_is_refused() {
        assert!(read("arrow | 1 | 2", '+').is_err());
        assert!(read("node | x | input | A", '+').is_err());
    }
}

//! Department and policy trees (組織・政策体系) as they are stored: a node, the node above, its name.

use crate::StoreError;
use crate::db::{Link, on};
use crate::rows::Rows;
use std::collections::HashMap;

/// A tree of names in memory. Nodes are added, never removed one by one.
#[derive(Default)]
pub(crate) struct Tree {
    /// Id of each node → (the node above, name).
    nodes: HashMap<i64, (Option<i64>, String)>,
    /// (The node above, 0 at the top; name) → id.
    ids: HashMap<(i64, String), i64>,
    /// Whole paths met before, so that a row costs one look-up.
    paths: HashMap<Vec<String>, i64>,
    last_id: i64,
}

/// Which of the two trees.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    Department,
    Policy,
}

impl Tree {
    /// Reads a whole tree; they have hundreds of nodes, not millions.
    pub async fn load(link: &mut Link<'_>, which: Which) -> Result<Tree, StoreError> {
        let sql = match which {
            Which::Department => "select id, parent_id, name from department order by id",
            Which::Policy => "select id, parent_id, name from policy order by id",
        };
        let rows: Vec<(i64, Option<i64>, String)> = on!(link, |c| sqlx::query_as(sql).fetch_all(c).await)?;
        let mut tree = Tree::default();
        for (id, parent, name) in rows {
            tree.insert(id, parent, name);
        }
        Ok(tree)
    }

    /// The rows that [`Tree::id_of_path`] adds.
    pub fn new_rows(which: Which) -> Rows {
        Rows::into(match which {
            Which::Department => "department (id, parent_id, name)",
            Which::Policy => "policy (id, parent_id, name)",
        })
    }

    /// The id of the lowest node of a path; nodes that are not there are added, here and to `rows`. Empty names are
    /// passed over. `None` for a path without names.
    pub fn id_of_path(&mut self, path: &[String], rows: &mut Rows) -> Option<i64> {
        if let Some(id) = self.paths.get(path) {
            return Some(*id);
        }
        let mut lowest = None;
        for name in path.iter().filter(|name| !name.is_empty()) {
            let key = (lowest.unwrap_or(0), name.clone());
            let id = match self.ids.get(&key) {
                Some(id) => *id,
                None => {
                    let id = self.last_id + 1;
                    rows.push([id.into(), lowest.into(), name.as_str().into()]);
                    self.insert(id, lowest, name.clone());
                    id
                }
            };
            lowest = Some(id);
        }
        if let Some(id) = lowest {
            self.paths.insert(path.to_vec(), id);
        }
        lowest
    }

    /// The ids from the top down to this node.
    pub fn path(&self, lowest: Option<i64>) -> Vec<i64> {
        let mut path = Vec::new();
        let mut at = lowest;
        while let Some((id, (parent, _))) = at.and_then(|id| self.nodes.get_key_value(&id)) {
            path.push(*id);
            // A node always comes after the one above it, so a damaged table cannot make this go round.
            at = parent.filter(|parent| parent < id);
        }
        path.reverse();
        path
    }

    /// The names of nodes.
    pub fn names(&self, ids: &[i64]) -> Vec<String> {
        ids.iter().filter_map(|id| self.nodes.get(id)).map(|(_, name)| name.clone()).collect()
    }

    /// Every node as (id, the node above, name), each directly followed by those below it, siblings by id.
    pub fn in_order(&self) -> Vec<(i64, Option<i64>, &str)> {
        let mut below: HashMap<Option<i64>, Vec<i64>> = HashMap::new();
        for (id, (parent, _)) in &self.nodes {
            below.entry(*parent).or_default().push(*id);
        }
        for ids in below.values_mut() {
            ids.sort_unstable_by(|a, b| b.cmp(a));
        }
        let mut stack = below.get(&None).cloned().unwrap_or_default();
        let mut out = Vec::with_capacity(self.nodes.len());
        while let Some(id) = stack.pop() {
            let (parent, name) = &self.nodes[&id];
            out.push((id, *parent, name.as_str()));
            stack.extend(below.get(&Some(id)).into_iter().flatten());
        }
        out
    }

    fn insert(&mut self, id: i64, parent: Option<i64>, name: String) {
        self.last_id = self.last_id.max(id);
        self.ids.insert((parent.unwrap_or(0), name.clone()), id);
        self.nodes.insert(id, (parent, name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_same_name_under_another_node_is_another_node() {
        let mut tree = Tree::default();
        let mut rows = Tree::new_rows(Which::Department);
        let welfare = tree.id_of_path(&path(&["福祉局", "総務課"]), &mut rows);
        let roads = tree.id_of_path(&path(&["建設局", "総務課"]), &mut rows);
        assert_ne!(welfare, roads);
        assert_eq!(tree.id_of_path(&path(&["福祉局", "", "総務課"]), &mut rows), welfare);
        assert_eq!(tree.id_of_path(&path(&[""]), &mut rows), None);
        assert_eq!(tree.names(&tree.path(roads)), ["建設局", "総務課"]);
        let order: Vec<&str> = tree.in_order().into_iter().map(|(_, _, name)| name).collect();
        assert_eq!(order, ["福祉局", "総務課", "建設局", "総務課"]);
    }
}

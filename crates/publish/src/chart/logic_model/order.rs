//! Order within the columns (列の中の順序): as few crossings as sweeps by barycentre and exchanges of neighbours find.
//!
//! An edge over several columns becomes a chain of passages, one in each column between, so that every link joins
//! neighbouring columns. Nothing depends on chance or on the order of the input.

use reform::logic_model::{LogicModel, NodeKind};

/// How often the columns are swept at most, and how often without gain.
const MOST_SWEEPS: usize = 24;
const IDLE_SWEEPS: usize = 6;

/// What stands in a column: a node or the passage of an edge.
pub(super) struct Item {
    /// The node's index in the model; none for a passage.
    pub node: Option<usize>,
    /// Its place wished for; a passage has none.
    wish: Option<u32>,
    /// Items linked to it in the column before and after.
    pub before: Vec<usize>,
    pub after: Vec<usize>,
}

/// The columns with their items from top to bottom.
pub(super) struct Ordered {
    /// The kinds of the columns from left to right.
    pub kinds: Vec<NodeKind>,
    /// Items of each column from top to bottom.
    pub columns: Vec<Vec<usize>>,
    /// Every item; the first ones are the nodes of columns.
    pub items: Vec<Item>,
    /// Of each edge between columns: the items it runs over, both ends included.
    pub chains: Vec<(usize, Vec<usize>)>,
    /// Edges within one column.
    pub within: Vec<usize>,
}

/// Orders the nodes of the columns; external factors stand elsewhere.
pub(super) fn order(model: &LogicModel, kinds: Vec<NodeKind>) -> Ordered {
    let mut ordered = items(model, kinds);
    let mut best = ordered.columns.clone();
    let mut least = ordered.crossings();
    let mut idle = 0;
    for sweep in 0..MOST_SWEEPS {
        if least == 0 || idle == IDLE_SWEEPS {
            break;
        }
        ordered.sweep(sweep % 2 == 0);
        ordered.exchange();
        let crossings = ordered.crossings();
        idle += 1;
        if crossings < least {
            (least, idle) = (crossings, 0);
            best.clone_from(&ordered.columns);
        }
    }
    ordered.columns = best;
    ordered
}

fn items(model: &LogicModel, kinds: Vec<NodeKind>) -> Ordered {
    let column_of = |kind: NodeKind| kinds.iter().position(|column| *column == kind);
    let mut items = Vec::new();
    let mut columns: Vec<Vec<usize>> = vec![vec![]; kinds.len()];
    let mut item_of = vec![None; model.nodes().len()];
    for (index, node) in model.nodes().iter().enumerate() {
        if let Some(column) = column_of(node.kind) {
            item_of[index] = Some(items.len());
            columns[column].push(items.len());
            items.push(Item { node: Some(index), wish: node.position, before: vec![], after: vec![] });
        }
    }
    let place = |id| model.nodes().binary_search_by_key(&id, |node| node.id).ok();
    let (mut chains, mut within) = (vec![], vec![]);
    for (index, edge) in model.edges().iter().enumerate() {
        let ends = place(edge.from).zip(place(edge.to));
        let Some((from, to)) = ends.and_then(|(from, to)| item_of[from].zip(item_of[to])) else { continue };
        let column = |item: usize, items: &[Item]| items[item].node.and_then(|at| column_of(model.nodes()[at].kind));
        let (Some(first), Some(last)) = (column(from, &items), column(to, &items)) else { continue };
        if first == last {
            within.push(index);
            continue;
        }
        let mut chain = vec![from];
        for passed in columns.iter_mut().take(last).skip(first + 1) {
            passed.push(items.len());
            chain.push(items.len());
            items.push(Item { node: None, wish: None, before: vec![], after: vec![] });
        }
        chain.push(to);
        for pair in chain.windows(2) {
            items[pair[0]].after.push(pair[1]);
            items[pair[1]].before.push(pair[0]);
        }
        chains.push((index, chain));
    }
    let mut ordered = Ordered { kinds, columns, items, chains, within };
    for column in 0..ordered.columns.len() {
        ordered.grant_wishes(column);
    }
    ordered
}

impl Ordered {
    /// Puts every item near the middle of those it is linked with, column by column.
    fn sweep(&mut self, forward: bool) {
        let count = self.columns.len();
        let mut places = self.places();
        for step in 1..count {
            let column = if forward { step } else { count - 1 - step };
            let middle = |item: usize| {
                let linked = if forward { &self.items[item].before } else { &self.items[item].after };
                // Twice the mean, as an exact fraction: no rounding decides an order.
                let sum: usize = linked.iter().map(|other| places[*other]).sum();
                if linked.is_empty() { None } else { Some((sum, linked.len())) }
            };
            let mut free: Vec<(usize, (usize, usize))> = Vec::new();
            let mut stays: Vec<(usize, usize)> = Vec::new();
            for (at, &item) in self.columns[column].iter().enumerate() {
                match middle(item) {
                    Some(mean) => free.push((item, mean)),
                    None => stays.push((at, item)),
                }
            }
            free.sort_by(|(_, (a, m)), (_, (b, n))| (a * n).cmp(&(b * m)));
            // What is linked with nothing keeps its place.
            let mut sorted = free.into_iter().map(|(item, _)| item);
            let mut stays = stays.into_iter().peekable();
            let mut next = Vec::with_capacity(self.columns[column].len());
            for at in 0..self.columns[column].len() {
                next.extend(stays.next_if(|(place, _)| *place == at).map(|(_, item)| item).or_else(|| sorted.next()));
            }
            self.columns[column] = next;
            self.grant_wishes(column);
            for (place, &item) in self.columns[column].iter().enumerate() {
                places[item] = place;
            }
        }
    }

    /// Exchanges neighbours as long as it takes away crossings.
    fn exchange(&mut self) {
        for _ in 0..4 {
            let mut gained = false;
            let mut places = self.places();
            for column in 0..self.columns.len() {
                for at in 1..self.columns[column].len() {
                    let (upper, lower) = (self.columns[column][at - 1], self.columns[column][at]);
                    let (one, other) = (&self.items[upper], &self.items[lower]);
                    if (one.wish.is_some() && other.node.is_some()) || (other.wish.is_some() && one.node.is_some()) {
                        continue;
                    }
                    let crossed = |one: &[usize], other: &[usize]| {
                        let over = |a: &usize| other.iter().filter(|b| places[**b] < places[*a]).count();
                        one.iter().map(over).sum::<usize>()
                    };
                    let now = crossed(&one.before, &other.before) + crossed(&one.after, &other.after);
                    let then = crossed(&other.before, &one.before) + crossed(&other.after, &one.after);
                    if then < now {
                        self.columns[column].swap(at - 1, at);
                        places[upper] = at;
                        places[lower] = at - 1;
                        gained = true;
                    }
                }
            }
            if !gained {
                return;
            }
        }
    }

    /// Gives each node of a column the place it wishes among the nodes; the others fill the places left, in their order.
    fn grant_wishes(&mut self, column: usize) {
        let nodes: Vec<usize> =
            self.columns[column].iter().copied().filter(|at| self.items[*at].node.is_some()).collect();
        let mut wishing: Vec<usize> = nodes.iter().copied().filter(|at| self.items[*at].wish.is_some()).collect();
        if wishing.is_empty() {
            return;
        }
        wishing.sort_by_key(|at| (self.items[*at].wish, self.items[*at].node));
        let mut places: Vec<Option<usize>> = vec![None; nodes.len()];
        for item in wishing {
            let wish = self.items[item].wish.map_or(0, |wish| wish as usize).min(nodes.len() - 1);
            let free = (wish..nodes.len()).chain((0..wish).rev()).find(|place| places[*place].is_none());
            if let Some(place) = free {
                places[place] = Some(item);
            }
        }
        let mut others = nodes.iter().copied().filter(|at| self.items[*at].wish.is_none());
        let filled: Vec<usize> = places.into_iter().filter_map(|place| place.or_else(|| others.next())).collect();
        let mut filled = filled.into_iter();
        for at in 0..self.columns[column].len() {
            let is_node = self.items[self.columns[column][at]].node.is_some();
            if let Some(item) = is_node.then(|| filled.next()).flatten() {
                self.columns[column][at] = item;
            }
        }
    }

    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.items.len()];
        for column in &self.columns {
            for (place, &item) in column.iter().enumerate() {
                places[item] = place;
            }
        }
        places
    }

    /// How many pairs of links cross.
    pub(super) fn crossings(&self) -> usize {
        let places = self.places();
        let between = |column: &Vec<usize>| {
            let mut ends: Vec<(usize, usize)> = column
                .iter()
                .flat_map(|&item| self.items[item].after.iter().map(move |&to| (item, to)))
                .map(|(from, to)| (places[from], places[to]))
                .collect();
            ends.sort_unstable();
            inversions(&ends.into_iter().map(|(_, to)| to).collect::<Vec<_>>())
        };
        self.columns.iter().map(between).sum()
    }
}

/// How many pairs stand in the wrong order, counted with a tree of partial sums.
fn inversions(values: &[usize]) -> usize {
    let size = values.iter().max().map_or(0, |most| most + 1);
    let mut tree = vec![0usize; size + 1];
    let mut found = 0;
    for (seen, &value) in values.iter().enumerate() {
        let mut at = value + 1;
        let mut not_above = 0;
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        found += seen - not_above;
        let mut at = value + 1;
        while at <= size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::logic_model::{Edge, Node, NodeId};

    fn model(edges: &[(u32, u32)], outputs: &[u32]) -> LogicModel {
        let activities = (1..=3).map(|id| Node::new(NodeId(id), NodeKind::Activity, format!("活動{id}")));
        let outputs = outputs.iter().map(|id| Node::new(NodeId(*id), NodeKind::Output, format!("結果{id}")));
        let edges = edges.iter().map(|(from, to)| Edge::new(NodeId(*from), NodeId(*to))).collect();
        LogicModel::new(activities.chain(outputs).collect(), edges).unwrap()
    }

    #[test]
    fn crossings_are_counted_and_taken_away() {
        assert_eq!(inversions(&[2, 1, 0]), 3);
        assert_eq!(inversions(&[0, 1, 1, 2]), 0);
        let turned = model(&[(1, 13), (2, 12), (3, 11)], &[11, 12, 13]);
        let ordered = order(&turned, vec![NodeKind::Activity, NodeKind::Output]);
        assert_eq!(ordered.crossings(), 0);
    }

    #[test]
    fn wished_places_are_kept_even_where_lines_cross() {
        let (mut nodes, edges) = model(&[(1, 11), (2, 12), (3, 13)], &[11, 12, 13]).into_parts();
        nodes.iter_mut().find(|node| node.id == NodeId(13)).unwrap().position = Some(0);
        let wished = LogicModel::new(nodes, edges).unwrap();
        let ordered = order(&wished, vec![NodeKind::Activity, NodeKind::Output]);
        let first = ordered.items[ordered.columns[1][0]].node.unwrap();
        assert_eq!(wished.nodes()[first].id, NodeId(13));
    }
}

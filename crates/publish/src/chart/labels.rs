//! Labels that keep apart (重ならない文字): names at the end of lines and on lines of reference.

/// A rectangle a label takes: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Place {
    pub(super) fn overlaps(&self, other: &Place) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// Where labels stand that want to be at `wanted`: at least `gap` apart, within `low..=high` where that is possible,
/// each as near as can be to its own place. In the order of `wanted`.
pub(super) fn push_apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Labels that press on each other become one block, which stands where its members want to be on average.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut block = (wanted[*index] - rank as f64 * gap, 1);
        while let Some((place, size)) = blocks.last().copied().filter(|(place, _)| *place > block.0) {
            blocks.pop();
            let size_of_both = size + block.1;
            block = ((place * size as f64 + block.0 * block.1 as f64) / size_of_both as f64, size_of_both);
        }
        blocks.push(block);
    }
    let starts = blocks.iter().flat_map(|(place, size)| std::iter::repeat_n(*place, *size));
    let last = wanted.len().saturating_sub(1) as f64;
    // All offsets were taken off, so the last one may start no lower than this.
    let floor = (high - last * gap).max(low);
    let mut places = vec![0.0; wanted.len()];
    for ((rank, index), start) in order.iter().enumerate().zip(starts) {
        places[*index] = start.clamp(low, floor) + rank as f64 * gap;
    }
    places
}

/// Of several places for a label, the one farthest from everything drawn that does not lie on another label.
///
/// `curves` are the heights at evenly spaced points from `left` to `right` of the plot.
pub(super) fn freest(
    places: &[Place],
    taken: &[Place],
    curves: &[Vec<(f64, f64)>],
    within: (f64, f64),
) -> Option<Place> {
    let clearance = |place: &Place| curves.iter().map(|curve| distance(place, curve)).fold(f64::INFINITY, f64::min);
    places
        .iter()
        .filter(|place| place.top >= within.0 && place.bottom <= within.1)
        .filter(|place| !taken.iter().any(|other| other.overlaps(place)))
        .map(|place| (*place, clearance(place)))
        // Of equals the first, so that the same figures give the same picture.
        .fold(None, |best: Option<(Place, f64)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map(|(place, _)| place)
}

/// Names beside their dots: for each dot the first place around it, nearest first, that lies on no other name and no
/// dot; where none is free, the one that covers least. `first` names the dot that chooses before the others.
pub(super) fn beside_dots(dots: &[Dot], height: f64, within: Place, first: Option<usize>) -> Vec<Place> {
    let marks: Vec<Place> = dots.iter().map(Dot::place).collect();
    let crowd = |dot: &Dot| dots.iter().filter(|other| (other.x - dot.x).hypot(other.y - dot.y) < dot.width).count();
    let mut order: Vec<usize> = (0..dots.len()).collect();
    // The ones in a crowd choose first: the others have room anyway.
    order.sort_by_key(|index| (Some(*index) != first, std::cmp::Reverse(crowd(&dots[*index]))));
    let mut places: Vec<Option<Place>> = vec![None; dots.len()];
    for index in order {
        let covered = |place: &Place| {
            let names = places.iter().flatten().map(|other| other.shared(place));
            let others =
                marks.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, mark)| mark.shared(place));
            names.chain(others).sum::<f64>()
        };
        let mut best: Option<(Place, f64)> = None;
        for place in dots[index].around(height).into_iter().map(|place| place.moved_into(within)) {
            let cover = covered(&place);
            if best.is_none_or(|(_, least)| cover < least) {
                best = Some((place, cover));
            }
            if cover == 0.0 {
                break;
            }
        }
        places[index] = best.map(|(place, _)| place);
    }
    places.into_iter().flatten().collect()
}

/// A dot with the width of its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dot {
    pub x: f64,
    pub y: f64,
    pub radius: f64,
    pub width: f64,
}

impl Dot {
    fn place(&self) -> Place {
        let reach = self.radius + 1.0;
        Place { left: self.x - reach, top: self.y - reach, right: self.x + reach, bottom: self.y + reach }
    }

    /// Places for its name, the nearest and best to read first: above, right, left, below, the corners, then farther.
    fn around(&self, height: f64) -> Vec<Place> {
        let mut places = Vec::new();
        for ring in 0..4 {
            let away = self.radius + 2.0 + f64::from(ring) * height * 0.7;
            let half = self.width / 2.0;
            let (above, below, level) = (self.y - away - height, self.y + away, self.y - height / 2.0);
            let (right, left) = (self.x + away + 2.0, self.x - away - 2.0 - self.width);
            let mut at = |left: f64, top: f64| {
                places.push(Place { left, top, right: left + self.width, bottom: top + height });
            };
            at(self.x - half, above);
            at(right, level);
            at(left, level);
            at(self.x - half, below);
            at(self.x, above);
            at(self.x - self.width, above);
            at(self.x, below);
            at(self.x - self.width, below);
        }
        places
    }
}

impl Place {
    /// The area two places have in common.
    fn shared(&self, other: &Place) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }

    fn moved_into(self, within: Place) -> Place {
        let across = (within.left - self.left).max(0.0) - (self.right - within.right).max(0.0);
        let down = (within.top - self.top).max(0.0) - (self.bottom - within.bottom).max(0.0);
        Place { left: self.left + across, top: self.top + down, right: self.right + across, bottom: self.bottom + down }
    }
}

/// How far a curve stays above or below a place; zero when it runs through.
fn distance(place: &Place, curve: &[(f64, f64)]) -> f64 {
    let mut nearest = f64::INFINITY;
    for pair in curve.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        if x2 < place.left || x1 > place.right {
            continue;
        }
        // Only the part of the stretch beside the place counts.
        let at = |x: f64| if x2 > x1 { y1 + (y2 - y1) * ((x - x1) / (x2 - x1)).clamp(0.0, 1.0) } else { y1 };
        let (start, end) = (at(place.left), at(place.right));
        let (low, high) = (start.min(end), start.max(end));
        let apart = if high < place.top {
            place.top - high
        } else if low > place.bottom {
            low - place.bottom
        } else {
            0.0
        };
        nearest = nearest.min(apart);
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_near_each_other_are_pushed_apart_evenly() {
        assert_eq!(push_apart(&[50.0, 52.0, 200.0], 10.0, 0.0, 300.0), [46.0, 56.0, 200.0]);
        assert_eq!(push_apart(&[52.0, 50.0], 10.0, 0.0, 300.0), [56.0, 46.0]);
        assert_eq!(push_apart(&[299.0, 300.0], 10.0, 0.0, 300.0), [290.0, 300.0]);
        assert_eq!(push_apart(&[], 10.0, 0.0, 300.0), Vec::<f64>::new());
    }

    #[test]
    fn a_label_stands_where_no_line_runs() {
        let place = |left: f64| Place { left, top: 40.0, right: left + 20.0, bottom: 50.0 };
        let falling = vec![(0.0, 45.0), (50.0, 45.0), (100.0, 100.0)];
        let free = freest(&[place(0.0), place(70.0)], &[], std::slice::from_ref(&falling), (0.0, 100.0));
        assert_eq!(free, Some(place(70.0)));
        assert_eq!(freest(&[place(70.0)], &[place(60.0)], &[falling], (0.0, 100.0)), None, "taken");
    }

    #[test]
    fn names_lie_on_no_other_name_and_no_dot() {
        let dot = |x: f64, y: f64| Dot { x, y, radius: 4.0, width: 40.0 };
        let dots = [dot(100.0, 100.0), dot(106.0, 104.0), dot(98.0, 94.0), dot(290.0, 100.0)];
        let within = Place { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let places = beside_dots(&dots, 13.0, within, Some(0));
        for (index, place) in places.iter().enumerate() {
            for (other, (name, mark)) in places.iter().zip(dots.iter().map(Dot::place)).enumerate() {
                assert!(index == other || !place.overlaps(name) && !place.overlaps(&mark), "{index} over {other}");
            }
            assert!(place.right <= 300.0);
        }
    }

    proptest! {
        #[test]
        fn any_labels_stand_apart(wanted in proptest::collection::vec(0.0f64..300.0, 0..12)) {
            let mut places = push_apart(&wanted, 15.0, 0.0, 300.0);
            prop_assert_eq!(places.len(), wanted.len());
            places.sort_by(f64::total_cmp);
            for pair in places.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 15.0 - 1e-6, "{:?}", places);
            }
            prop_assert!(places.iter().all(|place| (0.0..=300.0 + 1e-6).contains(place)));
        }
    }
}

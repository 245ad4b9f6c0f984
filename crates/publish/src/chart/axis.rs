//! The axis of categories (横軸): every label that fits, round steps where not all do.

use kuva::render::layout::{ComputedLayout, Layout};
use kuva::render::render::{Scene, TextAnchor};

use super::frame::{self, Frame, Margins, text};

/// Leaves the axis of categories to [`draw_categories`]: no ticks, no grid across it.
pub(super) fn own_categories(layout: Layout, count: usize) -> Layout {
    let mut layout = layout.with_x_categories(vec![String::new(); count]);
    layout.suppress_x_ticks = true;
    layout
}

/// The widths between two categories when `count` of them share the picture.
pub(super) fn slot(frame: &Frame, margins: Margins, count: usize) -> f64 {
    (frame.width - margins.left - margins.right) / count.max(1) as f64
}

/// Draws ticks and labels under the plot, the categories standing at 1, 2, 3 …; `bottom` is where the plot ends.
pub(super) fn draw_categories(
    scene: &mut Scene,
    labels: &[String],
    places: &ComputedLayout,
    frame: &Frame,
    bottom: f64,
) {
    let count = labels.len();
    if count == 0 {
        return;
    }
    let slot = if count > 1 { places.map_x(2.0) - places.map_x(1.0) } else { frame.width };
    // A label never takes more than its slot where it stands alone.
    let room = if count > 1 { frame.width } else { frame.width - 8.0 };
    let labels: Vec<String> = labels.iter().map(|label| frame::fit(label, frame.font, room.min(120.0))).collect();
    let widest = labels.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max);
    let every = step(widest, slot);
    for (index, label) in labels.iter().enumerate() {
        let x = places.map_x(index as f64 + 1.0);
        let is_labelled = (count - 1 - index).is_multiple_of(every);
        // A tick for each category while they can be told apart.
        if is_labelled || slot >= 6.0 {
            let length = if is_labelled { 5.0 } else { 3.0 };
            scene.add(frame::line((x, bottom), (x, bottom + length), frame::AXIS, 1.0, false));
        }
        if is_labelled {
            let half = frame::text_width(label, frame.font) / 2.0;
            let x = x.clamp(half, (frame.width - half - 2.0).max(half));
            let y = bottom + 7.0 + f64::from(frame.font);
            scene.add(text(x, y, label, frame.font, TextAnchor::Middle, false));
        }
    }
}

/// Every how many categories a label stands: 1, 2, 5, 10, 20, 50, as years are counted.
fn step(widest: f64, slot: f64) -> usize {
    let least = ((widest + 10.0) / slot.max(0.5)).ceil().max(1.0) as usize;
    [1, 2, 5, 10, 20, 50].into_iter().find(|step| *step >= least).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_at_steps_in_which_years_are_counted() {
        assert_eq!([100.0, 20.0, 14.0, 6.0, 2.1].map(|slot| step(28.0, slot)), [1, 2, 5, 10, 20]);
    }
}

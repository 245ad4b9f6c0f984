//! How high a row must be (行の高さ): neither Excel nor LibreOffice fits rows by itself to a file they did not write.

/// One line of 10.5 points.
const LINE_POINTS: f64 = 15.5;
/// The highest row Excel shows.
const HIGHEST: f64 = 409.0;

/// The height in points for these texts in columns of these widths, at least so many lines.
pub(crate) fn height<'a>(cells: impl IntoIterator<Item = (&'a str, f64)>, least_lines: usize) -> f64 {
    let lines = cells.into_iter().map(|(text, width)| lines(text, width)).max().unwrap_or(0).max(least_lines);
    (lines as f64 * LINE_POINTS + 4.0).min(HIGHEST)
}

/// The lines a text takes; widths count letters of half width.
fn lines(text: &str, width: f64) -> usize {
    let room = (width - 1.0).max(2.0) as usize;
    text.lines().map(|line| units(line).div_ceil(room).max(1)).sum()
}

fn units(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() || ('｡'..='ﾟ').contains(&c) { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_the_lines_it_takes() {
        assert_eq!(lines("", 10.0), 0);
        assert_eq!(lines("123456789", 10.0), 1);
        assert_eq!(lines("防災訓練事業", 11.0), 2);
        assert_eq!(lines("a\n\nb", 10.0), 3);
        assert!((height([("x".repeat(10_000).as_str(), 12.0)], 1) - HIGHEST).abs() < f64::EPSILON);
    }
}

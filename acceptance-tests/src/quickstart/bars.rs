//! Upright bars of block characters.

/// A bar's last character, by its eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A value of zero: it was measured, and there is no bar.
const ZERO: char = '·';

/// Lines from the top, one character for each value, a blank where there is none. What is higher than the picture is cut.
///
/// * `line`: how much of a value the height of one line stands for.
pub(super) fn bars(values: &[Option<f64>], line: f64, lines: u32) -> Vec<String> {
    (0..lines).rev().map(|from| values.iter().map(|value| character(*value, line, from)).collect()).collect()
}

/// Of a bar, the character in the line that has `below` lines below it.
fn character(value: Option<f64>, line: f64, below: u32) -> char {
    match value {
        Some(value) if value > 0.0 => {
            // However little it is, it is seen.
            let eighths = (value / line * 8.0).round().max(1.0) - 8.0 * f64::from(below);
            let full = (0..8_u8).filter(|eighth| f64::from(*eighth) < eighths).count();
            EIGHTHS[full]
        }
        Some(_) if below == 0 => ZERO,
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_one_line() {
        let values = [None, Some(0.0), Some(0.1), Some(12.5), Some(25.0), Some(37.5), Some(50.0), Some(99.0)];
        assert_eq!(bars(&values, 25.0, 2), ["     ▄██", " ·▁▄████"]);
        assert_eq!(bars(&[], 25.0, 2), ["", ""]);
    }
}

//! How long ago something was, in kubectl's short form.

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// A span of whole seconds as the AGE column and `(3m ago)` print it: the shorter the span, the
/// more exact.
// Models staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go HumanDuration
pub fn human_duration(seconds: i64) -> String {
    // Clocks may differ by a moment, so a start that lies one second ahead counts as now.
    match seconds {
        ..-1 => "<invalid>".to_owned(),
        -1 => "0s".to_owned(),
        _ if seconds < 2 * MINUTE => format!("{seconds}s"),
        _ if seconds < 10 * MINUTE => two_units(seconds, (MINUTE, "m"), (1, "s")),
        _ if seconds < 3 * HOUR => format!("{}m", seconds / MINUTE),
        _ if seconds < 8 * HOUR => two_units(seconds, (HOUR, "h"), (MINUTE, "m")),
        _ if seconds < 2 * DAY => format!("{}h", seconds / HOUR),
        _ if seconds < 8 * DAY => two_units(seconds, (DAY, "d"), (HOUR, "h")),
        _ if seconds < 2 * YEAR => format!("{}d", seconds / DAY),
        _ if seconds < 8 * YEAR => two_units(seconds, (YEAR, "y"), (DAY, "d")),
        _ => format!("{}y", seconds / YEAR),
    }
}

/// `2m5s`, and `2m` when nothing is left for the smaller unit.
fn two_units(seconds: i64, large: (i64, &str), small: (i64, &str)) -> String {
    let whole = seconds / large.0;
    let rest = seconds % large.0 / small.0;
    if rest == 0 {
        format!("{whole}{}", large.1)
    } else {
        format!("{whole}{}{rest}{}", large.1, small.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn ages_print_as_in_every_case_taken_from_kubernetes() {
        let cases = include_str!("../../tests/cases/duration_cases.json");
        let cases: Value = serde_json::from_str(cases).unwrap();
        let human = cases["human"].as_array().unwrap();
        assert!(human.len() > 50);
        for case in human {
            // Cases with a fraction test that it is cut off.
            let seconds = case["seconds"].as_f64().unwrap().trunc() as i64;
            assert_eq!(human_duration(seconds), case["text"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn one_minute_and_one_day_never_occur() {
        for (seconds, text) in [(60, "60s"), (119, "119s"), (120, "2m"), (86_400, "24h")] {
            assert_eq!(human_duration(seconds), text);
        }
    }
}

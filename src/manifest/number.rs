//! Numbers with a fraction, as Go prints them in JSON and in YAML.

use serde_json::Number;

/// The number as JSON: `0.5`, `1e+21`, `1e-7`.
// Models encoding/json/encode.go floatEncoder
pub(super) fn json(number: &Number) -> String {
    match Decimal::of(number) {
        None => number.to_string(),
        Some(decimal) => match decimal.exponent() {
            -6..21 => decimal.positional(),
            exponent => decimal.scientific(exponent, 1),
        },
    }
}

/// The number in its shortest form, which is how Go writes it in YAML: `0.5`, `1e+21`, `1e-07`.
// Models strconv/ftoa.go FormatFloat with the format 'g'
pub(super) fn shortest(number: &Number) -> String {
    match Decimal::of(number) {
        None => number.to_string(),
        Some(decimal) => match decimal.exponent() {
            -4..6 => decimal.positional(),
            exponent => decimal.scientific(exponent, 2),
        },
    }
}

/// A number as the digits after `0.` and the place of the point.
struct Decimal {
    negative: bool,
    digits: String,
    /// How many of the digits stand before the point; negative for zeros after it.
    point: i32,
}

impl Decimal {
    /// The digits of a number that is not an integer type; `None` for one that is.
    ///
    /// They come from the JSON library's own shortest form, so no second printer of floating
    /// point numbers is linked.
    fn of(number: &Number) -> Option<Self> {
        if !number.is_f64() {
            return None;
        }
        let text = number.to_string();
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        let (mantissa, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let leading_zeros = (all.len() - digits.len()) as i32;
        let exponent: i32 = exponent.parse().unwrap_or_default();
        let point = whole.len() as i32 - leading_zeros + exponent;
        let digits = digits.trim_end_matches('0').to_owned();
        let zero = digits.is_empty();
        Some(Self {
            negative: text.starts_with('-'),
            digits: if zero { "0".to_owned() } else { digits },
            point: if zero { 1 } else { point },
        })
    }

    /// The power of ten of the first digit.
    fn exponent(&self) -> i32 {
        self.point - 1
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    /// `1500`, `0.25`.
    fn positional(&self) -> String {
        let (sign, digits) = (self.sign(), &self.digits);
        if self.point <= 0 {
            let zeros = "0".repeat(self.point.unsigned_abs() as usize);
            return format!("{sign}0.{zeros}{digits}");
        }
        let point = self.point as usize;
        match digits.split_at_checked(point) {
            Some((whole, "")) => format!("{sign}{whole}"),
            Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
            None => format!("{sign}{digits}{}", "0".repeat(point - digits.len())),
        }
    }

    /// `1.5e+21`, with at least so many digits in the exponent.
    fn scientific(&self, exponent: i32, width: usize) -> String {
        let (first, rest) = self.digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let direction = if exponent < 0 { '-' } else { '+' };
        let power = exponent.unsigned_abs();
        format!("{}{first}{dot}{rest}e{direction}{power:0width$}", self.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_print_as_go_prints_them() {
        for (number, in_json, in_yaml) in [
            (0.5, "0.5", "0.5"),
            (-1.25, "-1.25", "-1.25"),
            (0.0, "0", "0"),
            (1e21, "1e+21", "1e+21"),
            (1e20, "100000000000000000000", "1e+20"),
            (1.5e300, "1.5e+300", "1.5e+300"),
            (1e-6, "0.000001", "1e-06"),
            (1e-7, "1e-7", "1e-07"),
            (2.5e-12, "2.5e-12", "2.5e-12"),
            (0.0001, "0.0001", "0.0001"),
            (1234567.5, "1234567.5", "1.2345675e+06"),
            (123456.5, "123456.5", "123456.5"),
        ] {
            let number = Number::from_f64(number).unwrap();
            assert_eq!(json(&number), in_json);
            assert_eq!(shortest(&number), in_yaml);
        }
    }
}

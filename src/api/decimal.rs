//! Numbers with a fraction or an exponent, digit by digit, and how Go prints them.
//!
//! Kubernetes keeps them as float64, which up to 15 digits are what was written; the last ones of a
//! longer number may differ from what Go prints. No field of the API has such numbers, and the
//! tables of floating point would be a part of the page that one would notice.

use serde_json::Number;
use std::cmp::Ordering;
use std::num::ParseIntError;

/// How many digits a float64 can hold.
const PRECISION: usize = 17;
/// The largest power of ten that it reaches, and the first that is too small.
const LARGEST_POWER: i64 = 308;
const LARGEST_DIGITS: &str = "17976931348623157";
const SMALLEST_POWER: i64 = -324;
/// An exponent beyond any that it reaches, whatever stands before it.
const FAR: i64 = 1 << 40;

/// A number as the digits after `0.` and the place of the point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Whether a minus stands before it.
    pub negative: bool,
    /// The digits, without zeros at either end; a zero has `0`.
    pub digits: String,
    /// How many of the digits stand before the point; negative for zeros after it.
    pub point: i32,
}

/// Whether a number in JSON is not an integer that the API's types can hold: a `float64` in Go.
pub fn is_fraction(number: &Number) -> bool {
    !number.is_i64() && !number.is_u64()
}

/// The number that a text in JSON stands for.
pub fn number(text: &str) -> Number {
    let signed = text.parse::<i64>().map(Number::from);
    let unsigned = || text.parse::<u64>().map(Number::from);
    // Not `Number::from_str`: it can read floating point numbers as well, whose tables are heavy.
    signed
        .or_else(|_: ParseIntError| unsigned())
        .unwrap_or_else(|_| Number::from_string_unchecked(text.to_owned()))
}

/// A number as Go prints it in JSON.
pub fn json(number: &Number) -> String {
    Decimal::of(number).map_or_else(|| number.to_string(), |decimal| decimal.json())
}

/// A number as Go prints it in YAML.
pub fn shortest(number: &Number) -> String {
    Decimal::of(number).map_or_else(|| number.to_string(), |decimal| decimal.shortest())
}

impl Decimal {
    /// The digits of a number that is not an integer type; `None` for one that is.
    pub fn of(number: &Number) -> Option<Decimal> {
        is_fraction(number).then(|| Decimal::parse(number.as_str())).flatten()
    }

    /// Reads a decimal number with or without a sign, a point and an exponent; `None` for another
    /// text, and for a number that is too large for a float64.
    pub fn parse(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], &unsigned[at + 1..]),
            None => (unsigned, "0"),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let missing = whole.is_empty() && fraction.is_empty() || power.is_empty();
        if missing || !is_digits(whole) || !is_digits(fraction) || !is_digits(power) {
            return None;
        }
        let all = [whole, fraction].concat();
        let digits = all.trim_start_matches('0');
        let negative = text.starts_with('-');
        let zero = || Decimal { negative, digits: "0".to_owned(), point: 1 };
        if digits.is_empty() {
            return Some(zero());
        }
        // An exponent that no i64 holds is as good as one that no float64 reaches.
        let unreachable = if exponent.starts_with('-') { -FAR } else { FAR };
        let exponent = exponent.parse().unwrap_or(unreachable).clamp(-FAR, FAR);
        let point = whole.len() as i64 - (all.len() - digits.len()) as i64 + exponent;
        match point {
            ..=SMALLEST_POWER => Some(zero()),
            _ if point > LARGEST_POWER + 1 => None,
            _ => {
                let mut number =
                    Decimal { negative, digits: digits.to_owned(), point: point as i32 };
                number.round();
                let size = (i64::from(number.point), number.digits.as_str());
                (size <= (LARGEST_POWER + 1, LARGEST_DIGITS)).then_some(number)
            }
        }
    }

    /// Leaves the digits out that a float64 cannot hold.
    fn round(&mut self) {
        let rest = self.digits.split_off(self.digits.len().min(PRECISION));
        if rest.starts_with(['5', '6', '7', '8', '9']) {
            let kept = self.digits.trim_end_matches('9').len();
            self.digits.truncate(kept);
            match self.digits.pop() {
                Some(last) => self.digits.push((last as u8 + 1) as char),
                None => {
                    self.digits.push('1');
                    self.point += 1;
                }
            }
        }
        self.digits.truncate(self.digits.trim_end_matches('0').len());
    }

    /// The number as JSON: `0.5`, `1e+21`, `1e-7`.
    // Models encoding/json/encode.go floatEncoder
    fn json(&self) -> String {
        match self.exponent() {
            -6..21 => self.positional(),
            exponent => self.scientific(exponent, 1),
        }
    }

    /// The number in its shortest form, which is how Go writes it in YAML: `0.5`, `1e+21`, `1e-07`.
    // Models strconv/ftoa.go FormatFloat with the format 'g'
    fn shortest(&self) -> String {
        match self.exponent() {
            -4..6 => self.positional(),
            exponent => self.scientific(exponent, 2),
        }
    }

    /// The number as one in JSON.
    pub fn number(&self) -> Number {
        number(&self.json())
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

    /// The number, if it is a whole one that an `i64` holds.
    pub fn whole(&self) -> Option<i64> {
        let zeros = usize::try_from(self.point).ok()?.checked_sub(self.digits.len())?;
        let sign = if self.negative { "-" } else { "" };
        (zeros <= PRECISION + 2)
            .then(|| [sign, &self.digits, &"0".repeat(zeros)].concat())?
            .parse()
            .ok()
    }

    /// Which of two numbers is the larger one; a zero has no sign here.
    pub fn compare(&self, other: &Decimal) -> Ordering {
        let sign = |number: &Decimal| match number.negative {
            _ if number.digits == "0" => 0,
            true => -1,
            false => 1,
        };
        let size = |number: &Decimal| (number.point, number.digits.clone());
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => size(self).cmp(&size(other)),
            _ => size(other).cmp(&size(self)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn fractions_print_as_go_prints_them() {
        for (number, in_json, in_yaml) in [
            ("0.5", "0.5", "0.5"),
            ("-1.25", "-1.25", "-1.25"),
            ("0.10", "0.1", "0.1"),
            ("0.0", "0", "0"),
            ("1e21", "1e+21", "1e+21"),
            ("1e20", "100000000000000000000", "1e+20"),
            ("15E299", "1.5e+300", "1.5e+300"),
            ("1e-6", "0.000001", "1e-06"),
            ("1e-7", "1e-7", "1e-07"),
            ("2.5e-12", "2.5e-12", "2.5e-12"),
            ("0.0001", "0.0001", "0.0001"),
            ("1234567.5", "1234567.5", "1.2345675e+06"),
            ("123456.5", "123456.5", "123456.5"),
            ("0.12345678901234567890", "0.12345678901234568", "0.12345678901234568"),
            ("9.99999999999999999", "10", "10"),
        ] {
            let number: Number = number.parse().unwrap();
            assert_eq!(json(&number), in_json);
            assert_eq!(shortest(&number), in_yaml);
        }
    }

    #[test]
    fn a_text_that_is_no_number_or_beyond_float64_is_refused() {
        for text in [
            "",
            ".",
            "-",
            "1e",
            "e5",
            "1.2.3",
            "1e309",
            "1.8e308",
            "9.99999999999999999e308",
            "0x1p3",
            "1e99999999999",
            " 1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(decimal("1e308").json(), "1e+308");
        assert_eq!(decimal("+.5").json(), "0.5");
        assert_eq!(decimal("0e99999999999").whole(), Some(0));
        for tiny in
            ["1e-325", "0.1e-2147483648", "1e-9223372036854775808", "1e-99999999999999999999"]
        {
            assert_eq!(decimal(tiny).json(), "0", "{tiny}");
        }
        assert_eq!(decimal("5e-324").json(), "5e-324");
    }

    #[test]
    fn whole_numbers_are_known_however_they_are_written() {
        for (text, whole) in [("3.0", 3), ("1e3", 1000), ("-2.50e1", -25), ("0e5", 0)] {
            assert_eq!(decimal(text).whole(), Some(whole), "{text}");
        }
        for text in ["3.5", "1e-1", "1e19", "1e300"] {
            assert_eq!(decimal(text).whole(), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_in_the_order_of_their_values() {
        let sorted = ["-1e2", "-99.5", "-0.1", "0", "0.02", "0.1", "0.11", "1.5", "2", "1e1"];
        let numbers: Vec<Decimal> = sorted.map(decimal).into();
        assert!(numbers.is_sorted_by(|one, other| one.compare(other).is_lt()));
        assert_eq!(decimal("-0.0").compare(&decimal("0")), Ordering::Equal);
    }
}

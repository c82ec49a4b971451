//! Resource quantities: `500m`, `1Gi`, `2e3`.

use super::decode::{Error, Input};
use super::fields::Field;
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;

/// An exact amount of a resource together with the family of suffixes it was written in.
///
/// Amounts are compared by value alone, so `1Gi` equals `1024Mi`. It prints in the canonical
/// form: the largest suffix that needs no fraction.
// Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go Quantity
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// The amount in billionths. Upstream is exact to billionths as well.
    nano: i128,
    format: Format,
}

/// The family of suffixes of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// `Ki`, `Mi`, `Gi`: powers of 1024.
    BinarySi,
    /// `m`, `k`, `M`: powers of 1000.
    DecimalSi,
    /// `e3`: powers of ten.
    DecimalExponent,
}

/// Why a text is not a quantity; displays in the words of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// It does not look like a number and a suffix.
    Format,
    /// It has a suffix that is none.
    Suffix,
}

const NANO: i128 = 1_000_000_000;
/// The largest binary quantity, 2^63 - 1; larger ones are cut to it.
const MAX_BINARY: i128 = (i64::MAX as i128) * NANO;
/// Decimal suffixes from 10^-9 in steps of 1000.
const DECIMAL_SUFFIXES: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
/// Binary suffixes from 1024^0 in steps of 1024.
const BINARY_SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Quantity {
    /// Nothing of a resource.
    pub const ZERO: Self = Self { nano: 0, format: Format::DecimalSi };

    /// Reads a quantity as a manifest writes it.
    // Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.is_empty() {
            return Err(QuantityError::Format);
        }
        let parts = split(text)?;
        let (scale, mut format) = interpret(parts.suffix).ok_or(QuantityError::Suffix)?;
        let mut nano = scaled(parts.whole, parts.fraction, scale);
        if format == Format::BinarySi {
            nano = nano.min(MAX_BINARY);
            if nano < NANO {
                format = Format::DecimalSi;
            }
        }
        Ok(Self { nano: if parts.negative { -nano } else { nano }, format })
    }

    /// A whole number of units, printed with decimal suffixes.
    pub const fn from_units(units: i64) -> Self {
        Self { nano: units as i128 * NANO, format: Format::DecimalSi }
    }

    /// Whether the amount is zero.
    pub const fn is_zero(&self) -> bool {
        self.nano == 0
    }

    /// Whether the amount is below zero.
    pub const fn is_negative(&self) -> bool {
        self.nano < 0
    }

    /// The amount in whole units, rounded away from zero and cut to what `i64` holds.
    pub fn value(&self) -> i64 {
        clamp_i64(divide_away_from_zero(self.nano, NANO))
    }

    /// The amount in thousandths, rounded away from zero and cut to what `i64` holds.
    pub fn milli_value(&self) -> i64 {
        clamp_i64(divide_away_from_zero(self.nano, NANO / 1000))
    }

    /// The amount rounded away from zero to thousandths, as the API server stores resource lists.
    // Models pkg/apis/core/v1/defaults.go SetDefaults_ResourceList
    pub fn rounded_up_to_milli(&self) -> Self {
        let milli = divide_away_from_zero(self.nano, NANO / 1000);
        Self { nano: milli * (NANO / 1000), format: self.format }
    }

    /// The sum; a zero takes the other's family of suffixes.
    pub fn plus(&self, other: &Self) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        Self { nano: self.nano.saturating_add(other.nano), format }
    }

    /// The difference; a zero takes the other's family of suffixes.
    pub fn minus(&self, other: &Self) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        Self { nano: self.nano.saturating_sub(other.nano), format }
    }
}

impl Default for Quantity {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}

impl fmt::Display for Quantity {
    // Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go CanonicalizeBytes
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        let fits_binary = self.nano % NANO == 0 && self.nano.abs() >= 1024 * NANO;
        if self.format == Format::BinarySi && fits_binary {
            let (number, power) = strip(self.nano / NANO, 1024, BINARY_SUFFIXES.len() - 1);
            return write!(f, "{number}{}", BINARY_SUFFIXES[power]);
        }
        let (number, power) = strip(self.nano, 1000, DECIMAL_SUFFIXES.len() - 1);
        if self.format != Format::DecimalExponent {
            return write!(f, "{number}{}", DECIMAL_SUFFIXES[power]);
        }
        match 3 * power as i32 - 9 {
            0 => write!(f, "{number}"),
            exponent => write!(f, "{number}e{exponent}"),
        }
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => {
                "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Suffix => "unable to parse quantity's suffix",
        })
    }
}

impl std::error::Error for QuantityError {}

impl Field for Quantity {
    fn encode(&self) -> Value {
        Value::String(self.to_string())
    }

    /// Accepts `1Gi` in quotes and a bare number, as a manifest may have either.
    fn decode(&mut self, input: Input) -> Result<(), Error> {
        let parsed = match input.value {
            Value::Null => return Ok(()),
            Value::String(text) => Self::parse(text.trim()),
            // The shortest text that reads back as this number is what the manifest said.
            Value::Number(number) => Self::parse(&number.to_string()),
            _ => Err(QuantityError::Format),
        };
        *self = parsed.map_err(|error| Error::new(error.to_string()))?;
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.nano == 0
    }

    fn go_type(&self) -> String {
        "resource.Quantity".to_owned()
    }
}

/// A quantity's text, cut into its parts.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

// Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go parseQuantityString
fn split(text: &str) -> Result<Parts<'_>, QuantityError> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = split_while(unsigned, |c| c.is_ascii_digit());
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => split_while(rest, |c| c.is_ascii_digit()),
        None => ("", rest),
    };
    let (_, exponent) = split_while(suffix, |c| "eEinumkKMGTP".contains(c));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(QuantityError::Format);
    }
    Ok(Parts { negative, whole, fraction, suffix })
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// What a suffix multiplies by.
#[derive(Clone, Copy)]
enum Scale {
    Ten(i32),
    Two(u32),
}

// Models staging/src/k8s.io/apimachinery/pkg/api/resource/suffix.go interpret
fn interpret(suffix: &str) -> Option<(Scale, Format)> {
    if let Some(power) = DECIMAL_SUFFIXES.iter().position(|known| *known == suffix) {
        return Some((Scale::Ten(3 * power as i32 - 9), Format::DecimalSi));
    }
    if let Some(power) = BINARY_SUFFIXES.iter().position(|known| *known == suffix) {
        return Some((Scale::Two(10 * power as u32), Format::BinarySi));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some((Scale::Ten(exponent), Format::DecimalExponent))
}

/// The amount in billionths, rounded up: whoever asks for something gets something.
fn scaled(whole: &str, fraction: &str, scale: Scale) -> i128 {
    /// More decimal places than this only say whether to round up.
    const PLACES: usize = 18;
    let fraction = fraction.trim_end_matches('0');
    let (kept, dropped) = fraction.split_at(fraction.len().min(PLACES));
    let digits = whole.bytes().chain(kept.bytes()).fold(0_i128, |number, byte| {
        number.saturating_mul(10).saturating_add(i128::from(byte - b'0'))
    });
    let digits = digits.saturating_add(i128::from(!dropped.is_empty()));
    let (digits, exponent) = match scale {
        Scale::Ten(exponent) => (digits, exponent),
        Scale::Two(power) => (digits.saturating_mul(1_i128 << power), 0),
    };
    let shift = exponent.saturating_add(9).saturating_sub(kept.len() as i32);
    let factor = 10_i128.checked_pow(shift.unsigned_abs());
    match (shift >= 0, factor) {
        (true, Some(factor)) => digits.saturating_mul(factor),
        (true, None) => digits.saturating_mul(i128::MAX),
        (false, Some(factor)) => divide_away_from_zero(digits, factor),
        (false, None) => i128::from(digits != 0),
    }
}

/// Takes the factor out of the number as often as it divides it, but at most `limit` times.
fn strip(mut number: i128, factor: i128, limit: usize) -> (i128, usize) {
    let mut power = 0;
    while power < limit && number % factor == 0 {
        number /= factor;
        power += 1;
    }
    (number, power)
}

fn divide_away_from_zero(number: i128, divisor: i128) -> i128 {
    number / divisor + (number % divisor).signum()
}

fn clamp_i64(number: i128) -> i64 {
    number.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

#[cfg(test)]
mod tests;

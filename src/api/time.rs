//! Moments, as the API writes them: whole seconds ([`Time`]) or microseconds ([`MicroTime`]).
//!
//! The calendar is computed here, because the model only ever needs UTC and a calendar crate
//! would weigh more than the rest of the API types.

use super::decode::{Error, Input};
use super::fields::Field;
use serde_json::Value;
use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;
const MICROS_PER_SECOND: i64 = 1_000_000;

/// A moment in whole seconds since 1970-01-01T00:00:00Z; written `2026-11-23T19:38:09Z`.
// Models staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go Time
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

/// A moment in microseconds since 1970-01-01T00:00:00Z; written `2026-11-23T19:38:09.123456Z`.
// Models staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/micro_time.go MicroTime
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MicroTime(pub i64);

impl Time {
    /// Reads RFC 3339 text; a fraction of a second is dropped and an offset is taken into account.
    pub fn parse(text: &str) -> Option<Self> {
        let micros = parse_micros(text)?;
        Some(Self(micros.div_euclid(MICROS_PER_SECOND)))
    }

    /// The form that `kubectl describe` prints, such as `Mon, 23 Nov 2026 19:38:14 +0000`.
    pub fn rfc1123z(self) -> String {
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let days = self.0.div_euclid(SECONDS_PER_DAY);
        let weekday = WEEKDAYS[days.rem_euclid(7) as usize];
        let (year, month, day) = civil_from_days(days);
        let month = MONTHS[(month - 1) as usize];
        let (hour, minute, second) = clock(self.0);
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
    }
}

impl MicroTime {
    /// Reads RFC 3339 text; digits after the microseconds are dropped.
    pub fn parse(text: &str) -> Option<Self> {
        parse_micros(text).map(Self)
    }
}

impl From<MicroTime> for Time {
    fn from(moment: MicroTime) -> Self {
        Self(moment.0.div_euclid(MICROS_PER_SECOND))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_seconds(f, self.0)?;
        f.write_str("Z")
    }
}

impl fmt::Display for MicroTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_seconds(f, self.0.div_euclid(MICROS_PER_SECOND))?;
        write!(f, ".{:06}Z", self.0.rem_euclid(MICROS_PER_SECOND))
    }
}

impl Field for Time {
    fn encode(&self) -> Value {
        Value::String(self.to_string())
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        *self = read(input, Self::parse)?;
        Ok(())
    }

    fn is_zero(&self) -> bool {
        false
    }

    fn go_type(&self) -> String {
        "v1.Time".to_owned()
    }
}

impl Field for MicroTime {
    fn encode(&self) -> Value {
        Value::String(self.to_string())
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        *self = read(input, Self::parse)?;
        Ok(())
    }

    fn is_zero(&self) -> bool {
        false
    }

    fn go_type(&self) -> String {
        "v1.MicroTime".to_owned()
    }
}

fn read<T>(input: Input, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let mut text = String::new();
    text.decode(input)?;
    parse(&text).ok_or_else(|| Error::new(cannot_parse(&text)))
}

/// The part of Go's words for a bad time that does not depend on where its parser stopped.
fn cannot_parse(text: &str) -> String {
    format!("parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse")
}

fn write_seconds(f: &mut fmt::Formatter<'_>, seconds: i64) -> fmt::Result {
    let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let (hour, minute, second) = clock(seconds);
    write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Hour, minute and second of the day.
fn clock(seconds: i64) -> (i64, i64, i64) {
    let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
    (of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Microseconds since the epoch of an RFC 3339 text, or nothing when it is not one.
fn parse_micros(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if bytes.len() < 20 || separators.iter().any(|&(at, byte)| bytes[at] != byte) {
        return None;
    }
    let year = digits(&bytes[0..4])?;
    let month = digits(&bytes[5..7])?;
    let day = digits(&bytes[8..10])?;
    let hour = digits(&bytes[11..13])?;
    let minute = digits(&bytes[14..16])?;
    let second = digits(&bytes[17..19])?;
    let in_calendar = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    if !in_calendar || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (micros, zone) = split_fraction(&bytes[19..])?;
    let days = days_from_civil(year, month, day);
    let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    Some((seconds - offset_seconds(zone)?) * MICROS_PER_SECOND + micros)
}

/// Microseconds of a fraction such as `.25`, and what follows it.
fn split_fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    if rest.first() != Some(&b'.') {
        return Some((0, rest));
    }
    let length = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return None;
    }
    let (fraction, zone) = rest[1..].split_at(length);
    let mut micros = 0;
    for place in 0..6 {
        let digit = fraction.get(place).map_or(0, |byte| i64::from(byte - b'0'));
        micros = micros * 10 + digit;
    }
    Some((micros, zone))
}

/// Seconds east of UTC that `Z` or `+07:00` stands for.
fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let hours = digits(&[*h1, *h2]).filter(|hours| *hours < 24)?;
            let minutes = digits(&[*m1, *m2]).filter(|minutes| *minutes < 60)?;
            let seconds = hours * 3600 + minutes * 60;
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

/// The number that the bytes spell, when they are nothing but decimal digits.
fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last day of a year, in eras of 400
/// years, after which the calendar repeats.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date (year, month, day) that lies so many days after 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::decode::from_value;
    use serde_json::json;

    #[test]
    fn a_time_is_written_as_rfc_3339_in_whole_seconds() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (1_795_462_689, "2026-11-23T19:38:09Z"),
        ] {
            assert_eq!(Time(seconds).to_string(), text);
            assert_eq!(Time::parse(text), Some(Time(seconds)));
        }
    }

    #[test]
    fn every_day_of_eight_centuries_is_read_back_as_written() {
        let mut expected = (1600, 1, 1);
        for day in days_from_civil(1600, 1, 1)..days_from_civil(2400, 1, 1) {
            let (year, month, date) = civil_from_days(day);
            assert_eq!((year, month, date), expected);
            assert_eq!(days_from_civil(year, month, date), day);
            expected = match (month, date == days_in_month(year, month)) {
                (12, true) => (year + 1, 1, 1),
                (_, true) => (year, month + 1, 1),
                _ => (year, month, date + 1),
            };
        }
    }

    #[test]
    fn a_micro_time_keeps_six_digits() {
        let moment = MicroTime(1_795_462_689_123_456);
        assert_eq!(moment.to_string(), "2026-11-23T19:38:09.123456Z");
        assert_eq!(MicroTime::parse("2026-11-23T19:38:09.123456Z"), Some(moment));
        assert_eq!(MicroTime::parse("2026-11-23T19:38:09.1234567Z"), Some(moment));
        assert_eq!(MicroTime::parse("1970-01-01T00:00:00.25Z"), Some(MicroTime(250_000)));
        assert_eq!(MicroTime(-1).to_string(), "1969-12-31T23:59:59.999999Z");
        assert_eq!(Time::from(moment), Time(1_795_462_689));
    }

    #[test]
    fn describe_prints_the_weekday_and_a_numeric_zone() {
        let moment = Time::parse("2026-11-23T19:38:14Z").unwrap();
        assert_eq!(moment.rfc1123z(), "Mon, 23 Nov 2026 19:38:14 +0000");
        assert_eq!(Time(0).rfc1123z(), "Thu, 01 Jan 1970 00:00:00 +0000");
    }

    #[test]
    fn an_offset_is_converted_to_utc() {
        let utc = Time::parse("2026-11-23T19:38:09Z");
        assert_eq!(Time::parse("2026-11-24T02:38:09+07:00"), utc);
        assert_eq!(Time::parse("2026-11-23T14:08:09.9-05:30"), utc);
    }

    #[test]
    fn what_is_not_a_moment_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-11-23",
            "2026-11-23T19:38:09",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T19:38:09.Z",
            "2026-11-23T19:38:09+7:00",
            "2026-11-23T19:38:09Zz",
            "2026-11-2\u{e9}T19:38:09Z",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
        assert!(from_value::<Time>(&json!(5)).is_err());
    }

    #[test]
    fn json_holds_the_text() {
        let json = json!("2026-11-23T19:38:09Z");
        let moment: Time = from_value(&json).unwrap();
        assert_eq!(moment.encode(), json);
        let json = json!("2026-11-23T19:38:09.000001Z");
        let moment: MicroTime = from_value(&json).unwrap();
        assert_eq!(moment.encode(), json);
    }
}

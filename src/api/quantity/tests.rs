//! What the API accepts as a quantity and how it prints it.

use super::*;
use crate::api::decode::{Error, from_value};

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_quantity_prints_with_the_largest_suffix_that_needs_no_fraction() {
    for (text, canonical) in [
        ("0", "0"),
        ("0Gi", "0"),
        ("00", "0"),
        ("-0.0m", "0"),
        ("1024Mi", "1Gi"),
        ("2048Mi", "2Gi"),
        ("0.5Gi", "512Mi"),
        ("1.5Gi", "1536Mi"),
        ("1500Mi", "1500Mi"),
        ("1000M", "1G"),
        ("1000k", "1M"),
        ("1500", "1500"),
        ("1000", "1k"),
        ("1024", "1024"),
        ("1Ki", "1Ki"),
        ("1000Ki", "1000Ki"),
        ("0.5Ki", "512"),
        ("0.1Gi", "107374182400m"),
        ("0.5", "500m"),
        ("0.1", "100m"),
        (".5", "500m"),
        ("1.", "1"),
        ("2000m", "2"),
        ("2500m", "2500m"),
        ("100m", "100m"),
        ("1e3", "1e3"),
        ("1E3", "1e3"),
        ("12e6", "12e6"),
        ("1e-3", "1e-3"),
        ("1000e0", "1e3"),
        ("5e0", "5"),
        ("1E", "1E"),
        ("1Ei", "1Ei"),
        ("+5", "5"),
        ("-5Gi", "-5Gi"),
        ("-0.5", "-500m"),
        ("100u", "100u"),
        ("1n", "1n"),
        ("0.1n", "1n"),
        ("0.0000000000000000000001", "1n"),
        ("16Ei", "9223372036854775807"),
        ("99999999999999999999Ei", "9223372036854775807"),
        ("123456789012345678901234567890123456789012345Ki", "9223372036854775807"),
    ] {
        assert_eq!(quantity(text).to_string(), canonical, "{text}");
        assert_eq!(quantity(canonical), quantity(text), "{text}");
    }
}

#[test]
fn what_is_not_a_quantity_is_refused_in_the_words_of_the_api() {
    let words = "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    for text in ["", "abc", "1 Gi", "1Gi ", "1.2.3", "1Gb", "1\u{e9}", "1KiB"] {
        let error = Quantity::parse(text).expect_err(text);
        assert_eq!(error.to_string(), words, "{text}");
    }
    for text in ["1K", "1mi", "1kk", "1e", "1e+", "--1", "1Gi3", "1G5"] {
        let error = Quantity::parse(text).expect_err(text);
        assert_eq!(error.to_string(), "unable to parse quantity's suffix", "{text}");
    }
}

#[test]
fn amounts_compare_by_value_whatever_their_suffix() {
    let ordered = ["-1", "0", "1m", "0.5", "1", "999", "1k", "1Ki", "1e6", "1Mi", "1G", "1Gi"];
    for pair in ordered.windows(2) {
        assert!(quantity(pair[0]) < quantity(pair[1]), "{pair:?}");
    }
    assert_eq!(quantity("1Gi"), quantity("1073741824"));
    assert_eq!(quantity("1G"), quantity("1e9"));
}

#[test]
fn sums_keep_the_suffixes_of_the_first_amount() {
    assert_eq!(quantity("1Gi").plus(&quantity("512Mi")).to_string(), "1536Mi");
    assert_eq!(quantity("100m").plus(&quantity("1.9")).to_string(), "2");
    assert_eq!(Quantity::ZERO.plus(&quantity("2048Mi")).to_string(), "2Gi");
    assert_eq!(quantity("2Gi").minus(&quantity("1024Mi")).to_string(), "1Gi");
    assert_eq!(quantity("1").minus(&quantity("1500m")).to_string(), "-500m");
}

#[test]
fn whole_units_are_rounded_away_from_zero() {
    assert_eq!(quantity("1500m").value(), 2);
    assert_eq!(quantity("-1500m").value(), -2);
    assert_eq!(quantity("1Ki").value(), 1024);
    assert_eq!(quantity("0.0001").milli_value(), 1);
    assert_eq!(quantity("100E").value(), i64::MAX);
    assert_eq!(quantity("1u").rounded_up_to_milli().to_string(), "1m");
    assert_eq!(quantity("0.1Gi").rounded_up_to_milli().to_string(), "107374182400m");
}

fn read(json: &str) -> Result<Quantity, Error> {
    from_value(&serde_json::from_str(json).unwrap())
}

#[test]
fn json_takes_text_or_a_number_and_gives_canonical_text() {
    for (json, canonical) in [
        ("\"1024Mi\"", "\"1Gi\""),
        ("\" 1Gi \"", "\"1Gi\""),
        ("2", "\"2\""),
        ("0.5", "\"500m\""),
        ("-3", "\"-3\""),
    ] {
        assert_eq!(read(json).unwrap().encode().to_string(), canonical);
    }
    assert!(read("\"lots\"").is_err());
    assert!(read("true").is_err());
}

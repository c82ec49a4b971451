//! Which texts are names, labels and ports, and what the API says of those that are not.
//!
//! Models k8s.io/apimachinery/pkg/util/validation/validation.go.

/// A check of a name: its faults, none if it is one.
pub(super) type NameCheck = fn(&str) -> Vec<String>;

const QUALIFIED: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start \
    and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex \
    used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

fn longer_than(text: &str, most: usize) -> Option<String> {
    (text.len() > most).then(|| format!("must be no more than {most} characters"))
}

/// Starts and ends with what `is_end` accepts, with that or `-` or what `is_inner` accepts between.
fn has_shape(text: &str, is_end: fn(u8) -> bool, is_inner: fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    is_end(*first) && is_end(*last) && bytes.iter().all(|byte| is_end(*byte) || is_inner(*byte))
}

fn is_label(text: &str) -> bool {
    has_shape(text, |b| b.is_ascii_lowercase() || b.is_ascii_digit(), |b| b == b'-')
}

fn is_qualified(text: &str) -> bool {
    has_shape(text, |b| b.is_ascii_alphanumeric(), |b| matches!(b, b'-' | b'_' | b'.'))
}

/// Models IsDNS1123Label.
pub fn dns_label(text: &str) -> Vec<String> {
    let mut faults: Vec<String> = longer_than(text, 63).into_iter().collect();
    if !is_label(text) && dns_subdomain(text).is_empty() {
        faults.push("must not contain dots".to_owned());
    } else if !is_label(text) {
        faults.push(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \
             '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or \
             '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        );
    }
    faults
}

/// Models IsDNS1123Subdomain.
pub(super) fn dns_subdomain(text: &str) -> Vec<String> {
    let mut faults: Vec<String> = longer_than(text, 253).into_iter().collect();
    if !text.split('.').all(is_label) {
        faults.push(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
             '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
                .to_owned(),
        );
    }
    faults
}

/// Models IsDNS1035Label.
pub(super) fn dns_1035_label(text: &str) -> Vec<String> {
    let mut faults: Vec<String> = longer_than(text, 63).into_iter().collect();
    if !is_label(text) || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        faults.push(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start \
             with an alphabetic character, and end with an alphanumeric character (e.g. \
             'my-name',  or 'abc-123', regex used for validation is \
             '[a-z]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        );
    }
    faults
}

/// The keys of labels and annotations, finalizers, resources: `example.com/name`.
/// Models IsQualifiedName.
pub fn qualified_name(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let name = match text.split_once('/') {
        None => text,
        Some((_, name)) if name.contains('/') => {
            faults.push(format!(
                "a qualified name {QUALIFIED} with an optional DNS subdomain prefix and '/' (e.g. \
                 'example.com/MyName')"
            ));
            return faults;
        }
        Some(("", name)) => {
            faults.push("prefix part must be non-empty".to_owned());
            name
        }
        Some((prefix, name)) => {
            faults.extend(dns_subdomain(prefix).iter().map(|fault| format!("prefix part {fault}")));
            name
        }
    };
    if name.is_empty() {
        faults.push("name part must be non-empty".to_owned());
    } else if let Some(fault) = longer_than(name, 63) {
        faults.push(format!("name part {fault}"));
    }
    if !is_qualified(name) {
        faults.push(format!("name part {QUALIFIED}"));
    }
    faults
}

/// Models IsValidLabelValue.
pub fn label_value(text: &str) -> Vec<String> {
    let mut faults: Vec<String> = longer_than(text, 63).into_iter().collect();
    if !text.is_empty() && !is_qualified(text) {
        faults.push(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', \
             '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  \
             or 'my_value',  or '12345', regex used for validation is \
             '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                .to_owned(),
        );
    }
    faults
}

/// Models IsValidPortNum.
pub(super) fn port_number(number: i32) -> Option<&'static str> {
    (!(1..=65535).contains(&number)).then_some("must be between 1 and 65535, inclusive")
}

/// Models IsValidPortName.
pub(super) fn port_name(text: &str) -> Vec<String> {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    [
        (text.len() > 15, "must be no more than 15 characters"),
        (
            text.is_empty() || !text.bytes().all(is_allowed),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (!text.bytes().any(|b| b.is_ascii_lowercase()), "must contain at least one letter (a-z)"),
        (text.contains("--"), "must not contain consecutive hyphens"),
        (text.starts_with('-') || text.ends_with('-'), "must not begin or end with a hyphen"),
    ]
    .iter()
    .filter(|(wrong, _)| *wrong)
    .map(|(_, fault)| (*fault).to_owned())
    .collect()
}

/// Models IsRelaxedEnvVarName.
pub(super) fn environment_name(text: &str) -> Vec<String> {
    let is_allowed = |b: u8| (b' '..=b'~').contains(&b) && b != b'=';
    if text.bytes().all(is_allowed) {
        return Vec::new();
    }
    vec![
        "a valid environment variable name must consist only of printable ASCII characters other \
         than '='"
            .to_owned(),
    ]
}

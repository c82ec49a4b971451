//! What pods are configured with: config maps, secrets and service accounts.

use super::fields::fields;
use super::meta::{ObjectMeta, StringMap};
use super::storage::ObjectReference;
use serde_json::Value;

/// Models k8s.io/api/core/v1 ConfigMap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMap {
    /// Bytes in base64.
    pub binary_data: StringMap,
    pub data: StringMap,
    pub immutable: Option<bool>,
    pub metadata: ObjectMeta,
}
fields!(ConfigMap { binary_data, data, immutable, metadata: Always });

/// Models k8s.io/api/core/v1 Secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Secret {
    /// Bytes in base64.
    pub data: StringMap,
    pub immutable: Option<bool>,
    pub metadata: ObjectMeta,
    /// Plain texts that a writer may give; the server moves them into `data`.
    pub string_data: StringMap,
    /// `Opaque` unless said otherwise.
    pub type_: String,
}
fields!(Secret { data, immutable, metadata: Always, string_data, type_ = "type" });

/// Models k8s.io/api/core/v1 ServiceAccount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAccount {
    pub automount_service_account_token: Option<bool>,
    pub image_pull_secrets: Option<Value>,
    pub metadata: ObjectMeta,
    pub secrets: Vec<ObjectReference>,
}
fields!(ServiceAccount {
    automount_service_account_token,
    image_pull_secrets,
    metadata: Always,
    secrets,
});

/// What a pod finds as the certificate of the API server.
pub const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n\
    This model's API server has no certificate.\n-----END CERTIFICATE-----\n";

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in base64.
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = 0;
        for place in 0..3 {
            group = group << 8 | usize::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let digit = ALPHABET[group >> (18 - 6 * place) & 63];
            text.push(if place > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// The bytes that a text in base64 stands for. What is wrong is named by its place.
/// Models encoding/base64 StdEncoding.
///
/// # Errors
/// The place of the first byte that does not belong there.
pub fn from_base64(text: &str) -> Result<Vec<u8>, usize> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let end = digits.iter().position(|byte| *byte == b'=').unwrap_or(digits.len());
    let padding = digits.len() - end;
    let mut bytes = Vec::new();
    let (mut group, mut bits) = (0_usize, 0);
    for (place, byte) in digits[..end].iter().enumerate() {
        let value = ALPHABET.iter().position(|digit| digit == byte).ok_or(place)?;
        group = (group << 6 | value) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits & 0xff) as u8);
        }
    }
    let is_whole = digits.len().is_multiple_of(4) && padding <= 2;
    if is_whole && digits[end..].iter().all(|byte| *byte == b'=') { Ok(bytes) } else { Err(end) }
}

/// How many bytes a text in base64 stands for.
pub fn base64_length(text: &str) -> usize {
    from_base64(text).map_or(0, |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for (plain, coded) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj")] {
            assert_eq!(to_base64(plain.as_bytes()), coded);
            assert_eq!(from_base64(coded).as_deref(), Ok(plain.as_bytes()));
        }
        assert_eq!(from_base64("YQ"), Err(2));
        assert_eq!(from_base64("a!=="), Err(1));
    }
}

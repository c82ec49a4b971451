//! Hashes of pod templates, in the alphabet that Kubernetes writes them with.

use crate::api::fields::Field;
use crate::api::pod::PodTemplateSpec;
use crate::manifest::emit::to_json_compact;

/// The `pod-template-hash` of a template. Upstream hashes a dump of Go's memory, which nothing
/// else can repeat; this is the same hash (FNV-1a, 32 bits) over the template's JSON.
/// Models pkg/controller/controller_utils.go ComputeHash.
pub fn template_hash(template: &PodTemplateSpec, collision_count: Option<i32>) -> String {
    revision_hash(&to_json_compact(&template.encode()), collision_count.unwrap_or(0))
}

/// The hash of a ControllerRevision's data.
/// Models pkg/controller/history/controller_history.go HashControllerRevision.
pub fn revision_hash(data: &str, collision_count: i32) -> String {
    let mut hash = fnv1a(data.as_bytes(), FNV_OFFSET);
    if collision_count > 0 {
        hash = fnv1a(&collision_count.to_le_bytes(), hash);
    }
    safe_encode(hash)
}

const FNV_OFFSET: u32 = 0x811c_9dc5;

fn fnv1a(bytes: &[u8], from: u32) -> u32 {
    bytes.iter().fold(from, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Writes the decimal digits with letters that make no words.
/// Models k8s.io/apimachinery/pkg/util/rand SafeEncodeString.
fn safe_encode(hash: u32) -> String {
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let letter = |digit: u8| char::from(ALPHABET[usize::from(digit) % ALPHABET.len()]);
    hash.to_string().bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_the_letters_that_kubernetes_uses() {
        assert_eq!(safe_encode(1_234_567_890), "56789bcdf4");
    }

    #[test]
    fn a_changed_template_or_a_collision_changes_the_hash() {
        let mut template = PodTemplateSpec::default();
        let plain = template_hash(&template, None);
        assert_eq!(plain, template_hash(&template, Some(0)));
        assert_ne!(plain, template_hash(&template, Some(1)));
        template.spec.hostname = "x".to_owned();
        assert_ne!(plain, template_hash(&template, None));
    }
}

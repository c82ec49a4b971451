//! What every object carries: `ObjectMeta`, owner references and selectors.

use super::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Labels, annotations and selectors: keys in a fixed order.
pub type StringMap = BTreeMap<String, String>;

/// Leaves a field out of the output when it has its zero value, as Go's `omitempty` does.
pub(super) fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 ObjectMeta.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectMeta {
    #[serde(skip_serializing_if = "is_zero")]
    pub annotations: StringMap,
    /// Set by the server. Templates carry an explicit `null`, so it is never left out.
    pub creation_timestamp: Option<Time>,
    /// Seconds that a deleted pod still has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_grace_period_seconds: Option<i64>,
    /// When the grace period ends; set means that the object is being deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_timestamp: Option<Time>,
    #[serde(skip_serializing_if = "is_zero")]
    pub finalizers: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub generate_name: String,
    /// Counts the changes of the spec, for the kinds whose controllers observe it.
    #[serde(skip_serializing_if = "is_zero")]
    pub generation: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub labels: StringMap,
    /// Accepted, not kept: the model tracks no field managers.
    #[serde(skip_serializing)]
    pub managed_fields: Option<Value>,
    #[serde(skip_serializing_if = "is_zero")]
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub namespace: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub owner_references: Vec<OwnerReference>,
    #[serde(skip_serializing_if = "is_zero")]
    pub resource_version: String,
    /// Accepted, not kept: the server has not set it since 1.20.
    #[serde(skip_serializing)]
    pub self_link: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub uid: String,
}

impl ObjectMeta {
    /// The owner that manages this object, if one does.
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references.iter().find(|owner| owner.controller == Some(true))
    }

    /// Whether deletion has been asked for.
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 OwnerReference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnerReference {
    pub api_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_owner_deletion: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller: Option<bool>,
    pub kind: String,
    pub name: String,
    pub uid: String,
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 LabelSelector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LabelSelector {
    #[serde(skip_serializing_if = "is_zero")]
    pub match_expressions: Vec<LabelSelectorRequirement>,
    #[serde(skip_serializing_if = "is_zero")]
    pub match_labels: StringMap,
}

impl LabelSelector {
    /// Whether nothing is selected by name: such a selector matches everything.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Models k8s.io/apimachinery/pkg/apis/meta/v1 LabelSelectorAsSelector and its `Matches`.
    pub fn matches(&self, labels: &StringMap) -> bool {
        self.match_labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.match_expressions.iter().all(|requirement| requirement.matches(labels))
    }
}

/// One clause of a selector: `operator` is `In`, `NotIn`, `Exists` or `DoesNotExist`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LabelSelectorRequirement {
    pub key: String,
    pub operator: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub values: Vec<String>,
}

impl LabelSelectorRequirement {
    fn matches(&self, labels: &StringMap) -> bool {
        let value = labels.get(&self.key);
        match self.operator.as_str() {
            "In" => value.is_some_and(|value| self.values.contains(value)),
            "NotIn" => value.is_none_or(|value| !self.values.contains(value)),
            "Exists" => value.is_some(),
            _ => value.is_none(),
        }
    }
}

/// A number or a name (`targetPort: http`) or a percentage (`maxSurge: 25%`).
/// Models k8s.io/apimachinery/pkg/util/intstr IntOrString.
#[derive(Clone, Debug, PartialEq)]
pub enum IntOrString {
    Int(i32),
    String(String),
}

impl IntOrString {
    /// The number, or so much of `total`.
    /// Models k8s.io/apimachinery/pkg/util/intstr GetScaledValueFromIntOrPercent.
    ///
    /// # Errors
    /// The text is no percentage.
    pub fn scaled(&self, total: i32, round_up: bool) -> Result<i32, String> {
        let text = match self {
            IntOrString::Int(number) => return Ok(*number),
            IntOrString::String(text) => text,
        };
        let invalid = |why: &str| format!("invalid value for IntOrString: {why}");
        let Some(percent) = text.strip_suffix('%') else {
            return Err(invalid("invalid type: string is not a percentage"));
        };
        let percent: i64 = percent
            .parse()
            .map_err(|_| invalid(&format!("invalid value \"{text}\": invalid syntax")))?;
        let hundredths = percent.saturating_mul(i64::from(total));
        let rounded = if round_up { (hundredths + 99) / 100 } else { hundredths / 100 };
        Ok(i32::try_from(rounded).unwrap_or(i32::MAX))
    }
}

impl Serialize for IntOrString {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            IntOrString::Int(number) => serializer.serialize_i32(*number),
            IntOrString::String(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for IntOrString {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntOrStringVisitor)
    }
}

struct IntOrStringVisitor;

impl serde::de::Visitor<'_> for IntOrStringVisitor {
    type Value = IntOrString;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a number or a string")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<IntOrString, E> {
        let number = i32::try_from(number);
        number.map(IntOrString::Int).map_err(|_| E::custom("number out of range for int32"))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<IntOrString, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<IntOrString, E> {
        Ok(IntOrString::String(text.to_owned()))
    }
}

impl std::fmt::Display for IntOrString {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            IntOrString::Int(number) => write!(f, "{number}"),
            IntOrString::String(text) => f.write_str(text),
        }
    }
}

/// The state of one condition in a status, shared by all kinds that have conditions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_heartbeat_time: Option<Time>,
    pub last_transition_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_time: Option<Time>,
    #[serde(skip_serializing_if = "is_zero")]
    pub message: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub reason: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    #[serde(rename = "type")]
    pub type_: String,
}

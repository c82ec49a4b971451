//! What every object carries: `ObjectMeta`, owner references and selectors.

use super::decode::{Error, Input};
use super::fields::{Dropped, Field, fields};
use super::sorted::SortedMap;
use super::time::Time;
use serde_json::Value;
use std::borrow::Cow;
use std::rc::Rc;

/// Labels, annotations and selectors: keys in a fixed order.
pub type StringMap = SortedMap<String, String>;

/// Text that mostly is one of a few words that the model knows, which then cost nothing to copy.
pub type Text = Cow<'static, str>;

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 ObjectMeta.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectMeta {
    pub annotations: StringMap,
    /// Set by the server. Templates carry an explicit `null`, so it is never left out.
    pub creation_timestamp: Option<Time>,
    /// Seconds that a deleted pod still has.
    pub deletion_grace_period_seconds: Option<i64>,
    /// When the grace period ends; set means that the object is being deleted.
    pub deletion_timestamp: Option<Time>,
    pub finalizers: Vec<String>,
    pub generate_name: String,
    /// Counts the changes of the spec, for the kinds whose controllers observe it.
    pub generation: i64,
    /// Shared: the pods of a set have them in common, and they hardly ever change.
    pub labels: Rc<StringMap>,
    /// Accepted, not kept: the model tracks no field managers.
    pub managed_fields: Dropped<Value>,
    pub name: String,
    pub namespace: String,
    /// Shared, as the labels are.
    pub owner_references: Rc<Vec<OwnerReference>>,
    pub resource_version: String,
    /// Accepted, not kept: the server has not set it since 1.20.
    pub self_link: Dropped<String>,
    pub uid: String,
}
fields!(ObjectMeta {
    annotations,
    creation_timestamp: Always,
    deletion_grace_period_seconds,
    deletion_timestamp,
    finalizers,
    generate_name,
    generation,
    labels,
    managed_fields: Never,
    name,
    namespace,
    owner_references,
    resource_version,
    self_link: Never,
    uid,
});

impl ObjectMeta {
    /// The labels, to change them; copies them if they are shared.
    pub fn labels_mut(&mut self) -> &mut StringMap {
        Rc::make_mut(&mut self.labels)
    }

    /// The owners, to change them; copies them if they are shared.
    pub fn owners_mut(&mut self) -> &mut Vec<OwnerReference> {
        Rc::make_mut(&mut self.owner_references)
    }

    /// The owner that manages this object, if one does.
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references.iter().find(|owner| owner.controller == Some(true))
    }

    /// Whether something has to be done first before the object may go.
    pub fn has_finalizer(&self, name: &str) -> bool {
        self.finalizers.iter().any(|finalizer| finalizer == name)
    }

    /// Whether deletion has been asked for.
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 OwnerReference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerReference {
    pub api_version: String,
    pub block_owner_deletion: Option<bool>,
    pub controller: Option<bool>,
    pub kind: String,
    pub name: String,
    pub uid: String,
}
fields!(OwnerReference {
    api_version: Always,
    block_owner_deletion,
    controller,
    kind: Always,
    name: Always,
    uid: Always,
});

/// Models k8s.io/apimachinery/pkg/apis/meta/v1 LabelSelector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelector {
    pub match_expressions: Vec<LabelSelectorRequirement>,
    pub match_labels: StringMap,
}
fields!(LabelSelector { match_expressions, match_labels });

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelectorRequirement {
    pub key: String,
    pub operator: String,
    pub values: Vec<String>,
}
fields!(LabelSelectorRequirement { key: Always, operator: Always, values });

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let rounded = if round_up { hundredths.saturating_add(99) / 100 } else { hundredths / 100 };
        Ok(i32::try_from(rounded).unwrap_or(i32::MAX))
    }
}

impl Default for IntOrString {
    fn default() -> IntOrString {
        IntOrString::Int(0)
    }
}

impl Field for IntOrString {
    fn encode(&self) -> Value {
        match self {
            IntOrString::Int(number) => Value::from(*number),
            IntOrString::String(text) => Value::String(text.clone()),
        }
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        match input.value {
            Value::String(text) => *self = IntOrString::String(text.clone()),
            _ => {
                let mut number = 0;
                number.decode(input)?;
                *self = IntOrString::Int(number);
            }
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        *self == IntOrString::Int(0)
    }

    fn go_type(&self) -> String {
        0_i32.go_type()
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    pub last_heartbeat_time: Option<Time>,
    pub last_transition_time: Option<Time>,
    pub last_update_time: Option<Time>,
    pub message: String,
    pub reason: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    pub type_: String,
}
fields!(Condition {
    last_heartbeat_time,
    last_transition_time: Always,
    last_update_time,
    message,
    reason,
    status: Always,
    type_: Always = "type",
});

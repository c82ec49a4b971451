//! Kubernetes objects as plain data with their real field names.
//!
//! [`Kind`] is the list of what the model knows, [`Object`] any one of them, shared. The table in
//! this file is the only place that lists the kinds; a new one is a struct and a line here.

pub mod apps;
pub mod attachment;
pub mod binding;
pub mod clock;
pub mod config;
pub mod container;
pub mod core;
pub mod decimal;
pub mod decode;
pub mod fields;
pub mod go;
pub mod json;
mod key;
pub mod lookup;
pub mod markup;
pub mod meta;
pub mod order;
pub mod pod;
pub mod pod_mounts;
pub mod pod_status;
pub mod quantity;
pub mod sorted;
pub mod storage;
pub mod time;

pub use self::key::{Key, Place};

use self::apps::{ControllerRevision, Deployment, ReplicaSet, StatefulSet};
use self::attachment::VolumeAttachment;
use self::config::{ConfigMap, Secret, ServiceAccount};
use self::core::{EndpointSlice, Endpoints, Event, Namespace, Node, Service};
use self::fields::Field;
use self::meta::ObjectMeta;
use self::pod::Pod;
use self::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use serde_json::Value;
use std::rc::Rc;

/// A struct that is a kind of the API.
pub trait Resource: Clone + Default + PartialEq + Field + 'static {
    /// The kind that this struct is.
    const KIND: Kind;
    /// The object's metadata.
    fn metadata(&self) -> &ObjectMeta;
    /// The object's metadata, to change it.
    fn metadata_mut(&mut self) -> &mut ObjectMeta;
    /// Wraps a shared value.
    fn wrap(this: Rc<Self>) -> Object;
    /// The shared value, if the object is of this kind.
    fn unwrap(object: &Object) -> Option<&Rc<Self>>;
}

/// What discovery tells of a kind.
pub struct KindInfo {
    /// `Pod`.
    pub kind: &'static str,
    /// Empty for the core group, else `apps`, `storage.k8s.io`, …
    pub group: &'static str,
    /// `v1`.
    pub version: &'static str,
    /// Both, with a slash between them.
    path: &'static str,
    /// `pods`.
    pub plural: &'static str,
    /// `pod`.
    pub singular: &'static str,
    /// `po`; the first is the one that `kubectl api-resources` lists first.
    pub short_names: &'static [&'static str],
    /// Whether objects of this kind live in a namespace.
    pub namespaced: bool,
}

impl KindInfo {
    /// `v1`, `apps/v1`.
    pub fn api_version(&self) -> &'static str {
        self.path.strip_prefix('/').unwrap_or(self.path)
    }

    /// `pods`, `statefulsets.apps`: the name in error messages.
    pub fn resource(&self) -> String {
        match self.group {
            "" => self.plural.to_owned(),
            group => format!("{}.{group}", self.plural),
        }
    }

    /// `pod`, `statefulset.apps`: the name in kubectl's success lines and in mixed tables.
    pub fn qualified_singular(&self) -> String {
        match self.group {
            "" => self.singular.to_owned(),
            group => format!("{}.{group}", self.singular),
        }
    }
}

macro_rules! kinds {
    ($($name:ident, $group:literal, $version:literal, $plural:literal, $singular:literal,
       [$($short:literal),*], $namespaced:literal;)*) => {
        /// The kinds that the model knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Kind { $($name),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// What discovery tells of it.
            pub const fn info(self) -> &'static KindInfo {
                match self {
                    $(Kind::$name => &KindInfo {
                        kind: stringify!($name), group: $group, version: $version,
                        path: concat!($group, "/", $version),
                        plural: $plural, singular: $singular, short_names: &[$($short),*],
                        namespaced: $namespaced,
                    }),*
                }
            }
        }

        /// Any object, shared: a copy costs one reference.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Object { $($name(Rc<$name>)),* }

        impl Object {
            /// The kind of the object.
            pub fn kind(&self) -> Kind {
                match self { $(Object::$name(_) => Kind::$name),* }
            }

            /// The object's metadata.
            pub fn metadata(&self) -> &ObjectMeta {
                match self { $(Object::$name(object) => &object.metadata),* }
            }

            /// The object's metadata, to change it; copies the object if it is shared.
            pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
                match self { $(Object::$name(object) => &mut Rc::make_mut(object).metadata),* }
            }

            fn fields(&self) -> &dyn Field {
                match self { $(Object::$name(object) => &**object),* }
            }

            fn from_fields(
                kind: Kind,
                value: &Value,
                unknown: &mut Vec<String>,
            ) -> Result<Object, decode::Error> {
                // The data of a revision is a patch, in which a null says something.
                let keep_nulls = kind == Kind::ControllerRevision;
                Ok(match kind {
                    $(Kind::$name => {
                        Object::$name(Rc::new(decode::decode(value, keep_nulls, unknown)?))
                    }),*
                })
            }
        }

        $(impl Resource for $name {
            const KIND: Kind = Kind::$name;
            fn metadata(&self) -> &ObjectMeta { &self.metadata }
            fn metadata_mut(&mut self) -> &mut ObjectMeta { &mut self.metadata }
            fn wrap(this: Rc<Self>) -> Object { Object::$name(this) }
            fn unwrap(object: &Object) -> Option<&Rc<Self>> {
                match object { Object::$name(object) => Some(object), _ => None }
            }
        }

        impl From<$name> for Object {
            fn from(object: $name) -> Object { Object::$name(Rc::new(object)) }
        })*
    };
}

kinds! {
    ConfigMap, "", "v1", "configmaps", "configmap", ["cm"], true;
    ControllerRevision, "apps", "v1", "controllerrevisions", "controllerrevision", [], true;
    Deployment, "apps", "v1", "deployments", "deployment", ["deploy"], true;
    EndpointSlice, "discovery.k8s.io", "v1", "endpointslices", "endpointslice", [], true;
    Endpoints, "", "v1", "endpoints", "endpoints", ["ep"], true;
    Event, "", "v1", "events", "event", ["ev"], true;
    Namespace, "", "v1", "namespaces", "namespace", ["ns"], false;
    Node, "", "v1", "nodes", "node", ["no"], false;
    PersistentVolume, "", "v1", "persistentvolumes", "persistentvolume", ["pv"], false;
    PersistentVolumeClaim, "", "v1", "persistentvolumeclaims", "persistentvolumeclaim", ["pvc"],
        true;
    Pod, "", "v1", "pods", "pod", ["po"], true;
    ReplicaSet, "apps", "v1", "replicasets", "replicaset", ["rs"], true;
    Secret, "", "v1", "secrets", "secret", [], true;
    Service, "", "v1", "services", "service", ["svc"], true;
    ServiceAccount, "", "v1", "serviceaccounts", "serviceaccount", ["sa"], true;
    StatefulSet, "apps", "v1", "statefulsets", "statefulset", ["sts"], true;
    StorageClass, "storage.k8s.io", "v1", "storageclasses", "storageclass", ["sc"], false;
    VolumeAttachment, "storage.k8s.io", "v1", "volumeattachments", "volumeattachment", [], false;
}

/// Why text or JSON is not an object of the API.
#[derive(Clone, Debug, PartialEq)]
pub enum DecodeError {
    /// No `kind`.
    KindNotSet,
    /// No `apiVersion`.
    ApiVersionNotSet,
    /// The model has no such kind in that version.
    NoMatch { kind: String, api_version: String },
    /// A field has a wrong type. The texts are those of upstream's decoder, and of its converter,
    /// which is what a strategic patch goes through.
    Type { kind: Kind, message: String, conversion: String },
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DecodeError::KindNotSet => f.write_str("kind not set"),
            DecodeError::ApiVersionNotSet => f.write_str("apiVersion not set"),
            DecodeError::NoMatch { kind, api_version } => {
                write!(f, "no matches for kind \"{kind}\" in version \"{api_version}\"")
            }
            // Models k8s.io/apiserver/pkg/endpoints/handlers/rest.go transformDecodeError.
            DecodeError::Type { kind, message, .. } => {
                let (version, kind) = (kind.info().version, kind.info().kind);
                write!(
                    f,
                    "{kind} in version \"{version}\" cannot be handled as a {kind}: {message}"
                )
            }
        }
    }
}

impl Object {
    /// Where the object is in the API.
    pub fn key(&self) -> Key {
        let meta = self.metadata();
        Key::new(self.kind(), &meta.namespace, &meta.name)
    }

    /// The object as JSON, with its `apiVersion` and `kind`, as the API server writes it.
    pub fn to_json(&self) -> Value {
        let mut value = self.fields().encode();
        if let Value::Object(map) = &mut value {
            let info = self.kind().info();
            map.insert("apiVersion".to_owned(), info.api_version().into());
            map.insert("kind".to_owned(), Value::String(info.kind.to_owned()));
        }
        value
    }

    /// Reads an object from JSON. The second part names the unknown fields by their paths
    /// (`spec.containers[0].imagee`), in their order.
    pub fn from_json(value: Value) -> Result<(Object, Vec<String>), DecodeError> {
        let text = |value: &Value, key: &str| {
            value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (kind, api_version) = (text(&value, "kind"), text(&value, "apiVersion"));
        if kind.is_empty() {
            return Err(DecodeError::KindNotSet);
        }
        if api_version.is_empty() {
            return Err(DecodeError::ApiVersionNotSet);
        }
        let found = Kind::ALL.iter().copied().find(|candidate| {
            candidate.info().kind == kind && candidate.info().api_version() == api_version
        });
        let Some(found) = found else { return Err(DecodeError::NoMatch { kind, api_version }) };
        let mut unknown = Vec::new();
        let object = Object::from_fields(found, &value, &mut unknown).map_err(|error| {
            DecodeError::Type { kind: found, message: error.message, conversion: error.conversion }
        })?;
        Ok((object, unknown))
    }
}

impl serde::Serialize for Object {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Object, D::Error> {
        let (object, _) = Object::from_json(Value::deserialize(deserializer)?)
            .map_err(serde::de::Error::custom)?;
        Ok(object)
    }
}

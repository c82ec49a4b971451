//! What controllers, the scheduler and the kubelet ask of the API server.
//!
//! They are functions of what is in the store now: they read, and return requests. The cluster
//! carries the requests out in order, so nothing reaches into anything else.

use crate::api::clock::Millis;
use crate::api::meta::ObjectMeta;
use crate::api::pod::Pod;
use crate::api::storage::ObjectReference;
use crate::api::{Key, Object, Resource};
use std::borrow::Cow;

/// Stands in an event's message for the name that the server gives to the created object.
pub const GENERATED_NAME: &str = "{name}";

/// One request and what is to be told about its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What to do.
    pub verb: Verb,
    /// The event to record when it has succeeded.
    pub on_success: Option<Box<EventDraft>>,
    /// The event to record when it fails; ` <error>` or the like is appended to its message.
    pub on_failure: Option<Box<EventDraft>>,
}

/// What a request does.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Creates the object; a `generateName` gets its random suffix from the server.
    Create(Object),
    /// Writes metadata and spec.
    Update(Object),
    /// Writes the status and nothing else.
    UpdateStatus(Object),
    /// Asks for deletion; the uid guards against deleting a namesake.
    Delete { key: Key, uid: String, grace_period_seconds: Option<i64> },
    /// Binds a pod to a node: its `nodeName` and the `PodScheduled` condition in one write.
    Bind { key: Key, uid: String, node: String },
    /// Records the events and does nothing else.
    Nothing,
}

impl Request {
    /// Creates an object.
    pub fn create(object: impl Into<Object>) -> Request {
        Request::new(Verb::Create(object.into()))
    }

    /// Writes metadata and spec.
    pub fn update(object: impl Into<Object>) -> Request {
        Request::new(Verb::Update(unconditional(object.into())))
    }

    /// Writes the status.
    pub fn update_status(object: impl Into<Object>) -> Request {
        Request::new(Verb::UpdateStatus(unconditional(object.into())))
    }

    /// Deletes that very object with its own grace period.
    pub fn delete<T: Resource>(object: &T) -> Request {
        Request::deletion(Key::of(object), object.metadata(), None)
    }

    /// Deletes that very object, of whatever kind it is.
    pub fn delete_any(object: &Object) -> Request {
        Request::deletion(object.key(), object.metadata(), None)
    }

    /// Removes that very object at once.
    pub fn delete_now<T: Resource>(object: &T) -> Request {
        Request::deletion(Key::of(object), object.metadata(), Some(0))
    }

    fn deletion(key: Key, meta: &ObjectMeta, grace_period_seconds: Option<i64>) -> Request {
        Request::new(Verb::Delete { key, uid: meta.uid.clone(), grace_period_seconds })
    }

    /// Binds that very pod to a node.
    pub fn bind(pod: &Pod, node: &str) -> Request {
        let uid = pod.metadata.uid.clone();
        Request::new(Verb::Bind { key: Key::of(pod), uid, node: node.to_owned() })
    }

    /// Records an event.
    pub fn event(draft: impl Into<Box<EventDraft>>) -> Request {
        Request::new(Verb::Nothing).then(draft)
    }

    fn new(verb: Verb) -> Request {
        Request { verb, on_success: None, on_failure: None }
    }

    /// Records this event when the request has succeeded.
    pub fn then(mut self, draft: impl Into<Box<EventDraft>>) -> Request {
        self.on_success = Some(draft.into());
        self
    }

    /// Records this event when the request fails, with the error at the end of its message.
    pub fn or_else(mut self, draft: EventDraft) -> Request {
        self.on_failure = Some(draft.into());
        self
    }
}

/// A pass reads and writes in one moment, so nothing can have come between, and a later request of
/// the same pass must not trip over an earlier one.
fn unconditional(mut object: Object) -> Object {
    object.metadata_mut().resource_version.clear();
    object
}

/// An event before the server has given it a name, a time and a count.
#[derive(Clone, Debug, PartialEq)]
pub struct EventDraft {
    /// What it is about.
    pub regarding: ObjectReference,
    /// A warning, or normal.
    pub warning: bool,
    /// `SuccessfulCreate`.
    pub reason: &'static str,
    /// The sentence.
    pub message: String,
    /// `statefulset-controller`.
    pub component: Cow<'static, str>,
    /// The node that speaks, for the kubelet's events.
    pub host: String,
    /// Written through the newer events API, as the scheduler does: no `source`, no `count`.
    pub series: bool,
}

impl EventDraft {
    /// A normal event about an object.
    pub fn normal<T: Resource>(
        component: &'static str,
        object: &T,
        reason: &'static str,
        message: impl Into<String>,
    ) -> EventDraft {
        EventDraft {
            regarding: reference(object),
            warning: false,
            reason,
            message: message.into(),
            component: Cow::Borrowed(component),
            host: String::new(),
            series: false,
        }
    }

    /// A warning about an object.
    pub fn warning<T: Resource>(
        component: &'static str,
        object: &T,
        reason: &'static str,
        message: impl Into<String>,
    ) -> EventDraft {
        EventDraft { warning: true, ..EventDraft::normal(component, object, reason, message) }
    }
}

/// A full reference to an object. Models k8s.io/client-go/tools/reference GetReference.
pub fn reference<T: Resource>(object: &T) -> ObjectReference {
    let meta = object.metadata();
    ObjectReference {
        api_version: T::KIND.info().api_version().into(),
        kind: T::KIND.info().kind.into(),
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        resource_version: meta.resource_version.clone(),
        uid: meta.uid.clone(),
        ..ObjectReference::default()
    }
}

/// When a control loop wants to look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// When something that it watches has changed.
    AwaitChange,
    /// After so many milliseconds, since something will have happened by then.
    Requeue(i64),
    /// Every so many milliseconds, to see whether something has happened.
    Poll(i64),
    /// After the pause that follows a failed request: the pass met something that it cannot go on
    /// with.
    Retry,
}

/// What one pass of a control loop wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// The requests, to be carried out in order; the first failure ends the pass.
    pub requests: Vec<Request>,
    /// When to look again.
    pub action: Action,
}

impl Reconciled {
    /// These requests, and then wait for a change.
    pub fn requests(requests: Vec<Request>) -> Reconciled {
        Reconciled { requests, action: Action::AwaitChange }
    }

    /// Nothing to do.
    pub fn nothing() -> Reconciled {
        Reconciled::requests(Vec::new())
    }
}

/// A change of one object in the store; both are set for an update.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where the object is.
    pub key: Key,
    /// The object before, unless it was created.
    pub before: Option<Object>,
    /// The object after, unless it was removed.
    pub after: Option<Object>,
    /// When it happened.
    pub at: Millis,
}

impl Change {
    /// The newest form of the object that changed.
    pub fn object(&self) -> &Object {
        self.after.as_ref().or(self.before.as_ref()).expect("a change changes something")
    }
}

//! The API server: the only way into the store.
//!
//! Requests are defaulted, admitted, validated and written here; whatever is refused is refused
//! with a [`status::Status`] in Kubernetes' words. Every write is a [`request::Change`] in the log
//! that controllers, watches and the page follow.

pub mod defaults;
pub mod events;
#[cfg(test)]
pub(crate) mod fixture;
pub mod keys;
pub mod log;
pub mod patch;
pub mod random;
pub mod request;
pub mod snapshot;
pub mod status;
pub mod store;
pub mod usage;
pub mod validation;

mod admission;
mod allocate;
mod deletion;
mod update;

use self::allocate::Addresses;
pub use self::deletion::{FOREGROUND_FINALIZER, ORPHAN_FINALIZER};
use self::events::Recorder;
use self::log::Log;
use self::random::Random;
use self::request::{Change, EventDraft, Request, Verb};
use self::status::Status;
use self::store::Store;
use self::validation::Rules;
use crate::api::clock::Millis;
use crate::api::pod::{Pod, PodCondition};
use crate::api::{Key, Kind, Object, Resource};
use serde_json::Value;
use std::rc::Rc;

/// The version of Kubernetes that the model follows, shown in the page and by `kubectl version`.
pub const KUBERNETES_VERSION: &str = "v1.32.13";

/// The API server with its store.
#[derive(Clone, Debug)]
pub struct ApiServer {
    /// What it refuses.
    pub rules: Rules,
    store: Rc<Store>,
    random: Random,
    now: Millis,
    resource_version: u64,
    log: Log,
    addresses: Addresses,
    recorder: Rc<Recorder>,
    /// The source of the volume that is mounted into every pod.
    token: Rc<Value>,
}

/// What becomes of the objects that a deleted object owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// The garbage collector deletes them afterwards.
    Background,
    /// They stay and lose their owner.
    Orphan,
    /// The garbage collector deletes them first.
    Foreground,
}

/// How to delete an object.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DeleteOptions {
    /// Deletes only an object with this uid.
    pub uid: Option<String>,
    /// Seconds that a pod gets to end; its own setting if none is given.
    pub grace_period_seconds: Option<i64>,
    /// What becomes of dependents; if nothing is said, what an earlier deletion said of them.
    pub propagation: Option<Propagation>,
}

/// Which half of an object a request writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    Spec,
    Status,
}

impl ApiServer {
    /// An empty API server. Services get addresses of `service_cidr` (`10.96.0.0/12`).
    pub fn new(seed: u64, now: Millis, service_cidr: &str) -> ApiServer {
        ApiServer::with(Rules::ALL, seed, now, service_cidr)
    }

    /// As [`ApiServer::new`], with rules of its own.
    pub fn with(rules: Rules, seed: u64, now: Millis, service_cidr: &str) -> ApiServer {
        ApiServer {
            rules,
            store: Rc::default(),
            random: Random::new(seed),
            now,
            resource_version: 0,
            log: Log::default(),
            addresses: Addresses::new(service_cidr),
            recorder: Rc::default(),
            token: admission::token().into(),
        }
    }

    /// What is in the store now.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The moment at which requests happen.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Sets the moment at which the next requests happen; time never goes back. Events are gone
    /// whose time is over by then.
    pub fn set_now(&mut self, now: Millis) {
        assert!(now >= self.now, "time goes forward");
        events::expire(self, now);
        self.now = now;
    }

    /// Notes that a node's kubelet has been silent since that moment, or that it is heard again.
    pub fn set_lapsed_lease(&mut self, node: &str, renewed: Option<Millis>) {
        Rc::make_mut(&mut self.store).set_lapsed_lease(node, renewed);
    }

    /// The server's own chance, for those who must pick at random.
    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// The first address of the service network, which the `kubernetes` service has.
    pub fn first_service_ip(&self) -> String {
        self.addresses.first()
    }

    /// See [`store::Objects::get`].
    pub fn get<T: Resource>(&self, namespace: &str, name: &str) -> Option<&Rc<T>> {
        self.store.get(namespace, name)
    }

    /// Creates an object and returns it as it was stored.
    ///
    /// # Errors
    /// The namespace does not exist, the name is taken, or the object is invalid.
    pub fn create(&mut self, object: Object) -> Result<Object, Status> {
        let object = self.prepare(object)?;
        Ok(self.write(object))
    }

    /// What [`ApiServer::create`] would store, without storing it (`--dry-run=server`).
    ///
    /// # Errors
    /// As [`ApiServer::create`].
    pub fn dry_run_create(&self, object: Object) -> Result<Object, Status> {
        self.clone().prepare(object)
    }

    /// Writes metadata and spec of an existing object and leaves its status alone. Writing what is
    /// there already changes nothing, not even the resource version.
    ///
    /// # Errors
    /// The object does not exist, was changed since (when it carries a resource version), a field
    /// may not change, or the result is invalid.
    pub fn update(&mut self, object: Object) -> Result<Object, Status> {
        self.replace(object, Write::Spec)
    }

    /// Writes the status of an existing object and leaves everything else alone.
    ///
    /// # Errors
    /// The object does not exist or was changed since.
    pub fn update_status(&mut self, object: Object) -> Result<Object, Status> {
        self.replace(object, Write::Status)
    }

    /// Asks for the deletion of an object. It is gone at once, or it stays, marked, until its
    /// grace period is over and its finalizers are removed. Returns the object as it is then.
    ///
    /// # Errors
    /// The object does not exist, or has another uid than asked for.
    pub fn delete(&mut self, key: &Key, options: &DeleteOptions) -> Result<Object, Status> {
        deletion::delete(self, key, options)
    }

    /// Carries out requests in order and stops at the first that fails.
    ///
    /// # Errors
    /// What the failed request met; its event has been recorded.
    pub fn carry_out(&mut self, requests: Vec<Request>) -> Result<(), Status> {
        requests.into_iter().try_for_each(|request| self.carry_out_one(request))
    }

    fn carry_out_one(&mut self, request: Request) -> Result<(), Status> {
        let outcome = match request.verb {
            Verb::Create(object) => self.create(object).map(Some),
            Verb::Update(object) => self.update(object).map(Some),
            Verb::UpdateStatus(object) => self.update_status(object).map(Some),
            Verb::Delete { key, uid, grace_period_seconds } => {
                let uid = Some(uid);
                let options = DeleteOptions { uid, grace_period_seconds, ..Default::default() };
                self.delete(&key, &options).map(Some)
            }
            Verb::Bind { key, uid, node } => self.bind(&key, &uid, &node).map(Some),
            Verb::Nothing => Ok(None),
        };
        match outcome {
            Ok(object) => {
                if let Some(draft) = request.on_success {
                    self.record(named(*draft, object.as_ref()));
                }
                Ok(())
            }
            Err(status) => {
                if let Some(mut draft) = request.on_failure {
                    draft.message.push_str(&status.message);
                    self.record(*draft);
                }
                Err(status)
            }
        }
    }

    /// Records an event: a new one, or one more of the same.
    pub fn record(&mut self, draft: EventDraft) {
        events::record(self, draft);
    }

    /// Binds a pod to a node. Models pkg/registry/core/pod/storage assignPod.
    fn bind(&mut self, key: &Key, uid: &str, node: &str) -> Result<Object, Status> {
        let pod = self.store.at::<Pod>(key);
        let Some(pod) = pod.filter(|pod| pod.metadata.uid == uid) else {
            return Err(Status::not_found(key.kind, key.name()));
        };
        let mut pod = Pod::clone(pod);
        Rc::make_mut(&mut pod.spec).node_name = node.to_owned();
        let conditions = &mut pod.status_mut().conditions;
        conditions.retain(|condition| condition.type_ != "PodScheduled");
        conditions.reserve_exact(1);
        conditions.push(PodCondition {
            last_transition_time: Some(self.now.time()),
            status: "True".into(),
            type_: "PodScheduled".into(),
            ..PodCondition::default()
        });
        Ok(self.write(pod.into()))
    }

    /// Puts an object into the store as it is, with its uid, its status and its times, as restoring
    /// a backup would: nothing is defaulted, admitted or validated. Only a uid is given to one that
    /// has none, since objects are told apart by it.
    pub fn restore(&mut self, mut object: Object) -> Object {
        if object.metadata().uid.is_empty() {
            object.metadata_mut().uid = self.random.uid();
        }
        self.write(object)
    }

    fn prepare(&mut self, mut object: Object) -> Result<Object, Status> {
        let info = object.kind().info();
        if !info.namespaced {
            object.metadata_mut().namespace.clear();
        } else {
            admission::in_namespace(self, &object)?;
        }
        if object.metadata().name.is_empty() && !object.metadata().generate_name.is_empty() {
            let name = self.generated_name(&object);
            object.metadata_mut().name = name;
        }
        if self.store.object(&object.key()).is_some() {
            return Err(Status::already_exists(object.kind(), &object.metadata().name));
        }
        let generation = if has_generation(object.kind()) { 1 } else { 0 };
        let (uid, created) = (self.uid_for(&object), self.now.time());
        let meta = object.metadata_mut();
        meta.uid = uid;
        meta.creation_timestamp = Some(created);
        meta.deletion_timestamp = None;
        meta.deletion_grace_period_seconds = None;
        meta.generation = generation;
        meta.resource_version.clear();
        admission::drop_status(&mut object, self.now);
        defaults::apply(&mut object);
        admission::admit(self, &mut object);
        invalid(&object, (self.rules.create)(&object))?;
        allocate::assign(self, &mut object, None)?;
        Ok(object)
    }

    /// A uid for a new object. What the control plane itself keeps draws it from chance of its own,
    /// so that the names that a seed gives do not depend on how much of that there is.
    fn uid_for(&mut self, object: &Object) -> String {
        if !is_kept_by_the_system(object.kind()) {
            return self.random.uid();
        }
        let meta = object.metadata();
        let bytes = meta.namespace.bytes().chain(meta.name.bytes());
        let seed = bytes.fold(self.resource_version, |seed, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Random::new(seed).uid()
    }

    /// Models k8s.io/apiserver/pkg/storage/names GenerateName.
    fn generated_name(&mut self, object: &Object) -> String {
        const LONGEST_BASE: usize = 58;
        let base = &object.metadata().generate_name;
        let base: String = base.chars().take(LONGEST_BASE).collect();
        loop {
            let name = format!("{base}{}", self.random.suffix(5));
            let key = Key::new(object.kind(), &object.metadata().namespace, &name);
            if self.store.object(&key).is_none() {
                return name;
            }
        }
    }

    fn replace(&mut self, mut object: Object, what: Write) -> Result<Object, Status> {
        let key = object.key();
        let Some(before) = self.store.object(&key).cloned() else {
            return Err(Status::not_found(key.kind, key.name()));
        };
        let read = &object.metadata().resource_version;
        if !read.is_empty() && *read != before.metadata().resource_version {
            return Err(Status::conflict(&key));
        }
        match what {
            Write::Status => object = admission::status_from(&object, &before),
            Write::Spec => {
                admission::keep_system_fields(&mut object, &before);
                update::drop_what_is_needed_no_more(&mut object, &before);
                defaults::apply(&mut object);
                invalid(&object, (self.rules.update)(&object, &before))?;
                update::admit(self, &object, &before)?;
                allocate::assign(self, &mut object, Some(&before))?;
                if has_generation(key.kind) && !admission::same_spec(&object, &before) {
                    object.metadata_mut().generation += 1;
                }
            }
        }
        let meta = object.metadata_mut();
        meta.resource_version.clone_from(&before.metadata().resource_version);
        if object == before {
            return Ok(before);
        }
        if deletion::is_complete(&object) {
            self.remove(&key);
            return Ok(object);
        }
        Ok(self.write(object))
    }

    /// Stores an object under the next resource version, logs the change, and returns the object as
    /// it was stored.
    fn write(&mut self, mut object: Object) -> Object {
        self.resource_version += 1;
        object.metadata_mut().resource_version = self.resource_version.to_string();
        let key = object.key();
        if key.kind == Kind::Event {
            events::note(self, &key);
        }
        let before = Rc::make_mut(&mut self.store).put(&key, Some(object.clone()));
        self.log.push(Change { key, before, after: Some(object.clone()), at: self.now });
        object
    }

    /// Removes an object and logs the change.
    fn remove(&mut self, key: &Key) {
        self.resource_version += 1;
        let before = Rc::make_mut(&mut self.store).put(key, None);
        if let Some(before) = &before {
            match before {
                Object::Event(event) => events::forget(self, event),
                Object::Service(service) => allocate::release(self, service),
                _ => {}
            }
        }
        self.log.push(Change { key: key.clone(), before, after: None, at: self.now });
    }
}

/// Kinds whose controllers observe a generation.
fn has_generation(kind: Kind) -> bool {
    matches!(kind, Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet | Kind::EndpointSlice)
}

/// Kinds that are there in every namespace, or come with volumes, without anybody asking.
fn is_kept_by_the_system(kind: Kind) -> bool {
    matches!(kind, Kind::ConfigMap | Kind::ServiceAccount | Kind::VolumeAttachment)
}

fn invalid(object: &Object, causes: Vec<status::Cause>) -> Result<(), Status> {
    if causes.is_empty() {
        return Ok(());
    }
    Err(Status::invalid(object.kind(), &object.metadata().name, causes))
}

/// Puts the generated name into a message that was written before the server chose it.
fn named(mut draft: EventDraft, object: Option<&Object>) -> EventDraft {
    if let Some(object) = object
        && draft.message.contains(request::GENERATED_NAME)
    {
        draft.message = draft.message.replace(request::GENERATED_NAME, &object.metadata().name);
    }
    draft
}

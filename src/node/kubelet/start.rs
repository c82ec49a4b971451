//! Bringing a pod up: volumes, sandbox, images, containers, and starting again what has ended.
//! Models pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod.

use super::environment::environment;
use super::events::{about_container, about_pod, go_duration};
use super::{TROUBLE_RETRY, Task, Which, Worker};
use crate::api::clock::Millis;
use crate::node::container::{State, Trouble};
use crate::node::{images, volumes};
use std::rc::Rc;

/// The longest wait before volumes are mounted again.
/// Models pkg/volume/util/operationexecutor exponential back-off.
const LONGEST_MOUNT_WAIT: i64 = 122_000;

/// How long the kubelet waits for volumes before it says so and begins to wait again.
/// Models pkg/kubelet/volumemanager podAttachAndMountTimeout.
const LONGEST_ATTACH: i64 = 123_000;

impl Worker<'_> {
    /// Starts what is not running and should be.
    pub(super) fn bring_up(&mut self, now: Millis) {
        let mut moment = now;
        let is_new = !self.state.sandbox;
        if is_new {
            if !self.mount(now) {
                return;
            }
            let taken = self.node.take_address(&self.pod.spec.node_name, self.store);
            self.state.ip = taken;
            self.state.sandbox = true;
            moment = moment + self.durations.sandbox;
        }
        let (mut started, mut in_trouble) = (false, false);
        for which in self.missing() {
            match self.start(which, now, &mut moment) {
                Ok(()) => started = true,
                Err(trouble) => {
                    in_trouble = true;
                    self.state.at_mut(which).trouble = Some(trouble);
                }
            }
        }
        if started || in_trouble && is_new {
            self.state.plan(moment + self.durations.notice(), Task::Sync);
        } else if in_trouble {
            self.state.plan(now + TROUBLE_RETRY, Task::Sync);
        }
    }

    /// How much longer this pod takes than most, or shorter: a lot that its uid draws.
    fn delay(&self) -> i64 {
        let hash = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let lot = self.state.uid.bytes().fold(0x811c_9dc5, hash);
        i64::from(lot) % self.durations.spread.max(1) - self.durations.spread / 2
    }

    /// Mounts the pod's volumes; if that fails, says so and plans to try again.
    fn mount(&mut self, now: Millis) -> bool {
        if !self.are_attached(now) {
            return false;
        }
        let node = &self.pod.spec.node_name;
        match volumes::sources(&self.pod, node, self.host_disk, self.disks, self.store) {
            Ok(sources) => {
                self.state.sources = Some(sources);
                true
            }
            Err(message) => {
                let draft = about_pod(&self.pod, true, "FailedMount", message);
                self.state.plan(now, Task::Tell(Box::new(draft)));
                let wait = 500 << self.state.mount_failures.min(8);
                self.state.mount_failures += 1;
                self.state.plan(now + LONGEST_MOUNT_WAIT.min(wait), Task::Sync);
                false
            }
        }
    }

    /// Whether all volumes that have to be attached are. If not, the pod waits, and says so every
    /// two minutes. Models pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount.
    fn are_attached(&mut self, now: Millis) -> bool {
        let missing = volumes::unattached(&self.pod, self.store);
        if missing.is_empty() {
            self.state.unattached_since = None;
            return true;
        }
        let since = *self.state.unattached_since.get_or_insert(now);
        if now - since >= LONGEST_ATTACH {
            let names = missing.join(" ");
            let message = format!(
                "Unable to attach or mount volumes: unmounted volumes=[{names}], unattached \
                 volumes=[], failed to process volumes=[]: timed out waiting for the condition"
            );
            let draft = about_pod(&self.pod, true, "FailedMount", message);
            self.state.plan(now, Task::Tell(Box::new(draft)));
            self.state.unattached_since = Some(now);
        }
        let again = self.state.unattached_since.unwrap_or(now) + LONGEST_ATTACH;
        self.state.plan(again, Task::Sync);
        false
    }

    /// The containers that are to be started now: one init container after the other, then all
    /// others at once.
    fn missing(&self) -> Vec<Which> {
        let policy = self.pod.spec.restart_policy.as_str();
        let wanted = |state: &State, stays: bool| match state {
            State::Waiting => true,
            State::Running { .. } => false,
            State::Ended(ended) => stays || should_restart(policy, ended.code),
        };
        for (index, container) in self.state.init.iter().enumerate() {
            let spec = &self.pod.spec.init_containers[index];
            let is_sidecar = spec.restart_policy.as_deref() == Some("Always");
            let is_done = match &container.state {
                State::Running { .. } => is_sidecar,
                State::Ended(ended) => !is_sidecar && ended.code == 0,
                State::Waiting => false,
            };
            if is_done {
                continue;
            }
            let again = container.ended().is_none_or(|_| is_sidecar || policy != "Never");
            let which = Which { init: true, index };
            return if again && !container.is_running() { vec![which] } else { Vec::new() };
        }
        let containers = self.state.containers.iter().enumerate();
        containers
            .filter(|(_, container)| wanted(&container.state, false))
            .map(|(index, _)| Which { init: false, index })
            .collect()
    }

    /// Plans the start of a container from `moment` on, and moves `moment` to its end.
    fn start(&mut self, which: Which, now: Millis, moment: &mut Millis) -> Result<(), Trouble> {
        self.wait_after_end(which, now)?;
        self.ensure_image(which, now, moment)?;
        let services = self.networks.of(&self.pod, self.store).services.clone();
        let (pod, spec) = (&self.pod, self.spec(which));
        let variables = match environment(pod, self.state, spec, services, self.store) {
            Ok(variables) => Rc::new(variables),
            Err(message) => {
                let text = format!("Error: {message}");
                let draft = about_container(&self.pod, self.state, which, true, "Failed", text);
                self.state.plan(*moment, Task::Tell(Box::new(draft)));
                return Err(Trouble { reason: "CreateContainerConfigError", message });
            }
        };
        let name = &self.spec(which).name;
        self.tell(which, *moment, false, "Created", format!("Created container: {name}"));
        *moment = *moment + self.durations.launch() + self.delay();
        self.state.plan(*moment, Task::Launch(which, variables));
        self.state.at_mut(which).trouble = None;
        Ok(())
    }

    /// Waits longer and longer before a container that keeps ending is started again.
    /// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff.
    fn wait_after_end(&mut self, which: Which, now: Millis) -> Result<(), Trouble> {
        let container = self.state.at(which);
        let Some(finished) = container.ended().and_then(|ended| ended.finished) else {
            return Ok(());
        };
        if container.restart_backoff.remaining(finished, now).is_none() {
            self.state.at_mut(which).restart_backoff.next(finished, now);
            return Ok(());
        }
        let wait = go_duration(container.restart_backoff.delay);
        let name = container.name.clone();
        let (pod, namespace) = (self.state.key.name(), self.state.key.namespace());
        let full = format!("{pod}_{namespace}({})", self.state.uid);
        let text = format!("Back-off restarting failed container {name} in pod {full}");
        let draft = about_container(&self.pod, self.state, which, true, "BackOff", text);
        self.state.plan(now, Task::Tell(Box::new(draft)));
        Err(Trouble {
            reason: "CrashLoopBackOff",
            message: format!("back-off {wait} restarting failed container={name} pod={full}"),
        })
    }

    /// Sees to it that the image is on the node. Models pkg/kubelet/images EnsureImageExists.
    fn ensure_image(
        &mut self,
        which: Which,
        now: Millis,
        moment: &mut Millis,
    ) -> Result<(), Trouble> {
        let spec = self.spec(which);
        let (image, policy) = (spec.image.clone(), spec.image_pull_policy.clone());
        if let Err(why) = images::check_name(&image) {
            let message = format!(
                "Failed to apply default image tag \"{image}\": couldn't parse image name \
                 \"{image}\": {why}"
            );
            self.tell(which, *moment, true, "InspectFailed", message.clone());
            self.tell(which, *moment, true, "Failed", "Error: InvalidImageName".to_owned());
            return Err(Trouble { reason: "InvalidImageName", message });
        }
        let is_present = self.node.has_image(&image, *moment);
        if is_present && policy != "Always" {
            let text = format!("Container image \"{image}\" already present on machine");
            self.tell(which, *moment, false, "Pulled", text);
            return Ok(());
        }
        if policy == "Never" {
            let message =
                format!("Container image \"{image}\" is not present with pull policy of Never");
            self.tell(which, *moment, true, "ErrImageNeverPull", message.clone());
            self.tell(which, *moment, true, "Failed", "Error: ErrImageNeverPull".to_owned());
            return Err(Trouble { reason: "ErrImageNeverPull", message });
        }
        if images::is_missing(&image) {
            return Err(self.fail_to_pull(which, &image, now, *moment));
        }
        self.tell(which, *moment, false, "Pulling", format!("Pulling image \"{image}\""));
        let (begun, done) = self.node.pull(&image, *moment, self.durations.pull);
        let (took, waited) = (go_duration(done - begun), go_duration(done - *moment));
        *moment = done;
        let text = format!(
            "Successfully pulled image \"{image}\" in {took} ({waited} including waiting). Image \
             size: {IMAGE_SIZE} bytes."
        );
        self.tell(which, done, false, "Pulled", text);
        Ok(())
    }

    /// Tries to pull an image that no registry has, or waits before it tries again.
    fn fail_to_pull(&mut self, which: Which, image: &str, now: Millis, moment: Millis) -> Trouble {
        let error = images::pull_error(image);
        let backoff = &mut self.state.at_mut(which).pull_backoff;
        if backoff.remaining(backoff.set, now).is_some() {
            let text = format!("Back-off pulling image \"{image}\"");
            self.tell(which, moment, false, "BackOff", text.clone());
            self.tell(which, moment, true, "Failed", "Error: ImagePullBackOff".to_owned());
            let message = format!("{text}: ErrImagePull: {error}");
            return Trouble { reason: "ImagePullBackOff", message };
        }
        backoff.next(now, now);
        self.tell(which, moment, false, "Pulling", format!("Pulling image \"{image}\""));
        let text = format!("Failed to pull image \"{image}\": {error}");
        self.tell(which, moment, true, "Failed", text);
        self.tell(which, moment, true, "Failed", "Error: ErrImagePull".to_owned());
        Trouble { reason: "ErrImagePull", message: error }
    }

    pub(super) fn tell(
        &mut self,
        which: Which,
        moment: Millis,
        warning: bool,
        reason: &'static str,
        text: String,
    ) {
        let draft = about_container(&self.pod, self.state, which, warning, reason, text);
        self.state.plan(moment, Task::Tell(Box::new(draft)));
    }

    pub(super) fn spec(&self, which: Which) -> &crate::api::container::Container {
        which.of(&self.pod)
    }
}

/// The size that every image is said to have.
const IMAGE_SIZE: i64 = 72_950_530;

/// Models pkg/kubelet/container ShouldContainerBeRestarted.
pub(super) fn should_restart(policy: &str, code: i32) -> bool {
    match policy {
        "Never" => false,
        "OnFailure" => code != 0,
        _ => true,
    }
}

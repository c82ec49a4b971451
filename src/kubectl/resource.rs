//! The resources of the API: what `kubectl api-resources` lists, and how a word on the command
//! line names one of them.

use super::failure::Failure;
use crate::api::Kind;

/// A resource, as discovery tells of it. The model knows some of them as a [`Kind`]; of the
/// others there are never any objects.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// `statefulsets`.
    pub plural: &'static str,
    /// `sts`; several are separated by commas.
    pub short: &'static str,
    /// `apps/v1`.
    pub api_version: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// `StatefulSet`.
    pub kind: &'static str,
}

impl Resource {
    /// The kind of the model, if the model has it.
    pub fn model(&self) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| {
            let info = kind.info();
            info.kind == self.kind && info.group == self.group()
        })
    }

    /// `apps`; empty for the core group.
    pub fn group(&self) -> &'static str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// `v1`.
    pub fn version(&self) -> &'static str {
        self.api_version.rsplit_once('/').map_or(self.api_version, |(_, version)| version)
    }

    /// `statefulset.apps`: the name in success lines and mixed tables.
    pub fn qualified_singular(&self) -> String {
        let singular = self.kind.to_ascii_lowercase();
        match self.group() {
            "" => singular,
            group => format!("{singular}.{group}"),
        }
    }

    /// `statefulsets.apps`: the name in error messages.
    pub fn qualified_plural(&self) -> String {
        match self.group() {
            "" => self.plural.to_owned(),
            group => format!("{}.{group}", self.plural),
        }
    }

    /// `apps/v1, Resource=statefulsets`, with `/v1` for the core group.
    // Models apimachinery/pkg/runtime/schema GroupVersionResource.String
    pub fn id(&self) -> String {
        format!("{}/{}, Resource={}", self.group(), self.version(), self.plural)
    }

    fn is_named(&self, word: &str) -> bool {
        word == self.plural
            || self.short.split(',').any(|short| !short.is_empty() && word == short)
            || word == self.kind.to_ascii_lowercase()
    }
}

/// The resource of a kind of the model.
pub fn of_kind(kind: Kind) -> &'static Resource {
    let found = RESOURCES.iter().find(|resource| resource.model() == Some(kind));
    found.expect("every kind of the model is a resource of the API")
}

/// The resource that a word names: plural, singular or short name, with or without its group
/// and version (`statefulsets.v1.apps`).
///
/// # Errors
/// There is no such resource.
pub fn find(word: &str) -> Result<&'static Resource, Failure> {
    let lower = word.to_ascii_lowercase();
    let (name, group) = match lower.split_once('.') {
        Some((name, group)) => (name, Some(group)),
        None => (lower.as_str(), None),
    };
    let in_group = |resource: &Resource| match group {
        None => true,
        Some(group) => {
            let full = format!("{}.{}", resource.version(), resource.group());
            group == resource.group() || group.trim_end_matches('.') == full.trim_end_matches('.')
        }
    };
    RESOURCES
        .iter()
        .find(|resource| resource.is_named(name) && in_group(resource))
        .ok_or_else(|| no_such_type(word))
}

/// What kubectl says of an unknown resource.
pub fn no_such_type(word: &str) -> Failure {
    Failure::error(format!("the server doesn't have a resource type \"{word}\""))
}

/// What `all` stands for; claims and volumes are not among it.
pub const ALL: &[&str] = &[
    "pods",
    "replicationcontrollers",
    "services",
    "daemonsets",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "horizontalpodautoscalers.autoscaling",
    "cronjobs.batch",
    "jobs.batch",
];

const fn resource(
    plural: &'static str,
    short: &'static str,
    api_version: &'static str,
    namespaced: bool,
    kind: &'static str,
) -> Resource {
    Resource { plural, short, api_version, namespaced, kind }
}

const ADMISSION: &str = "admissionregistration.k8s.io/v1";
const EXTENSIONS: &str = "apiextensions.k8s.io/v1";
const REGISTRATION: &str = "apiregistration.k8s.io/v1";
const AUTHENTICATION: &str = "authentication.k8s.io/v1";
const AUTHORIZATION: &str = "authorization.k8s.io/v1";
const FLOW_CONTROL: &str = "flowcontrol.apiserver.k8s.io/v1";
const CERTIFICATES: &str = "certificates.k8s.io/v1";
const RBAC: &str = "rbac.authorization.k8s.io/v1";
const COORDINATION: &str = "coordination.k8s.io/v1";
const NETWORKING: &str = "networking.k8s.io/v1";
const STORAGE: &str = "storage.k8s.io/v1";
const DISCOVERY: &str = "discovery.k8s.io/v1";
const SCHEDULING: &str = "scheduling.k8s.io/v1";
const AUTOSCALING: &str = "autoscaling/v2";

/// Every resource of a cluster of this version, in the order of `kubectl api-resources`.
pub const RESOURCES: &[Resource] = &[
    resource("bindings", "", "v1", true, "Binding"),
    resource("componentstatuses", "cs", "v1", false, "ComponentStatus"),
    resource("configmaps", "cm", "v1", true, "ConfigMap"),
    resource("endpoints", "ep", "v1", true, "Endpoints"),
    resource("events", "ev", "v1", true, "Event"),
    resource("limitranges", "limits", "v1", true, "LimitRange"),
    resource("namespaces", "ns", "v1", false, "Namespace"),
    resource("nodes", "no", "v1", false, "Node"),
    resource("persistentvolumeclaims", "pvc", "v1", true, "PersistentVolumeClaim"),
    resource("persistentvolumes", "pv", "v1", false, "PersistentVolume"),
    resource("pods", "po", "v1", true, "Pod"),
    resource("podtemplates", "", "v1", true, "PodTemplate"),
    resource("replicationcontrollers", "rc", "v1", true, "ReplicationController"),
    resource("resourcequotas", "quota", "v1", true, "ResourceQuota"),
    resource("secrets", "", "v1", true, "Secret"),
    resource("serviceaccounts", "sa", "v1", true, "ServiceAccount"),
    resource("services", "svc", "v1", true, "Service"),
    resource("mutatingwebhookconfigurations", "", ADMISSION, false, "MutatingWebhookConfiguration"),
    resource("validatingadmissionpolicies", "", ADMISSION, false, "ValidatingAdmissionPolicy"),
    resource(
        "validatingadmissionpolicybindings",
        "",
        ADMISSION,
        false,
        "ValidatingAdmissionPolicyBinding",
    ),
    resource(
        "validatingwebhookconfigurations",
        "",
        ADMISSION,
        false,
        "ValidatingWebhookConfiguration",
    ),
    resource(
        "customresourcedefinitions",
        "crd,crds",
        EXTENSIONS,
        false,
        "CustomResourceDefinition",
    ),
    resource("apiservices", "", REGISTRATION, false, "APIService"),
    resource("controllerrevisions", "", "apps/v1", true, "ControllerRevision"),
    resource("daemonsets", "ds", "apps/v1", true, "DaemonSet"),
    resource("deployments", "deploy", "apps/v1", true, "Deployment"),
    resource("replicasets", "rs", "apps/v1", true, "ReplicaSet"),
    resource("statefulsets", "sts", "apps/v1", true, "StatefulSet"),
    resource("selfsubjectreviews", "", AUTHENTICATION, false, "SelfSubjectReview"),
    resource("tokenreviews", "", AUTHENTICATION, false, "TokenReview"),
    resource("localsubjectaccessreviews", "", AUTHORIZATION, true, "LocalSubjectAccessReview"),
    resource("selfsubjectaccessreviews", "", AUTHORIZATION, false, "SelfSubjectAccessReview"),
    resource("selfsubjectrulesreviews", "", AUTHORIZATION, false, "SelfSubjectRulesReview"),
    resource("subjectaccessreviews", "", AUTHORIZATION, false, "SubjectAccessReview"),
    resource("horizontalpodautoscalers", "hpa", AUTOSCALING, true, "HorizontalPodAutoscaler"),
    resource("cronjobs", "cj", "batch/v1", true, "CronJob"),
    resource("jobs", "", "batch/v1", true, "Job"),
    resource("certificatesigningrequests", "csr", CERTIFICATES, false, "CertificateSigningRequest"),
    resource("leases", "", COORDINATION, true, "Lease"),
    resource("endpointslices", "", DISCOVERY, true, "EndpointSlice"),
    resource("events", "ev", "events.k8s.io/v1", true, "Event"),
    resource("flowschemas", "", FLOW_CONTROL, false, "FlowSchema"),
    resource("prioritylevelconfigurations", "", FLOW_CONTROL, false, "PriorityLevelConfiguration"),
    resource("ingressclasses", "", NETWORKING, false, "IngressClass"),
    resource("ingresses", "ing", NETWORKING, true, "Ingress"),
    resource("networkpolicies", "netpol", NETWORKING, true, "NetworkPolicy"),
    resource("runtimeclasses", "", "node.k8s.io/v1", false, "RuntimeClass"),
    resource("poddisruptionbudgets", "pdb", "policy/v1", true, "PodDisruptionBudget"),
    resource("clusterrolebindings", "", RBAC, false, "ClusterRoleBinding"),
    resource("clusterroles", "", RBAC, false, "ClusterRole"),
    resource("rolebindings", "", RBAC, true, "RoleBinding"),
    resource("roles", "", RBAC, true, "Role"),
    resource("priorityclasses", "pc", SCHEDULING, false, "PriorityClass"),
    resource("csidrivers", "", STORAGE, false, "CSIDriver"),
    resource("csinodes", "", STORAGE, false, "CSINode"),
    resource("csistoragecapacities", "", STORAGE, true, "CSIStorageCapacity"),
    resource("storageclasses", "sc", STORAGE, false, "StorageClass"),
    resource("volumeattachments", "", STORAGE, false, "VolumeAttachment"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_model_is_found_by_all_its_names() {
        for &kind in Kind::ALL {
            let info = kind.info();
            for word in [info.plural, info.singular].iter().chain(info.short_names) {
                assert_eq!(find(word).unwrap().model(), Some(kind), "{word}");
            }
            assert_eq!(of_kind(kind).qualified_singular(), info.qualified_singular());
            assert_eq!(of_kind(kind).namespaced, info.namespaced);
        }
    }

    #[test]
    fn a_group_and_a_version_may_follow_the_name() {
        assert_eq!(find("statefulsets.v1.apps").unwrap().kind, "StatefulSet");
        assert_eq!(find("sts.apps").unwrap().kind, "StatefulSet");
        assert_eq!(find("Pod").unwrap().kind, "Pod");
        assert!(find("pods.apps").is_err());
        assert_eq!(
            find("foo").unwrap_err().text,
            "error: the server doesn't have a resource type \"foo\""
        );
    }
}

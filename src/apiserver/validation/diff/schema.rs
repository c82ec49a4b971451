//! Upstream's internal types (pkg/apis/core/types.go), as far as they appear in differences: their
//! fields in their order, with the names that the fields have in JSON.

/// What a field holds.
pub(super) enum Kind {
    Text,
    Number,
    Bool,
    /// A pointer to one of the others.
    Pointer(&'static Kind),
    Struct(&'static Type),
    /// A struct whose fields are in JSON those of the struct around it.
    Embedded(&'static Type),
    /// A list: Go's name of its type, and what its items are.
    List(&'static str, &'static Kind),
    /// A map from texts: Go's name of its type, and what its values are.
    Map(&'static str, &'static Kind),
    Quantity,
    IntOrString,
    /// Nothing that the model keeps: nil.
    Nothing,
}

/// A struct: Go's name, and its fields with their names in JSON.
pub(super) struct Type {
    pub(super) name: &'static str,
    pub(super) fields: &'static [(&'static str, &'static str, Kind)],
}

use Kind::{Bool, Embedded, IntOrString, List, Map, Nothing, Number, Pointer, Struct as Is, Text};

const TEXTS: Kind = List("[]string", &Text);
const OPTIONAL_TEXT: Kind = Pointer(&Text);
const OPTIONAL_NUMBER: Kind = Pointer(&Number);
const OPTIONAL_BOOL: Kind = Pointer(&Bool);
const LABELS: Kind = Map("map[string]string", &Text);
const RESOURCES: Kind = Map("core.ResourceList", &Kind::Quantity);

/// Declares the types as tables: a field that is given no name in JSON has none in the model.
macro_rules! types {
    ($($constant:ident = $name:literal {
        $($field:ident $(: $json:literal $kind:expr)?),* $(,)?
    })*) => {
        $(pub(super) static $constant: Type = Type {
            name: $name,
            fields: &[$((
                stringify!($field), types!(@json $($json)?), types!(@kind $($kind)?)
            )),*],
        };)*
    };
    (@json) => { "" };
    (@json $json:literal) => { $json };
    (@kind) => { Nothing };
    (@kind $kind:expr) => { $kind };
}

types! {
    POD_SPEC = "core.PodSpec" {
        Volumes: "volumes" List("[]core.Volume", &Is(&VOLUME)),
        InitContainers: "initContainers" List("[]core.Container", &Is(&CONTAINER)),
        Containers: "containers" List("[]core.Container", &Is(&CONTAINER)),
        EphemeralContainers,
        RestartPolicy: "restartPolicy" Text,
        TerminationGracePeriodSeconds: "terminationGracePeriodSeconds" OPTIONAL_NUMBER,
        ActiveDeadlineSeconds: "activeDeadlineSeconds" OPTIONAL_NUMBER,
        DNSPolicy: "dnsPolicy" Text,
        NodeSelector: "nodeSelector" LABELS,
        ServiceAccountName: "serviceAccountName" Text,
        AutomountServiceAccountToken: "automountServiceAccountToken" OPTIONAL_BOOL,
        NodeName: "nodeName" Text,
        SecurityContext: "" Pointer(&Embedded(&POD_SECURITY_CONTEXT)),
        ImagePullSecrets,
        Hostname: "hostname" Text,
        Subdomain: "subdomain" Text,
        SetHostnameAsFQDN: "setHostnameAsFQDN" OPTIONAL_BOOL,
        Affinity,
        SchedulerName: "schedulerName" Text,
        Tolerations: "tolerations" List("[]core.Toleration", &Is(&TOLERATION)),
        HostAliases,
        PriorityClassName: "priorityClassName" Text,
        Priority: "priority" OPTIONAL_NUMBER,
        PreemptionPolicy: "preemptionPolicy" OPTIONAL_TEXT,
        DNSConfig,
        ReadinessGates,
        RuntimeClassName: "runtimeClassName" OPTIONAL_TEXT,
        Overhead,
        EnableServiceLinks: "enableServiceLinks" OPTIONAL_BOOL,
        TopologySpreadConstraints,
        OS,
        SchedulingGates,
        ResourceClaims,
        Resources,
    }
    POD_SECURITY_CONTEXT = "core.PodSecurityContext" {
        HostNetwork: "hostNetwork" Bool,
        HostPID: "hostPID" Bool,
        HostIPC: "hostIPC" Bool,
        ShareProcessNamespace: "shareProcessNamespace" OPTIONAL_BOOL,
    }
    CONTAINER = "core.Container" {
        Name: "name" Text,
        Image: "image" Text,
        Command: "command" TEXTS,
        Args: "args" TEXTS,
        WorkingDir: "workingDir" Text,
        Ports: "ports" List("[]core.ContainerPort", &Is(&CONTAINER_PORT)),
        EnvFrom,
        Env: "env" List("[]core.EnvVar", &Is(&ENV_VAR)),
        Resources: "resources" Is(&RESOURCE_REQUIREMENTS),
        ResizePolicy,
        RestartPolicy: "restartPolicy" OPTIONAL_TEXT,
        VolumeMounts: "volumeMounts" List("[]core.VolumeMount", &Is(&VOLUME_MOUNT)),
        VolumeDevices,
        LivenessProbe: "livenessProbe" Pointer(&Is(&PROBE)),
        ReadinessProbe: "readinessProbe" Pointer(&Is(&PROBE)),
        StartupProbe: "startupProbe" Pointer(&Is(&PROBE)),
        Lifecycle,
        TerminationMessagePath: "terminationMessagePath" Text,
        TerminationMessagePolicy: "terminationMessagePolicy" Text,
        ImagePullPolicy: "imagePullPolicy" Text,
        SecurityContext,
        Stdin: "stdin" Bool,
        StdinOnce: "stdinOnce" Bool,
        TTY: "tty" Bool,
    }
    CONTAINER_PORT = "core.ContainerPort" {
        Name: "name" Text,
        HostPort: "hostPort" Number,
        ContainerPort: "containerPort" Number,
        Protocol: "protocol" Text,
        HostIP: "hostIP" Text,
    }
    ENV_VAR = "core.EnvVar" {
        Name: "name" Text,
        Value: "value" Text,
        ValueFrom: "valueFrom" Pointer(&Is(&ENV_VAR_SOURCE)),
    }
    ENV_VAR_SOURCE = "core.EnvVarSource" {
        FieldRef: "fieldRef" Pointer(&Is(&OBJECT_FIELD_SELECTOR)),
        ResourceFieldRef,
        ConfigMapKeyRef: "configMapKeyRef" Pointer(&Is(&CONFIG_MAP_KEY_SELECTOR)),
        SecretKeyRef: "secretKeyRef" Pointer(&Is(&SECRET_KEY_SELECTOR)),
    }
    OBJECT_FIELD_SELECTOR = "core.ObjectFieldSelector" {
        APIVersion: "apiVersion" Text,
        FieldPath: "fieldPath" Text,
    }
    CONFIG_MAP_KEY_SELECTOR = "core.ConfigMapKeySelector" {
        LocalObjectReference: "" Embedded(&LOCAL_OBJECT_REFERENCE),
        Key: "key" Text,
        Optional: "optional" OPTIONAL_BOOL,
    }
    SECRET_KEY_SELECTOR = "core.SecretKeySelector" {
        LocalObjectReference: "" Embedded(&LOCAL_OBJECT_REFERENCE),
        Key: "key" Text,
        Optional: "optional" OPTIONAL_BOOL,
    }
    LOCAL_OBJECT_REFERENCE = "core.LocalObjectReference" { Name: "name" Text }
    RESOURCE_REQUIREMENTS = "core.ResourceRequirements" {
        Limits: "limits" RESOURCES,
        Requests: "requests" RESOURCES,
        Claims,
    }
    VOLUME_MOUNT = "core.VolumeMount" {
        Name: "name" Text,
        ReadOnly: "readOnly" Bool,
        RecursiveReadOnly: "recursiveReadOnly" OPTIONAL_TEXT,
        MountPath: "mountPath" Text,
        SubPath: "subPath" Text,
        MountPropagation: "mountPropagation" OPTIONAL_TEXT,
        SubPathExpr: "subPathExpr" Text,
    }
    PROBE = "core.Probe" {
        ProbeHandler: "" Embedded(&PROBE_HANDLER),
        InitialDelaySeconds: "initialDelaySeconds" Number,
        TimeoutSeconds: "timeoutSeconds" Number,
        PeriodSeconds: "periodSeconds" Number,
        SuccessThreshold: "successThreshold" Number,
        FailureThreshold: "failureThreshold" Number,
        TerminationGracePeriodSeconds: "terminationGracePeriodSeconds" OPTIONAL_NUMBER,
    }
    PROBE_HANDLER = "core.ProbeHandler" {
        Exec: "exec" Pointer(&Is(&EXEC_ACTION)),
        HTTPGet: "httpGet" Pointer(&Is(&HTTP_GET_ACTION)),
        TCPSocket: "tcpSocket" Pointer(&Is(&TCP_SOCKET_ACTION)),
        GRPC,
    }
    EXEC_ACTION = "core.ExecAction" { Command: "command" TEXTS }
    HTTP_GET_ACTION = "core.HTTPGetAction" {
        Path: "path" Text,
        Port: "port" IntOrString,
        Host: "host" Text,
        Scheme: "scheme" Text,
        HTTPHeaders,
    }
    TCP_SOCKET_ACTION = "core.TCPSocketAction" {
        Port: "port" IntOrString,
        Host: "host" Text,
    }
    TOLERATION = "core.Toleration" {
        Key: "key" Text,
        Operator: "operator" Text,
        Value: "value" Text,
        Effect: "effect" Text,
        TolerationSeconds: "tolerationSeconds" OPTIONAL_NUMBER,
    }
    VOLUME = "core.Volume" {
        Name: "name" Text,
        VolumeSource: "" Embedded(&VOLUME_SOURCE),
    }
    VOLUME_SOURCE = "core.VolumeSource" {
        HostPath: "hostPath" Pointer(&Is(&HOST_PATH_VOLUME_SOURCE)),
        EmptyDir: "emptyDir" Pointer(&Is(&EMPTY_DIR_VOLUME_SOURCE)),
        GCEPersistentDisk, AWSElasticBlockStore, GitRepo,
        Secret: "secret" Pointer(&Is(&SECRET_VOLUME_SOURCE)),
        NFS: "nfs" Pointer(&Is(&NFS_VOLUME_SOURCE)),
        ISCSI, Glusterfs,
        PersistentVolumeClaim: "persistentVolumeClaim" Pointer(&Is(&CLAIM_VOLUME_SOURCE)),
        RBD, Quobyte, FlexVolume, Cinder, CephFS, Flocker,
        DownwardAPI: "downwardAPI" Pointer(&Is(&DOWNWARD_API)),
        FC, AzureFile,
        ConfigMap: "configMap" Pointer(&Is(&CONFIG_MAP)),
        VsphereVolume, AzureDisk, PhotonPersistentDisk,
        Projected: "projected" Pointer(&Is(&PROJECTED_VOLUME_SOURCE)),
        PortworxVolume, ScaleIO, StorageOS, CSI, Ephemeral, Image,
    }
    HOST_PATH_VOLUME_SOURCE = "core.HostPathVolumeSource" {
        Path: "path" Text,
        Type: "type" OPTIONAL_TEXT,
    }
    EMPTY_DIR_VOLUME_SOURCE = "core.EmptyDirVolumeSource" {
        Medium: "medium" Text,
        SizeLimit,
    }
    SECRET_VOLUME_SOURCE = "core.SecretVolumeSource" {
        SecretName: "secretName" Text,
        Items: "items" List("[]core.KeyToPath", &Is(&KEY_TO_PATH)),
        DefaultMode: "defaultMode" OPTIONAL_NUMBER,
        Optional: "optional" OPTIONAL_BOOL,
    }
    NFS_VOLUME_SOURCE = "core.NFSVolumeSource" {
        Server: "server" Text,
        Path: "path" Text,
        ReadOnly: "readOnly" Bool,
    }
    CLAIM_VOLUME_SOURCE = "core.PersistentVolumeClaimVolumeSource" {
        ClaimName: "claimName" Text,
        ReadOnly: "readOnly" Bool,
    }
    DOWNWARD_API = "core.DownwardAPIVolumeSource" {
        Items: "items" List("[]core.DownwardAPIVolumeFile", &Is(&DOWNWARD_API_FILE)),
        DefaultMode: "defaultMode" OPTIONAL_NUMBER,
    }
    DOWNWARD_API_FILE = "core.DownwardAPIVolumeFile" {
        Path: "path" Text,
        FieldRef: "fieldRef" Pointer(&Is(&OBJECT_FIELD_SELECTOR)),
        ResourceFieldRef,
        Mode: "mode" OPTIONAL_NUMBER,
    }
    CONFIG_MAP = "core.ConfigMapVolumeSource" {
        LocalObjectReference: "" Embedded(&LOCAL_OBJECT_REFERENCE),
        Items: "items" List("[]core.KeyToPath", &Is(&KEY_TO_PATH)),
        DefaultMode: "defaultMode" OPTIONAL_NUMBER,
        Optional: "optional" OPTIONAL_BOOL,
    }
    KEY_TO_PATH = "core.KeyToPath" {
        Key: "key" Text,
        Path: "path" Text,
        Mode: "mode" OPTIONAL_NUMBER,
    }
    PROJECTED_VOLUME_SOURCE = "core.ProjectedVolumeSource" {
        Sources: "sources" List("[]core.VolumeProjection", &Is(&VOLUME_PROJECTION)),
        DefaultMode: "defaultMode" OPTIONAL_NUMBER,
    }
    VOLUME_PROJECTION = "core.VolumeProjection" {
        Secret: "secret" Pointer(&Is(&CONFIG_MAP_PROJECTION)),
        DownwardAPI: "downwardAPI" Pointer(&Is(&DOWNWARD_API_PROJECTION)),
        ConfigMap: "configMap" Pointer(&Is(&CONFIG_MAP_PROJECTION)),
        ServiceAccountToken: "serviceAccountToken" Pointer(&Is(&TOKEN_PROJECTION)),
        ClusterTrustBundle,
    }
    CONFIG_MAP_PROJECTION = "core.ConfigMapProjection" {
        LocalObjectReference: "" Embedded(&LOCAL_OBJECT_REFERENCE),
        Items: "items" List("[]core.KeyToPath", &Is(&KEY_TO_PATH)),
        Optional: "optional" OPTIONAL_BOOL,
    }
    DOWNWARD_API_PROJECTION = "core.DownwardAPIProjection" {
        Items: "items" List("[]core.DownwardAPIVolumeFile", &Is(&DOWNWARD_API_FILE)),
    }
    TOKEN_PROJECTION = "core.ServiceAccountTokenProjection" {
        Audience: "audience" Text,
        ExpirationSeconds: "expirationSeconds" Number,
        Path: "path" Text,
    }
    CLAIM_SPEC = "core.PersistentVolumeClaimSpec" {
        AccessModes: "accessModes" List("[]core.PersistentVolumeAccessMode", &Text),
        Selector: "selector" Pointer(&Is(&LABEL_SELECTOR)),
        Resources: "resources" Is(&VOLUME_RESOURCE_REQUIREMENTS),
        VolumeName: "volumeName" Text,
        StorageClassName: "storageClassName" OPTIONAL_TEXT,
        VolumeMode: "volumeMode" OPTIONAL_TEXT,
        DataSource,
        DataSourceRef,
        VolumeAttributesClassName: "volumeAttributesClassName" OPTIONAL_TEXT,
    }
    VOLUME_RESOURCE_REQUIREMENTS = "core.VolumeResourceRequirements" {
        Limits: "limits" RESOURCES,
        Requests: "requests" RESOURCES,
    }
    LABEL_SELECTOR = "v1.LabelSelector" {
        MatchLabels: "matchLabels" LABELS,
        MatchExpressions: "matchExpressions"
            List("[]v1.LabelSelectorRequirement", &Is(&LABEL_SELECTOR_REQUIREMENT)),
    }
    LABEL_SELECTOR_REQUIREMENT = "v1.LabelSelectorRequirement" {
        Key: "key" Text,
        Operator: "operator" Text,
        Values: "values" TEXTS,
    }
    PERSISTENT_VOLUME_SOURCE = "core.PersistentVolumeSource" {
        GCEPersistentDisk, AWSElasticBlockStore,
        HostPath: "hostPath" Pointer(&Is(&HOST_PATH_VOLUME_SOURCE)),
        Glusterfs,
        NFS: "nfs" Pointer(&Is(&NFS_VOLUME_SOURCE)),
        RBD, Quobyte, ISCSI, FlexVolume, Cinder, CephFS, FC, Flocker, AzureFile, VsphereVolume,
        AzureDisk, PhotonPersistentDisk, PortworxVolume, ScaleIO,
        Local: "local" Pointer(&Is(&LOCAL_VOLUME_SOURCE)),
        StorageOS,
        CSI: "csi" Pointer(&Is(&CSI_VOLUME_SOURCE)),
    }
    LOCAL_VOLUME_SOURCE = "core.LocalVolumeSource" {
        Path: "path" Text,
        FSType: "fsType" OPTIONAL_TEXT,
    }
    CSI_VOLUME_SOURCE = "core.CSIPersistentVolumeSource" {
        Driver: "driver" Text,
        VolumeHandle: "volumeHandle" Text,
        ReadOnly: "readOnly" Bool,
        FSType: "fsType" Text,
        VolumeAttributes: "volumeAttributes" LABELS,
        ControllerPublishSecretRef, NodeStageSecretRef, NodePublishSecretRef,
        ControllerExpandSecretRef, NodeExpandSecretRef,
    }
}

//! What kubectl knows of clusters: the file `~/.kube/config`, which the shell keeps.

use super::command::DEFAULT_NAMESPACE;

/// The contexts and which of them is in force. All are of the one cluster.
#[derive(Clone, Debug)]
pub struct Kubeconfig {
    /// The contexts by name.
    pub contexts: Vec<KubeContext>,
    /// The name of the current one.
    pub current: String,
}

/// Models k8s.io/client-go/tools/clientcmd/api Context.
#[derive(Clone, Debug, Default)]
pub struct KubeContext {
    /// Its name.
    pub name: String,
    /// The cluster.
    pub cluster: String,
    /// The user.
    pub user: String,
    /// The namespace of command lines that name none; empty for the default one.
    pub namespace: String,
}

impl Default for Kubeconfig {
    fn default() -> Kubeconfig {
        let own = str::to_owned;
        let (cluster, user) = (own("oracle"), own("admin"));
        let admin = KubeContext { name: user.clone(), cluster, user, namespace: String::new() };
        Kubeconfig { current: admin.name.clone(), contexts: vec![admin] }
    }
}

impl Kubeconfig {
    /// The namespace of command lines that name none, in the current context or in another.
    pub fn namespace(&self, context: Option<&str>) -> &str {
        let name = context.unwrap_or(&self.current);
        let current = self.contexts.iter().find(|context| context.name == name);
        let namespace = current.map_or("", |context| &context.namespace);
        if namespace.is_empty() { DEFAULT_NAMESPACE } else { namespace }
    }
}

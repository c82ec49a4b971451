//! The driver of the model: disks in the network that are made when they are asked for, attached
//! to the nodes that need them, and grown. It stands for whatever provisioner a class names.

pub mod attacher;
pub mod provisioner;
pub mod resizer;

/// Whether the driver answers to that name. Names that belong to nobody (RFC 2606) are those of a
/// driver that is not installed, and `kubernetes.io/` is the control plane's own.
fn serves(provisioner: &str) -> bool {
    let domain = provisioner.split('/').next().unwrap_or(provisioner);
    let nobodys = ["example", "example.com", "example.net", "example.org", "invalid", "test"];
    let is_nobodys = |of: &str| {
        domain.strip_suffix(of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !domain.is_empty() && domain != "kubernetes.io" && !nobodys.iter().any(|of| is_nobodys(of))
}

#[cfg(test)]
mod tests {
    use super::serves;

    #[test]
    fn a_provisioner_is_there_unless_its_name_belongs_to_nobody() {
        for name in ["ebs.csi.aws.com", "rancher.io/local-path", "contest", "csi.lab"] {
            assert!(serves(name), "{name}");
        }
        for name in ["", "kubernetes.io/no-provisioner", "example.com/x", "disk.invalid", "test"] {
            assert!(!serves(name), "{name}");
        }
    }
}

//! The manifests of `public/manifests/` as files of the terminal. The English ones differ only in
//! `APP_LANG=en`, which makes the application write its log in English.

use crate::i18n::Localized;
use crate::lesson::TerminalFile;

macro_rules! manifest {
    ($name:literal) => {
        TerminalFile {
            name: $name,
            contents: Localized {
                en: include_str!(concat!("../../public/manifests/en/", $name)),
                id: include_str!(concat!("../../public/manifests/", $name)),
            },
        }
    };
}

/// The Deployment without a volume.
pub const NO_VOLUME: TerminalFile = manifest!("no-volume.yaml");
/// The Deployment whose pods share a volume.
pub const SHARED_VOLUME: TerminalFile = manifest!("shared-volume.yaml");
/// The StatefulSet.
pub const STATEFULSET: TerminalFile = manifest!("statefulset.yaml");
/// The StatefulSet, with two volumes for its three pods.
pub const WITHOUT_VOLUME_3: TerminalFile = manifest!("statefulset-without-volume-3.yaml");

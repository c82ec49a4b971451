//! Spare capacity of a bound volume is nobody else's.

use super::common::remember;
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "spare-capacity",
        title: Localized { en: "Plenty of room", id: "Ruang berlimpah" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::WITHOUT_VOLUME_3],
        setup: &[Run("kubectl apply -f statefulset-without-volume-3.yaml
sleep 30
for i in 0 1; do
echo \"{\\\"visits\\\":$((i+1))207}\" | kubectl exec -i nodejs-stateful-$i -- tee data/state.json
kubectl delete pod nodejs-stateful-$i
sleep 10
done
kubectl patch pv nodejs-statefulset-volume-1 nodejs-statefulset-volume-2 \
                      -p '{\"spec\":{\"capacity\":{\"storage\":\"10Gi\"}}}'")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 3, &[0, 1]),
            solution: &["kubectl apply -f - <<EOF
apiVersion: v1
kind: PersistentVolume
metadata:
  name: nodejs-statefulset-volume-3
spec:
  capacity:
    storage: 2Gi
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  hostPath:
    path: /tmp/nodejs-statefulset-data-3
EOF"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[9],
};

//! Every measure of the drawing in one place.

/// The measures of one drawing style: full cards, or small ones when there are many pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// Small cards: no status text, no mount labels, a delete button with a sign alone.
    pub small: bool,
    /// The space inside a lane at its left and right.
    pub margin: f64,
    /// The space between columns.
    pub gap: f64,
    /// The narrowest column.
    pub column_min: f64,
    /// The widest column.
    pub column_max: f64,
    /// The space inside a shape at its left and right.
    pub padding: f64,
    /// Height of the service.
    pub service: f64,
    /// From the service to the pods, without the ghosts' place.
    pub fan: f64,
    /// The place above each pod where its predecessor is shown while it ends.
    pub ghost: f64,
    /// Height of a pod.
    pub pod: f64,
    /// Height of the animal in a pod's card; nothing in the plain drawing.
    pub animal: f64,
    /// Height of the label that says where a volume is mounted; hangs at the pod.
    pub mount: f64,
    /// From the mount (or the pod, if small) to the claim.
    pub drop: f64,
    /// Height of a claim.
    pub claim: f64,
    /// From the claim to its volume.
    pub bind: f64,
    /// Height of a volume.
    pub volume: f64,
    /// Height of the file in a container, which stands where claims stand.
    pub file: f64,
    /// Between two rows of pods, or of pods with all that hangs on them.
    pub row_gap: f64,
    /// Below everything.
    pub bottom: f64,
}

/// The most pods of a lane that are drawn; the rest is a number.
pub const MOST_PODS: usize = 12;

/// The widest a claim or a volume of its own gets when several pods share it.
pub const SHARED_WIDTH: f64 = 190.0;

/// The widest space between columns, in a lane with room to spare.
pub const WIDEST_GAP: f64 = 28.0;

/// The narrowest lane that everything fits in.
pub const NARROWEST: f64 = 272.0;

/// Cards with everything on them.
pub const FULL: Metrics = Metrics {
    small: false,
    margin: 6.0,
    gap: 6.0,
    column_min: 82.0,
    column_max: 132.0,
    padding: 4.0,
    service: 44.0,
    fan: 28.0,
    ghost: 38.0,
    pod: 132.0,
    animal: 0.0,
    mount: 20.0,
    drop: 32.0,
    claim: 42.0,
    bind: 20.0,
    volume: 118.0,
    file: 96.0,
    row_gap: 14.0,
    bottom: 6.0,
};

/// Cards for many pods.
pub const SMALL: Metrics = Metrics {
    small: true,
    column_min: 60.0,
    column_max: 76.0,
    ghost: 20.0,
    pod: 76.0,
    mount: 0.0,
    drop: 28.0,
    claim: 26.0,
    bind: 12.0,
    volume: 64.0,
    file: 40.0,
    ..FULL
};

/// Height of the animal in a full card and in a small one.
const ANIMALS: [f64; 2] = [40.0, 28.0];

impl Metrics {
    /// The same with an animal in every pod's card.
    pub fn with_animals(self) -> Metrics {
        let animal = ANIMALS[usize::from(self.small)];
        Metrics { animal, pod: self.pod + animal, ..self }
    }

    /// How many columns fit next to each other.
    pub fn columns(&self, lane_width: f64) -> usize {
        let inner = lane_width - 2.0 * self.margin + self.gap;
        ((inner / (self.column_min + self.gap)).floor() as usize).max(1)
    }

    /// The width of each of `count` columns.
    pub fn column_width(&self, lane_width: f64, count: usize) -> f64 {
        let gaps = self.gap * (count.max(1) - 1) as f64;
        let each = (lane_width - 2.0 * self.margin - gaps) / count.max(1) as f64;
        each.floor().min(self.column_max)
    }

    /// From the top of a row of pods to the top of the claims below it.
    pub fn pod_to_claim(&self) -> f64 {
        self.pod + self.mount + self.drop
    }

    /// The height of a claim with its volume.
    pub fn claims(&self) -> f64 {
        self.claim + self.bind + self.volume
    }
}

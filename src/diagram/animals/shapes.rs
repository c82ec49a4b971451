//! The outlines of the animals' parts. All heads have the same size and look at the reader, so that
//! parts can be exchanged; what is there twice is drawn on the left and mirrored at x = 28.

/// The part of the plane that the animals are drawn in.
pub const VIEW_BOX: &str = "5 -1 46 41";

// The sheep, from the back to the front.

pub(super) const FLEECE: &str = "\
    M8.5 40c-2-3-1.4-6.6 1.2-8-3-2.2-3-6.8 0-8.6-1.6-4 1.6-7.8 5.4-7.4C16 10.6 20.8 9 24 \
    11.2c2-3.2 6.6-3.2 8.6-.2 3-1.9 7.6-.4 8.6 4.2 3.8-.4 7 3.6 5.4 7.6 3 1.8 3 6.6 0 8.8 \
    2.6 1.4 3.2 5.4 1.2 8.4Z";
pub(super) const SHEEP_EAR: &str = "M20 20c-4-3-9.4-1.8-11 1.6 3 3 8.6 3.2 11.6.6Z";
pub(super) const SHEEP_EAR_LOW: &str = "M20 20.6c-4.6.2-8 3.8-7.8 7.6 3.8.2 7.4-1.8 9-4.6Z";
pub(super) const SHEEP_FACE: &str = "\
    M19 19.6c0-6 18-6 18 0 .7 7.6-1.4 17.4-9 17.4S18.3 27.2 19 19.6Z";
pub(super) const FORELOCK: &str = "\
    M19.6 18.6c-2.2-2-.4-5.6 2.4-5 .6-2.4 4.3-3 6-1.1 1.8-1.9 5.5-1.3 6 1.1 2.8-.6 4.6 3 \
    2.4 5-1.7 1.5-4 .8-4.9-.3-1.4 1.5-4.2 1.5-5.4.1-1.4 1.6-4.8 1.7-6.5.2Z";
pub(super) const SHEEP_EYE: &str = "M20.6 23.4a2.1 2.3 0 1 0 4.2 0a2.1 2.3 0 1 0-4.2 0Z";
pub(super) const SHEEP_PUPIL: &str = "M22.1 23.6a1.1 1.2 0 1 0 2.2 0a1.1 1.2 0 1 0-2.2 0Z";
pub(super) const SHEEP_HALF_EYE: &str = "M20.9 23.8h3.6a1.8 1.8 0 0 1-3.6 0Z";
pub(super) const SHEEP_BROW: &str = "M20 22.2l3.6-1.5";
pub(super) const SHEEP_LID: &str = "M20.6 23.2q2.1 2.2 4.2 0";
pub(super) const SHEEP_MOUTH: &str = "M26 31.2l1.2 1M30 31.2l-1.2 1M25.4 34.2q2.6 1.4 5.2 0";
pub(super) const EAR_TAG: &str = "\
    M42.6 22.2h5.4a1 1 0 0 1 1 1v5.6a1 1 0 0 1-1 1h-5.4a1 1 0 0 1-1-1v-5.6a1 1 0 0 1 1-1Z";
pub(super) const EAR_TAG_HOLE: &str = "M44.5 23.8a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0Z";

// What all pets have.

pub(super) const SHOULDERS: &str = "M12 40c.4-5.6 6-8.4 16-8.4s15.6 2.8 16 8.4Z";
pub(super) const HEAD: &str = "\
    M15.5 19.4C15.5 11.4 20 8 28 8s12.5 3.4 12.5 11.4C40.5 28.4 36 35 28 \
    35s-12.5-6.6-12.5-15.6Z";
pub(super) const EYE: &str = "M20.3 19.6a1.9 2.1 0 1 0 3.8 0a1.9 2.1 0 1 0-3.8 0Z";
pub(super) const GLINTS: &str = "\
    M22.3 18.7a.65.65 0 1 0 1.3 0a.65.65 0 1 0-1.3 0ZM33.9 18.7a.65.65 0 1 0 1.3 0a.65.65 0 \
    1 0-1.3 0Z";
pub(super) const HALF_EYE: &str = "M20.6 20.2h3.4a1.7 1.7 0 0 1-3.4 0Z";
pub(super) const BROW: &str = "M19.4 18.4l4-1.7";
pub(super) const LID: &str = "M20 19.6q2.2 2.2 4.4 0";
pub(super) const COLLAR: &str = "M18.4 32.8c5.6 3.8 13.6 3.8 19.2 0l1.4 3c-6.4 4.4-15.6 4.4-22 0Z";
pub(super) const COLLAR_RING: &str = "M26.3 38.6a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0Z";

// Ears.

pub(super) const FLOPPY_EAR: &str = "\
    M19.2 10.6C13.6 8.4 9 12.2 9 19.4c0 4.4 1.6 8 4.2 8 3.2 0 4.8-5.2 5.2-10.4Z";
pub(super) const POINTED_EAR: &str = "M15.6 19 14.8 6.2c-.1-1.4 1.2-2 2.2-1.2L26 11Z";
pub(super) const IN_POINTED_EAR: &str = "M17.4 15.5 17 8.7l4.8 3.3Z";
pub(super) const TALL_EAR: &str = "M20.8 13C16.9 8.4 15.7-.6 19.7-.6c4 0 6.3 7.6 6.3 12.2Z";
pub(super) const IN_TALL_EAR: &str = "\
    M21.3 10.5C19.4 7.4 18.5 1.8 19.9 1.6c1.9-.2 3.5 4.6 3.9 8.2Z";

// Patterns of fur.

pub(super) const BLAZE: &str = "\
    M28 8.2c2.2 3.8 1.6 8.6 3 12.2 3.6 1 5.2 3.4 5.2 6.6 0 4-3.7 6.6-8.2 \
    6.6s-8.2-2.6-8.2-6.6c0-3.2 1.6-5.6 5.2-6.6 1.4-3.6.8-8.4 3-12.2Z";
pub(super) const PATCH: &str = "\
    M16 17c.6-5 4.5-7.6 9-7.6 2 3 2.4 8.6.8 12.4-2.2 3.4-8.6 3.2-9.8-.4-.3-1.6-.2-3 0-4.4Z";
pub(super) const BIB: &str = "\
    M28 17c1 3.6 6.8 6 6.8 10 0 3.4-2.8 5.4-6.8 5.4s-6.8-2-6.8-5.4c0-4 5.8-6.4 6.8-10Z";
pub(super) const STRIPE: &str = "M27.2 8.5h1.6V14h-1.6Z";
pub(super) const STRIPES: &str = "\
    M23.6 9.2l1.5-.4.9 4.4h-1.3ZM15.7 21l3.6.6v1.3l-3.6-.5ZM16.2 24.6l3.2-.2v1.3l-2.8.4Z";
pub(super) const MUZZLE: &str = "\
    M21.6 27.4c0-2.6 2.8-3.8 6.4-3.8s6.4 1.2 6.4 3.8-2.8 4.8-6.4 4.8-6.4-2.2-6.4-4.8Z";
pub(super) const DOG_MUZZLE: &str = "M20 27.2c0-4.2 3.3-6 8-6s8 1.8 8 6-3.6 6.4-8 6.4-8-2.2-8-6.4Z";

// Noses and mouths.

pub(super) const DOG_NOSE: &str = "M25 22.8c0-1.5 6-1.5 6 0s-1.8 3-3 3-3-1.5-3-3Z";
pub(super) const DOG_MOUTH: &str = "M28 25.8v2M24.4 27.4c.4 2 3.2 2.2 3.6.4.4 1.8 3.2 1.6 3.6-.4";
pub(super) const TONGUE: &str = "M26.3 29h3.4v2.4a1.7 1.7 0 0 1-3.4 0Z";
pub(super) const SNOUT: &str = "M26.5 24.6h3L28 26.4Z";
pub(super) const MOUTH: &str = "M28 26.4v1.2M25.2 27.8c.4 1.4 2.4 1.5 2.8-.2.4 1.7 2.4 1.6 2.8.2";
pub(super) const TEETH: &str = "M26.7 28.8h2.6V31h-2.6Z";
pub(super) const WHISKERS: &str = "M19 26.6l-6.5-1.1M19 28.4l-6.3 1.2";

// For the ill.

pub(super) const THERMOMETER: &str = "M31 29.4l10.4-5.2a1.5 1.5 0 0 1 1.3 2.7L32.3 32.1Z";
pub(super) const FEVER: &str = "M37.2 27.3l4.4-2.2a.8.8 0 0 1 .7 1.4l-4.4 2.2Z";

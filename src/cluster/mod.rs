//! The world: store, virtual clock, event queue and seeded names.

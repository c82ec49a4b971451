//! The terminal on the host.

fn main() {}

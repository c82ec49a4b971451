//! The project's commands: `cargo xtask serve | test | dist | conformance`.

fn main() {}

//! Kubernetes objects as plain data with their real field names.

pub mod quantity;
pub mod time;

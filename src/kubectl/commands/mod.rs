//! The commands, one file each.

pub mod apply;
pub mod create;
pub mod delete;
pub mod describe;
pub mod discovery;
pub mod events;
pub mod exec;
pub mod get;
pub mod logs;
mod pods;
pub mod scale;

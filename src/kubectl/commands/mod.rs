//! The commands, one file each.

pub mod apply;
pub mod create;
pub mod create_config;
pub mod create_service;
pub mod delete;
pub mod describe;
pub mod diff;
pub mod discovery;
pub mod drain;
pub mod edit;
pub mod events;
pub mod exec;
pub mod get;
pub mod label;
pub mod logs;
pub mod node;
mod objects;
pub mod patch;
mod pods;
pub mod replace;
pub mod rollout;
pub mod run;
pub mod scale;
pub mod set;
pub mod set_template;
pub mod taint;
pub mod wait;

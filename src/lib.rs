//! State Lab: a faithful, deterministic model of a Kubernetes cluster, and the page that explains
//! stateless and stateful workloads with it.
//!
//! The map, in the order in which one part may use another:
//!
//! - [`api`]: Kubernetes objects as plain data with their real field names.
//! - [`manifest`]: YAML and JSON text to objects and back.
//! - [`apiserver`]: the store, defaulting, validation, `Status` errors, snapshots.
//! - [`controllers`]: one file per control loop.
//! - [`node`]: scheduler, kubelet, volumes and the simulated images with their files and shell.
//! - [`kubectl`]: a command line in, typed output out.
//! - [`cluster`]: the world: store, virtual clock, event queue, seeded names.
//! - [`diagram`]: a snapshot to shapes and edges with coordinates.
//! - [`i18n`]: the languages and the words of the interface.
//! - [`lesson`]: chapters, steps, goals, what survived, why things are there; the session that ties
//!   a shell to a cluster.
//! - [`chapters`]: the content.
//! - [`challenges`]: broken clusters to repair.
//! - `compare`: whether two outputs are the same but for what differs from run to run; natively.
//! - `check`: a Markdown tutorial, run against the model; natively.
//! - `still`: the page before the app takes over, written natively at build time.
//! - [`web`]: the only part that knows the browser; what needs none of it is tested natively.

pub mod api;
pub mod apiserver;
pub mod challenges;
pub mod chapters;
#[cfg(not(target_arch = "wasm32"))]
pub mod check;
pub mod cluster;
#[cfg(not(target_arch = "wasm32"))]
pub mod compare;
pub mod controllers;
pub mod diagram;
pub mod i18n;
pub mod kubectl;
pub mod lesson;
pub mod manifest;
pub mod node;
#[cfg(not(target_arch = "wasm32"))]
pub mod still;
pub mod web;

//! The control loops, one file each; [`CONTROLLERS`] lists them.

//! The tables of config maps, secrets and service accounts.

use super::super::table::Column;
use super::{Printer, created};
use crate::api::clock::Millis;
use crate::api::config::{ConfigMap, Secret, ServiceAccount};
use crate::api::{Object, Resource};

/// Config maps.
pub const CONFIG_MAP: Printer = Printer {
    columns: &[Column::new("NAME"), Column::new("DATA"), Column::new("AGE")],
    row: config_map,
};

// Models pkg/printers/internalversion/printers.go printConfigMap
fn config_map(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = ConfigMap::unwrap(object) else { return Vec::new() };
    let count = it.data.len() + it.binary_data.len();
    vec![it.metadata.name.clone(), count.to_string(), created(object, now)]
}

/// Secrets.
pub const SECRET: Printer = Printer {
    columns: &[Column::new("NAME"), Column::new("TYPE"), Column::new("DATA"), Column::new("AGE")],
    row: secret,
};

// Models pkg/printers/internalversion/printers.go printSecret
fn secret(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Secret::unwrap(object) else { return Vec::new() };
    let count = it.data.len().to_string();
    vec![it.metadata.name.clone(), it.type_.clone(), count, created(object, now)]
}

/// Service accounts.
pub const SERVICE_ACCOUNT: Printer = Printer {
    columns: &[Column::new("NAME"), Column::new("SECRETS"), Column::new("AGE")],
    row: service_account,
};

// Models pkg/printers/internalversion/printers.go printServiceAccount
fn service_account(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = ServiceAccount::unwrap(object) else { return Vec::new() };
    vec![it.metadata.name.clone(), it.secrets.len().to_string(), created(object, now)]
}

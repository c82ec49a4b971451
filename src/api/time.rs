//! Timestamps of the API.

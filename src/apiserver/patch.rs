//! Patches: strategic merge, JSON merge and JSON patch, and the three-way merge of `kubectl apply`.

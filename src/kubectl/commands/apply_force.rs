//! Applying one manifest after the other, and `--force`: what cannot be patched is deleted and made
//! anew.

use super::super::command::{Context, Progress, Waiting};
use super::super::documents::Document;
use super::super::failure::Failure;
use super::apply::Apply;
use crate::api::{Key, Object};
use crate::apiserver::DeleteOptions;
use crate::apiserver::status::{Reason, Status};
use std::collections::VecDeque;

/// An object that has been deleted, and what takes its place.
pub struct Replaced {
    key: Key,
    uid: String,
    object: Object,
}

/// Whether a refused patch may be followed by that.
// Models kubectl/pkg/cmd/apply/patcher.go Patch
pub fn can_replace(status: &Status) -> bool {
    matches!(status.reason, Reason::Conflict | Reason::Invalid)
}

impl Apply {
    /// Deletes what is there and leaves word of what is to follow.
    ///
    /// # Errors
    /// It cannot be deleted.
    // Models kubectl/pkg/cmd/apply/patcher.go deleteAndCreate
    pub fn replace(
        &self,
        object: Object,
        live: &Object,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let (key, uid) = (live.key(), live.metadata().uid.clone());
        let deleted = context.client.api.delete(&key, &DeleteOptions::default());
        deleted.map_err(|status| Failure::server(&status))?;
        self.replaced.replace(Some(Replaced { key, uid, object }));
        Ok(())
    }
}

/// Applies manifests in their order, and waits where one takes the place of an object.
pub struct Applying {
    apply: Apply,
    rest: VecDeque<Document>,
    failures: Vec<Failure>,
    /// The manifest that waits, and for what.
    waits: Option<(Document, Replaced)>,
}

impl Applying {
    /// Nothing is applied yet.
    pub fn new(apply: Apply, documents: Vec<Document>, failures: Vec<Failure>) -> Applying {
        Applying { apply, rest: documents.into(), failures, waits: None }
    }

    fn step(&mut self, document: Document, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        self.apply.one(&document, context)?;
        self.waits = self.apply.replaced.take().map(|replaced| (document, replaced));
        Ok(())
    }
}

impl Waiting for Applying {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            let done = if let Some((document, replaced)) = self.waits.take() {
                let there = context.client.object(&replaced.key);
                if there.is_some_and(|object| object.metadata().uid == replaced.uid) {
                    self.waits = Some((document, replaced));
                    return Ok(Progress::CHANGE);
                }
                let created = context.client.api.create(replaced.object);
                created
                    .map_err(|status| Failure::server(&status))
                    .and_then(|object| self.apply.report(&document, &object, "configured", context))
            } else {
                let Some(document) = self.rest.pop_front() else { break };
                self.step(document, context)
            };
            self.failures.extend(done.err());
        }
        Failure::all(std::mem::take(&mut self.failures))?;
        self.apply.show(context)?;
        Ok(Progress::Done(0))
    }
}

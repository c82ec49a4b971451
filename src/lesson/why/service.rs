//! Why a Service is there, and whom it leads to.

use super::{Why, pods_en, told};
use crate::api::core::{EndpointSlice, Service};
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// The label with the name of the Service that a slice belongs to.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// The answer about a Service.
pub(super) fn tell(now: &Snapshot, service: &Rc<Service>) -> Why {
    let name = &service.metadata.name;
    let selector = &service.spec.selector;
    let matched = now.objects.list::<Pod>().filter(|pod| {
        pod.metadata.namespace == service.metadata.namespace
            && selector.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
    });
    let matched = if selector.is_empty() { 0 } else { count(matched.count()) };
    let ready = count(ready(now, service));
    let pods = pods_en(matched);
    let sentence = match matched {
        _ if selector.is_empty() => told!(
            en: "Somebody created {name} without a selector, so no controller looks for pods to \
                 stand behind it.",
            id: "Seseorang membuat {name} tanpa selector, jadi tidak ada controller yang \
                 mencarikan pod untuknya.",
        ),
        0 => told!(
            en: "Somebody created {name}, whose selector matches no pod now, so nobody answers \
                 behind it.",
            id: "Seseorang membuat {name}, tetapi saat ini tidak ada pod yang cocok dengan \
                 selector-nya, jadi tidak ada yang menjawab di baliknya.",
        ),
        _ if service.spec.is_headless() => told!(
            en: "Somebody created {name} without an address of its own, headless: its DNS name \
                 leads straight to the pods that its selector matches, {pods} of which {ready} \
                 ready.",
            id: "Seseorang membuat {name} tanpa alamat sendiri (headless): nama DNS-nya langsung \
                 mengarah ke pod yang cocok dengan selector-nya, yaitu {matched} pod, {ready} di \
                 antaranya siap.",
        ),
        _ => told!(
            en: "Somebody created {name}, and the control plane lists behind it the pods that its \
                 selector matches, {pods}, and sends visits to those that are ready, {ready} now.",
            id: "Seseorang membuat {name}, lalu control plane mendata pod yang cocok dengan \
                 selector-nya ({matched} pod) dan mengarahkan kunjungan ke pod yang siap, \
                 sekarang {ready}.",
        ),
    };
    let why = Why::new(service, "Service", sentence)
        .field(service, "spec.selector")
        .field(service, "spec.clusterIP");
    let slices = of(now, service).filter(|slice| !slice.endpoints.is_empty());
    slices.take(1).fold(why, |why, slice| {
        let endpoints = slice.endpoints.iter().enumerate().take(3);
        endpoints.fold(why, |why, (at, _)| {
            why.field(slice, &format!("endpoints[{at}].conditions.ready"))
        })
    })
}

fn of<'a>(now: &'a Snapshot, service: &'a Service) -> impl Iterator<Item = &'a Rc<EndpointSlice>> {
    now.objects.list::<EndpointSlice>().filter(|slice| {
        slice.metadata.namespace == service.metadata.namespace
            && slice.metadata.labels.get(SERVICE_NAME) == Some(&service.metadata.name)
    })
}

/// How many pods behind it take visits.
fn ready(now: &Snapshot, service: &Service) -> usize {
    // Not known means ready. Models k8s.io/api/discovery/v1 EndpointConditions.
    let endpoints = of(now, service).flat_map(|slice| &slice.endpoints);
    endpoints.filter(|endpoint| endpoint.conditions.ready.unwrap_or(true)).count()
}

fn count(pods: usize) -> i32 {
    i32::try_from(pods).unwrap_or(i32::MAX)
}

//! How the model's cost grows: bringing workloads up, replacing pods, snapshots, layout, tables.

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use state_lab::api::{Key, Kind};
use state_lab::cluster::Scenario;
use state_lab::diagram::{LaneSpec, Slots, layout};
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use std::hint::black_box;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// Ten minutes: longer than any of this takes.
const LONG: i64 = 600_000;

fn deployment(replicas: usize) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  \
         replicas: {replicas}\n  selector:\n    matchLabels:\n      app: web\n  template:\n    \
         metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        \
         - name: visits\n          image: visits:1.0\n"
    )
}

fn stateful_set(replicas: usize) -> String {
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\nspec:\n  \
         podManagementPolicy: Parallel\n  serviceName: web\n  replicas: {replicas}\n  \
         selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      \
         labels:\n        app: web\n    spec:\n      containers:\n        \
         - name: visits\n          image: visits:1.0\n"
    )
}

/// A cluster of ten large nodes that has just been handed the manifest.
fn applied(manifest: &str) -> Session {
    let files = Box::new(MemoryFiles::new([("web.yaml", manifest)]));
    let mut session = Session::new(&Scenario::large(10), 1, files);
    session.run("kubectl apply -f web.yaml");
    session
}

fn running(manifest: &str) -> Session {
    let mut session = applied(manifest);
    assert!(session.cluster.settle(LONG), "the workload comes up");
    session
}

fn scale_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scale_up");
    group.sample_size(10);
    for size in SIZES {
        for (name, manifest) in
            [("deployment", deployment(size)), ("statefulset_parallel", stateful_set(size))]
        {
            group.bench_with_input(BenchmarkId::new(name, size), &manifest, |bencher, manifest| {
                bencher.iter_batched(
                    || applied(manifest),
                    |mut session| {
                        assert!(session.cluster.settle(LONG));
                        session
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

fn delete_pod(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("delete_pod");
    group.sample_size(10);
    for size in SIZES {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            let mut session = running(&stateful_set(size));
            bencher.iter(|| {
                session.run("kubectl delete pod web-1");
                assert!(session.cluster.settle(LONG));
            });
        });
    }
    group.finish();
}

fn snapshot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("snapshot");
    for size in SIZES {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            let session = running(&deployment(size));
            bencher.iter(|| black_box(session.cluster.snapshot()));
        });
    }
    group.finish();
}

fn draw(criterion: &mut Criterion) {
    let lane = LaneSpec {
        id: "web",
        workload: Key::new(Kind::Deployment, "default", "web"),
        service: Key::new(Kind::Service, "default", "web"),
    };
    let mut group = criterion.benchmark_group("layout");
    for size in SIZES {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            let snapshot = running(&deployment(size)).cluster.snapshot();
            let mut slots = Slots::default();
            bencher.iter(|| layout(&snapshot, std::slice::from_ref(&lane), &mut slots, 400.0));
        });
    }
    group.finish();
}

fn kubectl_get(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kubectl_get");
    group.sample_size(10);
    for size in SIZES {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            let mut session = running(&deployment(size));
            bencher.iter(|| black_box(session.run("kubectl get pods")));
        });
    }
    group.finish();
}

criterion_group!(benches, scale_up, delete_pod, snapshot, draw, kubectl_get);
criterion_main!(benches);

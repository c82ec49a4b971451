//! The shell at an API server on which nothing else works: no controllers, no kubelets.

use super::files::MemoryFiles;
use super::*;
use crate::api::Object;
use crate::api::clock::Millis;
use crate::api::core::Namespace;
use crate::apiserver::ApiServer;
use crate::node::runtime::Runtime;
use crate::node::shell::Commands;
use crate::node::{Durations, HostDisk};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: {app: web}\n\
                   spec:\n  containers:\n  - name: web\n    image: nginx\n";
const SET: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: db, image: nginx}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
";

pub(super) struct Lab {
    api: ApiServer,
    runtime: Runtime,
    shell: Shell,
    now: Millis,
}

impl Lab {
    pub(super) fn new() -> Lab {
        let now = Millis(1_700_000_000_000);
        let mut api = ApiServer::new(1, now, "10.96.0.0/12");
        let mut default = Namespace::default();
        default.metadata.name = "default".to_owned();
        default.status.phase = "Active".to_owned();
        api.create(Object::from(default)).unwrap();
        let durations = Durations { pull: 1, sandbox: 1, start: 1, stop: 1, remove: 1, spread: 0 };
        let runtime = Runtime::new(Commands::ALL, durations, HostDisk::Shared);
        let files = MemoryFiles::new([("pod.yaml", POD), ("set.yaml", SET)]);
        Lab {
            api,
            runtime,
            shell: Shell::new(super::programs::Programs::ALL, Box::new(files)),
            now,
        }
    }

    fn poll(&mut self, job: &mut Job, out: &mut Output) -> Progress {
        let mut client = Client { api: &mut self.api, runtime: &mut self.runtime, now: self.now };
        self.shell.poll(job, &mut client, out)
    }

    /// Runs a line that does not wait.
    pub(super) fn run(&mut self, line: &str) -> (String, i32) {
        let mut out = Output::new();
        let mut job = self.shell.start(line);
        match self.poll(&mut job, &mut out) {
            Progress::Done(code) => (out.plain(), code),
            waiting => panic!("`{line}` waits: {waiting:?}, {}", out.plain()),
        }
    }

    pub(super) fn prints(&mut self, line: &str, expected: &str) {
        assert_eq!(self.run(line).0, expected, "{line}");
    }
}

#[test]
fn apply_creates_configures_and_leaves_alone() {
    let mut lab = Lab::new();
    lab.prints("kubectl apply -f pod.yaml", "pod/web created\n");
    lab.prints("k apply -f pod.yaml", "pod/web unchanged\n");
    lab.prints("sed 's/nginx/nginx:1.25/' pod.yaml | kubectl apply -f -", "pod/web configured\n");
    lab.prints(
        "kubectl apply -f pod.yaml -f set.yaml --dry-run=client",
        concat!("pod/web configured (dry run)\n", "statefulset.apps/db created (dry run)\n",),
    );
    lab.prints("kubectl apply -f set.yaml", "statefulset.apps/db created\n");
    // The server fills in the claim templates, and apply compares lists without keys as a whole.
    lab.prints("kubectl apply -f set.yaml", "statefulset.apps/db configured\n");
    lab.prints("kubectl apply", "error: must specify one of -f and -k\n");
    lab.prints("kubectl apply -f no.yaml", "error: the path \"no.yaml\" does not exist\n");
}

#[test]
fn apply_carries_on_after_a_document_that_is_refused() {
    let mut lab = Lab::new();
    lab.shell
        .files_mut()
        .write(
            "list.yaml",
            format!("{POD}---\nkind: Podd\napiVersion: v1\nmetadata: {{name: bad}}\n---\n{SET}"),
        )
        .unwrap();
    let (text, code) = lab.run("kubectl apply -f list.yaml");
    assert_eq!(
        text,
        "pod/web created\nstatefulset.apps/db created\nerror: resource mapping not found for name: \
         \"bad\" namespace: \"\" from \"list.yaml\": no matches for kind \"Podd\" in version \
         \"v1\"\nensure CRDs are installed first\n"
    );
    assert_eq!(code, 1);
}

#[test]
fn get_prints_tables_of_one_and_of_several_kinds() {
    let mut lab = Lab::new();
    lab.prints("kubectl get pods", "No resources found in default namespace.\n");
    lab.prints("kubectl get pv,pods -A", "No resources found\n");
    lab.run("kubectl apply -f pod.yaml -f set.yaml");
    lab.now = lab.now + 125_000;
    lab.prints(
        "kubectl get all",
        "NAME      READY   STATUS    RESTARTS   AGE\n\
         pod/web   0/1     Pending   0          2m5s\n\
         \n\
         NAME                  READY   AGE\n\
         statefulset.apps/db   0/2     2m5s\n",
    );
    lab.prints(
        "kubectl get pod web --show-labels --no-headers -L app",
        "web   0/1   Pending   0     2m5s   web   app=web\n",
    );
    lab.prints("kubectl get pods -o name", "pod/web\n");
    lab.prints("kubectl get pods -o jsonpath='{.items[*].metadata.name}'", "web");
    lab.prints("kubectl get po -l app!=web", "No resources found in default namespace.\n");
    lab.prints("kubectl get pods nope", "Error from server (NotFound): pods \"nope\" not found\n");
    lab.prints(
        "kubectl get pods -o custom-columns=N:.metadata.name,P:.status.phase",
        concat!("N     P\n", "web   Pending\n",),
    );
}

#[test]
fn a_watch_prints_a_row_for_every_change() {
    let mut lab = Lab::new();
    let mut out = Output::new();
    let mut job = lab.shell.start("kubectl get pods -w");
    assert_eq!(lab.poll(&mut job, &mut out), Progress::WATCH);
    assert_eq!(out.plain(), "");
    lab.run("kubectl apply -f pod.yaml");
    lab.run("kubectl delete pod web --force");
    assert_eq!(lab.poll(&mut job, &mut out), Progress::WATCH);
    assert_eq!(
        out.plain(),
        "NAME   READY   STATUS    RESTARTS   AGE\n\
         web    0/1     Pending   0          0s\n\
         web    0/1     Pending   0          0s\n"
    );
}

#[test]
fn a_watch_flows_through_a_filter_as_it_goes() {
    let mut lab = Lab::new();
    let mut out = Output::new();
    let mut job = lab.shell.start("kubectl get pods -w --no-headers | grep -v nope");
    lab.poll(&mut job, &mut out);
    lab.run("kubectl apply -f pod.yaml");
    lab.poll(&mut job, &mut out);
    assert_eq!(out.plain(), "web   0/1   Pending   0     0s\n");
}

#[test]
fn delete_says_what_it_deletes_and_waits() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f pod.yaml -f set.yaml");
    lab.prints(
        "kubectl delete pods",
        "error: resource(s) were provided, but no name was specified\n",
    );
    lab.prints("kubectl delete pod web", "pod \"web\" deleted\n");
    lab.prints("kubectl delete pod web --ignore-not-found", "");
    lab.prints("kubectl delete pod -l app=web", "No resources found\n");
    lab.prints(
        "kubectl delete sts db nope",
        concat!(
            "statefulset.apps \"db\" deleted\n",
            "Error from server (NotFound): statefulsets.apps \"nope\" not found\n",
        ),
    );
}

#[test]
fn scale_checks_what_it_is_told() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f set.yaml");
    lab.prints("kubectl scale sts/db --replicas=4", "statefulset.apps/db scaled\n");
    lab.prints(
        "kubectl scale sts db --replicas=4 --current-replicas=9",
        "error: Expected replicas to be 9, was 4\n",
    );
    lab.prints(
        "kubectl scale deploy nope --replicas=3",
        "error: no objects passed to scale deployments.apps \"nope\" not found\n",
    );
    lab.prints(
        "kubectl scale sts nope --replicas=-1",
        "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to \
         0\n",
    );
}

#[test]
fn the_shell_joins_commands_and_knows_their_exit_codes() {
    let mut lab = Lab::new();
    lab.prints(
        "foo && echo no || echo \"$?\"; X='a b'; echo $X",
        "bash: foo: command not found\n127\na b\n",
    );
    lab.prints("ls; cat pod.yaml | head -n 1", "pod.yaml  set.yaml\napiVersion: v1\n");
    lab.prints("echo hi > f; cat f f | wc -l; cat no 2>/dev/null", "2\n");
    assert_eq!(lab.run("kubectl get foo").1, 1);
}

#[test]
fn sleep_waits_for_its_moment() {
    let mut lab = Lab::new();
    let mut out = Output::new();
    let mut job = lab.shell.start("sleep 2; echo done");
    let until = Some(lab.now + 2000);
    assert_eq!(lab.poll(&mut job, &mut out), Progress::Waiting { until, ends_when_quiet: false });
    lab.now = lab.now + 2000;
    assert_eq!(lab.poll(&mut job, &mut out), Progress::Done(0));
    assert_eq!(out.plain(), "done\n");
}

impl Lab {
    fn completes(&mut self, line: &str, candidates: &[&str], common: &str) {
        let client = Client { api: &mut self.api, runtime: &mut self.runtime, now: self.now };
        let completion = self.shell.complete(line, line.len(), &client);
        assert_eq!(completion.candidates, candidates, "{line}");
        assert_eq!(completion.common, common, "{line}");
    }
}

#[test]
fn tab_completes_commands_kinds_names_flags_and_files() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f pod.yaml -f set.yaml");
    lab.completes("kub", &["kubectl"], "kubectl ");
    lab.completes("kubectl ap", &["api-resources", "api-versions", "apply"], "ap");
    lab.completes("k get st", &["statefulsets", "storageclasses", "sts"], "st");
    lab.completes("kubectl get pod w", &["web"], "web ");
    lab.completes("kubectl get pods,state", &["pods,statefulsets"], "pods,statefulsets ");
    lab.completes("kubectl delete pod/", &["pod/web"], "pod/web ");
    lab.completes("kubectl delete pod web ", &[], "");
    lab.completes("kubectl apply -f ", &["pod.yaml", "set.yaml"], "");
    lab.completes("kubectl scale sts db --rep", &["--replicas="], "--replicas=");
    lab.completes("kubectl get pods -o j", &["json", "jsonpath="], "json");
    lab.completes("kubectl logs ", &["web"], "web ");
    lab.completes("ls | gr", &["grep"], "grep ");
    lab.completes("cat s", &["set.yaml"], "set.yaml ");
    lab.completes("kubectl create dep", &["deployment"], "deployment ");
}

#[test]
fn events_are_listed_with_the_kinds_as_they_are_written() {
    let mut lab = Lab::new();
    lab.prints("kubectl events", "No events found in default namespace.\n");
    lab.prints(
        "kubectl version",
        "Client Version: v1.32.13\nKustomize Version: v5.5.0\nServer Version: v1.32.13\n",
    );
    lab.prints(
        "kubectl api-resources --api-group=apps -o name",
        concat!(
            "controllerrevisions.apps\n",
            "daemonsets.apps\n",
            "deployments.apps\n",
            "replicasets.apps\n",
            "statefulsets.apps\n",
        ),
    );
}

#[test]
fn patch_label_and_annotate_say_whether_they_changed_anything() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f pod.yaml -f set.yaml");
    let patch = "kubectl patch sts db -p '{\"spec\":{\"replicas\":3}}'";
    lab.prints(patch, "statefulset.apps/db patched\n");
    lab.prints(patch, "statefulset.apps/db patched (no change)\n");
    lab.prints("kubectl label pod web tier=front", "pod/web labeled\n");
    lab.prints("kubectl label pod web tier=front", "pod/web not labeled\n");
    lab.prints(
        "kubectl label pod web tier=back",
        "error: 'tier' already has a value (front), and --overwrite is false\n",
    );
    lab.prints("kubectl label pods --all tier=back --overwrite", "pod/web labeled\n");
    lab.prints("kubectl label pod web tier-", "pod/web unlabeled\n");
    lab.prints("kubectl label pod web tier-", "label \"tier\" not found.\npod/web not labeled\n");
    lab.prints("kubectl annotate pod web a=b", "pod/web annotated\n");
}

#[test]
fn set_image_changes_containers_by_name() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f set.yaml");
    lab.prints("kubectl set image sts/db db=nginx:1.26", "statefulset.apps/db image updated\n");
    lab.prints("kubectl set image sts/db db=nginx:1.26", "");
    lab.prints(
        "kubectl set image sts/db nope=nginx",
        "error: unable to find container named \"nope\"\n",
    );
    lab.prints(
        "kubectl rollout pause sts/db",
        "error: statefulsets.apps \"db\" pausing is not supported\n",
    );
    lab.prints("kubectl rollout restart sts/db", "statefulset.apps/db restarted\n");
    lab.prints("kubectl rollout status", "error: required resource not specified\n");
}

#[test]
fn run_and_expose_make_objects() {
    let mut lab = Lab::new();
    lab.prints("kubectl run", "error: required flag(s) \"image\" not set\n");
    lab.prints("kubectl run db --image=nginx --port=80", "pod/db created\n");
    lab.prints("kubectl expose pod db", "service/db exposed\n");
    lab.prints(
        "kubectl get svc db -o jsonpath='{.spec.selector.run}:{.spec.ports[0].port}'",
        "db:80",
    );
}

#[test]
fn wait_ends_when_its_condition_is_met_or_its_time_is_over() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f pod.yaml");
    lab.prints(
        "kubectl wait --for=jsonpath='{.status.phase}'=Pending pod/web",
        "pod/web condition met\n",
    );
    let mut out = Output::new();
    let mut job = lab.shell.start("kubectl wait --for=condition=Ready pod/web --timeout=5s");
    let until = Some(lab.now + 5000);
    let waiting = Progress::Waiting { until, ends_when_quiet: false };
    assert_eq!(lab.poll(&mut job, &mut out), waiting);
    lab.now = lab.now + 5000;
    assert_eq!(lab.poll(&mut job, &mut out), Progress::Done(1));
    assert_eq!(out.plain(), "error: timed out waiting for the condition on pods/web\n");
}

#[test]
fn what_is_not_complete_goes_on_with_the_next_line() {
    let mut lab = Lab::new();
    lab.prints("echo 'a", "");
    assert_eq!(lab.shell.prompt(), "> ");
    lab.prints("b'", "a\nb\n");
    for line in ["cat > x.yaml <<EOF", "name: $N", "EOF"] {
        lab.prints(line, "");
    }
    assert_eq!(lab.shell.prompt(), "$ ");
    lab.prints("cat x.yaml", "name: \n");
    lab.prints("for i in 1", "");
    lab.shell.forget_line();
    lab.prints("echo done", "done\n");
}

#[test]
fn loops_and_conditions_run_what_is_in_them() {
    let mut lab = Lab::new();
    lab.prints("for i in a b{1..2} 'c d'; do echo \"<$i>\"; done", "<a>\n<b1>\n<b2>\n<c d>\n");
    lab.prints("for i in $(seq 3); do echo $((i * 2)); done | tail -1", "6\n");
    lab.prints("i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i", "3\n");
    lab.prints("until false; do echo once; break; done", "once\n");
    lab.prints("for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done", "1\n3\n");
    let line = "if false; then echo a; elif true; then echo b; else echo c; fi";
    lab.prints(line, "b\n");
    lab.prints(
        "if [ -z \"$(kubectl get pods -o name)\" ]; then echo none; else echo some; fi",
        "none\n",
    );
    lab.prints("for i in 1; do echo x; done > out; cat out", "x\n");
    lab.prints("if true; then false; fi || echo failed", "failed\n");
}

#[test]
fn output_of_commands_becomes_words() {
    let mut lab = Lab::new();
    lab.run("kubectl apply -f pod.yaml -f set.yaml");
    lab.prints("echo \"[$(kubectl get pods -o name)]\"", "[pod/web]\n");
    lab.prints("kubectl get $(kubectl get sts -o name) -o jsonpath={.spec.replicas}", "2");
    lab.prints("NAME=`echo web`; kubectl get pod $NAME -o name", "pod/web\n");
    lab.prints("echo a$(echo)b $(false)c", "ab c\n");
    lab.prints("echo x | tee y >&2; cat y", "x\nx\n");
}

#[test]
fn a_loop_without_an_end_lets_others_have_their_turn() {
    let mut lab = Lab::new();
    let mut out = Output::new();
    let mut job = lab.shell.start("while true; do :; done");
    assert!(job.repeats());
    let progress = lab.poll(&mut job, &mut out);
    assert!(matches!(progress, Progress::Waiting { until: Some(_), .. }), "{progress:?}");
}

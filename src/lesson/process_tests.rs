//! What a reader sees of containers that run scripts, through kubectl.

use super::session::Session;
use crate::cluster::Scenario;
use crate::kubectl::shell::files::MemoryFiles;

fn session() -> Session {
    Session::new(&Scenario::lab(), 1, Box::<MemoryFiles>::default())
}

/// Applies a manifest and lets so many seconds pass.
fn applied(manifest: &str, seconds: i64) -> Session {
    let mut session = session();
    let line = format!("kubectl apply -f - <<'END'\n{manifest}\nEND");
    let ran = session.run(&line);
    assert_eq!(ran.code, 0, "{}", ran.output.plain());
    pass(&mut session, seconds);
    session
}

fn pass(session: &mut Session, seconds: i64) {
    let moment = session.cluster.now() + seconds * 1000;
    session.cluster.advance_to(moment);
}

fn prints(session: &mut Session, line: &str) -> String {
    session.run(line).output.plain()
}

/// The example of "Configure Liveness, Readiness and Startup Probes".
const LIVENESS: &str = "
apiVersion: v1
kind: Pod
metadata:
  name: liveness-exec
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/busybox:1.27.2
    args:
    - /bin/sh
    - -c
    - touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600
    livenessProbe:
      exec:
        command:
        - cat
        - /tmp/healthy
      initialDelaySeconds: 5
      periodSeconds: 5";

#[test]
fn a_container_whose_file_of_life_vanishes_is_restarted() {
    let mut session = applied(LIVENESS, 33);
    let restarts = "kubectl get pod liveness-exec --no-headers";
    assert!(!prints(&mut session, "kubectl describe pod liveness-exec").contains("Unhealthy"));
    pass(&mut session, 15);
    let described = prints(&mut session, "kubectl describe pod liveness-exec");
    let message =
        "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory";
    assert!(described.contains(message), "{described}");
    assert!(described.contains("Container liveness failed liveness probe, will be restarted"));
    // The shell does not heed the signal, so that the whole grace period passes.
    assert!(prints(&mut session, restarts).contains("1/1   Running   0 "));
    pass(&mut session, 33);
    let row = prints(&mut session, restarts);
    assert!(row.contains("1/1   Running   1 ("), "{row}");
    let (text, code) = {
        let ran = session.run("kubectl exec liveness-exec -- ls /tmp/healthy");
        (ran.output.plain(), ran.code)
    };
    assert_eq!((text.as_str(), code), ("/tmp/healthy\n", 0));
}

/// The example of "Init Containers", shortened.
const INIT: &str = "
apiVersion: v1
kind: Pod
metadata:
  name: myapp-pod
spec:
  containers:
  - name: myapp-container
    image: busybox:1.28
    command: ['sh', '-c', 'echo The app is running! && sleep 3600']
  initContainers:
  - name: init-myservice
    image: busybox:1.28
    command: ['sh', '-c', \"until nslookup myservice.$(cat /var/run/secrets/kubernetes.io/\
                         serviceaccount/namespace).svc.cluster.local; do echo waiting for \
                         myservice; sleep 2; done\"]";

#[test]
fn an_init_container_waits_until_its_service_is_created() {
    let mut session = applied(INIT, 60);
    let row = "kubectl get pod myapp-pod --no-headers";
    assert!(prints(&mut session, row).contains("0/1   Init:0/1   0 "));
    assert!(session.cluster.is_settled(), "it goes on waiting");
    let log = prints(&mut session, "kubectl logs myapp-pod -c init-myservice");
    let count = log.matches("waiting for myservice\n").count();
    assert!((27..=30).contains(&count), "{count}");
    assert!(log.contains("nslookup: can't resolve 'myservice.default.svc.cluster.local'"), "{log}");
    session.run("kubectl create service clusterip myservice --tcp=80:9376");
    assert!(!session.cluster.is_settled());
    let waited = session.run("kubectl wait --for=condition=Ready pod/myapp-pod --timeout=20s");
    assert_eq!(waited.code, 0, "{}", waited.output.plain());
    let log = prints(&mut session, "kubectl logs myapp-pod -c myapp-container");
    assert_eq!(log, "The app is running!\n");
}

#[test]
fn a_job_is_waited_for_and_its_log_followed() {
    let mut session = session();
    session.run(
        "kubectl run job --image=busybox --restart=Never -- sh -c \
         'for i in 1 2 3; do echo $i; sleep 20; done; echo done'",
    );
    pass(&mut session, 10);
    let followed = session.run("kubectl logs -f job");
    assert_eq!(followed.output.plain(), "1\n2\n3\ndone\n");
    session.run("kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/job");
    let stamped = prints(&mut session, "kubectl logs job --timestamps");
    let seconds: Vec<&str> = stamped.lines().filter_map(|line| line.get(17..19)).collect();
    let number = |text: &str| text.parse::<i32>().unwrap();
    let steps: Vec<i32> =
        seconds.windows(2).map(|pair| (number(pair[1]) - number(pair[0])).rem_euclid(60)).collect();
    assert_eq!(steps, [20, 20, 20]);
}

#[test]
fn a_command_that_is_run_in_a_pod_takes_its_time() {
    let mut session = session();
    session.run("kubectl run web --image=nginx");
    pass(&mut session, 10);
    let before = session.cluster.now();
    let line = "kubectl exec web -- sh -c 'for i in 1 2 3; do echo $i; sleep 2; done; exit 4'";
    let ran = session.run(line);
    assert_eq!(session.cluster.now() - before, 6_000);
    assert_eq!(ran.output.plain(), "1\n2\n3\ncommand terminated with exit code 4\n");
    assert_eq!(ran.code, 4);
    session.run("kubectl exec -it web -- bash");
    let before = session.cluster.now();
    assert_eq!(prints(&mut session, "x=$(sleep 3; hostname)"), "");
    assert_eq!(session.cluster.now() - before, 3_000);
    assert_eq!(prints(&mut session, "for i in {1..2}; do"), "");
    assert_eq!(session.shell.prompt(), "> ");
    assert_eq!(prints(&mut session, "echo $i $x; done"), "1 web\n2 web\n");
    assert_eq!(session.run("while true; do date; sleep 1; done").code, 0, "it is left to itself");
    assert_eq!(session.run("exit 3").code, 3);
    assert!(!session.shell.is_in_container());
    assert_eq!(prints(&mut session, "kubectl exec web -- sleep 1 | wc -c"), "0\n");
}

#[test]
fn loops_do_not_keep_the_cluster_from_coming_to_rest() {
    let mut session = session();
    for (name, script) in [
        ("loops", "while true; do date; sleep 5; done"),
        ("waits", "until [ -f /x ]; do sleep 2; done"),
        ("tails", "touch /x; tail -f /x"),
        ("traps", "trap 'exit 0' TERM; sleep 3600 & wait"),
        ("spins", "while :; do :; done"),
        ("sleeps", "exec sleep 3600"),
    ] {
        session.run(&format!("kubectl run {name} --image=busybox -- sh -c \"{script}\""));
    }
    assert!(session.cluster.settle(30_000));
    session.run("kubectl run ends --image=busybox --restart=Never -- sh -c 'sleep 5; echo x'");
    pass(&mut session, 4);
    assert!(!session.cluster.is_settled(), "it will end");
    assert!(session.cluster.settle(30_000));
    assert!(prints(&mut session, "kubectl get pod ends").contains("Completed"));
}

#[test]
fn the_same_seed_writes_the_same_log() {
    let log = || {
        let script = "while true; do echo $RANDOM $(date); sleep $((RANDOM % 3 + 1)); done";
        let mut session = session();
        session.run(&format!("kubectl run a --image=busybox -- sh -c '{script}'"));
        pass(&mut session, 60);
        let mut copy = session.cluster.clone();
        let text = prints(&mut session, "kubectl logs a");
        let moment = copy.now() + 60_000;
        copy.advance_to(moment);
        pass(&mut session, 60);
        let later = prints(&mut session, "kubectl logs a");
        session.cluster = copy;
        assert_eq!(prints(&mut session, "kubectl logs a"), later, "a copy goes the same way");
        assert!(later.len() > text.len());
        later
    };
    assert_eq!(log(), log());
}

#[test]
fn who_attaches_sees_what_the_process_prints_until_it_ends() {
    let mut session = session();
    let ran = session.run(
        "kubectl run t -i --rm --image=busybox --restart=Never -- sh -c \
         'for i in 1 2 3; do echo $i; sleep 2; done; exit 2'",
    );
    let text = ran.output.plain();
    assert!(text.contains("1\n2\n3\n"), "{text}");
    assert!(text.contains("pod \"t\" deleted"), "{text}");
    assert!(text.contains("pod default/t terminated (Error)"), "{text}");
    assert_eq!(ran.code, 2);
    let script = "while read line; do echo got $line; sleep 1; done";
    let line = "printf 'a\\nb\\n' | kubectl run u -i -q --image=busybox --restart=Never -- sh -c";
    let ran = session.run(&format!("{line} '{script}'"));
    assert_eq!(ran.output.plain(), "got a\ngot b\n");
    assert_eq!(prints(&mut session, "kubectl logs u"), "got a\ngot b\n");
}

/// The sidecar of "Run a Replicated Stateful Application", as far as its shape goes.
#[test]
fn a_sidecar_of_unknown_programs_prepares_and_then_serves() {
    let script = "set -ex
      cd /var/lib/mysql
      if [[ -f xtrabackup_slave_info && \"x$(<xtrabackup_slave_info)\" != \"x\" ]]; then
        cat xtrabackup_slave_info | sed -E 's/;$//g' > change_master_to.sql.in
        rm -f xtrabackup_slave_info xtrabackup_binlog_info
      elif [[ -f xtrabackup_binlog_info ]]; then
        [[ `cat xtrabackup_binlog_info` =~ ^(.*?)[[:space:]]+(.*?)$ ]] || exit 1
        echo \"CHANGE MASTER TO MASTER_LOG_FILE='${BASH_REMATCH[1]}'\" > change_master_to.sql.in
      fi
      if [[ -f change_master_to.sql.in ]]; then
        echo \"Waiting for mysqld to be ready (accepting connections)\"
        until mysql -h 127.0.0.1 -e \"SELECT 1\"; do sleep 1; done
        mysql -h 127.0.0.1 \\
              -e \"$(<change_master_to.sql.in), \\
                      MASTER_CONNECT_RETRY=10; \\
                    START SLAVE;\" || exit 1
        mv change_master_to.sql.in change_master_to.sql.orig
      fi
      exec ncat --listen --keep-open --send-only --max-conns=1 3307 -c \\
        \"xtrabackup --backup --slave-info --stream=xbstream --host=127.0.0.1 --user=root\"";
    let script = script.replace('\n', "\n      ");
    let manifest = format!(
        "
apiVersion: v1
kind: Pod
metadata:
  name: mysql-1
spec:
  initContainers:
  - name: clone-mysql
    image: gcr.io/google-samples/xtrabackup:1.0
    command:
    - bash
    - \"-c\"
    - |
      set -ex
      [[ -d /var/lib/mysql/mysql ]] && exit 0
      [[ `hostname` =~ -([0-9]+)$ ]] || exit 1
      ordinal=${{BASH_REMATCH[1]}}
      [[ $ordinal -eq 0 ]] && exit 0
      ncat --recv-only mysql-$(($ordinal-1)).mysql 3307 | xbstream -x -C /var/lib/mysql
      echo mysql-bin.000001 154 > /var/lib/mysql/xtrabackup_binlog_info
    volumeMounts: [{{name: data, mountPath: /var/lib/mysql}}]
  containers:
  - name: xtrabackup
    image: gcr.io/google-samples/xtrabackup:1.0
    command:
    - bash
    - \"-c\"
    - |
      {script}
    volumeMounts: [{{name: data, mountPath: /var/lib/mysql}}]
  volumes: [{{name: data, emptyDir: {{}}}}]"
    );
    let mut session = applied(&manifest, 15);
    let row = prints(&mut session, "kubectl get pod mysql-1 --no-headers");
    let log = prints(&mut session, "kubectl logs mysql-1 -c xtrabackup");
    assert!(row.contains("1/1   Running   0 "), "{row}{log}");
    let log = prints(&mut session, "kubectl logs mysql-1 -c clone-mysql");
    assert!(log.contains("+ ordinal=1\n"), "{log}");
    let cat = "kubectl exec mysql-1 -c xtrabackup -- cat /var/lib/mysql/change_master_to.sql.orig";
    let text = prints(&mut session, cat);
    assert!(text.starts_with("CHANGE MASTER TO MASTER_LOG_FILE='mysql-bin"), "{text}");
}

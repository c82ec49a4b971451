//! What the commands of containers do as time passes.

use crate::node::testing::World;
use serde_json::{Value, json};

fn world() -> World {
    let mut world = World::new(1);
    for image in ["nginx:1.25", "busybox", "mysql:5.7"] {
        world.runtime.add_image("node01", image);
    }
    world
}

/// A pod `a` whose container runs a script.
fn with(script: &str) -> World {
    let mut world = world();
    world.create_pod("a", "busybox", runs(script));
    world.run(2_000);
    world
}

fn runs(script: &str) -> Value {
    json!({"restartPolicy": "Never",
        "containers": [{"name": "c", "command": ["sh", "-c", script]}]})
}

fn log(world: &World, pod: &str, container: &str) -> String {
    world.runtime.logs(&world.pod(pod), container, false).expect("a log")
}

/// Runs a script in a container to its end: what it prints, and its exit code.
fn said(script: &str) -> String {
    let mut world = with("sleep 9999");
    let (text, code) = world.sh("a", script);
    if code == 0 { text } else { format!("{text}[{code}]") }
}

#[test]
fn a_loop_writes_a_line_each_period() {
    let mut world = with(
        "i=0; while true; do echo \"$i: $(date)\" >> /tmp/1.log; \
                          i=$((i+1)); echo $i; sleep 1; done",
    );
    let started = world.now();
    let lines = |world: &World| log(world, "a", "c").lines().count();
    let before = lines(&world);
    world.run(10_000);
    assert_eq!(lines(&world), before + 10);
    let (text, _) = world.sh("a", "tail -n 1 /tmp/1.log");
    assert!(text.contains(": Mon Nov 23 19:33:3"), "{text}");
    let pod = world.pod("a");
    let log = world.runtime.log(&pod, "c", false).unwrap();
    let moments: Vec<i64> = log.lines(0).map(|(moment, _)| moment - started).collect();
    assert!(moments.windows(2).all(|pair| pair[1] - pair[0] == 1000), "{moments:?}");
}

#[test]
fn loops_conditions_and_cases_do_as_they_say() {
    let cases = [
        ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
        ("for f in /etc/*-release; do echo ${f##*/}; done", "alpine-release\nos-release\n"),
        ("if [ -f /data/x ]; then echo yes; elif [ 1 -lt 2 ]; then echo no; fi", "no\n"),
        ("case $(hostname) in *-0) echo 0;; a|b) echo ab ;; *) echo other; esac", "ab\n"),
        ("[ $(hostname) = a ] && echo me || echo other", "me\n"),
        ("x=3; while [ $x -gt 0 ]; do x=$((x-1)); [ $x = 1 ] && continue; echo $x; done", "2\n0\n"),
        ("until false; do echo once; break; done; echo $?", "once\n0\n"),
        (
            "f() { local x=$1; echo in $x $#; return 4; }; x=out; f a b; echo $? $x",
            "in a 2\n4 out\n",
        ),
        ("{ echo a; echo b; } > /tmp/f; (cd /tmp; cat f); pwd", "a\nb\n/\n"),
        ("echo ${NONE:-d} ${HOSTNAME%a}x ${#HOSTNAME} ${NONE:+y} $((7 % 4 * 2))", "d x 1 6\n"),
        ("printf '%s-%d\\n' a 1 b 2; seq 2 4 | tail -n+2", "a-1\nb-2\n3\n4\n"),
        ("printf 'a b\\nc d\\n' | while read x y; do echo $y$x; done", "ba\ndc\n"),
        ("cat <<END\nhost $(hostname)\nEND\necho $0 $1", "host a\n/bin/sh\n"),
        ("set -e; false || echo on; if false; then :; fi; false; echo never", "on\n[1]"),
        ("trap 'echo bye' EXIT; echo hi; exit 3", "hi\nbye\n[3]"),
        ("set -- x 'y z'; for a in \"$@\"; do echo [$a]; done; shift; echo $#", "[x]\n[y z]\n1\n"),
        (
            "sh -c 'echo $X $1' _ one; X=1; sh -c 'echo $X.'; export X; sh -c 'echo $X.'",
            "one\n.\n1.\n",
        ),
        ("sleep 2 & wait; echo done; (exit 7) & wait $!; echo $?", "done\n7\n"),
        (
            "echo web-0.x | sed -E 's/-([0-9]).*/:\\1/' | cut -d: -f2; echo ab | tr a-z A-Z",
            "0\nAB\n",
        ),
        (
            "date +%Y-%m-%d; printf 'b\\na\\nb\\n' | sort | uniq -c",
            "2026-11-23\n      1 a\n      2 b\n",
        ),
        ("while true; do echo x; done | head -n 2", "x\nx\n"),
        ("x=$(sleep 1; echo a; echo b); echo \"$x\" | grep -c .", "2\n"),
        ("ps | grep ' 1 '", "    1 root      0:00 sh -c sleep 9999\n"),
        ("done", "/bin/sh: syntax error: unexpected \"done\"\n[2]"),
        ("echo a | nothing; echo $?; ! true; echo $?", "/bin/sh: nothing: not found\n127\n1\n"),
        (
            "cat < /no; echo x > /no/f",
            "/bin/sh: can't open /no: no such file\n\
          /bin/sh: can't create /no/f: nonexistent directory\n[1]",
        ),
    ];
    for (script, expected) in cases {
        assert_eq!(said(script), expected, "{script}");
    }
}

#[test]
fn the_init_container_of_a_replicated_database_finds_its_number() {
    let mut world = world();
    let script = "set -ex\n[[ $HOSTNAME =~ -([0-9]+)$ ]] || exit 1\nordinal=${BASH_REMATCH[1]}\n\
                  echo [mysqld] > /mnt/conf.d/server-id.cnf\n\
                  echo server-id=$((100 + $ordinal)) >> /mnt/conf.d/server-id.cnf\n\
                  if [[ $ordinal -eq 0 ]]; then\n  echo primary >> /mnt/conf.d/server-id.cnf\n\
                  else\n  echo replica >> /mnt/conf.d/server-id.cnf\nfi\n";
    let mounts = json!([{"name": "conf", "mountPath": "/mnt/conf.d"}]);
    world.create_pod(
        "db-2",
        "mysql:5.7",
        json!({"initContainers": [{"name": "init", "image": "mysql:5.7",
                "command": ["bash", "-c", script], "volumeMounts": mounts}],
            "containers": [{"name": "c", "volumeMounts": mounts}],
            "volumes": [{"name": "conf", "emptyDir": {}}]}),
    );
    world.run(8_000);
    assert_eq!(world.pod("db-2").status.phase, "Running");
    let expected = "[mysqld]\nserver-id=102\nreplica\n";
    assert_eq!(world.sh("db-2", "cat /mnt/conf.d/server-id.cnf").0, expected);
    let log = log(&world, "db-2", "init");
    assert!(
        log.contains(
            "+ ordinal=2
"
        ),
        "{log}"
    );
}

#[test]
fn a_sidecar_streams_what_another_container_appends_to_a_file() {
    let mut world = world();
    let mounts = json!([{"name": "logs", "mountPath": "/var/log"}]);
    let writes =
        "i=0; while true; do echo \"line $i\" >> /var/log/1.log; i=$((i+1)); sleep 5; done";
    world.create_pod(
        "a",
        "busybox",
        json!({"containers": [
            {"name": "c", "command": ["sh", "-c", writes], "volumeMounts": mounts},
            {"name": "tail", "args": ["/bin/sh", "-c", "tail -n+1 -F /var/log/1.log"],
                "volumeMounts": mounts}],
            "volumes": [{"name": "logs", "emptyDir": {}}]}),
    );
    world.run(13_500);
    assert_eq!(log(&world, "a", "tail"), "line 0\nline 1\nline 2\n");
}

#[test]
fn two_pods_write_to_one_volume_in_turn() {
    let mut world = world();
    world.create_bound_claim("claim", "volume", "/mnt/data");
    for pod in ["a", "b"] {
        let script = "while true; do echo $(hostname) >> /data/out.txt; sleep 2; done";
        let mut spec = runs(script);
        spec["containers"][0]["volumeMounts"] = json!([{"name": "data", "mountPath": "/data"}]);
        spec["volumes"] =
            json!([{"name": "data", "persistentVolumeClaim": {"claimName": "claim"}}]);
        world.create_pod(pod, "busybox", spec);
        world.run(1_000);
    }
    world.run(4_500);
    assert_eq!(world.sh("a", "cat /data/out.txt").0, "a\nb\na\nb\na\nb\n");
}

#[test]
fn a_process_ends_with_its_script_and_its_code() {
    let mut world = with("echo begin; sleep 3; echo end; exit 5");
    assert_eq!(log(&world, "a", "c"), "begin\n");
    world.run(4_000);
    assert_eq!(log(&world, "a", "c"), "begin\nend\n");
    let ended = world.pod("a").status.container_statuses[0].state.terminated.clone().unwrap();
    assert_eq!(ended.exit_code, 5);
    let lasted = ended.finished_at.unwrap().0 - ended.started_at.unwrap().0;
    assert_eq!(lasted, 3);
}

#[test]
fn what_reads_a_pipe_waits_for_what_it_needs() {
    let script = "(echo b; sleep 3; echo a) | sort; \
                  (printf par; sleep 2; echo tial; sleep 9) | while read x; do echo $x; done";
    let mut world = with(script);
    assert_eq!(log(&world, "a", "c"), "");
    world.run(3_000);
    assert_eq!(log(&world, "a", "c"), "a\nb\n");
    world.run(2_000);
    assert_eq!(log(&world, "a", "c"), "a\nb\npartial\n");
}

#[test]
fn a_process_may_leave_word_of_its_end() {
    let message = |script: &str, policy: &str| {
        let mut world = world();
        let mut spec = runs(script);
        spec["containers"][0]["terminationMessagePolicy"] = json!(policy);
        world.create_pod("a", "busybox", spec);
        world.run(8_000);
        let status = &world.pod("a").status.container_statuses[0];
        status.state.terminated.clone().unwrap().message
    };
    let leaves = "sleep 3 && echo Sleep expired > /dev/termination-log";
    assert_eq!(message(leaves, "File"), "Sleep expired\n");
    assert_eq!(message("echo one; false", "File"), "");
    assert_eq!(message("echo one; false", "FallbackToLogsOnError"), "one\n");
    assert_eq!(message("echo one", "FallbackToLogsOnError"), "");
}

#[test]
fn only_who_traps_the_signal_ends_before_the_grace_period_does() {
    let gone = |script: &str| {
        let mut world = with(script);
        world.delete("a");
        let mut seconds = 0;
        while world.has_pod("a") && seconds < 60 {
            world.run(1_000);
            seconds += 1;
        }
        seconds
    };
    assert!(gone("trap 'exit 0' TERM; while :; do sleep 1; done") <= 2);
    assert!(gone("trap 'exit 0' TERM; sleep 3600 & wait") <= 1);
    assert!(gone("while :; do sleep 1; done") >= 30);
    assert!(gone("sleep 3600") >= 30);
}

#[test]
fn a_loop_without_a_pause_does_not_stop_the_clock() {
    let mut world = with("while ! [ -f /tmp/go ]; do :; done; echo gone");
    world.run(20_000);
    world.sh("a", "touch /tmp/go");
    world.run(3_000);
    assert_eq!(log(&world, "a", "c"), "gone\n");
    assert_eq!(world.pod("a").status.phase, "Succeeded");
}

#[test]
fn what_a_script_leads_to_runs_on_and_what_else_is_unknown_ends_well() {
    let mut world = world();
    let scripts = [
        ("serves", "nginx:1.25", "echo start; exec nginx -g 'daemon off;'"),
        ("prepares", "mysql:5.7", "xtrabackup --prepare && echo done"),
    ];
    for (name, image, script) in scripts {
        let mut spec = runs(script);
        spec["containers"][0]["image"] = json!(image);
        world.create_pod(name, image, spec);
    }
    world.run(8_000);
    assert_eq!(world.pod("serves").status.phase, "Running");
    let (pod, now) = (world.pod("serves"), world.now());
    assert!(world.runtime.serve_http(&pod, 80, "/", now).is_ok());
    assert_eq!(world.pod("prepares").status.phase, "Succeeded");
    assert_eq!(log(&world, "prepares", "c"), "done\n");
}

#[test]
fn nonsense_is_refused_or_run_and_always_comes_to_a_pause() {
    const WORDS: &str = "if then elif else fi while until do done for i in case esac x) ;; { } ( ) \
                         $( ` \" ' ${x } $(( )) [[ ]] =~ == && || | & ; < > >> 2>&1 <<E /tmp/f \
                         echo cat sleep 1 read y x=1 $x ${x%%*} ${x:-y} f() f exit break continue \
                         wait trap EXIT exec set -e ! * sh -c eval head tee # return local shift \
                         test [ ] -eq kill $! tail -f true false : ?*[a-z] {1..3} printf %5d sed \
                         s/a/b/";
    let words: Vec<&str> = WORDS.split_whitespace().chain(["\n", "\n", "E\n", "true"]).collect();
    let mut random = crate::apiserver::random::Random::new(7);
    let mut world = with("sleep 9999");
    let (pod, now) = (world.pod("a"), world.now());
    for round in 0..4_000 {
        let count = 1 + random.below(24);
        let script: Vec<&str> = (0..count).map(|_| words[random.below(words.len())]).collect();
        let script = script.join(if random.below(8) == 0 { "" } else { " " });
        let shell = if round % 2 == 0 { "sh" } else { "ash" };
        let argv = [shell, "-c", &script].map(str::to_owned);
        let mut exec = world.runtime.begin_exec(&pod, "c", &argv, Some("a\nb\n")).unwrap();
        let mut moment = now;
        for _ in 0..20 {
            let (_, state) = exec.poll(&mut world.runtime, None, moment);
            match state {
                super::exec::State::Waiting { until: Some(until), .. } => moment = until,
                _ => break,
            }
        }
    }
}

//! What is seen when one types inside a container.

use crate::node::shell::ExecError;
use crate::node::testing::World;
use serde_json::json;

fn world() -> World {
    let mut world = World::new(1);
    world.runtime.add_image("node01", "nodejs-stateful:1.0");
    world.create_bound_claim("claim", "volume", "/mnt/data");
    world.create_pod(
        "nodejs-stateful-0",
        "nodejs-stateful:1.0",
        json!({
            "containers": [{"name": "c", "env": [{"name": "COLOUR", "value": "deep blue"}],
                "volumeMounts": [{"name": "data", "mountPath": "/app/data"}]}],
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "claim"}}],
        }),
    );
    world.run(5_000);
    let (pod, now) = (world.pod("nodejs-stateful-0"), world.now());
    for _ in 0..3 {
        world.runtime.serve_http(&pod, 8080, "/", now).unwrap();
    }
    world
}

/// Types lines into a shell and shows what a terminal shows.
fn typed(lines: &[&str]) -> String {
    let mut world = world();
    let (pod, now) = (world.pod("nodejs-stateful-0"), world.now());
    let mut shell = world.runtime.open_shell(&pod, "c", "/bin/sh").unwrap();
    let mut screen = String::new();
    for line in lines {
        screen.push_str(&shell.prompt());
        screen.push_str(line);
        screen.push('\n');
        let output = shell.run(&mut world.runtime, None, line, now);
        screen.push_str(&output.text);
        if let Some(code) = output.exited {
            screen.push_str(&format!("[{code}]"));
            return screen;
        }
    }
    screen.push_str(&shell.prompt());
    screen
}

#[test]
fn the_tutorials_session_reads_to_the_letter() {
    assert_eq!(
        typed(&["ls", "ls data", "cat data/state.json ", "exit"]),
        "/app # ls\n\
         Dockerfile         Dockerfile.v2      app.js             data               node_modules\
         \x20      package-lock.json  package.json\n\
         /app # ls data\n\
         state.json\n\
         /app # cat data/state.json \n\
         {\"visits\":3}/app # exit\n\
         [0]"
    );
}

#[test]
fn directories_can_be_walked() {
    assert_eq!(
        typed(&["cd data", "pwd", "cd ..", "cd nowhere", "cd", "cd -", "hostname", "whoami"]),
        "/app # cd data\n\
         /app/data # pwd\n/app/data\n\
         /app/data # cd ..\n\
         /app # cd nowhere\n/bin/sh: cd: can't cd to nowhere: No such file or directory\n\
         /app # cd\n\
         ~ # cd -\n\
         /app # hostname\nnodejs-stateful-0\n\
         /app # whoami\nroot\n\
         /app # "
    );
}

#[test]
fn files_are_made_read_and_removed() {
    assert_eq!(
        typed(&[
            "echo one > /tmp/x",
            "echo 'two  words' >> /tmp/x; cat /tmp/x | wc -l",
            "head -n 1 /tmp/x",
            "grep two /tmp/x",
            "mkdir -p /tmp/a/b && touch /tmp/a/b/c && ls /tmp/a/*",
            "rm /tmp/a",
            "rm -r /tmp/a /tmp/x; ls /tmp",
            "cat /tmp/x",
            "ls -1 /app/d*",
        ])
        .replace("/app # ", "# "),
        "# echo one > /tmp/x\n\
         # echo 'two  words' >> /tmp/x; cat /tmp/x | wc -l\n2\n\
         # head -n 1 /tmp/x\none\n\
         # grep two /tmp/x\ntwo  words\n\
         # mkdir -p /tmp/a/b && touch /tmp/a/b/c && ls /tmp/a/*\nc\n\
         # rm /tmp/a\nrm: '/tmp/a' is a directory\n\
         # rm -r /tmp/a /tmp/x; ls /tmp\n\
         # cat /tmp/x\ncat: can't open '/tmp/x': No such file or directory\n\
         # ls -1 /app/d*\nstate.json\n\
         # "
    );
}

#[test]
fn variables_and_exit_codes_are_known() {
    assert_eq!(
        typed(&[
            "echo $COLOUR \"${COLOUR}\" '$COLOUR' ${NONE:-none}",
            "foo",
            "echo $?",
            "X=1; echo $X $(hostname)",
            "[ -f data/state.json ] && echo there || echo missing",
            "echo a 'b",
            "c' | wc -l",
            "for i in 1 2; do",
            "echo $i",
            "done; )",
            "for i in 1 2; do echo $i; done",
        ])
        .replace("/app # ", "# "),
        "# echo $COLOUR \"${COLOUR}\" '$COLOUR' ${NONE:-none}\n\
         deep blue deep blue $COLOUR none\n\
         # foo\n/bin/sh: foo: not found\n\
         # echo $?\n127\n\
         # X=1; echo $X $(hostname)\n1 nodejs-stateful-0\n\
         # [ -f data/state.json ] && echo there || echo missing\nthere\n\
         # echo a 'b\n> c' | wc -l\n2\n\
         # for i in 1 2; do\n> echo $i\n> done; )\n/bin/sh: syntax error: unexpected \")\"\n\
         # for i in 1 2; do echo $i; done\n1\n2\n\
         # "
    );
}

#[test]
fn ending_the_first_process_ends_the_shell_with_the_container() {
    assert!(typed(&["kill -9 1", "kill 1"]).ends_with("/app # kill 1\n[137]"));
}

#[test]
fn the_programs_source_is_the_real_one() {
    let mut world = world();
    let source = include_str!("../../../public/visits/app.js");
    assert_eq!(world.sh("nodejs-stateful-0", "cat app.js").0, source);
}

#[test]
fn a_program_that_is_missing_cannot_be_run() {
    let mut world = world();
    let (pod, now) = (world.pod("nodejs-stateful-0"), world.now());
    let error = world.runtime.exec(None, &pod, "c", &["bash".to_owned()], now).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("error: Internal error occurred: error executing command in container")
    );
    assert!(text.ends_with("exec: \"bash\": executable file not found in $PATH: unknown"));
    let error = world.runtime.exec(None, &pod, "other", &["ls".to_owned()], now).unwrap_err();
    assert_eq!(error, ExecError::NotRunning { container: "other".to_owned() });
    let output =
        world.runtime.exec(None, &pod, "c", &["ls".to_owned(), "/app".to_owned()], now).unwrap();
    assert_eq!(output.text.lines().count(), 7, "one a line when no terminal is there");
}

#[test]
fn a_command_that_is_not_run_in_a_terminal_says_how_it_ended() {
    let mut world = world();
    assert_eq!(world.sh("nodejs-stateful-0", "exit 3"), (String::new(), 3));
    assert_eq!(world.sh("nodejs-stateful-0", "date").0, "Mon Nov 23 19:33:25 UTC 2026\n");
    let listed = world.sh("nodejs-stateful-0", "ls -l data").0;
    assert_eq!(
        listed,
        "total 4\n-rw-r--r--    1 root     root            12 Nov 23 19:33 state.json\n"
    );
}

#[test]
fn what_is_written_to_the_streams_of_the_first_process_is_in_the_log() {
    let mut world = world();
    let pod = world.pod("nodejs-stateful-0");
    let before = world.runtime.logs(&pod, "c", false).expect("a log");
    for line in ["echo one > /proc/1/fd/1", "echo two >> /proc/1/fd/2"] {
        assert_eq!(world.sh("nodejs-stateful-0", line), (String::new(), 0));
    }
    let log = world.runtime.logs(&pod, "c", false).expect("a log");
    assert_eq!(log, format!("{before}one\ntwo\n"));
}

#[test]
fn chains_may_be_as_long_as_anybody_likes() {
    const MANY: usize = 5_000;
    let said = |line: String| typed(&[&line]).replace(&line, "…");
    assert_eq!(said(format!("{}echo a", "command ".repeat(MANY))), "/app # …\na\n/app # ");
    assert_eq!(said(format!("[[ {}a ]] && echo a", "a && ".repeat(MANY))), "/app # …\na\n/app # ");
}

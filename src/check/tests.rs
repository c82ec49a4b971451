use super::*;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  \
                   - {name: web, image: nginx}\n";

fn run(text: &str) -> Vec<Checked> {
    let files = MemoryFiles::new([("pod.yaml", POD)]);
    check(text, Setting::Lab, 1, Box::new(files)).expect("notes that can be run")
}

fn report(text: &str) -> String {
    Report { name: "NOTES.md", checked: &run(text) }.output().plain()
}

#[test]
fn what_is_shown_is_reached_in_time_and_what_differs_by_nature_does_not_count() {
    let notes = "```console\n$ kubectl apply -f pod.yaml\npod/web created\n$ kubectl get pods\n\
                 NAME   READY   STATUS              RESTARTS   AGE\n\
                 web    0/1     ContainerCreating   0          1s\n$ kubectl get pods -o wide\n\
                 NAME   READY   STATUS    RESTARTS   AGE    IP           NODE     NOMINATED NODE   \
                 READINESS GATES\n\
                 web    1/1     Running   0          5m3s   10.244.0.7   node02   <none>           \
                 <none>\n```\n";
    assert_eq!(report(notes), "3 commands, 3 as printed\n");
}

#[test]
fn a_line_that_differs_is_told_with_its_number() {
    let notes = "# Notes\n\n```console\n$ kubectl apply -f pod.yaml\n\
                 $ kubectl get pods\nNAME   READY   STATUS    RESTARTS   AGE\n\
                 web    2/2     Running   0          5s\n```\n";
    assert_eq!(
        report(notes),
        "NOTES.md:5: $ kubectl get pods\n\
         NOTES.md:7: expected web    2/2     Running   0          5s\n\
         NOTES.md:7: got      web    1/1     Running   0          2s\n\
         2 commands, 0 as printed, 1 only run, 1 differs\n"
    );
}

#[test]
fn files_may_stand_in_the_notes_by_a_comment_a_title_or_a_here_document() {
    let block = |open: &str| {
        format!(
            "{open}\n{POD}```\n\n1. Apply it:\n   ```sh\n   kubectl apply -f web.yaml\n   ```\n"
        )
    };
    for open in ["<!-- file: web.yaml -->\n\n```yaml", "```yaml title=\"web.yaml\""] {
        assert_eq!(report(&block(open)), "1 command, 0 as printed, 1 only run\n");
    }
    let lost = report(&block("```yaml"));
    assert!(
        lost.contains(
            "NOTES.md:12: expected that it succeeds\nNOTES.md:12: got      error: the path \
             \"web.yaml\" does not exist — neither the notes nor the directory has it\n"
        ),
        "{lost}"
    );
    let document = format!(
        "```bash\nme@host:~$ cat > web.yaml <<EOF\n{POD}EOF\nme@host:~$ kubectl apply \\\n\
         > -f web.yaml\npod/web created\n```\n"
    );
    assert_eq!(report(&document), "2 commands, 1 as printed, 1 only run\n");
}

#[test]
fn names_that_the_cluster_makes_up_are_translated_where_they_are_typed() {
    let notes = "```\n$ kubectl create deployment web --image=nginx --replicas=2\n\
                 deployment.apps/web created\n$ kubectl get pods\n\
                 NAME                   READY   STATUS    RESTARTS   AGE\n\
                 web-5b94955547-mf9c5   1/1     Running   0          1m\n\
                 web-5b94955547-pmmm7   1/1     Running   0          1m\n\
                 $ kubectl delete pod web-5b94955547-pmmm7\n\
                 pod \"web-5b94955547-pmmm7\" deleted\n$ kubectl get pods\n\
                 NAME                   READY   STATUS    RESTARTS   AGE\n\
                 web-5b94955547-mf9c5   1/1     Running   0          1m\n\
                 web-5b94955547-vplt8   1/1     Running   0          3s\n```\n";
    assert_eq!(report(notes), "4 commands, 4 as printed\n");
    let survivor = notes.replace("web-5b94955547-vplt8", "web-5b94955547-pmmm7");
    assert!(report(&survivor).contains("another object above"), "{}", report(&survivor));
}

#[test]
fn commands_without_prompts_run_and_what_stands_between_them_is_their_output() {
    let run = "```bash\n# Create it.\nkubectl apply -f pod.yaml\nminikube service web\n```\n";
    assert_eq!(
        report(run),
        "2 commands, 0 as printed, 1 only run, 1 not known to the model (minikube)\n"
    );
    let shown = "```\nkubectl apply -f pod.yaml\npod/web configured\n```\n";
    assert_eq!(
        report(shown),
        "NOTES.md:2: $ kubectl apply -f pod.yaml\nNOTES.md:3: expected pod/web configured\n\
         NOTES.md:3: got      pod/web created\n1 command, 0 as printed, 1 differs\n"
    );
    let other = "```\nsrc\n└── app.js\n```\n<!-- check: skip -->\n```\n$ kubectl nonsense\n```\n\
                 ```sh\nkubectl version\n```\n";
    assert_eq!(report(other), "1 command, 0 as printed, 1 only run\n");
}

#[test]
fn a_containers_shell_goes_on_until_it_is_left() {
    let notes = "```sh\n$ kubectl run web --image=nginx\npod/web created\n\
                 $ kubectl exec -it web -- sh\n# echo hello > note\n# cat note\nhello\n# exit\n\
                 $ echo outside\noutside\n$ kubectl exec -it web -- sh\n# pwd\n/\n```\n\
                 ```sh\n$ kubectl get pod web -o name\npod/web\n```\n";
    let checked = run(notes);
    let differ = checked.iter().filter(|one| matches!(one.verdict, Verdict::Differs(_)));
    assert_eq!(differ.count(), 0, "{}", report(notes));
    assert_eq!(checked.len(), 9);
}

#[test]
fn lines_that_the_notes_leave_out_are_not_missed() {
    let notes = "```\n$ kubectl run web --image=nginx\n$ kubectl get pod web -o yaml\n\
                 apiVersion: v1\nkind: Pod\n...\n```\n";
    assert_eq!(report(notes), "2 commands, 1 as printed, 1 only run\n");
}

#[test]
fn notes_that_cannot_be_run_are_refused_with_the_reason() {
    let refused = |text: &str| {
        let files = Box::<MemoryFiles>::default();
        check(text, Setting::Lab, 1, files).expect_err("it cannot be run").to_string()
    };
    assert_eq!(refused("a\n```sh\n$ kubectl get pods\n"), "2: this block is never closed");
    assert_eq!(refused("# Nothing\n\n```sh\nls\n```\n"), " no block has a kubectl command");
    let read = |words: &[&str]| Options::read(words.iter().map(|word| (*word).to_owned()));
    let options = read(&["docs/a.md", "--scenario=seed", "--seed", "7"]).expect("a right call");
    assert_eq!((options.setting, options.seed), (Setting::Seed, 7));
    assert_eq!(options.directory, std::path::Path::new("docs"));
    for words in [&[][..], &["--seed"], &["--seed", "x", "a"], &["a", "b"], &["--what", "a"]] {
        let refused = read(words).expect_err("a wrong call");
        assert!(refused.contains("usage: statelab check"), "{refused}");
    }
}

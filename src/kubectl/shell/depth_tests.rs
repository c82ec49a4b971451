//! Whatever is nested too deeply is refused; nothing that is typed takes all of the stack.

use super::tests::Lab;

/// More levels than any stack has room for.
const MANY: usize = 5_000;

#[test]
fn commands_of_the_shell_nest_only_so_deeply() {
    let mut lab = Lab::new();
    let near = |token: &str| format!("bash: syntax error near unexpected token `{token}'\n");
    let closed = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    lab.prints(&closed("echo $(", "echo a", ")", 20), "a\n");
    lab.prints(&closed("if true; then ", "echo a", "; fi", 20), "a\n");
    lab.prints(&closed("echo $(", "a", ")", MANY), &near("("));
    lab.prints(&closed("echo \"$(", "a", ")\"", MANY), &near("("));
    lab.prints(&closed("if true; then ", "a", "; fi", MANY), &near("if"));
    lab.prints(&closed("if ", "a", "; then a; fi", MANY), &near("if"));
    lab.prints(&closed("while true; do ", "a", "; done", MANY), &near("while"));
    lab.prints(&closed("for i in a; do ", "a", "; done", MANY), &near("for"));
    lab.prints(&closed("for i in $(if true; then ", "a", "; fi); do a; done", 30), &near("("));
    let branch = closed("if true; then ", "echo $(INNER)", "; fi", 15);
    let inner = (0..4).fold("echo a".to_owned(), |inner, _| branch.replace("INNER", &inner));
    lab.prints(&inner, &near("("));
    lab.prints(&branch.replace("INNER", &closed("echo $(", "echo a", ")", 23)), "a\n");
}

#[test]
fn programs_that_run_programs_do_so_only_so_often() {
    let mut lab = Lab::new();
    let none = "bash: fork: Resource temporarily unavailable\n";
    for name in ["timeout 5 ", "watch ", "xargs ", "timeout 5 xargs "] {
        lab.prints(&format!("{}true", name.repeat(MANY)), none);
    }
    lab.prints(&format!("watch -t '{}true'", "watch ".repeat(MANY)), none);
    lab.prints(&format!("{}echo a", "timeout 5 ".repeat(10)), "a\n");
}

#[test]
fn templates_nest_only_so_deeply() {
    let mut lab = Lab::new();
    lab.prints("kubectl apply -f pod.yaml", "pod/web created\n");
    let (open, close) = ("(".repeat(MANY), ")".repeat(MANY));
    let mut fails = |format: &str| {
        let printed = lab.run(&format!("kubectl get pod web -o '{format}'")).0;
        assert!(printed.contains("too deep") || printed.contains("depth exceeded"), "{printed}");
    };
    fails(&format!("go-template={{{{print {open}1{close}}}}}"));
    fails(&format!("go-template={}a", "{{if true}}".repeat(MANY)));
    fails(&format!("go-template={}a", "{{if true}}a{{else}}".repeat(MANY)));
    fails(&format!("go-template={}a", "{{with .metadata}}".repeat(MANY)));
    fails(&format!("jsonpath={}a", "{range @}".repeat(MANY)));
}

#[test]
fn other_things_that_are_read_nest_as_deeply_as_anybody_likes() {
    let mut lab = Lab::new();
    lab.run(&format!("kubectl get pods -o jsonpath='{}'", "{[?(@".repeat(MANY)));
    lab.run(&format!("kubectl get pods -l 'a in {}'", "(".repeat(MANY)));
    lab.run(&format!("kubectl get pods -o custom-columns='A:{}'", "[?(@.a".repeat(MANY)));
    lab.run(&format!("echo '{}' | kubectl apply -f -", "[".repeat(MANY)));
    lab.run(&format!("echo '{}' | kubectl apply -f -", "- ".repeat(MANY)));
    lab.run(&format!("kubectl patch pod web -p '{}'", "{\"a\":".repeat(MANY)));
    lab.run(&format!("echo a | grep -E '{}'", "(".repeat(MANY)));
    lab.run(&format!("echo {}", "{a,".repeat(MANY)));
    lab.run(&format!("echo {}1{}", "$((".repeat(MANY), "))".repeat(MANY)));
    lab.run(&format!("echo $(({}1))", "-".repeat(MANY)));
    lab.run(&format!("echo $(({}1))", "(".repeat(MANY)));
    lab.run(&format!("test {}a", "! ".repeat(MANY)));
    lab.run(&format!("[ {}a ]", "( ".repeat(MANY)));
}

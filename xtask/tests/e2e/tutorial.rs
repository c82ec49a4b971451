//! The tutorial that the lab grew from, typed into the page's terminal on the Indonesian page.

#[path = "../../../tests/seed/transcript.rs"]
mod transcript;

use crate::node::Node;
use crate::page::{Page, visit};
use transcript::{TUTORIAL, moment_of, typed, without_address};

/// With the clock paused, time passes only as far as commands wait: `sleep` takes it to the moment
/// at which the tutorial typed its next command.
const ADDRESS: &str = "?chapter=hands-on&lang=id&clock=paused";

#[test]
fn the_tutorial_prints_in_the_terminal_what_it_shows() {
    visit(ADDRESS, |page| {
        let terminal = Terminal::of(page);
        terminal.run("kubectl apply -f statefulset-without-volume-3.yaml");
        let mut now = 0;
        for typed in typed(TUTORIAL) {
            let moment = moment_of(&typed.command);
            if moment > now {
                terminal.leave_container();
                terminal.silent(&format!("sleep {}", moment - now));
                now = moment;
            }
            if typed.command.starts_with("kubectl exec") {
                terminal.visit_until_the_first_pod_has_counted(3);
            }
            match typed.command.as_str() {
                // The tutorial does not show what apply prints, nor what opens the shell.
                command if command.contains("apply") => drop(terminal.run(command)),
                command if command.contains("exec") => terminal.silent(command),
                // It lists a file that it had named otherwise before.
                command => {
                    let command = command.replace("stateful.yaml", "statefulset.yaml");
                    terminal.shows(&command, &typed.shown);
                }
            }
        }
    });
}

/// The page's terminal, by its Indonesian names.
struct Terminal<'a> {
    page: &'a Page,
    input: Node<'a>,
    output: Node<'a>,
}

impl<'a> Terminal<'a> {
    fn of(page: &'a Page) -> Terminal<'a> {
        let input = page.find("textbox", "Input terminal");
        let output = page.find("log", "Output terminal");
        Terminal { page, input, output }
    }

    fn enter(&self, line: &str) {
        self.input.type_keys(&format!("{line}\u{e007}"));
    }

    /// What stands below the last line that was typed so.
    fn answer(&self, line: &str) -> Option<String> {
        let text = self.output.text();
        text.rsplit_once(line).map(|(_, answer)| answer.trim().to_string())
    }

    /// Types a command that prints nothing.
    fn silent(&self, line: &str) {
        let count = self.output.text().matches(line).count();
        self.enter(line);
        self.page.until(line, || self.output.text().matches(line).count() > count);
    }

    /// Types a command and returns what it prints.
    fn run(&self, line: &str) -> String {
        self.silent(line);
        self.page.wait_for(line, || self.answer(line).filter(|answer| !answer.is_empty()))
    }

    /// Types a command and waits until it has printed this.
    fn shows(&self, line: &str, expected: &str) {
        let expected = without_address(expected.trim());
        self.silent(line);
        self.page.until(&format!("{line} prints\n{expected}"), || {
            self.answer(line).is_some_and(|answer| without_address(&answer) == expected)
        });
    }

    /// The tutorial leaves the container without showing it.
    fn leave_container(&self) {
        if self.output.text().contains("/app #") {
            self.enter("exit");
        }
    }

    fn visit_until_the_first_pod_has_counted(&self, count: u64) {
        let wanted = format!("nodejs-stateful-0! Jumlah kunjungan: {count}");
        for _ in 0..60 {
            if self.run("curl http://controlplane:30002").contains(&wanted) {
                return;
            }
        }
        panic!("the first of three pods was never chosen {count} times");
    }
}

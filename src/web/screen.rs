//! What the terminal shows: one block per command, each with its own output, so that a click while
//! another command still waits does not mix the two.

use crate::kubectl::output::{CLEAR, Segment};
use std::rc::Rc;

/// How many lines are kept.
const MOST_LINES: usize = 1000;

/// A command and what it has printed so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Which command it is.
    pub id: u64,
    /// Grows with every change of this block.
    pub version: u64,
    /// What stood before the line.
    pub prompt: String,
    /// The line.
    pub line: String,
    /// What it has printed.
    pub segments: Vec<Segment>,
}

/// The blocks, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    blocks: Vec<Rc<Block>>,
    /// How many blocks are the page's own.
    own: u64,
}

impl Screen {
    /// Begins a block.
    pub fn begin(&mut self, id: u64, prompt: &str, line: &str) {
        let (prompt, line) = (prompt.to_owned(), line.to_owned());
        self.blocks.push(Rc::new(Block { id, prompt, line, ..Block::default() }));
    }

    /// Adds output to a block, or to a new one without a prompt if it has been wiped away; whatever
    /// stands before a `clear` goes.
    pub fn print(&mut self, id: u64, segments: Vec<Segment>) {
        for mut segment in segments {
            if let Some(cleared) = segment.text.rfind(CLEAR) {
                segment.text.drain(..cleared + CLEAR.len());
                self.clear();
            }
            if segment.text.is_empty() {
                continue;
            }
            let at = self.blocks.iter().position(|block| block.id == id).unwrap_or_else(|| {
                self.begin(id, "", "");
                self.blocks.len() - 1
            });
            let block = Rc::make_mut(&mut self.blocks[at]);
            block.version += 1;
            push(&mut block.segments, segment);
        }
        self.trim();
    }

    /// Adds what is said by the page itself and no command.
    pub fn say(&mut self, segment: Segment) {
        self.own += 1;
        self.print(u64::MAX - self.own, vec![segment]);
    }

    /// Wipes the screen.
    pub fn clear(&mut self) {
        self.blocks.clear();
    }

    /// The block of a command.
    pub fn block(&self, id: u64) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id).map(Rc::as_ref)
    }

    /// The blocks, oldest first.
    pub fn blocks(&self) -> &[Rc<Block>] {
        &self.blocks
    }

    /// Drops the oldest lines; the newest block loses its own first lines if it is too long alone.
    fn trim(&mut self) {
        let mut lines = 0;
        let fits = self.blocks.iter().rev().take_while(|block| {
            lines += block.lines();
            lines <= MOST_LINES
        });
        let keep = fits.count().max(1);
        self.blocks.drain(..self.blocks.len().saturating_sub(keep));
        if let [only] = self.blocks.as_mut_slice()
            && only.lines() > MOST_LINES
        {
            let excess = only.lines() - MOST_LINES;
            drop_lines(&mut Rc::make_mut(only).segments, excess);
        }
    }
}

impl Block {
    /// The whole text of the block.
    pub fn text(&self) -> String {
        self.segments.iter().map(|segment| segment.text.as_str()).collect()
    }

    fn lines(&self) -> usize {
        1 + self.segments.iter().map(|segment| segment.text.matches('\n').count()).sum::<usize>()
    }
}

/// Adds a piece, to the piece before it if it means the same.
fn push(segments: &mut Vec<Segment>, segment: Segment) {
    match segments.last_mut() {
        Some(last) if last.style == segment.style && last.stderr == segment.stderr => {
            last.text.push_str(&segment.text);
        }
        _ => segments.push(segment),
    }
}

fn drop_lines(segments: &mut Vec<Segment>, mut count: usize) {
    while count > 0 && !segments.is_empty() {
        match segments[0].text.find('\n') {
            Some(end) => {
                segments[0].text.drain(..=end);
                count -= 1;
            }
            None => {
                segments.remove(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubectl::output::Style;

    fn plain(text: &str) -> Vec<Segment> {
        vec![Segment { text: text.to_owned(), style: Style::Plain, stderr: false }]
    }

    #[test]
    fn two_commands_at_once_do_not_mix_their_output() {
        let mut screen = Screen::default();
        screen.begin(1, "$ ", "a");
        screen.begin(2, "$ ", "b");
        screen.print(1, plain("1\n"));
        screen.print(2, plain("x\n"));
        screen.print(1, plain("2\n"));
        let texts: Vec<String> = screen.blocks().iter().map(|block| block.text()).collect();
        assert_eq!(texts, ["1\n2\n", "x\n"]);
    }

    #[test]
    fn clear_wipes_what_was_there_and_keeps_what_comes_after() {
        let mut screen = Screen::default();
        screen.begin(1, "$ ", "ls; clear; pwd");
        screen.print(1, plain(&format!("data\n{CLEAR}/app\n")));
        assert_eq!(screen.blocks().len(), 1);
        assert_eq!(screen.blocks()[0].text(), "/app\n");
        screen.print(1, plain("more\n"));
        assert_eq!(screen.blocks()[0].text(), "/app\nmore\n");
        let several = [plain("gone\n"), plain(CLEAR), plain("stays\n")].concat();
        screen.print(1, several);
        assert_eq!(screen.blocks()[0].text(), "stays\n");
    }

    #[test]
    fn what_a_command_still_prints_is_shown_after_its_block_is_wiped_away() {
        let mut screen = Screen::default();
        screen.begin(1, "$ ", "kubectl get pods -w");
        screen.print(1, plain("NAME\n"));
        screen.clear();
        screen.begin(2, "$ ", "pwd");
        screen.print(1, plain("web-0\n"));
        screen.print(1, plain("web-1\n"));
        let blocks: Vec<_> =
            screen.blocks().iter().map(|it| (it.id, &*it.line, it.text())).collect();
        assert_eq!(blocks, [(2, "pwd", String::new()), (1, "", "web-0\nweb-1\n".to_owned())]);
    }

    #[test]
    fn what_the_page_says_stands_alone_each_time() {
        let mut screen = Screen::default();
        let [said] = plain("not loaded\n").try_into().expect("one piece");
        (0..3).for_each(|_| screen.say(Clone::clone(&said)));
        let ids: std::collections::BTreeSet<u64> = screen.blocks().iter().map(|it| it.id).collect();
        assert_eq!(ids.len(), 3);
    }

    #[test]
    fn the_oldest_lines_go_when_there_are_too_many() {
        let mut screen = Screen::default();
        screen.begin(1, "$ ", "old");
        screen.print(1, plain("line\n"));
        screen.begin(2, "$ ", "new");
        let many: String = (0..MOST_LINES + 10).map(|at| format!("{at}\n")).collect();
        screen.print(2, plain(&many));
        assert_eq!(screen.blocks().len(), 1);
        assert!(screen.blocks()[0].text().starts_with("11\n12\n"));
    }
}

//! The lines that were typed before, to be called back with the arrow keys.

/// How many lines are remembered.
const LENGTH: usize = 200;

/// Lines typed before, and where the reader stands among them.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    lines: Vec<String>,
    /// Counted from the end; 0 is the line that is being typed.
    back: usize,
    draft: String,
}

impl Recall {
    /// Remembers a line, unless it is empty or the same as the last one.
    pub fn add(&mut self, line: &str) {
        self.back = 0;
        if line.trim().is_empty() || self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        if self.lines.len() == LENGTH {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }

    /// The line before this one; none at the oldest. `current` is what stands in the input now.
    pub fn older(&mut self, current: &str) -> Option<String> {
        if self.back == self.lines.len() {
            return None;
        }
        if self.back == 0 {
            self.draft = current.to_owned();
        }
        self.back += 1;
        Some(self.lines[self.lines.len() - self.back].clone())
    }

    /// The next older line with what was typed in it; none if there is none. `current` is what
    /// stands in the input now.
    pub fn search(&mut self, current: &str) -> Option<String> {
        let shown = self.lines.len() - self.back;
        if self.back == 0 || self.lines[shown] != current {
            self.draft = current.to_owned();
            self.back = 0;
        }
        let older = self.lines.iter().rev().enumerate().skip(self.back);
        let mut fitting = older.filter(|(_, line)| line.contains(&self.draft) && *line != current);
        let (at, line) = fitting.next()?;
        self.back = at + 1;
        Some(line.clone())
    }

    /// The line after this one, at last the one that was being typed.
    pub fn newer(&mut self) -> Option<String> {
        self.back = self.back.checked_sub(1)?;
        match self.back {
            0 => Some(self.draft.clone()),
            back => Some(self.lines[self.lines.len() - back].clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_walk_back_and_forth_and_return_to_the_draft() {
        let mut recall = Recall::default();
        for line in ["one", "two", "two", " "] {
            recall.add(line);
        }
        assert_eq!(recall.older("dra").as_deref(), Some("two"));
        assert_eq!(recall.older("two").as_deref(), Some("one"));
        assert_eq!(recall.older("one"), None);
        assert_eq!(recall.newer().as_deref(), Some("two"));
        assert_eq!(recall.newer().as_deref(), Some("dra"));
        assert_eq!(recall.newer(), None);
    }

    #[test]
    fn a_search_walks_back_through_the_lines_with_what_was_typed_in_them() {
        let mut recall = Recall::default();
        for line in ["get pods", "get pvc", "logs web-0", "get pods -w"] {
            recall.add(line);
        }
        assert_eq!(recall.search("get").as_deref(), Some("get pods -w"));
        assert_eq!(recall.search("get pods -w").as_deref(), Some("get pvc"));
        assert_eq!(recall.search("get pvc").as_deref(), Some("get pods"));
        assert_eq!(recall.search("get pods"), None);
        assert_eq!(recall.search("web").as_deref(), Some("logs web-0"), "another search");
        assert_eq!(recall.newer().as_deref(), Some("get pods -w"));
    }

    #[test]
    fn only_so_many_lines_are_kept() {
        let mut recall = Recall::default();
        (0..LENGTH + 5).for_each(|at| recall.add(&at.to_string()));
        assert_eq!(recall.lines.len(), LENGTH);
        assert_eq!(recall.lines[0], "5");
    }
}

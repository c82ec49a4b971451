//! The style sheets as one: `@import`s are put in place and comments left out, so the page loads its
//! look with one request.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The text of a style sheet and of all that it imports, in the order of the imports.
pub fn bundle(file: &Path) -> Result<String> {
    let mut open = Vec::new();
    let mut text = String::new();
    append(file, &mut open, &mut text)?;
    Ok(text)
}

fn append(file: &Path, open: &mut Vec<PathBuf>, into: &mut String) -> Result<()> {
    if open.iter().any(|path| path == file) {
        bail!("{} imports itself", file.display());
    }
    let source = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    open.push(file.to_path_buf());
    for line in without_comments(&source).lines().map(str::trim_end) {
        if line.is_empty() {
            continue;
        }
        match line.strip_prefix("@import ") {
            Some(import) => append_import(import, file, open, into)?,
            None => {
                into.push_str(line);
                into.push('\n');
            }
        }
    }
    open.pop();
    Ok(())
}

/// `"file.css";` or `"file.css" layer(name);`, each on a line of its own.
fn append_import(
    import: &str,
    file: &Path,
    open: &mut Vec<PathBuf>,
    into: &mut String,
) -> Result<()> {
    let parts =
        import.trim().trim_end_matches(';').strip_prefix('"').and_then(|s| s.split_once('"'));
    let Some((path, rest)) = parts else {
        bail!("{}: @import wants a quoted path: {import}", file.display());
    };
    let target = file.parent().unwrap_or(Path::new("")).join(path);
    let layer = rest.trim().strip_prefix("layer(").and_then(|rest| rest.strip_suffix(')'));
    match (layer, rest.trim()) {
        (None, "") => append(&target, open, into),
        (Some(layer), _) => {
            into.push_str(&format!("@layer {layer} {{\n"));
            append(&target, open, into)?;
            into.push_str("}\n");
            Ok(())
        }
        (None, other) => bail!("{}: @import {path} with {other}", file.display()),
    }
}

/// Leaves comments out and strings as they are.
fn without_comments(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut quote = None;
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match quote {
            Some(_) if c == '\\' => {
                text.push(c);
                text.extend(rest.next());
                continue;
            }
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '/' && rest.peek() == Some(&'*') => {
                rest.next();
                let mut last = ' ';
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                continue;
            }
            _ => {}
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        let source = r#"a{content:"/* no */"} /* yes */b{content:'\'/*'}"#;
        assert_eq!(without_comments(source), r#"a{content:"/* no */"} b{content:'\'/*'}"#);
    }

    #[test]
    fn imports_are_put_in_place_in_their_order() {
        let folder = std::env::temp_dir().join(format!("state-lab-css-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let main = "@import \"a.css\";\n@import \"b.css\" layer(late);\nm{}\n";
        for (name, text) in [("main.css", main), ("a.css", "a{}\n"), ("b.css", "b{}\n")] {
            fs::write(folder.join(name), text).unwrap();
        }
        let text = bundle(&folder.join("main.css"));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(text.unwrap(), "a{}\n@layer late {\nb{}\n}\nm{}\n");
    }
}

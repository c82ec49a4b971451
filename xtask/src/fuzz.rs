//! The fuzz targets, begun from what real users typed and real clusters printed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tools;
use crate::workspace;

/// Makes the inputs that a target begins from.
type Seeds = fn() -> Result<Vec<String>>;

/// The targets of `fuzz/`, each with what it begins from.
const TARGETS: [(&str, Seeds); 3] =
    [("command_line", command_lines), ("manifest", manifests), ("json_patch", patches)];
/// Lines that `fuzz/fuzz_targets/command_line.rs` reads of one input.
const LINES: usize = 8;
/// The longest word of a seed that is offered to the fuzzer as a whole.
const LONGEST_WORD: usize = 40;
/// Bytes of an input; what a reader pastes is seldom longer.
const LONGEST_INPUT: &str = "-max_len=8000";
/// Seconds after which one input has hung.
const TIMEOUT: &str = "-timeout=30";

/// Runs every target for so many minutes; a finding ends it and is named by the fuzzer.
pub fn run(minutes: u64) -> Result<()> {
    let tool = tools::cargo_fuzz()?;
    let folder = tool.parent().context("the tool lies in a folder")?.to_path_buf();
    for (target, seeds) in TARGETS {
        let home = workspace::root().join("fuzz");
        let corpus = home.join("corpus").join(target);
        let seeds = seeds()?;
        write_seeds(&corpus, &seeds)?;
        let dictionary = home.join("corpus").join(format!("{target}.dict"));
        fs::write(&dictionary, words(&seeds))?;
        println!("{target}: {} seeds, {minutes} min", seeds.len());
        let mut fuzz = Command::new("rustup");
        fuzz.args(["run", "nightly", "cargo", "fuzz", "run", "-O", target, "--"])
            .args([LONGEST_INPUT, TIMEOUT, &format!("-max_total_time={}", minutes * 60)])
            .arg(format!("-dict={}", dictionary.display()))
            .args(["-print_final_stats=1", "-verbosity=0"])
            .env("PATH", workspace::path_with(std::slice::from_ref(&folder))?)
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(workspace::root());
        workspace::run(&mut fuzz)?;
    }
    Ok(())
}

fn write_seeds(corpus: &Path, seeds: &[String]) -> Result<()> {
    fs::create_dir_all(corpus)?;
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}

/// The recorded command lines, some at a time.
fn command_lines() -> Result<Vec<String>> {
    let mut seeds = Vec::new();
    for (_, text) in texts("tests/recordings", &["txt"])? {
        let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        seeds.extend(commands.chunks(LINES).map(|chunk| chunk.join("\n")));
    }
    Ok(seeds)
}

/// The recorded manifests and snapshots, and the project's own manifests.
fn manifests() -> Result<Vec<String>> {
    let mut seeds = Vec::new();
    for folder in ["tests/recordings", "tests/recordings/manifests", "public/manifests"] {
        seeds.extend(texts(folder, &["yaml", "json"])?.into_iter().map(|(_, text)| text));
    }
    Ok(seeds)
}

/// The recorded patches, one of each operation of RFC 6902, and whole objects.
fn patches() -> Result<Vec<String>> {
    let mut seeds = vec![
        r#"[{"op":"add","path":"/metadata/labels/a","value":"b"}]"#.to_owned(),
        r#"[{"op":"remove","path":"/spec/template/spec/containers/0/image"}]"#.to_owned(),
        r#"[{"op":"replace","path":"/spec/replicas","value":3}]"#.to_owned(),
        r#"[{"op":"move","from":"/spec/replicas","path":"/spec/revisionHistoryLimit"}]"#.to_owned(),
        r#"[{"op":"copy","from":"/metadata/name","path":"/metadata/labels/x"}]"#.to_owned(),
        r#"[{"op":"test","path":"/spec/replicas","value":1}]"#.to_owned(),
        r#"{"spec":{"template":{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}}}"#
            .to_owned(),
        r#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/x":["b"]}}"#
            .to_owned(),
    ];
    for (_, text) in texts("tests/recordings", &["txt"])? {
        let quoted = text.lines().filter_map(|line| line.split_once(" -p '")?.1.split_once('\''));
        seeds.extend(quoted.map(|(patch, _)| patch.to_owned()));
    }
    for (_, text) in texts("tests/recordings", &["json"])? {
        let snapshot: serde_json::Value = serde_json::from_str(&text)?;
        let items = snapshot["items"].as_array().cloned().unwrap_or_default();
        seeds.extend(items.iter().map(serde_json::Value::to_string));
    }
    Ok(seeds)
}

/// The files of a folder with one of these extensions, in the order of their names.
fn texts(folder: &str, extensions: &[&str]) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(workspace::root().join(folder)).with_context(|| folder.to_owned())? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| extensions.contains(&extension)) {
            texts.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    if texts.is_empty() {
        bail!("{folder} has nothing to begin from");
    }
    texts.sort();
    Ok(texts)
}

/// The words of the seeds, as the fuzzer reads a dictionary.
fn words(seeds: &[String]) -> String {
    let plain = |word: &&str| {
        let chars = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        (2..=LONGEST_WORD).contains(&word.len()) && word.chars().all(chars)
    };
    let apart =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '{' | '}' | '[' | ']');
    let words: BTreeSet<&str> =
        seeds.iter().flat_map(|seed| seed.split(apart)).filter(plain).collect();
    words.iter().map(|word| format!("\"{word}\"\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_something_to_begin_from() {
        for (target, seeds) in TARGETS {
            let file = workspace::root().join(format!("fuzz/fuzz_targets/{target}.rs"));
            assert!(file.is_file(), "{target}");
            assert!(seeds().unwrap().len() > 20, "{target}");
        }
        assert_eq!(
            words(&["kubectl get \"p\\\" pods".to_owned()]),
            "\"get\"\n\"kubectl\"\n\"pods\"\n"
        );
    }
}

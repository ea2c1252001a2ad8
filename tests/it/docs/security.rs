//! The table of SECURITY.md: whatever it promises names tests that exist.

use std::path::{Path, PathBuf};

const SECURITY: &str = include_str!("../../../SECURITY.md");

/// What the table promises, and the tests that it names for it.
fn promises() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = SECURITY.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.filter_map(|row| row.split_once(" | ")).skip(2); // the head and its rule
    rows.map(|(promise, tests)| (promise, tests.split('`').skip(1).step_by(2).collect())).collect()
}

#[test]
fn the_security_lines_name_tests_that_exist() {
    let promises = promises();
    assert!(promises.len() >= 42, "only {} lines are left", promises.len());
    for (promise, tests) in promises {
        assert!(!tests.is_empty(), "no test proves: {promise}");
        for test in tests {
            let (module, name) = test.rsplit_once("::").expect("a test is module::function");
            assert!(
                sources(module).iter().any(|file| is_test(file, name)),
                "SECURITY.md names {test}, and there is no such test"
            );
        }
    }
}

/// The files in which a module may be: of the crate that it begins with, or of these tests.
fn sources(module: &str) -> [PathBuf; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let path = module.replace("::", "/");
    let path = match path.split_once('/') {
        Some((name, rest)) if name.starts_with("whatschat_") => {
            root.join(name.replace('_', "-")).join("src").join(rest)
        }
        _ => root.join("tests/it").join(path),
    };
    [path.with_extension("rs"), path.join("mod.rs")]
}

/// Whether a file has this function as a test: by an attribute, or on both databases.
fn is_test(file: &Path, name: &str) -> bool {
    let Ok(source) = std::fs::read_to_string(file) else { return false };
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let attribute = before.trim_end_matches("async ").trim_end().lines().next_back();
    let lists = source.split("on_both_databases!").skip(1);
    let listed = lists.flat_map(|rest| {
        let list =
            rest.split_once("];").or_else(|| rest.split_once(");")).map_or("", |(list, _)| list);
        list.split(|c: char| !c.is_alphanumeric() && c != '_')
    });
    attribute.is_some_and(|line| line.contains("test")) || listed.into_iter().any(|one| one == name)
}

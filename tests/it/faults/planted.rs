//! The bugs that `tests/planted/run` plants are still bugs of this server.

use std::path::Path;
use std::process::Command;
use whatschat_tests::scenarios::Fault;

#[test]
fn each_bug_to_plant_fits_the_server_and_names_the_fault_that_finds_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let files = std::fs::read_dir(root.join("tests/planted")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let patches: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|end| end == "patch")).collect();
    assert!(patches.len() >= 5, "{patches:?}");
    for patch in patches {
        let text = std::fs::read_to_string(&patch).unwrap();
        let fault = text.lines().find_map(|line| line.strip_prefix("Caught by: "));
        assert!(Fault::ALL.iter().any(|(_, name)| Some(*name) == fault), "{fault:?}");
        let mut fits = Command::new("git");
        let fits = fits.args(["apply", "--check"]).arg(&patch).current_dir(root).output().unwrap();
        assert!(fits.status.success(), "{}", String::from_utf8_lossy(&fits.stderr));
    }
}

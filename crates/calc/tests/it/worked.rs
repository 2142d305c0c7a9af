//! Every file of `cases/`: figures from published texts and approval sheets, and own ones for every variant.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::engine;

#[test]
fn every_worked_case_agrees() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut passed, mut differences) = (0, Vec::new());
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let name = path.file_name().unwrap().to_string_lossy();
        let mut file = BufReader::new(File::open(path).unwrap());
        let score =
            engine().check(&mut file, &mut |difference| differences.push(format!("{name}:{difference}")));
        passed += score.unwrap().passed;
    }
    assert!(differences.is_empty(), "{}\n{} differences", differences.join("\n"), differences.len());
    assert!(passed >= 257, "only {passed} cases were run");
}

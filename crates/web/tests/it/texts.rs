//! Texts stand in the catalogues and nowhere else, so that both languages are there.

use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Lines of code or markup with Chinese; comments and unit tests may have it.
fn chinese(source: &str) -> Vec<&str> {
    let shipped = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code = |line: &&str| line.split("//").next().unwrap_or_default().contains(is_chinese);
    shipped.lines().filter(code).filter(|line| !line.contains("class=\"seal\"")).collect()
}

#[test]
fn chinese_stands_in_the_catalogues_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    files(&root.join("src"), &mut all);
    files(&root.join("templates"), &mut all);
    // Catalogues, refusals, and the API's document, which says everything in both languages at once.
    let home = |path: &Path| {
        let path = path.strip_prefix(root).unwrap();
        path.starts_with("src/words") || path.starts_with("src/api") || path.ends_with("codes.rs")
    };
    assert!(all.iter().any(|path| home(path)) && all.len() > 20, "the sources were found");
    let mut strays = Vec::new();
    for path in all.iter().filter(|path| !home(path)) {
        let source = fs::read_to_string(path).unwrap();
        strays.extend(chinese(&source).iter().map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert_eq!(strays, Vec::<String>::new());
    assert_eq!(chinese("let a = \"中\"; // ok\n// 中\n#[cfg(test)]\n\"中\""), ["let a = \"中\"; // ok"]);
}

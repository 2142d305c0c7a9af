//! The crate graph against the floors of ARCHITECTURE.md: imports go down only, neighbours do not see each other.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value as Json;

fn breaches(floors: &BTreeMap<String, u8>, imports: &[(String, String)]) -> Vec<String> {
    imports
        .iter()
        .filter_map(|(from, to)| match (floors.get(from), floors.get(to)) {
            (Some(above), Some(below)) if below < above => None,
            (Some(above), Some(below)) => Some(format!("{from} ({above}) imports {to} ({below})")),
            _ => Some(format!("{from} imports {to}, one of which stands on no floor")),
        })
        .collect()
}

/// The table `| floor | crate | …` of the map.
fn floors() -> BTreeMap<String, u8> {
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md");
    let text = std::fs::read_to_string(map).unwrap();
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let floor: u8 = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches('`').to_owned(), floor))
    });
    // The measuring tool stands outside the house and may look at everything.
    rows.chain([("bench".to_owned(), 6)]).collect()
}

#[test]
fn floors_hold() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own: Vec<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let floors = floors();
    for name in &own {
        assert!(floors.contains_key(*name), "{name} is missing from the floors of ARCHITECTURE.md");
    }
    let mut imports = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            // A crate may name itself for its tests.
            if own.contains(&to) && to != from && dependency["path"].is_string() {
                imports.push((from.to_owned(), to.to_owned()));
            }
        }
    }
    assert!(imports.len() > 20, "the crate graph was not read: {imports:?}");
    assert_eq!(breaches(&floors, &imports), Vec::<String>::new());
}

#[test]
fn floors_notice_a_wrong_import() {
    let floors = floors();
    let import = |from: &str, to: &str| vec![(from.to_owned(), to.to_owned())];
    assert_eq!(breaches(&floors, &import("jinbao", "web")).len(), 0);
    assert_eq!(breaches(&floors, &import("store", "business")).len(), 1, "upwards");
    assert_eq!(breaches(&floors, &import("supervision", "business")).len(), 1, "a neighbour");
    assert_eq!(breaches(&floors, &import("web", "stranger")).len(), 1, "on no floor");
}

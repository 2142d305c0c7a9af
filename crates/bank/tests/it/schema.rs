//! The samples against the published schemas, where a folder of them is given. `tests/schemas.sh` gets one.

use std::path::PathBuf;
use std::process::Command;

use bank::Message;

use crate::samples::files;

/// The schema of pain.002.001.10 is in no package we know. That of version 12 has the same elements as far as we use
/// them, so the sample is held against it under its namespace.
const STAND_IN: (Message, &str) = (Message::Report, "pain.002.001.12");

#[test]
fn samples_agree_with_the_schemas() {
    let Some(folder) = std::env::var_os("JINBAO_ISO20022_SCHEMAS").map(PathBuf::from) else {
        println!("skipped: JINBAO_ISO20022_SCHEMAS names no folder");
        return;
    };
    for (message, file) in files() {
        let name = if message == STAND_IN.0 { STAND_IN.1 } else { message.name() };
        let text = String::from_utf8(file).unwrap();
        let text = text.replacen(&format!("xsd:{}", message.name()), &format!("xsd:{name}"), 1);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.xml", message.name()));
        std::fs::write(&path, text).unwrap();
        let schema = folder.join(format!("{name}.xsd"));
        let xmllint = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(schema)
            .arg(&path)
            .output()
            .unwrap();
        assert!(xmllint.status.success(), "{name}: {}", String::from_utf8_lossy(&xmllint.stderr));
    }
}

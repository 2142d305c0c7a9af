//! Certificates as sealed PDFs: the page is made from the signed statement and from nothing else.

use business::certificates::{Column, Issued};
use envelope::{Key, blank_seal, seal_file};
use kernel::Result;
use print::{Issue, Proof, Register, RegisterCell, RegisterColumn};

use super::paper;

/// The PDF of a certificate, sealed with the agency's key. `address`: where it can be checked.
pub fn print(key: &Key, issued: &Issued, address: &str) -> Result<Vec<u8>> {
    let said = &issued.statement;
    let document = Register {
        issue: Issue {
            number: said.number.clone(),
            code: issued.code.clone(),
            date: said.issued,
            agency: said.agency.clone(),
            region: said.region.clone(),
            seal: "业务专用章".to_owned(),
        },
        title: said.title.clone(),
        subtitle: said.subtitle.clone(),
        facts: said.facts.clone(),
        columns: said.columns.iter().map(column).collect(),
        rows: said.rows.clone(),
        total: said.total.clone(),
        notes: said.notes.clone(),
        signs: Vec::new(),
        proof: Some(Proof {
            statement: issued.signed.clone(),
            qr: format!("{address}#{}", issued.qr),
            how: format!(
                "在 {address} 输入验证码，或扫描二维码，或提交本文件，核验真伪。改动一个字节即不能通过。"
            ),
            seal_room: blank_seal(),
        }),
    };
    seal_file(key, paper::printer()?.register(&document)?)
}

fn column(column: &Column) -> RegisterColumn {
    let kind = if column.number { RegisterCell::Number } else { RegisterCell::Text };
    RegisterColumn { name: column.name.clone(), kind }
}

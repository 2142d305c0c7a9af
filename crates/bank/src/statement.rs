//! Account statements (camt.053) and notifications of movements (camt.054).

use std::collections::VecDeque;
use std::io::{Read, Write};

use kernel::{Date, Fen, Moment, Result};

use crate::codes;
use crate::message::{Message, created, group_header};
use crate::xml::{Node, Pull};
use crate::xml_out::{ID, Out, TEXT};

/// Which of the two messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// Everything on one day, with balances.
    Day,
    /// Some movements, without balances.
    Notification,
}

/// What holds for the whole statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementHead {
    /// Which of the two messages.
    pub kind: StatementKind,
    /// Number of the message and of the statement in it.
    pub message_id: String,
    /// When it was made.
    pub created: Moment,
    /// Number of the account.
    pub account: String,
    /// The day it is about.
    pub day: Date,
    /// Balances before and after; only a statement of a day has them.
    pub balances: Option<(Fen, Fen)>,
}

/// What a movement was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Money of a direct debit we ordered.
    DirectDebit,
    /// A credit transfer we ordered.
    CreditTransfer,
    /// One of our credit transfers that came back.
    TransferReturned,
    /// One of our direct debits that was taken back.
    DebitReturned,
    /// A payment we did not order: from the treasury, the tax authority, a payer.
    Received,
    /// Interest.
    Interest,
    /// Anything else.
    Other,
}

/// A movement on the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bank's number of the movement.
    pub reference: String,
    /// Above zero if it came in, below if it went out.
    pub amount: Fen,
    /// When it was booked.
    pub booked: Date,
    /// What it was.
    pub kind: EntryKind,
    /// Number of our order, if it is about one.
    pub end_to_end_id: Option<String>,
    /// Number of our order file, if the whole file was booked in one sum.
    pub batch: Option<String>,
    /// Why it came back, as a code.
    pub returned: Option<String>,
    /// Free text; may be empty.
    pub text: String,
}

/// Domain, family and sub-family of the bank transaction codes.
const KINDS: [(EntryKind, [&str; 3]); 7] = [
    (EntryKind::DirectDebit, ["PMNT", "IDDT", "PMDD"]),
    (EntryKind::CreditTransfer, ["PMNT", "ICDT", "DMCT"]),
    (EntryKind::TransferReturned, ["PMNT", "ICDT", "RRTN"]),
    (EntryKind::DebitReturned, ["PMNT", "IDDT", "UPDD"]),
    (EntryKind::Received, ["PMNT", "RCDT", "DMCT"]),
    (EntryKind::Interest, ["ACMT", "MCOP", "INTR"]),
    (EntryKind::Other, ["PMNT", "OTHR", "OTHR"]),
];

impl StatementKind {
    fn message(self) -> Message {
        match self {
            StatementKind::Day => Message::Statement,
            StatementKind::Notification => Message::Notification,
        }
    }

    fn element(self) -> &'static str {
        match self {
            StatementKind::Day => "Stmt",
            StatementKind::Notification => "Ntfctn",
        }
    }
}

/// Number and sum of what came in and of what went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    credits: (u64, Fen),
    debits: (u64, Fen),
}

impl Summary {
    fn add(&mut self, amount: Fen) -> Result<()> {
        let (side, amount) = match amount.is_negative() {
            true => (&mut self.debits, -amount),
            false => (&mut self.credits, amount),
        };
        side.0 += 1;
        side.1 = side.1.checked_add(amount).ok_or_else(|| codes::BAD_AMOUNT.with("value", amount))?;
        Ok(())
    }

    fn net(&self) -> Fen {
        self.credits.1 - self.debits.1
    }
}

/// Writes a statement or notification and gives back where it went. Balances must agree with the entries.
pub fn write_statement<W: Write>(out: W, head: &StatementHead, entries: &[Entry]) -> Result<W> {
    let mut summary = Summary::default();
    entries.iter().try_for_each(|entry| summary.add(entry.amount))?;
    agree_balances(head.balances, summary.net())?;
    let mut out = Out::new(out, head.kind.message())?;
    out.within("GrpHdr", |out| {
        out.text("MsgId", &head.message_id, ID)?;
        out.moment("CreDtTm", head.created)
    })?;
    out.open(head.kind.element())?;
    out.text("Id", &head.message_id, ID)?;
    out.moment("CreDtTm", head.created)?;
    out.within("FrToDt", |out| {
        out.plain("FrDtTm", format_args!("{}T00:00:00+08:00", head.day))?;
        out.plain("ToDtTm", format_args!("{}T23:59:59+08:00", head.day))
    })?;
    out.within("Acct", |out| {
        out.text("Id/Othr/Id", &head.account, 34)?;
        out.plain("Ccy", "CNY")
    })?;
    if let Some((opening, closing)) = head.balances {
        for (kind, balance) in [("OPBD", opening), ("CLBD", closing)] {
            out.within("Bal", |out| {
                out.plain("Tp/CdOrPrtry/Cd", kind)?;
                signed(out, balance)?;
                out.date("Dt/Dt", head.day)
            })?;
        }
    }
    write_summary(&mut out, &summary)?;
    entries.iter().try_for_each(|entry| write_entry(&mut out, entry))?;
    out.finish()
}

fn signed<W: Write>(out: &mut Out<W>, amount: Fen) -> Result<()> {
    out.amount("Amt", if amount.is_negative() { -amount } else { amount })?;
    out.plain("CdtDbtInd", if amount.is_negative() { "DBIT" } else { "CRDT" })
}

fn write_summary<W: Write>(out: &mut Out<W>, summary: &Summary) -> Result<()> {
    out.within("TxsSummry", |out| {
        for (name, (count, sum)) in [("TtlCdtNtries", summary.credits), ("TtlDbtNtries", summary.debits)] {
            out.within(name, |out| {
                out.plain("NbOfNtries", count)?;
                out.plain("Sum", sum)
            })?;
        }
        Ok(())
    })
}

fn write_entry<W: Write>(out: &mut Out<W>, entry: &Entry) -> Result<()> {
    out.open("Ntry")?;
    out.text("NtryRef", &entry.reference, ID)?;
    signed(out, entry.amount)?;
    out.plain("Sts/Cd", "BOOK")?;
    out.date("BookgDt/Dt", entry.booked)?;
    let [domain, family, sub] =
        KINDS.iter().find(|(kind, _)| *kind == entry.kind).map_or([""; 3], |(_, c)| *c);
    out.within("BkTxCd/Domn", |out| {
        out.plain("Cd", domain)?;
        out.within("Fmly", |out| {
            out.plain("Cd", family)?;
            out.plain("SubFmlyCd", sub)
        })
    })?;
    if entry.batch.is_some() || entry.end_to_end_id.is_some() || entry.returned.is_some() {
        out.within("NtryDtls", |out| {
            if let Some(batch) = &entry.batch {
                out.text("Btch/PmtInfId", batch, ID)?;
            }
            if entry.end_to_end_id.is_none() && entry.returned.is_none() {
                return Ok(());
            }
            out.within("TxDtls", |out| {
                if let Some(id) = &entry.end_to_end_id {
                    out.text("Refs/EndToEndId", id, ID)?;
                }
                signed(out, entry.amount)?;
                match &entry.returned {
                    Some(code) => out.text("RtrInf/Rsn/Cd", code, 4),
                    None => Ok(()),
                }
            })
        })?;
    }
    out.text_if("AddtlNtryInf", &entry.text, TEXT)?;
    out.close()
}

fn agree_balances(balances: Option<(Fen, Fen)>, net: Fen) -> Result<()> {
    let Some((opening, closing)) = balances else { return Ok(()) };
    let found = opening.checked_add(net).ok_or_else(|| codes::BAD_AMOUNT.with("value", opening))?;
    if found != closing {
        return Err(codes::WRONG_BALANCE.with("found", found).with("stated", closing));
    }
    Ok(())
}

/// A statement being read. After an `Err` it ends; without one, counts, sums and balances agree.
pub struct Statement<R> {
    /// What holds for the whole statement.
    pub head: StatementHead,
    pull: Pull<R>,
    stated: Node,
    /// Of the movements as the bank booked them; one of them may be several entries here.
    summary: Summary,
    waiting: VecDeque<Entry>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// The element of the first movement is open.
    AtEntry,
    Reading,
    Ended,
}

impl<R: Read> Statement<R> {
    pub(crate) fn read(mut pull: Pull<R>, kind: StatementKind) -> Result<Statement<R>> {
        let header = group_header(&mut pull)?;
        match pull.child()? {
            Some(name) if name == kind.element() => {}
            _ => return Err(codes::MISSING.with("element", kind.element())),
        }
        let (mut parts, mut state) = (Vec::new(), State::Ended);
        while let Some(name) = pull.child()? {
            if name == "Ntry" {
                state = State::AtEntry;
                break;
            }
            parts.push(pull.tree(&name)?);
        }
        let stated = Node::of(kind.element(), parts);
        let account = stated.text("Acct/Id/Othr/Id").map_or_else(|| stated.need("Acct/Id/IBAN"), Ok)?;
        let balances = match kind {
            StatementKind::Day => Some((balance(&stated, "OPBD")?, balance(&stated, "CLBD")?)),
            StatementKind::Notification => None,
        };
        let day = if stated.at("FrToDt").is_some() {
            stated.date("FrToDt/FrDtTm")?
        } else {
            header.date("CreDtTm")?
        };
        let head = StatementHead {
            kind,
            message_id: header.need("MsgId")?.to_owned(),
            created: created(&header)?,
            account: account.to_owned(),
            day,
            balances,
        };
        let (summary, waiting) = (Summary::default(), VecDeque::new());
        let statement = Statement { head, pull, stated, summary, waiting, state };
        if state == State::Ended {
            statement.agree()?;
        }
        Ok(statement)
    }

    fn agree(&self) -> Result<()> {
        for (name, (found, sum)) in
            [("TtlCdtNtries", self.summary.credits), ("TtlDbtNtries", self.summary.debits)]
        {
            let stated = self.stated.at("TxsSummry").and_then(|summary| summary.at(name));
            let Some(stated) = stated else { continue };
            if let Some(count) = stated.count("NbOfNtries")?
                && count != found
            {
                return Err(codes::WRONG_COUNT.with("stated", count).with("found", found));
            }
            if let Some(total) = stated.sum("Sum")?
                && total != sum
            {
                return Err(codes::WRONG_SUM.with("stated", total).with("found", sum));
            }
        }
        agree_balances(self.head.balances, self.summary.net())
    }

    fn step(&mut self) -> Result<Option<Entry>> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Ok(Some(entry));
            }
            let name = match self.state {
                State::AtEntry => Some("Ntry".to_owned()),
                _ => self.pull.child()?,
            };
            self.state = State::Reading;
            match name {
                Some(name) if name == "Ntry" => {
                    let node = self.pull.tree(&name)?;
                    if node.text("Sts/Cd").is_none_or(|status| status == "BOOK") {
                        self.summary.add(amount(&node)?)?;
                        self.waiting = entries(&node)?;
                    }
                }
                Some(name) => drop(self.pull.tree(&name)?),
                None => {
                    self.pull.finish()?;
                    self.agree()?;
                    return Ok(None);
                }
            }
        }
    }
}

impl<R: Read> Iterator for Statement<R> {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Result<Entry>> {
        if self.state == State::Ended {
            return None;
        }
        let step = self.step().transpose();
        if !matches!(step, Some(Ok(_))) {
            self.state = State::Ended;
        }
        step
    }
}

fn balance(statement: &Node, kind: &str) -> Result<Fen> {
    let found = statement.all("Bal").find(|balance| balance.text("Tp/CdOrPrtry/Cd") == Some(kind));
    amount(found.ok_or_else(|| codes::MISSING.with("element", format_args!("Bal {kind}")))?)
}

fn amount(node: &Node) -> Result<Fen> {
    let amount = node.amount("Amt")?;
    match node.need("CdtDbtInd")? {
        "CRDT" => Ok(amount),
        "DBIT" => Ok(-amount),
        other => Err(codes::BAD_CODE.with("value", other)),
    }
}

/// One entry for a movement, or one for each of its transactions where the bank itemises them.
fn entries(node: &Node) -> Result<VecDeque<Entry>> {
    let family = [
        node.text("BkTxCd/Domn/Cd").unwrap_or(""),
        node.text("BkTxCd/Domn/Fmly/Cd").unwrap_or(""),
        node.text("BkTxCd/Domn/Fmly/SubFmlyCd").unwrap_or(""),
    ];
    let kind = KINDS.iter().find(|(_, code)| *code == family).map_or(EntryKind::Other, |(kind, _)| *kind);
    let batch = node.text("NtryDtls/Btch/PmtInfId").or_else(|| node.text("NtryDtls/Btch/MsgId"));
    let whole = Entry {
        reference: node.text("NtryRef").map_or_else(|| node.need("AcctSvcrRef"), Ok)?.to_owned(),
        amount: amount(node)?,
        booked: if node.at("BookgDt/Dt").is_some() {
            node.date("BookgDt/Dt")?
        } else {
            node.date("BookgDt/DtTm")?
        },
        kind,
        end_to_end_id: None,
        batch: batch.map(str::to_owned),
        returned: None,
        text: node.text("AddtlNtryInf").unwrap_or("").to_owned(),
    };
    let details: Vec<&Node> = node.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    if details.is_empty() {
        return Ok([whole].into());
    }
    let mut entries = VecDeque::new();
    let mut sum = Fen::ZERO;
    for detail in &details {
        let amount =
            if details.len() == 1 && detail.at("Amt").is_none() { whole.amount } else { amount(detail)? };
        sum = sum.checked_add(amount).ok_or_else(|| codes::BAD_AMOUNT.with("value", amount))?;
        entries.push_back(Entry {
            amount,
            end_to_end_id: detail.text("Refs/EndToEndId").map(str::to_owned),
            returned: detail.text("RtrInf/Rsn/Cd").map(str::to_owned),
            ..whole.clone()
        });
    }
    if sum != whole.amount {
        return Err(codes::WRONG_SUM.with("stated", whole.amount).with("found", sum));
    }
    Ok(entries)
}

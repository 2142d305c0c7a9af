//! Order files: credit transfers (pain.001) and direct debits (pain.008), one batch each.

use std::collections::HashSet;
use std::io::{Read, Write};

use kernel::{Date, Fen, Moment, Result};

use crate::codes;
use crate::message::{Message, created, group_header};
use crate::xml::{Node, Pull};
use crate::xml_out::{ID, Out, TEXT};

/// An account at a bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its number or that of the card.
    pub number: String,
    /// In whose name it is.
    pub name: String,
    /// The bank by its number in the national clearing system (联行号); may be empty where one bank does everything.
    pub bank: String,
}

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the fund to people (代发).
    Credit,
    /// From people or units to the fund (代扣).
    Debit,
}

/// What holds for a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderHead {
    /// Which way the money goes.
    pub direction: Direction,
    /// Number of the file, at most 35 characters; the bank's report names it.
    pub message_id: String,
    /// When it was made.
    pub created: Moment,
    /// When the bank shall carry it out.
    pub due: Date,
    /// The fund's account.
    pub fund: Account,
    /// How many orders follow.
    pub count: u64,
    /// What they sum to.
    pub total: Fen,
}

/// One order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Its number, at most 35 characters, unique in the file; comes back in reports and statements.
    pub end_to_end_id: String,
    /// More than nothing.
    pub amount: Fen,
    /// The person's or unit's account.
    pub account: Account,
    /// For direct debits the number of the agreement (扣款协议) and the day it was signed.
    pub mandate: Option<(String, Date)>,
    /// What it is for, at most 140 characters; may be empty.
    pub purpose: String,
}

impl Direction {
    fn message(self) -> Message {
        match self {
            Direction::Credit => Message::CreditTransfers,
            Direction::Debit => Message::DirectDebits,
        }
    }

    /// Elements of the fund, of the other side, of one order.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Direction::Credit => ("Dbtr", "Cdtr", "CdtTrfTxInf"),
            Direction::Debit => ("Cdtr", "Dbtr", "DrctDbtTxInf"),
        }
    }
}

/// Writes an order file and gives back where it went. The orders must agree with the count and total of the head.
pub fn write_orders<W: Write>(
    out: W,
    head: &OrderHead,
    orders: impl IntoIterator<Item = Order>,
) -> Result<W> {
    let mut out = Out::new(out, head.direction.message())?;
    let mut tally = Tally::default();
    write_head(&mut out, head)?;
    for order in orders {
        tally.add(&order)?;
        write_order(&mut out, head.direction, &order)?;
    }
    tally.agree(head.count, Some(head.total))?;
    out.finish()
}

fn write_head<W: Write>(out: &mut Out<W>, head: &OrderHead) -> Result<()> {
    out.within("GrpHdr", |out| {
        out.text("MsgId", &head.message_id, ID)?;
        out.moment("CreDtTm", head.created)?;
        out.plain("NbOfTxs", head.count)?;
        out.plain("CtrlSum", head.total)?;
        out.text("InitgPty/Nm", &head.fund.name, TEXT)
    })?;
    out.open("PmtInf")?;
    out.text("PmtInfId", &head.message_id, ID)?;
    let (fund, _, _) = head.direction.names();
    let credit = head.direction == Direction::Credit;
    out.plain("PmtMtd", if credit { "TRF" } else { "DD" })?;
    out.plain("NbOfTxs", head.count)?;
    out.plain("CtrlSum", head.total)?;
    out.date(if credit { "ReqdExctnDt/Dt" } else { "ReqdColltnDt" }, head.due)?;
    write_party(out, fund, &head.fund.name)?;
    write_account(out, fund, &head.fund.number)?;
    write_agent(out, fund, &head.fund.bank)
}

fn write_party<W: Write>(out: &mut Out<W>, side: &str, name: &str) -> Result<()> {
    out.text(&format!("{side}/Nm"), name, TEXT)
}

fn write_account<W: Write>(out: &mut Out<W>, side: &str, number: &str) -> Result<()> {
    out.text(&format!("{side}Acct/Id/Othr/Id"), number, 34)
}

fn write_agent<W: Write>(out: &mut Out<W>, side: &str, bank: &str) -> Result<()> {
    out.within(&format!("{side}Agt/FinInstnId"), |out| {
        if bank.is_empty() {
            return out.plain("Othr/Id", "NOTPROVIDED");
        }
        out.within("ClrSysMmbId", |out| {
            out.plain("ClrSysId/Cd", "CNAPS")?;
            out.text("MmbId", bank, ID)
        })
    })
}

fn write_order<W: Write>(out: &mut Out<W>, direction: Direction, order: &Order) -> Result<()> {
    let (_, other, item) = direction.names();
    out.open(item)?;
    out.text("PmtId/EndToEndId", &order.end_to_end_id, ID)?;
    let account = &order.account;
    match direction {
        Direction::Credit => {
            out.within("Amt", |out| out.amount("InstdAmt", order.amount))?;
            write_agent(out, other, &account.bank)?;
        }
        Direction::Debit => {
            out.amount("InstdAmt", order.amount)?;
            let Some((mandate, signed)) = &order.mandate else {
                return Err(codes::MISSING.with("element", "MndtId"));
            };
            out.within("DrctDbtTx/MndtRltdInf", |out| {
                out.text("MndtId", mandate, ID)?;
                out.date("DtOfSgntr", *signed)
            })?;
            write_agent(out, other, &account.bank)?;
        }
    }
    write_party(out, other, &account.name)?;
    write_account(out, other, &account.number)?;
    out.text_if("RmtInf/Ustrd", &order.purpose, TEXT)?;
    out.close()
}

/// Counts, sums and remembers the numbers of orders.
#[derive(Default)]
struct Tally {
    ids: HashSet<Box<str>>,
    total: Fen,
}

impl Tally {
    fn add(&mut self, order: &Order) -> Result<()> {
        if order.amount <= Fen::ZERO {
            return Err(codes::BAD_AMOUNT.with("value", order.amount).at("InstdAmt", &order.end_to_end_id));
        }
        if !self.ids.insert(order.end_to_end_id.as_str().into()) {
            return Err(codes::DUPLICATE.with("id", &order.end_to_end_id));
        }
        let total = self.total.checked_add(order.amount);
        self.total = total.ok_or_else(|| codes::BAD_AMOUNT.with("value", order.amount))?;
        Ok(())
    }

    fn agree(&self, count: u64, total: Option<Fen>) -> Result<()> {
        let found = u64::try_from(self.ids.len()).unwrap_or(u64::MAX);
        if found != count {
            return Err(codes::WRONG_COUNT.with("stated", count).with("found", found));
        }
        match total {
            Some(total) if total != self.total => {
                Err(codes::WRONG_SUM.with("stated", total).with("found", self.total))
            }
            _ => Ok(()),
        }
    }
}

/// An order file being read. After an `Err` it ends; without one, count and sum agree.
pub struct Orders<R> {
    /// What holds for the whole file.
    pub head: OrderHead,
    pull: Pull<R>,
    stated_total: Option<Fen>,
    tally: Tally,
    /// The item that was met while the head was read.
    waiting: Option<Order>,
    ended: bool,
}

impl<R: Read> Orders<R> {
    pub(crate) fn read(mut pull: Pull<R>, direction: Direction) -> Result<Orders<R>> {
        let header = group_header(&mut pull)?;
        let (fund, _, item) = direction.names();
        match pull.child()? {
            Some(name) if name == "PmtInf" => {}
            _ => return Err(codes::MISSING.with("element", "PmtInf")),
        }
        let (mut batch, mut waiting) = (Vec::new(), None);
        while let Some(name) = pull.child()? {
            let node = pull.tree(&name)?;
            if node.name() == item {
                waiting = Some(order(&node, direction)?);
                break;
            }
            batch.push(node);
        }
        let batch = Node::of("PmtInf", batch);
        let due = if direction == Direction::Credit { "ReqdExctnDt/Dt" } else { "ReqdColltnDt" };
        let count = header.count("NbOfTxs")?;
        let count = count.ok_or_else(|| codes::MISSING.with("element", "GrpHdr/NbOfTxs"))?;
        let stated_total = header.sum("CtrlSum")?.or(batch.sum("CtrlSum")?);
        let head = OrderHead {
            direction,
            message_id: header.need("MsgId")?.to_owned(),
            created: created(&header)?,
            due: batch.date(due)?,
            fund: account(&batch, fund)?,
            count,
            total: stated_total.unwrap_or_default(),
        };
        let ended = waiting.is_none();
        if ended {
            Tally::default().agree(count, stated_total)?;
        }
        Ok(Orders { head, pull, stated_total, tally: Tally::default(), waiting, ended })
    }

    fn step(&mut self) -> Result<Option<Order>> {
        let (_, _, item) = self.head.direction.names();
        let order = match self.waiting.take() {
            Some(order) => Some(order),
            None => match self.pull.child()? {
                Some(name) if name == item => Some(order(&self.pull.tree(&name)?, self.head.direction)?),
                // A second batch would have other accounts than the head says.
                Some(name) => return Err(codes::BAD_CODE.with("value", name)),
                None => None,
            },
        };
        match &order {
            Some(order) => self.tally.add(order)?,
            None => {
                self.pull.finish()?;
                self.tally.agree(self.head.count, self.stated_total)?;
            }
        }
        Ok(order)
    }
}

impl<R: Read> Iterator for Orders<R> {
    type Item = Result<Order>;

    fn next(&mut self) -> Option<Result<Order>> {
        if self.ended {
            return None;
        }
        let step = self.step().transpose();
        self.ended = !matches!(step, Some(Ok(_)));
        step
    }
}

fn account(node: &Node, side: &str) -> Result<Account> {
    let number = node
        .text(&format!("{side}Acct/Id/Othr/Id"))
        .map_or_else(|| node.need(&format!("{side}Acct/Id/IBAN")), Ok)?
        .to_owned();
    let bank = node.text(&format!("{side}Agt/FinInstnId/ClrSysMmbId/MmbId")).unwrap_or("").to_owned();
    Ok(Account { number, name: node.text(&format!("{side}/Nm")).unwrap_or("").to_owned(), bank })
}

fn order(node: &Node, direction: Direction) -> Result<Order> {
    let (_, other, _) = direction.names();
    let amount = if direction == Direction::Credit { "Amt/InstdAmt" } else { "InstdAmt" };
    let mandate = match node.at("DrctDbtTx/MndtRltdInf") {
        Some(mandate) => Some((mandate.need("MndtId")?.to_owned(), mandate.date("DtOfSgntr")?)),
        None => None,
    };
    Ok(Order {
        end_to_end_id: node.need("PmtId/EndToEndId")?.to_owned(),
        amount: node.amount(amount)?,
        account: account(node, other)?,
        mandate,
        purpose: node.text("RmtInf/Ustrd").unwrap_or("").to_owned(),
    })
}

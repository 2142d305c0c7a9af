//! Status reports (pain.002): what the bank did with each order of a file. A file may be taken while some of it is not.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

use kernel::{Fen, Moment, Result};

use crate::codes;
use crate::message::{Message, created, group_header};
use crate::xml::{Node, Pull};
use crate::xml_out::{ID, Out};

macro_rules! statuses {
    ($($(#[$meta:meta])* $name:ident = $code:literal;)*) => {
        /// What became of a file or an order (external payment status codes).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Status { $($(#[$meta])* $name),* }

        impl Status {
            /// The four letters.
            pub const fn code(self) -> &'static str {
                match self { $(Status::$name => $code),* }
            }

            /// From the four letters.
            pub fn from_code(code: &str) -> Option<Status> {
                match code { $($code => Some(Status::$name),)* _ => None }
            }
        }
    };
}

statuses! {
    /// Received, not yet looked at.
    Received = "RCVD";
    /// Form and authentication are right.
    Authenticated = "ACTC";
    /// The customer and cover have been checked as well.
    Checked = "ACCP";
    /// On its way.
    InProcess = "ACSP";
    /// Booked on the account of the one who pays.
    Settled = "ACSC";
    /// Booked on the account of the one who receives.
    Credited = "ACCC";
    /// Accepted with a change that the reason names.
    Changed = "ACWC";
    /// Some orders of the file were taken, others not.
    Partial = "PART";
    /// Not decided yet.
    Pending = "PDNG";
    /// Refused.
    Rejected = "RJCT";
    /// Called back.
    Cancelled = "CANC";
}

impl Status {
    /// Has the money moved?
    pub fn is_settled(self) -> bool {
        matches!(self, Status::Settled | Status::Credited)
    }

    /// Will the money never move?
    pub fn is_refused(self) -> bool {
        matches!(self, Status::Rejected | Status::Cancelled)
    }
}

/// What holds for the whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportHead {
    /// Number of the report.
    pub message_id: String,
    /// When it was made.
    pub created: Moment,
    /// Number of the order file it answers.
    pub original_message_id: String,
    /// What kind of file that was.
    pub original: Message,
    /// What the orders of that file came to, where the report repeats it.
    pub total: Option<Fen>,
    /// What became of the file as a whole; `None` if the orders tell.
    pub group: Option<Status>,
    /// Why, if the whole file was refused.
    pub reason: Option<String>,
}

/// What became of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Number of the order.
    pub end_to_end_id: String,
    /// What was ordered, where the report repeats it.
    pub amount: Option<Fen>,
    /// What became of it.
    pub status: Status,
    /// Why, as a code; [`crate::reason`] has the words.
    pub reason: Option<String>,
}

/// Writes a report and gives back where it went.
pub fn write_report<W: Write>(out: W, head: &ReportHead, outcomes: &[Outcome]) -> Result<W> {
    let mut out = Out::new(out, Message::Report)?;
    out.within("GrpHdr", |out| {
        out.text("MsgId", &head.message_id, ID)?;
        out.moment("CreDtTm", head.created)
    })?;
    out.within("OrgnlGrpInfAndSts", |out| {
        out.text("OrgnlMsgId", &head.original_message_id, ID)?;
        out.plain("OrgnlMsgNmId", head.original.name())?;
        if let Some(total) = head.total {
            out.plain("OrgnlCtrlSum", total)?;
        }
        if let Some(status) = head.group {
            out.plain("GrpSts", status.code())?;
        }
        if let Some(reason) = &head.reason {
            out.text("StsRsnInf/Rsn/Cd", reason, 4)?;
        }
        let mut counts: Vec<(Status, u64)> = Vec::new();
        for outcome in outcomes {
            match counts.iter_mut().find(|(status, _)| *status == outcome.status) {
                Some((_, count)) => *count += 1,
                None => counts.push((outcome.status, 1)),
            }
        }
        counts.iter().try_for_each(|(status, count)| {
            out.within("NbOfTxsPerSts", |out| {
                out.plain("DtldNbOfTxs", count)?;
                out.plain("DtldSts", status.code())
            })
        })
    })?;
    if !outcomes.is_empty() {
        out.open("OrgnlPmtInfAndSts")?;
        out.text("OrgnlPmtInfId", &head.original_message_id, ID)?;
        for outcome in outcomes {
            out.open("TxInfAndSts")?;
            out.text("OrgnlEndToEndId", &outcome.end_to_end_id, ID)?;
            out.plain("TxSts", outcome.status.code())?;
            if let Some(reason) = &outcome.reason {
                out.text("StsRsnInf/Rsn/Cd", reason, 4)?;
            }
            if let Some(amount) = outcome.amount {
                out.within("OrgnlTxRef/Amt", |out| out.amount("InstdAmt", amount))?;
            }
            out.close()?;
        }
    }
    out.finish()
}

/// A report being read. After an `Err` it ends; without one, the counts agree.
pub struct Report<R> {
    /// What holds for the whole report.
    pub head: ReportHead,
    pull: Pull<R>,
    /// How many orders of each status the report says it lists.
    stated: HashMap<Status, u64>,
    found: HashMap<Status, u64>,
    ids: HashSet<Box<str>>,
    in_batch: bool,
    ended: bool,
}

impl<R: Read> Report<R> {
    pub(crate) fn read(mut pull: Pull<R>) -> Result<Report<R>> {
        let header = group_header(&mut pull)?;
        let group = match pull.child()? {
            Some(name) if name == "OrgnlGrpInfAndSts" => pull.tree(&name)?,
            _ => return Err(codes::MISSING.with("element", "OrgnlGrpInfAndSts")),
        };
        let named = group.need("OrgnlMsgNmId")?;
        let original = [Message::CreditTransfers, Message::DirectDebits]
            .into_iter()
            .find(|message| named.starts_with(&message.name()[..8]))
            .ok_or_else(|| codes::BAD_CODE.with("value", named))?;
        let mut stated = HashMap::new();
        for count in group.all("NbOfTxsPerSts") {
            stated.insert(status(count.need("DtldSts")?)?, count.count("DtldNbOfTxs")?.unwrap_or(0));
        }
        let head = ReportHead {
            message_id: header.need("MsgId")?.to_owned(),
            created: created(&header)?,
            original_message_id: group.need("OrgnlMsgId")?.to_owned(),
            original,
            total: group.sum("OrgnlCtrlSum")?,
            group: group.text("GrpSts").map(status).transpose()?,
            reason: group.text("StsRsnInf/Rsn/Cd").map(str::to_owned),
        };
        let (found, ids) = (HashMap::new(), HashSet::new());
        Ok(Report { head, pull, stated, found, ids, in_batch: false, ended: false })
    }

    fn step(&mut self) -> Result<Option<Outcome>> {
        loop {
            match (self.in_batch, self.pull.child()?) {
                (false, Some(name)) if name == "OrgnlPmtInfAndSts" => self.in_batch = true,
                (false, Some(name)) => drop(self.pull.tree(&name)?),
                (false, None) => {
                    self.pull.finish()?;
                    return self.agree().map(|()| None);
                }
                (true, Some(name)) if name == "TxInfAndSts" => {
                    let outcome = outcome(&self.pull.tree(&name)?)?;
                    *self.found.entry(outcome.status).or_default() += 1;
                    if !self.ids.insert(outcome.end_to_end_id.as_str().into()) {
                        return Err(codes::DUPLICATE.with("id", outcome.end_to_end_id));
                    }
                    return Ok(Some(outcome));
                }
                (true, Some(name)) => drop(self.pull.tree(&name)?),
                (true, None) => self.in_batch = false,
            }
        }
    }

    /// A bank may list only the refused orders, so the others are compared only if it lists any.
    fn agree(&self) -> Result<()> {
        for (status, stated) in &self.stated {
            let found = self.found.get(status).copied().unwrap_or(0);
            let whole = self.head.group == Some(Status::Rejected);
            if found != *stated && (found > 0 || *status == Status::Rejected && !whole) {
                return Err(codes::WRONG_COUNT.with("stated", stated).with("found", found));
            }
        }
        Ok(())
    }
}

impl<R: Read> Iterator for Report<R> {
    type Item = Result<Outcome>;

    fn next(&mut self) -> Option<Result<Outcome>> {
        if self.ended {
            return None;
        }
        let step = self.step().transpose();
        self.ended = !matches!(step, Some(Ok(_)));
        step
    }
}

fn status(code: &str) -> Result<Status> {
    Status::from_code(code).ok_or_else(|| codes::BAD_CODE.with("value", code))
}

fn outcome(node: &Node) -> Result<Outcome> {
    let reason = node.text("StsRsnInf/Rsn/Cd").or_else(|| node.text("StsRsnInf/Rsn/Prtry"));
    let amount = "OrgnlTxRef/Amt/InstdAmt";
    Ok(Outcome {
        end_to_end_id: node.need("OrgnlEndToEndId")?.to_owned(),
        amount: node.text(amount).map(|_| node.amount(amount)).transpose()?,
        status: status(node.need("TxSts")?)?,
        reason: reason.map(str::to_owned),
    })
}

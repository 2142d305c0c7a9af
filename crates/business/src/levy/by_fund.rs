//! Contributions that a fund pays for those who draw its benefit (代缴): the medical insurance of the unemployed.

use kernel::{FeeMonth, Fen, Insurance, MatterId, PartyId, Rate, Result};
use rules::{Category, ContributionRules, InsuranceSet, NoTrace};
use store::{Tx, params};

use super::calendar_of;
use super::write::{BillDraft, BillKind, ContributionRow, Header, write_bills};
use crate::desk::Actor;
use crate::{Office, collection};

/// What is paid for them: as much as who pays alone pays at the lowest tier.
const INSURANCES: InsuranceSet = InsuranceSet::of(&[Insurance::Medical, Insurance::LargeMedical]);

/// Bills the medical contributions of some people for some months, each on a bill of its own, and settles them at once; says
/// what they come to. Months that were paid so before, or in which the person pays or has it paid otherwise, are left out.
/// Nothing where the law offers people who pay alone no medical insurance.
///
/// # Errors
/// `LAW-0101` where the law lacks a figure of it.
pub(crate) fn paid_by_fund(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: MatterId,
    people: &[(PartyId, Vec<FeeMonth>)],
) -> Result<Fen> {
    let on = actor.at.date();
    let law = office.law.in_force(office.region.as_str(), Some(on))?;
    let (mut bills, mut rows) = (Vec::new(), Vec::new());
    for (person, months) in people {
        let mut bill = BillDraft::new(*person, Category::Flexible, rows.len());
        for &month in months {
            let rules = ContributionRules::compile(&law, month)?;
            let offered: InsuranceSet =
                INSURANCES.iter().filter(|one| rules.offered(Category::Flexible).contains(*one)).collect();
            if offered.is_empty() || is_paid(tx, *person, month)? {
                continue;
            }
            let lowest = rules.flexible_tiers().unwrap_or_default().iter().copied().min();
            let lines = rules.assess_flexible(&mut NoTrace, lowest.unwrap_or(Rate::ONE), offered)?;
            for line in &lines {
                bill.add_line(*person, line);
                rows.push(ContributionRow::new(bills.len(), *person, month, line));
            }
        }
        if bill.people > 0 {
            bills.push(bill);
        }
    }
    if bills.is_empty() {
        return Ok(Fen::ZERO);
    }
    let calendar = calendar_of(tx, office, FeeMonth::of(on), on)?;
    let header = Header { run: 0, matter, kind: BillKind::ByFund, calendar: &calendar, at: actor.at };
    let ids = write_bills(tx, office, &header, &bills, &rows)?;
    collection::received_from_fund(tx, office, actor, matter, &ids)
}

/// Is the month on a bill of the person, or are they insured in it?
fn is_paid(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Result<bool> {
    let found = tx.row(
        "SELECT 1 FROM bill b JOIN contribution c ON c.bill = b.id AND c.person = $1
         WHERE b.payer = $1 AND c.insurance = 310 AND c.month = $2
         UNION SELECT 1 FROM participation p WHERE p.person = $1 AND p.insurance = 310 AND p.retracted_at = 0
           AND p.from_month <= $2 AND p.to_month >= $2",
        params![person, month],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

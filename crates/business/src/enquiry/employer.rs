//! What a unit looks up about its staff and its money beside the roster: who signs a list, who reaches the age, who joined and
//! left, who retired from it, benefits and cards of staff, and how a stretch of months was settled.

use std::collections::BTreeMap;

use kernel::{BillId, Date, FeeMonth, Fen, Insurance, PartyId, Result};
use sheets::{Format, Value, Writer};
use store::{Tx, params};

use super::{DUES, ROSTER, Staff, UNIT, look, roster};
use crate::Office;
use crate::benefits::Benefit;
use crate::collection::{self, SettledMonth, Slip};
use crate::desk::{self, Action, Actor, Entry, policy};
use crate::levy::{self, Forecast, facts::first_open};
use crate::pension::{Due, due_to_retire_at};
use crate::registry::{CardState, Person, facts};

/// Months ahead in which somebody who reaches the age is told of.
const AHEAD: i32 = 6;

/// Somebody on a list that a matter made (名册).
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who.
    pub person: Person,
    /// In what.
    pub insurances: Vec<Insurance>,
    /// First month at the unit.
    pub from: FeeMonth,
    /// Last month, once it is known.
    pub last: Option<FeeMonth>,
    /// Wage that the matter recorded.
    pub wage: Option<Fen>,
}

/// The people whose insurance or wage a matter of a unit recorded, its parts included.
#[derive(Clone, Debug)]
pub struct StaffList {
    /// The matter.
    pub matter: Entry,
    /// The unit.
    pub unit: PartyId,
    /// Its name.
    pub unit_name: String,
    /// By number of the person.
    pub people: Vec<Listed>,
}

/// The list of a matter, for whoever may see the matter.
pub fn staff_list(office: &Office, actor: &Actor, number: &str) -> Result<StaffList> {
    office.store.read(|tx| {
        let matter = desk::entry(tx, office, actor, number)?;
        let unit = matter.subject.ok_or_else(|| desk::codes::NO_SUBJECT.problem())?;
        let mut people: BTreeMap<PartyId, Listed> = BTreeMap::new();
        let rows: Vec<(PartyId, Insurance, FeeMonth, FeeMonth)> = tx.rows(
            "SELECT person, insurance, from_month, to_month FROM participation
             WHERE payer = $1 AND matter IN (SELECT id FROM matter WHERE id = $2 OR parent = $2) ORDER BY person, insurance",
            params![unit, matter.id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        for (person, insurance, from, to) in rows {
            let listed = entry_of(tx, &mut people, person, from)?;
            listed.insurances.push(insurance);
            listed.from = listed.from.min(from);
            listed.last = Some(to).filter(|to| *to != FeeMonth::OPEN);
        }
        let wages: Vec<(PartyId, Fen, FeeMonth)> = tx.rows(
            "SELECT person, wage, from_month FROM wage
             WHERE payer = $1 AND matter IN (SELECT id FROM matter WHERE id = $2 OR parent = $2) ORDER BY person, from_month",
            params![unit, matter.id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for (person, wage, from) in wages {
            entry_of(tx, &mut people, person, from)?.wage = Some(wage);
        }
        let unit_name = facts::payer_name(tx, unit)?;
        Ok(StaffList { matter, unit, unit_name, people: people.into_values().collect() })
    })
}

fn entry_of<'p>(
    tx: &mut Tx<'_>,
    people: &'p mut BTreeMap<PartyId, Listed>,
    id: PartyId,
    from: FeeMonth,
) -> Result<&'p mut Listed> {
    use std::collections::btree_map::Entry::{Occupied, Vacant};

    match people.entry(id) {
        Occupied(known) => Ok(known.into_mut()),
        Vacant(new) => {
            let person = facts::person(tx, id)?;
            Ok(new.insert(Listed { person, insurances: Vec::new(), from, last: None, wage: None }))
        }
    }
}

/// What a unit should not forget.
#[derive(Clone, Debug)]
pub struct Reminders {
    /// The declaration that is open or comes next.
    pub calendar: levy::Month,
    /// Can it be made now?
    pub open: bool,
    /// Staff without a declared wage for that month; none for who may not see staff.
    pub undeclared: u64,
    /// Staff who reach the age within half a year; none for who may not see staff.
    pub retiring: Vec<(Person, Due)>,
    /// Overdue, without late fee; none for who may not see money.
    pub overdue: Fen,
    /// Late fee so far.
    pub late_fee: Fen,
}

/// What a unit should not forget today: the cut-off, wages that are missing, staff who reach the age, arrears.
pub fn reminders(office: &Office, actor: &Actor, unit: PartyId) -> Result<Reminders> {
    look(office, actor, &UNIT, unit)?;
    let today = actor.at.date();
    let may = |read| policy::may_ever(actor, Action::Read(read));
    office.store.read(|tx| {
        let month = first_open(tx, today)?;
        let calendar = levy::calendar_of(tx, office, month, today)?;
        let (mut retiring, mut undeclared) = (Vec::new(), 0);
        if may(&ROSTER) {
            for due in due_to_retire_at(tx, office, FeeMonth::of(today).plus(AHEAD), unit)? {
                retiring.push((facts::person(tx, due.person)?, due));
            }
            undeclared = without_wage(tx, unit, month)?;
        }
        let owed = if may(&DUES) { collection::arrears(tx, office, today, Some(unit))? } else { Vec::new() };
        Ok(Reminders {
            open: calendar.is_open(actor.at, actor.party.is_none()),
            calendar,
            undeclared,
            retiring,
            overdue: owed.iter().map(|line| line.open).sum(),
            late_fee: owed.iter().map(|line| line.late_fee).sum(),
        })
    })
}

fn without_wage(tx: &mut Tx<'_>, unit: PartyId, month: FeeMonth) -> Result<u64> {
    let found = tx.row(
        "SELECT count(DISTINCT p.person) FROM participation p
         WHERE p.payer = $1 AND p.category = 1 AND p.retracted_at = 0 AND p.from_month <= $2 AND p.to_month >= $2
           AND NOT EXISTS (SELECT 1 FROM wage w WHERE w.payer = p.payer AND w.person = p.person AND w.retracted_at = 0
                           AND w.from_month <= $2 AND w.to_month >= $2)",
        params![unit, month],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// What the next month of a unit comes to beside the last, by the records as they are.
pub fn next_bill(office: &Office, actor: &Actor, unit: PartyId) -> Result<Forecast> {
    look(office, actor, &ROSTER, unit)?;
    office.store.read(|tx| {
        let month = first_open(tx, actor.at.date())?;
        levy::forecast(tx, office, actor.at, (unit, month), &BTreeMap::new(), &[])
    })
}

/// Somebody who came to a unit or left it in a month (增减名册).
#[derive(Clone, Debug)]
pub struct Change {
    /// Who.
    pub person: Person,
    /// Came, or left?
    pub joined: bool,
    /// In what, or from what.
    pub insurances: Vec<Insurance>,
    /// Why, the stored word.
    pub reason: String,
}

/// Who came to a unit with a month and whose last month it was.
pub fn changes(office: &Office, actor: &Actor, unit: PartyId, month: FeeMonth) -> Result<Vec<Change>> {
    look(office, actor, &ROSTER, unit)?;
    office.store.read(|tx| {
        let rows: Vec<(PartyId, Insurance, bool, String, String)> = tx.rows(
            "SELECT person, insurance, CASE WHEN from_month = $2 THEN 1 ELSE 0 END, reason_in, reason_out FROM participation
             WHERE payer = $1 AND retracted_at = 0 AND (from_month = $2 OR to_month = $2) ORDER BY 3 DESC, person, insurance",
            params![unit, month],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)? == 1, row.get(3)?, row.get(4)?)),
        )?;
        let mut changes: Vec<Change> = Vec::new();
        for (person, insurance, joined, came, left) in rows {
            if let Some(last) = changes.last_mut().filter(|last| last.person.id == person && last.joined == joined) {
                last.insurances.push(insurance);
                continue;
            }
            let reason = if joined { came } else { left };
            changes.push(Change { person: facts::person(tx, person)?, joined, insurances: vec![insurance], reason });
        }
        Ok(changes)
    })
}

/// The roster of a month as a file, with a unit's own columns.
pub fn roster_file(
    office: &Office,
    actor: &Actor,
    unit: PartyId,
    month: FeeMonth,
    format: Format,
) -> Result<Vec<u8>> {
    let staff = roster(office, actor, unit, month)?;
    let mut content = std::io::Cursor::new(Vec::new());
    let mut writer = Writer::new(format, &mut content, "参保人员名册")?;
    writer.header(&["个人编号", "姓名", "证件号码", "险种", "起始年月", "申报月工资"])?;
    for Staff { person, insurances, since, wage } in &staff {
        let names: Vec<&str> = insurances.iter().map(|insurance| insurance.zh()).collect();
        let names = names.join("、");
        writer.row(&[
            Value::Number(person.id.get()),
            Value::Text(&person.name),
            Value::Text(&person.masked),
            Value::Text(&names),
            Value::Month(*since),
            wage.map_or(Value::Blank, Value::Money),
        ])?;
    }
    writer.finish()?;
    Ok(content.into_inner())
}

/// Somebody who drew their first pension from a unit.
#[derive(Clone, Debug)]
pub struct Retiree {
    /// Who.
    pub person: Person,
    /// Last month insured at the unit.
    pub last: FeeMonth,
    /// First month of the pension.
    pub pension_from: FeeMonth,
}

/// The people who retired from a unit (本单位离退休人员): whose last employer it was.
pub fn retirees(office: &Office, actor: &Actor, unit: PartyId) -> Result<Vec<Retiree>> {
    look(office, actor, &ROSTER, unit)?;
    office.store.read(|tx| {
        let rows: Vec<(PartyId, FeeMonth, FeeMonth)> = tx.rows(
            "SELECT p.person, max(p.to_month), min(a.from_month) FROM participation p
             JOIN award a ON a.person = p.person AND a.benefit = 'pension'
             WHERE p.payer = $1 AND p.insurance = 110 AND p.retracted_at = 0
               AND NOT EXISTS (SELECT 1 FROM participation o WHERE o.person = p.person AND o.slot = 110 AND o.retracted_at = 0
                               AND o.payer <> p.payer AND o.to_month > p.to_month)
             GROUP BY p.person ORDER BY 3 DESC, p.person",
            params![unit],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        rows.into_iter()
            .map(|(person, last, pension_from)| Ok(Retiree { person: facts::person(tx, person)?, last, pension_from }))
            .collect()
    })
}

/// A benefit of somebody of the staff, and how far its card has come.
#[derive(Clone, Debug)]
pub struct StaffBenefit {
    /// Who.
    pub person: Person,
    /// What.
    pub benefit: Benefit,
    /// From when.
    pub from: FeeMonth,
}

/// Benefits that a unit has to do with: births and work injuries of people who were insured at it then.
pub fn staff_benefits(office: &Office, actor: &Actor, unit: PartyId) -> Result<Vec<StaffBenefit>> {
    const THEIRS: &[Benefit] = &[
        Benefit::MaternityAllowance,
        Benefit::BirthCosts,
        Benefit::InjuryLump,
        Benefit::InjuryAllowance,
        Benefit::Nursing,
        Benefit::InjuryLeaving,
        Benefit::InjuryCosts,
        Benefit::WorkDeath,
        Benefit::WorkFuneral,
    ];
    look(office, actor, &ROSTER, unit)?;
    office.store.read(|tx| {
        let rows: Vec<(PartyId, String, FeeMonth)> = tx.rows(
            "SELECT DISTINCT a.person, a.benefit, a.from_month FROM award a
             JOIN participation p ON p.person = a.person AND p.payer = $1 AND p.retracted_at = 0
               AND p.from_month <= a.from_month AND p.to_month >= a.from_month
             ORDER BY a.from_month DESC, a.person",
            params![unit],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let mut found = Vec::new();
        for (person, word, from) in rows {
            let Some(benefit) = THEIRS.iter().copied().find(|known| known.key() == word) else { continue };
            found.push(StaffBenefit { person: facts::person(tx, person)?, benefit, from });
        }
        Ok(found)
    })
}

/// Somebody of the staff with the state of their card; none: no card was issued yet.
#[derive(Clone, Debug)]
pub struct StaffCard {
    /// Who.
    pub person: Person,
    /// State of the social functions.
    pub state: Option<CardState>,
}

/// The present staff whose card is not in use: not issued, in production, lost.
pub fn cards_not_in_use(office: &Office, actor: &Actor, unit: PartyId) -> Result<Vec<StaffCard>> {
    look(office, actor, &ROSTER, unit)?;
    let month = FeeMonth::of(actor.at.date());
    office.store.read(|tx| {
        let rows: Vec<(PartyId, Option<String>)> = tx.rows(
            "SELECT DISTINCT p.person,
                    (SELECT c.social FROM card c WHERE c.person = p.person AND c.retracted_at = 0
                     ORDER BY c.issued_on DESC LIMIT 1)
             FROM participation p
             WHERE p.payer = $1 AND p.retracted_at = 0 AND p.from_month <= $2 AND p.to_month >= $2 ORDER BY p.person",
            params![unit, month],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let mut found = Vec::new();
        for (person, word) in rows {
            let state = word.as_deref().and_then(CardState::from_key);
            if state != Some(CardState::Active) {
                found.push(StaffCard { person: facts::person(tx, person)?, state });
            }
        }
        Ok(found)
    })
}

/// Money that came from a payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Number.
    pub receipt: i64,
    /// Day.
    pub on: Date,
    /// `bank`, `tax`, `counter` …
    pub source: String,
    /// How much.
    pub amount: Fen,
    /// Number of its slip, else the reference.
    pub voucher: String,
}

/// How the months of a payer were settled (社保费缴费情况, 结算单).
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Who.
    pub payer: PartyId,
    /// Their name.
    pub name: String,
    /// First and last month.
    pub months: (FeeMonth, FeeMonth),
    /// By month and insurance.
    pub lines: Vec<SettledMonth>,
    /// What came between the first and the last day of these months.
    pub received: Vec<Received>,
    /// Kept for the payer, not used yet.
    pub kept: Fen,
}

/// The settlement of a payer over some months.
pub fn settlement(
    office: &Office,
    actor: &Actor,
    payer: PartyId,
    (from, to): (FeeMonth, FeeMonth),
) -> Result<Settlement> {
    look(office, actor, &DUES, payer)?;
    office.store.read(|tx| {
        let lines = collection::settled_months(tx, payer, (from, to))?;
        let received = tx.rows(
            "SELECT id, received_on, source, amount, slip, reference FROM receipt
             WHERE payer = $1 AND received_on BETWEEN $2 AND $3 ORDER BY received_on, id",
            params![payer, from.first_day(), to.last_day()],
            |row| {
                let (slip, reference) = (row.get::<String>(4)?, row.get::<String>(5)?);
                Ok(Received {
                    receipt: row.get(0)?,
                    on: row.get(1)?,
                    source: row.get(2)?,
                    amount: row.get(3)?,
                    voucher: if slip.is_empty() { reference } else { slip },
                })
            },
        )?;
        let kept = collection::kept(tx, Some(payer))?.iter().map(|kept| kept.amount).sum();
        Ok(Settlement {
            payer,
            name: facts::payer_name(tx, payer)?,
            months: (from, to),
            lines,
            received,
            kept,
        })
    })
}

/// The receipts to print of a payer for a month billed.
pub fn slips(office: &Office, actor: &Actor, payer: PartyId, month: FeeMonth) -> Result<Vec<Slip>> {
    look(office, actor, &DUES, payer)?;
    office.store.read(|tx| collection::slips(tx, payer, month))
}

/// A bill of a payer with its lines by insurance: people, unit part, people's part (缴费通知单).
pub fn bill(
    office: &Office,
    actor: &Actor,
    payer: PartyId,
    id: BillId,
) -> Result<(levy::facts::Bill, Vec<(Insurance, i64, Fen, Fen)>)> {
    look(office, actor, &DUES, payer)?;
    office.store.read(|tx| {
        let bill = levy::facts::bill(tx, id)?;
        if bill.payer != payer {
            return Err(levy::codes::NO_BILL.with("bill", id));
        }
        let lines = tx.rows(
            "SELECT insurance, people, unit, person FROM bill_line WHERE bill = $1 ORDER BY insurance",
            params![id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        Ok((bill, lines))
    })
}

//! Job-keeping refund (稳岗返还): an employer that kept its people has part of last year's unemployment contributions back.
//!
//! Not here: the formula (`rules::unemployment`).

use kernel::{FeeMonth, Fen, Fund, Insurance, PartyId, Problem, Rate, Result};
use rules::unemployment::stabilisation;
use rules::{Derivation, Law, LawBook, Trace};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::skill::granted_in;
use super::{Benefit, HALL, NewAward, codes, decided, grant, in_review, read, refused};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{
    About, Actor, Case, Decision, DecisionRecord, Grant, Group, Matter, Relation, Review, Role, Service, text,
};
use crate::replay::{Again, Formula};

/// The formula of a claim as it is today.
pub(crate) static REFUND: Formula = Formula { name: "job-keeping-refund", version: 1, again };

/// Months of contributions paid that a unit needs (缴费满十二个月).
const MONTHS: i64 = 12;

/// 稳岗返还申领
pub static JOB_KEEPING: Service = Service {
    code: "unemployment.job-keeping",
    zh: "稳岗返还申领",
    en: "claim of the job-keeping refund",
    brief: text(
        "上年度不裁员或裁员率不超过控制线的参保单位，按规定比例返还上年度实际缴纳的失业保险费。",
        "part of last year's unemployment contributions back to an employer that laid off few or nobody",
    ),
    group: Group::Unemployment,
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitFinance, Relation::Own),
        Grant(Role::Benefits, Relation::Region),
    ],
    about: About::Unit,
    form: &[ask(
        "size",
        text("单位规模", "size"),
        Kind::Choice(&[
            (
                "small",
                text("中小微企业、社会团体、个体工商户等", "small and medium, societies, small businesses"),
            ),
            ("large", text("大型企业", "large")),
        ]),
    )],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "失业保险条例；人社部发〔2024〕40号",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// All that the decision rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Facts {
    unit: PartyId,
    region: String,
    /// The month of the claim; the year before it counts.
    month: FeeMonth,
    size: String,
    /// Insured in December of the year before last year, and of last year.
    insured_before: i64,
    insured_after: i64,
    /// Contributions of last year that were received, in fen.
    paid: Fen,
    /// Months that were received in full up to the end of last year.
    months_paid: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let facts = facts(tx, office, case)?;
    let law = office.law.in_force(&facts.region, Some(case.today()))?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &law, &facts)?;
    let mut inputs = json!(facts);
    REFUND.name_in(&mut inputs);
    let decision = match decided {
        Ok(effects) => Decision::granted(inputs, json!(effects)),
        Err(problem) => refused(inputs, &problem),
    };
    Ok(decision.derived(json!(trace.into_steps())))
}

fn facts(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Facts> {
    let (unit, month) = (case.party()?, FeeMonth::of(case.today()));
    let again = granted_in(tx, unit, Benefit::JobKeepingRefund, month.year())? > 0;
    if again || in_review(tx, unit, &JOB_KEEPING)? {
        return Err(codes::REFUNDED_ALREADY.with("unit", unit).with("year", month.year() - 1));
    }
    let december = |year: i32| FeeMonth::new(year, 12).unwrap_or(month);
    let last = december(month.year() - 1);
    let before = december(month.year() - 2);
    let (paid, months_paid) = paid(tx, unit, before.next(), last)?;
    Ok(Facts {
        unit,
        region: office.region.as_str().to_owned(),
        month,
        size: case.answers.required("size")?.to_owned(),
        insured_before: insured(tx, unit, before)?,
        insured_after: insured(tx, unit, last)?,
        paid,
        months_paid,
    })
}

/// People of a unit insured against unemployment in a month.
fn insured(tx: &mut Tx<'_>, unit: PartyId, month: FeeMonth) -> Result<i64> {
    let found = tx.row(
        "SELECT count(DISTINCT person) FROM participation WHERE payer = $1 AND insurance = $2 AND retracted_at = 0
           AND from_month <= $3 AND to_month >= $3",
        params![unit, Insurance::Unemployment, month],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or_default())
}

/// What was received of a span's unemployment contributions, and the months received in full up to its end.
fn paid(tx: &mut Tx<'_>, unit: PartyId, from: FeeMonth, to: FeeMonth) -> Result<(Fen, i64)> {
    let found = tx.row(
        "SELECT cast(coalesce(sum(CASE WHEN b.month >= $3 THEN r.received ELSE 0 END), 0) as bigint),
                count(DISTINCT CASE WHEN r.received >= r.due THEN b.month END)
         FROM bill b JOIN receivable r ON r.bill = b.id AND r.insurance = $2
         WHERE b.payer = $1 AND b.month <= $4 AND b.kind <> 'take-over'",
        params![unit, Insurance::Unemployment, from, to],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(found.unwrap_or_default())
}

fn decide<T: Trace>(trace: &mut T, law: &Law<'_>, facts: &Facts) -> Result<Result<Effects, Problem>> {
    let on = facts.month;
    if facts.months_paid < MONTHS || facts.insured_before == 0 {
        return Ok(Err(codes::UNIT_TOO_YOUNG.with("months", facts.months_paid)));
    }
    let limits = law.table("unemployment.layoff_limit", on)?;
    let row = limits
        .value
        .rows()
        .find(|row| row.whole("up_to_insured").is_none_or(|most| facts.insured_before <= most));
    let limit = limits.clone().map(|_| row.and_then(|row| row.rate("limit")).unwrap_or(Rate::ZERO));
    let ratios = law.table("unemployment.refund_ratio", on)?;
    let row = ratios.value.rows().find(|row| row.word("size") == Some(facts.size.as_str()));
    let ratio = ratios.clone().map(|_| row.and_then(|row| row.rate("ratio")).unwrap_or(Rate::ZERO));
    let reduced = (facts.insured_before - facts.insured_after).max(0);
    let refund = stabilisation(trace, (facts.insured_before, reduced), &limit, facts.paid, &ratio)?;
    if !refund.eligible {
        let told = codes::LAID_OFF.with("rate", refund.layoff_rate).with("limit", limit.value);
        return Ok(Err(told));
    }
    if refund.refund <= Fen::ZERO {
        return Ok(Err(codes::NOTHING_DUE.problem()));
    }
    let fund = Fund::Unemployment;
    let award = NewAward::lump_sum(facts.unit, Benefit::JobKeepingRefund, fund, facts.month, refund.refund);
    Ok(Ok(Effects { award }))
}

fn again(book: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let facts: Facts = Again::read(&decision.inputs, "")?;
    let law = book.in_force(&facts.region, Some(decision.at.date()))?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &law, &facts)?;
    Ok(Again::of(decided, trace))
}

fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award } = read(&decided(tx, matter)?.1)?;
    grant(tx, matter, &award).map(drop)
}

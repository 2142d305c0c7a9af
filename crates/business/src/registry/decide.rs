//! Who may be enrolled, leave or have a wage declared: pure decisions over a person's folder.
//!
//! The order of the checks is the order in which they are reported.

use kernel::{FeeMonth, Fen, Insurance, MatterId, PartyId, Period, Problem, RegionCode, Result};
use rules::{Category, InsuranceSet};

use super::codes;
use super::folder::{Change, Folder};
use super::model::{Employment, Participation, Status, Unit, Wage, WageKind};

/// Above this a monthly wage is taken for a slip of the pen.
const WAGE_MOST: Fen = Fen::from_yuan(1_000_000);

/// What decisions need beside the folder.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The pooling area.
    pub region: RegionCode,
    /// Last month whose assessment has begun.
    pub last_begun: Option<FeeMonth>,
    /// Working age in months (最低就业年龄).
    pub working_age_months: i32,
    /// First month of the year that declared wages hold for (缴费年度起始月); none where the law names none.
    pub year_start: Option<i32>,
    /// The month of the decision.
    pub today: FeeMonth,
}

/// Was anything new, or is it on record already?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Recorded now.
    Recorded,
    /// On record before: a repetition.
    Known,
}

/// Someone joins (增员, 参保).
#[derive(Clone, Debug)]
pub struct Enrol {
    /// The unit, or the person who pays alone.
    pub payer: PartyId,
    /// Who.
    pub person: PartyId,
    /// As what.
    pub category: Category,
    /// In what.
    pub insurances: InsuranceSet,
    /// First and last month; usually open.
    pub period: Period,
    /// Monthly wage; employees need one.
    pub wage: Option<Fen>,
    /// Share of the average wage or yearly tier; empty for employees.
    pub tier: String,
    /// Why (增员原因).
    pub reason: String,
    /// Form of employment; starts an employment record for employees.
    pub employment_form: String,
    /// First day of the work, if it is not the first of the month.
    pub work_from: Option<kernel::Date>,
    /// Reaches knowingly into assessed months; the difference is settled by the levy.
    pub correction: bool,
}

/// Someone leaves (减员, 停保).
#[derive(Clone, Debug)]
pub struct Leave {
    /// The unit, or the person who pays alone.
    pub payer: PartyId,
    /// Who.
    pub person: PartyId,
    /// From what; [`InsuranceSet::ALL`] for everything at this payer.
    pub insurances: InsuranceSet,
    /// Last month insured. The month before the first annuls the participation.
    pub last: FeeMonth,
    /// Why (减员原因).
    pub reason: String,
    /// Not by the person's own will (非因本人意愿).
    pub involuntary: bool,
    /// Reaches knowingly into assessed months.
    pub correction: bool,
}

/// A wage from a month on (缴费工资申报). It holds until the next one already declared, at most to the end of the contribution
/// year it is declared in; who then declares nothing is assessed by what was paid before.
#[derive(Clone, Debug)]
pub struct DeclareWage {
    /// Payer.
    pub payer: PartyId,
    /// Who.
    pub person: PartyId,
    /// First month.
    pub from: FeeMonth,
    /// A month.
    pub wage: Fen,
    /// Declared or deemed.
    pub kind: WageKind,
    /// Reaches knowingly into assessed months.
    pub correction: bool,
}

/// The words for a payer in messages.
pub(super) type NameOf<'a> = &'a dyn Fn(PartyId) -> String;

impl Rules {
    /// The months that a wage declared now for some months holds for: not beyond the contribution year.
    pub(super) fn declared_for(&self, months: Period) -> Period {
        let Some(start) = self.year_start else { return months };
        let latest = months.from().max(self.today);
        let into_year = (latest.month() - start).rem_euclid(12);
        let end = latest.plus(11 - into_year);
        Period::new(months.from(), months.to().min(end)).unwrap_or(months)
    }

    fn open(&self, first_changed: FeeMonth, correction: bool) -> Result<()> {
        match self.last_begun {
            Some(last) if !correction && first_changed <= last => {
                Err(codes::MONTH_CLOSED.with("month", first_changed).with("last", last))
            }
            _ => Ok(()),
        }
    }
}

/// Is the figure one that a month's wage can be?
pub(super) fn plausible(wage: Fen) -> Result<()> {
    if wage <= Fen::ZERO || wage > WAGE_MOST {
        return Err(codes::ABSURD_WAGE.with("wage", wage).with("most", WAGE_MOST));
    }
    Ok(())
}

fn joinable(category: Category) -> InsuranceSet {
    use Insurance::{
        Injury, LargeMedical, Maternity, Medical, Pension, ResidentMedical, ResidentPension, Unemployment,
    };
    match category {
        Category::Employee => {
            InsuranceSet::of(&[Pension, Unemployment, Medical, LargeMedical, Injury, Maternity])
        }
        Category::Flexible => InsuranceSet::of(&[Pension, Unemployment, Medical, LargeMedical]),
        Category::Resident => InsuranceSet::of(&[ResidentPension, ResidentMedical]),
    }
}

fn category_zh(category: Category) -> &'static str {
    match category {
        Category::Employee => "单位职工",
        Category::Flexible => "灵活就业人员",
        Category::Resident => "城乡居民",
    }
}

/// May the payer enrol anybody in the month?
pub(super) fn payer_may(unit: &Unit, month: FeeMonth) -> Result<()> {
    if !unit.active || month < unit.from {
        return Err(codes::UNIT_CLOSED.with("unit", &unit.name).with("month", month));
    }
    Ok(())
}

/// Decides on a joiner and enters it in the folder: participations, wage, employment. Employment ends what the person
/// had as a resident and the registration as out of work.
pub(super) fn enrol(
    folder: &mut Folder,
    rules: &Rules,
    matter: MatterId,
    ask: &Enrol,
    name_of: NameOf<'_>,
) -> Result<Done> {
    may_be_enrolled(folder, rules, ask)?;
    let mut new: Vec<Participation> = Vec::new();
    for insurance in ask.insurances.iter() {
        let wanted = Participation {
            payer: ask.payer,
            person: ask.person,
            insurance,
            period: ask.period,
            category: ask.category,
            tier: ask.tier.clone(),
            region: rules.region,
            reason_in: ask.reason.clone(),
            reason_out: String::new(),
        };
        if !is_known(folder, &wanted) {
            refuse_if_held(folder, &wanted, name_of)?;
            new.push(wanted);
        }
    }
    if new.is_empty() {
        return Ok(Done::Known);
    }
    rules.open(ask.period.from(), ask.correction)?;
    for participation in new {
        if participation.category != Category::Resident {
            end_as_resident(folder, matter, &participation);
        }
        folder.participations.add(matter, participation);
    }
    if let Some(wage) = ask.wage {
        let period = rules.declared_for(ask.period);
        let wage = Wage { payer: ask.payer, person: ask.person, period, wage, kind: WageKind::Declared };
        put_wage(folder, matter, wage);
    }
    if ask.category == Category::Employee {
        let from = ask.work_from.unwrap_or(ask.period.from().first_day());
        start_employment(folder, matter, ask.payer, from, &ask.employment_form);
    }
    Ok(Done::Recorded)
}

/// Enters what another system had recorded: months that overlap are refused, everything else is as it was there. A
/// participation that goes on starts an employment.
pub(super) fn bring_in(
    folder: &mut Folder,
    matter: MatterId,
    participations: Vec<Participation>,
    wages: Vec<Wage>,
    name_of: NameOf<'_>,
) -> Result<()> {
    for participation in participations {
        let in_the_way = folder
            .participations
            .iter()
            .find(|p| p.slot() == participation.slot() && p.period.intersect(participation.period).is_some());
        if let Some(p) = in_the_way {
            return Err(elsewhere(p, name_of));
        }
        if participation.category == Category::Employee && participation.period.is_open() {
            let from = participation.period.from().first_day();
            start_employment(folder, matter, participation.payer, from, "");
        }
        folder.participations.add(matter, participation);
    }
    wages.into_iter().for_each(|wage| folder.wages.add(matter, wage));
    Ok(())
}

fn may_be_enrolled(folder: &Folder, rules: &Rules, ask: &Enrol) -> Result<()> {
    if ask.insurances.is_empty() {
        return Err(codes::NO_INSURANCE.problem());
    }
    let allowed = joinable(ask.category);
    if let Some(wrong) = ask.insurances.iter().find(|insurance| !allowed.contains(*insurance)) {
        let problem = codes::NOT_FOR_CATEGORY.with("category", category_zh(ask.category));
        return Err(problem.with("insurance", wrong.zh()));
    }
    match ask.wage {
        Some(wage) => plausible(wage)?,
        None if ask.category == Category::Employee => return Err(codes::NO_WAGE.problem()),
        None => {}
    }
    let first = ask.period.from();
    if let Some(died) = folder.died() {
        return Err(codes::DEAD.with("since", died));
    }
    match folder.status(first.last_day()) {
        Status::Left => return Err(codes::GONE.problem()),
        Status::Retired => {
            let closed =
                InsuranceSet::of(&[Insurance::Pension, Insurance::ResidentPension, Insurance::Unemployment]);
            if let Some(wrong) = ask.insurances.iter().find(|insurance| closed.contains(*insurance)) {
                return Err(codes::RETIRED.with("insurance", wrong.zh()));
            }
        }
        Status::Registered | Status::Dead => {}
    }
    let ages = FeeMonth::of(folder.person.birth).plus(rules.working_age_months);
    let only_medical = ask.insurances.without(Insurance::ResidentMedical).is_empty();
    if first < ages && !only_medical {
        let age = rules.working_age_months / 12;
        return Err(codes::TOO_YOUNG.with("month", first).with("age", age));
    }
    Ok(())
}

/// A repetition of what is on record: the same place, first month and tier. It may have ended since.
fn is_known(folder: &Folder, wanted: &Participation) -> bool {
    folder.participations.iter().any(|p| {
        p.payer == wanted.payer
            && p.insurance == wanted.insurance
            && p.period.from() == wanted.period.from()
            && p.category == wanted.category
            && p.tier == wanted.tier
    })
}

/// What the person has as a resident gives way to employment; everything else in the same place is in the way.
fn refuse_if_held(folder: &Folder, wanted: &Participation, name_of: NameOf<'_>) -> Result<()> {
    let in_the_way = folder.participations.iter().find(|p| {
        let gives_way = p.category == Category::Resident && wanted.category != Category::Resident;
        p.slot() == wanted.slot() && p.period.intersect(wanted.period).is_some() && !gives_way
    });
    match in_the_way {
        None => Ok(()),
        Some(p) => Err(elsewhere(p, name_of)),
    }
}

fn elsewhere(p: &Participation, name_of: NameOf<'_>) -> Problem {
    codes::INSURED_ELSEWHERE
        .with("since", p.period.from())
        .with("payer", name_of(p.payer))
        .with("insurance", p.insurance.zh())
}

fn end_as_resident(folder: &mut Folder, matter: MatterId, new: &Participation) {
    folder.participations.change(matter, |p| {
        if p.category != Category::Resident
            || p.slot() != new.slot()
            || p.period.intersect(new.period).is_none()
        {
            return Change::Keep;
        }
        match Period::new(p.period.from(), new.period.from().previous()) {
            None => Change::Drop,
            Some(period) => {
                Change::Replace(Participation { period, reason_out: "employed".to_owned(), ..p.clone() })
            }
        }
    });
}

/// Decides on a leaver and enters it in the folder. When nothing is left at the payer, wage and employment end too.
pub(super) fn leave(folder: &mut Folder, rules: &Rules, matter: MatterId, ask: &Leave) -> Result<Done> {
    if ask.insurances.is_empty() {
        return Err(codes::NO_INSURANCE.problem());
    }
    let here = |p: &Participation| p.payer == ask.payer && ask.insurances.contains(p.insurance);
    let ends = |p: &Participation| here(p) && p.period.to() > ask.last && p.period.from() <= ask.last.next();
    let known = |insurance: Insurance| {
        folder.participations.iter().any(|p| here(p) && p.insurance == insurance && p.period.to() == ask.last)
    };
    let named = if ask.insurances == InsuranceSet::ALL { InsuranceSet::EMPTY } else { ask.insurances };
    for insurance in named.iter() {
        let found = folder.participations.iter().any(|p| ends(p) && p.insurance == insurance);
        if !found && !known(insurance) {
            return Err(not_here(folder, ask, insurance));
        }
    }
    if !folder.participations.iter().any(ends) {
        let repeated = Insurance::ALL.iter().any(|insurance| known(*insurance));
        return if repeated { Ok(Done::Known) } else { Err(not_here(folder, ask, Insurance::Pension)) };
    }
    rules.open(ask.last.next(), ask.correction)?;
    folder.participations.change(matter, |p| {
        if !ends(p) {
            return Change::Keep;
        }
        match Period::new(p.period.from(), ask.last) {
            None => Change::Drop,
            Some(period) => {
                Change::Replace(Participation { period, reason_out: ask.reason.clone(), ..p.clone() })
            }
        }
    });
    if !folder.participations.iter().any(|p| p.payer == ask.payer && p.period.to() > ask.last) {
        end_wage(folder, matter, ask.payer, ask.last);
        end_employment(folder, matter, ask.payer, ask.last.last_day(), &ask.reason, ask.involuntary);
    }
    Ok(Done::Recorded)
}

fn not_here(folder: &Folder, ask: &Leave, insurance: Insurance) -> Problem {
    let last = folder
        .participations
        .iter()
        .filter(|p| p.payer == ask.payer && p.insurance == insurance)
        .map(|p| p.period.to())
        .max();
    match last {
        Some(last) if last != FeeMonth::OPEN => {
            codes::LEFT_BEFORE.with("insurance", insurance.zh()).with("last", last)
        }
        _ => codes::NOT_INSURED_HERE.with("insurance", insurance.zh()),
    }
}

/// Decides on a declared wage and enters it in the folder.
pub(super) fn declare_wage(
    folder: &mut Folder,
    rules: &Rules,
    matter: MatterId,
    ask: &DeclareWage,
) -> Result<Done> {
    plausible(ask.wage)?;
    let insured_until = folder.insured_at(ask.payer, ask.from).map(|p| p.period.to()).max();
    let Some(insured_until) = insured_until else {
        return Err(codes::NO_PARTICIPATION.with("month", ask.from));
    };
    if folder.wage(ask.payer, ask.from).is_some_and(|w| w.wage == ask.wage && w.kind == ask.kind) {
        return Ok(Done::Known);
    }
    rules.open(ask.from, ask.correction)?;
    let period = rules.declared_for(Period::new(ask.from, insured_until).unwrap_or(Period::since(ask.from)));
    let wage = Wage { payer: ask.payer, person: ask.person, period, wage: ask.wage, kind: ask.kind };
    put_wage(folder, matter, wage);
    Ok(Done::Recorded)
}

/// A new wage takes the place of the one in force in its first month, until the next one already declared. What was deemed
/// in its months for want of a declaration gives way.
fn put_wage(folder: &mut Folder, matter: MatterId, mut new: Wage) {
    let first = new.period.from();
    let gives_way = |wage: &Wage| wage.payer == new.payer && wage.kind == WageKind::Deemed;
    let others = || folder.wages.iter().filter(|wage| wage.payer == new.payer && !gives_way(wage));
    let covering = others().find(|wage| wage.period.contains(first)).map(|wage| wage.period.to());
    let next = others().map(|wage| wage.period.from()).filter(|from| *from > first).min();
    let last = next.map_or(new.period.to(), |next| next.previous().min(new.period.to()));
    let last = covering.map_or(last, |to| to.min(last));
    new.period = Period::new(first, last).unwrap_or(new.period);
    let months = new.period;
    folder.wages.change(matter, |wage| {
        if gives_way(wage) && wage.period.intersect(months).is_some() {
            return Change::Drop;
        }
        if wage.payer != new.payer || !wage.period.contains(first) {
            return Change::Keep;
        }
        match Period::new(wage.period.from(), first.previous()) {
            None => Change::Drop,
            Some(period) => Change::Replace(Wage { period, ..wage.clone() }),
        }
    });
    folder.wages.add(matter, new);
}

fn end_wage(folder: &mut Folder, matter: MatterId, payer: PartyId, last: FeeMonth) {
    folder.wages.change(matter, |wage| {
        if wage.payer != payer || wage.period.to() <= last {
            return Change::Keep;
        }
        match Period::new(wage.period.from(), last) {
            None => Change::Drop,
            Some(period) => Change::Replace(Wage { period, ..wage.clone() }),
        }
    });
}

/// A new employment begins, unless one at the unit runs already; being out of work ends.
pub(super) fn start_employment(
    folder: &mut Folder,
    matter: MatterId,
    unit: PartyId,
    from: kernel::Date,
    form: &str,
) {
    if folder.employments.iter().any(|e| e.unit == unit && (e.to.is_none() || e.from == from)) {
        return;
    }
    let person = folder.person.id;
    folder.employments.add(
        matter,
        Employment {
            person,
            unit,
            from,
            to: None,
            form: form.to_owned(),
            end_reason: String::new(),
            involuntary: false,
        },
    );
    folder.unemployments.change(matter, |u| {
        if u.ended_on.is_some() {
            return Change::Keep;
        }
        let mut ended = u.clone();
        ended.ended_on = Some(from.max(u.registered_on));
        ended.end_reason = "employed".to_owned();
        Change::Replace(ended)
    });
}

/// The running employment at the unit ends; one that would end before it began is taken back.
pub(super) fn end_employment(
    folder: &mut Folder,
    matter: MatterId,
    unit: PartyId,
    to: kernel::Date,
    reason: &str,
    involuntary: bool,
) {
    folder.employments.change(matter, |e| {
        if e.unit != unit || e.to.is_some_and(|ended| ended <= to) {
            return Change::Keep;
        }
        if e.from > to {
            return Change::Drop;
        }
        Change::Replace(Employment { to: Some(to), end_reason: reason.to_owned(), involuntary, ..e.clone() })
    });
}

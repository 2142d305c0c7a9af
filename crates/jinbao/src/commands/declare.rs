//! `jinbao declare`: a single unit, joiner, leaver or wage. Files of them go through `import`.

use business::desk::{self, Decision, Matter, Service, services};
use business::registry::{
    self, DeclareWage, Document, Done, Enrol, Leave, NewPerson, NewUnit, PayerKind, WageKind,
};
use clap::{Args, Subcommand};
use kernel::{
    CreditCode, Date, FeeMonth, Fen, IdNumber, Insurance, PartyId, Period, Problem, RegionCode, Result,
};
use rules::{Category, InsuranceSet};
use serde_json::{Value as Json, json};
use store::Tx;

use super::values;
use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// 单笔申报：单位、增员、减员、工资 / a single unit, joiner, leaver or wage
#[derive(Args, Clone, Debug)]
pub struct Declare {
    #[command(subcommand)]
    pub what: What,
}

/// What is declared.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 单位参保登记 / register a unit
    Unit(Unit),
    /// 增员、灵活就业或居民参保 / a joiner: employee, flexible worker or resident
    Join(Join),
    /// 减员、停保 / a leaver
    Leave(Leaving),
    /// 缴费工资申报 / a wage
    Wage(Wage),
    /// 合并重复的个人记录（须第二人复核）/ merge a duplicate record of a person
    Merge(Merge),
}

/// A duplicate.
#[derive(Args, Clone, Debug)]
pub struct Merge {
    /// 重复记录的个人编号 / personal number of the duplicate
    duplicate: i64,
    /// 保留记录的个人编号 / personal number of the record that stays
    person: i64,
}

/// A unit.
#[derive(Args, Clone, Debug)]
pub struct Unit {
    /// 统一社会信用代码 / unified social credit code
    #[arg(long, value_parser = values::credit_code)]
    code: CreditCode,
    /// 名称 / name
    #[arg(long)]
    name: String,
    /// 单位类型：company public-body institution-full … 或中文名 / kind of payer
    #[arg(long, default_value = "company", value_parser = payer_kind)]
    kind: PayerKind,
    /// 工伤行业类别 1–8 / industry class for work injury
    #[arg(long, value_name = "CLASS")]
    class: i64,
    /// 工伤浮动档次（%）/ floating tier in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    tier: i64,
    /// 所在地区，默认本统筹区 / district
    #[arg(long, value_parser = values::region)]
    region: Option<RegionCode>,
    /// 起始月份 / first month
    #[arg(long, value_parser = values::month)]
    from: FeeMonth,
}

/// A joiner.
#[derive(Args, Clone, Debug)]
pub struct Join {
    /// 单位的信用代码或编号；灵活就业和居民不填 / credit code or number of the unit; none for the other categories
    #[arg(long, required_if_eq("category", "employee"))]
    unit: Option<String>,
    /// 参保身份：employee flexible resident / category
    #[arg(long, default_value = "employee", value_parser = category)]
    category: Category,
    /// 公民身份号码 / ID number
    #[arg(long, value_parser = values::id_number)]
    id: IdNumber,
    /// 姓名 / name
    #[arg(long)]
    name: String,
    /// 险种，可重复；不给则为该身份的全部常用险种 / insurance; may be repeated, without it the usual ones
    #[arg(long = "insurance", value_name = "INSURANCE", value_parser = insurance)]
    insurances: Vec<Insurance>,
    /// 月工资（元）/ monthly wage in yuan
    #[arg(long, value_name = "YUAN", value_parser = values::yuan, allow_negative_numbers = true)]
    wage: Option<Fen>,
    /// 缴费档次（灵活就业、居民）/ tier
    #[arg(long, default_value = "")]
    tier: String,
    /// 起始月份 / first month
    #[arg(long, value_parser = values::month)]
    from: FeeMonth,
    /// 入职日期 / first day of the work
    #[arg(long, value_parser = values::day)]
    work_from: Option<Date>,
    /// 增员原因 / reason
    #[arg(long, default_value = "首次参保")]
    reason: String,
    /// 用工形式 / form of employment
    #[arg(long, default_value = "合同制")]
    form: String,
    /// 确知涉及已核定的月份，由补差结算 / reaches knowingly into assessed months
    #[arg(long)]
    correction: bool,
}

/// A leaver.
#[derive(Args, Clone, Debug)]
pub struct Leaving {
    /// 单位的信用代码或编号；本人缴费的不填 / unit; none for those who pay alone
    #[arg(long)]
    unit: Option<String>,
    /// 公民身份号码 / ID number
    #[arg(long, value_parser = values::id_number)]
    id: IdNumber,
    /// 险种，可重复；不给则为全部 / insurance; may be repeated, without it all
    #[arg(long = "insurance", value_name = "INSURANCE", value_parser = insurance)]
    insurances: Vec<Insurance>,
    /// 最后参保月份 / last month insured
    #[arg(long, value_parser = values::month)]
    last: FeeMonth,
    /// 减员原因 / reason
    #[arg(long)]
    reason: String,
    /// 非因本人意愿中断就业 / not by the person's own will
    #[arg(long)]
    involuntary: bool,
    /// 确知涉及已核定的月份 / reaches knowingly into assessed months
    #[arg(long)]
    correction: bool,
}

/// A wage.
#[derive(Args, Clone, Debug)]
pub struct Wage {
    /// 单位的信用代码或编号 / unit
    #[arg(long)]
    unit: String,
    /// 公民身份号码 / ID number
    #[arg(long, value_parser = values::id_number)]
    id: IdNumber,
    /// 月工资（元）/ monthly wage in yuan
    #[arg(long, value_name = "YUAN", value_parser = values::yuan, allow_negative_numbers = true)]
    wage: Fen,
    /// 起始月份 / first month
    #[arg(long, value_parser = values::month)]
    from: FeeMonth,
    /// 确知涉及已核定的月份 / reaches knowingly into assessed months
    #[arg(long)]
    correction: bool,
}

fn known<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> Problem {
    codes::WORD.with("known", all.iter().map(|&one| key(one)).collect::<Vec<_>>().join(" "))
}

fn payer_kind(word: &str) -> Result<PayerKind, Problem> {
    let words =
        || PayerKind::ALL.iter().map(|(_, key, zh)| format!("{key}（{zh}）")).collect::<Vec<_>>().join(" ");
    PayerKind::from_word(word).ok_or_else(|| codes::WORD.with("known", words()))
}

fn category(word: &str) -> Result<Category, Problem> {
    Category::from_key(word).ok_or_else(|| known(&Category::ALL, Category::key))
}

fn insurance(word: &str) -> Result<Insurance, Problem> {
    Insurance::from_key(word).ok_or_else(|| known(Insurance::ALL, Insurance::key))
}

/// What people of a category are usually insured in.
fn usual(category: Category) -> InsuranceSet {
    use Insurance::{Injury, LargeMedical, Medical, Pension, ResidentMedical, ResidentPension, Unemployment};
    match category {
        Category::Employee => InsuranceSet::of(&[Pension, Unemployment, Medical, LargeMedical, Injury]),
        Category::Flexible => InsuranceSet::of(&[Pension, Medical, LargeMedical]),
        Category::Resident => InsuranceSet::of(&[ResidentPension, ResidentMedical]),
    }
}

impl Declare {
    /// Records it as a matter of its own.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::Unit(unit) => unit.run(session),
            What::Join(join) => join.run(session),
            What::Leave(leave) => leave.run(session),
            What::Wage(wage) => wage.run(session),
            What::Merge(merge) => merge.run(session),
        }
    }
}

/// Opens the matter, records, decides; one transaction.
fn record<T>(
    session: &Session<'_>,
    service: &'static Service,
    command: &Json,
    effect: impl FnOnce(&mut Tx<'_>, &Matter) -> Result<(T, Json)>,
) -> Result<(Matter, T)> {
    let (office, actor) = (session.office, session.actor()?);
    office.store.write(&actor.act(service.code), |tx| {
        let matter = desk::open(tx, office, &actor, service, None, command)?;
        let (done, effects) = effect(tx, &matter)?;
        desk::decide(tx, office, &actor, &matter, &Decision::granted(command.clone(), effects))?;
        Ok((matter, done))
    })
}

fn told(session: &Session<'_>, matter: &Matter, done: Done, json: Json) -> Answer {
    let service = session.say(matter.service.zh, matter.service.en);
    let number = &matter.number;
    let text = match done {
        Done::Recorded => session.say(
            format!("已登记：{service}（办件 {number}）"),
            format!("recorded: {service} (matter {number})"),
        ),
        Done::Known => session.say(
            format!("此前已登记，没有变化（办件 {number}）"),
            format!("on record before, nothing changed (matter {number})"),
        ),
    };
    let mut json = json;
    if let Json::Object(fields) = &mut json {
        fields.insert("matter".to_owned(), json!(number));
        fields.insert("recorded".to_owned(), json!(done == Done::Recorded));
    }
    Answer::new(text, json)
}

impl Unit {
    fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let new = NewUnit {
            credit_code: Some(self.code),
            name: self.name.clone(),
            kind: self.kind,
            industry_class: self.class,
            floating_tier: self.tier,
            region: self.region.unwrap_or(session.office.region),
            from: self.from,
        };
        let command = json!({ "credit_code": self.code, "name": self.name, "from": self.from });
        let office = session.office;
        let known = office.store.read(|tx| registry::facts::unit_by_code(tx, &self.code))?;
        if let Some(known) = known.filter(|known| known.name == self.name.trim()) {
            let unit = known.id;
            let text = session.say(
                format!("单位此前已登记，编号 {unit}，没有变化"),
                format!("the unit is on record: number {unit}; nothing changed"),
            );
            return Ok(Answer::new(text, json!({ "unit": unit, "recorded": false })));
        }
        let (matter, unit) = record(session, &services::REGISTER_UNIT, &command, |tx, matter| {
            let unit = registry::register_unit(tx, office, matter, &new)?;
            Ok((unit, json!({ "unit": unit })))
        })?;
        let text = session.say(
            format!("单位编号 {unit}（办件 {}）", matter.number),
            format!("unit number {unit} (matter {})", matter.number),
        );
        Ok(Answer::new(text, json!({ "unit": unit, "matter": matter.number, "recorded": true })))
    }
}

impl Join {
    fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let named: InsuranceSet = self.insurances.iter().copied().collect();
        let insurances = if named.is_empty() { usual(self.category) } else { named };
        let words: Vec<&str> = insurances.iter().map(Insurance::key).collect();
        let command = json!({
            "unit": self.unit, "id": self.id.masked(), "category": self.category.key(), "insurances": words,
            "from": self.from, "wage": self.wage, "tier": self.tier, "reason": self.reason,
        });
        let office = session.office;
        let (matter, (person, done)) = record(session, &services::JOIN, &command, |tx, matter| {
            let new = NewPerson { document: self.id.into(), name: self.name.clone(), sex: None, birth: None };
            let person = registry::register_person(tx, office, matter, &new)?;
            let payer = payer(session, tx, self.unit.as_deref(), person)?;
            let ask = Enrol {
                payer,
                person,
                category: self.category,
                insurances,
                period: Period::since(self.from),
                wage: self.wage,
                tier: self.tier.clone(),
                reason: self.reason.clone(),
                employment_form: if self.category == Category::Employee {
                    self.form.clone()
                } else {
                    String::new()
                },
                work_from: self.work_from,
                correction: self.correction,
            };
            let done = registry::enrol(tx, office, matter, &ask)?;
            Ok(((person, done), json!({ "person": person, "payer": payer })))
        })?;
        Ok(told(session, &matter, done, json!({ "person": person })))
    }
}

impl Leaving {
    fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let named: InsuranceSet = self.insurances.iter().copied().collect();
        let insurances = if named.is_empty() { InsuranceSet::ALL } else { named };
        let command = json!({
            "unit": self.unit, "id": self.id.masked(), "last": self.last, "reason": self.reason,
            "involuntary": self.involuntary,
        });
        let office = session.office;
        let (matter, (person, done)) = record(session, &services::LEAVE, &command, |tx, matter| {
            let person = person(session, tx, &self.id)?;
            let ask = Leave {
                payer: payer(session, tx, self.unit.as_deref(), person)?,
                person,
                insurances,
                last: self.last,
                reason: self.reason.clone(),
                involuntary: self.involuntary,
                correction: self.correction,
            };
            let done = registry::leave(tx, office, matter, &ask)?;
            Ok(((person, done), json!({ "person": person })))
        })?;
        Ok(told(session, &matter, done, json!({ "person": person })))
    }
}

impl Wage {
    fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let command =
            json!({ "unit": self.unit, "id": self.id.masked(), "from": self.from, "wage": self.wage });
        let office = session.office;
        let (matter, (person, done)) = record(session, &services::DECLARE_BASE, &command, |tx, matter| {
            let person = person(session, tx, &self.id)?;
            let ask = DeclareWage {
                payer: payer(session, tx, Some(&self.unit), person)?,
                person,
                from: self.from,
                wage: self.wage,
                kind: WageKind::Declared,
                correction: self.correction,
            };
            let done = registry::declare_wage(tx, office, matter, &ask)?;
            Ok(((person, done), json!({ "person": person })))
        })?;
        Ok(told(session, &matter, done, json!({ "person": person })))
    }
}

impl Merge {
    fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        let (duplicate, person) = (PartyId::new(self.duplicate), PartyId::new(self.person));
        let number = registry::merge(session.office, &actor, duplicate, person)?.number;
        let text = session.say(
            format!("待复核：jinbao approve {number} --as 复核人"),
            format!("waits for a second person: jinbao approve {number} --as LOGIN"),
        );
        Ok(Answer::new(text, json!({ "matter": number })))
    }
}

fn person(session: &Session<'_>, tx: &mut Tx<'_>, id: &IdNumber) -> Result<PartyId> {
    let document = Document::from(*id);
    registry::facts::person_by_document(tx, session.office, &document)?
        .ok_or_else(|| codes::NO_PERSON.with("person", id.masked()))
}

/// The unit by credit code or number; without one the person pays alone.
fn payer(session: &Session<'_>, tx: &mut Tx<'_>, unit: Option<&str>, person: PartyId) -> Result<PartyId> {
    unit.map_or(Ok(person), |unit| session.unit(tx, unit))
}

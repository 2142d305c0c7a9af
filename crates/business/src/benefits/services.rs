//! Services of the benefits that are no pensions.

use kernel::{FeeMonth, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

use super::{Benefit, Ending, codes, decided, end, ending, facts, read, review, same};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::service::office_services;
use crate::desk::{
    About, Actor, Case, Channel, Decision, Grant, Group, Matter, Relation, Review, Role, Service, text,
};

pub use super::injury::{
    INJURY_CLAIM, INJURY_COSTS, INJURY_GRADE, INJURY_LEAVING, INJURY_RECOGNISE, WORK_DEATH,
};
pub use super::job_keeping::JOB_KEEPING;
pub use super::maternity::MATERNITY_CLAIM;
pub use super::skill::SKILL_SUBSIDY;
pub use super::unemployment::UNEMPLOYMENT_CLAIM;
pub use super::unemployment_lump::UNEMPLOYMENT_LUMP;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[
    &UNEMPLOYMENT_CLAIM,
    &UNEMPLOYMENT_LUMP,
    &SKILL_SUBSIDY,
    &JOB_KEEPING,
    &MATERNITY_CLAIM,
    &INJURY_RECOGNISE,
    &INJURY_GRADE,
    &INJURY_CLAIM,
    &INJURY_LEAVING,
    &INJURY_COSTS,
    &WORK_DEATH,
    &REVIEW,
    &STOP,
];

office_services! {
    REVIEW = "benefits.review", "待遇领取资格核查", "monthly check of benefits", Internal, Benefits, SecondPerson, 0, "社会保险经办条例第二十五条", review::approved;
}

/// 待遇停发
pub static STOP: Service = Service {
    code: "benefits.stop",
    zh: "待遇停发",
    en: "end of a benefit",
    brief: text(
        "领取人不再符合条件而登记信息未能反映时，自次月起停发；多发的立为应追回。",
        "ends a benefit for a reason that no record tells; what was paid too long is claimed back",
    ),
    group: Group::Internal,
    who: &[Grant(Role::Benefits, Relation::Region)],
    about: About::Person,
    form: &[
        ask(
            "benefit",
            text("待遇项目", "benefit"),
            Kind::Choice(&[
                ("unemployment", Benefit::Unemployment.name()),
                ("injury-allowance", Benefit::InjuryAllowance.name()),
                ("injury-top-up", Benefit::InjuryTopUp.name()),
                ("nursing", Benefit::Nursing.name()),
                ("dependant", Benefit::Dependant.name()),
            ]),
        ),
        ask("last", text("最后领取月份", "last month due"), Kind::Month),
        ask(
            "why",
            text("停发原因", "reason"),
            Kind::Choice(&[
                ("refused-work", text("无正当理由拒绝接受工作或培训", "refused work or training")),
                ("called-up", text("应征服兵役", "called up for service")),
                ("emigrated", text("移居境外", "moved abroad")),
                ("no-assessment", text("拒不接受劳动能力鉴定", "refuses the assessment")),
                ("no-treatment", text("拒绝治疗", "refuses treatment")),
                ("remarried", text("再婚", "remarried")),
                ("works", text("就业或有其他生活来源", "works, or has other means")),
                ("other", text("其他", "other")),
            ]),
        ),
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    basis: "社会保险法第四十三条、第五十一条；社会保险经办条例第二十五条",
    channels: &[Channel::Counter, Channel::Api, Channel::Cli],
    run: Some(stop),
    effect: Some(stopped),
    ..Service::PLAIN
};

#[derive(Serialize, Deserialize)]
struct Stopping {
    why: String,
    endings: Vec<Ending>,
}

fn plan(tx: &mut Tx<'_>, matter: &Matter, benefit: Benefit, last: FeeMonth, why: &str) -> Result<Stopping> {
    let person = matter.subject.ok_or_else(|| codes::NOTHING_DRAWN.with("benefit", benefit.name().zh))?;
    let mut endings = Vec::new();
    for (award, kind) in facts::running(tx, person, last)? {
        if kind == benefit {
            endings.push(ending(tx, award, last)?);
        }
    }
    if endings.is_empty() {
        return Err(codes::NOTHING_DRAWN.with("benefit", benefit.name().zh).with("month", last.next()));
    }
    Ok(Stopping { why: why.to_owned(), endings })
}

fn asked(word: &str) -> Result<Benefit> {
    Benefit::from_key(word).ok_or_else(|| codes::NO_BENEFIT.with("benefit", word))
}

fn stop(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (word, last) = (case.answers.required("benefit")?, case.answers.month("last")?);
    let why = case.answers.required("why")?;
    let plan = plan(tx, case.matter, asked(word)?, last, why)?;
    let inputs = json!({ "benefit": word, "last": last, "why": why });
    Ok(Decision::granted(inputs, json!(plan)))
}

fn stopped(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let (command, signed) = decided(tx, matter)?;
    let command: serde_json::Value = read(&command)?;
    let word = |key: &str| command[key].as_str().unwrap_or_default();
    let last =
        FeeMonth::parse(word("last")).ok_or_else(|| codes::NO_DECISION.with("matter", &matter.number))?;
    let plan = plan(tx, matter, asked(word("benefit"))?, last, word("why"))?;
    same(&plan, &signed, matter)?;
    for ending in &plan.endings {
        end(tx, actor, matter, ending, "stopped")?;
    }
    Ok(())
}

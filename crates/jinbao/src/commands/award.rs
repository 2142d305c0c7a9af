//! `jinbao award`: benefits from the claim to the heirs. Everything waits for a second person.

use std::path::PathBuf;

use business::benefits;
use business::desk::Matter;
use business::pension::{self, Claimed, Death, Preview, Reawarded};
use clap::{Args, Subcommand};
use kernel::{Date, FeeMonth, Fen, Problem, Result};
use ledger::Deposit;
use serde_json::{Value as Json, json};

use super::{award_sheet, benefit, values};
use crate::codes;
use crate::report::{Answer, table};
use crate::session::Session;

/// 待遇：申领、核查、重算、调整、死亡、追回 / benefits
#[derive(Args, Clone, Debug)]
pub struct Award {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 某月到龄退休的人员 / who reaches the age of retirement in a month
    Due {
        /// 月份 / month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
    /// 申领养老金 / claim a pension
    Claim {
        /// 公民身份号码或个人编号 / ID number or personal number
        person: String,
        /// 退休月份，默认法定月份（弹性提前、延迟）/ month of retirement, if not the statutory one
        #[arg(long, value_parser = values::month)]
        month: Option<FeeMonth>,
    },
    /// 按事项编码申领待遇，如 pension.resident、unemployment.claim / ask for a benefit by the code of its service
    Ask {
        /// 事项编码 / code of the service
        service: String,
        /// 公民身份号码或个人编号 / ID number or personal number
        person: String,
        /// 表单内容 字段=值 / answers of the form
        #[arg(value_name = "FIELD=VALUE")]
        answers: Vec<String>,
    },
    /// 月度领取资格核查：停发不再符合条件的待遇 / the monthly check of who may go on drawing
    Review {
        /// 月份 / month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
    /// 打印核定表（PDF，含计算过程）/ print the award with its derivation
    Print {
        /// 公民身份号码或个人编号 / ID number or personal number
        person: String,
        /// 输出文件，默认“核定表-个人编号.pdf” / file to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 年度数据公布后重算预核定待遇 / make provisional awards of a year final
    ReAward {
        /// 年度 / year
        year: i32,
    },
    /// 年度基本养老金调整 / the yearly adjustment
    Adjust {
        /// 年度 / year
        year: i32,
    },
    /// 死亡：停发、丧葬抚恤、个人账户继承 / death: stop, grants, inheritance
    Death {
        /// 公民身份号码或个人编号 / ID number or personal number
        person: String,
        /// 死亡日期 / day of death
        #[arg(long, value_parser = values::day)]
        on: Date,
        /// 领取人（继承人），须已登记 / who receives it; a registered person
        #[arg(long, value_name = "PERSON")]
        heir: Option<String>,
    },
    /// 继承后账户新增金额（如末年利息）的补发 / what came on the accounts of the dead later
    Estates,
    /// 应追回待遇一览 / open claims for what was paid too much
    Claims,
    /// 登记已追回的待遇 / money of a claim came back
    Recover {
        /// 编号 / number of the claim
        claim: i64,
        /// 金额（元）/ amount in yuan
        #[arg(long, value_name = "YUAN", value_parser = values::yuan, allow_negative_numbers = true)]
        amount: Fen,
        /// 到账账户：income fiscal expenditure / into which bank account
        #[arg(long, default_value = "income")]
        into: String,
    },
}

impl Award {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::Due { month } => due(session, *month),
            What::Claim { person, month } => claim(session, person, *month),
            What::Ask { service, person, answers } => benefit::ask(session, service, person, answers),
            What::Review { month } => benefit::review(session, *month),
            What::Print { person, out } => award_sheet::print(session, person, out.as_deref()),
            What::ReAward { year } => {
                let actor = session.actor()?;
                Ok(reawarded(session, &pension::reaward(session.office, &actor, *year)?))
            }
            What::Adjust { year } => {
                let actor = session.actor()?;
                Ok(adjusted(session, &pension::adjust(session.office, &actor, *year)?))
            }
            What::Death { person, on, heir } => death(session, person, *on, heir.as_deref()),
            What::Estates => {
                let actor = session.actor()?;
                Ok(matters(session, &pension::rest_of_estates(session.office, &actor)?))
            }
            What::Claims => claims(session),
            What::Recover { claim, amount, into } => recover(session, *claim, *amount, into),
        }
    }
}

/// Every answer that leaves something to a second person says so.
fn waits(session: &Session<'_>, matter: &Matter) -> String {
    let number = &matter.number;
    session.say(
        format!("待复核：jinbao approve {number} --as 复核人"),
        format!("waits for a second person: jinbao approve {number} --as LOGIN"),
    )
}

fn due(session: &Session<'_>, month: FeeMonth) -> Result<Answer> {
    let due = session.office.store.read(|tx| pension::due_to_retire(tx, session.office, month))?;
    let rows: Vec<Vec<String>> = due
        .iter()
        .map(|due| vec![due.person.to_string(), due.month.to_string(), due.group.key().to_owned()])
        .collect();
    let head =
        session.console.language.pick(["个人编号", "法定退休月份", "类别"], ["person", "month", "group"]);
    let json: Vec<Json> =
        due.iter().map(|d| json!({ "person": d.person, "month": d.month, "group": d.group.key() })).collect();
    Ok(Answer::new(table(&head, &rows), json!({ "due": json })))
}

fn claim(session: &Session<'_>, person: &str, month: Option<FeeMonth>) -> Result<Answer> {
    let actor = session.actor()?;
    let person = session.office.store.read(|tx| session.person(tx, person))?;
    let Claimed { matter, month, award, refused, .. } =
        pension::claim(session.office, &actor, pension::Claim { person, month })?;
    let number = &matter.number;
    let Some(award) = award else { return Ok(not_granted(session, number, refused)) };
    let parts = [
        (session.say("基础养老金", "basic"), award.basic),
        (session.say("个人账户养老金", "account"), award.account),
        (session.say("过渡性养老金", "transition"), award.transition),
        (session.say("其他", "other"), award.extra + award.additions),
        (session.say("合计", "total"), award.total),
    ];
    let rows: Vec<Vec<String>> = parts.into_iter().map(|(name, fen)| vec![name, fen.to_string()]).collect();
    let head = session.console.language.pick(["项目", "元/月"], ["part", "yuan a month"]);
    let mut text = session.say(
        format!("{month} 退休，次月起领取\n"),
        format!("retires in {month}, paid from the month after\n"),
    );
    text.push_str(&table(&head, &rows));
    if award.provisional {
        text.push_str(
            &session.say("\n预核定：当年数据公布后重算", "\nprovisional until the year's figure is out"),
        );
    }
    text.push('\n');
    text.push_str(&waits(session, &matter));
    let json = json!({
        "matter": number, "granted": true, "person": person, "month": month, "basic": award.basic,
        "account": award.account, "transition": award.transition, "total": award.total, "provisional": award.provisional,
    });
    Ok(Answer::new(text, json))
}

fn not_granted(session: &Session<'_>, number: &str, refused: Option<Problem>) -> Answer {
    let (what, remedy) =
        refused.as_ref().map(|problem| session.console.language.explain(problem)).unwrap_or_default();
    let text = session.say(
        format!("不予核定（办件 {number}）：{what}{remedy}"),
        format!("refused (matter {number}): {what}; {remedy}"),
    );
    let code = refused.map(|problem| problem.code().id);
    Answer::new(text, json!({ "matter": number, "granted": false, "code": code, "reason": what }))
        .with_finding(true)
}

fn reawarded(session: &Session<'_>, done: &Reawarded) -> Answer {
    let Reawarded { matter, awards, change } = done;
    let text = session.say(
        format!("重算 {awards} 人，每月合计变动 {change} 元\n"),
        format!("{awards} awards become final; {change} yuan a month in all\n"),
    );
    let json = json!({ "matter": matter.number, "awards": awards, "change": change });
    Answer::new(text + &waits(session, matter), json)
}

fn adjusted(session: &Session<'_>, preview: &Preview) -> Answer {
    let Preview { matter, people, before, increase, arrears } = preview;
    let text = session.say(
        format!("调整 {people} 人：调整前每月 {before} 元，每月增加 {increase} 元，补发 {arrears} 元\n"),
        format!(
            "{people} people: {before} yuan a month before, {increase} more a month, {arrears} in arrears\n"
        ),
    );
    let json = json!({
        "matter": matter.number, "people": people, "before": before, "increase": increase, "arrears": arrears,
    });
    Answer::new(text + &waits(session, matter), json)
}

fn death(session: &Session<'_>, person: &str, on: Date, heir: Option<&str>) -> Result<Answer> {
    let actor = session.actor()?;
    let (person, heir) = session.office.store.read(|tx| {
        let heir = heir.map(|heir| session.person(tx, heir)).transpose()?;
        Ok((session.person(tx, person)?, heir))
    })?;
    let matter = pension::death(session.office, &actor, Death { person, on, heir })?;
    Ok(matters(session, std::slice::from_ref(&matter)))
}

fn matters(session: &Session<'_>, matters: &[Matter]) -> Answer {
    let lines: Vec<String> = matters.iter().map(|matter| waits(session, matter)).collect();
    let text = match lines.is_empty() {
        true => session.say("没有需要办理的。", "nothing to do"),
        false => lines.join("\n"),
    };
    let numbers: Vec<&str> = matters.iter().map(|matter| matter.number.as_str()).collect();
    Answer::new(text, json!({ "matters": numbers }))
}

fn claims(session: &Session<'_>) -> Result<Answer> {
    let open = session.office.store.read(benefits::open_claims)?;
    let rows: Vec<Vec<String>> = open
        .iter()
        .map(|claim| {
            let fund = session.say(claim.fund.zh(), claim.fund.en());
            vec![
                claim.id.to_string(),
                claim.person.to_string(),
                fund,
                claim.amount.to_string(),
                claim.open.to_string(),
                claim.cause.clone(),
            ]
        })
        .collect();
    let head = session.console.language.pick(
        ["编号", "个人编号", "基金", "金额", "未追回", "原因"],
        ["claim", "person", "fund", "amount", "open", "cause"],
    );
    let json: Vec<Json> = open
        .iter()
        .map(|c| json!({ "claim": c.id, "person": c.person, "fund": c.fund.key(), "amount": c.amount, "open": c.open, "cause": c.cause }))
        .collect();
    Ok(Answer::new(table(&head, &rows), json!({ "claims": json })))
}

fn recover(session: &Session<'_>, claim: i64, amount: Fen, into: &str) -> Result<Answer> {
    let actor = session.actor()?;
    let into = Deposit::from_key(into).ok_or_else(|| {
        let known = Deposit::ALL.iter().map(|deposit| deposit.key()).collect::<Vec<_>>().join(" ");
        codes::WORD.with("known", known).at("--into", into)
    })?;
    benefits::recover(session.office, &actor, claim, amount, into)?;
    let text = session.say(format!("已登记追回 {amount} 元。"), format!("{amount} yuan recovered"));
    Ok(Answer::new(text, json!({ "claim": claim, "amount": amount })))
}

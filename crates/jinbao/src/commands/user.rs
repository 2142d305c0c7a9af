//! `jinbao user`: officers and their roles.

use business::desk::{
    self, Decision, Matter, NewOfficer, Officer, Role, add_officer, officer_by_login, officers, password,
    services,
};
use clap::{Args, Subcommand};
use kernel::{RegionCode, Result};
use serde_json::{Value as Json, json};
use store::Tx;

use super::values;
use crate::report::{Answer, table};
use crate::session::Session;
use crate::{clock, codes};

/// 经办人员 / officers
#[derive(Args, Clone, Debug)]
pub struct User {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 新增人员 / add an officer
    Add {
        /// 登录名 / login
        login: String,
        /// 姓名 / name
        #[arg(long)]
        name: String,
        /// 岗位：registry levy benefits finance reviewer auditor admin / role; may be repeated
        #[arg(long = "role", value_name = "ROLE", required = true, value_delimiter = ',')]
        roles: Vec<String>,
        /// 管辖地区，默认为本统筹区 / region, by default the whole pooling area
        #[arg(long, value_name = "CODE", value_parser = values::region)]
        region: Option<RegionCode>,
    },
    /// 人员一览 / all officers
    List,
    /// 设置密码（从终端或标准输入读取）/ set a password, typed or piped in
    Password {
        /// 登录名 / login
        login: String,
    },
    /// 停用 / suspend an officer
    Suspend {
        /// 登录名 / login
        login: String,
    },
}

impl User {
    /// Does it need a password typed in?
    pub fn wants_secret(&self) -> bool {
        matches!(self.what, What::Password { .. })
    }

    /// Does it. Reading the list needs no officer: who can open the database can read it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::List => list(session),
            What::Add { login, name, roles, region } => add(session, login, name, roles, *region),
            What::Password { login } => set_password(session, login),
            What::Suspend { login } => suspend(session, login),
        }
    }
}

fn list(session: &Session<'_>) -> Result<Answer> {
    let all = session.office.store.read(officers)?;
    let state = |officer: &Officer| match officer.active {
        true => session.say("在岗", "active"),
        false => session.say("停用", "suspended"),
    };
    let role = |role: &Role| session.say(role.zh(), role.key());
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|o| {
            let roles: Vec<String> = o.roles.iter().map(role).collect();
            vec![o.login.clone(), o.name.clone(), o.region.to_string(), roles.join(" "), state(o)]
        })
        .collect();
    let head = session
        .console
        .language
        .pick(["登录名", "姓名", "地区", "岗位", "状态"], ["login", "name", "region", "roles", "state"]);
    let json: Vec<Json> = all
        .iter()
        .map(|o| {
            let roles: Vec<&str> = o.roles.iter().map(|role| role.key()).collect();
            json!({ "login": o.login, "name": o.name, "region": o.region, "roles": roles, "active": o.active })
        })
        .collect();
    Ok(Answer::new(table(&head, &rows), json!({ "officers": json })))
}

/// A change of officers is a matter of its own, for an administrator.
fn change(
    session: &Session<'_>,
    command: &Json,
    effect: impl FnOnce(&mut Tx<'_>, &Matter) -> Result<()>,
) -> Result<Matter> {
    let (office, actor) = (session.office, session.actor()?);
    office.store.write(&actor.act("desk.officers"), |tx| {
        let matter = desk::open(tx, office, &actor, &services::OFFICERS, None, command)?;
        effect(tx, &matter)?;
        let decision = Decision::granted(json!({}), command.clone());
        desk::decide(tx, office, &actor, &matter, &decision)?;
        Ok(matter)
    })
}

fn add(
    session: &Session<'_>,
    login: &str,
    name: &str,
    words: &[String],
    region: Option<RegionCode>,
) -> Result<Answer> {
    let roles = desk::roles(words)?;
    let region = region.unwrap_or(session.office.region);
    let command = json!({ "add": login, "name": name, "roles": words, "region": region });
    let matter = change(session, &command, |tx, matter| {
        let new = NewOfficer { login, name, region, roles: &roles, password_hash: None };
        add_officer(tx, &new, matter.at).map(drop)
    })?;
    let text = session.say(
        format!("已新增 {login}（办件 {}）。下一步：jinbao user password {login}", matter.number),
        format!("added {login} (matter {}). Next: jinbao user password {login}", matter.number),
    );
    Ok(Answer::new(text, json!({ "login": login, "matter": matter.number })))
}

/// Fewest characters of a password.
const LEAST: usize = 10;

fn set_password(session: &Session<'_>, login: &str) -> Result<Answer> {
    let password = session.caller.secret.as_deref().unwrap_or_default();
    if password.chars().count() < LEAST {
        return Err(codes::PASSWORD.with("least", LEAST));
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|cause| codes::PANIC.problem().because(cause))?;
    let hash = password::hash(password, &salt)?;
    // Who holds the database may set the very first password: there is nobody to act as yet.
    let first =
        session.caller.officer.is_none() && !session.office.store.read(desk::anybody_has_a_password)?;
    let matter = if first {
        let actor =
            session.office.store.read(|tx| officer_by_login(tx, login))?.actor(clock::now(), "cli")?;
        session.office.store.write(&actor.act("desk.officers"), |tx| desk::set_password(tx, login, &hash))?;
        None
    } else {
        let command = json!({ "password": login });
        Some(change(session, &command, |tx, _| desk::set_password(tx, login, &hash))?.number)
    };
    let text = session.say(format!("已设置 {login} 的密码。"), format!("set the password of {login}"));
    Ok(Answer::new(text, json!({ "login": login, "matter": matter })))
}

fn suspend(session: &Session<'_>, login: &str) -> Result<Answer> {
    let command = json!({ "suspend": login });
    let matter = change(session, &command, |tx, _| desk::set_state(tx, login, false))?;
    let text = session.say(
        format!("已停用 {login}（办件 {}）。", matter.number),
        format!("suspended {login} (matter {})", matter.number),
    );
    Ok(Answer::new(text, json!({ "login": login, "matter": matter.number })))
}

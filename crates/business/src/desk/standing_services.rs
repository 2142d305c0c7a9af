//! Services of the desk itself: users, their standings, relatives who act for each other.

use kernel::{Date, OfficerId, PartyId, Result};
use serde_json::json;
use store::Tx;

use super::form::{Kind, ask};
use super::service::office_services;
use super::{
    About, Case, Channel, Decision, Grant, Group, NewStanding, Relation, Role, Service, StandingKind, codes,
    text,
};
use crate::Office;
use crate::registry::facts::region_of;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&OFFICERS, &ADD_OPERATOR, &END_OPERATOR, &ADD_AGENT, &END_AGENT];

office_services! {
    OFFICERS = "desk.officers", "经办人员管理", "officers", Internal, Admin, Automatic, 0, "社会保险经办条例";
}

const HALL: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter];

/// 单位经办人授权
pub static ADD_OPERATOR: Service = Service {
    code: "desk.operator",
    zh: "单位经办人授权",
    en: "operators of a unit",
    brief: text(
        "单位管理员为本单位经办人员开通账户并授权；对方用开通码自设密码。",
        "a unit's administrator opens accounts for its clerks; they choose a password with an activation code",
    ),
    group: Group::Data,
    who: &[Grant(Role::UnitAdmin, Relation::Own), Grant(Role::Admin, Relation::Region)],
    about: About::Unit,
    form: &[
        ask("login", text("登录名", "login"), Kind::Line(40)),
        ask("name", text("姓名", "name"), Kind::Line(40)),
        ask(
            "right",
            text("权限", "right"),
            Kind::Choice(&[
                ("unit-admin", text("单位管理员", "administrator")),
                ("unit-staff", text("参保经办", "staff clerk")),
                ("unit-finance", text("缴费经办", "payments clerk")),
            ]),
        ),
    ],
    desk: Role::Admin,
    basis: "社会保险经办条例第十四条",
    channels: HALL,
    sensitive: true,
    run: Some(add_operator),
    ..Service::PLAIN
};

fn add_operator(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, answers) = (case.party()?, case.answers);
    let login = answers.required("login")?;
    let holder = match super::user_by_login(tx, login)? {
        Some(user) => user.id,
        None => super::add_user(tx, login, answers.required("name")?, None, case.actor.at)?,
    };
    let role = Role::from_key(answers.required("right")?).unwrap_or(Role::UnitStaff);
    let region = region_of(tx, unit)?;
    let id = grant(tx, holder, StandingKind::Unit, unit, region, role, (case.today(), None))?;
    Ok(Decision::granted(answers.masked(), json!({ "user": holder, "standing": id })))
}

fn grant(
    tx: &mut Tx<'_>,
    holder: OfficerId,
    kind: StandingKind,
    party: PartyId,
    region: kernel::RegionCode,
    role: Role,
    (from, last): (Date, Option<Date>),
) -> Result<i64> {
    let same =
        super::standings_for(tx, kind, party)?.into_iter().find(|s| s.holder == holder && s.roles == [role]);
    if let Some(same) = same {
        return Err(codes::HAS_STANDING.with("standing", same.id));
    }
    super::grant_standing(
        tx,
        &NewStanding { holder, kind, party: Some(party), region, roles: &[role], from, last },
    )
}

/// 单位经办人撤销
pub static END_OPERATOR: Service = Service {
    code: "desk.operator-end",
    zh: "单位经办人撤销授权",
    en: "end of an operator's rights",
    brief: text("经办人离岗后立即撤销其代表本单位的权限。", "ends at once what somebody may do for the unit"),
    group: Group::Data,
    who: ADD_OPERATOR.who,
    about: About::Unit,
    form: &[ask("login", text("登录名", "login"), Kind::Line(40))],
    desk: Role::Admin,
    basis: "社会保险经办条例第十四条",
    channels: HALL,
    run: Some(end_operator),
    ..Service::PLAIN
};

fn end_operator(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let login = case.answers.required("login")?;
    end_for(tx, login, StandingKind::Unit, case.party()?, case.actor.officer)
}

fn end_for(
    tx: &mut Tx<'_>,
    login: &str,
    kind: StandingKind,
    party: PartyId,
    by: OfficerId,
) -> Result<Decision> {
    let found = super::user_by_login(tx, login)?;
    let held = super::standings_for(tx, kind, party)?;
    let theirs: Vec<i64> = held
        .iter()
        .filter(|s| found.as_ref().is_some_and(|user| user.id == s.holder))
        .map(|s| s.id)
        .collect();
    if theirs.is_empty() {
        return Err(codes::NO_STANDING.with("login", login));
    }
    if found.is_some_and(|user| user.id == by) {
        return Err(codes::OWN_STANDING.problem());
    }
    for id in &theirs {
        super::end_standing(tx, *id)?;
    }
    Ok(Decision::granted(json!({ "login": login }), json!({ "ended": theirs })))
}

/// 亲情代办授权
pub static ADD_AGENT: Service = Service {
    code: "desk.family-agent",
    zh: "亲情代办授权",
    en: "family agents",
    brief: text(
        "授权亲属代您查询和办理，可设期限，随时可撤销；对方每次代办都会留痕。",
        "lets a relative look up and ask for you, until a day you choose; each use leaves a trace",
    ),
    group: Group::Data,
    who: &[Grant(Role::Person, Relation::Own), Grant(Role::Registry, Relation::Region)],
    about: About::Person,
    form: &[
        ask("login", text("对方登录名", "login of the relative"), Kind::Line(40)),
        ask(
            "relative",
            text("对方是您的", "the relative is your"),
            Kind::Choice(&[
                ("spouse", text("配偶", "spouse")),
                ("parent", text("父母", "parent")),
                ("child", text("子女", "child")),
                ("sibling", text("兄弟姐妹", "sibling")),
                ("other", text("其他亲属", "other relative")),
            ]),
        ),
        ask("until", text("授权截止日期", "last day"), Kind::Day),
    ],
    basis: "社会保险经办条例第二十八条",
    channels: HALL,
    sensitive: true,
    run: Some(add_agent),
    ..Service::PLAIN
};

/// As many relatives as one person may act for (亲情代办上限), so that nobody makes a trade of it.
const PRINCIPALS_MOST: usize = 8;

fn add_agent(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, login) = (case.party()?, case.answers.required("login")?);
    let agent = super::user_by_login(tx, login)?.ok_or_else(|| codes::NO_STANDING.with("login", login))?;
    let until = case.answers.day("until").filter(|day| *day >= case.today());
    let until = until.ok_or_else(|| codes::DAY_PAST.problem().at("until", ""))?;
    if agent.person.is_none() || agent.person == Some(person) {
        return Err(codes::NOT_AGENT.problem());
    }
    let acts_for = super::standings(tx, agent.id, case.today())?;
    if acts_for.iter().filter(|s| s.kind == StandingKind::Family).count() >= PRINCIPALS_MOST {
        return Err(codes::TOO_MANY.with("most", PRINCIPALS_MOST));
    }
    let region = region_of(tx, person)?;
    let id =
        grant(tx, agent.id, StandingKind::Family, person, region, Role::Family, (case.today(), Some(until)))?;
    Ok(Decision::granted(case.answers.masked(), json!({ "agent": agent.id, "standing": id, "until": until })))
}

/// 亲情代办撤销
pub static END_AGENT: Service = Service {
    code: "desk.family-agent-end",
    zh: "亲情代办撤销",
    en: "end of a family agent's rights",
    brief: text("立即撤销亲属代办的权限。", "ends at once what a relative may do for you"),
    group: Group::Data,
    who: ADD_AGENT.who,
    about: About::Person,
    form: &[ask("login", text("对方登录名", "login of the relative"), Kind::Line(40))],
    basis: "社会保险经办条例第二十八条",
    channels: HALL,
    run: Some(end_agent),
    ..Service::PLAIN
};

fn end_agent(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let login = case.answers.required("login")?;
    end_for(tx, login, StandingKind::Family, case.party()?, case.actor.officer)
}

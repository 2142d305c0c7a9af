//! Enquiries (查询): what people, units and officers may look up. Each asks the policy first, and whoever looks at somebody
//! else's record leaves a trace that the person can see.
//!
//! Not here: the facts themselves (`facts` of each subject), how they are shown.

mod as_of;
mod contributions;
mod dues;
mod employer;
mod figures;
mod find;
mod person;
mod recomputed;
mod trail;
mod unit;

use kernel::{PartyId, Result};
use serde_json::json;
use store::Audit;

use crate::Office;
use crate::desk::policy::{self, SELF_OR_FAMILY};
use crate::desk::{Action, Actor, Grant, Read, Relation, Role};

pub use crate::collection::SettledMonth;
pub use as_of::{AsOf, Believed, Billed, Drawn, Snapshot, Wage, as_of};
pub use contributions::{Contributions, Line, contributions};
pub use dues::{Dues, dues};
pub use employer::{
    Change, Listed, Received, Reminders, Retiree, Settlement, StaffBenefit, StaffCard, StaffList, bill,
    cards_not_in_use, changes, next_bill, reminders, retirees, roster_file, settlement, slips,
    staff_benefits, staff_list,
};
pub use figures::{awards, why};
pub use find::{Hit, find};
pub use person::{Profile, profile, statement};
pub use recomputed::{corrections, each_recomputed, recomputed};
pub use sheets::Format as FileFormat;
pub use trail::{Look, trail};
pub use unit::{Staff, UnitView, operators, roster, unit};

/// All enquiries.
pub static READS: &[&Read] = &[
    &PROFILE,
    &CONTRIBUTIONS,
    &STATEMENT,
    &AWARDS,
    &AS_OF,
    &TRAIL,
    &UNIT,
    &ROSTER,
    &OPERATORS,
    &BATCHES,
    &DUES,
    &FIND,
    &BASKET,
    &SECOND,
    &RECOMPUTED,
];

const fn region(role: Role) -> Grant {
    Grant(role, Relation::Region)
}

/// Own data.
pub static PROFILE: Read = Read {
    code: "read.profile",
    zh: "个人参保信息",
    en: "a person's data",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        region(Role::Community),
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Benefits),
        region(Role::Auditor),
    ],
};
/// Every month since records began.
pub static CONTRIBUTIONS: Read = Read {
    code: "read.contributions",
    zh: "历年逐月缴费明细",
    en: "contributions by month",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        Grant(Role::UnitAdmin, Relation::Staff),
        Grant(Role::UnitStaff, Relation::Staff),
        region(Role::Community),
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Benefits),
        region(Role::Auditor),
    ],
};
/// Personal accounts and the yearly statement.
pub static STATEMENT: Read = Read {
    code: "read.statement",
    zh: "个人账户与权益记录单",
    en: "personal accounts and yearly statement",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        region(Role::Community),
        region(Role::Registry),
        region(Role::Benefits),
        region(Role::Auditor),
    ],
};
/// Pensions with the decisions behind them.
pub static AWARDS: Read = Read {
    code: "read.awards",
    zh: "待遇核定及计算依据",
    en: "awards and how they were computed",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        region(Role::Community),
        region(Role::Benefits),
        region(Role::Auditor),
    ],
};
/// The record as of a day, as known on a day.
pub static AS_OF: Read = Read {
    code: "read.as-of",
    zh: "历史时点查询",
    en: "the record as of a day, as known on a day",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Benefits),
        region(Role::Auditor),
    ],
};
/// Who looked at the person's data.
pub static TRAIL: Read = Read {
    code: "read.trail",
    zh: "我的数据被谁看过",
    en: "who looked at my data",
    who: &[SELF_OR_FAMILY[0], region(Role::Auditor)],
};
/// A unit's data.
pub static UNIT: Read = Read {
    code: "read.unit",
    zh: "单位信息",
    en: "a unit's data",
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitStaff, Relation::Own),
        Grant(Role::UnitFinance, Relation::Own),
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Finance),
        region(Role::Auditor),
    ],
};
/// A unit's staff.
pub static ROSTER: Read = Read {
    code: "read.roster",
    zh: "单位参保人员名册",
    en: "a unit's insured staff",
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitStaff, Relation::Own),
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Auditor),
    ],
};
/// A unit's operators.
pub static OPERATORS: Read = Read {
    code: "read.operators",
    zh: "单位经办人一览",
    en: "a unit's operators",
    who: &[Grant(Role::UnitAdmin, Relation::Own), region(Role::Admin), region(Role::Auditor)],
};
/// Files of staff that a unit handed in, and what came of them.
pub static BATCHES: Read = Read {
    code: "read.batches",
    zh: "批量办理记录",
    en: "files of staff that a unit handed in",
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitStaff, Relation::Own),
        region(Role::Registry),
    ],
};
/// Bills, what was paid, what is owed.
pub static DUES: Read = Read {
    code: "read.dues",
    zh: "应缴、实缴与欠费",
    en: "bills, payments, arrears",
    who: &[
        SELF_OR_FAMILY[0],
        SELF_OR_FAMILY[1],
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitFinance, Relation::Own),
        region(Role::Community),
        region(Role::Levy),
        region(Role::Finance),
        region(Role::Auditor),
    ],
};
/// Finding a person or a unit.
pub static FIND: Read = Read {
    code: "read.find",
    zh: "查找人员和单位",
    en: "find people and units",
    who: &[
        region(Role::Community),
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Benefits),
        region(Role::Finance),
        region(Role::Auditor),
        region(Role::Admin),
    ],
};
/// The desk's basket.
pub static BASKET: Read = Read {
    code: "read.basket",
    zh: "待办件",
    en: "basket of the desk",
    who: &[
        region(Role::Registry),
        region(Role::Levy),
        region(Role::Benefits),
        region(Role::Finance),
        region(Role::Admin),
    ],
};
/// What waits for a second person.
pub static SECOND: Read = Read {
    code: "read.second",
    zh: "待复核件",
    en: "waiting for a second person",
    who: &[region(Role::Reviewer)],
};

/// What a recomputation of the past found.
pub static RECOMPUTED: Read = Read {
    code: "read.recompute",
    zh: "追溯重新核定明细",
    en: "lines of a recomputation",
    who: &[region(Role::Levy), region(Role::Benefits), region(Role::Reviewer), region(Role::Auditor)],
};

/// May the user look? Whoever looks at another person's record leaves a trace first.
fn look(office: &Office, actor: &Actor, read: &'static Read, party: PartyId) -> Result<()> {
    if actor.person == Some(party)
        || actor.roles.iter().any(|role| Role::UNIT.contains(role)) && actor.party == Some(party)
    {
        return office.store.read(|tx| policy::check(tx, office, actor, Action::Read(read), party));
    }
    office.store.write(&actor.act(read.code), |tx| {
        policy::check(tx, office, actor, Action::Read(read), party)?;
        let roles: Vec<&str> = actor.roles.iter().map(|role| role.key()).collect();
        tx.audit(Audit {
            what: read.code,
            subject: Some(party.get()),
            detail: json!({ "as": roles, "for": actor.party }),
        });
        Ok(())
    })
}

//! What a service (事项) is: one entry a service, registered by the folder of its subject. Guide, form, API operation and
//! search entry are made from it.

use kernel::{Date, PartyId, Result};
use store::Tx;

use super::form::{Answers, Field};
use super::policy::Grant;
use super::text::{Text, text};
use super::{Actor, Decision, Matter, Relation, Role};
use crate::Office;

/// How a matter of the service is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// By the rules alone, or by the officer who asks.
    Automatic,
    /// By one clerk, if somebody outside the agency asks.
    Clerk,
    /// As [`Review::Clerk`], but by the rules alone for a unit in good credit (VIP).
    Credit,
    /// By a second person before anything takes effect.
    SecondPerson,
}

impl Review {
    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Review::Automatic => text("即时办结", "decided at once"),
            Review::Clerk => text("一人审核", "reviewed by a clerk"),
            Review::Credit => {
                text("信用单位即时办结，其他一人审核", "at once for units in good credit, else reviewed")
            }
            Review::SecondPerson => text("双人复核", "reviewed by a second person"),
        }
    }
}

/// What a matter of the service is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A person.
    Person,
    /// A unit.
    Unit,
    /// Whoever pays: a person or a unit.
    Payer,
    /// Many, or the agency itself.
    Agency,
}

/// Where a service stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The pages of the halls.
    Web,
    /// The HTTP API.
    Api,
    /// An officer for somebody who came.
    Counter,
    /// The command line.
    Cli,
}

impl Channel {
    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Channel::Web => text("网上大厅", "web hall"),
            Channel::Api => text("接口", "API"),
            Channel::Counter => text("窗口", "counter"),
            Channel::Cli => text("命令行", "command line"),
        }
    }
}

/// In which days of a month it may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Always.
    Always,
    /// While the declaration of a month is open (see the calendar of `levy`).
    Declaration,
}

/// A heading of the guide (目录一级分类).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// 社会保险登记.
    Registration,
    /// 参保信息维护.
    Data,
    /// 缴费申报.
    Declaration,
    /// 缴费与基金.
    Payment,
    /// 参保缴费记录查询.
    Records,
    /// 养老保险服务.
    Pension,
    /// 失业保险服务.
    Unemployment,
    /// 工伤保险服务.
    Injury,
    /// 生育保险服务.
    Maternity,
    /// 社会保障卡服务.
    Card,
    /// 内部管理.
    Internal,
}

impl Group {
    /// All, in the order shown.
    pub const ALL: &'static [Group] = &[
        Group::Records,
        Group::Data,
        Group::Declaration,
        Group::Payment,
        Group::Registration,
        Group::Pension,
        Group::Unemployment,
        Group::Injury,
        Group::Maternity,
        Group::Card,
        Group::Internal,
    ];

    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Group::Registration => text("社会保险登记", "registration"),
            Group::Data => text("参保信息维护", "data of people and units"),
            Group::Declaration => text("缴费申报", "declarations"),
            Group::Payment => text("缴费与基金", "payment and funds"),
            Group::Records => text("参保缴费记录查询", "records"),
            Group::Pension => text("养老保险服务", "pensions"),
            Group::Unemployment => text("失业保险服务", "unemployment"),
            Group::Injury => text("工伤保险服务", "work injury"),
            Group::Maternity => text("生育保险服务", "maternity"),
            Group::Card => text("社会保障卡服务", "social security card"),
            Group::Internal => text("内部管理", "administration"),
        }
    }
}

/// A material (办理材料) that goes with the request.
#[derive(Clone, Copy, Debug)]
pub struct Material {
    /// Stable word.
    pub key: &'static str,
    /// Its name.
    pub name: Text,
    /// Without it the matter is sent back.
    pub required: bool,
}

/// A request as the decision of a service sees it.
pub struct Case<'a> {
    /// Its matter.
    pub matter: &'a Matter,
    /// Who decides: who asked, or the clerk who agreed.
    pub actor: &'a Actor,
    /// What was answered, checked.
    pub answers: &'a Answers,
}

impl Case<'_> {
    /// Whom it is about.
    pub fn party(&self) -> Result<PartyId> {
        self.matter.subject.ok_or_else(|| super::codes::NO_SUBJECT.problem())
    }

    /// The day it is decided on.
    pub fn today(&self) -> Date {
        self.matter.at.date()
    }
}

/// The decision of a service: loads facts, decides, writes the effects, says what came of it.
pub type Run = fn(&mut Tx<'_>, &Office, &Case<'_>) -> Result<Decision>;
/// What takes effect once a second person agreed.
pub type Effect = fn(&mut Tx<'_>, &Office, &Actor, &Matter) -> Result<()>;

/// A service (事项).
#[derive(Debug)]
pub struct Service {
    /// Stable code: `registry.join`.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// What it is for, in one sentence (事项简述).
    pub brief: Text,
    /// Heading of the guide.
    pub group: Group,
    /// Who may ask, about whom.
    pub who: &'static [Grant],
    /// What it is about.
    pub about: About,
    /// What is asked on the form.
    pub form: &'static [Field],
    /// Materials.
    pub materials: &'static [Material],
    /// How it is agreed to.
    pub review: Review,
    /// The role whose basket it lies in while a clerk has to agree.
    pub desk: Role,
    /// Statutory time limit in working days; 0: at once.
    pub working_days: u16,
    /// Statutory time limit where the law counts calendar days; 0: it does not.
    pub calendar_days: u16,
    /// When it may be asked.
    pub open: Open,
    /// Legal basis (设立依据).
    pub basis: &'static str,
    /// What comes back and how (结果送达).
    pub delivery: Text,
    /// Where it stands.
    pub channels: &'static [Channel],
    /// Does it touch money or who somebody is, so that a fresh proof is asked for?
    pub sensitive: bool,
    /// The decision it calls; none where a use case of its own opens the matter.
    pub run: Option<Run>,
    /// What takes effect once a second person agreed.
    pub effect: Option<Effect>,
}

impl Service {
    /// A service that officers of the registry carry out themselves at once; each entry says what is different.
    pub const PLAIN: Service = Service {
        code: "",
        zh: "",
        en: "",
        brief: Text::NONE,
        group: Group::Internal,
        who: &[Grant(Role::Registry, Relation::Region)],
        about: About::Agency,
        form: &[],
        materials: &[],
        review: Review::Automatic,
        desk: Role::Registry,
        working_days: 0,
        calendar_days: 0,
        open: Open::Always,
        basis: "",
        delivery: text(
            "办件页面即时显示结果，可打印回执",
            "shown on the page of the matter, with a receipt to print",
        ),
        channels: &[Channel::Cli],
        sensitive: false,
        run: None,
        effect: None,
    };

    /// Does it stand there?
    pub fn stands_in(&self, channel: Channel) -> bool {
        self.channels.contains(&channel)
    }

    /// Whom it is granted to.
    pub fn granted_to(&self, role: Role) -> bool {
        self.who.iter().any(|grant| grant.0 == role)
    }
}

/// Services that only officers carry out, by a use case of their own: one line each.
macro_rules! office_services {
    ($($name:ident = $code:literal, $zh:literal, $en:literal, $group:ident, $role:ident, $review:ident, $days:literal, $basis:literal $(, $effect:path)?;)*) => {$(
        #[doc = $zh]
        pub static $name: $crate::desk::Service = $crate::desk::Service {
            code: $code,
            zh: $zh,
            en: $en,
            brief: $crate::desk::text($zh, $en),
            group: $crate::desk::Group::$group,
            who: &[$crate::desk::Grant($crate::desk::Role::$role, $crate::desk::Relation::Region)],
            review: $crate::desk::Review::$review,
            desk: $crate::desk::Role::$role,
            working_days: $days,
            basis: $basis,
            $(effect: Some($effect),)?
            ..$crate::desk::Service::PLAIN
        };
    )*};
}
pub(crate) use office_services;

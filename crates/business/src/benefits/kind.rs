//! The kinds of benefit (待遇项目) that awards are of.

use serde::{Deserialize, Serialize};

use crate::desk::{Text, text};

/// A kind of benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Benefit {
    /// Pension of an employee or flexible worker, from their own contributions (基本养老金).
    Pension,
    /// Pension of a resident (城乡居民养老金).
    ResidentPension,
    /// Funeral and survivor grant (丧葬补助金和抚恤金).
    Survivor,
    /// What stood on a personal account, to the heirs (个人账户继承).
    Inheritance,
    /// Unemployment benefit (失业保险金).
    Unemployment,
    /// Unemployment benefit in one sum (一次性发给).
    UnemploymentLump,
    /// Maternity allowance (生育津贴).
    MaternityAllowance,
    /// Fixed sums for a birth (生育医疗费用定额).
    BirthCosts,
    /// One-off disability grant (一次性伤残补助金).
    InjuryLump,
    /// Monthly disability allowance (伤残津贴), with what lifts it to the minimum wage.
    InjuryAllowance,
    /// What a pension falls short of the disability allowance it replaced (养老金低于伤残津贴的差额).
    InjuryTopUp,
    /// Monthly nursing allowance (生活护理费).
    Nursing,
    /// Medical grant when the employment ends (一次性工伤医疗补助金).
    InjuryLeaving,
    /// One-off grant for a death at work (一次性工亡补助金).
    WorkDeath,
    /// Funeral grant for a death at work (丧葬补助金).
    WorkFuneral,
    /// Monthly pension of a dependant (供养亲属抚恤金).
    Dependant,
    /// Treatment of a work injury that the person paid (工伤医疗费用).
    InjuryCosts,
    /// For a vocational certificate (技能提升补贴).
    SkillSubsidy,
    /// Contributions back to an employer that kept its people (稳岗返还).
    JobKeepingRefund,
}

impl Benefit {
    /// All of them.
    pub const ALL: &'static [Benefit] = &[
        Benefit::Pension,
        Benefit::ResidentPension,
        Benefit::Survivor,
        Benefit::Inheritance,
        Benefit::Unemployment,
        Benefit::UnemploymentLump,
        Benefit::MaternityAllowance,
        Benefit::BirthCosts,
        Benefit::InjuryLump,
        Benefit::InjuryAllowance,
        Benefit::InjuryTopUp,
        Benefit::Nursing,
        Benefit::InjuryLeaving,
        Benefit::WorkDeath,
        Benefit::WorkFuneral,
        Benefit::Dependant,
        Benefit::InjuryCosts,
        Benefit::SkillSubsidy,
        Benefit::JobKeepingRefund,
    ];

    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Benefit::Pension => "pension",
            Benefit::ResidentPension => "resident-pension",
            Benefit::Survivor => "survivor",
            Benefit::Inheritance => "inheritance",
            Benefit::Unemployment => "unemployment",
            Benefit::UnemploymentLump => "unemployment-lump",
            Benefit::MaternityAllowance => "maternity-allowance",
            Benefit::BirthCosts => "birth-costs",
            Benefit::InjuryLump => "injury-lump",
            Benefit::InjuryAllowance => "injury-allowance",
            Benefit::InjuryTopUp => "injury-top-up",
            Benefit::Nursing => "nursing",
            Benefit::InjuryLeaving => "injury-leaving",
            Benefit::WorkDeath => "work-death",
            Benefit::WorkFuneral => "work-funeral",
            Benefit::Dependant => "dependant",
            Benefit::InjuryCosts => "injury-costs",
            Benefit::SkillSubsidy => "skill-subsidy",
            Benefit::JobKeepingRefund => "job-keeping-refund",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<Benefit> {
        Benefit::ALL.iter().copied().find(|benefit| benefit.key() == key)
    }

    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Benefit::Pension => text("基本养老金", "pension"),
            Benefit::ResidentPension => text("城乡居民养老金", "resident pension"),
            Benefit::Survivor => text("丧葬补助金和抚恤金", "funeral and survivor grant"),
            Benefit::Inheritance => text("个人账户继承", "inherited account"),
            Benefit::Unemployment => text("失业保险金", "unemployment benefit"),
            Benefit::UnemploymentLump => text("失业保险一次性待遇", "unemployment benefit in one sum"),
            Benefit::MaternityAllowance => text("生育津贴", "maternity allowance"),
            Benefit::BirthCosts => text("生育医疗费用", "birth costs"),
            Benefit::InjuryLump => text("一次性伤残补助金", "one-off disability grant"),
            Benefit::InjuryAllowance => text("伤残津贴", "disability allowance"),
            Benefit::InjuryTopUp => text("养老金与伤残津贴差额", "disability allowance beyond the pension"),
            Benefit::Nursing => text("生活护理费", "nursing allowance"),
            Benefit::InjuryLeaving => text("一次性工伤医疗补助金", "medical grant on leaving"),
            Benefit::WorkDeath => text("一次性工亡补助金", "work death grant"),
            Benefit::WorkFuneral => text("工亡丧葬补助金", "funeral grant of a work death"),
            Benefit::Dependant => text("供养亲属抚恤金", "pension of a dependant"),
            Benefit::InjuryCosts => text("工伤医疗费用", "costs of treating a work injury"),
            Benefit::SkillSubsidy => text("技能提升补贴", "skill subsidy"),
            Benefit::JobKeepingRefund => text("稳岗返还", "job-keeping refund"),
        }
    }

    /// Is it paid month by month? Everything else is one sum.
    pub const fn is_monthly(self) -> bool {
        matches!(
            self,
            Benefit::Pension
                | Benefit::ResidentPension
                | Benefit::Unemployment
                | Benefit::InjuryAllowance
                | Benefit::InjuryTopUp
                | Benefit::Nursing
                | Benefit::Dependant
        )
    }
}

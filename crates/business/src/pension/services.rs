//! Services of pensions.

use super::on_approved;
use crate::desk::Service;
use crate::desk::service::office_services;

pub use super::resident::RESIDENT_CLAIM;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&RETIRE, &RESIDENT_CLAIM, &RE_AWARD, &ADJUST, &DEATH];

office_services! {
    RETIRE = "pension.retire", "养老待遇申领", "claim of a pension", Pension, Benefits, SecondPerson, 20, "社会保险经办条例第十八条", on_approved;
    RE_AWARD = "pension.re-award", "养老待遇重算", "re-award with the year's figures", Pension, Benefits, SecondPerson, 20, "国发〔2005〕38号", on_approved;
    ADJUST = "pension.adjust", "基本养老金调整", "yearly adjustment of pensions", Pension, Benefits, SecondPerson, 0, "社会保险法第十八条", on_approved;
    DEATH = "pension.death", "死亡待遇", "death: stop, grant, inheritance", Pension, Benefits, SecondPerson, 20, "社会保险法第十四条、第十七条", on_approved;
}

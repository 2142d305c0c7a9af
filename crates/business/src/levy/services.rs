//! Services of the assessment.

use crate::desk::Service;
use crate::desk::service::office_services;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&CALENDAR, &LEVY, &DIFFERENCE, &BACK_PAYMENT];

office_services! {
    CALENDAR = "levy.calendar", "申报日历发布", "declaration calendar", Internal, Admin, Automatic, 0, "社会保险费申报缴纳管理规定";
    LEVY = "levy.run", "月度应收核定", "monthly assessment", Payment, Levy, Automatic, 0, "社会保险费征缴暂行条例第十条";
    DIFFERENCE = "levy.difference", "补差核定", "settlement of differences", Payment, Levy, Automatic, 0, "社会保险费征缴暂行条例第十条";
    BACK_PAYMENT = "levy.back-payment", "断缴补缴", "back payment", Payment, Levy, Automatic, 0, "社会保险法第六十三条";
}

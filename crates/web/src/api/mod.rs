//! The HTTP API: every service and enquiry of the halls for other software, by token.
//!
//! The same actions, the same refusals as the pages. The document (OpenAPI 3.1) is generated from the table of routes and
//! from the catalogue: [`document`]. Amounts are in fen, months are `2024-07`, instants are Beijing time.

mod answers;
mod batches;
mod calls;
mod docs;
mod document;
mod employer;
mod law;
mod papers;

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use business::enquiry;

use crate::access::Needs;
use crate::site::Site;

pub(crate) use document::document;

/// A route of the API with what it needs and says.
pub(crate) struct Call {
    /// `get` or `post`.
    pub(crate) method: &'static str,
    /// Path with `{places}`.
    pub(crate) path: &'static str,
    /// What it needs.
    pub(crate) needs: Needs,
    /// What answers.
    pub(crate) answer: MethodRouter<Arc<Site>>,
    /// What it does, in Chinese and English.
    pub(crate) summary: (&'static str, &'static str),
    /// Name of the schema of its answer.
    pub(crate) schema: &'static str,
    /// What may be asked in the address.
    pub(crate) query: &'static [&'static str],
}

macro_rules! calls {
    ($($method:ident $path:literal $needs:expr => $handler:path, $schema:literal, [$($query:literal),*], $zh:literal, $en:literal;)*) => {
        vec![$(Call {
            method: stringify!($method),
            path: $path,
            needs: $needs,
            answer: $method($handler),
            summary: ($zh, $en),
            schema: $schema,
            query: &[$($query),*],
        }),*]
    };
}

/// Every route of the API that takes a token, and the document itself.
pub(crate) fn routes() -> Vec<Call> {
    use Needs::{AnyService, Nothing, Read, SignedIn};
    calls! {
        get "/api/v1/openapi.json" Nothing => docs::json, "Object", [], "接口文档（OpenAPI 3.1）", "This document";
        get "/api/v1/services" Nothing => calls::services, "Services", [], "事项目录", "The catalogue of services";
        get "/api/v1/services/{code}" Nothing => calls::service, "Service", [], "办事指南与表单", "A service with its guide and form";
        post "/api/v1/services/{code}" AnyService => calls::ask, "Receipt", [], "申请办理", "Ask for a service";
        post "/api/v1/services/{code}/preview" AnyService => calls::preview, "Preview", [], "试办，不提交", "What would come of it";
        get "/api/v1/matters" SignedIn => calls::matters, "Matters", ["cursor", "limit"], "我的办件", "Own matters";
        get "/api/v1/matters/{number}" SignedIn => calls::matter, "Dossier", [], "办件详情", "A matter";
        get "/api/v1/matters/{number}/receipt" SignedIn => calls::decision_receipt, "Object", [], "决定回执（签名）", "Signed receipt of the decision";
        get "/api/v1/matters/{number}/certificate" SignedIn => papers::certificate, "Certificate", [], "证明（签名的内容、验证码）", "The certificate it gave: signed statement and code";
        get "/api/v1/matters/{number}/certificate.pdf" SignedIn => papers::certificate_pdf, "Object", [], "证明（PDF）", "The certificate as a sealed PDF";
        get "/api/v1/matters/{number}/materials" SignedIn => papers::materials, "Materials", [], "办理材料", "Its materials";
        post "/api/v1/matters/{number}/materials" SignedIn => papers::add_material, "Materials", ["kind", "name"], "上传材料", "Hand in a material";
        get "/api/v1/matters/{number}/materials/{line}" SignedIn => papers::material, "Object", [], "下载材料", "A material";
        post "/api/v1/matters/{number}/correct" SignedIn => calls::correct, "Receipt", [], "补正", "Correct and submit again";
        post "/api/v1/matters/{number}/withdraw" SignedIn => calls::withdraw, "Receipt", [], "撤回", "Take back";
        post "/api/v1/matters/{number}/steps/{step}" SignedIn => calls::step, "Receipt", [], "审核与复核", "A step of a clerk or second person";
        get "/api/v1/desk" Read(&enquiry::BASKET) => calls::basket, "Matters", ["held"], "本岗待办", "Basket of the desk";
        get "/api/v1/desk/second" Read(&enquiry::SECOND) => calls::second, "Matters", [], "待复核", "Waiting for a second person";
        get "/api/v1/find" Read(&enquiry::FIND) => calls::find, "Hits", ["q"], "查找", "Find people and units";
        get "/api/v1/people/{party}" Read(&enquiry::PROFILE) => calls::profile, "Profile", [], "个人参保信息", "A person's data";
        get "/api/v1/people/{party}/contributions" Read(&enquiry::CONTRIBUTIONS) => calls::contributions, "Contributions", [], "逐月缴费明细", "Contributions by month";
        get "/api/v1/people/{party}/accounts" Read(&enquiry::STATEMENT) => calls::accounts, "Accounts", ["year"], "个人账户", "Personal accounts";
        get "/api/v1/people/{party}/as-of" Read(&enquiry::AS_OF) => calls::as_of, "Object", ["on", "known_on"], "历史时点查询", "The record as of a day, as known on a day";
        get "/api/v1/people/{party}/trail" Read(&enquiry::TRAIL) => calls::trail, "Looks", [], "我的数据被谁看过", "Who looked";
        get "/api/v1/payers/{party}/dues" Read(&enquiry::DUES) => calls::dues, "Dues", [], "应缴与欠费", "Bills and arrears";
        get "/api/v1/units/{party}" Read(&enquiry::UNIT) => calls::unit, "Unit", [], "单位信息", "A unit's data";
        get "/api/v1/units/{party}/roster" Read(&enquiry::ROSTER) => calls::roster, "Roster", ["month"], "参保名册", "Insured staff";
        get "/api/v1/payers/{party}/slips" Read(&enquiry::DUES) => employer::slips, "Slips", ["month"], "缴费收据", "Receipts of a month billed";
        get "/api/v1/payers/{party}/settlement" Read(&enquiry::DUES) => employer::settlement, "Settlement", ["from", "to"], "缴费结算", "How months were settled";
        get "/api/v1/units/{party}/reminders" Read(&enquiry::UNIT) => employer::reminders, "Reminders", [], "单位提醒", "What a unit should not forget";
        get "/api/v1/units/{party}/forecast" Read(&enquiry::ROSTER) => employer::forecast, "Object", [], "下月应缴预计", "What the next month comes to";
        get "/api/v1/units/{party}/changes" Read(&enquiry::ROSTER) => employer::changes, "Changes", ["month"], "增减名册", "Who joined and left";
        get "/api/v1/units/{party}/retirees" Read(&enquiry::ROSTER) => employer::retirees, "Retirees", [], "本单位退休人员", "Who retired from the unit";
        get "/api/v1/units/{party}/benefits" Read(&enquiry::ROSTER) => employer::benefits, "StaffBenefits", [], "职工待遇与社保卡", "Benefits and cards of staff";
        get "/api/v1/units/{party}/operators" Read(&enquiry::OPERATORS) => calls::operators, "Operators", [], "经办人", "Operators";
        get "/api/v1/units/{party}/batches" batches::NEEDS => batches::list, "Batches", [], "批量办理记录", "Files of staff";
        post "/api/v1/units/{party}/batches" batches::NEEDS => batches::hand_in, "Batch", ["kind", "name"], "上传批量文件并检查（202）", "Hand in a file of staff; it is checked (202)";
        get "/api/v1/batches/{id}" batches::NEEDS => batches::file, "Batch", [], "批量文件的进度与结果", "A file's progress and outcome";
        post "/api/v1/batches/{id}/columns" batches::NEEDS => batches::columns, "Batch", [], "说明各列含义并检查（202）", "Say what its columns mean; it is checked (202)";
        post "/api/v1/batches/{id}/submit" batches::NEEDS => batches::submit, "Batch", [], "办理合格的行（202）", "Take in the good rows (202)";
        get "/api/v1/batches/{id}/problems" batches::NEEDS => batches::problems, "RowProblems", ["cursor"], "有误的行", "Rows with something wrong";
        get "/api/v1/batches/{id}/failed" batches::NEEDS => batches::failed, "Object", [], "失败行文件", "The file of rows that failed";
        get "/api/v1/law" Nothing => law::tree, "Object", ["region", "on", "known_on", "path"], "法规参数", "The law as data";
        get "/api/v1/law/compare" Nothing => law::compare, "Object", ["region", "on", "region2", "on2", "known_on", "path", "all"], "法规比较", "The law of two days or regions";
        get "/api/v1/law/{id}" Nothing => law::parameter, "Object", ["region", "on", "known_on"], "一个参数的历年取值", "A parameter with its history";
        get "/docs/api" Nothing => docs::page, "", [], "接口说明页", "This document as a page";
    }
}

//! `jinbao approve`: the second person.

use business::desk;
use clap::Args;
use kernel::Result;
use serde_json::json;

use crate::report::{Answer, table};
use crate::session::Session;

/// 复核办件；不带参数时列出待复核的办件 / agree to a matter as the second person; without one, list what waits
#[derive(Args, Clone, Debug)]
pub struct Approve {
    /// 办件编号 / number of the matter
    pub matter: Option<String>,
    /// 不同意，须说明理由 / do not agree; needs a reason
    #[arg(long, requires = "reason", requires = "matter")]
    pub refuse: bool,
    /// 理由 / reason
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

impl Approve {
    /// Agrees, does not agree, or lists.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let Some(number) = &self.matter else { return list(session) };
        let actor = session.actor()?;
        let id = session.office.store.read(|tx| desk::matter_by_number(tx, number))?;
        let (matter, done) = match &self.reason {
            Some(reason) if self.refuse => (business::refuse(session.office, &actor, id, reason)?, "refused"),
            _ => (business::approve(session.office, &actor, id)?, "approved"),
        };
        let service = session.say(matter.service.zh, matter.service.en);
        let text = match done {
            "refused" => {
                session.say(format!("已退回：{service} {number}"), format!("refused: {service} {number}"))
            }
            _ => session.say(format!("已复核：{service} {number}"), format!("approved: {service} {number}")),
        };
        let json = json!({ "matter": matter.number, "service": matter.service.code, "outcome": done });
        Ok(Answer::new(text, json))
    }
}

fn list(session: &Session<'_>) -> Result<Answer> {
    let waiting = session.office.store.read(desk::waiting)?;
    let rows: Vec<Vec<String>> = waiting
        .iter()
        .map(|matter| {
            let service = session.say(matter.service.zh, matter.service.en);
            vec![matter.number.clone(), service, matter.at.to_string(), matter.by.to_string()]
        })
        .collect();
    let head = session
        .console
        .language
        .pick(["办件", "事项", "提交时间", "经办人号"], ["matter", "service", "asked at", "by officer"]);
    let text = match rows.is_empty() {
        true => session.say("没有待复核的办件。", "nothing waits for a second person"),
        false => table(&head, &rows),
    };
    let json: Vec<_> = waiting
        .iter()
        .map(|m| json!({ "matter": m.number, "service": m.service.code, "at": m.at, "by": m.by }))
        .collect();
    Ok(Answer::new(text, json!({ "waiting": json })))
}

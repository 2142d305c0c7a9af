//! For those who watch over the node: alive, ready, which version.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::site::{Site, blocking};

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// The database answers, takes writes and has the tables of this program.
pub(crate) async fn ready(State(site): State<Arc<Site>>) -> (StatusCode, Json<Value>) {
    let found = blocking(move || {
        let pending = site.office.store.pending()?.len();
        // Taken and given back without a change: is the writer there?
        let act = store::Act {
            by: kernel::OfficerId::new(0),
            at: (site.clock)(),
            channel: "node",
            command: "ready".to_owned(),
        };
        site.office.store.write(&act, |tx| tx.hold("ready", 0))?;
        Ok(pending)
    })
    .await;
    match found {
        Ok(0) => (StatusCode::OK, Json(json!({ "ready": true }))),
        Ok(pending) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "pending_migrations": pending })))
        }
        Err(problem) => {
            let code = problem.code().id;
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "code": code })))
        }
    }
}

/// Name and version of the program, and the hash of its law.
pub(crate) async fn version(State(site): State<Arc<Site>>) -> Json<Value> {
    Json(json!({
        "name": "jinbao", "version": site.version, "region": site.office.region, "law": site.office.law.hash(),
    }))
}

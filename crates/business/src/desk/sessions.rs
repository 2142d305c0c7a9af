//! Sessions (会话) of browsers and tokens of programs: random secrets of which only the digest is kept; listed, revocable,
//! ending by themselves when idle and at last in any case.

use kernel::{Moment, OfficerId, Result};
use serde_json::json;
use store::{Audit, Row, Sequence, Tx, params};

use super::codes;
use super::standings::{self, Standing};
use super::users::{self, User};
use crate::Office;

const MINUTE: i64 = 60_000_000;
/// A browser's session ends after so long without use.
const IDLE: i64 = 30 * MINUTE;
/// … and after so long in any case.
const LONGEST: i64 = 12 * 60 * MINUTE;
/// Use is noted so often at most, so that reading costs no write.
const NOTED_EVERY: i64 = 5 * MINUTE;
/// A proof with all factors is fresh enough for money and personal data for so long.
const FRESH: i64 = 15 * MINUTE;

/// A secret of a browser or a program.
pub type Secret = [u8; 32];

/// A session or token in use.
#[derive(Clone, Debug)]
pub struct Session {
    /// Number, for listing and revoking.
    pub id: i64,
    /// Whose.
    pub holder: OfficerId,
    /// The standing chosen.
    pub standing: Option<i64>,
    /// Is it a program's token?
    pub token: bool,
    /// What the browser calls itself; what the token is for.
    pub label: String,
    /// What a token may do: `read`, `write`.
    pub scopes: Vec<String>,
    /// When it began.
    pub created_at: Moment,
    /// When it was used last, to some minutes.
    pub seen_at: Moment,
    /// When it ends in any case.
    pub ends_at: Moment,
    /// When the user last proved with all factors; none: a factor is missing still.
    pub proved_at: Option<Moment>,
}

impl Session {
    /// Is the last proof fresh enough for money and personal data?
    pub fn is_fresh(&self, at: Moment) -> bool {
        self.token || self.proved_at.is_some_and(|proved| at < proved.plus_micros(FRESH))
    }
}

/// Who came with a secret.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The user.
    pub user: User,
    /// The standing chosen, if it still holds.
    pub standing: Option<Standing>,
}

const COLUMNS: &str =
    "SELECT id, holder, standing, kind, label, scopes, created_at, seen_at, ends_at, proved_at, idle
    FROM session";

fn session_row(row: &Row<'_>) -> Result<(Session, i64)> {
    let scopes: String = row.get(5)?;
    let session = Session {
        id: row.get(0)?,
        holder: row.get(1)?,
        standing: row.get(2)?,
        token: row.get::<String>(3)? == "token",
        label: row.get(4)?,
        scopes: scopes.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        created_at: row.get(6)?,
        seen_at: row.get(7)?,
        ends_at: row.get(8)?,
        proved_at: row.get(9)?,
    };
    Ok((session, row.get(10)?))
}

fn digest(office: &Office, secret: &str) -> Vec<u8> {
    office.vault.digest(&format!("session:{secret}"))
}

/// As the cookie or the header carries it.
pub fn spelled(secret: &Secret) -> String {
    secret.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The word that a form of this session must carry (CSRF), derived from its secret.
pub fn form_word(office: &Office, secret: &str) -> String {
    office.vault.digest(&format!("form:{secret}")).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Begins a browser's session. `proved`: all factors were given.
pub fn begin(
    tx: &mut Tx<'_>,
    office: &Office,
    user: &User,
    secret: &Secret,
    label: &str,
    proved: bool,
) -> Result<i64> {
    let at = tx.act()?.at;
    let known = standings::standings(tx, user.id, at.date())?;
    let only = if let [one] = known.as_slice() { Some(one.id) } else { None };
    let new = New {
        standing: only,
        kind: "browser",
        label,
        scopes: "",
        idle: IDLE,
        ends_at: at.plus_micros(LONGEST),
    };
    enter(tx, office, user.id, secret, &new, proved.then_some(at))
}

/// Makes a token for a program, for one standing and some scopes.
pub fn make_token(
    tx: &mut Tx<'_>,
    office: &Office,
    user: OfficerId,
    secret: &Secret,
    (standing, label, scopes): (i64, &str, &[&str]),
    ends_at: Moment,
) -> Result<i64> {
    let at = tx.act()?.at;
    let scopes = scopes.join(",");
    let new = New { standing: Some(standing), kind: "token", label, scopes: &scopes, idle: 0, ends_at };
    enter(tx, office, user, secret, &new, Some(at))
}

struct New<'a> {
    standing: Option<i64>,
    kind: &'static str,
    label: &'a str,
    scopes: &'a str,
    idle: i64,
    ends_at: Moment,
}

fn enter(
    tx: &mut Tx<'_>,
    office: &Office,
    user: OfficerId,
    secret: &Secret,
    new: &New<'_>,
    proved_at: Option<Moment>,
) -> Result<i64> {
    let at = tx.act()?.at;
    let id = tx.allot_one(Sequence::Session)?;
    let label: String = new.label.chars().take(200).collect();
    tx.run(
        "INSERT INTO session (id, digest, holder, standing, kind, label, scopes, created_at, seen_at, idle, ends_at, proved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)",
        params![
            id, digest(office, &spelled(secret)), user, new.standing, new.kind, label, new.scopes, at, new.idle,
            new.ends_at, proved_at
        ],
    )?;
    tx.audit(Audit {
        what: "session.begin",
        subject: Some(user.get()),
        detail: json!({ "session": id, "kind": new.kind }),
    });
    Ok(id)
}

/// Who comes with this secret, if the session still runs and the user is active.
pub fn find(office: &Office, secret: &str, at: Moment) -> Result<Option<SignedIn>> {
    let found = office.store.read(|tx| {
        let sql = format!("{COLUMNS} WHERE digest = $1 AND revoked_at IS NULL AND ends_at > $2");
        let Some((session, idle)) = tx.row(&sql, params![digest(office, secret), at], session_row)? else {
            return Ok(None);
        };
        if idle > 0 && at > session.seen_at.plus_micros(idle) {
            return Ok(None);
        }
        let user = users::user(tx, session.holder)?;
        let standing = session.standing.map(|id| standings::standing(tx, id)).transpose()?.flatten();
        let standing = standing.filter(|s| s.holder == user.id && s.holds_on(at.date()));
        Ok(user.active.then_some(SignedIn { session, user, standing }))
    })?;
    if let Some(who) = &found
        && at > who.session.seen_at.plus_micros(NOTED_EVERY)
    {
        note_use(office, &who.session, at)?;
    }
    Ok(found)
}

fn note_use(office: &Office, session: &Session, at: Moment) -> Result<()> {
    let act = store::Act { by: session.holder, at, channel: "web", command: "session.use".to_owned() };
    office.store.write(&act, |tx| {
        tx.run("UPDATE session SET seen_at = $2 WHERE id = $1", params![session.id, at])?;
        Ok(())
    })
}

/// Chooses the standing to act in. It must be the user's and hold today.
pub fn choose(tx: &mut Tx<'_>, session: &Session, standing: i64) -> Result<()> {
    let at = tx.act()?.at;
    let known = standings::standings(tx, session.holder, at.date())?;
    if known.iter().all(|one| one.id != standing) {
        return Err(codes::NOT_YOURS.problem());
    }
    tx.run("UPDATE session SET standing = $2 WHERE id = $1", params![session.id, standing])?;
    Ok(())
}

/// The user proved themself with all factors.
pub fn proved(tx: &mut Tx<'_>, session: i64) -> Result<()> {
    let at = tx.act()?.at;
    tx.run("UPDATE session SET proved_at = $2 WHERE id = $1", params![session, at])?;
    Ok(())
}

/// What of a user still runs, the latest first.
pub fn running(tx: &mut Tx<'_>, user: OfficerId, at: Moment) -> Result<Vec<Session>> {
    let sql = format!("{COLUMNS} WHERE holder = $1 AND revoked_at IS NULL AND ends_at > $2 ORDER BY id DESC");
    let found = tx.rows(&sql, params![user, at], session_row)?;
    let runs = |(session, idle): &(Session, i64)| *idle == 0 || at <= session.seen_at.plus_micros(*idle);
    Ok(found.into_iter().filter(runs).map(|(session, _)| session).collect())
}

/// Ends a session or token of the user.
pub fn revoke(tx: &mut Tx<'_>, user: OfficerId, id: i64) -> Result<()> {
    let at = tx.act()?.at;
    tx.run(
        "UPDATE session SET revoked_at = $3 WHERE id = $1 AND holder = $2 AND revoked_at IS NULL",
        params![id, user, at],
    )?;
    tx.audit(Audit { what: "session.end", subject: Some(user.get()), detail: json!({ "session": id }) });
    Ok(())
}

/// Ends every session and token of the user.
pub(super) fn revoke_all(tx: &mut Tx<'_>, user: OfficerId) -> Result<()> {
    let at = tx.act()?.at;
    tx.run("UPDATE session SET revoked_at = $2 WHERE holder = $1 AND revoked_at IS NULL", params![user, at])?;
    tx.audit(Audit { what: "session.end", subject: Some(user.get()), detail: json!({ "session": "all" }) });
    Ok(())
}

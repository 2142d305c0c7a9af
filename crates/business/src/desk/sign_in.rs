//! Signing in (登录): password, then whatever else the user has confirmed; codes that are good once; lock-out.
//!
//! No default password exists: a new user gets an activation code and chooses a password. Passkeys and client
//! certificates will be further kinds of [`FactorKind`]; they are not there yet.

use kernel::{Date, Moment, OfficerId, PartyId, Phone, Result};
use serde_json::json;
use store::{Audit, Outgoing, Sequence, Tx, params};
use totp_rs::{Builder, Totp};

use super::policy::{self, Action};
use super::standing_services::ADD_OPERATOR;
use super::standings::{StandingKind, standings_for};
use super::users::User;
use super::{Actor, codes, password, users};
use crate::{Office, registry};

/// Wrong secrets after which a user is locked out for a while.
const FAILURES_MOST: i64 = 5;
/// How long, in microseconds.
const LOCKED: i64 = 15 * MINUTE;
const MINUTE: i64 = 60_000_000;
/// How long a code sent by message is good.
const CODE_LIFE: i64 = 10 * MINUTE;
/// How long an activation code is good.
const ACTIVATION_LIFE: i64 = 7 * 24 * 60 * MINUTE;
/// How often a code may be tried.
const TRIES: i64 = 5;

/// What a user proves themself with beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    /// An authenticator's changing number (动态口令).
    Totp,
    /// A code by text message (短信验证码).
    Phone,
}

impl FactorKind {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            FactorKind::Totp => "totp",
            FactorKind::Phone => "phone",
        }
    }
}

/// A factor of a user.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Number.
    pub id: i64,
    /// Kind.
    pub kind: FactorKind,
    /// Masked.
    pub label: String,
    /// Is it asked for at sign-in?
    pub confirmed: bool,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The first password.
    Activate,
    /// Signing in, or proving oneself again.
    SignIn,
    /// Another password in place of a forgotten one.
    Reset,
}

impl Purpose {
    const fn key(self) -> &'static str {
        match self {
            Purpose::Activate => "activate",
            Purpose::SignIn => "sign-in",
            Purpose::Reset => "reset",
        }
    }
}

/// Checks login and password. An unknown login, a wrong password and a user without one are the same refusal and take
/// the same time.
///
/// # Errors
/// `DSK-0121` wrong, `DSK-0122` locked out, `DSK-0108` suspended.
pub fn check_password(
    office: &Office,
    login: &str,
    given: &str,
    at: Moment,
    channel: &'static str,
) -> Result<User> {
    let found = office.store.read(|tx| {
        let Some(user) = users::user_by_login(tx, login)? else { return Ok(None) };
        let secret =
            tx.row("SELECT password_hash, locked_until FROM users WHERE id = $1", params![user.id], |row| {
                Ok((row.get::<Option<String>>(0)?, row.get::<Option<Moment>>(1)?))
            })?;
        Ok(secret.map(|(hash, locked)| (user, hash, locked)))
    })?;
    let Some((user, hash, locked)) = found else {
        password::matches(given, password::NOBODYS);
        return Err(codes::WRONG_SECRET.problem());
    };
    if let Some(until) = locked.filter(|until| *until > at) {
        return Err(codes::LOCKED.with("until", until));
    }
    let right = password::matches(given, hash.as_deref().unwrap_or(password::NOBODYS)) && hash.is_some();
    count(office, &user, right, at, channel)?;
    match (right, user.active) {
        (false, _) => Err(codes::WRONG_SECRET.problem()),
        (true, false) => Err(codes::SUSPENDED.with("login", login)),
        (true, true) => Ok(user),
    }
}

/// Counts wrong secrets; a right one starts again from none.
fn count(office: &Office, user: &User, right: bool, at: Moment, channel: &'static str) -> Result<()> {
    let act = store::Act { by: user.id, at, channel, command: "sign-in".to_owned() };
    office.store.write(&act, |tx| {
        let what = if right { "sign-in.right" } else { "sign-in.wrong" };
        tx.audit(Audit { what, subject: Some(user.id.get()), detail: json!({}) });
        if right {
            tx.run("UPDATE users SET failures = 0, locked_until = NULL WHERE id = $1", params![user.id])?;
        } else {
            let until = at.plus_micros(LOCKED);
            tx.run(
                "UPDATE users SET failures = CASE WHEN failures + 1 >= $2 THEN 0 ELSE failures + 1 END,
                   locked_until = CASE WHEN failures + 1 >= $2 THEN $3 ELSE locked_until END
                 WHERE id = $1",
                params![user.id, FAILURES_MOST, until],
            )?;
        }
        Ok(())
    })
}

/// Chooses a password: not too easy, not made of what others know about the user.
pub fn choose_password(
    tx: &mut Tx<'_>,
    office: &Office,
    user: &User,
    chosen: &str,
    salt: &[u8; 16],
) -> Result<()> {
    let mut known = vec![user.login.clone(), user.name.clone()];
    if let Some(person) = user.person {
        let number = registry::facts::document_number(tx, office, person)?;
        let birth = registry::facts::person(tx, person)?.birth;
        known.extend(parts(&number, birth));
    }
    password::refuse_weak(chosen, &known)?;
    let hash = password::hash(chosen, salt)?;
    users::set_password(tx, &user.login, &hash)?;
    tx.audit(Audit { what: "sign-in.password", subject: Some(user.id.get()), detail: json!({}) });
    Ok(())
}

/// The ID number, its ends and the birthday as people write them.
fn parts(number: &str, birth: Date) -> Vec<String> {
    let tail = |n: usize| number.get(number.len().saturating_sub(n)..).unwrap_or(number).to_owned();
    let written = ["%Y%m%d", "%y%m%d", "%m%d%Y", "%Y-%m-%d", "%Y.%m.%d"];
    let days = written.iter().map(|form| birth.strftime(form).to_string());
    [number.to_owned(), tail(6), tail(8)].into_iter().chain(days).collect()
}

/// Issues a code that is good once: eight digits drawn from `random`. Earlier ones for the same purpose end.
pub fn issue_code(
    tx: &mut Tx<'_>,
    office: &Office,
    user: OfficerId,
    purpose: Purpose,
    random: &[u8; 8],
) -> Result<String> {
    let at = tx.act()?.at;
    let code = format!("{:08}", u64::from_le_bytes(*random) % 100_000_000);
    let life = if purpose == Purpose::Activate { ACTIVATION_LIFE } else { CODE_LIFE };
    tx.run(
        "UPDATE one_time_code SET used_at = $3 WHERE holder = $1 AND purpose = $2 AND used_at IS NULL",
        params![user, purpose.key(), at],
    )?;
    let id = tx.allot_one(Sequence::Session)?;
    tx.run(
        "INSERT INTO one_time_code (id, holder, purpose, digest, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, user, purpose.key(), digest(office, user, &code), at, at.plus_micros(life)],
    )?;
    Ok(code)
}

/// A code with which an operator of a unit opens their account, made by whoever may grant operators of the unit (开通码). Earlier
/// ones are good for nothing then.
///
/// # Errors
/// `DSK-0129` and others of the policy; `DSK` refusals where nobody of that login acts for the unit, or who does has a
/// password already.
pub fn activation_code(
    office: &Office,
    actor: &Actor,
    unit: PartyId,
    login: &str,
    random: &[u8; 8],
) -> Result<String> {
    office.store.write(&actor.act("desk.activation"), |tx| {
        policy::check(tx, office, actor, Action::Service(&ADD_OPERATOR), unit)?;
        let user = users::user_by_login(tx, login)?;
        let held = standings_for(tx, StandingKind::Unit, unit)?;
        let theirs =
            user.filter(|user| !user.activated && held.iter().any(|standing| standing.holder == user.id));
        let user = theirs.ok_or_else(|| codes::NO_STANDING.with("login", login))?;
        issue_code(tx, office, user.id, Purpose::Activate, random)
    })
}

/// Uses a code up. A wrong one counts; after some the code is worth nothing. To be committed whatever it says.
pub fn use_code(
    tx: &mut Tx<'_>,
    office: &Office,
    user: OfficerId,
    purpose: Purpose,
    given: &str,
) -> Result<bool> {
    let at = tx.act()?.at;
    let found = tx.row(
        "SELECT id, digest FROM one_time_code
         WHERE holder = $1 AND purpose = $2 AND used_at IS NULL AND ends_at > $3 AND attempts < $4
         ORDER BY id DESC LIMIT 1",
        params![user, purpose.key(), at, TRIES],
        |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)),
    )?;
    let Some((id, wanted)) = found else { return Ok(false) };
    // Equal digests of the keyed hash tell nothing by the time that comparing takes.
    if wanted == digest(office, user, given.trim()) {
        tx.run("UPDATE one_time_code SET used_at = $2 WHERE id = $1", params![id, at])?;
        return Ok(true);
    }
    tx.run("UPDATE one_time_code SET attempts = attempts + 1 WHERE id = $1", params![id])?;
    Ok(false)
}

fn digest(office: &Office, user: OfficerId, code: &str) -> Vec<u8> {
    office.vault.digest(&format!("code:{user}:{code}"))
}

/// Activates a user: the code they were given, and the password they choose.
pub fn activate(
    office: &Office,
    by_code: (&str, &str),
    chosen: &str,
    salt: &[u8; 16],
    now: (Moment, &'static str),
) -> Result<User> {
    choose_by_code(office, Purpose::Activate, by_code, chosen, salt, now)
}

/// Sends a code for another password to the confirmed phone of a login. Whether there is such a user, and whether they have a
/// phone, is told to nobody.
pub fn ask_reset(
    office: &Office,
    login: &str,
    random: &[u8; 8],
    (at, channel): (Moment, &'static str),
) -> Result<()> {
    let user = office.store.read(|tx| users::user_by_login(tx, login))?;
    let Some(user) = user.filter(|user| user.active && user.activated) else { return Ok(()) };
    let act = store::Act { by: user.id, at, channel, command: "sign-in.ask-reset".to_owned() };
    office.store.write(&act, |tx| {
        if confirmed(tx, user.id, FactorKind::Phone)?.is_none() {
            return Ok(());
        }
        send(tx, office, &user, Purpose::Reset, random).map(drop)
    })
}

/// Chooses another password with the code that was sent. Every session and token of the user ends.
pub fn reset(
    office: &Office,
    by_code: (&str, &str),
    chosen: &str,
    salt: &[u8; 16],
    now: (Moment, &'static str),
) -> Result<User> {
    choose_by_code(office, Purpose::Reset, by_code, chosen, salt, now)
}

fn choose_by_code(
    office: &Office,
    purpose: Purpose,
    (login, code): (&str, &str),
    chosen: &str,
    salt: &[u8; 16],
    (at, channel): (Moment, &'static str),
) -> Result<User> {
    let wrong = || codes::WRONG_CODE.problem();
    let user = office.store.read(|tx| users::user_by_login(tx, login))?.ok_or_else(wrong)?;
    let act = store::Act { by: user.id, at, channel, command: format!("sign-in.{}", purpose.key()) };
    // A password that is refused undoes the use of the code; a wrong code stays counted.
    office.store.write(&act, |tx| {
        if !use_code(tx, office, user.id, purpose, code)? {
            return Ok(Err(wrong()));
        }
        choose_password(tx, office, &user, chosen, salt)?;
        if purpose == Purpose::Reset {
            super::sessions::revoke_all(tx, user.id)?;
        }
        Ok(Ok(()))
    })??;
    Ok(user)
}

/// Sends a code to the user's confirmed phone through the outbox, the number and the text sealed.
pub fn send_code(tx: &mut Tx<'_>, office: &Office, user: &User, random: &[u8; 8]) -> Result<String> {
    send(tx, office, user, Purpose::SignIn, random)
}

fn send(tx: &mut Tx<'_>, office: &Office, user: &User, purpose: Purpose, random: &[u8; 8]) -> Result<String> {
    let found = confirmed(tx, user.id, FactorKind::Phone)?.ok_or_else(|| codes::NO_FACTOR.problem())?;
    let code = issue_code(tx, office, user.id, purpose, random)?;
    let text = format!("验证码 {code}，10 分钟内有效。工作人员不会索要验证码。");
    send_message(tx, office, &found.label, &office.vault.open(&found.sealed)?, &text)?;
    Ok(found.label)
}

/// Puts a text message into the outbox. Only the courier opens it.
pub fn send_message(tx: &mut Tx<'_>, office: &Office, shown: &str, to: &str, text: &str) -> Result<()> {
    let sealed = office.vault.seal(&json!({ "to": to, "text": text }).to_string())?;
    let key = tx.allot_one(Sequence::Message)?.to_string();
    let hex: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
    tx.send(Outgoing { topic: "message.sms", key, body: json!({ "to": shown, "sealed": hex }) });
    Ok(())
}

/// What is said to a wrong or used code.
pub fn wrong_code() -> kernel::Problem {
    codes::WRONG_CODE.problem()
}

/// A factor with its secret.
struct Found {
    id: i64,
    label: String,
    sealed: Vec<u8>,
    last_step: i64,
}

fn confirmed(tx: &mut Tx<'_>, user: OfficerId, kind: FactorKind) -> Result<Option<Found>> {
    factor_with_secret(
        tx,
        "confirmed_at IS NOT NULL AND holder = $1 AND kind = $2",
        params![user, kind.key()],
    )
}

fn factor_with_secret(tx: &mut Tx<'_>, which: &str, params: &[store::Value<'_>]) -> Result<Option<Found>> {
    let sql = format!(
        "SELECT id, label, sealed, last_step FROM factor WHERE ended_at IS NULL AND {which} ORDER BY id DESC LIMIT 1"
    );
    tx.row(&sql, params, |row| {
        Ok(Found { id: row.get(0)?, label: row.get(1)?, sealed: row.get(2)?, last_step: row.get(3)? })
    })
}

/// The factors of a user.
pub fn factors(tx: &mut Tx<'_>, user: OfficerId) -> Result<Vec<Factor>> {
    tx.rows(
        "SELECT id, kind, label, CASE WHEN confirmed_at IS NULL THEN 0 ELSE 1 END FROM factor
         WHERE holder = $1 AND ended_at IS NULL ORDER BY id",
        params![user],
        |row| {
            let kind = if row.get::<String>(1)? == "totp" { FactorKind::Totp } else { FactorKind::Phone };
            Ok(Factor { id: row.get(0)?, kind, label: row.get(2)?, confirmed: row.get(3)? })
        },
    )
}

/// Begins to set an authenticator up; it counts once a number of it was given. `secret` must be new and random.
pub fn begin_totp(tx: &mut Tx<'_>, office: &Office, user: OfficerId, secret: &[u8; 20]) -> Result<String> {
    let at = tx.act()?.at;
    let text: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    tx.run(
        "UPDATE factor SET ended_at = $2 WHERE holder = $1 AND kind = 'totp' AND ended_at IS NULL AND confirmed_at IS NULL",
        params![user, at],
    )?;
    let id = tx.allot_one(Sequence::Session)?;
    tx.run(
        "INSERT INTO factor (id, holder, kind, label, sealed, created_at) VALUES ($1, $2, 'totp', '动态口令', $3, $4)",
        params![id, user, office.vault.seal(&text)?, at],
    )?;
    Ok(totp(secret)?.secret().to_base32())
}

/// Confirms the authenticator with a number of it.
pub fn confirm_totp(tx: &mut Tx<'_>, office: &Office, user: OfficerId, given: &str) -> Result<()> {
    let which = "confirmed_at IS NULL AND holder = $1 AND kind = 'totp'";
    let found = factor_with_secret(tx, which, params![user])?.ok_or_else(|| codes::NO_FACTOR.problem())?;
    if !step(tx, office, &found, given)? {
        return Err(codes::WRONG_CODE.problem());
    }
    let at = tx.act()?.at;
    tx.run("UPDATE factor SET confirmed_at = $2 WHERE id = $1", params![found.id, at])?;
    Ok(())
}

/// Confirms a phone that the registry or an officer vouches for.
pub fn add_phone(tx: &mut Tx<'_>, office: &Office, user: OfficerId, phone: &Phone) -> Result<()> {
    let at = tx.act()?.at;
    tx.run(
        "UPDATE factor SET ended_at = $2 WHERE holder = $1 AND kind = 'phone' AND ended_at IS NULL",
        params![user, at],
    )?;
    let id = tx.allot_one(Sequence::Session)?;
    tx.run(
        "INSERT INTO factor (id, holder, kind, label, sealed, created_at, confirmed_at) VALUES ($1, $2, 'phone', $3, $4, $5, $5)",
        params![id, user, phone.masked(), office.vault.seal(phone.expose())?, at],
    )?;
    Ok(())
}

/// Ends a factor of the user.
pub fn end_factor(tx: &mut Tx<'_>, user: OfficerId, id: i64) -> Result<()> {
    let at = tx.act()?.at;
    tx.run("UPDATE factor SET ended_at = $3 WHERE id = $1 AND holder = $2", params![id, user, at])?;
    Ok(())
}

/// Is it the authenticator's present number, or a code that was sent? To be committed whatever it says.
pub fn check_second(tx: &mut Tx<'_>, office: &Office, user: OfficerId, given: &str) -> Result<bool> {
    if let Some(found) = confirmed(tx, user, FactorKind::Totp)?
        && step(tx, office, &found, given)?
    {
        return Ok(true);
    }
    use_code(tx, office, user, Purpose::SignIn, given)
}

/// Checks an authenticator's number; each is taken once.
fn step(tx: &mut Tx<'_>, office: &Office, factor: &Found, given: &str) -> Result<bool> {
    let text = office.vault.open(&factor.sealed)?;
    let secret: Vec<u8> = (0..text.len() / 2)
        .filter_map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok())
        .collect();
    let seconds = u64::try_from(tx.act()?.at.micros() / 1_000_000).unwrap_or(0);
    let Some(step) = totp(&secret)?.check(given.trim(), seconds) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    if step <= factor.last_step {
        return Ok(false);
    }
    tx.run("UPDATE factor SET last_step = $2 WHERE id = $1", params![factor.id, step])?;
    Ok(true)
}

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .build()
        .map_err(|cause| codes::NO_FACTOR.problem().because(cause))
}

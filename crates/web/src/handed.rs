//! Files that come with a form, or as the body of a call. What is larger than it may be is read to its end and thrown away, so
//! that its sender gets an answer instead of a broken connection.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use business::intake::uploads::BYTES_MOST;
use business::intake::{self};
use kernel::{Problem, Result};
use multer::Multipart;

use crate::access::{Sent, Who, carries_word};
use crate::codes;
use crate::kit::Reader;
use crate::problem::Refusal;
use crate::site::Site;

/// Bytes of a text field beside a file.
const FIELD_MOST: usize = 64 << 10;

/// A form with a file, its session's word checked.
#[derive(Debug)]
pub(crate) struct Handed {
    /// Its fields.
    pub(crate) sent: Sent,
    /// Name of the file, as its sender calls it.
    pub(crate) name: String,
    /// Its content; what is wrong where it is too large.
    pub(crate) content: Result<Vec<u8>, TooBig>,
}

/// More bytes than a file may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooBig;

impl TooBig {
    pub(crate) fn problem(self) -> Problem {
        intake::codes::TOO_BIG.with("most", BYTES_MOST >> 20)
    }
}

impl FromRequest<Arc<Site>> for Handed {
    type Rejection = Response;

    async fn from_request(request: Request, _: &Arc<Site>) -> Result<Handed, Response> {
        let who = request.extensions().get::<Who>().cloned();
        let language = Reader::language_of(request.headers());
        let refused = |problem: Problem| Refusal::new(problem, language).into_response();
        let handed = read(request).await.map_err(|cause| refused(codes::FORM.problem().because(cause)))?;
        if who.is_some_and(|who| !carries_word(&who, &handed.sent)) {
            return Err(refused(codes::FOREIGN.problem()));
        }
        Ok(handed)
    }
}

async fn read(request: Request) -> multer::Result<Handed> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(kind.unwrap_or_default())?;
    let mut parts = Multipart::new(request.into_body().into_data_stream(), boundary);
    let mut handed = Handed { sent: Sent::default(), name: String::new(), content: Ok(Vec::new()) };
    while let Some(mut part) = parts.next_field().await? {
        let file = part.file_name().map(str::to_owned);
        let field = part.name().unwrap_or_default().to_owned();
        let most = if file.is_some() { BYTES_MOST } else { FIELD_MOST };
        let mut bytes = Vec::new();
        let mut fits = true;
        while let Some(chunk) = part.chunk().await? {
            fits &= bytes.len() + chunk.len() <= most;
            if fits {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file {
            Some(name) => {
                handed.name = plain_name(&name);
                handed.content = if fits { Ok(bytes) } else { Err(TooBig) };
            }
            None => handed.sent.0.push((field, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(handed)
}

/// The body of a call as a file.
pub(crate) async fn body(body: Body) -> Result<Vec<u8>> {
    use std::pin::pin;

    let mut parts = pin!(body.into_data_stream());
    let (mut bytes, mut fits) = (Vec::new(), true);
    while let Some(chunk) = tokio_stream::StreamExt::next(&mut parts).await {
        let chunk = chunk.map_err(|cause| codes::FORM.problem().because(cause))?;
        fits &= bytes.len() + chunk.len() <= BYTES_MOST;
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    if fits { Ok(bytes) } else { Err(TooBig.problem()) }
}

/// The last part of a name, short, without anything that a path or a header could trip over.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control() && !matches!(c, '"' | ';' | '<' | '>')).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_is_no_path_and_no_header() {
        for (given, plain) in [
            ("C:\\资料\\增员.xlsx", "增员.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("a\r\n\"b\";.csv", "ab.csv"),
            ("", ""),
        ] {
            assert_eq!(plain_name(given), plain);
        }
    }
}

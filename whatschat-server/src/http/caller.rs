//! Who asks.

use super::address;
use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::rates::Bucket;
use poem::Request;
use poem::http::header;
use std::net::IpAddr;
use whatschat_core::endpoint::{Auth, Info};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::{ErrorCode, Locale};

/// Anyone.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) locale: Locale,
    pub(crate) user_agent: Option<String>,
    pub(crate) address: IpAddr,
}

/// Who holds an access token of a live session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    /// From where, by HTTP.
    pub(crate) address: Option<IpAddr>,
}

/// What a handler wants to know of who asks.
pub(crate) trait Who: Sized + Send {
    /// The operations whose handlers may ask for this.
    const AUTH: Auth;

    fn of(
        app: &App,
        request: &Request,
        asked: &Info,
    ) -> impl Future<Output = Result<Self, ApiError>> + Send;

    /// Whose budget a request from this address counts against.
    fn bucket(&self, address: IpAddr) -> Bucket;
}

impl Who for Visitor {
    const AUTH: Auth = Auth::Open;

    async fn of(app: &App, request: &Request, _: &Info) -> Result<Self, ApiError> {
        let user_agent =
            request.header(header::USER_AGENT).map(|text| text.chars().take(200).collect());
        let address = address::client(request, &app.config.trusted_proxies);
        Ok(Self { locale: locale(request), user_agent, address })
    }

    fn bucket(&self, address: IpAddr) -> Bucket {
        Bucket::Address(address)
    }
}

impl Who for Caller {
    const AUTH: Auth = Auth::Bearer;

    async fn of(app: &App, request: &Request, asked: &Info) -> Result<Self, ApiError> {
        let header = request.header(header::AUTHORIZATION).unwrap_or_default();
        let (scheme, token) = header.split_once(' ').unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            let hint = "Send an access token in the header `Authorization: Bearer TOKEN`.";
            return Err(ApiError::from(ErrorCode::TokenInvalid).details(hint));
        }
        let session = auth::check_token(app, token.trim()).await?;
        let session = if asked.wants_verified_email() { session.verified()? } else { session };
        let address = Some(address::client(request, &app.config.trusted_proxies));
        Ok(Self { address, ..session.caller })
    }

    fn bucket(&self, _: IpAddr) -> Bucket {
        Bucket::User(self.user)
    }
}

/// The same, and the language to write mails in.
impl Who for (Caller, Locale) {
    const AUTH: Auth = Auth::Bearer;

    async fn of(app: &App, request: &Request, asked: &Info) -> Result<Self, ApiError> {
        Ok((Caller::of(app, request, asked).await?, locale(request)))
    }

    fn bucket(&self, address: IpAddr) -> Bucket {
        self.0.bucket(address)
    }
}

/// Who holds an access token, or else somebody with a link: the handler checks it.
impl Who for Option<Caller> {
    const AUTH: Auth = Auth::Link;

    async fn of(app: &App, request: &Request, asked: &Info) -> Result<Self, ApiError> {
        if request.header(header::AUTHORIZATION).is_none() {
            return Ok(None);
        }
        Caller::of(app, request, asked).await.map(Some)
    }

    fn bucket(&self, address: IpAddr) -> Bucket {
        self.map_or(Bucket::Address(address), |caller| caller.bucket(address))
    }
}

/// The language to answer in.
pub(crate) fn locale(request: &Request) -> Locale {
    request.header(header::ACCEPT_LANGUAGE).map_or_else(Locale::default, Locale::negotiate)
}

//! Budgets of the contract's operations: how often one may ask.

use super::address::address;
use super::caller::Who;
use crate::app::App;
use crate::error::ApiError;
use crate::rates::Bucket;
use poem::Request;
use whatschat_core::class::Class;
use whatschat_core::endpoint::Info;

/// Who asks, if they do not ask too often. Who is refused counts as well, by address, but not for what
/// the server itself cannot do.
pub(super) async fn who<C: Who>(app: &App, request: &Request, info: &Info) -> Result<C, ApiError> {
    let address = address(app, request);
    match C::of(app, request, info).await {
        Ok(who) => {
            app.rates.take(asked(Class::of(info), request), &who.bucket(address)).map(|()| who)
        }
        Err(failure) if failure.code.status() >= 500 => Err(failure),
        Err(refusal) => {
            app.rates.take(Class::Public, &Bucket::Address(address))?;
            Err(refusal)
        }
    }
}

/// Whether a request has this field in its query, however it is written.
pub(crate) fn asks_with(request: &Request, field: &str) -> bool {
    let query: Vec<(String, String)> = request.params().unwrap_or_default();
    query.iter().any(|(name, _)| name == field)
}

/// What may search, and does not this time, is a mere read.
fn asked(class: Class, request: &Request) -> Class {
    let searches = asks_with(request, "search");
    if class == Class::Search && !searches { Class::Read } else { class }
}

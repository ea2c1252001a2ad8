//! What an operation of the API is, and the `endpoints!` list in which each room declares its own.

mod form;

pub use form::{Answer, Auth, Body, File, Method, Zip};

use crate::error::ErrorCode;
use crate::locale::Text;
use serde::{Serialize, de::DeserializeOwned};
use std::any::type_name;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayItems};
use utoipa::openapi::{Ref, RefOr, Schema};

/// One operation of the API. The implementing struct is its request: fields that the path
/// template names travel in the path, the others in the [`Body`], or in the query where it has
/// none.
pub trait Endpoint: Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static {
    /// The operation's name; the document's `operationId` is the same in lower camel case.
    const NAME: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path below [`BASE_PATH`](crate::BASE_PATH), such as `/chats/{id}`.
    const PATH: &'static str;
    /// How the fields that are not in the path travel.
    const BODY: Body;
    /// The status of a success.
    const STATUS: u16;
    /// The status of a success that found its work done already, such as a repeated send.
    const REPEAT_STATUS: Option<u16>;
    /// Who may call it.
    const AUTH: Auth;
    /// What a success says to people.
    const MESSAGE: Option<Text>;
    /// The refusals that are its own; every operation may also answer the
    /// [common ones](Info::errors).
    const ERRORS: &'static [ErrorCode];
    /// What a success carries; `()` for nothing.
    type Response: Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static;
}

/// What a document or a router needs to know of an [`Endpoint`], without its type.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the constants of `Endpoint`")]
pub struct Info {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub body: Body,
    pub status: u16,
    pub repeat_status: Option<u16>,
    pub auth: Auth,
    pub message: Option<Text>,
    pub request: fn() -> Schemas,
    pub answer: Answer,
    own_errors: &'static [ErrorCode],
}

impl Info {
    /// Describes `E`.
    pub fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            body: E::BODY,
            status: E::STATUS,
            repeat_status: E::REPEAT_STATUS,
            auth: E::AUTH,
            message: E::MESSAGE,
            request: Schemas::of::<E>,
            answer: Answer::of::<E::Response>(),
            own_errors: E::ERRORS,
        }
    }

    /// The room that it belongs to: the first segment of its path.
    pub fn room(&self) -> &'static str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// `operationId` in the document.
    pub fn operation_id(&self) -> String {
        let (head, tail) = self.name.split_at(1);
        head.to_lowercase() + tail
    }

    /// Every refusal that it can answer: those it declares, and those that its form brings.
    pub fn errors(&self) -> Vec<ErrorCode> {
        use ErrorCode::*;
        let mut errors = self.own_errors.to_vec();
        if self.auth != Auth::Open {
            errors.push(TokenInvalid);
        }
        if self.wants_verified_email() {
            errors.push(EmailNotVerified);
        }
        if self.body != Body::None {
            errors.extend([Malformed, BodyTooLarge, WrongContentType, TimedOut]);
        }
        if self.has_fields() {
            errors.push(Invalid);
        }
        if self.method != Method::GET {
            errors.push(StorageFull);
        }
        errors.extend([TooManyRequests, Internal, Unavailable]);
        errors
    }

    /// Whether a server that wants addresses proved refuses this to who has not done so.
    pub fn wants_verified_email(&self) -> bool {
        self.auth != Auth::Open && self.room() != "auth"
    }

    fn has_fields(&self) -> bool {
        let RefOr::T(Schema::Object(request)) = (self.request)().root else { return false };
        !request.properties.is_empty()
    }
}

/// A schema with the components that it refers to.
#[derive(Clone)]
pub struct Schemas {
    /// The component's name.
    pub name: String,
    /// The schema itself.
    pub root: RefOr<Schema>,
    /// What it refers to, by name.
    pub components: Vec<(String, RefOr<Schema>)>,
}

impl Schemas {
    /// The schema of `T`.
    pub fn of<T: ToSchema>() -> Self {
        let mut components = vec![];
        T::schemas(&mut components);
        let mut root = T::schema();
        if let RefOr::T(Schema::Array(list)) = &mut root {
            components.extend(take_entry(list, type_name::<T>()));
        }
        Self { name: T::name().into_owned(), root, components }
    }
}

/// Gives what `Vec<T>` lists the name of `T`, and lets the list refer to it: utoipa writes it out
/// in the list, where no other program finds a name for it.
fn take_entry(list: &mut Array, type_name: &str) -> Option<(String, RefOr<Schema>)> {
    let name = type_name.trim_end_matches('>').rsplit("::").next()?.to_owned();
    let ArrayItems::RefOrSchema(entry) = &mut list.items else { return None };
    let reference = RefOr::Ref(Ref::from_schema_name(&name));
    Some((name, std::mem::replace(&mut **entry, reference)))
}

/// The names in a path template: `userId` of `/groups/{id}/participants/{userId}`, after `id`.
pub fn path_fields(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// Lists a room's operations, one a line:
/// `Request = METHOD "/path" => Response, status, auth, body: Json, say: "中文" / "English", errors: […];`
/// (`body` only where it is not what the method usually has).
macro_rules! endpoints {
    ($(
        $request:ident = $method:ident $path:literal => $response:ty, $status:literal
        $(or $repeat:literal)?, $auth:ident
        $(, body: $body:ident)?
        $(, say: $zh:literal / $en:literal)?
        $(, errors: [$($error:ident),* $(,)?])?;
    )*) => {
        $(impl $crate::endpoint::Endpoint for $request {
            const NAME: &'static str = stringify!($request);
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $path;
            const BODY: $crate::endpoint::Body =
                $crate::endpoint::endpoints!(@body $method $($body)?);
            const STATUS: u16 = $status;
            const REPEAT_STATUS: Option<u16> = $crate::endpoint::endpoints!(@option $($repeat)?);
            const AUTH: $crate::endpoint::Auth = $crate::endpoint::endpoints!(@auth $auth);
            const MESSAGE: Option<$crate::locale::Text> = $crate::endpoint::endpoints!(
                @option $($crate::locale::Text { zh: $zh, en: $en })?
            );
            const ERRORS: &'static [$crate::error::ErrorCode] =
                &[$($($crate::error::ErrorCode::$error),*)?];
            type Response = $response;
        })*

        /// The operations of this room.
        pub fn endpoints() -> Vec<$crate::endpoint::Info> {
            vec![$($crate::endpoint::Info::of::<$request>()),*]
        }
    };
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
    (@body $method:ident) => { $crate::endpoint::Method::$method.usual_body() };
    (@body $method:ident $body:ident) => { $crate::endpoint::Body::$body };
    (@auth open) => { $crate::endpoint::Auth::Open };
    (@auth bearer) => { $crate::endpoint::Auth::Bearer };
    (@auth link) => { $crate::endpoint::Auth::Link };
}
pub(crate) use endpoints;

//! The one place where handlers meet the contract's list: method, path, parameters, schemas and
//! statuses of a route come from [`Endpoint`], never from here.

use super::caller::Who;
use super::reply::{self, Reply};
use super::run::to_the_end;
use super::validate::Checker;
use super::{budget, caller, meta, request, schema};
use crate::app::App;
use crate::error::ApiError;
use poem::endpoint::{BoxEndpoint, make};
use poem::{EndpointExt, Request, Response, http};
use poem_openapi::OpenApi;
use poem_openapi::registry::{MetaApi, MetaPath, Registry};
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use whatschat_core::Locale;
use whatschat_core::endpoint::{Endpoint, Info, Method, path_fields};

type Key = (&'static str, Method);

/// The routes of all rooms. Without an app it only tells what they are.
pub(crate) struct Routes {
    app: Option<App>,
    table: HashMap<Key, Option<BoxEndpoint<'static>>>,
}

impl Routes {
    pub(super) fn new(app: Option<App>) -> Self {
        Self { app, table: HashMap::new() }
    }

    /// What is served, without serving it: for documents.
    pub(super) fn none() -> Self {
        super::routes(None)
    }

    /// Serves `E` with a plain function of it. What the function asks to know of the caller
    /// must be what the contract demands of one.
    pub(crate) fn on<E, C, F, Fut, R>(self, handler: F) -> Self
    where
        E: Endpoint,
        C: Who + 'static,
        F: Fn(App, C, E) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Result<R, ApiError>> + Send + 'static,
        R: Into<Reply<E::Response>> + Send + 'static,
    {
        self.add::<E, C, _, _>(move |app, who, request: E, http| async move {
            let reply = to_the_end(&app.clone(), handler(app, who, request)).await?;
            Ok(answer::<E>(reply.into(), http.locale))
        })
    }

    /// The same where a file travels: the function sees what HTTP brought beside the fields, and
    /// makes the answer itself.
    pub(crate) fn on_file<E, C, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint,
        C: Who + 'static,
        F: Fn(App, C, E, Http) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Result<Response, ApiError>> + Send + 'static,
    {
        self.add(handler)
    }

    fn add<E, C, F, Fut>(mut self, handler: F) -> Self
    where
        E: Endpoint,
        C: Who + 'static,
        F: Fn(App, C, E, Http) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Result<Response, ApiError>> + Send + 'static,
    {
        const {
            assert!(
                C::AUTH as u8 == E::AUTH as u8,
                "the handler and the contract disagree on who may call"
            );
        };
        let route = self.app.clone().map(|app| route(app, handler));
        self.table.insert((E::PATH, E::METHOD), route);
        self
    }

    /// The contract's operations that nothing here serves.
    pub(super) fn unserved(&self) -> Vec<&'static str> {
        let all = whatschat_core::endpoints();
        all.iter()
            .filter(|e| !self.table.contains_key(&(e.path, e.method)))
            .map(|e| e.name)
            .collect()
    }
}

/// What HTTP brought beside the fields of a request.
pub(crate) struct Http {
    /// The request, with its body where that is a form.
    pub(crate) request: Request,
    /// The language to answer in.
    pub(crate) locale: Locale,
}

fn route<E, C, F, Fut>(app: App, handler: F) -> BoxEndpoint<'static>
where
    E: Endpoint,
    C: Who + 'static,
    F: Fn(App, C, E, Http) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<Response, ApiError>> + Send + 'static,
{
    let info = Info::of::<E>();
    let checker = Arc::new(OnceLock::new());
    let endpoint = make(move |mut request: Request| {
        let (app, checker) = (app.clone(), checker.clone());
        async move {
            let locale = caller::locale(&request);
            let who = budget::who::<C>(&app, &request, &info).await?;
            let asked =
                request::read::<E>(&mut request, checker.get_or_init(Checker::of::<E>)).await?;
            Ok::<_, poem::Error>(handler(app, who, asked, Http { request, locale }).await?)
        }
    });
    endpoint.boxed()
}

/// A success of `E` in its envelope.
pub(crate) fn answer<E: Endpoint>(reply: Reply<E::Response>, locale: Locale) -> Response {
    let status = E::REPEAT_STATUS.filter(|_| reply.repeated).unwrap_or(E::STATUS);
    let empty = TypeId::of::<E::Response>() == TypeId::of::<()>();
    reply::success(status, E::MESSAGE, (!empty).then_some(reply.data), locale)
}

impl OpenApi for Routes {
    fn meta() -> Vec<MetaApi> {
        let unserved = super::unserved();
        let served =
            whatschat_core::endpoints().into_iter().filter(|info| !unserved.contains(&info.name));
        // Of two entries for one path poem-openapi would show the last alone.
        let mut paths = Vec::<MetaPath>::new();
        for path in served.map(|info| meta::path(&info)) {
            match paths.iter_mut().find(|known| known.path == path.path) {
                Some(known) => known.operations.extend(path.operations),
                None => paths.push(path),
            }
        }
        vec![MetaApi { paths }]
    }

    fn register(registry: &mut Registry) {
        for info in whatschat_core::endpoints() {
            schema::register(registry, &info);
        }
    }

    fn add_routes(self, table: &mut HashMap<String, HashMap<http::Method, BoxEndpoint<'static>>>) {
        for ((path, method), endpoint) in self.table {
            if let Some(endpoint) = endpoint {
                table.entry(poem_path(path)).or_default().insert(meta::method(method), endpoint);
            }
        }
    }
}

/// `/messages/{chatId}` as poem's router has it: `/messages/:p0`.
fn poem_path(template: &str) -> String {
    let fields: Vec<_> = path_fields(template).collect();
    fields.iter().enumerate().fold(template.to_owned(), |path, (n, name)| {
        path.replace(&format!("{{{name}}}"), &format!(":{}", request::path_name(n)))
    })
}

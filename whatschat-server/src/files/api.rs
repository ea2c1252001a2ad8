//! Files: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::http::{Caller, Http, Routes, answer};
use poem::Response;
use whatschat_core::files::*;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on_file(upload_file).on(get_file).on_file(download_file)
}

async fn upload_file(
    app: App,
    caller: Caller,
    _: UploadFile,
    mut http: Http,
) -> Result<Response, ApiError> {
    let file = files::upload(&app, caller, &mut http.request).await?;
    Ok(answer::<UploadFile>(file.into(), http.locale))
}

async fn get_file(app: App, caller: Caller, request: GetFile) -> Result<FileInfo, ApiError> {
    files::get(&app, caller, request.id).await
}

async fn download_file(
    app: App,
    caller: Option<Caller>,
    request: DownloadFile,
    http: Http,
) -> Result<Response, ApiError> {
    files::download(&app, caller, request, &http).await
}

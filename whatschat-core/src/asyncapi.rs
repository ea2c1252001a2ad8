//! The AsyncAPI 3.0 document of the socket's events.

use crate::endpoint::Schemas;
use crate::envelope::Failure;
use crate::limits;
use crate::socket::{EventInfo, SOCKET_PATH, all_client_events, all_server_events};
use serde_json::{Map, Value, json};

/// The document of all socket events.
pub fn document() -> Value {
    let (client, server) = (all_client_events(), all_server_events());
    let mut schemas = Map::new();
    let mut messages = Map::new();
    collect(&mut schemas, Schemas::of::<Failure>());
    schemas.insert(LOGGED.into(), logged());
    for event in client.iter().chain(&server) {
        messages.insert(event.name.into(), message(event, &mut schemas));
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "WhatsChat events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Socket.IO 5 over Engine.IO 4, by long-polling or WebSocket. \
                Each message is one event. An acknowledgement, where a client asks for one, \
                is a REST answer: `x-ack`, or `Failure`.",
        },
        "servers": {"local": {"host": "localhost:3001", "pathname": SOCKET_PATH, "protocol": "socketio"}},
        "channels": {"default": {"address": "/", "messages": channel_messages(&client, &server)}},
        "operations": {
            "fromClients": operation("receive", &client),
            "toClients": operation("send", &server),
        },
        "components": {"messages": messages, "schemas": schemas},
    })
}

fn message(event: &EventInfo, schemas: &mut Map<String, Value>) -> Value {
    let payload = (event.payload)();
    let doc = json!(payload.root)["description"].as_str().unwrap_or_default().to_owned();
    let (summary, description) = doc.split_once('\n').unwrap_or((&doc, ""));
    let mut message = json!({
        "name": event.name,
        "summary": summary,
        "description": description.trim(),
        "payload": collect(schemas, payload),
    });
    if event.logged {
        let logged = json!({"$ref": format!("#/components/schemas/{LOGGED}")});
        message["payload"] = json!({"allOf": [message["payload"], logged]});
    }
    if let Some(ack) = event.ack {
        message["x-ack"] = success(&collect(schemas, ack()));
    }
    message
}

/// What an event of the log carries beside its payload.
const LOGGED: &str = "Logged";

fn logged() -> Value {
    json!({
        "type": "object",
        "required": ["cursor"],
        "properties": {"cursor": limits::cursor()},
        "description": "The event is kept in the log. With its cursor as `since`, an `authenticate` \
            or `GET /sync` gives what has happened after it.",
    })
}

fn success(data: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["success", "message", "data"],
        "properties": {"success": {"type": "boolean"}, "message": {"type": "string"}, "data": data},
    })
}

fn collect(schemas: &mut Map<String, Value>, found: Schemas) -> Value {
    for (name, schema) in found.components {
        schemas.insert(name, json!(schema));
    }
    schemas.insert(found.name.clone(), json!(found.root));
    json!({"$ref": format!("#/components/schemas/{}", found.name)})
}

fn channel_messages(client: &[EventInfo], server: &[EventInfo]) -> Value {
    let names = client.iter().chain(server).map(|event| event.name);
    names
        .map(|name| (name.to_owned(), json!({"$ref": format!("#/components/messages/{name}")})))
        .collect()
}

fn operation(action: &str, events: &[EventInfo]) -> Value {
    let messages = events
        .iter()
        .map(|event| json!({"$ref": format!("#/channels/default/messages/{}", event.name)}));
    json!({"action": action, "channel": {"$ref": "#/channels/default"}, "messages": messages.collect::<Value>()})
}

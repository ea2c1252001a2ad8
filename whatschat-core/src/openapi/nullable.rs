//! Where the document says `null`: in a body it is the same as leaving a field out, and in a path
//! or a query there is no way to write it.

use utoipa::openapi::schema::{Object, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// A body whose optional fields may be `null`.
pub fn body(mut body: Object) -> Object {
    let required = body.required.clone();
    let optional = body.properties.iter_mut().filter(|(name, _)| !required.contains(name));
    optional.for_each(|(_, schema)| add_null(schema));
    body
}

fn add_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            object.schema_type = or_null(&object.schema_type);
            object.enum_values.iter_mut().for_each(|values| values.push(().into()));
        }
        RefOr::T(Schema::Array(list)) => list.schema_type = or_null(&list.schema_type),
        RefOr::Ref(_) => {
            let null = Object::with_type(Type::Null);
            *schema = OneOfBuilder::new().item(schema.clone()).item(null).into();
        }
        RefOr::T(_) => {} // an `Option` has it already
    }
}

fn or_null(schema_type: &SchemaType) -> SchemaType {
    match schema_type {
        SchemaType::Type(one) => SchemaType::from_iter([one.clone(), Type::Null]),
        other => other.clone(),
    }
}

/// The schema of a field that travels in the path or the query.
pub fn parameter(request: &Object, name: &str) -> Option<RefOr<Schema>> {
    let mut schema = request.properties.get(name)?.clone();
    if let RefOr::T(Schema::OneOf(choice)) = &schema
        && let Some(RefOr::Ref(one)) = choice.items.iter().find(|one| matches!(one, RefOr::Ref(_)))
    {
        return Some(RefOr::Ref(one.clone()));
    }
    if let RefOr::T(Schema::Object(object)) = &mut schema
        && let SchemaType::Array(types) = &object.schema_type
        && let [one, Type::Null] = &types[..]
    {
        object.schema_type = one.clone().into();
    }
    Some(schema)
}

// Makes .generated/api.d.ts from the document, as the documentation of openapi-typescript advises:
// the parts of a form that are files are blobs.

import { mkdir, writeFile } from "node:fs/promises";
import openapiTypescript, { astToString } from "openapi-typescript";
import ts from "typescript";

const here = (path) => new URL(path, import.meta.url);
const blob = ts.factory.createTypeReferenceNode("Blob");
const transform = (schema) => (schema.format === "binary" ? blob : undefined);
const types = await openapiTypescript(here("../../openapi.yaml"), { transform });
await mkdir(here(".generated"), { recursive: true });
await writeFile(here(".generated/api.d.ts"), astToString(types));

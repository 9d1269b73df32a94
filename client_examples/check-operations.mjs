// Validates every document in operations/ against the schema that the server prints. Exit code 1: at least one is wrong.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, specifiedRules, NoDeprecatedCustomRule, validate } from 'graphql';

const here = fileURLToPath(new URL('.', import.meta.url));
const schemaFile = process.argv[2] ?? `${here}../schema/schema.graphql`;
const folder = `${here}operations/`;

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`${file}: cannot be read (${error.code}). Print the schema first: pulsegraph schema`);
    process.exit(1);
  }
}

function faults(text, schema) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return [error];
  }
  const unnamed = document.definitions.filter((one) => one.kind === 'OperationDefinition' && !one.name);
  return [
    ...unnamed.map(() => ({ message: 'An operation has no name.' })),
    ...validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule]),
  ];
}

const schema = buildSchema(read(schemaFile));
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql')).sort();
let wrong = 0;
for (const file of files) {
  for (const { message, locations } of faults(read(folder + file), schema)) {
    wrong += 1;
    const at = locations?.[0] ? `:${locations[0].line}:${locations[0].column}` : '';
    console.error(`operations/${file}${at}: ${message}`);
  }
}
console.log(wrong ? `${wrong} faults in ${files.length} documents.` : `${files.length} documents match the schema.`);
process.exit(wrong ? 1 : 0);

/** Writes the JSON Schemas that editors read; run after a change of a setting: `npx node tools/write-config-schemas.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configSchemas } from '../src/config/json-schema.ts';

const folder = fileURLToPath(new URL('../config/', import.meta.url));
const { main, team } = configSchemas();
writeFileSync(`${folder}burnscope.schema.json`, main);
writeFileSync(`${folder}burnscope-team.schema.json`, team);

import { z } from 'zod';
import { KINDS, OUTCOMES } from './deploy-question.ts';
import { DeployJson, DeploysJson, ErrorJson } from './deploy-schema.ts';

/** OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) of the API; `base` is where Burnscope is reached. */
export function deployOpenApi(base: string, limit: { readonly usual: number; readonly most: number }): object {
  const parameters = [
    inQuery('service', { type: 'string' }, 'Only this service'),
    inQuery('outcome', { type: 'string', enum: Object.keys(OUTCOMES) }, 'Only what the comparison came to'),
    inQuery('kind', { type: 'string', enum: Object.keys(KINDS) }, 'Only this kind'),
    inQuery('before', { type: 'string' }, 'A time in ISO 8601, or the next of the answer before'),
    inQuery('limit', { type: 'integer', minimum: 1, maximum: limit.most, default: limit.usual }, 'How many'),
  ];
  return {
    openapi: '3.1.0',
    info: { title: 'Burnscope', version: '1', description: 'What was deployed, and what was found across it.' },
    servers: [{ url: `${base}/api/v1` }],
    security: [{ bearer: [] }, { basic: [] }],
    paths: {
      '/deploys': {
        get: {
          operationId: 'listDeploys',
          summary: 'Deploys, newest first',
          parameters,
          responses: {
            200: answer('A page of deploys', 'Deploys'),
            400: problem('The question cannot be read'),
            ...LOCKED,
          },
        },
      },
      '/deploys/{key}': {
        get: {
          operationId: 'getDeploy',
          summary: 'One deploy',
          parameters: [{ name: 'key', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: answer('The deploy', 'Deploy'), 404: problem('There is none'), ...LOCKED },
        },
      },
    },
    components: {
      schemas: { Deploy: schemaOf(DeployJson), Deploys: schemaOf(DeploysJson), Error: schemaOf(ErrorJson) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of web.pages_token_file' },
        basic: { type: 'http', scheme: 'basic', description: 'The same token as password of any user' },
      },
    },
  };
}

const LOCKED = { 401: problem('No token came with it'), 403: problem('The token is wrong') };

function inQuery(name: string, schema: object, description: string): object {
  return { name, in: 'query', description, schema };
}

function answer(description: string, name: 'Deploy' | 'Deploys' | 'Error'): object {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
}

function problem(description: string): object {
  return answer(description, 'Error');
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

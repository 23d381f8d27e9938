import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { HttpAnswer } from '../http-client.ts';

export const ErrorAnswer = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** Reads an answer's JSON; what is no Prometheus says so with its first words. */
export function parseAnswer<T extends z.ZodType>(
  schema: T,
  { body, contentType }: HttpAnswer,
  url: string,
): z.infer<T> {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    const what = `${url} does not answer like Prometheus (${contentType || 'no content type'}): ${body.slice(0, 80)}`;
    throw new Failure('METRICS_REJECTED', what, { retryable: false, cause: error });
  }
}

export function refusal({ errorType, error }: z.infer<typeof ErrorAnswer>, url: string): Failure {
  return new Failure('METRICS_REJECTED', `${url}: ${errorType}: ${error}`, { retryable: false });
}

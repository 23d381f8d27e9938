import { z } from 'zod';

/** Keys that a strict object of the schema accepts at a path; empty where any key goes. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here: unknown = schema;
  for (const step of path) {
    here = unwrap(here);
    if (here instanceof z.ZodObject) here = Reflect.get(here.shape, step);
    else if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else return [];
  }
  here = unwrap(here);
  if (here instanceof z.ZodObject) return Object.keys(here.shape);
  if (here instanceof z.ZodDiscriminatedUnion || here instanceof z.ZodUnion) {
    return here.options.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []));
  }
  return [];
}

function unwrap(schema: unknown): unknown {
  let here = schema;
  while (here instanceof z.ZodDefault || here instanceof z.ZodPrefault || here instanceof z.ZodOptional)
    here = here.unwrap();
  return here;
}

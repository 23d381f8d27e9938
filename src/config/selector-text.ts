import { parseMatchers } from './parse-matchers.ts';

/** Stands for a placeholder while the selector around it is read; from Unicode's private use area. */
const STAND_IN = (index: number) => `\uE000${index}\uE001`;

/**
 * Reads `{service_name="x", namespace="{{ $labels.namespace }}"}` into label and template. Placeholders may hold quotes
 * of their own. Throws with what is wrong: profile stores are asked by equality alone.
 */
export function readSelectorText(text: string): Record<string, string> {
  const placeholders: string[] = [];
  const plain = text.replaceAll(/\{\{.*?\}\}/gs, (found) => STAND_IN(placeholders.push(found) - 1));
  const selector: Record<string, string> = {};
  for (const { label, operator, content } of parseMatchers(plain)) {
    if (operator !== '=') throw new Error(`a selector asks by equality (=) only, found ${label}${operator}`);
    if (Object.hasOwn(selector, label)) throw new Error(`the selector names ${label} twice`);
    selector[label] = content.replaceAll(
      /\uE000(\d+)\uE001/g,
      (_all, index: string) => placeholders[Number(index)] ?? '',
    );
  }
  return selector;
}

/** A new element with attributes and children; text is only ever text. An attribute of `undefined` is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(
  text: string,
  attributes: Readonly<Record<string, string | undefined>>,
  press: () => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', press);
  return made;
}

/** Writes only what differs, so that a live region speaks once. */
export function setText(into: HTMLElement, text: string): void {
  if (into.textContent !== text) into.textContent = text;
}

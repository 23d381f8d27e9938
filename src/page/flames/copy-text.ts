import { element } from './element.ts';

/** Copies a text; the clipboard's own interface is there on secure pages only, and many of us are reached without TLS. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element('textarea', { class: 'copied', 'aria-hidden': 'true', readonly: '' });
    area.value = text;
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    // oxlint-disable-next-line typescript/no-deprecated -- the only way on pages without TLS
    const done = document.execCommand('copy');
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    return done;
  }
}

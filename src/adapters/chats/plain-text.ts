import type { Line, Report, Span } from '../../core/report/report.ts';
import { safeUrl, tameText } from '../tame-text.ts';

/** A report for terminals and files: no markup, no control characters, links spelled out. Ends without a line end. */
export function renderPlainText(report: Report): string {
  const links = report.links.flatMap(({ label, url }) => {
    const address = safeUrl(url);
    return address === undefined ? [] : [`${tameText(label)}: ${address}`];
  });
  return [tameText(report.headline), ...report.lines.map(renderLine), ...links].join('\n');
}

function renderLine(line: Line): string {
  return line.map(renderSpan).join('').trimEnd();
}

function renderSpan(span: Span): string {
  const text = tameText(span.text);
  const address = span.kind === 'link' ? safeUrl(span.url) : undefined;
  return address === undefined ? text : `${text} (${address})`;
}

/** A piece of a line. `code` is shown literally, nothing in it is markup. */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

export type Line = readonly Span[];

export interface ReportLink {
  readonly label: string;
  readonly url: string;
}

/** Chat-neutral facts in order of importance. Every text in it may hold untrusted characters; chats escape. */
export interface Report {
  /** One line, plain: what burns, how fast, since when. Also the notification text. */
  readonly headline: string;
  readonly lines: readonly Line[];
  readonly links: readonly ReportLink[];
  /** Says what the picture shows, at most 2,000 characters. */
  readonly altText: string;
}

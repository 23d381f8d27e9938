/** A function that does not think again while it is asked the same as the last time. */
export function rememberLast<Asked extends readonly unknown[], Answer>(
  think: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | undefined;
  return (...asked) => {
    if (last === undefined || asked.some((one, i) => !Object.is(one, last?.asked[i])))
      last = { asked, answer: think(...asked) };
    return last.answer;
  };
}

/** `+9.1 %`, with a true minus; one decimal below 100 %. */
export function formatShare(share: number): string {
  const percent = Math.abs(share) * 100;
  return `${share < 0 ? '−' : '+'}${percent.toFixed(percent < 99.95 ? 1 : 0)} %`;
}

/** The sign once more as a shape, for eyes and screens without red and blue. */
export function arrowOf(share: number): string {
  return share < 0 ? '▼' : '▲';
}

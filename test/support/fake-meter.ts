import type { Meter } from '../../src/pipeline/ports.ts';

/** Remembers what was counted, as `name label…`. */
export function fakeMeter(): Meter & { readonly counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    stage: (name, outcome) => void counted.push(`stage ${name} ${outcome}`),
    webhook: (sender, outcome) => void counted.push(`webhook ${sender} ${outcome}`),
    push: (door, outcome) => void counted.push(`push ${door} ${outcome}`),
    alert: (action) => void counted.push(`alert ${action}`),
    deployEvent: (sender, outcome) => void counted.push(`deploy event ${sender} ${outcome}`),
    post: (channel, outcome) => void counted.push(`post ${channel} ${outcome}`),
    refinement: (outcome) => void counted.push(`refinement ${outcome}`),
    deployCheck: (outcome) => void counted.push(`deploy ${outcome}`),
    failure: (code) => void counted.push(`failure ${code}`),
  };
}

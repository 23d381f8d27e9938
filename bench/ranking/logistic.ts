/** Small enough that a mover which is always right does not drive its weight to infinity. */
const RIDGE = 0.1;
const ROUNDS = 30;

export function logistic(weights: readonly number[], inputs: readonly number[]): number {
  return 1 / (1 + Math.exp(-inputs.reduce((sum, input, i) => sum + input * weights[i]!, 0)));
}

/** Ridge logistic regression by Newton's method (https://en.wikipedia.org/wiki/Iteratively_reweighted_least_squares). */
export function fitLogistic(rows: readonly (readonly number[])[], right: readonly boolean[]): number[] {
  const width = rows[0]!.length;
  let weights: number[] = Array.from({ length: width }, () => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    for (const [at, inputs] of rows.entries()) {
      const probability = logistic(weights, inputs);
      const certainty = probability * (1 - probability);
      for (let i = 0; i < width; i++) {
        gradient[i]! += inputs[i]! * (Number(right[at]) - probability);
        for (let j = 0; j < width; j++) curvature[i]![j]! += inputs[i]! * inputs[j]! * certainty;
      }
    }
    const step = solve(curvature, gradient);
    weights = weights.map((weight, i) => weight + step[i]!);
  }
  return weights;
}

/** Gaussian elimination; the ridge keeps every pivot above zero. */
function solve(matrix: number[][], target: number[]): number[] {
  const size = target.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!;
      for (let column = pivot; column < size; column++) matrix[row]![column]! -= factor * matrix[pivot]![column]!;
      target[row]! -= factor * target[pivot]!;
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = target[row]!;
    for (let column = row + 1; column < size; column++) rest -= matrix[row]![column]! * solution[column]!;
    solution[row] = rest / matrix[row]![row]!;
  }
  return solution;
}

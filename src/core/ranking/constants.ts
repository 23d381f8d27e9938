/**
 * Every constant of the ranking engine, each with its reason. "Measured" means: on 1,920 planted changes, 480 healthy
 * pairs, and real profiles of a Node and a Go service with known truth.
 */

/** Likelihood score of one hypothesis. */
export const SCORE = {
  /** No two windows are ever equal to better than 5 %. */
  windowDrift: 0.05,
  /** Smallest variance between blocks beyond Poisson, relative: real pods are never perfect copies. */
  leastDispersion: 0.0005,
  /** Assumed where it cannot be measured. */
  priorDispersion: 0.02,
  /** Fewer functions than this give no median worth using. */
  dispersionFunctions: 5,
  /** Dispersion is measured between at least this many blocks of one side. */
  dispersionBlocks: 3,
  /** Below 20 samples a block Poisson noise hides any dispersion; above half of all cost a function is its own yardstick. */
  dispersionLeastMean: 20,
  dispersionMostShare: 0.5,
  /** Growth of three samples is never worth a word. */
  leastGrowth: 3,
} as const;

/** How much all functions moved together. */
export const DRIFT = {
  /** Functions with fewer expected samples have ratios that say nothing. */
  leastSamples: 10,
  /** One hot function must not decide the drift of all. */
  mostWeight: 0.05,
  /** Mean between these weight quantiles: robust like a median, steadier than one. */
  lowerQuantile: 0.35,
  upperQuantile: 0.65,
  /** Cost per request of healthy windows of one build stays within these. */
  usual: [0.85, 1.15],
  /** When more of the cost than this changed, the data cannot tell drift from change: the request ratio decides. */
  mostChanged: 0.5,
} as const;

/** Greedy pursuit: explanations are taken best first, their growth is removed, and the next is looked for. */
export const PURSUIT = {
  /** Explanations looked for in each direction; nobody reads a ninth. */
  rounds: 8,
  /** Offsets only lower a score, so the search may stop early, but never before this many. */
  leastAssessed: 20,
  mostAssessed: 1500,
  /** Same explanation: each holds this share of the other's growth. */
  groupOverlap: 0.6,
  /** A wider hypothesis joins when what it adds grew by itself at this z. */
  widerAt: 2.5,
  /** More than half explained by a move: not a candidate for a name. */
  mostOffset: 0.5,
  /** Scores this close are a tie; the second is relative to the best. */
  tie: 4,
  tieShare: 0.02,
  /** New to a context: under this share of the comparison, or under half a sample. */
  newShare: 0.002,
  newSamples: 0.5,
  /** Relation of baseline to comparison under which a function counts as new (and the reverse as vanished). */
  newFunction: 0.03,
  /** A runner-up with this posterior is shown as "or". */
  leastAlternative: 0.05,
  mostAlternatives: 3,
  /** A library frame is named through the service's function that carries this share of the growth. */
  throughShare: 0.6,
} as const;

/** Growth that is matched by a decline elsewhere is a move. */
export const MOVED = {
  /** A decline counts from three standard errors. */
  significance: 3,
  /** Outside drift within ±15 % is fitted along; more is the other half of a move. */
  commonDrift: 0.15,
  /** Levels of ancestors inside which cost is handed over. */
  ancestorLevels: 3,
  /** A shrinker fell by 40 % at z −4. */
  shrinkRelative: -0.4,
  shrinkZ: -4,
  /** Local drift inside one ancestor: known from five functions of ten samples on, and believed within these. */
  localFunctions: 5,
  localSamples: 10,
  localDrift: [0.7, 1.4],
  /** Matches under a quarter are chance. */
  leastMatch: 0.25,
  /** Replacement as sets: states need 5 samples, a vanished group 10. */
  replacementSamples: 5,
  replacementGroup: 10,
  /** When more than 65 % moved, the rest is usually a remainder of the match. */
  mostlyMoved: 0.35,
  mostlyMovedWeight: 0.3,
} as const;

/** New functions are compared with the vanished ones whose work they do. */
export const ALIGN = {
  /** Samples lost below a caller; fewer match anything. */
  leastLost: 10,
  /** Of a function's cost where the others spent theirs: by leaves or by children. */
  leastContained: 0.6,
  /** Of what was lost, found again; less is a removal beside an addition. */
  leastInherited: 0.4,
} as const;

/** Wrappers that appeared, vanished or were inlined are cut out of both sides. */
export const RECONCILE = {
  rounds: 2,
  leastRelative: 0.1,
  leastDeviance: 30,
  leastSamples: 30,
  /** Own self explains less than half, the leaves below explain 60 % elsewhere. */
  mostOwn: 0.5,
  leastOffset: 0.6,
  /** Before any dispersion is measured. */
  relativeVariance: 0.01,
} as const;

/** Spread between pods. */
export const PODS = {
  /** Prior degrees of freedom that pull the measured variance towards Poisson + dispersion. */
  priorDegrees: 8,
  /** Growth that falls below 60 % without its best pod is one pod's. */
  leastKeep: 0.6,
  /** 95 % of a normal distribution. */
  interval: 1.96,
  /** Final order: growth less one and a half standard errors. */
  orderPenalty: 1.5,
  /** Collector, scheduler and awaiting callers are symptoms. */
  symptomWeight: 0.5,
} as const;

/** Right to be named as a cause: CPU. Measured: names something on 1.3 % of healthy pairs, finds 93 % of +5 %. */
export const CPU_GATE = {
  share: 0.02,
  z: 5,
  gain: 30,
  /** "Likely", for the service's own functions: in 150 healthy pairs none came over gain 2.5 or z 3.2. */
  likelyShare: 0.01,
  likelyZ: 4,
  likelyGain: 8,
  /** A small change that every pod shows beyond doubt: no healthy function came over z 4.6 among three pods or more. */
  clearShare: 0.0075,
  clearZ: 6,
  clearGain: 60,
  mostMoved: 0.5,
} as const;

/** Order of what may not be named. */
export const ORDER = {
  /** From three standard errors on a small CPU change stands by its clearness: on recorded Node runs 79 of 86 first, by size 66. */
  clearZ: 3,
} as const;

/** Right to be named as a cause: waiting. Waits differ tenfold between healthy pods. */
export const WAIT_GATE = {
  events: 30,
  share: 0.15,
  z: 3.5,
  leastKeep: 0.1,
  /** Something substantial must be left without the best pod. */
  leastKeptShare: 0.05,
  /** With fewer pods a side neither pressure nor keep is well measured: never "sure". */
  surePods: 3,
  /** Relative spread of waits between windows. */
  drift: 0.12,
  mostMoved: 0.5,
  /** From here on the host presses, and a queue is a symptom of it. */
  pressedStretch: 1.4,
  pressedShare: 0.4,
  /** Under half below network, database or I/O frames: a lock, pool or channel. */
  ioShare: 0.5,
  lockShare: 0.5,
  /** Half below await primitives: the wait may be another's, seen from its caller. */
  awaitShare: 0.5,
  /** A wait that grew by this part of what its awaiting caller grew explains it; several may be awaited at once. */
  mirrorLeast: 0.3,
  mirrorZ: 2.5,
  /** Just behind what explains it. */
  mirrorOrder: 0.999,
  /** Stretch is clamped to 1…5: beyond, nothing can be compared. */
  mostStretch: 5,
} as const;

/** Waits are heavy-tailed durations; they become counts by a unit. */
export const WAIT_UNIT = {
  /** Twice the mean wait: for exponential waits the variance of a sum is 2·mean·sum. */
  meanWaits: 2,
  /** Wait below which nothing is resolved; keeps the unit above zero. In nanoseconds. */
  least: 1000,
} as const;

/** One pod of the comparison against the baseline and its siblings. */
export const ODD_POD = {
  leastPods: 3,
  share: 0.05,
  z: 5,
  gain: 15,
  /** Its share of the pod's CPU is half as much again as in every other pod: healthy pods differ threefold between extremes. */
  cpuTimes: 1.5,
  waitShare: 0.5,
  /** Its wait per request is three times that of every other pod. */
  waitTimes: 3,
  /** The host does not press it. */
  mostPressure: 0.5,
  mostStretch: 1.25,
} as const;

export const VERDICT = {
  /** Traffic ×1.15 or ÷1.15 is load; below, it is the noise of a healthy day. */
  load: 1.15,
  movedShare: 0.01,
  movedZ: 4,
  /** A new function needs about 18 samples to be seen; under 50 a side no share is worth printing. */
  leastSamples: 50,
  /** From here on a change of 2 % of CPU would have been seen. */
  plentyOfSamples: 1000,
} as const;

/** Growth of the runtime's own work: collecting garbage, finding threads to run. */
export const RUNTIME = {
  /** Of all CPU; under 2 % it is within what two healthy windows differ by. */
  share: 0.02,
  /** Beside a named function the collector needs less evidence than alone; the scheduler also grows with mere unrest of the host. */
  collectorZ: 3,
  collectorAloneZ: 4.5,
  schedulerAloneZ: 6,
  /** The function that allocates, or contends: clearly grown, and with most of the growth of all that do. */
  callerZ: 3,
  callerShare: 0.5,
} as const;

/** Calibrated probability that what passed a gate is right: logistic weights of [1, ln(1+gain), min(z, 10), ln(net share), 1 − moved, keep]. */
export const CONFIDENCE = {
  /**
   * Fitted on changes planted in three call trees (224 named, calibration error 0.005). On recordings it was not fitted to: 0.02 on
   * the Node service; 0.08 on the Go service, where it says 0.91 and 0.99 came true.
   */
  cpuWeights: [-1.37, 0.65, 0.12, -0.07, 0.64, -0.44],
  /** Waits are told apart by clearness and size; their gate has asked for what is left without the best pod already. */
  waitWeights: [0.34, 0.04, 0.62, 1.88, 1.56, 0],
  mostZ: 10,
  sure: 0.95,
  /** A healthy pair of single pods differed by 3 % of CPU in one function, by what was inlined. */
  surePods: 3,
} as const;

/** Nanoseconds of a sample when a CPU profile does not say: 100 Hz, what Go, perf and async-profiler use. */
export const USUAL_SAMPLE_PERIOD = 10_000_000;

/** What differs between the two engines. */
export interface EngineOptions {
  /** Fit how much all functions moved together; off for waits. */
  readonly fitDrift: boolean;
  /** Cost is conserved: reconcile structure, compute offsets. Waiting is not. */
  readonly conserved: boolean;
  /** A hypothesis with less deviance is dropped. */
  readonly leastDeviance: number;
  /** Pods a side from which `keep` is computed. */
  readonly podsForKeep: number;
  /** Spread between pods is measured against the pod's other cost, or against what it served. */
  readonly podsAgainst: 'other-cost' | 'exposure';
  /** Growth that hangs on one pod is taken later. */
  readonly keepWeighs: boolean;
  /** Groups may take in wider hypotheses. */
  readonly widen: boolean;
  /** The topmost frame that is itself new is the name; a wait that was zero is not new code. */
  readonly nameTopmostNew: boolean;
}

export const CPU_ENGINE: EngineOptions = {
  fitDrift: true,
  conserved: true,
  leastDeviance: 12,
  podsForKeep: 3,
  podsAgainst: 'other-cost',
  keepWeighs: true,
  widen: true,
  nameTopmostNew: true,
};

export const WAIT_ENGINE: EngineOptions = {
  fitDrift: false,
  conserved: false,
  leastDeviance: 8,
  podsForKeep: 2,
  podsAgainst: 'exposure',
  keepWeighs: false,
  widen: false,
  nameTopmostNew: false,
};

/** All waits, or all functions, slower by one factor: the host. Fitted on the first half of the recorded hosts, held against the rest. */
export const THROTTLE = {
  /** One wait speaks for a quarter of all at most: the longest is often one database. */
  mostWeight: 0.25,
  /** Under ×1.3 the middle pod is within what hosts do to each other all day. */
  leastStretch: 1.3,
  /** Waits inside the process and waits for the outside must each show it, else it is a slow dependency or a lock. */
  leastEach: 1.15,
  /** In 900 healthy pairs on a host shared with strangers t reached 4.5; on one of its own, 1.6. */
  leastT: 5,
  /** ln of a pod's typical wait differs by 0.15 between calm pods; worth four pods of evidence. */
  priorSpread: 0.15,
  priorDegrees: 4,
  /** Half of the pods ×1.75 beyond the worst of the baseline: 0 of 300 healthy pairs of four pods, 1 % of three. */
  towerStretch: 1.75,
  /** Fewer pods measure neither spread nor drift well. */
  surePods: 3,
  /** Cost of all own functions per request: healthy windows of four pods reach 1.08, of two 1.13, of one 1.25. */
  leastCost: 1.2,
  leastCostFewPods: 1.35,
  /** Share of it that did not move with the rest: 0.21 in throttled processes, where one stall counts as several samples. */
  mostChanged: 0.25,
  /** Queues follow hosts that press this much in most pods; below, a queue that may be named stands. */
  queueStretch: 2,
  /** A dependency that is slow by itself outgrows the stretch of everything else by this. */
  outgrown: 2.5,
} as const;

/** More requests of one kind: everything below one handler moved alike, and everything beside it the other way. */
export const MIX = {
  /** A handler's growth, and its decline, that is worth a verdict; shares of all comparison cost. */
  leastShare: 0.03,
  leastShareAlone: 0.05,
  leastZ: 5,
  /** Handler against the rest. */
  leastFactor: 1.3,
  /** Handler by itself: what hardly moved is not where the requests went. */
  leastOwnFactor: 1.15,
  /** Its middle functions carry the factor of the whole: ln(middle) ÷ ln(whole). Recorded mixes 0.94–1.16, code −0.2…0.6. */
  alike: [0.6, 1.4],
  /** Functions with enough samples to tell, none of them more than this share of the handler: a single function is code. */
  leastFunctions: 4,
  functionSamples: 15,
  mostOfOneFunction: 0.7,
  /** A function inside that outgrew its siblings by this part of the handler's growth is the cause itself. */
  mostInside: 0.25,
  /** The rest must be there to be compared with. */
  leastRest: 0.25,
  /** With as many requests in all, more of one kind are fewer of the others: their cost per request moves the other way. */
  restFell: 0.92,
  /** Two pods or fewer differ more; so does a function that no library calls, which may be a new step of each request. */
  restFellSurely: 0.8,
  surePods: 3,
  /** Nested functions that move within this of each other tell one move: middleware of a single handler, and the handler. */
  sameMove: 0.85,
  /** A handler beside workers that it keeps busy does at least this part of what they do. */
  leastOfWorkers: 0.4,
  /** Fan-out to workers grows with its handler: ln of its factor ÷ ln of the handler's. */
  followers: [0.7, 1.3],
  /** Kinds of requests differ in cost and share, so the rest does not rise by quite one factor. */
  restSpread: 1.25,
  /** A change lies inside the handler with this share. */
  inside: 0.8,
} as const;
